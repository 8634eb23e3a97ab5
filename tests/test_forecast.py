"""Expected ranges: statsmodels' own maximum likelihood, coverage by simulation, and when it cannot say."""

import numpy as np
import pandas as pd
import pytest

from vawg_geo.base.errors import PeriodError, SchemaError
from vawg_geo.base.periods import Month
from vawg_geo.measures import forecast as module
from vawg_geo.measures.forecast import STEADY, forecast_count, review_forecasts

pytestmark = pytest.mark.methods("8")


def months(size, first="2016-04"):
    return pd.Index([str(Month.parse(first) + i) for i in range(size)])


def make(size=72, mean=40.0, alpha=0.02, seed=0, trend=0.0):
    rng, index = np.random.default_rng(seed), months(size)
    nights = pd.Series(rng.integers(8, 11, size), index=index)
    number = np.array([Month.parse(m).number for m in index])
    mu = nights / 9 * mean * np.exp(0.2 * np.cos(number * np.pi / 6) + trend * np.arange(size) / size)
    return pd.Series(rng.negative_binomial(1 / alpha, 1 / (1 + alpha * mu)), index=index), nights, mu


def test_the_regression_agrees_with_maximum_likelihood():
    from statsmodels.discrete.discrete_model import NegativeBinomial

    n, nights, _ = make(49, alpha=0.1)
    design = module._design(n.index, each_month=False, events=pd.DataFrame(index=n.index))
    other = NegativeBinomial(n[:-1].to_numpy(), design[:-1], offset=np.log(nights[:-1].to_numpy(float))).fit(disp=0)
    mean = nights.iloc[-1] * np.exp(design[-1] @ other.params[:-1])
    got = forecast_count(n, nights, month=n.index[-1])
    assert got.expected == pytest.approx(mean, rel=0.04)
    assert got.model == module.SMOOTH
    assert got.months == 48


@pytest.mark.parametrize(("size", "mean", "alpha"), [(37, 6.0, 0.05), (37, 60.0, 0.01), (72, 30.0, 0.1)])
def test_ranges_cover(size, mean, alpha):
    inside80 = inside95 = 0
    runs = 120
    for seed in range(runs):
        n, nights, _ = make(size, mean, alpha, seed)
        got = forecast_count(n, nights, month=n.index[-1], seed=seed)
        inside80 += got.low80 <= n.iloc[-1] <= got.high80
        inside95 += got.low95 <= n.iloc[-1] <= got.high95
    assert inside80 / runs >= 0.8 - 3 * np.sqrt(0.8 * 0.2 / runs)
    assert inside95 / runs >= 0.95 - 3 * np.sqrt(0.95 * 0.05 / runs)


def with_events(seed=0, size=72):
    """Counts half as high again in months with a fair."""
    n, nights, mu = make(size, 60.0, 0.005, seed)
    rng = np.random.default_rng(seed + 1_000)
    fairs = pd.Series(rng.integers(0, 2, size), index=n.index)
    drawn = pd.Series(rng.poisson(mu * 1.5**fairs), index=n.index)
    return drawn, nights, pd.DataFrame({"fair": fairs, "once": (np.arange(size) == 5).astype(int)}, index=n.index)


def test_a_known_event_moves_the_range_and_one_that_happened_once_does_not():
    n, nights, events = with_events()
    last = n.index[-1]
    without, fair = (
        forecast_count(n, nights, month=last, events=events.assign(fair=events["fair"].where(n.index != last, k)))
        for k in (0, 1)
    )
    assert fair.expected / without.expected == pytest.approx(1.5, rel=0.1)
    assert fair.model.endswith("events (fair)")
    assert forecast_count(n, nights, month=last, events=events[["once"]]) == forecast_count(n, nights, month=last)


def test_ranges_with_events_cover_and_are_narrower():
    inside, widths, runs = 0, [], 60
    for seed in range(runs):
        n, nights, events = with_events(seed)
        got, blind = (forecast_count(n, nights, month=n.index[-1], events=e, seed=seed) for e in (events, None))
        inside += got.low80 <= n.iloc[-1] <= got.high80
        widths.append((got.high80 - got.low80) / (blind.high80 - blind.low80))
    assert inside / runs >= 0.8 - 3 * np.sqrt(0.8 * 0.2 / runs)
    assert np.mean(widths) < 0.9


def test_events_that_are_broken_are_refused():
    n, nights, events = with_events()
    with pytest.raises(PeriodError, match="events must cover every month"):
        forecast_count(n, nights, month=n.index[-1], events=events.iloc[1:])
    with pytest.raises(SchemaError, match="events"):
        forecast_count(n, nights, month=n.index[-1], events=events - 1)


