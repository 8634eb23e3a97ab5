"""Tables for the Business Coordination Board: counts and shares of the quarter and of twelve months, few words."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from vawg_geo.measures.board_lines import Board, read_boards
from vawg_geo.publishing import boards
from vawg_geo.publishing.chapters import _board_tables as counted
from vawg_geo.publishing.chapters._orders_counted import say_aside
from vawg_geo.publishing.report.blocks import Block, Column, Finding, Limit, Paragraph, Say, Section, Table
from vawg_geo.publishing.report.book import Cell
from vawg_geo.publishing.report.sentences import Sentence
from vawg_geo.publishing.report.study import Study

TITLE = "Tables for the board"
_QUESTION = "How many, and is it more or fewer than a year before by more than chance?"
SHIPPED = Path(boards.__file__).parent
_COUNTS = (
    Column("words", "What", "text"), Column("now", "The period"), Column("ago", "A year before"),
    Column("ratio", "Now to then", "number2", "low", "high"), Column("year", "Twelve months"),
    Column("before", "Twelve before"), Column("year_ratio", "Now to then", "number2", "year_low", "year_high"),
)  # fmt: skip
_SHARES = (
    Column("words", "What", "text"), Column("n", "n"), Column("share", "The period", "percent", "low", "high"),
    Column("year_n", "n"), Column("year_share", "Twelve months", "percent", "year_low", "year_high"),
    Column("before_n", "n"), Column("before_share", "Twelve before", "percent", "before_low", "before_high"),
    Column("told", "Change", "text"),
)  # fmt: skip
_OUTCOMES = (
    Column("words", "What", "text"), Column("n", "Crimes of the ripe year"), Column("x", "Prosecution possible"),
    Column("share", "Share", "percent", "low", "high"), Column("before_n", "Crimes of the year before"),
    Column("before_share", "Share", "percent", "before_low", "before_high"), Column("told", "Change", "text"),
)  # fmt: skip


def write(study: Study) -> Section:
    """
    Write the board's tables.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    section
        A table a subject, one or two sentences before each; outcomes of crimes that are old enough; orders.
    """
    tables = read_boards(SHIPPED)
    counted.put_lines(study, tables)
    outcomes = counted.put_outcomes(study)
    counted.put_told(study)
    blocks: list[Block | None] = [Paragraph((_lead(study), _chance(study)), lead=True)]
    for board in tables:
        blocks += _board(study, board)
    blocks += _orders(study)
    blocks += _outcomes(study, known=outcomes)
    blocks.append(Limit((study.must_say("board.limits"),)))
    return Section("board", TITLE, _QUESTION, tuple(blocks), _findings(study))


def _lead(study: Study) -> Sentence:
    cell = study.book.cell
    spans = {
        f"{span}_{end}": cell("board_spans", span, end, "day") for span in ("now", "year") for end in ("first", "last")
    }
    return study.must_say("board.lead", **spans)


def _chance(study: Study) -> Sentence:
    """Say how many of so many comparisons would differ by chance alone."""
    forms = {"compared": "count", "moved": "count", "chance": "number1"}
    return study.must_say(
        "board.chance", **{name: study.book.cell("board_told", "all", name, form) for name, form in forms.items()}
    )


def _board(study: Study, board: Board) -> list[Block]:
    shares = board.lines[0].of is not None
    name = "board_shares" if shares else "board_counts"
    said = tuple(_said(study, name, line.name) for line in board.lines if line.said)
    unknown = tuple(_unknown(study, name, line.name) for line in board.lines)
    unknown += () if shares else tuple(_recounted(study, line.name) for line in board.lines)
    note = study.must_say("board.note", text=study.book.cell("board_notes", board.name, "note", "text"))
    rows = tuple(line.name for line in board.lines)
    return [
        Table(name, board.title, _SHARES if shares else _COUNTS, rows, note=note, cards=True),
        Paragraph((*said, *unknown)),
    ]


def _unknown(study: Study, name: str, row: str) -> Say:
    """Say why a line is not known; nothing where it is."""
    cell = study.book.cell
    if not study.book.entries[name].table.loc[row, "reason"]:
        return None
    return study.must_say(
        "board.unknown", words=cell(name, row, "words", "text"), reason=cell(name, row, "reason", "text")
    )


def _recounted(study: Study, row: str) -> Say:
    """Say which change of counting keeps a line from being compared; nothing where none does."""
    if not study.book.entries["board_counts"].table.loc[row, "recounted"]:
        return None
    cells = {name: study.book.cell("board_counts", row, name, "text") for name in ("words", "recounted")}
    return study.must_say("board.recounted", **cells)


def _said(study: Study, name: str, row: str) -> Say:
    """Say one line; what is not known is told by its reason, and what was counted otherwise by that alone."""
    cell = study.book.cell
    held = study.book.entries[name].table.loc[row]
    if held["reason"] or held.get("recounted"):
        return None
    if name == "board_shares":
        return study.say("board.share", **_share_cells(study, row))
    fields = {key: cell(name, row, key, "text") for key in ("words", "told", "year_told")}
    fields |= {key: cell(name, row, key) for key in ("now", "ago", "year", "before")}
    fields |= {
        "change": cell(name, row, "change", "change", n="ago"),
        "year_change": cell(name, row, "year_change", "change", n="before"),
    }  # fmt: skip
    line = study.book.entries[name].table.loc[row]
    kind: str = "count_alone" if pd.isna(line["ago"]) else "count_young" if pd.isna(line["before"]) else "count"
    return study.say(f"board.{kind}", **fields)


def _share_cells(study: Study, row: str) -> dict[str, Cell]:
    cell = study.book.cell
    return {
        "words": cell("board_shares", row, "words", "text"), "told": cell("board_shares", row, "told", "text"),
        "n": cell("board_shares", row, "year_n"), "before_n": cell("board_shares", row, "before_n"),
        "share": cell("board_shares", row, "year_share", "percent", n="year_n", ends="year_low year_high"),
        "low": cell("board_shares", row, "year_low", "points", n="year_n"),
        "high": cell("board_shares", row, "year_high", "percent", n="year_n"),
        "before": cell("board_shares", row, "before_share", "percent", n="before_n"),
    }  # fmt: skip


def _orders(study: Study) -> list[Block]:
    held = study.book.entries["board_counts"].table
    rows = tuple(held.index[held["board"] == counted.ORDERS])
    if not rows:
        return [Paragraph((study.must_say("board.no_orders"),))]
    said = _said(study, "board_counts", rows[0])
    note = study.must_say("board.orders_note")
    table = Table("board_counts", "Orders police issue or apply for", _COUNTS, rows, note=note, cards=True)
    return [table, Paragraph((said, say_aside(study)))]


def _outcomes(study: Study, *, known: bool) -> list[Block]:
    if not known:
        return [Paragraph((study.must_say("board.no_outcomes"),))]
    cell = study.book.cell
    row = str(study.book.entries["board_outcomes"].table.index[0])
    said = study.must_say(
        "board.outcomes", days=cell("board_outcomes", row, "days"), first=cell("board_outcomes", row, "first", "day"),
        last=cell("board_outcomes", row, "last", "day"),
    )  # fmt: skip
    caption = "Crimes with an outcome that makes a prosecution possible"
    return [Table("board_outcomes", caption, _OUTCOMES, cards=True), Paragraph((said,))]


def _findings(study: Study) -> tuple[Finding, ...]:
    """Make a finding of each line that moved over twelve months, or over the period where these are not known."""
    say, found = study.must_say, []
    counts, shares = (study.book.entries[name].table for name in ("board_counts", "board_shares"))
    told = counts["year_told"].where(counts["before"].notna(), counts["told"])
    moved = [("board_counts", row) for row in counts.index[told.isin(counted.MOVED)]]
    moved += [("board_shares", row) for row in shares.index[shares["told"].isin(counted.MOVED)]]
    for name, row in moved:
        what = _said(study, name, str(row))
        said = bool(study.book.entries[name].table.loc[row, "said"])
        if what is not None:
            found.append(
                Finding(
                    f"board: {row}", 0.5 if said else 0.3, what, None, None, None, say("board.sure"),
                    say("board.so_what"), say("board.recommend"), "Head of Protecting Vulnerable People",
                    say("board.by_when"), say("board.known"),
                )
            )  # fmt: skip
    return tuple(found)
