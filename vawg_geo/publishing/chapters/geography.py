"""Where: rates by larger area for private places, districts, town and country, hot spots in public places."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import geopandas as gpd
import pandas as pd

from vawg_geo.measures.watch_list import HALF
from vawg_geo.publishing.chapters import _geography_blocks as shown
from vawg_geo.publishing.chapters import _geography_public as public
from vawg_geo.publishing.chapters import _geography_tables as counted
from vawg_geo.publishing.report.blocks import Block, Finding, Limit, Paragraph, Say, Section
from vawg_geo.publishing.report.sentences import Sentence
from vawg_geo.publishing.report.study import Study


def write(study: Study) -> Section:
    """
    Write geography.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    section
        Private places by MSOA or district, districts, town and country, public hot spots where the profile asks for
        them, and what lies on no map.
    """
    larger, shapes = counted.choose_larger(study)
    _put(study, larger, shapes)
    return Section(
        "geography",
        "Geography: where?",
        "Which areas have more than their share at home, and which public places carry the harm by night?"
        if study.written.hotspots else "Where are the offences, and does any place differ by more than chance?",
        (
            Paragraph(_lead(study, larger), lead=True),
            *_private(study, shapes),
            *shown.show_districts(study),
            *shown.show_strata(study),
            *(shown.show_public(study) if study.written.hotspots else ()),
            *shown.show_located(study),
            Limit((study.say("geography.edges"), study.say("geography.places_not_people"),
                   study.say("geography.reported_there"))),
        ),
        _findings(study),
    )  # fmt: skip


def _put(study: Study, larger: Any, shapes: gpd.GeoDataFrame | None) -> None:  # noqa: ANN401 - msoa, district or None
    book = study.book
    book.put(
        "geography_located", counted.count_located(study), key="where",
        how="offences in scope by whether they have a place, METHODS 1", source="incidents",
    )  # fmt: skip
    if larger and shapes is not None:
        places = counted.count_larger(study, larger, shapes)
        total: dict[str, Any] = {
            "of": "private places",
            "n": places.attrs["n"],
            "lost": places.attrs["lost"],
            "by": larger,
            "hidden": int(places["n"].isna().sum()),
        }
        total |= {word: int((places["told"] == word).sum()) for word in ("above", "below")}
        total |= {"places": len(places), "differ": total["above"] + total["below"]}
        book.put(
            "geography_places", places, key="area",
            how="recent offences in private places by residents of the scope's sex and ages, a year per 1,000; "
            "empirical Bayes with its gamma interval, METHODS 4", source="incidents, population",
        )  # fmt: skip
        book.put(
            "geography_private", pd.DataFrame([total]), key="of",
            how="recent offences in private places with a place, and how many areas differ, METHODS 4",
            source="incidents, population",
        )  # fmt: skip
    book.put(
        "geography_districts", counted.compare_districts(study), key="district",
        how="recent offences with a place; exact test of two Poisson counts, false discovery rate over the districts, "
        "METHODS 8", source="incidents",
    )  # fmt: skip
    book.put(
        "geography_strata", counted.rate_strata(study), key="stratum",
        how="recent offences with a place, by kind of area; exact Poisson interval, METHODS 4",
        source="incidents, population",
    )  # fmt: skip
    if study.written.hotspots:
        _put_public(study)


def _put_public(study: Study) -> None:
    book = study.book
    labels, (curve, summary) = public.count_labels(study), public.trace_public(study)
    book.put(
        "geography_hotspots", _listed(study), key="area",
        how="the monthly night-time page's list: shrunk harm, rank by draws, minimum evidence, METHODS 5 and 6",
        source="incidents",
    )  # fmt: skip
    book.put(
        "geography_coverage", public.cover_places(public.find_places(study)), key="k",
        how="share of the expected harm of all places, nights and hours that lies in the listed places at their hours; "
        "hours of a pair of officers, METHODS 6.9", source="incidents",
    )  # fmt: skip
    book.put(
        "geography_emerging", labels, key="area",
        how="Gi* of each quarter's offences in public places, Mann-Kendall on z, METHODS 7", source="incidents",
    )  # fmt: skip
    book.put(
        "geography_curve", curve, key="places",
        how="areas with most offences in public places first; chance: as many offences thrown at random, METHODS 7",
        source="incidents",
    )  # fmt: skip
    book.put(
        "geography_concentration", pd.DataFrame([{"of": "public places", **summary.to_dict()}]), key="of",
        how="generalised Gini beside that of chance, METHODS 7", source="incidents",
    )  # fmt: skip


def _private(study: Study, shapes: gpd.GeoDataFrame | None) -> tuple[Block | None, ...]:
    if shapes is None:
        return (Paragraph((study.say("geography.no_larger"),)),)
    return shown.show_private(study, shapes)


def _listed(study: Study) -> pd.DataFrame:
    """Give the monthly page's list, per weekend night too, with how many first places its chances speak of."""
    found = public.find_places(study)
    listed = public.list_places(found).assign(top=study.nights.score.top)
    return listed if found is None else listed.join(public.rate_places(study, found), on="area")


