"""People under notification requirements, as counts: risk, overdue visits, breaches, officers' load, MSOAs, no map."""

from __future__ import annotations

from datetime import date

import pandas as pd

from vawg_geo.base.restricted import require_restricted
from vawg_geo.measures.counts_together import judge_together
from vawg_geo.measures.held_charts import chart_held
from vawg_geo.measures.order_flow import count_flow
from vawg_geo.measures.rates import share_intervals
from vawg_geo.measures.register import count_overdue, time_since_visit
from vawg_geo.measures.registered import count_registered
from vawg_geo.publishing.chapters._orders_counted import counted_orders, say_aside
from vawg_geo.publishing.chapters._registered_loads import load_blocks, place_blocks
from vawg_geo.publishing.chapters._shares import share_cells, verdict, without_small
from vawg_geo.publishing.pictures.run import draw_run
from vawg_geo.publishing.report.blocks import Block, Column, Finding, Limit, Paragraph, Picture, Say, Section, Table
from vawg_geo.publishing.report.book import Cell
from vawg_geo.publishing.report.study import Study

ORDERS = ("SHPO", "SRO")
ENTERING = 6  # months in which the people of a table of visits enter it
_TITLE = "People under notification requirements"
_QUESTION = "How many people are managed, are their visits made in time, and can the officers manage the load?"


def write(study: Study) -> Section:
    """
    Write the register.

    Parameters
    ----------
    study
        The profile under study, which must be a restricted one in force.

    Returns
    -------
    section
        Counts only: nobody is listed, and no home is placed.

    Raises
    ------
    DisclosureError
        If the profile is not a restricted one that is in force.
    """
    today = date.today()  # noqa: DTZ011 - the day where it is read
    require_restricted(study.profile.restricted, today=today, synthetic=study.case.force.synthetic)
    rso, visits = (study.case.tables.get(name) for name in ("rso", "visits"))
    if rso is None or rso.empty:
        return Section("registered", _TITLE, _QUESTION, (Paragraph((study.must_say("registered.none"),), lead=True),))
    risk = _risk(study, rso)
    lead = Paragraph(
        (study.say("registered.lead", **share_cells(study.book, risk, "All", names=_NAMES)), _highest(study, risk)),
        lead=True,
    )
    charted, late = _overdue(study, visits)
    loads, uneven = load_blocks(study, visits, rso)
    blocks: list[Block | None] = [
        lead, *charted, _risk_table(risk), *_breaches(study, rso), *loads, *place_blocks(study, rso),
        Limit((study.must_say("registered.limits"),)),
    ]  # fmt: skip
    return Section("registered", _TITLE, _QUESTION, tuple(blocks), (*late, *uneven))


_NAMES = "overdue n share low high"


def _risk(study: Study, rso: pd.DataFrame) -> str:
    """Put counts by risk level, with the days since the last visit."""
    table = count_registered(rso, cut=study.cut).set_index("risk")
    people = rso[rso["person_id"].isna() | ~rso.duplicated("person_id")]
    since = time_since_visit(people, cut=study.cut)
    table["since"] = since.groupby(people["risk"]).median()
    table.loc["All"] = [*table[["n", "overdue", "undated"]].sum(), since.median()]
    table = table.astype(dict.fromkeys(("n", "overdue", "undated"), "int64"))
    table = without_small(table.join(share_intervals(table["overdue"], table["n"])), base="n")
    table["since"] = table["since"].where(table["n"] >= study.written.least)
    return study.book.put(
        "registered_risk", table.reset_index(), key="risk",
        how="people of the register by risk level, those whose next visit was due before the data cut, median days "
        "since the last visit; Wilson interval", source="rso",
    )  # fmt: skip


def _highest(study: Study, name: str) -> Say:
    """Say how many at the highest level have a visit overdue."""
    row = study.book.entries[name].table.index[0]
    cells = {key: study.book.cell(name, row, key) for key in ("n", "overdue")}
    return study.say("registered.highest", risk=study.book.cell(name, row, "risk", "text"), **cells)


def _risk_table(name: str) -> Table:
    return Table(
        name, "The register by risk level",
        (Column("risk", "Risk", "text"), Column("n", "People"), Column("overdue", "Visit overdue"),
         Column("share", "Share overdue", "percent", "low", "high"), Column("undated", "No next visit known"),
         Column("since", "Median days since the last visit")),
    )  # fmt: skip


