"""Scores taken apart: the parts sum to the score, and no kind of fewer than 3 is named."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vawg_geo.base.periods import Month
from vawg_geo.base.profile import read_profile
from vawg_geo.measures.contributions import ALL_KINDS, DRAWN, OTHER, explain_scores
from vawg_geo.measures.origins import Standing, yearly_factor

pytestmark = pytest.mark.methods("4", "5", "12")

MONTH = Month(2022, 3)
PROFILE = read_profile("nte_monthly")


def standing(rows, areas="ABCDEF"):
    """Rows of area, strand, harm, days before the month's end."""
    table = pd.DataFrame(rows, columns=["area", "strand", "harm", "back"])
    night = pd.Timestamp(MONTH.last) - pd.to_timedelta(table["back"].astype(int), unit="D")
    members = pd.DataFrame(
        {
            "area": table["area"].astype("str"),
            "strand": table["strand"].astype("str"),
            "harm": table["harm"].astype("float64"),
            "night": night,
            "occurred_to": night.dt.tz_localize("Europe/London"),
        }
    )
    return Standing(members, pd.DataFrame(index=pd.Index(list(areas), name="code")), PROFILE)


def made(seed=0, n=120):
    rng = np.random.default_rng(seed)
    strands = {"rape": 2_952.94, "assault": 13.51, "threats": 275.0, "unweighed": np.nan}
    kinds = rng.choice(list(strands), n, p=[0.05, 0.6, 0.3, 0.05])
    places = rng.choice(list("AAABBC"), n - 3)
    return standing(zip([*places, *"DDE"], kinds, [strands[k] for k in kinds], rng.integers(0, 1_000, n), strict=True))


@pytest.mark.parametrize("seed", range(3))
def test_the_parts_sum_to_the_score(seed):
    given_ = made(seed)
    explained = explain_scores(given_, MONTH, months=36)
    scores = given_.harm(given_.evidence(MONTH), MONTH)
    yearly = yearly_factor(evidence_months=36, half_life_days=365)
    pd.testing.assert_series_equal(explained.shrinkage["shrunk_harm"], scores["shrunk_harm"] * yearly)
    pd.testing.assert_series_equal(explained.shrinkage["expected_n"], scores["expected_n"] * yearly)
    assert explained.shrinkage["rank"].tolist() == scores["rank"].tolist()
    sums = explained.contributions.groupby("area")["adds"].sum()
    told = list("ABCF")  # D and E have one or two offences
    assert sums[told].to_numpy() == pytest.approx(explained.shrinkage.loc[told, "shrunk_harm"].to_numpy())
    counts = explained.contributions.groupby("area")["n"].sum()
    assert counts.tolist() == explained.shrinkage["n"].tolist()


def test_by_hand():
    rows = [("A", "assault", 10.0, 0)] * 4 + [("A", "rape", 1_000.0, 400)] * 3 + [("B", "assault", 10.0, 0)] * 3
    found = explain_scores(standing(rows, "AB"), MONTH, months=36)
    table = found.contributions.set_index(["area", "period", "kind"])
    assert table.loc[("A", "2021-04..2022-03", "assault"), "n"] == 4
    rape = table.loc[("A", "2020-04..2021-03", "rape")]
    assert (rape["n"], rape["mean_weight"]) == (3, 1_000.0)
    assert rape["n_faded"] == pytest.approx(3 * 0.5 ** ((401 - 1 / 24) / 365))  # the clock went forward
    own = found.shrinkage.loc["A"]
    harm, known = 4 * 10 * 0.5 ** (1 / 365) + 1_000 * rape["n_faded"], own["n_faded"]
    k_harm = 15 * own["mean_harm"]
    assert own["shrunk_harm"] == pytest.approx(own["expected_n"] * (harm + k_harm) / (known + 15))
    assert rape["adds"] == pytest.approx(own["shrunk_harm"] * 1_000 * rape["n_faded"] / (harm + k_harm))


def test_two_offences_are_neither_named_nor_weighed():
    found = explain_scores(
        standing([("A", "rape", 1_000.0, 3)] * 2 + [("B", "assault", 10.0, 3)] * 9), MONTH, months=36
    )
    rows = found.contributions[found.contributions["area"] == "A"]
    assert rows["kind"].tolist() == [ALL_KINDS, DRAWN]
    assert rows["n"].tolist()[0] == 2
    assert rows[["n_faded", "mean_weight", "adds"]].isna().all(axis=None)
    assert np.isnan(found.shrinkage.loc["A", "own_mean"])


cells = st.lists(st.tuples(st.sampled_from("AB"), st.sampled_from("wxyz"), st.sampled_from([0, 400, 800])), max_size=40)


@settings(max_examples=60)
@given(cells)
def test_no_cell_holds_fewer_than_three(rows):
    found = explain_scores(standing([(a, s, 10.0, b) for a, s, b in rows], "AB"), MONTH, months=36).contributions
    shown = found[(found["kind"] != ALL_KINDS) & (found["kind"] != DRAWN)]
    assert (shown["n"] >= 3).all()
    for area in "AB":
        own = [row for row in rows if row[0] == area]
        mine = found[(found["area"] == area) & found["n"].notna()]
        assert mine["n"].sum() == len(own)
        assert set(mine["kind"]) <= {*"wxyz", OTHER, ALL_KINDS}
        assert (ALL_KINDS in set(mine["kind"])) == (0 < len(own) < 3)


def test_the_order_of_rows_changes_nothing():
    one = made(1)
    other = replace(one, members=one.members.sample(frac=1, random_state=0))
    for name in ("contributions", "shrinkage"):
        left, right = (getattr(explain_scores(s, MONTH, months=36), name) for s in (one, other))
        pd.testing.assert_frame_equal(left, right)


def test_within_strata_each_place_is_drawn_towards_its_own_kind():
    strata = pd.Series(["city"] * 3 + ["town"] * 3, index=list("ABCDEF"))
    found = explain_scores(replace(made(2), strata=strata), MONTH, months=36).shrinkage
    assert found["stratum"].tolist() == strata.tolist()
    assert found.groupby("stratum")["mean_harm"].nunique().tolist() == [1, 1]


def test_nothing_happened():
    found = explain_scores(standing([], "AB"), MONTH, months=36)
    assert found.contributions["kind"].tolist() == [DRAWN, DRAWN]
    assert found.contributions["adds"].tolist() == [0, 0]


def test_the_county_adds_up(found):
    explained = found.explained
    few = explained.shrinkage["n"].between(1, 2)
    sums = explained.contributions.groupby("area")["adds"].sum()[~few]
    assert sums.to_numpy() == pytest.approx(found.scores.loc[sums.index, "shrunk_harm"].to_numpy())
    assert (explained.shrinkage["rank"] == found.scores["rank"]).all()
