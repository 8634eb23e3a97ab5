"""Which of a record's seven fields are filled in: sex, age, ethnicity, disability, time, place, suspect."""

from __future__ import annotations

import pandas as pd

from vawg_geo.base.absences import CHARACTERISTICS, CODE_NOT_STATED
from vawg_geo.base.schema import Column, check_table
from vawg_geo.measures.cohort_rules import is_online, span_hours
from vawg_geo.measures.held_charts import chart_held
from vawg_geo.measures.rates import share_intervals

FIELDS = ("sex", "age", "ethnicity", "disability", "time", "place", "suspect")
CERTAIN_HOURS = 2.0  # a span this short names its hour, as in the data gate. METHODS 6.0
NOT_STATED = CODE_NOT_STATED  # asked and answered, yet nothing is known: the 18+1 code
_PEOPLE = {"incident": Column("text"), "role": Column("text")}


def mark_fields(incidents: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """
    Tell of each record which fields are filled in.

    Parameters
    ----------
    incidents
        Checked, located incidents.
    people
        One row a person and crime: `incident`, `role`, and where known `ethnicity`, `disability`, `eliminated`.

    Returns
    -------
    filled
        Index of `incidents`, a column a field (boolean): `ethnicity` and `disability` are filled in when they are
        known of every victim listed ("not stated" is not known), and missing where no victim is listed; `time` when
        the span is at most two hours; `place` when the coordinate is good, missing for an online offence, which has
        none; `suspect` when one is recorded and not eliminated.

    Raises
    ------
    SchemaError
        If a column of people is missing.

    References
    ----------
    METHODS 1, 6.0. PRODUCTS 4.1, section 2; 4.5 (blank and not stated kept apart).
    """
    check_table(people.reset_index(drop=True), _PEOPLE, what="the table of people")
    ours = people[incidents.index.get_indexer(pd.Index(people["incident"])) >= 0]
    victims = ours[ours["role"] == "victim"]
    placed = (incidents["geocode_quality"] == "good").fillna(value=False) & (incidents["located"] != "unlocated")
    known = {
        "sex": incidents["victim_sex"].notna(),
        "age": incidents["victim_age"].notna(),
        "ethnicity": _of_all(victims, "ethnicity").reindex(incidents.index),
        "disability": _of_all(victims, "disability").reindex(incidents.index),
        "time": span_hours(incidents) <= CERTAIN_HOURS,
        "place": placed.astype("boolean").mask(is_online(incidents)),
        "suspect": pd.Series(
            pd.Index(_suspects(ours)["incident"].unique()).get_indexer(incidents.index) >= 0, index=incidents.index
        ),
    }
    return pd.DataFrame({name: known[name].astype("boolean") for name in FIELDS}, index=incidents.index)


def mark_suspects(incidents: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """
    Tell of each record which characteristics of its suspects are filled in.

    Parameters
    ----------
    incidents
        Records; only the index is read.
    people
        As for `mark_fields`, with `sex` and `age` where they are known.

    Returns
    -------
    filled
        Index of `incidents`, a column a characteristic (boolean): True when it is known of every suspect listed and not
        eliminated, missing where none is.

    Raises
    ------
    SchemaError
        If a column of people is missing.

    References
    ----------
    PRODUCTS 4.5 (protected-characteristics review).
    """
    check_table(people.reset_index(drop=True), _PEOPLE, what="the table of people")
    ours = _suspects(people[incidents.index.get_indexer(pd.Index(people["incident"])) >= 0])
    known = {name: _of_all(ours, name).reindex(incidents.index).astype("boolean") for name in CHARACTERISTICS}
    return pd.DataFrame(known, index=incidents.index)


def count_fields(filled: pd.DataFrame, groups: pd.Series) -> pd.DataFrame:
    """
    Count filled-in fields by month, theme or team.

    Parameters
    ----------
    filled
        As `mark_fields` gives them; a missing value is not asked.
    groups
        The group of each row, index of `filled`; or of some rows more than once (themes).

    Returns
    -------
    counts
        One row a group and field that was asked at least once: `group`, `field`, `n` (asked), `filled`, `share`,
        `low`, `high` (Wilson, 95 %).

    References
    ----------
    Wilson (1927), JASA 22, 209-212. METHODS 4.
    """
    rows = filled.loc[groups.index]
    by = groups.to_numpy()
    asked, yes = rows.notna().groupby(by).sum(), rows.fillna(value=False).astype("int64").groupby(by).sum()
    parts = [pd.DataFrame({"field": field, "n": asked[field], "filled": yes[field]}) for field in asked.columns]
    long = pd.concat(parts).rename_axis("group").reset_index()
    long = long[long["n"] > 0].reset_index(drop=True).astype({"n": "int64", "filled": "int64"})
    return long.join(share_intervals(long["filled"], long["n"]))


def chart_fields(monthly: pd.DataFrame) -> pd.DataFrame:
    """
    Chart each field's completeness month by month.

    Parameters
    ----------
    monthly
        As `count_fields` gives them by month: every month held, so that the first of them set the limits.

    Returns
    -------
    chart
        The same rows with `centre`, `lower`, `upper` (p-prime chart) and `signal` (empty for none).

    References
    ----------
    Laney (2002), Quality Engineering 14(4), 531-537. METHODS 8.
    """
    parts = []
    for _, part in monthly.groupby("field", sort=False):
        rows = part.sort_values("group").set_index("group", drop=False)
        limits = chart_held(rows["filled"], chart="p'", sizes=rows["n"])
        limits = limits[["centre", "low", "high", "signal"]].rename(columns={"low": "lower", "high": "upper"})
        parts.append(rows.join(limits))
    if not parts:
        nothing = pd.Series(dtype="float64")
        return monthly.assign(centre=nothing, lower=nothing, upper=nothing, signal=pd.Series(dtype="str"))
    return pd.concat(parts, ignore_index=True)


def _of_all(people: pd.DataFrame, column: str) -> pd.Series:
    """Tell whether a characteristic is known of every one of these people of a crime."""
    if column not in people.columns:
        return pd.Series(data=False, index=pd.Index(people["incident"].unique()), dtype="boolean")
    known = people[column].notna() & ~people[column].astype("str").isin([NOT_STATED, ""])
    return known.groupby(people["incident"]).all().astype("boolean")


def _suspects(people: pd.DataFrame) -> pd.DataFrame:
    rows = people[people["role"] == "suspect"]
    if "eliminated" not in rows.columns:
        return rows
    return rows[~rows["eliminated"].astype("boolean").fillna(value=False).astype(bool)]
