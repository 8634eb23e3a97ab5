"""Which force.toml a product was made from, where nobody names it: a product holds no path of its machine."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from vawg_geo.base.errors import ProfileError, RunError
from vawg_geo.base.toml import read_toml
from vawg_geo.runs.manifest import hash_file, read_manifest

_NEAR = 5  # folders above a product: month, force, output folder, its own, one more


def find_force(product: Path) -> Path:
    """
    Find the force.toml of a product: beside the output, above it, or where the command was given.

    Parameters
    ----------
    product
        A product's output folder.

    Returns
    -------
    force
        The nearest file that has not changed since the product was made; else the nearest of that force.

    Raises
    ------
    RunError
        If there is none, or more than one equally near.
    VerifyError
        If the folder is not a finished output.
    """
    said = read_manifest(product)["force"]
    levels = [_files(folder) for folder in (*product.resolve().parents[:_NEAR], Path.cwd())]
    same = [[path for path in files if hash_file(path) == said.get("sha256")] for files in levels]
    own = [[path for path in files if _slug(path) == said["slug"]] for files in levels]
    nearest = next((found for found in (*same, *own) if found), [])
    if len(nearest) != 1:
        told = f"{len(nearest)} files force.toml of it lie" if nearest else "no force.toml of it lies"
        raise RunError(f"the product is {said['name']}'s, and {told} near: say which by --force FORCE.toml.")
    return nearest[0]


def _files(folder: Path) -> list[Path]:
    return [path for path in (folder / "force.toml", *sorted(folder.glob("*/force.toml"))) if path.is_file()]


def _slug(path: Path) -> object:
    with suppress(ProfileError):
        return read_toml(path).get("slug")
    return None
