"""The blank form of an audit: a workbook with a row a crime and answers to choose from; equal content, equal bytes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from vawg_geo.base.errors import ProfileError
from vawg_geo.base.toml import build, read_toml
from vawg_geo.publishing.report import columns
from vawg_geo.publishing.table_book import Cover, mark_sheet, put_cell, sealed_book

FORM = "audit_form.xlsx"
REASON = "reason"  # the question whose answers are counted, not judged
_SHEETS = ("How to", "Form", "Questions")
_LONGEST_LIST = 255  # characters of a list that a cell may offer
_GIVEN = ("audit_id", "record", "stratum", "code")
_HOW = (
    "One row a crime of the sample. Choose an answer in each white cell; leave none out.",
    "Write no names and no free text: what matters to the case stays in the crime record.",
    "Auditor: your code, not your name.",
    "The answers come back as the table audits: a row an answer, with the crime's number (docs/data.md).",
)


@dataclass(frozen=True)
class Question:
    """One question of the form."""

    words: str
    answers: tuple[str, ...]
    error: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Asked:
    ask: dict[str, Question] = field(default_factory=dict)


@cache
def audit_questions() -> Mapping[str, Question]:
    """Read the questions of the form, in its order; the first gives the error rate."""
    return read_questions(Path(columns.__file__).with_name("audit_questions.toml"))


def read_questions(path: Path) -> Mapping[str, Question]:
    """
    Read an audit's questions.

    Parameters
    ----------
    path
        A TOML of one table a question.

    Returns
    -------
    questions
        Name to question.

    Raises
    ------
    ProfileError
        If a key is unknown, an error or a skipped answer is none of the answers or is both, or a list is too long for a
        cell to offer.
    """
    asked = build(_Asked, {"ask": read_toml(path)}, where=path.name).ask
    for name, question in asked.items():
        judged = [*question.error, *question.skip]
        if not set(judged) <= set(question.answers) or len(set(judged)) < len(judged):
            raise ProfileError(f"{path.name}: error and skip of {name} must be different ones of its answers.")
        if len(_offer(question)) > _LONGEST_LIST or any("," in answer or '"' in answer for answer in question.answers):
            raise ProfileError(
                f"{path.name}: the answers of {name} must fit into {_LONGEST_LIST} characters and hold no comma or "
                "quotation mark, or no cell can offer them."
            )
    return asked


def answer_values(questions: Mapping[str, Question]) -> dict[tuple[str, str], float]:
    """
    Say what each answer counts as.

    Parameters
    ----------
    questions
        As `audit_questions` gives them.

    Returns
    -------
    values
        Question and answer to 1 (an error), 0 (none) or NaN (says nothing); without the reason.
    """
    return {
        (name, answer): 1.0 if answer in question.error else math.nan if answer in question.skip else 0.0
        for name, question in questions.items()
        if name != REASON
        for answer in question.answers
    }


def fill_form(sample: pd.DataFrame, questions: Mapping[str, Question], *, cover: Cover) -> bytes:
    """
    Make the blank form.

    Parameters
    ----------
    sample
        audit_id, record, stratum, code: a row a crime, in the form's order.
    questions
        What is asked.
    cover
        Title, marking and handling: on the first sheet, and on every printed page.

    Returns
    -------
    content
        The bytes of an XLSX; the same sample and cover give the same bytes.
    """
    from openpyxl import Workbook

    book = Workbook()
    how, form, asked = book.active, book.create_sheet(_SHEETS[1]), book.create_sheet(_SHEETS[2])
    how.title = _SHEETS[0]
    _fill_how(how, cover)
    _fill_rows(form, sample, questions)
    _fill_questions(asked, questions)
    for sheet in book.worksheets:
        mark_sheet(sheet, cover)
        put_cell(sheet.cell(1, 1), cover.words)
    return sealed_book(book, cover.cut)


def _fill_how(sheet: Any, cover: Cover) -> None:  # noqa: ANN401 - openpyxl has no types
    from openpyxl.styles import Alignment, Font

    rows = [*(row for row in cover.rows() if row[0] != "Counts"), *(("", line) for line in _HOW)]
    for at, (label, text) in enumerate(rows, start=3):
        put_cell(sheet.cell(at, 1), label)
        put_cell(sheet.cell(at, 2), text)
        sheet.cell(at, 1).font = Font(bold=True)
        sheet.cell(at, 2).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 14, 90


def _fill_rows(sheet: Any, sample: pd.DataFrame, questions: Mapping[str, Question]) -> None:  # noqa: ANN401
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    grey, line = PatternFill("solid", fgColor="E8E8E8"), Border(bottom=Side("thin", color="999999"))
    names = [*_GIVEN, *questions, "auditor"]
    first, last = 4, 3 + len(sample)
    for at, name in enumerate(names, start=1):
        letter = get_column_letter(at)
        put_cell(sheet.cell(3, at), name)
        if name in questions:
            put_cell(sheet.cell(2, at), questions[name].words)
        sheet.cell(3, at).font = Font(bold=True)
        sheet.cell(2, at).alignment = Alignment(wrap_text=True, vertical="bottom")
        sheet.column_dimensions[letter].width = 16 if name in _GIVEN else 26
        if name in questions and len(sample):
            choice = DataValidation("list", formula1=f'"{_offer(questions[name])}"', allow_blank=True)
            choice.error, choice.errorTitle, choice.showErrorMessage = "Choose one of the answers.", "Answer", True
            choice.add(f"{letter}{first}:{letter}{last}")
            sheet.add_data_validation(choice)
    for row, crime in enumerate(sample[list(_GIVEN)].itertuples(index=False), start=first):
        for at, value in enumerate(crime, start=1):
            put_cell(sheet.cell(row, at), value)
            sheet.cell(row, at).fill = grey
        for at in range(1, len(names) + 1):
            sheet.cell(row, at).border = line
    sheet.row_dimensions[2].height = 90
    sheet.freeze_panes = sheet.cell(first, len(_GIVEN) + 1)
    sheet.print_title_rows = "1:3"


def _fill_questions(sheet: Any, questions: Mapping[str, Question]) -> None:  # noqa: ANN401
    from openpyxl.styles import Alignment, Font

    rows = [("question", "asks", "answers", "counts as an error")]
    rows += [(name, q.words, ", ".join(q.answers), ", ".join(q.error)) for name, q in questions.items()]
    for row, texts in enumerate(rows, start=3):
        for at, text in enumerate(texts, start=1):
            put_cell(sheet.cell(row, at), text)
            sheet.cell(row, at).font = Font(bold=row == 3)  # noqa: PLR2004 - the heading
            sheet.cell(row, at).alignment = Alignment(wrap_text=True, vertical="top")
    for letter, width in zip("ABCD", (20, 60, 40, 24), strict=True):
        sheet.column_dimensions[letter].width = width


def _offer(question: Question) -> str:
    return ",".join(question.answers)
