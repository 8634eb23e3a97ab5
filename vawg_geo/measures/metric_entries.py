"""Metrics as data: one entry a metric names what is counted, of what, how it is charted and when it is good."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from vawg_geo.base.errors import PeriodError, ProfileError
from vawg_geo.base.periods import Month
from vawg_geo.base.toml import build, read_toml

FOLDER = "metrics"  # of a force's own entries, beside force.toml
Measure = Literal["count", "rate", "share", "within", "median", "overdue", "load", "value"]
_OF = ("rate", "share", "within", "median", "overdue", "load")  # measured against something
_SCOPED = ("incidents", "repeat_victims")
_QUARTER = 3  # months
_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")  # it names rows of tables and places of the page
_TIMED = ("within", "median", "overdue")
_CHARTS: dict[str, tuple[str, ...]] = {
    "count": ("c", "u'", "xmr"), "rate": ("u'", "xmr"), "share": ("p'", "xmr"), "within": ("p'", "xmr"),
    "median": ("xmr",), "overdue": ("p'", "xmr"), "load": ("given", "xmr"), "value": ("given", "xmr"),
}  # fmt: skip


@dataclass(frozen=True)
class Part:
    """What is counted: rows of a table, by the period of a date."""

    table: str
    date: str = ""  # a column of times, of months (YYYY-MM) or of quarters (YYYY-MM to YYYY-MM); of a rate's [of]
    # part it may be empty: the same in every period, such as residents
    scope: str = ""  # of `_SCOPED`: the profile whose records count; empty: the page's own
    where: dict[str, tuple[str, ...]] = field(default_factory=dict)  # column -> the values that count
    without: dict[str, tuple[str, ...]] = field(default_factory=dict)  # column -> the values that do not
    sum: str = ""  # a column to be summed; empty: rows are counted
    each: str = ""  # a column whose different values are counted


@dataclass(frozen=True)
class Rebaseline:
    """From when on a chart's usual range is told anew, and why."""

    since: str  # the first month, YYYY-MM
    why: str  # printed beside the metric

    @property
    def month(self) -> Month:
        """The first month."""
        return Month.parse(self.since)


@dataclass(frozen=True)
class Metric:
    """One metric of the reckoner."""

    words: str  # what it counts, as the table's row says it
    measure: Measure
    count: Part  # what is counted
    polarity: Literal["up", "down", "neutral"]  # which way is good
    chart: Literal["c", "u'", "p'", "xmr", "given"]
    owner: str
    sentence: str  # what the latest figure says, with fields in braces
    of: Part | None = None  # of what
    step: Literal["month", "quarter"] = "month"
    least: int = 20  # smallest base that is judged
    per: float = 1.0  # of a rate
    days: float = 0.0  # within so many
    hours: float = 0.0
    unit: Literal["days", "hours", "minutes"] = "days"  # of a median
    target: float | None = None
    baseline: bool = False  # whether an interval that leaves out the chart's average counts as a change
    settle: int = 0  # months at the table's beginning that are left out: it has not seen everybody yet
    filled: str = ""  # a column of what it is counted of that must be filled in for the data to be good
    suppress: int = 0  # a smaller count is hidden
    rebaseline: Rebaseline | None = None  # what was counted differs from then on, so that its usual range does
    calendar: tuple[str, ...] = ()  # kinds of day in the calendar that are named beside a period that holds one
    form: str = ""  # how the figure is printed; empty: by its measure
    note: str = ""  # beside it: what it must not be read as
    name: str = field(default="", metadata={"hidden": True})
    file: str = field(default="", metadata={"hidden": True})

    @property
    def where(self) -> str:
        """The file and the entry, for messages."""
        return f"{self.file}: metric.{self.name}"


@dataclass(frozen=True)
class Plan:
    """The metrics of one plan, in the order of its file."""

    plan: str  # its name, the heading of its rows
    order: int
    metrics: tuple[Metric, ...]


@dataclass(frozen=True)
class _File:
    plan: str
    metric: dict[str, Metric]
    order: int = 100


def read_metrics(folders: Sequence[Path], *, tables: Collection[str]) -> tuple[Plan, ...]:
    """
    Read the metrics of some folders; a later folder's metric replaces one of the same name.

    Parameters
    ----------
    folders
        Folders of TOML files, one a plan; one that does not exist has none.
    tables
        Names of tables that an entry may ask for, whether or not this force has them.

    Returns
    -------
    plans
        By `order`, then name. A metric that replaces one stands where its own file's plan stands.

    Raises
    ------
    ProfileError
        If a file or an entry is not as it must be: the message names the file, the key and the cure.
    """
    plans: dict[str, tuple[int, dict[str, Metric]]] = {}
    for folder in folders:
        own: dict[str, str] = {}
        for path in sorted(folder.glob("*.toml")):
            given = build(_File, read_toml(path), where=path.name)
            for name, entry in given.metric.items():
                metric = replace(entry, name=name, file=path.name)
                if name in own:
                    raise ProfileError(f"{metric.where}: {own[name]} has a metric of that name; give one another name.")
                own[name] = path.name
                if faults := list(_faults(metric, tables)):
                    raise ProfileError(f"{metric.where}: " + "; ".join(faults) + ".")
                _put(plans, given, metric)
    ordered = sorted(plans.items(), key=lambda item: (item[1][0], item[0]))
    return tuple(Plan(name, order, tuple(held.values())) for name, (order, held) in ordered if held)


