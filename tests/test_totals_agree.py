"""One quantity, one number: what stands in several products is the same in each of them."""

import pandas as pd
import pytest
from people_made import study_of, table
from profile_made import made_profile

from vawg_geo.publishing.chapters import (
    board,
    demand,
    missing,
    orders,
    ordersreturn,
    registered,
    repeats,
    reports,
    scorecard,
)
from vawg_geo.publishing.chapters._drivers_tests import harmed_again, named_again
from vawg_geo.publishing.chapters._people_repeats import repeat_table
from vawg_geo.publishing.reckoner.read import name_readings, read_plans

pytestmark = pytest.mark.methods("1")
YEAR = pd.period_range("2021-04", "2022-03", freq="M").astype("str")
QUARTER = list(YEAR[-3:])
METRICS = (
    "da_recorded", "da_rate", "da_harm", "dvpn", "csae_contact", "csae_online", "csae_orders", "sso_recent", "sso_rank",
    "missing_median", "missing_day", "street_safe", "da_repeat_victims", "spo_granted", "rso_overdue",
)  # fmt: skip


@pytest.fixture(scope="module")
def full(shared, case):
    """The tables of the full profile, by row."""
    page = made_profile(shared, case)
    return {
        name: held.set_index(pd.Index(["|".join(map(str, row)) for row in held[page["keys"][name]].to_numpy()]))
        for name, held in page["tables"].items()
        if name in page["keys"]
    }


@pytest.fixture(scope="module")
def da(case):
    study = study_of(case, "da", hotspots=False)
    for chapter in (demand, orders, repeats):
        chapter.write(study)
    repeat_table(study, "victim")
    return study


@pytest.fixture(scope="module")
def returned(case):
    study = study_of(case, "orders_return")
    ordersreturn.write(study)
    return study


@pytest.fixture(scope="module")
def boards(case):
    study = study_of(case, "board_tables", hotspots=False)
    board.write(study)
    return study


@pytest.fixture(scope="module")
def card(case):
    study = study_of(case, "scorecard", hotspots=False)
    scorecard.write(study)
    return table(study, "scorecard_rows")


@pytest.fixture(scope="module")
def gone(case):
    study = study_of(case, "missing")
    missing.write(study)
    return study


@pytest.fixture(scope="module")
def reckoned(case):
    return name_readings(read_plans(study_of(case, "tracker", hotspots=False), names=METRICS))


def one(*numbers):
    """All of the numbers are one."""
    assert len({float(number) for number in numbers}) == 1, numbers
    return numbers[0]


def months(reading, column="x"):
    return reading.series.loc[list(YEAR), column]


def test_offences_in_scope_of_the_year_are_one_number_on_every_section(full, case):
    year = one(
        full["demand_periods"].loc["now", "n"],
        full["scope_flow"]["n"].iloc[-1],
        full["demand_months"].loc[list(YEAR), "n"].sum(),
        full["equality_counted"].loc["No suspect recorded", "of"],
    )  # fmt: skip
    assert year == len(study_of(case).now)
    assert full["demand_periods"].loc["before", "n"] == len(study_of(case).earlier)


def test_domestic_abuse_crimes_are_one_number_in_every_product(full, da, boards, card, reckoned):
    own = table(da, "demand_periods")
    counts = table(boards, "board_counts").loc["da_crimes"]
    year = one(
        own.loc["now", "n"], full["demand_themes"].loc["da", "n"], counts["year"],
        card.loc["recorded|da", "x"], months(reckoned["da_recorded"]).sum(), months(reckoned["da_rate"]).sum(),
    )  # fmt: skip
    assert year > 1000
    one(own.loc["before", "n"], full["demand_themes"].loc["da", "before"],
        counts["before"])  # fmt: skip
    quarter = months(reckoned["da_recorded"])[QUARTER].sum()
    one(quarter, counts["now"],
        table(da, "demand_months").loc[QUARTER, "n"].sum())  # fmt: skip


def test_a_month_has_one_count_one_usual_range_and_one_signal_wherever_it_is_charted(da, reckoned):
    theirs, ours = table(da, "demand_months"), reckoned["da_recorded"].series.loc[table(da, "demand_months").index]
    pairs = {"n": "value", "centre": "centre", "low": "expected_low", "high": "expected_high"}
    for one_name, other in pairs.items():
        pd.testing.assert_series_equal(
            theirs[one_name].astype("float64"), ours[other], check_names=False, rtol=1e-6, check_index=False
        )
    assert theirs["signal"].fillna("").tolist() == ours["signal"].tolist()
    harm = reckoned["da_harm"].series.loc[theirs.index]
    assert theirs["harm"].tolist() == pytest.approx(harm["value"].tolist())
    assert theirs["harm_high"].tolist() == pytest.approx(harm["expected_high"].tolist())