def _overdue(study: Study, visits: pd.DataFrame | None) -> tuple[list[Block | None], tuple[Finding, ...]]:
    """Chart the share of people with a visit overdue at each month's end."""
    if visits is None or visits.empty:
        return [Paragraph((study.must_say("registered.no_visits"),))], ()
    months = list(study.covered(visits["due"], settle=ENTERING))
    counts = count_overdue(visits, months=months, cut=study.cut)
    counts = counts[counts["people"] > 0] if months else counts
    if not counts.index.isin(study.months).sum() > 1:
        return [Paragraph((study.must_say("registered.no_visits"),))], ()
    chart = chart_held(counts["overdue"], chart="p'", sizes=counts["people"], drawn=study.months)
    counts = counts.loc[chart.index]
    table = counts.join(chart.rename(columns={"value": "share"})).reset_index()
    name = study.book.put(
        "registered_overdue", table, key="month",
        how="people with a visit due before the month's end and not done by it, of people with a visit by then; "
        "the first half year of the table is left out, because people enter it with a visit; p-prime chart with "
        "limits of the first 24 months after, METHODS 8",
        source="visits",
    )  # fmt: skip
    last, cell = counts.index[-1], study.book.cell
    year = counts.index[max(len(counts) - 13, 0)]
    table = pd.DataFrame({"x": counts["overdue"], "n": counts["people"]})
    word = verdict(table.loc[[year]].iloc[0], table.loc[[last]].iloc[0])
    fields = _at_month(study, name, "now", last) | _at_month(study, name, "then", year)
    said = study.say(f"registered.overdue_{word}", **fields)
    title = study.must_say("registered.chart", last=cell(name, last, "month", "month"))
    columns = (
        Column("month", "Month's end", "month"), Column("people", "People"), Column("overdue", "Visit overdue"),
        Column("share", "Share", "percent"), Column("centre", "Usual", "percent"),
        Column("low", "Lower limit", "percent"), Column("high", "Upper limit", "percent"),
        Column("signal", "Signal", "text"),
    )  # fmt: skip
    svg = draw_run(chart, title=title.text, of="Share with a visit overdue", unit="share")
    blocks: list[Block | None] = [Paragraph((said,)), Picture(svg, title, name, columns)]
    if word != "higher" or said is None:
        return blocks, ()
    say = study.must_say
    finding = Finding(
        "registered: overdue visits", 0.7, said, None, None, None, say("registered.sure"), say("registered.so_what"),
        say("registered.recommend"), "Head of the Public Protection Unit", say("registered.by_when"),
        say("registered.how_known"),
    )  # fmt: skip
    return blocks, (finding,)


def _at_month(study: Study, name: str, at: str, month: str) -> dict[str, Cell]:
    cell = study.book.cell
    return {
        f"{at}_x": cell(name, month, "overdue"), f"{at}_n": cell(name, month, "people"),
        f"{at}_month": cell(name, month, "month", "month"),
        f"{at}_share": cell(name, month, "share", "percent", n="people"),
    }  # fmt: skip


def _breaches(study: Study, rso: pd.DataFrame) -> list[Block | None]:
    """Count orders against people of the register, and against anybody, from one period to the next."""
    orders = counted_orders(study)
    if orders is None:
        return [Paragraph((study.must_say("registered.no_orders"),))]
    kept = orders[orders["type"].isin(ORDERS)]
    rows: list[dict[str, object]] = []
    periods = {"before": study.before, "now": study.period}
    for who, own in (("anybody", kept), ("people of the register", kept[kept["subject_id"].isin(rso["person_id"])])):
        flow = count_flow(own, periods=periods, types=ORDERS).groupby(level="period").sum()
        rows += [
            {"who": who, "event": event, **{at: int(flow[event][at]) for at in periods}}
            for event in ("applied", "granted", "breached")
        ]
    table = pd.DataFrame(rows)
    table["word"] = judge_together(table["before"], table["now"])["word"]
    name = study.book.put(
        "registered_orders", table, key=("who", "event"),
        how="sexual harm prevention orders and sexual risk orders by the day of the event; exact interval of the "
        "ratio, METHODS 8, and q at most 5% over the rows together, METHODS 7", source="orders, rso",
    )  # fmt: skip
    cell = study.book.cell
    fields = {f"{event}_{at}": cell(name, f"anybody|{event}", at) for event in ("applied", "granted", "breached")
              for at in ("before", "now")}  # fmt: skip
    columns = (
        Column("who", "Against", "text"), Column("event", "Event", "text"), Column("now", "The period"),
        Column("before", "The period before"), Column("word", "Change", "text"),
    )  # fmt: skip
    return [
        Paragraph((study.say("registered.orders", **fields), say_aside(study))),
        Table(name, "Orders and breaches", columns, folded=True),
    ]
