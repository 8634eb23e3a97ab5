"""Geography as it is shown: maps, tables and pictures from the chapter's tables."""

from __future__ import annotations

import geopandas as gpd

from vawg_geo.publishing.chapters import _geography_public as public
from vawg_geo.publishing.maps import map_areas, map_fragment, map_hotspots
from vawg_geo.publishing.pictures.concentration import draw_concentration
from vawg_geo.publishing.pictures.coverage import draw_coverage
from vawg_geo.publishing.pictures.forest import draw_forest
from vawg_geo.publishing.report.blocks import Block, Column, Map, Paragraph, Picture, Points, Table
from vawg_geo.publishing.report.book import Cell
from vawg_geo.publishing.report.study import Study

BREAKS = (0.8, 0.9, 1.1, 1.25)  # of the force's rate; the same for every theme and edition
MEASURE = "Rate against the force’s rate"
PRIVATE = "Offences in private places: rate against the force’s rate"


def total(study: Study, column: str) -> Cell:
    """Speak of all areas together."""
    return study.book.cell("geography_private", "private places", column)


def show_private(study: Study, shapes: gpd.GeoDataFrame) -> tuple[Block | None, ...]:
    """Show rates by larger area."""
    table = study.book.entries["geography_places"].table
    drawn = table.set_index("area").rename(columns={"ratio": MEASURE})
    told = [str(row) for row in table.index if table.loc[row, "told"] in ("above", "below")]
    shown = (
        Column("name", "Area", "text"), Column("district", "District", "text"), Column("n", "Offences"),
        Column("shrunk", "A year per 1,000 residents", "number1", low="low", high="high"),
        Column("ratio", "Of the force’s rate", "number2", low="ratio_low", high="ratio_high"),
        Column("told", "Against the force", "text"),
    )  # fmt: skip
    rated = table["ratio"].notna().any()
    return (
        Map(
            map_fragment(map_areas(drawn, shapes, column=MEASURE, breaks=BREAKS, title=PRIVATE)).html,
            study.say("geography.picture_private"), "geography_places", note=study.say("geography.note_private"),
        ) if rated else None,
        Table(
            "geography_places", "Areas whose rate can be told from the force’s", shown, rows=tuple(told),
            note=study.say("geography.note_shrunk"),
        ) if told else None,
        Table("geography_places", "Every area", shown, folded=True),
        Paragraph((
            study.say("geography.hidden", hidden=total(study, "hidden")),
            study.say("geography.lost", lost=total(study, "lost")),
        )),
    )  # fmt: skip


def show_districts(study: Study) -> tuple[Block | None, ...]:
    """Show the change by district."""
    table = study.book.entries["geography_districts"].table
    if not len(table):
        return (Paragraph((study.say("geography.no_districts"),)),)
    moved = table[table["trend"].isin(["more", "fewer"])]
    cell = study.book.cell
    told = tuple(
        study.say(
            "geography.district_told", district=cell("geography_districts", row, "district", "text"),
            trend=str(line["trend"]), before=cell("geography_districts", row, "before"),
            n=cell("geography_districts", row, "n"),
        )
        for row, line in zip(moved.index, moved.to_dict("records"), strict=True)
    )  # fmt: skip
    forest = table.rename(columns={"n": "after", "trend": "told"})[["ratio", "low", "high", "before", "after", "told"]]
    return (
        Points(told) if told else Paragraph((study.say("geography.districts_same"),)),
        Picture(
            draw_forest(
                forest.astype({"before": "Float64", "after": "Float64"}), title="Change by district",
                periods=("Before", "Now"),
            ),
            study.say("geography.picture_districts"), "geography_districts",
        ),
        Table(
            "geography_districts", "Districts: this period and the one before",
            (Column("district", "District", "text"), Column("before", "Before"), Column("n", "Now"),
             Column("ratio", "Now over before", "number2", low="low", high="high"), Column("trend", "Change", "text")),
            folded=True,
        ),
    )  # fmt: skip


def show_strata(study: Study) -> tuple[Block | None, ...]:
    """Show town and country."""
    if not len(study.book.entries["geography_strata"].table):
        return (Paragraph((study.say("geography.no_strata"),)),)
    return (
        Table(
            "geography_strata", "Town and country",
            (Column("label", "Kind of area", "text"), Column("areas", "Areas"), Column("residents", "Residents"),
             Column("private", "In private places"),
             Column("rate", "A year per 1,000", "number1", low="low", high="high"),
             Column("public", "In public places")), note=study.say("geography.note_strata"),
        ),
    )  # fmt: skip


