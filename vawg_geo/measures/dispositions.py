"""How long crimes wait for which outcome: cumulative incidence, where one outcome rules the others out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.api.types import is_numeric_dtype
from scipy import stats

from vawg_geo.base.among import among
from vawg_geo.base.calls import checked
from vawg_geo.base.errors import PeriodError, SchemaError
from vawg_geo.base.periods import LONDON
from vawg_geo.base.schema import Column, check_table
from vawg_geo.measures.align import Floats
from vawg_geo.measures.rates import one_tail

OTHER = "other outcome"  # outcomes of no named group still rule the named ones out
NOT_YET = "0"  # no outcome assigned: in no denominator, never an event. METHODS 10
OUTCOMES = {"incident": Column("any"), "code": Column("any", null=True), "date": Column("time")}
Groups = Mapping[str, str | Collection[str]] | pd.Series
Ints = npt.NDArray[np.int64]


@checked
def outcome_incidence(
    outcomes: pd.DataFrame,
    *,
    recorded_on: pd.Series,
    cut: str | date,
    groups: Groups,
    horizon_days: int = 365,
    level: float = 0.95,
) -> pd.DataFrame:
    """
    Follow a cohort of crimes from recording to their first outcome, by kind of outcome.

    Parameters
    ----------
    outcomes
        History, any number of rows a crime: `incident`, `code` (Home Office code, text or number; "0" is no outcome),
        `date`. Rows of other crimes and rows dated after the cut are not read.
    recorded_on
        The cohort: when each crime was recorded, index = incident, crimes without an outcome included.
    cut
        The data cut: crimes without an outcome are followed up to it.
    groups
        Kind of outcome to its codes, or code to kind (a mapping or a Series). An outcome with any other code, or with
        none, falls to "other outcome", which has rows only when there are such.
    horizon_days
        The last day, at least 0.
    level
        Coverage of the intervals, between 0 and 1.

    Returns
    -------
    incidence
        One row a group and day 0 to `horizon_days`: `group`, `day`, `incidence` (share of crimes that have had such a
        first outcome by then), `low`, `high` (pointwise), `at_risk` (crimes still without an outcome and under
        observation at the start of the day). The three shares are NaN from the day on which nobody is left to
        follow although some had no outcome yet: the cohort is too young. A crime's first outcome counts; several on
        that day: the group named first. `.attrs`: `revised` (crimes whose later outcome is of another group),
        `before_recording` (first outcomes dated before the recording, counted at day 0).

    Raises
    ------
    SchemaError
        If a column is missing or broken, a crime stands twice in `recorded_on` or has no time, a code is in two
        groups, or an option is out of range.
    PeriodError
        If a crime was recorded after the cut, or the cut is no day.

    References
    ----------
    Aalen & Johansen (1978), Scandinavian Journal of Statistics 5, 141-150; Marubini & Valsecchi (1995), Analysing
    Survival Data, ch. 10 (variance); Dorey & Korn (1987), Statistics in Medicine 6, 679-687 (Wilson interval on the
    effective number). METHODS 10.
    """
    if horizon_days < 0 or horizon_days % 1:
        raise SchemaError("horizon_days must be a whole number of days, at least 0.")
    cut = _day(cut)
    recorded = cohort_days(recorded_on, cut)
    first = _first_outcomes(outcomes, recorded, cut, _kind_of(groups))
    kinds = [*dict.fromkeys(_kind_of(groups).values()), *([OTHER] if (first["kind"] == OTHER).any() else [])]
    waited = (pd.Timestamp(cut) - recorded).dt.days
    day = first["day"].reindex(recorded.index).fillna(waited).to_numpy(dtype="int64")
    cause = first["kind"].reindex(recorded.index)
    last = horizon_days
    left = _tally(day, last)
    ends = np.array([_tally(day[(cause == kind).to_numpy()], last) for kind in kinds])
    at_risk = len(day) - np.concatenate([[0], np.cumsum(left)[:-1]])
    z = float(stats.norm.isf(one_tail(level)))
    tables = [_curve(kind, own, ends.sum(axis=0), at_risk, z) for kind, own in zip(kinds, ends, strict=True)]
    incidence = pd.concat(tables, ignore_index=True)
    incidence.attrs = {"revised": int(first["revised"].sum()), "before_recording": int(first["early"].sum())}
    return incidence


def cohort_days(recorded_on: pd.Series, cut: date) -> pd.Series:
    """
    Check a cohort and give each crime its day of recording.

    Parameters
    ----------
    recorded_on
        Times of recording, index = incident; aware times of any zone, naive times are London's.
    cut
        The data cut.

    Returns
    -------
    recorded
        Midnight (no zone) of the London day.

    Raises
    ------
    SchemaError
        If a crime stands twice or has no time.
    PeriodError
        If a crime was recorded after the cut.
    """
    check_table(recorded_on.to_frame("recorded_on"), {"recorded_on": Column("time")}, what="recorded_on")
    recorded = london_days(recorded_on)
    late = (recorded > pd.Timestamp(cut)).to_numpy()
    if late.any():
        raise PeriodError(
            f"every crime must be recorded by the cut: {int(late.sum())} are later; leave them out or move the cut."
        )
    return recorded


def london_days(times: pd.Series) -> pd.Series:
    """
    Give each time its day in London.

    Parameters
    ----------
    times
        Aware times of any zone; naive times are London's.

    Returns
    -------
    days
        Midnights without a zone.
    """
    if isinstance(times.dtype, pd.DatetimeTZDtype):
        times = times.dt.tz_convert(LONDON).dt.tz_localize(None)
    return pd.to_datetime(times).dt.normalize()


def _day(cut: str | date) -> date:
    try:
        day = pd.Timestamp(cut or "no day")
    except ValueError:
        raise PeriodError("cut must be a day, such as 2022-04-05.") from None
    return day.tz_convert(LONDON).tz_localize(None) if day.tzinfo else day


def _texts(codes: pd.Series) -> pd.Series:
    """Give codes as text; 16 and 16.0 (a column of numbers with a gap) are "16"."""
    return codes.astype("Int64").astype("string") if is_numeric_dtype(codes) else codes


def _kind_of(groups: Groups) -> dict[str, str]:
    kind_of: dict[str, str] = {}
    for key, value in groups.items():
        pairs = [(str(key), value)] if isinstance(value, str) else [(str(code), str(key)) for code in value]
        for code, kind in pairs:
            if kind_of.setdefault(code, kind) != kind:
                raise SchemaError("each outcome code must stand in one group only; a code stands in two.")
    if not kind_of or NOT_YET in kind_of:
        raise SchemaError('groups must name at least one outcome code, and never code "0", which is no outcome.')
    return kind_of


def _first_outcomes(outcomes: pd.DataFrame, recorded: pd.Series, cut: date, kind_of: dict[str, str]) -> pd.DataFrame:
    check_table(outcomes, OUTCOMES, what="the table of outcomes")
    when = london_days(outcomes["date"])
    code = _texts(outcomes["code"])
    read = (when <= pd.Timestamp(cut)) & (code != NOT_YET) & among(outcomes["incident"], recorded.index)
    rows = pd.DataFrame({"incident": outcomes["incident"], "when": when})[read.fillna(value=True)]
    rows["kind"] = code.map(kind_of).astype("object").fillna(OTHER)
    rows["order"] = rows["kind"].map({kind: at for at, kind in enumerate([*dict.fromkeys(kind_of.values()), OTHER])})
    rows = rows.sort_values(["incident", "when", "order"], kind="stable")
    first = rows.drop_duplicates("incident").set_index("incident")
    day = (first["when"] - recorded.reindex(first.index)).dt.days
    revised = rows.groupby("incident")["kind"].nunique().reindex(first.index) > 1
    return pd.DataFrame({"kind": first["kind"], "day": day.clip(lower=0), "early": day < 0, "revised": revised})


def _tally(day: Ints, last: int) -> Ints:
    return np.bincount(day[day <= last], minlength=last + 1)


def _curve(kind: str, own: Ints, ends: Ints, at_risk: Ints, z: float) -> pd.DataFrame:
    n = np.maximum(at_risk, 1)
    free = np.concatenate([[1.0], np.cumprod(1 - ends / n)])  # without an outcome before each day, and after the last
    share = np.cumsum(free[:-1] * own / n)
    variance = _variance(share, own, ends, n, free[:-1])
    seen = at_risk[0] - _lost_before(ends, at_risk)
    low, high = _wilson(share, variance, seen, z)
    unknown = (at_risk == 0) & (free[:-1] > 1e-12)  # noqa: PLR2004 - nobody left to follow, yet some had none
    columns = {"incidence": share, "low": low, "high": high}
    known = {name: np.where(unknown, np.nan, figures) for name, figures in columns.items()}
    return pd.DataFrame({"group": kind, "day": np.arange(len(own)), **known, "at_risk": at_risk})


def _variance(share: Floats, own: Ints, ends: Ints, n: Ints, free: Floats) -> Floats:
    # Delta method; sums over days u <= t of (I(t) - I(u))^2 a + b - 2 (I(t) - I(u)) c, multiplied out. On the day on
    # which all that are left have an outcome, I(t) - I(u) is 0 and stays so.
    a = np.divide(ends, n * (n - ends), out=np.zeros(len(n)), where=ends < n)
    b = free**2 * (n - own) * own / n**3
    c = free * own / n**2
    sums = [np.cumsum(part) for part in (a, share * a, share**2 * a, b, c, share * c)]
    total: Floats = share**2 * sums[0] - 2 * share * sums[1] + sums[2] + sums[3] - 2 * share * sums[4] + 2 * sums[5]
    return np.maximum(total, 0.0)


def _lost_before(ends: Ints, at_risk: Ints) -> Ints:
    """Count crimes that left observation before each day without an outcome."""
    gone = at_risk[0] - at_risk
    result: Ints = gone - np.concatenate([[0], np.cumsum(ends)[:-1]])
    return result


def _wilson(share: Floats, variance: Floats, seen: Ints, z: float) -> tuple[Floats, Floats]:
    # As many crimes as would give this variance if none were censored; where there is no variance, those seen so far.
    inner = share * (1 - share)
    some = (variance > 1e-15) & (inner > 1e-15)  # noqa: PLR2004 - rounding is not variance
    size = np.maximum(np.divide(inner, variance, out=seen.astype("float64"), where=some), 1.0)
    centre = (share + z**2 / (2 * size)) / (1 + z**2 / size)
    half = z * np.sqrt(inner / size + z**2 / (4 * size**2)) / (1 + z**2 / size)
    return np.where(share > 0, np.clip(centre - half, 0, 1), 0.0), np.clip(centre + half, 0, 1)
