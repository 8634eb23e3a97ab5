"""The page that lists a month: its products, their status, what failed, what is stale and what is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from vawg_geo.base.errors import DisclosureError
from vawg_geo.base.periods import Month
from vawg_geo.publishing.fragment import TEMPLATES, Fragment, fill
from vawg_geo.publishing.tasking_words import date_words

# The headings of the page, by `family` of the profile.
FAMILIES = {
    "tasking": "Tasking and operations", "profiles": "Problem profiles",
    "governance": "Tracker, returns and reviews", "restricted": "Restricted", "": "Other",
}  # fmt: skip


@dataclass(frozen=True)
class SharedLink:
    """The same edition's page for readers beyond the tasking group, or its Word document."""

    words: str  # "for partners"
    href: str
    marking: str


@dataclass(frozen=True)
class Listed:
    """One product of the month, done or failed."""

    title: str
    href: str = ""  # relative; empty when there is no page
    status: str = ""  # "Draft, edition 1"
    headline: str = ""
    marking: str = ""
    gate: str = ""  # "green", "amber", "red"
    cut: str = ""
    trouble: str = ""  # "Failed", "Not finished", "Not made", "Damaged", "Stale"; empty when all is well
    why: str = ""  # one readable line, never a data value
    shared: tuple[SharedLink, ...] = ()
    family: str = ""  # of FAMILIES; another stands under the last heading
    map: Fragment | None = None  # what the page shows of it


def month_index(
    products: Sequence[Listed],
    *,
    force: str,
    month: Month,
    marking: str,
    synthetic: bool = False,
    missing: Sequence[Month] = (),
) -> str:
    """
    Write the month's index page.

    Parameters
    ----------
    products
        In the order they are listed under the heading of their family; failures stay in their place.
    force
        The force's name.
    month
        The month.
    marking
        The highest marking of its products.
    synthetic
        Whether the county is invented.
    missing
        The months after this one that are due and have no products, in order.

    Returns
    -------
    html
        The whole page.

    Raises
    ------
    DisclosureError
        If there is no marking.
    """
    if not marking.strip():
        raise DisclosureError("a page without a marking does not render; pass the highest marking of its products.")
    css = Markup((TEMPLATES / "page.css").read_text(encoding="utf-8"))  # noqa: S704 - our own file
    troubles = Counter(product.trouble.lower() for product in products if product.trouble)
    data = {
        "groups": group_products(products), "products": products, "force": force, "month": month, "marking": marking,
        "synthetic": synthetic, "css": css, "troubles": sorted(troubles.items()), "missing": missing,
        "date_words": date_words,
    }  # fmt: skip
    return str(fill("month.html.j2", data).html)


def group_products(products: Sequence[Listed]) -> list[tuple[str, list[Listed]]]:
    """
    Put products under their headings.

    Parameters
    ----------
    products
        In any order of families; theirs within a family is kept.

    Returns
    -------
    groups
        Heading and products, in the order of `FAMILIES`; one family alone needs no heading.
    """
    held: dict[str, list[Listed]] = {family: [] for family in FAMILIES}
    for product in products:
        held[product.family if product.family in held else ""].append(product)
    groups = [(FAMILIES[family], listed) for family, listed in held.items() if listed]
    return groups if len(groups) > 1 else [("", list(products))]
