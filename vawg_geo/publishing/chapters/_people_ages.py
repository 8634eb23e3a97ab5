"""Victims by age and sex, beside the residents of the same age and sex."""

from __future__ import annotations

import pandas as pd

from vawg_geo.measures.cohort_rules import in_offence_scope
from vawg_geo.measures.rates import rate_intervals
from vawg_geo.measures.residents import band_ends, name_bands, pick_residents
from vawg_geo.measures.scoped import in_themes
from vawg_geo.publishing.pictures.pyramid import draw_pyramid
from vawg_geo.publishing.report.blocks import Column, Picture
from vawg_geo.publishing.report.study import Study

ALL_AGES, NO_AGE = "All ages", "Age not recorded"
_BANDS = ["0-9", "10-15", "16-17", "18-24", "25-34", "35-44", "45-54", "55-64", "65+"]
_SEXES = {"female": "F", "male": "M"}
_PER = 1_000
STRICT = 10  # a profile that hides places below so many hides people of an age below it too: children. METHODS 12


def age_table(study: Study) -> str:
    """
    Count victims by age and sex and set them beside residents.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    name
        Of the table: age, and for female and male: count, residents, rate a year with its interval; other (sex of
        neither, or not recorded). Those the scope counts are the records in scope; those it does not count are the
        victims of the same offences at the same ages, for comparison.
    """
    population = study.case.tables.get("population")
    bands = _BANDS if population is None else sorted(population["age_band"].unique(), key=band_ends)
    scope = study.profile.scope
    bands = [band for band in bands if band_ends(band)[0] >= scope.min_age and band_ends(band)[0] <= scope.max_age]
    rows = _asked(study)
    age = name_bands(rows["victim_age"], bands).fillna(NO_AGE)
    rows, age = rows[(age != NO_AGE) | rows["victim_age"].isna()], age[(age != NO_AGE) | rows["victim_age"].isna()]
    inside = study.now.index.get_indexer(rows.index) >= 0
    order = [*bands, NO_AGE, ALL_AGES]
    table = pd.DataFrame({"age": order}, index=order)
    for name, sex in _SEXES.items():
        counted = (rows["victim_sex"] == sex).fillna(value=False)
        if sex == scope.victim_sex or not scope.victim_sex:
            counted = counted & inside
        table[name] = _counts(age[counted.astype(bool)], order)
        table[f"{name}_residents"] = _residents(population, sex, bands).reindex(order).astype("float64")
    other = ~rows["victim_sex"].isin(list(_SEXES.values()))
    table["other"] = _counts(age[other & inside if not scope.victim_sex else other], order)
    for name in _SEXES:
        table = table.join(_rates(table[name], table[f"{name}_residents"], study.written.months / 12, name))
    return study.book.put(
        "victims_ages", hide_ages(table, study.written.least), key="age",
        how="victims of records of the period by recorded age; per 1,000 residents of that age and sex a year, exact "
        "Poisson interval, METHODS 4", source="incidents, population",
    )  # fmt: skip


def ages_picture(study: Study, name: str) -> Picture:
    """Draw the pyramid of rates, its figures folded below it."""
    table = study.book.entries[name].table.set_index("age")
    rated = table.loc[[age for age in table.index if age not in (NO_AGE, ALL_AGES)]]
    drawn = pd.DataFrame({"female": rated["female_rate"], "male": rated["male_rate"]})
    return Picture(
        draw_pyramid(
            drawn, title="Victims per 1,000 residents a year, by age", of="Victims per 1,000 residents a year"
        ),
        study.say("victims.pyramid"), name,
        (
            Column("age", "Age", "text"), Column("female", "Women and girls"), Column("female_residents", "Residents"),
            Column("female_rate", "Per 1,000", "number1", "female_low", "female_high"),
            Column("male", "Men and boys"), Column("male_rate", "Per 1,000", "number1", "male_low", "male_high"),
            Column("other", "Other or not recorded"),
        ),
        note=study.say("victims.ages_note" if study.profile.scope.victim_sex else "victims.ages_note_all"),
    )  # fmt: skip


def _asked(study: Study) -> pd.DataFrame:
    """Return the period's live records of these offences, whoever the victim is, of the ages asked for."""
    rows = study.case.incidents
    day = rows["recorded_on"].dt.tz_localize(None).dt.normalize()
    rows = rows[day.between(pd.Timestamp(study.period[0]), pd.Timestamp(study.period[1])) & (rows["status"] == "live")]
    rows = rows[in_offence_scope(rows, study.profile) & in_themes(rows, study.profile)]
    scope = study.profile.scope
    asked: pd.DataFrame = rows[rows["victim_age"].isna() | rows["victim_age"].between(scope.min_age, scope.max_age)]
    return asked


