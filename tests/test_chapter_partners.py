"""What partners see: calls beside records add up, small counts stay hidden, a planted place is found."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from chapters_made import bare, texts, unsaid, write
from people_made import study_of, table
from scipy import stats

from vawg_geo.base.errors import SchemaError
from vawg_geo.measures.partner_calls import FEW, FEWER, MORE, SAME, compare_sources, pick_calls, pick_offences
from vawg_geo.publishing.chapters import partners, suspects, victims
from vawg_geo.publishing.chapters._partners_tables import place_table
from vawg_geo.publishing.chapters.demand import count_periods

pytestmark = [pytest.mark.methods(8), pytest.mark.methods(12)]
FIRST, LAST = pd.Timestamp("2021-04-01"), pd.Timestamp("2022-03-31")


@pytest.fixture(scope="module")
def made(case):
    study = study_of(case, "sna")
    victims.write(study)
    suspects.write(study)
    return study, partners.write(study)


def with_calls(case, calls):
    return replace(case, tables=case.tables | {"ambulance": calls})


def test_totals_are_the_tables_own(made, case):
    study, _ = made
    calls, total = case.tables["ambulance"], table(study, "partners_together").loc["period"]
    inside = calls["date"].dt.tz_localize(None).between(FIRST, LAST)
    assert total["calls"] == calls.loc[inside, "n"].sum() == table(study, "partners_periods").loc["calls", "n"]
    months = table(study, "partners_months")
    assert months.loc[months["in_period"], "calls"].sum() == total["calls"]
    flow = table(study, "partners_flow")
    assert flow.loc["in scope", ["before", "n"]].tolist() == count_periods(study)["n"].tolist()
    assert flow.loc["on a night of the period", "n"] == total["offences"]
    assert (flow["n"].diff().dropna() <= 0).all()
    rows = study.now[study.now["space"].eq("public") & study.now["located"].eq("placed") & study.now["recent"]]
    by_hand = 0
    for began, ended in zip(rows["occurred_from"], rows["occurred_to"], strict=True):
        if ended - began > pd.Timedelta(hours=24):
            continue
        steps = pd.date_range(began, ended, periods=201 if ended > began else 1).tz_localize(None)
        middle = (began + (ended - began) / 2).tz_localize(None)
        night = (middle - pd.Timedelta(hours=6)).normalize()
        by_hand += bool(((steps.hour >= 18) | (steps.hour < 6)).mean() >= 0.5 and FIRST <= night <= LAST)
    assert by_hand == pytest.approx(total["offences"], abs=8)  # half of a span is told to the nearest step


def test_places_sum_up_and_small_counts_stay_hidden(made):
    study, _ = made
    places, total = table(study, "partners_places"), table(study, "partners_together").loc["period"]
    for name in ("calls", "offences"):
        shown = places[name].dropna()
        assert (shown >= study.written.least).all()
        assert places[name].isna().sum() != 1
        assert 0 <= total[name] - total[f"{name}_lost"] - shown.sum() <= 5 * places[name].isna().sum()
    gone = places[["calls", "offences"]].isna().any(axis="columns")
    assert places.loc[gone, ["ratio", "low", "high", "q"]].isna().all(axis=None)
    assert places.loc[places[["calls", "offences"]].isna().all(axis="columns"), "told"].eq(FEW).all()
    assert total[["more", "fewer", "few"]].tolist() == [(places["told"] == word).sum() for word in (MORE, FEWER, FEW)]


def test_what_is_told_of_a_hidden_count_does_not_move_with_it(made):
    study, _ = made
    shapes = pd.DataFrame({"alias": list("abcdef"), "district": ""}, index=list("ABCDEF"))
    both = pd.DataFrame({"calls": [90, 9, 300, 300, 2, 0], "offences": [0, 1, 200, 200, 60, 3]}, index=shapes.index)
    seen = set()
    for hidden in range(5):
        moved = both.assign(offences=[hidden, 4 - hidden, 200, 200, 60, 3])
        told = place_table(shapes, moved, None, 5).set_index("area")
        assert told.loc[["A", "B", "F"], "offences"].isna().all()
        seen.add(tuple(told["told"].reindex(shapes.index)))
    assert seen == {(MORE, FEW, SAME, SAME, FEWER, FEW)}  # B hides to keep E and F hidden
    assert study.written.smallest == "msoa"


def test_a_planted_place_is_found_and_named_only_then(case):
    calls = case.tables["ambulance"]
    study = study_of(case, "sna")
    offences, _ = pick_offences(study.now, FIRST.date(), LAST.date(), member_at=study.profile.nte.member_at)
    usual = offences["area"].map(case.areas["msoa"]).value_counts()
    planted = usual.index[5]
    area = case.areas.index[case.areas["msoa"] == planted][0]
    fair = offences[["area"]].assign(date=offences["night"].dt.tz_localize("Europe/London"), n=2)
    before, _ = pick_offences(study.earlier, *study.before, member_at=study.profile.nte.member_at)
    fair = pd.concat([fair, before[["area"]].assign(date=before["night"].dt.tz_localize("Europe/London"), n=2)])
    ends = pd.DataFrame({"area": area, "date": calls["date"].iloc[[0, -1]].to_numpy(), "n": 1}).astype(calls.dtypes)
    fair = pd.concat([fair, ends], ignore_index=True)[["date", "area", "n"]]
    even, section = write(partners, with_calls(case, fair), name="sna")
    assert set(table(even, "partners_places")["told"]) <= {SAME, FEW}
    assert not section.findings
    assert "none can be told from all the others" in texts(section)
    more = fair[fair["area"].map(case.areas["msoa"]) == planted]
    odd, section = write(partners, with_calls(case, pd.concat([fair, more, more, more], ignore_index=True)), name="sna")
    told = table(odd, "partners_places")["told"]
    assert told[told == MORE].index.tolist() == [planted]
    assert [finding.name for finding in section.findings] == ["partners.more_calls"]
    assert table(odd, "partners_places").loc[planted, "place"] in texts(section)


def test_sources_are_compared_by_hand_and_hold_the_false_discoveries():
    calls, offences = pd.Series([30, 10, 20, 0]), pd.Series([10, 30, 20, 0])
    found = compare_sources(calls, offences)
    for at, (c, o) in enumerate(zip([30, 10, 20], [10, 30, 20], strict=True)):
        other = stats.contingency.odds_ratio([[c, o], [60 - c, 60 - o]])
        ends = [other.statistic, *other.confidence_interval(0.95)]
        assert found.loc[at, ["ratio", "low", "high"]].tolist() == pytest.approx(ends)
    assert stats.fisher_exact([[30, 10], [30, 50]]).pvalue * 4 / 2 == pytest.approx(found["q"][0])
    assert found["told"].tolist() == [MORE, FEWER, SAME, FEW]
    none = compare_sources(calls, offences * 0).loc[0]
    assert np.isnan(none["ratio"])
    assert (none["low"], none["high"], none["told"]) == (0, np.inf, FEW)
    sides = pd.Series(["fewer calls", "both", "none", "both"])
    assert compare_sources(calls, offences, sides=sides)["told"].tolist() == [SAME, FEWER, FEW, FEW]
    with pytest.raises(SchemaError):
        compare_sources(calls - 5, offences)
    rng = np.random.default_rng(7)
    size = np.repeat([3, 10, 40, 150], 6)
    false = sum(
        compare_sources(pd.Series(rng.poisson(1.5 * size)), pd.Series(rng.poisson(size)))["told"]
        .isin([MORE, FEWER])
        .any()
        for _ in range(60)
    )
    assert false <= 8  # any place at all in 5% of sets; 9 of 60 would come once in three hundred


def test_the_young_are_the_sums_of_the_ages(made, case):
    study, section = made
    young, ages = table(study, "partners_young"), table(study, "victims_ages")
    under = ["0-9", "10-15", "16-17", "18-24"]
    assert young.loc["victims|under 25", "n"] == ages.loc[under, ["female", "male", "other"]].sum(axis=None)
    assert young.loc["victims|under 25", "known"] + ages.loc[
        "Age not recorded", ["female", "male", "other"]
    ].sum() == len(study.now)
    people = case.tables["population"]
    lived = people.loc[people["age_band"].isin(under), "n"].sum()
    row = young.loc["suspects|under 25"]
    assert row["residents"] == lived
    assert row["rate"] == pytest.approx(1000 * row["n"] / lived)
    assert "under 25" in texts(section)


def test_what_is_missing_is_told_and_every_sentence_is_said(made, case):
    calls = case.tables["ambulance"]
    date = calls["date"].dt.tz_localize(None)
    sections = [made[1]]
    kinds = {
        "gets no ambulance calls": [None, calls.iloc[:0], calls.assign(n=pd.array([pd.NA] * len(calls), "Int64"))],
        "do not reach over the whole period before": [calls[date >= pd.Timestamp("2020-12-01")]],
        "do not reach over the whole period, so": [calls[date >= pd.Timestamp("2021-12-01")]],
    }
    for words, tables in kinds.items():
        for one in tables:
            study, section = write(partners, with_calls(case, one), name="sna")
            assert words in texts(section)
            assert "partners_places" not in study.book.entries or "period before" in words
            assert not section.findings
            sections.append(section)
    study, section = write(partners, replace(bare(case), tables={"ambulance": calls}), name="sna")
    assert "names no larger areas" in texts(section)
    sections.append(section)
    wild = calls.assign(n=calls["n"].where((date < pd.Timestamp("2022-02-01")) | (date > LAST), 40))
    wild.loc[wild.index[date >= FIRST][:3], "area"] = pd.NA
    sections.append(write(partners, with_calls(case, wild), name="sna")[1])
    sections.append(write(partners, with_calls(case, calls.assign(area="none of ours")), name="sna")[1])
    assert "No place has enough calls" in texts(sections[-1])
    study = study_of(replace(case, tables={"ambulance": calls}), "sna")
    victims.write(study)
    suspects.write(study)
    sections.append(partners.write(study))
    assert "residents by age are not in the data" in texts(sections[-1])
    left = {name for name, _ in unsaid("partners", *sections)}
    planted = {"partners.again", "partners.none_out"} | {f"partners.{name}" for name in (
        "where", "found", "sure", "so_what", "recommend", "by_when", "how_known")}  # fmt: skip
    assert left <= planted  # said where a place is planted, above


def test_a_row_without_a_day_is_no_call():
    calls = pd.DataFrame({"date": pd.to_datetime(["2021-04-01", None, "2021-04-02"]).tz_localize("Europe/London"),
                          "area": ["a", "a", "b"], "n": [1, 5, 2]})  # fmt: skip
    assert pick_calls(calls, FIRST.date(), FIRST.date())["n"].tolist() == [1]
