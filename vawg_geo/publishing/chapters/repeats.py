"""Repeat victims, suspects and pairs, and the days between: counts only, nobody is listed."""

from __future__ import annotations

import pandas as pd

from vawg_geo.measures.pair_counts import concentrate, count_gaps, count_windows
from vawg_geo.publishing.chapters._people import counted_people
from vawg_geo.publishing.chapters._shares import share_cells, without_small
from vawg_geo.publishing.report.blocks import Block, Column, Finding, Limit, Paragraph, Points, Say, Section, Table
from vawg_geo.publishing.report.study import Study

WORDS = {"victim": "Victims", "suspect": "Suspects", "pair": "Pairs of a victim and a suspect"}
YEAR = 365
TITLE = "The same people again"
_QUESTION = "How often is the same victim, the same suspect or the same pair recorded again, and how soon?"


def write(study: Study) -> Section:
    """
    Write repeats.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    section
        Shares of involvements with an earlier one, days between, how concentrated harm is over pairs.
    """
    people = study.case.people
    if people is None or people.empty or study.now.empty:
        return Section("repeats", TITLE, _QUESTION, (Paragraph((study.must_say("repeats.none"),), lead=True),))
    held = counted_people(study, study.rows)  # the same people as in the chapter about victims
    times = study.rows["recorded_on"]
    windows = _windows(study, held, times)
    gaps = _gaps(study, held, times)
    pairs = _pairs(study, held)
    said = {who: _said(study, windows, who) for who in WORDS}
    blocks: list[Block | None] = [
        Paragraph((said["victim"], said["pair"]), lead=True),
        Points((said["suspect"], *(_gap(study, gaps, who) for who in WORDS), pairs)),
        _window_table(windows),
        _gap_table(gaps),
        Limit((study.must_say("repeats.limits"),)),
    ]
    return Section("repeats", TITLE, _QUESTION, tuple(blocks), _findings(study, windows))


def _windows(study: Study, people: pd.DataFrame, times: pd.Series) -> str:
    first, last = study.period
    table = without_small(count_windows(people, times=times, first=first, last=last), base="n")
    return study.book.put(
        "repeats_windows", table.assign(words=table["who"].map(WORDS)), key=("who", "days"),
        how="involvements of the period whose person (or pair) was recorded in the same role in the days before; those "
        "whose days before the records do not cover are left out; Wilson interval", source="people, incidents",
    )  # fmt: skip


def _gaps(study: Study, people: pd.DataFrame, times: pd.Series) -> str:
    first, last = study.period
    table = count_gaps(people, times=times, first=first, last=last)
    wide = table.pivot_table(index="gap", columns="who", values="n", sort=False)[list(WORDS)].reset_index()
    total = wide[list(WORDS)].sum().to_frame("all").T.assign(gap="All")
    wide = pd.concat([wide, total], ignore_index=True).astype(dict.fromkeys(WORDS, "int64"))
    return study.book.put(
        "repeats_gaps", wide, key="gap",
        how="involvements of the period by days since the last one recorded of the same person (or pair), those whose "
        "365 days before the records cover", source="people, incidents",
    )  # fmt: skip


def _pairs(study: Study, people: pd.DataFrame) -> Say:
    """Say how concentrated harm is over pairs."""
    harm = study.now["harm"]
    found = concentrate(people, harm=harm, role="pair")
    table = pd.DataFrame({"who": ["pair"], **{name: [value] for name, value in found.items()}})
    name = study.book.put(
        "repeats_concentration", table, key="who",
        how="share of pairs (whole pairs) with whom half of the known harm of the period is recorded; the same if the "
        "crimes beyond each pair's first fell at random, 95% band, METHODS 7", source="people, incidents",
    )  # fmt: skip
    cell = study.book.cell
    fields = {"n": cell(name, "pair", "people"), "share": cell(name, "pair", "share_for_50", "percent1", n="people")}
    fields |= {end: cell(name, "pair", f"chance_for_50_{end}", "percent1", n="people") for end in ("low", "high")}
    beyond = float(found["share_for_50"]) < float(found["chance_for_50_low"])
    return study.say(f"repeats.{'concentrated' if beyond else 'spread'}", **fields)


def _said(study: Study, name: str, who: str) -> Say:
    row = f"{who}|{YEAR}"
    cells = share_cells(study.book, name, row, names="repeats n share low high")
    return study.say(f"repeats.{who}", days=study.book.cell(name, row, "days"), **cells)


def _gap(study: Study, name: str, who: str) -> Say:
    cell = study.book.cell
    bands = ("up to 7 days", "8 to 30 days")
    return study.say(
        f"repeats.gap_{who}", week=cell(name, bands[0], who), month=cell(name, bands[1], who), n=cell(name, "All", who),
        week_words=cell(name, bands[0], "gap", "text"), month_words=cell(name, bands[1], "gap", "text"),
    )  # fmt: skip


def _window_table(name: str) -> Table:
    return Table(
        name, "Involvements with an earlier one, by how far back is looked",
        (Column("words", "Who", "text"), Column("days", "Days before"), Column("n", "Involvements"),
         Column("repeats", "With an earlier one"), Column("share", "Share", "percent", "low", "high"),
         Column("censored", "Left out: records too short")), folded=True,
    )  # fmt: skip


def _gap_table(name: str) -> Table:
    columns = tuple(Column(who, words) for who, words in WORDS.items())
    return Table(name, "Days since the last recorded one", (Column("gap", "Days between", "text"), *columns))


def _findings(study: Study, name: str) -> tuple[Finding, ...]:
    """Make a finding of repeat victims, unless the chapter of victims makes the same one on this page."""
    if "victims" in study.written.sections:
        return ()
    row = f"victim|{YEAR}"
    cells = share_cells(study.book, name, row, names="repeats n share low high")
    what = study.say("repeats.finding", days=study.book.cell(name, row, "days"), **cells)
    if what is None:
        return ()
    say = study.must_say
    return (
        Finding(
            "repeats: victims", 0.4, what, None, None, None, None, say("repeats.so_what"), say("repeats.recommend"),
            "Chair of the MARAC", say("repeats.by_when"), say("repeats.how_known"),
        ),
    )  # fmt: skip
