# ruff: noqa: INP001 - a script beside its pages, not a package
"""
Draw the pictures of this folder's pages on places, time and change.

`python docs/measures/pictures_places_and_time.py FORCE.toml`, with the synthetic county's force.toml (`make demo`
leaves it in out/). Some are small worked examples. The same county gives the same bytes.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

import vawg_geo as vg
from vawg_geo.base.shares import percent
from vawg_geo.measures.hotspots import Hotspots
from vawg_geo.sources.case import Case

# Government Analysis Function palette, in its order for categories.
BLUE, TEAL, PLUM, ORANGE, GREY, LILAC = "#12436D", "#28A197", "#801650", "#F46A25", "#3D3D3D", "#A285D1"
TIERS = {"tier A": PLUM, "tier B": BLUE, "watch-list": LILAC}
PALE, PLAIN = "#D9E2EA", "#F3F3F3"
HOT = 1.96
MONTH = "2022-03"
DISCOVERIES = LEVEL = 0.05
AROUND_M = 1_800
LAST_NIGHT = pd.Timestamp("2022-03-31")
_WORD_OR_NUMBER = r"(>[^<>\n]*<)|-?\d+\.\d{2,}"
FOLDER = Path(__file__).parent
STYLE = {
    "svg.hashsalt": "measures", "svg.fonttype": "none", "font.family": "sans-serif", "font.sans-serif": ["DejaVu Sans"],
    "font.size": 9, "axes.spines.top": False, "axes.spines.right": False, "axes.edgecolor": GREY,
    "axes.titlesize": 10, "axes.titlelocation": "left", "legend.frameon": False, "figure.constrained_layout.use": True,
}  # fmt: skip


def draw_harm(case: Case, found: Hotspots) -> Figure:  # noqa: ARG001
    """Draw each behaviour's share of the count beside its share of the harm."""
    kinds = found.events.assign(one=1).groupby("strand")[["one", "harm"]].sum().nlargest(8, "one")
    shares = 100 * kinds / kinds.sum()
    figure, axis = _figure(6.4, 3.4)
    at = np.arange(len(shares))[::-1]
    axis.barh(at + 0.2, shares["one"], height=0.38, color=TEAL, label="count")
    axis.barh(at - 0.2, shares["harm"], height=0.38, color=BLUE, label="harm")
    axis.set_yticks(at, shares.index.str.replace("_", " "))
    axis.set(xlabel="per cent of the eight commonest behaviours", title="The same offences, counted and weighed")
    axis.legend(loc="lower right")
    return figure


def draw_nights(case: Case, found: Hotspots) -> Figure:  # noqa: ARG001
    """Draw Saturday nights' hours and the peak window found in them."""
    recent = found.events[found.events["night"] > LAST_NIGHT - pd.DateOffset(years=1)]
    peak = vg.find_peak_window(recent["occurred_from"], recent["occurred_to"], day="Sat")
    saturday = found.grid.loc["Sat"]
    figure, axis = _figure(6.4, 2.8)
    axis.bar(np.arange(12) + 0.5, saturday, width=0.9, color=BLUE)
    begin, end = ((int(text[:2]) + int(text[3:]) / 60 - 18) % 24 for text in (peak.begins, peak.ends))
    axis.axvspan(begin, end, color=ORANGE, alpha=0.25, lw=0)
    axis.text((begin + end) / 2, saturday.max() * 1.04, f"half of them: {peak.begins} to {peak.ends}", ha="center")
    axis.set_xticks(range(13), [f"{(18 + hour) % 24:02d}" for hour in range(13)])
    axis.set(xlabel="hour of the night", ylabel="offences (weights)", title="Saturday nights, 12 months")
    return figure


