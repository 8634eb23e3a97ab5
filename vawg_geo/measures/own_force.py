"""The force's own figures in the definitions in which other forces' figures come, and its rank among them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import pandas as pd

from vawg_geo.measures.comparators import compare_ranks, score_forces
from vawg_geo.measures.first_outcomes import POSSIBLE, first_outcomes
from vawg_geo.measures.outcome_cohorts import DAYS
from vawg_geo.measures.quarters import inside_period
from vawg_geo.measures.themed import has_theme

OWN = "this force"
LEAST = 5  # forces, this one included: fewer are no table to stand in
# Measure -> the theme it is of, and the kinds of first outcome it counts.
MEASURES = {
    "da_prosecution_possible": ("da", (POSSIBLE,)),
    "sexual_prosecution_possible": ("sexual", (POSSIBLE,)),
    "da_victim_declined": ("da", ("14", "16")),
}
_MOVES = ["measure", "forces", "n_before", "d_before", "n", "d", "rank_before", "rank_after", "move", "p_move",
          "usual_move"]  # fmt: skip
_COLUMNS = ["measure", "forces", "n", "d", "share", "low", "high", "rank", "rank_low", "rank_high", "middle"]


def rank_force(
    comparators: pd.DataFrame,
    outcomes: pd.DataFrame,
    incidents: pd.DataFrame,
    *,
    first: date,
    last: date,
    cut: date,
    possible: Collection[str],
) -> pd.DataFrame:
    """
    Rank the force among forces.

    Parameters
    ----------
    comparators
        Other forces: `force`, `period`, `measure`, `n`, `d`; this force is not in it.
    outcomes
        History: `incident`, `code`, `date`.
    incidents
        `status`, `themes`, `recorded_on`, index = incident: victims of both sexes and every age count, as they do
        elsewhere.
    first, last
        Days of recording, old enough for every crime to have been followed.
    cut
        The data cut.
    possible
        Codes that make a prosecution possible here; the other forces' figures are taken as they come.

    Returns
    -------
    ranks
        One row a measure that can be made here: `measure`, `forces` (this one included), `n` and `d` (ours), `share`
        with `low`, `high` (90 %), `rank` (1 = the largest share) with `rank_low`, `rank_high` (90 %), `middle` (median
        share of all forces). Left out are forces without any crime in the period or whose figures contradict
        themselves, and measures with fewer than five forces.

    References
    ----------
    METHODS 8: a rank is never given without its interval.
    """
    counts = _counts(comparators, outcomes, incidents, period=(first, last), cut=cut, possible=possible)
    ranked = []
    for measure, table in counts.items():
        n, d = (int(table[name].to_dict()[OWN]) for name in ("n", "d"))
        scored = score_forces(table["n"], table["d"])
        middle = float((table["n"] / table["d"]).median())
        counted = {"measure": measure, "forces": len(table), "n": n, "d": d, "middle": middle}
        ranked.append(counted | {str(name): column.to_dict()[OWN] for name, column in scored.items()})
    return pd.DataFrame(ranked, columns=_COLUMNS)


def move_force(
    comparators: pd.DataFrame,
    outcomes: pd.DataFrame,
    incidents: pd.DataFrame,
    *,
    before: tuple[date, date],
    now: tuple[date, date],
    cut: date,
    possible: Collection[str],
) -> pd.DataFrame:
    """
    Say how far the force moved in the table, and how often chance alone moves it as far.

    Parameters
    ----------
    comparators, outcomes, incidents
        As for `rank_force`.
    before, now
        First and last day of recording of two periods, old enough; forces with figures for both are ranked.
    cut, possible
        As for `rank_force`.

    Returns
    -------
    moves
        One row a measure: `measure`, `forces`, `n_before`, `d_before`, `n`, `d` (ours), `rank_before`, `rank_after`,
        `move` (places up; negative = down), `p_move` (how often a force like ours moves as far or further in either
        direction although no force changed), `usual_move` (places it moves in 9 of 10 such draws, at most).

    References
    ----------
    METHODS 8: print how often a move of that size happens by chance.
    """
    old = _counts(comparators, outcomes, incidents, period=before, cut=cut, possible=possible)
    new = _counts(comparators, outcomes, incidents, period=now, cut=cut, possible=possible)
    rows = []
    for measure in [name for name in new if name in old]:
        both = old[measure].add_suffix("_before").join(new[measure], how="inner").astype("int64")
        moved = compare_ranks(both["n_before"], both["d_before"], both["n"], both["d"]).loc[OWN]
        rows.append({"measure": measure, "forces": len(both), **both.loc[OWN].to_dict(), **moved.to_dict()})
    return pd.DataFrame(rows, columns=_MOVES)


def _counts(
    comparators: pd.DataFrame,
    outcomes: pd.DataFrame,
    incidents: pd.DataFrame,
    *,
    period: tuple[date, date],
    cut: date,
    possible: Collection[str],
) -> dict[str, pd.DataFrame]:
    """Count each measure, force by force, ours among them; measures that cannot be made here are left out."""
    first, last = period
    rows = _sound(comparators[inside_period(comparators["period"], first=first, last=last)])
    day = incidents["recorded_on"].dt.tz_localize(None).dt.normalize()
    live = incidents[(incidents["status"] == "live") & day.between(pd.Timestamp(first), pd.Timestamp(last))]
    counts = {}
    for measure, (theme, kinds) in MEASURES.items():
        others = rows[rows["measure"] == measure].groupby("force")[["n", "d"]].sum()
        own = live[has_theme(live, theme)]
        if others.empty or own.empty:
            continue
        found = first_outcomes(outcomes, recorded_on=own["recorded_on"], cut=cut, possible=possible)
        n = int((found["kind"].isin(kinds) & (found["days"] <= DAYS)).sum())
        table = pd.concat([others, pd.DataFrame({"n": [n], "d": [len(own)]}, index=[OWN])])
        table = table[table["d"] > 0].astype("int64")
        if len(table) >= LEAST:
            counts[measure] = table
    return counts


def _sound(rows: pd.DataFrame) -> pd.DataFrame:
    """Leave out the forces whose figures contradict themselves; a row told twice in the same words counts once."""
    key = ["force", "period", "measure"]
    once = rows.drop_duplicates([*key, "n", "d"])
    bad = once.duplicated(key, keep=False) | (once["n"] > once["d"])
    doubted = pd.MultiIndex.from_frame(once.loc[bad, ["force", "measure"]])
    return once[~pd.MultiIndex.from_frame(once[["force", "measure"]]).isin(doubted)]
