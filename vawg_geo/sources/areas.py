"""Areas: any polygon file becomes one checked table on the British National Grid."""

from __future__ import annotations

import warnings
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from vawg_geo.base.calls import checked
from vawg_geo.base.errors import PlaceError

GRID = "EPSG:27700"
_GRID_REACH_M = (-10_000, 1_400_000)  # the National Grid with room to spare; lat/lon read as metres falls out elsewhere


@checked
def read_areas(
    path: str | Path,
    *,
    code: str,
    name: str,
    district: str = "",
    stratum: str = "",
    msoa: tuple[str, str] = ("", ""),
    vintage: str = "",
) -> gpd.GeoDataFrame:
    """
    Read areas from GeoJSON, GeoPackage, shapefile or GeoParquet.

    Parameters
    ----------
    path
        The polygon file; it must say its coordinate system.
    code, name
        Columns with each area's code and name.
    district, stratum
        Columns with the district, and with the kind of place (city, town, rural) that is
        shrunk together; empty: the table has none, and the column holds "".
    msoa
        Columns with the code and the name of the larger area (MSOA) each lies in; empty: none.
    vintage
        The edition the codes belong to, as text: "2011", "2021" or the force's own word.

    Returns
    -------
    areas
        EPSG:27700, index `code` sorted; `name`, `alias` (= `name`), `district`, `km2`,
        `vintage`, `stratum`, `msoa` and `msoa_name` (missing where there is none; the code
        where there is no name), `geometry` (valid polygons).

    Raises
    ------
    PlaceError
        If the file cannot be read, has no coordinate system, lacks a column, or holds missing
        or repeated codes, empty shapes, shapes that are not polygons, or shapes off the grid.

    References
    ----------
    METHODS 7 (vintages). Area is planar, on the grid: its scale error is below 0.1 %.
    """
    path = Path(path)
    wanted = [column for column in (code, name, district, stratum, *msoa) if column]
    raw = _read_shapes(path)
    _check_columns(raw, wanted, path.name)
    codes = raw[code].astype("string").str.strip()
    _check_codes(codes, path.name)
    shapes = _check_shapes(raw.geometry, codes, path.name)
    text = {column: raw[column].astype("string").str.strip().fillna("").astype("str") for column in wanted}
    names = text[name].where(text[name] != "", codes.astype("str"))
    larger, larger_name = _read_larger(text, *msoa)
    areas = gpd.GeoDataFrame(
        {
            "name": names,
            "alias": names,
            "district": text.get(district, ""),
            "km2": shapes.area / 1e6,
            "vintage": vintage,
            "stratum": text.get(stratum, ""),
            "msoa": larger,
            "msoa_name": larger_name,
        },
        geometry=shapes,
    )
    areas.index = pd.Index(codes.astype("str"), name="code")
    return areas.sort_index()


def read_layer(path: Path, layer: str | None = None) -> gpd.GeoDataFrame:
    """
    Read one layer of shapes from GeoParquet or from any file GDAL knows.

    Parameters
    ----------
    path
        The file.
    layer
        The layer's name, where a file holds several; None: the first.

    Returns
    -------
    layer
        As the file has it, in its own coordinate system.

    Raises
    ------
    PlaceError
        If the file is missing or is not a file of shapes.
    """
    if not path.is_file():
        raise PlaceError(f"{path.name} is not there. Check the name and the folder in force.toml.")
    try:
        if path.suffix == ".parquet":
            return gpd.read_parquet(path)
        with warnings.catch_warnings():  # GDAL's may quote what stands in the file; what matters is checked here
            warnings.simplefilter("ignore")
            found = gpd.read_file(path, **({"layer": layer} if layer else {}))
    except (OSError, ValueError, RuntimeError, shapely.errors.ShapelyError) as error:  # messages may carry values
        raise PlaceError(f"{path.name} cannot be read as a file of shapes ({type(error).__name__}).") from None
    if not isinstance(found, gpd.GeoDataFrame):
        raise PlaceError(f"{path.name} holds a table without shapes.")
    return found


