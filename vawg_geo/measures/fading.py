"""How old evidence counts: half after each half-life."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
import pandas as pd

from vawg_geo.base.errors import PeriodError
from vawg_geo.base.periods import LONDON
from vawg_geo.measures.align import Floats


@dataclass(frozen=True)
class Fading:
    """How old evidence counts: half after each half-life. No fading unless both are given."""

    as_of: str | date | datetime | pd.Timestamp | None = None
    half_life_days: float | None = None

    @property
    def wanted(self) -> bool:
        """Whether anything fades."""
        return self.as_of is not None and self.half_life_days is not None

    @property
    def moment(self) -> pd.Timestamp:
        """
        The moment ages are counted to; a naive one is London's.

        Raises
        ------
        PeriodError
            If the text is no day.
        """
        try:
            moment = pd.Timestamp(self.as_of or "NaT")
        except ValueError:
            raise PeriodError("as_of must be a day or a moment, such as 2022-03-31.") from None
        return moment if moment.tzinfo else moment.tz_localize(LONDON)


def faded_weight(incidents: pd.DataFrame, fading: Fading) -> Floats:
    """
    Weigh each incident by its age.

    Parameters
    ----------
    incidents
        `occurred_to`, when fading.
    fading
        How old evidence counts.

    Returns
    -------
    weight
        0.5 ** (age / half-life), 1 without fading.

    Raises
    ------
    PeriodError
        If the half-life is not above 0, or an offence ended later than a day after `as_of`: evidence from the
        future would be used.
    """
    if not fading.wanted:
        return np.ones(len(incidents))
    half_life = float(fading.half_life_days or 0)
    if half_life <= 0:
        raise PeriodError("half_life_days must be above 0.")
    ended = incidents["occurred_to"]
    ended = (
        ended.dt.tz_convert("UTC")
        if ended.dt.tz is not None
        else ended.dt.tz_localize(LONDON, ambiguous=np.ones(len(ended), dtype=bool), nonexistent="shift_forward")
    )
    age = ((fading.moment - ended) / pd.Timedelta(days=1)).to_numpy(dtype="float64")
    late = age < -1
    if late.any():
        raise PeriodError(
            f"incidents must have ended by as_of: {int(late.sum())} rows end later, the first is row "
            f"{incidents.index[late].tolist()[0]!r}; leave them out."
        )
    weight: Floats = 0.5 ** (np.maximum(age, 0) / half_life)
    return weight


def decayed_exposure(days: float, *, half_life_days: float) -> float:
    """
    Give the exposure of a window whose evidence fades.

    Parameters
    ----------
    days
        Length of the window that ends at `as_of`.
    half_life_days
        Days after which evidence counts half.

    Returns
    -------
    days
        Days at full weight that the faded window amounts to: 365 faded days with a half-life of 365 are 263.

    References
    ----------
    METHODS 5: decayed exposure to match decayed counts.
    """
    return float(half_life_days / np.log(2) * (1 - 0.5 ** (days / half_life_days)))
