"""One quantity, one number: what stands in several products is the same in each of them."""

import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from people_made import study_of, table, words
from profile_made import made_profile

import vawg_geo
from vawg_geo.base.errors import SchemaError
from vawg_geo.measures.board_lines import spans_of
from vawg_geo.measures.metric_entries import read_metrics
from vawg_geo.publishing.chapters import (
    _board_tables,
    _suspects_work,
    board,
    demand,
    missing,
    orders,
    ordersbalance,
    ordersreturn,
    registered,
    repeats,
    reports,
    scorecard,
)
from vawg_geo.publishing.chapters._drivers_tests import harmed_again, named_again
from vawg_geo.publishing.chapters._orders_counted import say_aside_of
from vawg_geo.publishing.chapters._people_repeats import repeat_table
from vawg_geo.publishing.partner.services import count_order_steps
from vawg_geo.publishing.reckoner.read import SHIPPED, name_readings, read_plans
from vawg_geo.publishing.reckoner.tables import KNOWN, Sources
from vawg_geo.publishing.report.blocks import Section

pytestmark = pytest.mark.methods("1")
YEAR = pd.period_range("2021-04", "2022-03", freq="M").astype("str")
QUARTER = list(YEAR[-3:])
METRICS = (
    "da_recorded", "da_rate", "da_harm", "dvpn", "csae_contact", "csae_online", "csae_orders", "sso_recent", "sso_rank",
    "missing_median", "missing_day", "street_safe", "da_repeat_victims", "spo_granted", "rso_overdue",
)  # fmt: skip
ORDER_METRICS = {"csae_orders", "rso_breaches", "spo_applied", "spo_granted", "dvpn", "dvpn_breach"}


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


def order_pages(case, scoped):
    """Every place that counts orders: its tables, or what a metric or the partners' pack read; and its sections."""

    def study_on(profile, *chapters):
        study = study_of(scoped, profile, hotspots=False)  # records in scope are the same whatever the orders
        own = replace(study, case=case)
        own.__dict__["scoped"] = study.scoped
        return own, [chapter.write(own) for chapter in chapters]

    tables, sections = {}, []
    for name, *chapters in (
        ("vawg_full", orders), ("orders_return", ordersreturn, ordersbalance), ("rso_restricted", registered),
    ):  # fmt: skip
        study, written = study_on(name, *chapters)
        sections.append((name, study, written[-1]))
        tables |= {f"{name} {own}": table(study, own) for own in study.book.entries if "order" in own}
    study, _ = study_on("vawg_full")
    blocks = _suspects_work.orders(study, set(case.people["pid"].dropna().iloc[:4_000]))
    sections.append(("suspects", study, Section("suspects", "", "", blocks)))
    tables["suspects"] = table(study, "suspects_orders")
    study, _ = study_on("board_tables")
    lines = _board_tables.count_orders(study, spans_of(study.month, months=study.written.months))
    tables["board"] = pd.DataFrame(lines).set_index("line")
    plans = read_plans(study_on("tracker")[0], names=ORDER_METRICS)
    tables |= {name: reading.series for name, reading in name_readings(plans).items()}
    packed = count_order_steps(study_on("partner_pack")[0])
    return tables | {one.name: one.cells for one in packed}, sections, packed


def spoilt(case):
    """The county with nine orders entered again, five that expire before they are granted, two refused and granted."""
    held = case.tables["orders"]
    granted = held[held["granted"].notna() & (held["granted"] >= pd.Timestamp("2021-06-01", tz="Europe/London"))]
    early = granted.iloc[20:25].assign(expires=lambda rows: rows["granted"] - pd.Timedelta(days=3))
    both = granted.iloc[30:32].assign(refused=lambda rows: rows["granted"])
    new = pd.concat([early, both]).assign(order_id=[f"never {at}" for at in range(7)])
    rows = pd.concat([held, granted.head(9), new], ignore_index=True)
    return replace(case, tables=case.tables | {"orders": rows})


def test_orders_set_aside_are_set_aside_everywhere_and_every_page_says_how_many(case):
    clean, sections, packed = order_pages(case, case)
    assert not any("entered again" in said for _, _, one in sections for said in words(one))
    assert {one.aside for one in packed} == {0}
    bad, sections, packed = order_pages(spoilt(case), case)
    assert {name.split()[-1] for name in set(bad) - set(clean)} == {"orders_aside"}
    told = {f"orders_return ordersbalance_{name}" for name in ("told", "faults")}  # which tell of them
    assert len(set(clean) & set(bad) - told) == len(clean) - 2 > 20
    for name in set(clean) - told:
        pd.testing.assert_frame_equal(clean[name], bad[name], obj=name)
    n = len(case.tables["orders"])
    for name, study, section in sections:
        own = table(study, "ordersbalance_told" if name == "orders_return" else "orders_aside")["n"]
        assert own[["read", "counted", "aside"]].tolist() == [n + 16, n, 16], name
        assert any(said.startswith("16 of ") for said in words(section)), name
    assert {one.aside for one in packed} == {16}
    study = study_of(spoilt(case), "board_tables", hotspots=False)
    study.__dict__["scoped"] = study_of(case, "board_tables", hotspots=False).scoped
    assert any(said.startswith("16 of ") for said in words(board.write(study)))
    columns = ["now", "year"]
    pd.testing.assert_frame_equal(
        table(study, "board_counts").loc[clean["board"].index, columns], clean["board"][columns], check_names=False
    )


def test_a_page_of_metrics_says_it_where_one_of_them_counts_orders(case):
    study = study_of(spoilt(case), "tracker", hotspots=False)
    every = [metric for plan in read_metrics([SHIPPED], tables=KNOWN) for metric in plan.metrics]
    own = [one for one in every if "orders" in (one.count.table, one.of and one.of.table)]
    assert {one.name for one in own} == ORDER_METRICS
    assert say_aside_of(study, every).text.startswith("16 of ")
    assert say_aside_of(study, [one for one in every if one not in own]) is None
    none = study_of(replace(case, tables=case.tables | {"orders": spoilt(case).tables["orders"].tail(7)}), "tracker")
    with pytest.raises(SchemaError, match="every order of the table orders is set aside"):
        Sources(none)(own[0].count)


def test_nothing_else_reads_the_table_of_orders():
    """A page that reads it by itself would count what the others set aside."""
    readers = {
        path.name for path in Path(vawg_geo.__file__).parent.rglob("*.py")
        if re.search(r"""tables(\.get\(|\[)["']orders["']""", path.read_text("utf-8"))
    }  # fmt: skip
    assert readers == {"ordersreturn.py", "ordersbalance.py"}  # to say how many were read


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
