"""Whether an output is what its manifest says: END, manifest, every file's hash, nothing added."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from vawg_geo.base.errors import VerifyError
from vawg_geo.runs.manifest import EDITIONS, END, MANIFEST, NEXT, RELEASES, hash_file, hash_outputs, read_manifest


def verify(folder: Path) -> list[str]:
    """
    Check one output, or every output under a folder, with the editions each keeps.

    Parameters
    ----------
    folder
        A product's folder, or a month's, a force's or the whole output folder.

    Returns
    -------
    checked
        One line an output: its place under `folder`, edition, status and version.

    Raises
    ------
    VerifyError
        With every fault of every output: missing, changed or added files, or nothing to verify.
    """
    products = sorted(_outputs(folder))
    if not products:
        raise VerifyError(f"{folder.name} holds no finished output: there is no {MANIFEST} in it or below it.")
    checked, faults = [], []
    for product in products:
        try:
            checked.append(_check(product, folder))
        except VerifyError as error:
            faults.append(str(error))
    if faults:
        raise VerifyError(" ".join(faults))
    return checked


def _outputs(folder: Path) -> Iterator[Path]:
    """Find what was finished, also where a folder is a link to another disk; hidden: what no run has finished."""
    seen = set()
    for at, folders, files in os.walk(folder, followlinks=True):
        here = os.path.realpath(at)
        folders[:] = [] if here in seen else [name for name in folders if not name.startswith(".")]
        if here not in seen and {MANIFEST, END} & set(files):
            yield Path(at)
        seen.add(here)


def _check(product: Path, folder: Path) -> str:
    manifest = read_manifest(product)
    said, found = manifest["outputs"], hash_outputs(product)
    changed = [name for name in sorted(said.keys() & found.keys()) if said[name] != found[name]]
    faults = [
        f"{len(names)} {what} (first: {names[0]})"
        for what, names in (
            ("missing", sorted(said.keys() - found.keys())),
            ("changed or cut short", changed),
            ("not in the manifest", sorted(found.keys() - said.keys())),
            ("links", sorted(path.name for path in product.rglob("*") if path.is_symlink())),
        )
        if names
    ]
    place = product.relative_to(folder).as_posix() if product != folder else product.name
    if faults:
        raise VerifyError(f"{place}: files {'; '.join(faults)}.")
    if not _in_ledger(product, manifest):
        raise VerifyError(
            f"{place}: what it released is not in the release ledger; put its file back, or run it again."
        )
    edition = manifest["edition"]
    return f"{place}: edition {edition['number']}, {edition['status']}, version {manifest['version']}"


def _in_ledger(product: Path, manifest: Mapping[str, Any]) -> bool:
    """Tell whether the ledger beside the outputs holds what an edition released; one elsewhere is not looked for."""
    said, at = manifest.get("release"), product.resolve()
    if not said:
        return True
    home = at.parents[3] if at.parent.name == EDITIONS else at.parents[1]
    if not (home / RELEASES).is_dir():
        return True
    own = home / RELEASES / said["file"]
    kept = [path for path in (own, own.with_name(f"{own.stem}{NEXT}")) if path.is_file()]
    return any(hash_file(path) == said["sha256"] for path in kept)
