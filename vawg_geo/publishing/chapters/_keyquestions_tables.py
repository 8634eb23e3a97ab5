"""The questions answered: from the reckoner's readings to the answer of each, and the tables that hold them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from vawg_geo.base.errors import ProfileError
from vawg_geo.base.profile import read_profile
from vawg_geo.measures.chance_signals import count_chance
from vawg_geo.measures.key_questions import ANSWERS, Item, Question, answer_question, read_questions
from vawg_geo.measures.metric_readings import Reading
from vawg_geo.measures.metric_state import Direction, tell_direction
from vawg_geo.publishing.report.sentences import FIXED
from vawg_geo.publishing.words import never_words

# Column of the counts -> the rules whose answer it counts.
COUNTED = {
    "better": ("better",), "worse": ("worse",), "both": ("both ways",), "same": ("no change",),
    "unknown": ("too few known", "all neutral"),
}  # fmt: skip
DIRECTION_WORDS: dict[Direction, str] = {
    "better": "signals the right way", "worse": "signals the wrong way", "same": "no signal",
    "neutral": "neutral: neither way is good", "cannot say": "cannot say",
}  # fmt: skip
_FIGURE = re.compile(r"\d[\d,.]*(?<![,.])")
_COLUMNS = {"better": "better", "worse": "worse", "same": "same", "neutral": "neutral", "cannot say": "unknown"}


@dataclass(frozen=True)
class Answered:
    """A question with its metrics read, and the rule that gave its answer."""

    question: Question
    readings: tuple[Reading, ...]
    directions: tuple[Direction, ...]
    rule: str


@dataclass(frozen=True)
class Asked:
    """An agenda item with its questions answered."""

    item: str
    answers: tuple[Answered, ...]


def read_items(folders: Sequence[Path], *, metrics: Collection[str], products: Collection[str]) -> tuple[Item, ...]:
    """
    Read the questions, and refuse words that no page may print.

    Parameters
    ----------
    folders, metrics, products
        As for `read_questions`.

    Returns
    -------
    items
        As `read_questions` gives them.

    Raises
    ------
    ProfileError
        As `read_questions`; and if a text holds a figure, or says what is never said.
    """
    items = read_questions(folders, metrics=metrics, products=products)
    for item in items:
        for one in item.questions:
            if faults := _faults(one, item.item):
                raise ProfileError(f"{one.where}: " + "; ".join(faults) + ".")
    return items


def _faults(question: Question, item: str) -> list[str]:
    faults = []
    texts = {"item": item, **{key: getattr(question, key) for key in ("question", "so_what", "owner")}}
    for key, text in texts.items():
        if [figure for figure in _FIGURE.findall(text) if figure not in FIXED]:
            faults.append(f"{key} holds a figure that no result gives: leave it out")
        if said := never_words(text):
            faults.append(f"{key} says what is never said of recorded crime: {', '.join(said)}")
    return faults


def answer_items(items: Sequence[Item], readings: Mapping[str, Reading], *, post: Callable[[str], str]) -> list[Asked]:
    """
    Answer every question.

    Parameters
    ----------
    items
        The questions.
    readings
        The metrics by name.
    post
        From an owner to the name of the post in this force.

    Returns
    -------
    asked
        In the order of the agenda.
    """
    named = [(item.item, [replace(one, owner=post(one.owner)) for one in item.questions]) for item in items]
    return [Asked(item, tuple(_answer(one, readings) for one in own)) for item, own in named]


def _answer(question: Question, readings: Mapping[str, Reading]) -> Answered:
    own = tuple(readings[name] for name in question.metrics)
    directions = tuple(map(direction_of, own))
    return Answered(question, own, directions, answer_question(directions))


def direction_of(reading: Reading) -> Direction:
    """Tell which way a metric goes; a hidden count tells nothing."""
    metric = reading.metric
    if reading.hidden:
        return "cannot say"
    return tell_direction(
        reading.figure, polarity=metric.polarity, least=metric.least, baseline=metric.baseline
    )  # fmt: skip


def list_answers(asked: Sequence[Asked]) -> pd.DataFrame:
    """
    List the questions with their answers.

    Parameters
    ----------
    asked
        The questions answered.

    Returns
    -------
    answers
        One row a question, as `report/dictionary/boards.csv` describes it.
    """
    rows = []
    for item in asked:
        for one in item.answers:
            question, (answer, text) = one.question, ANSWERS[one.rule]
            counts = {column: one.directions.count(way) for way, column in _COLUMNS.items()}
            rows.append(
                {
                    "question": question.name, "item": item.item, "words": question.question, "answer": answer,
                    "rule": one.rule, "rule_text": text, **counts, "n": len(one.directions),
                    "owner": question.owner, "so_what": question.so_what,
                    "evidence": "; ".join(read_profile(name).title for name in question.evidence),
                }
            )  # fmt: skip
    return pd.DataFrame(rows)


def list_directions(asked: Sequence[Asked]) -> pd.DataFrame:
    """List each question's metrics: question, metric, direction (in words)."""
    rows = [
        (one.question.name, reading.metric.name, DIRECTION_WORDS[way])
        for item in asked for one in item.answers
        for reading, way in zip(one.readings, one.directions, strict=True)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["question", "metric", "direction"])


def count_answers(asked: Sequence[Asked]) -> pd.DataFrame:
    """Count the questions by answer: of (all), the columns of `COUNTED`, n; and those of `count_chance`."""
    rules = [one.rule for item in asked for one in item.answers]
    counts = {name: sum(rule in own for rule in rules) for name, own in COUNTED.items()}
    told = {
        reading.metric.name: reading
        for item in asked for one in item.answers
        for reading, way in zip(one.readings, one.directions, strict=True) if way in ("better", "worse", "same")
    }  # fmt: skip
    return pd.DataFrame([{"of": "all", **counts, "n": len(rules), **count_chance(list(told.values()))}])
