"""Records that cannot be true as they stand, or that deny one another: to be checked and corrected, never dropped."""

from __future__ import annotations

import pandas as pd

from vawg_geo.base.absences import CODE_NOT_STATED
from vawg_geo.base.ethnicity import CODES

STILL = 3  # years over which an age must change
OLDEST, CONSENT, RESPONSIBLE = 110, 16, 10  # years: an age beyond is an error; a partner's age; a suspect's, in law
_SEXES = ("F", "M", "X")
_PARTNERS = "partner|spouse|husband|wife|boyfriend|girlfriend"
_WOMEN = "wife|girlfriend|mother|daughter|sister|aunt|niece|grandmother|granddaughter"
_MEN = "husband|boyfriend|father|son|brother|uncle|nephew|grandfather|grandson"
_YEAR = pd.Timedelta(days=365.25)
RECORDS = (
    "age_zero", "too_old", "child_partner", "sexes_deny_relation", "victim_is_suspect", "suspect_too_young",
    "sex_not_listed", "ethnicity_not_listed",
)  # fmt: skip
PEOPLE = ("two_sexes", "two_ethnicities", "two_disabilities", "ages_apart", "age_stands_still")


def find_impossible(incidents: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """
    Find records that cannot be true as they stand.

    Parameters
    ----------
    incidents
        `victim_age`, `relationship`; index = incident.
    people
        Their people: `incident`, `pid`, `role`, `sex`, `age`, `ethnicity`.

    Returns
    -------
    found
        Index of `incidents`, a bool column a kind of `RECORDS`: a victim of age 0, which often stands for "not known";
        anybody beyond 110; a victim under 16 whose suspect is recorded as a partner; a relation that needs a woman (or
        a man) where everybody recorded is of the other sex; the same person as victim and suspect of one crime; a
        suspect under 10, whom no crime can be laid to; a sex or an ethnicity that is not in the code list.
    """
    ours = people[incidents.index.get_indexer(pd.Index(people["incident"])) >= 0]
    relation = incidents["relationship"].astype("str").fillna("").str.casefold()
    young = (incidents["victim_age"] < CONSENT).fillna(value=False)
    age = ours["age"].astype("float64")
    both = _several(ours["role"], [ours["incident"], ours["pid"]])
    strange = ours["ethnicity"].notna() & ~ours["ethnicity"].isin([*CODES, CODE_NOT_STATED])
    found = {
        "age_zero": (incidents["victim_age"] == 0).fillna(value=False),
        "too_old": _of(ours, age > OLDEST, incidents),
        "child_partner": young & relation.str.contains(_PARTNERS, regex=True),
        "sexes_deny_relation": _denied(relation, ours, _WOMEN, "F") | _denied(relation, ours, _MEN, "M"),
        "victim_is_suspect": pd.Series(
            incidents.index.isin(both[both].index.get_level_values("incident")), index=incidents.index
        ),
        "suspect_too_young": _of(ours, (ours["role"] == "suspect") & (age < RESPONSIBLE), incidents),
        "sex_not_listed": _of(ours, ours["sex"].notna() & ~ours["sex"].isin(_SEXES), incidents),
        "ethnicity_not_listed": _of(ours, strange, incidents),
    }
    return pd.DataFrame({name: found[name].astype(bool) for name in RECORDS}, index=incidents.index)


def find_denials(people: pd.DataFrame, days: pd.Series) -> pd.DataFrame:
    """
    Find people whose records deny one another.

    Parameters
    ----------
    people
        One row a person and crime, of one role: `incident`, `pid`, `sex`, `age`, `ethnicity`, `disability`.
    days
        Day of each record, index = incident; of crimes long past none is to be given, because the age may be of then.

    Returns
    -------
    found
        Index pid, people with more than one record: a bool column a kind of `PEOPLE`: two sexes; two ethnicities (not
        stated is none); disabled in one and not in another, which may be true; ages that differ and that no day of
        birth allows, by more than a year; an age that is the same in records three years apart, as where an extract
        gives the age of one day.
    """
    named = people[people["pid"].notna()]
    again = named[named.duplicated("pid", keep=False)]
    by = again["pid"]
    codes = again["ethnicity"].mask(again["ethnicity"] == CODE_NOT_STATED)
    day = again["incident"].map(days)
    age = again["age"].astype("float64")
    # Born after the day less age + 1 years, and not after the day less age years.
    born = pd.DataFrame({"first": day - (age + 1) * _YEAR, "last": day - age * _YEAR, "age": age, "day": day})
    ends = born.dropna().groupby(by).agg(["min", "max"])
    differ = ends[("age", "min")] < ends[("age", "max")]
    apart = ends[("first", "max")] - ends[("last", "min")] > _YEAR
    years = ends[("day", "max")] - ends[("day", "min")] >= STILL * _YEAR
    found = {
        "two_sexes": _several(again["sex"], by),
        "two_ethnicities": _several(codes, by),
        "two_disabilities": _several(again["disability"], by),
        "ages_apart": differ & apart,
        "age_stands_still": ~differ & years,
    }
    everybody = pd.Index(by.unique(), name="pid")
    return pd.DataFrame({name: one.reindex(everybody, fill_value=False).astype(bool) for name, one in found.items()})


def _several(values: pd.Series, by: pd.Series | list[pd.Series]) -> pd.Series:
    """Tell which groups hold more than one value; missing ones count for nothing."""
    kept = values.notna()
    code = pd.Series(pd.factorize(values)[0], index=values.index)[kept]
    keys = [key[kept] for key in by] if isinstance(by, list) else by[kept]
    ends = code.groupby(keys).agg(["min", "max"])
    several: pd.Series = ends["min"] < ends["max"]
    return several


def _of(people: pd.DataFrame, wrong: pd.Series, incidents: pd.DataFrame) -> pd.Series:
    crimes = pd.Index(people.loc[wrong.fillna(value=False).astype(bool), "incident"].unique())
    return pd.Series(incidents.index.isin(crimes), index=incidents.index)


def _denied(relation: pd.Series, people: pd.DataFrame, words: str, needed: str) -> pd.Series:
    """Tell where a relation names a woman (or a man) and everybody recorded, with a known sex, is not one."""
    named = relation.str.contains(rf"\b(?:ex-?|step-?)?(?:{words})\b", regex=True)
    sexes = people.groupby("incident")["sex"]
    lacking = (sexes.size() == sexes.count()) & ~people["sex"].eq(needed).fillna(value=False).groupby(
        people["incident"]
    ).any()
    both = _several(people["role"], people["incident"])  # with one person alone, the other may be she
    return named & (lacking & both).reindex(relation.index, fill_value=False).astype(bool)
