"""People counted, never listed: how often pairs meet, in how many themes the same person is recorded."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from vawg_geo.measures.repeats import known_people

TOGETHER = {"1": (1, 1), "2": (2, 2), "3 or 4": (3, 4), "5 or more": (5, 10**9)}


def count_pairs(people: pd.DataFrame, times: pd.Series) -> pd.DataFrame:
    """
    Count the pairs of a victim and a suspect by the number of crimes in which both are recorded.

    Parameters
    ----------
    people
        `incident`, `pid`, `role`, and `eliminated` where known (such rows are left out).
    times
        Crimes that count: index = incident, when each was recorded.

    Returns
    -------
    pairs
        One row a number of crimes together ("1", "2", "3 or 4", "5 or more"): `crimes_together`, `pairs`, `crimes`
        (of these pairs, a crime once a pair). Nobody is named and no pair is listed.

    References
    ----------
    METHODS 14.
    """
    victims, suspects = (known_people(people, times, role)[0] for role in ("victim", "suspect"))
    both = victims.merge(suspects, on="incident", suffixes=("_victim", "_suspect"))
    both = both[both["pid_victim"] != both["pid_suspect"]]
    n = both.groupby(["pid_victim", "pid_suspect"]).size()
    rows = [
        (name, int(n.between(low, high).sum()), int(n[n.between(low, high)].sum()))
        for name, (low, high) in TOGETHER.items()
    ]
    return pd.DataFrame(rows, columns=["crimes_together", "pairs", "crimes"])


def count_overlap(rows: pd.DataFrame, themes: Sequence[str]) -> pd.DataFrame:
    """
    Count the people who are recorded in different crimes of two themes.

    Parameters
    ----------
    rows
        One row a person, crime and theme: `pid`, `incident`, `theme`.
    themes
        Themes to compare.

    Returns
    -------
    overlap
        One row an ordered pair of themes: `theme`, `other`, `people` (in the first), `both` (of these, in the second
        too), `across` (of these, not only by one and the same crime: themes overlap).

    References
    ----------
    METHODS 1, 14; PRODUCTS 4.1, section 8.
    """
    crimes = {theme: rows[rows["theme"] == theme].groupby("pid")["incident"].agg(frozenset) for theme in themes}
    table = []
    for theme in themes:
        for other in themes:
            if theme != other:
                both = crimes[theme].index.intersection(crimes[other].index)
                across = sum(len(crimes[theme][pid] | crimes[other][pid]) > 1 for pid in both)
                table.append((theme, other, len(crimes[theme]), len(both), across))
    return pd.DataFrame(table, columns=["theme", "other", "people", "both", "across"])
