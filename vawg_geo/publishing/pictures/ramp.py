"""The ramp of five steps, light to dark: which step a value has, and the key that tells it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from vawg_geo.publishing.pictures.frame import Drawn, notes
from vawg_geo.publishing.pictures.svg import LINE, box, join, text
from vawg_geo.publishing.words import number

STEPS = 5


def ramp_step(value: float, breaks: Sequence[float]) -> int:
    """Return the step 0 to 4 of a value: how many breaks it has reached."""
    return sum(value >= edge for edge in breaks)


def break_words(breaks: Sequence[float], *, share: bool) -> list[str]:
    """Write the steps of a ramp: "under 0.5%", "0.5% to 2%", .. "8% or more"."""
    names = [f"{number(100 * edge, 3).rstrip('0').rstrip('.')}%" if share else f"{edge:,g}" for edge in breaks]
    between = [f"{low} to {high}" for low, high in pairwise(names)]
    return [f"under {names[0]}", *between, f"{names[-1]} or more"]


def draw_ramp(breaks: Sequence[float], width: float, *, left: float, words: str, share: bool) -> Drawn:
    """
    Draw a ramp's key.

    Parameters
    ----------
    breaks
        Where it steps, ascending.
    width
        Of the picture.
    left
        Where the key begins.
    words
        What the steps measure.
    share
        Whether the breaks are shares.

    Returns
    -------
    key
        A swatch a step with its bounds as ticks, then the words.
    """
    names = break_words(breaks, share=share)
    wide = min(110.0, (width - left) / len(names))
    swatches = [box(left + at * wide, 4, wide - 1, 10, f"q{at}") for at in range(len(names))]
    edges = [
        text(left + at * wide, 14 + LINE - 2, name, "tick", anchor="middle") for at, name in enumerate(_edges(names))
    ]
    return Drawn(14 + LINE + 2, join([*swatches, *edges])) + notes([words], width, left=left)


def _edges(names: Sequence[str]) -> list[str]:
    """Write each inner bound where two swatches meet."""
    return ["", names[0].removeprefix("under "), *(name.split(" to ")[1] for name in names[1:-1])]
