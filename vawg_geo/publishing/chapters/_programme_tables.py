"""The tables about programmes: who was referred, what followed, and what would have followed without it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pandas as pd

from vawg_geo.measures.change import compare_counts
from vawg_geo.measures.first_again import curve_first_again
from vawg_geo.measures.involvement import YEAR
from vawg_geo.measures.matched_ratio import MatchedRatio
from vawg_geo.measures.order_counts import count_programmes
from vawg_geo.measures.programme_cohort import FOLLOWED, PEOPLE, REFERRALS
from vawg_geo.measures.programme_results import ALL, STAGES, Cohort, ProgrammeResults, can_say
from vawg_geo.measures.rates import share_intervals
from vawg_geo.publishing.chapters._guarded import guard_counts
from vawg_geo.publishing.chapters._shares import without_small
from vawg_geo.publishing.report.hiding import hide_few
from vawg_geo.publishing.report.study import Study

EVERY = "All programmes"
OWN, OTHERS = "People referred", "People like them, not referred"
FEW_LIKE = "fewer than five people like them"
RIPE_DAYS = 180  # a referral is old enough to ask whether it was taken up
DAYS = pd.Index([*range(0, YEAR, 5), YEAR], name="day")
AT_RISK = 10  # people; a curve ends where fewer are left
_PEOPLE_STEP = "people, each at their first referral"


def count_period(study: Study) -> pd.DataFrame:
    """
    Count the referrals, starts and completions of the period by programme, each by its own day.

    Parameters
    ----------
    study
        The profile under study; it has a table of programmes.

    Returns
    -------
    counts
        programme (the last row is all), referred, started, completed; small counts hidden.
    """
    first, last = study.period
    counts = count_programmes(study.case.tables["programmes"], first=first, last=last, suspects=())
    guarded = guard_counts(counts[list(STAGES)], least=study.written.least).rename(index={"All": EVERY})
    return guarded.rename_axis("programme").reset_index()


def count_uptake(study: Study, results: ProgrammeResults) -> pd.DataFrame:
    """
    Count who of those first referred long enough ago has a start or a completion recorded.

    Parameters
    ----------
    study
        The profile under study.
    results
        Its programmes.

    Returns
    -------
    uptake
        programme, people, first, last (days of referral), started and completed with share, low, high.
    """
    end = results.last - timedelta(days=RIPE_DAYS)
    rows = []
    for name, cohort in results.cohorts.items():
        day = pd.to_datetime(cohort.people["day"], unit="D")
        ripe = cohort.people[day <= pd.Timestamp(end)]
        begin = day.min().date().isoformat() if len(ripe) else None
        rows.append((name or EVERY, len(ripe), int(ripe["started"].sum()), int(ripe["completed"].sum()), begin))
    table = pd.DataFrame(rows, columns=["programme", "people", *STAGES[1:], "first"])
    for step in STAGES[1:]:
        shares = share_intervals(table[step], table["people"]).add_prefix(f"{step}_")
        names = list(shares.columns)
        shares = without_small(table.join(shares), base="people", columns=names)[names]
        near = _near(table[step], table["people"], study.written.least)
        table = table.join(shares.mask(near)).assign(**{step: table[step].astype("Int64").mask(near)})
    return table.assign(people=_hide_programmes(table["people"], study.written.least), last=end.isoformat())


def list_flow(results: ProgrammeResults, least: int) -> pd.DataFrame:
    """
    List how referrals become people who are compared, with no reason of few people by itself.

    Parameters
    ----------
    results
        The programmes.
    least
        Fewer people than this are told together with another reason.

    Returns
    -------
    flow
        step, n, out (left out here), in order; it balances.
    """
    cohort = results.cohorts[ALL]
    why = cohort.people["why"].value_counts()
    followed = int(why.get(FOLLOWED, 0))
    parts = [
        ({reason: int(cohort.flow[reason]) for reason in REFERRALS}, (_PEOPLE_STEP, len(cohort.people))),
        ({reason: int(why.get(reason, 0)) for reason in PEOPLE}, ("people who can be followed", followed)),
        ({FEW_LIKE: followed - len(cohort.own)}, ("people compared", len(cohort.own))),
    ]
    rows: list[tuple[str, int | None, bool]] = [("referrals read", results.rows, False)]
    for reasons, box in _joined(parts, least):
        hidden = any(n < least for n in reasons.values()) or box[1] < least
        rows += [(step, None if hidden else n, True) for step, n in reasons.items()]
        rows.append((box[0], None if hidden and len(reasons) else box[1], False))
    return pd.DataFrame(rows, columns=["step", "n", "out"]).astype({"n": "Int64"})


_Part = tuple[dict[str, int], tuple[str, int]]


def _joined(parts: list[_Part], least: int) -> list[_Part]:
    """Pool small reasons; where what is pooled is still small, leave out the box that would tell it."""
    pooled = [(_pool(reasons, least), box) for reasons, box in parts]
    for at, (reasons, _) in enumerate(pooled):
        if len(pooled) > 1 and any(n < least for n in reasons.values()):
            other = at + 1 if at + 1 < len(pooled) else at - 1
            both = parts[at][0] | parts[other][0]
            kept = (both, parts[max(at, other)][1])
            return _joined([*parts[: min(at, other)], kept, *parts[max(at, other) + 1 :]], least)
    return pooled


def _pool(reasons: Mapping[str, int], least: int) -> dict[str, int]:
    """Tell small reasons together, with the next smallest where they are still few."""
    held = sorted(((n, name) for name, n in reasons.items() if n), reverse=True)
    small = [one for one in held if one[0] < least]
    large = [one for one in held if one[0] >= least]
    while small and sum(n for n, _ in small) < least and large:
        small.append(large.pop())
    told = {name: n for n, name in large}
    return told | ({" or ".join(name for _, name in small): sum(n for n, _ in small)} if small else {})


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
    people = _hide_programmes(table["people"], least)
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
    rows = [{"stage": stage, "people": one.people, **_told(one)} for stage in STAGES for one in [cohort.compare(stage)]]
    table = pd.DataFrame(rows).drop(columns="fall")
    sizes = table["people"]
    near = _near(sizes, sizes.shift(1, fill_value=int(sizes.iloc[0]) + least), least)
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


def _near(part: pd.Series, whole: pd.Series, least: int) -> pd.Series:
    """Find the parts that are few, or that leave few of the whole."""
    rest = whole - part
    few: pd.Series = (part < least) | ((rest > 0) & (rest < least))
    return few


def _hide_programmes(people: pd.Series, least: int) -> pd.Series:
    """Hide programmes of few people, and as many others as keep them hidden; the first row is all of them."""
    every = people.iloc[:1].astype("Int64")
    shown: pd.Series = pd.concat([every.mask(every < least), hide_few(people.iloc[1:], least)])
    return shown
