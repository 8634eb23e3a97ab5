"""Outcomes 14, 15 and 16 by team: which teams lie outside the limits for teams of their size."""

from __future__ import annotations

import pandas as pd

from vawg_geo.measures.outcome_cohorts import DAYS
from vawg_geo.measures.outcome_teams import compare_teams
from vawg_geo.publishing.pictures.funnel import draw_funnel
from vawg_geo.publishing.report.blocks import Block, Column, Finding, Picture, Points, Say, Table
from vawg_geo.publishing.report.study import Study
from vawg_geo.publishing.words import SHARE_BASE

CODES = ("14", "15", "16")
SHORT = {
    "14": "Outcome 14 (suspect not identified, victim does not support)",
    "15": "Outcome 15 (evidential difficulties)",
    "16": "Outcome 16 (victim does not support)",
}
_ONE_SIDE = 0.025  # of teams lie beyond one 95% limit by chance alone
_ROOM = 1.5  # times the least count that a beat should have of the rarest outcome, to be worth naming
_FINER = 1.25  # beats are named only where they are hardly finer than MSOAs


def team_blocks(study: Study, ripe: pd.DataFrame, found: pd.DataFrame) -> list[Block | None]:
    """
    Compare the teams' shares of outcomes 14, 15 and 16.

    Parameters
    ----------
    study
        The profile under study.
    ripe
        The crimes of the ripe year.
    found
        Their first outcomes.

    Returns
    -------
    blocks
        What lies outside the limits, a funnel a code, the figures.
    """
    what, teams = name_teams(study, ripe, found)
    least = study.written.least
    tables = {code: compare_teams(found, teams, code=code, least=SHARE_BASE, fewest=least) for code in CODES}
    book = study.book
    book.put(
        "performance_teams", pd.concat([_shown(code, table) for code, table in tables.items()]),
        key=("outcome", "team"),
        how="crimes of the ripe year with that first outcome in time, by team; exact binomial limits for a team of its "
        "size, widened where teams differ by more than chance (Spiegelhalter), METHODS 8", source="incidents, outcomes",
    )  # fmt: skip
    told = book.put(
        "performance_limits", pd.DataFrame([_told(code, table) for code, table in tables.items()]), key="outcome",
        how="teams by where they lie: outside the 95% limits above or below, inside, or too small to say",
        source="performance_teams",
    )  # fmt: skip
    points = Points(tuple(_say_team(study, told, code, what) for code in CODES), "Between teams")
    columns = (
        Column("team", what.capitalize(), "text"), Column("n", "Crimes"), Column("x", "With it"),
        Column("value", "Share", "percent"), Column("low", "Lower limit", "percent"),
        Column("high", "Upper limit", "percent"), Column("signal", "Against its limits", "text"),
    )  # fmt: skip
    drawn = [code for code in CODES if code == CODES[-1] or _outside(book.entries[told].table, code)]
    rest = [code for code in CODES if code not in drawn]
    folded = [_folded(code, tables[code], columns) for code in rest]
    return [points, *(_picture(study, code, tables[code], what, columns) for code in drawn), *folded]


def _outside(told: pd.DataFrame, code: str) -> bool:
    return bool(told.loc[[code], ["above", "below"]].to_numpy().sum())


def _say_team(study: Study, told: str, code: str, what: str) -> Say:
    """Say how many teams lie outside the limits of a code, or that none does."""
    cell = study.book.cell
    fields = {key: cell(told, code, key) for key in ("days", "compared", "above", "below", "small")}
    fields |= {"what": cell(told, code, "words", "text"), "chance": cell(told, code, "chance", "number1")}
    fields |= {"share": cell(told, code, "centre", "percent", n="n")}
    side = "outside" if _outside(study.book.entries[told].table, code) else "inside"
    return study.say(f"performance.teams_{side}", unit=what, **fields)


