"""How much harm each way of listing places would have caught: rolling origin, months it had not seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from vawg_geo.base.periods import Month
from vawg_geo.measures.capture import score_capture
from vawg_geo.measures.hotspot_types import CAPTURE_COLUMNS

HORIZONS = (3, 12)  # months. METHODS 6.8
LEAST_HISTORY = 24  # months before an origin; METHODS 5 rests on 24-36
STEP = 3  # months between origins: quarters, so that 3-month horizons do not overlap
RESAMPLES = 1_000
Predict = Callable[[Month], pd.Series]  # what a method knew at the end of a month: a value an area, more = worse


def score_heldout(
    harm: pd.DataFrame, methods: Mapping[str, Predict], *, top: int, horizons: Sequence[int] = HORIZONS, seed: int = 0
) -> pd.DataFrame:
    """
    Score lists of places on the months after they were made.

    Parameters
    ----------
    harm
        Harm by area and month: index area, columns months (text YYYY-MM, without gaps, in order).
    methods
        Name to a function of the origin that returns each area's predicted value from what was known by its end.
    top
        Length of the lists.
    horizons
        Months after the origin that are looked at.
    seed
        Of the bootstrap.

    Returns
    -------
    capture
        One row a method and horizon: `share_harm` (of all harm of the held-out months, in the listed places, summed
        over origins), `low`, `high` (95 %, bootstrap over held-out months), `share_places`, `pai`, `pei` (means
        over origins), `origins` (0: the data are too short, and the rest is NaN).

    References
    ----------
    METHODS 6.8, 7 (PAI, PEI).
    """
    predicted: dict[tuple[str, Month], pd.Series] = {}
    rows = []
    for horizon in horizons:
        origins = list_origins(harm.columns, horizon=horizon)
        for name, predict in methods.items():
            for origin in origins:
                if (name, origin) not in predicted:
                    predicted[name, origin] = predict(origin).reindex(harm.index).fillna(0.0)
            lists = {origin: predicted[name, origin] for origin in origins}
            rows.append((name, horizon, *_score(harm, lists, horizon=horizon, top=top, seed=seed)))
    return pd.DataFrame(rows, columns=list(CAPTURE_COLUMNS))


def list_origins(months: Sequence[str] | pd.Index, *, horizon: int) -> list[Month]:
    """
    List the month ends lists can be made at: enough months before, the whole horizon after.

    Parameters
    ----------
    months
        Months of the data, text YYYY-MM, in order.
    horizon
        Months that must follow.

    Returns
    -------
    origins
        Every third month counted back from the last possible one, the oldest first.
    """
    last = len(months) - 1 - horizon
    return [Month.parse(months[at]) for at in range(last, LEAST_HISTORY - 2, -STEP)][::-1]


def first_places(values: pd.Series, top: int) -> list[str]:
    """
    List the first places by value, ties by code; a place with nothing is never listed.

    Parameters
    ----------
    values
        One number a place.
    top
        Length of the list.

    Returns
    -------
    places
        At most `top` codes.
    """
    order = values.sort_index().sort_values(ascending=False, kind="stable")
    return [str(code) for code in order.index[:top] if order[code] > 0]


def _score(
    harm: pd.DataFrame, lists: Mapping[Month, pd.Series], *, horizon: int, top: int, seed: int
) -> tuple[float, ...]:
    share_places = min(top, len(harm)) / len(harm) if len(harm) else np.nan
    caught, total = np.zeros((2, len(lists), harm.shape[1]))
    ratios = []
    for row, (origin, values) in enumerate(lists.items()):
        start = list(harm.columns).index(str(origin)) + 1
        seen = harm.iloc[:, start : start + horizon]
        caught[row, start : start + horizon] = seen.loc[first_places(values, top)].sum()
        total[row, start : start + horizon] = seen.sum()
        if total[row].sum() > 0:
            ratios.append(score_capture(seen.sum(axis=1), values).iloc[min(top, len(harm)) - 1])
    if not ratios:
        return np.nan, np.nan, np.nan, share_places, np.nan, np.nan, 0
    means = pd.DataFrame(ratios).mean()
    low, high = _interval(caught.sum(axis=0), total.sum(axis=0), seed)
    share = float(caught.sum() / total.sum())
    return share, low, high, share_places, float(means["pai"]), float(means["pei"]), len(lists)


def _interval(caught: npt.NDArray[np.float64], total: npt.NDArray[np.float64], seed: int) -> tuple[float, float]:
    """Resample months, not origins: overlapping horizons share their months, and so stay together."""
    held = total > 0
    caught, total = caught[held], total[held]
    weights = np.random.default_rng(seed).multinomial(held.sum(), np.full(held.sum(), 1 / held.sum()), RESAMPLES)
    shares = (weights @ caught) / (weights @ total)
    low, high = np.quantile(shares, [0.025, 0.975])
    return float(low), float(high)
