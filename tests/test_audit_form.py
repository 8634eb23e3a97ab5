"""The blank form: equal content gives equal bytes, answers to choose from, the marking everywhere, no free text."""

import io
from datetime import date

import pandas as pd
import pytest

from vawg_geo.base.errors import LeakError, ProfileError, RunError
from vawg_geo.publishing.audit_form import REASON, answer_values, audit_questions, fill_form, read_questions
from vawg_geo.publishing.table_book import Cover
from vawg_geo.runs.artefacts import read_artefact
from vawg_geo.runs.pages import refuse_strangers
from vawg_geo.runs.scan import CANARY, Guarded, scan_folder

COVER = Cover(title="Audit", force="Fenshire", period="reporting month March 2022", cut=date(2022, 4, 5),
              marking="OFFICIAL-SENSITIVE", handling="audit team only", synthetic=True)  # fmt: skip
SAMPLE = pd.DataFrame(
    {
        "audit_id": ["A2022-03-001", "A2022-03-002"], "record": ["5b46-1528-5277", "=cmd"],
        "stratum": ["16: rape", "16: rape"], "code": ["16", "16"],
    }
)  # fmt: skip


def opened(content):
    from openpyxl import load_workbook

    return load_workbook(io.BytesIO(content))


def test_equal_content_gives_equal_bytes_and_another_sample_others():
    one = fill_form(SAMPLE, audit_questions(), cover=COVER)
    assert one == fill_form(SAMPLE.copy(), audit_questions(), cover=COVER)
    assert one != fill_form(SAMPLE.iloc[:1], audit_questions(), cover=COVER)


def test_a_row_a_crime_and_every_question_offers_its_answers():
    form = opened(fill_form(SAMPLE, audit_questions(), cover=COVER))["Form"]
    heads = [cell.value for cell in form[3]]
    assert heads == ["audit_id", "record", "stratum", "code", *audit_questions(), "auditor"]
    assert [[cell.value for cell in row[:2]] for row in form.iter_rows(min_row=4)] == SAMPLE.iloc[
        :, :2
    ].to_numpy().tolist()
    assert form["B5"].data_type == "s"  # text, which no spreadsheet computes
    offered = {str(one.sqref): one.formula1 for one in form.data_validations.dataValidation}
    assert len(offered) == len(audit_questions())
    for at, question in enumerate(audit_questions().values()):
        letter = "EFGHI"[at]
        assert offered[f"{letter}4:{letter}5"] == f'"{",".join(question.answers)}"'


def test_the_marking_stands_on_every_sheet_and_the_scan_reads_the_form(tmp_path):
    content = fill_form(SAMPLE, audit_questions(), cover=COVER)
    for sheet in opened(content).worksheets:
        assert sheet["A1"].value == "OFFICIAL-SENSITIVE · audit team only"
        assert sheet.oddHeader.center.text == sheet.oddFooter.center.text == "OFFICIAL-SENSITIVE · audit team only"
    (tmp_path / "audit_form.xlsx").write_bytes(content)
    assert "5b46-1528-5277" in read_artefact(tmp_path / "audit_form.xlsx").decoded


def test_a_run_knows_the_form_by_name_and_scans_it_as_any_file(tmp_path):
    form = fill_form(SAMPLE.assign(stratum="Hidden Name"), audit_questions(), cover=COVER)
    (tmp_path / "audit_form.xlsx").write_bytes(form)
    refuse_strangers(tmp_path)
    scan_folder(tmp_path, Guarded((), frozenset()))
    with pytest.raises(LeakError, match=r"audit_form\.xlsx holds"):
        scan_folder(tmp_path, Guarded((("hidden name", CANARY),), frozenset()))
    (tmp_path / "audit_form2.xlsx").write_bytes(form)
    with pytest.raises(RunError, match="left 1 files that no product may hold"):
        refuse_strangers(tmp_path)


def test_an_empty_sample_makes_an_empty_form():
    form = opened(fill_form(SAMPLE.iloc[:0], audit_questions(), cover=COVER))["Form"]
    assert form.max_row == 3


def test_what_an_answer_counts_as():
    values = answer_values(audit_questions())
    assert values["outcome_right", "no"] == 1.0
    assert values["outcome_right", "yes"] == 0.0
    assert values["outcome_right", "cannot tell"] != values["outcome_right", "cannot tell"]
    assert not any(question == REASON for question, _ in values)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('answers = ["yes", "no"]\nerror = ["maybe"]', "different ones of its answers"),
        ('answers = ["yes", "no"]\nerror = ["no"]\nskip = ["no"]', "different ones of its answers"),
        ('answers = ["yes, but", "no"]', "no comma"),
        ('answers = ["' + "x" * 256 + '"]', "255 characters"),
    ],
)
def test_questions_that_no_form_can_ask_are_refused(tmp_path, text, told):
    (tmp_path / "asked.toml").write_text(f'[one]\nwords = "Is it?"\n{text}\n')
    with pytest.raises(ProfileError, match=told):
        read_questions(tmp_path / "asked.toml")
