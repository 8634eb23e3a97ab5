"""How far crimes with a named suspect come: each outcome ruling the others out, medians that may not exist."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

import numpy as np
import pandas as pd

from vawg_geo.base.among import among
from vawg_geo.base.outcome_sets import CHARGE
from vawg_geo.measures.dispositions import NOT_YET, cohort_days, outcome_incidence
from vawg_geo.measures.first_outcomes import POSSIBLE, follow_outcomes
from vawg_geo.measures.outcome_cohorts import DAYS
from vawg_geo.measures.survival import score_waiting

CHARGED, ALSO = "charged or summonsed", "prosecution possible otherwise"
NO_SUSPECT = "14 or 18"  # both say that no suspect was identified
ANY = "any outcome"
_HALF = 0.5
_EPOCH = pd.Timestamp("2000-01-01", tz="UTC")
_WAIT = ["median", "median_low", "median_high"]


def progress_kinds(possible: Collection[str]) -> dict[str, tuple[str, ...]]:
    """
    Name the outcomes that a case with a suspect can come to.

    Parameters
    ----------
    possible
        Codes that make a prosecution possible, code 1 among them.

    Returns
    -------
    kinds
        A charge, the set's other codes (where it has any), 15, 16, and 14 with 18; all others are "other outcome".
    """
    also = tuple(code for code in possible if code != CHARGE)
    kinds = {CHARGED: (CHARGE,), ALSO: also, "15": ("15",), "16": ("16",), NO_SUSPECT: ("14", "18")}
    return {kind: codes for kind, codes in kinds.items() if codes}


def follow_progress(
    outcomes: pd.DataFrame, *, recorded_on: pd.Series, cut: date, possible: Collection[str], horizon_days: int
) -> pd.DataFrame:
    """
    Follow a cohort to each of these outcomes, and to any.

    Parameters
    ----------
    outcomes
        History: `incident`, `code`, `date`.
    recorded_on
        The cohort: when each crime was recorded, index = incident.
    cut
        The data cut.
    possible
        As for `progress_kinds`.
    horizon_days
        The last day.

    Returns
    -------
    curves
        As of `outcome_incidence`, with `ripe`: every crime of the cohort has been followed to that day. The group
        "any outcome" is one less the Kaplan-Meier curve.
    """
    decided = outcomes[outcomes["code"] != NOT_YET]
    curves = pd.concat(
        [
            outcome_incidence(table, recorded_on=recorded_on, cut=cut, groups=kinds, horizon_days=horizon_days)
            for table, kinds in (
                (outcomes, progress_kinds(possible)),
                (decided.assign(code=CHARGE), {ANY: (CHARGE,)}),
            )
        ],
        ignore_index=True,
    )
    followed = (pd.Timestamp(cut) - cohort_days(recorded_on, cut).max()).days if len(recorded_on) else -1
    return curves.assign(ripe=curves["day"] <= followed)


def read_medians(curves: pd.DataFrame) -> pd.DataFrame:
    """
    Read off the day by which half of all crimes have come to each outcome.

    Parameters
    ----------
    curves
        `group`, `day`, `incidence`, `low`, `high`, days ascending.

    Returns
    -------
    medians
        Index group: `median` (NaN: fewer than half ever do, as far as they were followed), `median_low` (NaN: not even
        the upper limit reaches half), `median_high` (infinite: the lower limit never does).

    References
    ----------
    Brookmeyer & Crowley (1982), Biometrics 38, 29-41: the days whose pointwise interval holds one half. METHODS 10.
    """
    rows = {}
    for name, own in curves.groupby("group", sort=False):
        days = [_first_day(own, column) for column in ("incidence", "high", "low")]
        rows[name] = [days[0], days[1], np.inf if np.isnan(days[2]) and not np.isnan(days[1]) else days[2]]
    return pd.DataFrame.from_dict(rows, orient="index", columns=_WAIT).rename_axis("group")


def _first_day(own: pd.DataFrame, column: str) -> float:
    reached = own["day"][own[column] >= _HALF - 1e-12]
    return float(reached.iloc[0]) if len(reached) else np.nan


def time_reached(first: pd.DataFrame, kinds: Mapping[str, Collection[str]], *, days: int = DAYS) -> pd.DataFrame:
    """
    Say how long the crimes took that came to each outcome in time.

    Parameters
    ----------
    first
        First outcomes of a ripe cohort, as `first_outcomes` gives them: `code`, `days`.
    kinds
        Outcome to its codes.
    days
        Days within which it came; every crime has been followed so long.

    Returns
    -------
    reached
        Index outcome: `x` (crimes), `half`, `half_low`, `half_high` (median days of these, NaN without any). It says
        nothing of the crimes that never come there.

    References
    ----------
    Brookmeyer & Crowley (1982), Biometrics 38, 29-41. METHODS 10.
    """
    soon = first[first["days"] <= days]
    parts = {name: soon["days"][soon["code"].isin(codes)] for name, codes in kinds.items()}
    waits = pd.concat(parts, names=["group"]).reset_index("group") if parts else pd.DataFrame(columns=["group", "days"])
    medians = _medians(waits["days"], waits["group"]).reindex(list(kinds))
    table = pd.DataFrame({"x": [len(own) for own in parts.values()]}, index=pd.Index(list(kinds), name="group"))
    return table.join(medians.set_axis(["half", "half_low", "half_high"], axis=1))


def middle_days(days: pd.Series) -> tuple[float, float, float]:
    """
    Give the median of waits that are all over.

    Parameters
    ----------
    days
        Whole days.

    Returns
    -------
    median, low, high
        Days (Kaplan-Meier, 95%); NaN without any, infinite where the upper limit is not reached.
    """
    if days.empty:
        return np.nan, np.nan, np.nan
    found = _medians(days, pd.Series("all", index=days.index))
    median, low, high = (float(found[name].iloc[0]) for name in _WAIT)
    return median, low, high


def _medians(days: pd.Series, groups: pd.Series) -> pd.DataFrame:
    """Give each group's median wait, all over."""
    if days.empty:
        return pd.DataFrame(columns=_WAIT, dtype="float64")
    at = range(len(days))
    start = pd.Series(_EPOCH, index=at)
    ends = start + pd.to_timedelta(days.to_numpy(dtype="int64"), unit="D")
    kinds = pd.Series(groups.to_numpy(), index=at)
    return score_waiting(pd.DataFrame({"start": start, "end": ends}), cut=ends.max(), groups=kinds)[_WAIT] / 24


