"""The quarterly return of orders: applied for, granted, refused, pending, breached, by type, month and quarter."""

from __future__ import annotations

import pandas as pd

from vawg_geo.measures.order_flow import FLOW
from vawg_geo.publishing.chapters import _ordersreturn_tables as counted
from vawg_geo.publishing.chapters._orders_counted import ALL, GROUPS, sort_orders
from vawg_geo.publishing.chapters._shares import count_verdict
from vawg_geo.publishing.pictures.multiples import draw_multiples
from vawg_geo.publishing.report.blocks import (
    Block,
    Column,
    Finding,
    Limit,
    Paragraph,
    Picture,
    Say,
    Section,
    Table,
)
from vawg_geo.publishing.report.book import Cell
from vawg_geo.publishing.report.sentences import Sentence
from vawg_geo.publishing.report.study import Study

_TITLE = "Orders applied for, granted, refused and breached"
_QUESTION = "How many orders were asked for and made, and what became of them?"
POLICE = GROUPS["police"]
_BY_DAY = (
    Column("applied", "Applied for"), Column("granted", "Granted or issued"), Column("refused", "Refused"),
    Column("pending", "Not decided at the end"), Column("breached", "Breached"),
    Column("breach_arrested", "Arrested for the breach"),
)  # fmt: skip


def write(study: Study) -> Section:
    """
    Write the return.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    section
        The quarter by type, the months, what each type is.

    Raises
    ------
    BalanceError
        If orders live at the end are not those live at the start + granted - expired - revoked.
    """
    parted = sort_orders(study)
    if parted is None or study.case.tables["orders"].empty:
        return Section(
            "ordersreturn", _TITLE, _QUESTION, (Paragraph((study.must_say("ordersreturn.none"),), lead=True),)
        )
    _put(study, parted[0])
    blocks: tuple[Block | None, ...] = (
        Paragraph((_lead(study), study.say("ordersreturn.dates", **_told(study))), lead=True),
        _drawn(study),
        *_tables(study),
        Limit((study.must_say("ordersreturn.limits"),)),
    )
    return Section("ordersreturn", _TITLE, _QUESTION, blocks, _findings(study))


def _put(study: Study, orders: pd.DataFrame) -> None:
    """Put the return's tables into the book."""
    put = study.book.put
    balance = "live at the end = live at the start + granted - expired - revoked in every row, METHODS 10"
    put("ordersreturn_types", counted.list_types(orders), key="type",
        how="the list of types that comes with the toolkit, and types of the force's table it does not hold",
        source="orders")  # fmt: skip
    put("ordersreturn_quarter", counted.return_quarter(orders, study), key="type",
        how=f"orders by the day of each step; {balance}; days to a decision by Kaplan-Meier, those not decided "
        "followed to the data cut", source="orders")  # fmt: skip
    for name, periods in (("months", counted.months_of(study)), ("quarters", counted.quarters_of(study))):
        put(f"ordersreturn_{name}", counted.return_periods(orders, periods), key=["type", "period"],
            how=f"orders by the day of each step; {balance}; what is live as a period ends is live as the next "
            "begins", source="orders")  # fmt: skip
    put("ordersreturn_told", counted.count_earlier(orders, study), key="what",
        how="granted in the period, by whether applied for before it; limits of this section",
        source="orders")  # fmt: skip


def _told(study: Study) -> dict[str, Cell]:
    return {name: study.book.cell("ordersreturn_told", name, "n") for name in ("granted", "earlier")}


def _before(study: Study) -> str:
    """Name the period before in the table of quarters."""
    return list(counted.quarters_of(study))[-2]


def _lead(study: Study) -> Say:
    """Say the police's own orders, beside the quarter before."""
    cell = study.book.cell
    before = cell("ordersreturn_quarters", f"{POLICE}|{_before(study)}", "applied")
    fields = {name: cell("ordersreturn_quarter", POLICE, name) for name in FLOW}
    del fields["breach_arrested"], fields["live_start"], fields["expired"], fields["revoked"]
    return study.say(f"ordersreturn.lead_{_word(study)}", before=before, **fields)


