"""The demonstration county: its truth can be found again by a reader that knows nothing of how it was made."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import shutil
from collections import Counter
from datetime import datetime, timedelta

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from vawg_geo.base.force import read_force
from vawg_geo.base.periods import Month, weekend_nights
from vawg_geo.runs.county import planted_truth
from vawg_geo.runs.county.chance import index, stream
from vawg_geo.runs.county.clock import clock_change
from vawg_geo.runs.county.extract import COLUMNS
from vawg_geo.runs.county.geography import N_AREAS, tile_county
from vawg_geo.runs.county.mix import NOT_COUNTED, read_mix
from vawg_geo.runs.county.names import village_names
from vawg_geo.runs.county.places import lay_ground
from vawg_geo.runs.county.plan import draw_counts, make_plan
from vawg_geo.runs.demo import write_demo_data

STAMP = "%d/%m/%Y %H:%M"
NTE_PLACES = {
    "Street",
    "Licensed premises",
    "Takeaway",
    "Public transport",
    "Taxi",
    "Car park",
    "Open space",
    "Hotel lobby",
}
UNKNOWN = {"", "Unknown", "Prefer not to say"}
RAW = {
    "place_type": NTE_PLACES
    | {"Dwelling", "Shop", "School", "Workplace", "Hospital", "Prison", "Police station", "Online", "Other", ""},
    "geocode_quality": {"Exact", "Street", "Postcode", "Locality", "Default", "None", ""},
    "victim_sex": {"F", "M", "X", "U", *UNKNOWN},
    "victim_disability": {"Y", "N", *UNKNOWN},
    "status": {"Live", "Cancelled", "Transferred"},
    "reported_by": {"Victim", "Third party", "Police", ""},
    "relationship": {"Stranger", "Acquaintance", "Partner", "Ex-partner", "Family", ""},
}  # fmt: skip


def moment(text):
    try:
        return datetime.strptime(text, STAMP)  # noqa: DTZ007 - wall clock
    except ValueError:
        return None


@pytest.fixture(scope="module")
def county(county, truth):
    return county, truth


def written(folder):
    """What the county's writer wrote; what a reader kept is beside it."""
    return [p for p in sorted(folder.rglob("*")) if p.is_file() and "snapshots" not in p.parts]


