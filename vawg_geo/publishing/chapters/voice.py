"""Victims' voice: what panels, surveys and audits said, as themes and counts, never in anybody's own words."""

from __future__ import annotations

import pandas as pd

from vawg_geo.publishing.chapters._surveys import answer_cells, answers_table, sum_answers
from vawg_geo.publishing.pictures.bars import draw_bars
from vawg_geo.publishing.report.blocks import Block, Column, Finding, Limit, Paragraph, Picture, Points, Section
from vawg_geo.publishing.report.study import Study

TITLE = "Victims' voice"
QUESTION = "What do those who were harmed say about how they were treated, and do we keep to it?"
PANEL, SATISFIED, AUDIT = "victim_panel", "victim_satisfaction", "voice_audit_met"
WHOLE = "Satisfied with the whole experience"  # told whether or not it moved
EVERYWHERE = "All districts"
_THEME_GROUPS = {  # groups of the satisfaction survey that a profile of these themes is about
    "da": "domestic abuse", "coercive": "domestic abuse", "sexual": "sexual offences", "rape": "sexual offences",
    "child_sexual": "sexual offences", "stalking": "stalking and harassment", "harassment": "stalking and harassment",
    "hate": "hate crime",
}  # fmt: skip


def write(study: Study) -> Section:
    """
    Write victims' voice.

    Parameters
    ----------
    study
        The profile under study; where it has themes, only the survey's groups of these are told.

    Returns
    -------
    section
        Themes of the panel, answers to the satisfaction survey, results of the audits.
    """
    survey = study.case.tables.get("survey")
    held = survey if survey is not None else pd.DataFrame(columns=["survey", "period", "question", "group", "n", "d"])
    panel, panel_name = _panel(study, held[held["survey"] == PANEL])
    asked, asked_name = _satisfied(study, held[held["survey"] == SATISFIED])
    lead = Paragraph((_lead_panel(study, panel_name), _lead_asked(study, asked_name)), lead=True)
    blocks = (lead, *panel, *asked, *_audits(study), Limit((study.say("voice.limit"), study.say("voice.limit_small"))))
    return Section("voice", TITLE, QUESTION, blocks, _findings(study, asked_name))


def _panel(study: Study, rows: pd.DataFrame) -> tuple[tuple[Block, ...], str]:
    answers = sum_answers(study, rows, ("question",)) if len(rows) else pd.DataFrame()
    if answers.empty:
        return (Paragraph((study.say("voice.no_panel"),)),), ""
    answers = answers.rename(columns={"question": "theme"}).sort_values(
        ["share", "theme"], ascending=[False, True], ignore_index=True
    )
    name = study.book.put(
        "voice_panel", answers, key="theme", source="survey",
        how="members who raised the theme, of members heard, summed over the panel's meetings of the period; a member "
        "heard twice counts twice; Wilson interval, METHODS 4",
    )  # fmt: skip
    bars = answers.set_index("theme")[["share", "low", "high"]].rename(columns={"share": "value"})
    picture = Picture(
        draw_bars(bars, title="Themes raised by the panel", of="Share of members heard who raised it", unit="share"),
        study.say("voice.panel"), name,
        (
            Column("theme", "Theme", "text"), Column("n", "Raised it"), Column("d", "Heard"),
            Column("share", "Share", "percent", "low", "high"),
            Column("before", "Period before", "percent", "before_low", "before_high"), Column("told", "Change", "text"),
        ),
        note=study.say("voice.panel_note"),
    )  # fmt: skip
    return (picture,), name


