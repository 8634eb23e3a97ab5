"""What should follow, what became of what was agreed before, and what we would need to know."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from vawg_geo.publishing.chapters import _recommendations_tables as counted
from vawg_geo.publishing.report.blocks import Block, Column, Limit, Paragraph, Section, Table
from vawg_geo.publishing.report.show import all_findings
from vawg_geo.publishing.report.study import Study


def write(study: Study, done: Mapping[str, Section]) -> Section:
    """
    Write the recommendations.

    Parameters
    ----------
    study
        The profile under study.
    done
        The other sections: their findings, and what they could not say.

    Returns
    -------
    section
        New recommendations, earlier ones with what came of them, gaps and how to close them.
    """
    book = study.book
    following = book.put(
        "recommendations_new", counted.list_next(study, all_findings(done)), key="name",
        how="what the findings of this edition recommend, weightiest first", source="the sections",
    )  # fmt: skip
    earlier = book.put(
        "recommendations_before", counted.list_before(study), key="id",
        how="public-space offences of the place named, as many days before as after it was done, exact test of two "
        "Poisson counts, METHODS 8; small counts are not shown", source="recommendations, incidents",
    )  # fmt: skip
    gaps = book.put(
        "recommendations_gaps", counted.list_gaps(done), key="number",
        how="what the sections say they cannot tell, and what would have to be collected", source="the sections",
    )  # fmt: skip
    plan = book.put(
        "recommendations_plan", counted.plan_collection(study), key="table",
        how="tables that a section could read and the force does not give", source="the files read",
    )  # fmt: skip
    totals = book.put(
        "recommendations_totals", _totals(study, following, earlier, gaps, plan), key="what",
        how="rows of this section's tables", source="the tables of this section",
    )  # fmt: skip
    cells = {str(what): book.cell(totals, what, "n") for what in book.entries[totals].table.index}
    known = study.case.tables.get("recommendations") is not None
    lead = (
        study.say("recommendations.lead", new=cells["new"]),
        study.say("recommendations.before", **{name: cells[name] for name in ("made", "done", "late")})
        if known else study.say("recommendations.not_kept"),
    )  # fmt: skip
    return Section(
        "recommendations",
        "Recommendations, and what we do not know",
        "What should follow, what became of what was agreed, and what would we need to know?",
        (
            Paragraph(lead, lead=True),
            *_shown(study, following, earlier, known=known),
            Paragraph((study.say("recommendations.gaps", gaps=cells["gaps"], plan=cells["plan"]),)),
            *_open(study, gaps, plan),
            Limit((study.say("recommendations.limit"),)),
        ),
    )  # fmt: skip


def _open(study: Study, gaps: str, plan: str) -> tuple[Block, ...]:
    tables = (
        Table(gaps, "What we do not know, and what to collect",
              (Column("section", "Section", "text"), Column("gap", "In its own words", "text"),
               Column("ask", "To collect", "text"), Column("ask_of", "Whom to ask", "text")), cards=True),
        Table(plan, "How to close the gaps",
              (Column("table", "Table", "text"), Column("tells", "It would tell", "text"),
               Column("from", "Who has it", "text"), Column("how", "What to ask for", "text")), folded=True),
    )  # fmt: skip
    return tuple(table for table in tables if len(study.book.entries[table.table].table))


def _shown(study: Study, following: str, earlier: str, *, known: bool) -> tuple[Block | None, ...]:
    columns = (
        Column("recommendation", "Recommendation", "text"), Column("owner", "Owner", "text"),
        Column("due", "Due", "day"), Column("status", "Status", "text"), Column("late", "Late", "text"),
        Column("effect", "Offences there", "text"),
    )  # fmt: skip
    table = study.book.entries[earlier].table
    return (
        Table(following, "New in this edition",
              (Column("recommendation", "Recommendation", "text"), Column("owner", "Owner", "text"),
               Column("by_when", "By when", "text"), Column("latest", "Latest day", "text"),
               Column("how_known", "How we will know", "text")), note=study.say("recommendations.latest"), cards=True),
        Table(earlier, "Agreed before", columns, note=study.say("recommendations.effect"), cards=True)
        if known and len(table) else None,
    )  # fmt: skip


def _totals(study: Study, following: str, earlier: str, gaps: str, plan: str) -> pd.DataFrame:
    tables = {name: study.book.entries[name].table for name in (following, earlier, gaps, plan)}
    before = tables[earlier]
    counts = {
        "new": len(tables[following]),
        "made": len(before),
        "done": int((before["status"] == "done").sum()),
        "late": int((before["late"] == "yes").sum()),
        "gaps": len(tables[gaps]),
        "plan": len(tables[plan]),
    }
    return pd.DataFrame(list(counts.items()), columns=["what", "n"])
