"""How good our data are: what is filled in, what may be missing from the count, what the records' own habits hide."""

from __future__ import annotations

from typing import Any

import pandas as pd

from vawg_geo.base.among import among
from vawg_geo.measures.gate import colour_of
from vawg_geo.measures.record_fields import FIELDS, chart_fields, count_fields
from vawg_geo.measures.scope_bounds import ALL
from vawg_geo.publishing.chapters._data_bounds import bounds as bounds_table
from vawg_geo.publishing.chapters._data_bounds import findings, shown_bounds
from vawg_geo.publishing.chapters._data_doubts import EVERY, named, places, records, theme_order, times
from vawg_geo.publishing.chapters._data_marks import WHO, asked_marks
from vawg_geo.publishing.chapters._data_triangle import shown_triangle
from vawg_geo.publishing.chapters._few_children import guards_children, hide_rows, is_few
from vawg_geo.publishing.pictures.completeness import draw_completeness
from vawg_geo.publishing.report.blocks import Column, Limit, Paragraph, Picture, Section, Table
from vawg_geo.publishing.report.study import Study
from vawg_geo.publishing.words import SHARE_BASE

WORDS = {
    "sex": "Victim's sex", "age": "Victim's age", "ethnicity": "Victim's ethnicity",
    "disability": "Victim's disability", "time": "Time known to two hours", "place": "Place known",
    "suspect": "A suspect is recorded",
}  # fmt: skip


def write(study: Study) -> Section:
    """
    Write the quality of the data.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    section
        The gate, completeness by field, month and theme, floor and ceiling, default places, times, delay, twins.
    """
    marks = asked_marks(study)
    monthly = _monthly(study, marks)
    gate, fields, bounds = _gate(study, marks), _fields(study, marks, monthly), bounds_table(study, marks)
    book = study.book
    every: dict[str, Any] = {name: book.cell(bounds, EVERY, name) for name in ("floor", "ceiling", "unknown")}
    known = study.say(
        "data.answer",
        place=book.cell(gate, "Place known", "share", "percent", n="n", ends="low high"),
        time=book.cell(gate, "Time known to two hours", "share", "percent", n="n", ends="low high"),
        colour=book.cell(gate, "Gate", "colour", "text"),
    )  # fmt: skip
    return Section(
        "data",
        "How good are our data?",
        "Can these figures be trusted, and who may be missing from them?",
        (
            Paragraph((study.say("data.counted", **every), known), lead=True),
            _strip(study, monthly),
            _shown_fields(study, fields),
            _shown_themes(study, marks),
            shown_bounds(study, bounds),
            *places(study),
            *times(study),
            None if guards_children(study) else shown_triangle(study),  # its rows grow by few
            records(study),
            Limit((study.say("data.limit_blank"), study.say("data.limit_late"))),
        ),
        findings(study, bounds),
    )


def _gate(study: Study, marks: pd.DataFrame) -> str:
    now = study.during(study.period, marks)
    limits = study.profile.gate
    counts = count_fields(now[["place", "time"]], pd.Series(ALL, index=now.index)).set_index("field")
    shares = counts.reindex(["place", "time"])
    table = pd.DataFrame(
        {
            "check": [WORDS["place"], WORDS["time"], "Gate"],
            "n": pd.Series([*shares["n"].fillna(0), pd.NA], dtype="Int64"),
            **{name: [*shares[name], float("nan")] for name in ("share", "low", "high")},
            "least": [limits.geocoded, limits.time_certain, float("nan")],
            "colour": ["", "", colour_of(*shares["share"].astype("float64"), gate=limits)],
        }
    )
    table["part"] = table["share"] * table["n"].astype("float64")
    table = hide_rows(study, table, "part", "n", columns=("share", "low", "high")).drop(columns="part")
    return study.book.put(
        "data_gate", table, key="check",
        how="shares of records in scope in the period with a good place (online offences have none) and a span of at "
        "most two hours, against the profile's thresholds; Wilson interval, METHODS 4 and 6.0", source="incidents",
    )  # fmt: skip


