"""Developing challenges: what is rising or falling, what is known to come, what the next month may hold."""

from __future__ import annotations

import pandas as pd

from vawg_geo.publishing.chapters import _developing_tables as counted
from vawg_geo.publishing.pictures.fan import draw_fan
from vawg_geo.publishing.report.blocks import Block, Column, Finding, Limit, Paragraph, Picture, Section, Table
from vawg_geo.publishing.report.book import Cell
from vawg_geo.publishing.report.study import Study

SHOWN = 12  # signals in the table before it is folded


def write(study: Study) -> Section:
    """
    Write the developing challenges.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    section
        The ranked watch-list of themes, the horizon notes, the months ahead.
    """
    book = study.book
    signals = book.put(
        "developing_signals", counted.find_signals(study), key=("theme", "district"),
        how=f"offences in scope of the latest {counted.LATEST} months against the same months of the "
        f"{counted.YEARS} years before, exact test of two Poisson counts, false discovery rate over themes and "
        "districts; u-prime chart a theme and district, METHODS 8", source="incidents",
    )  # fmt: skip
    fan = book.put(
        "developing_fan", counted.draw_ahead(study), key="month",
        how="negative-binomial regression on season, trend and days, each month forecast from those before it, "
        "METHODS 8", source="incidents",
    )  # fmt: skip
    notes = book.put(
        "developing_horizon", counted.list_horizon(study), key=("date", "what"),
        how="as people noted it; not computed", source="horizon",
    )  # fmt: skip
    growing = book.put(
        "developing_places", counted.pick_emerging(study), key="area",
        how="clusters in public places whose label is new, consecutive or intensifying, METHODS 7",
        source=counted.EMERGING,
    )  # fmt: skip
    totals = book.put(
        "developing_totals", _totals(study, signals, notes, growing), key="what", how="rows of this section's tables",
        source="developing_signals, developing_horizon",
    )  # fmt: skip
    cells = {name: book.cell(totals, name, "n") for name in ("up", "down", "ahead")}
    told = len(book.entries[signals].table) > 0
    return Section(
        "developing",
        "Developing challenges: what is coming?",
        "Which themes and districts are changing, and what is known to come?",
        (
            Paragraph((study.say("developing.lead" if told else "developing.none", **cells),), lead=True),
            _signal_table(study, signals) if told else None,
            *_growing(study, growing, totals),
            *_ahead(study, fan),
            *_horizon(study, notes),
            Limit((study.say("developing.limit"), study.say("developing.analyst"))),
        ),
        _findings(study, signals),
    )


def _totals(study: Study, signals: str, notes: str, growing: str) -> pd.DataFrame:
    told, noted = study.book.entries[signals].table, study.book.entries[notes].table
    counts = {
        "up": int((told["direction"] == "up").sum()),
        "down": int((told["direction"] == "down").sum()),
        "ahead": int((noted["when"] == "ahead").sum()),
        "places": len(study.book.entries[growing].table),
    }
    return pd.DataFrame(list(counts.items()), columns=["what", "n"])


def _signal_table(study: Study, signals: str) -> Table:
    columns = (
        Column("label", "Theme", "text"), Column("district", "Where", "text"), Column("before", "Same months before"),
        Column("n", "Now"), Column("ratio", "Now over before, a day", "number2", "low", "high"),
        Column("chart", "The chart", "text"),
    )  # fmt: skip
    folded = len(study.book.entries[signals].table) > SHOWN
    return Table(signals, "Watch-list: themes and districts that changed, most surely changed first", columns,
                 note=study.say("developing.overlap"), folded=folded)  # fmt: skip


def _growing(study: Study, growing: str, totals: str) -> tuple[Block | None, ...]:
    if counted.EMERGING not in study.book.entries:
        return ()
    columns = (Column("place", "Area", "text"), Column("label", "Its cluster is", "text"))
    listed = Table(growing, "Clusters in public places that are new or growing", columns)
    said = study.say("developing.places", n=study.book.cell(totals, "places", "n"))
    return (Paragraph((said,)), listed if len(study.book.entries[growing].table) else None)


def _ahead(study: Study, fan: str) -> tuple[Block | None, ...]:
    table = study.book.entries[fan].table
    following = str(study.month + 1)
    if following not in table.index:
        return (Paragraph((study.say("developing.no_fan"),)),)
    cells = {
        "month": study.book.cell(fan, following, "month", "month"),
        **{name: study.book.cell(fan, following, name) for name in ("expected", "low80", "high80")},
    }
    drawn = draw_fan(table.set_index("month"), title="Recorded offences and what was to be expected")
    return (
        Paragraph((study.say("developing.next", **cells),)),
        Picture(drawn, study.say("developing.fan"), fan),
    )


def _horizon(study: Study, notes: str) -> tuple[Block | None, ...]:
    if study.case.tables.get("horizon") is None:
        return (Paragraph((study.say("developing.no_notes"),)),)
    columns = (
        Column("date", "From", "day"), Column("what", "What", "text"), Column("source", "Who says so", "text"),
    )  # fmt: skip
    return (Table(notes, "Known to come, or noted by people", columns, note=study.say("developing.noted"), cards=True),)


def _findings(study: Study, signals: str) -> tuple[Finding, ...]:
    """Tell the rise that is most sure, of a theme in the whole area before one in a district."""
    table = study.book.entries[signals].table
    rises = table[(table["direction"] == "up") & (table["q"] <= counted.TOLD)]
    if rises.empty:
        return ()
    row = str(rises.index[0])
    theme, district = str(rises.iloc[0]["label"]), str(rises.iloc[0]["district"])
    cells: dict[str, Cell] = {
        "before": study.book.cell(signals, row, "before"),
        "n": study.book.cell(signals, row, "n"),
        "ratio": study.book.cell(signals, row, "ratio", "number2", ends="low high"),
        "low": study.book.cell(signals, row, "low", "number2"),
        "high": study.book.cell(signals, row, "high", "number2"),
    }
    where = study.book.cell(signals, row, "district", "text")
    finding = Finding(
        name=f"developing.{rises.iloc[0]['theme']}.{district}",
        weight=0.55,
        what=study.must_say("developing.found", theme=theme, n=cells["n"], before=cells["before"]),
        where=study.say("developing.found_where", where=where),
        who=None,
        change=study.say("developing.found_change", **{name: cells[name] for name in ("ratio", "low", "high")}),
        confidence=study.say("developing.found_sure"),
        so_what=study.must_say("developing.found_so_what"),
        recommendation=study.must_say("developing.found_do"),
        owner="Head of analysis, with the district's commander",
        by_when=study.must_say("developing.found_by"),
        how_known=study.must_say("developing.found_known"),
    )
    return (finding,)
