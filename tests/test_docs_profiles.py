"""The pages about written profiles: the list of products is whole, the columns' page is made from the dictionary."""

import os
import re
from pathlib import Path

import pytest

from vawg_geo.base.profile import read_profile
from vawg_geo.base.shipped import shipped
from vawg_geo.publishing.report.columns import dictionary
from vawg_geo.publishing.report.report import known_chapters

DOCS = Path(__file__).parents[1] / "docs"
COLUMNS = DOCS / "data_profiles.md"
TEXT = (DOCS / "profiles.md").read_text("utf-8")
HEAD = """# What every column of a profile's tables holds

The tables beside a [written profile](profiles.md), as CSV and in `tables.xlsx`: nothing else leaves. An empty cell is a small count that is hidden, or a figure that cannot be said. Shares run from 0 to 1; `low` and `high` are the ends of a 95 % interval where nothing else is said. Each row carries the marking in a last column, `marking`.

This page is made from `vawg_geo/publishing/report/dictionary/*.csv` (`WRITE_DOCS=1 pytest tests/test_docs_profiles.py`).
"""  # noqa: E501


def written_columns():
    """The page: one heading a table, one row a column."""
    parts = [HEAD]
    for name, columns in sorted(dictionary().items()):
        rows = [f"| `{column}` | {meaning} |" for column, meaning in columns.items() if column]
        parts.append("\n".join([f"\n## {name}\n", f"{columns.get('', '').rstrip('.')}.\n", "| Column | Meaning |",
                                "|---|---|", *rows]) + "\n")  # fmt: skip
    return "".join(parts)


def test_the_columns_page_is_the_dictionary():
    if os.environ.get("WRITE_DOCS"):
        COLUMNS.write_text(written_columns(), "utf-8")
    assert COLUMNS.read_text("utf-8") == written_columns(), (
        "make it again: WRITE_DOCS=1 pytest tests/test_docs_profiles.py"
    )


def test_every_table_says_what_it_is():
    assert [name for name, columns in dictionary().items() if not columns.get("", "").strip()] == []
    assert [name for name, columns in dictionary().items() if "|" in "".join(columns.values())] == []


@pytest.mark.parametrize("path", sorted(shipped("profiles").glob("*.toml")), ids=lambda path: path.stem)
def test_every_written_product_is_listed(path):
    if read_profile(path.stem).written:
        assert f"`{path.stem}`" in TEXT


def test_what_the_page_names_exists():
    root = DOCS.parent
    for name in re.findall(r"`((?:vawg_geo|publishing|profiles|notebooks)/[\w./]+)`", TEXT):
        path = name if not name.startswith("publishing") else f"vawg_geo/{name}"
        assert "<" in name or (root / path).exists(), name
    asked = re.search(r"sections = \[(.*?)\]", TEXT)[1].replace('"', "").split(", ")
    assert set(asked) <= set(known_chapters())
