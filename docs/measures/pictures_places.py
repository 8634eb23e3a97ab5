"""Draw the pictures of the pages on places, on the demonstration county: python docs/measures/pictures_places.py."""  # noqa: INP001

from __future__ import annotations

import tempfile
from io import BytesIO
from pathlib import Path

import geopandas as gpd
import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib import pyplot as plt
from PIL import Image

import vawg_geo as vg
from vawg_geo.base.schema import NTE_PLACE_TYPES
from vawg_geo.runs.county import write_county
from vawg_geo.sources.case import Case

HERE = Path(__file__).parent
NAVY, TEAL, PLUM, ORANGE, GREY = "#12436D", "#28A197", "#801650", "#F46A25", "#3D3D3D"  # Analysis Function palette
SHADES = mpl.colors.LinearSegmentedColormap.from_list("navy", ["#FFFFFF", "#9DB4C8", NAVY])
HALF_M = 1_500  # half the side of the ground shown
YEAR, BEFORE = ("2021-04-01", "2022-04-01"), ("2020-04-01", "2021-04-01")


def load() -> Case:
    """Make the demonstration county and read it."""
    with tempfile.TemporaryDirectory() as folder:
        write_county(Path(folder))
        case: Case = vg.load_case(Path(folder) / "force.toml")
    return case


def public_events(case: Case, begins: str, ends: str) -> gpd.GeoDataFrame:
    """Give the offences placed in public, by when they ended."""
    rows = case.incidents
    when = rows["occurred_to"].dt.tz_localize(None)
    kept = (rows["located"] == "placed") & rows["place_type"].isin(NTE_PLACE_TYPES) & (when >= begins) & (when < ends)
    return rows[kept & rows.geometry.notna()]


def busiest(events: gpd.GeoDataFrame) -> tuple[float, float, float, float]:
    """Give a box round the busiest square kilometre, on whole hundreds of metres."""
    cells = vg.count_cells(events, cell_m=1_000, shape="square")
    centre = cells.geometry[cells["n"].idxmax()].centroid
    x, y = 100 * round(centre.x / 100), 100 * round(centre.y / 100)
    return x - HALF_M, y - HALF_M, x + HALF_M, y + HALF_M


def save(figure: plt.Figure, name: str) -> None:
    """Write a map, the same whenever it is drawn, in few colours so that it stays small."""
    raw = BytesIO()
    figure.savefig(raw, dpi=110, metadata={"Software": ""})
    plt.close(figure)
    Image.open(raw).convert("RGB").quantize(224, dither=Image.Dither.NONE).save(HERE / f"{name}.png", optimize=True)


def save_chart(figure: plt.Figure, name: str) -> None:
    """Write a chart as lines and words, the same whenever it is drawn."""
    figure.savefig(HERE / f"{name}.svg", metadata={"Date": None, "Creator": None})
    plt.close(figure)


def panels(*titles: str, height: float = 3.7) -> tuple[plt.Figure, list[plt.Axes]]:
    """Lay panels beside each other, without ticks."""
    figure, axes = plt.subplots(1, len(titles), figsize=(4 * len(titles), height), layout="constrained", squeeze=False)
    for axis, title in zip(axes[0], titles, strict=True):
        axis.set_title(title, fontsize=10, loc="left")
        axis.set(xticks=[], yticks=[])
        axis.spines[:].set_visible(False)
    return figure, list(axes[0])


def show_ground(axis: plt.Axes, box: tuple[float, float, float, float]) -> None:
    """Frame the ground and say how large it is."""
    axis.set_aspect("equal")
    axis.set(xlim=box[::2], ylim=box[1::2])
    west, south = box[0] + 100, box[1] + 120
    axis.plot([west, west + 500], [south, south], color=GREY, lw=2, solid_capstyle="butt")
    axis.text(west + 250, south + 50, "500 m", ha="center", va="bottom", fontsize=8, color=GREY)


def draw_surfaces(now: gpd.GeoDataFrame, then: gpd.GeoDataFrame, box: tuple[float, float, float, float]) -> None:
    """Draw a year's density and its ratio to the year before."""
    new, old = (vg.density_surface(e, bandwidth_m=200, cell_m=40, bounds=box) for e in (now, then))
    change = vg.compare_surfaces(old, new)
    figure, axes = panels("Offences a km², 12 months to March 2022", "Times the 12 months before (grey: too few then)")
    ratio = np.where(change.thin, np.nan, change.log_ratio) / np.log(2)
    for axis, values, options in (
        (axes[0], new.values, {"cmap": SHADES}),  # noqa: PD011 - a surface, no table
        (axes[1], ratio, {"cmap": "PuOr_r", "vmin": -2, "vmax": 2}),
    ):
        axis.set_facecolor("#DDDDDD")
        drawn = axis.imshow(values, origin="lower", extent=(box[0], box[2], box[1], box[3]), **options)
        bar = figure.colorbar(drawn, ax=axis, shrink=0.8)
        show_ground(axis, box)
    bar.set_ticks([-2, -1, 0, 1, 2], labels=["1/4", "1/2", "1", "2", "4"])
    save(figure, "surfaces")


