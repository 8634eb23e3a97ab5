import json

import pytest
from tasking_made import MARCH, PROBES

from vawg_geo.base.errors import DisclosureError
from vawg_geo.publishing.month_index import Listed, month_index, write_month_index

ROWS = [("nte", "Night-time", "Draft, edition 1", "nte/index.html", ""), ("open", "Open data", "Failed", "", "no key")]


def test_the_month_lists_what_is_done_and_what_failed(tmp_path):
    (tmp_path / "nte").mkdir()
    facts = {"headline": "41 & more", "marking": "OFFICIAL", "gate": "amber", "cut": "2022-04-05", "synthetic": True}
    (tmp_path / "nte" / "facts.json").write_text(json.dumps(facts))
    html = write_month_index(tmp_path, "Fenshire", MARCH, ROWS).read_text()
    assert '<a href="nte/index.html">Night-time</a>' in html
    assert "41 &amp; more" in html
    assert "data gate: amber" in html
    assert "Failed.</strong> no key" in html
    assert "2 products, 1 failed" in html
    assert "invented county" in html
    assert "OFFICIAL-SENSITIVE" in html  # one product's marking is unknown: the highest stands
    assert "Content-Security-Policy" in html
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_the_highest_marking_stands(tmp_path):
    (tmp_path / "nte").mkdir()
    (tmp_path / "nte" / "facts.json").write_text('{"marking": "OFFICIAL"}')
    html = write_month_index(tmp_path, "F", MARCH, ROWS[:1]).read_text()
    assert "<strong>OFFICIAL</strong>" in html


def test_an_empty_month_says_so(tmp_path):
    assert "No product was made" in write_month_index(tmp_path, "Fenshire", MARCH, []).read_text()


@pytest.mark.parametrize("probe", PROBES)
def test_text_is_only_text(probe):
    html = month_index([Listed(probe, failure=probe)], force=probe, month=MARCH, marking="M")
    assert "<script" not in html
    assert "<img" not in html


def test_no_marking_no_page():
    with pytest.raises(DisclosureError):
        month_index([], force="F", month=MARCH, marking="")
