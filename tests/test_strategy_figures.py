"""
Every figure the strategy's papers print that the toolkit can compute, on input made to have that answer: the sentence
the product prints, what stands beside it, and docs/strategy_figures.md, which holds these very sentences.
"""

import os
import re
import tomllib
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from chapters_made import held_in
from people_made import part_of, study_of, table
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint
from statsmodels.stats.rates import etest_poisson_2indep
from strategy_made import (
    comparators,
    missing,
    missing_day,
    months_to,
    orders,
    outcomes,
    recorded,
    survey,
    with_tables,
)

from vawg_geo.base.profile import read_profile
from vawg_geo.measures.metric_entries import read_metrics
from vawg_geo.publishing.chapters import demand, performance, voice
from vawg_geo.publishing.chapters import missing as missing_chapter
from vawg_geo.publishing.chapters import orders as orders_chapter
from vawg_geo.publishing.chapters._performance_line import line_blocks
from vawg_geo.publishing.chapters.missing import AIM
from vawg_geo.publishing.reckoner.read import SHIPPED, name_readings, read_plans
from vawg_geo.publishing.reckoner.tables import KNOWN
from vawg_geo.publishing.report.blocks import Section
from vawg_geo.publishing.report.columns import dictionary
from vawg_geo.publishing.report.sentences import catalogue

pytestmark = pytest.mark.methods("8", "10", "13")
FIGURES = tomllib.loads(Path(__file__).with_name("strategy_figures.toml").read_text("utf-8"))["figure"]
DOC = Path(__file__).parents[1] / "docs" / "strategy_figures.md"
EIGHT = "rose from 5 to 40, 8 times as many (95% interval 3.2 to 26 times)."
FOURTEEN = (
    "rose from none to 14 (14 more, 95% interval 7 to 23; if nothing had changed, chance would make so large a "
    "difference under 1% of the time)."
)
NO_CHANGE = "no change we can distinguish from chance"


@dataclass(frozen=True)
class Page:
    """A product's chapter written on made input."""

    study: object
    section: object

    def said(self, *starts):
        """The sentences whose names begin so, each once, in the order of the page."""
        found = {}
        for block in (*self.section.blocks, *self.section.findings):
            for held in vars(block).values() if block is not None else ():
                found |= {one.text: one for one in held_in(held) if one.name.startswith(starts)}
        return list(found)


def page(chapter, case, name, **written):
    study = study_of(case, name, **written)
    return Page(study, chapter.write(study))


MONTHS = months_to("2022-03", 30, 100)
ABOVE = {"2021-07": 17, "2021-08": 18, "2021-09": 16}  # per cent
# What is made for each figure, small and large: name -> how its page is written.
MADE = {
    "median": lambda case: page(missing_chapter, with_tables(case, missing=missing(160)), "missing"),
    "median_higher": lambda case: page(missing_chapter, with_tables(case, missing=missing(190)), "missing"),
    "median_few": lambda case: page(missing_chapter, with_tables(case, missing=missing(160, each=15)), "missing"),
    "day": lambda case: page(missing_chapter, with_tables(case, missing=missing_day(2_000, 1_860)), "missing"),
    "day_few": lambda case: page(missing_chapter, with_tables(case, missing=missing_day(200, 184)), "missing"),
    "orders": lambda case: page(orders_chapter, with_tables(case, orders=orders(DVPN=(5, 40), SPO=(0, 14))), "da"),
    "orders_few": lambda case: page(orders_chapter, with_tables(case, orders=orders(DVPN=(5, 7), SPO=(0, 2))), "da"),
    "orders_many": lambda case: page(
        orders_chapter, with_tables(case, orders=orders(DVPN=(200, 100), SPO=(30, 8))), "da"
    ),
    "orders_ended": lambda case: page(
        orders_chapter, with_tables(case, orders=orders(DVPN=(200, 230), SPO=(14, 0))), "da"
    ),
    "orders_never": lambda case: page(orders_chapter, with_tables(case, orders=orders(DVPN=(4, 6), SPO=(1, 0))), "da"),
    "year": lambda case: page(demand, recorded(case, 2_000, 2_180, earlier=2_000), "da"),
    "year_some": lambda case: page(demand, recorded(case, 200, 218, earlier=200), "da"),
    "year_few": lambda case: page(demand, recorded(case, 11, 12, earlier=11), "da"),
    "satisfied": lambda case: page(
        voice, with_tables(case, survey=survey((1_190, 1_430), (1_100, 1_400))), "vawg_full"
    ),
    "satisfied_few": lambda case: page(voice, with_tables(case, survey=survey((119, 143), (110, 140))), "vawg_full"),
    "rank": lambda case: page(
        performance,
        outcomes(case, months_to("2022-03", 30, 400), others=comparators(4_800, (21, 9), spread=0.8)), "da",
    ),
    "rank_few": lambda case: page(
        performance, outcomes(case, MONTHS, others=comparators(1_200, (21, 9), spread=0.3)), "da"
    ),
    "line": lambda case: page(
        performance, outcomes(case, months_to("2022-03", 18, 700), possible={m: 7 * x for m, x in ABOVE.items()}), "da"
    ),
    "line_few": lambda case: page(performance, outcomes(case, MONTHS, possible=ABOVE), "da"),
}  # fmt: skip


