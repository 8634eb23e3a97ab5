"""From a section's blocks to HTML: each figure stands with the cell it can be made again from."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from itertools import groupby
from typing import Any

import pandas as pd
from markupsafe import Markup

from vawg_geo.publishing.figures import draw_bar
from vawg_geo.publishing.fragment import Fragment, fill
from vawg_geo.publishing.report.blocks import Column, Finding, Map, Picture, Section, Table
from vawg_geo.publishing.report.book import Book, Cell
from vawg_geo.publishing.report.forms import show
from vawg_geo.publishing.report.notes import Note
from vawg_geo.publishing.report.sentences import Sentence
from vawg_geo.publishing.words import tidy

PRINTED = 40  # rows of a folded table beyond which paper only names it


def show_section(section: Section, book: Book, *, notes: tuple[Note, ...] = (), print_rows: int = PRINTED) -> Fragment:
    """
    Show a section.

    Parameters
    ----------
    section
        Its title, question and blocks.
    book
        The tables its cells stand in.
    notes
        An analyst's own paragraphs for it.
    print_rows
        Rows of a folded table beyond which paper names the table beside the page instead of printing it.

    Returns
    -------
    fragment
        The finished piece of the page.
    """
    return fill(
        "report/section.html.j2",
        {
            "section": section,
            "blocks": _kinds(section),
            "notes": notes,
            "said": said,
            "sources": lambda sentences: sources(sentences, book),
            "rows": lambda block: table_rows(block, book),
            "long": lambda block: _length(block, book) > print_rows,
            "entry": lambda name: book.entries[name],
        },
    )


def _kinds(section: Section) -> list[tuple[str, object]]:
    """Name the kind of each block; pictures that follow each other stand together, so that paper sets them abreast."""
    found: list[tuple[str, object]] = []
    for alike, held in groupby(filter(None, section.blocks), key=type):
        blocks = list(held)
        if alike is Picture and len(blocks) > 1:
            found.append(("pictures", blocks))
        else:
            found.extend((alike.__name__.lower(), block) for block in blocks)
    return found


def said(sentence: Sentence) -> Markup:
    """Set a sentence; every cell in it says where it stands."""
    return Markup("").join(
        Markup("{}").format(tidy(piece.text)) if piece.cell is None else _cell(piece.cell) for piece in sentence.pieces
    )


def _cell(cell: Cell) -> Markup:
    return Markup('<span class="f" data-t="{}" data-r="{}" data-c="{}" data-m="{}" title="{}">{}</span>').format(
        cell.table, cell.row, cell.column, cell.form, _hover(cell), cell.shown
    )


def _hover(cell: Cell) -> str:
    """Say a figure's base, interval and table in a few words."""
    form = cell.form if cell.form.startswith(("percent", "number")) else "count"
    parts = [f"n = {show(cell.n, 'count')}"] if cell.n is not None else []
    if cell.low is not None and cell.high is not None:
        parts.append(f"interval {show(cell.low, form)} to {show(cell.high, form)}")
    return "; ".join([*parts, f"table {cell.table}"])


def sources(sentences: tuple[Sentence | None, ...], book: Book) -> list[dict[str, object]]:
    """
    List where the figures of some sentences come from, once a table.

    Parameters
    ----------
    sentences
        Those shown together.
    book
        The tables.

    Returns
    -------
    rows
        table, how, source, hash and its cells as (column, row, n, low, high) in words.
    """
    cells: dict[str, list[Cell]] = {}
    for sentence in sentences:
        for cell in sentence.cells if sentence else ():
            cells.setdefault(cell.table, []).append(cell)
    return [
        {
            "table": name,
            "how": book.entries[name].how,
            "source": book.entries[name].source,
            "hash": book.entries[name].hash,
            "bases": list(dict.fromkeys(_hover(cell).partition("; table")[0] for cell in own if cell.n is not None)),
        }
        for name, own in cells.items()
    ]


def table_rows(block: Table | Picture | Map, book: Book) -> list[dict[str, object]]:
    """
    Give the rows of a table as they are shown.

    Parameters
    ----------
    block
        The block: its table, rows and columns.
    book
        The tables.

    Returns
    -------
    rows
        name (of the row) and cells: text, column, form, and a bar where the column asks for one.
    """
    columns = () if isinstance(block, Map) else block.columns
    table = book.entries[block.table].table
    wanted = None if isinstance(block, Map) else block.rows
    shown = table if wanted is None else table.loc[list(wanted)]
    tops = {c.name: float(table[c.name].max()) for c in columns if c.bar and table[c.name].notna().any()}
    return [
        {"name": name, "cells": [_table_cell(line, column, tops) for column in columns]}
        for name, line in zip(shown.index, _lines(shown), strict=True)
    ]


def _length(block: Table, book: Book) -> int:
    return len(book.entries[block.table].table) if block.rows is None else len(block.rows)


def _lines(table: pd.DataFrame) -> list[dict[Hashable, Any]]:
    """Give the rows as they stand: `to_dict` would make a hidden count (`<NA>`) a None."""
    return [dict(zip(table.columns, row, strict=True)) for row in table.itertuples(index=False, name=None)]


def _table_cell(line: Mapping[Hashable, Any], column: Column, tops: dict[str, float]) -> dict[str, object]:
    value: Any = line[column.name]
    known = value is not pd.NA and value == value  # noqa: PLR0124 - NaN; what is not known has no interval and no bar
    ends = ""
    if column.low and known and line[column.low] == line[column.low]:
        ends = f" ({show(line[column.low], column.form)} to {show(line[column.high], column.form)})"
    top = tops.get(column.name, 0.0)
    return {
        "text": show(value, column.form),
        "ends": ends,
        "column": column,
        "bar": draw_bar(float(value) / top) if column.bar and top > 0 and known else "",
    }


def all_findings(sections: Mapping[str, Section]) -> list[Finding]:
    """Return the findings of some sections in the order of their weight; ties by name."""
    found = [finding for section in sections.values() for finding in section.findings]
    return sorted(found, key=lambda finding: (-finding.weight, finding.name))
