"""A change-sensitive rule: where a test finds a change, only the newest evidence speaks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from vawg_geo.measures.align import Floats
from vawg_geo.measures.change import compare_counts
from vawg_geo.runs.study.records import Records

LEAST = 5  # offences in either period; METHODS 6 never alerts on less


@dataclass(frozen=True)
class ChangeRule:
    """The last months against the twelve before them, by E-test; at most one place in so many is called by chance."""

    recent: int = 6  # months
    before: int = 12
    level: float = 0.01

    def changed(self, records: Records, lasts: list[int]) -> np.ndarray:
        """
        Tell which places the test calls changed, at the end of each month.

        Parameters
        ----------
        records
            The county.
        lasts
            Last months known (0..).

        Returns
        -------
        changed
            Areas x months of `lasts`, bool.

        References
        ----------
        Krishnamoorthy & Thomson (2004). METHODS 8.
        """
        tables = [self._counts(records.counts, last) for last in lasts]
        before, after = (np.column_stack([table[i] for table in tables]) for i in (0, 1))
        tested = np.maximum(before * self.recent / self.before, after) >= LEAST
        found = np.zeros(before.shape, dtype=bool)
        if tested.any():
            tests = compare_counts(
                pd.Series(before[tested]), pd.Series(after[tested]),
                exposure_before=self.before, exposure_after=self.recent,
            )  # fmt: skip
            found[tested] = (tests["p"] < self.level).to_numpy()
        return found

    def _counts(self, counts: Floats, last: int) -> tuple[Floats, Floats]:
        turn = last + 1 - self.recent
        return counts[:, turn - self.before : turn].sum(axis=1), counts[:, turn : last + 1].sum(axis=1)