def test_missing_episodes_are_one_number(gone, boards, reckoned):
    own = table(gone, "missing_waiting")
    counts = table(boards, "board_counts")
    one(own.loc["All|now", "n"], counts.loc["missing", "year"], months(reckoned["missing_median"], "n").sum())
    one(own.loc["All|before", "n"], counts.loc["missing", "before"])
    one(
        own.loc["Under 18|now", "n"], counts.loc["missing_children", "year"], months(reckoned["missing_day"], "n").sum()
    )
    one(own.loc["Under 18|now", "x"], months(reckoned["missing_day"]).sum())
    charted = table(gone, "missing_months")
    both = charted.index.intersection(reckoned["missing_day"].series.index)
    assert charted.loc[both, "low"].tolist() == pytest.approx(
        reckoned["missing_day"].series.loc[both, "expected_low"].tolist()
    )


def test_orders_are_one_number_by_type_and_step(full, returned, boards, reckoned):
    quarters = table(returned, "ordersreturn_quarters")
    year = (
        quarters[quarters["period"] >= "2021-04"].groupby("type")[["applied", "granted", "refused", "breached"]].sum()
    )
    profile = full["orders_types"].loc[lambda held: held.index.isin(year.index)]
    for step in year.columns:
        assert profile[f"{step}_now"].tolist() == year.loc[profile.index, step].tolist(), step
    counts = table(boards, "board_counts")
    for step in year.columns:
        one(
            counts.loc[f"orders_{step}", "now"],
            table(returned, "ordersreturn_quarter").loc["police issue or apply", step],
        )
        one(counts.loc[f"orders_{step}", "year"], year.loc["police issue or apply", step])
    ended = table(returned, "ordersreturn_quarter")
    assert profile["live_end_now"].tolist() == ended.loc[profile.index, "live_end"].tolist()
    one(ended.loc["DVPN", "granted"], months(reckoned["dvpn"])[QUARTER].sum())
    one(ended.loc["SPO", "granted"], reckoned["spo_granted"].series["x"].iloc[-1])
    one(ended.loc[["SHPO", "SRO"], "applied"].sum(), reckoned["csae_orders"].series["x"].iloc[-1])
    one(full["orders_rate"].loc["now", "x"], year.loc["DVPN", "applied"])


def test_people_with_a_visit_overdue_are_one_number_with_one_usual_range(case, reckoned):
    study = study_of(case, "rso_restricted")
    registered.write(study)
    theirs, ours = table(study, "registered_overdue"), reckoned["rso_overdue"].series
    both = theirs.index.intersection(ours.index)
    assert len(both) == len(theirs) > 24
    for name, other in {"overdue": "x", "people": "n", "low": "expected_low", "high": "expected_high"}.items():
        assert theirs.loc[both, name].astype("float64").tolist() == pytest.approx(ours.loc[both, other].tolist()), name


def test_street_safe_reports_are_one_number_with_one_usual_range(case, reckoned):
    study = study_of(case, "streetsafe")
    reports.write(study)
    theirs, ours = table(study, "reports_months"), reckoned["street_safe"].series
    for name, other in {"n": "x", "low": "expected_low", "high": "expected_high"}.items():
        assert theirs[name].tolist() == pytest.approx(ours.loc[theirs.index, other].tolist()), name


def test_outcomes_of_the_ripe_year_are_one_number(full, boards, card, reckoned):
    own = table(boards, "board_outcomes")
    for name in ("n", "x"):
        one(full["performance_years"].loc["2021-09-30", name], own.loc["vawg_full", name])
        one(full["performance_years"].loc["2020-09-30", name], own.loc["vawg_full", f"before_{name}"])
        one(card.loc["possible|da", name], own.loc["da", name])
        one(card.loc[["possible|rape", "possible|other_sexual"], name].sum(), own.loc["sso", name])
    rank = full["performance_rank"].loc["sexual_prosecution_possible"]
    one(rank["rank"], reckoned["sso_rank"].figure.value)
    one(rank["d"], reckoned["sso_rank"].figure.base)


def test_recorded_again_is_one_number(case, full, da, boards):
    shares = table(boards, "board_shares")
    for name, study in (("repeat", study_of(case)), ("repeat_da", da)):
        x, n, _ = harmed_again(study)
        one(x, shares.loc[name, "year_x"])
        one(n, shares.loc[name, "year_n"])
    whole = full["victims_repeats"].loc["365"]
    one(whole["repeats"], shares.loc["repeat", "year_x"])
    one(whole["n"], shares.loc["repeat", "year_n"])
    own = table(da, "victims_repeats").loc["365"]
    one(own["repeats"], shares.loc["repeat_da", "year_x"], table(da, "repeats_windows").loc["victim|365", "repeats"])
    x, n, _ = named_again(study_of(case))
    one(full["suspects_repeats"].loc["365", "repeats"], x)
    one(full["suspects_repeats"].loc["365", "n"], n)
