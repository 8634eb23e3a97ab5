"""Data at the edge of what the procedure can bear: no crash, and NaN only where it cannot say."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from nte_table import areas, incidents, profile

from vawg_geo.base.profile import Nte, Score
from vawg_geo.measures.hotspots import find_hotspots

pytestmark = pytest.mark.methods("6")
SMALL = profile(score=Score(top=3, permutations=999))


def find(rows, *, month="2022-03", cut=date(2022, 4, 5), ground=None, product=SMALL, **more):
    made = incidents(rows)
    return find_hotspots(made, areas() if ground is None else ground, month=month, profile=product, cut=cut, **more)


def steady(place="A000", *, months=30, each=4, until="2022-03", **more):
    starts = pd.period_range(end=until, periods=months, freq="M")
    return [
        {"area": place, "at": f"{month}-{5 + 7 * (i % 4):02d} 23:{i % 60:02d}"} | more
        for month in starts
        for i in range(each)
    ]


def spread(**more):
    return [row for i, each in enumerate([6, 4, 3, 1, 1]) for row in steady(f"A{i:03d}", each=each, **more)]


def check(found):
    """What must hold whatever the data: whole counts, chances between 0 and 1, a flow that balances."""
    assert found.flow["n"].iloc[0] == found.flow["n"].iloc[1:].sum()
    assert found.scores[["n", "expected_n", "shrunk_harm", "rank", "n12", "n_month", "harm12"]].notna().all(axis=None)
    assert found.scores["p_top"].dropna().between(0, 1).all()
    assert np.isfinite(found.scores["shrunk_harm"]).all()
    assert found.listed["number"].tolist() == list(range(1, len(found.listed) + 1))
    assert not found.watch["note"].str.contains("nan").any()
    return found


def test_a_month_without_offences():
    found = check(find([*spread(until="2022-02"), *steady(months=1, each=15, place_type="dwelling")]))
    assert found.headline.n == 0
    assert found.headline.per_night == 0
    assert found.scores["n_month"].sum() == 0
    assert found.headline.verdict in {"lower", "no change", "cannot say"}
    assert len(found.listed)


def test_the_first_month_of_the_data():
    found = check(find(spread(months=1)))
    assert found.headline.verdict == "cannot say"
    assert found.headline.past_months == 0
    assert not found.changes["told"].any()
    assert (found.capture["origins"] == 0).all()
    assert np.isnan(found.gate.may_rise).all()


def test_nothing_at_all():
    found = check(find(steady(status="cancelled")))
    assert found.listed.empty
    assert found.gate.colour == "red"
    assert np.isnan(found.headline.n)
    assert np.isnan(found.detectable.expected)


def test_a_place_of_unweighted_offences():
    rows = spread() + steady("A009", each=5, harm=np.nan)
    found = check(find(rows))
    place = found.scores.loc["A009"]
    assert place["harm12"] == 0
    assert place["shrunk_harm"] > 0  # the mean harm of its place is the mean of all
    assert np.isnan(place["largest_share"])
    assert found.headline.n_unweighted == 150
    check(find([row | {"harm": np.nan} for row in rows]))


def test_one_area_only():
    found = check(find(steady(), ground=areas(1)))
    assert found.scores["rank"].tolist() == [1]
    assert found.scores["p_top"].tolist() == [1.0]
    assert found.scores["z"].isna().all()


def test_all_victims_unknown():
    no_name = check(find(spread(victim=None)))
    assert no_name.listed.empty  # nothing shows three different people were harmed
    assert (no_name.scores["victims12"] <= 1).all()
    no_sex = check(find(spread(victim_sex=None)))
    assert no_sex.headline.n == 0
    assert no_sex.headline.ceiling == 15
    assert no_sex.gate.sex_missing == 1


@pytest.mark.parametrize("safe", [None, pd.DataFrame({"area": [], "reported_on": []})])
def test_without_street_safe(safe):
    found = check(find(spread(), street_safe=safe))
    assert found.listed["fear"].isna().all() if safe is None else (found.listed["fear"] == 0).all()


def test_clock_changes_and_leap_days():
    nights = ["2020-02-29 23:30", "2020-03-01 02:00", "2021-10-31 00:30", "2021-10-31 02:30", "2022-03-27 00:30"]
    found = check(find(spread() + [{"at": at, "area": "A007"} for at in nights]))
    mine = found.events.loc[found.events["area"] == "A007", "night"]
    wanted = ["2020-02-29", "2020-02-29", "2021-10-30", "2021-10-30", "2022-03-26"]
    assert [f"{night:%Y-%m-%d}" for night in mine] == wanted
    long = {"at": "2021-10-30 23:00", "to": "2021-10-31 03:00", "area": "A007"}  # five hours by the clock's four
    assert find([*spread(), long]).events["nte"].iloc[-1] == 1
    leap = check(find(spread(until="2020-02"), month="2020-02", cut=date(2020, 3, 5)))
    assert leap.headline.nights == 9  # Saturday 29 February is one


def test_extra_nights_are_weekend_nights_everywhere():
    rows = [*spread(), *({"at": "2022-03-17 23:00", "area": "A000", "victim": f"p{i}"} for i in range(4))]
    plain, more = find(rows), check(find(rows, extra_nights=["2022-03-17"]))  # a Thursday
    assert more.headline.nights == plain.headline.nights + 1
    assert more.headline.n == plain.headline.n + 4
    assert more.monthly.loc["2022-03", "n_all"] == plain.monthly.loc["2022-03", "n_all"]


def test_no_weekend_nights_at_all():
    found = check(find(spread(), product=profile(score=SMALL.score, nte=Nte(weekend=()))))
    assert found.headline.nights == 0
    assert np.isnan(found.headline.per_night)
    assert found.headline.verdict == "cannot say"
