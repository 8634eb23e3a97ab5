"""Changes told: the E-test, the false discovery rate, and words that never say more."""

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.rates import test_poisson_2indep as poisson_test

from vawg_geo.measures.hotspot_types import CHANGE_COLUMNS
from vawg_geo.measures.place_changes import ChangeRow, change_text, compare_years

pytestmark = pytest.mark.methods("8")
BEFORE = pd.Series({"a": 40, "b": 12, "c": 20, "d": 3, "e": 0})
AFTER = pd.Series({"a": 80, "b": 9, "c": 26, "d": 6, "e": 0})
NAMES = pd.Series({code: f"Place {code}" for code in BEFORE.index})


@pytest.fixture(scope="module")
def changes():
    return compare_years(BEFORE, AFTER, NAMES, nights=(365, 365))


def test_shape(changes):
    assert tuple(changes.columns) == CHANGE_COLUMNS
    assert list(changes.index) == ["all", *BEFORE.index]
    assert changes.loc["all", ["before", "after"]].tolist() == [75, 121]


def test_against_statsmodels(changes):
    p = [poisson_test(AFTER[c], 365, BEFORE[c], 365, method="etest").pvalue for c in "abc"]
    assert changes.loc[list("abc"), "p"].to_numpy() == pytest.approx(p, abs=1e-6)
    assert changes.loc[list("abc"), "q"].to_numpy() == pytest.approx(multipletests(p, method="fdr_bh")[1], abs=1e-6)
    assert changes.loc["all", "q"] == changes.loc["all", "p"]


def test_few_are_not_tested(changes):
    assert changes.loc[["d", "e"], ["p", "q"]].isna().all(axis=None)
    assert changes["told"].to_dict() == {"all": True, "a": True, "b": False, "c": False, "d": False, "e": False}


def test_words(changes):
    assert changes.loc["a", "text"].startswith("higher, from 40 to 80 (")  # no percentage on a base of 40
    assert changes.loc["b", "text"] == "from 12 to 9: no change we can distinguish from chance"
    assert changes.loc["d", "text"] == "from 3 to 6: too few to tell"
    assert changes.loc["all", "text"].startswith("higher, from 75 to 121, 61 % (")


def test_lower():
    text = change_text(ChangeRow(80, 30, 0.375, 0.24, 0.58, 1e-6, told=True))
    assert text == "lower, from 80 to 30, 62 % (0.24 to 0.58 times as many a night, 95 % interval)"


def test_a_small_ratio_is_not_nought():
    assert "(under 0.01 to 0.21 times" in change_text(ChangeRow(29, 1, 0.034, 0.0008, 0.208, 1e-8, told=True))


@pytest.mark.parametrize(("low", "text"), [(1.002, "1.002"), (1.04, "1.04"), (1.26, "1.3"), (0.998, "0.998")])
def test_an_interval_that_leaves_out_one_is_not_written_as_if_it_held_it(low, text):
    assert f"({text} to " in change_text(ChangeRow(1047, 1142, 1.09, low, 1.19, 0.04, told=True))


def test_nothing_is_told_against_its_own_interval():
    """1,000 to 1,090: the test says .049, the exact interval reaches below 1."""
    before, after = (pd.Series([n], index=["a"]) for n in (1000, 1090))
    row = compare_years(before, after, pd.Series(["A"], index=["a"]), nights=(365, 365)).loc["all"]
    assert row["p"] < 0.05
    assert row["low"] < 1
    assert row["text"] == "from 1000 to 1090: no change we can distinguish from chance"


def test_no_interval_on_a_base_of_a_few():
    assert change_text(ChangeRow(1, 62, 62.0, 10.7, 2488, 1e-17, told=True)) == "higher, from 1 to 62"


def test_a_year_that_is_not_held_is_no_rise():
    changes = compare_years(BEFORE * 0, AFTER, NAMES, nights=(0, 365))
    assert not changes["told"].any()
    assert changes["p"].isna().all()
    assert changes["text"].str.startswith("cannot say").all()


def test_noise_is_seldom_told():
    rng = np.random.default_rng(5)
    codes = [f"A{i}" for i in range(60)]
    told = 0
    for _ in range(20):
        before, after = (pd.Series(rng.poisson(12, 60), index=codes) for _ in range(2))
        told += compare_years(before, after, before.astype(str), nights=(365, 365))["told"].iloc[1:].any()
    assert told <= 4
