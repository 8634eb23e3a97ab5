"""Repeat victims, suspects and pairs of the two, as counts: no person and no pair ever leaves this module."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from vawg_geo.base.among import among
from vawg_geo.base.errors import SchemaError
from vawg_geo.measures.people_concentration import measure_people
from vawg_geo.measures.repeat_windows import WINDOWS, count_repeats
from vawg_geo.measures.repeats import DAYS, known_people, score_repeats

WHO = ("victim", "suspect", "pair")
GAPS = {"up to 7 days": 7, "8 to 30 days": 30, "31 to 90 days": 90, "91 to 365 days": DAYS}
NO_GAP = "none in the 365 days before"


def count_windows(
    people: pd.DataFrame, *, times: pd.Series, first: date, last: date, windows: Sequence[int] = WINDOWS
) -> pd.DataFrame:
    """
    Count the involvements of a period with an earlier one, for victims, suspects and pairs.

    Parameters
    ----------
    people
        `incident`, `pid`, `role`, `eliminated` where known.
    times
        When each crime that counts was recorded, index = incident.
    first, last
        The period's days, both included.
    windows
        Days looked back.

    Returns
    -------
    repeats
        One row a kind of `WHO` and window: `who`, then the columns of `count_repeats`.
    """
    tables = [
        count_repeats(rows, times=times, role="victim", first=first, last=last, windows=windows).assign(who=who)
        for who, rows in _as_victims(people, times).items()
    ]
    return pd.concat(tables, ignore_index=True)


def count_gaps(people: pd.DataFrame, *, times: pd.Series, first: date, last: date) -> pd.DataFrame:
    """
    Count the involvements of a period by the days since the last earlier one.

    Parameters
    ----------
    people, times, first, last
        As for `count_windows`.

    Returns
    -------
    gaps
        One row a kind of `WHO` and band: `who`, `gap` (text), `n`; each kind's `n` sum to its involvements whose 365
        days before the records cover.
    """
    begin = times.min().tz_convert("Europe/London").date() if len(times) else first
    day = times.dt.tz_localize(None).dt.normalize()
    inside = day.index[day.between(pd.Timestamp(first), pd.Timestamp(last))]
    rows = []
    for who, own in _as_victims(people, times).items():
        scored = score_repeats(own, times=times, role="victim", observed_from=begin)
        scored = scored[among(scored["incident"], inside) & ~scored["censored"]]
        since, lower = scored["days_since"], -1.0
        for gap, most in GAPS.items():
            rows.append({"who": who, "gap": gap, "n": int(((since > lower) & (since <= most)).sum())})
            lower = most
        rows.append({"who": who, "gap": NO_GAP, "n": int((since.isna() | (since > DAYS)).sum())})
    return pd.DataFrame(rows)


def concentrate(people: pd.DataFrame, *, harm: pd.Series, role: str, seed: int = 0) -> pd.Series:
    """
    Measure how concentrated harm is over victims, suspects or pairs.

    Parameters
    ----------
    people
        As for `count_windows`.
    harm
        Known harm of each crime that counts, index = incident; crimes without a weight are left out.
    role
        A kind of `WHO`.
    seed
        Of the draws under chance.

    Returns
    -------
    concentration
        As of `measure_people`.

    Raises
    ------
    SchemaError
        If there is no such kind.
    """
    if role not in WHO:
        raise SchemaError(f"role must be one of {', '.join(WHO)}.")
    known = harm.dropna()
    times = pd.Series(pd.Timestamp("2000-01-01", tz="Europe/London"), index=known.index)
    rows = _as_victims(people, times)[role][["incident", "pid"]]
    return measure_people(rows.assign(harm=known.reindex(rows["incident"]).to_numpy()), seed=seed)


def _as_victims(people: pd.DataFrame, times: pd.Series) -> dict[str, pd.DataFrame]:
    """Give each kind as people of one role, so that what counts people counts pairs."""
    held = people[among(people["incident"], times.index)]
    sides = {role: known_people(held, times, role)[0] for role in ("victim", "suspect")}
    both = sides["victim"].merge(sides["suspect"], on="incident", suffixes=("_victim", "_suspect"))
    both = both[both["pid_victim"] != both["pid_suspect"]]
    both = both.assign(pid=both["pid_victim"] + "|" + both["pid_suspect"])
    return {
        who: rows[["incident", "pid"]].assign(role="victim").reset_index(drop=True)
        for who, rows in {**sides, "pair": both}.items()
    }