def draw_rates(case: Case, found: Hotspots) -> Figure:  # noqa: ARG001
    """Draw five raw rates with their intervals, and where shrinking takes them."""
    areas = pd.DataFrame({"n": [0, 2, 5, 1, 12], "population": [1500, 1600, 1700, 1400, 1550]}, index=list("ABCDE"))
    raw = vg.rate_intervals(areas["n"], areas["population"])
    mean = 1000 * areas["n"].sum() / areas["population"].sum()
    figure, axis = _figure(6.4, 2.8)
    at = np.arange(5)
    axis.vlines(at, raw["low"], raw["high"], color=LILAC, lw=3, label="95 % interval of the raw rate")
    axis.plot(at, raw["rate"], "o", color=GREY, label="raw rate")
    axis.plot(at + 0.12, vg.smooth_rates(areas), "s", color=BLUE, label="shrunk rate")
    axis.axhline(mean, color=TEAL, lw=1, ls="--", label="rate of the whole map")
    axis.set_xticks(at, [f"{label}: {n} in {people:,}" for label, n, people in areas.itertuples()])
    axis.set(ylabel="per 1,000 residents", title="Few offences: pulled towards the whole map's rate")
    axis.legend(loc="upper left")
    return figure


def draw_ranking(case: Case, found: Hotspots) -> Figure:
    """Draw the fifteen first places with their ranks' intervals."""
    first = found.scores.nsmallest(15, "rank")
    names = case.areas.loc[first.index, "alias"].fillna(case.areas.loc[first.index, "name"])
    figure, axis = _figure(6.4, 3.8)
    at = np.arange(15)[::-1]
    axis.hlines(at, first["rank_low"], first["rank_high"], color=PALE, lw=7)
    axis.plot(first["rank"], at, "o", color=BLUE)
    axis.axvline(10.5, color=ORANGE, lw=1)
    for y, chance, end in zip(at, first["p_top"], first["rank_high"], strict=True):
        axis.text(end + 0.8, y, percent(min(chance, 0.999)), va="center")  # draws prove no certainty
    axis.set_yticks(at, names)
    axis.set(xlabel="rank (bar: 5 to 95 %)", title="In the top ten? The chance stands at the bar's end")
    axis.set_xlim(0, first["rank_high"].max() + 6)
    return figure


def draw_gistar(case: Case, found: Hotspots) -> Figure:
    """Draw counts, Gi* clusters and local Moran quadrants of the city."""
    counts = found.scores["n"]
    star, moran = (score(counts, case.areas) for score in (vg.score_gistar, vg.score_local_moran))
    hot = (star["q"] <= DISCOVERIES) & (star["z"] > 0)
    quadrant = moran["quadrant"].where(moran["q"] <= DISCOVERIES, "")
    middle_of_town = case.areas.geometry[found.listed.index[0]].centroid.buffer(AROUND_M)
    city = case.areas.geometry[case.areas.intersects(middle_of_town)].simplify_coverage(90)
    figure = Figure(figsize=(7.2, 3.0))
    left, middle, right = figure.subplots(1, 3)
    steps = pd.cut(counts, [-1, 2, 9, 49, np.inf], labels=[PLAIN, "#BFD3E2", "#5E8DB3", BLUE]).astype(str)
    _map(left, city, steps, "Offences: 0-2, 3-9, 10-49, 50+")
    _map(middle, city, hot.map({True: ORANGE, False: PLAIN}), "Gi*: part of a cluster")
    colours = {"HH": PLUM, "HL": ORANGE, "LH": LILAC, "LL": TEAL, "": PLAIN}
    _map(right, city, quadrant.map(colours), "Local Moran: high among high")
    return figure


