"""How much of the harm to come each list holds: from month ends on, months the list had not seen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from vawg_geo.measures.align import Floats
from vawg_geo.runs.study.lists import Method, Setting, count, first_rows, raw_harm, shrunk, shrunk_count
from vawg_geo.runs.study.records import Records

HORIZONS = (3, 12)  # months. METHODS 6.8
ORIGINS = (35, 47, 59)  # the last month known: three years of evidence, then a year held out
USED = "shrunk harm, as used"

METHODS: dict[str, Method] = {
    USED: shrunk(),
    "shrunk harm, 12 months": shrunk(Setting(half_life_months=None, months=12)),
    "raw harm, 36 months": raw_harm(36),
    "raw harm, 12 months": raw_harm(12),
    "raw harm, 1 month": raw_harm(1),
    "count, 36 months": count(36),
    "count, 12 months": count(12),
    "count, 1 month": count(1),
    "shrunk count, as used": shrunk_count(),
}
SETTINGS: dict[str, Setting] = {
    "as used": Setting(),
    **{f"K = {k}": Setting(k=k) for k in (5, 10, 20, 30, 60)},
    **{f"half after {months} months": Setting(half_life_months=months) for months in (3, 6, 24)},
    "no fading": Setting(half_life_months=None),
    "one stratum": Setting(strata=False),
}


def setting_methods() -> dict[str, Method]:
    """Return a way of listing for each setting."""
    return {name: shrunk(setting) for name, setting in SETTINGS.items()}


def measure_heldout(
    records: Records, county: int, methods: Mapping[str, Method], *, origins: tuple[int, ...] = ORIGINS
) -> Iterator[dict[str, object]]:
    """
    Score lists on what comes after: the true expectation where it is known, else what was recorded.

    Parameters
    ----------
    records
        The county.
    county
        Its number.
    methods
        Ways of listing.
    origins
        Last months known (0..).

    Yields
    ------
    row
        `world`, `county`, `origin`, `horizon`, `method`, `harm` and `count` (shares of all harm and offences that fall
        to the listed places), `of_best` (that share of harm over the best possible list's).
    """
    truth = records.truth
    harm = records.harm if truth is None else truth.harm
    counts = records.counts if truth is None else truth.rate
    for origin in origins:
        for name, method in methods.items():
            rows = first_rows(method(records, origin), seed=origin)
            for horizon in HORIZONS:
                if origin + horizon >= records.months:
                    continue
                ahead = slice(origin + 1, origin + 1 + horizon)
                seen, n = harm[:, ahead].sum(axis=1), counts[:, ahead].sum(axis=1)
                yield {
                    "world": records.name, "county": county, "origin": origin, "horizon": horizon, "method": name,
                    "harm": _share(seen, rows), "count": _share(n, rows), "of_best": _of_best(seen, rows),
                }  # fmt: skip


def _share(seen: Floats, rows: np.ndarray) -> float:
    return float(seen[rows].sum() / seen.sum()) if seen.sum() else np.nan


def _of_best(seen: Floats, rows: np.ndarray) -> float:
    best = np.sort(seen)[::-1][: max(len(rows), 1)].sum()
    return float(seen[rows].sum() / best) if best else np.nan
