"""What the community survey says of fear, where nobody chose to report."""

from __future__ import annotations

import pandas as pd

from vawg_geo.publishing.chapters._surveys import answer_cells, answers_table, sum_answers
from vawg_geo.publishing.report.blocks import Block, Finding, Paragraph, Say
from vawg_geo.publishing.report.study import Study

COMMUNITY, WOMEN = "community", "women"
_TABLE = "fear_survey"


def put_survey(study: Study) -> list[str]:
    """
    Put the community survey's answers into the book.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    moved
        Names of the rows of women's answers that changed beyond chance, the largest change first.
    """
    survey = study.case.tables.get("survey")
    rows = survey[survey["survey"] == COMMUNITY] if survey is not None else pd.DataFrame()
    if rows.empty:
        return []
    answers = sum_answers(study, rows, ("question", "group"))
    study.book.put(
        _TABLE, answers, key=("question", "group"), source="survey",
        how="answers of the quarters that lie in the period, and in the period before; Wilson interval; change: "
        "Newcombe's interval of the difference of two shares, METHODS 4 and 8",
    )  # fmt: skip
    women = answers[(answers["group"] == WOMEN) & answers["told"].isin(["higher", "lower"])]
    order = (women["share"] - women["before"]).abs().sort_values(ascending=False, kind="stable").index
    return [f"{question}|{WOMEN}" for question in women.loc[order, "question"]]


def moved_words(study: Study, moved: list[str]) -> tuple[Say, ...]:
    """Say which answers of women changed beyond chance; nothing where none did."""
    return tuple(
        study.say(
            "fear.moved", question=study.book.cell(_TABLE, row, "question", "text"), **answer_cells(study, _TABLE, row)
        )
        for row in moved
    )


def survey_blocks(study: Study, moved: list[str]) -> tuple[Block | None, ...]:
    """Show the answers, and say so where none has changed or there are none."""
    if _TABLE not in study.book.entries:
        return (Paragraph((study.say("fear.no_survey"),)),)
    shown = answers_table(
        _TABLE, "What the community survey said", {"question": "Question", "group": "Asked of"},
        note=study.say("fear.survey_note"), folded=True,
    )  # fmt: skip
    return (None if moved else Paragraph((study.say("fear.unmoved"),)), shown)


def survey_finding(study: Study, moved: list[str]) -> tuple[Finding, ...]:
    """Make the largest change in women's answers a finding."""
    if not moved:
        return ()
    row, say = moved[0], study.must_say
    fields = {
        "question": study.book.cell(_TABLE, row, "question", "text"), **answer_cells(study, _TABLE, row),
    }  # fmt: skip
    return (
        Finding(
            "fear_survey", 0.5, say("fear.survey_what", **fields), None, say("fear.survey_who"),
            say("fear.survey_change", **fields), say("fear.survey_confidence"), say("fear.survey_so_what"),
            say("fear.survey_recommendation"), "Head of Engagement", say("fear.survey_by_when"),
            say("fear.survey_how_known"),
        ),
    )  # fmt: skip
