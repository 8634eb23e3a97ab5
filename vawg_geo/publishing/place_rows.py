"""The listed places as the table shows them: every value finished text."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from vawg_geo.base.shares import percent
from vawg_geo.publishing.figures import draw_bar
from vawg_geo.publishing.words import chance_word, number, plural, tidy

TRENDS = {
    "up": ("▲", "more than the year before"),
    "down": ("▼", "fewer than the year before"),
    "none": ("▬", "no change told"),
}
NEVER_SURE = 0.9999  # draws may all agree; a chance is still not certain
TYPES_ON_FRONT = 2
HISTORY_MONTHS = 24  # nine quarterly origins look back so far and no further
NO_KIND = "no kind 3 times"
FEAR_FROM = 5  # Street Safe reports a year; below, too few to say (METHODS 11)


@dataclass(frozen=True)
class PlaceRow:
    """One listed place as the table shows it: every value finished text."""

    area: str
    number: int
    place: str
    status: str
    chip: str
    n12: str
    n_month: str
    harm: str
    bar: Markup
    largest: str
    chance: str
    percent: str
    ranks: str
    glyph: str
    trend: str
    peak: str
    peak_parts: tuple[str, ...]  # day and hours: a line breaks only between them
    behaviours: str
    fear: str
    cluster: bool


def place_rows(listed: pd.DataFrame, kinds: Mapping[str, str] | None = None) -> list[PlaceRow]:
    """
    Turn the listed places into the table's rows.

    Parameters
    ----------
    listed
        `Hotspots.listed`, in display order.
    kinds
        Area code to what happens there, with numbers; None: the words of `listed`.

    Returns
    -------
    rows
        One a place.
    """
    most = float(listed["shrunk_harm"].max()) if len(listed) else math.nan
    said = kinds or {str(area): behaviour_words(str(text)) for area, text in listed["behaviours"].items()}
    return [_place_row(str(area), listed.loc[area], most, said.get(str(area), "")) for area in listed.index]


def _place_row(area: str, row: pd.Series, most: float, kinds: str) -> PlaceRow:
    glyph, trend = TRENDS[str(row["trend"])]
    peak = tidy(str(row["peak_text"]))
    return PlaceRow(
        area=area,
        number=int(row["number"]),
        place=str(row["place"]),
        status=str(row["status"]) or "listed",
        chip=status_words(str(row["status"]), int(row["status_months"])),
        n12=number(row["n12"]),
        n_month=number(row["n_month"]),
        harm=number(row["shrunk_harm"]),
        bar=draw_bar(float(row["shrunk_harm"]) / most if most else math.nan),
        largest=percent(float(row["largest_share"])),
        chance=chance_word(float(row["p_top"])),
        percent=percent(min(float(row["p_top"]), NEVER_SURE)),
        ranks=rank_words(int(row["rank_low"]), int(row["rank_high"])),
        glyph=glyph,
        trend=trend,
        peak=peak,
        peak_parts=tuple(peak.rsplit(" ", 1)) if ":" in peak else (peak,),
        behaviours=kinds or NO_KIND,
        fear="" if pd.isna(row["fear"]) or row["fear"] < FEAR_FROM else number(float(row["fear"])),
        cluster=bool(row["cluster"]),
    )


def behaviour_words(behaviours: str) -> str:
    """Write the two most frequent kinds of behaviour; the card on the back has the rest."""
    kinds = [kind.strip().lower() for kind in behaviours.split(";") if kind.strip()]
    return ", ".join(kinds[:TYPES_ON_FRONT])


def rank_words(low: int, high: int) -> str:
    """Write a rank interval: rank 1, or rank 1–4."""
    return f"rank {low}" if low == high else f"rank {low}–{high}"


def status_words(status: str, months: int) -> str:
    """Write how long a place has been on the list, as far back as its history is told."""
    if status == "stable" and months >= HISTORY_MONTHS:
        return f"stable {HISTORY_MONTHS}+ months"
    return f"stable {plural(months, 'month')}" if status == "stable" and months else status or "listed"


def change_rows(changes: pd.DataFrame, listed: pd.DataFrame) -> list[dict[str, str]]:
    """
    Give the whole and every listed or told place of the change table.

    Parameters
    ----------
    changes
        `Hotspots.changes`; the whole is row "all".
    listed
        `Hotspots.listed`.

    Returns
    -------
    rows
        place, before, after, text; the whole first, then in the table's order.
    """
    shown = changes[changes.index.isin(["all", *listed.index]) | changes["told"].astype("bool")]
    order = sorted(shown.index, key=lambda area: area != "all")
    return [
        {
            "place": str(shown.loc[area, "place"]),
            "before": number(shown.loc[area, "before"]),
            "after": number(shown.loc[area, "after"]),
            "text": str(shown.loc[area, "text"]),
        }
        for area in order
    ]
