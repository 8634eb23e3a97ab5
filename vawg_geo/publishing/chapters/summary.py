"""The first page: what changed, and the few findings that weigh most, each with what follows from it."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from vawg_geo.publishing.report.blocks import Finding, Limit, Paragraph, Say, Section
from vawg_geo.publishing.report.show import all_findings
from vawg_geo.publishing.report.study import Study

_COLUMNS = ["number", "name", "weight", "what", "recommendation", "owner", "by_when"]


def write(study: Study, done: Mapping[str, Section]) -> Section:
    """
    Write the summary.

    Parameters
    ----------
    study
        The profile under study.
    done
        Every other section, whose findings it chooses from.

    Returns
    -------
    section
        At most `profile.written.findings` findings, weightiest first.
    """
    found = all_findings(done)
    shown = found[: study.written.findings]
    study.book.put(
        "summary_findings", list_findings(shown), key="name",
        how="the findings of all sections by weight: how harmful and how sure; ties by name", source="the sections",
    )  # fmt: skip
    nothing = () if shown else (study.say("summary.nothing"),)
    more = study.say("summary.more") if len(found) > len(shown) else None
    return Section(
        "summary",
        "Summary",
        study.profile.question,
        (
            Paragraph((*_changed(done), *nothing), lead=True),
            *shown,
            Limit((study.say("summary.recorded"), more)),
        ),
    )


def list_findings(findings: list[Finding]) -> pd.DataFrame:
    """
    List findings as words.

    Parameters
    ----------
    findings
        Weightiest first.

    Returns
    -------
    table
        number, name, weight, what, recommendation, owner, by_when.
    """
    rows = [
        (i, f.name, f.weight, f.what.text, f.recommendation.text, f.owner, f.by_when.text)
        for i, f in enumerate(findings, start=1)
    ]
    return pd.DataFrame(rows, columns=_COLUMNS)


def _changed(done: Mapping[str, Section]) -> tuple[Say, ...]:
    """Repeat what the section on changes says first."""
    section = done.get("changed")
    first = section.blocks[0] if section else None
    return first.said if isinstance(first, Paragraph) else ()
