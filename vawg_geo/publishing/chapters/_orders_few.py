"""Preventative orders in a profile of children: how many were applied for and granted, small counts hidden."""

from __future__ import annotations

import pandas as pd

from vawg_geo.publishing.chapters._guarded import ALL, put_guarded
from vawg_geo.publishing.chapters._orders_counted import say_aside
from vawg_geo.publishing.chapters._shares import count_verdict
from vawg_geo.publishing.report.blocks import Block, Column, Limit, Paragraph, Table
from vawg_geo.publishing.report.study import Study

_EVENTS = {"applied": "applied for", "granted": "granted"}
_MOVED = {
    "higher": "more than chance would make it", "lower": "fewer than chance would make it",
    "same": "no change we can distinguish from chance",
}  # fmt: skip


def write_few(study: Study, orders: pd.DataFrame, *, names: dict[str, str]) -> tuple[Block | None, ...]:
    """
    Tell orders by type with every count hidden that is below the least that may be shown.

    Parameters
    ----------
    study
        The profile under study; a year of a force has few of these orders, and each is about somebody.
    orders
        The orders of the profile's types.
    names
        Type -> its name.

    Returns
    -------
    blocks
        A sentence each for applied for and granted, and their tables.

    References
    ----------
    METHODS 12; PRODUCTS 4.2.
    """
    said, tables = [], []
    for event, done in _EVENTS.items():
        day = orders[event].dt.tz_localize(None).dt.normalize()
        parts = {
            at: orders.loc[day.between(*map(pd.Timestamp, ends)), "type"].map(lambda type_: names.get(type_, type_))
            for at, ends in (("now", study.period), ("before", study.before))
        }
        name = put_guarded(
            study, f"orders_{event}", parts, order=sorted({label for labels in parts.values() for label in labels}),
            key="what", how=f"orders {done} in the period, by type, METHODS 10", source="orders",
        )  # fmt: skip
        cells = {at: study.book.cell(name, ALL, at) for at in parts}
        hidden = any(cell.shown == "cannot say" for cell in cells.values())
        moved = "" if hidden else _MOVED[count_verdict(cells["before"].base, cells["now"].base)]
        said.append(
            study.must_say("orders.few_hidden", done=done) if hidden
            else study.must_say(f"orders.few_{event}", moved=moved, **cells)
        )  # fmt: skip
        columns = (Column("what", "Type", "text"), Column("now", "The period"), Column("before", "The period before"))
        tables.append(Table(name, f"Orders {done} by type", columns))
    return (
        Paragraph(tuple(said), lead=True), *tables,
        Limit((study.must_say("orders.few"), study.must_say("orders.limits"), say_aside(study))),
    )  # fmt: skip
