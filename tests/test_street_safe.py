"""Street Safe counted: hand sums, an independent count, campaigns, partners, and the planted place of fear."""

from collections import Counter
from datetime import date

import numpy as np
import pandas as pd
import pytest

from vawg_geo.base.errors import ProfileError
from vawg_geo.base.facts import street_safe_table
from vawg_geo.base.periods import LONDON
from vawg_geo.measures.fear import classify_fear
from vawg_geo.measures.rates import smooth_rates
from vawg_geo.measures.street_safe import (
    NO_REASON,
    OTHER_WORDS,
    UNKNOWN,
    count_by_month,
    count_reasons,
    count_respondents,
    count_when,
    reports_between,
)  # fmt: skip
from vawg_geo.measures.street_safe_campaigns import DURING, OUTSIDE, compare_campaigns, street_safe_campaigns
from vawg_geo.measures.street_safe_places import (
    compare_fear,
    count_classed,
    count_partners,
    in_public,
    list_parted,
    rank_places,
)  # fmt: skip
from vawg_geo.publishing.street_safe_partners import FILE, street_safe_partners

pytestmark = pytest.mark.methods("4", "8", "11")
FIRST, LAST = date(2021, 4, 1), date(2022, 3, 31)


def made(reasons, **columns):
    return pd.DataFrame({"reasons": reasons, **columns})


def test_a_report_counts_once_a_reason_and_none_is_lost():
    reports = made(["badly_lit;followed", "badly_lit; badly_lit", "", None, "aliens", "badly_lit|aliens"],
                   when=["night", "Day", "night", None, "dusk", "night"])  # fmt: skip
    got = count_reasons(reports).set_index("reason")
    assert got.loc["Badly lit", ["n", "of", "night", "day", "unknown"]].tolist() == [3, 6, 2, 1, 0]
    assert got.loc[OTHER_WORDS, ["n", "night", "unknown"]].tolist() == [2, 1, 1]
    assert got.loc[NO_REASON, ["n", "night", "unknown"]].tolist() == [2, 1, 1]
    assert len(got) == len(street_safe_table()) + 2
    assert got.index[:2].tolist() == ["Badly lit", street_safe_table().loc["followed", "label"]]
    when = count_when(reports).set_index("when")
    assert when["n"].to_dict() == {"night": 3, "day": 1, UNKNOWN: 2}
    assert when.loc["night", "share"] == pytest.approx(3 / 4)


def test_reasons_agree_with_a_count_by_hand(case):
    reports = case.tables["street_safe"]
    by_hand = Counter(key for text in reports["reasons"].dropna() for key in set(text.split(";")))
    got = count_reasons(reports).set_index("key")["n"]
    assert {key: got[key] for key in by_hand} == dict(by_hand)
    assert got.sum() == sum(by_hand.values())
    assert count_when(reports)["n"].sum() == len(reports)


def test_days_are_londons_and_both_ends_belong():
    times = pd.to_datetime(["2021-03-31 23:30", "2021-04-01 00:00", "2022-03-31 23:59", "2022-04-01 00:00"])
    reports = made(["", "", "", ""], reported_on=times.tz_localize(LONDON))
    assert reports_between(reports, FIRST, LAST).index.tolist() == [1, 2]
    months = pd.Index(["2021-03", "2021-04", "2022-03", "2022-04"])
    assert count_by_month(reports, months).tolist() == [1, 1, 1, 1]


def test_respondents_stand_beside_residents_of_the_same_ages():
    reports = made([""] * 5, respondent_sex=["F", "F", "M", "", "F"], age_band=["18-24", "55+", "18-24", "18-24", None])
    people = pd.DataFrame(
        {"sex": ["F", "F", "F", "M", "M", "F"], "n": [10, 20, 30, 25, 5, 99],
         "age_band": ["18-24", "55-64", "65+", "18-24", "55+", "0-9"]}
    )  # fmt: skip
    got = count_respondents(reports, people).set_index("group")
    assert got.loc["Women and girls, 18-24", ["n", "of", "residents"]].tolist() == [1, 3, 10]
    assert got.loc["Women and girls, 55+", "residents"] == 50
    assert got.loc["Women and girls, 55+", "ratio"] == pytest.approx((1 / 3) / (50 / 90))
    assert got.loc["Sex or age not recorded", ["n", "of"]].tolist() == [2, 5]
    assert got["n"].sum() == len(reports)
    assert count_respondents(reports, None)["ratio"].isna().all()
    assert count_respondents(made(["", ""]), people)["n"].tolist() == [2]


