"""What the records' own habits hide: default places, rounded times, late records, twins."""

from __future__ import annotations

import pandas as pd

from vawg_geo.measures.record_doubts import find_crowded_points, find_twins
from vawg_geo.measures.record_times import count_rounded, measure_delay
from vawg_geo.measures.scope_bounds import ALL
from vawg_geo.publishing.chapters._few_children import guards_children, hide_rows, is_few
from vawg_geo.publishing.report.blocks import Column, Paragraph, Table
from vawg_geo.publishing.report.hiding import hide_few
from vawg_geo.publishing.report.names import theme_name
from vawg_geo.publishing.report.study import Study
from vawg_geo.publishing.words import SHARE_BASE
from vawg_geo.sources.removal import ONLINE, list_removed

EVERY = "All in scope (each once)"


def named(theme: str) -> str:
    """Name a theme, or the row of all."""
    return EVERY if theme == ALL else theme_name(theme)


def theme_order(n: pd.Series) -> list[str]:
    """Order themes by their count, most first; the row of all last."""
    return sorted(n.index, key=lambda theme: (theme == ALL, -int(n[theme]), theme))


def places(study: Study) -> tuple[Table, Paragraph]:
    """Tell what is counted and on no map, and which coordinates look like a default place."""
    removed = list_removed(study.now)
    n = removed.groupby("what")["n"].sum().sort_values(ascending=False, kind="stable").astype("Int64")
    away = n.index != ONLINE  # geography tells the sum of these: a hidden one takes another with it
    told = n.mask(n < study.written.least).where(~away, hide_few(n[away], study.written.least).reindex(n.index))
    name = study.book.put(
        "data_defaults", told.rename("n").reset_index(), key="what",
        how="records in scope in the period taken off every map: online offences, police stations, hospitals, prisons, "
        "default coordinates, places left out by curation, METHODS 1", source="incidents",
    )  # fmt: skip
    crowds = find_crowded_points(study.rows)
    found = study.book.put(
        "data_crowded", pd.DataFrame({"what": ["coordinates", "records"], "n": [len(crowds), int(crowds["n"].sum())]}),
        key="what", how="coordinates of records in scope, of all time, with ten or more different victims and three or "
        "more kinds of place, a dwelling among them: as a default place has", source="incidents",
    )  # fmt: skip
    cells = {name: study.book.cell(found, name, "n") for name in ("coordinates", "records")}
    shown = Table(
        name, "Counted, on no map: default places and offences without a place",
        (Column("what", "Why", "text"), Column("n", "Records")), folded=True,
    )  # fmt: skip
    return shown, Paragraph((study.say("data.crowded", **cells),))


def times(study: Study) -> tuple[Paragraph, Table, Table]:
    """Tell how times are rounded and how long after the offence records are made."""
    book = study.book
    kinds = book.put(
        "data_times", _rounded(study), key="kind",
        how="clock time at which the offence began, beside the share of the day's minutes of that kind, METHODS 3",
        source="incidents",
    )  # fmt: skip
    words = study.now["themes"].str.split(";").explode()
    delay = measure_delay(study.now, pd.concat([words, pd.Series(ALL, index=study.now.index)]))
    if study.now.empty:
        delay = delay.reindex([ALL]).fillna({"n": 0})
    few = delay["n"] < SHARE_BASE
    if guards_children(study):  # between two shown days few may lie
        reached = delay.filter(like="within_").mul(delay["n"], axis=0)
        steps = reached.assign(end=delay["n"]).diff(axis=1).fillna({str(reached.columns[0]): reached.iloc[:, 0]})
        few |= steps.apply(lambda one: is_few(one, one, least=study.written.least)).any(axis=1)
    delay.loc[few, [column for column in delay if column != "n"]] = float("nan")
    delay = delay.loc[theme_order(delay["n"])].reset_index(names="theme")
    delay["theme"] = delay["theme"].map(named)
    late = book.put(
        "data_delay", delay, key="theme",
        how="days from the end of the offence to its recording, records in scope in the period, METHODS 1",
        source="incidents",
    )  # fmt: skip
    midnight = book.cell(kinds, "exactly midnight", "share", "percent1", n="n")
    expected = book.cell(kinds, "exactly midnight", "chance", "percent1")
    return (
        Paragraph(
            (
                study.say("data.midnight", share=midnight, chance=expected),
                study.say(
                    "data.delay", median=book.cell(late, EVERY, "median", "number1", n="n"),
                    later=book.cell(late, EVERY, "later", "percent", n="n"),
                ),
            )
        ),
        Table(
            kinds, "Clock times at which offences are said to begin",
            (Column("kind", "Time", "text"), Column("n", "Records"), Column("share", "Share", "percent1"),
             Column("chance", "If nobody rounded", "percent1")), folded=True,
        ),
        Table(
            late, "From the offence to its recording",
            (Column("theme", "Theme", "text"), Column("n", "Records"), Column("median", "Median days", "number1"),
             Column("within_1", "Within a day", "percent"), Column("within_7", "A week", "percent"),
             Column("within_30", "A month", "percent"), Column("within_365", "A year", "percent"),
             Column("later", "Later", "percent")), folded=True,
        ),
    )  # fmt: skip


def _rounded(study: Study) -> pd.DataFrame:
    table = count_rounded(study.now).assign(whole=len(study.now))
    return hide_rows(study, table, "n", "whole", columns=("n", "share")).drop(columns="whole")


def records(study: Study) -> Table:
    """Tell what was read, and which records repeat another."""
    ledger = study.case.ledger[["file", "rows_in", "used", "rejected"]]
    twins = find_twins(study.rows)
    inside = int(twins.reindex(study.now.index).sum())
    table = pd.concat([ledger, pd.DataFrame([{"file": "records in scope that repeat another", "used": inside}])])
    table = table.astype(dict.fromkeys(["rows_in", "used", "rejected"], "Int64")).reset_index(drop=True)
    table = table.groupby("file", as_index=False, sort=False).sum(min_count=1)
    name = study.book.put(
        "data_records", table[["file", "rows_in", "used", "rejected"]], key="file",
        how="rows read = used + rejected for each file; a record repeats another when victim, offence and "
        "beginning are the same under another number (counted, to be checked)", source="every file",
    )  # fmt: skip
    return Table(
        name, "What was read",
        (Column("file", "File", "text"), Column("used", "Rows used")),
        note=study.say("data.twins", n=study.book.cell(name, "records in scope that repeat another", "used")),
        folded=True,
    )  # fmt: skip
