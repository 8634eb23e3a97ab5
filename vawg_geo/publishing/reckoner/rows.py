"""The reckoner's rows as they are shown: a table a plan, each figure with the cell it can be made again from."""

from __future__ import annotations

from markupsafe import Markup

from vawg_geo.measures.metric_readings import Reading
from vawg_geo.measures.metric_state import RULES
from vawg_geo.publishing.fragment import fill
from vawg_geo.publishing.pictures.spark import draw_spark
from vawg_geo.publishing.reckoner.book import drawn, form_of
from vawg_geo.publishing.reckoner.words import say_metric
from vawg_geo.publishing.report.forms import CANNOT_SAY, HIDDEN, show
from vawg_geo.publishing.report.show import said
from vawg_geo.publishing.report.study import Study

_GLYPHS = {"up": "▲", "down": "▼", "unsteady": "◆", "none": "▬", "cannot say": ""}
_GOOD = {"up": "↑", "down": "↓", "neutral": "●"}
_COLOURS = {"red": "Red", "amber": "Amber", "green": "Green", "grey": "Grey", "none": "No colour"}
_STATE = {"up": "rise", "down": "fall", "unsteady": "unsteady", "none": "no change", "cannot say": "cannot say"}


def metrics_table(study: Study, plans: list[tuple[str, list[Reading]]]) -> Markup:
    """
    Show every plan's metrics.

    Parameters
    ----------
    study
        The page; its book holds tracker_metrics and tracker_series.
    plans
        Each plan's name and its metrics read.

    Returns
    -------
    html
        One table, a group of rows a plan; on a phone a card a metric.
    """
    groups = [(plan, [show_metric(study, reading) for reading in readings]) for plan, readings in plans]
    return fill("report/tracker.html.j2", {"groups": groups}).html


def show_metric(study: Study, reading: Reading) -> dict[str, object]:
    """Give what the template of a metric's row asks for (report/metric_row.html.j2)."""
    metric, form = reading.metric, form_of(reading)
    line = study.book.entries["tracker_metrics"].table.loc[metric.name].to_dict()
    colour = RULES[reading.rule][0]
    signal = reading.figure.signal if reading.period else "cannot say"
    return {
        "line": line, "form": form, "colour": colour, "colour_word": _COLOURS[colour],
        "value": HIDDEN if reading.hidden else _shown(line["value"], form),
        "ends": _between(line["low"], line["high"], form),
        "expected": _known(line["expected_low"], line["expected_high"]),
        "expected_low": _shown(line["expected_low"], form), "expected_high": _shown(line["expected_high"], form),
        "n": _shown(line["n"], "count") if _known(line["n"]) else "",
        "target": _shown(line["target"], form) if _known(line["target"]) else "",
        "glyph": _GLYPHS[signal], "state": _STATE[signal], "good": _GOOD[metric.polarity],
        "spark": spark_of(study, reading),
        "young": show(line["young"], "count"), "step": f"{metric.step}{'' if reading.young == 1 else 's'}",
        "sentence": said(say_metric(study, reading)),
    }  # fmt: skip


def spark_of(study: Study, reading: Reading) -> Markup:
    """Draw the last thirteen months of a metric; nothing where there is none."""
    if not reading.period:
        return Markup("")
    return draw_spark(drawn(reading, study), say=lambda value: show(value, form_of(reading)))


def _known(*values: object) -> bool:
    return all(value is not None and value == value for value in values)  # noqa: PLR0124 - NaN


def _shown(value: object, form: str) -> str:
    return show(value, form) if _known(value) else CANNOT_SAY


def _between(low: object, high: object, form: str) -> str:
    return f" ({show(low, form)} to {show(high, form)})" if _known(low, high) else ""
