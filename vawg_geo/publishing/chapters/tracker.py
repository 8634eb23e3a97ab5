"""The ready reckoner: every metric of every plan on one page, its colour by rule, the rule beside it."""

from __future__ import annotations

import pandas as pd

from vawg_geo.measures.chance_signals import count_chance
from vawg_geo.measures.metric_readings import Reading
from vawg_geo.measures.metric_state import RULES
from vawg_geo.publishing.chapters._orders_counted import say_aside_of
from vawg_geo.publishing.chapters._possible import say_possible
from vawg_geo.publishing.reckoner.read import put_readings, read_plans
from vawg_geo.publishing.reckoner.rows import metrics_table
from vawg_geo.publishing.reckoner.words import join_sentences, say_metric
from vawg_geo.publishing.report.blocks import Block, Limit, Made, Paragraph, Points, Say, Section
from vawg_geo.publishing.report.study import Study

_TITLE = "Ready reckoner"
_QUESTION = "Which of our measures moved, which are on target, and of which can we not say?"


def write(study: Study) -> Section:
    """
    Write the ready reckoner.

    Parameters
    ----------
    study
        The profile under study; a force's own entries lie in the folder metrics beside its force.toml.

    Returns
    -------
    section
        The count of colours, a table a plan, what the colours are not.
    """
    plans = read_plans(study)
    if not plans:
        return Section("tracker", _TITLE, _QUESTION, (Paragraph((study.must_say("tracker.none"),), lead=True),))
    put_readings(study, plans)
    blocks: list[Block | None] = [
        _lead(study, plans), _first(study, plans), Made(metrics_table(study, plans)),
        Limit((study.must_say("tracker.limits"), say_possible(study), _aside(study, plans))),
    ]  # fmt: skip
    return Section("tracker", _TITLE, _QUESTION, tuple(blocks))


def _first(study: Study, plans: list[tuple[str, list[Reading]]]) -> Points:
    """Say what is red, then what is amber, then what signals without a colour."""
    every = [reading for _, readings in plans for reading in readings]
    rank = {"red": 0, "amber": 1}
    found = sorted(
        (reading for reading in every if RULES[reading.rule][0] in rank),
        key=lambda reading: rank[RULES[reading.rule][0]],
    )
    found += [r for r in every if RULES[r.rule][0] == "none" and r.figure.signal in ("up", "down")]
    said = []
    for reading in found:
        colour = RULES[reading.rule][0]
        cell = study.book.cell("tracker_metrics", reading.metric.name, "words", "text")
        word = {"red": "Red", "amber": "Amber"}.get(colour, "Signal, without a colour")
        said += [study.must_say("tracker.first", colour=word, words=cell), say_metric(study, reading)]
    points = [join_sentences(name, what) for name, what in zip(said[::2], said[1::2], strict=True)]
    return Points(tuple(points), "Look at these first")


def _aside(study: Study, plans: list[tuple[str, list[Reading]]]) -> Say:
    return say_aside_of(study, [reading.metric for _, readings in plans for reading in readings])


def _lead(study: Study, plans: list[tuple[str, list[Reading]]]) -> Paragraph:
    """Count the colours, and the signals that chance alone would make of so many metrics."""
    latest = study.book.entries["tracker_metrics"].table
    counts = latest["rag"].value_counts()
    colours = {"red": "red", "amber": "amber", "green": "green", "grey": "grey", "none": "no colour"}
    row: dict[str, float] = {name: int(counts.get(word, 0)) for name, word in colours.items()}
    row |= {"n": len(latest), **count_chance([reading for _, readings in plans for reading in readings])}
    name = study.book.put(
        "tracker_colours", pd.DataFrame([{"of": "all", **row}]), key="of", source="the table tracker_metrics",
        how="metrics by colour; by chance: for each chart the chance that its latest point signals though nothing "
        "changed, drawn from 20,000 steady courses of its length, added up, METHODS 8",
    )  # fmt: skip
    cells = {key: study.book.cell(name, "all", key, "number1" if key == "chance" else "count") for key in row}
    return Paragraph((study.must_say("tracker.lead", **cells), study.must_say("tracker.chance", **cells)), lead=True)