@pytest.fixture(scope="module")
def case(case):
    """The county with few records: the tables that count here are made."""
    return part_of(case, since="2021-06-01", rows=200)


@pytest.fixture(scope="module")
def made(case):
    return cache(lambda name: MADE[name](case))


def lines(case, months, **options):
    """What the three months' part of performance says of some outcomes."""
    counted = outcomes(case, months, **options)
    study = study_of(counted, "da")
    return Page(study, Section("performance", "", "", tuple(line_blocks(study, counted.tables["outcomes"])))).said(
        "performance.line"
    )


def test_the_median_of_160_minutes_is_the_lowest_of_twelve_and_no_signal(made, case):
    one = made("median")
    rows, latest = table(one.study, "missing_medians"), table(one.study, "missing_latest").iloc[0]
    episodes = one.study.case.tables["missing"]
    last = episodes[episodes["start"] >= "2022-03-01"]
    assert rows.loc["2022-03", "median"] == 160
    assert (last["end"] - last["start"]).median() == pd.Timedelta(minutes=160)
    assert latest[["of", "lower", "same"]].to_list() == [12, 0, 0]
    assert (rows["signal"] == "").all()
    said = one.said("missing.median", "missing.lowest")
    assert re.fullmatch(
        r"Half of 31 episodes that began in March 2022 were over within 160 minutes \(\d+ to \d+, 95% interval\)\.",
        said[0],
    )
    assert said[1] == (
        "That is the lowest of the last 12 months, which by chance alone any one month is one time in 12; the chart "
        f"says: {NO_CHANGE}."
    )
    reading = name_readings(read_plans(study_of(one.study.case, "tracker"), names={"missing_median"}))["missing_median"]
    assert reading.figure.value == 160
    assert reading.rule == "no change"


def test_what_is_not_the_lowest_shared_signalled_or_too_few_is_told_so(made, case):
    assert made("median_higher").said("missing.not_lowest") == [
        f"That is not the lowest in a year: 4 of the last 12 months were lower; the chart says: {NO_CHANGE}."
    ]
    assert made("median_few").said("missing.median", "missing.lowest", "missing.no") == [
        "15 episodes began in March 2022: too few for a median of the month."
    ]
    shared = page(missing_chapter, with_tables(case, missing=missing(172)), "missing")
    assert shared.said("missing.lowest")[0].startswith(
        "No month of the last 12 was lower, though 1 month was the same; by chance alone any one month is the lowest"
    )
    low = page(missing_chapter, with_tables(case, missing=missing(60)), "missing")
    assert low.said("missing.lowest")[0].endswith("the chart says: a clear fall.")
    episodes = missing(160)
    gap = episodes[episodes["start"].dt.strftime("%Y-%m") != "2021-10"]
    assert page(missing_chapter, with_tables(case, missing=gap), "missing").said("missing.no") == [
        "Where that lies in the last year cannot be said: not every month is old enough and has enough episodes."
    ]
    early = page(missing_chapter, with_tables(case, missing=missing(160, until="2022-02")), "missing")
    assert early.said("missing.no_median", "missing.lowest")[0].startswith("Cannot say the last month’s median")


