"""Missing from home: how long people are missing, who goes missing again, and what it has to do with exploitation."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from vawg_geo.measures.held_charts import chart_held
from vawg_geo.measures.missing_time import count_again, missing_curve, name_ages
from vawg_geo.measures.repeat_windows import count_repeats
from vawg_geo.measures.survival import WITHIN_HOURS, score_waiting
from vawg_geo.publishing.chapters._missing_flags import flag_blocks
from vawg_geo.publishing.chapters._missing_median import median_blocks
from vawg_geo.publishing.chapters._shares import share_cells, verdict, without_small
from vawg_geo.publishing.pictures.run import draw_run
from vawg_geo.publishing.pictures.waiting import draw_waiting
from vawg_geo.publishing.report.blocks import (
    Block,
    Column,
    Finding,
    Limit,
    Paragraph,
    Picture,
    Points,
    Say,
    Section,
    Table,
)
from vawg_geo.publishing.report.study import Study

UNTIL = 168  # hours drawn: a week
AIM = 0.9  # "over 90 % found within a day", as the strategy's papers say; the ready reckoner's target
CHILD, ADULT = "Under 18", "18 and over"
TITLE = "Missing from home"
_QUESTION = "How long are people missing, who goes missing again, and is it getting better?"


@dataclass(frozen=True)
class _Read:
    """Episodes, and those of the period and of the one before."""

    every: pd.DataFrame
    now: pd.DataFrame
    before: pd.DataFrame


def write(study: Study) -> Section:
    """
    Write missing from home.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    section
        The curve of time missing, the share found within a day, repeats, exploitation, care homes.
    """
    episodes = study.case.tables.get("missing")
    read = None if episodes is None else _read(study, episodes)
    if read is None or read.now.empty:
        return Section("missing", TITLE, _QUESTION, (Paragraph((study.must_say("missing.none"),), lead=True),))
    waiting = _put_waiting(study, read)
    lead, finding = _lead(study, waiting)
    blocks: list[Block | None] = [lead, *median_blocks(study), _curve(study, read)]
    blocks += [*_months(study, read), _waiting_table(waiting)]
    again, same = _again(study, read)
    blocks += again
    blocks += [*flag_blocks(study, read.now[read.now["ages"] == CHILD]), Limit((study.must_say("missing.limits"),))]
    return Section("missing", TITLE, _QUESTION, tuple(blocks), tuple(one for one in (finding, same) if one))


def _read(study: Study, episodes: pd.DataFrame) -> _Read:
    """Split the episodes by the day they began; those begun after the cut are not known yet."""
    day = episodes["start"].dt.tz_localize(None).dt.normalize()
    age = episodes.get("age", pd.Series(float("nan"), index=episodes.index))  # a force may not give it
    rows = episodes.assign(day=day, ages=name_ages(age))
    rows = rows[day <= pd.Timestamp(study.cut)]
    return _Read(rows, study.during(study.period, rows), study.during(study.before, rows))


def _put_waiting(study: Study, read: _Read) -> str:
    """Put median and share within a day, by age band and period."""
    tables = []
    for period, rows in (("now", read.now), ("before", read.before)):
        if rows.empty:
            continue
        both = pd.concat([rows.assign(ages="All"), rows])
        scored = score_waiting(both.reset_index(drop=True), cut=study.cut, groups=both["ages"].reset_index(drop=True))
        tables.append(scored.rename_axis("ages").reset_index().assign(period=period))
    table = pd.concat(tables, ignore_index=True).assign(x=lambda t: (t["share"] * t["n"]).round(), within=WITHIN_HOURS)
    table = table.assign(aim=AIM)
    table = without_small(table, base="n", columns=("share", "share_low", "share_high"))
    table = without_small(table, base="n", columns=("median", "median_low", "median_high"))
    return study.book.put(
        "missing_waiting", table, key=("ages", "period"),
        how="median hours missing and share found within a day, open episodes followed to the data cut (Kaplan-Meier; "
        "median by the log-log scale, share by Wilson on the effective number), METHODS 10", source="missing",
    )  # fmt: skip


def _lead(study: Study, name: str) -> tuple[Paragraph, Finding | None]:
    """Say the median and the share within a day; children first."""
    cell, rows = study.book.cell, study.book.entries[name].table
    who = CHILD if f"{CHILD}|now" in rows.index else "All"
    row = f"{who}|now"
    names = "x n share share_low share_high"
    fields = share_cells(study.book, name, row, names=names) | {
        "open": cell(name, row, "n_open"), "within": cell(name, row, "within"),
        "all": cell(name, "All|now", "n"), "median": cell(name, row, "median", "number1", n="n"),
        **{end: cell(name, row, end, "number1") for end in ("median_low", "median_high")},
    }  # fmt: skip
    said = [study.say("missing.lead_child" if who == CHILD else "missing.lead", **fields)]
    said.append(_aim(study, name, row))
    if f"{who}|before" not in rows.index:
        return Paragraph(tuple(said), lead=True), None
    word = verdict(rows.loc[[f"{who}|before"]].iloc[0], rows.loc[[row]].iloc[0])
    before = share_cells(study.book, name, f"{who}|before", names=names, tag="before_")
    change = study.say(f"missing.share_{word}", **before)
    first = said[0]
    finding = None
    if word != "same" and first and change:
        say = study.must_say
        finding = Finding(
            "missing: found within a day", 0.5, first, None, None, change, say("missing.sure"),
            say(f"missing.so_what_{word}"), say(f"missing.recommend_{word}"), "Missing persons coordinator",
            say("missing.by_when"), say("missing.how_known"),
        )  # fmt: skip
    return Paragraph((*said, change), lead=True), finding


def _aim(study: Study, name: str, row: str) -> Say:
    """Say whether the interval of the share within a day leaves out the share that is aimed at."""
    line, cell = study.book.entries[name].table.loc[row], study.book.cell
    word = "above" if line["share_low"] > line["aim"] else "below" if line["share_high"] < line["aim"] else "includes"
    fields = {"n": cell(name, row, "n"), "aim": cell(name, row, "aim", "percent")}
    return study.say(f"missing.aim_{word}", **fields)


def _curve(study: Study, read: _Read) -> Picture:
    """Draw the curve of time missing by age band."""
    curve = missing_curve(read.now, cut=study.cut, groups=read.now["ages"], until_hours=UNTIL)
    curve = curve[curve["n"] >= study.written.least]
    name = study.book.put(
        "missing_curve", curve[(curve["hours"] <= 24) | (curve["hours"] % 6 == 0)], key=("group", "hours"),  # noqa: PLR2004
        how="share still missing by hours since the report (Kaplan-Meier), 95% log-log interval (Wilson where nobody "
        "is), METHODS 10", source="missing",
    )  # fmt: skip
    title = study.must_say("missing.curve", n=study.book.cell("missing_waiting", "All|now", "n"))
    groups = list(dict.fromkeys(curve["group"]))
    columns = (
        Column("group", "Age", "text"), Column("hours", "Hours"), Column("n", "Episodes"),
        Column("open", "Still missing", "percent", "low", "high"),
    )  # fmt: skip
    rows = tuple(f"{group}|{hour:g}" for group in groups for hour in (6, 24, 48, 72, UNTIL))
    svg = draw_waiting(
        study.book.entries[name].table, title=title.text, of="Share still missing", hour=WITHIN_HOURS, until=UNTIL
    )
    return Picture(svg, title, name, columns, rows=rows)


def _months(study: Study, read: _Read) -> list[Block | None]:
    """Chart the share of children found within a day, month by month."""
    rows = read.every[read.every["ages"] == CHILD]
    found = (rows["end"] - rows["start"]) <= pd.Timedelta(hours=WITHIN_HOURS)
    month = rows["start"].dt.strftime("%Y-%m")
    counts = pd.DataFrame({"n": month.groupby(month).size(), "x": found.groupby(month).sum()})
    counts = counts.reindex(study.covered(read.every["start"]), fill_value=0).astype("int64")
    counts = counts[counts["n"] > 0]
    chart = chart_held(counts["x"], chart="p'", sizes=counts["n"], drawn=study.months)
    if len(chart) < 2:  # noqa: PLR2004 - one point is no chart
        return []
    counts = counts.loc[chart.index]
    name = study.book.put(
        "missing_months", counts.join(chart.rename(columns={"value": "share"})).reset_index(), key="month",
        how="children's episodes by the month they began, and those over within a day; p-prime chart with limits of "
        "the first 24 months held, METHODS 8", source="missing",
    )  # fmt: skip
    title = study.must_say("missing.months", last=study.book.cell(name, counts.index[-1], "month", "month"))
    columns = (
        Column("month", "Month", "month"), Column("n", "Episodes"), Column("x", "Found within a day"),
        Column("share", "Share", "percent"), Column("centre", "Usual", "percent"),
        Column("low", "Lower limit", "percent"), Column("high", "Upper limit", "percent"),
        Column("signal", "Signal", "text"),
    )  # fmt: skip
    return [
        Picture(draw_run(chart, title=title.text, of="Share found within a day", unit="share"), title, name, columns)
    ]


def _waiting_table(name: str) -> Table:
    return Table(
        name, "Time missing by age, this period and the one before",
        (Column("ages", "Age", "text"), Column("period", "Period", "text"), Column("n", "Episodes"),
         Column("n_open", "Still missing"), Column("median", "Median hours", "number1", "median_low", "median_high"),
         Column("share", "Found within a day", "percent", "share_low", "share_high")), folded=True,
    )  # fmt: skip


def _again(study: Study, read: _Read) -> tuple[list[Block | None], Finding | None]:
    """Count people by how often they went missing, and how many episodes had an earlier one."""
    cell = study.book.cell
    counted = count_again(read.every, first=study.period[0], last=study.period[1])
    people = study.book.put(
        "missing_people", counted, key="times", how="people by how often they went missing in the period",
        source="missing",
    )  # fmt: skip
    episodes = pd.DataFrame(
        {"incident": read.every.index.astype(str), "pid": read.every["person_id"], "role": "victim"}
    )
    times = read.every["start"].set_axis(read.every.index.astype(str))
    windows = count_repeats(episodes, times=times, role="victim", first=study.period[0], last=study.period[1])
    name = study.book.put(
        "missing_again", without_small(windows, base="n"), key="days",
        how="episodes of the period whose person had been missing in the days before; episodes whose days before are "
        "not covered are left out; Wilson interval", source="missing",
    )  # fmt: skip
    points = tuple(
        study.say("missing.again", days=cell(name, days, "days"), **share_cells(
            study.book, name, days, names="repeats n share low high"))
        for days in windows["days"]
    )  # fmt: skip
    columns = (
        Column("times", "Missing in the period", "text"),
        Column("people", "People"),
        Column("episodes", "Episodes"),
    )
    blocks: list[Block | None] = [
        Points(points),
        Table(people, "People by how often they were missing", columns),
    ]
    what = points[-1] if points else None
    if what is None or what.short:
        return blocks, None
    say = study.must_say
    finding = Finding(
        "missing: the same people again", 0.4, what, None, None, None, say("missing.counted"),
        say("missing.so_what_again"), say("missing.recommend_again"), "Missing persons coordinator",
        say("missing.by_when"), say("missing.how_known_again"),
    )  # fmt: skip
    return blocks, finding
