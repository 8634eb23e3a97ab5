"""The case: everything a product is made from, read, placed, curated and accounted for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import geopandas as gpd
import pandas as pd

from vawg_geo.base.calls import checked
from vawg_geo.base.errors import PeriodError, VintageError
from vawg_geo.base.force import Force, read_force
from vawg_geo.base.periods import Month
from vawg_geo.sources.account import join_people, join_tables, list_chosen, list_everything_removed, list_inputs
from vawg_geo.sources.curation import Curation, curate_incidents
from vawg_geo.sources.extracts import read_parts
from vawg_geo.sources.followed import Followed, follow_cut
from vawg_geo.sources.ground import read_ground
from vawg_geo.sources.key_rotation import force_key, load_under_key
from vawg_geo.sources.parts import Part, telling_where
from vawg_geo.sources.placing import Placing, place_incidents
from vawg_geo.sources.pseudonyms import keep_key
from vawg_geo.sources.removal import read_default_points
from vawg_geo.sources.rules import add_cures
from vawg_geo.sources.side_checks import count_strangers
from vawg_geo.sources.snapshots import keep_snapshot
from vawg_geo.sources.tables import place_side_tables
from vawg_geo.sources.vintages import assign_units, comparable_units, unit_areas
from vawg_geo.sources.volume import check_month


@dataclass(frozen=True)
class Case:
    """What a product is made from; rows in = used + rejected, and used = placed + every other `located`."""

    force: Force
    areas: gpd.GeoDataFrame  # of the run's vintage: name, alias, district, km2, stratum, msoa, msoa_name, excluded, ...
    incidents: gpd.GeoDataFrame  # of all vintages (`vintage`); `area`, `located`, `removed_place`, `removed_why`
    people: pd.DataFrame
    tables: dict[str, pd.DataFrame]  # street_safe, venues, tasks, ...
    backdrop: dict[str, gpd.GeoDataFrame]  # roads, rail, water, labels
    rejected: pd.DataFrame  # file, row, reason, column
    quality: pd.DataFrame  # file, rule, what, n, action, cure
    ledger: pd.DataFrame  # file, rows_in, used, rejected
    removed: pd.DataFrame  # place, what, n: counted, on no map
    followed: Followed  # what became of earlier records since the cut before
    cut: date
    key_id: str
    inputs: dict[str, str]  # file -> SHA-256
    chosen: dict[str, str]  # every automatic choice, in words
    vintage: str  # of `areas`
    areas_by: dict[str, gpd.GeoDataFrame]  # vintage -> areas
    lookup: pd.DataFrame | None  # code_2011, code_2021, change
    curation: Curation

    def __repr__(self) -> str:
        """Say what it is, never what a row holds."""
        return (
            f"Case({self.force.name}, cut {self.cut}: {len(self.incidents):,} incidents, {len(self.areas)} areas of "
            f"vintage {self.vintage}; {len(self.tables)} tables)"
        )

    def on_units(self) -> Case:
        """
        Give the same case on comparable units, so that months of different vintages can be compared.

        Returns
        -------
        case
            `areas` are units (drawn with the shapes of this case's vintage), every incident's
            `area` and `supplied_area` are units (a code in no lookup stays), and `vintage` is "units".

        Raises
        ------
        VintageError
            If the force names no lookup, or the lookup lacks an area.
        """
        if self.lookup is None:
            raise VintageError(
                "a comparison across vintages needs the official lookup: [areas.*] lookup in force.toml."
            )
        units = comparable_units(self.lookup.replace(self.curation.merged))
        areas = unit_areas(self.areas, units)
        area, given = self.incidents["area"], self.incidents["supplied_area"]
        incidents = self.incidents.assign(area=assign_units(area, units), supplied_area=given.map(units).fillna(given))
        return replace(self, areas=areas, incidents=incidents, vintage="units")


@checked
def load_case(
    force: Force | str | Path,
    *,
    as_of: date | str | None = None,
    month: Month | str | None = None,
    progress: Callable[[str], None] | None = None,
) -> Case:
    """
    Read everything a force names, place it and account for it.

    Parameters
    ----------
    force
        The force, or the path of its force.toml.
    as_of
        None: the files as they are now, kept as a snapshot. A day (YYYY-MM-DD): nothing but the
        latest snapshot cut on or before it is read (areas, backdrop, aliases, curation and default
        points are the analyst's own and are read as they are now).
    month
        The run's month: it must be in the data, and its vintage is that of `areas`. None: the
        vintage of the latest records.
    progress
        Hears, in words, what is being done.

    Returns
    -------
    case
        Checked, located and curated.

    Raises
    ------
    SourceError
        If a file is refused, or the month is not in the data.
    PlaceError
        If areas, backdrop, aliases, curation or default points cannot be used.
    VintageError
        If codes of two vintages are mixed.
    PeriodError
        If there is no snapshot for `as_of`.
    PseudonymKeyError
        If there is no usable key, or the snapshots were made with another one.

    References
    ----------
    METHODS 1, 7, 14; DESIGN, snapshots.
    """
    tell = progress or (lambda _: None)
    month = Month.parse(month) if month else None
    force = force if isinstance(force, Force) else read_force(force)
    ground = read_ground(force)
    folder = force.at(force.snapshots)
    if as_of is None:
        cut, parts = read_parts(force, ground.areas, tell=tell)
    else:
        snapshot = load_under_key(folder, _read_day(as_of), force_key(force).id)
        cut, parts = snapshot.cut, list(snapshot.parts)
    reads = [part for part in parts if part.name.startswith("incidents-")]
    side = {p.name.removeprefix("table-"): p for p in parts if p.name.startswith("table-")}
    tell("placing")
    named, curated = ground.named, ground.curated
    placings = [_place(part, force, named) for part in reads]
    incidents = _stack([placing.incidents for placing in placings])
    check_month(incidents, month)
    incidents = curate_incidents(incidents, gpd.GeoDataFrame(pd.concat(list(curated.values()))), ground.curation)
    vintage = _choose_vintage(incidents, month)
    areas = curated[vintage]
    beside = {name: part.tables["table"] for name, part in side.items()}
    tables, outside = place_side_tables(beside, areas, ground.curation.merged)
    key_id = str(reads[0].facts["key_id"])
    if as_of is None:  # nothing is kept of what was refused above
        with telling_where(folder):
            keep_key(folder, key_id)
            snapshot = keep_snapshot(folder, cut, parts)
    followed = follow_cut(folder, snapshot.cut, incidents)
    rejected = join_tables([part.tables["rejected"] for part in (*reads, *side.values())])
    return Case(
        force=force,
        areas=areas,
        incidents=incidents,
        people=join_people([part.tables["people"] for part in reads], tables.pop("people", None)),
        tables=tables,
        backdrop=ground.backdrop(areas),
        rejected=rejected,
        quality=add_cures(
            join_tables(
                [
                    *(part.tables["quality"] for part in (*reads, *side.values()) if "quality" in part.tables),
                    *(placing.quality for placing in placings),
                    outside,
                    count_strangers(beside, incidents.index),
                    followed.quality,
                ]
            )
        ),
        ledger=join_tables([part.tables["ledger"] for part in (*reads, *side.values())]),
        removed=list_everything_removed(incidents, rejected, areas),
        followed=followed,
        cut=snapshot.cut,
        key_id=key_id,
        inputs=list_inputs(snapshot.parts),
        chosen=list_chosen(
            reads,
            snapshot,
            {
                "placed by": " and ".join(sorted({str(force.place_by or part.facts["place_by"]) for part in reads})),
                "areas": f"vintage {vintage}, told from the codes of each file" if len(ground.areas) > 1 else "",
            },
        ),
        vintage=vintage,
        areas_by=curated,
        lookup=ground.lookup,
        curation=ground.curation,
    )


def _read_day(day: date | str) -> date:
    try:
        return day if isinstance(day, date) else date.fromisoformat(day)
    except ValueError:
        raise PeriodError("as_of is a day written YYYY-MM-DD, for example 2022-04-05.") from None


def _place(part: Part, force: Force, areas: Mapping[str, gpd.GeoDataFrame]) -> Placing:
    vintage = str(part.facts["vintage"])
    if vintage not in areas:
        raise VintageError(f"the snapshot was read with [areas.{vintage}], which force.toml no longer names.")
    others = {code for other, table in areas.items() if other != vintage for code in table.index}
    placing = place_incidents(
        gpd.GeoDataFrame(part.tables["incidents"]),
        areas[vintage],
        by=force.place_by or part.facts["place_by"],  # type: ignore[arg-type]
        default_points=read_default_points(force.at(force.default_points)) if force.default_points else None,
        other_codes=others,
        file=_name_files(part),
    )
    return replace(placing, incidents=placing.incidents.assign(vintage=vintage))


def _name_files(part: Part) -> str:
    """Name a part's files in a few words."""
    files = sorted(part.facts["inputs"])  # type: ignore[call-overload]  # JSON
    return str(files[0]) if len(files) == 1 else f"{files[0]} and {len(files) - 1} more"


def _stack(tables: list[gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Stack extracts; an identifier that open data gives twice in different vintages gets a number."""
    stacked = gpd.GeoDataFrame(pd.concat(tables))
    again = stacked.groupby(level=0).cumcount()
    names = stacked.index.to_series().where(again.to_numpy() == 0, stacked.index + "+" + again.astype("str"))
    return stacked.set_axis(pd.Index(names.to_numpy(), name=stacked.index.name))


def _choose_vintage(incidents: gpd.GeoDataFrame, month: Month | None) -> str:
    of_month = incidents["recorded_on"].dt.strftime("%Y-%m") == str(month)
    rows = incidents if month is None else incidents[of_month]
    latest = rows["recorded_on"].groupby(rows["vintage"]).agg(["size", "max"])
    order = latest.sort_values(["size", "max"] if month is not None else ["max", "size"])
    return str(order.index[-1])
