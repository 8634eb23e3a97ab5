"""The words people use for codes, and the digits a book's figures have."""

import math

import pandas as pd

from vawg_geo.base.offences import offence_table
from vawg_geo.publishing.report.book import Book
from vawg_geo.publishing.report.forms import show
from vawg_geo.publishing.report.names import NO_THEME, SPACES, THEMES, strand_name, theme_name
from vawg_geo.publishing.words import never_words
from vawg_geo.sources.themes import THEMES as RULES


def test_every_theme_and_strand_has_words():
    assert set(THEMES) == set(RULES)
    strands = sorted(set(offence_table()["strand"].dropna()))
    for words in (*map(theme_name, RULES), *map(strand_name, strands), *SPACES.values()):
        assert words[0].isupper()
        assert "_" not in words
        assert never_words(words) == []
    assert len({strand_name(strand) for strand in strands}) == len(strands)
    assert theme_name("") == NO_THEME
    assert theme_name("made_up") == "Made up"


def test_a_figure_rounds_in_the_book_as_from_its_file(tmp_path):
    book = Book()
    table = pd.DataFrame({"of": ["all recorded crime"], "share": [math.nextafter(1.775, 9)]})
    assert show(table["share"].iloc[0], "number2") == "1.78"
    book.put("demand_share", table, key="of", how="", source="")
    (tmp_path / "share.csv").write_text(book.tables()["demand_share"].to_csv(float_format="%.10g"))
    filed = pd.read_csv(tmp_path / "share.csv")["share"].iloc[0]
    cell = book.cell("demand_share", "all recorded crime", "share", "number2")
    assert cell.shown == show(filed, "number2")
    assert cell.shown == "1.77"
