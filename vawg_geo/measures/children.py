"""Child sexual abuse and exploitation: how each record is told apart."""

from __future__ import annotations

import numpy as np
import pandas as pd

from vawg_geo.base import ages
from vawg_geo.measures.counted_people import youngest_suspects

AGES = {"0 to 9": (0, 9), "10 to 12": (10, 12), "13 to 15": (13, 15), "16 to 17": (16, 17)}
UNKNOWN = "Not recorded"
PEER, ADULT, NOBODY = "Suspect aged 10 to 17", "Suspect aged 18 or over", "No suspect recorded"
AGELESS = "Suspect's age not recorded, or under 10"  # told apart: what is filled in counts those without any suspect
DELAYS = {"within a day": 1, "2 to 7 days": 7, "8 to 30 days": 30, "31 to 365 days": 365}
LATER = "more than a year"
POLICE = "Police"
ONLINE, IN_PERSON = "Online", "In person, or not recorded"
SETTINGS = {
    "Home": ("dwelling",),
    "Online": ("online",),
    "School": ("school",),
    "Street, park or car park": ("street", "open_space", "car_park"),
    "Shop, venue or transport": ("shop", "licensed", "takeaway", "transport", "taxi", "hotel_lobby"),
}
OTHER_SETTING = "Other, or not recorded"
FLAGGED, NOT_FLAGGED = "Flagged", "Not flagged, or not recorded"
_DAY = 86_400


def name_ages(age: pd.Series) -> pd.Series:
    """
    Name the age band of each victim.

    Parameters
    ----------
    age
        Years.

    Returns
    -------
    band
        A name of `AGES`; "Not recorded" where the age is missing or 18 and over.
    """
    tests = [age.between(low, high + 0.999).fillna(value=False) for low, high in AGES.values()]
    return pd.Series(np.select(tests, list(AGES), default=UNKNOWN), index=age.index)


def name_mode(rows: pd.DataFrame) -> pd.Series:
    """
    Tell online offences from the others.

    Parameters
    ----------
    rows
        `online` (flag, may be missing), `space`.

    Returns
    -------
    mode
        "Online", or "In person, or not recorded": how many are not recorded is a small number that would have to be
        hidden, and others with it.
    """
    net = rows["online"].astype("boolean").fillna(value=False) | rows["space"].eq("online").fillna(value=False)
    return pd.Series(np.where(net.astype(bool), ONLINE, IN_PERSON), index=rows.index)


def name_context(place_type: pd.Series, *, mode: pd.Series) -> pd.Series:
    """
    Name the setting of each offence, so coarsely that no place can be recognised.

    Parameters
    ----------
    place_type
        Words of `base.schema.PLACE_TYPES`, may be missing.
    mode
        As `name_mode` tells it: it alone says what is online, so that two tables differ by nobody.

    Returns
    -------
    setting
        A name of `SETTINGS`, or "Other, or not recorded".
    """
    held = {kind: name for name, kinds in SETTINGS.items() for kind in kinds}
    place = place_type.astype("object").mask(place_type.eq("online").fillna(value=False).astype(bool))
    return place.mask(mode.eq(ONLINE), "online").map(held).fillna(OTHER_SETTING)


def name_suspects(incidents: pd.Index, people: pd.DataFrame) -> pd.Series:
    """
    Tell each crime by its youngest known suspect.

    Parameters
    ----------
    incidents
        The crimes.
    people
        `incident`, `role`, `age`, `eliminated` where known; eliminated suspects are left out, and so are suspects
        recorded as under 10, whom the law does not hold responsible.

    Returns
    -------
    suspects
        Index `incidents`: "Suspect aged 10 to 17" (a child on a child), "Suspect aged 18 or over", that none has an
        age, or that none is recorded.
    """
    youngest, named = youngest_suspects(people, incidents)
    words = np.select([youngest < ages.ADULT, youngest >= ages.ADULT, named], [PEER, ADULT, AGELESS], default=NOBODY)
    return pd.Series(words, index=incidents)


def name_delay(rows: pd.DataFrame) -> pd.Series:
    """
    Name how long after the end of the offence it was recorded.

    Parameters
    ----------
    rows
        `occurred_to`, `recorded_on`.

    Returns
    -------
    delay
        A name of `DELAYS`, or "more than a year".
    """
    days = (rows["recorded_on"] - rows["occurred_to"]).dt.total_seconds() / _DAY
    tests = [days <= most for most in DELAYS.values()]
    return pd.Series(np.select(tests, list(DELAYS), default=LATER), index=rows.index)


def missing_near(rows: pd.DataFrame, missing: pd.DataFrame, *, days: int) -> pd.Series:
    """
    Tell the crimes whose victim was missing from home near the day of recording.

    Parameters
    ----------
    rows
        `victim` (pseudonym), `recorded_on`, index = incident.
    missing
        `person_id` (the same pseudonyms), `start`.
    days
        Before or after the recording.

    Returns
    -------
    near
        Boolean, index of `rows`; missing where the victim is not identified.
    """
    pairs = rows[["victim", "recorded_on"]].rename_axis("incident").reset_index().dropna(subset="victim")
    pairs = pairs.merge(missing[["person_id", "start"]], left_on="victim", right_on="person_id")
    close = (pairs["start"] - pairs["recorded_on"]).abs() <= pd.Timedelta(days=days)
    near = pd.Series(rows.index.isin(pairs.loc[close, "incident"]), index=rows.index, dtype="boolean")
    return near.mask(rows["victim"].isna())
