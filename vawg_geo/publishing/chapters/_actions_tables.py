"""The narrative's tables: a row an action, a row a pillar, and how many of its metrics have which colour."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from vawg_geo.measures.metric_readings import Reading
from vawg_geo.measures.metric_state import RULES
from vawg_geo.publishing.action_entries import Action

FRESH, OLD, UNWRITTEN = "up to date", "old", "not written"
ORDER = (OLD, UNWRITTEN, FRESH)  # what somebody must see to comes first
ALL = "All actions"


def list_actions(actions: Sequence[Action], *, cut: date, days: int) -> pd.DataFrame:
    """
    List every action with the age of its paragraph.

    Parameters
    ----------
    actions
        One at least.
    cut
        The data cut, from which the age is told.
    days
        After which a paragraph is old.

    Returns
    -------
    table
        As `report/dictionary/actions.csv` describes it.
    """
    ages = [(cut - one.updated_on).days if one.updated_on else None for one in actions]
    return pd.DataFrame(
        {
            "action": [one.name for one in actions], "pillar": [one.pillar for one in actions],
            "reference": [one.reference for one in actions], "title": [one.title for one in actions],
            "text": [one.text for one in actions], "owner": [one.owner for one in actions],
            "status": [one.status for one in actions], "paragraph": [_state(age, days) for age in ages],
            "updated_on": [one.updated_on.isoformat() if one.updated_on else None for one in actions],
            "age": pd.Series(ages, dtype="float64"),
            "evidence": ["; ".join(one.evidence) for one in actions],
            "metrics": ["; ".join(one.numbers) for one in actions],
        }
    )  # fmt: skip


def _state(age: int | None, days: int) -> str:
    if age is None:
        return UNWRITTEN
    return OLD if age > days else FRESH


def count_pillars(actions: pd.DataFrame) -> pd.DataFrame:
    """
    Count the actions of each pillar by the state of their paragraph.

    Parameters
    ----------
    actions
        As `list_actions` gives it.

    Returns
    -------
    counts
        pillar, n, fresh, old, unwritten; the last row is all of them.
    """
    states = {"fresh": FRESH, "old": OLD, "unwritten": UNWRITTEN}
    groups = [*actions.groupby("pillar", sort=False), (ALL, actions)]
    rows = [
        {"pillar": pillar, "n": len(own)}
        | {name: int(own["paragraph"].eq(word).sum()) for name, word in states.items()}
        for pillar, own in groups
    ]
    return pd.DataFrame(rows)


def count_colours(readings: Sequence[Reading]) -> pd.DataFrame:
    """
    Count metrics by colour.

    Parameters
    ----------
    readings
        Each metric once.

    Returns
    -------
    counts
        One row.
    """
    colours = pd.Series([RULES[reading.rule][0] for reading in readings], dtype="str").value_counts()
    row = {name: int(colours.get(name, 0)) for name in ("red", "amber", "green", "grey", "none")}
    return pd.DataFrame([{"of": "all", **row, "n": len(readings)}])
