"""Fear beside record: where people say they feel unsafe, where offences are recorded, and where the two part."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from vawg_geo.base.calls import checked
from vawg_geo.measures.align import Floats, Numbers, aligned
from vawg_geo.measures.rates import whole
from vawg_geo.measures.shrinkage import Prior

Ints = npt.NDArray[np.int64]
LEAST = 5  # reports and offences: with fewer of either nothing is said. METHODS 11
BREAKS = (1.0, 2.0)  # times the mean: at most the mean, up to twice, more; the same in every edition
NAMES = {(True, True): "both", (True, False): "fear only", (False, True): "record only", (False, False): "neither"}
TOO_FEW = "too few"
_CLOSE = 1e-9  # a rate this near the mean, relatively, is the mean


@checked
def classify_fear(reports: pd.Series, offences: pd.Series, *, exposure: Numbers = 1) -> pd.DataFrame:
    """
    Class each area by fear and by record, side by side: the two are never summed.

    Parameters
    ----------
    reports
        Street Safe reports an area, whole. A pin is not a crime, and those who report chose to.
    offences
        Public-space offences recorded in the same area and period, whole, with the same labels.
    exposure
        What makes areas comparable (km2, footfall), above 0: a Series with the labels of `reports`, or one number.

    Returns
    -------
    classes
        Index of `reports`: `fear_share`, `record_share` (percent of all, drawn towards the mean by empirical Bayes);
        `fear_class`, `record_class` (1 at most the mean rate, 2 up to twice the mean, 3 more); `label` ("both", "fear
        only", "record only", "neither": which of the two lie above the mean rate; "too few" where there are
        fewer than 5 reports or fewer than 5 offences); `p` (probability of the label, NaN where too few).

    Raises
    ------
    SchemaError
        If labels differ, a count is missing, negative or broken, or an exposure is not above 0.

    References
    ----------
    Marshall (1991), Applied Statistics 40(2), 283-294; the posterior is the gamma with the same moments, the two sides
    taken as independent given their counts. METHODS 4, 11.
    """
    size = aligned(exposure, reports.index, what="exposure", above=0)
    fear, record = whole(reports, reports.index, what="reports"), whole(offences, reports.index, what="offences")
    (fear_rate, fear_class, fear_p), (record_rate, record_class, record_p) = (_side(n, size) for n in (fear, record))
    label = [NAMES[bool(a), bool(b)] for a, b in zip(fear_class > 1, record_class > 1, strict=True)]
    few = (fear < LEAST) | (record < LEAST)
    columns = {
        "fear_share": _percent(fear_rate * size),
        "record_share": _percent(record_rate * size),
        "fear_class": fear_class,
        "record_class": record_class,
        "label": pd.Series(np.where(few, TOO_FEW, label), index=reports.index, dtype="str"),
        "p": np.where(few, np.nan, fear_p * record_p),
    }
    return pd.DataFrame(columns, index=reports.index)


def _side(n: Floats, size: Floats) -> tuple[Floats, Ints, Floats]:
    """Give one side's shrunk rates, classes, and the probability of lying on that side of the mean."""
    prior = Prior.fit(n, size)
    rate = prior.shrink(n, size)
    steps = np.array(BREAKS) * prior.mean * (1 + _CLOSE)
    level = 1 + np.searchsorted(steps, rate, side="left").astype("int64")
    above = _above(n, size, prior)
    return rate, level, np.where(level > 1, above, 1 - above)


def _percent(expected: Floats) -> Floats:
    total = expected.sum()
    share: Floats = 100 * expected / total if total else expected
    return share


def _above(n: Floats, size: Floats, prior: Prior) -> Floats:
    """Give the probability that the true rate lies above the mean; a half where places do not differ beyond chance."""
    if prior.spread == 0:
        return np.full(len(n), 0.5)
    alpha, beta = prior.mean**2 / prior.spread, prior.mean / prior.spread
    return np.asarray(stats.gamma.sf(prior.mean, alpha + n, scale=1 / (beta + size)))
