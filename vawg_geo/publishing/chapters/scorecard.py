"""The score card: crimes that disproportionately affect women and girls, from record to charge, on one page."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping

import pandas as pd
from markupsafe import Markup

from vawg_geo.publishing.chapters import _scorecard_tables as counted
from vawg_geo.publishing.chapters._possible import say_possible
from vawg_geo.publishing.fragment import fill
from vawg_geo.publishing.pictures.interval import draw_interval
from vawg_geo.publishing.report.blocks import Block, Limit, Made, Paragraph, Points, Say, Section
from vawg_geo.publishing.report.forms import CANNOT_SAY, show
from vawg_geo.publishing.report.study import Study

_TITLE = "Score card"
_QUESTION = (
    "From record to charge: where do rape, other sexual offences, domestic abuse and stalking stand, and what moved?"
)
_FORMS = {"count": "count", "share": "percent1", "days": "count"}
_GOOD = {"more is good": "↑", "less is good": "↓", "neither good nor bad": "●"}
_GLYPHS = {"higher": "▲", "lower": "▼", counted.SAME: "▬"}
_ALPHA = 0.05


def write(study: Study) -> Section:
    """
    Write the score card.

    Parameters
    ----------
    study
        The profile under study; its period is the year.

    Returns
    -------
    section
        How many figures moved, which, and the card.
    """
    if study.rows.empty:
        return Section("scorecard", _TITLE, _QUESTION, (Paragraph((study.must_say("scorecard.none"),), lead=True),))
    card = counted.card_table(study)
    study.book.put(
        "scorecard_rows", card, key=("measure", "group"), source="incidents, people, outcomes, journey",
        how="each measure as its row says, this year and the year before; Wilson, exact Poisson and Kaplan-Meier "
        f"intervals (95%), METHODS 4 and 10; prosecution possible: the set {study.possible.words}; a change is told "
        "where the interval of the difference (of the ratio, for counts) leaves out none, METHODS 8",
    )  # fmt: skip
    moved = _moved(study, card)
    blocks: tuple[Block | None, ...] = (
        _lead(study, card), Points(moved, "What changed by more than chance would make it") if moved else None,
        Made(_shown(study, card)), Limit((study.must_say("scorecard.limits"), say_possible(study))),
    )  # fmt: skip
    return Section("scorecard", _TITLE, _QUESTION, blocks)


def _lead(study: Study, card: pd.DataFrame) -> Paragraph:
    """Count what moved, beside what chance alone would move."""
    word = card["change"]
    told = int((word != counted.CANNOT).sum())
    counts = {name: int((word == name).sum()) for name in ("higher", "lower")}
    row = {"of": "all", "figures": len(card), "compared": told, **counts, "cannot": len(card) - told,
           "chance": _ALPHA * told}  # fmt: skip
    name = study.book.put(
        "scorecard_told", pd.DataFrame([row]), key="of", how="rows of the card by their word; one in twenty of those "
        "compared would differ by chance alone", source="the table scorecard_rows",
    )  # fmt: skip
    forms = dict.fromkeys(("figures", "compared", "higher", "lower", "cannot"), "count") | {"chance": "number1"}
    cells = {key: study.book.cell(name, "all", key, form) for key, form in forms.items()}
    return Paragraph((study.must_say("scorecard.lead", **cells),), lead=True)


def _moved(study: Study, card: pd.DataFrame) -> tuple[Say, ...]:
    """Say each figure that moved."""
    cell = study.book.cell
    said = []
    for line in card[card["change"].isin(["higher", "lower"])].to_dict("records"):
        row, form = f"{line['measure']}|{line['group']}", _FORMS[str(line["kind"])]
        fields = {
            "what": cell("scorecard_rows", row, "words", "text"),
            "who": cell("scorecard_rows", row, "group_words", "text"),
            "value": cell("scorecard_rows", row, "value", form, n="n", ends="low high"),
            "before": cell("scorecard_rows", row, "before_value", form, n="before_n", ends="before_low before_high"),
        }  # fmt: skip
        if line["kind"] != "count":
            fields["n"] = cell("scorecard_rows", row, "n")
        said.append(study.say(f"scorecard.{line['kind']}_{line['change']}", **fields))
    return tuple(said)


def _shown(study: Study, card: pd.DataFrame) -> Markup:
    """Show the card: a group of rows a measure, a row a kind of crime."""
    held = study.book.entries["scorecard_rows"].table
    groups = []
    for name in card["measure"].unique():
        lines = [line for line in held.to_dict("records") if line["measure"] == name]
        ends = [line[end] for line in lines for end in ("high", "value", "before_value")]
        top = max([0.0, *(end for end in ends if _known(end))])
        head = lines[0]
        groups.append(
            {
                "head": head, "good": _GOOD[head["polarity"]], "ripe": head["of"].endswith("followed so long"),
                "first": show(head["first"], "day"), "last": show(head["last"], "day"),
                "days": show(head["days"], "count"), "rows": [_row(line, top) for line in lines],
            }
        )  # fmt: skip
    return fill("report/scorecard.html.j2", {"groups": groups}).html


def _row(line: Mapping[Hashable, object], top: float) -> dict[str, object]:
    form = _FORMS[str(line["kind"])]
    figures = [float(str(line[name])) for name in ("value", "low", "high", "before_value")]
    return {
        "line": line, "name": f"{line['measure']}|{line['group']}", "form": form,
        "value": _text(line["value"], form), "ends": _ends(line["low"], line["high"], form),
        "n": show(line["n"], "count") if _known(line["n"]) else "",
        "before": _text(line["before_value"], form),
        "before_n": show(line["before_n"], "count") if _known(line["before_n"]) else "",
        "counted": line["kind"] == "count", "glyph": _GLYPHS.get(str(line["change"]), ""),
        "drawn": draw_interval(figures[0], figures[1], figures[2], before=figures[3], top=top),
    }  # fmt: skip


def _known(value: object) -> bool:
    return not math.isnan(float(str(value)))


def _text(value: object, form: str) -> str:
    return show(value, form) if _known(value) else CANNOT_SAY


def _ends(low: object, high: object, form: str) -> str:
    return f" ({show(low, form)} to {show(high, form)})" if _known(low) and _known(high) else ""
