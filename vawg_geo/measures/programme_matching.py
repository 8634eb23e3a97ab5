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
_OWN, _OTHERS = (*_KEPT, "child", "aged"), (*_KEPT, "later", "who")
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
    nobody, none = _state(record, since, 0, 0), np.zeros(0, dtype="int64")
    own = [_pick(nobody, _OWN, none) | {"label": people.index[:0].to_numpy(), "others": none}]
    like = [_pick(nobody, _OTHERS, none) | {"set": people.index[:0].to_numpy()}]
    for day in sorted(set(people["day"].tolist())):
        group = people.index[people["day"] == day]
        state = _state(record, since, day, min(day + YEAR, end))
        mine = where[group].to_numpy()
        alike = _alike(state, mine, since > day)
        sizes = np.array([len(found) for found in alike])
        own.append(_pick(state, _OWN, mine) | {"label": group.to_numpy(), "others": sizes})
        enough = sizes >= FEWEST
        found = np.concatenate([none, *(one for one, kept in zip(alike, enough, strict=True) if kept)])
        like.append(_pick(state, _OTHERS, found) | {"set": np.repeat(group[enough].to_numpy(), sizes[enough])})
    others = _joined(like)
    mine_all = _joined(own).set_index("label").rename_axis(None).reindex(people.index)
    return mine_all, others.assign(pid=record.people[others["who"]]).drop(columns="who")


def _state(record: Involvement, since: Ints, day: int, until: int) -> dict[str, Any]:
    """Tell everybody's record before and after a day, and whether they were referred between."""
    who = np.arange(len(record.people))
    later = (since > day) & (since <= until)
    return record.before(day) | record.after(day, until) | {"later": later, "who": who}


def _pick(state: Mapping[str, Any], names: tuple[str, ...], at: Ints) -> dict[str, Any]:
    return {name: state[name][at] for name in names}


def _joined(parts: list[dict[str, Any]]) -> pd.DataFrame:
    return pd.DataFrame({name: np.concatenate([part[name] for part in parts]) for name in parts[0]})


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
        Index `COVARIATES`: `own`, `others` (mean of each person's others), `difference` (in standard deviations, the
        root of the mean of both groups' variances; NaN where nobody differs).

    References
    ----------
    Austin (2009), Statistics in Medicine 28, 3083-3107 (standardised differences).
    """
    names = list(COVARIATES)
    mine = own.loc[own.index.isin(others["set"]), names].astype("float64")
    held = others[names].astype("float64")
    weight = 1 / others.groupby("set")["n"].transform("size").to_numpy()[:, None]
    theirs = (held * weight).sum() / weight.sum()
    spread = np.sqrt((mine.var() + ((held - theirs) ** 2 * weight).sum() / weight.sum()) / 2)
    gap = (mine.mean() - theirs) / spread.where(spread > 0)
    return pd.DataFrame({"own": mine.mean(), "others": theirs, "difference": gap}).rename_axis("what")
