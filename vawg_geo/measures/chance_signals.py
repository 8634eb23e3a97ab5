"""Signals by chance alone: how many of many control charts would call the latest point a change though none was."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import pandas as pd
from scipy import stats

from vawg_geo.base.errors import SchemaError
from vawg_geo.measures.charts import FROZEN_AT, longest_run
from vawg_geo.measures.metric_readings import Reading

_SEED = 20220331
_DRAWS = 20_000  # courses of a steady metric: a chance of one in a hundred is known to a tenth of it
_WIDTH = 2.66  # 3 / d2: half the usual range in mean moving ranges, METHODS 8
_LEAST = 2


@cache
def chance_of_signal(points: int, *, interval: bool = False) -> float:
    """
    Give the chance that a steady metric's latest point is told as a rise or a fall.

    Parameters
    ----------
    points
        How many points its chart has, at least 2; the first 24 of them set the usual range.
    interval
        Whether a 95 % interval that leaves out the chart's average is told as a change too.

    Returns
    -------
    chance
        0 to 1, of both ways together. Drawn with a fixed seed from independent normal points, judged by the rules of
        `control_limits` (xmr, and u' and p' which have its limits in their own units): outside the limits, or in a
        run that is longer than chance allows.

    Raises
    ------
    SchemaError
        If there are fewer than 2 points.

    References
    ----------
    Anhoej & Olesen (2014), PLoS ONE 9(11), e113825. METHODS 8.
    """
    if points < _LEAST:
        raise SchemaError("points must be at least 2: one point has no moving range.")
    values = np.random.default_rng(_SEED).standard_normal((_DRAWS, points))
    first = values[:, :FROZEN_AT]
    away = values - first.mean(axis=1, keepdims=True)
    told = np.abs(away[:, -1]) > _WIDTH * np.abs(np.diff(first, axis=1)).mean(axis=1)
    tail = longest_run(points) + 1
    if tail <= points:
        told |= np.abs(np.sign(away[:, -tail:]).sum(axis=1)) == tail
    if interval:
        told |= np.abs(away[:, -1]) > stats.norm.ppf(0.975)
    return float(told.mean())


def count_chance(readings: Sequence[Reading]) -> dict[str, float]:
    """
    Count the metrics whose chart can signal, those that do, and those that would by chance alone.

    Parameters
    ----------
    readings
        Metrics read, each once.

    Returns
    -------
    counts
        `charted`: metrics whose latest figure can be judged and stands on a control chart; `signals`: those told as a
        rise or a fall, or (where the entry asks for it) whose interval leaves out the chart's average; `chance`: how
        many would be, on average, if nothing had changed. It is a sum of chances, so that metrics that move together
        do not alter it; within a metric the points must be independent.

    References
    ----------
    METHODS 8.
    """
    charted = [one for one in readings if _points(one)]
    chance = sum(chance_of_signal(_points(one), interval=one.metric.baseline) for one in charted)
    return {"charted": len(charted), "signals": sum(map(_signals, charted)), "chance": float(chance)}


def _points(reading: Reading) -> int:
    """Count the points of the chart that judges the latest figure; 0 where none does."""
    figure = reading.figure
    judged = figure.ripe and figure.data in ("good", "poor") and figure.base >= reading.metric.least
    if not judged or reading.hidden or figure.signal == "cannot say" or reading.metric.chart == "given":
        return 0
    return int(pd.Series(reading.series["baseline"]).eq(reading.baseline).sum())


def _signals(reading: Reading) -> bool:
    figure = reading.figure
    beside = reading.metric.baseline and (figure.low > figure.centre or figure.high < figure.centre)
    return figure.signal in ("up", "down") or beside
