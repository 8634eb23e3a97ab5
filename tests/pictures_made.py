"""Made-up tables for the pictures, and how a test reads a picture: its words, its figures, where they stand."""

import re
import xml.etree.ElementTree as ET

import numpy as np
import pandas as pd

from vawg_geo.publishing.pictures.bars import describe_bars, draw_bars
from vawg_geo.publishing.pictures.completeness import describe_completeness, draw_completeness
from vawg_geo.publishing.pictures.concentration import describe_concentration, draw_concentration
from vawg_geo.publishing.pictures.coverage import describe_coverage, draw_coverage
from vawg_geo.publishing.pictures.fan import describe_fan, draw_fan
from vawg_geo.publishing.pictures.flow import describe_flow, draw_flow
from vawg_geo.publishing.pictures.forest import describe_forest, draw_forest
from vawg_geo.publishing.pictures.funnel import describe_funnel, draw_funnel
from vawg_geo.publishing.pictures.hours import describe_hours, draw_hours
from vawg_geo.publishing.pictures.incidence import describe_incidence, draw_incidence
from vawg_geo.publishing.pictures.journey import describe_journey, draw_journey
from vawg_geo.publishing.pictures.matrix import describe_matrix, draw_matrix
from vawg_geo.publishing.pictures.multiples import describe_multiples, draw_multiples
from vawg_geo.publishing.pictures.pyramid import describe_pyramid, draw_pyramid
from vawg_geo.publishing.pictures.run import describe_run, draw_run
from vawg_geo.publishing.pictures.waiting import describe_waiting, draw_waiting

MONTHS = [str(month) for month in pd.period_range("2019-04", "2022-03", freq="M")]
PLACES = ["Market Square", "Bridge Street", "Station Forecourt", "St Andrew’s Passage", "Mill Road East", "Riverside"]


def made_run(rng):
    value = rng.poisson(40, 36).astype(float)
    value[20], value[28] = 75, 12
    table = pd.DataFrame({"value": value, "centre": 40.0, "low": 21.0, "high": 59.0, "signal": ""}, index=MONTHS)
    table.loc[MONTHS[20], "signal"] = "above the upper limit"
    table.loc[MONTHS[28], "signal"] = "below the lower limit"
    table.loc[MONTHS[3:6], "signal"] = "part of a run of 3 above the centre"
    table["ripe"] = [True] * 34 + [False] * 2
    return table.assign(note=["a new recording system" if month == "2021-01" else "" for month in MONTHS])


def made_hours(rng, hours=range(24)):
    days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    return pd.DataFrame(rng.gamma(2, 1, (7, len(hours))), index=days, columns=list(hours))


def made_concentration(rng):
    units = np.arange(0, 41) / 40
    table = pd.DataFrame({"units": units, "share": 1 - (1 - units) ** 4, "chance": 1 - (1 - units) ** 1.4})
    table = table.assign(chance_low=table["chance"] * 0.96, chance_high=(table["chance"] * 1.04).clip(upper=1))
    return table.assign(marked=table.index.isin([6, 13]))


def made_funnel(rng):
    n = rng.integers(60, 900, 6)
    value = np.array([0.14, 0.13, 0.31, 0.15, 0.02, 0.22])
    wide = 1.96 * np.sqrt(0.14 * 0.86 / n)
    limits = {"low": 0.14 - wide, "high": 0.14 + wide, "low_outer": 0.14 - 1.5 * wide, "high_outer": 0.14 + 1.5 * wide}
    table = pd.DataFrame({"n": n, "value": value, "centre": 0.14, **limits}, index=PLACES).clip(lower=0)
    return table.assign(signal=["", "", "far above", "", "far below", "above"])