def _put(plans: dict[str, tuple[int, dict[str, Metric]]], given: _File, metric: Metric) -> None:
    """Put a metric into its plan; one of the same name goes out, or gives its place where the plan is the same."""
    _, held = plans.setdefault(given.plan, (given.order, {}))
    for other, (_, theirs) in plans.items():
        if other != given.plan:
            theirs.pop(metric.name, None)
    held[metric.name] = metric


def _faults(metric: Metric, tables: Collection[str]) -> Iterable[str]:
    """Say what is wrong with an entry, and the cure."""
    measure, of = metric.measure, metric.of
    if not _NAME.fullmatch(metric.name):
        yield "its name must be small letters, digits and underscores, a letter first"
    if (of is None) == (measure in _OF):
        yield f'measure "{measure}" {"needs an [of] part" if of is None else "takes no [of] part: leave it out"}'
    if metric.chart not in _CHARTS[measure]:
        yield f'chart must be one of {", ".join(_CHARTS[measure])} for measure "{measure}"'
    for key, part in (("count", metric.count), ("of", of)):
        if part is not None:
            dated = measure != "value" and (key, measure) != ("of", "rate")
            yield from _part_faults(key, part, tables, dated=dated)
    if measure == "within" and (metric.days > 0) == (metric.hours > 0):
        yield "within needs days or hours, above 0, and not both"
    if measure != "within" and (metric.days or metric.hours):
        yield 'days and hours are for measure "within" alone: leave them out'
    if measure in ("overdue", "load") and not metric.count.each:
        yield f'measure "{measure}" needs count.each: the column with whom it counts'
    if measure == "load" and of and not of.each:
        yield 'measure "load" needs of.each: the column with who looks after them'
    yield from _limits(metric)
    yield from _anew(metric)


def _anew(metric: Metric) -> Iterable[str]:
    new = metric.rebaseline
    if new is None:
        return
    if metric.chart == "given":
        yield "rebaseline is for a chart made here: leave it out"
    if not new.why.strip():
        yield "rebaseline.why must say why the usual range is told anew: it is printed beside the metric"
    try:
        first = new.month
    except PeriodError:
        yield 'rebaseline.since must be a month, such as "2021-04"'
        return
    if metric.step == "quarter" and first.number % _QUARTER != 1:
        yield "rebaseline.since must be the first month of a quarter: January, April, July or October"


def _part_faults(key: str, part: Part, tables: Collection[str], *, dated: bool) -> Iterable[str]:
    if part.table not in tables:
        yield f"{key}.table is unknown; there are: {', '.join(sorted(tables))}"
    if part.scope and part.table not in _SCOPED:
        yield f"{key}.scope is for {' and '.join(_SCOPED)} alone: leave it out, or use {key}.where"
    if part.sum and part.each:
        yield f"{key} must have sum or each, not both"
    if dated and not part.date:
        yield f"{key}.date must name the column with the day or the period"


def _limits(metric: Metric) -> Iterable[str]:
    if metric.polarity == "neutral" and (metric.target is not None or metric.baseline):
        yield "a neutral metric is never good or bad: leave out target and baseline, or set polarity to up or down"
    numbers = (metric.per, metric.days, metric.hours, metric.target or 0.0)
    if not all(map(math.isfinite, numbers)) or min(metric.days, metric.hours) < 0:
        yield "per, days, hours and target must be plain numbers, days and hours at least 0"
    if metric.least < 1 or min(metric.suppress, metric.settle) < 0 or metric.per <= 0:
        yield "least must be at least 1, suppress and settle at least 0, per above 0"
    share = metric.measure in ("share", "within", "overdue")
    if share and metric.target is not None and not 0 <= metric.target <= 1:
        yield "target of a share must lie between 0 and 1, for example 0.9 for 90 %"
    if metric.filled and metric.of and not metric.of.date:
        yield "filled asks for a column of the [of] part by period: give of.date, or leave it out"
    if metric.measure in _TIMED and metric.of and metric.of.sum:
        yield "of.sum cannot be followed over time: count rows"