def draw_change(case: Case, found: Hotspots) -> Figure:  # noqa: ARG001
    """Draw six pairs of counts with ratio, interval and E-test."""
    before = pd.Series([25, 20, 6, 3, 40, 120])
    after = pd.Series([16, 10, 2, 0, 5, 90])
    table = vg.compare_counts(before, after)
    figure, axis = _figure(6.4, 2.9)
    at = np.arange(len(table))[::-1]
    told = table["p"] < LEVEL
    low, ratio = table["low"].clip(lower=0.02), table["ratio"].clip(lower=0.02)
    axis.hlines(at, low, table["high"], color=told.map({True: BLUE, False: LILAC}), lw=3)
    axis.plot(ratio, at, "o", color=GREY)
    axis.axvline(1, color=ORANGE, lw=1)
    chances = table["p"].map("p = {:.2f}".format).mask(table["p"] < 0.001, "p < 0.001")  # noqa: PLR2004
    axis.set_yticks(
        at, [f"{a} to {b}  ({p})" for a, b, p in zip(table["before"], table["after"], chances, strict=True)]
    )
    axis.set_xscale("log")
    axis.set_xticks([0.02, 0.1, 0.25, 0.5, 1, 2, 4], ["0", "0.1", "0.25", "0.5", "same", "2", "4"])
    axis.minorticks_off()
    axis.set(xlabel="rate after / rate before (log scale)", title="Six falls: chance does as much (pale), or hardly")
    return figure


def draw_charts(case: Case, found: Hotspots) -> Figure:  # noqa: ARG001
    """Draw a u' chart of the county's nights, and next month's expected range."""
    monthly = found.monthly.iloc[-36:]
    n, nights = monthly["n"].round(), monthly["nights"]
    chart = vg.control_limits(n, chart="u'", sizes=nights)
    ahead = vg.forecast_count(n.iloc[:-1], nights, month=MONTH)
    figure, axis = _figure(6.8, 3.0)
    at = np.arange(len(chart))
    axis.fill_between(at, chart["low"], chart["high"], step="mid", color=PALE, lw=0, label="three-sigma limits")
    axis.plot(at, chart["centre"], color=TEAL, lw=1, label="centre, first 24 months")
    axis.plot(at, chart["value"], "o-", color=BLUE, ms=3, lw=1)
    beyond = chart["signal"].str.contains("limit").to_numpy()
    axis.plot(at[beyond], chart["value"][beyond], "o", color=ORANGE, ms=6, label="outside the limits")
    axis.vlines(at[-1] + 0.6, ahead.low80 / nights.iloc[-1], ahead.high80 / nights.iloc[-1], color=PLUM, lw=4)
    axis.text(at[-1] + 1.1, ahead.low80 / nights.iloc[-1], "forecast,\n80 % range", color=PLUM, va="bottom")
    axis.set_xlim(None, at[-1] + 6)
    axis.set_xticks(at[::6], chart.index[::6])
    axis.set(ylabel="offences a weekend night", title="u' chart of the county's night-time offences", ylim=(0, None))
    axis.legend(loc="lower left", ncols=3)
    return figure


def draw_emerging(case: Case, found: Hotspots) -> Figure:
    """Draw twelve quarters of Gi* z for one place of each label that occurs."""
    z = quarterly_z(case, found)
    labels = vg.classify_emerging(z)
    shown = labels[labels != "none"].drop_duplicates().sort_values()
    shown = pd.concat([shown, labels[labels == "none"].iloc[:1]])
    figure, axis = _figure(6.8, 0.6 + 0.42 * len(shown))
    for y, place in enumerate(shown.index[::-1]):
        for x, score in enumerate(z.loc[place]):
            colour = ORANGE if score > HOT else TEAL if score < -HOT else PLAIN
            axis.add_patch(mpl.patches.Rectangle((x, y), 0.94, 0.86, color=colour))
            axis.text(x + 0.47, y + 0.43, f"{score:.1f}", ha="center", va="center", fontsize=7)
    names = case.areas["alias"].fillna(case.areas["name"])
    axis.set_yticks(np.arange(len(shown)) + 0.43, [f"{names[p]}: {label}" for p, label in shown[::-1].items()])
    axis.set_xticks(np.arange(z.shape[1]) + 0.47, z.columns, rotation=45)
    axis.set(xlim=(0, z.shape[1]), ylim=(0, len(shown)), title="Gi* z by quarter: hot in orange")
    axis.tick_params(length=0)
    axis.spines[:].set_visible(False)
    return figure


