"""How late a list notices: months until a new place is listed or a quiet one gone, against false arrivals."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from vawg_geo.measures.align import Floats
from vawg_geo.runs.study.change_rule import ChangeRule
from vawg_geo.runs.study.lists import TOP, Setting, first_rows, raw_harm, shrunk
from vawg_geo.runs.study.records import Records, Truth
from vawg_geo.runs.study.worlds import CHANGE_MONTH, World

HALF_LIVES = (3, 6, 12, 24, None)  # months; None: no fading
RULES = {"E-test, 3 months": ChangeRule(recent=3), "E-test, 6 months": ChangeRule(recent=6)}
RULE_BASES = (12, 24)  # half-lives, in months, the rules are added to
NEWEST = 3  # half-life, in months, a changed place is scored with
LOOK_BACK = 12  # months a place must have been off the list for its coming to be an arrival
WORLDS = {
    "moderate": World(planted=True),
    "city and country": World("city", planted=True),
    "drifting": World(drift=0.10, planted=True),
    "nothing changes": World("city"),  # what a rule costs where there is nothing to notice
}


def name_half_life(months: float | None) -> str:
    """Name a half-life."""
    return "no fading" if months is None else f"half after {months:g} months"


def list_monthly(records: Records, *, rules: bool = True) -> dict[str, list[set[int]]]:
    """
    Make every method's list at the end of each month from a year before the change on.

    Parameters
    ----------
    records
        The county.
    rules
        Whether the change rules are tried too.

    Returns
    -------
    lists
        Method -> one set of rows a month.
    """
    lasts = list(range(CHANGE_MONTH - LOOK_BACK, records.months))
    scores: dict[str, Floats] = {}
    for months in HALF_LIVES:
        method = shrunk(Setting(half_life_months=months))
        scores[name_half_life(months)] = np.column_stack([method(records, last) for last in lasts])
    raw = raw_harm(12)
    scores["raw harm, 12 months"] = np.column_stack([raw(records, last) for last in lasts])
    if rules:
        newest = scores[name_half_life(NEWEST)]
        for name, rule in RULES.items():
            changed = rule.changed(records, lasts)
            for months in RULE_BASES:
                base = scores[name_half_life(months)]
                scores[f"{name_half_life(months)} + {name}"] = np.where(changed, newest, base)
    return {
        name: [set(first_rows(values[:, at], seed=last).tolist()) for at, last in enumerate(lasts)]
        for name, values in scores.items()
    }


def measure_delay(records: Records, county: int) -> Iterator[dict[str, object]]:
    """
    Measure delay, false arrivals and the harm held, for each method.

    Parameters
    ----------
    records
        A county with known truth; without planted changes there are no delays.
    county
        Its number.

    Yields
    ------
    row
        `world`, `county`, `method`, `what`, `value`. What: "new, strong", "new, weak" (months until listed), "quiet"
        (months until gone; NaN where it was not listed before), each at most the months followed; "false arrivals a
        year" (places that come on the list, were not on it for a year, did not change, and are not truly among the
        ten); "harm held" (true harm of the list over the best list's, mean after the change).
    """
    truth = records.truth
    if truth is None:
        return
    for method, lists in list_monthly(records).items():
        figures = {
            **_delays(truth, lists),
            "false arrivals a year": _false_arrivals(truth, lists),
            "harm held": _held(truth, lists),
        }
        for what, value in figures.items():
            yield {"world": records.name, "county": county, "method": method, "what": what, "value": value}


def _delays(truth: Truth, lists: list[set[int]]) -> dict[str, float]:
    before, after = lists[LOOK_BACK - 1], lists[LOOK_BACK:]
    delays: dict[str, float] = {}
    for what, place in truth.planted.items():
        done = [(place in month) != (what == "quiet") for month in after]
        delays[what] = float(done.index(True) + 1 if any(done) else len(done) + 1)
    if truth.planted and truth.planted["quiet"] not in before:
        delays["quiet"] = np.nan
    return delays


def _false_arrivals(truth: Truth, lists: list[set[int]]) -> float:
    planted, false = set(truth.planted.values()), 0
    for at in range(LOOK_BACK, len(lists)):
        arrived = lists[at] - set().union(*lists[at - LOOK_BACK : at]) - planted
        month = CHANGE_MONTH - LOOK_BACK + at
        false += len(arrived - set(truth.top(month, TOP).tolist()))
    return false * 12 / (len(lists) - LOOK_BACK)


def _held(truth: Truth, lists: list[set[int]]) -> float:
    shares = []
    for at in range(LOOK_BACK, len(lists)):
        harm = truth.harm[:, CHANGE_MONTH - LOOK_BACK + at]
        shares.append(harm[sorted(lists[at])].sum() / np.sort(harm)[::-1][:TOP].sum())
    return float(np.mean(shares))
