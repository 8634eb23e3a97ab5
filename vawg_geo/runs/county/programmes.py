"""Who is referred to a programme: those recorded most in the year before, and nothing about what they do after it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from vawg_geo.runs.county.chance import Array, Bools, Floats, Ints, index, stream

AFTER_A_RUN = 0.92  # share of referrals that follow on recorded crimes; the others are of anybody
LATELY = 45  # days: the last crime is so recent
YEAR = 365  # days over which crimes are counted, and in which nobody is referred twice


def refer_after_runs(seed: int, text: pd.DataFrame, referrals: pd.DataFrame) -> pd.DataFrame:
    """
    Refer people at their worst: chance of being referred grows with the square of the crimes of the year before.

    Parameters
    ----------
    seed
        The county's seed.
    text
        The soiled extract.
    referrals
        `person_id`, `referred` (midnight) and more; earliest first.

    Returns
    -------
    referrals
        Another `person_id` in most rows. A referral changes nothing that is recorded later: whoever was picked because
        of a bad year has, on average, a better one after it.
    """
    rng = stream(seed, "programmes")
    who, day = _crimes(text)
    names, code = np.unique(who.astype(str), return_inverse=True)
    on = referrals["referred"].to_numpy().astype("datetime64[D]")
    planned = rng.random(len(on)) < AFTER_A_RUN
    person = referrals["person_id"].to_numpy(dtype=object).copy()
    referred = np.full(len(names), np.datetime64("1970-01-01", "D"))
    for at in np.flatnonzero(planned):
        free = (on[at] - referred).astype("int64") >= YEAR
        weights = _weights(code, (on[at] - day).astype("int64"), free)
        if weights.any():
            drawn = index(rng, weights, 1)[0]
            person[at], referred[drawn] = names[drawn], on[at]
    return referrals.assign(person_id=person)


def _crimes(text: pd.DataFrame) -> tuple[pd.Series[str], Array]:
    """Give suspect and day of recording of every crime against a woman or girl with a suspect."""
    kept = text["crime_number"].str.startswith("FN/") & (text["suspect_id"] != "") & (text["victim_sex"] == "F")
    crimes = text[kept].drop_duplicates("crime_number")
    recorded = pd.to_datetime(crimes["recorded"], format="%d/%m/%Y %H:%M")
    return crimes["suspect_id"], recorded.to_numpy().astype("datetime64[D]")


def _weights(code: Ints, ago: Ints, free: Bools) -> Floats:
    """Weigh everybody not referred yet by the crimes of the year before, if one of them is recent."""
    year, lately = (np.bincount(code[(ago >= 0) & (ago < days)], minlength=len(free)) for days in (YEAR, LATELY))
    weights: Floats = np.where(free & (lately > 0), year**2, 0).astype("float64")
    return weights
