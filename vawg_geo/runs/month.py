"""A month's set: every product a force has, one failure never stopping the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from vawg_geo.base.errors import VawgGeoError
from vawg_geo.base.force import read_force
from vawg_geo.base.periods import Month
from vawg_geo.base.profile import Profile, read_profile
from vawg_geo.runs.cluster import run_on_cluster
from vawg_geo.runs.crew import Ended, run_apart
from vawg_geo.runs.due import find_profiles
from vawg_geo.runs.editions import standing_words
from vawg_geo.runs.execute import Progress
from vawg_geo.runs.failures import FAILED, note_due, note_failure, read_failures
from vawg_geo.runs.index import write_index
from vawg_geo.runs.log import log
from vawg_geo.runs.released import shares
from vawg_geo.runs.run import run_profile
from vawg_geo.runs.telling import in_a_line

Reporter = Callable[[str], Progress]
Common = tuple[str | Path, str, str | Path]  # force, month, output folder


@dataclass(frozen=True)
class Outcome:
    """How one product fared."""

    name: str
    state: str  # done, kept (a signed or withdrawn edition stands), failed
    reason: str = ""


@dataclass(frozen=True)
class MonthResult:
    """The month's index page, and how each product fared."""

    html: Path
    outcomes: tuple[Outcome, ...]

    @property
    def failed(self) -> list[Outcome]:
        """The products whose run did not end well."""
        return [outcome for outcome in self.outcomes if outcome.state == "failed"]


def monthly(
    force: str | Path,
    *,
    month: str,
    out_dir: str | Path,
    profiles: Iterable[str] = (),
    workers: int | str = 1,
    reporter: Reporter | None = None,
    on_request: bool = False,
) -> MonthResult:
    """
    Make a month's set and its index page.

    Parameters
    ----------
    force
        The path of a force.toml.
    month
        YYYY-MM.
    out_dir
        The output folder.
    profiles
        Names; by default every profile that fits the force.
    workers
        Products made at the same time, each in its own process, or the address of a Dask scheduler whose workers make
        them; one whose process is killed is made again, once.
    reporter
        Called with a product's name; gives the function told of its steps (of several workers: of start and end).
    on_request
        Also the products made on request only: for the demonstration.

    Returns
    -------
    result
        The index page and how each product fared; a failure stands there with its reason and stops no other product.
        Signed and withdrawn editions are kept as they are.

    Raises
    ------
    ProfileError, PeriodError
        If the force or the month cannot be read, or no profile fits: then nothing is run.
    RunError
        If no scheduler answers at the address, or it has no worker: then nothing is run.
    """
    whose, when = read_force(force), Month.parse(month)
    found = find_profiles(whose, month=when, names=profiles, on_request=on_request)
    folder = Path(out_dir).resolve() / whose.slug / str(when)
    kept = [Outcome(name, "kept", reason) for name in found if (reason := _standing(folder / name))]
    wanted = {name: what for name, what in found.items() if name not in {outcome.name for outcome in kept}}
    _note_due(folder, wanted)
    if workers == 1:
        made = [_run_here(name, what, (force, month, out_dir), reporter) for name, what in wanted.items()]
    else:
        made = _run_apart(wanted, (force, month, out_dir), workers, reporter)
    _note_failed(folder, made, wanted)
    page = write_index(folder, force_name=whose.name, month=when, synthetic=whose.synthetic)
    return MonthResult(page, tuple(sorted((*kept, *made), key=lambda outcome: outcome.name)))


def _standing(product: Path) -> str:
    try:
        return standing_words(product)
    except VawgGeoError:  # the run itself will say so
        return ""


def _run_here(name: str, profile: str, common: Common, reporter: Reporter | None) -> Outcome:
    force, month, out_dir = common
    try:
        run_profile(profile, force=force, month=month, out_dir=out_dir, progress=reporter(name) if reporter else None)
    except Exception as error:  # noqa: BLE001 - whatever it is, it stops no other product
        return Outcome(name, "failed", in_a_line(error))
    return Outcome(name, "done")


def _run_apart(
    wanted: Mapping[str, str], common: Common, workers: int | str, reporter: Reporter | None
) -> list[Outcome]:
    force, month, out_dir = str(Path(common[0]).resolve()), common[1], str(Path(common[2]).resolve())
    profiles = {name: _named(name, what) for name, what in wanted.items()}
    longest = sorted(wanted, key=lambda name: (-_length(profiles[name]), name))  # none is left for the end, alone
    what = {name: str(Path(p).resolve()) if p.endswith(".toml") else p for name, p in wanted.items()}
    orders = {name: ["run", what[name], "--force", force, "--month", month, "--out", out_dir] for name in longest}
    # What one releases is held against the next: in turn, or two runs of a month would release different figures.
    sharing = sorted(name for name in wanted if shares(profiles[name]))
    steps = {name: reporter(name) for name in wanted} if reporter else {}

    def tell(name: str, what: str) -> None:
        if name in steps:
            steps[name](what, 1 + (what == "ended"), 2)

    if isinstance(workers, str):
        ended = run_on_cluster(orders, address=workers, in_turn=sharing, tell=tell)
    else:
        ended = run_apart(orders, workers=workers, in_turn=sharing, tell=tell)
    return [_outcome(name, how) for name, how in ended.items()]


def _length(profile: Profile) -> float:
    """Guess how long a product takes: by its sections, and the search for hot spots."""
    if profile.written is None:
        return float("inf")  # the tasking page searches, draws maps and tries the attack
    return len(profile.written.sections) + 10 * profile.written.hotspots


def _outcome(name: str, ended: list[Ended]) -> Outcome:
    first, last = ended[0], ended[-1]
    again = f"made again, because {first.reason}" if len(ended) > 1 else ""
    if last.reason:
        return Outcome(name, "failed", f"{last.reason} It was {again}" if again else last.reason)
    return Outcome(name, "done", again)


def _note_due(folder: Path, wanted: Mapping[str, str]) -> None:
    """List what is to be made, so that a month that is cut short shows what it lacks."""
    with suppress(VawgGeoError, OSError):  # where it cannot be written, the runs will say so
        for name, what in wanted.items():
            note_due(folder, _named(name, what))


def _note_failed(folder: Path, made: Sequence[Outcome], wanted: Mapping[str, str]) -> None:
    """List what could not say itself that it failed: its profile is unreadable, or its process was killed."""
    listed = read_failures(folder)
    for outcome in made:
        if outcome.state == "failed" and listed.get(outcome.name, {}).get("word") != FAILED:
            log(folder, f"{outcome.name}: failed: {outcome.reason}")
            with suppress(VawgGeoError, OSError):
                note_failure(folder, _named(outcome.name, wanted[outcome.name]), outcome.reason)
        elif outcome.reason:
            log(folder, f"{outcome.name}: {outcome.state}: {outcome.reason}")


def _named(name: str, what: str) -> Profile:
    try:
        return read_profile(what)
    except VawgGeoError:
        return Profile(name, name, "", "")
