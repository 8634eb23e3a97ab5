"""The command line: exit 0 done, 1 refused or failed with one readable line, 2 usage."""

from __future__ import annotations

import io
import signal
import sys
import warnings
from pathlib import Path
from types import FrameType
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from vawg_geo.runs.cli_areas import areas
from vawg_geo.runs.cli_care import add_commands
from vawg_geo.runs.streams import standing_streams
from vawg_geo.runs.telling import in_a_line

_STOPPED = 128  # the shell's way of telling a signal


class _Stopped(KeyboardInterrupt):
    """A signal asked us to stop; what is half made goes, what was there stays."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class _OneLine(TyperGroup):
    """Every failure becomes one readable line on stderr, without a traceback and without data (FAULTS L6)."""

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - typer's own
        _catch_signals()
        warnings.simplefilter("ignore")  # a warning's text may quote a record; what matters is in the quality table
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as error:
            number = getattr(error, "number", signal.SIGINT)
            _tell("stopped before the end; what stood there before still stands.")
            raise typer.Exit(_STOPPED + number) from None
        except (typer.Exit, typer.Abort):
            raise
        except Exception as error:  # the last door: a class and a line of code, never the text
            if not type(error).__module__.startswith(("vawg_geo", "builtins")) and hasattr(error, "exit_code"):
                raise  # usage: typer's own words and code 2
            _tell(in_a_line(error))
        raise typer.Exit(1)


def _catch_signals() -> None:
    def stop(number: int, frame: FrameType | None) -> None:
        del frame
        signal.signal(number, signal.SIG_IGN)  # once is enough; the clearing up is short
        raise _Stopped(number)

    for name in ("SIGTERM", "SIGINT", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), stop)


def _tell(line: str) -> None:
    sys.stderr.write(f"vawg-geo: {' '.join(line.split())}\n")


app = typer.Typer(
    cls=_OneLine,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Problem profiles of violence against women and girls: from a force's incidents to a tasking page.",
)
ForceFile = Annotated[Path, typer.Option("--force", help="the force.toml", metavar="FORCE.toml")]
MonthText = Annotated[str, typer.Option("--month", help="the reporting month", metavar="YYYY-MM")]
OutFolder = Annotated[Path, typer.Option("--out", help="where products go", metavar="DIR")]
Product = Annotated[Path, typer.Argument(help="a product's output folder", metavar="DIR")]


@app.command()
def demo(
    out: OutFolder = Path("out"),
    month: MonthText = "2022-03",
    *,
    data_only: Annotated[bool, typer.Option("--data-only", help="write the county's files alone into DIR")] = False,
) -> None:
    """Make the synthetic county and its pages, start to finish; the last line is the page to open."""
    from vawg_geo.runs.demo import demonstrate, write_demo_data
    from vawg_geo.runs.terminal import conclude, progress_shown

    if data_only:
        print(write_demo_data(out))  # noqa: T201
        return
    with progress_shown() as reporter:
        result = demonstrate(out, month=month, reporter=reporter)
    conclude(result)


@app.command()
def new(folder: Annotated[Path, typer.Argument(help="a new folder", metavar="DIR")]) -> None:
    """Write a folder for a force: force.toml, sources, aliases, curation, each explained inside."""
    from vawg_geo.runs.new import write_force_folder

    for path in write_force_folder(folder):
        print(path)  # noqa: T201


@app.command()
def check(force: ForceFile) -> None:
    """Read everything and account for every row; exit 1 with the reasons when an extract is refused."""
    from vawg_geo.runs.check import check_force, tell_case
    from vawg_geo.runs.terminal import show_table

    for title, table in tell_case(check_force(force)):
        show_table(title, table)


@app.command()
def run(  # noqa: PLR0917 - typer calls it by name
    profile: Annotated[str, typer.Argument(help="a shipped profile's name, or a TOML file", metavar="PROFILE")],
    force: ForceFile,
    month: MonthText,
    as_of: Annotated[str, typer.Option("--as-of", help="use the data cut of this day", metavar="DATE")] = "",
    out: OutFolder = Path("out"),
    why: Annotated[str, typer.Option("--why", help="the reason for a new edition; else: what changed")] = "",
) -> None:
    """Make one product for one month; the last line is its page."""
    from vawg_geo.runs.run import run_profile
    from vawg_geo.runs.terminal import progress_shown

    with progress_shown() as reporter:
        told = reporter(Path(profile).stem)
        result = run_profile(
            profile, force=force, month=month, out_dir=out, as_of=as_of or None, why=why, progress=told
        )
    print(result.html)  # noqa: T201


@app.command()
def monthly(
    force: ForceFile,
    month: MonthText = "",
    *,
    due: Annotated[bool, typer.Option("--due", help="the last complete month before the data cut")] = False,
    out: OutFolder = Path("out"),
    workers: Annotated[int, typer.Option(min=1, help="products made at the same time")] = 1,
    scheduler: Annotated[
        str, typer.Option(help="of Dask, whose workers make the products instead", metavar="ADDRESS")
    ] = "",
    profiles: Annotated[str, typer.Option(help="only these, separated by commas")] = "",
) -> None:
    """Make every product of a month; one failure stops no other. The last line is the month's page."""
    from vawg_geo.runs.due import due_month
    from vawg_geo.runs.month import monthly as make_month
    from vawg_geo.runs.terminal import conclude, progress_shown

    if due == bool(month):
        raise typer.BadParameter("give either --month YYYY-MM or --due.")
    if scheduler and workers != 1:
        raise typer.BadParameter("give either --workers or --scheduler: a scheduler has workers of its own.")
    names = [name.strip() for name in profiles.split(",") if name.strip()]
    month = month or due_month(force)
    with progress_shown() as reporter:
        result = make_month(
            force, month=month, out_dir=out, profiles=names, workers=scheduler or workers, reporter=reporter
        )
    conclude(result)