@pytest.fixture(scope="module")
def rows(county):
    """The extract as a scanner sees it: dictionaries; a row with a field too many under the key None."""
    text = (county[0] / "extracts" / "incidents.csv").read_bytes().decode("utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.fixture(scope="module")
def areas(county):
    return gpd.read_file(county[0] / "boundaries" / "areas.gpkg", layer="areas").set_index("code")


@pytest.fixture(scope="module")
def night(rows):
    """The counted night-time rows, told by their own text alone."""
    numeric = {spelled: code for code, classes in read_mix()["numeric"].items() for spelled in spellings(classes)}
    frame = pd.DataFrame([r for r in rows if None not in r])
    frame["code"] = frame["ho_code"].str.strip("\u200b ").str.upper().replace(numeric)
    frame["at"] = pd.to_datetime(frame["to"], format=STAMP, errors="coerce")
    frame["recorded_on"] = pd.to_datetime(frame["recorded"], format=STAMP, errors="coerce")
    hour = frame["at"].dt.hour
    wanted = (
        frame["place_type"].isin(NTE_PLACES)
        & frame["victim_sex"].eq("F")
        & ((hour >= 18) | (hour < 6))
        & ~frame["code"].isin(NOT_COUNTED)
        & frame["geocode_quality"].isin(["Exact", "Street", "Postcode"])
        & frame["status"].eq("Live")
        & (frame["recorded_on"] - frame["at"] <= pd.Timedelta(days=365))
    )
    return frame[wanted].assign(month=lambda t: (t["at"] - pd.Timedelta(hours=6)).dt.strftime("%Y-%m"))


def spellings(classes):
    for text in classes.split():
        head, tail = text.split("/")
        yield from (text, head + tail, f"{int(head)}/{int(tail)}")


def counts(night, area, first, last):
    return int(((night["lsoa"] == area) & night["month"].between(first, last)).sum())


def test_same_seed_same_bytes_in_every_file_even_over_an_old_county(county, tmp_path):
    out = shutil.copytree(county[0], tmp_path / "old", ignore=shutil.ignore_patterns("snapshots"))
    (out / "boundaries" / "areas.gpkg").write_bytes(b"an older county")
    (out / "extracts" / "incidents.csv").unlink()
    assert write_demo_data(out) == out / "force.toml"

    def digests(out):
        return {str(p.relative_to(out)): hashlib.sha256(p.read_bytes()).hexdigest() for p in written(out)}

    assert digests(out) == digests(county[0])


def test_the_truth_that_is_told_is_the_writer_s(county):
    assert planted_truth() == county[1]


@pytest.mark.slow
def test_another_seed_is_another_county_with_the_same_kinds_of_truth():
    other, usual = planted_truth(seed=7), planted_truth()
    assert other != usual
    assert {k: v for k, v in other.dirt.items() if k not in {"I25", "I26", "I37", "I39", "D5", "D9", "spellings"}} == {
        k: v for k, v in usual.dirt.items() if k not in {"I25", "I26", "I37", "I39", "D5", "D9", "spellings"}
    }


def test_the_folder_is_a_force(county):
    force = read_force(county[0] / "force.toml")
    assert force.synthetic
    assert force.slug == "fenshire"
    paths = [force.areas["demo"].path, force.backdrop.path, force.aliases, force.curation, force.default_points]
    for path in (*paths, force.incidents[0].path, *force.tables.values()):
        assert force.at(path).is_file()
    assert {p.stem for p in force.tables.values()} >= {"tasks", "venues", "street_safe", "orders", "rso", "dash"}


def test_no_truth_is_written(county):
    words = b"planted|single_event|hot_spot|leaving"
    for path in written(county[0]):
        assert not re.search(words, path.read_bytes()), path.name


def test_areas_tile_the_county_without_gap_or_overlap(areas):
    assert len(areas) == N_AREAS
    assert areas.crs.to_epsg() == 27700
    whole = shapely.union_all(areas.geometry.to_numpy())
    assert whole.geom_type == "Polygon"
    assert not whole.interiors
    assert areas.area.sum() == pytest.approx(whole.area, abs=1e-3)
    assert areas.is_valid.all()
    corners = shapely.get_coordinates(areas.geometry.to_numpy())
    assert (corners == np.round(corners)).all()
    tree = shapely.STRtree(areas.geometry.to_numpy())
    left, right = tree.query(areas.geometry.to_numpy(), predicate="overlaps")
    assert len(left) == len(right) == 0


def test_areas_say_what_they_are(areas):
    assert areas.index.is_monotonic_increasing
    assert areas.index.str.fullmatch(r"Z01\d{6}").all()  # no real code begins with Z
    assert areas["name"].is_unique
    assert areas["name"].str.fullmatch(r"[A-Z][A-Za-z ]+ \d{3}[A-E]").all()
    assert areas["district"].nunique() == 6
    assert set(areas["stratum"]) == {"city", "town", "rural"}
    assert (
        areas.loc[areas["stratum"] == "city"].area.median() < areas.loc[areas["stratum"] == "rural"].area.median() / 10
    )
    for _, district in areas.groupby("district"):
        assert shapely.union_all(district.geometry.to_numpy()).geom_type == "Polygon"


@pytest.mark.parametrize("seed", range(4))
def test_every_seed_tiles(seed):
    assert len(tile_county(seed).polygons) == N_AREAS


def test_backdrop_has_its_layers(county):
    path = county[0] / "boundaries" / "backdrop.gpkg"
    for layer in ("roads", "rail", "water", "labels"):
        table = gpd.read_file(path, layer=layer)
        assert len(table)
        assert {"name", "rank"} <= set(table.columns)
        assert table.geom_type.isin(["Point"] if layer == "labels" else ["LineString"]).all()
        assert table.geometry.is_valid.all()


def test_columns_and_raw_values(rows):
    assert tuple(rows[0])[: len(COLUMNS)] == COLUMNS
    body = [r for r in rows[:-1] if None not in r]
    for column, allowed in RAW.items():
        assert {r[column] for r in body} <= allowed
    for column in (c for c in COLUMNS if c.endswith("_flag")):
        assert {r[column] for r in body} == {"Y", "N", ""}
    assert sum(bool(re.fullmatch(r"\d{2,3}/?\d{1,2}", r["ho_code"])) for r in body) > 1_000


def test_seventy_two_months_and_nothing_recorded_after_the_cut(rows, county):
    recorded = [moment(r["recorded"]) for r in rows[:-1]]
    months = Counter(t.strftime("%Y-%m") for t in recorded if t.year < 2023)
    assert len(months) == 73
    assert min(months) == "2016-04"
    assert max(months) == "2022-04"
    assert all(900 < n < 2_000 for m, n in months.items() if m not in {"2016-04", "2022-04"})
    late = [t for t in recorded if t >= datetime(2022, 4, 5)]  # noqa: DTZ001
    assert len(late) == county[1].dirt["I24"][0]


def scan(rows, areas, snaps):
    """Count each kind of dirt by its own looks; nothing of the generator is used."""
    body = [r for r in rows if None not in r]
    n = {"I41": len(rows) - len(body), "I49": sum(r["crime_number"] == "TOTAL" for r in body)}
    body = [r for r in body if r["crime_number"] != "TOTAL"]
    start, end, recorded = ([moment(r[c]) for r in body] for c in ("from", "to", "recorded"))
    east, north = ([r[c] for r in body] for c in ("easting", "northing"))

    def change(month):
        def hit(t):
            return (
                t and t.month == month and t.hour == 1 and t.weekday() == 6 and (t + timedelta(days=7)).month != month
            )

        return sum(bool(hit(a) or hit(b)) for a, b in zip(start, end, strict=True))

    n["I9"] = sum("." in e for e in east)
    n["I10"] = sum(e == w == "0" for e, w in zip(east, north, strict=True))
    n["I12"] = sum(bool(re.fullmatch(r"\d{5}", e)) for e in east)
    n["I13"] = sum("," in e for e in east)
    n["I14"] = east.count("UNKNOWN")
    n["D5"] = east.count("")
    n["I18"] = sum("24:00" in r["from"] + r["to"] for r in body)
    n["I19"] = sum("00/01/1900" in r["from"] for r in body)
    n["I21"], n["I22"] = change(10), change(3)
    n["I23"] = sum(bool(a and b and a > b) for a, b in zip(start, end, strict=True))
    n["I24"] = sum(t.year == 2023 for t in recorded)
    n["I25"] = sum(bool(t and t.hour == t.minute == 0) for t in start)
    n["I26"] = sum(bool(a and b and b - a > timedelta(hours=24)) for a, b in zip(start, end, strict=True))
    same = {}
    for r in body:
        same.setdefault(r["crime_number"], []).append(tuple(r.values()))
    blank = same.pop("")
    n["I27"] = sum(len(g) - 1 for g in same.values() if len(set(g)) == 1)
    n["I28"] = sum(len(g) for g in same.values() if len(set(g)) > 1)
    n["D4"] = len(blank) - len(set(blank))
    clean = [r["ho_code"].strip("\u200b ").upper() for r in body]
    known = {*read_mix().index, *(s for c in read_mix()["numeric"] for s in spellings(c))}
    n["I36"] = clean.count("8E5")
    n["I30"] = sum(c not in known for c in clean) - n["I36"]
    n["I54"] = sum(r["ho_code"] == " 8n " for r in body)
    n["I55"] = sum("\u200b" in r["ho_code"] for r in body)
    n["I37"] = sum(r["beat"].startswith("0") for r in body)
    n["I38"] = sum(r["beat"] == "NA" for r in body)
    n["I39"] = sum(r["premises_name"] == "None" for r in body)
    n["I40"] = sum("\n" in r["premises_name"] for r in body)
    n["I43"] = sum("\0" in r["premises_name"] for r in body)
    return n | scan_places(body, areas, snaps)


def scan_places(body, areas, snaps):
    points = [r for r in body if re.fullmatch(r"5\d{5}", r["easting"]) and re.fullmatch(r"\d{6}", r["northing"])]
    xy = np.array([(int(r["easting"]), int(r["northing"])) for r in points], dtype="float64")
    row, area = shapely.STRtree(areas.geometry.to_numpy()).query(shapely.points(xy), predicate="intersects")
    hits = pd.Series(areas.index.to_numpy()[area]).groupby(row).agg(["min", "count"]).reindex(range(len(points)))
    supplied = pd.Series([r["lsoa"] for r in points])
    at = Counter((int(e), int(n)) for e, n in xy)
    snap = {what: at[e, n] for e, n, what in snaps.itertuples(index=False)}
    return {
        "I50": int(hits["min"].isna().sum()) + sum(r["easting"][0] in "46" for r in body if len(r["easting"]) == 6),
        "I51": int((hits["count"] > 1).sum()),
        "D2": int((hits["min"].notna() & (hits["min"] != supplied)).sum()),
        "I11": snap["force HQ default"],
        "D9": sum(n for what, n in snap.items() if what != "force HQ default"),
    }


def test_every_kind_of_dirt_is_there_exactly_as_often_as_told(rows, areas, county):
    out, truth = county
    found = scan(rows, areas, pd.read_csv(out / "default_points.csv"))
    told = {fault: n for fault, (n, _) in truth.dirt.items()}
    assert found | {"spellings": told["spellings"]} == told
    assert len(rows) == truth.rows
    assert {action for _, action in truth.dirt.values()} == {"quarantined", "corrected", "reported", "kept"}


def test_each_dirty_row_has_one_fault(rows):
    """A quarantined row has all its other cells in order: codes known, times in order, a place."""
    zero = [r for r in rows if None not in r and r["easting"] == "0"]
    assert all(moment(r["from"]) <= moment(r["to"]) <= moment(r["recorded"]) for r in zero)
    assert all(re.fullmatch(r"Z01\d{6}", r["lsoa"]) for r in zero)


def test_unlucky_names_are_real_places_of_the_night(night):
    seen = set(night["premises_name"])
    assert {"Club {{O2}} Academy", "50{%}off", "Rose & Crown", "O'Neill's \"Late\" Bar", "None"} <= seen


def test_night_volume_and_shape(night):
    months = night["month"].value_counts()
    full = [str(Month(2016, 4) + i) for i in range(71)]
    assert months.reindex(full).between(60, 150).all()
    years = [months.reindex(full[i : i + 12]).sum() for i in range(0, 60, 12)]
    assert all(1_000 < n < 1_450 for n in years)
    nights = (night["at"] - pd.Timedelta(hours=6)).dt.day_of_week
    assert nights.isin((4, 5)).mean() == pytest.approx(0.57, abs=0.05)
    assert ((night["at"].dt.hour >= 22) | (night["at"].dt.hour < 3)).mean() > 0.55


def test_risk_is_concentrated_and_most_places_are_quiet(night, areas):
    year = night[night["month"].between("2021-04", "2022-03")]["lsoa"].value_counts().reindex(areas.index, fill_value=0)
    assert (year <= 2).mean() > 0.75
    top = year.nlargest(10).sum() / year.sum()
    assert 0.4 < top < 0.65
    assert (
        year.sort_values(ascending=False).iloc[6:12] >= 10
    ).any()  # the tail begins below the hot spots, not at nothing


def test_unknowns_are_as_common_as_in_life(rows):
    body = [r for r in rows[:-1] if None not in r]

    def share(column, values):
        return sum(r[column] in values for r in body) / len(body)

    assert share("victim_sex", {"U", *UNKNOWN}) == pytest.approx(0.11, abs=0.015)
    assert share("victim_age", {""}) == pytest.approx(0.05, abs=0.01)
    assert share("victim_ethnicity", {"NS", *UNKNOWN}) > 0.2
    assert share("easting", {""}) == pytest.approx(0.03, abs=0.006)
    old = [r for r in body if (a := moment(r["to"])) and moment(r["recorded"]) - a > timedelta(days=3_650)]
    assert len(old) > 300  # recorded now, decades after


def test_victims_and_suspects_come_back(rows):
    for column in ("victim_id", "suspect_id"):
        seen = Counter(r[column] for r in rows if r[column])
        again = sum(n > 1 for n in seen.values()) / len(seen)
        assert 0.08 < again < 0.6


def test_hot_spots_are_far_above_the_rest_every_year(night, county):
    truth = county[1]
    for year in range(2016, 2022):
        tally = night[night["month"].between(f"{year}-04", f"{year + 1}-03")]["lsoa"].value_counts()
        assert set(truth.hot_spots) <= set(tally.index[:7])
        assert all(55 <= tally[area] <= 170 for area in truth.hot_spots)


def test_new_leaving_changed_and_blip(night, county):
    truth = county[1]
    assert counts(night, truth.new, "2018-04", "2021-08") < 20
    assert counts(night, truth.new, "2021-09", "2022-03") > 55
    assert counts(night, truth.leaving, "2020-05", "2021-04") > 25
    assert counts(night, truth.leaving, "2021-05", "2022-03") < 8
    (area, direction), span = truth.changed, ("2021-04", "2022-03")
    assert direction == "up"
    assert counts(night, area, *span) / counts(night, area, "2020-04", "2021-03") == pytest.approx(1.5, abs=0.15)
    for other in set(truth.hot_spots) - {area}:
        assert counts(night, other, *span) / counts(night, other, "2020-04", "2021-03") == pytest.approx(1, abs=0.12)
    area, month = truth.blip
    assert counts(night, area, month, month) in (3, 4, 5)
    assert counts(night, area, *span) < 13
    assert counts(night, truth.fear_only, "2021-04", "2022-03") == 0


def test_single_events_are_one_grave_offence_in_a_quiet_place(night, county):
    for area, month in county[1].single_events.items():
        here = night[(night["lsoa"] == area) & night["month"].between("2021-04", "2022-03")]
        assert len(here) <= 3
        grave = here[here["code"].isin(["2", "19D", "19C"])]
        assert list(grave["month"]) == [month]


def test_points_lie_in_the_area_their_row_names(night, areas):
    good = night[night["easting"].str.fullmatch(r"5\d{5}")].sample(2_000, random_state=0)
    good = good[good["lsoa"].isin(areas.index)]
    points = shapely.points(good["easting"].astype(float), good["northing"].astype(float))
    inside = shapely.contains(areas.geometry.loc[good["lsoa"]].to_numpy(), points)
    assert inside.mean() > 0.99


def test_side_tables_join(county, rows, areas):
    out = county[0] / "extracts"
    numbers = {r["crime_number"] for r in rows}
    tables = {
        p.stem: pd.read_csv(p, dtype=str, keep_default_na=False) for p in out.glob("*.csv") if p.stem != "incidents"
    }
    for name in ("people", "outcomes", "dash"):
        assert set(tables[name]["crime_number"]) <= numbers
    for name in ("population", "tasks", "patrols"):
        assert set(tables[name]["area"]) <= set(areas.index)
    assert len(tables["population"]) == N_AREAS * 2 * 9
    assert {"2022-02", "2022-03"} <= set(tables["tasks"]["month"])
    minutes = tables["patrols"].groupby("area").size() * 15
    asked = tables["tasks"].astype({"delivered_minutes": int}).groupby("area")["delivered_minutes"].sum()
    assert minutes.sum() == asked.sum()
    assert tables["venues"]["venue_id"].is_unique
    last = tables["outcomes"].drop_duplicates("crime_number", keep="last").set_index("crime_number")["code"]
    firsts = {r["crime_number"]: r["outcome"] for r in reversed(rows) if r["crime_number"] in last.index}
    assert (last == pd.Series(firsts).reindex(last.index)).mean() > 0.999  # conflicting duplicates aside


def test_orders_reconcile(county):
    table = pd.read_csv(county[0] / "extracts" / "orders.csv", dtype=str, keep_default_na=False)
    days = {
        c: pd.to_datetime(table[c], format="%d/%m/%Y", errors="coerce")
        for c in ("applied", "granted", "refused", "expires", "revoked")
    }
    assert not (days["granted"].notna() & days["refused"].notna()).any()
    assert (days["granted"].dropna() >= days["applied"][days["granted"].notna()]).all()
    assert (days["expires"].notna() == days["granted"].notna()).all()
    live = days["granted"].notna() & days["revoked"].isna() & (days["expires"] >= "2022-04-05")
    ended = (days["expires"] < "2022-04-05") | days["revoked"].notna()
    assert live.sum() == days["granted"].notna().sum() - (ended & days["granted"].notna()).sum()


def test_curation_leaves_planted_places_alone(county):
    truth = county[1]
    planted = {*truth.hot_spots, *truth.single_events, truth.new, truth.leaving, truth.blip[0], truth.fear_only}
    curation = pd.read_csv(county[0] / "curation.csv", dtype=str)
    assert set(curation["action"]) == {"exclude", "alias", "merge"}
    assert curation["reason"].str.len().gt(10).all()
    assert not planted & {*curation["area"], *curation["value"].dropna()}
    names = pd.read_csv(county[0] / "aliases.csv", dtype=str)
    assert names["area"].is_unique
    assert names["name"].is_unique
    assert planted <= set(names["area"])


def test_planted_counts_hold_whatever_the_seed():
    for seed in range(3):
        plan = make_plan(seed, lay_ground(seed, tile_county(seed)))
        drawn = draw_counts(seed, plan)
        year, before = drawn[:, 60:72].sum(axis=1), drawn[:, 48:60].sum(axis=1)
        assert year[plan.changed] > 1.4 * before[plan.changed]
        assert min(year[list(plan.hot)]) > 60
        assert drawn[plan.fear].sum() == 0
        assert len(set(plan.planted)) == len(plan.planted)


def test_chance_is_weighted_and_named():
    drawn = index(stream(1, "a"), np.array([0.0, 1.0, 3.0]), 4_000)
    assert set(drawn) == {1, 2}
    assert (drawn == 2).mean() == pytest.approx(0.75, abs=0.03)
    assert stream(1, "a").random() != stream(1, "b").random()
    assert len(set(village_names(64))) == 64


def test_clock_changes_are_found():
    times = np.array(["2022-03-27T01:30", "2022-03-20T01:30", "2021-10-31T01:00", "NaT"], dtype="datetime64[m]")
    missing, doubled = clock_change(times)
    assert missing.tolist() == [True, False, False, False]
    assert doubled.tolist() == [False, False, True, False]


def test_the_calendar_of_nights_is_the_methods_own():
    assert len(weekend_nights(Month(2022, 2).first, Month(2022, 2).last)) == 8


def test_no_artefact_where_day_meets_night(rows):
    hours = Counter(row["from"][11:13] for row in rows)
    assert hours["18"] > 0.85 * hours["17"]
    assert hours["17"] > 0.8 * hours["16"]
