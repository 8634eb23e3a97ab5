"""Every figure of the tasking page as a plain table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from vawg_geo.base.periods import Month
from vawg_geo.base.shares import percent
from vawg_geo.measures.hotspot_types import Hotspots
from vawg_geo.publishing.words import number


@dataclass(frozen=True)
class FigureTable:
    """A figure's numbers in finished text."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def figure_tables(found: Hotspots, places: Mapping[str, str], *, month: Month) -> list[FigureTable]:
    """
    Put every figure's numbers in a table.

    Parameters
    ----------
    found
        The hot spots.
    places
        Area code to the name people use.
    month
        The reporting month.

    Returns
    -------
    tables
        Map, nights and hours, lines by month, coverage, held-out score.
    """
    return [
        _map(found, places),
        _grid("Nights and hours, all places, 12 months: offences", found.grid),
        *(
            _grid(f"Nights and hours, {places.get(area, area)}: offences", grid)
            for area, grid in found.grids.items()
            if area in found.listed.index
        ),
        _months(found.listed, month),
        _whole(found.monthly),
        _coverage(found.coverage),
        _capture(found.capture),
        _watch(found),
    ]


def _map(found: Hotspots, places: Mapping[str, str], *, most: int = 30) -> FigureTable:
    ranked = found.scores.sort_values("rank").head(most)
    rows = tuple(
        (
            places.get(str(area), str(area)), number(row["rank"]), number(row["n12"]), number(row["n_month"]),
            number(row["shrunk_harm"]), percent(row["p_top"]),
            f"{number(row['rank_low'])} to {number(row['rank_high'])}",
        )
        for area, row in ranked.iterrows()
    )  # fmt: skip
    title = f"Map: the {len(rows)} areas with most expected harm (all areas: tables/areas.csv)"
    return FigureTable(
        title, ("Place", "Rank", "12 months", "Month", "Harm a year", "In the top list", "Rank, 90%"), rows
    )


def _grid(title: str, grid: pd.DataFrame) -> FigureTable:
    columns = ("Night", *(f"{int(hour):02d}" for hour in grid.columns))
    rows = tuple((str(night), *(number(value, 1) for value in grid.loc[night])) for night in grid.index)
    return FigureTable(title, columns, rows)


def _months(listed: pd.DataFrame, month: Month) -> FigureTable:
    lines = {str(row["number"]): list(row["monthly"]) for _, row in listed.iterrows()}
    length = max((len(line) for line in lines.values()), default=0)
    rows = tuple(
        ((month - (length - 1 - i)).words, *(number(line[i]) for line in lines.values())) for i in range(length)
    )
    return FigureTable("Lines of the cards: offences a month, places by their numbers", ("Month", *lines), rows)


def _whole(monthly: pd.DataFrame) -> FigureTable:
    rows = tuple(
        (Month.parse(str(month)).words, number(row["n"], 1), number(row["nights"]), number(row["harm"]))
        for month, row in monthly.iterrows()
    )
    return FigureTable(
        "All places: weekend-night offences a month", ("Month", "Offences", "Weekend nights", "Harm"), rows
    )


def _coverage(coverage: pd.DataFrame) -> FigureTable:
    rows = tuple(
        (
            f"{row['places']}, {row['nights']}, {row['hours']}",
            percent(row["share"]),
            number(row["officer_hours"]),
            percent(row["adds"]),
        )
        for _, row in coverage.iterrows()
    )
    return FigureTable("Decision: what patrols would cover", ("Option", "Expected harm", "Officer-hours", "Adds"), rows)


def _capture(capture: pd.DataFrame) -> FigureTable:
    rows = tuple(
        (
            f"{row['method']}, next {row['horizon_months']} months", percent(row["share_harm"]),
            f"{number(100 * row['low'])} to {number(100 * row['high'])}", percent(row["share_places"], 1),
            number(row["pai"], 1), number(row["pei"], 2), number(row["origins"]),
        )
        for _, row in capture.iterrows()
    )  # fmt: skip
    columns = ("List", "Harm held", "Interval, %", "Areas", "PAI", "PEI", "Months tested")
    return FigureTable("Held-out score: this list and two naive lists", columns, rows)


def _watch(found: Hotspots) -> FigureTable:
    chances = found.scores["p_top"]
    rows = tuple(
        (
            str(row["place"]),
            str(row["why"]),
            number(row["n12"]),
            number(row["n_month"]),
            percent(row["largest_share"]) if pd.notna(row["largest_share"]) else "",
            percent(float(chances[str(area)])),
            number(row["fear"]) if pd.notna(row["fear"]) else "",
        )
        for area, row in found.watch.iterrows()
    )
    columns = ("Place", "Why", "12 months", "Month", "Largest offence", "In the top list", "Street Safe")
    return FigureTable("For review, not patrol", columns, rows)
