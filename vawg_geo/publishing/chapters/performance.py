"""How well do we respond: outcomes of crimes that are old enough, teams, waiting, support, the force's rank."""

from __future__ import annotations

import pandas as pd

from vawg_geo.measures.first_outcomes import (
    POSSIBLE,
    READ_AT,
    first_outcomes,
    follow_outcomes,
    follow_themes,
    ripe_months,
)
from vawg_geo.measures.outcome_cohorts import DAYS
from vawg_geo.measures.outcome_teams import compare_years, time_outcomes
from vawg_geo.measures.themed import has_theme
from vawg_geo.publishing.chapters._few_children import guards_children, hide_rows, hide_steps, is_few
from vawg_geo.publishing.chapters._performance_line import line_blocks
from vawg_geo.publishing.chapters._performance_steps import step_blocks
from vawg_geo.publishing.chapters._performance_support import support_blocks
from vawg_geo.publishing.chapters._performance_teams import team_blocks, team_finding
from vawg_geo.publishing.chapters._possible import known_outcomes, possible_name, say_possible
from vawg_geo.publishing.chapters._shares import share_cells, verdict
from vawg_geo.publishing.pictures.incidence import draw_incidence
from vawg_geo.publishing.report.blocks import Block, Column, Finding, Limit, Paragraph, Picture, Say, Section, Table
from vawg_geo.publishing.report.names import theme_name
from vawg_geo.publishing.report.study import Study
from vawg_geo.publishing.words import SHARE_BASE

FIRST_THEMES = ("da", "rape", "child_sexual", "stalking", "violence", "sexual", "harassment", "coercive")  # drawn first
ALL = "All in scope"
YEARS = 4
CURVES = 5  # beside the curve of all
OUTCOME_WORDS = {
    "14": "14: suspect not identified, victim does not support further action",
    "15": "15: suspect identified, victim supports, evidence falls short",
    "16": "16: suspect identified, victim does not support further action",
    "18": "18: no suspect identified",
}
_TITLE = "Performance: how well do we respond?"
_QUESTION = (
    "What becomes of what is reported, how fast, and does it differ between teams more than chance would make it?"
)


def write(study: Study) -> Section:
    """
    Write performance.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    section
        Outcomes of the ripe year by theme and by team, waiting times, support, the force among forces.
    """
    first, last = ripe_months(study.cut, until=study.month)
    ripe = study.during((first.first, last.last))
    held = known_outcomes(study)
    if held is None or ripe.empty:
        blocks: list[Block | None] = [Paragraph((study.must_say("performance.no_outcomes"),), lead=True)]
        return Section("performance", _TITLE, _QUESTION, (*blocks, *support_blocks(study)))
    found = first_outcomes(held, recorded_on=ripe["recorded_on"], cut=study.cut, possible=study.possible.codes)
    lead, finding = _years(study, held)
    teams = team_blocks(study, ripe, found)
    blocks = [
        lead,
        *line_blocks(study, held),
        *_themes(study, held, ripe),
        _kinds(study, held, ripe),
        _waiting(study, ripe, found),
        *step_blocks(study),
        *teams,
        *support_blocks(study),
        Limit((say_possible(study), study.must_say("performance.limits"))),
    ]
    findings = tuple(one for one in (finding, team_finding(study)) if one)
    return Section("performance", _TITLE, _QUESTION, tuple(blocks), findings)


