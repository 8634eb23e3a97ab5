"""The pack's tables of offences: by district and kind, risk, outcomes, how far reports come, who is counted."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from vawg_geo.base.among import among
from vawg_geo.base.periods import Month
from vawg_geo.measures.first_outcomes import POSSIBLE, first_outcomes, ripe_months
from vawg_geo.measures.gradings import last_grades, order_grades
from vawg_geo.measures.journeys import count_steps, covered_months, reach_steps
from vawg_geo.measures.outcome_cohorts import DAYS
from vawg_geo.measures.record_fields import NOT_STATED
from vawg_geo.publishing.chapters._people import people_of
from vawg_geo.publishing.chapters._tracks import TRACKS
from vawg_geo.publishing.chapters.victims import GROUPS
from vawg_geo.publishing.disclosure import RULES
from vawg_geo.publishing.partner.cells import OFFENCES, PackTable, Periods, ends_of, grid, join, lines, shares
from vawg_geo.publishing.release_cells import CELL_COLUMNS, UNPLACED, WHOLE, YEAR, count_groups
from vawg_geo.publishing.report.study import Study

ABUSE, SEXUAL = "Domestic abuse", "Sexual offences outside domestic abuse"
OTHER, ALL = "All other offences", "Violence against women and girls"
COLUMNS = (ABUSE, SEXUAL, OTHER)
IN_SEXUAL, NOT_SEXUAL = "sexual", "not sexual"
UNSUPPORTED, SHORT, ELSE, NONE = "Victim does not support", "Evidence falls short", "Other outcome", "None yet"
_CODES = {"14": UNSUPPORTED, "16": UNSUPPORTED, "15": SHORT}
OUTCOMES = (POSSIBLE, UNSUPPORTED, SHORT, ELSE, NONE)
FEW = RULES["partner"].csa_threshold
ETHNICITY, DISABILITY = "Ethnicity", "Disability"


def kinds_of(rows: pd.DataFrame) -> pd.DataFrame:
    """
    Give each record its place among the pack's three kinds, which add up to all.

    Parameters
    ----------
    rows
        `themes`: words joined by ";".

    Returns
    -------
    kinds
        Index of `rows`: `kind` (one of `COLUMNS`; domestic abuse goes before), `sexual` (bool).
    """
    held = {text: set(str(text).split(";")) for text in rows["themes"].unique()}
    abuse = rows["themes"].map({text: "da" in own for text, own in held.items()}).astype(bool)
    sexual = rows["themes"].map({text: bool(own & {"sexual", "rape"}) for text, own in held.items()}).astype(bool)
    kind = np.select([abuse, sexual], [ABUSE, SEXUAL], default=OTHER)
    return pd.DataFrame({"kind": kind, "sexual": sexual}, index=rows.index)


def ripe_period(study: Study) -> str:
    """Name the ripe year as the ledger writes periods. METHODS 10."""
    first, last = ripe_months(study.cut, until=study.month)
    return f"{first}..{last}"


def within(rows: pd.DataFrame, period: str) -> pd.DataFrame:
    """Pick the records that were recorded in a period."""
    first, last = ends_of(period)
    return rows[rows["day"].between(first, last)]


def count_offences(study: Study, rows: pd.DataFrame) -> PackTable:
    """
    Count offences of the year by district and kind; of the whole force its last quarter and the year before too.

    Quarters by district would tell, edition by edition, every quarter by itself: rolling years leave them open.

    Parameters
    ----------
    study
        The profile under study, its themes left aside: every offence in scope.
    rows
        `area`, `day`, `kind`.

    Returns
    -------
    table
        Its statistic is that of every written profile's release, so that what the public saw is part of the attack.
    """
    periods = Periods(study.month)
    known = study.case.areas["district"].fillna("").astype("str").str.strip()
    placed = rows.assign(area=rows["area"].astype("str").where(rows["area"].notna(), UNPLACED))
    unplaced = {UNPLACED: UNPLACED} if (placed["area"] == UNPLACED).any() else {}  # as every written profile's release
    districts = pd.concat([known, pd.Series(unplaced, dtype="str")])
    everywhere = pd.Series(WHOLE, index=districts.index)
    first = Month.parse(str(study.months[0])).first
    blocks = []
    levels = {periods.year: "force", periods.quarter: "force"} | dict.fromkeys(
        (periods.before, periods.quarter_before, ripe_period(study)), "year"
    )
    if ends_of(periods.year)[0] < pd.Timestamp(first):
        return PackTable(OFFENCES, lacks="partner.no_year")
    for period, level in levels.items():
        if ends_of(period)[0] < pd.Timestamp(first):
            continue
        own = within(placed, period)
        blocks.append(count_groups(own, everywhere, period, kinds=COLUMNS, level=level).assign(district=""))
        if period == periods.year and known.ne("").all():
            blocks.append(count_groups(own, districts, period, kinds=COLUMNS))
    cells = join(*(block[list(CELL_COLUMNS)] for block in blocks))
    return PackTable(OFFENCES, cells)


def count_sexual(study: Study, rows: pd.DataFrame) -> PackTable:
    """Count how many offences of domestic abuse were sexual offences."""
    spans = Periods(study.month).spans()
    abuse = rows[rows["kind"] == ABUSE]
    tables, anchors = [], {}
    for period in spans:
        own = within(abuse, period)["sexual"]
        counts = pd.DataFrame({IN_SEXUAL: [int(own.sum())], NOT_SEXUAL: [int((~own).sum())]}, index=[ABUSE])
        tables.append(lines(counts, period))
        anchors[ABUSE, period] = (ABUSE, period)
    return PackTable("kinds", join(*tables), anchors)


def count_risk(study: Study, rows: pd.DataFrame) -> PackTable:
    """Count crimes of domestic abuse by the grade of their last assessment, as the internal profile does."""
    dash = study.case.tables.get("dash")
    if dash is None or dash.empty:
        return PackTable("risk", lacks="partner.no_risk")
    abuse = rows[rows["kind"] == ABUSE]
    spans = Periods(study.month).spans()
    grades = {period: last_grades(dash, within(abuse, period).index) for period in spans}
    order = order_grades(pd.concat(list(grades.values())))
    cells = [
        grid(own.value_counts().reindex(order, fill_value=0).to_frame("n"), period) for period, own in grades.items()
    ]
    return PackTable("risk", join(*cells), {(WHOLE, period): (ABUSE, period) for period in spans})


def count_outcomes(study: Study, rows: pd.DataFrame) -> PackTable:
    """Count what the crimes of the ripe year had come to within 180 days."""
    outcomes = study.case.tables.get("outcomes")
    period = ripe_period(study)
    ripe = within(rows, period)
    if outcomes is None or outcomes.empty or ripe.empty:
        return PackTable("outcomes", lacks="partner.no_outcomes")
    found = first_outcomes(
        outcomes[among(outcomes["incident"], ripe.index)],
        recorded_on=ripe["recorded_on"], cut=study.cut, possible=study.possible.codes,
    )  # fmt: skip
    found = found[found["days"] <= DAYS]
    known = found["kind"].where(found["kind"] == POSSIBLE, found["code"].map(_CODES).fillna(ELSE))
    what = known.reindex(ripe.index).fillna(NONE)
    own = ripe["kind"].isin([ABUSE, SEXUAL])
    table = pd.crosstab(ripe.loc[own, "kind"], what[own]).reindex(columns=list(OUTCOMES), fill_value=0)
    table = table.reindex([kind for kind in (ABUSE, SEXUAL) if kind in table.index])
    return PackTable("outcomes", lines(table, period), {(kind, period): (kind, period) for kind in table.index})


def count_journeys(study: Study, rows: pd.DataFrame) -> PackTable:
    """Count how far the reports of the ripe year came, of those that began, as the internal profiles do."""
    journey = study.case.tables.get("journey")
    if journey is None or journey.empty:
        return PackTable("journey", lacks="partner.no_journey")
    period = ripe_period(study)
    first, _, last = period.partition("..")
    months = covered_months(journey, [str(Month.parse(first) + i) for i in range(YEAR)])
    ripe = within(rows, period)
    ripe = ripe[ripe["recorded_on"].dt.strftime("%Y-%m").isin(months)]
    cells = []
    for name, track in TRACKS.items():
        own = ripe[ripe["kind"] == ABUSE] if name == "da" else ripe[ripe["sexual"]]
        reached = reach_steps(journey, own.index, track=name)
        if track.start not in reached or not reached[track.start].notna().any():
            continue
        steps = count_steps(reached, start=track.start, steps=track.steps)
        if 0 < len(own) - int(steps["of"].iloc[0]) < FEW:
            continue  # beside the table of offences it would tell of the few whose way is not recorded
        steps = _told_apart(steps[steps["n"] < steps["of"]]).set_index("step")
        steps.index = [f"{track.words.capitalize()}: {step[0].lower()}{step[1:]}" for step in steps.index]
        cells.append(lines(shares(steps["n"], steps["of"]), f"{months[0]}..{last}"))
    return PackTable("journey", join(*cells), lacks="" if cells else "partner.no_journey")


def _told_apart(steps: pd.DataFrame) -> pd.DataFrame:
    """Leave out a step that only a few more or fewer reached than another: the difference would tell of the few."""
    kept: dict[str, int] = {}
    for step, n in zip(steps["step"], steps["n"].tolist(), strict=True):
        if not step.startswith("Of these") and not any(0 < abs(n - other) < FEW for other in kept.values()):
            kept[step] = n
    return steps[steps["step"].isin(kept)]


def count_known(study: Study, rows: pd.DataFrame) -> PackTable:
    """Count of how many victims ethnicity and disability are known."""
    people = study.case.people
    if people is None or people.empty:
        return PackTable("known", lacks="partner.no_people")
    period = Periods(study.month).year
    victims = _victims(study, rows, period)
    counts = {}
    for words, column in ((ETHNICITY, "ethnicity"), (DISABILITY, "disability")):
        known = _known(victims, column)
        counts[words] = {"yes": int(known.sum()), "no": int((~known).sum())}
    table = pd.DataFrame(counts).T.astype("int64")
    return PackTable("known", lines(table[table.sum(axis=1) > 0], period))


def count_ethnicity(study: Study, rows: pd.DataFrame) -> PackTable:
    """Count victims by ethnic group, only where it is known well enough. PRODUCTS 3, 4.5."""
    return _groups(study, rows, "ethnicity", list(GROUPS.values()), _ethnic_groups)


def count_disability(study: Study, rows: pd.DataFrame) -> PackTable:
    """Count victims by disability, only where it is known well enough."""
    return _groups(study, rows, "disability", ["Disabled", "Not disabled"], _disabled)


def _ethnic_groups(values: pd.Series) -> pd.Series:
    codes = values.astype("str").replace("O1", "A4")  # the old code for Chinese
    return codes.str[0].map(GROUPS).fillna(GROUPS["O"])


def _disabled(values: pd.Series) -> pd.Series:
    return values.astype(bool).map({True: "Disabled", False: "Not disabled"})


def _groups(
    study: Study, rows: pd.DataFrame, column: str, order: list[str], named: Callable[[pd.Series], pd.Series]
) -> PackTable:
    people = study.case.people
    if people is None or people.empty:
        return PackTable(column, lacks="partner.no_people")
    period = Periods(study.month).year
    victims = _victims(study, rows, period)
    known = _known(victims, column)
    if not len(victims) or known.mean() < study.written.complete_from:
        return PackTable(column, lacks=f"partner.{column}_unknown")
    counts = named(victims.loc[known, column]).value_counts().reindex(order, fill_value=0)
    return PackTable(column, grid(counts.to_frame("n"), period))


def _victims(study: Study, rows: pd.DataFrame, period: str) -> pd.DataFrame:
    return people_of(study, within(rows[rows["kind"] != OTHER], period), "victim")


def _known(victims: pd.DataFrame, column: str) -> pd.Series:
    if column not in victims:
        return pd.Series(data=False, index=victims.index)
    return victims[column].notna() & victims[column].astype("str").ne(NOT_STATED) & victims[column].astype("str").ne("")
