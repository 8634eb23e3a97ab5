"""Draft, signed, withdrawn: nothing signed is ever lost or overwritten."""

from pathlib import Path

import pytest

from vawg_geo.base.errors import EditionError, VerifyError
from vawg_geo.runs import output
from vawg_geo.runs.editions import keep_editions, next_edition, sign, stamp, standing_words, withdraw
from vawg_geo.runs.manifest import read_manifest, write_manifest
from vawg_geo.runs.output import locked, replacing
from vawg_geo.runs.verify import verify

PAGE = "<b><!--status-->?<!--/status--></b> <i><!--edition-->?<!--/edition--></i> <!--version-->?<!--/version--> £"


def run(target, text="", why=""):
    """What a run does with an output, without the notebook."""
    with locked(target):
        edition = next_edition(target, why=why)
        with replacing(target) as fresh:
            (fresh / "index.html").write_text(stamp(PAGE + text, edition, version="v1"), encoding="utf-8")
            keep_editions(target, fresh, edition)
            write_manifest(fresh, {"edition": edition, "version": "v1"})
    return edition


@pytest.fixture
def product(tmp_path):
    run(tmp_path / "product")
    return tmp_path / "product"


def page(folder):
    return (folder / "index.html").read_text(encoding="utf-8")


def test_a_draft_is_written_over_a_draft(product):
    assert run(product, "again") == {"number": 1, "status": "draft"}
    assert "Draft" in page(product)
    assert not (product / "editions").exists()


def test_a_signed_edition_says_who_and_verifies(product):
    assert sign(product, by="A. Analyst")["status"] == "signed"
    assert page(product).startswith("<b><!--status-->Signed by A. Analyst<!--/status--></b>")
    assert "<!--version-->v1<!--/version--> £" in page(product)
    assert verify(product) == ["product: edition 1, signed, version v1"]


def test_a_name_is_text_never_markup(product):
    sign(product, by=r"<script>\1 {{7*7}} <!--/status--> & co")
    assert r"Signed by &lt;script&gt;\1 {{7*7}} &lt;!--/status--&gt; &amp; co<!--/status-->" in page(product)
    withdraw(product, why="wrong extract")
    assert "<!--status-->WITHDRAWN: wrong extract<!--/status-->" in page(product)


def test_a_signed_edition_is_never_overwritten(product):
    assert standing_words(product) == standing_words(product / "nowhere") == ""
    sign(product, by="A")
    before = page(product)
    assert standing_words(product).startswith("edition 1 is signed and stays")
    assert run(product) == {"number": 2, "status": "draft"}
    assert page(product / "editions" / "1") == before
    assert run(product, why="late records")["reason"] == "late records"  # of the draft's own
    assert run(product)["reason"] == "late records"


def test_the_next_edition_keeps_the_signed_one_byte_for_byte(product):
    sign(product, by="A")
    signed = {p.name: p.read_bytes() for p in product.iterdir()}
    assert run(product, why="late records")["number"] == 2
    assert "2 (made again: late records)" in page(product)
    assert {p.name: p.read_bytes() for p in (product / "editions" / "1").iterdir()} == signed
    withdraw(product, why="again")
    run(product, why="third")
    assert sorted(p.name for p in (product / "editions").iterdir()) == ["1", "2"]
    assert not (product / "editions" / "2" / "editions").exists()
    assert len(verify(product)) == 3
    run(product, "a draft over the third draft")
    assert len(verify(product)) == 3
    with pytest.raises(EditionError, match="kept edition"):
        withdraw(product / "editions" / "1", why="x")


def test_no_step_goes_back(product):
    sign(product, by="A")
    with pytest.raises(EditionError, match="already signed"):
        sign(product, by="B")
    withdraw(product, why="x")
    for step in (lambda: sign(product, by="B"), lambda: withdraw(product, why="y")):
        with pytest.raises(EditionError, match="already withdrawn"):
            step()


@pytest.mark.parametrize("text", ["", "  ", "a\nb", "a\x00", "x" * 301])
def test_a_name_is_one_plain_line(product, text):
    with pytest.raises(EditionError, match="one printable line"):
        sign(product, by=text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("as asked by a.person@example.org", "an e-mail address"),
        ("ring 01632 960 123", "a telephone number"),
        ("QQ 12 34 56 C was named", ""),
        ("AB 12 34 56 C was named", "National Insurance"),
        (f"see {Path('/', 'home', 'someone', 'extract')}", "a path of this machine"),
        ("record 0123456789abcdef01234567 is wrong", "a pseudonym"),
        ("FN/001105/21 was counted twice", "a crime's number"),
        ("42AB0012345 is left out", "a crime's number"),
        ("edition of 31/03/2022, see VAWG/NTE", ""),
    ],
)
def test_what_is_stamped_on_a_page_is_scanned_as_the_page_was(product, text, kind):
    acts = (lambda: sign(product, by=text), lambda: withdraw(product, why=text), lambda: run(product, why=text))
    sign(product, by="A")
    before = page(product)
    for act in acts if kind else ():
        with pytest.raises(EditionError, match=kind) as told:
            act()
        assert not any(part in str(told.value) for part in text.split() if any(letter.isdigit() for letter in part))
        assert page(product) == before
    if not kind:
        assert withdraw(product, why=text)["withdrawn_because"] == text


def test_a_changed_page_cannot_be_signed(product):
    (product / "index.html").write_text(page(product) + "<p>more")
    with pytest.raises(VerifyError, match="changed or cut short"):
        sign(product, by="A")


def test_what_no_run_wrote_is_neither_signed_nor_overwritten(tmp_path):
    (tmp_path / "mine").mkdir()
    assert next_edition(tmp_path / "mine")["number"] == 1
    (tmp_path / "mine" / "work.txt").write_text("x")
    with pytest.raises(EditionError, match="not written by a run"):
        next_edition(tmp_path / "mine")
    with pytest.raises(VerifyError, match="not a finished output"):
        sign(tmp_path / "mine", by="A")
    assert [p.name for p in tmp_path.iterdir()] == ["mine"]


def test_a_signature_that_cannot_be_written_changes_nothing(product, monkeypatch):
    before = {p.name: p.read_bytes() for p in product.iterdir()}

    def full(_):
        raise OSError(28, "x")

    monkeypatch.setattr(output, "_settle", full)
    with pytest.raises(ValueError, match="No space left"):
        sign(product, by="A")
    assert {p.name: p.read_bytes() for p in product.iterdir()} == before


def test_a_page_without_a_place_for_its_status_is_refused():
    with pytest.raises(EditionError, match="no place for its status"):
        stamp("<p>Draft</p>", {"number": 1, "status": "draft"}, version="v")


def test_signing_touches_no_other_byte(product):
    before = read_manifest(product)
    sign(product, by="A")
    after = read_manifest(product)
    assert {k for k in after if after[k] != before.get(k)} == {"edition", "outputs"}
