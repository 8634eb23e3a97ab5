"""What the study ranks: offences by area and month, and the true risk where it is known."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from vawg_geo.base.periods import LONDON, Month
from vawg_geo.measures.align import Floats
from vawg_geo.measures.evidence import Ints


@dataclass(frozen=True)
class Truth:
    """The risk that drew the offences; rows as the areas."""

    rate: Floats  # areas x months, expected offences a month
    severity: Floats  # expected harm of one offence, by area
    planted: dict[str, int]  # what was planted -> row of the area

    @cached_property
    def harm(self) -> Floats:
        """Expected harm, areas x months."""
        harm: Floats = self.rate * self.severity[:, None]
        return harm

    def top(self, month: int, length: int) -> Ints:
        """Rows of the places that truly are the most harmful in a month."""
        rows: Ints = np.argsort(-self.harm[:, month], kind="stable")[:length].astype("int64")
        return rows


@dataclass(frozen=True)
class Records:
    """Offences of one county: `area`, `harm` (NaN: no weight), `occurred_to`, `month` (0..), sorted by month."""

    name: str
    areas: pd.DataFrame  # index = code, sorted
    incidents: pd.DataFrame
    first: Month
    months: int
    strata: pd.Series | None = None
    truth: Truth | None = None

    def window(self, last: int, months: int) -> pd.DataFrame:
        """Return the offences of so many months that end with month `last`."""
        at = self.incidents["month"].to_numpy()
        first, end = np.searchsorted(at, [last - months + 1, last + 1])
        return self.incidents.iloc[first:end]

    def as_of(self, last: int) -> pd.Timestamp:
        """Return the moment month `last` is over."""
        return pd.Timestamp((self.first + (last + 1)).first, tz=LONDON)

    @cached_property
    def counts(self) -> Floats:
        """Offences, areas x months."""
        return self._table(np.ones(len(self.incidents)))

    @cached_property
    def harm(self) -> Floats:
        """Known harm, areas x months."""
        return self._table(self.incidents["harm"].fillna(0.0).to_numpy(dtype="float64"))

    def _table(self, values: Floats) -> Floats:
        rows = self.areas.index.get_indexer(pd.Index(self.incidents["area"]))
        cells = rows * self.months + self.incidents["month"].to_numpy()
        sums = np.bincount(cells, weights=values, minlength=len(self.areas) * self.months)
        table: Floats = sums.astype("float64").reshape(len(self.areas), self.months)
        return table
