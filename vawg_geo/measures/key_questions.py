"""Key performance questions as data: a question, its metrics, and the answer their directions give by rule."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from vawg_geo.base.errors import ProfileError, SchemaError
from vawg_geo.base.toml import build, read_toml
from vawg_geo.measures.metric_state import DIRECTIONS, Direction

FOLDER = "questions"  # of a force's own entries, beside force.toml

# Rule -> the answer and the rule's text, printed beside it. The first that holds gives the answer.
ANSWERS: dict[str, tuple[str, str]] = {
    "all neutral": ("Cannot say", "All its metrics are neutral: neither more nor less is good in itself"),
    "both ways": ("Better in part, worse in part", "One metric at least signals each way"),
    "worse": ("Getting worse", "One metric at least signals the wrong way, none the right way"),
    "too few known": ("Cannot say", "Fewer than half of the metrics that have a right way can be judged"),
    "better": ("Getting better", "One metric at least signals the right way, none the wrong way"),
    "no change": ("No change we can tell", "None of the metrics that can be judged signals"),
}


@dataclass(frozen=True)
class Question:
    """One question of the group, and the metrics that answer it."""

    question: str  # as it is asked, with its question mark
    metrics: tuple[str, ...]  # names of the reckoner's entries
    owner: str  # the post that answers
    so_what: str  # why the answer matters: what the group would do
    evidence: tuple[str, ...] = ()  # products (profiles) to read on
    name: str = field(default="", metadata={"hidden": True})
    file: str = field(default="", metadata={"hidden": True})

    @property
    def where(self) -> str:
        """The file and the entry, for messages."""
        return f"{self.file}: question.{self.name}"


@dataclass(frozen=True)
class Item:
    """One item of the standing agenda, with its questions in the order of its file."""

    item: str
    order: int
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class _File:
    item: str
    question: dict[str, Question]
    order: int = 100


def read_questions(folders: Sequence[Path], *, metrics: Collection[str], products: Collection[str]) -> tuple[Item, ...]:
    """
    Read the questions of some folders; a later folder's question replaces one of the same name.

    Parameters
    ----------
    folders
        Folders of TOML files, one an agenda item; one that does not exist has none.
    metrics
        Names of the metrics there are.
    products
        Names of the profiles there are.

    Returns
    -------
    items
        By `order`, then name. A question that replaces one stands under its own file's item.

    Raises
    ------
    ProfileError
        If a file or an entry is not as it must be: the message names the file, the key and the cure.
    """
    held: dict[str, tuple[_File, Question]] = {}
    for folder in folders:
        own: dict[str, str] = {}
        for path in sorted(folder.glob("*.toml")):
            given = build(_File, read_toml(path), where=path.name)
            for name, entry in given.question.items():
                question = replace(entry, name=name, file=path.name)
                if name in own:
                    raise ProfileError(
                        f"{question.where}: {own[name]} has a question of that name; give one another name."
                    )
                own[name] = path.name
                if faults := _faults(question, metrics, products):
                    raise ProfileError(f"{question.where}: " + "; ".join(faults) + ".")
                held[name] = (given, question)
    orders: dict[str, int] = {}
    for given, _ in held.values():
        orders.setdefault(given.item, given.order)
    return tuple(
        Item(item, order, tuple(one for given, one in held.values() if given.item == item))
        for item, order in sorted(orders.items(), key=lambda pair: (pair[1], pair[0]))
    )


def _faults(question: Question, metrics: Collection[str], products: Collection[str]) -> list[str]:
    faults = []
    if not question.question.strip().endswith("?"):
        faults.append("question must end with a question mark")
    if not question.metrics:
        faults.append("metrics must name one metric at least")
    if len(set(question.metrics)) < len(question.metrics):
        faults.append("metrics must name each metric once")
    for key, given, known in (("metrics", question.metrics, metrics), ("evidence", question.evidence, products)):
        if unknown := sorted(set(given) - set(known)):
            faults.append(f"{key} names what there is not: {', '.join(unknown)}; there are: {', '.join(sorted(known))}")
    return faults


def answer_question(directions: Sequence[Direction]) -> str:
    """
    Answer a question from the directions of its metrics.

    Parameters
    ----------
    directions
        One a metric, as `tell_direction` gives them.

    Returns
    -------
    rule
        A key of `ANSWERS`. A metric that cannot be judged never makes an answer good; one that signals the wrong way
        is told even where most cannot be judged.

    Raises
    ------
    SchemaError
        If there is no direction, or one that is not known.

    References
    ----------
    METHODS 13.
    """
    if not directions or set(directions) - set(DIRECTIONS):
        raise SchemaError(f"a question needs a direction a metric, each one of: {', '.join(DIRECTIONS)}.")
    aimed = [one for one in directions if one != "neutral"]
    better, worse = aimed.count("better"), aimed.count("worse")
    known = better + worse + aimed.count("same")
    tests = {
        "all neutral": not aimed,
        "both ways": better > 0 and worse > 0,
        "worse": worse > 0,
        "too few known": 2 * known < len(aimed),
        "better": better > 0,
    }
    return next((rule for rule, holds in tests.items() if holds), "no change")