def _folded(code: str, table: pd.DataFrame, columns: tuple[Column, ...]) -> Table:
    rows = tuple(f"{code}|{team}" for team in table.index[table["value"].notna()])
    return Table("performance_teams", f"{SHORT[code]} by team", columns, rows=rows, folded=True)


def name_teams(study: Study, rows: pd.DataFrame, found: pd.DataFrame) -> tuple[str, pd.Series]:
    """
    Choose the teams: beats where most are large enough and hardly finer than what a profile may name, else districts.

    Parameters
    ----------
    study
        The profile under study.
    rows
        `beat`, `area`; index = incident.
    found
        Their first outcomes.

    Returns
    -------
    what, teams
        "beat" or "district", and each row's.
    """
    areas = study.case.areas
    beats = rows["beat"].nunique()
    finest = {"lsoa": len(areas), "msoa": areas["msoa"].nunique() if "msoa" in areas else 0, "district": 0}
    rarest = min(((found["code"] == code) & (found["days"] <= DAYS)).sum() for code in CODES) / max(len(rows), 1)
    needed = max(SHARE_BASE, _ROOM * study.written.least / max(rarest, 1e-9))
    large = (rows["beat"].value_counts() >= needed).sum()
    if 1 < beats <= _FINER * finest[study.written.smallest] and large >= beats / 2:
        return "beat", rows["beat"]
    return "district", rows["area"].map(areas["district"])


def _shown(code: str, table: pd.DataFrame) -> pd.DataFrame:
    """Give the teams that are large enough; the others are counted, not shown."""
    shown = table[table["value"].notna()].reset_index()
    signal = shown["signal"].mask(shown["signal"] == "", "inside")
    return shown.assign(outcome=code, signal=signal)[
        ["outcome", "team", "n", "x", "value", "centre", "low", "high", "low_outer", "high_outer", "signal"]
    ]


def _told(code: str, table: pd.DataFrame) -> dict[str, object]:
    large = table[table["value"].notna()]
    sides = {side: int(large["signal"].str.endswith(side).sum()) for side in ("above", "below")}
    centre = float(large["centre"].iloc[0]) if len(large) else float("nan")
    far = int((large["signal"] == "far above").sum())
    small = int(((table["signal"] == "cannot say") & (table.index != "not recorded")).sum())
    counts = {"compared": len(large), **sides, "far_above": far, "chance": _ONE_SIDE * len(large), "small": small}
    return {"outcome": code, "words": SHORT[code], "days": DAYS, "n": int(large["n"].sum()), "centre": centre, **counts}


def _picture(study: Study, code: str, table: pd.DataFrame, what: str, columns: tuple[Column, ...]) -> Picture:
    shown = table[table["value"].notna()]
    rows = tuple(f"{code}|{team}" for team in shown.index)
    cell = study.book.cell
    told = "performance_limits"
    title = study.must_say(
        "performance.funnel", what=cell(told, code, "words", "text"), unit=what, days=cell(told, code, "days")
    )
    svg = draw_funnel(shown, title=title.text, of="Share of crimes", sizes="Crimes of the ripe year")
    return Picture(svg, title, "performance_teams", columns, rows=rows)


def team_finding(study: Study) -> Finding | None:
    """
    Make a finding where teams lie far above the limits of outcome 16.

    Parameters
    ----------
    study
        The profile under study, its team tables put.

    Returns
    -------
    finding
        None where no team does.
    """
    cell = study.book.cell
    table = "performance_limits"
    if not study.book.entries[table].table.loc["16", "far_above"]:
        return None
    fields = {name: cell(table, "16", name) for name in ("far_above", "compared")}
    return Finding(
        "performance: outcome 16 by team", 0.5, study.must_say("performance.teams_above", **fields),
        None, None, None, study.must_say("performance.teams_sure"), study.must_say("performance.teams_so_what"),
        study.must_say("performance.teams_recommend"), "Detective Superintendent, Public Protection",
        study.must_say("performance.by_when"), study.must_say("performance.teams_known"),
    )  # fmt: skip
