"""What the next month's count was to be expected to be, as a range."""

from __future__ import annotations

import warnings
from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd
from scipy import optimize

from vawg_geo.base.calls import checked
from vawg_geo.base.errors import PeriodError
from vawg_geo.base.periods import Month
from vawg_geo.measures.align import Floats, aligned, refuse

LEAST_MONTHS = 24  # two of each month of the year; below: cannot say
FULL_YEARS_MONTHS = 60  # from five of each month on, every month has its own level
LEAST_EVENT_MONTHS = 3  # months with and without a kind of event, below which its effect cannot be told
LEAST_A_MONTH = 1.0  # mean count below which season and trend cannot be told
_DRAWS = 10_000
_ROUNDS = 5
_WIDEST = 2.0  # standard error of the log mean beyond which the regression says nothing
_MOST_ALPHA = 1e6
STEADY = "steady rate a weekend night (too few offences for season and trend)"
SMOOTH = "negative binomial: yearly wave, trend, weekend nights"
MONTHLY = "negative binomial: month of the year, trend, weekend nights"
CANNOT_SAY = f"cannot say: fewer than {LEAST_MONTHS} months before"


@dataclass(frozen=True)
class Forecast:
    """Expected count of a month with its 80 % and 95 % ranges (whole counts, ends included); NaN = cannot say."""

    expected: float
    low80: float
    high80: float
    low95: float
    high95: float
    model: str  # in words, for the page
    months: int  # months it rests on


@checked
def forecast_count(
    n: pd.Series,
    nights: pd.Series,
    *,
    month: Month | str,
    events: pd.DataFrame | None = None,
    ahead: int = 0,
    seed: int = 0,
) -> Forecast:
    """
    Give the range in which a month's count was to be expected, from the months before it.

    Parameters
    ----------
    n
        Counts (>= 0; weighted counts may be broken), index = months written YYYY-MM. The month itself and later ones
        are not read, so a whole history may be given.
    nights
        Weekend nights (> 0) of at least the months before and the month itself, index = months.
    month
        The month to forecast; the months before it must have no gap.
    events
        Known beforehand (fairs, home matches, freshers' weeks): how many (>= 0) of each kind, a column a kind, index =
        months as in `nights`. A kind counts when at least 3 months before have it and 3 have not as many.
    ahead
        Months between the last known and the one to forecast, of which nothing is known yet.
    seed
        Of the draws.

    Returns
    -------
    forecast
        From a negative-binomial regression on season, trend and log weekend nights (offset), drawn with the
        uncertainty of its parameters; from a steady rate when offences are fewer than one a month; all NaN below 24
        months. `.model` says which.

    Raises
    ------
    PeriodError
        If a month before is missing, or `nights` or `events` lacks one.
    SchemaError
        If a count is negative or missing, or a month has no weekend nights.

    References
    ----------
    Hilbe (2011), Negative Binomial Regression, 2nd ed., ch. 8; dispersion by the Pearson moment. METHODS 8.
    """
    month = Month.parse(month) if isinstance(month, str) else month
    past = _history(n, month, ahead)
    wanted = past.index.append(pd.Index([str(month)]))
    if not wanted.isin(nights.index).all():
        raise PeriodError("nights must cover every month of the history and the month itself.")
    happened = _known_events(events, wanted)
    if len(past) < LEAST_MONTHS:
        return Forecast(np.nan, np.nan, np.nan, np.nan, np.nan, CANNOT_SAY, len(past))
    counts = aligned(past, past.index, what="n", low=0)
    size = aligned(nights.loc[wanted], wanted, what="nights", above=0)
    rng = np.random.default_rng(seed)
    drawn, model = None, MONTHLY if _knows_each_month(past) else SMOOTH
    if counts.mean() >= LEAST_A_MONTH:
        design = _design(wanted, each_month=model == MONTHLY, events=happened, ahead=ahead)
        drawn = _regression_draws(counts, size, design, rng)
        model += f", events ({', '.join(map(str, happened))})" if len(happened.columns) else ""
    if drawn is None:
        return _ranges(_steady_draws(counts, size, rng), STEADY, len(past))
    return _ranges(drawn, model, len(past))


def review_forecasts(
    n: pd.Series, nights: pd.Series, *, months: int = 12, events: pd.DataFrame | None = None, seed: int = 0
) -> pd.DataFrame:
    """
    Check past ranges: forecast each of the last months from those before it.

    Parameters
    ----------
    n, nights
        As for `forecast_count`, with one index.
    months
        How many of the last months.
    events
        As for `forecast_count`.
    seed
        Of the draws.

    Returns
    -------
    review
        One row a month: `n`, the fields of `Forecast`, `inside80`, `inside95` (missing where it could not say).

    Raises
    ------
    PeriodError, SchemaError
        As `forecast_count`.

    References
    ----------
    METHODS 8: coverage of past ranges is printed.
    """
    rows = {}
    for month in n.index[max(len(n) - months, 0) :]:
        forecast = asdict(forecast_count(n, nights, month=str(month), events=events, seed=seed))
        rows[month] = {"n": float(n[month])} | forecast
    columns = ["n", *Forecast.__dataclass_fields__]
    review = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    said = review["expected"].notna()
    for level in ("80", "95"):
        # A weighted count is as good as the whole count next to it.
        inside = review["n"].between(review["low" + level] - 0.5, review["high" + level] + 0.5)
        review["inside" + level] = inside.astype("boolean").where(said)
    return review


