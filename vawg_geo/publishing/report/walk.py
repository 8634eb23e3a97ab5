"""Every sentence of a section, wherever it stands."""

from __future__ import annotations

from collections.abc import Iterator

from vawg_geo.publishing.report.blocks import Finding, Limit, Map, Pairs, Paragraph, Picture, Points, Section, Table
from vawg_geo.publishing.report.sentences import Sentence


def sentences_of(section: Section) -> Iterator[Sentence]:
    """
    Give the sentences of a section in the order of the page, those of its findings last.

    Parameters
    ----------
    section
        A written section.

    Yields
    ------
    sentence
        What is said in paragraphs, lists, notes, titles, pairs and findings.
    """
    for block in section.blocks:
        if isinstance(block, Paragraph | Points | Limit):
            yield from filter(None, block.said)
        elif isinstance(block, Table):
            yield from filter(None, (block.note,))
        elif isinstance(block, Picture | Map):
            yield from filter(None, (block.title, block.note))
        elif isinstance(block, Pairs):
            yield from filter(None, (said for _, said in block.rows))
        elif isinstance(block, Finding):
            yield from sentences_in(block)
    for finding in section.findings:
        yield from sentences_in(finding)


def sentences_in(finding: Finding) -> Iterator[Sentence]:
    """Give a finding's sentences."""
    f = finding
    parts = (f.what, f.where, f.who, f.change, f.confidence, f.so_what, f.recommendation, f.by_when, f.how_known)
    yield from filter(None, parts)
