"""Where characteristics are recorded less fully: by team, by who reported, by theme."""

from __future__ import annotations

from typing import Any

import pandas as pd

from vawg_geo.base.among import among
from vawg_geo.measures.record_fields import count_fields
from vawg_geo.measures.scope_bounds import ALL
from vawg_geo.publishing.chapters._data_doubts import named, theme_order
from vawg_geo.publishing.chapters._recording_quarters import quarters
from vawg_geo.publishing.chapters._recording_tables import (
    NOT_RECORDED,
    WORDS,
    marks_of,
    name_teams,
    put_groups,
)
from vawg_geo.publishing.chapters.recording import worst_field
from vawg_geo.publishing.pictures.funnel import draw_funnel
from vawg_geo.publishing.report.blocks import (
    Block,
    Column,
    Finding,
    Limit,
    Paragraph,
    Picture,
    Points,
    Say,
    Section,
    Table,
)
from vawg_geo.publishing.report.study import Study
from vawg_geo.publishing.words import SHARE_BASE

_TITLE = "Where are they recorded less fully?"
_QUESTION = "Which teams, entry channels and kinds of crime lie beyond what chance allows, and which have changed?"
_TEAMS, _CHANNELS, _TOLD = "recordingteams_teams", "recordingteams_channels", "recordingteams_told"
_NAMED = 6  # rows told in a sentence each; the table tells the rest


def write(study: Study) -> Section:
    """
    Write where characteristics are recorded less fully.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    section
        Teams beyond their limits and those that fell, a funnel, entry channels, themes.
    """
    unit, teams = name_teams(study)
    put_groups(study, _TEAMS, teams)
    channel = study.case.incidents["reported_by"].reindex(teams.index).fillna(NOT_RECORDED)
    put_groups(study, _CHANNELS, channel.replace("", NOT_RECORDED))
    _put_told(study)
    table = study.book.entries[_TEAMS].table
    if table.empty:
        lead = Paragraph((study.must_say("recordingteams.none", unit=unit),), lead=True)
        return Section("recordingteams", _TITLE, _QUESTION, (lead, _themes(study)))
    return Section(
        "recordingteams", _TITLE, _QUESTION,
        (
            Paragraph(tuple(_lead(study, which, unit) for which in (_TEAMS, _CHANNELS)), lead=True),
            Points(_rows_told(study, unit), f"Beyond the limits, or changed, by {unit}"),
            *(_funnel(study, field, unit) for field in _drawn(study)),
            *quarters(study, unit, teams),
            _shown_channels(study),
            _themes(study),
            Limit((study.say("recordingteams.limit"),)),
        ),
        _findings(study, unit),
    )  # fmt: skip


def _put_told(study: Study) -> None:
    rows = []
    for name in (_TEAMS, _CHANNELS):
        table = study.book.entries[name].table
        ours = table[table["group"] != NOT_RECORDED]
        counts = {"below": ours["told"] == "below", "above": ours["told"] == "above", "fell": ours["moved"] == "fell",
                  "rose": ours["moved"] == "rose"}  # fmt: skip
        rows.append(
            {"by": name.removeprefix("recordingteams_"), "compared": len(ours), "groups": ours["group"].nunique()}
            | {side: int(found.sum()) for side, found in counts.items()}
        )
    study.book.put(
        _TOLD, pd.DataFrame(rows), key="by", source="incidents, people",
        how="comparisons of a group and a field that lie beyond the limits, or have changed since the period before, "
        "after the false discovery rate, METHODS 8",
    )  # fmt: skip


def _lead(study: Study, name: str, unit: str) -> Say:
    row = name.removeprefix("recordingteams_")
    cells: dict[str, Any] = {
        key: study.book.cell(_TOLD, row, key) for key in ("groups", "compared", "below", "above", "fell")
    }
    if row == "teams":
        return study.say("recordingteams.teams", unit=unit, **cells)
    return study.say("recordingteams.channels", **{key: cells[key] for key in ("compared", "below", "fell")})


def _rows_told(study: Study, unit: str) -> tuple[Say, ...]:
    """Say each team beyond its limits below, or fallen, clearest first."""
    table = study.book.entries[_TEAMS].table
    found = table[((table["told"] == "below") | (table["moved"] == "fell")) & (table["group"] != NOT_RECORDED)]
    rows = found["q"].astype("float64").sort_values(kind="stable").index[:_NAMED]
    cell = study.book.cell
    said = []
    for row in rows:
        words = {"group": cell(_TEAMS, row, "group", "text"), "field": cell(_TEAMS, row, "of", "text")}
        words |= {key: cell(_TEAMS, row, key, "percent", n="n") for key in ("value", "low")}
        words["before"] = cell(_TEAMS, row, "before", "percent", n="n_before")
        words |= {key: cell(_TEAMS, row, key) for key in ("n", "filled")}
        line = table.loc[row]
        kind = "below" if line["told"] == "below" and line["moved"] != "fell" else "fell"
        kind = "both" if line["told"] == "below" and line["moved"] == "fell" else kind
        wanted = {"below": ("value", "low", "n"), "fell": ("value", "before", "n"),
                  "both": ("value", "low", "before", "n")}[kind]  # fmt: skip
        kept = {key: words[key] for key in ("group", "field", "filled", *wanted)}
        said.append(study.say(f"recordingteams.row_{kind}", unit=unit.capitalize(), **kept))
    return tuple(said)


