"""The force's folder: the same seed writes the same bytes."""

from __future__ import annotations

import io
import json
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio

from vawg_geo.runs.county.canaries import CANARIES
from vawg_geo.runs.county.dirt import COMMA, NUL
from vawg_geo.runs.county.names import NIGHT_PLACES
from vawg_geo.runs.county.places import Ground
from vawg_geo.runs.county.plan import Plan

STAMP = "2022-04-05T00:00:00.000Z"  # GeoPackages carry the time of writing; ours the day of the cut
TABLES = ("people", "population", "street_safe", "venues", "outcomes", "orders", "missing", "operations", "patrols",
          "tasks", "dash", "rso", "programmes", "indicators", "calendar", "journey", "operation_designs", "ambulance",
          "survey", "recommendations", "horizon", "referrals", "comparators", "area_context", "visits",
          "audits")  # fmt: skip
FORCE = """\
# The demonstration county: invented people, places and crimes; the pseudonym key is public.
name = "Fenshire"
slug = "fenshire"
synthetic = true
analyst = "A. Analyst"
force_names = ["Fenshire Police"]
meeting = "2022-04-07"
aliases = "aliases.csv"
curation = "curation.csv"
default_points = "default_points.csv"

# Planted in columns of the extract that the toolkit drops: every run looks for them in all it is about to publish.
canaries = [
@CANARIES@]

[areas.demo]
path = "boundaries/areas.gpkg"
code = "code"
name = "name"
district = "district"
stratum = "stratum"
msoa = "msoa"
msoa_name = "msoa_name"
vintage = "demo"

[[incidents]]
path = "extracts/incidents.csv"
source = "demo"
data_cut = "2022-04-05"
areas = "demo"

[backdrop]
path = "boundaries/backdrop.gpkg"

[tables]
"""


def write_table(table: pd.DataFrame, path: Path) -> None:
    """
    Write a table as UTF-8 with line feeds, on every platform the same.

    Parameters
    ----------
    table
        Any table; hand-made faults are put in after quoting.
    path
        The file.
    """
    text = io.StringIO()
    table.to_csv(text, index=False, lineterminator="\n")
    path.write_bytes(text.getvalue().replace(COMMA, ",").replace(NUL, "\0").encode())


def write_layers(layers: dict[str, gpd.GeoDataFrame], path: Path) -> None:
    """
    Write a GeoPackage whose bytes depend on its content alone.

    Parameters
    ----------
    layers
        Layer name to table.
    path
        The file; replaced.
    """
    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    path.unlink(missing_ok=True)
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": STAMP})
    try:
        for name, layer in layers.items():
            layer.to_file(path, layer=name, driver="GPKG", engine="pyogrio")
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})


def write_force(out: Path) -> None:
    """Write force.toml."""
    lines = [f'{name} = "extracts/{name}.csv"\n' for name in TABLES]
    canaries = "".join(f"  {json.dumps(word)},\n" for word in CANARIES)
    (out / "force.toml").write_bytes((FORCE.replace("@CANARIES@", canaries) + "".join(lines)).encode())


def write_paragraphs(path: Path) -> None:
    """
    Write what the county's people say of the strategy's actions.

    Parameters
    ----------
    path
        The file.
    """
    path.write_bytes(Path(__file__).with_name("actions.toml").read_bytes())


def name_places(ground: Ground, plan: Plan) -> pd.DataFrame:
    """
    Name the places of the two towns' nights as people do.

    Parameters
    ----------
    ground, plan
        The county.

    Returns
    -------
    aliases
        area, name.
    """
    rows = [
        (ground.areas.loc[area, "code"], name)
        for town, names in NIGHT_PLACES.items()
        for area, name in zip(ground.by_distance(town), names, strict=False)
    ]
    rows += [
        (ground.areas.loc[area, "code"], name)
        for area, name in zip(
            (*plan.singles, plan.blip, plan.fear),
            ("Chapel Lane", "Heron Close", "Sedgeham Bridge", "Orchard Park", "Riverside"),
            strict=True,
        )
    ]
    return pd.DataFrame(rows, columns=["area", "name"]).sort_values("area", ignore_index=True)


def curate(ground: Ground, plan: Plan) -> pd.DataFrame:
    """
    Decide as an analyst would: leave one place out, name one, walk two as one.

    Parameters
    ----------
    ground, plan
        The county; no planted place is touched.

    Returns
    -------
    curation
        area, action, value, reason.
    """
    codes = ground.areas["code"]
    snaps = ground.snaps.set_index("what")["area"]
    ordinary = [a for a in ground.by_distance("Sedgeham")[2:] if a not in plan.planted]
    first = ordinary[0]
    second = next(a for a in ordinary[1:] if ground.areas.geometry[a].touches(ground.areas.geometry[first]))
    prison, named = int(snaps["prison"]), ground.by_distance("Marlham")[0]
    rows = [
        (codes[prison], "exclude", "", "Prison: what happens inside is the prison's own tasking"),
        (codes[named], "alias", "Marlham Market Place", "The name officers and door staff use"),
        (codes[second], "merge", codes[first], "One beat walks both; the border runs down the middle of the street"),
    ]
    return pd.DataFrame(rows, columns=["area", "action", "value", "reason"])
