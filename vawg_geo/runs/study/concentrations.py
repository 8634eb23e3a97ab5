"""How the counties differ: concentration of offences, and how few places hold the harm."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from vawg_geo.measures.concentration import measure_concentration
from vawg_geo.measures.shrinkage import Prior
from vawg_geo.runs.study.lists import TOP
from vawg_geo.runs.study.records import Records


def describe_county(records: Records, county: int) -> Iterator[dict[str, object]]:
    """
    Describe one county by its last twelve months, and by its truth where that is known.

    Parameters
    ----------
    records
        The county.
    county
        Its number.

    Yields
    ------
    row
        `world`, `county`, `what`, `value`. What: "offences a year"; "shape" (m2/A of METHODS 4: small = concentrated);
        "places holding half" (share of places); "top ten's offences" (recorded, the best ten); "top ten's true harm";
        "severity differs" (coefficient of variation of places' true mean harm).
    """
    year = records.counts[:, -12:].sum(axis=1)
    prior = Prior.fit(year, np.ones(len(year)))
    half = measure_concentration(pd.Series(year, index=records.areas.index))["units_for_50"]
    figures = {
        "offences a year": year.sum(),
        "shape": prior.mean**2 / prior.spread if prior.spread else np.nan,
        "places holding half": half,
        "top ten's offences": np.sort(year)[::-1][:TOP].sum() / year.sum(),
    }
    if records.truth is not None:
        harm, severity = records.truth.harm[:, -1], records.truth.severity
        figures["top ten's true harm"] = np.sort(harm)[::-1][:TOP].sum() / harm.sum()
        figures["severity differs"] = severity.std() / severity.mean()
    for what, value in figures.items():
        yield {"world": records.name, "county": county, "what": what, "value": float(value)}