def test_more_nights_mean_more_offences():
    n, nights, _ = make()
    last = n.index[-1]
    eight, ten = (forecast_count(n, nights.where(nights.index != last, k), month=last).expected for k in (8, 10))
    assert ten / eight == pytest.approx(10 / 8, rel=0.01)
    assert forecast_count(n, nights, month=last).model == module.MONTHLY


def test_the_month_itself_and_the_future_are_not_read_and_input_is_unchanged():
    n, nights, _ = make()
    kept, month = n.copy(), n.index[50]
    changed = n.copy()
    changed.iloc[50:] = 10_000
    one = forecast_count(n, nights, month=month)
    assert one == forecast_count(changed, nights, month=Month.parse(month))
    assert one == forecast_count(n[::-1], nights[::-1], month=month)
    assert one.low95 <= one.low80 <= one.expected <= one.high80 <= one.high95
    pd.testing.assert_series_equal(n, kept)


def test_too_few_months_cannot_say():
    n, nights, _ = make(24)
    got = forecast_count(n, nights, month="2018-03")
    assert np.isnan([got.expected, got.low80, got.high95]).all()
    assert got.model.startswith("cannot say")
    empty = forecast_count(n.head(0), nights, month="2018-03")
    assert empty.months == 0


def test_few_offences_take_the_steady_rate():
    n, nights, _ = make(40)
    got = forecast_count(n * 0, nights, month=n.index[-1])
    assert (got.model, got.low95, got.low80) == (module.STEADY, 0, 0)
    sparse = n * 0 + [1 if i % 4 == 0 else 0 for i in range(40)]
    assert forecast_count(sparse, nights, month=n.index[-1]).expected == pytest.approx(0.25, rel=0.3)


def test_a_month_without_any_offence_ever_falls_back():
    n, nights, _ = make(72)
    n[[m.endswith("-03") for m in n.index]] = 0
    got = forecast_count(n, nights, month="2022-03")
    assert got.model == module.SMOOTH


@pytest.mark.parametrize("history", [[0.0] * 35 + [900.0], [0.0, 0.0, 0.0, 400.0] * 9, [0.0] * 34 + [1e5, 1e6]])
def test_wild_histories_still_give_a_range(history):
    n = pd.Series(history, index=months(36))
    nights = pd.Series(9, index=months(37))
    assert np.isfinite(forecast_count(n, nights, month=nights.index[-1]).high95)


@pytest.mark.parametrize("history", [[0] * 29 + [100], [900] + [0] * 29, [5] * 30])
def test_histories_no_regression_can_fit_get_a_steady_rate(history):
    nights = pd.Series(9, index=months(31))
    said = forecast_count(pd.Series(history, index=months(30)), nights, month=nights.index[-1])
    assert said.model == STEADY
    assert said.expected == pytest.approx(np.mean(history), rel=0.05)
    assert said.low95 <= said.low80 <= said.expected <= said.high80 <= said.high95


def test_review_tells_coverage():
    n, nights, _ = make()
    review = review_forecasts(n, nights)
    assert len(review) == 12
    assert review["inside95"].mean() >= 0.7
    early = review_forecasts(n[:26], nights, months=4)
    assert early["inside80"].isna().tolist() == [True, True, False, False]


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        (lambda n, k: (n.drop(n.index[5]), k), PeriodError, "1 are missing"),
        (lambda n, k: (n, k.drop(k.index[-1])), PeriodError, "nights must cover"),
        (lambda n, k: (n, k * 0), SchemaError, "above 0"),
        (lambda n, k: (-1 - n, k), SchemaError, "at least 0"),
        (lambda n, k: (n.where(n.index != n.index[3]), k), SchemaError, "not be missing"),
        (lambda n, k: (pd.concat([n, n]), k), PeriodError, "once"),
    ],
)
def test_refusals(change, error, words):
    n, nights = change(*make(40)[:2])
    with pytest.raises(error, match=words):
        forecast_count(n, nights, month="2019-07")


def test_a_month_further_ahead_reads_the_same_months_with_its_own_season_and_trend():
    n, nights, _ = make(48)
    past = n.iloc[:45]
    near, far = (forecast_count(past, nights, month=str(n.index[45 + ahead]), ahead=ahead) for ahead in (0, 2))
    assert near == forecast_count(past, nights, month=str(n.index[45]))
    assert far.months == near.months == 45
    # statsmodels' own arithmetic is tested above; here: the same months, the far month's season and trend.
    assert far != near
    with pytest.raises(PeriodError, match="2 are too many"):
        forecast_count(n.iloc[:47], nights, month=str(n.index[47]), ahead=2)
    trend = module._design(n.index[[0, 1, 4]], each_month=False, events=pd.DataFrame(index=n.index), ahead=2)
    assert trend[:, 1].tolist() == [-1, -0.5, 1]
