"""What is due: which month, and which of its products."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

from vawg_geo.base.errors import ProfileError
from vawg_geo.base.force import Force, read_force
from vawg_geo.base.periods import Month
from vawg_geo.base.profile import read_profile
from vawg_geo.base.shipped import shipped

# The months of the year that end a period, by cadence: quarters and halves of the financial year.
MADE_IN = {
    "monthly": tuple(range(1, 13)), "quarterly": (3, 6, 9, 12), "half-yearly": (3, 9), "yearly": (3,),
}  # fmt: skip


def find_profiles(force: Force, *, month: Month, names: Iterable[str] = (), on_request: bool = False) -> dict[str, str]:
    """
    Find the profiles a force runs in a month.

    Parameters
    ----------
    force
        The force. Profiles of its own stand in its folder's `profiles/`; one of a shipped name replaces it.
    month
        The month: a profile is made when its cadence falls due (`MADE_IN`).
    names
        Only these, due or not; by default all that are due and whose source fits: a published source takes the
        profiles made for published sources, any other force takes the others.
    on_request
        Also those made on request only: for the demonstration.

    Returns
    -------
    profiles
        Name to what `run_profile` takes (a shipped name or a path), sorted; one that cannot be read is among them.

    Raises
    ------
    ProfileError
        If a name is not there, or none fits.
    """
    found = {path.stem: path.stem for path in shipped("profiles").glob("*.toml")}
    found |= {path.stem: str(path) for path in (force.folder / "profiles").glob("*.toml")}
    wanted = list(names)
    if unknown := sorted(set(wanted) - set(found)):
        raise ProfileError(f"no profile named {', '.join(unknown)}; there are: {', '.join(sorted(found))}.")
    made = {cadence for cadence, months in MADE_IN.items() if month.number in months}
    made |= {"on request"} if on_request else set()
    chosen = {name: found[name] for name in sorted(wanted or found) if wanted or _fits(found[name], force, made)}
    if not chosen:
        raise ProfileError("no profile fits this force: see `published_source` and `cadence` in the profiles.")
    return chosen


def _fits(what: str, force: Force, made: Collection[str]) -> bool:
    try:
        profile = read_profile(what)
    except ProfileError:
        return True  # its run will fail by name; it stops no other
    return profile.cadence in made and profile.published_source == force.already_published


def due_month(force: str | Path) -> str:
    """
    Say which month is due: the last complete one before the data cut.

    Parameters
    ----------
    force
        The path of a force.toml.

    Returns
    -------
    month
        YYYY-MM.
    """
    from vawg_geo.sources.case import load_case

    return str(Month.of(load_case(read_force(force)).cut) - 1)
