"""The filled form read back: what was chosen, nothing computed, nothing of a broken one told."""

import io
from datetime import date

import pandas as pd
import pytest

from vawg_geo.base.errors import SourceError
from vawg_geo.measures.audit_results import judge_answers
from vawg_geo.publishing.audit_answers import COLUMNS, read_answers
from vawg_geo.publishing.audit_form import REASON, answer_values, audit_questions, fill_form
from vawg_geo.publishing.table_book import Cover
from vawg_geo.sources.pseudonyms import pseudonymise, published_key, short_names

pytestmark = pytest.mark.methods("10")
ASKED = audit_questions()
NUMBERS = pd.Series([f"FN/{at:06d}/21" for at in range(1, 60)])
CRIMES = NUMBERS.set_axis(pseudonymise(NUMBERS, published_key(), domain="incident"))
SAMPLE = pd.DataFrame(
    {
        "audit_id": ["A2022-03-001", "A2022-03-002", "A2022-03-003"],
        "record": short_names(CRIMES.index)[:3].to_list(), "stratum": "16: rape", "code": "16",
    }
)  # fmt: skip
COVER = Cover(title="Audit", force="Fenshire", period="March 2022", cut=date(2022, 4, 5), marking="OFFICIAL-SENSITIVE")
RIGHT = next(iter(ASKED))


def filled(*cells, sample=SAMPLE, sheet="Form"):
    """The blank form with some cells filled in: (row of the sample, column, value)."""
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(fill_form(sample, ASKED, cover=COVER)))
    form = book["Form"]
    columns = {cell.value: cell.column for cell in form[3]}
    for row, column, value in cells:
        form.cell(4 + row, columns[column]).value = value
    form.title = sheet
    raw = io.BytesIO()
    book.save(raw)
    return raw.getvalue()


def read(*cells, **said):
    return read_answers(filled(*cells, **said), ASKED, crimes=CRIMES)


def test_a_filled_form_gives_a_row_an_answer_and_blanks_none():
    answers = read((0, RIGHT, "no"), (0, REASON, "another code fits"), (0, "auditor", "QA1"), (2, RIGHT, " YES "))
    assert list(answers.columns) == COLUMNS
    assert answers.to_numpy().tolist() == [
        ["A2022-03-001", "2022-03", "FN/000001/21", RIGHT, "no", "QA1"],
        ["A2022-03-001", "2022-03", "FN/000001/21", REASON, "another code fits", "QA1"],
        ["A2022-03-003", "2022-03", "FN/000003/21", RIGHT, "yes", ""],
    ]
    values = answer_values(ASKED)
    judged, left = judge_answers(
        answers[answers["question"] != REASON].rename(columns={"crime_number": "incident"}), values=values
    )
    assert judged[RIGHT].to_dict() == {"FN/000001/21": 1.0, "FN/000003/21": 0.0}
    assert left == {"unknown": 0, "again": 0}
    assert read().empty


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ([(0, RIGHT, "=1+1")], "holds 1 formulas"),
        ([(1, "auditor", '=HYPERLINK("http://x")')], "holds 1 formulas"),
        ([(0, RIGHT, "perhaps Jane Smith said no")], f"1 rows have an answer to {RIGHT} that the form does not offer"),
        ([(0, RIGHT, 7), (1, RIGHT, "x")], "2 rows have an answer"),
        ([(0, "auditor", "Jane Smith")], "1 rows have an auditor that is no code"),
        ([(1, "audit_id", "A2022-03-001")], "1 rows have an audit number that stands there before"),
        ([(1, "audit_id", "A2022-13-001")], "1 rows have an audit number that is no such number"),
        ([(1, "record", "dead-beef-0000")], "1 rows have a record that is no crime of the force"),
        ([(1, "record", None)], "1 rows have a record that is no crime of the force"),
    ],
)
def test_what_cannot_be_an_answer_is_counted_and_never_told(cells, told):
    with pytest.raises(SourceError, match=told) as refused:
        read(*cells)
    assert not any(str(value) in str(refused.value) for *_, value in cells if isinstance(value, str) and " " in value)


def test_what_is_no_form_is_refused():
    for content in (b"", b"PK\x03\x04broken", b"a,b\n1,2\n"):
        with pytest.raises(SourceError, match="no readable Excel workbook"):
            read_answers(content, ASKED, crimes=CRIMES)
    with pytest.raises(SourceError, match="has no sheet 'Form'"):
        read(sheet="Other")
    with pytest.raises(SourceError, match="must have each of these columns once"):
        read((-1, RIGHT, "another heading"))


def test_a_short_pseudonym_of_two_crimes_names_neither():
    double = pd.Series(["one", "two"], index=["ab" * 12, "ab" * 6 + "cd" * 6])
    with pytest.raises(SourceError, match="no crime of the force, or several"):
        read_answers(filled(sample=SAMPLE.head(1).assign(record="abab-abab-abab")), ASKED, crimes=double)