def follow_quarters(
    outcomes: pd.DataFrame,
    rows: pd.DataFrame,
    *,
    quarters: Mapping[str, tuple[date, date]],
    cut: date,
    possible: Collection[str],
    horizon_days: int,
) -> pd.DataFrame:
    """
    Follow the crimes of each quarter to an outcome that makes a prosecution possible.

    Parameters
    ----------
    outcomes
        History.
    rows
        `recorded_on`, `day`; index = incident.
    quarters
        Name to its first and last day of recording; one without crimes is left out.
    cut
        The data cut.
    possible
        Codes that make a prosecution possible.
    horizon_days
        The last day.

    Returns
    -------
    curves
        One row a quarter and day: `quarter`, `n` (crimes), `day`, `incidence`, `low`, `high`, `at_risk`, `ripe`. Days
        on which nobody of the quarter can have been followed are left out.
    """
    tables = []
    for name, (first, last) in quarters.items():
        own = rows[rows["day"].between(pd.Timestamp(first), pd.Timestamp(last))]
        if own.empty:
            continue
        held = outcomes[among(outcomes["incident"], own.index)]
        curves = follow_outcomes(
            held, recorded_on=own["recorded_on"], cut=cut, possible=possible, horizon_days=horizon_days
        )
        reached = curves[(curves["group"] == POSSIBLE) & (curves["at_risk"] > 0)].drop(columns="group")
        tables.append(reached.assign(quarter=name, n=len(own)))
    columns = ["quarter", "n", "day", "incidence", "low", "high", "at_risk", "ripe"]
    return pd.concat(tables, ignore_index=True)[columns] if tables else pd.DataFrame(columns=columns)
