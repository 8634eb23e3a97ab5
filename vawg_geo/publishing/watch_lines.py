"""The watch-list as the front shows it: a line a reason, so that one long reason does not hide the others."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

import pandas as pd

from vawg_geo.base.shares import percent
from vawg_geo.measures.hotspot_types import WATCH_REASONS, Hotspots
from vawg_geo.publishing.words import chance_word, join_words, number, plural

MOST_IT = 0.5  # share of 12 months' harm from which one offence is most of it
REASONS = {
    "single event": "Single event",
    "emerging": "Coming up",
    "too little evidence": "Too little evidence",
    "falling back": "Falling back",
    "fear only": "Felt unsafe, nothing recorded",
}

COUNTED = {"too little evidence": ("n12", "offence"), "fear only": ("fear", "Street Safe report")}


@dataclass(frozen=True)
class WatchLine:
    """One reason and the places it holds for, in finished words."""

    why: str
    places: str
    n: int


def watch_lines(found: Hotspots) -> list[WatchLine]:
    """
    Put the watch-list in a line a reason, in the order of the reasons.

    Parameters
    ----------
    found
        The hot spots: `watch`, and `scores` and `changes` for the chances and the rises told.

    Returns
    -------
    lines
        Every place once; empty when nothing is watched.

    References
    ----------
    PRODUCTS 4.3 (7), METHODS 13: each chance in a word and its number.
    """
    return [
        WatchLine(REASONS[why], f"{_said(why, rows, found)}.", len(rows))
        for why in WATCH_REASONS
        if len(rows := found.watch[found.watch["why"] == why])
    ]


def _said(why: str, rows: pd.DataFrame, found: Hotspots) -> str:
    if why == "single event":
        said = [_single(row, first=at == 0) for at, (_, row) in enumerate(rows.iterrows())]
        return join_words(said)
    if why in COUNTED:
        column, thing = COUNTED[why]
        return join_words([f"{row['place']} ({plural(row[column], thing)})" for _, row in rows.iterrows()])
    rising = rows.index.isin(_rises(found)) if why == "emerging" else rows.index.isin([])
    told = [f"{_chances(rows[rising], found)}, with a rise over 12 months"] if rising.any() else []
    return "; ".join([*told, *([_chances(rows[~rising], found)] if not rising.all() else [])])


def _single(row: pd.Series, *, first: bool) -> str:
    if not row["largest_share"] >= MOST_IT:
        return f"{row['place']} (without it, not on the list)"
    offences = f"the harm of {plural(row['n12'], 'offence')}" if first else number(row["n12"])
    return f"{row['place']} ({percent(row['largest_share'])} of {offences})"


def _rises(found: Hotspots) -> list[str]:
    told = found.changes[found.changes["told"].astype("bool") & (found.changes["ratio"] > 1)]
    return [str(area) for area in told.index]


def _chances(rows: pd.DataFrame, found: Hotspots) -> str:
    """Say each place's chance of being in the top; neighbours that share a word share it once."""
    chances = [(str(rows.loc[area, "place"]), float(found.scores.loc[area, "p_top"])) for area in rows.index]
    groups = [(word, list(group)) for word, group in groupby(chances, key=lambda pair: chance_word(pair[1]))]
    return "; ".join(
        f"{join_words([f'{place} {percent(chance)}' for place, chance in group])} ({word})" for word, group in groups
    )