def test_over_ninety_per_cent_is_said_only_where_the_interval_says_so(made, case):
    for name, n, found, told in (("day", 2_000, 1_860, "above"), ("day_few", 200, 184, "includes")):
        one = made(name)
        row = table(one.study, "missing_waiting").loc["Under 18|now"]
        assert row["share"] == pytest.approx(found / n)
        assert (row["share_low"], row["share_high"]) == pytest.approx(proportion_confint(found, n, method="wilson"))
        assert [n for n in catalogue("missing") if n.startswith("aim") and one.said(f"missing.{n}")] == [f"aim_{told}"]
    assert made("day").said("missing.aim") == ["The whole interval lies above 90%."]
    below = page(missing_chapter, with_tables(case, missing=missing_day(400, 320)), "missing")
    assert below.said("missing.aim") == ["The whole interval lies below 90%."]
    assert page(missing_chapter, with_tables(case, missing=missing_day(18, 18)), "missing").said("missing.aim") == []
    target = read_plans(study_of(made("day").study.case, "tracker"), names={"missing_day"})[0][1][0].metric.target
    assert target == AIM


def test_open_episodes_are_followed_to_the_cut_not_called_found(case):
    """Of 200 done, 184 in a day; 50 more, begun twelve hours before the cut, say nothing of the day but are there."""
    cut = replace(with_tables(case, missing=missing_day(200, 184, young=50)), cut=date(2022, 3, 31))
    row = table(page(missing_chapter, cut, "missing").study, "missing_waiting").loc["Under 18|now"]
    assert row[["n", "n_open"]].to_list() == [250, 50]
    # Kaplan-Meier by hand: 184 end after 5 hours while all 250 are followed; then 66 are, 50 of them to the cut.
    assert row["share"] == pytest.approx(184 / 250)
    naive = 184 / 200
    assert row["share_low"] < row["share"] < naive


def test_a_force_may_lack_ages_ends_orders_outcomes_or_other_forces(made, case):
    episodes = missing(160)
    for ages in (episodes.drop(columns="age"), episodes.assign(age=pd.Series(pd.NA, episodes.index, dtype="Int64"))):
        one = page(missing_chapter, with_tables(case, missing=ages), "missing")
        assert one.said("missing.lead", "missing.median")[0].startswith("Of 372 episodes of people missing")
        assert one.said("missing.lowest")
    never = episodes.assign(end=episodes["end"].where(episodes["start"] < "2021-03-01"))
    said = page(missing_chapter, with_tables(case, missing=never), "missing").said("missing.aim", "missing.median")
    assert said[0] == "The whole interval lies below 90%."
    for chapter, name, told in (
        (orders_chapter, "orders", "no table of orders"), (performance, "outcomes", "no table of outcomes"),
    ):  # fmt: skip
        made_table = made("orders").study.case.tables["orders"] if name == "orders" else None
        none = {} if made_table is None else {name: made_table.head(0)}
        text = " ".join(page(chapter, with_tables(case, **none), "da").said(f"{chapter.__name__.rpartition('.')[2]}."))
        assert told in text
    others = outcomes(case, MONTHS, others=comparators(1_200, (21, 9)))
    alone = replace(others, tables=others.tables | {"comparators": others.tables["comparators"].head(0)})
    assert page(performance, alone, "da").said("performance.no_rank")
    late = replace(others, tables={name: t[t["period"] >= "2020-10"] if name == "comparators" else t
                                   for name, t in others.tables.items()})  # fmt: skip
    assert page(performance, late, "da").said("performance.no_move")


def test_notices_from_five_to_forty_are_eight_times_as_many_and_no_percentage(made):
    one = made("orders")
    assert one.said("common.times", "common.issued") == [
        f"Domestic violence protection notices applied for {EIGHT}",
        f"Domestic violence protection notices issued {EIGHT}",
        "Issued is not the same as complied with.",
    ]
    low, high = stats.binomtest(40, 45).proportion_ci(0.95)
    row = table(one.study, "orders_types").loc["DVPN"]
    assert (row["granted_low"], row["granted_high"]) == pytest.approx((low / (1 - low), high / (1 - high)))
    assert np.isnan(row["granted_change"])
    assert "%" not in " ".join(one.said("common.")).replace("95%", "").replace("under 1% of the time", "")
    few = made("orders_few").said("common.", "orders.types_same")
    assert few[1] == (
        f"Domestic violence protection notices issued went from 5 to 7: {NO_CHANGE} (7 over 5 is 1.4, 95% interval 0.4 "
        "to 5.6)."
    )
    assert few[0] == "No single type of order changed by more than chance would make it, all types looked at together."


