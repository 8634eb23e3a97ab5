"""What partners see: ambulance calls to violence beside police records, the young among residents, what is missing."""

from __future__ import annotations

from typing import Any

import pandas as pd

from vawg_geo.base.periods import Month
from vawg_geo.measures.partner_calls import FEWER, MORE
from vawg_geo.publishing.chapters import _partners_tables as counted
from vawg_geo.publishing.chapters._changes import say_change
from vawg_geo.publishing.chapters._geography_tables import choose_larger
from vawg_geo.publishing.pictures.run import draw_run
from vawg_geo.publishing.report.blocks import (
    Block,
    Column,
    Finding,
    Limit,
    Paragraph,
    Picture,
    Points,
    Say,
    Section,
    Table,
)
from vawg_geo.publishing.report.study import Study

TITLE = "What partners see beside police records"
QUESTION = "What do ambulances see beside police records, how many of those harmed are young, and what is not known?"
GAPS = ("gap_hospital", "gap_school", "gap_justice", "gap_probation")
_PLACES = (
    Column("place", "Place", "text"), Column("district", "District", "text"), Column("calls", "Ambulance calls"),
    Column("offences", "Recorded offences"),
    Column("ratio", "Calls for each offence, times elsewhere", "number1", "low", "high"),
    Column("told", "Told", "text"), Column("before", "The period before", "text"),
)  # fmt: skip


def write(study: Study) -> Section:
    """
    Write what partners see.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    section
        Ambulance calls beside recorded offences of the same nights, hours and kind of place: periods, months, places;
        the young among victims and suspects beside residents; what partners hold and the force does not.
    """
    calls = counted.known_calls(study)
    lead, blocks, findings = _calls(study, calls)
    young, table = _young(study)
    limits = (study.say("partners.limit_calls") if calls is not None else None, study.say("partners.limit_young"))
    return Section(
        "partners", TITLE, QUESTION,
        (
            Paragraph(lead, lead=True), *blocks, Paragraph(young), table,
            Points(tuple(study.say(f"partners.{name}") for name in GAPS), "What partners hold and this does not"),
            Limit(limits),
        ),
        findings,
    )  # fmt: skip


def _calls(
    study: Study, calls: pd.DataFrame | None
) -> tuple[tuple[Say, ...], tuple[Block | None, ...], tuple[Finding, ...]]:
    """Say what the ambulance calls tell, as far as they reach."""
    if calls is None:
        return (study.say("partners.no_calls"),), (), ()
    months = study.book.put(
        "partners_months", counted.month_table(study, calls), key="month", source="ambulance, incidents",
        how="calls by the month of the night, u-prime chart by the days of each month, limits from the first months "
        "held, METHODS 8; offences of the same hours and kind of place by the month they happened in",
    )  # fmt: skip
    first = Month.of(study.period[0])
    if not counted.is_whole(study, calls, first):
        return (study.say("partners.not_whole"),), _months(study, months), ()
    earlier = counted.is_whole(study, calls, first - study.written.months)
    _put_periods(study, calls, earlier=earlier)
    said, places, findings = _places(study)
    cell = study.book.cell
    fields = {name: cell("partners_together", "period", name) for name in ("calls", "offences")}
    clock = {name: cell("partners_together", "period", name, "text") for name in ("begins", "ends")}
    lead = (study.say("partners.together", **fields, **clock), *said)
    return lead, (Paragraph(_changed(study, earlier=earlier)), *_months(study, months), *places, _flow()), findings