def _drawn(study: Study) -> list[str]:
    """Choose the funnels: the fields with a team beyond its limits, else the one recorded worst."""
    table = study.book.entries[_TEAMS].table
    found = table.loc[(table["told"] != "") & (table["group"] != NOT_RECORDED), "field"]
    worst = worst_field(study)
    return [field for field in WORDS.values() if field in set(found)] or ([worst] if worst else [])


def _funnel(study: Study, field: str, unit: str) -> Block:
    table = study.book.entries[_TEAMS].table
    rows = table[(table["field"] == field) & (table["group"] != NOT_RECORDED)]
    first = str(rows.index[0]) if len(rows) else ""
    columns = (
        Column("group", unit.capitalize(), "text"), Column("n", "Records"), Column("filled", "Known"),
        Column("value", "Share", "percent"), Column("low", "Lower limit", "percent"),
        Column("high", "Upper limit", "percent"), Column("signal", "Against its limits", "text"),
        Column("told", "Told", "text"),
    )  # fmt: skip
    if not first:
        return Paragraph((study.must_say("recordingteams.none", unit=unit),))
    title = study.must_say("recordingteams.funnel", field=study.book.cell(_TEAMS, first, "field", "text"), unit=unit)
    drawn = rows.assign(signal=rows["signal"].replace("inside", "")).set_index("group")
    svg = draw_funnel(drawn, title=title.text, of="Share of records in which it is known", sizes="Records asked")
    return Picture(svg, title, _TEAMS, columns, tuple(rows.index), study.say("recordingteams.funnel_note"))


def _shown_channels(study: Study) -> Table:
    return Table(
        _CHANNELS, "By who reported (entry channel)",
        (
            Column("group", "Reported by", "text"), Column("field", "Field", "text"), Column("n", "Records"),
            Column("value", "Known (limits)", "percent", "low", "high"), Column("before", "Period before", "percent"),
            Column("told", "Beyond the limits", "text"), Column("moved", "Changed", "text"),
        ),
        note=study.say("recordingteams.channels_note"), folded=True,
    )  # fmt: skip


def _themes(study: Study) -> Table:
    """Show completeness by theme, of records in scope; a record in several themes stands in each."""
    now = study.during(study.period, marks_of(study))
    now = now.loc[among(now.index, study.now.index)]
    groups = pd.concat([now["themes"].str.split(";").explode(), pd.Series(ALL, index=now.index)])
    counts = count_fields(now[list(WORDS)], groups)
    counts["share"] = counts["share"].where(counts["n"] >= SHARE_BASE)
    wide = counts.pivot_table(index="group", columns="field", values="share", dropna=False, observed=False)
    n = groups.value_counts()
    order = theme_order(n)
    asked = [field for field in WORDS if field not in ("sex", "age")]  # in scope they are known, or not in scope
    table = wide.reindex(index=order, columns=asked).assign(n=n.reindex(order)).rename_axis("group").reset_index()
    table["theme"] = table["group"].map(named)
    name = study.book.put(
        "recordingteams_themes", table[["theme", "n", *asked]], key="theme", source="incidents, people",
        how="share of records in scope in the period in which the field is known, of those asked; none is given on "
        f"fewer than {SHARE_BASE}, METHODS 8",
    )  # fmt: skip
    return Table(
        name, "By theme",
        (
            Column("theme", "Theme", "text"), Column("n", "Records"),
            *(Column(field, WORDS[field], "percent") for field in asked),
        ),
        note=study.say("recordingteams.themes_note"), cards=True,
    )  # fmt: skip


def _findings(study: Study, unit: str) -> tuple[Finding, ...]:
    table = study.book.entries[_TEAMS].table
    found = table[(table["told"] == "below") & (table["group"] != NOT_RECORDED)]
    if found.empty:
        return ()
    row, cell, say = str(found["q"].astype("float64").idxmin()), study.book.cell, study.must_say
    cells: dict[str, Any] = {"group": cell(_TEAMS, row, "group", "text"), "field": cell(_TEAMS, row, "of", "text")}
    cells |= {"value": cell(_TEAMS, row, "value", "percent", n="n"), "low": cell(_TEAMS, row, "low", "percent"),
              "n": cell(_TEAMS, row, "n"), "filled": cell(_TEAMS, row, "filled")}  # fmt: skip
    before = cell(_TEAMS, row, "before", "percent", n="n_before")
    fell = str(table["moved"].loc[row]) == "fell"
    change = "recordingteams.finding_fell" if fell else "recordingteams.finding_same"
    return (
        Finding(
            "recording: a team below its limits", 0.6,
            say("recordingteams.finding_what", unit=unit.capitalize(), **cells),
            study.say("recordingteams.finding_where", unit=unit.capitalize(), group=cells["group"]), None,
            study.say(change, before=before, **({"filled": cells["filled"]} if fell else {})),
            say("recordingteams.finding_sure"), say("recordingteams.finding_so_what"),
            say("recordingteams.finding_recommend", unit=unit), "Local policing commander",
            say("recordingteams.by_when"), say("recordingteams.finding_known", unit=unit),
        ),
    )  # fmt: skip
