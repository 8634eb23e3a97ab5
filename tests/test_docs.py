"""The docs: every measure has its page, every page is in the index, links lead somewhere, pictures are described."""

import importlib
import re
from pathlib import Path

import pytest

import vawg_geo as vg
from vawg_geo.publishing.words import never_words

DOCS = Path(__file__).parents[1] / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
FAMILIES = sorted((DOCS / "measures").glob("*.md"))
PICTURES = sorted(path for path in (DOCS / "measures").iterdir() if path.suffix in {".png", ".svg"})
MEASURES = [name for name in vg.__all__ if getattr(vg, name).__module__.startswith("vawg_geo.measures.")]
each_page = pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(DOCS)))
each_family = pytest.mark.parametrize("page", FAMILIES, ids=lambda path: path.stem)


def targets(page):
    """The files a page links to or shows, without addresses and anchors."""
    found = re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8"))
    return [(page.parent / link.split("#")[0]).resolve() for link in found if ":" not in link and link.split("#")[0]]


def test_every_measure_has_its_page():
    said = "\n".join(page.read_text("utf-8") for page in FAMILIES)
    assert [name for name in MEASURES if not re.search(rf"\b{name}\b", said)] == []


def test_names_in_the_pages_exist():
    for page in FAMILIES:
        called = set(re.findall(r"\bvg\.([a-z_]+)\(", page.read_text("utf-8")))
        assert called - set(vg.__all__) == set(), page.stem


@each_page
def test_it_is_in_the_index_and_its_links_lead_somewhere(page):
    assert page == DOCS / "README.md" or page in targets(DOCS / "README.md") or page.parent.name == "study"
    assert [link for link in targets(page) if not link.exists()] == []


@each_page
def test_it_claims_nothing(page):
    assert never_words(page.read_text("utf-8")) == []


@each_family
def test_a_family_is_short_and_shows_one_picture(page):
    text = page.read_text("utf-8")
    assert len(text.splitlines()) < 60
    alts = re.findall(r"!\[([^\]]*)\]", text)
    assert alts
    assert all(len(alt) >= 10 for alt in alts)
    assert re.search("when not to use|do not use|not for|never|unless", text, re.IGNORECASE)


def test_pictures_are_small_and_shown():
    shown = {link for page in FAMILIES for link in targets(page)}
    assert [path.name for path in PICTURES if path.stat().st_size > 60_000] == []
    assert [path.name for path in PICTURES if path not in shown] == []


@pytest.mark.slow
def test_the_same_county_gives_the_same_pictures(case, found, tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(DOCS / "measures"))
    script = importlib.import_module("pictures_places_and_time")
    paths = script.write_pictures(case, found, tmp_path)
    assert [path.name for path in paths if path.read_bytes() != (DOCS / "measures" / path.name).read_bytes()] == []