def quarterly_z(case: Case, found: Hotspots) -> pd.DataFrame:
    """Score each area's Gi* in each of the last twelve quarters."""
    quarter = found.events["night"].dt.to_period("Q").astype(str)
    counts = pd.crosstab(found.events["area"], quarter).reindex(case.areas.index, fill_value=0)
    return counts.iloc[:, -12:].apply(lambda n: vg.score_gistar(n, case.areas, permutations=0)["z"])


def draw_concentration(case: Case, found: Hotspots) -> Figure:  # noqa: ARG001
    """Draw the share of offences held by the busiest places, against chance."""
    counts = found.scores["n12"].astype(int)
    figures = vg.measure_concentration(counts)
    rng = np.random.default_rng(0)
    chance = rng.multinomial(counts.sum(), np.full(len(counts), 1 / len(counts)), size=199)
    held = np.sort(chance, axis=1)[:, ::-1].cumsum(axis=1).mean(axis=0) / counts.sum()
    share = 100 * np.arange(1, len(counts) + 1) / len(counts)
    figure, axis = _figure(6.0, 3.0)
    axis.plot(share, 100 * np.sort(counts)[::-1].cumsum() / counts.sum(), color=BLUE, label="observed")
    axis.plot(share, 100 * held, color=LILAC, label="the same number thrown at random")
    axis.plot([0, 100], [0, 100], color=GREY, lw=0.6, ls=":")
    for part in (50, 80):
        at = 100 * figures[f"units_for_{part}"]
        axis.plot([0, at, at], [part, part, 0], color=ORANGE, lw=0.8)
        axis.text(99, 8 + part / 2, f"{at:.1f} % of areas hold {part} %", color=PLUM, ha="right")
    axis.set(xlabel="per cent of areas, busiest first", ylabel="per cent of offences", xlim=(0, 100), ylim=(0, 101))
    axis.set_title("Night-time offences, 12 months")
    axis.legend(loc="lower right")
    return figure


def draw_capture(case: Case, found: Hotspots) -> Figure:
    """Draw how much of a year's offences lists made before it would have held."""
    cut = LAST_NIGHT - pd.DateOffset(years=1)
    past, year = (found.events[found.events["night"] <= cut], found.events[found.events["night"] > cut])
    observed = vg.count_incidents(year, case.areas)["n"]
    month = past[past["night"] > cut - pd.DateOffset(months=1)]
    lists = {
        "two years, shrunk": (vg.score_harm(past, case.areas)["expected_n"], BLUE),
        "the month before, raw": (vg.count_incidents(month, case.areas)["n"], ORANGE),
        "best possible list": (observed, LILAC),
    }
    figure, axis = _figure(6.0, 3.0)
    for name, (predicted, colour) in lists.items():
        scores = vg.score_capture(observed, predicted)
        rank = np.arange(1, 31)
        axis.plot(rank, 100 * scores["pai"].iloc[:30] * rank / len(observed), "o-", ms=3, color=colour, label=name)
    axis.set(xlabel="places on the list", ylabel="per cent of next year's offences", ylim=(0, None))
    axis.set_title("What each list would have held")
    axis.legend(loc="lower right")
    return figure


def draw_hotspots(case: Case, found: Hotspots) -> Figure:
    """Draw where the listed places lie, by tier."""
    first = case.areas.geometry[found.listed.index[0]].centroid.buffer(AROUND_M / 2)
    near = case.areas.geometry[case.areas.intersects(first)].simplify_coverage(40)
    tiers = found.scores["tier"].map({"A": PLUM, "B": BLUE, "watch": LILAC}).fillna(PLAIN)
    figure, axis = _figure(4.6, 3.6)
    _map(axis, near, tiers, "The middle of the city; numbers as on the page")
    marks = [mpl.patches.Patch(color=colour, label=words) for words, colour in TIERS.items()]
    figure.legend(handles=marks, loc="outside lower center", ncols=3, fontsize=8)
    for code, row in found.listed[found.listed.index.isin(near.index)].iterrows():
        centre = near[code].centroid
        axis.text(
            centre.x / 1000, centre.y / 1000, row["number"], ha="center", va="center", color="#FFFFFF", fontsize=8
        )
    return figure


