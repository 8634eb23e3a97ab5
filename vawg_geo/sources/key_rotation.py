"""A force's key, and what becomes of the snapshots kept under an older one: set apart, never mixed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from filelock import FileLock

from vawg_geo.base.errors import PseudonymKeyError
from vawg_geo.base.force import Force
from vawg_geo.sources.pseudonyms import PseudonymKey, kept_key, published_key, read_key, record_key
from vawg_geo.sources.snapshots import Snapshot, load_snapshot, snapshot_cuts
from vawg_geo.sources.source import read_source

RETIRED = "retired"  # in the folder of snapshots: one folder a key that is no longer in use


def force_key(force: Force) -> PseudonymKey:
    """
    Find a force's key.

    Parameters
    ----------
    force
        The force.

    Returns
    -------
    key
        The published one for invented and already published records; else the force's own, from its key file or the
        environment.

    Raises
    ------
    PseudonymKeyError
        If there is no usable key.
    """
    names = [extract.source for extract in force.incidents]
    sources = [read_source(force.at(Path(name)) if name.endswith(".toml") else name) for name in names]
    if force.synthetic or all(source.synthetic or source.published for source in sources):
        return published_key()
    return read_key(key_file=force.at(force.key_file) if force.key_file else None)


def load_under_key(folder: Path, as_of: date, key_id: str) -> Snapshot:
    """
    Load the latest cut on or before a day, if it was kept under this very key.

    Parameters
    ----------
    folder
        The force's snapshots.
    as_of
        The day.
    key_id
        The id of the key given.

    Returns
    -------
    snapshot
        As `load_snapshot`; with a retired key, of those kept under it.

    Raises
    ------
    PseudonymKeyError
        If the cut was kept under another key: its people would not be found again under this one.
    PeriodError
        If there is no cut on or before the day, or it was purged.
    """
    homes = {kept_key(folder) or key_id: folder} | retired_folders(folder)
    if key_id not in homes:
        raise PseudonymKeyError(
            f"these snapshots were kept under the key {', '.join(homes)}; now key {key_id} is given. Give the key that "
            f"the snapshot was kept under."
        )
    latest = {
        name: max((cut for cut in snapshot_cuts(home) if cut <= as_of), default=None) for name, home in homes.items()
    }
    own, others = latest.pop(key_id), {name: cut for name, cut in latest.items() if cut}
    newest = max(others, key=lambda name: others[name], default="")
    if homes[key_id] == folder and newest and (own is None or others[newest] > own):
        raise PseudonymKeyError(
            f"the snapshot of {others[newest]} was kept under key {newest}, retired since: give that key (VAWG_GEO_KEY "
            f"or VAWG_GEO_KEY_FILE) to read it as it was, or leave out the day to read the files as they are now."
        )
    return load_snapshot(homes[key_id], as_of)


def retired_folders(folder: Path) -> dict[str, Path]:
    """
    List the folders of snapshots kept under retired keys.

    Parameters
    ----------
    folder
        The force's snapshots.

    Returns
    -------
    folders
        Key id to folder.
    """
    homes = sorted((folder / RETIRED).iterdir()) if (folder / RETIRED).is_dir() else []
    return {home.name: home for home in homes if home.is_dir()}


def refuse_rotation(folder: Path, key: PseudonymKey) -> str:
    """
    Say which key would be retired, or why none can be.

    Parameters
    ----------
    folder
        The force's snapshots.
    key
        The new key.

    Returns
    -------
    key_id
        The id of the key now in use.

    Raises
    ------
    PseudonymKeyError
        If there is nothing to rotate, or the key given is in use, was used before, or is the published one.
    """
    before = kept_key(folder)
    if key == published_key():
        raise PseudonymKeyError(
            "the published key serves invented and published records alone; there is nothing to rotate."
        )
    if not before:
        raise PseudonymKeyError(
            "no snapshot was kept yet, under any key: the next run simply uses the key it is given."
        )
    if before == key.id:
        raise PseudonymKeyError(f"the key given ({key.id}) is the one in use; put the new key in its place first.")
    if key.id in retired_folders(folder):
        raise PseudonymKeyError(f"key {key.id} was retired before; a rotation needs a key never used.")
    return before


def rotate_snapshots(folder: Path, key: PseudonymKey) -> list[date]:
    """
    Set the snapshots kept so far apart under their own key's id, and begin with a new key.

    Parameters
    ----------
    folder
        The force's snapshots.
    key
        The new key.

    Returns
    -------
    cuts
        The data cuts set apart; they are read only with their own key from now on. Cut short, a second call ends it.

    Raises
    ------
    PseudonymKeyError
        As `refuse_rotation`.
    """
    before = refuse_rotation(folder, key)
    home = folder / RETIRED / before
    with FileLock(folder / ".lock", mode=0o600):
        for made in (home.parent, home):
            made.mkdir(mode=0o700, exist_ok=True)
        record_key(home, before)
        for cut in snapshot_cuts(folder):
            (folder / cut.isoformat()).rename(home / cut.isoformat())
        record_key(folder, key.id)  # last: until then the old key is the one in use
    return snapshot_cuts(home)
