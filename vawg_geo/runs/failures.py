"""A month's list of what did not end well: failed, begun and not ended, due and not made."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

from vawg_geo.base.errors import RunError
from vawg_geo.base.profile import Profile
from vawg_geo.runs.lock import held
from vawg_geo.runs.manifest import canonical
from vawg_geo.runs.output import write_file

FAILURES = "failures.json"  # profile -> title, family, marking, word, reason
PATIENCE_S = 60.0  # for another run that writes the month's list or its page
FAILED, BEGUN, DUE = "Failed", "Not finished", "Not made"
_REASONS = {
    BEGUN: "A run began and has not ended: it is at work, or it was killed.",
    DUE: "It is due, and no run has begun.",
}
Failures = dict[str, dict[str, str]]


def note_failure(folder: Path, profile: Profile, reason: str, *, word: str = FAILED) -> None:
    """
    Keep, or with an empty reason drop, why a product of the month does not stand as it should.

    Parameters
    ----------
    folder
        The month's output folder.
    profile
        The product.
    reason
        One readable line without data values; "" when the run succeeded.
    word
        FAILED, BEGUN or DUE.

    Raises
    ------
    RunError
        If the list cannot be written; it stands as it was.
    """
    entry = {
        "title": profile.title, "family": profile.family, "marking": profile.marking.internal, "word": word,
        "reason": reason,
    }  # fmt: skip
    _change(folder, profile.name, entry if reason else None)


def note_begun(folder: Path, profile: Profile) -> None:
    """Note, before anything else, that a run began: one that is killed can tell nobody itself."""
    note_failure(folder, profile, _REASONS[BEGUN], word=BEGUN)


def note_due(folder: Path, profile: Profile) -> None:
    """Note a product of the month that is to be made and does not stand yet."""
    if not (folder / profile.name).exists() and profile.name not in read_failures(folder):
        note_failure(folder, profile, _REASONS[DUE], word=DUE)


def read_failures(folder: Path) -> Failures:
    """Return the month's standing failures by profile, none if there is no readable list."""
    with suppress(OSError, ValueError):
        failures: Failures = json.loads((folder / FAILURES).read_bytes())
        return failures
    return {}


def _change(folder: Path, name: str, entry: dict[str, str] | None) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with held(folder / ".index.lock", patience_s=PATIENCE_S):
            failures = read_failures(folder)
            standing = failures.pop(name, None)
            if entry:
                failures[name] = entry
            if not failures:
                (folder / FAILURES).unlink(missing_ok=True)  # as if it had never been: the same run, the same bytes
            elif failures.get(name) != standing:
                write_file(folder / FAILURES, canonical(failures))
    except OSError as error:
        raise RunError(f"the month's list of failures could not be written ({type(error).__name__}).") from None
