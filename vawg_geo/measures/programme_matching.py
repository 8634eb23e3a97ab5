"""People like those referred, who were not: matched on the day of the referral by what was recorded till then."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from vawg_geo.base.calls import checked
from vawg_geo.base.schema import Column, check_table
from vawg_geo.measures.involvement import YEAR, Bools, Ints, Involvement

FEWEST = 5  # others a person must have, or they are held against nobody
GAPS = (29, 89, 179)  # days since the last crime: ends of the bands people are matched in
NEVER = np.iinfo("int64").max
COVARIATES = ("n", "gap", "da", "earlier", "harm", "male", "age")
_KEPT = ("events", "da_events", "first", "followed", *COVARIATES)
_OWN, _OTHERS = (*_KEPT, "child", "aged"), (*_KEPT, "later")
_PEOPLE = {"pid": Column("text"), "day": Column("count")}


@checked
def match_people(
    people: pd.DataFrame, record: Involvement, *, referred: pd.Series, last: date
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """
    Match to each person everybody with the same history that day who had not been referred to anything.

    The same history: as many recorded crimes in the year before, the last of them in the same band of days ago and
    also (or also not) domestic abuse; adults. They are followed over the same days, at most a year. Whoever is
    referred later stays: leaving them out would pick those who do well.

    Parameters
    ----------
    people
        `pid`, `day` (since 1970): one row a person referred.
    record
        Recorded involvement in scope; knows everybody of `people`.
    referred
        First referral of anybody to anything, days since 1970; index = pid.
    last
        The last day of the records.

    Returns
    -------
    own
        Index of `people`: `events`, `da_events`, `first` (days), `followed` (days), the columns of
        `Involvement.before`, and `others` (how many are like them).
    others
        One row a person and one like them: `set` (label of `people`), `pid`, the same columns, `later` (referred
        while followed); people with fewer than five like them have none.

    Raises
    ------
    SchemaError
        If a column is missing or broken.

    References
    ----------
    Danaei et al. (2013), Statistical Methods in Medical Research 22, 70-96 (a trial emulated on every day of entry).
    METHODS 14.
    """
    check_table(people, _PEOPLE, what="the table of people referred")
    end = int(np.datetime64(last, "D").astype("int64"))
    since = referred.reindex(record.people, fill_value=NEVER).to_numpy()
    where = pd.Series(record.people.get_indexer(pd.Index(people["pid"])), index=people.index)
    nobody = record.before(0) | record.after(0, 0) | {"later": np.zeros(len(record.people), dtype=bool)}
    own = [_pick(nobody, _OWN, []).assign(others=0)]
    others = [_pick(nobody, _OTHERS, []).assign(set=people.index[:0], pid="")]
    for day in sorted(set(people["day"].tolist())):
        group, until = people[people["day"] == day], min(day + YEAR, end)
        state = record.before(day) | record.after(day, until) | {"later": (since > day) & (since <= until)}
        mine = where[group.index].to_numpy()
        alike = _alike(state, mine, since > day)
        own.append(_pick(state, _OWN, mine).set_axis(group.index).assign(others=[len(found) for found in alike]))
        others += [
            _pick(state, _OTHERS, found).assign(set=label, pid=record.people[found])
            for label, found in zip(group.index, alike, strict=True)
            if len(found) >= FEWEST
        ]
    return pd.concat(own).reindex(people.index), pd.concat(others, ignore_index=True)


def _pick(state: Mapping[str, Any], names: tuple[str, ...], at: Ints | list[int]) -> pd.DataFrame:
    where = np.asarray(at, dtype="int64")
    return pd.DataFrame({name: state[name][where] for name in names})


def _alike(state: Mapping[str, Any], mine: Ints, free: Bools) -> list[Ints]:
    """Find for each person everybody free that day with the same history; who was referred is never free."""
    able = free & (state["n"] > 0) & ~state["child"] & state["aged"]
    band = np.searchsorted(GAPS, state["gap"], side="left")
    key = (state["n"] * (len(GAPS) + 1) + band) * 2 + state["da"]
    return [np.flatnonzero(able & (key == key[at])) for at in mine]


def compare_balance(own: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    """
    Compare what was known that day of people referred and of those like them.

    Parameters
    ----------
    own, others
        As `match_people` gives them; people without others are left out.

    Returns
    -------
    balance
        Index `COVARIATES`: `own`, `others` (mean of each person's others), `difference` (in standard deviations of
        those referred; NaN where these do not differ).

    References
    ----------
    Austin (2009), Statistics in Medicine 28, 3083-3107 (standardised differences).
    """
    names = list(COVARIATES)
    mine = own.loc[own.index.isin(others["set"]), names].astype("float64")
    theirs = others.groupby("set")[names].mean().astype("float64").mean()
    spread = mine.std()
    gap = (mine.mean() - theirs) / spread.where(spread > 0)
    return pd.DataFrame({"own": mine.mean(), "others": theirs, "difference": gap}).rename_axis("what")
