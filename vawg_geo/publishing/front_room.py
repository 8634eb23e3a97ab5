"""How much of what is watched and was asked the front has room for: it is one side of A4, whatever the names."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from vawg_geo.publishing.kinds import MOST_KINDS

if TYPE_CHECKING:
    from vawg_geo.publishing.tasking_tasks import TaskRow
    from vawg_geo.publishing.watch_lines import WatchLine

# Millimetres of the printed front, measured; the browser tests hold them.
BODY = 110.0  # beside the map and the decision, less the headings
BESIDE_MAP, BESIDE_DECISION = 83.5, 29.5  # the same in two, where a list is short
ROW, SLIM_ROW = 8.0, 6.4  # a listed place; from SLIM_FROM on rows close up
LINE, GAP = 3.25, 0.8  # a line of an item; between items
SLIM_FROM = 10
APART_FROM = 9  # listed places, from which the two stand side by side
WIDE, NARROW, HEADLINE = 128, 54, 158  # letters a line: below each other, side by side, the headline
CUT = 68  # letters of what was asked
LONG_NAME = 20  # letters; a longer name takes two lines, so its column widens
TASKS, WATCHED = 4, 5  # at most, however much room


def front_room(
    tasks: Sequence[TaskRow], watched: Sequence[WatchLine], *, places: Sequence[str], said: str
) -> tuple[int, int]:
    """
    Count how many tasks and how many watch lines the front can show.

    Parameters
    ----------
    tasks, watched
        Most pressing first.
    places
        Names of the listed places.
    said
        The headline; from the third line on it takes room.

    Returns
    -------
    tasks, watched
        How many of each, at least one where there is one.
    """
    asked = [f"{row.place} {row.asked[:CUT]} {row.delivered} {row.counted}" for row in tasks[:TASKS]]
    lines = [f"{line.why}: {line.places}" for line in watched[:WATCHED]]
    listed = len(places)
    taken = listed * (SLIM_ROW if listed >= SLIM_FROM else ROW) + 5 * max(0, math.ceil(len(said) / HEADLINE) - 2)
    if listed >= APART_FROM:
        return _fitting(asked, BODY - taken, NARROW), _fitting(lines, BODY - taken, NARROW)
    return _fitting(asked, BESIDE_DECISION, WIDE), _fitting(lines, BESIDE_MAP - taken, WIDE)


def kinds_room(places: Sequence[str]) -> int:
    """Count the kinds of offence a row has room for: fewer where a long name takes their room."""
    return MOST_KINDS - any(len(place) > LONG_NAME for place in places)


def _fitting(texts: Sequence[str], room: float, wide: int) -> int:
    used, shown = 0.0, 0
    for text in texts:
        cost = LINE * math.ceil(len(text) / wide) + GAP
        if shown and used + cost > room:
            break
        used, shown = used + cost, shown + 1
    return shown
