"""Ways of listing places: shrunk harm under a setting, and the plain sums it must beat."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from vawg_geo.measures.align import Floats
from vawg_geo.measures.evidence import Ints
from vawg_geo.measures.origins import YEAR_DAYS, yearly_factor
from vawg_geo.measures.ranking import score_harm
from vawg_geo.runs.county.chance import stream
from vawg_geo.runs.study.records import Records

TOP = 10
MONTH_DAYS = YEAR_DAYS / 12
Method = Callable[[Records, int], Floats]  # the county and the last month known -> a value an area, more = worse


@dataclass(frozen=True)
class Setting:
    """How shrunk harm is computed; the defaults are the product's. METHODS 5."""

    k: float = 15.0
    half_life_months: float | None = 12.0
    strata: bool = True
    months: int = 36

    def scores(self, records: Records, last: int) -> pd.DataFrame:
        """Score the areas by what was known at the end of month `last`; figures are a year's."""
        fading = None if self.half_life_months is None else self.half_life_months * MONTH_DAYS
        months = min(self.months, last + 1)
        scores = score_harm(
            records.window(last, months), records.areas, k=self.k, as_of=records.as_of(last), half_life_days=fading,
            strata=records.strata if self.strata else None,
        )  # fmt: skip
        yearly = 12 / months
        if fading is not None:
            yearly = yearly_factor(evidence_months=months, half_life_days=round(fading))
        return scores.assign(shrunk_harm=scores["shrunk_harm"] * yearly, expected_n=scores["expected_n"] * yearly)


def shrunk(setting: Setting | None = None) -> Method:
    """Rank by shrunk harm."""
    chosen = setting or Setting()
    return lambda records, last: chosen.scores(records, last)["shrunk_harm"].to_numpy(dtype="float64")


def shrunk_count(setting: Setting | None = None) -> Method:
    """Rank by the shrunk, faded count: severity is left out."""
    chosen = setting or Setting()
    return lambda records, last: chosen.scores(records, last)["expected_n"].to_numpy(dtype="float64")


def raw_harm(months: int) -> Method:
    """Rank by the harm of the last months."""
    return lambda records, last: _sum(records.harm, last, months)


def count(months: int) -> Method:
    """Rank by the offences of the last months."""
    return lambda records, last: _sum(records.counts, last, months)


def first_rows(values: Floats, *, seed: int, top: int = TOP) -> Ints:
    """
    List the first places by value; ties by chance, because an order by code would make lists look stable.

    Parameters
    ----------
    values
        One number an area.
    seed
        Of the ties.
    top
        Length of the list.

    Returns
    -------
    rows
        At most `top` rows, the first place first; a place with nothing is never listed.
    """
    chance = stream(seed, "ties").random(len(values))
    order = np.lexsort((chance, -np.round(values, 9)))[:top]
    rows: Ints = order[values[order] > 0]
    return rows


def _sum(table: Floats, last: int, months: int) -> Floats:
    total: Floats = table[:, max(last - months + 1, 0) : last + 1].sum(axis=1)
    return total
