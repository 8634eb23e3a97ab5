"""Which themes a record belongs to: several or none, from its strand, code and flags."""

from __future__ import annotations

import numpy as np
import pandas as pd

from vawg_geo.base.schema import NTE_PLACE_TYPES

# Theme -> strands, codes and flags that put a record into it. Themes overlap; totals count a record once (METHODS 1).
# Themes are words for people; scope and weight never depend on them.
THEMES: dict[str, dict[str, tuple[str, ...]]] = {
    "child_sexual": {
        "strand": ("child_sexual_abuse", "child_sexual_exploitation", "sexual_assault_child"),
        "flag": ("cse",),
    },
    "coercive": {"strand": ("controlling_coercive",)},
    "da": {"strand": ("controlling_coercive",), "flag": ("da",)},
    "exposure": {"strand": ("exposure_voyeurism",)},
    "harassment": {"code": ("8L", "8M")},
    "hate": {"flag": ("hate",)},
    "hba": {"strand": ("hba_fgm_fm",), "flag": ("hbv",)},
    "online": {"strand": ("online_communications", "image_based_abuse"), "flag": ("online",)},
    "rape": {"strand": ("rape", "rape_male_victim")},
    "sexual": {
        "strand": (
            "rape", "rape_male_victim", "sexual_assault", "sexual_assault_male_victim", "sexual_assault_child",
            "child_sexual_abuse", "child_sexual_exploitation", "sexual_mental_disorder", "other_sexual",
            "exposure_voyeurism", "image_based_abuse",
        ),
    },
    "spiking": {"strand": ("spiking",), "flag": ("spiking",)},
    "stalking": {"code": ("8Q",), "flag": ("stalking",)},
    "trafficking": {"strand": ("trafficking_sexual", "modern_slavery")},
    "violence": {
        "strand": (
            "violence_with_injury", "violence_without_injury", "serious_violence", "strangulation", "homicide",
            "homicide_attempt", "threats",
        ),
    },
}  # fmt: skip
_PRIVATE = ("dwelling", "school", "work", "hospital", "prison", "police_station")


def name_themes(incidents: pd.DataFrame) -> pd.Series:
    """
    Name each record's themes.

    Parameters
    ----------
    incidents
        `strand`, `offence_code` and the flags.

    Returns
    -------
    themes
        Words in alphabetical order joined by ";", "" when none.

    References
    ----------
    METHODS 1: themes overlap. Which strand belongs to which theme is a judgement.
    """
    bits = np.zeros(len(incidents), dtype="int64")
    for number, rule in enumerate(THEMES.values()):
        bits |= _member(incidents, rule).astype("int64") << number
    words = {
        value: ";".join(theme for number, theme in enumerate(THEMES) if value >> number & 1)
        for value in np.unique(bits)
    }
    return pd.Series(bits, index=incidents.index).map(words).astype("str").rename("themes")


def name_space(place_type: pd.Series, online: pd.Series) -> pd.Series:
    """
    Say whether a record happened in public, in private or online.

    Parameters
    ----------
    place_type
        Words of `base.schema.PLACE_TYPES`.
    online
        The online flag.

    Returns
    -------
    space
        "public", "private", "online"; missing where the place type is missing or "other".

    References
    ----------
    METHODS 1.
    """
    net = online.fillna(value=False).astype(bool) | place_type.eq("online").fillna(value=False)
    public, private = place_type.isin([*NTE_PLACE_TYPES, "shop"]), place_type.isin(_PRIVATE)
    words = np.select([net, public, private], ["online", "public", "private"], default="")
    return pd.Series(words, index=place_type.index, dtype="str", name="space").replace("", pd.NA)


def _member(incidents: pd.DataFrame, rule: dict[str, tuple[str, ...]]) -> np.ndarray:
    found = incidents["strand"].isin(rule.get("strand", ())) | incidents["offence_code"].isin(rule.get("code", ()))
    for flag in rule.get("flag", ()):
        found |= incidents[flag].fillna(value=False).astype(bool)
    return found.to_numpy(dtype=bool)
