"""A month's index page: its products as they stand, and what failed last."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vawg_geo.base.errors import RunError, VerifyError
from vawg_geo.base.periods import Month
from vawg_geo.base.profile import Marking, Profile
from vawg_geo.runs.editions import status_words
from vawg_geo.runs.manifest import EDITIONS, MANIFEST, canonical, read_manifest
from vawg_geo.runs.output import write_file

if TYPE_CHECKING:
    from vawg_geo.publishing.month_index import Listed

FAILURES = "failures.json"  # profile -> what its last run stopped on, where it did not end well
_PATIENCE_S = 60


def note_failure(folder: Path, profile: Profile, reason: str) -> None:
    """
    Keep, or with an empty reason drop, the reason for which a product's last run failed.

    Parameters
    ----------
    folder
        The month's output folder.
    profile
        The product.
    reason
        One readable line without data values; "" when the run succeeded.
    """
    failures = read_failures(folder)
    standing = failures.pop(profile.name, None)
    if reason:
        failures[profile.name] = {"title": profile.title, "marking": profile.marking.internal, "reason": reason}
    if not failures:
        (folder / FAILURES).unlink(missing_ok=True)  # as if it had never been: the same run, the same bytes
    elif failures.get(profile.name) != standing:
        write_file(folder / FAILURES, canonical(failures))


def read_failures(folder: Path) -> dict[str, dict[str, str]]:
    """Return the month's standing failures by profile, none if there is no readable list."""
    with suppress(OSError, ValueError):
        failures: dict[str, dict[str, str]] = json.loads((folder / FAILURES).read_bytes())
        return failures
    return {}


def list_products(folder: Path) -> list[Listed]:
    """
    List a month's products, sorted by name.

    Parameters
    ----------
    folder
        The month's output folder.

    Returns
    -------
    products
        What stands there, with the reason beside it where the last run failed; failures without a page among them.
    """
    from vawg_geo.publishing.month_index import Listed

    failures = read_failures(folder)
    rows = {
        name: Listed(kept["title"], status="Failed", marking=kept["marking"], failure=kept["reason"])
        for name, kept in failures.items()
    }
    for product in sorted(path.parent for path in folder.glob(f"*/{MANIFEST}")):
        rows[product.name] = _listed(product, failures.get(product.name, {}).get("reason", ""))
    return [rows[name] for name in sorted(rows)]


def _listed(product: Path, failure: str) -> Listed:
    from vawg_geo.publishing.month_index import Listed

    try:
        manifest = read_manifest(product)
    except VerifyError as error:
        return Listed(product.name, status="Damaged", failure=str(error))
    return Listed(
        manifest["title"],
        href=f"{product.name}/index.html",
        status=_status(manifest, product),
        headline=manifest["facts"].get("headline", ""),
        marking=manifest["marking"],
        gate=manifest["facts"].get("gate", ""),
        cut=manifest["facts"].get("cut", ""),
        failure=failure,
    )


def _status(manifest: dict[str, Any], product: Path) -> str:
    edition = manifest["edition"]
    kept = sorted(int(p.name) for p in (product / EDITIONS).glob("[0-9]*"))
    earlier = f" (earlier ones kept: {', '.join(map(str, kept))})" if kept else ""
    return f"{status_words(edition)}, edition {edition['number']}{earlier}"


def highest_marking(markings: list[str]) -> str:
    """Return the most restrictive marking; one of a force's own wording counts as the most restrictive of all."""
    known = Marking()
    order = ["", known.public, known.partner, known.internal]
    return max(markings, key=lambda text: order.index(text) if text in order else len(order), default=known.internal)


def write_index(folder: Path, *, force_name: str, month: Month, synthetic: bool = False) -> Path:
    """
    Write the month's index page from what stands in its folder.

    Parameters
    ----------
    folder
        The month's output folder.
    force_name
        The force's name.
    month
        The month.
    synthetic
        Whether the force is invented; the page says so.

    Returns
    -------
    path
        The page.

    Raises
    ------
    RunError
        If the page cannot be written.
    """
    from filelock import FileLock, Timeout

    from vawg_geo.publishing.month_index import month_index
    from vawg_geo.publishing.seal import seal

    path = folder / "index.html"
    try:
        with FileLock(folder / ".index.lock", timeout=_PATIENCE_S):
            products = list_products(folder)
            marking = highest_marking([p.marking for p in products]) or Marking().internal
            page = month_index(products, force=force_name, month=month, marking=marking, synthetic=synthetic)
            write_file(path, seal(page).encode())
    except (OSError, Timeout) as error:
        raise RunError(f"the month's index page could not be written ({type(error).__name__}).") from None
    return path