def show_public(study: Study) -> tuple[Block | None, ...]:
    """Show hot spots, concentration and clusters in public places."""
    found, table = public.find_places(study), study.book.entries["geography_hotspots"].table
    if found is None or not len(table):
        return (Paragraph((public.say_none(study),)), *show_curve(study), *show_emerging(study))
    drawn = map_hotspots(
        found, study.case.areas, title="Night-time hot spots in public places", case=study.case, profile=study.nights
    )
    columns = (
        Column("place", "Place", "text"), Column("number", "Map"), Column("n12", "In a year"),
        Column("n_month", "This month"),
        Column("per_night", "A weekend night", "number2", low="night_low", high="night_high"),
        Column("harm", "Harm expected a year"),
        Column("p_top", "Among the top places", "chance"),
        Column("rank", "Rank", low="rank_low", high="rank_high"), Column("tier", "Tier", "text"),
        Column("status", "Status", "text"), Column("cluster", "Cluster", "text"),
        Column("peak", "When", "text"), Column("behaviours", "What", "text"),
    )  # fmt: skip
    concentrated, *curve = show_curve(study)
    return (
        Map(map_fragment(drawn).html, study.say("geography.picture_public"), "geography_hotspots",
            note=study.say("geography.note_hotspots")),
        Table("geography_hotspots", "Night-time hot spots in public places", columns, cards=True),
        concentrated,
        show_coverage(study),
        *curve,
        *show_emerging(study),
    )  # fmt: skip


def show_coverage(study: Study) -> Picture | None:
    """Show how much of the expected harm patrols of the listed places would cover."""
    table = study.book.entries["geography_coverage"].table
    if not len(table):
        return None
    title = study.say("geography.picture_coverage")
    svg = draw_coverage(table, title=title.text if title else "")
    columns = (
        Column("k", "Places"), Column("share", "Share of expected harm", "percent"),
        Column("officer_hours", "Officer-hours a month", "count"),
    )  # fmt: skip
    return Picture(svg, title, "geography_coverage", columns)


def show_curve(study: Study) -> tuple[Block | None, ...]:
    """Show how concentrated offences in public places are."""
    curve, cell = study.book.entries["geography_curve"].table, study.book.cell
    marked = curve[curve["marked"] == "yes"]
    if not len(marked):
        return (Paragraph((study.say("geography.no_curve"),)),)
    row = str(marked.index[0])
    said = study.say(
        "geography.curve", places=cell("geography_curve", row, "places"),
        units=cell("geography_curve", row, "units", "percent1"), share=cell("geography_curve", row, "share", "percent"),
        chance=cell("geography_curve", row, "chance", "percent", ends="chance_low chance_high"),
    )  # fmt: skip
    picture = draw_concentration(
        curve.assign(marked=curve["marked"] == "yes"), title="How concentrated offences in public places are",
        units="areas", of="offences", until=0.5,
    )  # fmt: skip
    return (Paragraph((said,)), Picture(picture, study.say("geography.picture_curve"), "geography_curve"))


def show_emerging(study: Study) -> tuple[Block | None, ...]:
    """Show what clusters have done."""
    table = study.book.entries["geography_emerging"].table
    if not len(table):
        return (Paragraph((study.say("geography.no_emerging"),)),)
    return (
        Table(
            "geography_emerging", "Clusters of offences in public places, quarter by quarter",
            (Column("place", "Area", "text"), Column("label", "What its cluster has done", "text"),
             Column("n", "Offences, last quarter"), Column("z", "Gi*, last quarter", "number1")),
            note=study.say("geography.note_emerging"), folded=True,
        ),
    )  # fmt: skip


def show_located(study: Study) -> tuple[Block, ...]:
    """Show what lies on no map."""
    cell = study.book.cell
    return (
        Paragraph((
            study.say("geography.unmapped", online=cell("geography_located", "online", "n"),
                      default=cell("geography_located", "default_point", "n"),
                      lost=cell("geography_located", "unlocated", "n")),
            study.say("geography.outside", n=cell("geography_located", "outside", "n")),
        )),
        Table(
            "geography_located", "On the map, and not",
            (Column("label", "Where", "text"), Column("n", "Offences"), Column("recent", "Of them recent")),
            note=study.say("geography.note_located"), folded=True,
        ),
    )  # fmt: skip