def made_pyramid(rng):
    bands = ["0 to 9", "10 to 17", "18 to 24", "25 to 34", "35 and over", "Age not known"]
    table = pd.DataFrame(
        {"female": [1.2, 9.4, 22.8, 17.5, 6.1, np.nan], "male": [0.6, 2, 3.9, 3, 1, np.nan]}, index=bands
    )
    people = {"female_population": [5.0, 6, 7, 8, 9, np.nan], "male_population": [6.0, 6, 7, 8, 8, np.nan]}
    return table.assign(**people, unknown=[0.1, 0.4, 1.2, 0.7, 0.3, 2.2])


def made_matrix(rng):
    rows = [(a, b, rng.integers(1, 90), rng.integers(50, 9_000)) for a in PLACES[:3] for b in ("Private", "Public")]
    table = pd.DataFrame(rows, columns=["threat", "space", "n", "harm"]).astype({"n": "Int64"})
    table.loc[1, "n"] = pd.NA
    return table.assign(state=["higher", "lower", "no change", "cannot say", "", "higher"])


def made_multiples(rng):
    table = pd.DataFrame({place: rng.poisson(4 + 5 * k, 36) for k, place in enumerate(PLACES)}, index=MONTHS)
    return table.assign(Nowhere=np.nan)


def made_incidence(rng):
    parts = []
    for k, group in enumerate(["Prosecution possible", "Evidential difficulties", "Victim does not support"]):
        share = 0.1 * (k + 1) * (1 - np.exp(-np.arange(0, 366, 10) / 90))
        days = {"group": group, "day": np.arange(0, 366, 10), "incidence": share}
        parts.append(pd.DataFrame({**days, "low": share * 0.8, "high": share * 1.2}))
    table = pd.concat(parts, ignore_index=True)
    return table.assign(ripe=table["day"] <= 200)


def made_forest(rng):
    table = pd.DataFrame({"before": [120, 80, 15, 0, 40, 0], "after": [125, 119, 40, 7, 22, 0]}, index=PLACES)
    ratio = [1.04, 1.49, 2.67, np.inf, 0.55, np.nan]
    return table.assign(ratio=ratio, low=[0.8, 1.1, 1.45, 1.4, 0.31, np.nan], high=[1.35, 2, 5.2, np.inf, 0.94, np.nan])


def made_coverage(rng):
    k = np.arange(1, 9)
    table = pd.DataFrame({"k": k, "share": np.cumsum(0.16 * 0.75**k), "officer_hours": 90.0 * k})
    return table.assign(marked=table["k"].isin([2, 4, 8]))


def made_flow(rng):
    steps = ["Records read", "no date", "outside the force", "In scope"]
    return pd.DataFrame({"step": steps, "n": [5210, 12, 96, 5102], "out": [False, True, True, False]})


def made_completeness(rng):
    rows = [(m, f, rng.uniform(0.3, 1)) for m in MONTHS[-12:] for f in ("Victim sex", "Ethnicity", "Place found")]
    table = pd.DataFrame(rows, columns=["group", "field", "share"])
    table.loc[4, "share"] = np.nan
    return table


def made_waiting(rng):
    parts = []
    for group, mean in (("Under 18", 14), ("18 and over", 30)):
        left = np.exp(-np.arange(1, 100, 3) / mean)
        hours = {"group": group, "hours": np.arange(1.0, 100, 3), "open": left}
        parts.append(pd.DataFrame({**hours, "low": left * 0.9, "high": np.minimum(1, left * 1.1)}))
    return pd.concat(parts, ignore_index=True)


def made_bars(rng):
    table = pd.DataFrame({"value": [212.0, 188, 120, 77, 31, np.nan]}, index=PLACES)
    return table.assign(low=table["value"] * 0.9, high=table["value"] * 1.1)


def made_fan(rng):
    coming = pd.DataFrame(
        {"value": np.nan, "expected": 44.0, "low80": 35.0, "high80": 53.0, "low95": 30.0, "high95": 59.0},
        index=["2022-04"],
    )
    return pd.concat([pd.DataFrame({"value": rng.poisson(40, 24).astype(float)}, index=MONTHS[-24:]), coming])


