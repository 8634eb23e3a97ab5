"""How much of a list is on the next one: the share of places that consecutive lists share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from vawg_geo.runs.study.lists import TOP, Method, Setting, count, first_rows, raw_harm, shrunk
from vawg_geo.runs.study.records import Records

WINDOWS = (1, 3, 12, 36)  # months
MOST_PAIRS = 8  # pairs of lists looked at, for each window and county


def methods_of(months: int) -> dict[str, Method]:
    """Return the three ways of listing, each resting on so many months alone."""
    plain = Setting(half_life_months=None, months=months)
    return {"shrunk harm": shrunk(plain), "raw harm": raw_harm(months), "count": count(months)}


def measure_stability(
    records: Records, county: int, *, windows: tuple[int, ...] = WINDOWS
) -> Iterator[dict[str, object]]:
    """
    Compare each list with the next, which rests on the months after: nothing is seen twice.

    Parameters
    ----------
    records
        The county.
    county
        Its number.
    windows
        Months a list rests on.

    Yields
    ------
    row
        `world`, `county`, `months`, `method`, `shared` (share of the ten places on both lists).
    """
    for months in windows:
        lasts = list(range(records.months - 1, months - 2, -months))[: MOST_PAIRS + 1]
        for method, shared in _shared(records, methods_of(months), lasts):
            yield {"world": records.name, "county": county, "months": months, "method": method, "shared": shared}


def measure_turnover(
    records: Records, county: int, *, apart: tuple[int, ...] = (1, 3, 12)
) -> Iterator[dict[str, object]]:
    """
    Compare the list as used with the one made some months later: most of the evidence is the same.

    Parameters
    ----------
    records
        The county.
    county
        Its number.
    apart
        Months between the two lists.

    Yields
    ------
    row
        `world`, `county`, `apart`, `method`, `shared`.
    """
    used: dict[str, Method] = {
        "shrunk harm, as used": shrunk(), "raw harm, 12 months": raw_harm(12), "raw harm, 1 month": raw_harm(1),
    }  # fmt: skip
    for months in apart:
        for method, shared in _shared(records, used, [records.months - 1, records.months - 1 - months]):
            yield {"world": records.name, "county": county, "apart": months, "method": method, "shared": shared}


def _shared(records: Records, methods: Mapping[str, Method], lasts: list[int]) -> Iterator[tuple[str, float]]:
    for name, method in methods.items():
        lists = [set(first_rows(method(records, last), seed=last).tolist()) for last in lasts]
        for later, earlier in pairwise(lists):
            yield name, len(later & earlier) / TOP
