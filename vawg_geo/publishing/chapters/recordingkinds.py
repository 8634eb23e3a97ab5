"""What stands there where a characteristic is not known: blank, unknown, not stated, prefer not to say, kept apart."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from vawg_geo.base.absences import CHARACTERISTICS
from vawg_geo.measures.absence_counts import NAMES, NO_COLUMN, count_absences
from vawg_geo.measures.recording import compare_with_before
from vawg_geo.publishing.chapters._data_marks import WHO
from vawg_geo.publishing.chapters._people import firm_shares, people_of
from vawg_geo.publishing.chapters._recording_tables import SUSPECT, WORDS, marks_of
from vawg_geo.publishing.report.blocks import Column, Finding, Limit, Paragraph, Points, Say, Section, Table
from vawg_geo.publishing.report.study import Study
from vawg_geo.publishing.words import SHARE_BASE

_TITLE = "What stands there where it is not known?"
_QUESTION = "Was the question not asked, was the answer not known, or did the person prefer not to say?"
_KINDS = {**{name: kind for kind, name in NAMES.items()}, NO_COLUMN: "no column"}
_LABELS = {"known": "Known", "blank": "Blank", "unknown": "Unknown", "not_stated": "Not stated",
           "declined": "Prefer not to say", "not_understood": "Not understood", NO_COLUMN: "No column"}  # fmt: skip
_ALL = [WORDS[name] for name in WHO]
_EVERYBODY = "victims of all these offences"
_TABLE, _CHANGES = "recordingkinds_people", "recordingkinds_changes"


def write(study: Study) -> Section:
    """
    Write the kinds of absence.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    section
        Victims and suspects of records in scope by characteristic and by what stands there; what has changed.
    """
    table = _count(study, study.now, study.period)
    people = int(table.drop(index=_ALL)["n"].max())
    if not people:
        none = Paragraph((study.must_say("recordingkinds.none"),), lead=True)
        return Section("recordingkinds", _TITLE, _QUESTION, (none,))
    _put(study, table)
    moved = _put_changes(study, table)
    return Section(
        "recordingkinds", _TITLE, _QUESTION,
        (
            Paragraph(tuple(_lead(study, name) for name in ("ethnicity", "disability", "sex")), lead=True),
            Paragraph((_apart(study, table),)),
            _shown(study),
            Points(tuple(_change(study, row) for row in moved), "What has changed since the period before"),
            _shown_changes(study),
            Limit((study.say("recordingkinds.limit"),)),
        ),
        _findings(study, table),
    )  # fmt: skip


def _count(study: Study, rows: pd.DataFrame, period: tuple[date, date]) -> pd.DataFrame:
    """Count kinds; the victim's sex and age of all records of these offences, because they decide on scope."""
    asked = study.during(period, marks_of(study)).index
    people = study.case.people
    everybody = people[(people["role"] == "victim") & people["incident"].isin(asked)]
    everybody = everybody[~(everybody.duplicated(["incident", "pid"]) & everybody["pid"].notna())]
    victims, suspects = (count_absences(people_of(study, rows, role)) for role in ("victim", "suspect"))
    victims = pd.concat([count_absences(everybody).loc[list(WHO)], victims.drop(index=list(WHO))])
    parts = [victims.rename(index=WORDS), suspects.rename(index=lambda name: WORDS[SUSPECT + str(name)])]
    return pd.concat(parts)


def _put(study: Study, table: pd.DataFrame) -> None:
    shares = firm_shares(table["known"], table["n"])
    asked = pd.Series("people of records in scope", index=table.index).mask(table.index.isin(_ALL), _EVERYBODY)
    answered = table["known"] + table["not_stated"] + table["declined"]
    told = firm_shares(answered, table["n"])
    study.book.put(
        _TABLE,
        table.join(shares).assign(
            asked=asked, answered=answered, answered_share=told["share"],
            blank_share=(table["blank"] / table["n"]).where(table["n"] >= SHARE_BASE),
        ).reset_index(),
        key="field", source="people",
        how="people of records in scope in the period (the victim's sex and age: of all live records of these "
        "offences, because they decide on scope), each once a crime, by what stands in the field: known, blank, "
        "recorded as unknown, not stated (the code NS), preferring not to say, not understood (not in the source's "
        "list), or without a column; they add up. Answered: known, not stated or preferring not to say; Wilson "
        "interval, METHODS 4",
    )  # fmt: skip