def made_journey(rng):
    days = np.arange(0, 366, 15)
    held = 1 - np.exp(-days / 100)
    table = pd.DataFrame({"Charge": 0.1 * held, "Evidential difficulties": 0.3 * held, "Other": 0.3 * held}, index=days)
    return table.assign(**{"No outcome yet": 1 - table.sum(axis="columns")})


TITLE = "What was recorded"
PICTURES = {  # name: makes a table, draws it, tells it
    "run": (made_run, draw_run, describe_run, {"of": "Offences"}),
    "hours": (made_hours, draw_hours, describe_hours, {}),
    "concentration": (made_concentration, draw_concentration, describe_concentration, {}),
    "funnel": (made_funnel, draw_funnel, describe_funnel, {"of": "Share", "sizes": "Crimes"}),
    "pyramid": (made_pyramid, draw_pyramid, describe_pyramid, {"of": "Victims"}),
    "matrix": (made_matrix, draw_matrix, describe_matrix, {}),
    "multiples": (made_multiples, draw_multiples, describe_multiples, {}),
    "incidence": (made_incidence, draw_incidence, describe_incidence, {}),
    "forest": (made_forest, draw_forest, describe_forest, {}),
    "coverage": (made_coverage, draw_coverage, describe_coverage, {}),
    "flow": (made_flow, draw_flow, describe_flow, {}),
    "completeness": (made_completeness, draw_completeness, describe_completeness, {}),
    "waiting": (made_waiting, draw_waiting, describe_waiting, {}),
    "bars": (made_bars, draw_bars, describe_bars, {"of": "Reports"}),
    "fan": (made_fan, draw_fan, describe_fan, {}),
    "journey": (made_journey, draw_journey, describe_journey, {"ripe_day": 270}),
}
DRAWN = sorted(set(PICTURES) - {"matrix", "flow"})


def made(name, seed=3):
    return PICTURES[name][0](np.random.default_rng(seed))


def draw(name, table):
    _, drawing, _, options = PICTURES[name]
    return str(drawing(table, title=TITLE, **options))


def elements(html):
    return ET.fromstring(f"<div>{html}</div>")


def written(html):
    """Every text of a drawing: its classes, words, anchor, place in its picture, the picture's size."""
    found = []

    def walk(node, x, y, size):
        if node.tag == "svg":
            size = tuple(float(part) for part in node.get("viewBox").split()[2:])
        if moved := re.fullmatch(r"translate\((\S+) (\S+)\)", node.get("transform", "")):
            x, y = x + float(moved[1]), y + float(moved[2])
        if node.tag == "text":
            at = (x + float(node.get("x")), y + float(node.get("y")))
            found.append((node.get("class"), "".join(node.itertext()), node.get("text-anchor", "start"), at, size))
        for child in node:
            walk(child, x, y, size)

    walk(elements(html), 0.0, 0.0, (0.0, 0.0))
    return found


def figures(html):
    """Every printed figure: what has the class "v"."""
    return ["".join(node.itertext()) for node in elements(html).iter() if node.get("class") == "v"]


def spellings(table):
    """Every way a cell, a column's name or a row's name can be printed, told apart from the kit's own words."""
    found = {"cannot say", "hidden", "from 0", "over 99%", "under 1%"}
    labels = [*table.index, *table.columns, *(v for c in table.select_dtypes(exclude="number") for v in table[c])]
    for label in labels:
        found.add(str(label))
        if re.fullmatch(r"\d{4}-\d\d", str(label)):
            found.add(f"{pd.Period(str(label)):%B %Y}")
    numbers = [*table.select_dtypes("number").to_numpy(dtype="float64", na_value=np.nan).ravel()]
    numbers += [label for label in table.index if isinstance(label, int | np.integer)]
    for value in (float(v) for v in numbers if np.isfinite(float(v))):
        found |= {format(value, ",.0f"), format(value, ",.1f"), format(value, ",.2f"), format(100 * value, ".0f") + "%"}
    return found
