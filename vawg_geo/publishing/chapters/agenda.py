"""The standing agenda: what was agreed before and what became of it, then the items of the meeting."""

from __future__ import annotations

import pandas as pd

from vawg_geo.publishing.chapters._recommendations_tables import OPEN, list_before
from vawg_geo.publishing.report.blocks import Block, Column, Finding, Limit, Paragraph, Section, Table
from vawg_geo.publishing.report.borrowed import TURNING, title_of, turning
from vawg_geo.publishing.report.study import Study

TITLE = "Agenda and earlier actions"
_QUESTION = "What was agreed before, is it done, and what is on the table today?"
# Section -> what the meeting does with it.
ITEMS = {
    "agenda": ("Earlier actions", "Close what is done; ask about what is late"),
    "keyquestions": ("Key performance questions, by plan", "Ask the owner of each that is getting worse"),
    "auditresults": ("Audits", "Ask what was found wrong, and why"),
    "standards": ("Professional standards", "Note the counts of the quarter"),
    "voice": ("Victims’ voice", "Ask what victims said, and what was done about it"),
    "decide": ("What to decide", "Agree, change or refuse each proposal"),
}
_SHOWN = (
    Column("recommendation", "Action", "text"), Column("owner", "Owner", "text"), Column("due", "Due", "day"),
    Column("status", "Status", "text"), Column("late", "Late", "text"),
)  # fmt: skip


def write(study: Study) -> Section:
    """
    Write the agenda.

    Parameters
    ----------
    study
        The profile under study; its earlier actions are its rows of the table of recommendations.

    Returns
    -------
    section
        Actions agreed before, late ones first, and the items of the meeting.
    """
    put = study.book.put
    put("agenda_items", list_items(study), key="number", how="the sections of this page, in its order",
        source="the profile")  # fmt: skip
    items = Table(
        "agenda_items", "Agenda",
        (Column("number", "Item"), Column("item", "What", "text"), Column("asks", "What the meeting does", "text")),
            )  # fmt: skip
    return Section("agenda", TITLE, _QUESTION, (*_actions(study), items), _findings(study))


def list_items(study: Study) -> pd.DataFrame:
    """
    List the agenda's items.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    items
        number, section, item, asks.
    """
    held = dict(ITEMS)
    if study.written.rotation:
        held[TURNING] = (f"Deep dive: {title_of(turning(study, study.month))}", "Ask what follows from it")
    rows = [(name, *held[name]) for name in study.written.sections if name in held]
    table = pd.DataFrame(rows, columns=["section", "item", "asks"])
    table.insert(0, "number", range(1, len(table) + 1))
    return table


def _actions(study: Study) -> tuple[Block, ...]:
    if study.case.tables.get("recommendations") is None:
        return (Paragraph((study.must_say("agenda.no_table"),), lead=True),)
    table = list_actions(study)
    put = study.book.put
    put("agenda_actions", table, key="id", source="recommendations",
        how="what this product recommended before, as agreed; late: past its due day and not done, or done after "
        "it")  # fmt: skip
    put("agenda_counts", count_actions(table), key="of", source="recommendations", how="the table agenda_actions")
    cells = {name: study.book.cell("agenda_counts", "all", name) for name in ("n", "done", "open", "late")}
    said = study.must_say("agenda.lead" if len(table) else "agenda.first", **cells)
    shown = (Table("agenda_actions", "Actions agreed before", _SHOWN, cards=True),) if len(table) else ()
    return (Paragraph((said,), lead=True), *shown, Limit((study.must_say("agenda.limits"),)))


def list_actions(study: Study) -> pd.DataFrame:
    """
    List this product's earlier actions: open and late ones first, then by their due day.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    actions
        id, made_on, recommendation, owner, due, status, done_on, late.
    """
    table = list_before(study).drop(columns=["days", "before", "after", "effect"])
    opened = table["status"].isin(OPEN)
    rank = (2 * ~opened).astype("int64") + (~(opened & table["late"].eq("yes"))).astype("int64")
    return table.assign(rank=rank).sort_values(["rank", "due", "id"], ignore_index=True).drop(columns="rank")


def count_actions(actions: pd.DataFrame) -> pd.DataFrame:
    """Count actions: of (all), n, done, open, late (open and past their due day)."""
    opened = actions["status"].isin(OPEN)
    late = int((opened & actions["late"].eq("yes")).sum())
    row = {"of": "all", "n": len(actions), "done": int(actions["status"].eq("done").sum()), "open": int(opened.sum())}
    return pd.DataFrame([row | {"late": late}])


def _findings(study: Study) -> tuple[Finding, ...]:
    """Make a finding of actions that are late."""
    if "agenda_counts" not in study.book.entries:
        return ()
    cell, say = study.book.cell, study.must_say
    late = cell("agenda_counts", "all", "late")
    if not late.base:
        return ()
    first = str(study.book.entries["agenda_actions"].table.index[0])
    words = {name: cell("agenda_actions", first, name, "text") for name in ("recommendation", "owner")}
    what = say("agenda.late", late=late, due=cell("agenda_actions", first, "due", "day"), **words)
    return (
        Finding(
            "agenda: late actions", 0.5, what, None, None, None, say("agenda.sure"), say("agenda.so_what"),
            say("agenda.recommend", **words), str(words["owner"].value) or "Chair", say("agenda.by_when"),
            say("agenda.known"),
        ),
    )  # fmt: skip
