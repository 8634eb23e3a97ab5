"""What a page says about its own figures: what was hidden or coarsened and why, and what the attack found."""

from __future__ import annotations

import pandas as pd

from vawg_geo.base.periods import Month
from vawg_geo.publishing.ladder import OPEN, Step
from vawg_geo.publishing.release_cells import period_words

_LEFT_OUT = {
    "places": "Numbers by kind of offence are left out",
    "kinds": "Places below district are left out",
    "districts": "Places below district and numbers by kind of offence are left out",
}
_LEVELS = {"area": "LSOA", "district": "district", "force": "whole force"}


def level_words(figures: pd.DataFrame, period: str) -> str:
    """
    Say how fine the figures are, and of when.

    Parameters
    ----------
    figures
        `level`.
    period
        As the ledger writes it.

    Returns
    -------
    words
        For example "LSOA, district and whole force, 1 April 2021 to 31 March 2022".
    """
    said = [words for level, words in _LEVELS.items() if (figures["level"] == level).any()]
    joined = " and ".join([", ".join(said[:-1]), said[-1]] if len(said) > 1 else said)
    return f"{joined}, {period_words(period)}" if joined else "nothing"


def tell(step: Step) -> tuple[str, ...]:
    """
    Say in plain sentences what was done to the figures.

    Parameters
    ----------
    step
        Where the audience's ladder ended.

    Returns
    -------
    notes
        Finished sentences.
    """
    rule, figures = step.rule, step.figures
    if step.name == OPEN:
        return ("These figures come from data that are already published, so none of them is hidden or rounded.",)
    if figures.empty:
        return ("The records do not reach back twelve months yet, so no figure is shown.",)
    notes = [f"Every number under {rule.threshold} is hidden, and so is every number that would give one away."]
    if rule.rounded_to:
        notes.append(f"Numbers are rounded to the nearest {rule.rounded_to}.")
    if step.as_of:
        notes.append(
            f"These are the figures of the {Month.parse(step.as_of).words} edition, unchanged. New ones, set beside "
            "those already released, would let somebody work out a small number."
        )
        return tuple(notes)
    return (*notes, *_coarsened(step), *_attacked(step))


def _coarsened(step: Step) -> list[str]:
    notes = []
    if step.shown is not None and step.own is not None and (more := int((step.own & ~step.shown).sum())):
        notes.append(
            f"{_counted(more, 'more number is', 'more numbers are')} hidden because, set beside earlier releases, "
            f"{'it' if more == 1 else 'they'} would let somebody work out a small number."
        )
    if step.rule.places and (left_out := _LEFT_OUT.get(step.name)):
        notes.append(f"{left_out} this time: too many would have to be hidden to guard the small ones.")
    if step.name == "force":
        notes.append("Only the whole force is shown: anything finer would let somebody work out a small number.")
    if step.kept:
        notes.append(
            f"{_counted(step.kept, 'number stays', 'numbers stay')} as first released: later records changed "
            f"{'it' if step.kept == 1 else 'them'} by fewer than {step.rule.threshold}."
        )
    return notes


def _attacked(step: Step) -> list[str]:
    """Say how the attack went, over everything released so far."""
    bounds = step.bounds
    hidden = int(step.figures["value"].isna().sum())
    if bounds is None or bounds.empty or not hidden:
        return ["We tried to work out hidden numbers from everything released so far; there was nothing to find."]
    inner = bounds[~bounds["implied"].astype(bool)]
    tightest = float((inner["high"] - inner["low"]).min()) if len(inner) else float("inf")
    closest = f"the closest anybody could come to one is a range of {tightest:.0f}" if tightest < float("inf") else ""
    told = closest or "no range could be given for any of them"
    tried = _counted(hidden, "hidden number", "hidden numbers")
    return [f"We tried to work out the {tried} from everything released so far, this edition included: {told}."]


def _counted(n: int, one: str, many: str) -> str:
    return f"{n:,} {one if n == 1 else many}"