def draw_grids(events: gpd.GeoDataFrame, box: tuple[float, float, float, float]) -> None:
    """Draw the same events in hexagons and in squares."""
    figure, axes = panels("Hexagons, 175 m flat to flat", "Squares, 150 m")
    inside = events.cx[box[0] : box[2], box[1] : box[3]]
    for axis, shape, cell_m in ((axes[0], "hexagon", 175), (axes[1], "square", 150)):
        cells = vg.count_cells(inside, cell_m=cell_m, shape=shape)
        cells.plot("n", ax=axis, cmap=SHADES, vmax=160, edgecolor="#CCC", lw=0.3)
        axis.set(xticks=[], yticks=[], xlabel="", ylabel="")
        show_ground(axis, box)
    bar = plt.cm.ScalarMappable(mpl.colors.Normalize(0, 160), SHADES)
    figure.colorbar(bar, ax=axes, shrink=0.8, label="offences in 12 months")
    save(figure, "grids")


def draw_near_repeat(events: gpd.GeoDataFrame) -> None:
    """Draw the Knox table of a year in the box."""
    knox = vg.score_near_repeat(events, events["occurred_from"], distances_m=(0, 100, 200, 400), days=(0, 7, 14, 28))
    ratio = knox["ratio"].unstack().to_numpy()  # noqa: PD010 - bands of distance down, of time across
    p = knox["p"].unstack().to_numpy()  # noqa: PD010
    figure, axis = plt.subplots(figsize=(6, 2.8), layout="constrained")
    axis.set_title("Pairs of offences, observed / expected (* p ≤ 0.05)", fontsize=10, loc="left")
    axis.spines[:].set_visible(False)
    axis.imshow(ratio, cmap="PuOr_r", vmin=0.5, vmax=1.5, aspect="auto")
    for (i, j), value in np.ndenumerate(ratio):
        axis.text(j, i, f"{value:.2f}{'*' if p[i, j] <= 0.05 else ''}", ha="center", va="center")  # noqa: PLR2004
    axis.set_xticks(range(3), labels=["under 7 days", "7 to 14 days", "14 to 28 days"])
    axis.set_yticks(range(3), labels=["under 100 m", "100 to 200 m", "200 to 400 m"])
    axis.tick_params(length=0)
    save_chart(figure, "near_repeat")


def draw_clusters(events: gpd.GeoDataFrame, box: tuple[float, float, float, float]) -> None:
    """Draw clusters by both methods."""
    figure, axes = panels("HDBSCAN, at least 30 offences", "DBSCAN, 30 offences within 60 m")
    inside = events.cx[box[0] : box[2], box[1] : box[3]]
    for axis, options in ((axes[0], {}), (axes[1], {"method": "dbscan", "reach_m": 60})):
        cluster = vg.assign_clusters(inside, least=30, **options)
        colours = np.array(["#CCCCCC", NAVY, TEAL, PLUM, ORANGE, GREY])[
            np.minimum(cluster.fillna(0).to_numpy(dtype="int64"), 5)
        ]
        axis.scatter(inside.geometry.x, inside.geometry.y, s=3, c=colours)
        show_ground(axis, box)
    words = ["largest", "second", "third", "fourth", "smaller clusters", "in none"]
    marks = [plt.Line2D([], [], ls="", marker="o", ms=5, color=c) for c in (NAVY, TEAL, PLUM, ORANGE, GREY, "#CCCCCC")]
    figure.legend(marks, words, loc="outside lower center", ncols=6, frameon=False, fontsize=8)
    save(figure, "clusters")


def draw_risk_factors(case: Case, now: gpd.GeoDataFrame, then: gpd.GeoDataFrame) -> None:
    """Draw what venues add to history."""
    features = vg.measure_places(case.areas, {"venues": case.tables["venues"]})
    counts, history = (vg.count_incidents(events, case.areas)["n"] for events in (now, then))
    figure, axis = plt.subplots(figsize=(7.5, 2.6), layout="constrained")
    for place, model in enumerate(("poisson", "boosted")):
        risk = vg.score_risk_factors(counts, features, history=history, model=model, groups=case.areas["district"])
        axis.plot([100 * risk.low, 100 * risk.high], [place, place], color=NAVY, lw=3)
        axis.plot(100 * risk.gain, place, "o", color=NAVY)
        axis.text(45, place, risk.verdict.replace(" that", "\nthat"), va="center", fontsize=8)
    axis.axvline(0, color=GREY, lw=0.8)
    axis.set_yticks([0, 1], labels=["Poisson regression", "boosted trees"])
    axis.set(ylim=(-0.6, 1.6), xlim=(None, 190), xticks=[-200, -150, -100, -50, 0])
    axis.set_xlabel("error of history alone that venues take away, % (95 % interval)", loc="left")
    save_chart(figure, "risk_factors")


