"""Codes of a record from somebody else's list: supplied area codes, crime types of data.police.uk."""

from __future__ import annotations

import pandas as pd

from vawg_geo.base.facts import police_uk_categories
from vawg_geo.sources.book import Book
from vawg_geo.sources.clean_values import clean_values
from vawg_geo.sources.source import Source


def clean_areas(cells: pd.DataFrame, source: Source, book: Book) -> pd.Series:
    """
    Read the area codes that the file supplies.

    Parameters
    ----------
    cells
        The file's text.
    source
        Its fixed values.
    book
        The file's book.

    Returns
    -------
    supplied_area
        In capitals, missing where blank.

    References
    ----------
    FAULTS I54.
    """
    written = clean_values(cells, source, "area", book)
    codes = written.str.upper()
    book.note_rows("I54", (codes != written) & written.notna(), "corrected", "area")
    return codes


def clean_categories(cells: pd.DataFrame, book: Book) -> pd.Series:
    """
    Read the crime types of data.police.uk.

    Parameters
    ----------
    cells
        The file's text.
    book
        The file's book; rows of a type that is not in the list are quarantined.

    Returns
    -------
    category
        As the list writes it.

    References
    ----------
    FAULTS I30: open data's crime types are its offence codes. DATA 10: the vocabulary drifts.
    """
    listed = {str(name).casefold(): str(name) for name in police_uk_categories().index}
    category: pd.Series = cells["category"].str.casefold().map(listed).astype("str")
    book.note_rows("I54", category.notna() & (category != cells["category"]), "corrected", "category")
    unknown = category.isna()
    types = f"{cells.loc[unknown, 'category'].nunique()} crime types that are not in data.police.uk's list"
    book.reject(unknown, "I30", "category", pd.Series(types, index=cells.index))
    return category
