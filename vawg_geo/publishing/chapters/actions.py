"""The narrative update: each action of the strategy with its measures, its evidence and an analyst's paragraph."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from markupsafe import Markup

from vawg_geo.base.errors import ProfileError
from vawg_geo.base.profile import Profile, read_profile
from vawg_geo.base.shipped import shipped
from vawg_geo.measures.metric_readings import Reading
from vawg_geo.measures.metric_state import RULES
from vawg_geo.publishing.action_entries import FOLDER, SHIPPED, Action, read_actions
from vawg_geo.publishing.chapters._actions_tables import ALL, OLD, ORDER, count_colours, count_pillars, list_actions
from vawg_geo.publishing.chapters._orders_counted import say_aside_of
from vawg_geo.publishing.fragment import fill
from vawg_geo.publishing.reckoner.read import name_readings, put_readings, read_plans
from vawg_geo.publishing.reckoner.words import say_metric
from vawg_geo.publishing.report.blocks import Block, Column, Limit, Made, Paragraph, Points, Section, Table
from vawg_geo.publishing.report.notes import Note, markdown
from vawg_geo.publishing.report.show import said
from vawg_geo.publishing.report.study import Study

_TITLE = "What is done, action by action"
_QUESTION = "How far is each action of the strategy, and what do our figures say of it?"
_WITH_EACH = frozenset({"monthly", "quarterly"})  # made whenever a quarter ends: a link to it leads somewhere
_COLOURS = {"red": "Red", "amber": "Amber", "green": "Green", "grey": "Grey", "none": "No colour"}


def write(study: Study) -> Section:
    """
    Write the narrative update.

    Parameters
    ----------
    study
        The profile under study; a force's own entries and paragraphs lie in the folder actions beside its force.toml.

    Returns
    -------
    section
        How many paragraphs are up to date, those that are not, then every action by pillar.

    Raises
    ------
    ProfileError
        If an entry is not as it must be.
    """
    products = _products(study.case.force.folder)
    entered = read_actions([SHIPPED, study.case.force.folder / FOLDER], products=products)
    actions = [replace(one, owner=study.owner(one.owner)) for one in entered]
    if not actions:
        return Section("actions", _TITLE, _QUESTION, (Paragraph((study.must_say("actions.none"),), lead=True),))
    readings = _read(study, actions)
    table = list_actions(actions, cut=study.cut, days=study.written.notes_days)
    study.book.put(
        "actions_list", table, key="action", source="the entries of actions",
        how="each action as its entry says; a paragraph is old that was written more than the agreed days before "
        "the data cut",
    )  # fmt: skip
    study.book.put(
        "actions_pillars", count_pillars(table), key="pillar", source="the table actions_list",
        how="actions by pillar and state of their paragraph",
    )  # fmt: skip
    pillars = list(dict.fromkeys(action.pillar for action in actions))
    blocks: list[Block | None] = [
        _lead(study, list(readings.values())), _old(study), *_overview(study),
        *(Made(_pillar(study, pillar, actions, readings, products)) for pillar in pillars),
        Limit((study.must_say("actions.limits"), say_aside_of(study, [one.metric for one in readings.values()]))),
    ]  # fmt: skip
    return Section("actions", _TITLE, _QUESTION, tuple(blocks))


def _products(folder: Path) -> dict[str, Profile]:
    """Give every product that can be made, shipped or the force's own, by name."""
    found = {path.stem: path for path in shipped("profiles").glob("*.toml")}
    found |= {path.stem: path for path in (folder / "profiles").glob("*.toml")}
    return {name: read_profile(path) for name, path in sorted(found.items())}


def _read(study: Study, actions: Sequence[Action]) -> dict[str, Reading]:
    """Read the metrics that actions ask for, as the reckoner reads them; in one book with it, all of them."""
    asked = list(dict.fromkeys(name for action in actions for name in action.numbers))
    together = "tracker" in study.written.sections
    plans = read_plans(study, names=None if together else asked)
    readings = name_readings(plans)
    for action in actions:
        if unknown := sorted(set(action.numbers) - set(readings)):
            raise ProfileError(
                f"{action.where}: numbers names metrics that are not entered: {', '.join(unknown)}. Enter them in the "
                "folder metrics, or leave them out."
            )
    if plans and "tracker_metrics" not in study.book.entries:
        put_readings(study, plans)
    return {name: readings[name] for name in asked}


