"""The counts the progress chapter tells of: cases with a named suspect, by outcome, theme, quarter, step and person."""

from __future__ import annotations

import numpy as np
import pandas as pd

from vawg_geo.base.among import among
from vawg_geo.base.periods import Month
from vawg_geo.measures.first_outcomes import READ_AT, first_outcomes, ripe_months
from vawg_geo.measures.journeys import count_steps, reach_steps
from vawg_geo.measures.metric_periods import make_period
from vawg_geo.measures.orders import with_suspect
from vawg_geo.measures.outcome_cohorts import DAYS
from vawg_geo.measures.progress import (
    ALSO,
    ANY,
    CHARGED,
    NO_SUSPECT,
    follow_progress,
    follow_quarters,
    progress_kinds,
    read_medians,
    time_reached,
)
from vawg_geo.measures.rates import share_intervals
from vawg_geo.publishing.chapters._possible import possible_name
from vawg_geo.publishing.chapters._shares import without_small
from vawg_geo.publishing.chapters._tracks import TRACKS
from vawg_geo.publishing.report.names import theme_name
from vawg_geo.publishing.report.study import Study
from vawg_geo.publishing.words import SHARE_BASE

ALL = "All in scope"
THEMES = ("rape", "sexual", "child_sexual", "da", "stalking", "harassment", "violence")
QUARTERS = 8  # the last, of which the youngest are not ripe
DRAWN = 6  # of them
OTHER = "other outcome"
YOUNG = "not all followed so long"
_MONTHS = 3
_STEP_DAYS = 5  # curves are thinned to every fifth day
_RATES = ["share", "low", "high", "median", "median_low", "median_high", "half", "half_low", "half_high"]


def named_rows(study: Study) -> pd.DataFrame:
    """Give the crimes in scope that have a named suspect who was not eliminated, of all time."""
    kept: pd.DataFrame = study.rows.loc[with_suspect(study.rows, study.case.people).to_numpy()]
    return kept


def ripe_part(study: Study, rows: pd.DataFrame) -> pd.DataFrame:
    """Give the crimes of the ripe year."""
    first, last = ripe_months(study.cut, until=study.month)
    return study.during((first.first, last.last), rows)


def kind_words(study: Study) -> dict[str, str]:
    """Name each outcome as the page does."""
    return {
        CHARGED: "Charged or summonsed", ALSO: f"{possible_name(study)}, otherwise",
        "15": "15: evidence falls short", "16": "16: victim does not support",
        NO_SUSPECT: "14 or 18: no suspect identified", OTHER: "Other outcome", ANY: "Any outcome",
    }  # fmt: skip


def told_table(study: Study, rows: pd.DataFrame, outcomes: pd.DataFrame) -> pd.DataFrame:
    """
    Count the ripe year, the crimes of it with a named suspect, and those whose outcome denies there is one.

    Parameters
    ----------
    study
        The profile under study.
    rows
        Crimes with a named suspect.
    outcomes
        History of the crimes in scope.

    Returns
    -------
    told
        One row, "year": `what`, `first`, `last`, `days`, `n` (crimes in scope), `x` (with a named suspect), `share`,
        `low`, `high`, `denied` (of x, with first outcome 14 or 18 within the days).
    """
    first, last = ripe_months(study.cut, until=study.month)
    ripe = ripe_part(study, rows)
    found = first_outcomes(outcomes, recorded_on=ripe["recorded_on"], cut=study.cut, possible=study.possible.codes)
    denied = found["code"].isin(["14", "18"]) & (found["days"] <= DAYS)
    table = pd.DataFrame(
        {
            "what": ["year"], "first": first.first.isoformat(), "last": last.last.isoformat(), "days": DAYS,
            "n": len(ripe_part(study, study.rows)), "x": len(ripe), "denied": int(denied.sum()),
        }
    )  # fmt: skip
    return without_small(table.join(share_intervals(table["x"], table["n"])), base="n")


def day_table(study: Study, ripe: pd.DataFrame, outcomes: pd.DataFrame) -> pd.DataFrame:
    """
    Spread the curves of the ripe year out, a column an outcome.

    Parameters
    ----------
    study
        The profile under study.
    ripe
        Crimes of the ripe year with a named suspect.
    outcomes
        History of these crimes.

    Returns
    -------
    days
        Index day: a column a kind (that of `kind_words`, without "any outcome"), `at_risk`, `ripe`.
    """
    curves = _follow(study, ripe, outcomes)
    wide = curves.pivot_table(index="day", columns="group", values="incidence", sort=False)
    kept = wide[(wide.index % _STEP_DAYS == 0) | wide.index.isin(READ_AT)]
    one = curves.drop_duplicates("day").set_index("day").reindex(kept.index)
    kinds = [kind for kind in kind_words(study) if kind != ANY]
    return kept.reindex(columns=kinds).fillna(0.0).assign(at_risk=one["at_risk"], ripe=one["ripe"])


def _follow(study: Study, rows: pd.DataFrame, outcomes: pd.DataFrame) -> pd.DataFrame:
    return follow_progress(
        outcomes[among(outcomes["incident"], rows.index)], recorded_on=rows["recorded_on"], cut=study.cut,
        possible=study.possible.codes, horizon_days=study.written.horizon_days,
    )  # fmt: skip


