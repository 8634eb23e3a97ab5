"""The curve of time missing agrees with statsmodels; people are counted by how often they went missing."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from statsmodels.duration.survfunc import SurvfuncRight
from statsmodels.stats.proportion import proportion_confint

from vawg_geo.base.errors import SchemaError
from vawg_geo.measures.missing_time import AGE_UNKNOWN, count_again, missing_curve, name_ages

pytestmark = pytest.mark.methods("10")
CUT = date(2022, 4, 5)


def made(n=120, seed=1):
    rng = np.random.default_rng(seed)
    start = pd.Timestamp("2022-04-01", tz="Europe/London") + pd.to_timedelta(rng.integers(0, 5_700, n), unit="min")
    end = start + pd.to_timedelta(rng.exponential(1_500, n).round() + 1, unit="min")
    table = pd.DataFrame({"start": start, "end": end, "person_id": rng.integers(0, 60, n).astype(str)})
    return table.assign(end=table["end"].where(rng.random(n) < 0.9))


def test_the_curve_is_that_of_statsmodels():
    table, at_cut = made(), pd.Timestamp("2022-04-06", tz="Europe/London")
    closed = table["end"].notna() & (table["end"] <= at_cut)
    hours = (table["end"].where(closed, at_cut) - table["start"]).dt.total_seconds() / 3_600
    other = SurvfuncRight(hours.to_numpy(), closed.to_numpy().astype(int))
    groups = pd.Series("all", index=table.index)
    curve = missing_curve(table, cut=CUT, groups=groups, until_hours=60).set_index("hours")
    for hour in (1, 6, 24, 48):
        held = np.flatnonzero(other.surv_times <= hour)[-1]
        assert curve.loc[hour, "open"] == pytest.approx(other.surv_prob[held])
        z, se = 1.959964, other.surv_prob_se[held]
        still = other.surv_prob[held]
        half = np.exp(z * se / (still * abs(np.log(still))))
        assert curve.loc[hour, "low"] == pytest.approx(still**half, rel=1e-6)
        assert curve.loc[hour, "high"] == pytest.approx(still ** (1 / half), rel=1e-6)
    assert curve.loc[0, ["open", "low", "high"]].tolist() == [1, 1, 1]
    assert curve["open"].is_monotonic_decreasing


def test_a_curve_says_nothing_beyond_the_longest_episode():
    start = pd.Timestamp("2022-04-05 20:00", tz="Europe/London")
    table = pd.DataFrame({"start": [start] * 3, "end": [start + pd.Timedelta(hours=1), pd.NaT, pd.NaT]})
    curve = missing_curve(table, cut=CUT, groups=pd.Series(["a"] * 3), until_hours=6).set_index("hours")
    assert curve.loc[4, "open"] == pytest.approx(2 / 3)
    assert np.isnan(curve.loc[5, "open"])
    ended = missing_curve(table.iloc[:1], cut=CUT, groups=pd.Series(["a"]), until_hours=6).set_index("hours")
    assert ended.loc[6, "open"] == 0
    assert ended.loc[6, "high"] == pytest.approx(proportion_confint(0, 1, method="wilson")[1])
    assert missing_curve(table.iloc[:0], cut=CUT, groups=pd.Series([], dtype="str"), until_hours=6).empty


@pytest.mark.parametrize("hours", [0, -1, 1.5])
def test_hours_are_whole(hours):
    with pytest.raises(SchemaError, match="whole number"):
        missing_curve(made(), cut=CUT, groups=pd.Series("a", index=range(120)), until_hours=hours)


def test_an_episode_after_the_cut_is_refused():
    with pytest.raises(SchemaError, match="after the cut"):
        missing_curve(made(), cut=date(2022, 4, 1), groups=pd.Series("a", index=range(120)), until_hours=6)


def test_people_are_counted_by_how_often():
    start = pd.Timestamp("2022-01-05", tz="Europe/London")
    who = ["a", "b", "b", "c", "c", "c", *["d"] * 7, None]
    table = pd.DataFrame({"start": start, "person_id": who})
    late = pd.DataFrame({"start": [start + pd.Timedelta(days=90)], "person_id": ["a"]})
    found = count_again(pd.concat([table, late]), first=date(2022, 1, 1), last=date(2022, 1, 31)).set_index("times")
    assert found["people"].to_list() == [1, 1, 1, 1, 0]
    assert found["episodes"].to_list() == [1, 2, 3, 7, 1]
    assert found["episodes"].sum() == len(table)


def test_ages_have_names():
    assert list(name_ages(pd.Series([17, 18, np.nan]))) == ["Under 18", "18 and over", AGE_UNKNOWN]