def _put_periods(study: Study, calls: pd.DataFrame, *, earlier: bool) -> None:
    """Put the tables of the two periods; places by MSOA or district, as the profile allows."""
    book, (by, shapes) = study.book, choose_larger(study)
    now, before = (counted.pick_both(study, calls, now=when) for when in (True, False))
    flow = pd.DataFrame({"before": before[2], "n": now[2]}).reset_index()
    book.put(
        "partners_flow", flow, key="step", source="incidents",
        how="offences in scope left after each step; in the hours: at least half of a time span of no more than a day, "
        "METHODS 3",
    )  # fmt: skip
    if earlier:
        counts = {"calls": (int(before[0]["n"].sum()), int(now[0]["n"].sum())),
                  "offences": (len(before[1]), len(now[1]))}  # fmt: skip
        book.put(
            "partners_periods", counted.period_table(counts), key="what", source="ambulance, incidents",
            how="exact comparison of two Poisson counts, false discovery rate over both, METHODS 8; offences that "
            "happened and were recorded in the period",
        )  # fmt: skip
    both = places = None
    if by is not None and shapes is not None:
        both, old = (
            pd.DataFrame({name: counted.count_places(study, rows, by, shapes)
                          for name, rows in zip(("calls", "offences"), picked[:2], strict=True)})
            for picked in (now, before)
        )  # fmt: skip
        places = counted.place_table(shapes, both, old if earlier else None, study.written.least)
        book.put(
            "partners_places", places, key="area", source="ambulance, incidents",
            how="calls for each recorded offence against all other places together: conditional odds ratio with its "
            "exact interval, Fisher's exact test, false discovery rate over the places, METHODS 7 and 8; a hidden "
            "count is judged as the largest hidden one, METHODS 12",
        )  # fmt: skip
    book.put(
        "partners_together",
        counted.sum_up(now[:2], both, places if places is not None else pd.DataFrame({"told": []})),
        key="of", source="ambulance, incidents",
        how="calls, and offences that happened in the same hours in public places; their ratio with the exact interval "
        "of two Poisson counts, METHODS 8",
    )  # fmt: skip


def _changed(study: Study, *, earlier: bool) -> tuple[Say, ...]:
    cell = study.book.cell
    ratio = {name: cell("partners_together", "period", name, "number2") for name in ("ratio", "low", "high")}
    each = study.say("partners.each", **ratio, base=cell("partners_together", "period", "offences"))
    if not earlier:
        return each, study.say("partners.no_before")
    name, said = "partners_periods", []
    for what, done in (("calls", "to violence in public places by night"), ("offences", "of the same hours")):
        counts = cell(name, what, "before"), cell(name, what, "n")
        told = counted.is_told(study.book.entries[name].table, what)
        said.append(say_change(study, (name, what), what=cell(name, what, "label", "text"), done=done, counts=counts,
                               told=told))  # fmt: skip
    return each, *said


def _months(study: Study, name: str) -> tuple[Block | None, ...]:
    months = study.book.entries[name].table
    if months.empty:
        return ()
    signals = [row for row in months.index[months["in_period"]] if months.loc[row, "signal"]]
    told = study.say("partners.no_chart" if months["centre"].isna().all() else "partners.no_signal")
    if signals:
        told = study.say("partners.signals", month=study.book.cell(name, signals[-1], "month", "month"))
    drawn = months.rename(columns={"calls": "value"})[["value", "centre", "low", "high", "signal"]]
    return (
        Picture(
            draw_run(drawn, title="Ambulance calls to violence each month", of="Ambulance calls"),
            study.say("partners.picture"), name,
            (Column("month", "Month", "month"), Column("calls", "Calls"),
             Column("centre", "Usual", low="low", high="high"), Column("signal", "Signal", "text"),
             Column("offences", "Recorded offences of the same hours")),
            note=study.say("partners.picture_note"),
        ),
        Paragraph((told,)),
    )  # fmt: skip


