"""Officers' loads, without names, and counts of the register by MSOA in place of any map of homes."""

from __future__ import annotations

import pandas as pd

from vawg_geo.measures.register import count_caseloads
from vawg_geo.publishing.chapters._guarded import guard_counts
from vawg_geo.publishing.report.blocks import Block, Column, Finding, Paragraph, Table
from vawg_geo.publishing.report.study import Study

BANDS = {"up to 40 people": 40, "41 to 60 people": 60, "more than 60 people": None}
_UNEVEN = 2  # times the median: a load that is a finding


def load_blocks(
    study: Study, visits: pd.DataFrame | None, rso: pd.DataFrame
) -> tuple[list[Block | None], tuple[Finding, ...]]:
    """
    Tell the officers' loads as bands, and how far they spread.

    Parameters
    ----------
    study
        The profile under study.
    visits, rso
        The tables of visits and of the register.

    Returns
    -------
    blocks, findings
        A finding where one officer carries at least twice the median.
    """
    if visits is None or visits.empty:
        return [], ()
    homes = rso.drop_duplicates("person_id").set_index("person_id")["area"] if "area" in rso else pd.Series(dtype="str")
    loads = count_caseloads(visits, homes.map(study.case.areas["district"]))
    lower, rows = 0, []
    for band, most in BANDS.items():
        inside = loads[(loads["people"] > lower) & (loads["people"] <= (most or float("inf")))]
        rows.append({"band": band, "officers": len(inside), "people": int(inside["people"].sum())})
        lower = most or lower
    bands = study.book.put(
        "registered_bands", pd.DataFrame(rows), key="band", source="visits",
        how="officers by the number of people whose latest visit is theirs",
    )  # fmt: skip
    table = pd.DataFrame(
        [{"what": "all", "officers": len(loads), "people": int(loads["people"].sum()),
          "median": loads["people"].median(), "most": int(loads["people"].max()), "least": int(loads["people"].min()),
          "districts": loads["districts"].median()}]
    )  # fmt: skip
    name = study.book.put("registered_loads", table, key="what", how="the officers' loads", source="visits, rso")
    cell = study.book.cell
    fields = {key: cell(name, "all", key) for key in ("officers", "people", "median", "most", "least", "districts")}
    columns = (Column("band", "Load", "text"), Column("officers", "Officers"), Column("people", "People"))
    said = study.must_say("registered.loads", **fields)
    blocks: list[Block | None] = [Paragraph((said,)), Table(bands, "Officers by load", columns, folded=True)]
    if fields["most"].base < _UNEVEN * fields["median"].base:
        return blocks, ()
    say = study.must_say
    finding = Finding(
        "registered: one officer's load", 0.5, say("registered.uneven", **fields), None, None, None,
        say("registered.counted"),
        say("registered.so_what_load"), say("registered.recommend_load"), "Head of the Public Protection Unit",
        say("registered.by_when"), say("registered.how_known_load"),
    )  # fmt: skip
    return blocks, (finding,)


def place_blocks(study: Study, rso: pd.DataFrame) -> list[Block | None]:
    """
    Tell counts by MSOA in place of any map of homes.

    Parameters
    ----------
    study
        The profile under study.
    rso
        The register.

    Returns
    -------
    blocks
        A table, its small counts hidden; or why there is none.
    """
    areas = study.case.areas
    if "area" not in rso or "msoa_name" not in areas or areas["msoa_name"].isna().all():
        return [Paragraph((study.must_say("registered.no_places"),))]
    place = rso["area"].map(areas["msoa_name"]).fillna("No area known")
    counts = place.value_counts().rename("n").to_frame().sort_index()
    table = guard_counts(counts, least=study.written.least).rename_axis("msoa").reset_index()
    name = study.book.put(
        "registered_msoas", table, key="msoa",
        how="people of the register by the MSOA of their address; small counts, and others that keep them, hidden, "
        "METHODS 12", source="rso",
    )  # fmt: skip
    hidden = int(table["n"].isna().sum())
    told = study.book.put(
        "registered_hidden", pd.DataFrame([{"what": "msoas", "all": len(counts), "hidden": hidden}]), key="what",
        how="MSOAs with people, and those whose count is hidden", source="registered_msoas",
    )  # fmt: skip
    said = study.say(
        "registered.places", all=study.book.cell(told, "msoas", "all"), hidden=study.book.cell(told, "msoas", "hidden")
    )
    shown = tuple(table.loc[table["n"].notna(), "msoa"])
    columns = (Column("msoa", "MSOA", "text"), Column("n", "People"))
    return [Table(name, "People by MSOA (no home is mapped)", columns, rows=shown, note=said, folded=True)]