def _put_changes(study: Study, table: pd.DataFrame) -> list[str]:
    """Compare each kind's share with the period before, and give the rows that moved."""
    long, before = (_long(one) for one in (table, _count(study, study.earlier, study.before)))
    changes = compare_with_before(long, before, least=SHARE_BASE)
    changes = changes[(changes["filled"] > 0) | (changes["filled_before"] > 0)].reset_index(drop=True)
    shown = pd.DataFrame(
        {
            "field": changes["field"],
            "kind": changes["group"],
            "n": changes["n"],
            "x": changes["filled"],
            "share": changes["filled"] / changes["n"],
            "n_before": changes["n_before"],
            "before": changes["filled_before"] / changes["n_before"],
            **{name: changes[name] for name in ("difference", "low", "high", "q", "told")},
        }
    )
    study.book.put(
        _CHANGES, shown, key=("field", "kind"), source="people",
        how="share of people with each kind, in the period and the one before; told: q at most 0.05 over all fields "
        "and kinds (Fisher's exact test, Benjamini-Hochberg) and Newcombe's 95% interval leaves out 0, METHODS 8",
    )  # fmt: skip
    return list(study.book.entries[_CHANGES].table.query("told != ''").index)


def _long(table: pd.DataFrame) -> pd.DataFrame:
    kinds = [name for name in _KINDS if name != NO_COLUMN]
    parts = [pd.DataFrame({"field": table.index, "group": _LABELS[kind], "filled": table[kind]}) for kind in kinds]
    long = pd.concat(parts, ignore_index=True)
    return long.assign(n=long["field"].map(table["n"]))


def _lead(study: Study, name: str) -> Say:
    row = WORDS[name]
    cells: dict[str, Any] = {key: study.book.cell(_TABLE, row, key) for key in ("n", "known", *_KINDS)}
    cells["share"] = study.book.cell(_TABLE, row, "share", "percent", n="n", ends="low high")
    cells["field"] = study.book.cell(_TABLE, row, "field", "text")
    lost = study.book.entries[_TABLE].table[[NO_COLUMN, "n"]].loc[row]
    if lost[NO_COLUMN] == lost["n"]:
        return study.say("recordingkinds.no_column", field=cells["field"])
    del cells[NO_COLUMN], cells["not_understood"]
    return study.say("recordingkinds.lead", **cells)


def _apart(study: Study, table: pd.DataFrame) -> Say:
    """Say whether the extract tells the kinds apart at all."""
    spoken = int(table[["unknown", "not_stated", "declined"]].to_numpy().sum())
    return study.say("recordingkinds.apart" if spoken else "recordingkinds.not_apart")


def _shown(study: Study) -> Table:
    """Show the kinds that there are: a column of noughts would only push the others off the sheet."""
    counts = study.book.entries[_TABLE].table
    labels = {name: label for name, label in _LABELS.items() if counts[name].sum() > 0}
    return Table(
        _TABLE, "What stands in the field, by person and crime",
        (
            Column("field", "Field", "text"), Column("asked", "Asked of", "text"), Column("n", "People"),
            *(Column(name, label) for name, label in labels.items()),
            Column("share", "Known", "percent", "low", "high"), Column("answered_share", "Answered", "percent"),
        ), cards=True,
    )  # fmt: skip


def _change(study: Study, row: str) -> Say:
    cell = study.book.cell
    word = study.book.entries[_CHANGES].table["told"].loc[row]
    return study.say(
        f"recordingkinds.{word}", field=cell(_CHANGES, row, "field", "text"), kind=cell(_CHANGES, row, "kind", "text"),
        share=cell(_CHANGES, row, "share", "percent", n="n"),
        before=cell(_CHANGES, row, "before", "percent", n="n_before"),
    )  # fmt: skip


def _shown_changes(study: Study) -> Table:
    return Table(
        _CHANGES, "Each kind, against the period before",
        (
            Column("field", "Field", "text"), Column("kind", "What stands there", "text"), Column("n", "People"),
            Column("x", "With it"), Column("share", "Share", "percent"), Column("before", "Period before", "percent"),
            Column("told", "Told", "text"),
        ),
        note=study.say("recordingkinds.changes_note"), folded=True,
    )  # fmt: skip


def _findings(study: Study, table: pd.DataFrame) -> tuple[Finding, ...]:
    """Say what follows where most of what is not known is a blank."""
    ours = table.loc[[WORDS[name] for name in CHARACTERISTICS]]
    missing = ours["n"] - ours["known"]
    blank = (ours["blank"] / missing.where(missing >= SHARE_BASE)).dropna()
    if blank.empty or blank.max() < 1 / 2:
        return ()
    row = str((ours["blank"].where(missing >= SHARE_BASE)).idxmax())
    cell, say = study.book.cell, study.must_say
    field = cell(_TABLE, row, "field", "text")
    return (
        Finding(
            "recording: blanks", 0.35,
            say("recordingkinds.finding_what", field=field, blank=cell(_TABLE, row, "blank"), n=cell(_TABLE, row, "n"),
                declined=cell(_TABLE, row, "declined")),
            None, None, None, say("recordingkinds.finding_sure"), say("recordingkinds.finding_so_what"),
            say("recordingkinds.finding_recommend"), "Head of Crime Recording", say("recordingkinds.by_when"),
            say("recordingkinds.finding_known", field=field),
        ),
    )  # fmt: skip
