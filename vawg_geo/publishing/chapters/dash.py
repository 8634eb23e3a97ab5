"""Risk assessments of domestic abuse: the mix of grades, how soon they are made, how a victim's grade moves."""

from __future__ import annotations

import pandas as pd

from vawg_geo.measures.gradings import (
    GRADES,
    NONE,
    count_regrades,
    last_grades,
    order_grades,
    sum_moves,
    time_assessments,
)
from vawg_geo.measures.rates import share_intervals
from vawg_geo.measures.themed import has_theme
from vawg_geo.publishing.chapters._shares import share_cells, verdict, without_small
from vawg_geo.publishing.report.blocks import Block, Column, Finding, Limit, Paragraph, Points, Say, Section, Table
from vawg_geo.publishing.report.study import Study

HIGH = GRADES[-1]
YEAR = 365
TITLE = "Risk assessments (DASH)"
_QUESTION = "What grades of risk are given, how soon after the report, and does the grade move?"


def write(study: Study) -> Section:
    """
    Write risk assessments.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    section
        The grade mix, timeliness by grade, re-grading.
    """
    dash = study.case.tables.get("dash")
    flagged = _flagged(study.rows)
    if dash is None or study.during(study.period, flagged).empty:
        return Section("dash", TITLE, _QUESTION, (Paragraph((study.must_say("dash.none"),), lead=True),))
    mix = _mix(study, dash, flagged)
    timed = _timed(study, dash, flagged)
    lead = Paragraph((_lead(study, mix), _soon(study, timed, "All", "dash.soon")), lead=True)
    points = Points(
        (_soon(study, timed, HIGH, "dash.soon_high"), _missing(study, mix), *_regraded(study, dash, flagged))
    )
    blocks: list[Block | None] = [lead, points, _mix_table(study, mix), _time_table(timed), _move_table()]
    return Section(
        "dash", TITLE, _QUESTION, (*blocks, Limit((study.must_say("dash.limits"),))), _findings(study, timed)
    )  # fmt: skip


