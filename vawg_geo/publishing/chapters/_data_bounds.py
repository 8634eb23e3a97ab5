"""How many there may be: floor, ceiling and the assumption between them, by theme."""

from __future__ import annotations

import pandas as pd

from vawg_geo.measures.scope_bounds import ALL, bound_themes
from vawg_geo.publishing.chapters._data_doubts import EVERY, named, theme_order
from vawg_geo.publishing.chapters._few_children import guards_children, is_few
from vawg_geo.publishing.report.blocks import Column, Finding, Table
from vawg_geo.publishing.report.study import Study
from vawg_geo.publishing.words import SHARE_BASE

_MUCH = 0.1  # of the ceiling; a count that may be a tenth higher is told on the first page


def bounds(study: Study, marks: pd.DataFrame, *, name: str = "data_bounds") -> str:
    """Bound each theme's count."""
    now = study.during(study.period, marks)
    other = now[now["other"]]
    table = bound_themes(study.now, study.during(study.period, study.scoped.ceiling), other)
    table = table.loc[theme_order(table["ceiling"])]
    table = table[(table["ceiling"] > 0) | (table.index == ALL)].reset_index()
    table["theme"] = table["theme"].map(named)
    table["share"] = table["share"].where(table["ceiling"] >= SHARE_BASE)
    if guards_children(study):
        few = {
            column: is_few(table[column], table[column], least=study.written.least) for column in ("unknown", "other")
        }
        either = few["unknown"] | few["other"]
        hidden = dict.fromkeys(("ceiling", "unknown", "share"), few["unknown"])
        hidden |= {"other": few["other"], "at_random": either}
        whole = dict.fromkeys(("ceiling", "unknown", "other"), "Int64")
        table = table.astype(whole).assign(**{column: table[column].mask(at) for column, at in hidden.items()})
    return study.book.put(
        name, table, key="theme",
        how="floor: recorded as in scope; ceiling: and those whose victim's sex or age is not recorded; between: if "
        "those not recorded were as the rest, an assumption, METHODS 1", source="incidents",
    )  # fmt: skip


def shown_bounds(study: Study, name: str, *, folded: bool = True) -> Table:
    """Show the bounds."""
    return Table(
        name, "How many there may be: floor and ceiling by theme",
        (
            Column("theme", "Theme", "text"), Column("floor", "Recorded in scope"), Column("ceiling", "At most"),
            Column("share", "Not recorded, of these", "percent"), Column("at_random", "If they were as the rest"),
        ),
        note=study.say("data.bounds_note"), folded=folded,
    )  # fmt: skip


def findings(study: Study, bounds: str) -> tuple[Finding, ...]:
    """Say what follows where many victims are not recorded."""
    book = study.book
    share = book.cell(bounds, EVERY, "share", "percent", n="ceiling")
    if not (share.base >= SHARE_BASE and float(share.value) >= _MUCH):  # type: ignore[arg-type]
        return ()
    unknown, ceiling = (book.cell(bounds, EVERY, name) for name in ("unknown", "ceiling"))
    say = study.must_say
    return (
        Finding(
            "data_unknown_victims",
            min(0.8, 0.3 + float(share.value)),  # type: ignore[arg-type]
            say("data.finding_what", unknown=unknown, share=share, ceiling=ceiling),
            None, None, None,
            study.say("data.finding_confidence"),
            say("data.finding_so_what"),
            say("data.finding_recommendation"),
            "Head of Crime Recording",
            say("data.finding_by_when"),
            say("data.finding_how_known"),
        ),
    )  # fmt: skip
