"""The month's deep dive: one theme a month in a fixed turn, in short, with the figures of its own product."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from vawg_geo.publishing.report.blocks import Column, Paragraph, Section, Table
from vawg_geo.publishing.report.borrowed import TURNING, borrow_section, lender, title_of, turning
from vawg_geo.publishing.report.study import Study

_TITLE = "The month’s deep dive"
_QUESTION = "What does one theme a month show, looked at more closely?"


def write(study: Study) -> Section:
    """
    Write the deep dive.

    Parameters
    ----------
    study
        The profile under study, with a rotation in its [written] block.

    Returns
    -------
    section
        This month's section in short, and whose turn the next months are.
    """
    if not study.written.rotation:
        return Section(TURNING, _TITLE, _QUESTION, (Paragraph((study.must_say("deepdive.none"),), lead=True),))
    section = borrow_section(study, TURNING)
    study.book.put(
        "deepdive_turns", list_turns(study), key="month",
        how="the profile's rotation, counted in months from January 2000", source="the profile",
    )  # fmt: skip
    turns = Table(
        "deepdive_turns", "Whose turn it is",
        (Column("month", "Month", "month"), Column("title", "Deep dive", "text"), Column("product", "Read on", "text")),
        folded=True,
    )  # fmt: skip
    return replace(section, title=f"{_TITLE}: {section.title}", blocks=(*section.blocks, turns))


def list_turns(study: Study) -> pd.DataFrame:
    """
    List the deep dives of this month and of those that follow, once round.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    turns
        month, title, product.
    """
    months = [study.month + ahead for ahead in range(len(study.written.rotation))]
    named = [(month, turning(study, month)) for month in months]
    return pd.DataFrame(
        [(str(month), title_of(name), lender(name)[0].title) for month, name in named],
        columns=["month", "title", "product"],
    )  # fmt: skip
