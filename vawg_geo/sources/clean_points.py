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
_METRES_WORDS = "metres where degrees are stated"
_WORLD = 180.0  # degrees
_NEAR_M, _NEAR_DEGREES = 1.0, 0.00001
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
    metres = source.crs == GRID
    x, x_bad, x_digits = _numbers(cells["x"], "x", book, metres=metres)
    y, y_bad, y_digits = _numbers(cells["y"], "y", book, metres=metres)
    half = (x_bad | y_bad | (np.isnan(x) != np.isnan(y))).to_numpy()
    given = ~np.isnan(x) & ~np.isnan(y)
    heads = f"{book.head('x')} and {book.head('y')}"
    _refuse_most("I14", half, given | half, f"{heads} are no numbers. Check x and y in [columns] of the source.", book)
    book.reject(half & np.isnan(x), "I14", "x")
    book.reject(half, "I14", "y")
    book.reject(given & (x == 0) & (y == 0), "I10", "x")
    _reject_defaults(x, y, default_points, _NEAR_M if metres else _NEAR_DEGREES, book)
    _reject_foreign(x, y, given, metres=metres, heads=heads, book=book)
    box, far = (bounds or _bounds(source), _FAR_M if metres else _FAR_DEGREES)
    margin = far if bounds else 0.0
    out = given & ~_inside(x, y, box, margin)
    swapped = out & _inside(y, x, box, 0.0)
    _refuse_most("I7", swapped, given, f"{heads} are swapped. Exchange x and y in [columns] of the source.", book)
    book.reject(swapped, "I7", "x")
    if metres:
        _reject_digits(x_digits, "x", given, book)
        _reject_digits(y_digits, "y", given, book)
    west, _, east, _ = box
    book.reject(out & ((x < west - margin) | (x > east + margin)), "I12", "x")
    book.reject(out, "I12", "y")
    points: np.ndarray = np.asarray(shapely.points(x, y))
    points[~(given & book.used)] = None
    series = gpd.GeoSeries(points, index=cells.index, crs=source.crs)
    return series if metres else series.to_crs(GRID)


def _bounds(source: Source) -> tuple[float, ...]:
    return source.bounds or (_METRES if source.crs == GRID else _DEGREES)


def _numbers(texts: pd.Series, name: str, book: Book, *, metres: bool) -> tuple[np.ndarray, pd.Series, np.ndarray]:
    # In degrees a comma is another country's decimal point, never a separator of thousands.
    commas = texts.str.fullmatch(THOUSANDS) & metres
    book.note_rows("I13", commas, "corrected", name)
    clean = texts.mask(commas, texts.str.replace(",", ""))
    plain = clean.str.fullmatch(NUMBER)
    values = pd.to_numeric(clean.where(plain), errors="coerce").to_numpy(dtype="float64", na_value=np.nan)
    digits = clean.str.extract(r"^[+-]?([0-9]+)", expand=False).str.len().fillna(0).to_numpy(dtype="int64")
    return values, ~plain & (texts != ""), digits


def _refuse_most(rule: str, bad: np.ndarray, given: np.ndarray, words: str, book: Book) -> None:
    if bad.sum() > given.sum() / 2:
        book.refuse(rule, words, bad)


def _reject_defaults(x: np.ndarray, y: np.ndarray, default_points: np.ndarray, near: float, book: Book) -> None:
    for east, north in default_points:
        book.reject((np.abs(x - east) < near) & (np.abs(y - north) < near), "I11", "x")


def _reject_foreign(x: np.ndarray, y: np.ndarray, given: np.ndarray, *, metres: bool, heads: str, book: Book) -> None:
    """Reject degrees where metres are stated, in either order, and metres where degrees are."""
    box, words = (
        (_DEGREES, "degrees (latitude, longitude) where metres are stated") if metres else (_METRES, _METRES_WORDS)
    )
    known = given & ~((x == 0) & (y == 0))
    foreign = known & (_inside(x, y, box, 0) | _inside(y, x, box, 0))
    if not metres:  # degrees lie inside the grid's numbers too: what is no latitude is no degree
        foreign &= (np.abs(x) > _WORLD) | (np.abs(y) > _WORLD)
    if foreign.sum() > given.sum() / 2:
        cure = "EPSG:4326" if metres else GRID
        book.refuse("I8", f"{heads} hold {words}. State crs = '{cure}' in the source.", foreign)
    book.reject(foreign, "I9", "x", pd.Series(words).repeat(len(foreign)))


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
