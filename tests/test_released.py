"""The ledger in a run: noted before it is seen, left as it was by a failed run, never losing what stands."""

import pytest

from vawg_geo.base.errors import BusyError, RunError
from vawg_geo.base.force import Force
from vawg_geo.base.profile import Profile
from vawg_geo.publishing.ledger import RELEASED, write_entry
from vawg_geo.runs import released
from vawg_geo.runs.lock import held
from vawg_geo.runs.manifest import hash_bytes, write_manifest
from vawg_geo.runs.released import holding, ledger_folder, released_by, shares, take_entry

OWN = "2022-03-nte-1.csv"


@pytest.fixture
def ledger(tmp_path):
    (tmp_path / "2022-02-nte-1.csv").write_bytes(b"before\n")
    return tmp_path


def names(folder):
    return sorted(path.name for path in folder.iterdir() if path.name[0] != ".")


def hold(folder, *, stands=True):
    return holding(folder, own=OWN, stands=lambda noted: stands and bool(noted))


def note_and_fail(folder, *, stands):
    with hold(folder, stands=stands) as kept:
        kept.note(b"mine\n")
        raise KeyError


def test_only_a_product_with_readers_beyond_the_tasking_group_needs_it():
    assert not shares(Profile("n", "t", "?", "n"))
    assert shares(Profile("n", "t", "?", "n", audiences=("internal", "public")))


def test_it_stands_where_the_force_says_else_beside_the_months(tmp_path):
    force = Force("F", "f", {}, (), folder=tmp_path / "force")
    assert ledger_folder(force, tmp_path / "out") == tmp_path / "out" / "releases"
    own = Force("F", "f", {}, (), releases=tmp_path / "kept", folder=tmp_path)
    assert ledger_folder(own, tmp_path / "out") == tmp_path / "kept"


def test_what_is_noted_stands_when_the_edition_does(ledger):
    with hold(ledger) as kept:
        kept.note(b"mine\n")
        assert names(ledger) == ["2022-02-nte-1.csv", "2022-03-nte-1.next.csv"]  # on the disk before it is seen
    assert (ledger / OWN).read_bytes() == b"mine\n"
    assert (ledger / OWN).stat().st_mode & 0o777 == 0o600
    assert names(ledger) == ["2022-02-nte-1.csv", OWN]


def test_a_failed_run_leaves_it_as_it_was(ledger):
    (ledger / OWN).write_bytes(b"draft\n")
    before = {name: (ledger / name).read_bytes() for name in names(ledger)}
    with pytest.raises(KeyError):
        note_and_fail(ledger, stands=False)
    assert {name: (ledger / name).read_bytes() for name in names(ledger)} == before


def test_what_was_published_stays_noted_even_when_the_run_fails_after_it(ledger):
    with pytest.raises(KeyError):
        note_and_fail(ledger, stands=True)
    assert (ledger / OWN).read_bytes() == b"mine\n"


def test_an_earlier_draft_is_not_held_against_its_rerun(ledger, tmp_path):
    fresh = tmp_path / "fresh"
    fresh.mkdir()
    with hold(ledger) as kept:
        first = kept.sha256()
    for name in (OWN, "2022-03-nte-1.next.csv"):  # the draft, and what a killed run left
        (ledger / name).write_bytes(b"draft\n")
    with hold(ledger) as kept:
        assert kept.sha256() == first != ""
        assert names(kept.lay_out(fresh)) == ["2022-02-nte-1.csv"]
    (ledger / "2022-01-nte-1.csv").write_bytes(b"another\n")
    with hold(ledger) as kept:
        assert kept.sha256() != first


def test_it_is_empty_at_first_and_for_the_owner_alone(tmp_path):
    with hold(tmp_path / "new") as kept:
        assert kept.sha256() == ""
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700


def test_two_runs_never_release_at_once(ledger, monkeypatch):
    monkeypatch.setattr(released, "_PATIENCE_S", 0.1)
    with held(ledger / ".lock"), pytest.raises(BusyError, match="release ledger"), hold(ledger):
        pass


def test_a_ledger_that_cannot_be_made_releases_nothing(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(RunError, match="nothing was released"), hold(tmp_path / "file"):
        pass


def test_the_notebook_must_say_what_it_releases(tmp_path):
    with pytest.raises(RunError, match="list of what it releases"):
        take_entry(tmp_path, edition=1)
    (tmp_path / RELEASED).write_text("victim\nA. Person\n")
    with pytest.raises(RunError, match="list of what it releases"):
        take_entry(tmp_path, edition=1)


def test_the_run_fills_in_the_edition_and_clears_up(tmp_path):
    from test_ledger import rows

    (tmp_path / "released-so-far").mkdir()
    write_entry(rows().drop(columns="edition"), tmp_path / RELEASED)
    assert take_entry(tmp_path, edition=3).decode().splitlines()[1].endswith("2022-03,3")
    assert names(tmp_path) == []


def test_a_finished_output_says_what_it_released(tmp_path):
    assert released_by(tmp_path) == ""
    write_manifest(tmp_path, {"release": {"file": OWN, "sha256": hash_bytes(b"mine\n")}})
    assert released_by(tmp_path) == hash_bytes(b"mine\n")
