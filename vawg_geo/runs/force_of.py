"""Which force.toml a product was made from, where nobody names it: a product holds no path of its machine."""

from __future__ import annotations

from collections.abc import Iterator
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
        The one file of the product's force that has not changed since; else the one of that force.

    Raises
    ------
    RunError
        If there is none, or more than one.
    VerifyError
        If the folder is not a finished output.
    """
    said = read_manifest(product)["force"]
    found = sorted({path.resolve() for path in _candidates(product.resolve())})
    same = [path for path in found if hash_file(path) == said.get("sha256")]
    own = same or [path for path in found if _slug(path) == said["slug"]]
    if len(own) != 1:
        told = "no force.toml of it lies near" if not own else f"{len(own)} files force.toml of it lie near"
        raise RunError(f"the product is {said['name']}'s, and {told}: say which by --force FORCE.toml.")
    return own[0]


def _candidates(product: Path) -> Iterator[Path]:
    for folder in (Path.cwd(), *product.parents[:_NEAR]):
        yield from (path for path in (folder / "force.toml", *folder.glob("*/force.toml")) if path.is_file())


def _slug(path: Path) -> object:
    with suppress(ProfileError):
        return read_toml(path).get("slug")
    return None
