"""The whole county, start to finish: made in memory, written to a folder, its truth kept apart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pandas as pd

from vawg_geo.runs.county.audits import make_audits
from vawg_geo.runs.county.backdrop import draw_backdrop
from vawg_geo.runs.county.canaries import plant
from vawg_geo.runs.county.context import describe_areas
from vawg_geo.runs.county.dates import make_dates
from vawg_geo.runs.county.designs import make_designs
from vawg_geo.runs.county.dirt import UNKNOWN_CODES, found, soil
from vawg_geo.runs.county.extract import settle_times, write_out
from vawg_geo.runs.county.folder import (
    curate,
    name_places,
    write_force,
    write_layers,
    write_paragraphs,
    write_table,
)
from vawg_geo.runs.county.geography import tile_county
from vawg_geo.runs.county.incidents import make_incidents
from vawg_geo.runs.county.journey import make_journey
from vawg_geo.runs.county.linked import list_people, make_linked
from vawg_geo.runs.county.local import make_local
from vawg_geo.runs.county.mix import read_mix
from vawg_geo.runs.county.places import Ground, lay_ground
from vawg_geo.runs.county.plan import LAST, MONTHS, SINGLE, Plan, Truth, make_plan
from vawg_geo.runs.county.recording import record_ethnicity, vary_words
from vawg_geo.runs.county.register import make_visits, mark_missing
from vawg_geo.runs.county.residents import settle
from vawg_geo.runs.county.services import add_indicators, list_forces, make_referrals
from vawg_geo.runs.county.setting import Setting
from vawg_geo.runs.county.venues import gatherers, open_venues
from vawg_geo.runs.county.voices import make_voices

Progress = Callable[[str], None]
# What the county's folder holds; the way in comes last.
ENTRIES = ("actions", "aliases.csv", "boundaries", "curation.csv", "default_points.csv", "extracts", "force.toml")


@dataclass(frozen=True)
class County:
    """Everything of the county, in memory."""

    ground: Ground
    plan: Plan
    incidents: pd.DataFrame  # text, soiled
    tables: dict[str, pd.DataFrame]


def make_county(seed: int, progress: Progress | None = None) -> County:
    """
    Make the county in memory.

    Parameters
    ----------
    seed
        Another seed makes another county with the same kinds of truth.
    progress
        Called with one line a step.

    Returns
    -------
    county
        Areas, plan, the soiled extract and the side tables.
    """
    say = progress or (lambda _: None)
    say("drawing the county's areas")
    ground = lay_ground(seed, tile_county(seed))
    plan = make_plan(seed, ground)
    setting = Setting(ground, plan, open_venues(seed, ground, plan), settle(seed, ground), read_mix())
    say("making six years of incidents")
    rows = settle_times(make_incidents(seed, setting))
    clean, all_outcomes = write_out(seed, rows, ground, setting.residents)
    clean = record_ethnicity(seed, vary_words(seed, "words for victims", clean, prefix="victim_"))
    text = soil(seed, rows, clean, ground)
    say("making the side tables")
    tables = {
        "people": vary_words(seed, "words for people", list_people(seed, text)),
        "venues": _list_venues(ground, setting.venues),
        "outcomes": all_outcomes[all_outcomes["crime_number"].isin(text["crime_number"])],
        **make_linked(seed, text, ground),
        **make_local(seed, ground, plan),
        **make_dates(seed),
        **make_voices(seed, ground, plan),
        **make_designs(seed, ground, plan),
    }
    exploited = set(text.loc[text["cse_flag"] == "Y", "victim_id"])
    tables |= {
        "journey": make_journey(seed, _kept(rows, clean, text), tables["dash"], tables["outcomes"]),
        "area_context": describe_areas(seed, ground, plan, setting.residents, tables["population"]),
        "missing": mark_missing(seed, tables["missing"], exploited - {""}),
        "indicators": add_indicators(seed, tables["indicators"], ground),
        "visits": make_visits(seed, tables["rso"]),
        "referrals": make_referrals(seed),
        "comparators": list_forces(seed),
        "audits": make_audits(seed, text, tables["outcomes"]),
    }
    return County(ground, plan, plant(text), tables)


def _kept(rows: pd.DataFrame, clean: pd.DataFrame, text: pd.DataFrame) -> pd.DataFrame:
    """Give the crimes of the extract as they were before it was soiled."""
    crimes = rows[["code", "start", "end", "recorded"]].assign(
        crime_number=clean["crime_number"], da=clean["da_flag"] == "Y", named=clean["suspect_id"] != ""
    )
    return crimes[crimes["crime_number"].isin(text["crime_number"])]


def _list_venues(ground: Ground, venues: pd.DataFrame) -> pd.DataFrame:
    columns = ["name", "type", "easting", "northing", "capacity", "close_time"]
    watched = venues[venues["draw"] > venues["draw"].quantile(0.85)]  # cameras stand where most happens
    cameras = watched.assign(type="cctv", name="Camera", capacity=0, close_time="", easting=watched["easting"] + 9)
    table = pd.concat([venues[columns], cameras[columns], gatherers(ground)], ignore_index=True)
    table.insert(0, "venue_id", [f"L{i + 1:04d}" for i in range(len(table))])
    return table


def tell_truth(county: County) -> Truth:
    """
    Tell what was planted in a county.

    Parameters
    ----------
    county
        The county.

    Returns
    -------
    truth
        Planted places by code, dirt by count.
    """
    plan, text = county.plan, county.incidents
    code = county.ground.areas["code"].tolist()
    snaps = county.ground.snaps
    at = [
        (text["easting"] == str(e)) & (text["northing"] == str(n)) for e, n in snaps[["easting", "northing"]].to_numpy()
    ]
    snap_points = {what: int(rows.sum()) for what, rows in zip(snaps["what"], at, strict=True)}
    others = sum(n for what, n in snap_points.items() if what != "force HQ default")
    dirt = {**found(text), "D9": (others, "reported")}
    return Truth(
        hot_spots={code[area]: "rising" if area == plan.changed else "stable" for area in plan.hot},
        single_events={
            code[a]: str(MONTHS[LAST - back]) for a, (_, _, back, _) in zip(plan.singles, SINGLE, strict=True)
        },
        new=code[plan.new],
        leaving=code[plan.leaving],
        changed=(code[plan.changed], "up"),
        blip=(code[plan.blip], str(MONTHS[LAST])),
        fear_only=code[plan.fear],
        dirt=dict(sorted(dirt.items())),
        unknown_codes=tuple(sorted(UNKNOWN_CODES)),
        snap_points=snap_points,
        rows=len(text),
    )


@lru_cache(maxsize=2)
def _truth(seed: int) -> Truth:
    return tell_truth(make_county(seed))


def planted_truth(*, seed: int = 2022) -> Truth:
    """
    Tell what `write_county` plants with a seed, without writing anything.

    Parameters
    ----------
    seed
        The county's seed.

    Returns
    -------
    truth
        Planted places by code, dirt by count.
    """
    return _truth(seed)


def write_county(out: Path, *, seed: int = 2022, progress: Progress | None = None) -> Truth:
    """
    Write the demonstration county as a force's folder: force.toml, extracts, boundaries, curation.

    Parameters
    ----------
    out
        The folder; made where missing. Files of the same names are replaced.
    seed
        The same seed writes the same bytes.
    progress
        Called with one line a step.

    Returns
    -------
    truth
        What was planted; not written anywhere in the folder.
    """
    county = make_county(seed, progress)
    if progress:
        progress("writing the folder")
    for part in ("actions", "extracts", "boundaries"):
        (out / part).mkdir(parents=True, exist_ok=True)
    ground, plan = county.ground, county.plan
    write_paragraphs(out / "actions" / "paragraphs.toml")
    write_table(county.incidents, out / "extracts" / "incidents.csv")
    for name, table in county.tables.items():
        write_table(table, out / "extracts" / f"{name}.csv")
    write_layers({"areas": ground.areas}, out / "boundaries" / "areas.gpkg")
    write_layers(draw_backdrop(seed, ground), out / "boundaries" / "backdrop.gpkg")
    write_table(name_places(ground, plan), out / "aliases.csv")
    write_table(curate(ground, plan), out / "curation.csv")
    write_table(ground.snaps.drop(columns="area"), out / "default_points.csv")
    write_force(out)
    return tell_truth(county)
