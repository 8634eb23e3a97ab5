"""Commands for what is kept: explain it, destroy it in time, change its key."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

ForceFile = Annotated[Path, typer.Option("--force", help="the force.toml", metavar="FORCE.toml")]
Product = Annotated[Path, typer.Argument(help="a product's output folder", metavar="DIR")]
Area = Annotated[str, typer.Argument(help="an area's code, or the name people use", metavar="AREA")]
_UNSAID = "no purpose given"  # for the access log
Purpose = Annotated[str, typer.Option("--purpose", help="why; it goes into the access log", metavar="TEXT")]


def explain(
    folder: Product,
    area: Area,
    *,
    rows: Annotated[bool, typer.Option("--rows", help="the offences themselves")] = False,
    force: Annotated[
        Path | None,
        typer.Option("--force", help="for --rows: its force.toml, where it lies elsewhere", metavar="FORCE.toml"),
    ] = None,
    purpose: Purpose = "",
) -> None:
    """Say why a place has its score: kinds and years, weights, shrinkage. Logged."""
    from vawg_geo.runs.explain import explain as explain_area
    from vawg_geo.runs.explain import explain_rows
    from vawg_geo.runs.force_of import find_force
    from vawg_geo.runs.terminal import show_table

    if rows:
        whose = force or find_force(folder)
        show_table(f"Offences at {area}", explain_rows(folder, area, force=whose, purpose=purpose or _UNSAID))
        return
    told = explain_area(folder, area, purpose=purpose)
    show_table(f"{told.place} ({told.area}): what its harm expected a year is made of", told.contributions.round(2))
    show_table("How far its own record is believed", told.shrinkage.assign(value=told.shrinkage["value"].map(_shown)))


def _shown(value: object) -> object:
    return f"{value:,.2f}" if isinstance(value, float) else value


def diff(
    before: Annotated[Path, typer.Argument(help="the earlier edition's folder", metavar="DIR_A")],
    after: Annotated[Path, typer.Argument(help="the later edition's folder", metavar="DIR_B")],
    *,
    every: Annotated[bool, typer.Option("--all", help="list every cell that moved")] = False,
) -> None:
    """Say what moved between two editions of a product, and why: time, data, definition or chance. Logged."""
    from vawg_geo.runs.diff import FIRST, TELLING
    from vawg_geo.runs.diff import diff as compare
    from vawg_geo.runs.terminal import show_table

    found = compare(before, after)
    show_table("The two editions", found.editions)
    for sentence in found.causes:
        print(sentence)  # noqa: T201
    print(found.verdict)  # noqa: T201
    show_table("Tables", found.tables)
    telling = found.moved[found.moved["telling"] < TELLING].head(FIRST)
    shown = (found.moved if every else telling).drop(columns="telling")
    show_table("What moved, the most telling first", shown.assign(p=shown["p"].round(4), q=shown["q"].round(4)))
    if len(found.moved) > len(shown):
        print(f"{len(found.moved) - len(shown):,} more: --all lists them.")  # noqa: T201


def purge(
    force: ForceFile,
    *,
    out: Annotated[Path | None, typer.Option("--out", help="look at restricted products there too")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="say what would go; touch nothing")] = False,
) -> None:
    """Destroy snapshots past retention, restricted products past expiry (with --out) and leftovers. Logged."""
    from vawg_geo.runs.purge import purge as purge_force

    gone = purge_force(force, out_dir=out, dry_run=dry_run)
    for one in gone:
        print(f"{'would go' if dry_run else 'gone'}: {one.kind} {one.name} ({one.why})")  # noqa: T201
    if not gone:
        print("nothing is due")  # noqa: T201


def rotate(force: ForceFile) -> None:
    """Begin with the new pseudonym key given; what was kept stays readable with the old key alone. Logged."""
    from vawg_geo.runs.rotate import rotate_key

    old, new, cuts = rotate_key(force)
    print(f"key {old} retired, key {new} in use; set apart: {', '.join(map(str, cuts)) or 'nothing'}")  # noqa: T201
    print("every record is read again at the next run; keep the old key only as long as its snapshots")  # noqa: T201


def add_commands(app: typer.Typer) -> None:
    """
    Put the commands on the command line.

    Parameters
    ----------
    app
        The command line.
    """
    for command in (explain, diff, purge, rotate):
        app.command()(command)
