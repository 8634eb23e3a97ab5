"""What the ripe year's crimes came to, day by day: the outcomes stacked as they come."""

from __future__ import annotations

import pandas as pd

from vawg_geo.base.outcome_sets import ALONE
from vawg_geo.measures.dispositions import OTHER
from vawg_geo.measures.first_outcomes import POSSIBLE, READ_AT, follow_outcomes, ripe_months
from vawg_geo.publishing.chapters._few_children import guards_children, hide_steps
from vawg_geo.publishing.chapters._possible import known_outcomes, possible_name
from vawg_geo.publishing.pictures.journey import draw_journey
from vawg_geo.publishing.report.blocks import Block, Column, Paragraph, Picture, Points, Table
from vawg_geo.publishing.report.study import Study

_STACK = {POSSIBLE: "", "16": "16", "15": "15", "14": "14", "18": "18", OTHER: "Other outcome"}
_TOLD = ("possible", "outcome_14", "outcome_15", "outcome_16")  # kinds told in words, with their intervals


def outcome_blocks(study: Study) -> list[Block | None]:
    """
    Stack the outcomes as they come, for the crimes of the ripe year.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    blocks
        The picture, and what had come by the days at which curves are read, each share with its interval.
    """
    first, last = ripe_months(study.cut, until=study.month)
    rows = study.during((first.first, last.last))
    held = known_outcomes(study, rows)
    if held is None or rows.empty:
        return [Paragraph((study.must_say("journey.no_outcomes"),))]
    curves = follow_outcomes(
        held, recorded_on=rows["recorded_on"], cut=study.cut, possible=study.possible.codes,
        horizon_days=study.written.horizon_days,
    )  # fmt: skip
    stack = {**_STACK, POSSIBLE: possible_name(study)}
    wide = curves.pivot_table(index="day", columns="group", values="incidence")
    wide = wide[(wide.index % 5 == 0) | wide.index.isin(READ_AT)].reindex(columns=list(stack)).fillna(0.0)
    ripe = int(curves.loc[curves["ripe"], "day"].max())
    at = curves.drop_duplicates("day").set_index("day")["at_risk"].reindex(wide.index)
    columns = {POSSIBLE: "possible", OTHER: "other", **{code: f"outcome_{code}" for code in ALONE}}
    table = wide.rename(columns=columns).assign(at_risk=at, ripe=wide.index <= ripe).reset_index()
    table = table.assign(first=first.first.isoformat(), last=last.last.isoformat())
    read = [day for day in READ_AT if day in set(table["day"])]
    table = table.merge(_ends(curves, columns, read), on="day", how="left")
    guarded = guards_children(study)
    if guarded:
        table = _told_days(table, list(columns.values()), least=study.written.least)
        read = [
            day
            for day in read
            if day in set(table["day"]) and table.set_index("day").loc[day, list(_TOLD)].notna().all()
        ]
    put = study.book.put(
        "journey_outcomes", table, key="day",
        how="cumulative incidence (Aalen-Johansen) of each kind of first outcome, the others competing, METHODS 10",
        source="incidents, outcomes",
    )  # fmt: skip
    cell = study.book.cell
    told = {f"{name}{end}": "points" if end == "_low" else "percent" for name in _TOLD for end in ("", "_low", "_high")}
    points = [
        study.say(
            "journey.by_day", day=cell(put, day, "day"), n=cell(put, 0, "at_risk"),
            **{name: cell(put, day, name, form) for name, form in told.items()},
        )
        for day in read
    ]  # fmt: skip
    span = {end: cell(put, 0, end, "day") for end in ("first", "last")}
    title = study.must_say("journey.outcomes", n=cell(put, 0, "at_risk"), **span)
    shown = tuple(
        Column(columns[kind], words if not words.isdigit() else f"Outcome {words}", "percent1")
        for kind, words in stack.items()
    )
    if guarded:
        said = study.must_say("journey.outcomes_few", n=cell(put, 0, "at_risk"), **span)
        rows_told = tuple(str(day) for day in table["day"] if day in READ_AT)
        caption, columns_told = "First outcomes of the ripe year, by days", (Column("day", "By day"), *shown)
        return [Paragraph((said,)), Table(put, caption, columns_told, rows_told), Points(tuple(points))]
    svg = draw_journey(
        wide.rename(columns={k: v if not v.isdigit() else f"Outcome {v}" for k, v in stack.items()}),
        title=title.text, ripe_day=ripe,
    )  # fmt: skip
    block = Picture(
        svg, title, put, (Column("day", "By day"), *shown, Column("at_risk", "Still without outcome")),
        rows=tuple(str(day) for day in read),
    )  # fmt: skip
    return [block, Points(tuple(points))]


def _told_days(table: pd.DataFrame, columns: list[str], *, least: int) -> pd.DataFrame:
    """Keep of the stack of children the days at which it is read, without what few reached or still wait for."""
    whole = table["at_risk"].iloc[0]
    table = table[table["day"].isin([0, *READ_AT])]
    told = hide_steps(table, columns, n=float(whole), least=least)
    return told.assign(at_risk=told["at_risk"].where(told["day"] == 0))


def _ends(curves: pd.DataFrame, columns: dict[str, str], days: list[int]) -> pd.DataFrame:
    """Give the told kinds' intervals on the days that are told."""
    told = curves[curves["day"].isin(days)].assign(column=curves["group"].map(columns))
    told = told[told["column"].isin(_TOLD)]
    ends = [
        told.pivot_table(index="day", columns="column", values=end).add_suffix(f"_{end}") for end in ("low", "high")
    ]
    wanted = [f"{name}_{end}" for name in _TOLD for end in ("low", "high")]
    return pd.concat(ends, axis="columns").reindex(index=days, columns=wanted).rename_axis("day").reset_index()
