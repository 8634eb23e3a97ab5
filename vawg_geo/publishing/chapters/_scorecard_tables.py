"""The score card's figures: each measure of each group of crimes, its interval, the year before, a word by interval."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from vawg_geo.measures.median_change import compare_medians
from vawg_geo.measures.outcome_cohorts import DAYS
from vawg_geo.measures.progress import middle_days
from vawg_geo.measures.rates import rate_intervals, share_intervals
from vawg_geo.publishing.chapters._scorecard_measures import Figures, Measure, list_measures
from vawg_geo.publishing.chapters._shares import count_verdict, verdict
from vawg_geo.publishing.report.study import Study
from vawg_geo.publishing.words import SHARE_BASE

GROUPS = {
    "rape": "Rape", "other_sexual": "Other sexual offences", "da": "Domestic abuse",
    "stalking": "Stalking and harassment",
}  # fmt: skip
SAME, CANNOT = "no change we can distinguish from chance", "cannot say"
POLARITY = {"up": "more is good", "down": "less is good", "neutral": "neither good nor bad"}
_VALUES = ("value", "low", "high", "n", "x")
Counted = dict[str, float]


def group_rows(rows: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """
    Part crimes into the card's groups.

    Parameters
    ----------
    rows
        `themes`.

    Returns
    -------
    groups
        Rape; sexual offences that are no rape; domestic abuse; stalking and harassment. A crime may be in several.
    """
    held = [set(words.split(";")) for words in rows["themes"]]
    inside = {
        "rape": ["rape" in own for own in held],
        "other_sexual": ["sexual" in own and "rape" not in own for own in held],
        "da": ["da" in own for own in held], "stalking": [bool(own & {"stalking", "harassment"}) for own in held],
    }  # fmt: skip
    return {name: rows.loc[mask] for name, mask in inside.items()}


def card_table(study: Study) -> pd.DataFrame:
    """
    Count every measure of every group.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    card
        One row a measure and group: `measure`, `group`, `words`, `of`, `group_words`, `polarity` (in words), `kind`,
        `first`, `last`, `days` (within which outcomes count), `value`, `low`, `high`, `n`, `x`, the same five with
        `before_`, `change` (higher, lower, no change we can distinguish from chance, cannot say), `reason` (why
        nothing can be said). Shares and medians on fewer than 20 are missing.
    """
    figures = Figures(study)
    groups = group_rows(figures.crimes)
    rows = []
    for name, measure in list_measures(study).items():
        asked = ("rape", "other_sexual") if name in ("eia", "file") else tuple(GROUPS)
        for group in asked:
            line = {"measure": name, "group": group, "group_words": GROUPS[group]}
            line |= {"words": measure.words, "of": measure.of, "polarity": POLARITY[measure.polarity]}
            rows.append(line | {"kind": measure.kind} | _line(figures, measure, groups[group]))
    return pd.DataFrame(rows)


def _line(figures: Figures, measure: Measure, rows: pd.DataFrame) -> dict[str, Any]:
    before, now = figures.spans(measure)
    found = []
    for span in (before, now):
        # What is charged in a year may have been recorded in any.
        part = rows if measure.kind == "days" else figures.study.during(span, rows)
        found.append(measure.count(figures, part, span) if figures.begin <= span[0] else None)
    line: dict[str, Any] = {"first": now[0].isoformat(), "last": now[1].isoformat(), "days": float(DAYS)}
    old, new = (_figure(measure, one) for one in found)
    line |= new | {f"before_{name}": value for name, value in old.items()}
    reason = (
        (measure.needs or "the records do not reach back so far")
        if found[1] is None
        else ""
        if np.isfinite(new["value"])
        else "fewer than twenty"
    )
    if found[0] is None and not reason:
        reason = "the year before is not on record"
    return line | {"change": _change(measure, found, old, new), "reason": reason}


def _figure(measure: Measure, counted: pd.Series | None) -> Counted:
    """Give a measure's figure with its interval; missing on a small base."""
    figure = dict.fromkeys(_VALUES, np.nan)
    if counted is None:
        return figure
    n = len(counted)
    figure |= {"n": float(n), "x": float(n if measure.kind == "days" else counted.sum())}
    if measure.kind == "count":
        ends = rate_intervals(pd.Series([n]), 1.0, per=1.0).iloc[0]
        return figure | {"value": float(n), "low": float(ends["low"]), "high": float(ends["high"])}
    if n < SHARE_BASE:
        return figure
    if measure.kind == "days":
        value, low, high = middle_days(counted)
        return figure | {"value": value, "low": low, "high": high if np.isfinite(high) else np.nan}
    ends = share_intervals(pd.Series([int(counted.sum())]), pd.Series([n])).iloc[0]
    return figure | {"value": float(ends["share"]), "low": float(ends["low"]), "high": float(ends["high"])}


def _change(measure: Measure, found: list[pd.Series | None], old: Counted, new: Counted) -> str:
    """Say by interval whether a figure moved."""
    if found[0] is None or found[1] is None or not np.isfinite(old["value"] + new["value"]):
        return CANNOT
    if measure.kind == "days":
        word = str(compare_medians(found[0], found[1])["word"])
    elif measure.kind == "count":
        if not old["n"] + new["n"]:
            return CANNOT
        word = count_verdict(old["n"], new["n"])
    else:
        word = verdict(*(pd.Series({"x": int(one["x"]), "n": int(one["n"])}) for one in (old, new)))
    return SAME if word == "same" else word
