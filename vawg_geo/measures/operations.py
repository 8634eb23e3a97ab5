"""What an operation changed, in offences and in harm, and how small a change could have been seen."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import optimize, stats

from vawg_geo.base.calls import checked
from vawg_geo.base.errors import SchemaError
from vawg_geo.measures.align import Floats, Numbers, aligned
from vawg_geo.measures.rates import one_tail, whole

LEVEL = 0.9  # METHODS 9
POWER = 0.8
Pair = Sequence[float] | Floats | pd.Series  # (before, after)
_WHEN = pd.Index(["before", "after"])
_MAIN = ("treated", "control")
_DISPLACED = ("displaced_treated", "displaced_control")
_LOST = 1e-12  # probability left out at each end of the grid


@checked
def evaluate_operation(
    treated: Pair,
    control: Pair,
    *,
    displaced_treated: Pair | None = None,
    displaced_control: Pair | None = None,
    exposure: Pair = (1, 1),
    level: float = LEVEL,
) -> pd.Series:
    """
    Measure how many more (or fewer) offences an operation area saw than its control would lead one to expect.

    Parameters
    ----------
    treated, control
        Whole counts (before, after) in the operation area and in the area registered as its control.
    displaced_treated, displaced_control
        The same around the operation area (a buffer) and for a control of that; both or neither.
    exposure
        Nights or days of the two periods, above 0; with unequal ones every figure is per unit of exposure.
    level
        Coverage of the interval, between 0 and 1.

    Returns
    -------
    evaluation
        `local` (treated change minus control change; negative = fewer offences), `displaced` (the same around it; 0
        with standard error 0 when no pair is given, that is: not looked at), `total` (their sum), each with its
        standard error `_se`; `z` of the total (NaN when all counts are 0) and the interval `low, high` of the total.

    Raises
    ------
    SchemaError
        If a pair is not two whole counts, only one displaced pair is given, an exposure is not above 0, or the level
        is out of range.

    References
    ----------
    Wheeler & Ratcliffe (2018), A simple weighted displacement difference test to evaluate place based crime
    interventions, Crime Science 7:11. METHODS 9.
    """
    if (displaced_treated is None) != (displaced_control is None):
        raise SchemaError("displaced_treated and displaced_control belong together: give both, or neither.")
    times = _exposure(exposure)
    local = _difference(_pair(treated, "treated"), _pair(control, "control"), times)
    displaced = np.zeros(2)
    if displaced_treated is not None and displaced_control is not None:
        sides = _pair(displaced_treated, "displaced_treated"), _pair(displaced_control, "displaced_control")
        displaced = _difference(*sides, times)
    return _evaluation(local, displaced, level)


@checked
def evaluate_operation_harm(
    counts: pd.DataFrame, *, weights: Numbers, exposure: Pair = (1, 1), level: float = LEVEL
) -> pd.Series:
    """
    Measure how much more (or less) harm an operation area saw than its control would lead one to expect.

    Parameters
    ----------
    counts
        One row an offence code: `treated_before, treated_after, control_before, control_after` (whole, >= 0) and, if
        displacement is looked at, `displaced_treated_before` ... `displaced_control_after`. A code that occurred
        nowhere adds no uncertainty, so list every code that could have occurred and read rare grave ones with care.
    weights
        Severity of each code (>= 0): a Series with the index of `counts`.
    exposure, level
        As for `evaluate_operation`.

    Returns
    -------
    evaluation
        As `evaluate_operation`, in units of harm.

    Raises
    ------
    SchemaError
        If a column is missing, a count is broken or negative, a weight is missing or negative, or an option is out
        of range.

    References
    ----------
    Wheeler & Ratcliffe (2018), Crime Science 7:11; weights times independent estimates. METHODS 9.
    """
    severity = aligned(weights, counts.index, what="weights", low=0)
    times = _exposure(exposure)
    local = _harm_difference(counts, _MAIN, severity, times)
    displaced = np.zeros(2)
    if any(column.startswith("displaced_") for column in map(str, counts.columns)):
        displaced = _harm_difference(counts, _DISPLACED, severity, times)
    return _evaluation(local, displaced, level)


@checked
def detectable_effect(
    treated: Pair, control: Pair, *, power: float = POWER, level: float = LEVEL, exposure: Pair = (1, 1)
) -> float:
    """
    Find the smallest fall in the treated count that the evaluation would show.

    Parameters
    ----------
    treated, control
        Offences expected (before, after) without an operation; they need not be whole.
    power
        Chance of showing it, between 0 and 1.
    level
        Coverage of the evaluation's interval: its two-sided test rejects where the interval leaves out 0.
    exposure
        Nights or days of the two periods, above 0.

    Returns
    -------
    reduction
        Offences fewer in the treated area afterwards; exact for equal exposures, by the normal approximation
        otherwise. NaN when even a fall to none would not show with that chance.

    Raises
    ------
    SchemaError
        If a pair is not two numbers >= 0, or an option is out of range.

    References
    ----------
    Wheeler & Ratcliffe (2018), Crime Science 7:11; the difference of two Poisson counts (Skellam 1946). METHODS 9.
    """
    if not 0 < power < 1:
        raise SchemaError("power must lie between 0 and 1, for example 0.8.")
    z = float(stats.norm.isf(one_tail(level)))
    times = _exposure(exposure)
    before_after = [
        aligned(np.asarray(pair), _WHEN, what=name, low=0) for name, pair in zip(_MAIN, (treated, control), strict=True)
    ]
    return _smallest(before_after[0], before_after[1], times, z, power)


def _exposure(exposure: Pair) -> Floats:
    return aligned(np.asarray(exposure), _WHEN, what="exposure", above=0)


def _pair(pair: Pair, what: str) -> Floats:
    return whole(np.asarray(pair), _WHEN, what=what)


def _difference(treated: Floats, control: Floats, times: Floats) -> Floats:
    """Give the change of the treated minus that of the control, and its standard error; last axis before, after."""
    rates = (treated - control) / times
    variance = ((treated + control) / times**2).sum(axis=-1)
    return np.array([rates[..., 1] - rates[..., 0], np.sqrt(variance)])


def _harm_difference(counts: pd.DataFrame, names: tuple[str, str], severity: Floats, times: Floats) -> Floats:
    columns = [f"{name}_{when}" for name in names for when in _WHEN]
    missing = [column for column in columns if column not in counts.columns]
    if missing:
        raise SchemaError(f"counts must have the columns {', '.join(columns)}: {', '.join(missing)} missing.")
    sides = np.column_stack([whole(counts[column], counts.index, what=column) for column in columns])
    estimate, se = _difference(sides[:, :2], sides[:, 2:], times)
    return np.array([severity @ estimate, np.sqrt(severity**2 @ se**2)])


def _evaluation(local: Floats, displaced: Floats, level: float) -> pd.Series:
    total, se = local[0] + displaced[0], float(np.hypot(local[1], displaced[1]))
    half = float(stats.norm.isf(one_tail(level))) * se
    figures = {"local": local[0], "local_se": local[1], "displaced": displaced[0], "displaced_se": displaced[1]}
    figures |= {"total": total, "total_se": se, "z": total / se if se > 0 else np.nan}
    return pd.Series(figures | {"low": total - half, "high": total + half}, name="evaluation", dtype="float64")


def _smallest(treated: Floats, control: Floats, times: Floats, z: float, power: float) -> float:
    chance = _exact_chance if times[0] == times[1] else _normal_chance

    def above(reduction: float) -> float:
        return chance(treated - [0, reduction], control, times, z) - power

    most = float(treated[1])
    if above(most) < 0:
        return float("nan")
    return float(optimize.brentq(above, 0.0, most, xtol=1e-9)) if above(0.0) < 0 else 0.0


def _exact_chance(treated: Floats, control: Floats, _times: Floats, z: float) -> float:
    # The difference is up - down with up = treated after + control before, down = the other two: both Poisson. For
    # each value of down the test shows a fall where up lies below the smaller root of (up - down)^2 = z^2 (up + down).
    up, down = treated[1] + control[0], treated[0] + control[1]
    values = np.arange(stats.poisson.ppf(_LOST, down), stats.poisson.isf(_LOST, down) + 1)
    below = values + z**2 / 2 - z * np.sqrt(2 * values + z**2 / 4)
    return float(stats.poisson.pmf(values, down) @ stats.poisson.cdf(np.ceil(below - _LOST) - 1, up))


def _normal_chance(treated: Floats, control: Floats, times: Floats, z: float) -> float:
    estimate, se = _difference(treated, control, times)
    return float(stats.norm.cdf(-estimate / se - z)) if se > 0 else 0.0