def _years(study: Study, outcomes: pd.DataFrame) -> tuple[Paragraph, Finding | None]:
    """Say the headline: the ripe year, beside the year before it."""
    last = ripe_months(study.cut, until=study.month)[1]
    begin = study.case.incidents["recorded_on"].min().tz_localize(None)
    whole = sum(pd.Timestamp((last - 12 * back - 11).first) >= begin.normalize() for back in range(YEARS))
    codes = study.possible.codes
    table = compare_years(outcomes, study.rows, last=last, cut=study.cut, possible=codes, years=max(whole, 1))
    name = study.book.put(
        "performance_years", table, key="last",
        how="crimes recorded in a year whose every crime has been followed so many days; those whose first outcome "
        f"came by then and is of the set {study.possible.words}; Wilson interval, METHODS 10",
        source="incidents, outcomes",
    )  # fmt: skip
    row, cell = table["last"].iloc[-1], study.book.cell
    days = {"days": cell(name, row, "days")}
    span = {"first": cell(name, row, "first", "day"), "last": cell(name, row, "last", "day")}
    now = share_cells(study.book, name, row)
    said = [study.say("performance.year", **span, **days, **now)]
    ripe = study.must_say("performance.ripe", **days)
    if len(table) == 1 or not table["n"].iloc[-2]:
        return Paragraph((*said, study.must_say("performance.no_year_before"), ripe), lead=True), None
    before = table["last"].iloc[-2]
    word = verdict(table.iloc[-2], table.iloc[-1])
    change = study.say(f"performance.year_{word}", **share_cells(study.book, name, before, tag="before_"))
    return Paragraph((*said, change, ripe), lead=True), _finding(study, word, said[0], change)


def _finding(study: Study, word: str, what: Say, change: Say) -> Finding | None:
    """Make a finding of a share that fell, or that did not move."""
    if what is None or change is None or word == "higher":
        return None
    return Finding(
        "performance: outcomes", 0.75 if word == "lower" else 0.45, what, None, None, change, None,
        study.must_say("performance.so_what"), study.must_say("performance.recommend"), "Head of Public Protection",
        study.must_say("performance.by_when"), study.must_say("performance.how_known"),
    )  # fmt: skip


def _themes(study: Study, outcomes: pd.DataFrame, ripe: pd.DataFrame) -> list[Block | None]:
    """Draw each theme's way to an outcome that makes a prosecution possible."""
    sizes = ripe["themes"].str.split(";").explode().value_counts()
    own = set(study.written.themes)
    order = [theme for theme in FIRST_THEMES if theme in sizes.index and own != {theme}]
    wanted = ["", *(theme for theme in order if sizes[theme] >= SHARE_BASE)][: CURVES + 1]
    curves = follow_themes(
        outcomes, ripe, themes=wanted, cut=study.cut, possible=study.possible.codes,
        horizon_days=study.written.horizon_days,
    )  # fmt: skip
    thin = curves[(curves["day"] % 5 == 0) | curves["day"].isin(READ_AT)]
    table = thin.assign(group=[theme_name(theme) if theme else ALL for theme in thin["theme"]]).drop(columns="theme")
    if guards_children(study):
        table = _told_themes(table, least=study.written.least)
    name = study.book.put(
        "performance_themes", table, key=("group", "day"),
        how="cumulative incidence (Aalen-Johansen) of a first outcome that makes a prosecution possible, other "
        "outcomes competing; 95% interval; ripe: every crime has been followed so long, METHODS 10",
        source="incidents, outcomes",
    )  # fmt: skip
    day = study.book.cell(name, f"{ALL}|{DAYS}", "day")
    title = study.must_say("performance.curves", day=day, n=study.book.cell(name, f"{ALL}|{DAYS}", "n"))
    rows = tuple(f"{group}|{at}" for group in table["group"].unique() for at in READ_AT)
    columns = (
        Column("group", "Theme", "text"), Column("n", "Crimes"), Column("day", "Day"),
        Column("incidence", possible_name(study), "percent", "low", "high"),
        Column("at_risk", "Still without outcome"),
    )  # fmt: skip
    if guards_children(study):
        return [Table(name, "Each theme's way to such an outcome, by days since recording", columns[:-1])]
    svg = draw_incidence(table, title=title.text, of=f"Share with a first outcome: {study.possible.name}", day=DAYS)
    return [
        Picture(
            svg, title, name, columns, rows=tuple(row for row in rows if int(row.split("|")[1]) <= table["day"].max())
        )
    ]