def _word(study: Study) -> str:
    cell = study.book.cell
    before = cell("ordersreturn_quarters", f"{POLICE}|{_before(study)}", "applied").base
    return count_verdict(before, cell("ordersreturn_quarter", POLICE, "applied").base)


def _drawn(study: Study) -> Block:
    """Draw applications month by month, a panel a type that was applied for."""
    months = study.book.entries["ordersreturn_months"].table
    types = counted.order_types().index
    wide = months[months["type"].isin(types)].pivot_table(index="period", columns="type", values="applied", sort=False)
    wide = wide.loc[:, wide.sum() > 0]
    named = wide.rename_axis(index="month", columns=None)
    last = study.book.cell("ordersreturn_months", f"{ALL}|{study.month}", "period", "month")
    title = study.must_say("ordersreturn.months", last=last)
    rows = tuple(f"{type_}|{month}" for type_ in named.columns for month in named.index)
    columns = (Column("type", "Type", "text"), Column("period", "Month", "month"), Column("applied", "Applied for"))
    return Picture(draw_multiples(named, title=title.text), title, "ordersreturn_months", columns, rows)


def _tables(study: Study) -> tuple[Block | None, ...]:
    quarter = study.book.entries["ordersreturn_quarter"].table
    some = tuple(quarter.index[(quarter[[column.name for column in _BY_DAY]].fillna(0) > 0).any(axis="columns")])
    months = study.book.entries["ordersreturn_months"].table
    inside = months["period"].isin(list(counted.months_of(study))[-study.written.months :])
    shown = tuple(months.index[inside & months["type"].isin(some)])
    words = (Column("name", "Type", "text"), *_BY_DAY,
             Column("median", "Median days to a decision", "number1", "median_low", "median_high"))  # fmt: skip
    dated = (Column("type", "Type", "text"), Column("period", "Month", "month"), *_BY_DAY)
    rest = study.say("ordersreturn.rest", fewest=study.book.cell("ordersreturn_told", "fewest", "n"))
    return (
        Table("ordersreturn_quarter", "Orders of the quarter by type", words, some, note=rest, cards=True),
        Table("ordersreturn_months", "The same by month", dated, shown, folded=True),
        Table("ordersreturn_types", "What each type is, who asks for it, what its breach is",
              (Column("type", "Type", "text"), Column("name", "Name", "text"), Column("group", "Counted as", "text"),
               Column("asked_by", "Who asks for it", "text"), Column("breach", "Its breach is", "text")), folded=True),
    )  # fmt: skip


def _findings(study: Study) -> tuple[Finding, ...]:
    """Find a change of applications beyond chance, and applications nobody decided."""
    say, cell = study.must_say, study.book.cell
    found = []
    old = cell("ordersreturn_quarter", POLICE, "old")
    if old.base > 0:
        what = say("ordersreturn.old", old=old, pending=cell("ordersreturn_quarter", POLICE, "pending"),
                   days=cell("ordersreturn_told", "days", "n"))  # fmt: skip
        found.append(_finding(study, "orders return: not decided", 0.6, what, "old"))
    if _word(study) != "same":
        before = cell("ordersreturn_quarters", f"{POLICE}|{_before(study)}", "applied")
        what = say("ordersreturn.changed", before=before, applied=cell("ordersreturn_quarter", POLICE, "applied"))
        found.append(_finding(study, "orders return: applied for", 0.5, what, "changed"))
    return tuple(found)


def _finding(study: Study, name: str, weight: float, what: Sentence, kind: str) -> Finding:
    said = {
        part: study.must_say(f"ordersreturn.{kind}_{part}") for part in ("sure", "so_what", "do", "by_when", "known")
    }
    return Finding(
        name, weight, what, None, None, None, said["sure"], said["so_what"], said["do"], "Head of Public Protection",
        said["by_when"], said["known"],
    )  # fmt: skip
