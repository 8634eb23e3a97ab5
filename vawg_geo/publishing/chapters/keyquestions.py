"""Key performance questions: each with its answer by rule, the rule beside it, and the metrics that give it."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from vawg_geo.base.shipped import shipped
from vawg_geo.measures.key_questions import FOLDER
from vawg_geo.publishing import questions
from vawg_geo.publishing.chapters import _keyquestions_tables as counted
from vawg_geo.publishing.chapters._orders_counted import say_aside_of
from vawg_geo.publishing.fragment import fill
from vawg_geo.publishing.reckoner.read import name_readings, put_readings, read_plans
from vawg_geo.publishing.reckoner.rows import show_metric
from vawg_geo.publishing.reckoner.words import join_sentences, say_metric
from vawg_geo.publishing.report.blocks import Block, Column, Finding, Limit, Made, Paragraph, Points, Section, Table
from vawg_geo.publishing.report.sentences import Sentence
from vawg_geo.publishing.report.study import Study

TITLE = "Key performance questions"
_QUESTION = "Is it getting better, getting worse, is there no change we can tell, or can we not say?"
SHIPPED = Path(str(resources.files(questions)))
_MARKS = {"worse": "red", "both ways": "amber", "better": "green", "no change": "none"}  # the others: grey
_GLANCE = Table(
    "keyquestions_answers", "The questions at a glance",
    (Column("words", "Question", "text"), Column("answer", "Answer", "text"), Column("owner", "Who answers", "text")),
    cards=True,
)  # fmt: skip
_FIRST = ("worse", "both ways")


def write(study: Study) -> Section:
    """
    Write the questions.

    Parameters
    ----------
    study
        The profile under study; a force's own questions lie in the folder questions beside its force.toml, its own
        metrics in the folder metrics.

    Returns
    -------
    section
        The count of answers, what is getting worse, a table of questions with their metrics for each agenda item.

    Raises
    ------
    ProfileError
        If an entry is not as it must be.
    """
    plans = read_plans(study)
    readings = name_readings(plans)
    products = sorted(path.stem for path in shipped("profiles").glob("*.toml"))
    folders = [SHIPPED, study.case.force.folder / FOLDER]
    items = counted.read_items(folders, metrics=readings, products=products)
    if not items:
        return Section(
            "keyquestions", TITLE, _QUESTION, (Paragraph((study.must_say("keyquestions.none"),), lead=True),)
        )
    if "tracker_metrics" not in study.book.entries:
        put_readings(study, plans)
    asked = counted.answer_items(items, readings, post=study.owner)
    _put(study, asked)
    blocks: list[Block | None] = [
        _lead(study), _first(study, asked), _GLANCE, *(_item(study, item) for item in asked),
        Limit((study.must_say("keyquestions.limits"), say_aside_of(study, [one.metric for one in readings.values()]))),
    ]  # fmt: skip
    return Section("keyquestions", TITLE, _QUESTION, tuple(blocks), _findings(study, asked))


def _put(study: Study, asked: list[counted.Asked]) -> None:
    put = study.book.put
    put("keyquestions_answers", counted.list_answers(asked), key="question", source="the table tracker_metrics",
        how="the answer by the first rule that holds of the directions of its metrics; the chart's signals by "
        "METHODS 8, no single answer of many corrected for their number")  # fmt: skip
    put("keyquestions_metrics", counted.list_directions(asked), key=("question", "metric"),
        how="direction of each metric: the chart's signal, or its interval beside the chart's average, by polarity",
        source="the table tracker_metrics")  # fmt: skip
    put("keyquestions_counts", counted.count_answers(asked), key="of", source="the table keyquestions_answers",
        how="questions by answer; by chance: for each chart the chance that its latest point signals though nothing "
        "changed, drawn from 20,000 steady courses of its length, added up, METHODS 8")  # fmt: skip


def _lead(study: Study) -> Paragraph:
    cells = {
        name: study.book.cell("keyquestions_counts", "all", name) for name in (*counted.COUNTED, "n")
    }  # fmt: skip
    chance = {
        name: study.book.cell("keyquestions_counts", "all", name, "number1" if name == "chance" else "count")
        for name in ("charted", "signals", "chance")
    }  # fmt: skip
    said = (study.must_say("keyquestions.lead", **cells), study.must_say("keyquestions.chance", **chance))
    return Paragraph(said, lead=True)


def _first(study: Study, asked: list[counted.Asked]) -> Points | None:
    """Name the questions that are getting worse, with the metrics that say so."""
    said = [
        join_sentences(_named(study, one), reason)
        for item in asked for one in item.answers if one.rule in _FIRST
        for reason in _reasons(study, one)[:1]
    ]  # fmt: skip
    return Points(tuple(said), "Look at these first") if said else None


def _named(study: Study, one: counted.Answered) -> Sentence:
    cell = study.book.cell
    name = one.question.name
    return study.must_say(
        "keyquestions.first", words=cell("keyquestions_answers", name, "words", "text"),
        answer=cell("keyquestions_answers", name, "answer", "text"),
    )  # fmt: skip


def _reasons(study: Study, one: counted.Answered) -> list[Sentence]:
    """Say the metrics that signal the wrong way, each with its name."""
    return [
        join_sentences(
            study.must_say(
                "keyquestions.metric", words=study.book.cell("tracker_metrics", reading.metric.name, "words", "text")
            ),
            say_metric(study, reading),
        )
        for reading, direction in zip(one.readings, one.directions, strict=True)
        if direction == "worse"
    ]


def _item(study: Study, item: counted.Asked) -> Made:
    """Show an agenda item: its questions, each with the reckoner's rows of its metrics."""
    table = study.book.entries["keyquestions_answers"].table
    groups = [
        {
            "line": table.loc[one.question.name].to_dict(),
            "mark": _MARKS.get(one.rule, "grey"),
            "rows": [show_metric(study, reading) for reading in one.readings],
        }
        for one in item.answers
    ]
    return Made(fill("report/keyquestions.html.j2", {"item": item.item, "groups": groups}).html)


def _findings(study: Study, asked: list[counted.Asked]) -> tuple[Finding, ...]:
    """Make a finding of each question that is getting worse, or worse in part."""
    say, cell = study.must_say, study.book.cell
    found = []
    for one in (one for item in asked for one in item.answers if one.rule in _FIRST):
        reasons = _reasons(study, one)
        what = _named(study, one)
        for reason in reasons:
            what = join_sentences(what, reason)
        text = {
            key: cell("keyquestions_answers", one.question.name, key, "text") for key in ("so_what", "owner", "item")
        }  # fmt: skip
        found.append(
            Finding(
                f"question: {one.question.name}", 0.7 if one.rule == "worse" else 0.6, what, None, None, None,
                say("keyquestions.sure"), say("keyquestions.so_what", text=text["so_what"]),
                say("keyquestions.recommend", owner=text["owner"]), one.question.owner,
                say("keyquestions.by_when"), say("keyquestions.known"),
            )
        )  # fmt: skip
    return tuple(found)
