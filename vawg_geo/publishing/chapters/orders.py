"""Preventative orders: how many were applied for, granted, refused and breached, beside the need for them."""

from __future__ import annotations

import pandas as pd

from vawg_geo.measures.counts_together import SAME, judge_together
from vawg_geo.measures.held_charts import chart_held
from vawg_geo.measures.order_flow import count_flow
from vawg_geo.measures.orders import time_decisions, with_suspect
from vawg_geo.measures.rates import rate_intervals
from vawg_geo.publishing.chapters._changes import change_columns, say_change
from vawg_geo.publishing.chapters._few_children import guards_children
from vawg_geo.publishing.chapters._orders_counted import ALL, counted_orders, say_aside
from vawg_geo.publishing.chapters._orders_few import write_few
from vawg_geo.publishing.chapters._shares import count_verdict
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
from vawg_geo.publishing.report.book import Cell
from vawg_geo.publishing.report.study import Study

# Type -> its name, and the themes of the profiles that tell it.
TYPES: dict[str, tuple[str, frozenset[str]]] = {
    "DVPN": ("Domestic violence protection notice", frozenset({"da"})),
    "DVPO": ("Domestic violence protection order", frozenset({"da"})),
    "NMO": ("Non-molestation order", frozenset({"da"})),
    "FMPO": ("Forced marriage protection order", frozenset({"da", "hba"})),
    "FGMPO": ("Female genital mutilation protection order", frozenset({"da", "hba", "child_sexual"})),
    "SPO": ("Stalking protection order", frozenset({"da", "stalking"})),
    "SHPO": ("Sexual harm prevention order", frozenset({"sexual", "rape", "child_sexual"})),
    "SRO": ("Sexual risk order", frozenset({"sexual", "rape", "child_sexual"})),
}
NOTICE = "DVPN"
ALWAYS = (NOTICE, "SPO")  # types the strategy's own papers tell of: said whether or not they moved
PER = 100
_EVENTS = ("applied", "granted", "refused", "breached")
_COUNTED = (*_EVENTS, "live_start", "ended", "live_end")
_TOLD = {"applied": "applied for", "granted": "granted"}  # events whose change is told by type
_ISSUED = "issued"  # a notice is not granted by a court
_TITLE, _QUESTION = "Preventative orders", "How often do we ask for orders that keep suspects away, and are they kept?"


def write(study: Study) -> Section:
    """
    Write preventative orders.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    section
        Orders by type and event, notices for each hundred domestic abuse crimes with a suspect.
    """
    orders = counted_orders(study)
    kept = None if orders is None else orders[orders["type"].isin(_types(study, orders))]
    if orders is None or kept is None or kept.empty:
        return Section("orders", _TITLE, _QUESTION, (Paragraph((study.must_say("orders.none"),), lead=True),))
    if guards_children(study):
        return Section("orders", _TITLE, _QUESTION, write_few(study, kept, names={t: TYPES[t][0] for t in TYPES}))
    name = _put_counts(study, kept)
    rate = _put_rate(study, kept) if NOTICE in set(kept["type"]) else ""
    lead = Paragraph((_told(study, name, "all orders", "total"), *_say_rate(study, rate)), lead=True)
    points = Points(_changed_types(study, name))
    blocks: list[Block | None] = [
        lead, *_months(study, kept, study.covered(orders["applied"])), points, *_tables(study, name, kept),
        Limit((study.must_say("orders.rule"), study.must_say("orders.limits"), say_aside(study))),
    ]  # fmt: skip
    return Section("orders", _TITLE, _QUESTION, tuple(blocks), _findings(study, name))


def _types(study: Study, orders: pd.DataFrame) -> set[str]:
    """Pick the types of the profile's themes; a type nobody named is told in every profile of all themes."""
    own = set(study.written.themes)
    known = {name for name, (_, themes) in TYPES.items() if not own or own & themes}
    return known if own else known | set(orders["type"])


