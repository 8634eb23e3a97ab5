"""The tables of who was referred to programmes: the period, what share took it up, from referrals to people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pandas as pd

from vawg_geo.measures.order_subjects import count_programmes
from vawg_geo.measures.programme_cohort import FOLLOWED, PEOPLE, REFERRALS
from vawg_geo.measures.programme_results import ALL, STAGES, ProgrammeResults
from vawg_geo.measures.rates import share_intervals
from vawg_geo.publishing.chapters._guarded import guard_counts
from vawg_geo.publishing.chapters._programme_tables import EVERY, hide_programmes, near_all_or_none
from vawg_geo.publishing.chapters._shares import without_small
from vawg_geo.publishing.report.study import Study

FEW_LIKE = "fewer than five people like them"
RIPE_DAYS = 180  # a referral is old enough to ask whether it was taken up
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
        near = near_all_or_none(table[step], table["people"], study.written.least)
        table = table.join(shares.mask(near)).assign(**{step: table[step].astype("Int64").mask(near)})
    return table.assign(people=hide_programmes(table["people"], study.written.least), last=end.isoformat())


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
