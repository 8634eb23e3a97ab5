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
from vawg_geo.publishing.chapters._tracks import TRACKS
from vawg_geo.publishing.report.study import Study

_YEAR = 12
Count = Callable[["Figures", pd.DataFrame, tuple[date, date]], pd.Series | None]
Spans = tuple[tuple[date, date], tuple[date, date]]  # the year before, the year


@dataclass(frozen=True)
class Measure:
    """A measure of the card."""

    words: str
    of: str  # which crimes it is of
    polarity: str
    count: Count
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
    def crimes(self) -> pd.DataFrame:
        """
        Every crime in scope with what is known of it.

        `day`, `themes`; `suspect`; `code` and `kind` of a first outcome within the days; `charge_day` (of the first
        charge), `wait` (days to it); `began` and each step of the sexual track. What a force lacks is no column.
        """
        rows, case = self.study.rows, self.study.case
        table = pd.DataFrame({"day": rows["day"], "themes": rows["themes"]})
        if len(case.people):
            table["suspect"] = with_suspect(rows, case.people)
        outcomes = known_outcomes(self.study)
        if outcomes is not None:
            table = table.join(self._firsts(outcomes)).join(self._charges(outcomes))
            table["wait"] = (table["charge_day"] - table["day"]).dt.days.clip(lower=0)
        journey = case.tables.get("journey", pd.DataFrame())
        reached = reach_steps(journey, rows.index, track="sexual") if len(journey) else pd.DataFrame()
        start = TRACKS["sexual"].start
        if start in reached:
            steps = reached[reached[start].notna()].notna().rename(columns={start: "began"})
            table = table.join(steps.reindex(rows.index, fill_value=False))
        return table

    def _firsts(self, outcomes: pd.DataFrame) -> pd.DataFrame:
        study = self.study
        recorded = study.rows["recorded_on"]
        first = first_outcomes(outcomes, recorded_on=recorded, cut=study.cut, possible=study.possible.codes)
        return first.loc[first["days"] <= DAYS, ["code", "kind"]]

    def _charges(self, outcomes: pd.DataFrame) -> pd.Series:
        rows = outcomes[outcomes["code"] == CHARGE]
        day = london_days(rows["date"]).groupby(rows["incident"]).min().rename("charge_day")
        return day[day <= pd.Timestamp(self.study.cut)]

    def covers(self, span: tuple[date, date]) -> bool:
        """Tell whether the steps of the sexual track were kept over a whole span."""
        journey = self.study.case.tables.get("journey", pd.DataFrame())
        first, last = (Month.of(day) for day in span)
        months = [str(first + at) for at in range(last.months_since(first) + 1)]
        return len(journey) > 0 and covered_months(journey, months) == months

    def spans(self, measure: Measure) -> Spans:
        """Give the year a measure is of, after the year before it."""
        if measure.spans == "period":
            return self.study.before, self.study.period
        first, last = ripe_months(self.study.cut, until=self.study.month)
        return ((first - _YEAR).first, (last - _YEAR).last), (first.first, last.last)


def _first(hits: Callable[[pd.DataFrame], pd.Series]) -> Count:
    """Count crimes by their first outcome within the days."""

    def count(figures: Figures, rows: pd.DataFrame, span: tuple[date, date]) -> pd.Series | None:
        del figures, span
        return hits(rows) if "code" in rows else None

    return count


def _step(name: str) -> Count:
    """Count sexual offences whose steps are recorded by whether they reached one."""

    def count(figures: Figures, rows: pd.DataFrame, span: tuple[date, date]) -> pd.Series | None:
        if "began" not in rows or not figures.covers(span):
            return None
        began = rows[rows["began"]]
        return began[name] if name in began else pd.Series(data=False, index=began.index)

    return count


def _recorded(figures: Figures, rows: pd.DataFrame, span: tuple[date, date]) -> pd.Series:
    del figures, span
    return pd.Series(data=True, index=rows.index)


def _suspect(figures: Figures, rows: pd.DataFrame, span: tuple[date, date]) -> pd.Series | None:
    del figures, span
    return rows.get("suspect")


def _waits(figures: Figures, rows: pd.DataFrame, span: tuple[date, date]) -> pd.Series | None:
    """Give the days to the charge of each crime first charged in the year."""
    del figures
    if "charge_day" not in rows:
        return None
    return rows.loc[rows["charge_day"].between(pd.Timestamp(span[0]), pd.Timestamp(span[1])), "wait"]


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
                        _first(lambda rows: rows["code"].isin(["14", "16"])), needs=no_outcomes),
        "charged": Measure("Charged or summonsed (first outcome)", ripe, "up",
                           _first(lambda rows: rows["code"] == CHARGE), needs=no_outcomes),
        "possible": Measure(f"{possible_name(study)} (first outcome)", ripe, "up",
                            _first(lambda rows: rows["kind"] == POSSIBLE), needs=no_outcomes),
        "days": Measure("Median days from recording to charge", "crimes first charged in the year", "down", _waits,
                        "days", "period", no_outcomes),
        "eia": Measure("Early advice sought from the CPS", sexual, "up", _step("eia_submitted"),
                       needs="its steps are not recorded over the year"),
        "file": Measure("File sent to the CPS", sexual, "up", _step("file_to_cps"),
                        needs="its steps are not recorded over the year"),
    }  # fmt: skip
