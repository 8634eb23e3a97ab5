"""What the audit found: how often the outcome was the wrong one, by outcome and stratum, and why, as counts."""

from __future__ import annotations

import pandas as pd

from vawg_geo.measures.audit_results import FEWEST, find_worst, judge_answers, score_strata
from vawg_geo.publishing.audit_form import answer_values, audit_questions
from vawg_geo.publishing.chapters import _audit_tables as counted
from vawg_geo.publishing.chapters._shares import share_cells
from vawg_geo.publishing.report.blocks import Block, Column, Finding, Limit, Paragraph, Say, Section, Table
from vawg_geo.publishing.report.book import Cell
from vawg_geo.publishing.report.study import Study

TITLE = "What the last audit found"
_QUESTION = "How often was the outcome the wrong one, of which crimes, and why?"
ALL = "all"


def write(study: Study) -> Section:
    """
    Write the results.

    Parameters
    ----------
    study
        The profile under study, with an [audit] block.

    Returns
    -------
    section
        The error rate with its interval by outcome, stratum, question and quarter; reasons as counts.
    """
    months = counted.months_checked(study)
    if not months or study.case.tables.get("outcomes") is None:
        return Section(
            "auditresults", TITLE, _QUESTION, (Paragraph((study.must_say("auditresults.none"),), lead=True),)
        )
    asked = audit_questions()
    main = next(iter(asked))
    audits = study.case.tables["audits"]
    quarters, unknown, again = [], 0, 0
    for month in months:
        own, odd = counted.known_answers(asked, audits[audits["sampled_month"] == str(month)])
        judged, left = judge_answers(own, values=answer_values(asked))
        quarters.append(counted.check_quarter(study, month, judged))
        unknown, again = unknown + left["unknown"] + odd, again + left["again"]
    told = {"unknown": unknown, "again": again, "outside": sum(one.outside for one in quarters), "fewest": FEWEST}
    last = quarters[-1]
    _put(study, quarters, main, told | {"unanswered": int(last.judged[main].isna().sum())})
    return Section("auditresults", TITLE, _QUESTION, _blocks(study, last), _findings(study))


def _put(study: Study, quarters: list[counted.Checked], main: str, told: dict[str, int]) -> None:
    put, last, asked = study.book.put, quarters[-1], audit_questions()
    how = "share of the crimes checked; interval for a finite population, strata weighed by their crimes, METHODS 10"
    put("auditresults_codes", counted.score_codes(last, main), key="code", how=how, source="audits, outcomes")
    put("auditresults_strata", score_strata(last.judged[main], last.strata).reset_index(), key="stratum",
        how="share of the crimes checked; interval for a finite population, METHODS 10",
        source="audits, outcomes")  # fmt: skip
    put(
        "auditresults_questions",
        counted.score_questions(last, asked),
        key="question",
        how=how,
        source="audits, outcomes",
    )
    put(
        "auditresults_quarters", counted.score_quarters(quarters, main), key="month", how=how, source="audits, outcomes"
    )
    wrong = last.judged.index[last.judged[main] == 1]
    own = study.case.tables["audits"]
    own = own[own["sampled_month"] == str(last.month)]
    put("auditresults_reasons", counted.count_reasons(own, wrong, asked), key="reason",
        how="crimes whose outcome was found wrong, by what the auditor chose", source="audits")  # fmt: skip
    listed = counted.count_listed(study, last)
    counts = told | ({} if listed is None else {"checked": listed[0], "listed": listed[1]})
    put("auditresults_told", pd.DataFrame(list(counts.items()), columns=["what", "n"]), key="what",
        how="answers and crimes that could not be used; limits of this section", source="audits")  # fmt: skip


def _told(study: Study, *names: str) -> dict[str, Cell]:
    return {name: study.book.cell("auditresults_told", name, "n") for name in names}


def _whole(study: Study, month: object) -> dict[str, Cell]:
    book = study.book
    return share_cells(book, "auditresults_codes", ALL) | {
        "population": book.cell("auditresults_codes", ALL, "population"),
        "month": book.cell("auditresults_quarters", str(month), "month", "month"),
    }


def _blocks(study: Study, last: counted.Checked) -> tuple[Block | None, ...]:
    say = study.say
    left = _told(study, "unknown", "again", "outside")
    used = say("auditresults.left", **left) if any(cell.base for cell in left.values()) else say("auditresults.used")
    table = study.book.entries["auditresults_told"].table
    listed = None
    if "listed" in table.index:
        found = _told(study, "checked", "listed")
        swapped = found["listed"].base < found["checked"].base
        listed = say("auditresults.swapped" if swapped else "auditresults.listed", **found)
    shares = (Column("n", "Checked"), Column("x", "Wrong"), Column("population", "Drawn from"),
              Column("share", "Share wrong", "percent", "low", "high"))  # fmt: skip
    unanswered = _told(study, "unanswered")
    missed = say("auditresults.unanswered", **unanswered) if unanswered["unanswered"].base else None
    few = say("auditresults.few", **_told(study, "fewest"))
    return (
        Paragraph((say("auditresults.lead", **_whole(study, last.month)), _worst(study)), lead=True),
        Table("auditresults_codes", "Outcomes found wrong, by outcome code",
              (Column("code", "Outcome", "text"), Column("label", "What it is", "text"), *shares), cards=True),
        Table("auditresults_reasons", "Why outcomes were wrong",
              (Column("reason", "What went wrong first", "text"), Column("n", "Crimes", bar=True))),
        Table("auditresults_questions", "Errors by question",
              (Column("words", "Question", "text"), *shares), cards=True),
        Table("auditresults_strata", "Outcomes found wrong, by stratum",
              (Column("stratum", "Outcome and group", "text"), *shares), note=few, folded=True),
        Table("auditresults_quarters", "Outcomes found wrong, by quarter sampled",
              (Column("month", "Quarter ending", "month"), *shares)),
        Paragraph((used, listed, missed)),
        Limit((study.must_say("auditresults.limits"),)),
    )  # fmt: skip


def _worst(study: Study) -> Say:
    """Say which outcome is wrong more often than the others, or that none is by more than chance."""
    scored = study.book.entries["auditresults_strata"].table
    code = find_worst(scored, counted.codes_of(scored.index))
    if not code:
        return None if code is None else study.must_say("auditresults.alike")
    return study.say("auditresults.worst", code=study.book.cell("auditresults_codes", code, "code", "text"),
                     **share_cells(study.book, "auditresults_codes", code))  # fmt: skip


def _findings(study: Study) -> tuple[Finding, ...]:
    """Find that outcomes are wrong, where some are and the share can be told."""
    book, say = study.book, study.must_say
    month = book.entries["auditresults_quarters"].table.index[-1]
    cells = _whole(study, month)
    what = say("auditresults.lead", **cells)
    if not cells["x"].base or what.short:
        return ()
    return (
        Finding("audit: outcome wrong", 0.6, what, None, None, _worst(study), say("auditresults.sure"),
                say("auditresults.so_what"), say("auditresults.do"), "Crime registrar", say("auditresults.by_when"),
                say("auditresults.how_known")),
    )  # fmt: skip