def _lead(study: Study, readings: Sequence[Reading]) -> Paragraph:
    book = study.book
    counted = {name: book.cell("actions_pillars", ALL, name) for name in ("n", "fresh", "old", "unwritten")}
    lead = study.must_say("actions.lead", **counted)
    if not readings:
        return Paragraph((lead, study.must_say("actions.unread")), lead=True)
    name = book.put(
        "actions_colours", count_colours(readings), key="of", source="the table tracker_metrics",
        how="metrics that actions name, each once, by colour",
    )  # fmt: skip
    colours = {key: book.cell(name, "all", key) for key in ("n", *_COLOURS)}
    return Paragraph((lead, study.must_say("actions.colours", **colours)), lead=True)


def _old(study: Study) -> Points:
    """Tell the paragraphs that are old, the oldest first."""
    book, listed = study.book, study.book.entries["actions_list"].table
    old = listed[listed["paragraph"] == OLD].sort_values("age", ascending=False, kind="stable")
    points = []
    for name in old.index:
        texts = {key: book.cell("actions_list", name, key, "text") for key in ("reference", "title", "owner")}
        day, age = book.cell("actions_list", name, "updated_on", "day"), book.cell("actions_list", name, "age")
        points.append(study.must_say("actions.old", **texts, day=day, age=age))
    return Points(tuple(points), "Old paragraphs: check before use")


def _overview(study: Study) -> tuple[Table, Table]:
    """Show the pillars, and every action: those whose paragraph is old or not written first."""
    listed = study.book.entries["actions_list"].table
    ranked = sorted(listed.index, key=lambda name: ORDER.index(str(listed.loc[name, "paragraph"])))
    pillars = (
        Column("pillar", "Pillar", "text"), Column("n", "Actions"), Column("fresh", "Up to date"),
        Column("old", "Old"), Column("unwritten", "Not written"),
    )  # fmt: skip
    each = (
        Column("title", "Action", "text"), Column("reference", "Paragraph of the strategy", "text"),
        Column("owner", "Owner", "text"), Column("paragraph", "Its paragraph", "text"),
    )  # fmt: skip
    return (
        Table("actions_pillars", "Paragraphs by pillar", pillars),
        Table("actions_list", "Every action: first those whose paragraph is old or not written", each, tuple(ranked),
              folded=True, cards=True),
    )  # fmt: skip


def _pillar(
    study: Study, pillar: str, actions: Sequence[Action], readings: dict[str, Reading], products: dict[str, Profile]
) -> Markup:
    shown = [
        {
            "line": study.book.entries["actions_list"].table.loc[action.name].to_dict(),
            "measures": [_measure(study, readings[name]) for name in action.numbers],
            "evidence": _evidence(action, products),
            "note": _note(study, action),
        }
        for action in actions
        if action.pillar == pillar
    ]
    return fill("report/actions.html.j2", {"pillar": pillar, "actions": shown}).html


def _measure(study: Study, reading: Reading) -> dict[str, Any]:
    """Say a metric as the reckoner does: its own sentence, its colour and the rule."""
    colour, rule = RULES[reading.rule]
    metric = reading.metric
    plan = study.book.entries["tracker_metrics"].table.loc[metric.name, "plan"]
    return {
        "metric": metric.name, "words": metric.words, "plan": plan, "colour": colour,
        "colour_word": _COLOURS[colour], "rule": rule, "sentence": said(say_metric(study, reading)),
    }  # fmt: skip


def _evidence(action: Action, products: dict[str, Profile]) -> list[dict[str, Any]]:
    """List the products that show it, each with those of its tables; a link where a quarter's run always makes it."""
    tables: dict[str, list[str]] = {}
    for one in action.evidence:
        product, _, table = one.partition("/")
        tables.setdefault(product, []).extend([table] if table else [])
    return [
        {
            "title": products[name].title, "cadence": products[name].cadence, "tables": own,
            "href": f"../{name}/index.html" if products[name].cadence in _WITH_EACH else "",
        }
        for name, own in tables.items()
    ]  # fmt: skip


def _note(study: Study, action: Action) -> Note | None:
    if action.updated_on is None:
        return None
    old = (study.cut - action.updated_on).days > study.written.notes_days
    return Note(markdown(action.paragraph), action.author, action.updated_on, old)
