"""
What things cost: set-up, a month of products, and each heavy measure beside a peer, in one run.

Ratios are to be read, not single times: machines differ and are noisy. Nothing here is asserted in a test.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    import geopandas as gpd

ROOT = Path(__file__).parents[2]
REPEATS = 3


def timed(call: Callable[[], object], *, repeats: int = REPEATS) -> tuple[float, object]:
    """Return the median seconds of a call (after one that is not counted) and its last result."""
    result = call()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        result = call()
        times.append(time.perf_counter() - start)
    return float(np.median(times)), result


def command(*words: object, cwd: Path = ROOT) -> tuple[float, str]:
    """Return the seconds and the output of a whole process."""
    start = time.perf_counter()
    done = subprocess.run([str(w) for w in words], cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, words))}\n{done.stdout}\n{done.stderr}")
    return time.perf_counter() - start, done.stdout


def say(what: str, seconds: float, note: str = "") -> None:
    """Print one figure."""
    print(f"{what:<58}{seconds:>9.2f} s   {note}", flush=True)


def peak_mb() -> float:
    """Return the largest memory any finished child took, in MB."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def bench_setup(folder: Path) -> None:
    """Time the set-up in a fresh clone."""
    command("git", "clone", "-q", ROOT, folder / "clone")
    seconds, _ = command("make", "setup", cwd=folder / "clone")
    say("make setup, fresh clone", seconds, "the promise: under 60 s with uv")


def bench_month(folder: Path) -> Path:
    """Time the county, the tasking page and one month of every product, first and again."""
    tool = Path(sys.executable).parent / "vawg-geo"
    seconds, _ = command(tool, "demo", "--data-only", "--out", folder / "county")
    say("synthetic county, 72 months", seconds)
    force = folder / "county" / "force.toml"
    month = ("--force", force, "--month", "2022-03", "--out", folder / "out")
    for what, order, promise in (
        ("the tasking page", ("run", "nte_monthly"), "under 60 s"),
        ("all products of one month", ("monthly", "--workers", "2"), "under three minutes"),
    ):
        for turn in ("first", "again"):
            seconds, _ = command(tool, *order, *month)
            say(f"{what}, {turn}", seconds, f"the promise: {promise}; peak so far {peak_mb():.0f} MB")
    return force


def beside(what: str, ours: Callable[[], object], peer: str, theirs: Callable[[], object]) -> None:
    """Time two ways to the same thing and print their ratio."""
    mine, _ = timed(ours)
    other, _ = timed(theirs)
    say(what, mine, f"{peer}: {other:.2f} s; {other / mine:.1f} times as long")


def bench_measures(force: Path) -> None:
    """Time the heavy measures beside their peers on the county's own tables."""
    import geopandas as gpd
    from esda import G_Local
    from libpysal.weights import Queen

    import vawg_geo as vg

    start = time.perf_counter()
    case = vg.load_case(force)
    say("load_case from the snapshot", time.perf_counter() - start, f"{len(case.incidents):,} incidents")
    extract = force.parent / "extracts" / "incidents.csv"
    beside(
        "read_incidents: checked, cleaned, pseudonyms",
        lambda: vg.read_incidents(extract, source="demo", cut=case.cut),
        "pandas.read_csv with dates alone",
        lambda: pd.read_csv(
            extract, dtype=str, on_bad_lines="skip", encoding_errors="replace", engine="python", quoting=0
        ),
    )
    placed = case.incidents[case.incidents["located"].eq("placed")]
    beside(
        f"assign_areas: {len(placed):,} points",
        lambda: vg.assign_areas(placed.geometry, case.areas),
        "geopandas.sjoin",
        lambda: gpd.sjoin(placed[["geometry"]], case.areas[["geometry"]], predicate="intersects"),
    )
    counts = vg.count_incidents(placed, case.areas)["n"]
    queen = Queen.from_dataframe(case.areas, use_index=True, silence_warnings=True)
    beside(
        "score_gistar: 9,999 permutations",
        lambda: vg.score_gistar(counts, case.areas),
        "esda.G_Local",
        lambda: G_Local(counts.to_numpy(float), queen, star=True, transform="B", permutations=9_999, n_jobs=1),
    )
    span = placed[["occurred_from", "occurred_to"]]
    beside(
        f"aoristic_hours: {len(span):,} spans",
        lambda: vg.aoristic_hours(span["occurred_from"], span["occurred_to"]),
        "one row and hour at a time, a thousandth of the rows",
        lambda: [plain_aoristic(a, b) for a, b in span.iloc[::1_000].itertuples(index=False)],
    )
    used = placed.dropna(subset="harm").tail(5_000)
    beside(
        "score_ranks: 4,000 draws",
        lambda: vg.score_ranks(used, case.areas),
        "numpy, one place at a time, a tenth of the draws",
        lambda: plain_ranks(used, case.areas, draws=400),
    )
    last = placed.dropna(subset="occurred_from").tail(3_000)
    bands = {"distances_m": (0, 100, 200), "days": (0, 7, 14)}
    beside(
        f"score_near_repeat: {len(last):,} points, 999 permutations",
        lambda: vg.score_near_repeat(last.geometry, last["occurred_from"], **bands),
        "numpy, every pair counted anew, ten permutations",
        lambda: plain_knox(last.geometry, last["occurred_from"], permutations=10, **bands),
    )


def plain_aoristic(start: pd.Timestamp, end: pd.Timestamp) -> np.ndarray:
    """Spread one span over the week's hours, hour by hour."""
    out = np.zeros(168)
    if end <= start:
        out[24 * start.weekday() + start.hour] = 1.0
        return out
    at = start
    while at < end:
        stop = min((at.tz_convert("UTC").floor("h") + pd.Timedelta(hours=1)).tz_convert("Europe/London"), end)
        out[24 * at.weekday() + at.hour] += (stop - at) / (end - start)
        at = stop
    return out


def plain_ranks(used: pd.DataFrame, areas: pd.DataFrame, *, draws: int) -> np.ndarray:
    """Draw each place's harm the plain way: gamma times Dirichlet."""
    rng = np.random.default_rng(0)
    weights, mix = np.unique(used["harm"], return_counts=True)
    prior = 15 * mix / mix.sum()
    harm = np.empty((draws, len(areas)))
    for j, code in enumerate(areas.index):
        own = used.loc[used["area"].eq(code), "harm"]
        n_k = np.array([(own == w).sum() for w in weights])
        harm[:, j] = rng.gamma(len(own) + 0.5, 1.0, draws) * (rng.dirichlet(n_k + prior, draws) @ weights)
    return (-harm).argsort(axis=1)


def plain_knox(
    points: gpd.GeoSeries, times: pd.Series, *, distances_m: Sequence[float], days: Sequence[float], permutations: int
) -> list[np.ndarray]:
    """Count the pairs near in space and time the plain way: every pair, anew for each dealing-out of the times."""
    rng = np.random.default_rng(0)
    at = np.triu_indices(len(points), 1)
    far = np.hypot(*(c.to_numpy()[at[0]] - c.to_numpy()[at[1]] for c in (points.x, points.y)))
    day = (times - times.min()).dt.total_seconds().to_numpy() / 86_400
    dealt = (rng.permutation(day) for _ in range(permutations))
    return [np.histogram2d(far, np.abs(d[at[0]] - d[at[1]]), bins=[distances_m, days])[0] for d in dealt]


def main() -> None:
    """Run the benchmarks and print them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--no-setup", action="store_true", help="leave the fresh clone out")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if not options.no_setup:
            bench_setup(folder)
        bench_measures(bench_month(folder))


if __name__ == "__main__":
    main()
