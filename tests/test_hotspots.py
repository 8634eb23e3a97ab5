"""The whole procedure: on a hand-made force, on data that cannot bear it, and on the county whose truth is known."""

from dataclasses import asdict
from datetime import date

import numpy as np
import pandas as pd
import pytest
from nte_table import areas, incidents, profile

from vawg_geo.base.errors import PeriodError, SchemaError
from vawg_geo.base.periods import Month
from vawg_geo.base.profile import Scope, Score
from vawg_geo.measures.hotspot_types import (
    CAPTURE_COLUMNS,
    CHANGE_COLUMNS,
    COVERAGE_COLUMNS,
    LISTED_COLUMNS,
    SCORE_COLUMNS,
    WATCH_COLUMNS,
)
from vawg_geo.measures.hotspots import find_hotspots

pytestmark = pytest.mark.methods("6")
MARCH, CUT = Month.parse("2022-03"), date(2022, 4, 5)
SMALL = profile(score=Score(top=3, strata=True))


def rows(area, n, *, months=15, harm=100.0):
    """Spread n offences a month over the nights of so many months that end with March 2022."""
    starts = [MARCH - back for back in range(months)]
    return [
        {"area": area, "at": f"{month}-{1 + (7 * i + 3 * int(area[1:])) % 28:02d} 23:{i % 60:02d}", "harm": harm}
        for month in starts
        for i in range(n)
    ]


def small_force():
    made = [row for i, n in enumerate([5, 4, 3]) for row in rows(f"A00{i}", n)]
    made += [row for i in range(3, 40) for row in rows(f"A{i:03d}", 1, months=6)]
    made += [{"area": "A020", "at": "2022-02-05 23:00", "harm": 8_000.0}]
    return made


def find(made, *, month=MARCH, cut=CUT, product=SMALL, **more):
    return find_hotspots(incidents(made), areas(), month=month, profile=product, cut=cut, **more)


@pytest.fixture(scope="module")
def small():
    return find(small_force())


def test_columns(small):
    assert tuple(small.scores.columns) == SCORE_COLUMNS
    assert tuple(small.listed.columns) == (*SCORE_COLUMNS, *LISTED_COLUMNS)
    assert tuple(small.watch.columns) == WATCH_COLUMNS
    assert tuple(small.capture.columns) == CAPTURE_COLUMNS
    assert tuple(small.coverage.columns) == COVERAGE_COLUMNS
    assert tuple(small.changes.columns) == CHANGE_COLUMNS
    assert list(small.scores.index) == list(areas().index)
    assert all(isinstance(words, str) and words for words in small.chosen.values())


def test_busy_places_are_listed_and_one_event_is_not(small):
    assert small.listed.index.tolist() == ["A000", "A001", "A002"]
    assert small.listed["number"].tolist() == [1, 2, 3]
    assert small.watch.loc["A020", "why"] == "single event"
    assert small.scores.loc["A020", "tier"] == "watch"


def test_it_says_what_it_is_and_no_record(small):
    assert repr(small) == f"Hotspots(2022-03: 3 listed, {len(small.watch)} on watch, of {len(areas())} areas)"


@pytest.mark.parametrize(
    ("ground", "product"),
    [
        (areas().drop(columns="stratum"), SMALL),
        (areas(), profile(score=Score(top=3, permutations=999, strata=False))),
    ],
)
def test_areas_of_no_kind_are_shrunk_together(small, ground, product):
    found = find_hotspots(incidents(small_force()), ground, month=MARCH, profile=product, cut=CUT)
    assert found.chosen["strata"].startswith("all areas are shrunk together")
    pd.testing.assert_series_equal(found.scores["shrunk_harm"], small.scores["shrunk_harm"])


def test_totals_balance(small):
    assert small.flow["n"].iloc[0] == small.flow["n"].iloc[1:].sum() == len(small_force())
    assert small.flow["n"].iloc[-1] == len(small.events) == small.scores["n"].sum()
    assert small.monthly["n_all"].sum() == pytest.approx(len(small.events))
    assert small.grid.to_numpy().sum() == pytest.approx(small.scores["n12"].sum())
    assert small.headline.n + small.headline.other_nights == small.scores["n_month"].sum()
    for area, counts in small.listed["monthly"].items():
        assert sum(counts) == small.scores.loc[area, "n"]
        assert small.grids[area].to_numpy().sum() == pytest.approx(small.scores.loc[area, "n12"])
    assert small.hexes["area"].isin(small.listed.index).all()


