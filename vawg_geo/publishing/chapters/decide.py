"""What the meeting has to decide: each finding's proposal, with room for the decision."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from vawg_geo.publishing.report.blocks import Column, Finding, Limit, Paragraph, Section, Table
from vawg_geo.publishing.report.show import all_findings
from vawg_geo.publishing.report.study import Study

TITLE = "What to decide"
_QUESTION = "Which proposals does the meeting agree, change or refuse?"
BOXES = "☐ agreed ☐ changed ☐ refused"


def write(study: Study, done: Mapping[str, Section]) -> Section:
    """
    Write what is to be decided.

    Parameters
    ----------
    study
        The profile under study.
    done
        Every other section, whose findings propose something.

    Returns
    -------
    section
        The proposals, weightiest first.
    """
    listed = list_proposals(all_findings(done))
    put = study.book.put
    put("decide_proposals", listed, key="number", how="what the findings of this page propose, weightiest first; each "
        "proposal once", source="the sections")  # fmt: skip
    put("decide_counts", pd.DataFrame([{"of": "all", "n": len(listed)}]), key="of", how="rows of decide_proposals",
        source="the sections")  # fmt: skip
    said = study.must_say(
        "decide.lead" if len(listed) else "decide.none", n=study.book.cell("decide_counts", "all", "n")
    )
    table = Table(
        "decide_proposals", "Proposals",
        (Column("proposal", "Proposal", "text"), Column("what", "Because", "text"), Column("owner", "Owner", "text"),
         Column("by_when", "By when", "text"), Column("decision", "Decision", "text")), cards=True,
    )  # fmt: skip
    shown = (table,) if len(listed) else ()
    return Section(
        "decide", TITLE, _QUESTION, (Paragraph((said,), lead=True), *shown, Limit((study.must_say("decide.limits"),)))
    )


def list_proposals(found: list[Finding]) -> pd.DataFrame:
    """
    List what the findings propose.

    Parameters
    ----------
    found
        Weightiest first.

    Returns
    -------
    proposals
        number, name (of the finding), what, proposal, owner, by_when, decision (boxes to tick).
    """
    rows = [(one.name, one.what.text, one.recommendation.text, one.owner, one.by_when.text, BOXES) for one in found]
    table = pd.DataFrame(rows, columns=["name", "what", "proposal", "owner", "by_when", "decision"])
    table = table.drop_duplicates(["proposal", "owner"], ignore_index=True)
    table.insert(0, "number", range(1, len(table) + 1))
    return table