@app.command()
def verify(folder: Annotated[Path, typer.Argument(help="a product's folder, or one above", metavar="DIR")]) -> None:
    """Check manifest, checksums and END of a product, or of everything under a folder."""
    from vawg_geo.runs.verify import verify as verify_output

    verify_output(folder.resolve(), tell=print)


@app.command()
def sign(folder: Product, by: Annotated[str, typer.Option("--by", help="who signs", metavar="NAME")]) -> None:
    """Sign a draft; from then on no run overwrites it."""
    from vawg_geo.runs.editions import sign as sign_edition

    sign_edition(folder, by=by)
    _restated(folder, f"signed by {by}")


@app.command()
def withdraw(
    folder: Product, why: Annotated[str, typer.Option("--why", help="the reason, printed on the page", metavar="TEXT")]
) -> None:
    """Withdraw an edition; its page says so and why."""
    from vawg_geo.runs.editions import withdraw as withdraw_edition

    withdraw_edition(folder, why=why)
    _restated(folder, f"withdrawn: {why}")


@app.command()
def profiles() -> None:
    """List the shipped profiles: name, title, question."""
    from vawg_geo.base.profile import read_profile
    from vawg_geo.base.shipped import shipped

    for path in sorted(shipped("profiles").glob("*.toml")):
        profile = read_profile(path.stem)
        print(f"{profile.name}\n  {profile.title}\n  {profile.question}")  # noqa: T201


add_commands(app)
app.add_typer(areas, name="areas")


def _restated(folder: Path, line: str) -> None:
    """Tell the log and the month's page of a new status."""
    from vawg_geo.base.periods import Month
    from vawg_geo.runs.index import write_index
    from vawg_geo.runs.log import log
    from vawg_geo.runs.manifest import read_manifest

    folder = folder.resolve()
    manifest = read_manifest(folder)
    log(folder.parent, f"{folder.name}: {line}")
    write_index(
        folder.parent,
        force_name=manifest["force"]["name"],
        month=Month.parse(manifest["parameters"]["month"]),
        synthetic=bool(manifest["facts"].get("synthetic")),
    )
    print(folder / "index.html")  # noqa: T201


def main() -> None:
    """Run the command line; a letter that a console or a log cannot show is shown as a question mark."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # Windows writes into files and pipes in its own 8-bit alphabet
    with standing_streams():
        app()


if __name__ == "__main__":
    main()
