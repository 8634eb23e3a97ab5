"""The places named most, by the name people use, and which partner can act on what is said of each."""

from __future__ import annotations

from typing import Any

import pandas as pd

from vawg_geo.measures.street_safe import count_reasons, reports_between, when_of
from vawg_geo.measures.street_safe_places import count_partners, in_public, rank_places
from vawg_geo.publishing.report.blocks import Column, Finding, Limit, Paragraph, Points, Section, Table
from vawg_geo.publishing.report.study import Study
from vawg_geo.publishing.street_safe_partners import street_safe_partners

TITLE, QUESTION = "Places named most", "Which places are named, for what, and who can put it right?"
MOST = 15
CLEAR = 2  # times the least: so many reports beside too few offences are worth a sentence
SHARED = "no reason given often enough to show"


def write(study: Study) -> Section:
    """
    Write the places named most.

    Parameters
    ----------
    study
        The profile under study; where it may show nothing smaller than an MSOA, no place is named here.

    Returns
    -------
    section
        Places with enough reports, and for each the partners with enough of them.
    """
    reports = study.case.tables.get("street_safe")
    if reports is None:
        return Section("unsafe", TITLE, QUESTION, (Limit((study.say("reports.no_table"),)),))
    if study.written.smallest != "lsoa":
        return Section("unsafe", TITLE, QUESTION, (Limit((study.say("unsafe.too_small"),)),))
    book, inside = study.book, reports_between(reports, *study.period)
    ranked = rank_named(study, inside)
    places = book.put(
        "unsafe_places", ranked, key="area", source="street_safe, incidents",
        how="reports of the period; places with fewer than the least number of reports are not named; recorded "
        "public-space offences of the same period beside them, never added",
    )  # fmt: skip
    acting = book.put(
        "unsafe_partners", partners_of(study, inside, ranked), key=("partner", "area"), source="street_safe",
        how="reports of the place that give a reason the partner can act on; only where there are enough",
    )  # fmt: skip
    whole = book.put("unsafe_total", _total(study, inside, ranked), key="row", source="street_safe",
                     how="all reports of the period; those from places named below")  # fmt: skip
    total = {name: book.cell(whole, "all", name) for name in ("n", "named_n", "places", "least", "areas")}
    lead = [study.say("unsafe.named", **total)]
    if len(ranked):
        lead.append(study.say("unsafe.first", **_place(study, str(ranked["area"].iloc[0]))))
    if quiet := _quiet(study, ranked):
        lead.append(study.say("unsafe.quiet", **_place(study, quiet)))
    shown = tuple(str(area) for area in ranked["area"].head(MOST))
    table = book.entries[acting].table
    kept = tuple(str(row) for row in table.index[table["area"].isin(shown)])
    blocks = (
        Paragraph(tuple(lead), lead=True),
        Table(places, "Places named most",
              (Column("place", "Place", "text"), Column("reports", "Reports", bar=True),
               Column("night", "Of the night"), Column("offences", "Recorded offences"),
               Column("partner", "Who can act on most of it", "text")),
              shown, note=study.say("unsafe.note"), cards=True),
        Table(acting, "What each partner can act on there",
              (Column("partner", "Who", "text"), Column("place", "Place", "text"), Column("n", "Reports"),
               Column("reason", "Most often", "text"), Column("ask", "What they are asked to do", "text")),
              kept, cards=True),
        Points((study.say("unsafe.silent", **total),)),
        Limit((study.say("unsafe.limit"),)),
    )  # fmt: skip
    return Section("unsafe", TITLE, QUESTION, blocks, _finding(study, ranked))


