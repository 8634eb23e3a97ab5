"""The registered designs of operations, before any result: purpose, nights, places, control, and when it was fixed."""

from __future__ import annotations

from typing import Any

import pandas as pd

from vawg_geo.measures.operation_design import ENDED, PLANNED, YOUNG, ZONES
from vawg_geo.measures.operation_results import Operation
from vawg_geo.publishing.map_zones import map_zones
from vawg_geo.publishing.maps import map_fragment
from vawg_geo.publishing.report.blocks import Block, Column, Limit, Map, Pairs, Paragraph, Section, Table
from vawg_geo.publishing.report.study import Study

TITLE = "What was registered"
QUESTION = "What is each operation for, on which nights and where, against what is it held, and when was that fixed?"
NOT_SAID = "not said"
WORDS = dict(zip(ZONES, ("operation area", "around it", "control"), strict=True))


def write(study: Study) -> Section:
    """
    Write the registered designs.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    section
        Every design with its stage; in full those this page is about.
    """
    operations = study.operations
    if not operations:
        return Section("opdesign", TITLE, QUESTION, (Limit((study.say("opdesign.none"),)),))
    book = study.book
    designs = book.put("op_designs", list_designs(operations), key="operation", source="operation_designs",
                       how="as registered; late: registered after the first night; stage by the last night and the "
                       "data cut, METHODS 9")  # fmt: skip
    book.put("op_zones", list_zones(study, operations), key=("operation", "zone", "area"),
                     source="operation_designs, incidents", how="as registered; offences of the registered hours on "
                     "the nights compared with, without those that officers recorded themselves")  # fmt: skip
    total = book.put("op_stages", count_stages(operations), key="stage", source="operation_designs",
                     how="registered operations by stage")  # fmt: skip
    stage = PLANNED if "opexpected" in study.written.sections else ENDED
    told = [one for one in operations if one.stage == stage]
    late = [one for one in operations if one.design.late and stage == ENDED]
    lead = [study.say(f"opdesign.{'planned' if stage == PLANNED else 'ended'}", n=book.cell(total, stage, "n"),
                      all=book.cell(total, "all", "n"))]  # fmt: skip
    lead += [study.say("opdesign.late", **_cells(study, one)) for one in late]
    lead += [
        study.say("opdesign.young", **_cells(study, one)) for one in operations if one.stage == YOUNG and stage == ENDED
    ]
    blocks: list[Block] = [
        Paragraph(tuple(lead), lead=True),
        Table(designs, "All registered operations",
              (Column("operation", "Operation", "text"), Column("first", "First night", "day"),
               Column("last", "Last night", "day"), Column("nights", "Nights"),
               Column("registered", "Registered on", "day"), Column("told", "In time?", "text"),
               Column("stage", "Stage", "text")), cards=True),
    ]  # fmt: skip
    for one in told:
        blocks += [_pairs(study, one), *([_map(study, one)] if stage == PLANNED else [])]
    if told:
        blocks += _places(study, told, first=stage == PLANNED)
    blocks.append(Limit((study.say("opdesign.limit"),)))
    return Section("opdesign", TITLE, QUESTION, tuple(blocks))