def dissolve_areas(areas: gpd.GeoDataFrame, codes: pd.Series) -> gpd.GeoDataFrame:
    """
    Join areas that carry the same new code.

    Parameters
    ----------
    areas
        As `read_areas` gives them.
    codes
        The new code of every area, on the index of `areas`.

    Returns
    -------
    areas
        One row a new code, sorted. Names are joined with " + "; the other words are those of
        the area whose own code is the new one, else of the lowest code.
    """
    own = areas.index.to_numpy() != codes.reindex(areas.index).to_numpy()
    order = np.lexsort([areas.index.to_numpy(), own])  # the area that gives its code comes first in its group
    rows, new = areas.iloc[order], codes.reindex(areas.index).iloc[order].to_numpy()
    words = rows.drop(columns="geometry").groupby(new, sort=True).first()
    for column in ("name", "alias"):
        words[column] = rows[column].groupby(new, sort=True).agg(lambda names: " + ".join(dict.fromkeys(names)))
    shapes = rows.geometry.to_numpy()
    ground = [shapely.union_all(shapes[new == code]) for code in words.index]
    joined = gpd.GeoDataFrame(words, geometry=gpd.GeoSeries(ground, index=words.index, crs=areas.crs))
    joined["km2"] = joined.area / 1e6
    return joined.rename_axis(areas.index.name)


def _read_larger(text: dict[str, pd.Series], code: str, name: str) -> tuple[pd.Series, pd.Series]:
    """Give each area's MSOA and its name; the code stands for a name that is blank."""
    if not code:
        nothing = pd.Series(pd.NA, index=next(iter(text.values())).index, dtype="str")
        return nothing, nothing
    codes = text[code].mask(text[code] == "")
    names = text[name].mask(text[name] == "") if name else codes
    return codes, names.fillna(codes).where(codes.notna())


def _read_shapes(path: Path) -> gpd.GeoDataFrame:
    raw = read_layer(path)
    if raw.crs is None:
        raise PlaceError(
            f"{path.name} does not say its coordinate system. Save it again with one, such as EPSG:27700 or EPSG:4326."
        )
    if raw.empty:
        raise PlaceError(f"{path.name} holds no areas.")
    return raw


def _check_columns(raw: gpd.GeoDataFrame, wanted: list[str], file: str) -> None:
    missing = [column for column in wanted if column not in raw.columns]
    if missing:
        there = ", ".join(sorted(map(str, raw.columns.drop(raw.geometry.name))))
        raise PlaceError(f"{file} has no column {', '.join(missing)}. Its columns are: {there}.")


def _check_codes(codes: pd.Series, file: str) -> None:
    bare = codes.isna() | (codes == "")
    if bare.any():
        raise PlaceError(
            f"{file}: every area needs a code; {int(bare.sum())} have none, the first is row {int(bare.argmax()) + 1}."
        )
    twice = codes.duplicated()
    if twice.any():
        raise PlaceError(
            f"{file}: each code may stand once; {int(twice.sum())} are repeated, the first is {codes[twice].iloc[0]}. "
            "Join the parts of an area into one shape."
        )


def _check_shapes(shapes: gpd.GeoSeries, codes: pd.Series, file: str) -> gpd.GeoSeries:
    empty = (shapes.isna() | shapes.is_empty).to_numpy()
    _refuse(empty, codes, f"{file}: every area needs a shape")
    flat = ~shapes.geom_type.isin(["Polygon", "MultiPolygon", "GeometryCollection"]).to_numpy()
    _refuse(flat, codes, f"{file}: areas must be polygons")
    low, high = _GRID_REACH_M
    on_grid = shapes.to_crs(GRID)
    bounds = on_grid.bounds.to_numpy()
    off = ~(np.isfinite(bounds) & (bounds >= low) & (bounds <= high)).all(axis=1)
    _refuse(off, codes, f"{file}: areas must lie in Great Britain; does the file name the right coordinate system")
    # Structure mode keeps rings whole and gives polygons alone, never stray lines.
    sound = gpd.GeoSeries(
        shapely.make_valid(on_grid.to_numpy(), method="structure", keep_collapsed=False), index=on_grid.index, crs=GRID
    )
    _refuse((sound.area == 0).to_numpy(), codes, f"{file}: areas must have some extent")
    return sound


def _refuse(bad: np.ndarray, codes: pd.Series, rule: str) -> None:
    if bad.any():
        raise PlaceError(f"{rule}: {int(bad.sum())} break this, the first is {codes.iloc[int(bad.argmax())]}.")
