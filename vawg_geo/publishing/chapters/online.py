"""What happens with no place: offences online, their kinds, ages, and where those harmed live."""

from __future__ import annotations

import pandas as pd

from vawg_geo.publishing.chapters import _online_tables as counted
from vawg_geo.publishing.pictures.bars import draw_bars
from vawg_geo.publishing.pictures.run import draw_run
from vawg_geo.publishing.report.blocks import Block, Column, Finding, Limit, Paragraph, Picture, Section, Table
from vawg_geo.publishing.report.book import Cell
from vawg_geo.publishing.report.study import Study
from vawg_geo.publishing.words import VERDICTS

_TITLE = "Online: what happens with no place?"
_QUESTION = "How much is online, of what kind, who is harmed, and is it changing?"


def write(study: Study) -> Section:
    """
    Write online.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    section
        Level and change, kinds, the online part of each theme, ages, a list of home areas, what it cannot tell.
    """
    _put(study)
    limits = Limit((
        study.say("online.no_map"), study.say("online.no_platform"), study.say("online.thin"),
    ))  # fmt: skip
    if not study.book.entries["online_periods"].table["n"].sum():
        return Section("online", _TITLE, _QUESTION, (Paragraph((study.say("online.none"),), lead=True), limits))
    lead = (study.say("online.level", **_level(study)), study.say("online.change", **_change(study)))
    return Section(
        "online", _TITLE, _QUESTION,
        (
            Paragraph(lead, lead=True), *_months(study), _kinds(), *_themes(study), *_ages(study), *_homes(study),
            limits,
        ),
        _findings(study),
    )  # fmt: skip


def _put(study: Study) -> None:
    book, homes = study.book, counted.count_homes(study)
    for name, table, key, how in (
        ("online_periods", counted.share_online(study), "period",
         "offences flagged or placed online, of all in scope; Wilson interval, METHODS 4; exact ratio, METHODS 8"),
        ("online_months", counted.chart_online(study), "month", "u-prime chart by days of the month, METHODS 8"),
        ("online_kinds", counted.count_kinds(study), "kind", "online offences by kind, each once"),
        ("online_themes", counted.share_themes(study), "theme",
         "online offences of each theme, an offence in each of its themes; Wilson interval, METHODS 4"),
        ("online_ages", counted.count_ages(study), "band", "ages as recorded; Wilson interval, METHODS 4"),
        ("online_homes", homes, "area",
         "online offences by the area the record gives; small counts hidden, METHODS 12"),
    ):  # fmt: skip
        book.put(name, table, key=key, how=how, source="incidents")
    book.put(
        "online_listed", pd.DataFrame([{"of": "online", **{name: homes.attrs.get(name, 0) for name in _LISTED}}]),
        key="of", how="online offences with and without an area", source="incidents",
    )  # fmt: skip


_LISTED = ("n", "lost", "areas", "hidden")


def _level(study: Study) -> dict[str, Cell | str]:
    cell = study.book.cell
    return {
        "n": cell("online_periods", "now", "n"), "harm": cell("online_periods", "now", "harm"),
        "share": cell("online_periods", "now", "share", "percent1", n="of", ends="low high"),
        "low": cell("online_periods", "now", "low", "points1"),
        "high": cell("online_periods", "now", "high", "percent1"),
    }  # fmt: skip


def _change(study: Study) -> dict[str, Cell | str]:
    cell = study.book.cell
    return {
        "before": cell("online_periods", "before", "n"), "n": cell("online_periods", "now", "n"),
        "ratio": cell("online_periods", "now", "ratio", "number2", ends="ratio_low ratio_high"),
        "low": cell("online_periods", "now", "ratio_low", "number2"),
        "high": cell("online_periods", "now", "ratio_high", "number2"),
        "verdict": _verdict(study),
    }  # fmt: skip


def _verdict(study: Study) -> str:
    now = study.book.entries["online_periods"].table.loc[["now"]]
    if (now["ratio_low"] > 1).any():
        return "more than chance explains"
    return "fewer than chance explains" if (now["ratio_high"] < 1).any() else VERDICTS["no change"]


