"""A table of the page as one of Word's: its heading row comes again on every sheet, and no row is split."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from vawg_geo.publishing.word.body import Run, runs_of
from vawg_geo.publishing.word.tree import Element

_LINES = ("top", "bottom", "insideH")
_GREY, _SOFT = "B1B4B6", "F3F5F7"
_NARROWEST, _WIDEST = 5, 34  # characters by which a column's width is judged


@dataclass(frozen=True)
class Cell:
    """One cell."""

    runs: tuple[Run, ...]
    span: int = 1
    right: bool = False

    @property
    def text(self) -> str:
        """What it says."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True)
class Rows:
    """A table's cells, without columns that hold nothing but drawings."""

    caption: str
    head: tuple[tuple[Cell, ...], ...]
    body: tuple[tuple[Cell, ...], ...]

    @property
    def width(self) -> int:
        """How many columns it has."""
        return max((sum(cell.span for cell in row) for row in (*self.head, *self.body)), default=0)


def read_rows(table: Element) -> Rows:
    """
    Read a table.

    Parameters
    ----------
    table
        The page's `table`.

    Returns
    -------
    rows
        A column of drawings alone is left out: the figures they draw stand beside them.
    """
    caption = next((part.text for part in table.find("caption")), "")
    heads = [row for part in table.find("thead") for row in part.find("tr")]
    head = [_cells(row) for row in heads]
    body = [_cells(row) for row in table.find("tr") if not any(row is one for one in heads)]
    plain = [row for row in body if all(cell.span == 1 for cell in row)]
    width = max((len(row) for row in plain), default=0)
    empty = [at for at in range(width) if plain and not any(at < len(row) and row[at].text for row in plain)]
    kept = [tuple(_without(row, empty) for row in rows) for rows in (head, body)]
    return Rows(caption, *kept)


def _cells(row: Element) -> tuple[Cell, ...]:
    return tuple(
        Cell(runs_of(_spaced(cell)), int(cell.attributes.get("colspan", "1")), "r" in cell.classes)
        for cell in row.elements
        if cell.tag in {"th", "td"}
    )


def _spaced(cell: Element) -> list[Element | str]:
    """Put a space between what stands on lines of its own."""
    return [part for child in cell.children for part in (child, " ")]


def _without(row: tuple[Cell, ...], empty: list[int]) -> tuple[Cell, ...]:
    kept, at = [], 0
    for cell in row:
        span = cell.span - sum(at <= place < at + cell.span for place in empty)
        at += cell.span
        if span:
            kept.append(replace(cell, span=span))
    return tuple(kept)


def make_table(rows: Rows, *, width: int) -> Any:  # noqa: ANN401 - lxml's element
    """
    Make Word's table.

    Parameters
    ----------
    rows
        What it holds: one column at least.
    width
        Of the text's column, in twentieths of a point.

    Returns
    -------
    table
        A `w:tbl`.
    """
    from vawg_geo.publishing.word.xml import element

    table = element("w:tbl")
    table.append(_look(rows))
    widths = _widths(rows, width)
    grid = element("w:tblGrid")
    grid.extend(element("w:gridCol", w=str(one)) for one in widths)
    table.append(grid)
    table.extend(_row(row, widths, head=True) for row in rows.head)
    table.extend(_row(row, widths, head=False) for row in rows.body)
    return table


def _look(rows: Rows) -> Any:  # noqa: ANN401
    from vawg_geo.publishing.word.xml import element

    look, lines, room = element("w:tblPr"), element("w:tblBorders"), element("w:tblCellMar")
    lines.extend(element(f"w:{side}", val="single", sz="4", space="0", color=_GREY) for side in _LINES)
    room.extend(element(f"w:{side}", w="70", type="dxa") for side in ("left", "right"))
    look.extend([element("w:tblW", w="5000", type="pct"), lines, element("w:tblLayout", type="fixed"), room])
    look.append(element("w:tblLook", val="0020", firstRow="1" if rows.head else "0"))
    if rows.caption:
        look.append(element("w:tblCaption", val=rows.caption))
    return look


def _row(row: tuple[Cell, ...], widths: list[int], *, head: bool) -> Any:  # noqa: ANN401
    from vawg_geo.publishing.word.xml import element, paragraph

    made, look = element("w:tr"), element("w:trPr")
    look.append(element("w:cantSplit"))
    if head:
        look.append(element("w:tblHeader"))
    made.append(look)
    group = len(row) == 1 and row[0].span > 1
    at = 0
    for cell in row:
        box, own = element("w:tc"), element("w:tcPr")
        own.append(element("w:tcW", w=str(sum(widths[at : at + cell.span])), type="dxa"))
        at += cell.span
        if cell.span > 1:
            own.append(element("w:gridSpan", val=str(cell.span)))
        if head or group:
            own.append(element("w:shd", val="clear", color="auto", fill=_SOFT))
        runs = tuple(replace(run, bold=True) for run in cell.runs) if head or group else cell.runs
        box.extend([own, paragraph(runs, "TableText", right=cell.right, keep=head or group)])
        made.append(box)
    return made


def _widths(rows: Rows, width: int) -> list[int]:
    """Share the width by how long each column's texts are; a word is not to be broken."""
    weights = [float(_NARROWEST)] * rows.width
    for row in (*rows.head, *rows.body):
        if any(cell.span > 1 for cell in row):
            continue
        for at, cell in enumerate(row):
            word = max((len(one) for one in cell.text.split()), default=0)
            weights[at] = max(weights[at], word + 1, min(len(cell.text), _WIDEST))
    return [int(width * weight / sum(weights)) for weight in weights]
