"""Suspects recorded across themes, and the orders and programmes they overlap with: counts."""

from __future__ import annotations

import pandas as pd

from vawg_geo.measures.order_flow import count_flow
from vawg_geo.measures.order_subjects import count_programmes, count_subjects
from vawg_geo.measures.people_counts import count_overlap
from vawg_geo.publishing.chapters._orders_counted import counted_orders, say_aside
from vawg_geo.publishing.chapters.orders import TYPES
from vawg_geo.publishing.report.blocks import Block, Column, Paragraph, Table
from vawg_geo.publishing.report.names import theme_name
from vawg_geo.publishing.report.study import Study
from vawg_geo.publishing.words import SHARE_BASE

_THEMES = ("da", "sexual", "rape", "child_sexual", "stalking", "harassment", "online", "violence")
_INSIDE = {("rape", "sexual"), ("sexual", "rape"), ("child_sexual", "sexual"), ("sexual", "child_sexual")}
_SHOWN = 12
_STEPS = ("granted", "applied", "refused", "breached")


def overlap(study: Study, suspects: pd.DataFrame) -> Block:
    """Show how many suspects of one theme are recorded in another crime of a second theme."""
    known = suspects[suspects["pid"].notna()]
    rows = known.assign(theme=known["themes"].str.split(";")).explode("theme")
    table = count_overlap(rows[["pid", "incident", "theme"]], _THEMES)
    pairs = zip(table["theme"], table["other"], strict=True)
    apart = pd.Series([pair not in _INSIDE for pair in pairs], index=table.index)
    table = table[apart & (table["people"] >= SHARE_BASE)].copy()
    few = table["across"] < study.written.least
    table["share"] = (table["across"] / table["people"]).mask(few)
    table["across"] = table["across"].astype("Int64").mask(few)
    if few.all():
        return Paragraph((study.say("suspects.no_overlap"),))
    for name in ("theme", "other"):
        table[name] = table[name].map(theme_name)
    table = table.sort_values(["share", "theme", "other"], ascending=[False, True, True], ignore_index=True)
    name = study.book.put(
        "suspects_themes", table[["theme", "other", "people", "across", "share"]], key=("theme", "other"),
        how="identified suspects of the period recorded in a crime of the first theme, and of these in another crime "
        "of the second; counts below the profile's least are hidden", source="incidents, people",
    )  # fmt: skip
    known = study.book.entries[name].table
    shown = tuple(known.index[known["across"].notna()][:_SHOWN])
    return Table(
        name, "The same people across themes",
        (
            Column("theme", "Suspected of", "text"), Column("other", "and, in another crime, of", "text"),
            Column("people", "Suspects of the first"), Column("across", "Of both"), Column("share", "Share", "percent"),
        ),
        shown, note=study.say("suspects.overlap_note"), folded=True,
    )  # fmt: skip


def orders(study: Study, pids: set[str]) -> tuple[Block, ...]:
    """Show the period's orders by type, and how many of their subjects are suspects here."""
    held = counted_orders(study)
    if held is None:
        return (Paragraph((study.say("suspects.no_orders"),)),)
    flow = count_flow(held, periods={"now": study.period}).droplevel("period")[list(_STEPS)]
    people = count_subjects(held, first=study.period[0], last=study.period[1], suspects=pids)
    table = _hidden(study, flow.join(people)).reset_index(names="type")
    table["type"] = [TYPES[code][0] if code in TYPES else code for code in table["type"]]
    name = study.book.put(
        "suspects_orders", table, key="type",
        how="orders of the whole force by the date of each step, METHODS 10; of the people with one granted, those "
        "recorded as a suspect in scope in the period", source="orders, people",
    )  # fmt: skip
    aside = say_aside(study)
    shown = Table(
        name, "Orders in the period (whole force)",
        (
            Column("type", "Order", "text"), Column("applied", "Applied for"), Column("granted", "Granted"),
            Column("refused", "Refused"), Column("breached", "Breached"), Column("subjects", "People"),
            Column("suspects", "Suspects in scope"),
        ),
        note=study.say("suspects.orders_note"), folded=True,
    )  # fmt: skip
    return (shown, Paragraph((aside,))) if aside else (shown,)


def programmes(study: Study, pids: set[str]) -> Block:
    """Show the period's referrals to programmes, and how many of the people are suspects here."""
    held = study.case.tables.get("programmes")
    if held is None:
        return Paragraph((study.say("suspects.no_programmes"),))
    table = count_programmes(held, first=study.period[0], last=study.period[1], suspects=pids)
    table = _hidden(study, table).reset_index(names="programme")
    name = study.book.put(
        "suspects_programmes", table, key="programme",
        how="referrals, starts and completions by their own date; of the people referred, those recorded as a suspect "
        "in scope in the period", source="programmes, people",
    )  # fmt: skip
    return Table(
        name, "Programmes in the period (whole force)",
        (
            Column("programme", "Programme", "text"), Column("referred", "Referred"), Column("started", "Started"),
            Column("completed", "Completed"), Column("subjects", "People"), Column("suspects", "Suspects in scope"),
        ),
        note=study.say("suspects.programmes_note"), folded=True,
    )  # fmt: skip


def _hidden(study: Study, table: pd.DataFrame) -> pd.DataFrame:
    """Hide how many suspects there are among few people."""
    few = table["suspects"] < study.written.least
    return table.assign(suspects=table["suspects"].astype("Int64").mask(few))