def test_row_order_is_irrelevant(small):
    shuffled = list(np.random.default_rng(1).permutation(np.array(small_force(), dtype=object)))
    again = find(shuffled)
    pd.testing.assert_frame_equal(again.scores, small.scores)
    pd.testing.assert_frame_equal(again.listed, small.listed)
    assert asdict(again.headline) == pytest.approx(asdict(small.headline), nan_ok=True)


def test_input_is_not_changed():
    made, places = incidents(small_force()), areas()
    before = made.copy(deep=True), places.copy(deep=True)
    find_hotspots(made, places, month=MARCH, profile=SMALL, cut=CUT)
    pd.testing.assert_frame_equal(made, before[0])
    pd.testing.assert_frame_equal(places, before[1])


def test_short_record_says_so(small):
    assert small.headline.verdict == "cannot say"
    assert np.isnan([small.headline.low, small.headline.high]).all()
    assert small.capture["origins"].eq(0).all()


def test_open_data_cannot_say_and_does_not_break():
    month = {"at": "2022-03-01 00:00", "to": "2022-04-01 00:00", "place_type": None, "victim_sex": None,
             "victim": None, "scope": None, "harm": np.nan, "offence_code": None}  # fmt: skip
    made = incidents([{**month, "area": f"A{i % 40:03d}"} for i in range(120)]).assign(category="Violence")
    product = profile(scope=Scope(victim_sex="", categories=("Violence",)))
    found = find_hotspots(made, areas(), month=MARCH, profile=product, cut=CUT)
    assert len(found.events) == len(found.listed) == len(found.watch) == len(found.hexes) == len(found.coverage) == 0
    assert found.scores["p_top"].isna().all()
    assert found.headline.verdict == "cannot say"
    assert np.isnan(found.headline.n)
    assert (found.gate.time_certain, found.gate.colour) == (0, "red")


def test_refusals():
    with pytest.raises(PeriodError, match="must be over"):
        find([{}], cut=date(2022, 3, 31))
    with pytest.raises(SchemaError, match="'alias'"):
        find_hotspots(incidents([{}]), areas().drop(columns="alias"), month=MARCH, profile=SMALL, cut=CUT)
    with pytest.raises(SchemaError, match="'scope'"):
        find_hotspots(incidents([{}]).drop(columns="scope"), areas(), month=MARCH, profile=SMALL, cut=CUT)


def test_planted_hot_spots_are_tier_a(truth, found):
    assert found.scores.loc[list(truth.hot_spots), "tier"].eq("A").all()
    assert found.scores.loc[list(truth.hot_spots), "status"].eq("stable").all()


def test_planted_single_events_are_watched_not_listed(truth, found):
    assert found.watch.loc[list(truth.single_events), "why"].eq("single event").all()
    assert not found.listed.index.isin(list(truth.single_events)).any()


def test_planted_new_and_leaving_places(truth, found):
    assert found.listed.loc[truth.new, "status"] == "new"
    assert found.listed.loc[truth.leaving, "status"] == "leaving"
    assert found.listed["status"].iloc[-1] == "leaving"


def test_planted_change_is_told_and_the_blip_is_not(truth, found):
    area, _ = truth.changed
    assert found.changes.loc[area, "told"]
    assert found.listed.loc[area, "trend"] == "up"
    blip, _ = truth.blip
    assert not found.changes.loc[blip, "told"]
    assert blip not in found.listed.index
    assert blip not in found.watch.index
    assert found.headline.verdict == "no change"


def test_fear_without_record_is_watched(truth, found):
    assert found.watch.loc[truth.fear_only, "why"] == "fear only"


def test_shrunk_harm_catches_more_than_last_months_list(found):
    """A figure of the county's, not a law; the page prints it."""
    share = found.capture.set_index(["horizon_months", "method"])["share_harm"]
    for horizon in (3, 12):
        assert share[horizon, "shrunk harm"] > share[horizon, "last month's top 10"]


def test_a_wrong_hot_spot_is_not_a_prison(found):
    assert found.events["located"].eq("placed").all()
    assert found.events["place_type"].isin({"prison", "hospital", "police_station"}).sum() == 0