def _lead(study: Study, larger: Any) -> tuple[Say, ...]:  # noqa: ANN401 - msoa, district or None
    said: list[Say] = []
    if larger:
        cells = {name: shown.total(study, name) for name in ("n", "above", "below", "places")}
        rated = bool(study.book.entries["geography_places"].table["ratio"].notna().any())
        name = "rates" if rated else "no_rates"
        said.append(study.say(f"geography.{name}", by=_words(larger), differ=shown.total(study, "differ"), **cells))
    if study.written.hotspots:
        listed = study.book.entries["geography_hotspots"].table
        if len(listed):
            said += _say_first(study, str(listed.index[0]))
        else:
            said.append(public.say_none(study))
    return tuple(said)


def _say_first(study: Study, row: str) -> list[Say]:
    """Say the first public place: its chance with its number, its rank with its interval, what one offence makes."""
    cell = study.book.cell
    names = {"n": "n12", "low": "rank_low", "high": "rank_high", "top": "top"}
    fields = {name: cell("geography_hotspots", row, column) for name, column in names.items()}
    first = study.say(
        "geography.first_place", place=cell("geography_hotspots", row, "place", "text"),
        p=cell("geography_hotspots", row, "p_top", "chance"), **fields,
    )  # fmt: skip
    largest = cell("geography_hotspots", row, "largest", "percent")
    name = "no_single" if largest.base < HALF else "one_makes"
    return [first, study.say(f"geography.{name}", largest=largest)]


def _words(larger: str) -> str:
    return {"msoa": "MSOAs", "district": "districts"}[larger]


def _findings(study: Study) -> tuple[Finding, ...]:
    found, book = [], study.book
    places = book.entries["geography_places"].table if "geography_places" in book.entries else pd.DataFrame()
    above = places[places["told"] == "above"] if len(places) else places
    if len(above):
        row = str(above.index[0])
        what = study.must_say(
            "geography.found_private", place=book.cell("geography_places", row, "name", "text"),
            ratio=book.cell("geography_places", row, "ratio", "number2", ends="ratio_low ratio_high"),
            low=book.cell("geography_places", row, "ratio_low", "number2"),
            high=book.cell("geography_places", row, "ratio_high", "number2"),
            n=book.cell("geography_places", row, "n"),
        )  # fmt: skip
        found.append(_finding(study, "private", 0.4, what))
    hot = book.entries["geography_hotspots"].table if study.written.hotspots else pd.DataFrame()
    if len(hot):
        row = str(hot.index[0])
        chance = book.cell("geography_hotspots", row, "p_top", "chance")
        what = study.must_say(
            "geography.found_public", place=book.cell("geography_hotspots", row, "place", "text"),
            n=book.cell("geography_hotspots", row, "n12"),
        )  # fmt: skip
        sure = study.say("geography.sure_public", p=chance)
        listed = study.say("geography.change_public", status=book.cell("geography_hotspots", row, "status", "text"))
        found.append(replace(_finding(study, "public", 0.7, what), confidence=sure, change=listed))
    return tuple(found)


def _finding(study: Study, kind: str, weight: float, what: Sentence) -> Finding:
    return Finding(
        f"geography.{kind}", weight, what, study.say(f"geography.where_{kind}"), None, None,
        study.say("geography.sure_private"), study.must_say(f"geography.so_what_{kind}"),
        study.must_say(f"geography.recommend_{kind}"),
        "District commander" if kind == "public" else "Head of Protecting Vulnerable People",
        study.must_say("geography.by_when"), study.must_say(f"geography.known_{kind}"),
    )  # fmt: skip
