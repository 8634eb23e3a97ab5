import hashlib
import html
import json
import re

import pytest
from tasking_made import MARCH, PROBES, SECTIONS, made_areas, made_case, made_found, made_html, made_page

from vawg_geo.base.profile import read_profile
from vawg_geo.measures.hotspot_types import DataGate
from vawg_geo.publishing import tasking_terms
from vawg_geo.publishing.figure_tables import figure_tables
from vawg_geo.publishing.tasking import tasking_page
from vawg_geo.publishing.tasking_words import late_words
from vawg_geo.publishing.words import never_words


@pytest.fixture(scope="module")
def page():
    return made_page()


@pytest.fixture(scope="module")
def whole(page):
    return made_html(page)


def words_of(markup):
    return html.unescape(re.sub(r"<(script|style)\b.*?</\1>|<[^>]+>", " ", str(markup), flags=re.DOTALL))


def test_every_section_is_a_fragment_with_a_heading(page):
    for name in SECTIONS:
        assert re.search(r"<h[12]\b", page.__getattribute__(name)()._repr_html_()), name


def test_the_headline_is_computed(page):
    text = " ".join(words_of(page.headline()._repr_html_()).split())
    assert "41 recorded offences on 8 weekend nights, 5.2 a night; expected 3.9 to 6.6." in text
    assert "No change we can distinguish from chance." in text
    assert (
        "New on the list: Station Forecourt. Leaving it: Cattle Market. The other 8 places were listed before." in text
    )


def test_the_page_says_whose_it_is(page):
    header = page.header()._repr_html_()
    assert "<!--status-->draft<!--/status-->" in header
    assert "<!--edition-->1<!--/edition-->" in header
    assert f"<!--version-->{page.version}<!--/version-->" in header
    assert "invented county" in header
    assert "tasking meeting of 7 April 2022" in header


@pytest.mark.fault("I57")
def test_the_flow_says_what_became_of_earlier_records(page):
    assert "Since the data cut of 5 March 2022: 12 cancelled, 3 reclassified." in words_of(page.flow()._repr_html_())
    assert tasking_terms.facts(page)["followed"] == {
        "since": "2022-03-05", "cancelled": 12, "transferred": 0, "reclassified": 3
    }  # fmt: skip


@pytest.mark.parametrize("colour", ["amber", "red"])
def test_a_gate_that_is_not_green_is_told_with_its_rule(colour):
    from dataclasses import replace

    page = made_page()
    found = replace(page.found, gate=replace(page.found.gate, colour=colour, geocoded=0.6))
    text = words_of(replace(page, found=found).header()._repr_html_())
    assert f"{colour.upper()}: 60% of records are located (at least 85% asked)" in text


def test_nothing_is_written_that_must_never_be(page):
    for name in set(SECTIONS) - {"map"}:
        assert never_words(words_of(page.__getattribute__(name)()._repr_html_())) == [], name


def test_the_head_says_how_many_records_are_still_to_come(page):
    assert "Late records 1 to 4 more" in " ".join(words_of(page.header()._repr_html_()).split())
    assert late_words(DataGate(1, 1, "green", 0, 0, 1)) == "cannot say"


def test_places_of_one_name_keep_a_line_each(page):
    from dataclasses import replace

    found = replace(page.found, listed=page.found.listed.assign(place="High Street"))
    lines = next(t for t in figure_tables(found, dict(page.case.areas["alias"]), month=MARCH) if "Lines" in t.title)
    assert lines.columns == ("Month", *(str(i) for i in range(1, 11)))


def test_a_watched_place_is_never_called_a_hot_spot(page):
    assert "hot spot" not in words_of(page.watch()._repr_html_()).lower()


def test_hostile_names_are_only_text(whole):
    text = words_of(whole)
    assert all(probe in html.unescape(whole) for probe in PROBES)
    assert "49" not in text.split("Rose & Crown")[0][-40:]
    assert "<img src=x" not in whole
    assert "<script>alert" not in whole


def test_an_offence_type_of_fewer_than_three_never_enters_the_source(whole):
    assert "Rape" not in whole  # one 19C was planted in the made month


def test_finish_writes_allowed_tables_and_the_proof(page, tmp_path):
    page.finish(tmp_path)
    facts = json.loads((tmp_path / "facts.json").read_text())
    assert facts["headline"].startswith("41 recorded offences")
    assert facts["marking"] == "OFFICIAL-SENSITIVE"
    assert {f"{name}.csv" for name in facts["tables"]} == {path.name for path in (tmp_path / "tables").iterdir()}
    assert all(b"\r" not in path.read_bytes() for path in (tmp_path / "tables").iterdir())
    assert (tmp_path / "hotspots.gpkg").exists()


def test_finish_without_a_folder_writes_nothing(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    page.finish("")
    assert not list(tmp_path.iterdir())


def test_the_same_inputs_give_the_same_bytes(whole, tmp_path):
    assert made_html(made_page()) == whole
    for name in ("a", "b"):
        made_page().finish(tmp_path / name)
    digests = [
        {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted((tmp_path / name).rglob("*.*"))}
        for name in ("a", "b")
    ]
    assert digests[0] == digests[1]


def test_the_version_follows_the_inputs(page):
    other = made_case(page.case.areas)
    other.inputs = {"incidents.csv": "cd" * 32}
    assert tasking_page(other, page.found, profile=page.profile, month="2022-03").version != page.version
    assert tasking_page(page.case, page.found, profile=page.profile, month=MARCH).version == page.version


def test_an_empty_month_is_a_whole_page():
    areas = made_areas()
    found = made_found(areas)
    from dataclasses import replace

    bare = replace(
        found, listed=found.listed.iloc[:0], watch=found.watch.iloc[:0], coverage=found.coverage.iloc[:0],
        capture=found.capture.iloc[:0], changes=found.changes.iloc[:0], grids={}, grid=found.grid * 0,
    )  # fmt: skip
    case = made_case(areas)
    case.tables = {}
    page = tasking_page(case, bare, profile=read_profile("nte_monthly"), month=MARCH)
    text = words_of(made_html(page))
    for said in (
        "No place has enough evidence",
        "Nothing is on the watch list",
        "No task is recorded",
        "cannot say",
        "No place is listed",
    ):
        assert said in text
