"""Commands for official boundaries: fetch them, or import what was downloaded."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from vawg_geo.runs.boundary_files import BroughtIn

Into = Annotated[Path, typer.Option("--into", help="the folder it is put into", metavar="DIR")]
_INTO = Path("boundaries")

areas = typer.Typer(
    no_args_is_help=True, help="Official boundaries: fetch them, or import what was downloaded; checked."
)


@areas.command("fetch")
def fetch(
    key: Annotated[str, typer.Argument(help="which one; without it, all are listed", metavar="[KEY]")] = "",
    address: Annotated[str, typer.Option("--from", help="the download's link, from its page", metavar="ADDRESS")] = "",
    into: Into = _INTO,
) -> None:
    """Fetch an official file by its link, check it and put it in place; without a name, list where each is."""
    from vawg_geo.runs.boundary_files import fetch_boundary
    from vawg_geo.sources.boundaries import read_boundary_sources

    if key or address:
        _tell(fetch_boundary(key, address=address, into=into))
        return
    for name, one in read_boundary_sources().items():
        print(f"{name}\n  {one.name}\n  {one.page}\n  {one.licence}\n  {one.use}")  # noqa: T201


@areas.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="the downloaded file", metavar="FILE")],
    key: Annotated[str, typer.Option("--as", help="which one it is; else told from its columns", metavar="KEY")] = "",
    into: Into = _INTO,
) -> None:
    """Check a downloaded official file and put it in place; the last line is its path."""
    from vawg_geo.runs.boundary_files import import_boundary

    _tell(import_boundary(file, into=into, key=key))


def _tell(brought: BroughtIn) -> None:
    from vawg_geo.runs.terminal import show_table

    show_table(f"Checked as {brought.key}", brought.checks)
    print(f"For force.toml:\n\n{brought.block}\n\n{brought.path}")  # noqa: T201
