"""The last look before anything is published: every file of an output, scanned for what must not leave."""

from __future__ import annotations

import getpass
import os
import re
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from vawg_geo.base.errors import LeakError, ProfileError
from vawg_geo.base.force import Force
from vawg_geo.runs.artefacts import Artefact, read_artefact, text_artefact
from vawg_geo.runs.known_records import KnownRecords
from vawg_geo.runs.leak_shapes import public_contacts, shapes_in
from vawg_geo.runs.records_again import read_known_records
from vawg_geo.sources.pseudonyms import KEY_FILE_VARIABLE, KEY_VARIABLE

CANARY, PATH, SECRET = "a word that force.toml forbids (canaries)", "a path of this machine", "a password or key"
RECORD, POSITION = "the identifier of a record", "the exact position of a record"
_SECRET_NAME = re.compile(r"KEY|TOKEN|SECRET|PASS(?:WORD|WD|PHRASE)?$|CREDENTIAL|_PW$|DATABASE_URL", re.IGNORECASE)
_SHORTEST_CANARY, _SHORTEST_SECRET = 5, 8
_SHORTEST_PATH = 2  # parts beyond the root; "/" and "/root" are in every text
_EDITIONS = "editions"


@dataclass(frozen=True)
class Guarded:
    """What must not leave in this run."""

    words: tuple[tuple[str, str], ...]  # the word in small letters, one space between its parts; its kind
    public: frozenset[str]  # telephone numbers and addresses everybody may know
    records: KnownRecords | None = None

    def kinds_in(self, artefact: Artefact) -> list[str]:
        """
        List the kinds of leak in a file.

        Parameters
        ----------
        artefact
            The file, read.

        Returns
        -------
        kinds
            In words, never a value; none when nothing was found.
        """
        spaced = [" ".join(text.casefold().split()) for text in artefact.texts]
        found = [kind for word, kind in self.words if any(word in text for text in spaced)]
        found += shapes_in(artefact.decoded, public=self.public)
        if self.records is not None:
            found += [RECORD] if self.records.names_a_record(artefact.decoded) else []
            found += [POSITION] if self.records.places_a_record(artefact.decoded, artefact.points) else []
        return list(dict.fromkeys(found))


def guard(force: Force, *, folders: Iterable[Path] = (), stated: Iterable[Path] = ()) -> Guarded:
    """
    Gather what no output of a force may hold, whatever its records.

    Parameters
    ----------
    force
        The force.
    folders
        Folders of this machine beside the force's own.
    stated
        Files whose telephone numbers and addresses are the force's own words: force.toml, the profile.

    Returns
    -------
    guarded
        Canaries, paths, the key, secrets of the environment, the user's name.

    Raises
    ------
    ProfileError
        If a canary is too short to be told from ordinary text.
    """
    short = sum(len(_spaced(word)) < _SHORTEST_CANARY for word in force.canaries)
    if short:
        raise ProfileError(f"each of force.toml's canaries needs {_SHORTEST_CANARY} characters; {short} have fewer.")
    words = [(_spaced(word), CANARY) for word in force.canaries]
    paths = [force.folder, *folders, Path.home(), Path(tempfile.gettempdir())]
    words += [(str(path).casefold(), PATH) for path in paths if len(path.parts) > _SHORTEST_PATH]
    words += [(_spaced(word), SECRET) for word in _secrets(force, os.environ)]
    told = [path.read_text(encoding="utf-8-sig") for path in stated if path.is_file()]
    own = [_without(text, force.canaries) for text in told]
    return Guarded(tuple(dict.fromkeys(words)), public_contacts(own))


def with_records(guarded: Guarded, force: Force, *, cut: date) -> Guarded:
    """
    Add what is known of a run's records.

    Parameters
    ----------
    guarded
        As `guard` gives it.
    force
        The force.
    cut
        The data cut the run read.

    Returns
    -------
    guarded
        That also knows identifiers and positions.

    Raises
    ------
    LeakError
        If the records cannot be known: then nothing can be vouched for.
    """
    try:
        return Guarded(guarded.words, guarded.public, read_known_records(force, cut=cut))
    except LeakError:
        raise
    except (OSError, ValueError, KeyError) as error:
        raise LeakError(
            f"the records of this run could not be read again to scan its output ({type(error).__name__}); "
            "nothing was published."
        ) from None


def scan_folder(folder: Path, guarded: Guarded) -> int:
    """
    Scan every file of an output; kept editions were scanned when they were made.

    Parameters
    ----------
    folder
        The output folder, complete.
    guarded
        What must not leave.

    Returns
    -------
    scanned
        How many files.

    Raises
    ------
    LeakError
        Naming each file and what kind of thing it holds, never the value; also when a file cannot be read.
    """
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    files = [path for path in files if path.relative_to(folder).parts[0] != _EDITIONS]
    faults = [f"{path.relative_to(folder).as_posix()} {fault}" for path in files if (fault := _fault(path, guarded))]
    if faults:
        raise LeakError(f"{'; '.join(faults)}: nothing was published. Find what wrote it there, then run again.")
    return len(files)


def scan_text(text: str, guarded: Guarded, *, what: str) -> None:
    """
    Scan a text before it is written.

    Parameters
    ----------
    text
        A line of a log, a page, a table.
    guarded
        What must not leave.
    what
        Its name, for the message.

    Raises
    ------
    LeakError
        Naming the kinds, never the value.
    """
    if kinds := guarded.kinds_in(text_artefact(text)):
        raise LeakError(f"{what} holds {' and '.join(kinds)}: it was not written.")


def _fault(path: Path, guarded: Guarded) -> str:
    try:
        kinds = guarded.kinds_in(read_artefact(path))
    except (OSError, ValueError, KeyError, sqlite3.Error, zipfile.BadZipFile) as error:
        return f"cannot be read by the scan ({type(error).__name__})"
    return f"holds {' and '.join(kinds)}" if kinds else ""


def _secrets(force: Force, environment: Mapping[str, str]) -> set[str]:
    """List the key and whatever the environment calls a secret, unless it is a plain word or a path."""
    named = {value for name, value in environment.items() if _SECRET_NAME.search(name)}
    named -= {environment.get(KEY_FILE_VARIABLE, "")}
    found = {text for text in named if len(text) >= _SHORTEST_SECRET and not text.isalpha() and not _is_file(text)}
    files = [force.at(force.key_file)] if force.key_file else []
    files += [Path(environment[KEY_FILE_VARIABLE])] if environment.get(KEY_FILE_VARIABLE) else []
    found |= {path.read_text(encoding="utf-8-sig").strip() for path in files if path.is_file()}
    found |= {environment.get(KEY_VARIABLE, "")}
    user = _user()
    return {text for text in found if text} | ({user} if len(user) >= _SHORTEST_CANARY and _has_digit(user) else set())


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""


def _has_digit(text: str) -> bool:
    """Tell a log-in such as ab12345 from a word that a place may also be called."""
    return any(letter.isdigit() for letter in text)


def _is_file(text: str) -> bool:
    try:
        return Path(text).exists()
    except (OSError, ValueError):
        return False


def _spaced(text: str) -> str:
    return " ".join(text.casefold().split())


def _without(text: str, words: Iterable[str]) -> str:
    for word in words:
        text = text.replace(word, " ")
    return text
