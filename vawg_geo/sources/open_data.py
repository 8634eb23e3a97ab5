"""Open data: a force folder that points at data.police.uk downloads, read where they lie."""

from __future__ import annotations

import json
import re
from pathlib import Path

from vawg_geo.base.errors import SourceError
from vawg_geo.base.periods import Month

_FILE = re.compile(r"(\d{4}-\d{2})-(.+)-street")
_AREAS = {"2011": "lsoa_2011", "2021": "lsoa_2021"}
_LOOKUP = "lsoa11_lsoa21_lookup.csv"
_SHAPES = ("geojson", "gpkg", "parquet", "shp")


def write_open_data_force(data: Path, out: Path) -> Path:
    """
    Write a force folder for downloads of data.police.uk.

    Parameters
    ----------
    data
        The downloads, read in place: `police_uk/street/YYYY-MM-<force>-street.csv`, and in
        `boundaries/` the LSOAs as `lsoa_2011` and `lsoa_2021` (GeoJSON, GeoPackage, GeoParquet or
        shapefile, publisher's columns) and the lookup `lsoa11_lsoa21_lookup.csv`. One vintage
        alone is enough when all months carry it.
    out
        The folder to make; `force.toml` and the snapshots go there.

    Returns
    -------
    path
        The force.toml.

    Raises
    ------
    SourceError
        If there are no street files, they are of several forces, or there are no areas.
    """
    months = _list_months(data)
    forces = sorted({force for _, force in months})
    if len(forces) != 1:
        raise SourceError(
            f"police_uk/street must hold files of one force named YYYY-MM-<force>-street.csv; it holds {len(forces)}."
        )
    shapes = {vintage: _find_shapes(data / "boundaries", stem) for vintage, stem in _AREAS.items()}
    found = {vintage: path for vintage, path in shapes.items() if path}
    if not found:
        raise SourceError(
            "boundaries/ holds neither lsoa_2011 nor lsoa_2021; boundaries/README.md says how to get them."
        )
    lookup = data / "boundaries" / _LOOKUP
    last = Month.parse(max(month for month, _ in months))
    lines = [
        f"name = {_text(forces[0].replace('-', ' ').title())}",
        f"slug = {_text(forces[0])}",
        "already_published = true",
        "",
        "[[incidents]]",
        f"path = {_text(str((data / 'police_uk' / 'street').resolve() / '*-street.csv'))}",
        'source = "police_uk"',
        "# The downloads do not say when they were cut: the day after the last month they hold.",
        f"data_cut = {_text((last + 1).first.isoformat())}",
    ]
    for vintage, path in found.items():
        lines += ["", *_areas_lines(vintage, path, lookup)]
    out.mkdir(parents=True, exist_ok=True)
    (out / "force.toml").write_text("\n".join(lines) + "\n", "utf-8")
    return out / "force.toml"


def _list_months(data: Path) -> list[tuple[str, str]]:
    names = sorted(path.stem for path in (data / "police_uk" / "street").glob("*-street.csv"))
    return [(match[1], match[2]) for name in names if (match := _FILE.fullmatch(name))]


def _find_shapes(folder: Path, stem: str) -> Path | None:
    return next((path for suffix in _SHAPES if (path := folder / f"{stem}.{suffix}").is_file()), None)


def _areas_lines(vintage: str, path: Path, lookup: Path) -> list[str]:
    lines = [
        f"[areas.{vintage}]",
        f"path = {_text(str(path.resolve()))}",
        f"code = {_text(f'LSOA{vintage[2:]}CD')}",
        f"name = {_text(f'LSOA{vintage[2:]}NM')}",
    ]
    district = next((column for column in _columns(path) if re.fullmatch(r"LAD\d\dNM", column)), "")
    if district:
        lines.append(f"district = {_text(district)}")
    if lookup.is_file():
        lines.append(f"lookup = {_text(str(lookup.resolve()))}")
    return lines


def _columns(path: Path) -> list[str]:
    if path.suffix == ".parquet":
        from pyarrow import parquet

        return list(parquet.read_schema(path).names)
    import pyogrio

    return list(pyogrio.read_info(path)["fields"])


def _text(words: str) -> str:
    """Quote text for TOML; JSON's quoting is a part of it."""
    return json.dumps(words, ensure_ascii=False)
