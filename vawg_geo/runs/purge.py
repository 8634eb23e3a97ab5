"""What is kept too long is destroyed: snapshots past retention, restricted products past expiry, leftovers."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from vawg_geo.base.errors import VerifyError
from vawg_geo.base.force import Force, read_force
from vawg_geo.base.periods import Month
from vawg_geo.runs.access import note_access, today
from vawg_geo.runs.index import write_index
from vawg_geo.runs.lock import held
from vawg_geo.runs.manifest import EDITIONS, MANIFEST, canonical, read_manifest
from vawg_geo.runs.output import locked, write_file
from vawg_geo.sources.key_rotation import retired_folders
from vawg_geo.sources.pseudonyms import kept_key
from vawg_geo.sources.snapshots import expired_cuts, purge_snapshots

_GOING = ".{}.purging"  # a product on its way out: renamed first, so that half a one never stands


@dataclass(frozen=True)
class Purged:
    """One thing that went, or would go."""

    kind: str  # snapshot, restricted product, restricted edition, leftover
    name: str  # its place under the force's snapshots or outputs
    why: str


def purge(
    force: str | Path, *, out_dir: str | Path | None = None, dry_run: bool = False, day: date | None = None
) -> list[Purged]:
    """
    Destroy what a force keeps beyond its time; a tombstone stays where a snapshot or product stood.

    Parameters
    ----------
    force
        The path of a force.toml; `retention_days` says how long snapshots are kept.
    out_dir
        The output folder whose restricted products are to be looked at; None: only snapshots.
    dry_run
        Say what would go; touch nothing.
    day
        The date it is; None asks the clock.

    Returns
    -------
    purged
        What went (or would go), in order. Extracts, pages that are not restricted, and the release ledger are never
        touched: extracts are the force's own, and what was released stays known.

    Raises
    ------
    AccessError
        If the access log cannot be written: nothing was destroyed.
    BusyError
        If a run is writing a product that has to go.
    """
    whose, at = read_force(force), day or today()
    output = Path(out_dir).resolve() / whose.slug if out_dir is not None else None
    before = at - timedelta(days=whose.retention_days)
    due = [*_due_snapshots(whose, before), *(_due_products(output, at) if output else ())]
    if not dry_run:
        kinds = ", ".join(f"{one} {kind}" for kind, one in sorted(Counter(one.kind for one in due).items()))
        told = f"{kinds or 'nothing due'}; retention {whose.retention_days} days"
        note_access(whose.folder, "purge", name=whose.slug, purpose=told)
        _purge_snapshots(whose, before)
        if output:
            _purge_products(output, at)
    return due


def _homes(force: Force) -> dict[str, Path]:
    folder = force.at(force.snapshots)
    return {"": folder} | {f"retired/{name}/": home for name, home in retired_folders(folder).items()}


def _due_snapshots(force: Force, before: date) -> Iterator[Purged]:
    for prefix, home in _homes(force).items():
        for cut in expired_cuts(home, before=before):
            yield Purged("snapshot", f"{prefix}{cut}", f"kept for more than {force.retention_days} days")
        for path in _at_rest(home):
            yield Purged(
                "leftover", f"{prefix}{path.relative_to(home).as_posix()}", "left by a reading that was killed"
            )


def _purge_snapshots(force: Force, before: date) -> None:
    for home in _homes(force).values():
        if home.is_dir():
            purge_snapshots(home, before=before)
            with FileLock(home / ".lock", mode=0o600):  # whoever reads holds it: what is a draft now is nobody's
                for path in _drafts(home):
                    shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


def _at_rest(home: Path) -> list[Path]:
    """List drafts that no reading is at work on."""
    if not home.is_dir() or not _drafts(home):
        return []
    try:
        with FileLock(home / ".lock", mode=0o600, timeout=0):
            return _drafts(home)
    except Timeout:
        return []


def _drafts(home: Path) -> list[Path]:
    found = [*home.glob(".*.new"), *home.glob("[0-9]*/.draft-*"), *home.glob("[0-9]*/.*.draft")]
    return sorted(found) if kept_key(home) else []


def _due_products(output: Path, at: date) -> Iterator[Purged]:
    for product, manifest in _restricted(output):
        if date.fromisoformat(manifest["restricted"]["expires"]) < at:
            kind = "restricted edition" if product.parent.name == EDITIONS else "restricted product"
            why = f"expired on {manifest['restricted']['expires']}"
            yield Purged(kind, product.relative_to(output).as_posix(), why)
    for path in filter(_is_free, _leftovers(output)):
        yield Purged("leftover", path.relative_to(output).as_posix(), "left by a run or purge that was killed")


def _restricted(output: Path) -> list[tuple[Path, dict[str, Any]]]:
    """List restricted products and their kept editions; products first, so that editions go with them."""
    found = []
    for pattern in (f"*/[!.]*/{MANIFEST}", f"*/[!.]*/{EDITIONS}/*/{MANIFEST}"):
        for path in sorted(output.glob(pattern)):
            try:
                manifest = read_manifest(path.parent)
            except VerifyError:  # damaged: `verify` says so; what it was is not to be guessed
                continue
            if "restricted" in manifest:
                found.append((path.parent, manifest))
    return found


def _leftovers(output: Path) -> list[Path]:
    return sorted(path for end in ("new", "old", "purging") for path in output.glob(f"*/.*.{end}") if path.is_dir())


def _purge_products(output: Path, at: date) -> None:
    for product, manifest in _restricted(output):
        if product.is_dir() and date.fromisoformat(manifest["restricted"]["expires"]) < at:
            _destroy(product, manifest, at)
    for path in filter(_is_free, _leftovers(output)):
        with locked(_target(path)):  # puts right what a killed run left
            if path.exists():
                shutil.rmtree(path)


def _target(leftover: Path) -> Path:
    """Name the product a hidden folder stands beside: `.name.new` is `name`'s."""
    return leftover.with_name(leftover.name[1:].rpartition(".")[0])


def _is_free(leftover: Path) -> bool:
    """Tell whether no run is at work on a product."""
    try:
        with held(leftover.with_name(f".{_target(leftover).name}.lock")):
            return True
    except TimeoutError:
        return False


def _destroy(product: Path, manifest: dict[str, Any], at: date) -> None:
    kept = product.parent.name == EDITIONS
    target = product.parents[1] if kept else product
    with locked(target):
        stone = {
            "what": "restricted edition" if kept else "restricted product", "name": product.name,
            "version": manifest["version"], "expires": manifest["restricted"]["expires"], "purged_on": at.isoformat(),
        }  # fmt: skip
        going = target.parent / _GOING.format(product.name if not kept else f"{target.name}-{product.name}")
        product.rename(going)
        name = f"{target.name}.purged.json" if not kept else f"{target.name}-{product.name}.purged.json"
        write_file(target.parent / name, canonical(stone))
        shutil.rmtree(going)
    write_index(
        target.parent,
        force_name=manifest["force"]["name"],
        month=Month.parse(manifest["parameters"]["month"]),
        synthetic=bool(manifest["facts"].get("synthetic")),
    )
