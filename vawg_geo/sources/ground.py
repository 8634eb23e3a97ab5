"""The ground a case stands on: areas by vintage, the lookup between them, the analyst's curation, the backdrop."""

from __future__ import annotations

from dataclasses import dataclass, replace

import geopandas as gpd
import pandas as pd

from vawg_geo.base.errors import PlaceError
from vawg_geo.base.force import Force
from vawg_geo.sources.areas import read_areas
from vawg_geo.sources.backdrop import read_backdrop
from vawg_geo.sources.curation import Curation, curate_areas, read_curation
from vawg_geo.sources.larger_areas import name_msoas
from vawg_geo.sources.vintages import read_lookup


@dataclass(frozen=True)
class Ground:
    """What does not come from an extract: the analyst's own, read as it is now."""

    force: Force
    areas: dict[str, gpd.GeoDataFrame]  # vintage -> areas as the file has them
    lookup: pd.DataFrame | None  # code_2011, code_2021, change
    curation: Curation

    @property
    def named(self) -> dict[str, gpd.GeoDataFrame]:
        """Vintage to areas under the names people use, none joined: what points are placed on."""
        names = self.curation.aliases
        return {
            vintage: table.assign(alias=[names.get(str(code), name) for code, name in table["name"].items()])
            for vintage, table in self.areas.items()
        }

    @property
    def curated(self) -> dict[str, gpd.GeoDataFrame]:
        """Vintage to areas as the analyst decided."""
        return {vintage: curate_areas(table, self.curation) for vintage, table in self.areas.items()}

    def backdrop(self, areas: gpd.GeoDataFrame) -> dict[str, gpd.GeoDataFrame]:
        """
        Read the backdrop.

        Parameters
        ----------
        areas
            What it is clipped to, and where labels come from when the force has none.

        Returns
        -------
        backdrop
            Layer name to shapes.
        """
        named = self.force.backdrop
        return read_backdrop(replace(named, path=self.force.at(named.path)) if named else None, areas)


def read_ground(force: Force) -> Ground:
    """
    Read a force's areas, lookup, aliases and curation.

    Parameters
    ----------
    force
        The force.

    Returns
    -------
    ground
        All vintages.

    Raises
    ------
    PlaceError
        If there are no areas, or a file cannot be used.
    VintageError
        If the lookup cannot be used.
    """
    if not force.areas:
        raise PlaceError("force.toml names no areas; it needs [areas.<vintage>] with path, code and name.")
    areas = {
        key: read_areas(
            force.at(file.path),
            code=file.code,
            name=file.name,
            district=file.district,
            stratum=file.stratum,
            msoa=(file.msoa, file.msoa_name),
            vintage=file.vintage or key,
        )
        for key, file in force.areas.items()
    }
    areas |= {key: name_msoas(areas[key]) for key, file in force.areas.items() if file.msoa_from_names}
    lookup = next((file.lookup for file in force.areas.values() if file.lookup), None)
    curation = read_curation(
        pd.Index(sorted({code for table in areas.values() for code in table.index})),
        aliases=force.at(force.aliases) if force.aliases else None,
        curation=force.at(force.curation) if force.curation else None,
    )
    return Ground(force, areas, read_lookup(force.at(lookup)) if lookup else None, curation)
