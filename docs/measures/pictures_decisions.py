"""Draw the pictures of the pages on decisions, outcomes, charts and people: python docs/measures/pictures_decisions.py.

Invented figures from fixed seeds; the same bytes each time.
"""
# ruff: noqa: INP001 - a script beside its pages, not a package

from __future__ import annotations

from datetime import date
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

import vawg_geo as vg

HERE = Path(__file__).parent
NAVY, TEAL, PLUM, ORANGE, GREY = "#12436D", "#28A197", "#801650", "#F46A25", "#3D3D3D"  # Analysis Function palette
CUT = date(2022, 3, 31)
STYLE = {
    "svg.hashsalt": "decisions", "svg.fonttype": "none", "font.sans-serif": ["DejaVu Sans"],
    "font.size": 9, "axes.spines.top": False, "axes.spines.right": False,
    "axes.titlelocation": "left", "legend.frameon": False, "figure.constrained_layout.use": True,
}  # fmt: skip


def draw_operations() -> Figure:
    """Show how small a fall can be seen, by offences expected."""
    expected = np.array([10, 20, 30, 50, 75, 100, 150, 200, 300, 400])
    share = [vg.detectable_effect((n, n), (n, n)) / n for n in expected]
    figure = Figure(figsize=(6, 3))
    axes = figure.subplots()
    axes.plot(expected, 100 * np.array(share), "o-", color=NAVY)
    axes.set(ylim=(0, 100), xlabel="offences expected in each of the four counts", ylabel="smallest fall seen, %")
    axes.set_title("Below 19 offences not even a fall to none would show")
    return figure


def draw_outcomes() -> Figure:
    """Follow an invented cohort to its outcomes."""
    rng = np.random.default_rng(1)
    names = [f"i{k}" for k in range(400)]
    recorded = pd.Series(pd.Timestamp("2021-04-01") + pd.to_timedelta(rng.integers(0, 300, 400), unit="D"), index=names)
    waits = pd.to_timedelta(np.floor(rng.exponential(70, 400)), unit="D")
    history = pd.DataFrame({"incident": names, "code": rng.choice(["1", "16", "18"], 400, p=[0.2, 0.6, 0.2])})
    history["date"] = (recorded + waits).to_numpy()
    groups = {"charged": ["1"], "victim does not support": ["16"], "no suspect": ["18"]}
    table = vg.outcome_incidence(history, recorded_on=recorded, cut=CUT, groups=groups)
    figure = Figure(figsize=(6, 3))
    axes = figure.subplots()
    for colour, (group, rows) in zip((NAVY, PLUM, TEAL), table.groupby("group", sort=False), strict=True):
        rows = rows.iloc[::5]  # noqa: PLW2901 - every fifth day is enough for the eye
        axes.fill_between(rows["day"], 100 * rows["low"], 100 * rows["high"], color=colour, alpha=0.2, lw=0)
        axes.step(rows["day"], 100 * rows["incidence"], color=colour, where="post", label=group)
    axes.axvline(180, color=GREY, lw=0.8, ls=":")
    axes.text(183, 1, "180 days: ripe", color=GREY, fontsize=8)
    axes.set(ylim=(0, 70), xlabel="days since recording", ylabel="% of crimes")
    axes.set_title("First outcome, each ruling the others out")
    axes.legend(loc="upper left")
    return figure


def draw_funnel() -> Figure:
    """Set invented teams in their limits."""
    rng = np.random.default_rng(4)
    n = pd.Series(np.sort(rng.integers(30, 900, 40)))
    x = pd.Series(rng.binomial(n, rng.beta(60, 240, 40)))
    x.iloc[30] = int(0.36 * n.iloc[30])
    funnel = vg.funnel_limits(x, n)
    figure = Figure(figsize=(6, 3))
    axes = figure.subplots()
    for name, style in (("low", "-"), ("high", "-"), ("low_outer", ":"), ("high_outer", ":"), ("centre", "--")):
        axes.plot(n, 100 * funnel[name], style, color=GREY, lw=1)
    out = funnel["signal"] != ""
    axes.scatter(n[~out], 100 * funnel["value"][~out], s=14, color=NAVY)
    axes.scatter(n[out], 100 * funnel["value"][out], s=28, marker="D", color=ORANGE)
    for name, words in (("high", "95 %"), ("high_outer", "99.8 %"), ("centre", "all teams")):
        axes.text(n.iloc[-1] + 12, 100 * funnel[name].iloc[-1], words, va="center", fontsize=8, color=GREY)
    axes.set(xlabel="crimes a team dealt with", ylabel="% with the outcome", xlim=(None, n.iloc[-1] + 110))
    axes.set_title(f"Limits widened for differences between teams (phi {funnel.attrs['phi']:.1f})")
    return figure