def _flagged(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[has_theme(rows, "da")]


def _mix(study: Study, dash: pd.DataFrame, rows: pd.DataFrame) -> str:
    """Put the grades of the period and of the one before; they sum to the crimes of domestic abuse in scope."""
    tables = []
    for period, span in (("now", study.period), ("before", study.before)):
        grades = last_grades(dash, study.during(span, rows).index)
        counts = grades.value_counts()
        tables.append(counts.rename(period))
    order = order_grades(pd.Series([grade for table in tables for grade in table.index]))
    table = pd.concat(tables, axis="columns").reindex(order).fillna(0).astype("int64").rename_axis("grade")
    totals = table.sum()
    shares = share_intervals(table["now"], int(totals["now"]))
    table = table.join(shares).assign(of=int(totals["now"]), of_before=int(totals["before"])).reset_index()
    every = pd.DataFrame({"grade": ["All"], "now": [totals["now"]], "before": [totals["before"]],
                          "of": [totals["now"]], "of_before": [totals["before"]]})  # fmt: skip
    table = pd.concat([without_small(table, base="of"), every], ignore_index=True)
    return study.book.put(
        "dash_grades", table, key="grade",
        how="crimes of domestic abuse in scope by the grade of their last assessment; they sum to all; Wilson interval",
        source="dash, incidents",
    )  # fmt: skip


def _lead(study: Study, name: str) -> Say:
    if HIGH not in study.book.entries[name].table.index:
        return study.say("dash.no_high", n=study.book.cell(name, "All", "now"))
    cell = study.book.cell
    old, new = (
        pd.Series({"x": cell(name, HIGH, x).base, "n": cell(name, HIGH, n).base})
        for x, n in (("before", "of_before"), ("now", "of"))
    )
    word = verdict(old, new)
    cells = share_cells(study.book, name, HIGH, names="now of share low high")
    before = {key: study.book.cell(name, HIGH, key) for key in ("before", "of_before")}
    return study.say(f"dash.high_{word}", **cells, **before)


def _missing(study: Study, name: str) -> Say:
    if NONE not in study.book.entries[name].table.index:
        return study.say("dash.all_assessed", n=study.book.cell(name, "All", "now"))
    return study.say("dash.not_assessed", **share_cells(study.book, name, NONE, names="now of share low high"))


def _timed(study: Study, dash: pd.DataFrame, rows: pd.DataFrame) -> str:
    table = time_assessments(dash, study.during(study.period, rows), cut=study.cut).reset_index()
    for names in (("share", "share_low", "share_high"), ("median", "median_low", "median_high")):
        table = without_small(table, base="n", columns=names)
    return study.book.put(
        "dash_waiting", table, key="grade",
        how="hours from recording to the first completed assessment and share within a day (Kaplan-Meier), METHODS 10",
        source="dash, incidents",
    )  # fmt: skip


def _soon(study: Study, name: str, grade: str, sentence: str) -> Say:
    cell, table = study.book.cell, study.book.entries[name].table
    if grade not in table.index:
        return None
    return study.say(
        sentence, n=cell(name, grade, "n"), share=cell(name, grade, "share", "percent", n="n"),
        low=cell(name, grade, "share_low", "points", n="n"), high=cell(name, grade, "share_high", "percent", n="n"),
        median=cell(name, grade, "median", "number1", n="n"),
    )  # fmt: skip


def _regraded(study: Study, dash: pd.DataFrame, rows: pd.DataFrame) -> list[Say]:
    """Put how the grade moved between a victim's assessments completed in the period and the one before each."""
    end = pd.Timestamp(study.period[1], tz="Europe/London") + pd.Timedelta(days=1)
    start = pd.Timestamp(study.period[0], tz="Europe/London") - pd.Timedelta(days=YEAR)
    held = dash[(dash["completed_at"] >= start) & (dash["completed_at"] < end)]
    moves = count_regrades(held, who=rows["victim"], days=YEAR)
    same_crime = int(moves.attrs["same_crime"])
    moves.attrs = {}
    study.book.put(
        "dash_moves", moves, key=("earlier", "later"),
        how="successive assessments of one victim at most 365 days apart, in the period and the year before it",
        source="dash, incidents",
    )  # fmt: skip
    sums = sum_moves(moves)
    table = pd.DataFrame([{"what": "all", "days": YEAR, "same_crime": same_crime, **sums}])
    for side in ("up", "down"):
        table = table.join(share_intervals(table[side], table["n"]).add_prefix(f"{side}_"))
        table = without_small(table, base="n", columns=[f"{side}_{c}" for c in ("share", "low", "high")])
    name = study.book.put("dash_moved", table, key="what", how="the moves summed; Wilson interval", source="dash_moves")
    cell = study.book.cell
    fields = {key: cell(name, "all", key) for key in ("n", "up", "down", "days", "same_crime")}
    fields |= {f"{side}_share": cell(name, "all", f"{side}_share", "percent", n="n") for side in ("up", "down")}
    once = "dash.same_crime" if same_crime else "dash.never_twice"
    return [study.say("dash.moved", **fields), study.say(once, same_crime=fields["same_crime"])]


def _mix_table(study: Study, name: str) -> Table:
    entry = study.book.entries[name].table
    return Table(
        name, "Grades given: this period and the one before",
        (Column("grade", "Grade", "text"), Column("now", "Crimes", bar=True),
         Column("share", "Share", "percent", "low", "high"), Column("before", "The period before")),
        rows=tuple(grade for grade in entry.index if grade != "All"),
        note=study.must_say("dash.sum", **{at: study.book.cell(name, "All", at) for at in ("now", "before")}),
    )  # fmt: skip


def _time_table(name: str) -> Table:
    return Table(
        name, "From recording to the completed assessment, by grade",
        (Column("grade", "Grade", "text"), Column("n", "Assessed"),
         Column("median", "Median hours", "number1", "median_low", "median_high"),
         Column("share", "Within a day", "percent", "share_low", "share_high")), folded=True,
    )  # fmt: skip


def _move_table() -> Table:
    return Table(
        "dash_moves", "How the grade moved from one assessment of a victim to the next",
        (Column("earlier", "Earlier grade", "text"), Column("later", "Later grade", "text"), Column("n", "Pairs")),
        folded=True,
    )  # fmt: skip


def _findings(study: Study, name: str) -> tuple[Finding, ...]:
    """Make a finding where high risk waits as long as the rest, or longer."""
    if HIGH not in study.book.entries[name].table.index:
        return ()
    cell = study.book.cell
    if not cell(name, HIGH, "median_high", "number1").base >= cell(name, "All", "median_low", "number1").base:
        return ()
    what = _soon(study, name, HIGH, "dash.finding")
    if what is None:
        return ()
    say = study.must_say
    return (
        Finding(
            "dash: high risk is not assessed sooner", 0.5, what, None, None, None, say("dash.sure"),
            say("dash.so_what"),
            say("dash.recommend"), "Head of Public Protection", say("dash.by_when"), say("dash.how_known"),
        ),
    )  # fmt: skip
