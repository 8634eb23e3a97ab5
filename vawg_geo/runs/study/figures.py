"""The study's pictures: small SVG files whose bytes depend on the tables alone."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Government Analysis Function palette, in its order for categories.
BLUE, TEAL, PLUM, ORANGE, GREY, LILAC = "#12436D", "#28A197", "#801650", "#F46A25", "#3D3D3D", "#A285D1"
METHOD_COLOURS = {"shrunk harm": BLUE, "count": TEAL, "raw harm": ORANGE}
STABILITY_WORLDS = ("even", "moderate", "concentrated", "city and country")
CHANGES = ("new, strong", "new, weak", "quiet")
CROWDED = "half after 24 months +"  # told in the table only
LEAST_PLACES = 10  # in a tenth of the chances; fewer are in the table only
CHANCE_PANELS = ("constant risk", "drifting risk", "risk drifting fast")
_STYLE: dict[Any, Any] = {
    "svg.hashsalt": "study", "svg.fonttype": "none", "font.family": "sans-serif", "font.sans-serif": ["DejaVu Sans"],
    "font.size": 9, "axes.spines.top": False, "axes.spines.right": False, "axes.edgecolor": GREY,
    "axes.titlesize": 10, "axes.titlelocation": "left", "legend.frameon": False, "figure.constrained_layout.use": True,
}  # fmt: skip


def draw_stability(stability: pd.DataFrame, path: Path) -> None:
    """
    Draw how much consecutive lists share.

    Parameters
    ----------
    stability
        `world`, `months`, `method`, `mean`, `low`, `high`.
    path
        The SVG to write.
    """
    with _styled():
        names = [name for name in STABILITY_WORLDS if (stability["world"] == name).any()]
        figure, axes = _panels(len(names))
        for axis, name in zip(axes, names, strict=True):
            for method, colour in METHOD_COLOURS.items():
                rows = stability[(stability["world"] == name) & (stability["method"] == method)]
                _line(axis, range(len(rows)), rows, colour, method)
                axis.set_xticks(range(len(rows)), [f"{months}" for months in rows["months"]])
            axis.set(title=name, xlabel="months a list rests on", ylim=(0, 1))
        axes[0].set_ylabel("share of the ten on both lists")
        axes[0].legend()
        _write(figure, path)


def draw_heldout(heldout: pd.DataFrame, path: Path) -> None:
    """
    Draw how much of the best list's harm each way of listing holds, over all worlds.

    Parameters
    ----------
    heldout
        `world`, `horizon`, `method`, `what`, `mean`, `low`, `high`.
    path
        The SVG to write.
    """
    rows = heldout[(heldout["what"] == "of_best") & (heldout["horizon"] == heldout["horizon"].max())]
    methods, worlds = list(dict.fromkeys(rows["method"])), list(dict.fromkeys(rows["world"]))
    colours = dict(zip(methods, [BLUE, LILAC, ORANGE, ORANGE, ORANGE, TEAL, TEAL, TEAL, GREY], strict=False))
    marks = dict(zip(methods, "ossD^sD^x", strict=False))
    with _styled():
        figure, (axis,) = _panels(1, width=7.4, height=max(2.6, 0.8 + 0.36 * len(worlds)))
        for shift, method in zip(np.linspace(-0.32, 0.32, len(methods)), methods, strict=True):
            part = rows[rows["method"] == method].set_index("world").reindex(worlds)
            at = np.arange(len(worlds)) + shift
            axis.hlines(at, part["low"], part["high"], color=colours[method], linewidth=0.8)
            axis.plot(part["mean"], at, marks[method], color=colours[method], markersize=4, label=method)
        axis.set_yticks(range(len(worlds)), worlds)
        axis.invert_yaxis()
        axis.set(xlabel="true harm of the next 12 months held, of the most that ten places could hold", xlim=(0, 1))
        axis.legend(loc="center left", bbox_to_anchor=(1, 0.5))
        _write(figure, path)


def draw_delay(delay: pd.DataFrame, path: Path) -> None:
    """
    Draw how late a change is noticed against false arrivals.

    Parameters
    ----------
    delay
        `world`, `what`, `method`, `mean`.
    path
        The SVG to write.
    """
    with _styled():
        worlds = list(dict.fromkeys(delay.loc[delay["what"] == "quiet", "world"]))
        figure, axes = _panels(len(worlds), height=3.4)
        for axis, world in zip(axes, worlds, strict=True):
            means = delay[delay["world"] == world].set_index(["method", "what"])["mean"]
            methods = [name for name in dict.fromkeys(delay["method"]) if not name.startswith(CROWDED)]
            for method in methods:
                colour = ORANGE if "raw" in method else PLUM if "E-test" in method else BLUE
                x = float(means[method, "false arrivals a year"])
                y = float(np.mean([means[method, what] for what in CHANGES]))
                axis.plot(x, y, "^" if "3 months" in method and colour == PLUM else "o", color=colour, markersize=5)
                short = method.replace("half after ", "").replace(" months", "").replace("E-test, ", "test ")
                # Two of the plum points lie close together: one name above, one below.
                up = 0 if colour != PLUM else 5 if "3 months" in method else -5
                place = ("center", "bottom" if up > 0 else "top") if up else ("left", "center")
                axis.annotate(short, (x, y), (0 if up else 4, up), fontsize=6.5, textcoords="offset points",
                              ha=place[0], va=place[1])  # fmt: skip
            axis.set(title=world, xlabel="false arrivals a year", ylim=(0, 25))
            axis.set_xlim(0, 1.35 * axis.get_xlim()[1])  # room for names
        axes[0].set_ylabel("mean months until a change is noticed")
        _write(figure, path)


def draw_reliability(reliability: pd.DataFrame, path: Path) -> None:
    """
    Draw chances against how often they came true.

    Parameters
    ----------
    reliability
        `world`, `fading`, `places`, `said`, `true`, `low`, `high`; tenths with fewer than ten places are left out.
    path
        The SVG to write.
    """
    with _styled():
        names = [name for name in CHANCE_PANELS if (reliability["world"] == name).any()]
        figure, axes = _panels(len(names), height=3.2)
        many = reliability[reliability["places"] >= LEAST_PLACES]
        for axis, name in zip(axes, names, strict=True):
            axis.plot([0, 1], [0, 1], color=GREY, linewidth=0.6, linestyle="--")
            for colour, (fading, rows) in zip(
                (BLUE, ORANGE), many[many["world"] == name].groupby("fading", sort=False), strict=False
            ):
                _line(axis, rows["said"], rows.rename(columns={"true": "mean"}), colour, str(fading))
            axis.set(title=name, xlabel="chance given", xlim=(0, 1), ylim=(0, 1))
        axes[0].set_ylabel("share truly in the top ten")
        axes[0].legend(loc="lower right", fontsize=7)
        _write(figure, path)


def _styled() -> AbstractContextManager[None]:
    import matplotlib as mpl

    return mpl.rc_context(_STYLE)


def _panels(number: int, *, width: float = 0.0, height: float = 2.8) -> tuple[Figure, list[Axes]]:
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width or 2.6 * number, height))
    FigureCanvasSVG(figure)
    axes = figure.subplots(1, number, sharey=True, squeeze=False)
    return figure, list(axes[0])


def _line(axis: Axes, at: Iterable[float], rows: pd.DataFrame, colour: str, label: str) -> None:
    x = np.array(list(at), dtype="float64")
    axis.vlines(x, rows["low"].clip(0, 1), rows["high"].clip(0, 1), color=colour, linewidth=0.8)
    axis.plot(x, rows["mean"], "o-", color=colour, markersize=4, linewidth=1.2, label=label)


def _write(figure: Figure, path: Path) -> None:
    figure.savefig(path, format="svg", metadata={"Date": None, "Creator": None})