def draw_nowcast() -> Figure:
    """Complete invented months by their late reports."""
    rng = np.random.default_rng(2)
    rows = []
    for month in pd.period_range("2020-01", "2022-03", freq="M"):
        day = month.start_time + pd.to_timedelta(rng.integers(0, month.days_in_month, 90), unit="D")
        delay = pd.to_timedelta(np.floor(rng.exponential(30, 90)), unit="D")
        rows.append(pd.DataFrame({"occurred_to": day, "recorded_on": day + delay}))
    table = vg.nowcast_counts(pd.concat(rows, ignore_index=True), cut=CUT).tail(9)
    figure = Figure(figsize=(6, 3))
    axes = figure.subplots()
    at = np.arange(len(table))
    axes.bar(at, table["n"], color=[NAVY if ripe else "#9DB4C8" for ripe in table["ripe"]])
    errors = [table["expected"] - table["low"], table["high"] - table["expected"]]
    axes.errorbar(at, table["expected"], yerr=np.maximum(errors, 0), fmt="o", ms=4, color=ORANGE, capsize=3)
    axes.set_xticks(at, table.index)
    axes.set(ylabel="offences")
    axes.tick_params(axis="x", rotation=45)
    axes.set_title("Recorded so far (pale: unripe) and expected in the end (80 % range)")
    return figure


def draw_people() -> Figure:
    """Set an invented concentration beside its benchmark."""
    rng = np.random.default_rng(3)
    person = np.concatenate([np.arange(200), rng.integers(0, 200, 60), rng.integers(0, 8, 60)])
    rows = pd.DataFrame({"incident": [f"i{k}" for k in range(320)], "pid": [f"p{k}" for k in person]})
    found = vg.measure_people(rows.assign(harm=rng.lognormal(0, 1.2, 320)))
    figure = Figure(figsize=(6, 2.2))
    axes = figure.subplots()
    for at, part in enumerate(("50", "80")):
        band = [100 * found[f"chance_for_{part}_{end}"] for end in ("low", "high")]
        axes.plot(
            band, [at, at], color="#9DB4C8", lw=9, solid_capstyle="butt", label="by chance, 95 %" if at == 0 else ""
        )
        axes.plot(100 * found[f"share_for_{part}"], at, "D", color=NAVY, label="recorded" if at == 0 else "")
    axes.set_yticks([0, 1], ["half of the harm", "80 % of the harm"])
    axes.set(xlim=(0, 60), ylim=(-0.5, 1.5), xlabel="% of recorded people")
    axes.set_title("Fewer people than by chance hold half of the harm")
    axes.legend(loc="lower right")
    return figure


def draw_record() -> Figure:
    """Show what blanks can hide."""
    rng = np.random.default_rng(5)
    sex = rng.choice(["F", "M", "X", None], 900, p=[0.55, 0.2, 0.01, 0.24])
    themes = rng.choice(["stalking", "violence", "harassment"], 900)
    table = vg.share_female(pd.DataFrame({"themes": themes, "victim_sex": sex})).drop("all")
    figure = Figure(figsize=(6, 2.2))
    axes = figure.subplots()
    axes.hlines(table.index, table["floor"], table["ceiling"], color="#9DB4C8", lw=7, label="floor to ceiling")
    axes.plot(table["floor"], table.index, "D", color=NAVY, label="floor: the headline")
    axes.plot(table["at_random"], table.index, "o", color=ORANGE, label="if blanks were as the rest")
    axes.set(xlim=(0, None), xlabel="offences against women and girls")
    axes.set_title("What blanks for the victim's sex can hide")
    axes.legend(loc="lower left")
    return figure


def main() -> None:
    """Write every picture beside the pages."""
    pictures = {
        "operations": draw_operations, "outcomes": draw_outcomes, "funnels": draw_funnel, "nowcast": draw_nowcast,
        "people": draw_people, "record": draw_record,
    }  # fmt: skip
    with mpl.rc_context(STYLE):
        for name, draw in pictures.items():
            draw().savefig(HERE / f"{name}.svg", metadata={"Date": None})


if __name__ == "__main__":
    main()