def test_orders_from_none_to_fourteen_have_a_difference_and_no_ratio(made):
    one = made("orders")
    said = one.said("common.from_none", "common.of_none")
    assert said == [
        f"Stalking protection orders applied for {FOURTEEN}",
        f"Stalking protection orders granted {FOURTEEN}",
        catalogue("common")["of_none"].text,
    ]
    row = table(one.study, "orders_types").loc["SPO"]
    assert row["granted_p"] == pytest.approx(etest_poisson_2indep(14, 1, 0, 1, method="score")[1], abs=1e-6)
    assert "times as many (" not in " ".join(said)
    assert made("orders_few").said("common.from_none") == [
        f"Stalking protection orders granted went from none to 2: {NO_CHANGE}."
    ]


def test_each_way_a_count_can_go_has_its_sentence(made, case):
    never = page(orders_chapter, with_tables(case, orders=orders(DVPN=(4, 6), SPO=(1, 1))), "da")
    none = never.study.case.tables["orders"]
    none = none.assign(granted=none["granted"].mask(none["type"] == "SPO"))
    pages = [made(name) for name in ("orders", "orders_few", "orders_many", "orders_ended", "orders_never")]
    pages.append(page(orders_chapter, with_tables(case, orders=none), "da"))
    among = orders(DVPN=(60, 60), DVPO=(30, 30), NMO=(20, 20), SPO=(10, 24))
    pages.append(page(orders_chapter, with_tables(case, orders=among), "da"))
    row = table(pages[-1].study, "orders_types").loc["SPO"]
    assert row["granted_low"] > 1  # by itself it would be told
    assert (row["granted_word"], row["granted_q"]) == ("same", pytest.approx(row["granted_p"] * 8 / 2))
    assert pages[-1].said("common.same_of_many") == [
        f"Stalking protection orders granted went from 10 to 24: {NO_CHANGE}, all types looked at together."
    ]
    said = {name for name in catalogue("common") for one in pages if one.said(f"common.{name}")}
    counts = {name for name, template in catalogue("common").items() if "{what} {done}" in template.text}
    assert "times_as_many" in counts
    assert counts | {"issued", "of_none"} <= said
    many = made("orders_many").said("common.percent", "common.times_fewer")
    assert many[1].endswith("issued went from 200 to 100: 50% fewer (95% interval 61% fewer to 36% fewer).")
    assert many[3].endswith("granted fell from 30 to 8 (8 over 30 is 0.3, 95% interval 0.1 to 0.6).")


def test_nine_per_cent_more_in_twelve_months_needs_its_base_and_is_neither_good_nor_bad(made):
    one = made("year")
    assert one.said("demand.change") == [
        (
            "The period before had 2,000, this one 2,180: 9% more (95% interval 3% more to 16% more by the counts "
            "alone; the expected range allows for the ups and downs of months as well)."
        )
    ]
    row, months = table(one.study, "demand_periods").loc["now"], table(one.study, "demand_months")
    assert row["change"] == pytest.approx(0.09)
    se = np.sqrt(1 / 2_000 + 1 / 2_180)
    assert row["change_low"] == pytest.approx(1.09 * np.exp(-1.96 * se) - 1, abs=0.003)
    assert row["change_high"] == pytest.approx(1.09 * np.exp(1.96 * se) - 1, abs=0.003)
    assert months["rolling"].iloc[[-13, -1]].to_list() == [2_000, 2_180]  # the same twelve months, a year apart
    assert made("year_some").said("demand.change") == [
        f"The period before had 200, this one 218: 9% more (95% interval 10% fewer to 33% more): {NO_CHANGE}."
    ]
    assert made("year_few").said("demand.change") == ["The period before had 11 and this one 12: too few to compare."]
    every = " ".join(one.said("demand."))
    assert not re.search(r"improv|worse|better|month[- ]on[- ]month", every)
    assert "neither good nor bad" in every
    reading = name_readings(read_plans(study_of(one.study.case, "tracker"), names={"da_recorded"}))["da_recorded"]
    assert reading.rule == "neutral"
    assert reading.series["value"].tail(12).sum() == 2_180


