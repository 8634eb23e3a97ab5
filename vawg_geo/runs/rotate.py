"""A new pseudonym key for a force: written down first, then the snapshots of the old key are set apart."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from vawg_geo.base.force import read_force
from vawg_geo.runs.access import note_access
from vawg_geo.sources.key_rotation import force_key, refuse_rotation, rotate_snapshots


def rotate_key(force: str | Path) -> tuple[str, str, list[date]]:
    """
    Begin with a new pseudonym key: the snapshots kept so far are set apart and stay readable with the old key alone.

    Parameters
    ----------
    force
        The path of a force.toml; the new key is the one its key file or the environment gives now.

    Returns
    -------
    old, new, cuts
        Both keys' ids, and the data cuts set apart.

    Raises
    ------
    PseudonymKeyError
        If there is nothing to rotate, or the key given is in use or was used before.
    AccessError
        If the access log cannot be written: nothing was moved.
    """
    whose = read_force(force)
    folder, key = whose.at(whose.snapshots), force_key(whose)
    old = refuse_rotation(folder, key)
    note_access(whose.folder, "rotate", name=whose.slug, purpose=f"key {old} retired, key {key.id} in use")
    return old, key.id, rotate_snapshots(folder, key)
