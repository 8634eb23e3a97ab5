"""Street Safe reports counted: by month, by reason, by night and day, by who answered."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from vawg_geo.base.facts import street_safe_table
from vawg_geo.base.periods import LONDON
from vawg_geo.measures.rates import share_intervals

NO_REASON, OTHER_WORDS = "no reason given", "another reason (not on the form)"
UNKNOWN = "not recorded"
WHEN = ("night", "day", UNKNOWN)
SEXES = {"F": "Women and girls", "M": "Men and boys"}  # what the form and the population tables write
_REASONS = r"[;|]"  # several reasons of one report stand between these


def reports_between(reports: pd.DataFrame, first: date, last: date) -> pd.DataFrame:
    """
    Pick the reports made from a first to a last day, both included.

    Parameters
    ----------
    reports
        The side table `street_safe`: `reported_on` (aware or London's).
    first, last
        Days.

    Returns
    -------
    picked
        Their rows.
    """
    when = pd.to_datetime(reports["reported_on"])
    when = when.dt.tz_convert(LONDON).dt.tz_localize(None) if when.dt.tz is not None else when
    return reports.loc[when.dt.normalize().between(pd.Timestamp(first), pd.Timestamp(last))]


def count_by_month(reports: pd.DataFrame, months: pd.Index) -> pd.Series:
    """
    Count reports by month.

    Parameters
    ----------
    reports
        `reported_on`.
    months
        Months written YYYY-MM.

    Returns
    -------
    n
        Reports, index `months`.
    """
    when = pd.to_datetime(reports["reported_on"])
    return when.dt.strftime("%Y-%m").value_counts().reindex(months, fill_value=0).astype("int64").rename("n")


def count_reasons(reports: pd.DataFrame) -> pd.DataFrame:
    """
    Count the reports that give each reason of the form, most first.

    Parameters
    ----------
    reports
        `reasons`: keys of the form between ";", or missing. A report may give several, so the counts may sum to more
        than the reports; one that gives a reason twice counts once.

    Returns
    -------
    reasons
        One row a reason of the form, then one for reasons not on it and one for reports that give none: `key`,
        `reason` (the form's words), `family` (environmental / behavioural / ""), `n` (reports), `of` (all reports),
        `share` with its 95 % Wilson interval `low`, `high`, `night`, `day`, `unknown` (of those n).
    """
    named = named_reasons(reports)
    form = street_safe_table()
    told = pd.DataFrame({"reason": form["label"], "family": form["family"]})
    other = form["label"].eq("Other")  # a bare "Other" says nothing in a ranking
    told.loc[other, "reason"] = told.loc[other, "reason"] + " (" + told.loc[other, "family"] + ")"
    extra = pd.DataFrame({"reason": [OTHER_WORDS, NO_REASON], "family": ["", ""]}, index=["other_words", "none"])
    told = pd.concat([told, extra])
    when = when_of(reports).reindex(named["report"]).to_numpy()
    counts = pd.crosstab(named["key"], pd.Categorical(when, WHEN), dropna=False).reindex(told.index, fill_value=0)
    table = told.assign(
        n=counts.sum(axis=1).astype("int64"),
        of=len(reports),
        night=counts["night"].astype("int64"),
        day=counts["day"].astype("int64"),
        unknown=counts[UNKNOWN].astype("int64"),
    )
    table = _with_share(table).rename_axis("key").reset_index()
    last = table["key"].isin(extra.index)
    order = table.assign(_last=last).sort_values(["_last", "n", "reason"], ascending=[True, False, True])
    return order.drop(columns="_last").reset_index(drop=True)


def named_reasons(reports: pd.DataFrame) -> pd.DataFrame:
    """
    Give every report one row for each reason it names.

    Parameters
    ----------
    reports
        `reasons`.

    Returns
    -------
    named
        `report` (its label in `reports`), `key` (of the form; "other_words" for what is not on it, "none" where no
        reason is given).
    """
    texts = reports["reasons"].astype("object").where(reports["reasons"].notna(), "")
    keys = texts.astype("str").str.split(_REASONS, regex=True).explode().str.strip()
    blank = keys.eq("")
    gives = keys.index[~blank].unique()
    known = keys.where(keys.isin(street_safe_table().index), "other_words").mask(blank, "none")
    named = pd.DataFrame({"report": known.index, "key": known.to_numpy()})
    return named[~((named["key"] == "none") & named["report"].isin(gives))].drop_duplicates().reset_index(drop=True)


def when_of(reports: pd.DataFrame) -> pd.Series:
    """
    Tell of each report whether it speaks of the night, of the day, or does not say.

    Parameters
    ----------
    reports
        `when`, if the force has it.

    Returns
    -------
    when
        "night", "day" or "not recorded", index of `reports`.
    """
    said = reports["when"].astype("str").str.strip().str.lower() if "when" in reports else pd.Series("", reports.index)
    return said.where(said.isin(WHEN), UNKNOWN).astype("str")


def count_when(reports: pd.DataFrame) -> pd.DataFrame:
    """
    Count reports that speak of the night, of the day, and that do not say.

    Parameters
    ----------
    reports
        `when`, if the force has it.

    Returns
    -------
    counts
        `when`, `n`, `of` (reports that say; the row "not recorded": all), `share`, `low`, `high` (95 % Wilson).
    """
    n = when_of(reports).value_counts().reindex(list(WHEN), fill_value=0)
    says = int(n["night"] + n["day"])
    table = pd.DataFrame({"n": n.astype("int64"), "of": [says, says, len(reports)]}, index=n.index)
    return _with_share(table).rename_axis("when").reset_index()


def count_respondents(reports: pd.DataFrame, population: pd.DataFrame | None) -> pd.DataFrame:
    """
    Set those who reported beside those who live there, by sex and age.

    Parameters
    ----------
    reports
        `respondent_sex` (F, M), `age_band` (a first and a last age, "55+"), where the force has them.
    population
        `area, sex, age_band, n`; None: the force has none, and shares of residents are missing.

    Returns
    -------
    groups
        Every sex by every age band of the reports, the youngest first, then the reports whose sex or age is not
        recorded: `group`, `sex`, `age`, `n`, `of` (reports whose sex and age are recorded), `share` with its 95 %
        Wilson interval, `residents` and `resident_share` (of residents in those bands), `ratio` (share / resident
        share: 1 = as many as live there).
    """
    sex, age = (_said(reports, name) for name in ("respondent_sex", "age_band"))
    bands = sorted(set(age) - {""}, key=_youngest)
    said = pd.Categorical(sex.where(sex.isin(list(SEXES))), list(SEXES))
    counts = pd.crosstab(said, pd.Categorical(age.where(age != ""), bands), dropna=False)
    counts = counts.reindex(index=list(SEXES), columns=bands, fill_value=0)
    living = _residents(population, bands)
    known = int(counts.to_numpy().sum())
    rows = [
        {"group": f"{words}, {band}", "sex": words, "age": band, "n": int(counts.loc[key, band]), "of": known,
         "residents": living.get((key, band), np.nan)}
        for key, words in SEXES.items()
        for band in bands
    ]  # fmt: skip
    lost = {"group": "Sex or age not recorded", "sex": UNKNOWN, "age": UNKNOWN, "n": len(reports) - known,
            "of": len(reports), "residents": np.nan}  # fmt: skip
    table = _with_share(pd.DataFrame([*rows, lost]))
    whole = table["residents"].sum(min_count=1)
    table["resident_share"] = table["residents"] / whole
    table["ratio"] = table["share"] / table["resident_share"]
    table.loc[table["group"] == lost["group"], ["resident_share", "ratio"]] = np.nan
    return table


def _said(reports: pd.DataFrame, column: str) -> pd.Series:
    if column not in reports:
        return pd.Series("", index=reports.index)
    return reports[column].astype("object").where(reports[column].notna(), "").astype("str").str.strip()


def _youngest(band: str) -> int:
    digits = "".join(c if c.isdigit() else " " for c in band).split()
    return int(digits[0]) if digits else 999


def _oldest(band: str) -> int:
    digits = "".join(c if c.isdigit() else " " for c in band).split()
    return int(digits[-1]) if digits and "+" not in band else 999


def _residents(population: pd.DataFrame | None, bands: list[str]) -> dict[tuple[str, str], float]:
    """Sum residents into the reports' bands; a population band must lie within one of them to be counted."""
    if population is None or population.empty:
        return {}
    held = population.groupby(["sex", "age_band"], as_index=False)["n"].sum()
    found: dict[tuple[str, str], float] = {}
    for sex, own, n in zip(held["sex"].astype("str"), held["age_band"].astype("str"), held["n"], strict=True):
        for band in bands:
            if _youngest(band) <= _youngest(own) and _oldest(own) <= _oldest(band):
                found[sex, band] = found.get((sex, band), 0.0) + float(n)
    return found


def _with_share(table: pd.DataFrame) -> pd.DataFrame:
    """Put the share of each count beside it, with its interval; nothing of nobody."""
    ends = share_intervals(table["n"], table["of"].where(table["of"] > 0, 1))
    shares = pd.DataFrame(
        {"share": table["n"] / table["of"].where(table["of"] > 0), "low": ends["low"], "high": ends["high"]}
    )
    shares[table["of"] == 0] = np.nan
    return table.join(shares)
