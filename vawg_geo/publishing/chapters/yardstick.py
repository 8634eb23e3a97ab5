"""The words of the page: how chance is put, and what the terms mean."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import pandas as pd

from vawg_geo.publishing.report import columns
from vawg_geo.publishing.report.blocks import Column, Paragraph, Section, Table
from vawg_geo.publishing.report.study import Study
from vawg_geo.publishing.words import YARDSTICK


def write(study: Study) -> Section:
    """
    Write the yardstick and the glossary.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    section
        Two tables of words.
    """
    bands = study.book.put(
        "yardstick_bands", pd.DataFrame(YARDSTICK, columns=["word", "chance"]), key="word",
        how="yardstick of the Professional Head of Intelligence Assessment; gaps go to the nearest band, METHODS 13",
        source="the yardstick",
    )  # fmt: skip
    terms = study.book.put(
        "yardstick_terms", pd.DataFrame(glossary(), columns=["word", "meaning"]), key="word",
        how="as this page uses them", source="glossary",
    )  # fmt: skip
    return Section(
        "yardstick",
        "Words: how chance is put, and what terms mean",
        "What do the words on these pages promise?",
        (
            Paragraph((study.say("yardstick.lead"),), lead=True),
            Table(bands, "How chance is put in words (PHIA yardstick)",
                  (Column("word", "We write", "text"), Column("chance", "when the chance is", "text"))),
            Table(terms, "Terms", (Column("word", "Term", "text"), Column("meaning", "Meaning", "text"))),
        ),
    )  # fmt: skip


@cache
def glossary() -> tuple[tuple[str, str], ...]:
    """Read the glossary of written profiles: word and meaning."""
    path = Path(columns.__file__).with_name("glossary.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return tuple((row["word"], row["meaning"]) for row in csv.DictReader(file))
