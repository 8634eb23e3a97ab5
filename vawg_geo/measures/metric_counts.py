"""A metric counted period by period, as its entry says: no metric has code of its own."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
from pandas.api import types

from vawg_geo.base.errors import SchemaError
from vawg_geo.base.periods import Month
from vawg_geo.measures.dispositions import london_days
from vawg_geo.measures.metric_entries import Metric, Part
from vawg_geo.measures.metric_periods import Period, covered_periods, label_rows
from vawg_geo.measures.metric_rows import column_of, numbers_of, pick_rows, times_of
from vawg_geo.measures.rates import rate_intervals, share_intervals
from vawg_geo.measures.register import count_overdue
from vawg_geo.measures.survival import score_waiting

Source = Callable[[Part], pd.DataFrame]
COLUMNS = ["value", "x", "n", "low", "high", "ripe", "filled"]
GIVEN = ["expected_low", "expected_high", "signal"]  # of a figure made elsewhere, where it is charted there
_UNITS = {"days": 24.0, "hours": 1.0, "minutes": 1 / 60}  # hours in one
_DAY = 24


def count_metric(metric: Metric, source: Source, *, periods: tuple[Period, ...], cut: date) -> pd.DataFrame:
    """
    Count a metric in each period its tables cover.

    Parameters
    ----------
    metric
        The entry.
    source
        From a part of the entry to the table it asks for.
    periods
        Months or quarters, the oldest first.
    cut
        The data cut.

    Returns
    -------
    series
        Index period label: `value` (in the metric's own unit), `x` (what was counted), `n` (of how many; NaN for a
        count), `low`, `high` (95 %; NaN where none is known), `ripe` (followed long enough), `filled` (share of the
        cases whose `filled` column is filled in; NaN where none is named).

    Raises
    ------
    SchemaError
        If a table is not there or does not hold what the entry asks for.

    References
    ----------
    METHODS 4 (intervals), 10 (cohorts and their ripeness, time missing).
    """
    counted = _COUNT[metric.measure](metric, source, periods, cut)
    wanted = [*COLUMNS, *(name for name in GIVEN if name in counted)]
    return counted.reindex(columns=wanted).astype({"ripe": bool}).rename_axis("period")


def _picked(metric: Metric, part: Part, source: Source) -> tuple[pd.DataFrame, pd.DataFrame, pd.Series]:
    """Give a part's whole table, the rows that count, and their period."""
    table = source(part)
    rows = pick_rows(table, part)
    return table, rows, label_rows(column_of(rows, part.date, part.table), step=metric.step)


def _total(rows: pd.DataFrame, labels: pd.Series, part: Part) -> pd.Series:
    """Total a part by period."""
    if part.sum:
        return numbers_of(rows, part.sum, part.table).astype("float64").groupby(labels).sum(skipna=False)
    if part.each:
        return column_of(rows, part.each, part.table).groupby(labels).nunique().astype("float64")
    return labels.groupby(labels).size().astype("float64")


def _count(metric: Metric, source: Source, periods: tuple[Period, ...], cut: date) -> pd.DataFrame:
    part = metric.count
    table, rows, labels = _picked(metric, part, source)
    held = covered_periods(
        periods, column_of(table, part.date, part.table), within=rows[part.date], cut=cut, settle=metric.settle
    )
    x = _fill(_total(rows, labels, part), held, zero=types.is_datetime64_any_dtype(rows[part.date]))
    out = pd.DataFrame({"value": x, "x": x, "n": np.nan, "ripe": True})
    return out.join(_count_ends(x, part, 1.0, 1.0)).join(_filled(metric, rows, labels))


def _count_ends(x: pd.Series, part: Part, exposure: pd.Series | float, per: float) -> pd.DataFrame:
    """Give counts of rows their exact interval; sums of other things have none."""
    size = pd.Series(exposure, index=x.index, dtype="float64")
    fit = x.notna() & (x % 1 == 0) & (size > 0) & (not part.sum)
    ends = rate_intervals(x.where(fit, 0), size.where(fit, 1), per=per)
    return ends[["low", "high"]].where(fit, np.nan)


def _fill(totals: pd.Series, held: tuple[Period, ...], *, zero: bool) -> pd.Series:
    """Put totals on every period covered: where events are dated, none is 0; where periods are told, unknown."""
    found = totals.reindex([period.label for period in held])
    return found.fillna(0.0) if zero else found


