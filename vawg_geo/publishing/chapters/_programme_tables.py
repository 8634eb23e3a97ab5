"""The tables of what followed a referral to a programme, and what would have followed without it."""

from __future__ import annotations

import pandas as pd

from vawg_geo.measures.change import compare_counts
from vawg_geo.measures.first_again import curve_first_again
from vawg_geo.measures.involvement import YEAR
from vawg_geo.measures.matched_ratio import MatchedRatio
from vawg_geo.measures.programme_results import STAGES, Cohort, ProgrammeResults, can_say
from vawg_geo.publishing.report.hiding import hide_few

EVERY = "All programmes"
OWN, OTHERS = "People referred", "People like them, not referred"
DAYS = pd.Index([*range(0, YEAR, 5), YEAR], name="day")
AT_RISK = 10  # people; a curve ends where fewer are left
_STAGE_WORDS = {"referred": "Everybody referred", "started": "Of these, started", "completed": "Of these, completed"}


def list_groups(cohort: Cohort) -> pd.DataFrame:
    """
    Put those referred beside people like them, before and after.

    Parameters
    ----------
    cohort
        All programmes.

    Returns
    -------
    groups
        group, people, before, after, before_years, after_years, before_rate and after_rate (a year, per 100 people),
        change (rate after / rate before) with low and high.
    """
    own, compared = cohort.own, cohort.compare()
    before, days = int(own["n"].sum()), int(own["followed"].sum())
    times = (len(own) * YEAR, days)
    ratio = compare_counts(before, compared.events, exposure_before=times[0], exposure_after=times[1]).iloc[0]
    scale = times[0] / times[1] / before
    ends = (compared.expected, compared.expected_low, compared.expected_high)
    changes = [[ratio["ratio"], ratio["low"], ratio["high"]], [scale * end for end in ends]]
    rows = [
        (group, people, before, after, times[0] / YEAR, times[1] / YEAR,
         100 * before * YEAR / times[0], 100 * after * YEAR / times[1], *change)
        for group, people, after, change in zip(
            (OWN, OTHERS), (compared.people, compared.others), (float(compared.events), compared.expected), changes,
            strict=True,
        )
    ]  # fmt: skip
    names = ["group", "people", "before", "after", "before_years", "after_years", "before_rate", "after_rate"]
    return pd.DataFrame(rows, columns=[*names, "change", "low", "high"])


def list_programmes(results: ProgrammeResults, least: int) -> pd.DataFrame:
    """
    Compare everybody referred to each programme with people like them.

    Parameters
    ----------
    results
        The programmes.
    least
        Counts of people below are hidden.

    Returns
    -------
    compared
        programme, first, last (days of referral), people (compared), others, before, after, expected, ratio, low,
        high, fall (the smallest that would show), and after, expected, ratio, low, high of domestic abuse alone (da_).
    """
    first, last = (day.isoformat() for day in results.index_days)
    rows = []
    for name, cohort in results.cohorts.items():
        every, abuse = cohort.compare(), cohort.compare(count="da_events")
        rows.append({
            "programme": name or EVERY, "first": first, "last": last, "people": every.people, "others": every.others,
            "before": int(cohort.own["n"].sum()), **_told(every),
            **{f"da_{key}": value for key, value in _told(abuse).items() if key != "fall"},
        })  # fmt: skip
    table = pd.DataFrame(rows)
    people = hide_programmes(table["people"], least)
    counts = ["others", "before", "after", "da_after"]
    shown = table.astype(dict.fromkeys(counts, "Int64"))
    shown[[*counts, "expected", "da_expected"]] = shown[[*counts, "expected", "da_expected"]].mask(people.isna())
    return shown.assign(people=people)


def list_stages(cohort: Cohort, least: int) -> pd.DataFrame:
    """
    Compare those who started and those who completed, whom nobody chose by lot.

    Parameters
    ----------
    cohort
        All programmes.
    least
        Counts of people below are hidden.

    Returns
    -------
    stages
        stage, people, after, expected, ratio, low, high.
    """
    rows = [
        {"stage": _STAGE_WORDS[stage], "people": one.people, **_told(one)}
        for stage in STAGES
        for one in [cohort.compare(stage)]
    ]
    table = pd.DataFrame(rows).drop(columns="fall")
    sizes = table["people"]
    near = near_all_or_none(sizes, sizes.shift(1, fill_value=int(sizes.iloc[0]) + least), least)
    counts = ["people", "after", "expected", "ratio", "low", "high"]
    table = table.astype({"people": "Int64", "after": "Int64"})
    return table.assign(**{name: table[name].mask(near) for name in counts})


def list_curve(cohort: Cohort) -> pd.DataFrame:
    """
    Give the share recorded again by each day, of those referred and of people like them.

    Parameters
    ----------
    cohort
        All programmes.

    Returns
    -------
    curve
        group, day, at_risk, incidence, low, high; it ends where few are left.
    """
    own = pd.DataFrame({"pid": cohort.own.index.astype(str), "weight": 1.0}, index=cohort.own.index)
    own = own.join(cohort.own[["first", "followed"]])
    size = cohort.others.groupby("set")["pid"].transform("size")
    others = cohort.others[["pid", "first", "followed"]].assign(weight=1 / size)
    parts = []
    for group, people in ((OWN, own), (OTHERS, others)):
        curve = curve_first_again(people, days=DAYS).rename(columns={"share": "incidence"})
        kept = curve[curve["at_risk"] >= AT_RISK].reset_index()
        parts.append(kept.assign(group=group))
    return pd.concat(parts, ignore_index=True)[["group", "day", "at_risk", "incidence", "low", "high"]]


def _told(one: MatchedRatio) -> dict[str, float]:
    """Give what is told of a comparison; no ratio on few people."""
    firm = can_say(one)
    told = {"ratio": one.ratio, "low": one.low, "high": one.high, "fall": 1 - one.smallest}
    shown = {key: value if firm else float("nan") for key, value in told.items()}
    return {"after": one.events, "expected": one.expected, **shown}


def near_all_or_none(part: pd.Series, whole: pd.Series, least: int) -> pd.Series:
    """
    Find the parts that are few, or that leave few of the whole.

    Parameters
    ----------
    part, whole
        Counts of people.
    least
        Fewer are few.

    Returns
    -------
    near
        Bool, index of `part`.
    """
    rest = whole - part
    few: pd.Series = (part < least) | ((rest > 0) & (rest < least))
    return few


def hide_programmes(people: pd.Series, least: int) -> pd.Series:
    """
    Hide programmes of few people, and as many others as keep them hidden.

    Parameters
    ----------
    people
        People by programme; the first row is all of them.
    least
        Fewer are hidden.

    Returns
    -------
    shown
        Int64, missing where hidden.
    """
    every = people.iloc[:1].astype("Int64")
    shown: pd.Series = pd.concat([every.mask(every < least), hide_few(people.iloc[1:], least)])
    return shown