def test_satisfaction_of_78_6_against_83_2_depends_on_how_many_were_asked(made):
    for name, old, new, word in (
        ("satisfied", (1_190, 1_430), (1_100, 1_400), "lower"), ("satisfied_few", (119, 143), (110, 140), NO_CHANGE)
    ):  # fmt: skip
        row = table(made(name).study, "voice_satisfied").iloc[0]
        assert (round(100 * row["share"], 1), round(100 * row["before"], 1)) == (78.6, 83.2)
        low, high = confint_proportions_2indep(*new, *old, method="newcomb", compare="diff")
        assert (high < 0) == (word == "lower")
        assert row["told"] == word
        assert low < -0.02
    assert made("satisfied").said("voice.moved", "voice.same", "voice.unmoved") == [
        (
            "“Satisfied with the whole experience”, victims of hate crime: 79% of 1,400 asked (76 to 81%), lower than "
            "in the period before (83% of 1,430)."
        )
    ]
    assert made("satisfied_few").said("voice.moved", "voice.same", "voice.unmoved") == [
        "No answer of the satisfaction survey has changed beyond chance since the period before.",
        (
            "“Satisfied with the whole experience”, victims of hate crime: 79% of 140 asked (71 to 85%), 83% of 143 in "
            f"the period before: {NO_CHANGE}."
        ),
    ]


def test_rank_22_to_10_of_43_has_its_interval_and_what_chance_does(made):
    chances = {}
    for name in ("rank", "rank_few"):
        one = made(name)
        tables = (table(one.study, f"performance_{part}") for part in ("moves", "rank"))
        row, now = (held.loc["da_prosecution_possible"] for held in tables)
        assert row[["forces", "rank_before", "rank_after", "move"]].to_list() == [43, 22, 10, 12]
        assert now["rank_low"] < 10 < now["rank_high"]
        first, second = one.said("performance.rank", "performance.move")[:2]
        chance = f"chance alone could put the force anywhere from {now['rank_low']} to {now['rank_high']}."
        assert first.endswith(f"rank 10 of 43, largest share first; {chance}")
        assert "rank 22 in the year before, 10 now, of 43 with figures for both: 12 places up;" in second
        chances[name] = row["p_move"], now["rank_high"] - now["rank_low"]
    assert chances["rank"][0] < 0.05 < chances["rank_few"][0]
    assert chances["rank"][1] < chances["rank_few"][1]
    assert "by chance alone in under 1% of such years" in made("rank").said("performance.move")[0]


def test_three_months_above_fifteen_per_cent_are_weighed_and_young_months_say_nothing(made):
    few, many = made("line_few"), made("line")
    rows = table(few.study, "performance_months")
    assert rows["told"].tail(7).to_list() == ["yes"] + ["no"] * 6
    assert rows["share"].tail(6).isna().all()
    assert (rows["signal"] == "").all()
    held = table(few.study, "performance_line").iloc[0]
    assert held[["first", "last"]].to_list() == ["2021-07", "2021-09"]
    assert held[["above", "clear", "x", "n"]].to_list() == [3, 0, 51, 300]
    assert (held["low"], held["high"]) == pytest.approx(proportion_confint(51, 300, method="wilson"))
    assert held["chance"] == pytest.approx(stats.binom.sf(15, 100, 0.15) ** 3)
    assert few.said("performance.line") == [
        (
            "In each of the last 3 ripe months (July 2021 to September 2021) more than 15% of crimes had, within 180 "
            "days, a first outcome that makes a prosecution possible; 0 of these months lie above 15% with the whole "
            "interval. Were the true share just 15%, chance would hold all 3 above it 8% of the time."
        ),
        "Together they come to 17.0% (13.2 to 21.7%, 95% interval) of 300 crimes: that cannot be told from 15%.",
        f"The chart does not signal: {NO_CHANGE}.",
        "6 later months, from October 2021 on, are not old enough and say nothing yet.",
    ]
    assert many.said("performance.line")[1] == (
        "Together they come to 17.0% (15.5 to 18.7%, 95% interval) of 2,100 crimes: above 15%."
    )