def test_campaign_days_count_once_and_the_ratio_is_of_rates():
    calendar = pd.DataFrame(
        {
            "date": pd.to_datetime(["2021-03-01", "2021-04-05", "2021-05-01", "2021-04-01"]).tz_localize(LONDON),
            "until": pd.to_datetime(["2021-04-10", None, None, "2021-06-30"]).tz_localize(LONDON),
            "kind": ["campaign", "campaign", "fair", "campaign"],
            "name": ["Street Safe: spring", "Street safe day", "Street Safe fair", "Ask for Angela"],
        }
    )
    first, last = date(2021, 4, 1), date(2021, 4, 30)
    found = street_safe_campaigns(calendar, first, last)
    assert found["name"].tolist() == ["Street Safe: spring", "Street safe day"]
    assert found["first"].dt.day.tolist() == [1, 5]
    days = ["2021-04-01"] * 6 + ["2021-04-20"] * 3
    got = compare_campaigns(made([""] * 9, reported_on=pd.to_datetime(days)), found, first, last).set_index("when")
    assert got["days"].to_dict() == {DURING: 10, OUTSIDE: 20}
    assert got["n"].to_dict() == {DURING: 6, OUTSIDE: 3}
    assert got.loc[DURING, "ratio"] == pytest.approx((6 / 10) / (3 / 20))
    assert got.loc[DURING, "low"] < 4 < got.loc[DURING, "high"]
    nothing = street_safe_campaigns(None, first, last)
    assert (
        compare_campaigns(made([]).assign(reported_on=pd.to_datetime([])), nothing, first, last)["ratio"].isna().all()
    )


def test_fear_and_record_are_those_of_classify_fear(case):
    reports = reports_between(case.tables["street_safe"], date(2020, 4, 1), LAST)
    places = case.areas.index
    offences = case.incidents.assign(recent=True)
    got = compare_fear(reports, in_public(offences), places)
    n = {name: np.array([int((t["area"] == code).sum()) for code in places[:40]])
         for name, t in (("reports", reports), ("offences", in_public(offences)))}  # fmt: skip
    for name, counts in n.items():
        assert got[name].iloc[:40].tolist() == counts.tolist()
    expected = classify_fear(got["reports"], got["offences"])
    assert got[expected.columns.tolist()].equals(expected)
    rate = smooth_rates(pd.DataFrame({"n": got["reports"], "population": 1.0}), per=1)
    assert np.allclose(got["expected_reports"], rate)
    classed = count_classed(got)
    assert classed["n"].sum() == len(places)
    assert classed["reports"].sum() == reports["area"].notna().sum()
    listed = list_parted(got, "both", most=3)
    assert len(listed) == 3
    assert listed["p"].is_monotonic_decreasing


def test_the_planted_place_of_fear_leads_the_places_with_hardly_an_offence(case, truth):
    reports = reports_between(case.tables["street_safe"], date(2020, 4, 1), LAST)
    inside = in_public(case.incidents.assign(recent=True))
    assert set(inside["space"]) == {"public"}
    assert set(inside["located"]) == {"placed"}
    ranked = rank_places(reports, inside.iloc[:0], least=5)
    assert ranked["reports"].is_monotonic_decreasing
    assert ranked["reports"].min() >= 5
    assert truth.fear_only in ranked.index[:4]


def test_a_report_counts_once_a_partner():
    partners = pd.Series({"badly_lit": "Highways", "poor_layout": "Highways", "followed": "Police"})
    reports = made(["badly_lit;poor_layout", "badly_lit", "followed", "rundown", ""], area=["A", "A", "A", "A", None])
    got = count_partners(reports, partners).set_index(["area", "partner"])
    assert got["n"].to_dict() == {("", "Highways"): 2, ("", "Police"): 1, ("A", "Highways"): 2, ("A", "Police"): 1}
    assert got.loc[("A", "Highways"), "key"] == "badly_lit"


def test_every_reason_of_the_form_has_a_partner():
    partners = street_safe_partners()
    assert set(street_safe_table().index) <= set(partners.index)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("key,partner\nbadly_lit,Us\n", "columns"),
        ("key,partner,ask\nbadly_lit,Us,mend\naliens,Us,mend\n", "row 3"),
        ("key,partner,ask\nbadly_lit,Us,mend\nbadly_lit,Us,mend\n", "2 rows break this, the first is row 2"),
        ("key,partner,ask\nbadly_lit,,mend\n", "row 2"),
    ],
)
def test_a_forces_own_list_replaces_the_shipped_one_or_is_refused(tmp_path, text, words):
    own = tmp_path / FILE
    own.write_text("key,partner,ask\nbadly_lit,Parish council,mend\n", encoding="utf-8")
    assert street_safe_partners(tmp_path)["partner"].to_dict() == {"badly_lit": "Parish council"}
    own.write_text(text, encoding="utf-8")
    with pytest.raises(ProfileError, match=words) as caught:
        street_safe_partners(tmp_path)
    assert "aliens" not in str(caught.value)
