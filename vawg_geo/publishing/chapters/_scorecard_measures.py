"""What the score card measures: of which crimes, over which year, and how each is counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pandas as pd

from vawg_geo.base.outcome_sets import CHARGE
from vawg_geo.base.periods import Month
from vawg_geo.measures.dispositions import london_days
from vawg_geo.measures.first_outcomes import POSSIBLE, first_outcomes, ripe_months
from vawg_geo.measures.journeys import covered_months, reach_steps
from vawg_geo.measures.orders import with_suspect
from vawg_geo.measures.outcome_cohorts import DAYS
from vawg_geo.publishing.chapters._possible import known_outcomes, possible_name
from vawg_geo.publishing.chapters.journey import TRACKS
from vawg_geo.publishing.report.study import Study

_YEAR = 12
Spans = tuple[tuple[date, date], tuple[date, date]]  # the year before, the year


@dataclass(frozen=True)
class Measure:
    """A measure of the card."""

    words: str
    of: str  # which crimes it is of
    polarity: str
    count: Callable[[Figures, pd.DataFrame, tuple[date, date]], pd.Series | None]
    kind: str = "share"  # or "count", "days"
    spans: str = "ripe"  # or "period"
    needs: str = ""  # what is missing where it cannot be counted


@dataclass(frozen=True)
class Figures:
    """What the measures are counted from."""

    study: Study

    @cached_property
    def begin(self) -> date:
        """The first day from which records are whole."""
        first: date = self.study.case.incidents["recorded_on"].min().date()
        return first

    @cached_property
    def outcomes(self) -> pd.DataFrame | None:
        """The history of the crimes in scope."""
        return known_outcomes(self.study)

    @cached_property
    def firsts(self) -> pd.DataFrame:
        """First outcomes of every crime in scope."""
        rows, study = self.study.rows, self.study
        held = pd.DataFrame() if self.outcomes is None else self.outcomes
        return first_outcomes(held, recorded_on=rows["recorded_on"], cut=study.cut, possible=study.possible.codes)

    @cached_property
    def charged(self) -> pd.DataFrame:
        """The day and the wait of each crime's first charge."""
        held = pd.DataFrame() if self.outcomes is None else self.outcomes
        rows = held[held["code"] == CHARGE]
        day = london_days(rows["date"]).groupby(rows["incident"]).min()
        day = day[day <= pd.Timestamp(self.study.cut)]
        waited = (day - self.study.rows["day"].reindex(day.index)).dt.days
        return pd.DataFrame({"day": day, "days": waited.clip(lower=0)})

    @cached_property
    def reached(self) -> pd.DataFrame:
        """When each sexual offence in scope reached each recorded step."""
        journey = self.study.case.tables.get("journey", pd.DataFrame())
        return reach_steps(journey, self.study.rows.index, track="sexual") if len(journey) else pd.DataFrame()

    def spans(self, measure: Measure) -> Spans:
        """Give the year a measure is of, after the year before it."""
        if measure.spans == "period":
            return self.study.before, self.study.period
        first, last = ripe_months(self.study.cut, until=self.study.month)
        return ((first - _YEAR).first, (last - _YEAR).last), (first.first, last.last)


def _within(kinds: Callable[[pd.DataFrame], pd.Series]) -> Callable[..., pd.Series | None]:
    def count(figures: Figures, rows: pd.DataFrame, span: tuple[date, date]) -> pd.Series | None:
        del span
        if figures.outcomes is None:
            return None
        firsts = figures.firsts
        hits = firsts.index[kinds(firsts) & (firsts["days"] <= DAYS)]
        return pd.Series(rows.index.isin(hits), index=rows.index)

    return count


def _step(name: str) -> Callable[..., pd.Series | None]:
    def count(figures: Figures, rows: pd.DataFrame, span: tuple[date, date]) -> pd.Series | None:
        reached, start = figures.reached, TRACKS["sexual"].start
        months = _months(span)
        if start not in reached or covered_months(figures.study.case.tables["journey"], months) != months:
            return None
        began = reached[reached[start].notna() & reached.index.isin(rows.index)]
        step = began[name] if name in began else pd.Series(pd.NaT, index=began.index)
        return step.notna()

    return count


def _months(span: tuple[date, date]) -> list[str]:
    first, last = (Month.of(day) for day in span)
    return [str(first + at) for at in range(last.months_since(first) + 1)]


def _recorded(figures: Figures, rows: pd.DataFrame, span: tuple[date, date]) -> pd.Series:
    del figures, span
    return pd.Series(data=True, index=rows.index)


def _suspect(figures: Figures, rows: pd.DataFrame, span: tuple[date, date]) -> pd.Series | None:
    del span
    people = figures.study.case.people
    return None if people.empty else with_suspect(rows, people)


def _waits(figures: Figures, rows: pd.DataFrame, span: tuple[date, date]) -> pd.Series | None:
    """Give the days to the charge of each crime first charged in the year."""
    if figures.outcomes is None:
        return None
    own = figures.charged[figures.charged["day"].between(pd.Timestamp(span[0]), pd.Timestamp(span[1]))]
    waits: pd.Series = own.loc[own.index.isin(rows.index), "days"]
    return waits


def list_measures(study: Study) -> dict[str, Measure]:
    """
    List the card's measures in their order.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    measures
        Name to measure.
    """
    no_outcomes = "there is no table of outcomes"
    ripe, sexual = "crimes of the year that were all followed so long", "sexual offences whose steps are recorded"
    return {
        "recorded": Measure("Recorded", "crimes recorded in the year", "neutral", _recorded, "count", "period"),
        "suspect": Measure("With a named suspect", "crimes recorded in the year", "neutral", _suspect, spans="period",
                           needs="there is no table of people"),
        "lost": Measure("Victim does not support further action (first outcome 14 or 16)", ripe, "down",
                        _within(lambda first: first["code"].isin(["14", "16"])), needs=no_outcomes),
        "charged": Measure("Charged or summonsed (first outcome)", ripe, "up",
                           _within(lambda first: first["code"] == CHARGE), needs=no_outcomes),
        "possible": Measure(f"{possible_name(study)} (first outcome)", ripe, "up",
                            _within(lambda first: first["kind"] == POSSIBLE), needs=no_outcomes),
        "days": Measure("Median days from recording to charge", "crimes first charged in the year", "down", _waits,
                        "days", "period", no_outcomes),
        "eia": Measure("Early advice sought from the CPS", sexual, "up", _step("eia_submitted"),
                       needs="its steps are not recorded over the year"),
        "file": Measure("File sent to the CPS", sexual, "up", _step("file_to_cps"),
                        needs="its steps are not recorded over the year"),
    }  # fmt: skip
