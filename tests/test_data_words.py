"""The column dictionary, docs/data.md, names every column of every table, and no other."""

import re
from pathlib import Path

import pytest

from vawg_geo.base.absences import CHARACTERISTICS
from vawg_geo.base.schema import INCIDENTS, LOCATED, PLACE_TYPES
from vawg_geo.base.side_tables import SIDE_TABLES
from vawg_geo.measures.hotspot_types import WATCH_REASONS
from vawg_geo.publishing.allow_lists import ALLOWED
from vawg_geo.publishing.words import never_words

TEXT = (Path(__file__).parents[1] / "docs" / "data.md").read_text("utf-8")
ADDED = {"removed_place", "removed_why", "vintage", "category", "place", "geometry"}  # by placing, or of open data
PEOPLE = {"incident", "pid", "role", "sex", "age", "ethnicity", "disability", "eliminated"}
PEOPLE |= {f"{name}_said" for name in CHARACTERISTICS}


def columns_of(heading):
    """The names in the first cells of the table under a heading."""
    part = re.split(r"^#+ ", TEXT.split(f"\n### {heading}\n")[1], maxsplit=1, flags=re.MULTILINE)[0]
    cells = [line.split("|")[1] for line in part.splitlines() if line.startswith("| `")]
    names = [name for cell in cells for name in re.findall("`([^`]+)`", cell)]
    assert len(set(names)) == len(names)
    assert all(line.split("|")[2].strip() for line in part.splitlines() if line.startswith("| `"))
    return set(names)


def test_incidents():
    assert columns_of("incidents") == {*INCIDENTS} | ADDED


def test_what_the_case_holds(case):
    assert columns_of("areas") == {*case.areas.columns}
    assert columns_of("people") == {*case.people.columns} == PEOPLE
    assert {*case.incidents.columns} <= columns_of("incidents")


@pytest.mark.parametrize("name", SIDE_TABLES)
def test_side_tables(name):
    table = SIDE_TABLES[name]
    named = {*table.columns, *table.people} | ({table.incident} if table.incident else set())
    assert columns_of("people (a table of its own)" if name == "people" else name) == named
    assert all(f"`{theirs}`" in TEXT for theirs in table.also)


@pytest.mark.parametrize("name", ALLOWED)
def test_files_beside_a_page(name):
    hours = {"00", "23"} if name == "nights" else set()
    allowed = {column for column in ALLOWED[name] if not column.isdigit()} | hours
    assert columns_of(f"{name}.csv") == allowed


def test_no_table_is_made_up():
    files = {name.removesuffix(".csv") for name in re.findall(r"^### (.+\.csv)$", TEXT, re.MULTILINE)}
    assert files == {*ALLOWED}


@pytest.mark.parametrize("word", [*PLACE_TYPES, *LOCATED, *WATCH_REASONS])
def test_the_words_of_a_column_are_listed(word):
    assert f"`{word}`" in TEXT


def test_it_claims_nothing():
    assert never_words(TEXT) == []
