"""Purge and rotation: what is due goes and leaves a stone, what is not stays; no key's people mix with another's."""

import os
import re
import shutil
import stat
from contextlib import contextmanager
from datetime import date, timedelta

import pandas as pd
import pytest
from case_made import FORCE, RECORDS, record, write_force

from vawg_geo.base.errors import AccessError, BusyError, PeriodError, PseudonymKeyError
from vawg_geo.runs import log as log_module
from vawg_geo.runs.access import ACCESS_LOG
from vawg_geo.runs.manifest import write_manifest
from vawg_geo.runs.output import locked
from vawg_geo.runs.purge import purge
from vawg_geo.runs.rotate import rotate_key
from vawg_geo.runs.verify import verify
from vawg_geo.sources import key_rotation
from vawg_geo.sources.case import load_case
from vawg_geo.sources.key_rotation import RETIRED
from vawg_geo.sources.pseudonyms import KEY_VARIABLE, PseudonymKey
from vawg_geo.sources.snapshots import snapshot_cuts
from vawg_geo.sources.source import descriptions

OLD, NEW, CUT = "k" * 40, "j" * 40, date(2022, 4, 5)
DAY = date(2022, 7, 1)


@pytest.fixture
def force(tmp_path, monkeypatch):
    """A force with records that count as real, read once under the old key."""
    text = FORCE.replace("synthetic = true", "retention_days = 100").replace('"demo"\ndata', '"own.toml"\ndata')
    path = write_force(tmp_path / "f", force=text)
    own = (descriptions() / "demo.toml").read_text("utf-8").replace("synthetic = true", "")
    (tmp_path / "f" / "own.toml").write_text(own, "utf-8")
    monkeypatch.delenv("VAWG_GEO_KEY_FILE", raising=False)
    monkeypatch.setenv(KEY_VARIABLE, OLD)
    load_case(path)
    return path


def later(force, cut):
    """The same force with a later extract."""
    text = force.read_text("utf-8")
    force.write_text(re.sub(r'data_cut = "[\d-]+"', f'data_cut = "{cut}"', text), "utf-8")
    (force.parent / "incidents.csv").write_text(
        (force.parent / "incidents.csv").read_text("utf-8") + record(11, 500_800) + "\n", "utf-8"
    )


def names(folder):
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file() and p.name != ".lock")


def content(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def lines(folder):
    return [line.split("\t")[2:] for line in (folder / ACCESS_LOG).read_text("utf-8").splitlines()]


def product(out, *, month="2022-03", name="suspects_restricted", expires="2022-06-30", status="draft", kept=None):
    folder = out / "littleshire" / month / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "index.html").write_text("<!--status-->x<!--/status-->")
    manifest = {
        "edition": {"number": 1 + (kept is not None), "status": status}, "version": "v1", "title": "t", "marking": "M",
        "force": {"slug": "littleshire", "name": "Littleshire"}, "facts": {}, "key_id": "k", "inputs": {},
        "parameters": {"profile": name, "month": month},
    }  # fmt: skip
    paper = {"purpose": "p", "reviewer": "r", "expires": expires}
    if kept is not None:
        older = folder / "editions" / "1"
        older.mkdir(parents=True)
        (older / "index.html").write_text("<!--status-->x<!--/status-->")
        write_manifest(older, {**manifest, "restricted": {**paper, "expires": kept}})
    write_manifest(folder, {**manifest, **({"restricted": paper} if expires else {})})
    return folder


# Snapshots


def test_a_snapshot_goes_when_its_retention_ends_and_a_stone_stays(force):
    home = force.parent / "snapshots" / str(CUT)
    assert purge(force, day=CUT + timedelta(days=100)) == []
    (gone,) = purge(force, day=CUT + timedelta(days=101))
    assert (gone.kind, gone.name, gone.why) == ("snapshot", "2022-04-05", "kept for more than 100 days")
    assert names(home) == ["purged.json"]
    with pytest.raises(PeriodError, match="was purged when its retention ended"):
        load_case(force, as_of=str(CUT))
    assert purge(force, day=CUT + timedelta(days=102)) == []
    assert lines(force.parent) == [
        ["purge", "littleshire", f"{told}; retention 100 days"] for told in ("nothing due", "1 snapshot", "nothing due")
    ]
    assert (force.parent / "incidents.csv").is_file()


def test_a_dry_run_touches_nothing(force):
    (force.parent / "snapshots" / str(CUT) / ".draft-x").mkdir()
    before = content(force.parent)
    told = purge(force, day=DAY + timedelta(days=100), dry_run=True)
    assert [one.kind for one in told] == ["snapshot", "leftover"]
    after = content(force.parent)
    assert {k: v for k, v in after.items() if not k.endswith(".lock")} == {
        k: v for k, v in before.items() if not k.endswith(".lock")
    }


def test_without_its_line_nothing_is_destroyed(force):
    (force.parent / ACCESS_LOG).mkdir()
    before = names(force.parent)
    with pytest.raises(AccessError):
        purge(force, day=date(2030, 1, 1))
    assert names(force.parent) == before


