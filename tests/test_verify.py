"""A truncated, changed, added or missing file is recognised (FAULTS F14)."""

import pytest

from vawg_geo.base.errors import VerifyError
from vawg_geo.runs.manifest import write_manifest
from vawg_geo.runs.verify import verify


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
        (lambda p: (p / "END").unlink(), "not a finished output"),
        (lambda p: (p / "manifest.json").unlink(), "not a finished output"),
        (lambda p: (p / "manifest.json").write_text("{}"), "does not vouch"),
    ],
)
def test_every_damage_is_told(product, damage, told):
    damage(product)
    with pytest.raises(VerifyError, match=told):
        verify(product.parents[1])


def test_a_kept_edition_is_verified_with_its_product(product):
    kept = product / "editions" / "1"
    kept.mkdir(parents=True)
    (kept / "index.html").write_text("kept")
    write_manifest(kept, {"edition": {"number": 1, "status": "signed"}, "version": "abc"})
    assert len(verify(product)) == 2
    (kept / "index.html").write_text("forged")
    with pytest.raises(VerifyError, match="editions/1: files 1 changed"):
        verify(product)


def test_nothing_to_verify_is_a_fault(tmp_path):
    with pytest.raises(VerifyError, match="no finished output"):
        verify(tmp_path)


def test_a_killed_run_s_working_folder_is_no_output(product):
    left = product.parent / ".nte.new"
    left.mkdir()
    (left / "manifest.json").write_text("{")
    assert len(verify(product.parent)) == 1
