"""The release ledger in a run: everything released so far for the notebook, this edition noted before it is seen."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from vawg_geo.base.errors import BusyError, RunError, VerifyError
from vawg_geo.base.force import Force
from vawg_geo.base.profile import Profile
from vawg_geo.runs.lock import held
from vawg_geo.runs.manifest import NEXT, RELEASES, hash_bytes, hash_file, read_manifest
from vawg_geo.runs.output import write_file

SO_FAR = "released-so-far"  # in a run's working folder: the ledger as the notebook reads it
_PATIENCE_S = 900  # another product of the force may be at work: it holds the ledger from reading it to noting


def shares(profile: Profile) -> bool:
    """Tell whether a product has a page for anybody beyond the tasking group."""
    return set(profile.audiences) != {"internal"}


def ledger_folder(force: Force, output: Path) -> Path:
    """
    Find a force's release ledger.

    Parameters
    ----------
    force
        The force.
    output
        The force's folder of outputs.

    Returns
    -------
    folder
        What force.toml names (`releases`), else `releases` in the folder of outputs.
    """
    return force.at(force.releases) if force.releases else output / RELEASES


@dataclass
class Held:
    """The ledger while one edition is being made; what it holds of others is never touched."""

    folder: Path
    own: str  # this edition's file: an earlier draft of it is not held against it
    noted: str = field(default="", init=False)  # the hash of what was noted

    @property
    def _next(self) -> Path:
        """Where this edition is noted until it stands: a kill leaves both it and the draft before it in the ledger."""
        return self.folder / f"{Path(self.own).stem}{NEXT}"

    def files(self) -> list[Path]:
        """List the files of all other editions."""
        return [path for path in sorted(self.folder.glob("*.csv")) if path.name not in (self.own, self._next.name)]

    def lay_out(self, fresh: Path) -> Path:
        """
        Copy what all other editions released into a run's working folder.

        Parameters
        ----------
        fresh
            The working folder.

        Returns
        -------
        folder
            The copies' folder, which `take_entry` removes.
        """
        place = fresh / SO_FAR
        place.mkdir()
        for path in self.files():
            shutil.copyfile(path, place / path.name)
        return place

    def sha256(self) -> str:
        """Return one hash over what all other editions released, their names included; "" when nothing was."""
        files = self.files()
        whole = hashlib.sha256()
        for path in files:
            whole.update(path.name.encode() + b"\0" + hash_file(path).encode())
        return whole.hexdigest() if files else ""

    def note(self, content: bytes) -> None:
        """
        Write down what this edition releases, on the disk before anybody can see it.

        Parameters
        ----------
        content
            The edition's ledger file.

        Raises
        ------
        RunError
            If it cannot be written: then nothing may be released.
        """
        write_file(self._next, content)
        self._next.chmod(0o600)
        self.noted = hash_bytes(content)

    def conclude(self, *, stands: bool) -> None:
        """
        Let what was noted take the place of the draft before it, or take it back.

        Parameters
        ----------
        stands
            Whether the edition was published.
        """
        if self.noted and stands:
            self._next.replace(self.folder / self.own)
        else:
            self._next.unlink(missing_ok=True)


@contextmanager
def holding(folder: Path, *, own: str, stands: Callable[[str], bool]) -> Iterator[Held]:
    """
    Hold a force's release ledger while an edition is made, so that no other is released unseen meanwhile.

    Parameters
    ----------
    folder
        The ledger; made (mode 0700) where there is none.
    own
        This edition's file name.
    stands
        Told the hash of what was noted, says whether the output that now stands released that.

    Yields
    ------
    ledger
        The ledger; what was noted is taken back when the edition does not stand in the end.

    Raises
    ------
    BusyError
        If another run holds it.
    RunError
        If the folder cannot be written.
    """
    with ExitStack() as stack:
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            stack.enter_context(held(folder / ".lock", patience_s=_PATIENCE_S))
        except TimeoutError:
            raise BusyError("another run holds the release ledger; wait until it has ended, then run again.") from None
        except OSError as error:
            raise RunError(f"the release ledger cannot be written ({error.strerror}); nothing was released.") from None
        ledger = Held(folder, own)
        try:
            yield ledger
        finally:
            ledger.conclude(stands=stands(ledger.noted))


def take_entry(fresh: Path, *, edition: int) -> bytes:
    """
    Take what an edition releases out of a run's working folder, with the copies of what was released before.

    Parameters
    ----------
    fresh
        The working folder, when the notebook has ended.
    edition
        The edition's number.

    Returns
    -------
    content
        The edition's ledger file.

    Raises
    ------
    RunError
        If the notebook did not say what it releases.
    """
    from vawg_geo.publishing.ledger import LEDGER_COLUMNS, RELEASED, entry_bytes

    shutil.rmtree(fresh / SO_FAR, ignore_errors=True)
    try:
        table = pd.read_csv(fresh / RELEASED, dtype="str", keep_default_na=False)
    except (OSError, ValueError):
        table = pd.DataFrame()
    if tuple(table.columns) != LEDGER_COLUMNS:
        raise RunError(f"the notebook ended without {RELEASED}, the list of what it releases; nothing was published.")
    (fresh / RELEASED).unlink()
    return entry_bytes(table.assign(edition=str(edition)))


def released_by(product: Path) -> str:
    """Return the hash of the ledger file that a finished output's manifest names; "" where there is none."""
    try:
        manifest = read_manifest(product)
    except VerifyError:
        return ""
    return str(manifest.get("release", {}).get("sha256", ""))
