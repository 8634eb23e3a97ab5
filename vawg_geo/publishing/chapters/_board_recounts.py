"""What keeps a board's lines from being compared, and how many would differ by chance alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from vawg_geo.base.periods import Month
from vawg_geo.measures.board_lines import Line

_ALPHA = 0.05  # of each comparison: its interval is of 95 %
_PAIRS = {"": ("now", "ago"), "year_": ("year", "before")}  # tag of the columns -> the later span, the earlier one
_COMPARED = ("ratio", "low", "high", "change")
_NEEDED = {"date", "kind", "name"}


def find_recounts(
    line: Line, calendar: pd.DataFrame | None, spans: Mapping[str, tuple[Month, Month]]
) -> dict[str, str]:
    """
    Find the changes of counting that lie between two spans of a line.

    Parameters
    ----------
    line
        The line; `recounted` holds words of the changes' names that concern it.
    calendar
        The side table; rows of kind "recording_change" are read. None where the force gives none.
    spans
        As `spans_of`.

    Returns
    -------
    recounts
        "" and "year_" (the columns' tags): names of the changes after the earlier span's first day and up to the
        later one's last; "" where there is none.
    """
    found = dict.fromkeys(_PAIRS, "")
    if not line.recounted or calendar is None or not set(calendar.columns) >= _NEEDED:
        return found
    rows = calendar[calendar["kind"] == "recording_change"]
    concerned = [any(word in str(name) for word in line.recounted) for name in rows["name"]]
    ours = rows[pd.Series(concerned, rows.index, dtype="bool")]
    day = pd.to_datetime(ours["date"]).dt.tz_localize(None)
    for tag, (later, earlier) in _PAIRS.items():
        inside = (day > pd.Timestamp(spans[earlier][0].first)) & (day <= pd.Timestamp(spans[later][1].last))
        names = (f"{name} from {at.day} {at:%B %Y}" for at, name in zip(day[inside], ours["name"][inside], strict=True))
        found[tag] = "; ".join(dict.fromkeys(names))
    return found


def part_recounted(row: Mapping[str, object], recounts: Mapping[str, str]) -> dict[str, object]:
    """
    Take out the comparisons of a line between whose spans counting changed: the counts stay.

    Parameters
    ----------
    row
        As `compare_line` gives it.
    recounts
        As `find_recounts` gives them.

    Returns
    -------
    row
        And `recounted`: the changes in words, "" where there is none.
    """
    kept = dict(row)
    for tag in (tag for tag, words in recounts.items() if words):
        kept |= {f"{tag}{name}": np.nan for name in _COMPARED} | {f"{tag}told": "cannot say"}
    return kept | {"recounted": recounts["year_"] or recounts[""]}


def count_told(words: Iterable[pd.Series], moved: Iterable[str], unknown: str) -> pd.DataFrame:
    """
    Count the comparisons of a paper, those that are told as a change, and how many would be by chance alone.

    Parameters
    ----------
    words
        Columns that hold what each comparison says.
    moved
        What a change says.
    unknown
        What a comparison that cannot be made says.

    Returns
    -------
    told
        One row: of (all), compared, moved, chance (one in twenty of those compared: the intervals are of 95 %).
    """
    every = pd.concat([one.astype("object") for one in words], ignore_index=True).dropna()
    compared = every[every != unknown]
    row = {"compared": len(compared), "moved": int(compared.isin(list(moved)).sum()), "chance": _ALPHA * len(compared)}
    return pd.DataFrame([{"of": "all", **row}])
