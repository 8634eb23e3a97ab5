"""The edition before this one: what a profile compares itself with."""

from __future__ import annotations

import re
from pathlib import Path

from vawg_geo.runs.manifest import END, MANIFEST, hash_file

_MONTH = re.compile(r"\d{4}-\d{2}")


def previous_edition(target: Path) -> Path | None:
    """
    Find the last finished edition of the same product of an earlier month.

    Parameters
    ----------
    target
        The product's folder, `<force>/<month>/<profile>`.

    Returns
    -------
    folder
        None where there is none.
    """
    force, month = target.parents[1], target.parent.name
    if not force.is_dir():
        return None
    months = sorted(
        (path.name for path in force.iterdir() if _MONTH.fullmatch(path.name) and path.name < month), reverse=True
    )
    folders = (force / earlier / target.name for earlier in months)
    return next((folder for folder in folders if (folder / END).is_file()), None)


def hash_edition(folder: Path | None) -> str:
    """
    Give the hash of an edition's manifest, which holds the hashes of all its files.

    Parameters
    ----------
    folder
        The edition's folder; None: there is none.

    Returns
    -------
    hash
        SHA-256; "" where there is none.
    """
    return hash_file(folder / MANIFEST) if folder else ""
