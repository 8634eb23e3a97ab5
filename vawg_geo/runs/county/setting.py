"""The setting every stream of incidents is drawn in, and the rows they share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from vawg_geo.runs.county.chance import Array, Floats, Ints
from vawg_geo.runs.county.clock import draw_recorded, draw_spans
from vawg_geo.runs.county.places import Ground
from vawg_geo.runs.county.plan import Plan
from vawg_geo.runs.county.residents import Residents, adult_ages, victim_ages


@dataclass(frozen=True)
class Setting:
    """The county before anything happens in it."""

    ground: Ground
    plan: Plan
    venues: pd.DataFrame
    residents: Residents
    mix: pd.DataFrame

    def of_codes(self, column: str, code: Array) -> Array:
        """Look a column of the offence mix up for each row."""
        return self.mix[column].loc[code].to_numpy()

    def stranger_ages(self, rng: np.random.Generator, code: Array, middle: float) -> Ints:
        """Draw ages of victims outside the pool of residents."""
        return victim_ages(rng, self.of_codes("victim", code), adult_ages(rng, len(code), middle=middle))

    @property
    def pull(self) -> Floats:
        """How busy each area is at night, capped: the busiest are not as much busier by day."""
        busy: Floats = np.minimum(self.plan.usual, 60)
        return busy


def frame_rows(rng: np.random.Generator, moments: Array, kind: str, columns: dict[str, Any]) -> pd.DataFrame:
    """
    Frame one stream's rows: spans hidden around the moments, then the delay before recording.

    Parameters
    ----------
    rng
        The generator.
    moments
        When each happened.
    kind
        The kind of spans, also the stream's name.
    columns
        The other columns; what is left out is plain: nobody of the pool, nothing planted.

    Returns
    -------
    rows
        One row a moment.
    """
    start, end = draw_spans(rng, moments, kind)
    plain = {"stream": kind, "premises": "", "resident": -1, "planted": False, "protected": False}
    recorded = draw_recorded(rng, end)
    return pd.DataFrame({"start": start, "end": end, "recorded": recorded} | plain | columns)