def _places(study: Study) -> tuple[tuple[Say, ...], tuple[Block | None, ...], tuple[Finding, ...]]:
    """Name places only where they stand out; the whole list is folded."""
    book, name = study.book, "partners_places"
    if name not in book.entries:
        return (), (Paragraph((study.say("partners.no_larger"),)),), ()
    table = book.entries[name].table
    n = {key: book.cell("partners_together", "period", key) for key in ("more", "fewer", "few", "places", "judged")}
    lost = {key: book.cell("partners_together", "period", key) for key in ("calls_lost", "offences_lost")}
    note = study.say("partners.lost", **lost) if any(one.base for one in lost.values()) else None
    out = tuple(map(str, table.index[table["told"].isin([MORE, FEWER])]))
    full = Table(name, "Every place: calls beside records", _PLACES, note=note, folded=True)
    words = Paragraph((study.say("partners.few", few=n["few"], places=n["places"]),))
    if not out:
        return (study.say("partners.none_out", judged=n["judged"]),), (words, full), ()
    listed = Table(name, "Places that stand out, all places looked at together", _PLACES, out,
                   study.say("partners.out_note"), cards=True)  # fmt: skip
    said: tuple[Say, ...] = (study.say("partners.out", **{key: n[key] for key in ("more", "fewer", "places")}),)
    more = table[(table["told"] == MORE) & table["ratio"].notna()]
    more = more.sort_values("before", key=lambda told: told != MORE, kind="stable")
    if more.empty:
        return said, (listed, words, full), ()
    row, again = str(more.index[0]), bool(more["before"].iloc[0] == MORE)
    fields: dict[str, Any] = {
        "place": book.cell(name, row, "place", "text"), "calls": book.cell(name, row, "calls"),
        "offences": book.cell(name, row, "offences"),
        **{key: book.cell(name, row, key, "times") for key in ("ratio", "low", "high")},
    }  # fmt: skip
    said = (*said, study.say(f"partners.{'again' if again else 'first'}", **fields))
    return said, (listed, words, full), (_finding(study, fields),) if again else ()


def _finding(study: Study, fields: dict[str, Any]) -> Finding:
    say = study.must_say
    return Finding(
        "partners.more_calls", 0.45, say("partners.found", **fields),
        study.say("partners.where", place=fields["place"]), None, None, study.say("partners.sure"),
        say("partners.so_what"),
        say("partners.recommend", place=fields["place"]), "Chair of the community safety partnership",
        say("partners.by_when"), say("partners.how_known", place=fields["place"]),
    )  # fmt: skip


def _flow() -> Table:
    return Table(
        "partners_flow", "From all offences in scope to those beside the calls",
        (Column("step", "Offences", "text"), Column("before", "The period before"), Column("n", "This period")),
        folded=True,
    )  # fmt: skip


def _young(study: Study) -> tuple[tuple[Say, ...], Table | None]:
    """Say how many of those harmed, and of suspects, are young, against residents."""
    table = counted.young_table(study)
    if table.empty:
        return (study.say("partners.no_young"),), None
    name, cell = "partners_young", study.book.cell
    study.book.put(
        name, table, key=("role", "group"), source="incidents, people, population",
        how="sums of the tables of victims' and suspects' ages; Wilson interval of the share of known ages, exact "
        "Poisson interval a year per 1,000 residents of those ages, METHODS 4",
    )  # fmt: skip
    said = []
    for role in table["role"].unique():
        row, older = f"{role}|{counted.YOUNG}", f"{role}|{counted.OLDER}"
        fields = {"group": cell(name, row, "group", "text")}
        fields |= {key: cell(name, row, key) for key in ("known", "n", "residents")}
        ends = {"share": "low high", "low": "", "high": ""}
        fields |= {key: cell(name, row, key, "percent", n="known", ends=end) for key, end in ends.items()}
        rates = {"rate": "rate_low rate_high", "rate_low": "", "rate_high": ""}
        fields |= {key: cell(name, row, key, "number1", n="n", ends=end) for key, end in rates.items()}
        fields |= {f"old_{key}": cell(name, older, key, "number1", n="n") for key in rates}
        said.append(study.say(f"partners.young_{role}", **fields))
    columns = (
        Column("label", "Who", "text"), Column("group", "Age", "text"), Column("n", "Number"),
        Column("share", "Of known age", "percent", "low", "high"), Column("residents", "Residents"),
        Column("rate", "Per 1,000 a year", "number1", "rate_low", "rate_high"),
    )  # fmt: skip
    return tuple(said), Table(name, "The young beside residents", columns, note=study.say("partners.young_note"))
