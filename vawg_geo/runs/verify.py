"""Whether an output is what its manifest says: END, manifest, every file's hash, nothing added."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from vawg_geo.base.errors import VerifyError
from vawg_geo.runs.manifest import EDITIONS, END, MANIFEST, NEXT, RELEASES, hash_file, hash_outputs, read_manifest

_PAGE = "index.html"
_CURE = "Put its files back from a copy, or run it again."


def verify(folder: Path, *, tell: Callable[[str], None] | None = None) -> list[str]:
    """
    Check one output, or every output under a folder, with the editions each keeps and the months' pages.

    Parameters
    ----------
    folder
        A product's folder, or a month's, a force's or the whole output folder.
    tell
        Called with the line of each output that is what its manifest says, also where another is not.

    Returns
    -------
    checked
        One line an output: its place under `folder`, edition, status and version.

    Raises
    ------
    VerifyError
        With every fault of every output: missing, changed or added files, a month's page cut short, or nothing to
        verify.
    """
    if not folder.is_dir():
        raise VerifyError(f"{folder.name} is not a folder. Name a product's folder, a month's or the output folder.")
    products = sorted(_outputs(folder))
    if not products:
        raise VerifyError(f"{folder.name} holds no finished output: there is no {MANIFEST} in it or below it.")
    checked, faults = [], []
    for product in products:
        try:
            checked.append(_check(product, folder))
        except VerifyError as error:
            faults.append(str(error))
        else:
            (tell or _nobody)(checked[-1])
    if faults := faults + _cut_short(products, folder):
        raise VerifyError(f"{' '.join(faults)} {_CURE}")
    return checked


def _nobody(line: str) -> None:
    """Tell nobody."""


def _cut_short(products: list[Path], folder: Path) -> list[str]:
    """Name the months' pages that do not end: no manifest holds them, because every run writes them anew."""
    months = sorted({product.parent for product in products if product.parent.name != EDITIONS and product != folder})
    pages = [month / _PAGE for month in months if (month / _PAGE).is_file()]
    cut = [page for page in pages if not page.read_bytes().rstrip().endswith(b"</html>")]
    return [f"{page.relative_to(folder).as_posix()}: the month's page is cut short." for page in cut]


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
        f"{len(names)} file{'s' * (len(names) != 1)} {what} (first: {names[0]})"
        for what, names in (
            ("missing", sorted(said.keys() - found.keys())),
            ("changed or cut short", changed),
            ("not in the manifest", sorted(found.keys() - said.keys())),
            ("put in as a link", sorted(path.name for path in product.rglob("*") if path.is_symlink())),
        )
        if names
    ]
    place = product.relative_to(folder).as_posix() if product != folder else product.name
    if faults:
        raise VerifyError(f"{place}: {'; '.join(faults)}.")
    if not _in_ledger(product, manifest):
        raise VerifyError(f"{place}: what it released is not in the release ledger.")
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
