"""What holds of all six chapters about people: sentences both ways, missing tables, small numbers, no pseudonym."""

import re
import string
from importlib import import_module
from pathlib import Path

import pytest
from people_made import CHAPTERS, part_of, study_of, words

from vawg_geo.publishing import chapters
from vawg_geo.publishing.report.book import Cell
from vawg_geo.publishing.report.sentences import catalogue, say

pytestmark = pytest.mark.methods(13)
# Names that a chapter puts together from a word: sexes, kinds of list, what the profile is not for.
BUILT = (r"victims\.top_(female|male)", r"fear\.no_(fear|record)", r"fear\.(fear|record)_only",
         r"equality\.not_(person|community|search|copy)")  # fmt: skip
SOURCES = "".join(path.read_text("utf-8") for path in sorted(Path(chapters.__file__).parent.glob("*.py")))


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_every_sentence_can_be_said_both_ways_and_somebody_says_it(chapter):
    for name, template in catalogue(chapter).items():
        both = template.text + template.otherwise
        fields = {field for _, field, _, _ in string.Formatter().parse(both) if field}
        for base in (1_000, 0):
            cells = {field: Cell("t", "r", "c", base, "count", n=base) for field in fields}
            said = say(f"{chapter}.{name}", fields=cells)
            told = template.text if base or not template.needs else template.otherwise
            assert (said is None) == (not told), name
            assert said is None or said.text.count("{") == 0
        ways = (f"{chapter}.{name}", f"{{role}}s.{name}", f'"{name}"')
        built = any(re.fullmatch(kind, f"{chapter}.{name}") for kind in BUILT)
        assert built or any(way in SOURCES for way in ways), name


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_force_without_tables_is_told_what_it_lacks(case, chapter):
    study = study_of(part_of(case), hotspots=False)
    told = " ".join(words(import_module(f"vawg_geo.publishing.chapters.{chapter}").write(study)))
    lacks = {
        "data": "the data gate is", "victims": "gives no deprivation", "suspects": "gives no table of orders",
        "fear": "gives no Street Safe reports", "voice": "gives no satisfaction survey",
        "equality": "gives no context of its areas",
    }  # fmt: skip
    assert lacks[chapter] in told


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_few_records_are_never_a_share(case, chapter):
    few = part_of(case, rows=7, tables=("population", "area_context", "orders", "programmes"))
    study = study_of(few, hotspots=False)
    section = import_module(f"vawg_geo.publishing.chapters.{chapter}").write(study)
    assert "%" not in re.sub("95% interval", "", " ".join(words(section)))
    assert section.findings == ()


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_no_record_at_all_crashes_nothing(case, chapter):
    study = study_of(part_of(case, since="2022-04-02", tables=("population", "area_context")), hotspots=False)
    assert words(import_module(f"vawg_geo.publishing.chapters.{chapter}").write(study))