def _against(metric: Metric, source: Source, periods: tuple[Period, ...], cut: date) -> pd.DataFrame:
    """Count a rate or a share: two parts, each by its own date."""
    parts = (metric.count, _of(metric))
    totals, held = [], periods
    for part in parts:
        if not part.date:
            totals.append((_same(part, source, held), False))
            continue
        table, rows, labels = _picked(metric, part, source)
        held = covered_periods(held, column_of(table, part.date, part.table), cut=cut, settle=metric.settle)
        totals.append((_total(rows, labels, part), types.is_datetime64_any_dtype(rows[part.date])))
    x, n = (_fill(total, held, zero=zero) for total, zero in totals)
    n = n.where(n > 0)
    if metric.measure == "share":
        return _shares(x, n).join(_filled(metric, rows, labels))
    out = pd.DataFrame({"value": metric.per * x / n, "x": x, "n": n, "ripe": True})
    return out.join(_count_ends(x, metric.count, n, metric.per)).join(_filled(metric, rows, labels))


def _same(part: Part, source: Source, held: tuple[Period, ...]) -> pd.Series:
    """Give a part without a date to every period alike."""
    rows = pick_rows(source(part), part)
    whole = _total(rows, pd.Series("all", index=rows.index), part).get("all", np.nan)
    return pd.Series(whole, index=[period.label for period in held], dtype="float64")


def _shares(x: pd.Series, n: pd.Series, ripe: pd.Series | None = None) -> pd.DataFrame:
    """Give shares their Wilson interval; more met than were asked is no share."""
    fit = n.notna() & x.notna() & (x <= n) & (x % 1 == 0) & (n % 1 == 0)
    ends = share_intervals(x.where(fit, 0), n.where(fit, 1)).where(fit, np.nan)
    out = pd.DataFrame({"value": ends["share"], "x": x, "n": n, "low": ends["low"], "high": ends["high"]})
    return out.assign(ripe=True if ripe is None else ripe)


def _episodes(
    metric: Metric, source: Source, periods: tuple[Period, ...], cut: date
) -> tuple[pd.DataFrame, tuple[Period, ...]]:
    """Give each case of a cohort its start and its end, as far as it is known by the cut."""
    of, end = _of(metric), metric.count
    table, rows, labels = _picked(metric, of, source)
    held = covered_periods(periods, column_of(table, of.date, of.table), cut=cut, settle=metric.settle)
    start = times_of(rows, of.date, of.table)
    if end.table == of.table:
        ends = times_of(table, end.date, end.table).loc[rows.index]
    else:
        other = source(end)
        own = pick_rows(other, end)
        held = covered_periods(held, column_of(other, end.date, end.table), cut=cut)
        first = times_of(own, end.date, end.table).groupby(column_of(own, "incident", end.table)).min()
        ends = first.reindex(column_of(rows, "incident", of.table)).set_axis(rows.index)
    ends = ends.where(ends.isna() | (ends >= start), start)  # what came before the start took no time
    after = london_days(ends) > pd.Timestamp(cut)
    episodes = pd.DataFrame({"start": start, "end": ends.mask(after), "label": labels, **_filled_of(metric, rows)})
    return episodes[labels.isin([period.label for period in held])], held


def _within(metric: Metric, source: Source, periods: tuple[Period, ...], cut: date) -> pd.DataFrame:
    episodes, held = _episodes(metric, source, periods, cut)
    if metric.hours:
        hit = (episodes["end"] - episodes["start"]) <= pd.Timedelta(hours=metric.hours)
    else:
        hit = (london_days(episodes["end"]) - london_days(episodes["start"])).dt.days <= metric.days
    n = _fill(episodes.groupby("label").size().astype("float64"), held, zero=True)
    x = _fill(hit.groupby(episodes["label"]).sum().astype("float64"), held, zero=True)
    wait = math.ceil(metric.hours / _DAY) if metric.hours else metric.days
    ripe = pd.Series([(cut - period.last).days >= wait for period in held], index=n.index, dtype=bool)
    return _shares(x, n.where(n > 0), ripe).join(_filled(metric, episodes, episodes["label"]))