def theme_rows(rows: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Part crimes by theme, all together first; a crime may be in several; themes without a crime are left out."""
    parts = {ALL: rows}
    for theme in THEMES:
        own = rows[[theme in words.split(";") for words in rows["themes"]]]
        if len(own):
            parts[theme_name(theme)] = own
    return parts


def theme_table(study: Study, ripe: pd.DataFrame, outcomes: pd.DataFrame) -> pd.DataFrame:
    """
    Say of each theme how many cases came to each outcome, by which day half did, and how long those took that did.

    Parameters
    ----------
    study
        The profile under study.
    ripe
        Crimes of the ripe year with a named suspect.
    outcomes
        History of these crimes.

    Returns
    -------
    themes
        One row a theme and outcome: `theme`, `outcome`, `n`, `x` (with it as first outcome within 180 days), `share`,
        `low`, `high` (Aalen-Johansen at day 180: of a ripe cohort the plain share), `median`, `median_low`,
        `median_high`, `half`, `half_low`, `half_high`. Missing below a base of 20; half also below 20 cases reached.
    """
    words = kind_words(study)
    kinds = progress_kinds(study.possible.codes)
    listed = {code for codes in kinds.values() for code in codes}
    tables = []
    for theme, own in theme_rows(ripe).items():
        first = first_outcomes(outcomes, recorded_on=own["recorded_on"], cut=study.cut, possible=study.possible.codes)
        rest = tuple(set(first["code"].dropna()) - listed)
        curves = _follow(study, own, outcomes)
        at = curves[curves["day"] == DAYS].set_index("group")[["incidence", "low", "high"]]
        every = kinds | {OTHER: rest, ANY: tuple(set(first["code"].dropna()))}
        table = time_reached(first, every).join(read_medians(curves)).join(at.rename(columns={"incidence": "share"}))
        table = table.reset_index(names="kind").assign(theme=theme, n=len(own))
        tables.append(table.assign(outcome=table["kind"].map(words)))
    table = without_small(pd.concat(tables, ignore_index=True), base="n", columns=_RATES)
    table = without_small(table, base="x", columns=["half", "half_low", "half_high"])
    return table[["theme", "outcome", "n", "x", *_RATES]].replace(np.inf, np.nan)


def quarter_spans(month: Month, *, count: int = QUARTERS) -> dict[str, tuple[Month, Month]]:
    """Name the last quarters of three months, the oldest first, the last ending with a month."""
    ends = [month - _MONTHS * back for back in reversed(range(count))]
    return {make_period(end - (_MONTHS - 1), end).words: (end - (_MONTHS - 1), end) for end in ends}


def quarter_table(study: Study, rows: pd.DataFrame) -> pd.DataFrame:
    """
    Follow the last quarters' crimes to an outcome that makes a prosecution possible.

    Parameters
    ----------
    study
        The profile under study.
    rows
        Crimes with a named suspect.

    Returns
    -------
    quarters
        As of `follow_quarters`, thinned, with `state` in words at each day, `label` (the quarter; "not complete"
        where not all have been followed to the measure's day); quarters below a base of 20 are left out.
    """
    spans = {name: (first.first, last.last) for name, (first, last) in quarter_spans(study.month).items()}
    recent = rows[rows["day"] >= pd.Timestamp(min(first for first, _ in spans.values()))]
    outcomes = study.case.tables["outcomes"]
    outcomes = outcomes[among(outcomes["incident"], recent.index)]
    curves = follow_quarters(
        outcomes, recent, quarters=spans, cut=study.cut, possible=study.possible.codes,
        horizon_days=study.written.horizon_days,
    )  # fmt: skip
    kept = curves[(curves["day"] % _STEP_DAYS == 0) | curves["day"].isin(READ_AT)]
    kept = kept[kept["n"] >= SHARE_BASE].reset_index(drop=True)
    ripe = kept["ripe"].astype(bool)
    whole = kept["quarter"].isin(kept["quarter"][ripe & (kept["day"] == DAYS)])
    label = kept["quarter"].where(whole, kept["quarter"] + " (not complete)")
    return kept.assign(state=np.where(ripe, "complete", YOUNG), label=label)


def steps_table(study: Study, ripe: pd.DataFrame) -> pd.DataFrame:
    """
    Count the steps of the cases with a named suspect, track by track.

    Parameters
    ----------
    study
        The profile under study.
    ripe
        Crimes of the ripe year with a named suspect.

    Returns
    -------
    steps
        One row a track and step: `track`, `step`, `n`, `of`, `share`, `low`, `high`, `days` (median from the start).
    """
    journey = study.case.tables.get("journey", pd.DataFrame())
    tables = []
    for name, track in TRACKS.items() if len(journey) else ():
        reached = reach_steps(journey, ripe.index, track=name)
        if track.start in reached and reached[track.start].notna().any():
            steps = without_small(count_steps(reached, start=track.start, steps=track.steps), base="of")
            wait = (steps["hours"] / 24).where(steps["n"] >= SHARE_BASE)
            tables.append(steps.assign(track=track.words, days=wait).drop(columns="hours"))
    columns = ["track", "step", "n", "of", "share", "low", "high", "days"]
    return pd.concat(tables, ignore_index=True)[columns] if tables else pd.DataFrame(columns=columns)
