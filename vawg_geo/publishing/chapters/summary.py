"""The first page: what changed, and the few findings that weigh most, each with what follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from vawg_geo.publishing.report.blocks import Finding, Limit, Paragraph, Say, Section
from vawg_geo.publishing.report.deadlines import NO_DAY, latest_words
from vawg_geo.publishing.report.show import all_findings
from vawg_geo.publishing.report.study import Study

_COLUMNS = ["number", "name", "weight", "what", "recommendation", "owner", "by_when", "latest"]


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
        At most `profile.written.findings` findings, weightiest first, each with its latest day; what the data's gaps
        mean for all of them.
    """
    found = all_findings(done)
    shown = found[: study.written.findings]
    study.book.put(
        "summary_findings", list_findings(study, shown), key="name",
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
            *(_dated(study, one) for one in shown),
            Limit((study.say("summary.recorded"), *_limits(study), more)),
        ),
    )


def list_findings(study: Study, findings: list[Finding]) -> pd.DataFrame:
    """
    List findings as words.

    Parameters
    ----------
    study
        The profile under study.
    findings
        Weightiest first.

    Returns
    -------
    table
        number, name, weight, what, recommendation, owner, by_when, latest (day, in words).
    """
    rows = [
        (
            i,
            f.name,
            f.weight,
            f.what.text,
            f.recommendation.text,
            f.owner,
            f.by_when.text,
            latest_words(f.by_when, study),
        )
        for i, f in enumerate(findings, start=1)
    ]
    return pd.DataFrame(rows, columns=_COLUMNS)


def _dated(study: Study, finding: Finding) -> Finding:
    """Put the latest day behind the words of "by when", where one follows from them."""
    words = finding.by_when.text.rstrip(".")
    day = study.book.cell("summary_findings", finding.name, "latest", "text")
    if day.value == NO_DAY or finding.by_when.cells:
        return finding
    return replace(finding, by_when=study.must_say("summary.by_when", words=words, day=day))


def _limits(study: Study) -> tuple[Say, ...]:
    """Say how far the data bear these findings, where the page has the sections that count it."""
    held, cell, last = study.book.entries, study.book.cell, str(study.month)
    said: list[Say] = []
    if "data_gate" in held:
        rows = {"place": "Place known", "time": "Time known to two hours"}
        shares = {name: cell("data_gate", row, "share", "percent", n="n") for name, row in rows.items()}
        said.append(study.say("summary.known", **shares))
    if "equality_counted" in held:
        share = cell("equality_counted", "No suspect recorded", "share", "percent", n="of")
        said.append(study.say("summary.suspect", share=share))
    if "demand_occurred" in held and last in held["demand_occurred"].table.index:
        share = cell("demand_occurred", last, "share_known", "percent", n="n")
        said.append(study.say("summary.late", month=cell("demand_occurred", last, "month", "month"), share=share))
    return tuple(said)


def _changed(done: Mapping[str, Section]) -> tuple[Say, ...]:
    """Repeat what the section on changes says first."""
    section = done.get("changed")
    first = section.blocks[0] if section else None
    return first.said if isinstance(first, Paragraph) else ()
