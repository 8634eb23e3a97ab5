"""A timetable of short visits: every place in random order, again and again, with breaks."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from vawg_geo.base.errors import SchemaError
from vawg_geo.base.periods import clock

SLOT = 15  # minutes: Koper's curve tops out at visits of 11 to 15 minutes. METHODS 9
BREAK_EVERY = 8  # slots: after each two hours of visits, one slot of rest
PAIR = 2  # officers
BREAK, ELSEWHERE = "break", "elsewhere, in sight"  # a lone place is left between visits, or it would be a post


def plan_visits(places: Sequence[str], *, begins: str, hours: float, nights: int, seed: int) -> pd.DataFrame:
    """
    Plan one pair's visits, a slot of 15 minutes each.

    Parameters
    ----------
    places
        Names.
    begins
        Wall-clock time of the first slot, HH:MM.
    hours
        Hours of a night, above 0.
    nights
        How many nights; each has its own order, so that nobody learns it.
    seed
        Of the order.

    Returns
    -------
    plan
        Index start (HH:MM), a column a night (1, 2, ...): a place, or "break". In every round each place comes once, no
        place twice in a row; a lone place takes turns with "elsewhere, in sight".

    Raises
    ------
    SchemaError
        If there is no place, no night or no whole slot.

    References
    ----------
    Koper (1995), Justice Quarterly 12(4), 649-672: 10 to 15 minutes a visit, at unpredictable times. METHODS 9.
    """
    slots = math.floor(hours * 60 / SLOT)
    if not places or nights < 1 or slots < 1:
        raise SchemaError("a plan of visits needs a place, a night and a slot.")
    opens = clock(begins).hour * 60 + clock(begins).minute
    starts = [f"{(opens + SLOT * i) // 60 % 24:02d}:{(opens + SLOT * i) % 60:02d}" for i in range(slots)]
    rng = np.random.default_rng(seed)
    columns = {night: _one_night(list(places), slots, rng) for night in range(1, nights + 1)}
    return pd.DataFrame(columns, index=pd.Index(starts, name="start"))


def dose_visits(places: int, *, hours: float, nights: int, pairs: Sequence[int] = (1, 2, 3)) -> pd.DataFrame:
    """
    Say what a number of pairs delivers.

    Parameters
    ----------
    places
        How many.
    hours
        Hours of a night.
    nights
        How many.
    pairs
        Pairs of officers on duty at once.

    Returns
    -------
    dosage
        One row a number of pairs: `pairs`, `visits` (a night), `visits_place` (a night and place), `minutes` (of
        patrol, all nights), `share` (of a place's hours with officers there), `officer_hours` (all nights, breaks
        included).
    """
    slots = math.floor(hours * 60 / SLOT)
    visiting = slots - slots // (BREAK_EVERY + 1)
    rows = []
    for n in pairs:
        visits = n * visiting
        rows.append(
            {
                "pairs": n,
                "visits": visits,
                "visits_place": visits / places,
                "minutes": SLOT * visits * nights,
                "share": min(1.0, visits / places / slots),
                "officer_hours": n * PAIR * hours * nights,
            }
        )
    return pd.DataFrame(rows)


def _one_night(places: list[str], slots: int, rng: np.random.Generator) -> list[str]:
    turns = places if len(places) > 1 else [*places, ELSEWHERE]
    order: list[str] = []
    while len(order) < slots:
        round_ = [turns[i] for i in rng.permutation(len(turns))]
        if order and round_[0] == order[-1]:
            round_ = round_[1:] + round_[:1]
        order += round_
    visits = iter(order)
    return [BREAK if (i + 1) % (BREAK_EVERY + 1) == 0 else next(visits) for i in range(slots)]
