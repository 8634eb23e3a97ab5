"""How a cell of a table is printed: one name a form, so that a page's numbers can be made again from its tables."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date

import pandas as pd

from vawg_geo.base.errors import SchemaError
from vawg_geo.base.periods import Month
from vawg_geo.base.shares import percent
from vawg_geo.publishing import words

CANNOT_SAY = "cannot say"
HIDDEN = "hidden"  # a count that was suppressed

_HAIR = 1e-9
_TEN = 9.95  # from here on, printed without a decimal

Form = Callable[[object], str]


def _known(show: Callable[[float], str]) -> Form:
    """Print a number; what is missing, or has no end, cannot be said."""

    def form(value: object) -> str:
        known = float(value)  # type: ignore[arg-type]  # a cell of a number's column
        return show(known) if math.isfinite(known) else CANNOT_SAY

    return form


def _chance(value: float) -> str:
    """Print a chance: draws that all agree are not a certainty."""
    return f"{words.chance_word(value)} ({percent(min(max(value, _HAIR), 1 - _HAIR))})"


def _change(value: float) -> str:
    if value == 0:
        return "unchanged"
    return f"{percent(abs(value))} {'more' if value > 0 else 'fewer'}"


def _times(value: float) -> str:
    """Print how many times as many: no decimals that nothing bears, but what is not none or the same is not so told."""
    first = 0 if value >= _TEN or round(value, 1) == round(value) else 1
    texts = [words.number(value, digits) for digits in (first, 2, 3)]
    if value in (0, 1):
        return texts[0]
    return next((text for text in texts if float(text.replace(",", "")) not in (0, 1)), texts[-1])


FORMS: dict[str, Form] = {
    "count": _known(words.number),
    "number1": _known(lambda v: words.number(v, 1)),
    "number2": _known(lambda v: words.number(v, 2)),
    "percent": _known(percent),
    "percent1": _known(lambda v: percent(v, 1)),
    "points": _known(lambda v: f"{100 * v:.0f}"),  # a share inside "20 to 30%": without its sign
    "points1": _known(lambda v: f"{100 * v:.1f}"),
    "times": _known(_times),
    "change": _known(_change),  # after over before, less 1
    "chance": _known(_chance),
    "text": str,
    "month": lambda value: Month.parse(str(value)).words,
    "day": lambda value: words.day_words(date.fromisoformat(str(value)[:10])),
}
# The least base on which a figure of a form may be said; below it the sentence says what it says otherwise. METHODS 13
LEAST_BASE: dict[str, float] = {
    "change": words.PERCENT_BASE,
    **dict.fromkeys(("percent", "percent1", "points", "points1"), words.SHARE_BASE),
}


def show(value: object, form: str) -> str:
    """
    Print a cell's value.

    Parameters
    ----------
    value
        A number, a text, a month (YYYY-MM) or a day (YYYY-MM-DD); missing counts are hidden ones.
    form
        A name of `FORMS`.

    Returns
    -------
    text
        As people read it; "cannot say" for a number that is not known.

    Raises
    ------
    SchemaError
        If there is no form of that name.
    """
    if form not in FORMS:
        raise SchemaError(f"there is no form {form!r}; there are: {', '.join(FORMS)}.")
    if value is pd.NA:
        return HIDDEN
    if form in ("text", "month", "day") and (value is None or value != value):  # noqa: PLR0124 - NaN
        return CANNOT_SAY
    return FORMS[form](value)