def draw_intervals(table: pd.DataFrame, name: str, label: str) -> None:
    """Draw ranks with their intervals, first on top."""
    table = table.sort_values("rank")
    figure, axis = plt.subplots(figsize=(6, max(2.2, 0.16 * len(table) + 0.8)), layout="constrained")
    axis.hlines(table["rank"], table["rank_low"], table["rank_high"], color=NAVY, lw=2.5)
    axis.plot(table["rank"], table["rank"], "o", color=ORANGE, ms=4)
    axis.set_yticks(table["rank"], labels=table.index, fontsize=6 if len(table) > 20 else 9)  # noqa: PLR2004 - to fit
    axis.invert_yaxis()
    axis.xaxis.set_major_locator(mpl.ticker.MaxNLocator(integer=True))
    axis.set_xlabel(label)
    save_chart(figure, name)


def draw_priorities() -> None:
    """Draw an invented matrix's ranks under jittered weights."""
    matrix = pd.DataFrame(
        {"harm": [5, 4, 3, 2, 4], "volume": [2, 4, 5, 4, 1], "trend": [2, 3, 3, 4, 2], "gaps": [3, 3, 2, 2, 5]},
        index=["rape", "stalking", "assault in public", "exposure", "spiking"],
    )
    weights = pd.Series({"harm": 3, "volume": 2, "trend": 1, "gaps": 1})
    label = "rank; the bar holds 90 % of orders with weights 25 % more or less"
    draw_intervals(vg.score_priorities(matrix, weights), "priorities", label)


def draw_forces() -> None:
    """Draw 43 invented forces that differ little."""
    rng = np.random.default_rng(1)
    charged = pd.Series(rng.binomial(900, rng.beta(40, 400, 43)), index=[f"force {i:02d}" for i in range(1, 44)])
    draw_intervals(vg.score_forces(charged, 900), "forces", "rank by share charged; 90 % interval")


def draw_fear(case: Case, events: gpd.GeoDataFrame) -> None:
    """Draw the 3 x 3 classes."""
    reports = vg.count_incidents(case.tables["street_safe"], case.areas)["n"]
    offences = vg.count_incidents(events, case.areas)["n"]
    middle = case.areas["name"].str[:-1]  # the middle layer: the name without its last letter
    figure, axes = panels("", "", height=3.2)
    words = ["at most\nthe mean", "up to\ntwice", "more"]
    for axis, unit, by in ((axes[0], "LSOAs", case.areas.index), (axes[1], "MSOAs", middle)):
        classes = vg.classify_fear(reports.groupby(by).sum(), offences.groupby(by).sum())
        told = classes[classes["label"] != "too few"]
        counts = pd.crosstab(told["fear_class"], told["record_class"])
        counts = counts.reindex(index=[1, 2, 3], columns=[1, 2, 3], fill_value=0)
        axis.imshow(counts, cmap=SHADES, origin="lower", vmax=2 * counts.to_numpy().max(), aspect="auto")
        for (i, j), n in np.ndenumerate(counts.to_numpy()):
            axis.text(j, i, str(n), ha="center", va="center")
        axis.set_title(f"{len(told)} of {len(classes)} {unit}; the others: too few", fontsize=10, loc="left")
        axis.set_xticks(range(3), labels=words, fontsize=8)
        axis.set_yticks(range(3), labels=words, fontsize=8)
        axis.tick_params(length=0)
        axis.set(xlabel="offences recorded", ylabel="reports of feeling unsafe")
    save_chart(figure, "fear")


def main() -> None:
    """Draw all."""
    plt.rcParams.update({
        "font.family": "DejaVu Sans", "axes.spines.top": False, "axes.spines.right": False,
        "svg.hashsalt": "places", "svg.fonttype": "none",
    })  # fmt: skip
    case = load()
    now, then = public_events(case, *YEAR), public_events(case, *BEFORE)
    box = busiest(now)
    draw_surfaces(now, then, box)
    draw_grids(now, box)
    draw_near_repeat(now)
    draw_clusters(now, box)
    draw_risk_factors(case, now, then)
    draw_priorities()
    draw_forces()
    draw_fear(case, public_events(case, "2019-04-01", "2022-04-01"))


if __name__ == "__main__":
    main()
