"""Fear beside record on the map: where reports gather, and where fear and recorded offences part."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import pandas as pd

from vawg_geo.measures.fear import TOO_FEW
from vawg_geo.measures.street_safe import reports_between
from vawg_geo.measures.street_safe_places import compare_fear, count_classed, in_public, list_parted
from vawg_geo.publishing.map_fear import map_fear, map_reports
from vawg_geo.publishing.maps import map_fragment
from vawg_geo.publishing.report.blocks import Column, Finding, Limit, Map, Paragraph, Points, Section, Table
from vawg_geo.publishing.report.study import Study
from vawg_geo.sources.larger_areas import larger_areas, on_larger_areas

TITLE = "Fear and record, side by side"
QUESTION = "Where do people say they feel unsafe, what was recorded there, and where do the two part?"
BREAKS = (5.0, 10.0, 20.0, 40.0)  # reports of the period, where the profile gives none
MOST = 8  # places a list


def write(study: Study) -> Section:
    """
    Write fear beside record.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    section
        The map of reports, the map of fear over record, and the two lists.
    """
    if study.case.tables.get("street_safe") is None:
        return Section("fearmap", TITLE, QUESTION, (Limit((study.say("reports.no_table"),)),))
    places, compared = compare_places(study)
    book = study.book
    fear, record = (list_parted(compared, label, most=MOST) for label in ("fear only", "record only"))
    shown = shown_places(study, places, compared, listed=[str(code) for code in fear.index])
    name = book.put(
        "fearmap_places", shown, key="area", source="street_safe, incidents",
        how="reports and recorded public-space offences by place, each against the average place, drawn towards the "
        "mean by empirical Bayes; probability of the class from the gamma posteriors, METHODS 4 and 11",
    )  # fmt: skip
    classes = book.put(
        "fearmap_classes", count_levels(study, compared), key=("level", "label"), source="street_safe, incidents",
        how="places by class; fewer than five reports or five offences: too few, METHODS 11",
    )  # fmt: skip
    least, backdrop = study.written.least, study.case.backdrop
    reports_map = map_reports(
        compared, places, title="Street Safe reports, drawn towards the mean",
        breaks=study.profile.breaks.count or BREAKS, least=least, backdrop=backdrop,
    )  # fmt: skip
    fear_map = map_fear(
        compared, places, title="Street Safe over recorded offences", listed=[str(code) for code in fear.index],
        least=least, backdrop=backdrop,
    )  # fmt: skip
    n = {label: book.cell(classes, f"shown|{label}", "n") for label in ("fear only", "record only", "both", TOO_FEW)}
    of, small = book.cell(classes, "shown|both", "of"), {
        key: book.cell(classes, f"smallest|{TOO_FEW}", column) for key, column in (("few", "n"), ("of", "of"))
    }  # fmt: skip
    columns = (
        Column("place", "Place", "text"), Column("reports", "Reports"), Column("offences", "Recorded offences"),
        Column("p", "How sure", "chance"),
    )  # fmt: skip
    blocks = (
        Paragraph((study.say("fearmap.lists", fear=n["fear only"], record=n["record only"], of=of),
                   _first(study, name, fear)), lead=True),
        Map(map_fragment(fear_map).html, study.say("fearmap.map"), name, study.say("fearmap.map_note")),
        Table(name, "Fear without as much record: more reports than the average place, offences at or below it",
              (Column("place", "Place", "text"), Column("number", "On the map", "text"), *columns[1:]),
              tuple(map(str, fear.index))),
        Table(name, "Record without as much fear: more offences than the average place, reports at or below it",
              columns, tuple(map(str, record.index))),
        Map(map_fragment(reports_map).html, study.say("fearmap.reports"), name),
        Points((study.say("fearmap.both", n=n["both"]), study.say("fearmap.few", n=n[TOO_FEW], of=of),
                study.say("fearmap.small", **small))),
        Limit((study.say("fearmap.limit"),)),
    )  # fmt: skip
    return Section("fearmap", TITLE, QUESTION, blocks, _findings(study, name, fear, record))


def compare_places(study: Study) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """
    Compare fear and record by MSOA, or by the force's own areas where they lie in none.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    places
        Their outlines, index code.
    compared
        What `compare_fear` gives for them, over the period.
    """
    areas = study.case.areas
    reports = reports_between(study.case.tables["street_safe"], *study.period)
    offences = in_public(study.now)
    if areas["msoa"].fillna("").eq("").all():
        return areas, compare_fear(reports, offences, areas.index)
    places = larger_areas(areas, by="msoa")
    told, found = (on_larger_areas(table, areas, by="msoa") for table in (reports, offences))
    return places, compare_fear(told, found, places.index)


def shown_places(study: Study, places: gpd.GeoDataFrame, compared: pd.DataFrame, *, listed: list[str]) -> pd.DataFrame:
    """
    Put the places' figures as they may be shown: counts below the profile's least are hidden.

    Parameters
    ----------
    study
        The profile under study.
    places
        Names.
    compared
        What `compare_fear` gives.
    listed
        Codes of the places numbered on the map, in order.

    Returns
    -------
    shown
        area, place, number (on the map; "" for others), reports, offences, expected_reports, fear_class, record_class,
        label, p.
    """
    codes, names = compared.index.astype("str"), places["alias"].reindex(compared.index).to_numpy()
    numbers = {code: str(at) for at, code in enumerate(listed, start=1)}
    table = pd.DataFrame({"area": codes, "place": names, "number": [numbers.get(code, "") for code in codes]})
    for column in ("reports", "offences"):
        counts = pd.Series(compared[column].to_numpy(), dtype="Int64")
        table[column] = counts.mask(counts < study.written.least)
    for column in ("expected_reports", "fear_class", "record_class", "label", "p"):
        table[column] = compared[column].to_numpy()
    table["expected_reports"] = table["expected_reports"].mask(table["reports"].isna())  # would tell a hidden count
    return table


def count_levels(study: Study, compared: pd.DataFrame) -> pd.DataFrame:
    """
    Count the classes of the places shown and of the smallest areas.

    Parameters
    ----------
    study
        The profile under study.
    compared
        Of the places shown.

    Returns
    -------
    counts
        level (shown, smallest), label, n, of (places).
    """
    areas = study.case.areas
    small = compare_fear(
        reports_between(study.case.tables["street_safe"], *study.period), in_public(study.now), areas.index
    )
    tables = [
        count_classed(table)[["label", "n"]].assign(level=level, of=len(table))
        for level, table in (("shown", compared), ("smallest", small))
    ]
    return pd.concat(tables)[["level", "label", "n", "of"]]


def _first(study: Study, name: str, listed: pd.DataFrame) -> Any:  # noqa: ANN401 - a sentence or none
    if listed.empty:
        return study.say("fearmap.nowhere")
    return study.say("fearmap.first", **_place(study, name, str(listed.index[0])))


def _place(study: Study, name: str, row: str) -> dict[str, Any]:
    cell = study.book.cell
    return {
        "place": cell(name, row, "place", "text"), "reports": cell(name, row, "reports"),
        "offences": cell(name, row, "offences"), "p": cell(name, row, "p", "chance"),
    }  # fmt: skip


def _findings(study: Study, name: str, fear: pd.DataFrame, record: pd.DataFrame) -> tuple[Finding, ...]:
    found = []
    for kind, listed, owner in (("fear", fear, "Neighbourhood policing team"), ("record", record, "Tasking group")):
        if listed.empty or not float(listed["p"].iloc[0]) > 0.55:  # noqa: PLR2004 - "likely" on the yardstick
            continue
        fields = _place(study, name, str(listed.index[0]))
        found.append(
            Finding(
                f"street_safe_{kind}_only", 0.3 + 0.3 * float(listed["p"].iloc[0]),
                study.must_say(f"fearmap.{kind}_finding", **fields), study.say("fearmap.where", place=fields["place"]),
                None, None, study.say("fearmap.sure", p=fields["p"]), study.must_say(f"fearmap.{kind}_so_what"),
                study.must_say(f"fearmap.{kind}_recommendation", place=fields["place"]), owner,
                study.must_say("fearmap.by_when"), study.must_say("fearmap.how_known", place=fields["place"]),
            )
        )  # fmt: skip
    return tuple(found)
