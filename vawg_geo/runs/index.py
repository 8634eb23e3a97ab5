"""A month's index page: its products as they stand, what failed last, what is stale or missing."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vawg_geo.base.errors import PeriodError, RunError, VerifyError
from vawg_geo.base.periods import Month
from vawg_geo.base.profile import Marking
from vawg_geo.runs.editions import status_words
from vawg_geo.runs.failures import PATIENCE_S, read_failures
from vawg_geo.runs.lock import held
from vawg_geo.runs.manifest import EDITIONS, END, MANIFEST, hash_code, read_manifest
from vawg_geo.runs.output import write_file
from vawg_geo.runs.telling import in_a_line
from vawg_geo.runs.verify import verify

if TYPE_CHECKING:
    from vawg_geo.publishing.month_index import Listed, SharedLink

INDEX = "index.html"
_READERS = {"partner": "for partners", "public": "for the public"}


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
        What stands there, with the reason beside it where the last run failed, the page was damaged or is stale (made
        from an older data cut than another product, or a draft of another version of the toolkit); products without a
        page among them.
    """
    from vawg_geo.publishing.month_index import Listed

    failures = read_failures(folder)
    rows = {
        name: Listed(
            kept["title"],
            status=kept["word"],
            marking=kept["marking"],
            trouble=kept["word"],
            why=kept["reason"],
            family=kept.get("family", ""),
        )
        for name, kept in failures.items()
    }
    for product in sorted({path.parent for name in (MANIFEST, END) for path in folder.glob(f"[!.]*/{name}")}):
        rows[product.name] = _listed(product, rows.get(product.name))  # hidden: what a run has not finished
    newest = max((row.cut for row in rows.values()), default="")
    return [_with_age(rows[name], newest) for name in sorted(rows)]


def _listed(product: Path, failed: Listed | None) -> Listed:
    """List what stands; a later run that failed comes before a page cut short, that before an old one."""
    from vawg_geo.publishing.month_index import Listed

    try:
        verify(product)
        manifest = read_manifest(product)
    except (VerifyError, OSError) as error:
        return Listed(product.name, trouble="Damaged", why=in_a_line(error))
    trouble, why = ("Stale", _other_toolkit(manifest)) if _other_toolkit(manifest) else ("", "")
    if failed:
        trouble, why = failed.trouble, f"{failed.why} The page linked here is the earlier one."
    return Listed(
        manifest["title"],
        href=f"{product.name}/index.html",
        status=_status(manifest, product),
        headline=manifest["facts"].get("headline", ""),
        marking=manifest["marking"],
        gate=manifest["facts"].get("gate", ""),
        cut=manifest["facts"].get("cut", ""),
        trouble=trouble,
        why=why,
        shared=_shared(manifest, product.name),
        family=manifest.get("family", ""),  # an edition of an older toolkit names none
    )


def _shared(manifest: Mapping[str, Any], name: str) -> tuple[SharedLink, ...]:
    """List an edition's pages for readers beyond the tasking group, and its Word document."""
    from vawg_geo.publishing.month_index import SharedLink

    pages = manifest.get("pages", {})
    links = [
        SharedLink(_READERS[audience], f"{name}/{page['path']}", page["marking"])
        for audience, page in pages.items()
        if audience in _READERS
    ]
    document = manifest.get("document", {})
    if "path" in document:
        links.append(SharedLink("as a Word document", f"{name}/{document['path']}", document["marking"]))
    return tuple(links)


def _other_toolkit(manifest: Mapping[str, Any]) -> str:
    """Say that a draft was made by other code than this; what was signed or withdrawn stays as it was."""
    by = manifest.get("toolkit", {}).get("code", "")
    if not by or by == hash_code() or manifest["edition"]["status"] != "draft":
        return ""
    return "It was made by another version of the toolkit; run it again."


def _with_age(row: Listed, newest: str) -> Listed:
    if row.trouble or not row.cut or row.cut == newest:
        return row
    why = f"It was made from the data cut of {row.cut}; another product of this month is from {newest}."
    return replace(row, trouble="Stale", why=why)


def _with_map(products: list[Listed], folder: Path) -> list[Listed]:
    """Show the map of the first product of the first family: people would rather look than read."""
    from vawg_geo.publishing.map_again import map_again
    from vawg_geo.publishing.month_index import group_products

    for product in next((listed for _, listed in group_products(products)), []):
        if product.href and product.trouble in ("", "Stale") and not product.status.startswith("WITHDRAWN"):
            drawn = map_again((folder / product.href).read_text(encoding="utf-8"))
            if drawn:
                return [replace(row, map=drawn) if row is product else row for row in products]
    return products


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
    known = _months(folder.parent)
    path = _write(folder, force_name=force_name, month=month, synthetic=synthetic)
    if month not in known and (earlier := [m for m in known if m < month]):  # its page may have called this one missing
        before = earlier[-1]
        _write(folder.parent / str(before), force_name=force_name, month=before, synthetic=synthetic)
    return path


def _write(folder: Path, *, force_name: str, month: Month, synthetic: bool) -> Path:
    from vawg_geo.publishing.month_index import month_index
    from vawg_geo.publishing.seal import seal

    path = folder / INDEX
    try:
        with held(folder / ".index.lock", patience_s=PATIENCE_S):
            products = _with_map(list_products(folder), folder)
            marking = highest_marking([p.marking for p in products]) or Marking().internal
            missing = missing_months(folder.parent, month, cut=max((p.cut for p in products), default=""))
            page = month_index(
                products, force=force_name, month=month, marking=marking, synthetic=synthetic, missing=missing
            )
            write_file(path, seal(page).encode())
    except OSError as error:
        raise RunError(f"the month's index page could not be written ({type(error).__name__}).") from None
    return path


def missing_months(folder: Path, month: Month, *, cut: str) -> list[Month]:
    """
    List the months after one that are due and have no page.

    Parameters
    ----------
    folder
        The force's output folder.
    month
        The month.
    cut
        The newest data cut of its products, YYYY-MM-DD; "" when there is none.

    Returns
    -------
    months
        Up to the next month that has a page, else up to the last complete one before the cut.
    """
    later = [m for m in _months(folder) if m > month]
    end = later[0] if later else Month.parse(cut[:7]) if cut else month
    return [month + n for n in range(1, end.months_since(month))]


def _months(folder: Path) -> list[Month]:
    """Return the months that have a page, earliest first."""
    found = []
    for page in folder.glob(f"*/{INDEX}"):
        with suppress(PeriodError):
            found.append(Month.parse(page.parent.name))
    return sorted(found)