def _put_counts(study: Study, orders: pd.DataFrame) -> str:
    """Put events by type in the period and the one before."""
    flow = count_flow(orders, periods={"before": study.before, "now": study.period})
    flow = flow.assign(ended=flow["expired"] + flow["revoked"])[list(_COUNTED)]
    parts: dict[str, pd.DataFrame] = {}
    for period in ("before", "now"):
        counts = flow[flow.index.get_level_values("period") == period].droplevel("period")
        parts[period] = pd.concat([counts, counts.sum().to_frame(ALL).T]).add_suffix(f"_{period}")
    table = parts["now"].join(parts["before"]).rename_axis("type")
    for event in _EVENTS:
        changed = change_columns(table[f"{event}_before"], table[f"{event}_now"])
        kept = changed if event in _TOLD else changed[["ratio", "low", "high"]]
        table = table.join(kept.add_prefix(f"{event}_"))
    table = table.join(_judged(table.drop(index=ALL)))
    words = [TYPES[type_][0] if type_ in TYPES else type_.capitalize() for type_ in table.index]
    return study.book.put(
        "orders_types", table.assign(words=words).reset_index(), key="type",
        how="orders by the day they were applied for, granted, refused or breached; live at the end = live at the "
        "start + granted - ended, METHODS 10; ratio of two counts with its exact interval, METHODS 8; q: false "
        "discovery rate (Benjamini-Hochberg) over applied for and granted of every type, METHODS 7", source="orders",
    )  # fmt: skip


def _judged(table: pd.DataFrame) -> pd.DataFrame:
    """Judge the changes of all types and events that are told, together: <event>_q, <event>_word."""
    before, now = (pd.concat([table[f"{event}_{at}"] for event in _TOLD], keys=_TOLD) for at in ("before", "now"))
    judged = judge_together(before, now)[["q", "word"]]
    return pd.concat([judged.loc[[event]].droplevel(0).add_prefix(f"{event}_") for event in _TOLD], axis="columns")


def _told(study: Study, name: str, type_: str, sentence: str) -> Say:
    """Say a type's orders, from how many to how many; whether that is more than chance."""
    cell = study.book.cell
    word = count_verdict(*(cell(name, type_, f"applied_{at}").base for at in ("before", "now")))
    fields = {f"{event}_{at}": cell(name, type_, f"{event}_{at}") for event in _EVENTS for at in ("now", "before")}
    fields |= {end: cell(name, type_, f"applied_{end}", "number1") for end in ("low", "high")}
    fields |= {"live": cell(name, type_, "live_end_now")}
    return study.say(f"orders.{sentence}_{word}", type=cell(name, type_, "words", "text"), **fields)


def _changed_types(study: Study, name: str) -> tuple[Say, ...]:
    """Say how grants of the types that the strategy tells of went, and every type that moved by more than chance."""
    table, cell = study.book.entries[name].table, study.book.cell
    said: list[Say] = []
    moved: list[tuple[str, str, float]] = []
    for type_ in table["type"]:
        for event, word in _TOLD.items() if type_ != ALL else ():
            counts = cell(name, type_, f"{event}_before"), cell(name, type_, f"{event}_now")
            verdict = str(table.loc[type_, f"{event}_word"])
            if verdict != SAME:
                moved.append((event, verdict, counts[0].base))
            if verdict == SAME and (type_ not in ALWAYS or event != "granted"):
                continue
            done = _ISSUED if (type_, event) == (NOTICE, "granted") else word
            what = f"{TYPES[type_][0]}s" if type_ in TYPES else cell(name, type_, "words", "text")
            said.append(
                say_change(study, (name, type_), what=what, done=done, counts=counts, tag=f"{event}_",
                           told=verdict != SAME)
            )  # fmt: skip
    say = study.must_say
    first = () if moved else (say("orders.types_same"),)
    notes = {"issued": ("granted", "higher") in {one[:2] for one in moved}, "of_none": 0 in {one[2] for one in moved}}
    return (*first, *said, *(say(f"common.{note}") for note, holds in notes.items() if holds))