def test_a_purge_cut_short_is_ended_by_the_next(force, monkeypatch):
    home = force.parent / "snapshots" / str(CUT)
    whole = shutil.rmtree

    def fails(path, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr(shutil, "rmtree", fails)
    with pytest.raises(KeyboardInterrupt):
        purge(force, day=date(2030, 1, 1))
    monkeypatch.setattr(shutil, "rmtree", whole)
    for index in home.glob("0*.json"):
        index.unlink()  # the worst moment: the index gone, the tables still there
    with pytest.raises(PeriodError, match="purged"):
        load_case(force, as_of=str(CUT))
    assert purge(force, day=date(2030, 1, 1))
    assert names(home) == ["purged.json"]


def test_what_a_killed_reading_left_goes_and_nothing_else(force):
    home = force.parent / "snapshots" / str(CUT)
    (home / ".draft-abc").mkdir()
    (home / ".draft-abc" / "incidents.parquet").write_bytes(b"x")
    (home / ".0002.json.draft").write_text("[")
    before = load_case(force, as_of=str(CUT)).incidents.index
    gone = purge(force, day=CUT)
    assert sorted(one.name for one in gone) == ["2022-04-05/.0002.json.draft", "2022-04-05/.draft-abc"]
    assert not [name for name in names(home) if "draft" in name]
    assert load_case(force, as_of=str(CUT)).incidents.index.equals(before)


# Restricted products


def test_a_restricted_product_goes_when_its_paper_expires(force, tmp_path):
    out = tmp_path / "out"
    folder, other = product(out), product(out, name="nte_monthly", expires=None)
    assert purge(force, out_dir=out, day=date(2022, 6, 30)) == []
    told = purge(force, out_dir=out, day=DAY)
    assert [(one.kind, one.name, one.why) for one in told] == [
        ("restricted product", "2022-03/suspects_restricted", "expired on 2022-06-30")
    ]
    assert not folder.exists()
    assert verify(other)
    stone = (folder.parent / "suspects_restricted.purged.json").read_text()
    assert '"purged_on": "2022-07-01"' in stone
    assert '"purpose"' not in stone
    page = (folder.parent / "index.html").read_text()
    assert "suspects_restricted/index.html" not in page
    assert "nte_monthly/index.html" in page
    assert lines(force.parent)[-1][0] == "purge"
    assert purge(force, day=DAY, out_dir=out) == []


def test_signed_ones_too_and_without_out_none(force, tmp_path):
    folder = product(tmp_path / "out", status="signed")
    assert purge(force, day=DAY) == []
    assert folder.exists()
    assert purge(force, out_dir=tmp_path / "out", day=DAY)
    assert not folder.exists()


def test_a_kept_edition_goes_alone(force, tmp_path):
    folder = product(tmp_path / "out", expires="2022-12-31", kept="2022-06-30")
    (told,) = purge(force, out_dir=tmp_path / "out", day=DAY)
    assert (told.kind, told.name) == ("restricted edition", "2022-03/suspects_restricted/editions/1")
    assert not (folder / "editions" / "1").exists()
    assert verify(folder)


def test_a_renewed_product_in_the_same_place_stays(force, tmp_path):
    product(tmp_path / "out")
    purge(force, out_dir=tmp_path / "out", day=DAY)
    again = product(tmp_path / "out", expires="2022-12-31")
    assert purge(force, out_dir=tmp_path / "out", day=DAY) == []
    assert verify(again)


def test_one_that_a_run_is_writing_is_busy(force, tmp_path):
    folder = product(tmp_path / "out")
    with locked(folder), pytest.raises(BusyError):
        purge(force, out_dir=tmp_path / "out", day=DAY)
    assert folder.exists()


def test_what_killed_runs_and_purges_left_goes_unless_one_is_at_work(force, tmp_path):
    folder = product(tmp_path / "out", expires="2022-12-31")
    left = [folder.with_name(f".suspects_restricted.{end}") for end in ("new", "purging")]
    for path in left:
        path.mkdir()
    with locked(folder):
        for path in left:
            path.mkdir(exist_ok=True)
        assert purge(force, out_dir=tmp_path / "out", day=CUT) == []
    assert len(purge(force, out_dir=tmp_path / "out", day=CUT)) == 2
    assert [path for path in left if path.exists()] == []
    assert verify(folder)


def test_a_damaged_product_is_left_for_verify(force, tmp_path):
    folder = product(tmp_path / "out")
    (folder / "END").write_text("x")
    assert purge(force, out_dir=tmp_path / "out", day=DAY) == []


# Another key


def test_rotation_sets_the_old_snapshots_apart(force, monkeypatch):
    first = load_case(force)
    monkeypatch.setenv(KEY_VARIABLE, NEW)
    with pytest.raises(PseudonymKeyError, match=r"made with key.*vawg-geo rotate"):
        load_case(force)
    old, new, cuts = rotate_key(force)
    assert (old, cuts) == (first.key_id, [CUT])
    assert new == PseudonymKey(NEW.encode()).id
    assert lines(force.parent)[-1] == ["rotate", "littleshire", f"key {old} retired, key {new} in use"]
    home = force.parent / "snapshots"
    assert snapshot_cuts(home) == []
    assert snapshot_cuts(home / RETIRED / old) == [CUT]


def test_after_it_everything_is_read_again_and_nobody_is_lost_or_two(force, monkeypatch):
    first = load_case(force)
    monkeypatch.setenv(KEY_VARIABLE, NEW)
    rotate_key(force)
    second = load_case(force)
    assert second.key_id != first.key_id
    assert not set(second.incidents.index) & set(first.incidents.index)
    assert not set(second.people["pid"].dropna()) & set(first.people["pid"].dropna())
    for column in ("pid", "incident"):  # the same people and crimes in the same rows, under other names
        one, other = (pd.factorize(case.people[column])[0] for case in (first, second))
        assert (one == other).all()


def test_old_snapshots_are_read_with_the_old_key_alone(force, monkeypatch):
    first = load_case(force)
    monkeypatch.setenv(KEY_VARIABLE, NEW)
    rotate_key(force)
    with pytest.raises(PseudonymKeyError, match=r"of 2022-04-05 was kept under key .*give that key"):
        load_case(force, as_of=str(CUT))
    later(force, "2022-05-05")
    load_case(force)
    assert load_case(force, as_of="2022-05-05").cut == date(2022, 5, 5)
    with pytest.raises(PseudonymKeyError, match="retired since"):
        load_case(force, as_of="2022-04-30")  # never the later cut, never the old people under the new key
    monkeypatch.setenv(KEY_VARIABLE, OLD)
    again = load_case(force, as_of="2022-06-01")
    assert (again.cut, again.key_id) == (CUT, first.key_id)
    assert again.incidents.index.equals(first.incidents.index)
    with pytest.raises(PseudonymKeyError, match="made with key"):
        load_case(force)  # the old key begins nothing new
    monkeypatch.setenv(KEY_VARIABLE, "i" * 40)
    with pytest.raises(PseudonymKeyError, match="kept under the key"):
        load_case(force, as_of=str(CUT))


def test_retired_snapshots_are_purged_in_their_time(force, monkeypatch):
    monkeypatch.setenv(KEY_VARIABLE, NEW)
    old, _, _ = rotate_key(force)
    (gone,) = purge(force, day=date(2030, 1, 1))
    assert gone.name == f"retired/{old}/2022-04-05"
    assert names(force.parent / "snapshots" / RETIRED / old / str(CUT)) == ["purged.json"]


def test_a_rotation_cut_short_is_ended_by_the_next(force, monkeypatch):
    monkeypatch.setenv(KEY_VARIABLE, NEW)
    whole, kept = key_rotation.record_key, []

    def fails(folder, key_id):
        kept.append(key_id)
        if len(kept) == 2:
            raise KeyboardInterrupt
        whole(folder, key_id)

    monkeypatch.setattr(key_rotation, "record_key", fails)
    with pytest.raises(KeyboardInterrupt):
        rotate_key(force)
    monkeypatch.setattr(key_rotation, "record_key", whole)
    with pytest.raises(PseudonymKeyError, match="made with key"):
        load_case(force)
    assert rotate_key(force)[2] == [CUT]
    assert load_case(force).key_id == PseudonymKey(NEW.encode()).id


def test_what_cannot_be_rotated_says_so(force, tmp_path, monkeypatch):
    with pytest.raises(PseudonymKeyError, match="is the one in use"):
        rotate_key(force)
    monkeypatch.setenv(KEY_VARIABLE, NEW)
    rotate_key(force)
    monkeypatch.setenv(KEY_VARIABLE, OLD)
    with pytest.raises(PseudonymKeyError, match="retired before"):
        rotate_key(force)
    shutil.rmtree(force.parent / "snapshots")
    with pytest.raises(PseudonymKeyError, match="no snapshot was kept yet"):
        rotate_key(force)
    with pytest.raises(PseudonymKeyError, match="published key"):
        rotate_key(write_force(tmp_path / "invented", records=RECORDS[:1]))


def test_without_its_line_nothing_is_moved(force, monkeypatch):
    monkeypatch.setenv(KEY_VARIABLE, NEW)
    (force.parent / ACCESS_LOG).mkdir()
    before = names(force.parent)
    with pytest.raises(AccessError):
        rotate_key(force)
    assert names(force.parent) == before


# Who can read what is kept


@contextmanager
def open_handed():
    before = os.umask(0)
    try:
        yield
    finally:
        os.umask(before)


def test_snapshots_keys_and_logs_are_the_owners_alone(force, tmp_path, monkeypatch):
    shutil.rmtree(force.parent / "snapshots")
    with open_handed():
        load_case(force)
        monkeypatch.setenv(KEY_VARIABLE, NEW)
        rotate_key(force)
        load_case(force)
        purge(force, day=date(2030, 1, 1))
        (tmp_path / "month").mkdir()
        log_module.log(tmp_path / "month", "a line")
    kept = [p for p in (force.parent / "snapshots").rglob("*") if p.name != ".lock"]
    kept += [force.parent / ACCESS_LOG, tmp_path / "month" / "run.log"]
    modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in kept}
    assert {name: oct(mode) for name, mode in modes.items() if mode & 0o077} == {}
