"""Repeat involvement as recorded: who was there before, and which two people meet again."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from vawg_geo.base.calls import checked
from vawg_geo.base.errors import SchemaError
from vawg_geo.base.profile import Profile
from vawg_geo.base.restricted import require_restricted
from vawg_geo.base.schema import Column, check_table
from vawg_geo.measures.counted_people import not_eliminated
from vawg_geo.measures.elapsed import DAY, utc_seconds

DAYS = 365  # METHODS 14
PEOPLE = {"incident": Column("text"), "pid": Column("text", null=True), "role": Column("text")}


@checked
def score_repeats(
    people: pd.DataFrame, *, times: pd.Series, role: str, observed_from: date, days: int = DAYS
) -> pd.DataFrame:
    """
    Say of each recorded involvement how often the same person was recorded in that role in the days before.

    Parameters
    ----------
    people
        One row a person and crime: `incident`, `pid` (pseudonym, missing = not identified), `role`. A person named
        twice in one crime counts once.
    times
        When each crime was recorded (or occurred), index = incident.
    role
        "victim" or "suspect".
    observed_from
        The first day the records cover.
    days
        How far back, at least 1.

    Returns
    -------
    repeats
        Index of `people`, only rows of the role with a pseudonym, each person once a crime: `incident`, `pid`,
        `earlier` (other crimes of the person strictly before this one, at most `days` back), `repeat` (at least
        one), `days_since` (elapsed days since the last one; NaN = none), `censored` (the records do not reach back
        `days`: "no repeat" may only mean "not seen"). `.attrs`: `unidentified` (rows of the role without a pseudonym,
        whose repeats nobody can see) and `without_time` (rows of crimes not in `times`). Leave censored
        rows out of a share, and print both numbers beside it.

    Raises
    ------
    SchemaError
        If a column is missing, a crime lies before `observed_from`, or an option is out of range.

    References
    ----------
    METHODS 14: recorded involvement only; nothing here predicts anything about a person.
    """
    if days < 1 or days % 1:
        raise SchemaError("days must be a whole number of days, at least 1.")
    rows, left_out = known_people(people, times, role)
    begin = int(utc_seconds(pd.Series([pd.Timestamp(observed_from)]), what="observed_from")[0])
    seconds = rows["seconds"].to_numpy(dtype="int64")
    if (seconds < begin).any():
        raise SchemaError(f"times must not lie before observed_from: {int((seconds < begin).sum())} rows do.")
    since = seconds - begin
    # One number orders by person, then by time: what lies before is found by two look-ups in the sorted list.
    stride = (int(since.max()) if len(rows) else 0) + (days + 1) * DAY
    key = pd.factorize(rows["pid"])[0].astype("int64") * stride + since + days * DAY
    order = np.sort(key)
    before, oldest = np.searchsorted(order, key), np.searchsorted(order, key - days * DAY)
    earlier = before - oldest
    last = order[np.maximum(before - 1, 0)] if len(rows) else key
    table = rows[["incident", "pid"]].assign(
        earlier=earlier,
        repeat=earlier > 0,
        days_since=np.where(earlier > 0, (key - last) / DAY, np.nan),
        censored=since < days * DAY,
    )
    table.attrs |= left_out
    return table


@checked
def find_dyads(
    people: pd.DataFrame, *, times: pd.Series, profile: Profile, least: int = 2, today: date | None = None
) -> pd.DataFrame:
    """
    List pairs of a victim and a suspect who were recorded together more than once.

    Parameters
    ----------
    people
        As for `score_repeats`; a suspect with `eliminated` set is left out.
    times
        When each crime was recorded (or occurred), index = incident.
    profile
        A restricted profile that is in force.
    least
        Crimes a pair must share, at least 1.
    today
        The clock's date; None asks the clock.

    Returns
    -------
    dyads
        One row a pair, most crimes first, then by pseudonyms: `victim`, `suspect`, `n` (crimes), `first`, `last`. A
        restricted table: pseudonyms stay inside, and a suspect is a suspect.

    Raises
    ------
    DisclosureError
        If the profile is not a restricted one that is in force.
    SchemaError
        If a column is missing or `least` is below 1.

    References
    ----------
    METHODS 14.
    """
    require_restricted(profile.restricted, today=today or date.today())  # noqa: DTZ011 - the day where it is read
    if least < 1:
        raise SchemaError("least must be at least 1.")
    sides = [known_people(people, times, role)[0] for role in ("victim", "suspect")]
    pairs = sides[0].merge(sides[1], on="incident", suffixes=("_victim", "_suspect"))
    pairs = pairs[pairs["pid_victim"] != pairs["pid_suspect"]]
    pairs = pairs.assign(when=times.reindex(pairs["incident"]).to_numpy())
    pairs = pairs.rename(columns={"pid_victim": "victim", "pid_suspect": "suspect"})
    dyads = pairs.groupby(["victim", "suspect"], as_index=False).agg(
        n=("incident", "size"), first=("when", "min"), last=("when", "max")
    )
    dyads = dyads[dyads["n"] >= least]
    return dyads.sort_values(["n", "victim", "suspect"], ascending=[False, True, True], ignore_index=True)


def known_people(people: pd.DataFrame, times: pd.Series, role: str) -> tuple[pd.DataFrame, dict[str, int]]:
    """
    Pick the identified people of one role, each once a crime, with the crime's moment.

    Parameters
    ----------
    people
        `incident`, `pid`, `role`, and `eliminated` where known (such rows are left out).
    times
        When each crime was, index = incident.
    role
        "victim" or "suspect".

    Returns
    -------
    rows, left_out
        `incident`, `pid`, `seconds` (UTC), index of `people`; and how many rows of the role have no pseudonym
        ("unidentified") or belong to a crime without a time, such as a quarantined one ("without_time").

    Raises
    ------
    SchemaError
        If a column is missing, the role is unknown or `times` names a crime twice.
    """
    check_table(people, PEOPLE, what="the table of people")
    if role not in ("victim", "suspect"):
        raise SchemaError('role must be "victim" or "suspect".')
    if times.index.has_duplicates:
        raise SchemaError("times must name each crime once in its index.")
    rows = not_eliminated(people[people["role"] == role])
    known = rows[rows["pid"].notna()].drop_duplicates(["incident", "pid"])
    when = times.reindex(known["incident"]).set_axis(known.index)
    left_out = {"unidentified": int(rows["pid"].isna().sum()), "without_time": int(when.isna().sum())}
    known, when = known[when.notna()], when[when.notna()]
    columns = {"incident": known["incident"], "pid": known["pid"], "seconds": utc_seconds(when, what="times")}
    return pd.DataFrame(columns), left_out
