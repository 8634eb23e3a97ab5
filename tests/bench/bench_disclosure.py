"""
What disclosure control costs: the attack on releases of a force's size, and what suppression hides beyond the least.

Run by itself: `python tests/bench/bench_disclosure.py`. Seconds of one core; nothing here is asserted in a test.
"""

from __future__ import annotations

import time
from itertools import product

import numpy as np
import pandas as pd

from vawg_geo.publishing.attack import attack_tables
from vawg_geo.publishing.disclosure import suppress_small

AREAS, DISTRICTS, KINDS, YEARLY = 490, 8, 8, 3_000
EDITIONS = 25


def months(first: int, many: int) -> str:
    """Write a span of months counted from January of year 0."""
    last = first + many - 1
    return f"{first // 12}-{first % 12 + 1:02d}..{last // 12}-{last % 12 + 1:02d}"


def releases(*, step: int, kinds_by_area: bool, editions: int = EDITIONS, seed: int = 0) -> pd.DataFrame:
    """Make editions of 12 months each, for partners (5) and the public (10, rounded to 5): small counts hidden only."""
    rng = np.random.default_rng(seed)
    share = rng.gamma(0.35, 1, AREAS)
    rate = YEARLY / 12 * (share / share.sum())[:, None, None] * rng.dirichlet(np.full(KINDS, 2.0))[None, :, None]
    counts = rng.poisson(rate, (AREAS, KINDS, 12 + (editions - 1) * step))
    district = np.sort(rng.integers(0, DISTRICTS, AREAS))
    areas = np.array([f"Z{n:08d}" for n in range(AREAS)], dtype=object)
    rows = np.array([*areas, *(f"D{n}" for n in range(DISTRICTS)), "total"], dtype=object)
    parts = np.array([*[""] * AREAS, *(";".join(areas[district == n]) for n in range(DISTRICTS)), ""], dtype=object)
    columns = np.array([*(f"k{n}" for n in range(KINDS)), "total"], dtype=object)
    made = []
    for edition, (audience, threshold, base) in product(range(editions), (("partner", 5, 0), ("public", 10, 5))):
        own = counts[:, :, edition * step : edition * step + 12].sum(axis=2)
        own = np.vstack([own, *(own[district == n].sum(axis=0) for n in range(DISTRICTS)), own.sum(axis=0)])
        own = np.hstack([own, own.sum(axis=1, keepdims=True)])
        shown = np.floor(own / base + 0.5) * base if base else own.astype("float64")
        figures = pd.DataFrame({
            "table": "offences", "row": np.repeat(rows, len(columns)), "column": np.tile(columns, len(rows)),
            "value": pd.array(np.where(own < threshold, np.nan, shown).ravel()).astype("Int64"), "audience": audience,
            "period": months(2019 * 12 + edition * step, 12), "edition": edition, "rounded_to": base,
            "parts": np.repeat(parts, len(columns)),
        })  # fmt: skip
        area = figures["row"].isin(areas)
        made.append(figures if kinds_by_area else figures[~area | (figures["column"].eq("total") & (base == 0))])
    return pd.concat(made, ignore_index=True)


def bench_attack() -> None:
    """Time the attack on what partners hold after 25 editions."""
    attack_tables(releases(step=12, kinds_by_area=False, editions=1), width=5)  # libraries load here
    for what, options in {
        "25 monthly editions, areas by total, districts by kind": {"step": 1, "kinds_by_area": False},
        "25 yearly editions, areas by kind": {"step": 12, "kinds_by_area": True},
        "25 monthly editions, areas by kind": {"step": 1, "kinds_by_area": True},
    }.items():
        published = releases(**options)
        start = time.process_time()
        found = attack_tables(published, width=5, audience="partner")
        spent, unknown = time.process_time() - start, int(found["low"].isna().sum())
        print(
            f"{what:<58}{spent:>7.1f} s   {len(published):,} figures, {len(found):,} counts attacked, "
            f"{int(found['safe'].sum()):,} safe, {unknown:,} too large to work out (unsafe)",
            flush=True,
        )


def fewest(table: pd.DataFrame, threshold: int) -> int:
    """Find the fewest cells, totals too, whose hiding withstands the attack: all choices are tried."""
    long = suppress_small(table, threshold=threshold).attrs["published"]
    whole = table.assign(total=table.sum(axis=1))
    whole.loc["total"] = whole.sum()
    value = pd.array(whole.to_numpy().ravel(), dtype="Int64")
    first, rest = np.flatnonzero(value < threshold), np.flatnonzero(value >= threshold)
    for choice in sorted(product([False, True], repeat=len(rest)), key=sum):
        hidden = value.copy()
        hidden[np.concatenate([first, rest[np.array(choice, dtype=bool)]])] = pd.NA
        if attack_tables(long.assign(value=hidden), width=threshold)["safe"].all():
            return int(hidden.isna().sum())
    raise AssertionError


def bench_loss(tables: int = 30) -> None:
    """Compare the cells that suppression hides with the fewest possible."""
    rng = np.random.default_rng(0)
    ours, least = [], []
    for _ in range(tables):
        table = pd.DataFrame(rng.poisson(7, (2, 3)), list("ab"), list("xyz"))
        ours.append(int(suppress_small(table, threshold=5).attrs["published"]["value"].isna().sum()))
        least.append(fewest(table, 5))
    mean = np.mean(np.array(ours) - least)
    print(f"hidden in {tables} tables of 2 x 3: {sum(ours)}; the fewest possible {sum(least)}; mean excess {mean:.2f}")


if __name__ == "__main__":
    bench_attack()
    bench_loss()
