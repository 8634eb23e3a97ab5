"""What a metric says in one sentence: its entry's own words, or why nothing can be said."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable
from functools import cache

from vawg_geo.base.errors import ProfileError
from vawg_geo.base.shipped import shipped
from vawg_geo.measures.metric_entries import Metric, Plan
from vawg_geo.measures.metric_readings import Reading
from vawg_geo.publishing.reckoner.book import STATES, form_of
from vawg_geo.publishing.report.book import Cell
from vawg_geo.publishing.report.forms import FORMS
from vawg_geo.publishing.report.sentences import FIXED, Piece, Sentence, Template, fill_template
from vawg_geo.publishing.report.study import Study
from vawg_geo.publishing.words import never_words

FIELDS = ("value", "low", "high", "x", "n", "period", "target", "days", "hours", "state")
_STOPPED = {"data gate": "tracker.gate", "unripe": "tracker.young"}
_NUMBERS = ("count", "number", "percent", "points")  # forms of a number
_LONGEST, _LONGEST_WORD = 300, 40  # characters
_NOUN = re.compile(r"\??[A-Za-z -]*(?:\|[A-Za-z -]*)?")
_FIGURE = re.compile(r"\d[\d,.]*(?<![,.])")


def check_sentences(plans: Iterable[Plan]) -> None:
    """
    Refuse words that no page may print.

    Parameters
    ----------
    plans
        The entries.

    Raises
    ------
    ProfileError
        Naming file, entry and cure, where a sentence asks for a field there is not or holds a figure that no result
        gives, a text is not one plain line or says what is never said, or a form or scope is unknown.
    """
    for plan in plans:
        for metric in plan.metrics:
            if faults := [*_faults(metric), *_unfit("plan", plan.plan)]:
                raise ProfileError(f"{metric.where}: " + "; ".join(faults) + ".")


def _faults(metric: Metric) -> Iterable[str]:
    if metric.form and not metric.form.startswith(_NUMBERS):
        yield f"form is unknown; there are: {', '.join(form for form in FORMS if form.startswith(_NUMBERS))}"
    for key in ("words", "owner", "sentence", "note"):
        yield from _unfit(key, getattr(metric, key), blank=key == "note")
    if metric.rebaseline:
        yield from _unfit("rebaseline.why", metric.rebaseline.why)
    for part in (metric.count, metric.of):
        if part and part.scope and part.scope not in _scopes():
            yield f"scope is no profile; there are: {', '.join(sorted(_scopes()))}"
    try:
        parts = list(string.Formatter().parse(metric.sentence))
    except ValueError:
        yield "sentence has a brace that is not closed"
        return
    unknown = sorted({str(name) for _, name, _, _ in parts if name is not None} - set(FIELDS))
    if unknown:
        yield f"sentence asks for {', '.join(unknown)}; its fields are: {', '.join(FIELDS)}"
    if any(how or not _NOUN.fullmatch(spec or "") for _, _, spec, how in parts):
        yield "behind a field's colon stands a noun, such as {n:case} or {n:child|children}, and nothing else"
    loose = [figure for words, *_ in parts for figure in _FIGURE.findall(words) if figure not in FIXED]
    if loose:
        yield "sentence holds a figure that no result gives: write it as a field in braces"


def _unfit(key: str, text: str, *, blank: bool = False) -> Iterable[str]:
    """Say why a text is not fit to be printed in a narrow table."""
    if not text.strip() and not blank:
        yield f"{key} must not be empty"
    if len(text) > _LONGEST or max(map(len, text.split()), default=0) > _LONGEST_WORD or not text.isprintable():
        yield f"{key} must be one line of at most {_LONGEST} characters, no word of it longer than {_LONGEST_WORD}"
    if said := never_words(text):
        yield f"{key} says what is never said of recorded crime: {', '.join(said)}"


@cache
def _scopes() -> frozenset[str]:
    """List the profiles whose records an entry may count."""
    return frozenset(path.stem for path in shipped("profiles").glob("*.toml"))


def say_metric(study: Study, reading: Reading) -> Sentence:
    """
    Say a metric in one sentence.

    Parameters
    ----------
    study
        The page.
    reading
        The metric read; its row stands in the book.

    Returns
    -------
    sentence
        The entry's own where the figure can be judged; else what keeps it from being.
    """
    metric, rule = reading.metric, reading.rule
    cells = _cells(study, reading)
    say = study.must_say
    if rule == "no data":
        unfit = never_words(reading.reason)  # of a column or a value of the force's own
        return say("tracker.unheld") if unfit else say("tracker.cannot", reason=cells["reason"])
    if rule in _STOPPED:
        return say(_STOPPED[rule])
    few = {"period": cells["period"], "least": cells["least"]}
    if rule == "too few":
        if reading.hidden:
            return say("tracker.hidden", period=cells["period"])
        if metric.of is None:
            return say("tracker.few", x=cells["x"], **few)
        return say("tracker.few_n", n=cells["n"], **few)
    fields: dict[str, Cell | str] = {name: cells[name] for name in FIELDS if name in cells}
    fields["state"] = STATES[reading.figure.signal]
    said = fill_template(Template(metric.sentence), f"metric.{metric.name}", audience=study.audience, fields=fields)
    return said or say("tracker.few_n", n=cells["n"], **few)


def join_sentences(one: Sentence, other: Sentence) -> Sentence:
    """Put two sentences into one line."""
    return Sentence((*one.pieces, Piece(" "), *other.pieces), one.name, one.short + other.short)


def _cells(study: Study, reading: Reading) -> dict[str, Cell]:
    cell, row, form = study.book.cell, reading.metric.name, form_of(reading)
    based = "n" if reading.figure.base == reading.figure.base and reading.metric.of is not None else ""
    return {
        "value": cell("tracker_metrics", row, "value", form, n=based, ends="low high"),
        "low": cell("tracker_metrics", row, "low", form), "high": cell("tracker_metrics", row, "high", form),
        "target": cell("tracker_metrics", row, "target", form),
        **{name: cell("tracker_metrics", row, name) for name in ("x", "n", "least", "days", "hours")},
        **{name: cell("tracker_metrics", row, name, "text") for name in ("period", "reason")},
    }  # fmt: skip