def _put_rate(study: Study, orders: pd.DataFrame) -> str:
    """Put notices for each hundred crimes of domestic abuse with a suspect, victims of any sex and age."""
    incidents = study.case.incidents
    day = incidents["recorded_on"].dt.tz_localize(None).dt.normalize()
    abuse = (incidents["status"] == "live") & incidents["da"].fillna(value=False).astype(bool)
    known = with_suspect(incidents, study.case.people) if study.case.people is not None else None
    own = orders[orders["type"] == NOTICE]
    notices = count_flow(own, periods={"before": study.before, "now": study.period}).droplevel("type")["applied"]
    rows = []
    for period, (first, last) in (("before", study.before), ("now", study.period)):
        inside = abuse & day.between(pd.Timestamp(first), pd.Timestamp(last))
        x = int(notices[period])
        n = int((inside & known).sum()) if known is not None else 0
        rows.append(
            {"period": period, "first": first.isoformat(), "last": last.isoformat(), "x": x, "n": n, "per": PER}
        )
    table = pd.DataFrame(rows)
    if (table["n"] == 0).any():
        return ""
    return study.book.put(
        "orders_rate", table.join(rate_intervals(table["x"], table["n"], per=PER)), key="period",
        how="notices applied for, for each hundred domestic abuse crimes with a suspect not eliminated (victims of "
        "any sex and age); exact Poisson interval, METHODS 4", source="orders, incidents, people",
    )  # fmt: skip


def _say_rate(study: Study, name: str) -> tuple[Say, ...]:
    if not name:
        return ()
    cell = study.book.cell
    fields: dict[str, Cell] = {}
    for period in ("before", "now"):
        fields |= {f"{period}_{c}": cell(name, period, c, "number1") for c in ("rate", "low", "high")}
        fields |= {f"{period}_x": cell(name, period, "x"), f"{period}_n": cell(name, period, "n")}
    return (study.say("orders.rate", per=cell(name, "now", "per"), **fields),)


def _months(study: Study, orders: pd.DataFrame, held: pd.Index) -> list[Block | None]:
    """Draw the applications month by month."""
    n = orders["applied"].dropna().dt.strftime("%Y-%m").value_counts().reindex(held, fill_value=0)
    chart = chart_held(n, chart="c", drawn=study.months)
    if len(chart) < 2:  # noqa: PLR2004 - one point is no chart
        return []
    table = chart.rename(columns={"value": "n"}).rename_axis("month").reset_index()
    name = study.book.put(
        "orders_months", table, key="month", source="orders",
        how="orders applied for in a month; c chart with limits of the first 24 months held, METHODS 8",
    )  # fmt: skip
    title = study.must_say("orders.months", last=study.book.cell(name, chart.index[-1], "month", "month"))
    columns = (
        Column("month", "Month", "month"), Column("n", "Applied for"), Column("centre", "Usual", "number1"),
        Column("low", "Lower limit", "number1"), Column("high", "Upper limit", "number1"),
        Column("signal", "Signal", "text"),
    )  # fmt: skip
    return [Picture(draw_run(chart, title=title.text, of="Orders applied for"), title, name, columns)]


def _tables(study: Study, name: str, orders: pd.DataFrame) -> list[Block | None]:
    waiting = time_decisions(orders, first=study.period[0], last=study.period[1], cut=study.cut).reset_index()
    timed = study.book.put(
        "orders_waiting", waiting, key="type",
        how="median days from application to a grant or refusal, those not decided followed to the data cut "
        "(Kaplan-Meier), METHODS 10", source="orders",
    )  # fmt: skip
    columns = (
        Column("words", "Type", "text"), Column("applied_before", "Applied for, before"),
        Column("applied_now", "Applied for, now"), Column("granted_now", "Granted"),
        Column("refused_now", "Refused"), Column("breached_now", "Breached"), Column("live_start_now", "Live at start"),
        Column("ended_now", "Ended"), Column("live_end_now", "Live at end"),
    )  # fmt: skip
    waited = (
        Column("type", "Type", "text"), Column("n", "Applied for"), Column("n_open", "Not decided"),
        Column("median", "Median days", "number1", "median_low", "median_high"),
    )  # fmt: skip
    return [
        Table(name, "Orders of the period by type", columns),
        Table(timed, "Days from application to decision", waited, folded=True),
    ]


def _findings(study: Study, name: str) -> tuple[Finding, ...]:
    """Make a finding where applications moved by more than chance."""
    what = _told(study, name, ALL, "total")
    line = study.book.entries[name].table.loc[ALL]
    if what is None or not (line["applied_low"] > 1 or line["applied_high"] < 1):
        return ()
    say = study.must_say
    return (
        Finding(
            "orders: applied for", 0.5, what, None, None, None, say("orders.sure"), say("orders.so_what"),
            say("orders.recommend"), "Head of Public Protection", say("orders.by_when"), say("orders.how_known"),
        ),
    )  # fmt: skip
