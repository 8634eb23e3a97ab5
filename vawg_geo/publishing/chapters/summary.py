"""The first page: the few findings that weigh most, each with what follows from it."""

from __future__ import annotations

from vawg_geo.publishing.report.blocks import Finding, Paragraph, Section
from vawg_geo.publishing.report.study import Study


def write(study: Study, findings: tuple[Finding, ...]) -> Section:
    """
    Write the summary.

    Parameters
    ----------
    study
        The profile under study.
    findings
        Every chapter's findings, weightiest first.

    Returns
    -------
    section
        At most `profile.written.findings` of them.
    """
    shown = findings[: study.written.findings]
    return Section("summary", "Summary", "", (Paragraph(tuple(finding.what for finding in shown)),))
