"""Snapshots: kept whole or not at all, picked by day, unchanged until purged."""

import json
import stat
from datetime import date

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from vawg_geo.base.errors import PeriodError, SourceError
from vawg_geo.sources import parts
from vawg_geo.sources.parts import Part, fingerprint, telling_where
from vawg_geo.sources.snapshots import (
    find_part,
    keep_snapshot,
    load_snapshot,
    purge_snapshots,
    snapshot_cuts,
)

MARCH, APRIL, MAY = date(2022, 3, 5), date(2022, 4, 5), date(2022, 5, 5)


def part(n=2, name="incidents"):
    times = pd.Series(pd.to_datetime(["2022-01-01 02:00"] * n).as_unit("us")).dt.tz_localize("Europe/London")
    frame = gpd.GeoDataFrame(
        {
            "code": pd.Series(["8N", None, "019"][:n], dtype="str"),
            "da": pd.Series([True, None, False][:n], dtype="boolean"),
            "when": times,
            "harm": [1.5, float("nan"), 0.0][:n],
        },
        geometry=[shapely.Point(1, 2), None, shapely.Point(3, 4)][:n],
        crs=27700,
    ).set_index(pd.Index(["x1", "x2", "x3"][:n], name="incident_id"))
    frame.attrs = {"note": object()}  # what cannot be stored with a table does not stop it
    ledger = pd.DataFrame({"file": ["a.csv"], "rows_in": [n]})
    return Part(name, fingerprint(name, str(n)), {"incidents": frame, "ledger": ledger}, {"key_id": "abc"})


def same(left, right):
    pd.testing.assert_frame_equal(pd.DataFrame(left), pd.DataFrame(right), check_flags=False)


def test_what_is_kept_comes_back_as_it_was(tmp_path):
    keep_snapshot(tmp_path / "s", APRIL, [part(3)])
    found = load_snapshot(tmp_path / "s", APRIL)
    assert (found.cut, found.number) == (APRIL, 1)
    (back,) = found.parts
    same(back.tables["incidents"], part(3).tables["incidents"])
    same(back.tables["ledger"], part(3).tables["ledger"])
    assert back.tables["incidents"].crs == "EPSG:27700"
    assert back.facts == {"key_id": "abc"}


def test_the_latest_cut_on_or_before_the_day(tmp_path):
    for cut, n in ((MARCH, 1), (MAY, 2)):
        keep_snapshot(tmp_path, cut, [part(n)])
    assert [len(load_snapshot(tmp_path, day).parts[0].tables["incidents"]) for day in (MARCH, APRIL, MAY)] == [1, 1, 2]
    with pytest.raises(PeriodError, match="on or before 2022-03-04; the data cuts kept are: 2022-03-05, 2022-05-05"):
        load_snapshot(tmp_path, date(2022, 3, 4))
    with pytest.raises(PeriodError, match="are: none"):
        load_snapshot(tmp_path / "nothing", MAY)


def test_a_cut_read_again_is_kept_beside_the_first(tmp_path):
    assert keep_snapshot(tmp_path, APRIL, [part(1)]).number == 1
    assert keep_snapshot(tmp_path, APRIL, [part(1)]).number == 1
    assert keep_snapshot(tmp_path, APRIL, [part(1), part(2, "tasks")]).number == 2
    assert len(load_snapshot(tmp_path, APRIL).parts) == 2
    assert json.loads((tmp_path / "2022-04-05" / "0001.json").read_text()) == [["incidents", part(1).key]]


def test_a_reading_is_found_by_its_fingerprint(tmp_path):
    keep_snapshot(tmp_path, APRIL, [part(2)])
    assert find_part(tmp_path, APRIL, "incidents", part(3).key) is None
    same(find_part(tmp_path, APRIL, "incidents", part(2).key).tables["incidents"], part(2).tables["incidents"])


def test_only_the_owner_reads(tmp_path):
    keep_snapshot(tmp_path / "s", APRIL, [part()])
    modes = {p: stat.S_IMODE(p.stat().st_mode) for p in [tmp_path / "s", *(tmp_path / "s").rglob("*")]}
    assert {mode for path, mode in modes.items() if path.is_dir()} == {0o700}
    assert {mode for path, mode in modes.items() if path.is_file()} == {0o600}


def test_a_writing_cut_short_leaves_nothing_that_looks_whole(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(parts, "_sync_folder", full)
        with pytest.raises(OSError, match="No space"):
            keep_snapshot(tmp_path, APRIL, [part()])
    assert snapshot_cuts(tmp_path) == []
    assert not list(tmp_path.rglob(".draft-*"))
    home = tmp_path / "2022-04-05" / f"incidents-{part().key}"
    home.mkdir()
    (home / "incidents.parquet").write_bytes(b"half")
    assert find_part(tmp_path, APRIL, "incidents", part().key) is None
    keep_snapshot(tmp_path, APRIL, [part()])
    assert len(load_snapshot(tmp_path, APRIL).parts[0].tables["incidents"]) == 2


@pytest.mark.fault("F2")
def test_what_a_killed_run_left_half_written_goes_with_the_next(tmp_path):
    keep_snapshot(tmp_path, APRIL, [part()])
    left = tmp_path / APRIL.isoformat() / ".draft-x"
    left.mkdir()
    (left / "incidents.parquet").write_bytes(b"half")
    keep_snapshot(tmp_path, APRIL, [part()])
    assert not left.exists()


def test_a_damaged_part_is_refused(tmp_path):
    keep_snapshot(tmp_path, APRIL, [part()])
    next(tmp_path.rglob("ledger.parquet")).write_bytes(b"damaged")
    with pytest.raises(SourceError, match=r"part incidents cannot be read .* Delete the folder incidents-"):
        load_snapshot(tmp_path, APRIL)


def test_purging_leaves_a_tombstone(tmp_path):
    for cut in (MARCH, APRIL):
        keep_snapshot(tmp_path, cut, [part()])
    (tmp_path / "notes").mkdir()
    assert purge_snapshots(tmp_path, before=APRIL) == [MARCH]
    assert purge_snapshots(tmp_path, before=APRIL) == []
    assert [p.name for p in (tmp_path / "2022-03-05").iterdir()] == ["purged.json"]
    assert snapshot_cuts(tmp_path) == [MARCH, APRIL]
    with pytest.raises(PeriodError, match="was purged"):
        load_snapshot(tmp_path, MARCH)


def test_fingerprints_differ_by_input_and_by_code(monkeypatch):
    assert fingerprint("a", "b") == fingerprint("a", "b") != fingerprint("ab")
    before = fingerprint("a")
    parts.hash_readers.cache_clear()  # another process
    with monkeypatch.context() as other:
        other.setattr(parts.Path, "read_bytes", lambda _: b"other code")
        assert fingerprint("a") != before
    parts.hash_readers.cache_clear()
    assert fingerprint("a") == before


def test_where_nothing_can_be_kept_is_told_with_its_cure(tmp_path):
    (tmp_path / "kept").touch()
    with (
        pytest.raises(SourceError, match=r"kept in kept .*Make room there, or name as `snapshots`"),
        telling_where(tmp_path / "kept"),
    ):
        keep_snapshot(tmp_path / "kept", APRIL, [part()])
