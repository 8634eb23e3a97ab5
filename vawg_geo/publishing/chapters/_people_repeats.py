"""How often the same person, and the same two people, are recorded again: counts, never people."""

from __future__ import annotations

import pandas as pd

from vawg_geo.measures.people_counts import count_pairs
from vawg_geo.measures.repeat_windows import count_repeats
from vawg_geo.measures.share_change import compare_shares
from vawg_geo.publishing.chapters._people import counted_people
from vawg_geo.publishing.chapters._people_ages import STRICT
from vawg_geo.publishing.report.study import Study
from vawg_geo.publishing.words import VERDICTS

WINDOWS = (30, 365)
_ROOM = pd.Timedelta(days=366)


def repeat_table(study: Study, role: str) -> str:
    """
    Count how many of the period's involvements had an earlier one.

    Parameters
    ----------
    study
        The profile under study.
    role
        "victim" or "suspect".

    Returns
    -------
    name
        Of the table: days, n, repeats, share, low, high, before (the share in the period before) with before_n,
        before_low, before_high, told (whether it moved), censored.
    """
    began = pd.Timestamp(study.before[0])
    rows = study.rows[study.rows["day"] >= began - _ROOM]
    people = counted_people(study, rows)
    now, before = (
        count_repeats(people, times=rows["recorded_on"], role=role, first=first, last=last, windows=WINDOWS)
        for first, last in (study.period, study.before)
    )
    few = now["repeats"].between(1, STRICT - 1) & (study.written.least >= STRICT)
    sides = [part.rename(columns={"repeats": "x"})[["x", "n"]] for part in (before, now)]
    told = compare_shares(*sides)["word"].map({"same": VERDICTS["no change"], "higher": "higher", "lower": "lower"})
    past = {"before": "share", "before_n": "n", "before_low": "low", "before_high": "high"}
    table = now.assign(**{name: before[column] for name, column in past.items()}, told=told)
    table["repeats"] = now["repeats"].astype("Int64").mask(few)
    for name in ("share", "low", "high", "before", "before_low", "before_high"):
        table[name] = table[name].mask(few)
    columns = ["days", "n", "repeats", "share", "low", "high", *past, "told", "censored"]
    return study.book.put(
        f"{role}s_repeats", table[columns], key="days",
        how=f"{role}s of records in scope recorded in the period, each identified person once a crime, who were "
        "recorded as such in another record in scope in so many days before; Wilson interval, METHODS 4 and 14",
        source="incidents, people",
    )  # fmt: skip


def pair_table(study: Study) -> str:
    """
    Count pairs of a victim and a suspect by crimes together in the period.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    name
        Of the table: crimes_together, pairs, crimes.
    """
    both = counted_people(study, study.now)
    return study.book.put(
        "victims_pairs", count_pairs(both, study.now["recorded_on"]), key="crimes_together",
        how="pairs of an identified victim and an identified suspect by the number of records in scope in the period "
        "in which both stand; counts only, METHODS 14", source="incidents, people",
    )  # fmt: skip