def _satisfied(study: Study, rows: pd.DataFrame) -> tuple[tuple[Block, ...], str]:
    wanted = {_THEME_GROUPS[theme] for theme in study.written.themes if theme in _THEME_GROUPS}
    if wanted:
        rows = rows[rows["group"].isin(sorted(wanted))]
    answers = sum_answers(study, rows, ("question", "group")) if len(rows) else pd.DataFrame()
    if answers.empty:
        return (Paragraph((study.say("voice.no_survey"),)),), ""
    name = study.book.put(
        "voice_satisfied", answers, key=("question", "group"), source="survey",
        how="answers of the quarters that lie in the period, and in the period before; Wilson interval; change: "
        "Newcombe's interval of the difference of two shares, METHODS 4 and 8",
    )  # fmt: skip
    moved = answers["told"].isin(["higher", "lower"])
    whole = (answers["question"] == WHOLE) & ~moved & answers["before_d"].notna()
    rows_said = [(row, "moved") for row in _names(answers[moved])] + [(row, "same") for row in _names(answers[whole])]
    said = tuple(
        study.say(
            f"voice.{word}", question=study.book.cell(name, row, "question", "text"),
            group=study.book.cell(name, row, "group", "text"), **answer_cells(study, name, row),
        )
        for row, word in rows_said
    )  # fmt: skip
    shown = answers_table(
        name, "What victims said of the police", {"question": "Question", "group": "Victims of"},
        note=study.say("voice.survey_note"), folded=True,
    )  # fmt: skip
    told = (Points(said),) if said else ()
    if not moved.any():
        told = (Paragraph((study.say("voice.unmoved"),)), *told)
    return (*told, shown), name


def _names(answers: pd.DataFrame) -> list[str]:
    """Name the rows as the book does."""
    return [f"{row.question}|{row.group}" for row in answers.itertuples()]


def _audits(study: Study) -> tuple[Block, ...]:
    indicators = study.case.tables.get("indicators")
    rows = indicators[indicators["source"] == AUDIT] if indicators is not None else pd.DataFrame()
    if not len(rows):
        return (Paragraph((study.say("voice.no_audit"),)),)
    rows = pd.concat([rows, rows.assign(area=EVERYWHERE)])
    answers = sum_answers(study, rows.rename(columns={"area": "district"}), ("district",))
    if answers.empty:
        return (Paragraph((study.say("voice.no_audit"),)),)
    last = answers["district"] == EVERYWHERE
    answers = pd.concat([answers[~last], answers[last]], ignore_index=True)
    name = study.book.put(
        "voice_audits", answers, key="district", source="indicators",
        how="records audited in which the victim's voice was recorded as asked for, of records audited in the period; "
        "Wilson interval, METHODS 4",
    )  # fmt: skip
    return (
        Paragraph((study.say("voice.audit", **answer_cells(study, name, EVERYWHERE)),)),
        answers_table(name, "Audits of the voice of the victim", {"district": "District"},
                      note=study.say("voice.audit_note"), folded=True),
    )  # fmt: skip


def _lead_panel(study: Study, name: str):  # type: ignore[no-untyped-def]  # noqa: ANN202 - a sentence or none
    if not name:
        return None
    first = str(study.book.entries[name].table.index[0])
    return study.say(
        "voice.most", theme=study.book.cell(name, first, "theme", "text"), **answer_cells(study, name, first)
    )


def _lead_asked(study: Study, name: str):  # type: ignore[no-untyped-def]  # noqa: ANN202 - a sentence or none
    lowest = _lowest(study, name)
    if not lowest:
        return None
    cell = study.book.cell
    return study.say(
        "voice.lowest", question=cell(name, lowest, "question", "text"), group=cell(name, lowest, "group", "text"),
        **answer_cells(study, name, lowest),
    )  # fmt: skip


def _lowest(study: Study, name: str) -> str:
    """Name the answer with the lowest share that can be said."""
    table = study.book.entries[name].table if name else pd.DataFrame({"share": []})
    known = table[table["share"].notna()]
    return str(known["share"].astype("float64").idxmin()) if len(known) else ""


def _findings(study: Study, name: str) -> tuple[Finding, ...]:
    lowest = _lowest(study, name)
    if not lowest:
        return ()
    cell, say = study.book.cell, study.must_say
    fields = {
        "question": cell(name, lowest, "question", "text"), "group": cell(name, lowest, "group", "text"),
        **answer_cells(study, name, lowest),
    }  # fmt: skip
    return (
        Finding(
            "voice_lowest", 0.3, say("voice.finding_what", **fields), None,
            say("voice.finding_who", group=fields["group"]), say("voice.finding_change", told=fields["told"]), None,
            say("voice.finding_so_what"), say("voice.finding_recommendation"), "Head of Victim Services",
            say("voice.finding_by_when"), say("voice.finding_how_known"),
        ),
    )  # fmt: skip