def _median(metric: Metric, source: Source, periods: tuple[Period, ...], cut: date) -> pd.DataFrame:
    episodes, held = _episodes(metric, source, periods, cut)
    index = pd.Index([period.label for period in held], dtype="str")
    if episodes.empty:
        return pd.DataFrame(np.nan, index=index, columns=COLUMNS).assign(ripe=False)
    waiting = score_waiting(episodes[["start", "end"]], cut=cut, groups=episodes["label"]).reindex(index)
    names = {"value": "median", "low": "median_low", "high": "median_high"}
    out = pd.DataFrame({new: waiting[old] for new, old in names.items()})
    # Half of the cases must be over before the youngest has been followed no longer.
    followed = pd.Series([(cut - period.last).days * float(_DAY) for period in held], index=index)
    ripe = (out["value"] <= followed).fillna(value=False)
    out = (out / _UNITS[metric.unit]).replace(np.inf, np.nan)
    out = out.assign(x=waiting["n"] - waiting["n_open"], n=waiting["n"].astype("float64"), ripe=ripe)
    return out.join(_filled(metric, episodes, episodes["label"]))


def _overdue(metric: Metric, source: Source, periods: tuple[Period, ...], cut: date) -> pd.DataFrame:
    """Count the people with something overdue at each period's end."""
    of, end = _of(metric), metric.count
    rows = pick_rows(source(of), of)
    held = covered_periods(periods, column_of(rows, of.date, of.table), cut=cut, settle=metric.settle)
    names = {"person_id": end.each, "due": of.date, "done": end.date}
    times_of(rows, end.date, of.table)
    table = pd.DataFrame({new: column_of(rows, old, of.table) for new, old in names.items()}).assign(officer="")
    counts = count_overdue(table, months=[str(Month.of(period.last)) for period in held], cut=cut)
    counts = counts.set_axis([period.label for period in held]).astype("float64")
    return _shares(counts["overdue"], counts["people"].where(counts["people"] > 0))


def _load(metric: Metric, source: Source, periods: tuple[Period, ...], cut: date) -> pd.DataFrame:
    """Count, at each period's end, whom the latest row of each gives to whom: people for each officer."""
    count, of = metric.count, _of(metric)
    rows = pick_rows(source(count), count)
    when = times_of(rows, count.date, count.table)
    both = pd.DataFrame({"who": column_of(rows, count.each, count.table), "by": column_of(rows, of.each, of.table)})
    both = both.assign(at=london_days(when)).dropna().sort_values("at", kind="stable")
    held = covered_periods(periods, when, cut=cut, settle=metric.settle)
    counts = {}
    for period in held:
        latest = both[both["at"] <= pd.Timestamp(period.last)].drop_duplicates("who", keep="last")
        counts[period.label] = (float(len(latest)), float(latest["by"].nunique()))
    table = pd.DataFrame.from_dict(counts, orient="index", columns=["x", "n"])
    return table.assign(value=metric.per * table["x"] / table["n"].where(table["n"] > 0), ripe=True)


def _value(metric: Metric, source: Source, periods: tuple[Period, ...], cut: date) -> pd.DataFrame:
    """Read figures that were made elsewhere, as they stand: `value`, and whatever else their table says of them."""
    del periods, cut
    rows = pick_rows(source(metric.count), metric.count)
    return rows.set_index(column_of(rows, metric.count.date or "period", metric.count.table)).assign(ripe=True)


def _of(metric: Metric) -> Part:
    if metric.of is None:  # read_metrics refuses such an entry
        raise SchemaError(f'{metric.where}: measure "{metric.measure}" needs an [of] part.')
    return metric.of


def _filled_of(metric: Metric, rows: pd.DataFrame) -> dict[str, pd.Series]:
    part = metric.of or metric.count
    return {metric.filled: column_of(rows, metric.filled, part.table)} if metric.filled else {}


def _filled(metric: Metric, rows: pd.DataFrame, labels: pd.Series) -> pd.Series:
    """Say how much of the column that must be filled in is."""
    if not metric.filled:
        return pd.Series(dtype="float64", name="filled")
    known = column_of(rows, metric.filled, (metric.of or metric.count).table).notna()
    return known.astype("float64").groupby(labels).mean().rename("filled")


_COUNT: dict[str, Callable[[Metric, Source, tuple[Period, ...], date], pd.DataFrame]] = {
    "count": _count, "rate": _against, "share": _against, "within": _within, "median": _median,
    "overdue": _overdue, "load": _load, "value": _value,
}  # fmt: skip
