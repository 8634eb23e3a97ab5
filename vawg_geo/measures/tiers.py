"""How sure a place is on the list, and for how long: tiers and states from P(top k)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from vawg_geo.base.errors import SchemaError
from vawg_geo.base.profile import Tiers

STABLE_OF = 4  # candidate in at least STABLE_AT of the last STABLE_OF quarters. METHODS 6.5
STABLE_AT = 3
NEW_FOR = 2  # periods a first-time candidate is called new: the next one makes it stable
LEAVE_AFTER = 2  # consecutive periods below `leave_below`. METHODS 6.5
SHOWN_LEAVING = 2  # periods a place that has left is still shown, so that nobody wonders where it went


def assign_tiers(p_top: pd.Series, *, tiers: Tiers) -> pd.Series:
    """
    Give each place its tier by its chance of being in the top k.

    Parameters
    ----------
    p_top
        Chances, 0..1.
    tiers
        The thresholds.

    Returns
    -------
    tier
        "A", "B" or "" (below both), with the index of `p_top`.

    References
    ----------
    METHODS 6.5.
    """
    return pd.Series(np.select([p_top >= tiers.a, p_top >= tiers.b], ["A", "B"], ""), index=p_top.index, name="tier")


def classify_status(
    p_top: pd.DataFrame, eligible: pd.DataFrame, *, tiers: Tiers, months_per_period: int = 3
) -> pd.DataFrame:
    """
    Trace each place through the periods: new, stable, listed, leaving, or none of these.

    A candidate has P >= `tiers.b` and is eligible. A place that was a candidate stays until its chance lies below
    `tiers.leave_below` in two consecutive periods; in between it is *held*, neither candidate nor gone.

    Parameters
    ----------
    p_top
        Chances; rows places, columns periods, the oldest first. NaN: the period cannot say.
    eligible
        Whether the place passed minimum evidence and the single-event rule then; same shape.
    tiers
        The thresholds.
    months_per_period
        Months between two columns.

    Returns
    -------
    status
        `status` ("new": first a candidate in this period or the one before; "stable": candidate in 3 of the last 4
        periods; "listed": another candidate; "leaving": has left, shown for two periods; ""), `status_months` (months
        since it came on the list, or for leaving since its chance first fell below), `held` (bool).

    Raises
    ------
    SchemaError
        If the two tables differ in rows or columns.

    References
    ----------
    METHODS 6.5.
    """
    if not (p_top.index.equals(eligible.index) and p_top.columns.equals(eligible.columns)):
        raise SchemaError("p_top and eligible must have the same rows and columns, one of each a place and period.")
    candidate = (p_top >= tiers.b) & eligible.astype(bool)
    below = p_top < tiers.leave_below
    rows = [
        _state(c, b, months_per_period)
        for c, b in zip(candidate.to_numpy(), below.to_numpy(), strict=True)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["status", "status_months", "held"], index=p_top.index).astype(
        {"status_months": "int64", "held": "bool"}
    )


@dataclass
class _Place:
    """Where a place stands after some periods."""

    entered: int | None = None  # the period it came on the list; None: not on it
    run: int = 0  # consecutive periods below
    left: int | None = None  # the period it left

    def step(self, period: int, *, candidate: bool, below: bool) -> None:
        """Take one period's word."""
        self.run = self.run + 1 if below else 0
        if candidate:
            self.entered, self.left = (period if self.entered is None else self.entered), None
        elif self.entered is not None and self.run >= LEAVE_AFTER:
            self.entered, self.left = None, period


def _state(candidate: np.ndarray, below: np.ndarray, months: int) -> tuple[str, int, bool]:
    place, last = _Place(), len(candidate) - 1
    for period, (is_candidate, is_below) in enumerate(zip(candidate, below, strict=True)):
        place.step(period, candidate=bool(is_candidate), below=bool(is_below))
    if place.entered is not None:
        since = months * (last - place.entered)
        return (_word(candidate), since, False) if candidate[-1] else ("", since, True)
    if place.left is not None and place.run and last - place.left < SHOWN_LEAVING:
        return "leaving", months * (place.run - 1), False
    return "", 0, False


def _word(candidate: np.ndarray) -> str:
    """Name a candidate of the last period; a history as short as a new place's cannot tell new from old."""
    if candidate[-STABLE_OF:].sum() >= STABLE_AT:
        return "stable"
    return "listed" if len(candidate) <= NEW_FOR or candidate[:-NEW_FOR].any() else "new"