def _months(study: Study) -> tuple[Block, ...]:
    table = study.book.entries["online_months"].table
    columns = (
        Column("month", "Month", "month"), Column("n", "Offences"), Column("centre", "Usual", low="low", high="high"),
        Column("signal", "Signal", "text"),
    )  # fmt: skip
    shape = table.rename(columns={"n": "value"})[["value", "centre", "low", "high", "signal"]]
    picture = draw_run(shape, title="Online offences recorded each month", of="Online offences")
    return (Picture(picture, study.say("online.picture_months"), "online_months", columns),)


def _kinds() -> Table:
    columns = (
        Column("kind", "Kind of offence", "text"), Column("before", "Before"), Column("n", "Now", bar=True),
        Column("harm", "Known harm"), Column("unweighted", "Without a weight"),
    )  # fmt: skip
    return Table("online_kinds", "Kinds of offence online", columns)


def _themes(study: Study) -> tuple[Block | None, ...]:
    table, cell = study.book.entries["online_themes"].table, study.book.cell
    told = [row for row in ("stalking", "harassment", "da", "child_sexual") if row in table.index]
    said = [
        study.say(
            "online.theme", theme=str(table.loc[row, "label"]), n=cell("online_themes", row, "n"),
            of=cell("online_themes", row, "of"),
            share=cell("online_themes", row, "share", "percent", n="of", ends="low high"),
            low=cell("online_themes", row, "low", "points"), high=cell("online_themes", row, "high", "percent"),
        )
        for row in told
    ]  # fmt: skip
    columns = (
        Column("label", "Theme", "text"), Column("n", "Online"), Column("of", "Of all"),
        Column("share", "Share online", "percent", low="low", high="high"),
    )  # fmt: skip
    return (
        Paragraph(tuple(said)),
        Table("online_themes", "How much of each theme is online", columns, folded=True) if len(table) else None,
    )


def _ages(study: Study) -> tuple[Block | None, ...]:
    table = study.book.entries["online_ages"].table
    known = table[(table["band"] != counted.NOT_RECORDED) & table["share"].notna()]
    shape = known.rename(columns={"share": "value"}).set_index("band")[["value", "low", "high"]]
    columns = (
        Column("band", "Age", "text"), Column("n", "Offences"),
        Column("share", "Share", "percent", low="low", high="high"),
    )  # fmt: skip
    if not len(shape):
        return (Table("online_ages", "Ages of those harmed online", columns),)
    picture = draw_bars(shape, title="Ages of those harmed online", of="Share of online offences", unit="share")
    return (
        Paragraph((study.say("online.lost_ages", lost=study.book.cell("online_ages", counted.NOT_RECORDED, "n")),)),
        Picture(picture, study.say("online.picture_ages"), "online_ages", columns),
    )


def _homes(study: Study) -> tuple[Block | None, ...]:
    cell = study.book.cell
    cells = {name: cell("online_listed", "online", name) for name in _LISTED}
    if not len(study.book.entries["online_homes"].table):
        return (Paragraph((study.say("online.no_homes"),)),)
    shown = (Column("name", "Area", "text"), Column("district", "District", "text"), Column("n", "Online offences"))
    return (
        Paragraph((study.say("online.homes", **cells),)),
        Table("online_homes", "Where those harmed online live: a list, not a map", shown, folded=True,
              note=study.say("online.note_homes")),
    )  # fmt: skip


def _findings(study: Study) -> tuple[Finding, ...]:
    if _verdict(study) == VERDICTS["no change"]:
        return ()
    return (
        Finding(
            "online.level", 0.4, study.must_say("online.found", **_change(study)), study.say("online.where"),
            None, None, study.say("online.sure"), study.must_say("online.so_what"), study.must_say("online.recommend"),
            "Head of Protecting Vulnerable People", study.must_say("online.by_when"), study.must_say("online.known"),
        ),
    )  # fmt: skip
