"""Sections that a page takes from another product: its scope, its period, its figures, in short."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from typing import Any

import pandas as pd

from vawg_geo.base.errors import ProfileError
from vawg_geo.base.periods import Month
from vawg_geo.base.profile import Profile, read_profile
from vawg_geo.publishing import chapters
from vawg_geo.publishing.report.blocks import Block, Limit, Map, Paragraph, Picture, Points, Section, Table
from vawg_geo.publishing.report.study import Study

SHORT = 3  # pictures, maps and tables of a section that is borrowed
TABLE = "borrowed_sections"
TURNING = "deepdive"  # the section that borrows another chapter each month
_BEGIN = Month(2000, 1)  # the rotation's first month: whenever it is asked, a month has the same section


def borrowed_by(study: Study) -> dict[str, str]:
    """
    Name what a page borrows.

    Parameters
    ----------
    study
        The page.

    Returns
    -------
    borrowed
        Section to "product:chapter"; the section that turns has this month's.
    """
    written = study.written
    own = {section: f"{product}:{section}" for section, product in written.borrowed.items()}
    turn = {TURNING: turning(study, study.month)} if written.rotation else {}
    return {name: lent for name, lent in {**own, **turn}.items() if name in written.sections}


def turning(study: Study, month: Month) -> str:
    """Name the section whose turn a month is."""
    rotation = study.written.rotation
    return rotation[month.months_since(_BEGIN) % len(rotation)]


def lender(name: str) -> tuple[Profile, str]:
    """
    Read "product:chapter".

    Parameters
    ----------
    name
        As a profile names it.

    Returns
    -------
    profile
        The product that lends.
    chapter
        Its chapter.

    Raises
    ------
    ProfileError
        If there is no such product or it has no such chapter, or it is a restricted one: what lies behind its purpose
        and its reviewer does not leave it.
    """
    product, _, chapter = name.partition(":")
    profile = read_profile(product)
    if profile.restricted is not None:
        raise ProfileError(f"{product} is a restricted product; no other page may borrow its sections.")
    if profile.written is None or chapter not in profile.written.sections:
        raise ProfileError(f"{product} has no section {chapter or 'that is named'}: write product:chapter.")
    return profile, chapter


def title_of(name: str) -> str:
    """
    Give the title of a chapter that can be borrowed.

    Parameters
    ----------
    name
        "product:chapter".

    Returns
    -------
    title
        As the chapter has it.

    Raises
    ------
    ProfileError
        As `lender`; and if the chapter has none.
    """
    chapter = lender(name)[1]
    title = getattr(_chapter(chapter), "TITLE", "")
    if not title:
        raise ProfileError(f"the chapter {chapter} cannot be borrowed: it sums up other sections, or has no title.")
    return str(title)


def borrow_section(study: Study, own: str) -> Section:
    """
    Write another product's section into this page's book.

    Parameters
    ----------
    study
        The page.
    own
        A section of `borrowed_by`.

    Returns
    -------
    section
        Its lead, its points, its first pictures and tables and its limits, and a sentence that says whose figures they
        are and of which days; its findings.

    Raises
    ------
    ProfileError
        As `lender`; and if the chapter sums up other sections.
    """
    name = borrowed_by(study)[own]
    title_of(name)
    profile, chapter = lender(name)
    theirs = Study(study.case, profile, study.month, audience=study.audience, book=study.book)
    section: Section = _chapter(chapter).write(theirs)
    if TABLE not in study.book.entries:
        study.book.put(
            TABLE, _list(study), key="section", how="the product whose scope and period a section has",
            source="the products' profiles",
        )  # fmt: skip
    cell = study.book.cell
    told = study.must_say(
        "common.borrowed", product=cell(TABLE, own, "product", "text"), first=cell(TABLE, own, "first", "day"),
        last=cell(TABLE, own, "last", "day"),
    )  # fmt: skip
    kept = _short(section)
    return replace(section, name=own, blocks=(*kept[:1], Paragraph((told,)), *kept[1:]))


def _list(study: Study) -> pd.DataFrame:
    rows = []
    for own, name in borrowed_by(study).items():
        profile, chapter = lender(name)
        first, last = Study(study.case, profile, study.month).period
        rows.append((own, chapter, profile.title, first.isoformat(), last.isoformat()))
    return pd.DataFrame(rows, columns=["section", "chapter", "product", "first", "last"])


def _short(section: Section) -> tuple[Block, ...]:
    """Keep what is read first; tables that are folded stay beside the page."""
    kept: list[Block] = []
    shown = 0
    for block in section.blocks:
        if block is None or (isinstance(block, Table) and block.folded):
            continue
        if isinstance(block, Picture | Map | Table):
            shown += 1
            if shown > SHORT:
                continue
        elif not isinstance(block, Paragraph | Points | Limit):
            continue
        kept.append(block)
    return tuple(kept)


def _chapter(name: str) -> Any:  # noqa: ANN401 - a module
    return import_module(f"{chapters.__name__}.{name}")