def rank_named(study: Study, inside: pd.DataFrame) -> pd.DataFrame:
    """
    Rank the places with enough reports by name.

    Parameters
    ----------
    study
        The profile under study.
    inside
        The reports of the period.

    Returns
    -------
    ranked
        area, place, district, reports, night, offences (hidden below the least), partner.
    """
    least, areas = study.written.least, study.case.areas
    table = rank_places(inside, in_public(study.now), least=least)
    night = inside.loc[when_of(inside) == "night", "area"].value_counts().reindex(table.index, fill_value=0)
    counts = _partners(study, inside)
    counts = counts[counts["n"] >= least].drop_duplicates("area").set_index("area")
    named = areas.reindex(table.index)
    columns = {name: named[own].astype("str") for name, own in (("place", "alias"), ("district", "district"))}
    columns["reports"] = table["reports"]
    for name, n in (("night", night), ("offences", table["offences"])):
        columns[name] = n.astype("Int64").mask(n < least)
    partner = counts["partner"].to_dict()
    columns["partner"] = pd.Series([partner.get(area, SHARED) for area in table.index], index=table.index, dtype="str")
    return pd.DataFrame(columns).rename_axis("area").reset_index()


def _partners(study: Study, inside: pd.DataFrame) -> pd.DataFrame:
    return count_partners(inside, street_safe_partners(study.case.force.folder)["partner"])


def partners_of(study: Study, inside: pd.DataFrame, ranked: pd.DataFrame) -> pd.DataFrame:
    """
    List what each partner can act on in each named place, where enough reports say so.

    Parameters
    ----------
    study
        The profile under study.
    inside
        The reports of the period.
    ranked
        The named places.

    Returns
    -------
    listed
        partner, area, place, n, reason (of theirs given most often), ask: by partner, most reports first.
    """
    counts = _partners(study, inside)
    kept = counts[counts["area"].isin(ranked["area"]) & (counts["n"] >= study.written.least)]
    kept = kept.sort_values(["partner", "n", "area"], ascending=[True, False, True])
    words = count_reasons(inside).set_index("key")["reason"]
    asks = street_safe_partners(study.case.force.folder)["ask"]
    named = kept["area"].map(ranked.set_index("area")["place"])
    table = kept.assign(place=named, reason=kept["key"].map(words), ask=kept["key"].map(asks))
    return table[["partner", "area", "place", "n", "reason", "ask"]].reset_index(drop=True)


def _total(study: Study, inside: pd.DataFrame, ranked: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"row": "all", "n": len(inside), "named_n": int(ranked["reports"].sum()), "places": len(ranked),
             "least": study.written.least, "areas": int(inside["area"].nunique())}
        ]
    )  # fmt: skip


def _place(study: Study, area: str) -> dict[str, Any]:
    cell = study.book.cell
    return {
        "place": cell("unsafe_places", area, "place", "text"), "reports": cell("unsafe_places", area, "reports"),
        "offences": cell("unsafe_places", area, "offences"), "partner": cell("unsafe_places", area, "partner", "text"),
    }  # fmt: skip


def _finding(study: Study, ranked: pd.DataFrame) -> tuple[Finding, ...]:
    """Tell of the most named place for which a partner can be named, and of one where hardly anything is recorded."""
    told, quiet = ranked[ranked["partner"] != SHARED], _quiet(study, ranked)
    picked = {"quiet": (quiet, 0.65), "named": ("" if told.empty else str(told["area"].iloc[0]), 0.55)}
    found = []
    for kind, (area, weight) in picked.items():
        if area and area != (quiet if kind == "named" else ""):
            fields = _place(study, area)
            found.append(
                Finding(
                    f"street_safe_{kind}", weight, study.must_say(f"unsafe.{kind}_finding", **fields),
                    study.say("fearmap.where", place=fields["place"]), None, None, study.say("unsafe.sure"),
                    study.must_say(f"unsafe.{kind}_so_what"), study.must_say("unsafe.recommendation", **fields),
                    "Neighbourhood policing team", study.must_say("unsafe.by_when"),
                    study.must_say("unsafe.how_known", place=fields["place"]),
                )
            )  # fmt: skip
    return tuple(found)


def _quiet(study: Study, ranked: pd.DataFrame) -> str:
    """Name the most named place where too little is recorded to be shown; "" where there is none clear enough."""
    quiet = ranked[ranked["offences"].isna() & (ranked["reports"] >= CLEAR * study.written.least)]
    return "" if quiet.empty else str(quiet["area"].iloc[0])
