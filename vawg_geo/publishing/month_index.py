"""The page that lists a month: its products, their status, and what failed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from vawg_geo.base.errors import DisclosureError
from vawg_geo.base.periods import Month
from vawg_geo.base.profile import Marking
from vawg_geo.publishing.fragment import TEMPLATES, fill
from vawg_geo.publishing.seal import seal


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
    failure: str = ""  # one readable line, never a data value


def month_index(products: Sequence[Listed], *, force: str, month: Month, marking: str, synthetic: bool = False) -> str:
    """
    Write the month's index page.

    Parameters
    ----------
    products
        In the order they are listed; failures stay in their place.
    force
        The force's name.
    month
        The month.
    marking
        The highest marking of its products.
    synthetic
        Whether the county is invented.

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
    failed = sum(1 for product in products if product.failure)
    data = {
        "products": products, "force": force, "month": month, "marking": marking, "synthetic": synthetic, "css": css,
        "failed": failed,
    }  # fmt: skip
    return str(fill("month.html.j2", data).html)


def write_month_index(
    folder: Path, force_name: str, month: Month, rows: Sequence[tuple[str, str, str, str, str]]
) -> Path:
    """
    Write the index page of a month's folder from its products' own facts.

    Parameters
    ----------
    folder
        The month's output folder.
    force_name
        The force's name.
    month
        The month.
    rows
        name, title, status, link ("" where there is no page), reason ("" where nothing failed).

    Returns
    -------
    path
        The page.
    """
    told = {name: _read_facts(folder / name / "facts.json") for name, *_ in rows}
    products = [
        Listed(
            title,
            href=link,
            status=status,
            failure=reason,
            **{key: str(told[name][key]) for key in ("headline", "marking", "gate", "cut") if key in told[name]},
        )
        for name, title, status, link, reason in rows
    ]
    html = month_index(
        products,
        force=force_name,
        month=month,
        marking=_highest([product.marking for product in products]),
        synthetic=any(facts.get("synthetic") is True for facts in told.values()),
    )
    path = folder / "index.html"
    fresh = path.with_name(".index.html.new")
    fresh.write_text(seal(html), encoding="utf-8", newline="\n")
    return fresh.replace(path)


def _read_facts(path: Path) -> dict[str, Any]:
    with suppress(OSError, ValueError):
        facts: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return facts
    return {}


def _highest(markings: Sequence[str]) -> str:
    """Return the highest marking of a month's products; one that is unknown counts as the highest."""
    order = [Marking().public, Marking().partner]
    known = [order.index(marking) if marking in order else len(order) for marking in markings]
    return [*order, Marking().internal][max(known, default=len(order))]
