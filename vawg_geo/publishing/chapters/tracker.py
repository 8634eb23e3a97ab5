"""The ready reckoner: every metric of every plan on one page, its colour by rule, the rule beside it."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import pandas as pd

from vawg_geo.measures.metric_entries import FOLDER, Metric, read_metrics
from vawg_geo.measures.metric_readings import Reading, Terms, gate_reading, hide_small, read_metric
from vawg_geo.measures.metric_state import RULES
from vawg_geo.publishing import metrics
from vawg_geo.publishing.chapters._tracker_book import list_latest, list_series
from vawg_geo.publishing.chapters._tracker_rows import metrics_table
from vawg_geo.publishing.chapters._tracker_tables import KNOWN, Sources
from vawg_geo.publishing.chapters._tracker_words import check_sentences, join_sentences, say_metric
from vawg_geo.publishing.report.blocks import Block, Limit, Made, Paragraph, Points, Section
from vawg_geo.publishing.report.study import Study

_TITLE = "Ready reckoner"
_QUESTION = "Which of our measures moved, which are on target, and of which can we not say?"
_GATED = ("nights", "tier_a")  # made by the monthly page, whose data gate holds for them
SHIPPED = Path(str(resources.files(metrics)))


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
    latest = list_latest(plans)
    if latest.empty:
        return Section("tracker", _TITLE, _QUESTION, (Paragraph((study.must_say("tracker.none"),), lead=True),))
    study.book.put(
        "tracker_metrics", latest, key="metric", source="the tables each entry names",
        how="each metric as its entry says; charts by METHODS 8, intervals by METHODS 4, colours by METHODS 13",
    )  # fmt: skip
    study.book.put(
        "tracker_series", list_series(plans), key=("metric", "period"), source="the tables each entry names",
        how="every charted period of each metric; limits are three sigma of the first 24 points, METHODS 8",
    )  # fmt: skip
    blocks: list[Block | None] = [
        _lead(study, latest), _first(study, plans), Made(metrics_table(study, plans)),
        Limit((study.must_say("tracker.limits"),)),
    ]  # fmt: skip
    return Section("tracker", _TITLE, _QUESTION, tuple(blocks))


def read_plans(study: Study) -> list[tuple[str, list[Reading]]]:
    """
    Read every metric of every plan.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    plans
        Name of the plan, and its readings in the order of the entries.

    Raises
    ------
    ProfileError
        If an entry is not as it must be.
    """
    plans = read_metrics([SHIPPED, study.case.force.folder / FOLDER], tables=KNOWN)
    check_sentences(plans)
    sources = Sources(study)
    return [(plan.plan, [_read(study, sources, metric) for metric in plan.metrics]) for plan in plans]


def _read(study: Study, sources: Sources, metric: Metric) -> Reading:
    gate = study.profile.gate
    terms = Terms(study.month, study.written.chart_months, study.cut, study.written.complete_from, gate.red_below)
    reading = read_metric(metric, sources, terms=terms)
    if reading.period and metric.count.table in _GATED:
        reading = gate_reading(reading, sources.hotspots.gate.colour)
    return hide_small(reading)


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


def _lead(study: Study, latest: pd.DataFrame) -> Paragraph:
    """Count the colours."""
    counts = latest["rag"].value_counts()
    colours = {"red": "red", "amber": "amber", "green": "green", "grey": "grey", "none": "no colour"}
    row = {name: int(counts.get(word, 0)) for name, word in colours.items()} | {"n": len(latest)}
    name = study.book.put(
        "tracker_colours", pd.DataFrame([{"of": "all", **row}]), key="of", how="metrics by colour",
        source="the table tracker_metrics",
    )  # fmt: skip
    cells = {key: study.book.cell(name, "all", key) for key in row}
    return Paragraph((study.must_say("tracker.lead", **cells),), lead=True)
