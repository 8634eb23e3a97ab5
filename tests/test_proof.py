"""Every number of a written profile is made again from the tables beside it; one that is not there is found."""

import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vawg_geo.base.errors import RunError
from vawg_geo.base.profile import read_profile
from vawg_geo.publishing.report.blocks import Column, Paragraph, Picture, Section, Table
from vawg_geo.publishing.report.book import Book
from vawg_geo.publishing.report.proof import find_unproven
from vawg_geo.publishing.report.sentences import Piece, Sentence
from vawg_geo.publishing.report.show import show_section
from vawg_geo.runs.numbers import prove_numbers

pytestmark = pytest.mark.methods("13")
STEP = "scope_flow"


def shown(counts, words="were read", svg="", steps=None):
    """A section that says, shows and draws a table's counts; and the tables as they lie beside it."""
    book = Book()
    table = pd.DataFrame({"step": steps or [f"step {chr(97 + i)}" for i in range(len(counts))], "n": counts})
    book.put(STEP, table, key="step", how="counted", source="incidents")
    said = tuple(Sentence((Piece(words + " ", None), Piece(c.shown, c))) for c in cells(book, table))
    columns = (Column("step", "Step", "text"), Column("n", "Records"))
    drawn = Picture(svg, said[0], STEP) if svg else None
    html = show_section(Section("terms", "Terms", "", (Paragraph(said), Table(STEP, "Flow", columns), drawn)), book)
    page = f'<section id="terms">{html.html}</section>'
    return page, {STEP: pd.read_csv(pd.io.common.StringIO(table.to_csv(index=False)), dtype=str, keep_default_na=False)}


def cells(book, table):
    return [book.cell(STEP, row, "n") for row in table["step"]]


def unproven(page, tables):
    return [(one.section, one.text) for one in find_unproven(page, tables, keys={STEP: ["step"]})]


@given(st.lists(st.integers(0, 10**7), min_size=1, max_size=6))
def test_a_page_made_from_its_tables_is_proven(counts):
    assert unproven(*shown(counts)) == []


@given(st.lists(st.integers(200, 10**7), min_size=1, max_size=4), st.data())
def test_any_figure_changed_on_the_page_is_found(counts, data):
    page, tables = shown(counts)
    places = list(re.finditer(r">([\d,]+)<", page))
    place = data.draw(st.sampled_from(places))
    wrong = str(max(counts) + 1)
    assert ("terms", wrong) in unproven(page[: place.start(1)] + wrong + page[place.end(1) :], tables)


def test_a_number_written_into_the_words_is_found():
    assert unproven(*shown([4321], words="of about 77 we think")) == [("terms", "77")]
    assert unproven(*shown([4321], words="within 24 hours, 95% of")) == []


def test_a_picture_may_print_only_its_own_table_and_its_scale():
    from markupsafe import Markup

    tick = Markup('<svg role="img" aria-label="{}"><text class="tick">50</text><text class="v">{}</text></svg>')
    assert unproven(*shown([4321], svg=tick.format("4,321 in all", "4,321"))) == []
    assert unproven(*shown([4321], svg=tick.format("up by 17", "4,322"))) == [("terms", "17"), ("terms", "4,322")]


def test_text_that_a_spreadsheet_would_compute_is_still_its_cell():
    page, tables = shown([5], steps=["=1+1"])
    assert unproven(page, {STEP: tables[STEP].assign(step="'=1+1")}) == []


@pytest.mark.parametrize(
    ("words", "told"),
    [("987", "987"), ("1,234,567", "1,234,567"), ("FN/001105/21", "a number"), ("07700900123", "a number")],
)
def test_a_log_never_holds_a_cell_s_text_or_part_of_an_identifier(tmp_path, words, told):
    page, tables = shown([4321], words=words, steps=["Market Sq 12"])
    (tmp_path / "tables").mkdir()
    tables[STEP].assign(step="Another").to_csv(tmp_path / "tables" / f"{STEP}.csv", index=False)
    (tmp_path / "index.html").write_text(page)
    with pytest.raises(RunError) as refused:
        prove_numbers(tmp_path / "index.html", read_profile("vawg_full"), keys={STEP: ["step"]})
    text = str(refused.value)
    assert "Market" not in text
    assert "4,321" not in text
    assert f"{told} in section terms (no value" in text
    assert f"column n of table {STEP} in section terms (the cell" in text
    assert not re.search(r"001105|07700", text)


def test_a_run_with_a_number_from_nowhere_is_refused(tmp_path):
    page, tables = shown([4321], words="some 987 of")
    (tmp_path / "tables").mkdir()
    tables[STEP].to_csv(tmp_path / "tables" / f"{STEP}.csv", index=False)
    (tmp_path / "index.html").write_text(page)
    with pytest.raises(RunError, match=r"1 numbers.*987 in section terms"):
        prove_numbers(tmp_path / "index.html", read_profile("vawg_full"), keys={STEP: ["step"]})
    (tmp_path / "index.html").write_text(page.replace("some 987", "some"))
    prove_numbers(tmp_path / "index.html", read_profile("vawg_full"), keys={STEP: ["step"]})