def _told_themes(table: pd.DataFrame, *, least: int) -> pd.DataFrame:
    """Keep of the curves of children the days at which they are read, without what few reached, or few others."""
    parts, every = [], table[table["group"] == ALL].set_index("day")
    for group, curve in table[table["day"].isin(READ_AT)].groupby("group", sort=False):
        n = float(curve["n"].iloc[0])
        whole = every.loc[curve["day"], "incidence"].to_numpy() * every["n"].iloc[0]
        others = is_few(curve["incidence"] * n, pd.Series(whole, curve.index), least=least)
        shown = curve.assign(incidence=curve["incidence"].mask(others & (group != ALL)))
        shown = shown.rename(columns={"low": "incidence_low", "high": "incidence_high"})
        shown = hide_steps(shown, ["incidence"], n=n, least=least)
        parts.append(shown.rename(columns={"incidence_low": "low", "incidence_high": "high"}))
    told = pd.concat(parts, ignore_index=True)
    ends = {end: told[end].mask(told["incidence"].isna()) for end in ("low", "high")}
    return told.assign(at_risk=pd.array([pd.NA] * len(told), dtype="Int64"), **ends)


def _kinds(study: Study, outcomes: pd.DataFrame, ripe: pd.DataFrame) -> Table:
    """Give every kind of first outcome by the days at which curves are read."""
    horizon = study.written.horizon_days
    curves = follow_outcomes(
        outcomes, recorded_on=ripe["recorded_on"], cut=study.cut, possible=study.possible.codes, horizon_days=horizon
    )
    read = curves[curves["day"].isin(READ_AT)]
    named = {**OUTCOME_WORDS, POSSIBLE: possible_name(study)}
    words = read["group"].map(lambda kind: named.get(kind, kind.capitalize()))
    table = read.assign(outcome=words)[["outcome", "day", "incidence", "low", "high", "at_risk", "ripe"]]
    if guards_children(study):
        every = table.assign(group=table["outcome"], n=len(ripe))
        table = pd.concat(
            _told_themes(part.assign(group=ALL), least=study.written.least).assign(outcome=outcome)
            for outcome, part in every.groupby("outcome", sort=False)
        )[list(table)]
    name = study.book.put(
        "performance_kinds", table, key=("outcome", "day"),
        how="cumulative incidence (Aalen-Johansen) of each kind of first outcome, the others competing, METHODS 10",
        source="incidents, outcomes",
    )  # fmt: skip
    columns = (
        Column("outcome", "First outcome", "text"), Column("day", "By day"),
        Column("incidence", "Share", "percent", "low", "high"), Column("at_risk", "Still without outcome"),
    )  # fmt: skip
    shown = columns[:-1] if guards_children(study) else columns
    return Table(name, "Every kind of first outcome, by days since recording", shown, folded=True)


def _waiting(study: Study, ripe: pd.DataFrame, found: pd.DataFrame) -> Table:
    """Give the median days to a first outcome by theme."""
    held = {theme: has_theme(ripe, theme) for theme in FIRST_THEMES}
    groups = {ALL: pd.Series(data=True, index=ripe.index)}
    groups |= {theme_name(theme): inside for theme, inside in held.items() if inside.any()}
    table = time_outcomes(found, recorded_on=ripe["recorded_on"], groups=groups, cut=study.cut).reset_index()
    table = hide_rows(study, table, "n_open", "n", columns=("n_open",))
    name = study.book.put(
        "performance_waiting", table, key="group",
        how="median days from recording to the first outcome of any kind, those without one followed to the data cut "
        "(Kaplan-Meier), METHODS 10", source="incidents, outcomes",
    )  # fmt: skip
    return Table(
        name, "How long crimes of the ripe year waited for a first outcome",
        (Column("group", "Theme", "text"), Column("n", "Crimes"), Column("n_open", "Still without outcome"),
         Column("median", "Median days", "number1", "median_low", "median_high")), folded=True,
    )  # fmt: skip
