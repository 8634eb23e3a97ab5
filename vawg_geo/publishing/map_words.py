"""What a map says in words: a sentence a place, and the map as a whole for those who cannot see it."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from vawg_geo.base.shares import percent
from vawg_geo.publishing.words import chance_word, join_words, number, plural

TOO_FEW = "too few for hours"


def listed_words(listed: pd.DataFrame, *, top: int) -> dict[str, str]:
    """
    Say each listed place's figures.

    Parameters
    ----------
    listed
        Index = area code: `n12`, `n_month`, `p_top`, `peak_text`.
    top
        Length of the list the chance speaks of.

    Returns
    -------
    words
        Code to sentence.
    """
    return {
        str(code): "; ".join(
            [
                f"{number(row['n12'])} recorded in 12 months, {number(row['n_month'])} this month",
                f"{chance_word(row['p_top'])} ({percent(row['p_top'])}) to be among the {top} with most harm",
                *_peak(row["peak_text"]),
            ]
        )
        for code, row in listed.iterrows()
    }


def watch_words(watch: pd.DataFrame) -> dict[str, str]:
    """
    Say why each watched place is watched.

    Parameters
    ----------
    watch
        Index = area code: `note`, a finished sentence.

    Returns
    -------
    words
        Code to sentence.
    """
    return {str(code): f"Watch, do not patrol: {note}" for code, note in watch["note"].items()}


def describe(title: str, *, areas: int, listed: Sequence[str] = ()) -> str:
    """
    Say a map as a whole.

    Parameters
    ----------
    title
        The map's title.
    areas
        How many areas are drawn.
    listed
        Names of the listed places in the order of their numbers.

    Returns
    -------
    words
        A few sentences; the figures themselves are in the table.
    """
    parts = [f"{title}: map of {plural(areas, 'area')}, darker where the figure is higher."]
    if listed:
        named = [f"{at} {name}" for at, name in enumerate(listed, start=1)]
        parts.append(f"Listed places: {join_words(named)}.")
    return " ".join([*parts, "The table gives the same figures."])


def _peak(text: object) -> list[str]:
    if pd.isna(text) or not text:  # type: ignore[call-overload]  # a scalar
        return []
    return [str(text) if text == TOO_FEW else f"peak {text}"]