def draw_open_data(case: Case, found: Hotspots) -> Figure:  # noqa: ARG001
    """Draw the first twelve places as open data would show them: counts only, and the ranks' intervals."""
    as_open = case.incidents.assign(category="Violence and sexual offences", place="On or near High Street")
    recorded = vg.find_recorded(as_open, case.areas, month=MONTH, profile=vg.read_profile("open_data"))
    first = recorded.scores.nsmallest(12, "rank")
    figure, axis = _figure(6.4, 3.2)
    at = np.arange(len(first))[::-1]
    axis.barh(at, first["expected_n"], color=BLUE)
    for y, row in zip(at, first.itertuples(), strict=True):
        span = f"{row.rank_low:.0f}" + (f" to {row.rank_high:.0f}" if row.rank_high > row.rank_low else "")
        axis.text(row.expected_n + 5, y, f"rank {span}", va="center")
    axis.set_yticks(at, case.areas.loc[first.index, "alias"].fillna(case.areas.loc[first.index, "name"]))
    axis.set(xlabel="offences expected in 12 months", title="All victims, all hours: what open data can say")
    axis.set_xlim(0, 1.2 * first["expected_n"].max())
    return figure


PICTURES: dict[str, Callable[[Case, Hotspots], Figure]] = {
    "harm": draw_harm, "nights": draw_nights, "rates": draw_rates, "ranking": draw_ranking, "gistar": draw_gistar,
    "change": draw_change, "charts": draw_charts, "emerging": draw_emerging, "concentration": draw_concentration,
    "capture": draw_capture, "hotspots": draw_hotspots, "open_data": draw_open_data,
}  # fmt: skip


def write_pictures(case: Case, found: Hotspots, folder: Path) -> list[Path]:
    """Write every picture as SVG; give the paths."""
    paths = [folder / f"{name}.svg" for name in PICTURES]
    for path, draw in zip(paths, PICTURES.values(), strict=True):
        with mpl.rc_context(STYLE):
            draw(case, found).savefig(path, metadata={"Date": None, "Creator": None})
        # Coordinates to a tenth; words, between > and <, as they are.
        rounded = re.sub(_WORD_OR_NUMBER, lambda m: m[1] or f"{float(m[0]):.1f}", path.read_text("utf-8"))
        lines = rounded.splitlines()
        path.write_text("\n".join(line.rstrip() for line in lines) + "\n", "utf-8")
    return paths


def _figure(width: float, height: float) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(width, height))
    return figure, figure.subplots()


def _map(axis: Axes, shapes: gpd.GeoSeries, colours: pd.Series, title: str) -> None:
    for code, shape in shapes.items():
        for part in getattr(shape, "geoms", [shape]):
            edge = np.round(np.asarray(part.exterior.coords)[:, :2] / 1000, 2)
            axis.fill(edge[:, 0], edge[:, 1], facecolor=colours[code], edgecolor="#FFFFFF", lw=0.3)
    axis.set_title(title, fontsize=8)
    axis.set_aspect("equal")
    axis.set_axis_off()


def main(force: str) -> None:
    """Load the county, find its hot spots, draw."""
    case = vg.load_case(force, month=MONTH)
    found = vg.find_hotspots(
        case.incidents, case.areas, month=MONTH, profile=vg.read_profile("nte_monthly"), cut=case.cut
    )
    write_pictures(case, found, FOLDER)


if __name__ == "__main__":
    main(sys.argv[1])
