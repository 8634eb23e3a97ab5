"""A truncated, changed, added or missing file is recognised (FAULTS F14)."""

import random

import pytest

from vawg_geo.base.errors import VerifyError
from vawg_geo.runs.manifest import write_manifest
from vawg_geo.runs.verify import verify

pytestmark = pytest.mark.fault("F14")


@pytest.fixture
def product(tmp_path):
    folder = tmp_path / "2022-03" / "nte"
    (folder / "tables").mkdir(parents=True)
    (folder / "index.html").write_text("<html>whole</html>")
    (folder / "tables" / "a.csv").write_text("a\n1\n")
    write_manifest(folder, {"edition": {"number": 1, "status": "draft"}, "version": "abc"})
    return folder


def test_a_whole_output_verifies_from_any_folder_above(product):
    assert verify(product) == ["nte: edition 1, draft, version abc"]
    assert verify(product.parents[1]) == ["2022-03/nte: edition 1, draft, version abc"]


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (lambda p: (p / "index.html").write_text("<html>who"), r"changed or cut short \(first: index.html\)"),
        (lambda p: (p / "tables" / "a.csv").unlink(), r"missing \(first: tables/a.csv\)"),
        (lambda p: (p / "more.csv").write_text("x"), r"not in the manifest \(first: more.csv\)"),
        (lambda p: (p / "more").symlink_to(p.parent), r"1 file put in as a link \(first: more\)"),
        (lambda p: (p / "END").unlink(), "not a finished output"),
        (lambda p: (p / "manifest.json").unlink(), "not a finished output"),
        (lambda p: (p / "manifest.json").write_text("{}"), "does not vouch"),
    ],
)
def test_every_damage_is_told(product, damage, told):
    damage(product)
    with pytest.raises(VerifyError, match=told):
        verify(product.parents[1])


def test_a_file_cut_at_any_length_is_recognised(product):
    seed = random.SystemRandom().randrange(2**32)
    chance = random.Random(seed)
    (product / "index.html").write_bytes(page := b"<html>" + chance.randbytes(50_000))
    write_manifest(product, {"edition": {"number": 1, "status": "draft"}, "version": "abc"})
    whole = {p: p.read_bytes() for p in product.rglob("*") if p.is_file()}
    assert whole[product / "index.html"] == page
    for path, content in whole.items():
        for length in {0, len(content) - 1, *(chance.randrange(len(content)) for _ in range(50))}:
            path.write_bytes(content[:length])
            if path.name == "END" and content[:length].strip() == content.strip():
                continue  # its last character is the end of the line
            with pytest.raises(VerifyError):
                verify(product), pytest.fail(f"seed {seed}: {path.name} cut to {length}")
        path.write_bytes(content)
    assert verify(product)


def test_outputs_behind_a_link_are_verified_and_a_circle_ends(product, tmp_path):
    (tmp_path / "linked").mkdir()
    (tmp_path / "linked" / "month").symlink_to(product.parent)
    (tmp_path / "linked" / "circle").symlink_to(tmp_path / "linked")
    assert verify(tmp_path / "linked") == ["month/nte: edition 1, draft, version abc"]
    (product / "index.html").write_text("forged")
    with pytest.raises(VerifyError, match="month/nte"):
        verify(tmp_path / "linked")


def test_a_kept_edition_is_verified_with_its_product(product):
    kept = product / "editions" / "1"
    kept.mkdir(parents=True)
    (kept / "index.html").write_text("kept")
    write_manifest(kept, {"edition": {"number": 1, "status": "signed"}, "version": "abc"})
    assert len(verify(product)) == 2
    (kept / "index.html").write_text("forged")
    with pytest.raises(VerifyError, match="editions/1: 1 file changed"):
        verify(product)


def test_nothing_to_verify_is_a_fault(tmp_path):
    with pytest.raises(VerifyError, match="no finished output"):
        verify(tmp_path)


def test_a_killed_run_s_working_folder_is_no_output(product):
    left = product.parent / ".nte.new"
    left.mkdir()
    (left / "manifest.json").write_text("{")
    assert len(verify(product.parent)) == 1


def test_what_is_whole_is_told_beside_what_is_not_and_a_month_s_page_has_its_end(product):
    month, told = product.parent, []
    (month / "index.html").write_text("<html>the mon")
    with pytest.raises(VerifyError, match=r"^index.html: the month's page is cut short\. Put"):
        verify(month, tell=told.append)
    assert len(told) == 1
    (month / "index.html").write_text("<html>the month</html>\n")
    assert verify(month) == told
    for name in ("b.csv", "c.csv"):
        (product / name).touch()
    with pytest.raises(VerifyError, match=r"^nte: 2 files not in the manifest \(first: b.csv\)\. Put"):
        verify(product)
    with pytest.raises(VerifyError, match="nope is not a folder"):
        verify(month / "nope")
