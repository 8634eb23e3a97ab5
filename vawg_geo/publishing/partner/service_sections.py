"""The partners' sections about services: referrals and support, orders, the audit of outcomes."""

from __future__ import annotations

import pandas as pd

from vawg_geo.publishing.chapters._performance_support import MEASURES
from vawg_geo.publishing.partner import share_tables as lined
from vawg_geo.publishing.partner import tables as made
from vawg_geo.publishing.partner.pages import SHARE, Pages
from vawg_geo.publishing.partner.services import EVENTS
from vawg_geo.publishing.pictures.bars import draw_bars
from vawg_geo.publishing.release_cells import WHOLE
from vawg_geo.publishing.report.blocks import Block, Column, Limit, Paragraph, Picture, Points, Say, Section, Table

_FIVE = ("x", "n", "share", "low", "high")
_MARAC = MEASURES["marac_repeat"].label


def write_services(pages: Pages) -> Section:
    """Write how often victims were put in touch with support, and how often it took them up."""
    blocks: list[Block | None] = [pages.none("referrals") or None]
    if not pages.shown["referrals"].lacks:
        blocks = _referrals(pages)
    blocks += [pages.none("support")] if pages.shown["support"].lacks else _support(pages)
    return Section(
        "services", "Support for victims", "How many are put in touch with support, and how many are taken on?",
        tuple(blocks),
    )  # fmt: skip


def _referrals(pages: Pages) -> list[Block | None]:
    table = lined.share_table(pages.shown["referrals"], *pages.periods.spans())
    table = pd.concat([table[table["what"] != WHOLE], table[table["what"] == WHOLE]], ignore_index=True)
    name = pages.put("referrals", table, key="what", source="referrals")
    book = pages.study.book
    rows = tuple(row for row in book.entries[name].table.index if row != WHOLE)
    lead: Say = None
    if len(rows) < len(table):
        lead = pages.say("referrals", **{k: v for k, v in pages.share(name, WHOLE).items() if k in _FIVE})
    bars = table[table["what"] != WHOLE].set_index("what")[["share", "low", "high"]].rename(columns={"share": "value"})
    day = pages.put_said("last day of the year", day=pages.study.month.last.isoformat())
    title = pages.study.must_say("partner.referrals_title", last=day)
    svg = draw_bars(bars, title=title.text, of="Share of referrals accepted", unit="share", top=1.0)
    columns = (Column("what", "Service", "text"), Column("x", "Accepted"), Column("n", "Referred"), *SHARE[2:])
    return [
        Paragraph((lead,), lead=True),
        Points(tuple(pages.moved(name))),
        Picture(svg, title, name),
        Table(name, "Referrals by service", columns, cards=True),
    ]


def _support(pages: Pages) -> list[Block | None]:
    table = lined.share_table(pages.shown["support"], *pages.periods.spans())
    name = pages.put("support", table, key="what", source="indicators")
    columns = (Column("what", "What", "text"), Column("x", "Met"), *SHARE[1:])
    marac = None if _MARAC in set(table["what"]) else pages.say("no_marac")
    return [
        Table(name, "What services and audits sent", columns, cards=True),
        Paragraph((pages.say("support_note"), marac)),
        Points(tuple(pages.moved(name))),
    ]


def write_orders(pages: Pages) -> Section:
    """Write orders by type and step."""
    title, question = "Preventative orders", "How often are orders asked for that keep suspects away?"
    if (none := pages.none("orders_applied")) is not None:
        return Section("orders", title, question, (none,))
    name = pages.put("orders", made.order_table(pages.shown, pages.periods), key="type", source="orders")
    cell = pages.study.book.cell
    lead = pages.say(
        "orders", applied=cell(name, WHOLE, "applied"), granted=cell(name, WHOLE, "granted"),
        before=cell(name, WHOLE, "granted_before"),
    ) or pages.say("orders_hidden")  # fmt: skip
    labels = {"applied": "Applied for", "granted": "Granted or issued", "refused": "Refused", "breached": "Breached"}
    columns = (
        Column("type", "Type", "text"), *(Column(event, labels[event]) for event in EVENTS),
        Column("applied_before", "Year before: applied for"), Column("granted_before", "Year before: granted"),
    )  # fmt: skip
    return Section(
        "orders", title, question,
        (Paragraph((lead,), lead=True), Table(name, "Orders by type, twelve months", columns, cards=True),
         Limit((pages.say("orders_limits"), _aside(pages)))),
    )  # fmt: skip


def _aside(pages: Pages) -> Say:
    """Say how many orders are set aside; where they are few, without the number."""
    table = pages.shown["orders_applied"]
    if not table.table.aside:
        return None
    if table.table.aside < table.rule.threshold:
        return pages.say("orders_aside_few")
    return pages.say("orders_aside", aside=pages.put_said("orders set aside", n=table.table.aside))


def write_audit(pages: Pages) -> Section:
    """Write what the audit of outcomes found."""
    title, question = "Audit of outcomes", "How often is a crime closed with the wrong outcome?"
    if (none := pages.none("audit")) is not None:
        return Section("audit", title, question, (none,))
    table = made.audit_table(pages.shown["audit"])
    name = pages.put(
        "audit", table, key="quarter", source="audits, outcomes",
        how="crimes found wrong of those checked; share weighed by stratum, interval for a finite population, "
        "METHODS 10; shown only where the count and its complement are large enough, METHODS 12",
    )  # fmt: skip
    fields = {k: v for k, v in pages.share(name, str(table["quarter"].iloc[-1])).items() if k in _FIVE}
    columns = (
        Column("quarter", "Quarter ending", "month"),
        Column("x", "Wrong outcome"),
        Column("n", "Checked"),
        SHARE[2],
    )
    return Section(
        "audit", title, question,
        (
            Paragraph((pages.say("audit", **fields),), lead=True),
            Table(name, "Outcomes found wrong, by quarter", columns),
            Limit((pages.say("audit_limits"),)),
        ),
    )  # fmt: skip