def _counts(age: pd.Series, order: list[str]) -> pd.Series:
    n = age.value_counts().reindex(order, fill_value=0).astype("int64")
    n[ALL_AGES] = len(age)
    return n


def _residents(population: pd.DataFrame | None, sex: str, bands: list[str]) -> pd.Series:
    if population is None:
        return pd.Series(dtype="Int64")
    picked = pick_residents(population[population["age_band"].isin(bands)], sex=sex)
    n = picked.groupby("age_band")["n"].sum().astype("Int64")
    n[ALL_AGES] = int(n.sum())
    return n


def _rates(n: pd.Series, residents: pd.Series, years: float, name: str) -> pd.DataFrame:
    known = residents.notna() & (residents.fillna(0) > 0)
    rates = rate_intervals(n[known], residents[known].astype("float64") * years, per=_PER)
    named: pd.DataFrame = rates.reindex(n.index).add_prefix(f"{name}_")
    return named


def suspect_ages(study: Study, suspects: pd.DataFrame) -> str:
    """
    Count the people recorded as suspects in the period by age and sex.

    Parameters
    ----------
    study
        The profile under study.
    suspects
        Those of the period; an identified person counts once, by the first crime of the period; of the others each
        row is one.

    Returns
    -------
    name
        Of the table: age, people, female, male, other, residents and rates of both sexes; rows "Under 18" and "All
        ages" sum up.
    """
    population = study.case.tables.get("population")
    bands = _BANDS if population is None else sorted(population["age_band"].unique(), key=band_ends)
    order = [*bands, NO_AGE, "Under 18", ALL_AGES]
    first = suspects.sort_values(["day", "incident"], kind="stable")
    people = first[~(first["pid"].notna() & first.duplicated("pid"))]
    age = name_bands(people["age"], bands).fillna(NO_AGE)
    young = (people["age"] < 18).fillna(value=False).astype(bool)  # noqa: PLR2004 - a child in law
    table = pd.DataFrame({"age": order, "people": _counts(age, order)}, index=order)
    table.loc["Under 18", "people"] = int(young.sum())
    for name, sex in _SEXES.items():
        its = (people["sex"] == sex).fillna(value=False).astype(bool)
        table[name] = _counts(age[its], order)
        table.loc["Under 18", name] = int((its & young).sum())
        table[f"{name}_residents"] = _residents(population, sex, bands).reindex(order).astype("float64")
        table = table.join(_rates(table[name], table[f"{name}_residents"], study.written.months / 12, name))
    table["other"] = table["people"] - table["female"] - table["male"]
    return study.book.put(
        "suspects_ages", hide_ages(table, study.written.least), key="age",
        how="people recorded as a suspect in records in scope in the period, an identified person once; per 1,000 "
        "residents of that age and sex a year, METHODS 4", source="people, population",
    )  # fmt: skip


def hide_ages(table: pd.DataFrame, least: int) -> pd.DataFrame:
    """
    Hide small counts of people of an age and sex where a profile protects people so.

    Parameters
    ----------
    table
        Index age band, then totals; counts `female`, `male`, `other`, where there are any `people`, and rates.
    least
        The profile's; below 10 nothing is hidden, because the table speaks of the whole force.

    Returns
    -------
    shown
        Counts from 1 to one below `least` are missing, with their rates; where one of a column would be told by its
        total, the next smallest too. The sums of sexes by band, and the row of those under 18, go with them.
    """
    if least < STRICT:
        return table
    bands = [age for age in table.index if age not in (ALL_AGES, "Under 18")]
    shown, any_hidden = table.copy(), False
    for name in ("female", "male", "other"):
        few = table[name].between(1, least - 1)
        inner = few.loc[bands]
        rest = table.loc[bands, name][~inner & (table.loc[bands, name] > 0)]
        if inner.sum() == 1 and len(rest):
            few |= table[name].eq(rest.min()) & table.index.isin(bands)
        few |= (table.index == "Under 18") & bool(few.loc[bands].any())
        any_hidden |= bool(few.any())
        shown[name] = table[name].astype("Int64").mask(few)
        for rate in ("rate", "low", "high"):
            if f"{name}_{rate}" in table.columns:
                shown[f"{name}_{rate}"] = table[f"{name}_{rate}"].mask(few)
    if "people" in table.columns:
        gone = table["people"].between(1, least - 1) | (any_hidden & (table.index != ALL_AGES))
        shown["people"] = table["people"].astype("Int64").mask(gone)
    return shown
