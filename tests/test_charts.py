"""control_limits: METHODS 8's worked values, formulas by hand, Anhoej's signals, false alarms."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vawg_geo.base.errors import SchemaError
from vawg_geo.measures.charts import control_limits, fewest_crossings, longest_run

pytestmark = pytest.mark.methods("8")
COUNTS = pd.Series([12, 15, 9, 22, 18, 30, 11, 16, 14, 25, 20, 13], index=[f"m{i:02d}" for i in range(12)])


def test_worked_values():
    laney = control_limits(COUNTS, chart="u'", sizes=1000).iloc[0]
    plain = control_limits(COUNTS, chart="u", sizes=1000).iloc[0]
    assert laney["centre"] == pytest.approx(0.0170833, abs=5e-8)
    assert laney["high"] == pytest.approx(0.0381181, abs=5e-8)
    assert (laney["high"] - laney["centre"]) / (plain["high"] - plain["centre"]) == pytest.approx(1.6964, abs=5e-5)
    single = control_limits(COUNTS, chart="xmr").iloc[0]
    assert single[["centre", "high", "low"]].astype(float).round(3).tolist()[0] == 17.083
    assert [round(single["high"], 2), round(single["low"], 2)] == [38.12, -3.95]


def test_c_and_p_by_hand():
    c = control_limits(COUNTS, chart="c")
    assert np.allclose(c["high"], 205 / 12 + 3 * np.sqrt(205 / 12))
    sizes = pd.Series(np.arange(40, 52), index=COUNTS.index)
    p = control_limits(COUNTS, chart="p", sizes=sizes[::-1])
    share = 205 / sizes.sum()
    assert np.allclose(p["high"], share + 3 * np.sqrt(share * (1 - share) / sizes))
    assert np.allclose(p["value"], COUNTS / sizes)


@given(st.lists(st.integers(0, 30), min_size=1, max_size=30), st.integers(31, 60))
def test_laws(counts, size):
    series = pd.Series(counts)
    kept = series.copy()
    for chart in ("c", "u", "p", "u'", "p'", "xmr"):
        options = {"sizes": size} if chart[0] in "up" else {}
        table = control_limits(series, chart=chart, **options)
        assert table.index.equals(series.index)
        assert (table["low"] <= table["centre"] + 1e-12).all()
        assert (table["centre"] <= table["high"] + 1e-12).all()
        assert chart == "xmr" or (table["low"] >= 0).all()
        outside = (table["value"] > table["high"]) | (table["value"] < table["low"])
        assert (table["signal"].str.contains("limit") == outside).all()
    pd.testing.assert_series_equal(series, kept)


def test_baseline_is_frozen_at_24():
    series = pd.Series([10, 12] * 12 + [60] * 6)
    table = control_limits(series, chart="c")
    assert (table["centre"] == 11).all()
    assert (table["signal"].iloc[24:] != "").all()
    assert control_limits(series, chart="c", baseline=30)["centre"].iloc[0] == series.mean()


def test_signals():
    run = control_limits(pd.Series([10, 12] * 8 + [12] * 9), chart="c", baseline=16)["signal"]
    assert (run.iloc[-9:].str.contains("run of 10 above")).all()
    assert run.iloc[0] == ""
    few = control_limits(pd.Series([9.0] * 6 + [11.0] * 6), chart="xmr")["signal"]
    assert few.iloc[-1].endswith("only 1 crossings of the centre")
    low = control_limits(pd.Series([100] * 6 + [20]), chart="c", baseline=6)["signal"]
    assert low.iloc[-1].startswith("below the lower limit")
    assert (control_limits(COUNTS * 0, chart="c")["signal"] == "").all()


def test_limits_of_runs_are_as_published():
    assert [longest_run(n) for n in (10, 24, 100)] == [6, 8, 10]
    assert [fewest_crossings(n) for n in (10, 24, 100)] == [2, 8, 41]


def test_a_steady_process_rarely_signals():
    rng = np.random.default_rng(0)
    runs = [control_limits(pd.Series(rng.poisson(40, 24)), chart="c")["signal"] for _ in range(300)]
    assert np.mean([(signal != "").any() for signal in runs]) < 0.2  # each of the three rules about one in twenty


def test_no_points_no_limits():
    assert control_limits(COUNTS.head(0), chart="c").empty


@pytest.mark.parametrize(
    ("series", "options", "words"),
    [
        (COUNTS, {"chart": "np"}, "chart must"),
        (COUNTS, {"chart": "u"}, "needs sizes"),
        (COUNTS, {"chart": "c", "sizes": 9}, "takes no sizes"),
        (COUNTS, {"chart": "p", "sizes": 20}, "exceed its size: 3"),
        (COUNTS, {"chart": "u", "sizes": 0}, "above 0"),
        (-COUNTS, {"chart": "c"}, "at least 0"),
        (COUNTS, {"chart": "c", "baseline": 13}, "baseline"),
        (COUNTS, {"chart": "c", "baseline": 1}, "baseline"),
        (COUNTS.where(COUNTS < 30), {"chart": "xmr"}, "finite"),
        ([1, 2], {"chart": "c"}, "Series"),
    ],
)
def test_refusals(series, options, words):
    with pytest.raises(SchemaError, match=words):
        control_limits(series, **options)
