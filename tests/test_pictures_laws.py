import inspect
import math
import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pictures_made import DRAWN, PICTURES, TITLE, draw, elements, figures, made, spellings, written
from tasking_made import PROBES

from vawg_geo.base.errors import SchemaError
from vawg_geo.publishing.pictures.svg import text_width
from vawg_geo.publishing.report.proof import find_unproven
from vawg_geo.publishing.words import never_words

ALL = sorted(PICTURES)
NUMBER = re.compile(r"(?<![\w.,])\d+(?:,\d{3})*(?:\.\d+)?%?(?!\w)")


@pytest.mark.parametrize("name", ALL)
def test_every_figure_is_a_cell_of_the_table(name):
    table = made(name)
    drawn = figures(draw(name, table))
    assert set(drawn) <= spellings(table)
    assert drawn or name == "hours"


@pytest.mark.parametrize("name", ALL)
def test_a_runs_own_proof_finds_every_number_in_the_table(name):
    table = made(name).rename_axis("row").reset_index().map(lambda value: "" if pd.isna(value) else str(value))
    table.columns = [str(column) for column in table.columns]
    html = f'<section id="x"><figure data-t="t">{draw(name, made(name))}</figure></section>'
    assert find_unproven(html, {"t": table}, keys={"t": ["row"]}, known={"180"}) == []


@pytest.mark.parametrize("name", DRAWN)
def test_every_other_number_is_a_tick_or_in_a_label(name):
    table = made(name)
    labels = " ".join(spellings(table))
    for kind, words, *_ in written(draw(name, table)):
        if kind != "tick":
            assert all(number in labels for number in NUMBER.findall(words)), words


@pytest.mark.parametrize("name", ALL)
def test_what_is_told_holds_the_tables_own_numbers_and_no_word_never_written(name):
    table = made(name)
    _, _, describe, options = PICTURES[name]
    told = describe(table, **{k: v for k, v in options.items() if k in inspect.signature(describe).parameters})
    labels = " ".join(spellings(table)) + " 180 24"
    assert all(number.rstrip("%") in labels for number in NUMBER.findall(told)), told
    assert never_words(told) == []
    assert 20 < len(told) < 900
    assert told.endswith(".")


@pytest.mark.parametrize("name", DRAWN)
def test_a_picture_is_named_and_drawn_for_page_and_phone(name):
    page, phone = elements(draw(name, made(name)))
    assert [page.get("class"), phone.get("class")] == [f"picture {name} for-page", f"picture {name} for-phone"]
    assert page.get("role") == "img"
    assert page.get("aria-label") == phone.get("aria-label")
    assert page.get("aria-label").startswith(f"{TITLE}. ")
    assert page.find("title").text == f"{TITLE}."
    assert page.get("viewBox").split()[2:3] == ["640"]
    assert phone.get("viewBox").split()[2:3] == ["320"]


@pytest.mark.parametrize("name", ALL)
def test_same_table_same_bytes_and_the_table_stays_as_it_was(name):
    table = made(name)
    before = table.copy(deep=True)
    assert draw(name, table) == draw(name, table)
    pd.testing.assert_frame_equal(table, before)


@pytest.mark.parametrize("name", DRAWN)
def test_no_colour_no_style_and_no_name_of_an_element_is_in_a_picture(name):
    assert not re.search(r'#[0-9a-f]{3}|style=|fill=|stroke=|\bid="', draw(name, made(name)))


@pytest.mark.parametrize("name", DRAWN)
def test_all_text_stands_inside_its_picture(name):
    for kind, words, anchor, (x, y), (wide, high) in written(draw(name, made(name))):
        room = text_width(words, bold="v" in kind or "strong" in kind)
        left = x - {"start": 0, "middle": room / 2, "end": room}[anchor]
        assert left >= -2, words
        assert left + room <= wide + 2, words
        assert 8 <= y <= high, words


@pytest.mark.parametrize("probe", PROBES)
@pytest.mark.parametrize("name", ALL)
def test_a_label_cannot_leave_its_text(name, probe):
    table = made(name)
    words = [c for c in ("group", "field", "threat", "step", "note") if c in table]
    table = table.assign(**{c: table[c].map(lambda v: f"{probe}{v}" if v else v) for c in words})
    if name in ("funnel", "pyramid", "forest", "bars"):
        table = table.rename(index=lambda label: f"{probe}{label}")
    table = table.rename(columns=lambda c: f"{probe}{c}") if name in ("multiples", "journey") else table
    html = str(PICTURES[name][1](table, title=probe, **PICTURES[name][3]))
    assert not re.search(r"<(script|img)", html)
    elements(html)


@pytest.mark.parametrize("name", ALL)
def test_nothing_to_draw_is_said(name):
    table = made(name)
    assert "annot say" in draw(name, table.iloc[:0]) or name == "matrix"
    blank = table.copy()
    blank[blank.select_dtypes("number").columns] = np.nan
    elements(draw(name, blank))
    assert "annot say" in draw(name, blank) or name in ("matrix", "flow")


@pytest.mark.parametrize("name", sorted(set(ALL) - {"multiples", "journey", "hours"}))
def test_a_column_that_is_not_there_is_refused(name):
    with pytest.raises(SchemaError, match="not there"):
        draw(name, made(name).drop(columns=made(name).columns))


@pytest.mark.parametrize("name", ALL)
@settings(max_examples=12)
@given(st.data())
def test_any_values_draw(name, data):
    table = made(name).head(data.draw(st.integers(1, 60)))
    share = name in ("concentration", "funnel", "incidence", "completeness", "waiting", "journey", "coverage")
    high = 1.0 if share else data.draw(st.sampled_from([1.0, 50.0, 2e6]))
    value = st.one_of(st.just(math.nan), st.just(0.0), st.floats(0, high))
    for column in table.select_dtypes("float"):
        table[column] = data.draw(st.lists(value, min_size=len(table), max_size=len(table)))
    html = draw(name, table)
    elements(html)
    assert not re.search(r' (?:d|x|y|cx|cy|r|width|height|points)="[^"]*(?:nan|inf)', html)
