"""Two periods on comparable units: sums agree by hand, a planted change is told, chance is not."""

from dataclasses import replace

import numpy as np
import open_made as made
import pandas as pd
import pytest
from statsmodels.stats.multitest import multipletests

from vawg_geo.base.errors import PeriodError
from vawg_geo.base.profile import read_profile
from vawg_geo.measures.change import compare_counts
from vawg_geo.measures.periods_compared import MIN_OFFENCES, compare_periods

pytestmark = pytest.mark.methods("7", "8")
PROFILE = replace(read_profile("open_data_compare"), compare_years=1)
BEFORE, AFTER = made.months("2021-01", 3), made.months("2022-01", 3)


@pytest.fixture(scope="module")
def counts():
    both = made.steady("2021-01", 3, level=6, seed=1) | made.steady("2022-01", 3, level=6, seed=2)
    return both | {(m, "E01000002"): 60 for m in AFTER} | {(m, "E01000001"): 0 for m in BEFORE + AFTER}


@pytest.fixture(scope="module")
def compared(counts):
    return compare_periods(made.incidents(counts), made.areas(), month="2022-03", profile=PROFILE)


def test_counts_are_sums_of_the_periods(counts, compared):
    for area, row in compared.changes.iterrows():
        assert row["before"] == sum(counts[m, area] for m in BEFORE)
        assert row["after"] == sum(counts[m, area] for m in AFTER)
    assert compared.whole["before"] == compared.changes["before"].sum()
    assert compared.flow["n"].iloc[0] == compared.flow["n"].iloc[1:].sum()


def test_the_planted_change_is_told_and_chance_is_not(compared):
    assert list(compared.changes.index[compared.changes["told"]]) == ["E01000002"]
    assert not compared.changes.loc["E01000001", "tested"]
    assert compared.changes.loc["E01000001", "q"] != compared.changes.loc["E01000001", "q"]


@pytest.mark.parametrize(("before", "after", "told"), [(160, 0, False), (0, 0, True), (0, 50, True), (400, 0, False)])
def test_a_change_is_told_only_with_and_without_what_was_left_out(counts, before, after, told):
    """A hospital's point that is named one in one period alone moves offences, not crime."""
    left_out = {(BEFORE[0], "E01000002"): before, (AFTER[0], "E01000002"): after}
    table = pd.concat([made.incidents(counts), made.incidents(left_out, located="default_point")])
    row = compare_periods(table, made.areas(), month="2022-03", profile=PROFILE).changes.loc["E01000002"]
    seen = [row[name] + left for name, left in (("before", before), ("after", after))]
    apart = compare_counts(*seen)["p"].iloc[0] if seen[1] > seen[0] else 1.0
    assert (row["left_out_before"], row["left_out_after"], row["told"]) == (before, after, told)
    assert row["p"] == max(compare_counts(row["before"], row["after"])["p"].iloc[0], apart)


def test_q_is_benjamini_hochberg_over_the_tested_units(compared):
    tested = compared.changes[compared.changes["tested"]]
    assert (tested[["before", "after"]].sum(axis=1) >= MIN_OFFENCES).all()
    np.testing.assert_allclose(tested["q"], multipletests(tested["p"], method="fdr_bh")[1])


def test_a_period_that_is_not_whole_is_refused(counts):
    gap = {k: n for k, n in counts.items() if k[0] != "2021-02"}
    with pytest.raises(PeriodError, match="in 2021-02; both periods must be whole"):
        compare_periods(made.incidents(gap), made.areas(), month="2022-03", profile=PROFILE)


@pytest.mark.real
def test_the_split_hot_spot_is_one_unit(data, open_force):
    """E01032797 (2011) and E01035515 + E01035517 (2021): not one vanished and two new."""
    import vawg_geo as vg

    case = vg.load_case(open_force, month="2024-03").on_units()
    product = read_profile("open_data_compare")
    found = vg.compare_periods(case.incidents, case.areas, month="2024-03", profile=product)
    unit = found.changes.loc["E01035515+E01035517"]
    raw = pd.concat(pd.read_csv(f) for y in (2022, 2024) for f in data.glob(f"police_uk/street/{y}-0[123]-*.csv"))
    own = raw[raw["Crime type"].eq(made.CATEGORY) & ~raw["Location"].str.contains("Prison|Hospital|Police Station")]
    by_code = own.groupby([own["Month"].str[:4], "LSOA code"]).size()
    assert unit["before"] == by_code["2022", "E01032797"]
    assert unit["after"] == by_code["2024", "E01035515"] + by_code["2024", "E01035517"]
    assert not {"E01032797", "E01035515", "E01035517"} & set(found.changes.index)
    assert found.flow["n"].iloc[0] == found.flow["n"].iloc[1:].sum() == case.ledger["used"].sum()
