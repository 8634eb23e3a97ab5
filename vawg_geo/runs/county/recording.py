"""How characteristics are recorded: the words that stand for "not known", and one beat that stops asking."""

from __future__ import annotations

import numpy as np
import pandas as pd

from vawg_geo.runs.county import planted
from vawg_geo.runs.county.chance import pick, stream
from vawg_geo.runs.county.extract import STAMP

# What stands instead of a value that is blank, and of "not stated": words that read as the same figure.
INSTEAD = {"": {"": 0.7, "Unknown": 0.2, "Prefer not to say": 0.1}, "NS": {"NS": 0.75, "Prefer not to say": 0.25}}
_NO_CODE = {"ethnicity": {"": {"": 0.8, "Unknown": 0.2}, "NS": INSTEAD["NS"]}}


def vary_words(seed: int, purpose: str, table: pd.DataFrame, *, prefix: str = "") -> pd.DataFrame:
    """
    Write part of what is not known in the other ways that systems have for it.

    Parameters
    ----------
    seed, purpose
        The county's seed, and what the stream of chance is for.
    table
        Text; columns `<prefix>sex`, `<prefix>ethnicity`, `<prefix>disability`.
    prefix
        Of the columns.

    Returns
    -------
    table
        Only cells that were blank, or "not stated", have changed, and none of them into a value.
    """
    rng = stream(seed, purpose)
    changed = {}
    for name in ("sex", "ethnicity", "disability"):
        column = prefix + name
        written = table[column].to_numpy(dtype=object).copy()
        for was, words in _NO_CODE.get(name, INSTEAD).items():
            at = np.flatnonzero(written == was)
            written[at] = pick(rng, words, len(at))
        changed[column] = written
    return table.assign(**changed)


def record_ethnicity(seed: int, text: pd.DataFrame) -> pd.DataFrame:
    """
    Let one beat ask the victim's ethnicity less often from a month on, and another not at all in a single month.

    Parameters
    ----------
    seed
        The county's seed.
    text
        The clean extract.

    Returns
    -------
    text
        With blanks instead, and nothing else changed.
    """
    rng = stream(seed, "recording of ethnicity")
    month = pd.to_datetime(text["recorded"], format=STAMP, errors="coerce").dt.strftime("%Y-%m")
    silent = (text["beat"] == planted.ETHNICITY_BEAT) & (month >= planted.ETHNICITY_FROM)
    silent &= rng.random(len(text)) >= planted.ETHNICITY_LEFT
    beat, blip = planted.ETHNICITY_BLIP
    silent |= (text["beat"] == beat) & (month == blip)
    return text.assign(victim_ethnicity=text["victim_ethnicity"].mask(silent, ""))
