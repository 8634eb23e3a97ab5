"""What a person sees: progress that moves on a terminal, plain lines in a log, tables of counts."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from vawg_geo.base.errors import VawgGeoError

if TYPE_CHECKING:
    import pandas as pd

    from vawg_geo.runs.execute import Progress
    from vawg_geo.runs.month import MonthResult, Reporter

_PLAIN_WIDTH = 160  # a log has no width of its own


@contextmanager
def progress_shown() -> Iterator[Reporter]:
    """
    Show steps: bars on a terminal, a line a step elsewhere.

    Yields
    ------
    reporter
        Called with a product's name; gives the function told of each of its steps.
    """
    if not sys.stdout.isatty():
        yield _plain_lines
        return
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[step]}"), TimeElapsedColumn())
    with Bars(*columns) as bars:

        def reporter(name: str) -> Progress:
            task = bars.add_task(name, total=None, step="reading")

            def step(cell: str, number: int, count: int) -> None:
                bars.update(task, total=count, completed=number, step=cell)

            return step

        yield reporter


def _plain_lines(name: str) -> Progress:
    def step(cell: str, number: int, count: int) -> None:
        sys.stdout.write(f"{name} {number}/{count} {cell}\n")
        sys.stdout.flush()

    return step


def show_table(title: str, table: pd.DataFrame) -> None:
    """
    Print a table of counts.

    Parameters
    ----------
    title
        Its heading.
    table
        Any table; printed as text, markup in it is text too.
    """
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    numeric = {str(c) for c in table.columns if table[c].dtype.kind in "iuf"}
    shown = Table(title=title, title_justify="left", title_style="bold")
    for column in table.columns:
        shown.add_column(Text(str(column)), justify="right" if str(column) in numeric else "left", overflow="fold")
    for row in table.itertuples(index=False):
        shown.add_row(*(Text(_cell(value)) for value in row))
    if not len(table):
        shown.add_row(*(["none"] + [""] * (len(table.columns) - 1)))
    Console(width=None if sys.stdout.isatty() else _PLAIN_WIDTH).print(shown)


def _cell(value: object) -> str:
    import pandas as pd

    if value is None or value is pd.NA or value != value:  # noqa: PLR0124 - NaN is not itself
        return ""
    return f"{value:,}" if isinstance(value, int) else str(value)


def conclude(result: MonthResult) -> None:
    """
    Say how a month's products fared: a line each, then the month's page.

    Parameters
    ----------
    result
        The month's.

    Raises
    ------
    VawgGeoError
        If a product failed; each reason is told once, with the names it stopped.
    """
    for outcome in result.outcomes:
        if outcome.state != "failed":
            print(f"{outcome.name}: {outcome.state}{': ' + outcome.reason if outcome.reason else ''}")  # noqa: T201
    print(result.html)  # noqa: T201
    if result.failed:
        names: dict[str, list[str]] = {}  # by reason: what stops one product often stops them all
        for outcome in result.failed:
            names.setdefault(outcome.reason, []).append(outcome.name)
        told = "; ".join(f"{', '.join(those)}: {reason}" for reason, those in names.items())
        raise VawgGeoError(f"{len(result.failed)} of {len(result.outcomes)} products failed: {told}")