def test_the_months_of_the_line_are_the_reckoner_s_and_the_outcomes_page_s(made, case):
    one = made("line_few")
    rows = table(one.study, "performance_months")
    reading = name_readings(read_plans(study_of(one.study.case, "tracker"), names={"da_prosecution"}))["da_prosecution"]
    both = reading.series.loc[reading.series["ripe"], ["x", "n"]].astype("int64")
    pd.testing.assert_frame_equal(both, rows.loc[both.index, ["x", "n"]].astype("int64"), check_names=False)
    assert reading.series["ripe"].loc[["2021-09", "2021-10"]].to_list() == [True, False]
    assert reading.period == "2021-09"


def test_other_months_beside_the_line_are_told_too(case):
    some = lines(case, MONTHS, possible=ABOVE | {"2021-08": 10})
    assert some[0].startswith("Of the last 3 ripe months (July 2021 to September 2021) 2 had more than 15% of crimes")
    assert lines(case, MONTHS, possible=dict.fromkeys(ABOVE, 4))[1].endswith("below 15%.")
    assert lines(case, months_to("2022-03", 30, 15))[0] == (
        "Cannot say whether the last 3 ripe months (July 2021 to September 2021) lie above 15%: one of them has fewer "
        "than twenty crimes."
    )
    assert lines(case, months_to("2022-03", 8, 100)) == [
        "Whether the share stayed above a line for some months cannot be said: too few months are old enough."
    ]
    assert "The chart signals a clear rise." in lines(case, MONTHS, possible=dict.fromkeys(ABOVE, 40))
    assert "The chart signals a clear fall." in lines(case, MONTHS, possible={"2021-09": 0}, usual=0.4)


HEAD = """# The strategy's figures, and what may be said of them

Every figure that the strategy's papers print and the toolkit can compute: the product and table it comes from, what the page prints where the records hold that very figure, large and small, and what cannot honestly be said. Only the figure is published; the numbers behind it are made.

This page is made by `tests/test_strategy_figures.py` (`WRITE_DOCS=1 pytest tests/test_strategy_figures.py`) and compared with what the code prints.
"""  # noqa: E501


def written(made):
    """The page: a heading a figure, and the sentences its products print."""
    parts = [HEAD]
    for one in FIGURES:
        head = f"Published in: {one['where']}. Computed by: {one['product']}; {one['tables']}."
        told = [f"\n## {one['published']}\n\n{head}\n"]
        for name, what in one["pages"].items():
            said = made(name).said(*one["said"])
            told.append(f"\nMade: {what}. The page prints:\n\n" + "".join(f"> {text}\n>\n" for text in said)[:-2])
        parts.append("".join(told) + f"\nWhat cannot be said: {one['cannot']}\n")
    return "".join(parts)


def test_the_page_of_figures_is_what_the_code_prints(made):
    if os.environ.get("WRITE_DOCS"):
        DOC.write_text(written(made), "utf-8")
    assert DOC.read_text("utf-8") == written(made), "make it again: WRITE_DOCS=1 pytest tests/test_strategy_figures.py"
    assert all(made(name).said(*one["said"]) for one in FIGURES for name in one["pages"])


def test_the_tables_and_metrics_the_page_names_exist():
    named = {name for one in FIGURES for name in re.findall(r"`(\w+_\w+)`", one["tables"])}
    metrics = {metric.name for plan in read_metrics([SHIPPED], tables=KNOWN) for metric in plan.metrics}
    assert len(named) > len(FIGURES)
    assert named <= set(dictionary()) | metrics
    assert {name for one in FIGURES for name in one["pages"]} <= set(MADE)
    for one in FIGURES:
        said = re.search(r"((?:`\w+`(?:, )?)+) \(chapter `(\w+)`\)", one["product"])
        for product in re.findall(r"`(\w+)`", said[1]) if said else ():
            assert said[2] in read_profile(product).written.sections, (product, said[2])
