"""The audit's frame: how many crimes stand closed with the audited outcomes, which are drawn, and the blank form."""

from __future__ import annotations

import pandas as pd

from vawg_geo.measures.audit_results import seed_of
from vawg_geo.publishing.audit_form import FORM, audit_questions, fill_form
from vawg_geo.publishing.chapters import _audit_frame as counted
from vawg_geo.publishing.report.blocks import Block, Column, Limit, Paragraph, Section, Table
from vawg_geo.publishing.report.study import Study
from vawg_geo.publishing.table_book import cover_of
from vawg_geo.publishing.tasking_terms import base_facts

_TITLE = "What to audit: the frame, the sample and the form"
_QUESTION = "Which crimes were closed with these outcomes in the quarter, and which of them are to be looked at?"


def write(study: Study) -> Section:
    """
    Write the frame and the sample, and fill the blank form beside the page.

    Parameters
    ----------
    study
        The profile under study, with an [audit] block.

    Returns
    -------
    section
        Counts by stratum, the list of drawn crimes by short pseudonym, the questions.
    """
    if study.case.tables.get("outcomes") is None:
        return Section("auditframe", _TITLE, _QUESTION, (Paragraph((study.must_say("auditframe.none"),), lead=True),))
    audit = counted.audit_of(study)
    strata = counted.list_strata(study, study.month)
    if strata.empty:
        return Section("auditframe", _TITLE, _QUESTION, (Paragraph((study.must_say("auditframe.empty"),), lead=True),))
    seed = seed_of(study.profile.score.seed, study.month)
    sample = counted.draw_sample(strata, each=audit.each, seed=seed, month=study.month)
    _put(study, strata, sample, seed)
    study.book.files[FORM] = fill_form(
        sample, audit_questions(), cover=cover_of(base_facts(study.case, study.profile, study.month))
    )
    cells = {name: study.book.cell("auditframe_told", name, "n") for name in ("frame", "drawn", "strata", "each")}
    left = {name: study.book.cell("auditframe_told", name, "n") for name in ("closed", "excluded")}
    seeded = study.book.cell("auditframe_told", "seed", "n", "text")
    blocks: tuple[Block | None, ...] = (
        Paragraph(
            (study.must_say("auditframe.lead", **cells), study.must_say("auditframe.seed", seed=seeded)), lead=True
        ),
        Paragraph((study.must_say("auditframe.left", **left),)),
        *_TABLES,
        Limit((study.must_say("auditframe.limits"),)),
    )
    return Section("auditframe", _TITLE, _QUESTION, blocks)


def _put(study: Study, strata: pd.Series, sample: pd.DataFrame, seed: int) -> None:
    put = study.book.put
    table = counted.count_strata(strata, sample)
    put("auditframe_strata", table, key="stratum",
        how="crimes in scope whose outcome as the quarter ended is one of those audited and was given in it; as many "
        "drawn from every stratum, a smaller one whole, METHODS 10", source="outcomes, incidents")  # fmt: skip
    excluded = counted.count_excluded(study, study.month)
    put("auditframe_excluded", excluded, key="reason",
        how="every crime that stood closed with an audited outcome given in the quarter, by the first reason why the "
        "definition leaves it out, METHODS 1 and 10", source="outcomes, incidents")  # fmt: skip
    put("auditframe_sample", sample.reset_index(drop=True), key="audit_id",
        how="drawn at random with the seed told, the same each time from the same data",
        source="outcomes, incidents")  # fmt: skip
    closed = int(excluded["n"].iloc[-1])
    told = {
        "closed": closed,
        "excluded": closed - len(strata),
        "frame": len(strata),
        "drawn": len(sample),
        "strata": len(table),
        "each": counted.audit_of(study).each,
    }
    put("auditframe_told", pd.DataFrame([*told.items(), ("seed", seed)], columns=["what", "n"]), key="what",
        how="sums of the strata; the seed is the profile's, then the month", source="outcomes, incidents")  # fmt: skip
    asked = [(name, q.words, ", ".join(q.answers), ", ".join(q.error)) for name, q in audit_questions().items()]
    put("auditframe_questions", pd.DataFrame(asked, columns=["question", "words", "answers", "error"]), key="question",
        how="the list of questions that comes with the toolkit", source="the form")  # fmt: skip


_TABLES: tuple[Block, ...] = (
    Table("auditframe_strata", "The frame and the sample by stratum",
          (Column("stratum", "Outcome and group", "text"), Column("population", "Crimes"),
           Column("drawn", "Drawn"), Column("weight", "Each stands for", "number1"))),
    Table("auditframe_excluded", "Who is in the frame, and who is not",
          (Column("reason", "Crimes closed with these outcomes", "text"), Column("n", "Crimes"))),
    Table("auditframe_questions", "What is asked of each crime",
          (Column("words", "Question", "text"), Column("answers", "Answers", "text"),
           Column("error", "Counts as an error", "text")), cards=True),
    Table("auditframe_sample", "Crimes drawn, by short pseudonym",
          (Column("audit_id", "Audit number", "text"), Column("record", "Record", "text"),
           Column("stratum", "Outcome and group", "text")), folded=True),
)  # fmt: skip
