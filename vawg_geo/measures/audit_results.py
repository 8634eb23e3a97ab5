"""The frame of an audit of outcomes, and what was found wrong in the crimes drawn from it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

import numpy as np
import pandas as pd
from scipy import stats

from vawg_geo.base.among import among
from vawg_geo.base.periods import Month
from vawg_geo.base.schema import Column, check_table
from vawg_geo.measures.completeness import audit_interval
from vawg_geo.measures.rates import one_tail

FEWEST = 10  # crimes checked below which no share is told
OTHER = "other"
_ANSWERS = {"incident": Column("text"), "question": Column("text"), "answer": Column("text")}


def frame_outcomes(
    outcomes: pd.DataFrame, *, crimes: pd.Index, codes: Collection[str], first: date, last: date
) -> pd.Series:
    """
    Find the crimes that stood closed with one of some outcomes as a period ended, the outcome given in it.

    Parameters
    ----------
    outcomes
        History: `incident`, `code`, `date`.
    crimes
        Crimes that are audited.
    codes
        Outcome codes.
    first, last
        The period's days, both included. What came after it changes nothing, so a frame stays what it was.

    Returns
    -------
    code
        The outcome, index = incident, sorted. Of several on one day the highest text counts.
    """
    day = outcomes["date"].dt.tz_localize(None).dt.normalize()
    known = outcomes[among(outcomes["incident"], crimes) & (outcomes["code"] != "0") & (day <= pd.Timestamp(last))]
    known = known.assign(day=day).sort_values(["incident", "day", "code"])
    standing = known.drop_duplicates("incident", keep="last").set_index("incident")
    inside = standing["code"].isin(list(codes)) & (standing["day"] >= pd.Timestamp(first))
    code: pd.Series = standing.loc[inside, "code"].astype("str")
    return code


def first_theme(themes: pd.Series, *, order: Sequence[str]) -> pd.Series:
    """
    Name the first of some themes that each record has.

    Parameters
    ----------
    themes
        Words joined by ";".
    order
        Themes, the one that goes before first.

    Returns
    -------
    theme
        One of `order`, or "other"; index of `themes`.
    """
    held = {text: set(str(text).split(";")) for text in themes.unique()}
    chosen = {text: next((theme for theme in order if theme in own), OTHER) for text, own in held.items()}
    return themes.map(chosen).astype("str")


def seed_of(seed: int, month: Month) -> int:
    """
    Give the seed of a month's draw: the profile's, then the month, such as 202203 for a seed of 0.

    Parameters
    ----------
    seed
        The profile's, at least 0.
    month
        The last month of the period.

    Returns
    -------
    seed
        Another for every seed and month.
    """
    return seed * 1_000_000 + month.year * 100 + month.number


def judge_answers(
    answers: pd.DataFrame, *, values: Mapping[tuple[str, str], float]
) -> tuple[pd.DataFrame, dict[str, int]]:
    """
    Tell which crimes an audit found wrong, question by question.

    Parameters
    ----------
    answers
        One row an answer: `incident`, `question`, `answer`.
    values
        Question and answer (in small letters) to 1 (an error), 0 (none) or NaN (says nothing, such as not applicable).

    Returns
    -------
    judged
        Index incident, a column a question: 1 wrong, 0 right, NaN no answer that counts.
    left
        What could not be used: `unknown` (an answer that no question has), `again` (rows of a question and crime that
        was answered before; where they differ the crime counts as wrong).

    Raises
    ------
    SchemaError
        If a column is missing or broken.
    """
    check_table(answers, _ANSWERS, what="the table audits")
    keys = list(zip(answers["question"], answers["answer"].str.strip().str.lower(), strict=True))
    value = pd.Series([values.get(key, np.nan) for key in keys], index=answers.index, dtype="float64")
    rows = answers.assign(value=value)[value.notna()]
    judged = rows.groupby(["incident", "question"])["value"].max().reset_index()
    judged = judged.pivot_table(index="incident", columns="question", values="value", aggfunc="max")
    judged = judged.reindex(columns=list(dict.fromkeys(question for question, _ in values))).rename_axis(columns=None)
    left = {"unknown": sum(key not in values for key in keys), "again": _again(rows)}
    return judged, left


def _again(rows: pd.DataFrame) -> int:
    return int(rows.duplicated(["incident", "question"]).sum())


def score_strata(wrong: pd.Series, strata: pd.Series, *, fewest: int = FEWEST) -> pd.DataFrame:
    """
    Give the share found wrong in each stratum, with an interval that knows how many crimes there were.

    Parameters
    ----------
    wrong
        1, 0 or NaN, index = incident; crimes that are in no stratum are left out.
    strata
        Stratum of every crime of the frame, index = incident.
    fewest
        Crimes checked below which no share is told.

    Returns
    -------
    scored
        Index stratum, sorted: `n` (checked), `x` (wrong), `population`, `share`, `low`, `high` (missing below
        `fewest`).

    References
    ----------
    METHODS 10: audit sample; Cochran (1977), Sampling Techniques, 2.6.
    """
    checked = wrong.dropna().reindex(strata.index).dropna()
    own = strata.reindex(checked.index)
    counts = pd.DataFrame(
        {"n": checked.groupby(own).size(), "x": checked.groupby(own).sum(), "population": strata.value_counts()}
    )
    counts = counts.fillna(0).astype("int64").rename_axis("stratum").sort_index()
    shares = audit_interval(counts["x"], counts["n"], population=counts["population"])
    return counts.join(shares.where(counts["n"] >= fewest))


def weigh_strata(scored: pd.DataFrame, *, fewest: int = FEWEST, level: float = 0.95) -> pd.Series:
    """
    Give the share wrong in all strata together, each weighed by the crimes it holds.

    Parameters
    ----------
    scored
        As `score_strata` gives it. Strata in which nothing was checked say nothing and are left out.
    fewest
        Crimes checked below which no share is told.
    level
        Coverage of the interval, between 0 and 1.

    Returns
    -------
    whole
        `n`, `x`, `population` (of the strata that were checked), `share`, `low`, `high`. The interval is Wilson's on as
        many crimes as would give the variance of the weighted share, were all strata alike: with one stratum it is that
        of `audit_interval`.

    References
    ----------
    Cochran (1977), Sampling Techniques, 5.3 (stratified mean); Kish (1965), Survey Sampling, 8.2; Wilson (1927).
    """
    part = scored[scored["n"] > 0]
    n, x, population = (part[name].to_numpy(dtype="float64") for name in ("n", "x", "population"))
    counts = {"n": int(n.sum()), "x": int(x.sum()), "population": int(population.sum())}
    if not n.sum() or n.sum() < fewest:
        return pd.Series({**counts, "share": np.nan, "low": np.nan, "high": np.nan})
    weight = population / population.sum()
    share = float((weight * x / n).sum())
    rest = float((weight**2 * ((population - n) / np.maximum(population - 1, 1)) / n).sum())
    z2 = float(stats.norm.isf(one_tail(level))) ** 2 * rest  # over the size: 0 where all were checked
    centre, half = (share + z2 / 2) / (1 + z2), np.sqrt(z2 * share * (1 - share) + z2**2 / 4) / (1 + z2)
    low = max(centre - half, x.sum() / population.sum())  # the records seen are certain
    high = min(centre + half, 1 - (n - x).sum() / population.sum())
    return pd.Series({**counts, "share": share, "low": low, "high": high})


def find_worst(scored: pd.DataFrame, groups: pd.Series, *, fewest: int = FEWEST, level: float = 0.95) -> str | None:
    """
    Find the group of strata that is wrong more often than all the others together, by more than chance.

    Parameters
    ----------
    scored
        As `score_strata` gives it.
    groups
        Group of each stratum, index of `scored`.
    fewest
        Crimes checked below which a group is not compared.
    level
        Chance that no group is named where none is worse: each of k is asked at 1 - (1 - level) / k.

    Returns
    -------
    group
        The one whose share lies furthest above the others' (lower end of the difference above 0); "" where none does;
        None where fewer than two can be compared.

    References
    ----------
    Newcombe (1998), Statistics in Medicine 17, 873-890, method 10 (difference of two shares from their intervals).
    """
    checked = scored["n"].groupby(groups).sum()
    names = list(checked.index[checked >= fewest])
    if len(names) < 2:  # noqa: PLR2004 - two to compare
        return None
    own = 1 - (1 - level) / len(names)
    kept = scored[groups.isin(names)]
    above = {}
    for name in names:
        inside = groups.reindex(kept.index) == name
        one, rest = (weigh_strata(part, fewest=fewest, level=own) for part in (kept[inside], kept[~inside]))
        spread = np.hypot(one["share"] - one["low"], rest["high"] - rest["share"])
        above[str(name)] = float(one["share"] - rest["share"] - spread)
    worst = max(above, key=lambda name: above[name])
    return worst if above[worst] > 0 else ""