def _history(n: pd.Series, month: Month, ahead: int) -> pd.Series:
    if n.index.has_duplicates:
        raise PeriodError("each month must stand once in the index of n.")
    past = n[[Month.parse(str(label)) < month for label in n.index]].sort_index()
    if len(past):
        first = Month.parse(str(past.index[0]))
        missing = month.months_since(first) - ahead - len(past)
        if missing:
            wrong = "missing after the first" if missing > 0 else "too many"
            raise PeriodError(f"n must hold the months before {month - ahead}, no others: {abs(missing)} are {wrong}.")
    refuse(past.isna().to_numpy(), past.index, "n must not be missing")
    return past


def _knows_each_month(past: pd.Series) -> bool:
    by_month = past.groupby(past.index.str[-2:]).sum()
    return len(past) >= FULL_YEARS_MONTHS and bool((by_month > 0).all())


def _known_events(events: pd.DataFrame | None, months: pd.Index) -> pd.DataFrame:
    """Keep the kinds of event that happened often enough for an effect to be told."""
    if events is None:
        return pd.DataFrame(index=months)
    if not months.isin(events.index).all():
        raise PeriodError("events must cover every month of the history and the month itself.")
    counts = events.loc[months]
    for kind in counts:
        aligned(counts[kind], months, what="events", low=0)
    before = counts.iloc[:-1]
    some, usual = (before > 0).sum(), (before == before.min()).sum()
    return counts.loc[:, (some >= LEAST_EVENT_MONTHS) & (usual >= LEAST_EVENT_MONTHS) & (before.max() > before.min())]


def _design(months: pd.Index, *, each_month: bool, events: pd.DataFrame, ahead: int = 0) -> Floats:
    number = np.array([Month.parse(str(label)).number for label in months])
    trend = np.delete(np.linspace(-1, 1, len(months) + ahead), range(len(months) - 1, len(months) - 1 + ahead))
    columns = [np.ones(len(months)), trend, *(events[kind].to_numpy(dtype="float64") for kind in events)]
    if each_month:
        columns += [(number == k).astype(float) for k in range(2, 13)]
    else:
        columns += [np.sin(number * np.pi / 6), np.cos(number * np.pi / 6)]
    return np.column_stack(columns)


def _regression_draws(counts: Floats, nights: Floats, design: Floats, rng: np.random.Generator) -> Floats | None:
    from statsmodels.genmod import families  # the whole of statsmodels takes half a second to import
    from statsmodels.genmod.generalized_linear_model import GLM

    x, ahead, offset = design[:-1], design[-1], np.log(nights[:-1])
    family = families.Poisson()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            for _ in range(_ROUNDS):
                fit = GLM(counts, x, family=family, offset=offset).fit()
                alpha = _moment_alpha(counts, fit.mu, len(counts) - x.shape[1])
                family = families.NegativeBinomial(alpha=alpha) if alpha > 0 else families.Poisson()
            cov = fit.cov_params()
        except (Warning, ValueError, np.linalg.LinAlgError):
            return None
    error = float(np.sqrt(max(ahead @ cov @ ahead, 0.0)))
    if not error < _WIDEST:
        return None
    log_mean = float(ahead @ fit.params) + error * rng.standard_normal(_DRAWS)
    mean = nights[-1] * np.exp(log_mean)
    if alpha > 0:
        mean = rng.gamma(1 / alpha, alpha * mean)
    drawn: Floats = rng.poisson(mean).astype("float64")
    return drawn


def _moment_alpha(counts: Floats, mu: Floats, freedom: int) -> float:
    def excess(alpha: float) -> float:
        return float(((counts - mu) ** 2 / (mu + alpha * mu**2)).sum() - freedom)

    if excess(0.0) <= 0:
        return 0.0
    most = 1.0
    while excess(most) > 0 and most < _MOST_ALPHA:
        most *= 4
    return float(optimize.brentq(excess, 0.0, most)) if excess(most) < 0 else most


def _steady_draws(counts: Floats, nights: Floats, rng: np.random.Generator) -> Floats:
    # Jeffreys' prior: the rate is Gamma(total + 1/2, nights).
    rate = rng.gamma(counts.sum() + 0.5, 1 / nights[:-1].sum(), size=_DRAWS)
    drawn: Floats = rng.poisson(rate * nights[-1]).astype("float64")
    return drawn


def _ranges(drawn: Floats, model: str, months: int) -> Forecast:
    low80, high80, low95, high95 = np.quantile(drawn, [0.1, 0.9, 0.025, 0.975], method="inverted_cdf").tolist()
    return Forecast(float(drawn.mean()), low80, high80, low95, high95, model, months)
