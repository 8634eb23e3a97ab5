"""Read the metrics of a force: the same reading for every page that speaks of one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from importlib import resources
from pathlib import Path

from vawg_geo.measures.metric_entries import FOLDER, Metric, read_metrics
from vawg_geo.measures.metric_periods import FAR
from vawg_geo.measures.metric_readings import Reading, Terms, gate_reading, hide_small, read_metric
from vawg_geo.publishing import metrics
from vawg_geo.publishing.editions_compared import read_edition_tables
from vawg_geo.publishing.reckoner.book import find_days, find_moved, list_latest, list_series
from vawg_geo.publishing.reckoner.tables import KNOWN, Sources
from vawg_geo.publishing.reckoner.words import check_sentences
from vawg_geo.publishing.report.study import Study

SHIPPED = Path(str(resources.files(metrics)))
Plans = Sequence[tuple[str, list[Reading]]]  # a plan's name, its metrics read
_GATED = ("nights", "tier_a")  # made by the monthly page, whose data gate holds for them
_METRICS, _SERIES = "tracker_metrics", "tracker_series"


def read_plans(study: Study, *, names: Collection[str] | None = None) -> list[tuple[str, list[Reading]]]:
    """
    Read every metric of every plan.

    Parameters
    ----------
    study
        The profile under study; a force's own entries lie in the folder metrics beside its force.toml.
    names
        The metrics to be read; None = all. Every entry is checked all the same.

    Returns
    -------
    plans
        Name of the plan, and its readings in the order of the entries; a plan with none of them is left out.

    Raises
    ------
    ProfileError
        If an entry is not as it must be.
    """
    plans = read_metrics([SHIPPED, study.case.force.folder / FOLDER], tables=KNOWN)
    check_sentences(plans)
    sources = Sources(study)
    asked = [(plan.plan, [m for m in plan.metrics if names is None or m.name in names]) for plan in plans]
    return [(plan, [_read(study, sources, metric) for metric in kept]) for plan, kept in asked if kept]


def name_readings(plans: Plans) -> dict[str, Reading]:
    """Give the readings by the metric's name."""
    return {reading.metric.name: reading for _, readings in plans for reading in readings}


def put_readings(study: Study, plans: Plans) -> None:
    """
    Put the readings into the book: tracker_metrics, a row a metric, and tracker_series, a row a metric and period.

    Parameters
    ----------
    study
        The page. Where two chapters speak of metrics, the first puts them all in (`read_plans` without names).
    plans
        As `read_plans` gives them, with one metric at least.

    Raises
    ------
    SchemaError
        If the book has the tables already.
    """
    last = read_edition_tables(study.previous).get(_METRICS) if study.previous else None
    said = find_moved(list(plans), last)
    for name, days in find_days(list(plans), study.case.tables.get("calendar")).items():
        said[name] = " ".join(filter(None, (days, said.get(name))))
    study.book.put(
        _METRICS, list_latest(list(plans), said), key="metric", source="the tables each entry names",
        how="each metric as its entry says; charts by METHODS 8, intervals by METHODS 4, colours by METHODS 13",
    )  # fmt: skip
    study.book.put(
        _SERIES, list_series(list(plans)), key=("metric", "period"), source="the tables each entry names",
        how="every charted period of each metric; limits are three sigma of the first 24 points, or of the "
        "first 24 since a new baseline was entered, METHODS 8",
    )  # fmt: skip


def _read(study: Study, sources: Sources, metric: Metric) -> Reading:
    gate = study.profile.gate
    terms = Terms(study.month, FAR, study.cut, study.written.complete_from, gate.red_below)
    named = replace(metric, owner=study.owner(metric.owner))
    reading = read_metric(named, sources, terms=terms)
    if reading.period and metric.count.table in _GATED:
        reading = gate_reading(reading, sources.nights.gate.colour)
    return hide_small(reading)
