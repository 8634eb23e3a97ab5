"""An analyst's own words: a small part of Markdown, all else as typed; marked, dated, refused where it must be."""

import html
import re
from dataclasses import replace
from datetime import date

import pytest
from case_made import write_force
from hostile import PAYLOADS
from hypothesis import given
from hypothesis import strategies as st

from vawg_geo.base.errors import ProfileError
from vawg_geo.base.profile import Profile, Written, read_profile
from vawg_geo.publishing.report.blocks import Section
from vawg_geo.publishing.report.book import Book
from vawg_geo.publishing.report.notes import LONGEST, markdown, note_files, read_notes
from vawg_geo.publishing.report.show import show_section
from vawg_geo.runs.job import prepare_job
from vawg_geo.runs.manifest import hash_file
from vawg_geo.runs.new import write_force_folder

pytestmark = pytest.mark.methods("13")
PROFILE = Profile("made", "Made", "?", "profile", written=Written(("terms", "demand"), notes_days=90))
CUT = date(2022, 4, 5)
HEAD = "author: A. Analyst\nupdated: 2022-04-01\n\n"
TAGS = re.compile(r"</?(?:p|ul|ol|li|em|strong|span)>")


def folder(tmp_path, text, name="terms.md"):
    path = tmp_path / "profiles" / "made" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return tmp_path


def read(tmp_path, text, *, cut=CUT):
    return read_notes(folder(tmp_path, text), PROFILE, cut=cut)["terms"][0]


def plain(text):
    return html.unescape(TAGS.sub("", markdown(text)))


def test_paragraphs_lists_emphasis_and_strong_are_set():
    assert markdown("One *two* **three**\n\n- a\n- b\n\n1. c") == (
        "<p>One <em>two</em> <strong>three</strong></p>\n<ul><li><span>a</span></li><li><span>b</span></li></ul>\n"
        "<ol><li><span>c</span></li></ol>"
    )


@pytest.mark.fault("X13")
@pytest.mark.parametrize("text", [p for p in PAYLOADS if not re.search(r"\*|_{1,2}\w+_{1,2}|_x_", p)])
def test_hostile_text_stands_as_it_was_typed(text):
    assert plain(text).strip() == text.strip().replace("\r", "\n")


@given(st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="*_\r\0\x0b\x0c\x85\u2028\u2029")))
def test_nothing_but_the_few_tags_is_ever_written(text):
    made = TAGS.sub("", markdown(text))
    assert "<" not in made
    assert ">" not in made
    assert '"' not in made


def test_links_pictures_headings_and_code_are_text():
    for text in (
        "[a](https://x)",
        "![a](x.png)",
        "# head",
        "    code",
        "> quote",
        "***",
        "<https://x>",
        "`code`",
        "a | b",
    ):
        assert plain(text).strip() == text.strip()
    assert plain("- a\n# head").endswith("# head")


def test_it_is_dated_from_the_data_cut(tmp_path):
    note = read(tmp_path, HEAD + "Text.")
    assert (note.author, note.updated, note.stale) == ("A. Analyst", date(2022, 4, 1), False)
    assert not read(tmp_path, HEAD + "Text.", cut=date(2022, 6, 30)).stale
    assert read(tmp_path, HEAD + "Text.", cut=date(2022, 7, 1)).stale


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Text without a header.", "must begin with two lines"),
        ("author: A\nupdated: 1 April 2022\n\nText.", "must begin with two lines"),
        ("author:\nupdated: 2022-04-01\n\nText.", "must begin with two lines"),
        (HEAD, "empty below"),
        (HEAD + "A surge in the High Street.", "never said about recorded crime: surge"),
        (HEAD + "The offender was seen.", "offender"),
        (HEAD + "She put herself at risk.", "blame"),
        (HEAD + "x" * LONGEST, "at most"),
        (HEAD + "NUL \0", "at most"),
        (b"author: \xff", "UTF-8"),
    ],
)
def test_what_is_refused_names_the_file_and_the_rule(tmp_path, text, why):
    with pytest.raises(ProfileError, match=why) as told:
        read(tmp_path, text)
    assert "made/terms.md" in str(told.value)
    assert str(tmp_path) not in str(told.value)


def test_a_note_for_no_section_is_refused(tmp_path):
    with pytest.raises(ProfileError, match="for no section of this profile"):
        read_notes(folder(tmp_path, HEAD + "Text.", "demands.md"), PROFILE, cut=CUT)


def test_no_folder_and_no_written_block_mean_no_notes(tmp_path):
    assert read_notes(tmp_path, PROFILE, cut=CUT) == {}
    assert read_notes(folder(tmp_path, HEAD + "Text."), replace(PROFILE, written=None), cut=CUT) == {}


def test_it_stands_on_the_page_marked_as_theirs(tmp_path):
    notes = (read(tmp_path, HEAD + "Text."), read(tmp_path, HEAD + "Text.", cut=date(2023, 1, 1)))
    shown = show_section(Section("terms", "Terms", "", ()), Book(), notes=notes).html
    assert shown.count("Analyst’s words.") == 2
    assert shown.count("A. Analyst, 1 April 2022") == 2
    assert shown.count("check before use") == 1


def test_a_new_force_folder_has_an_example_that_is_no_note_yet(tmp_path):
    write_force_folder(tmp_path / "force")
    assert note_files(tmp_path / "force", "vawg_full") == {}
    example = tmp_path / "force" / "profiles" / "vawg_full" / "developing.md.example"
    example.rename(example.with_suffix(""))
    notes = read_notes(tmp_path / "force", read_profile("vawg_full"), cut=CUT)
    assert notes["developing"][0].author == "A. Analyst"


def test_a_note_is_an_input_of_the_run(tmp_path):
    force = write_force(tmp_path / "force")
    prepared = {"force": force, "month": "2022-03", "out_dir": tmp_path / "out"}
    without = prepare_job("vawg_full", **prepared).inputs()[1]
    note = force.parent / "profiles" / "vawg_full" / "terms.md"
    note.parent.mkdir(parents=True)
    note.write_text(HEAD + "Text.", "utf-8")
    name = "profiles/vawg_full/terms.md"
    assert prepare_job("vawg_full", **prepared).inputs()[1] == without | {name: hash_file(note)}
    assert name not in prepare_job("nte_monthly", **prepared).inputs()[1]
