"""The account of the return of orders: that it balances, what is set aside, what changed since the last return."""

from __future__ import annotations

import pandas as pd

from vawg_geo.publishing.chapters import _ordersbalance_tables as counted
from vawg_geo.publishing.chapters._orders_counted import sort_orders
from vawg_geo.publishing.chapters._ordersreturn_tables import find_unkept
from vawg_geo.publishing.report.blocks import Block, Column, Finding, Limit, Paragraph, Section, Table
from vawg_geo.publishing.report.book import Cell
from vawg_geo.publishing.report.study import Study

_TITLE = "Does the return balance, and what changed since the last one?"
_QUESTION = "Can these figures be trusted, and do they still say what the last return said?"
_QUARTER = "ordersreturn_quarter"


def write(study: Study) -> Section:
    """
    Write the account; the return itself stands before it.

    Parameters
    ----------
    study
        The profile under study, the return's tables in its book.

    Returns
    -------
    section
        Reconciliation by type, orders set aside by fault, restatements.
    """
    parted = sort_orders(study)
    if parted is None or _QUARTER not in study.book.entries:
        return Section(
            "ordersbalance", _TITLE, _QUESTION, (Paragraph((study.must_say("ordersbalance.none"),), lead=True),)
        )
    (kept, faults), orders = parted, study.case.tables["orders"]
    last = counted.last_months(study)
    restated = counted.list_restated(study, last) if last is not None else pd.DataFrame(columns=counted.RESTATED)
    cells = _put(study, faults, restated, read=len(orders), kept=len(kept))
    compared = "first" if last is None else "restated" if len(restated) else "unchanged"
    lead = (
        study.must_say("ordersbalance.balances", rows=cells["rows"]),
        study.must_say("ordersbalance.aside" if cells["aside"].base else "ordersbalance.sound",
                       **_some(cells, "read", *(("aside", "counted") if cells["aside"].base else ()))),
        study.must_say(f"ordersbalance.{compared}",
                       **(_some(cells, "restated", "late", "corrected") if compared == "restated" else {})),
    )  # fmt: skip
    steps = find_unkept(orders)
    unkept = study.must_say("ordersbalance.unkept", steps=" or ".join(steps)) if steps else None
    blocks: tuple[Block | None, ...] = (
        Paragraph((*lead, unkept), lead=True),
        *_tables(study, restated=bool(len(restated)), faulty=cells["aside"].base > 0),
        Limit((study.must_say("ordersbalance.limits"),)),
    )
    return Section("ordersbalance", _TITLE, _QUESTION, blocks, _findings(study, cells))


def _some(cells: dict[str, Cell], *names: str) -> dict[str, Cell]:
    return {name: cells[name] for name in names}


def _put(study: Study, faults: pd.DataFrame, restated: pd.DataFrame, *, read: int, kept: int) -> dict[str, Cell]:
    put = study.book.put
    put("ordersbalance_faults", faults, key="fault",
        how="orders whose days cannot be true together, by what is wrong; an order may have several faults and is "
        "counted nowhere else", source="orders")  # fmt: skip
    put("ordersbalance_restated", restated, key=["type", "month", "column"],
        how="every figure of the months that both returns have and that differs",
        source="orders, the last return")  # fmt: skip
    told = put("ordersbalance_told", counted.count_account(study, faults, read=read, kept=kept, restated=restated),
               key="what", how="orders read = counted + set aside; rows of the return's tables, each of which was "
               "checked to balance", source="orders, the last return")  # fmt: skip
    return {str(what): study.book.cell(told, what, "n") for what in study.book.entries[told].table["what"]}


def _tables(study: Study, *, restated: bool, faulty: bool) -> tuple[Block | None, ...]:
    quarter = study.book.entries[_QUARTER].table
    flows = ["live_start", "granted", "expired", "revoked", "live_end"]
    some = tuple(quarter.index[(quarter[flows] > 0).any(axis="columns")])
    return (
        Table(_QUARTER, "From live at the start of the quarter to live at its end",
              (Column("name", "Type", "text"), Column("live_start", "Live at the start"),
               Column("granted", "+ granted or issued"), Column("expired", "− expired"), Column("revoked", "− revoked"),
               Column("live_end", "= live at the end")), some, cards=True),
        Table("ordersbalance_faults", "Orders set aside, by what is wrong with their days",
              (Column("fault", "Fault", "text"), Column("n", "Orders")), folded=not faulty),
        Table("ordersbalance_restated", "Figures of the last return that changed",
              (Column("type", "Type", "text"), Column("month", "Month", "month"), Column("column", "Figure", "text"),
               Column("before", "In the last return"), Column("after", "Now"), Column("why", "Why", "text")),
              folded=True) if restated else None,
    )  # fmt: skip


def _findings(study: Study, cells: dict[str, Cell]) -> tuple[Finding, ...]:
    """Find orders that cannot be counted."""
    if not cells["aside"].base:
        return ()
    said = {
        part: study.must_say(f"ordersbalance.aside_{part}") for part in ("sure", "so_what", "do", "by_when", "known")
    }
    what = study.must_say("ordersbalance.aside", **_some(cells, "read", "aside", "counted"))
    return (
        Finding("orders return: set aside", 0.55, what, None, None, None, said["sure"], said["so_what"], said["do"],
                "Legal services", said["by_when"], said["known"]),
    )  # fmt: skip
