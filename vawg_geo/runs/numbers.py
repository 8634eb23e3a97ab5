"""No written profile is published whose numbers are not in the tables beside it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import pandas as pd

from vawg_geo.base.errors import RunError
from vawg_geo.base.profile import Profile
from vawg_geo.publishing.report.forms import FORMS, show
from vawg_geo.publishing.report.proof import Unproven, find_unproven

_FIGURE = re.compile(r"0|[1-9]\d{0,3}|[1-9]\d{0,2}(?:,\d{3})+|\d{1,3}\.\d+")  # as the page prints counts and shares
TOLD = 3  # of them, in the reason


def prove_numbers(page: Path, profile: Profile, *, keys: Mapping[str, list[str]]) -> None:
    """
    Make every number of a page again from the tables beside it.

    Parameters
    ----------
    page
        The finished page; `tables/*.csv` stand beside it.
    profile
        Its product: thresholds and windows are not results.
    keys
        Table to the columns that name a row.

    Raises
    ------
    RunError
        If a number is in no table: naming sections and numbers, and what to do; never a cell's text.

    References
    ----------
    PRODUCTS 4.6.
    """
    tables = {
        path.stem: pd.read_csv(path, dtype=str, keep_default_na=False)
        for path in (page.parent / "tables").glob("*.csv")
    }
    unproven = find_unproven(page.read_text(encoding="utf-8"), tables, keys=keys, known=_parameters(profile))
    if unproven:
        told = "; ".join(f"{_name(one)} in section {one.section} ({one.why})" for one in unproven[:TOLD])
        raise RunError(
            f"{len(unproven)} numbers of the page do not come from its tables: {told}. Put the table into the book and "
            "speak of its cell."
        )


def _name(one: Unproven) -> str:
    """Name a figure for a log: its column, or a plain number; what may be part of an identifier is not repeated."""
    if one.cell:
        return one.cell
    return one.text if _FIGURE.fullmatch(one.text) else "a number"


def _parameters(profile: Profile) -> set[str]:
    """List the numbers of a profile as they may be printed, with those inside its words."""
    found: set[str] = set()
    for value in _leaves(asdict(profile)):
        if isinstance(value, str):
            found.update(re.findall(r"\d[\d,]*(?:\.\d+)?", value))
        elif isinstance(value, int | float) and not isinstance(value, bool):
            numbers = [show(value, form) for form in FORMS if form.startswith(("count", "number", "percent", "points"))]
            found.update(re.sub(r"[^\d.,]", "", number) for number in numbers)
    return found - {""}


def _leaves(value: object) -> list[object]:
    if isinstance(value, dict):
        return [leaf for one in value.values() for leaf in _leaves(one)]
    if isinstance(value, list | tuple):
        return [leaf for one in value for leaf in _leaves(one)]
    return [value]
