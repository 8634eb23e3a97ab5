"""Demand: totals that balance, verdicts against chance, missing tables told."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from chapters_made import bare, grown, of_others, texts, unsaid, write
from people_made import table
from strategy_made import recorded

from vawg_geo.publishing.chapters import demand

pytestmark = pytest.mark.methods(8)


@pytest.fixture(scope="module")
def made(case):
    return write(demand, case)


def test_every_table_has_the_total(made):
    study, _ = made
    now, months = table(study, "demand_periods").loc["now"], table(study, "demand_months")
    inside = months[months["in_period"]]
    assert now["n"] == len(study.now) == inside["n"].sum() == now["recent"] + now["nonrecent"]
    assert inside["nonrecent"].sum() == now["nonrecent"]
    assert inside["harm"].sum() == pytest.approx(now["harm"])
    assert months["rolling"].iloc[-1] == now["n"]
    themes = table(study, "demand_themes")
    plain = study.now["themes"].str.split(";").explode().value_counts()
    assert themes.set_index("theme")["n"].drop("").to_dict() == plain.drop("").to_dict()
    assert themes.loc["", "n"] == (study.now["themes"] == "").sum()
    lines = table(study, "demand_theme_months")
    da = lines[(lines["theme"] == "Domestic abuse") & (lines["month"] >= "2021-04")]
    assert da["n"].sum() == themes.loc["da", "n"]


def test_what_happened_is_at_least_what_is_known(made):
    occurred = table(made[0], "demand_occurred")
    assert (occurred["low"] >= occurred["n"]).all()
    assert (occurred["expected"] <= occurred["high"] + 1).all()
    assert occurred["ripe"].iloc[0] == "yes"
    assert occurred["ripe"].iloc[-1] == "no"


def test_a_verdict_is_where_the_count_lies(case):
    """No change planted: within; the period three times over: above its range, a signal and a finding."""
    more = grown(case, lambda t: t["scope"] == "core")
    study, section = write(demand, more)
    now = table(study, "demand_periods").loc["now"]
    assert now["verdict"] == "higher than expected"
    assert now["n"] > now["expected_high"]
    assert "demand.level" in {finding.name for finding in section.findings}
    assert "above the range" in texts(section)
    assert (table(study, "demand_months").query("in_period")["signal"] != "").any()


def test_calls_whose_counting_changed_are_told(made):
    calls = table(made[0], "demand_calls")
    assert "telephone" in calls.loc["101 calls", "change"]
    assert calls.loc["999 calls", "change"] == ""
    assert calls["n"].notna().all()


def test_each_sentence_is_said_both_ways(made, case):
    months = pd.period_range("2021-04", "2022-03", freq="M").astype("str")
    given = [(source, month, "all", 90_000, np.nan) for source in ("all_crime", "da_non_crime") for month in months]
    indicators = pd.DataFrame(given, columns=["source", "period", "category", "n", "d"])
    more = grown(case, lambda t: t["themes"].str.contains("stalking"), times=8)
    _, rich = write(demand, replace(more, tables=case.tables | {"indicators": indicators}))
    _, poor = write(demand, bare(case))
    few = [write(demand, recorded(case, *years, earlier=200))[1] for years in ((200, 218), (40, 44), (200, 200))]
    _, children = write(demand, case, name="csae")
    assert unsaid("demand", made[1], rich, poor, *few, children) == set()


def test_a_bare_force_is_told_what_it_lacks(case):
    study, section = write(demand, bare(case))
    said = texts(section)
    for words in ("we cannot say", "no change of recording", "no count of all crime", "Calls to the force are not"):
        assert words in said
    assert table(study, "demand_periods").loc["now", "verdict"] == "cannot say"
    assert section.findings == ()
    _, nothing = write(demand, of_others(case))
    assert "0 offences were recorded" in texts(nothing)
