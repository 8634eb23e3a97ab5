"""Terms of reference: who asked what, what is counted, and what became of every record read."""

from __future__ import annotations

import hashlib

import pandas as pd

from vawg_geo.base.periods import span_words
from vawg_geo.measures.scoped import IN_SCOPE, OUTSIDE_PERIOD
from vawg_geo.publishing.chapters._terms_adults import adults_paragraph
from vawg_geo.publishing.pictures.flow import draw_flow
from vawg_geo.publishing.report.blocks import Column, Limit, Paragraph, Picture, Section, Table
from vawg_geo.publishing.report.definition import counted_offences, definition_rows
from vawg_geo.publishing.report.study import Study
from vawg_geo.publishing.words import day_words

READ, IN_PERIOD = "records read", "recorded in the period"
DEFINITION = "Definition"
_WORDS = (Column("what", "What", "text"), Column("value", "In this edition", "text"))
FLOW = "From records read to offences in scope"


def write(study: Study) -> Section:
    """
    Write the terms of reference.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    section
        Who asked what, the definition as the profile's parameters give it, and the flow of records.
    """
    book = study.book
    counted = book.put(
        "terms_definition", _pairs(definition_rows(study.profile)), key="what",
        how="printed from the parameters that the counting reads, METHODS 1", source="profile",
    )  # fmt: skip
    offences = book.put(
        "terms_offences", counted_offences(study.profile), key="code",
        how="the offence table in use, by the scopes that the profile counts, METHODS 1", source="profile",
    )  # fmt: skip
    flow = book.put(
        "scope_flow", flow_steps(study.scoped.flow), key="step",
        how="each record is left out for the first reason that holds; the steps sum to all read, METHODS 1",
        source="incidents",
    )  # fmt: skip
    ends = {
        "read": book.cell(flow, READ, "n"),
        "inside": book.cell(flow, IN_PERIOD, "n"),
        "n": book.cell(flow, IN_SCOPE, "n"),
    }
    return Section(
        "terms",
        "Terms of reference and definitions",
        "Who asked, what is counted, and what became of every record?",
        (
            Paragraph((study.say("terms.flow", **ends),), lead=True),
            reference_table(study),
            Table(counted, "What is counted", _WORDS),
            _shown_offences(study, offences),
            adults_paragraph(study),
            Picture(draw_flow(book.entries[flow].table, title=FLOW), study.say("terms.drawn"), flow),
            Limit((study.say("terms.definition"),)),
        ),
    )


def _shown_offences(study: Study, name: str) -> Table | None:
    if not len(study.book.entries[name].table):
        return None
    words = {"code": "Code", "label": "Offence", "why": "Counted among"}
    columns = tuple(Column(column, label, "text") for column, label in words.items())
    return Table(name, "Which offences these are", columns, note=study.say("terms.offences"), folded=True)


def reference_table(study: Study) -> Table:
    """
    Put the terms of reference, which every product has.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    table
        Who asked what, of when, from what, for whom.
    """
    facts = study.book.put(
        "terms_facts", _pairs(reference_rows(study)), key="what",
        how="the profile's and the force's own files", source="profile, force",
    )  # fmt: skip
    return Table(facts, "Terms of reference", _WORDS)


def reference_rows(study: Study) -> list[tuple[str, str]]:
    """
    Say who asked what, of when, from what, for whom.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    rows
        What and its words.
    """
    profile, force, written = study.profile, study.case.force, study.written
    return [
        ("Commissioned by", written.commissioner or "not named in the profile"),
        ("Question", profile.question),
        ("Period", f"recorded {span_words(*study.period)}"),
        ("Compared with", f"recorded {span_words(*study.before)}"),
        ("Data cut", day_words(study.cut)),
        ("Marking", f"{profile.marking.internal}, {profile.marking.handling}"),
        ("Author", profile.author or force.analyst or "not given"),
        ("Reviewer", "whoever signs this edition; a draft has none"),
        ("Made", f"{profile.cadence}, from the profile {profile.name}"),
        (DEFINITION, f"hash {hash_profile(study)} of the profile's parameters"),
    ]


def hash_profile(study: Study) -> str:
    """Name a definition by its parameters: ten hexadecimal figures, the same for the same parameters."""
    return hashlib.sha256(repr(study.profile).encode()).hexdigest()[:10]


def flow_steps(flow: pd.DataFrame) -> pd.DataFrame:
    """
    Add to the flow what is left inside the period, and what each step is.

    Parameters
    ----------
    flow
        step, n: all read, outside the period, the other reasons, in scope.

    Returns
    -------
    steps
        step, out (True: left out here), n; all read = what is left out + what is in scope.
    """
    n = flow.set_index("step")["n"]
    rest = pd.DataFrame({"step": [IN_PERIOD], "n": [int(n[READ] - n[OUTSIDE_PERIOD])]})
    at = int(flow.index[flow["step"] == OUTSIDE_PERIOD][0]) + 1
    steps = pd.concat([flow.iloc[:at], rest, flow.iloc[at:]], ignore_index=True)
    return steps.assign(out=~steps["step"].isin([READ, IN_PERIOD, IN_SCOPE]))[["step", "out", "n"]]


def _pairs(rows: list[tuple[str, str]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["what", "value"])
