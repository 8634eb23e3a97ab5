"""Metrics counted as their entries say: by hand, and as the measures beside them count."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from vawg_geo.base.errors import SchemaError
from vawg_geo.base.periods import LONDON, Month
from vawg_geo.measures.metric_counts import count_metric
from vawg_geo.measures.metric_entries import Metric, Part, Rebaseline
from vawg_geo.measures.metric_periods import list_periods, name_period
from vawg_geo.measures.metric_readings import Terms, gate_reading, hide_small, read_metric
from vawg_geo.measures.outcome_cohorts import count_cohort_outcomes
from vawg_geo.measures.register import count_overdue
from vawg_geo.measures.survival import score_waiting

CUT = date(2022, 4, 5)
MONTH = Month(2022, 3)


def times(*days):
    return (
        pd.to_datetime(pd.Series(days), format="ISO8601").dt.tz_localize(LONDON).astype("datetime64[us, Europe/London]")
    )


def metric(measure, count, of=None, *, chart="xmr", polarity="up", **said):
    return Metric("What", measure, count, polarity, chart, "Somebody", "{value}", of=of, **said)


def count(entry, tables, months=6):
    periods = list_periods(entry.step, until=MONTH, months=months)
    return count_metric(entry, lambda part: tables[part.table], periods=periods, cut=CUT)


def read(entry, tables, months=48, **said):
    return read_metric(entry, lambda part: tables[part.table], terms=Terms(MONTH, months, CUT, **said))


def test_rows_are_counted_by_the_month_of_their_date_from_the_first_whole_one():
    orders = pd.DataFrame(
        {
            "type": ["A", "A", "B", "A", "B"],
            "granted": times("2021-11-01", "2022-01-31T23:59", "2022-01-05", "2022-03-01", "2022-03-02"),
        }
    )
    found = count(metric("count", Part("orders", "granted", where={"type": ("A",)})), {"orders": orders})
    assert found["value"].to_dict() == {"2021-11": 1, "2021-12": 0, "2022-01": 1, "2022-02": 0, "2022-03": 1}
    assert found.loc["2022-03", ["low", "high"]].tolist() == pytest.approx([0.0253, 5.5716], abs=1e-4)  # Garwood
    quarters = count(metric("count", Part("orders", "granted"), step="quarter"), {"orders": orders})
    assert quarters["value"].to_dict() == {"2022-01 to 2022-03": 4}  # the one before is not covered whole
    assert name_period("2022-01 to 2022-03") == "January to March 2022"


def test_a_period_without_figures_is_not_zero_and_a_table_that_ends_early_is_told():
    told = pd.DataFrame({"period": ["2021-12", "2022-01"], "n": [4, 6], "d": [40, 50]})
    of, part = Part("t", "period", sum="d"), Part("t", "period", sum="n")
    entry = metric("share", part, of, chart="p'", target=0.05)
    assert count(entry, {"t": told})["value"].to_dict() == {"2021-12": 0.1, "2022-01": 0.12}
    reading = read(entry, {"t": told})
    assert (reading.period, reading.figure.data, reading.rule) == ("2022-01", "poor", "poor data")


def test_shares_within_some_days_are_the_cohort_measure_s_own():
    rng = np.random.default_rng(3)
    recorded = pd.Series(pd.Timestamp("2021-01-01", tz=LONDON) + pd.to_timedelta(rng.integers(0, 450, 800), "D"))
    rows = pd.DataFrame({"incident": [f"i{at}" for at in range(800)], "recorded_on": recorded})
    waited = pd.to_timedelta(rng.integers(-5, 300, 800), "D")
    outcomes = pd.DataFrame(
        {"incident": rows["incident"], "code": rng.choice(["0", "1", "16"], 800), "date": recorded + waited}
    )
    tables = {"incidents": rows, "outcomes": outcomes}
    entry = metric(
        "within",
        Part("outcomes", "date", where={"code": ("1",)}),
        Part("incidents", "recorded_on"),
        chart="p'",
        days=90,
    )
    found = count(entry, tables, months=15)
    known = rows.set_index("incident")["recorded_on"]
    theirs = count_cohort_outcomes(outcomes, recorded_on=known[known < "2022-04"], cut=CUT, codes=["1"], days=90)
    theirs = theirs.loc[found.index]
    for ours, other in {"x": "x", "n": "n", "low": "low", "high": "high", "ripe": "ripe"}.items():
        assert found[ours].tolist() == pytest.approx(theirs[other].tolist())
    reading = read(entry, tables)
    assert reading.period == "2021-12"
    assert reading.young == 3
    assert read(entry, {**tables, "incidents": rows[rows["recorded_on"] >= "2022-01-15"]}).rule == "unripe"


def test_a_median_is_kaplan_meier_s_and_hours_are_elapsed():
    start = times("2022-02-01T00:00", "2022-02-02T00:00", "2022-02-03T00:00", "2022-03-26T12:00")
    end = times("2022-02-01T01:00", "2022-02-02T02:00", "2022-02-04T01:00", "2022-03-27T13:00")  # a day of 23 hours
    tables = {"missing": pd.DataFrame({"start": start, "end": end})}
    of, part = Part("missing", "start"), Part("missing", "end")
    minutes = count(metric("median", part, of, unit="minutes"), tables)
    assert minutes.loc["2022-02", "value"] == 120
    own = score_waiting(tables["missing"].head(3), cut=CUT).iloc[0]
    assert minutes.loc["2022-02", "low"] == own["median_low"] * 60
    day = count(metric("within", part, of, chart="p'", hours=24), tables)
    assert day["x"].to_dict() == {"2022-02": 2, "2022-03": 1}
    assert day["ripe"].all()


def test_people_overdue_and_loads_at_the_month_s_end():
    visits = pd.DataFrame(
        {
            "person": ["a", "b", "a", "c"],
            "officer": ["x", "x", "y", "y"],
            "due": times("2021-12-01", "2022-01-10", "2022-02-10", "2022-03-20"),
            "done": [*times("2021-12-02"), pd.NaT, *times("2022-02-20"), pd.NaT],
        }
    )
    of = Part("visits", "due")
    found = count(metric("overdue", Part("visits", "done", each="person"), of, chart="p'"), {"visits": visits})
    named = visits.rename(columns={"person": "person_id"})
    theirs = count_overdue(named, months=list(found.index), cut=CUT)
    assert found["x"].tolist() == theirs["overdue"].tolist() == [0, 1, 1, 2]
    assert found["n"].tolist() == theirs["people"].tolist()
    entry = metric("load", Part("visits", "due", each="person"), Part("visits", "due", each="officer"))
    assert count(entry, {"visits": visits})["value"].tolist() == [1, 2, 1, 1.5]
    late = metric("load", entry.count, entry.of, settle=2)
    assert count(late, {"visits": visits}).index.tolist() == ["2022-02", "2022-03"]


def test_a_rate_has_its_own_denominator_and_poisson_interval():
    granted, crimes = times("2022-01-01", "2022-03-31", "2022-03-30"), times("2022-01-01", *["2022-03-01"] * 50)
    tables = {"a": granted.to_frame("d"), "b": crimes.to_frame("d")}
    found = count(metric("rate", Part("a", "d"), Part("b", "d"), chart="u'", per=100), tables)
    assert found.loc["2022-03", "value"] == 4
    assert np.isnan(found.loc["2022-02", "value"])
    assert found.loc["2022-03", ["low", "high"]].tolist() == pytest.approx([2 * 0.2422, 2 * 7.2247], abs=1e-3)


def made(values, size=200):
    """Shares of a size, a month each, the last in March 2022."""
    months = [str(MONTH - back) for back in range(len(values) - 1, -1, -1)]
    return {"t": pd.DataFrame({"period": months, "n": values, "d": size})}


SHARE = metric("share", Part("t", "period", sum="n"), Part("t", "period", sum="d"), chart="p'")
STEADY = [40, 44, 38, 42, 39, 43, 41, 37, 42, 40, 44, 38] * 3


@pytest.mark.methods("8", "13")
@pytest.mark.parametrize(
    ("values", "polarity", "rule"),
    [
        ([*STEADY, 90], "up", "good signal"),
        ([*STEADY, 90], "down", "adverse signal"),
        ([*STEADY, 90], "neutral", "neutral"),
        ([*STEADY, 5], "up", "adverse signal"),
        ([*STEADY, 46], "up", "no change"),
        ([*STEADY, 90, 41, 39, 42], "down", "no change"),  # a blip that is past
        ([*STEADY, *[43, 44] * 6], "down", "adverse signal"),  # a run
        (STEADY[:11], "up", "cannot say"),
    ],
)
def test_a_planted_signal_is_coloured_and_a_blip_is_not(values, polarity, rule):
    assert read(replace(SHARE, polarity=polarity), made(values)).rule == rule


@pytest.mark.parametrize(("first", "begins"), [(1, "2021-11"), (3, "2021-11"), (7, "2021-12"), (20, "2021-12")])
def test_a_month_counts_as_whole_where_its_first_silence_is_usual(first, begins):
    days = pd.date_range(f"2021-11-{first:02d}", "2022-03-31", freq="1D").strftime("%Y-%m-%d")
    found = count(metric("count", Part("t", "at")), {"t": times(*days).to_frame("at")})
    assert found.index[0] == begins
    rare = times(f"2021-11-{first:02d}", "2022-01-09", "2022-03-31").to_frame("at")
    assert count(metric("count", Part("t", "at")), {"t": rare}).index[0] == "2021-11"


@pytest.mark.methods("8")
def test_a_new_baseline_is_told_from_its_month_on_and_is_frozen():
    from vawg_geo.measures.charts import control_limits

    low, high = [12, 15, 11, 14, 13, 10, 16, 12, 14, 13] * 2, [40, 44, 38, 42, 39, 43, 41, 37, 42, 40, 44, 38] * 3
    tables = made([*low, *high])
    first = str(MONTH - (len(high) - 1))
    plain, anew = read(SHARE, tables, months=60), read(replace(SHARE, rebaseline=Rebaseline(first, "New")), tables, 60)
    assert (plain.figure.signal, anew.figure.signal) == ("up", "none")
    assert (plain.rule, anew.rule) == ("good signal", "no change")
    own = control_limits(pd.Series(high), chart="p'", sizes=200, baseline=24)
    assert anew.series["expected_high"].tolist()[20:] == pytest.approx(own["high"].tolist())
    before = control_limits(pd.Series(low), chart="p'", sizes=200)
    assert anew.series["expected_high"].tolist()[:20] == pytest.approx(before["high"].tolist())
    assert anew.baseline == "April 2019 to March 2021"
    later = read(replace(SHARE, rebaseline=Rebaseline(str(MONTH - 5), "New")), tables, 60)  # half a year says nothing
    assert (later.rule, later.figure.signal, later.baseline) == ("cannot say", "cannot say", "")


@pytest.mark.methods("8")
@pytest.mark.parametrize("chart", ["c", "u'", "p'", "xmr"])
@pytest.mark.parametrize("polarity", ["up", "down"])
def test_a_planted_signal_is_red_or_green_on_every_chart_and_a_planted_blip_is_neither(chart, polarity):
    measure = {"c": "count", "u'": "count", "xmr": "count", "p'": "share"}[chart]
    part = Part("t", "period", sum="n")
    entry = metric(measure, part, SHARE.of if measure == "share" else None, chart=chart, polarity=polarity)
    for last, way in ((90, "up"), (5, "down"), (46, ""), (34, "")):
        rule = read(entry, made([*STEADY, last])).rule
        wanted = ("good signal" if way == polarity else "adverse signal") if way else "no change"
        assert rule == wanted, (chart, polarity, last)
    assert read(entry, made([*STEADY, 90, *STEADY[:4]])).rule == "no change"  # far out, and back
    fewer = {"up": "adverse signal", "down": "good signal"}[polarity]
    assert read(entry, made([*STEADY, *[37, 38] * 6])).rule == fewer  # each near, all on one side


def test_a_rate_may_have_a_base_that_is_the_same_in_every_period():
    tables = {
        "a": times("2021-12-15", "2022-01-02", *["2022-03-30"] * 3).to_frame("d"),
        "b": pd.DataFrame({"sex": ["F", "F", "M"], "n": [1500, 500, 9]}),
    }
    of = Part("b", sum="n", where={"sex": ("F",)})
    found = count(metric("rate", Part("a", "d"), of, chart="u'", per=1000), tables)
    assert found["value"].to_dict() == {"2021-12": 0.5, "2022-01": 0.5, "2022-02": 0, "2022-03": 1.5}
    assert (found["n"] == 2000).all()


def test_small_bases_and_poor_data_keep_a_colour_away():
    assert read(SHARE, made([*[4] * 36, 9], size=19)).rule == "too few"
    dated = pd.DataFrame({"at": times(*["2022-03-01"] * 40), "field": ["a"] * 25 + [None] * 15})
    entry = metric("count", Part("t", "at"), chart="c", filled="field")
    assert read(entry, {"t": dated}).rule == "poor data"
    assert read(entry, {"t": dated}, gate=0.7).rule == "data gate"
    good = read(metric("count", Part("t", "at"), chart="c"), {"t": dated})
    assert [gate_reading(good, colour).rule for colour in ("green", "amber", "red")] == [
        good.rule, "poor data", "data gate",
    ]  # fmt: skip
    hidden = hide_small(read(metric("count", Part("t", "at"), chart="c", suppress=50), {"t": dated}))
    assert hidden.hidden
    assert hidden.series["value"].isna().all()
    assert np.isnan(hidden.figure.value)
    share = hide_small(read(replace(SHARE, suppress=10), made([*STEADY, 5])))
    assert (share.hidden, share.rule, share.series["n"].iloc[-1]) == (True, "too few", 200)
    assert share.series["value"].isna().sum() == 1
    past = hide_small(read(replace(SHARE, suppress=10), made([*STEADY[:-1], 5, 90])))
    assert (past.hidden, past.rule) == (False, "good signal")


@pytest.mark.parametrize(
    ("part", "told"),
    [
        (Part("t", "gone"), "has no column 'gone'"),
        (Part("t", "at", where={"kind": ("Z",)}), "nowhere holds Z"),
        (Part("t", "n"), "must hold times, months"),
        (Part("t", "at", sum="kind"), "must hold numbers: 1 rows do not"),
        (Part("t", "at", sum="at"), "must hold numbers: 1 rows do not"),
        (Part("t", "at", sum="none"), "is filled in nowhere"),
    ],
)
def test_a_table_that_lacks_what_is_asked_for_is_grey_with_the_reason(part, told):
    table = pd.DataFrame({"at": times("2022-03-01"), "kind": ["A"], "n": [1.5], "none": [None]})
    entry = metric("count", part, chart="c")
    reading = read(entry, {"t": table})
    assert reading.rule == "no data"
    assert told in reading.reason
    with pytest.raises(SchemaError, match=told):
        count(entry, {"t": table})


def test_a_column_that_a_force_does_not_keep_is_not_what_never_happened():
    """An arrest that is recorded nowhere must not read as no breach acted on, nor a visit as never made."""
    table = pd.DataFrame({"who": ["a"] * 40, "at": times(*["2022-03-01"] * 40), "done": times(*["2022-03-02"] * 40)})
    table = table.assign(done=table["done"].where(table["who"] == "nobody"))
    of, end = Part("t", "at"), Part("t", "done", each="who")
    for entry in (
        metric("within", Part("t", "done"), of, chart="p'", hours=24),
        metric("median", Part("t", "done"), of),
        metric("overdue", end, of, chart="p'"),
    ):
        reading = read(entry, {"t": table})
        assert (reading.rule, "filled in nowhere" in reading.reason) == ("no data", True)


def test_flags_themes_and_what_is_missing_can_be_asked_for():
    table = pd.DataFrame(
        {
            "at": times(*["2022-03-01"] * 4),
            "themes": ["da;rape", "rape", "da", ""],
            "flag": pd.array([True, False, None, True], dtype="boolean"),
            "n": [1, 2, 2, 3],
        }
    )
    for where, without, n in (
        ({"theme": ("da",)}, {}, 2), ({"flag": ("true",)}, {"theme": ("da",)}, 1), ({"flag": ("missing",)}, {}, 1),
        ({"n": ("2",)}, {}, 2), ({}, {"flag": ("true", "false")}, 1),
    ):  # fmt: skip
        assert count(metric("count", Part("t", "at", where=where, without=without)), {"t": table})["x"].sum() == n
