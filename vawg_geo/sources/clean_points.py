"""Coordinates to points in metres: what is no place is set aside, what is swapped is refused."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from vawg_geo.sources.book import Book
from vawg_geo.sources.source import Source

GRID = "EPSG:27700"
_DEGREES = (-9.0, 49.0, 3.0, 61.5)  # Great Britain and its waters in longitude and latitude
_METRES = (0.0, 0.0, 700_000.0, 1_300_000.0)  # the British National Grid's letters
_FAR_M = 50_000.0  # beyond the stated bounds by more than this no neighbour's patrol explains it
_FAR_DEGREES = 0.7
NUMBER = r"[+-]?[0-9]{1,15}(\.[0-9]{0,15})?"  # ASCII digits alone: no exponent, no "inf", no other script
THOUSANDS = r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?"
_SAME_LENGTH = 0.95  # share of coordinates that must have the usual number of digits before another one is a fault


def clean_points(
    cells: pd.DataFrame, source: Source, *, bounds: tuple[float, ...], default_points: np.ndarray, book: Book
) -> gpd.GeoSeries:
    """
    Read the points of one file.

    Parameters
    ----------
    cells
        The file's text: `x` and `y` where the source has them.
    source
        Its coordinate system.
    bounds
        West, south, east, north in the file's own coordinates; empty: Great Britain.
    default_points
        x, y pairs in the file's own coordinates that stand for no place.
    book
        The file's book.

    Returns
    -------
    points
        Points in EPSG:27700, None where no coordinate was given or the row was rejected.

    Raises
    ------
    SourceError
        If more than half of the coordinates are swapped (I7), in the wrong system (I8) or no numbers (I14).

    References
    ----------
    FAULTS I7-I14.
    """
    if "x" not in cells.columns:
        return gpd.GeoSeries([None] * len(cells), index=cells.index, crs=GRID)
    x, x_bad, x_digits = _numbers(cells["x"], "x", book)
    y, y_bad, y_digits = _numbers(cells["y"], "y", book)
    half = (x_bad | y_bad | (np.isnan(x) != np.isnan(y))).to_numpy()
    given = ~np.isnan(x) & ~np.isnan(y)
    _refuse_most("I14", half, given | half, "coordinates are no numbers. Check the columns x and y name.", book)
    book.reject(half & np.isnan(x), "I14", "x")
    book.reject(half, "I14", "y")
    book.reject(given & (x == 0) & (y == 0), "I10", "x")
    _reject_defaults(x, y, default_points, book)
    if source.crs == GRID:
        _reject_degrees(x, y, given, book)
    box, far = (bounds or _bounds(source), _FAR_M if source.crs == GRID else _FAR_DEGREES)
    out = given & ~_inside(x, y, box, far if bounds else 0.0)
    swapped = out & _inside(y, x, box, 0.0)
    _refuse_most("I7", swapped, given, "easting and northing are swapped. Exchange x and y in [columns].", book)
    book.reject(swapped, "I7", "x")
    if source.crs == GRID:
        _reject_digits(x_digits, "x", given, book)
        _reject_digits(y_digits, "y", given, book)
    book.reject(out, "I12", "x")
    points: np.ndarray = np.asarray(shapely.points(x, y))
    points[~(given & book.used)] = None
    series = gpd.GeoSeries(points, index=cells.index, crs=source.crs)
    return series if source.crs == GRID else series.to_crs(GRID)


def _bounds(source: Source) -> tuple[float, ...]:
    return source.bounds or (_METRES if source.crs == GRID else _DEGREES)


def _numbers(texts: pd.Series, name: str, book: Book) -> tuple[np.ndarray, pd.Series, np.ndarray]:
    commas = texts.str.fullmatch(THOUSANDS)
    book.note(
        "I13", commas.sum(), "corrected", f"thousands separators taken out of coordinates; column {book.head(name)}"
    )
    clean = texts.mask(commas, texts.str.replace(",", ""))
    plain = clean.str.fullmatch(NUMBER)
    values = pd.to_numeric(clean.where(plain), errors="coerce").to_numpy(dtype="float64", na_value=np.nan)
    digits = clean.str.extract(r"^[+-]?([0-9]+)", expand=False).str.len().fillna(0).to_numpy(dtype="int64")
    return values, ~plain & (texts != ""), digits


def _refuse_most(rule: str, bad: np.ndarray, given: np.ndarray, words: str, book: Book) -> None:
    if bad.sum() > given.sum() / 2:
        book.refuse(rule, words, bad)


def _reject_defaults(x: np.ndarray, y: np.ndarray, default_points: np.ndarray, book: Book) -> None:
    for east, north in default_points:
        book.reject((np.abs(x - east) < 1) & (np.abs(y - north) < 1), "I11", "x")


def _reject_degrees(x: np.ndarray, y: np.ndarray, given: np.ndarray, book: Book) -> None:
    degrees = given & ~((x == 0) & (y == 0)) & (_inside(x, y, _DEGREES, 0) | _inside(y, x, _DEGREES, 0))
    if degrees.sum() > given.sum() / 2:
        book.refuse("I8", "longitude and latitude where metres are stated. State crs = 'EPSG:4326'.", degrees)
    book.reject(degrees, "I9", "x")


def _reject_digits(digits: np.ndarray, name: str, given: np.ndarray, book: Book) -> None:
    good = given & book.used
    if not good.any():
        return
    usual = int(np.bincount(digits[good]).argmax())
    odd = good & (digits != usual)
    if 1 - odd.sum() / good.sum() >= _SAME_LENGTH:
        book.reject(odd, "I12", name)


def _inside(x: np.ndarray, y: np.ndarray, box: tuple[float, ...], margin: float) -> np.ndarray:
    west, south, east, north = box
    with np.errstate(invalid="ignore"):
        found = (x >= west - margin) & (x <= east + margin) & (y >= south - margin) & (y <= north + margin)
    return np.asarray(found, dtype=bool)
