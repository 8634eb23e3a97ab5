"""What missing sex and age do to the totals: floor and ceiling by theme, the same figures as in every profile."""

from __future__ import annotations

from typing import Any

from vawg_geo.publishing.chapters._data_bounds import bounds, shown_bounds
from vawg_geo.publishing.chapters._data_doubts import EVERY
from vawg_geo.publishing.chapters._recording_tables import marks_of
from vawg_geo.publishing.report.blocks import Limit, Paragraph, Points, Say, Section
from vawg_geo.publishing.report.study import Study
from vawg_geo.publishing.words import SHARE_BASE

_TITLE = "What missing sex and age do to the totals"
_QUESTION = "How many offences against women and girls may there be, if a victim's sex or age is not recorded?"
_TABLE = "recordingbounds_themes"
_TOLD = 3  # themes told in a sentence each


def write(study: Study) -> Section:
    """
    Write floor and ceiling by theme.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    section
        The bounds of all and of each theme; the themes most uncertain first.
    """
    name = bounds(study, marks_of(study), name=_TABLE)
    cell = study.book.cell
    every: dict[str, Any] = {key: cell(name, EVERY, key) for key in ("floor", "ceiling", "unknown", "at_random")}
    share = cell(name, EVERY, "share", "percent", n="ceiling")
    between = (study.say("recordingbounds.between", at_random=every.pop("at_random")),)
    return Section(
        "recordingbounds", _TITLE, _QUESTION,
        (
            Paragraph((study.say("recordingbounds.lead", share=share, **every), *between), lead=True),
            Points(_themes(study), "Themes whose total is least certain"),
            shown_bounds(study, name, folded=False),
            Limit((study.say("recordingbounds.limit"),)),
        ),
    )  # fmt: skip


def _themes(study: Study) -> tuple[Say, ...]:
    """Say the themes with the largest share not recorded, on a base that bears one."""
    table, cell = study.book.entries[_TABLE].table, study.book.cell
    firm = table[(table["ceiling"] >= SHARE_BASE) & (table.index != EVERY)]
    rows = firm["share"].astype("float64").sort_values(ascending=False, kind="stable").index[:_TOLD]
    return tuple(
        study.say(
            "recordingbounds.theme", theme=cell(_TABLE, row, "theme", "text"), floor=cell(_TABLE, row, "floor"),
            ceiling=cell(_TABLE, row, "ceiling"), share=cell(_TABLE, row, "share", "percent", n="ceiling"),
        )
        for row in rows
    )  # fmt: skip
