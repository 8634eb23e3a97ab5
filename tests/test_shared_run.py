"""One run, three pages: each of its own cells, all under one edition, all held against the ledger."""

import json
import shutil

import pytest
from trouble import FINISH, FOREIGN, write_shared_world

from vawg_geo.base.errors import RunError, VerifyError
from vawg_geo.runs.editions import sign, withdraw
from vawg_geo.runs.run import run_profile
from vawg_geo.runs.verify import verify

OWN = "2022-03-shared-1.csv"


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    """A world in which one run ended well."""
    folder = tmp_path_factory.mktemp("shared")
    run_profile(**write_shared_world(folder), month="2022-03", out_dir=folder / "out")
    return folder


@pytest.fixture
def made(ran, tmp_path):
    """A copy of it."""
    shutil.copytree(ran, tmp_path, dirs_exist_ok=True)
    names = {"profile": "shared.toml", "force": "f/force.toml", "out_dir": "out"}
    return {what: tmp_path / name for what, name in names.items()} | {"month": "2022-03"}


def product(made):
    return made["out_dir"] / "fen" / "2022-03" / "shared"


def ledger(made):
    folder = made["out_dir"] / "fen" / "releases"
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name[0] != "."}


def pages(made):
    return {name: (product(made) / name / "index.html").read_text("utf-8") for name in (".", "partner", "public")}


def test_each_audience_has_its_page_under_its_own_marking(made):
    internal, partner, public = pages(made).values()
    assert "OFFICIAL-SENSITIVE" in internal
    assert "OFFICIAL-SENSITIVE" not in partner + public
    assert "OFFICIAL: for publication" in public
    assert "for all" not in internal + partner
    manifest = json.loads((product(made) / "manifest.json").read_text())
    assert {"index.html", "partner/index.html", "public/index.html"} <= set(manifest["outputs"])
    index = (product(made).parent / "index.html").read_text()
    assert 'href="shared/partner/index.html"' in index
    assert 'href="shared/public/index.html"' in index
    assert verify(made["out_dir"])


def test_what_it_releases_is_in_the_ledger_and_the_manifest(made):
    assert list(ledger(made)) == [OWN]
    assert ledger(made)[OWN].decode().splitlines()[1] == "t,A,total,7,partner,2022-03,0,,shared,2022-03,1"
    (made["out_dir"] / "fen" / "releases" / OWN).unlink()
    with pytest.raises(VerifyError, match="not in the release ledger"):
        verify(product(made))


def test_a_rerun_does_not_meet_its_own_draft_and_another_month_does(made):
    before, kept = pages(made), ledger(made)
    run_profile(**made)
    assert (pages(made), ledger(made)) == (before, kept)
    run_profile(**made | {"month": "2022-04"})
    later = made["out_dir"] / "fen" / "2022-04" / "shared" / "partner" / "index.html"
    assert OWN in later.read_text("utf-8")
    assert sorted(ledger(made)) == [OWN, "2022-04-shared-1.csv"]


def test_a_failed_run_leaves_the_ledger_as_it_was(made, tmp_path):
    before = pages(made), ledger(made)
    for cells in ((FOREIGN, FINISH), (FINISH, "open(out + '/partner.csv', 'w').write('x')")):
        write_shared_world(tmp_path / "other", *cells)
        shutil.copy(tmp_path / "other" / "shared.ipynb", tmp_path / "shared.ipynb")
        with pytest.raises(RunError):
            run_profile(**made)
        assert (pages(made), ledger(made)) == before
        shutil.rmtree(tmp_path / "other")


def test_a_signature_and_a_withdrawal_stand_on_every_page(made):
    sign(product(made), by="A. Analyst")
    assert all("Signed by A. Analyst" in page for page in pages(made).values())
    withdraw(product(made), why="wrong extract")
    assert all("WITHDRAWN: wrong extract" in page for page in pages(made).values())
    run_profile(**made, why="put right")
    assert sorted(ledger(made)) == [OWN, "2022-03-shared-2.csv"]  # the withdrawn one was seen: it stays
    assert verify(made["out_dir"])
