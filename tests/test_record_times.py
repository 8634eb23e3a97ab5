"""How records carry their times: kinds that sum to all, delays by hand."""

import numpy as np
import pandas as pd
import pytest

from vawg_geo.base.errors import SchemaError
from vawg_geo.measures.record_times import count_rounded, measure_delay

pytestmark = pytest.mark.methods(3)


def began(*clocks):
    return pd.DataFrame(
        {"occurred_from": pd.to_datetime([f"2022-06-01 {c}" for c in clocks]).tz_localize("Europe/London")}
    )


def test_every_clock_time_has_one_kind():
    kinds = count_rounded(began("00:00", "03:00", "12:30", "00:30", "07:05", "07:50", "07:51")).set_index("kind")
    assert kinds["n"].to_dict() == {"exactly midnight": 1, "another full hour": 1, "a half hour": 2,
                                    "another five minutes": 2, "any other minute": 1}  # fmt: skip
    assert kinds["share"].sum() == pytest.approx(1)


def test_what_nobody_rounded_gives_is_the_share_of_the_days_minutes():
    day = pd.date_range("2022-06-01", periods=1440, freq="min", tz="Europe/London")
    kinds = count_rounded(pd.DataFrame({"occurred_from": day}))
    assert kinds["share"].tolist() == pytest.approx(kinds["chance"].tolist())
    assert count_rounded(began()).fillna(0)["n"].sum() == 0


def test_a_delay_is_counted_from_the_offences_end():
    days = np.array([-3, 0, 1, 1.5, 7, 40, 400])
    end = pd.Timestamp("2021-01-01", tz="Europe/London")
    rows = pd.DataFrame({"occurred_to": end, "recorded_on": end + pd.to_timedelta(days, unit="D")})
    delay = measure_delay(rows, pd.Series("all", index=rows.index)).loc["all"]
    waited = np.maximum(days, 0)
    assert delay["median"] == np.median(waited)
    for most in (1, 7, 30, 365):
        assert delay[f"within_{most}"] == pytest.approx(np.mean(waited <= most))
    assert delay["later"] == pytest.approx(1 / 7)
    with pytest.raises(SchemaError, match="recorded_on"):
        measure_delay(rows[["occurred_to"]], pd.Series("all", index=rows.index))