def list_designs(operations: tuple[Operation, ...]) -> pd.DataFrame:
    """
    List the designs as registered.

    Parameters
    ----------
    operations
        The registered operations.

    Returns
    -------
    designs
        operation, purpose, outcome, first, last, nights, dates, hours, treated, buffer, control (numbers of areas),
        registered, days_before (registered before the first night), told (in time or late), smallest, before (nights
        compared with), stage.
    """
    rows = []
    for one in operations:
        design = one.design
        rows.append(
            {
                "operation": design.name, "purpose": design.purpose or NOT_SAID, "outcome": design.outcome or NOT_SAID,
                "first": f"{design.first:%Y-%m-%d}", "last": f"{design.last:%Y-%m-%d}", "nights": len(design.nights),
                "dates": ", ".join(f"{night:%a} {night.day} {night:%b}" for night in design.nights),
                "hours": f"{design.begins} to {design.ends}",
                **{zone: len(design.codes(zone)) for zone in ZONES},
                "registered": f"{design.registered:%Y-%m-%d}", "days_before": (design.first - design.registered).days,
                "told": "late: after it began" if design.late else "in time", "smallest": design.smallest,
                "before": len(one.before), "stage": one.stage,
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def list_zones(study: Study, operations: tuple[Operation, ...]) -> pd.DataFrame:
    """
    List the areas of every design by the names people use, with what was recorded there before.

    Parameters
    ----------
    study
        The profile under study.
    operations
        The registered operations.

    Returns
    -------
    zones
        operation, zone (operation area, around it, control), area, place, number (on the map, of its own areas), before
        (offences on the nights compared with, not those officers recorded themselves; hidden below the least).
    """
    names = study.case.areas["alias"].astype("str").to_dict()
    tables = []
    for one in operations:
        events = one.nightly.events
        n = events.loc[events["night"].isin(one.before) & ~events["police"], "area"].value_counts()
        for zone, words in WORDS.items():
            codes = one.design.codes(zone)
            numbers = [str(at) if zone == "treated" else "" for at in range(1, len(codes) + 1)]
            places = [names.get(code, "not one of the force's areas") for code in codes]
            rows = {"operation": one.design.name, "zone": words, "area": codes, "place": places, "number": numbers}
            tables.append(pd.DataFrame(rows).assign(before=n.reindex(list(codes), fill_value=0).to_numpy()))
    table = pd.concat(tables, ignore_index=True)
    counts = table["before"].astype("Int64")
    return table.assign(before=counts.mask(counts < study.written.least))


def count_stages(operations: tuple[Operation, ...]) -> pd.DataFrame:
    """
    Count the operations by stage.

    Parameters
    ----------
    operations
        The registered operations.

    Returns
    -------
    counts
        stage (each, and "all"), n.
    """
    stages = pd.Series([one.stage for one in operations])
    rows = [(stage, int((stages == stage).sum())) for stage in (PLANNED, "running", YOUNG, ENDED)]
    return pd.DataFrame([*rows, ("all", len(stages))], columns=["stage", "n"])


def _cells(study: Study, one: Operation) -> dict[str, Any]:
    cell, name = study.book.cell, one.design.name
    forms = {"first": "day", "last": "day", "registered": "day", "nights": "count", "treated": "count",
             "buffer": "count", "control": "count", "before": "count", "days_before": "count",
             "smallest": "percent"}  # fmt: skip
    columns = ("operation", "purpose", "outcome", "dates", "hours", *forms)
    return {column: cell("op_designs", name, column, forms.get(column, "text")) for column in columns}


def _pairs(study: Study, one: Operation) -> Pairs:
    cells = _cells(study, one)
    kinds = ["purpose", "nights", "places", "control" if one.design.control else "no_control", "before", "outcome",
             "smallest" if one.design.smallest > 0 else "no_smallest", "registered_late" if one.design.late else
             "registered"]  # fmt: skip
    titles = ["Purpose", "Nights and hours", "Places", "Held against", "Compared with", "What was to change",
              "Smallest fall worth having", "Registered"]  # fmt: skip
    rows = tuple((title, study.say(f"opdesign.{kind}", **cells)) for title, kind in zip(titles, kinds, strict=True))
    return Pairs((("Operation", study.say("opdesign.name", **cells)), *rows))


def _map(study: Study, one: Operation) -> Map:
    table, name = study.book.entries["op_zones"].table, one.design.name
    mine = table[table["operation"] == name]
    zones = {zone: mine.loc[mine["zone"] == zone, "area"].tolist() for zone in WORDS.values()}
    sheet = map_zones(zones, study.case.areas, title="Where the operation is", backdrop=study.case.backdrop)
    named = study.book.cell("op_designs", name, "operation", "text")
    return Map(map_fragment(sheet).html, study.say("opdesign.map", operation=named), "op_zones")


def _places(study: Study, told: list[Operation], *, first: bool) -> list[Block]:
    """Show the places of the designs told: of plans their own first, all others folded."""
    table = study.book.entries["op_zones"].table
    mine = table["operation"].isin([one.design.name for one in told])
    own = mine & (table["zone"] == WORDS["treated"])
    columns = (
        Column("place", "Place", "text"), Column("operation", "Operation", "text"), Column("zone", "Part", "text"),
        Column("before", "Offences on the nights before"),
    )  # fmt: skip
    note = study.say("opdesign.before_note")
    if not first:
        rows = tuple(map(str, table.index[mine]))
        return [Table("op_zones", "Places of these designs", columns, rows, note=note, folded=True)]
    numbered = (*columns[:2], Column("number", "On the map", "text"), columns[3])
    return [
        Table("op_zones", "Its own places", numbered, tuple(map(str, table.index[own])), note=note),
        Table("op_zones", "Places around it, and those it is held against", columns,
              tuple(map(str, table.index[mine & ~own])), folded=True),
    ]  # fmt: skip
