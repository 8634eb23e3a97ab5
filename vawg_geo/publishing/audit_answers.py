"""The filled form of an audit, read back: a row a crime becomes a row an answer, as the table `audits` wants it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from vawg_geo.base.errors import SourceError
from vawg_geo.publishing.audit_form import Question

COLUMNS = ["audit_id", "sampled_month", "crime_number", "question", "answer", "auditor"]
_SHEET, _HEADER = "Form", 3  # as the blank form has them
_AUDIT_ID = re.compile(r"A(\d{4}-(?:0[1-9]|1[0-2]))-\d{3,}")
_AUDITOR = re.compile(r"[A-Za-z0-9-]{1,12}")  # a code, never a name
_MOST_BYTES, _MOST_ROWS, _MOST_COLUMNS = 50_000_000, 20_000, 200


def read_answers(content: bytes, questions: Mapping[str, Question], *, crimes: pd.Series) -> pd.DataFrame:
    """
    Read a filled form.

    Parameters
    ----------
    content
        The bytes of the workbook.
    questions
        What was asked, as `audit_questions` gives them.
    crimes
        The force's crime numbers, index = their pseudonyms.

    Returns
    -------
    answers
        audit_id, sampled_month, crime_number, question, answer, auditor: a row an answer, those left blank are left
        out. Save it as the force's table `audits`, where the audit team alone can read it.

    Raises
    ------
    SourceError
        If it is no such form or too large, a cell holds a formula, a row stands twice or names no crime of the force,
        an answer is none of those offered, or an auditor is no code: how many, never what they hold.

    References
    ----------
    METHODS 10: audit sample.
    """
    rows = _read(content, [*questions, "audit_id", "record", "auditor"])
    numbers = _match(rows["record"], crimes)
    faults = {
        "an audit number that is no such number": ~rows["audit_id"].map(lambda text: bool(_AUDIT_ID.fullmatch(text))),
        "an audit number that stands there before": rows["audit_id"].duplicated(),
        "a record that is no crime of the force, or several": numbers.isna(),
        "an auditor that is no code of at most 12 letters and figures": rows["auditor"].map(_is_no_code),
        **{f"an answer to {name} that the form does not offer": _strange(rows[name], questions[name])
           for name in questions},
    }  # fmt: skip
    told = [f"{int(bad.sum())} rows have {what}" for what, bad in faults.items() if bad.any()]
    if told:
        raise SourceError(f"the filled form cannot be used: {'; '.join(told)}. Correct them in the form.")
    rows = rows.assign(sampled_month=rows["audit_id"].str[1:8], crime_number=numbers)
    long = rows.melt([name for name in COLUMNS if name in rows], list(questions), "question", "answer")
    long = long.assign(answer=long["answer"].str.strip().str.lower())
    return (
        long[long["answer"] != ""].sort_values(["audit_id", "question"], kind="stable")[COLUMNS].reset_index(drop=True)
    )


def _read(content: bytes, wanted: list[str]) -> pd.DataFrame:
    """Read the form's sheet as text; nothing is computed."""
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            small = sum(entry.file_size for entry in archive.infolist()) <= _MOST_BYTES
        if small:
            book = load_workbook(io.BytesIO(content), read_only=True)
            cells = list(_rows(book[_SHEET])) if _SHEET in book.sheetnames else []
    except Exception:  # noqa: BLE001 - a broken workbook fails in many ways; none may carry a cell's value further
        raise SourceError("the filled form is no readable Excel workbook (.xlsx). Save it again.") from None
    if not small or not cells or len(cells) > _MOST_ROWS:
        raise SourceError(
            f"the filled form has no sheet {_SHEET!r} with its header in row {_HEADER}, or is larger than any form."
        )
    formulas = sum(kind == "f" for row in cells for _, kind in row)
    if formulas:
        raise SourceError(f"the filled form holds {formulas} formulas; choose each answer from its list.")
    header = [text for text, _ in cells[0]]
    if sorted(name for name in header if name in wanted) != sorted(wanted):
        raise SourceError(f"the filled form must have each of these columns once: {', '.join(wanted)}.")
    table = pd.DataFrame([[text for text, _ in row] for row in cells[1:]], columns=header, dtype="object")[wanted]
    return table[(table != "").any(axis="columns")].reset_index(drop=True).astype("str")


def _rows(sheet: Any) -> Iterator[list[tuple[str, str]]]:  # noqa: ANN401 - openpyxl has no types
    for at, row in enumerate(sheet.iter_rows(min_row=_HEADER, max_col=_MOST_COLUMNS)):
        if at > _MOST_ROWS:
            return
        yield [("" if cell.value is None else str(cell.value).strip(), str(cell.data_type)) for cell in row]


def _match(records: pd.Series, crimes: pd.Series) -> pd.Series:
    """Find the one crime whose pseudonym begins with each short one."""
    short = records.str.replace("-", "", regex=False)
    lengths = sorted({len(text) for text in short})
    found = pd.Series(pd.NA, index=records.index, dtype="object")
    for length in (one for one in lengths if one):
        begins = pd.Series(crimes.index.astype("str").str[:length], index=crimes.index)
        lone = crimes[~begins.duplicated(keep=False).to_numpy()]
        of = short.str.len() == length
        found[of] = short[of].map(dict(zip(lone.index.astype("str").str[:length], lone, strict=True)))
    return found


def _is_no_code(text: str) -> bool:
    return bool(text) and not _AUDITOR.fullmatch(text)


def _strange(answers: pd.Series, question: Question) -> pd.Series:
    offered = {"", *(answer.lower() for answer in question.answers)}
    return ~answers.str.strip().str.lower().isin(offered)
