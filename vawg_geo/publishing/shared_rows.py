"""A release's tables as a page shows them, and as they leave beside it; a hidden figure is None until it is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd
from markupsafe import Markup

from vawg_geo.base.profile import Tiers
from vawg_geo.base.shares import percent
from vawg_geo.publishing.figures import draw_bar
from vawg_geo.publishing.release_cells import TOTAL, UNPLACED, WHOLE
from vawg_geo.publishing.shared_words import hidden_words
from vawg_geo.publishing.tasking_tasks import delivered_words
from vawg_geo.publishing.words import chance_word, number, tidy

if TYPE_CHECKING:
    from vawg_geo.publishing.release import Release

TIERS = {
    "A": "highly likely",
    "B": "likely",
}  # what the tiers' chances are called: from 80 %, from 50 %. METHODS 6.5, 13


@dataclass(frozen=True)
class Row:
    """One line of a table: a name, its figures (None = hidden) and a bar."""

    name: str
    cells: tuple[str | None, ...]
    bar: Markup
    whole: bool = False  # the line of the whole force


def inner_districts(districts: pd.DataFrame | None) -> pd.DataFrame | None:
    """Leave out what is on no map: the whole force, and what has no place; None where nothing is left to map."""
    if districts is None:
        return None
    inner = districts.drop(index=[WHOLE, UNPLACED], errors="ignore")
    return inner if len(inner) else None


def heads(districts: pd.DataFrame, *, public: bool) -> list[str]:
    """Name the columns of the districts' table."""
    total = "Offences, 12 months" if public else "All offences"
    return [total if name == TOTAL else str(name) for name in districts.columns]


def district_rows(districts: pd.DataFrame | None) -> list[Row]:
    """
    Turn districts by kind into lines.

    Parameters
    ----------
    districts
        The release's table; the last line is the whole force.

    Returns
    -------
    rows
        In order; the bar is the district's share of the largest one.
    """
    if districts is None:
        return []
    inner = districts.drop(index=WHOLE, errors="ignore")[TOTAL]
    most = float(inner.max()) if inner.notna().any() else 0.0
    return [
        Row(
            str(name),
            tuple(_figure(value) for value in line),
            _bar(line[TOTAL], most) if name != WHOLE else Markup(""),
            name == WHOLE,
        )
        for name, line in districts.iterrows()
    ]


def year_rows(years: pd.DataFrame | None) -> list[Row]:
    """Turn the years into lines, oldest first."""
    if years is None:
        return []
    most = float(years["n"].max()) if years["n"].notna().any() else 0.0
    ends = [str(name).rpartition(" to ")[2] for name in years.index]
    return [Row(f"12 months to {end}", (_figure(n),), _bar(n, most)) for end, n in zip(ends, years["n"], strict=True)]


def place_rows(places: pd.DataFrame | None, tiers: Tiers) -> list[dict[str, object]]:
    """Turn the listed places into lines: number, place, district, what its tier says, count, peak."""
    if places is None:
        return []
    chances = tier_words(tiers)
    return [
        {
            "number": int(row["number"]),
            "place": str(row["place"]),
            "district": str(row["district"]),
            "chance": chances.get(str(row["tier"]), ""),
            "n": _figure(row["n"]),
            "peak": "" if pd.isna(row["peak_text"]) else tidy(str(row["peak_text"])),
        }
        for _, row in places.iterrows()
    ]


def tier_words(tiers: Tiers) -> dict[str, str]:
    """Say each tier's chance in the words of the yardstick and in numbers. METHODS 6.5, 13."""
    return {
        "A": f"{chance_word(tiers.a)} ({percent(tiers.a)} or more)",
        "B": f"{chance_word((tiers.a + tiers.b) / 2)} ({percent(tiers.b)} to {percent(tiers.a)})",
    }


def done_rows(done: pd.DataFrame) -> list[tuple[str, str]]:
    """Turn patrols asked for into a place and a sentence."""
    return [
        (str(row["place"]), delivered_words(float(row["delivered_minutes"]), float(row["asked_minutes"])))
        for _, row in done.iterrows()
    ]


def area_rows(areas: pd.DataFrame) -> list[Row]:
    """Turn the areas whose count is shown into lines, most first."""
    shown = areas.dropna(subset="n").sort_values(["n", "place"], ascending=[False, True], kind="stable")
    return [
        Row(str(row["place"]), (str(row["district"]), number(int(row["n"]))), Markup("")) for _, row in shown.iterrows()
    ]


def export_tables(release: Release, *, told: pd.DataFrame, done: pd.DataFrame | None) -> dict[str, pd.DataFrame]:
    """
    Give every table that leaves beside an audience's page, in long form.

    Parameters
    ----------
    release
        The audience's release.
    told
        Street Safe's reasons.
    done
        Patrols asked for and delivered; None = the audience is not told.

    Returns
    -------
    tables
        Name to table; `n` is missing where the figure is hidden, and `hidden` says so.
    """
    word, held = hidden_words(release.rule), release.tables
    tables: dict[str, pd.DataFrame] = {}
    if "areas" in held:
        tables["areas"] = _with_hidden(held["areas"].rename_axis("area").reset_index(), word)
    if "districts" in held:
        wide = held["districts"].rename_axis("district").reset_index()
        long = wide.melt("district", var_name="behaviour", value_name="n")
        tables["districts"] = _with_hidden(long, word)
    if "years" in held:
        tables["years"] = _with_hidden(held["years"].rename_axis("year").reset_index(), word)
    if "places" in held:
        tables["places"] = _with_hidden(held["places"], word)[
            ["number", "place", "district", "tier", "n", "hidden", "peak_text"]
        ]
    if len(told):
        tables["told"] = told
    if done is not None and len(done):
        tables["done"] = done
    return tables


def _with_hidden(table: pd.DataFrame, word: str) -> pd.DataFrame:
    return table.assign(hidden=[word if pd.isna(n) else "" for n in table["n"]])


def _figure(value: object) -> str | None:
    return None if pd.isna(value) else number(int(value))  # type: ignore[call-overload]  # a scalar


def _bar(value: object, most: float) -> Markup:
    return Markup("") if pd.isna(value) or not most else draw_bar(float(value) / most)  # type: ignore[call-overload,arg-type]
