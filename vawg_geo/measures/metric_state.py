"""Red, amber, green or grey by rule: what a metric's latest figure says, and the rule that said it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from vawg_geo.base.errors import SchemaError

Colour = Literal["red", "amber", "green", "grey", "none"]
Polarity = Literal["up", "down", "neutral"]  # which way is good
Signal = Literal["up", "down", "unsteady", "none", "cannot say"]
Direction = Literal["better", "worse", "same", "neutral", "cannot say"]
DIRECTIONS = ("better", "worse", "same", "neutral", "cannot say")

# Rule -> its colour and its text, printed beside the colour. METHODS 13
RULES: dict[str, tuple[Colour, str]] = {
    "no data": ("grey", "The data it needs are not there"),
    "data gate": ("grey", "The data do not pass the gate"),
    "unripe": ("grey", "No period is old enough"),
    "too few": ("grey", "Fewer cases than its smallest base"),
    "neutral": ("none", "Neither more nor less is good in itself"),
    "adverse signal": ("red", "The chart signals a change the wrong way"),
    "target missed": ("red", "The interval leaves the target out, on the wrong side"),
    "worse than baseline": ("red", "The interval leaves the baseline out, on the wrong side"),
    "poor data": ("amber", "The data are incomplete or old"),
    "off target": ("amber", "Off target, but no interval leaves it out"),
    "on target": ("green", "On target, and no signal the wrong way"),
    "good signal": ("green", "The chart signals a change the right way"),
    "better than baseline": ("green", "The interval leaves the baseline out, on the right side"),
    "cannot say": ("grey", "No target, and no usual range known"),
    "no change": ("none", "No target, and no signal"),
}


@dataclass(frozen=True)
class Figure:
    """A metric's latest figure and what is known about it."""

    value: float  # NaN = there is none
    low: float = np.nan  # its 95 % interval
    high: float = np.nan
    base: float = np.nan  # cases it rests on
    signal: Signal = "none"  # of the control chart
    centre: float = np.nan  # of the chart: the baseline
    ripe: bool = True  # whether it has been followed long enough
    data: Literal["good", "poor", "gate", "none"] = "good"


def judge_figure(
    figure: Figure, *, polarity: Polarity, least: float, target: float | None = None, baseline: bool = False
) -> str:
    """
    Name the rule that gives a metric its colour.

    Parameters
    ----------
    figure
        The latest figure.
    polarity
        "up": more is good; "down": less is good; "neutral": neither, and never red or green.
    least
        The smallest base that is judged, above 0.
    target
        What is to be reached; None where none is set.
    baseline
        Whether an interval that leaves out the chart's centre counts as a change.

    Returns
    -------
    rule
        A key of `RULES`: the first that holds, in this order: what keeps it from being judged; a signal or an
        interval the wrong way; poor data; the target; a change the right way; nothing.

    Raises
    ------
    SchemaError
        If `least` is not above 0, or a neutral metric has a target.

    References
    ----------
    METHODS 13.
    """
    if not least > 0:
        raise SchemaError("least must be above 0: nothing is judged on no case at all.")
    if polarity == "neutral" and (target is not None or baseline):
        raise SchemaError("a neutral metric is never good or bad: it can have neither a target nor a baseline.")
    stopped = _cannot(figure, least)
    if stopped:
        return stopped
    if polarity == "neutral":
        return "neutral"
    good = 1 if polarity == "up" else -1
    change, beside = _changes(figure, good, baseline=baseline)
    aim = _side(figure, target, good) if target is not None else 0
    tests = {
        "adverse signal": change < 0,
        "target missed": aim < 0,
        "worse than baseline": beside < 0,
        "poor data": figure.data == "poor",
        "off target": target is not None and good * (figure.value - target) < 0,
        "on target": target is not None,
        "good signal": change > 0,
        "better than baseline": beside > 0,
        "cannot say": figure.signal == "cannot say",
    }
    return next((rule for rule, holds in tests.items() if holds), "no change")


def tell_direction(figure: Figure, *, polarity: Polarity, least: float, baseline: bool = False) -> Direction:
    """
    Tell whether a metric is getting better or worse, whatever its target.

    Parameters
    ----------
    figure
        The latest figure.
    polarity, least, baseline
        As for `judge_figure`.

    Returns
    -------
    direction
        "worse" or "better": the chart signals a change that way, or (with `baseline`) the interval leaves the chart's
        centre out; the wrong way goes before the right way, and poor data never make it better. "same": neither.
        "neutral": more is neither good nor bad. "cannot say": what keeps it from being judged, poor data, no usual
        range, or a chart that is unsteady without a direction.

    References
    ----------
    METHODS 8, 13.
    """
    if _cannot(figure, least):
        return "cannot say"
    if polarity == "neutral":
        return "neutral"
    change, beside = _changes(figure, 1 if polarity == "up" else -1, baseline=baseline)
    if change < 0 or beside < 0:
        return "worse"
    if figure.data == "poor" or figure.signal == "unsteady":
        return "cannot say"
    if change > 0 or beside > 0:
        return "better"
    return "cannot say" if figure.signal == "cannot say" else "same"


def _changes(figure: Figure, good: int, *, baseline: bool) -> tuple[int, int]:
    """Tell which way the chart signals, and on which side of its centre the interval lies: 1 is good, -1 bad."""
    change = {"up": 1, "down": -1}.get(figure.signal, 0) * good
    return change, _side(figure, figure.centre, good) if baseline else 0


def _cannot(figure: Figure, least: float) -> str:
    tests = {
        "no data": figure.data == "none",
        "data gate": figure.data == "gate",
        "unripe": not figure.ripe,
        "too few": not figure.base >= least or np.isnan(figure.value),
    }
    return next((rule for rule, holds in tests.items() if holds), "")


def _side(figure: Figure, aim: float, good: int) -> int:
    """Tell on which side of an aim the whole interval lies: 1 the good one, -1 the bad one, 0 neither."""
    if figure.low > aim:
        return good
    return -good if figure.high < aim else 0


def read_signal(words: str) -> Signal:
    """
    Read which way a chart's signal points.

    Parameters
    ----------
    words
        `signal` of a point, as `control_limits` words it.

    Returns
    -------
    signal
        "up" or "down" for a point outside a limit or in a run on one side; "unsteady" where the centre is crossed too
        seldom and nothing else signals (that has no direction); "none".
    """
    for sign, ways in {
        "up": ("above the upper", "above the centre"),
        "down": ("below the", "below the centre"),
    }.items():
        if any(way in words for way in ways):
            return sign  # type: ignore[return-value]
    return "unsteady" if words else "none"
