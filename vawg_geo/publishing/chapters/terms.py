"""Terms of reference: what is counted, and what became of every record read."""

from __future__ import annotations

from vawg_geo.publishing.report.blocks import Column, Section, Table
from vawg_geo.publishing.report.study import Study


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
        The question, the scope, and the flow of records.
    """
    flow = study.book.put(
        "scope_flow", study.scoped.flow, key="step",
        how="each record is left out for the first reason that holds; the steps sum to all read, METHODS 1",
        source="incidents",
    )  # fmt: skip
    return Section(
        "terms",
        "Terms of reference",
        study.profile.question,
        (
            Table(
                flow, "From records read to records in scope", (Column("step", "Step", "text"), Column("n", "Records"))
            ),
        ),
    )