def _fields(study: Study, marks: pd.DataFrame, monthly: pd.DataFrame) -> str:
    inside = monthly[monthly["group"].between(str(study.period[0])[:7], str(study.period[1])[:7])]
    signals = (inside["signal"] != "").groupby(inside["field"]).sum()
    every = [
        count_fields(part[list(FIELDS)], pd.Series(ALL, index=part.index)).set_index("field").reindex(list(FIELDS))
        for part in (study.during(study.before, marks), study.during(study.period, marks))
    ]
    before, now = every
    table = pd.DataFrame(
        {
            "field": [WORDS[name] for name in FIELDS],
            "asked": ["all records of these offences" if name in WHO else "records in scope" for name in FIELDS],
            "n": now["n"].fillna(0).astype("int64").to_numpy(),
            "filled": now["filled"].fillna(0).astype("int64").to_numpy(),
            **{name: now[name].to_numpy() for name in ("share", "low", "high")},
            "before": before["share"].to_numpy(),
            "signals": signals.reindex(list(FIELDS)).fillna(0).astype("int64").to_numpy(),
        }
    )
    return study.book.put(
        "data_fields", hide_rows(study, table, "filled", "n", columns=("filled", "share", "low", "high")), key="field",
        how="share of the records asked in which the field is filled in, Wilson interval; months of the period that "
        "signal on a p-prime chart, METHODS 4 and 8", source="incidents, people",
    )  # fmt: skip


def _monthly(study: Study, marks: pd.DataFrame) -> pd.DataFrame:
    month = marks["day"].dt.strftime("%Y-%m")
    chart = chart_fields(count_fields(marks[list(FIELDS)], month[month.isin(study.held)]))
    return chart[chart["group"].isin(study.months)].reset_index(drop=True)


def _strip(study: Study, monthly: pd.DataFrame) -> Picture:
    table = monthly.assign(field=monthly["field"].map(WORDS), month=monthly["group"])
    order = {words: at for at, words in enumerate(WORDS.values())}
    table = table.sort_values(
        ["field", "month"], key=lambda values: values.map(order) if values.name == "field" else values
    )
    columns = ["field", "month", "n", "filled", "share", "lower", "upper", "signal"]
    if guards_children(study):
        few = is_few(table["filled"], table["n"], least=study.written.least)
        table = table[~few.groupby(table["field"]).transform("any")]
    name = study.book.put(
        "data_months", table[columns], key=("field", "month"),
        how="share of the records asked in which the field is filled in, by month of recording; p-prime chart "
        "with limits of the first 24 months held, METHODS 8", source="incidents, people",
    )  # fmt: skip
    told = table[table["signal"] != ""]
    return Picture(
        draw_completeness(table, title="How much of each field is filled in, month by month"),
        study.say("data.strip"),
        name,
        (
            Column("month", "Month with a signal", "month"), Column("field", "Field", "text"),
            Column("n", "Records"), Column("share", "Filled in (limits)", "percent", "lower", "upper"),
            Column("signal", "Signal", "text"),
        ),
        tuple(f"{field}|{month}" for field, month in zip(told["field"], told["month"], strict=True)),
        study.say("data.strip_few" if guards_children(study) else "data.strip_note"),
    )  # fmt: skip


def _shown_fields(study: Study, name: str) -> Table:
    return Table(
        name, "What is filled in, in this period",
        (
            Column("field", "Field", "text"), Column("n", "Records asked"),
            Column("share", "Filled in", "percent", "low", "high"),
            Column("before", "Period before", "percent"),
            Column("signals", "Months with a signal"),
        ),
        note=study.say("data.fields_note"),
    )  # fmt: skip


def _shown_themes(study: Study, marks: pd.DataFrame) -> Table:
    now = study.during(study.period, marks)
    now = now.loc[among(now.index, study.now.index)]
    words = now["themes"].str.split(";").explode()
    groups = pd.concat([words, pd.Series(ALL, index=now.index)])
    counts = count_fields(now[list(FIELDS)], groups)
    wide = counts.assign(share=counts["share"].where(counts["n"] >= SHARE_BASE)).pivot_table(
        index="group", columns="field", values="share", dropna=False
    )
    asked = [field for field in FIELDS if field not in WHO]  # in scope they are filled in by definition
    n = groups.value_counts()
    order = theme_order(n.reindex(wide.index))
    table = wide.reindex(index=order, columns=asked).assign(n=n.reindex(order)).reset_index()
    table["theme"] = table["group"].map(named)
    if guards_children(study):
        sizes = counts.pivot_table(index="group", columns="field", values="n").reindex(order)
        for field in asked:
            base = sizes[field].reset_index(drop=True)
            table[field] = table[field].mask(is_few(table[field] * base, base, least=study.written.least))
    name = study.book.put(
        "data_themes", table[["theme", "n", *asked]], key="theme",
        how="share of records in scope in the period in which the field is filled in; none is given on fewer than "
        f"{SHARE_BASE} records, METHODS 8", source="incidents, people",
    )  # fmt: skip
    return Table(
        name, "What is filled in, by theme",
        (
            Column("theme", "Theme", "text"), Column("n", "Records"),
            *(Column(field, WORDS[field], "percent") for field in asked),
        ),
        note=study.say("data.themes_note"), folded=True,
    )  # fmt: skip
