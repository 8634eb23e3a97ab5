"""What the run's records would look like in the open: their identifiers, and where they happened."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from pyproj import Transformer

from vawg_geo.sources.pseudonyms import PseudonymKey, pseudonymise

# An identifier as systems write them: letters or separators among the digits, or eight digits and more. A shorter
# plain number cannot be told from a figure.
_CANDIDATE = re.compile(r"[A-Za-z0-9][\w/.:#-]*\d[\w/.:#-]*")
_RUN = re.compile(r"\b[A-Z0-9/-]{1,12}(?: [A-Z0-9/-]{1,12})+\b")  # some systems write AB 12345 21
_WRITTEN = re.compile(r"(?=.*[A-Z])(?=(?:.*\d){4}).*")
_PLAIN = re.compile(r"\d{1,7}(?:\.\d*)?|\d+\.\d+|\d{4}-\d\d(?:-\d\d)?")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_DOMAINS: tuple[Literal["incident", "person"], ...] = ("incident", "person")
_SHORTEST, _LONGEST = 5, 40
_REACH = 3  # numbers apart that still make a pair: a column may stand between easting and northing
METRE, DEGREE = 1.0, 1e-5
# Where Great Britain lies, lowest and highest: easting and northing, latitude and longitude.
_GRID, _WORLD = ((10_000, 1_000), (700_000, 1_300_000)), ((49, -9), (61, 3))


@dataclass(frozen=True)
class KnownRecords:
    """Identifiers as pseudonyms, positions as they were supplied; no raw identifier is ever kept."""

    key: PseudonymKey
    pseudonyms: frozenset[str]
    metres: np.ndarray  # sorted codes of whole-metre positions
    degrees: np.ndarray  # sorted codes of positions to five decimals
    exact: np.ndarray  # sorted complex numbers: easting + northing i
    grounds: Callable[[], np.ndarray]  # vertices of the areas, read only when something was hit

    def names_a_record(self, text: str) -> bool:
        """
        Say whether a text holds an identifier of a crime or a person of these records.

        Parameters
        ----------
        text
            Any text.

        Returns
        -------
        named
            Each word that could be an identifier is pseudonymised with the force's own key and looked up: the raw
            identifiers need not be known.
        """
        words = pd.Series(sorted(_candidates(text)), dtype="str")
        made = (pseudonymise(words, self.key, domain=domain) for domain in _DOMAINS)
        return bool(self.pseudonyms) and any(not self.pseudonyms.isdisjoint(names) for names in made)

    def places_a_record(self, text: str, points: np.ndarray) -> bool:
        """
        Say whether a text or its geometries hold the exact position of a record.

        Parameters
        ----------
        text
            Any text.
        points
            Vertices, x and y.

        Returns
        -------
        placed
            Corners of the areas themselves are no record's position.
        """
        if not len(self.exact):
            return False
        hits = [points[among(as_complex(points), self.exact)]]
        values = np.array([float(found[0]) for found in _NUMBER.finditer(text)])
        for lag in range(1, _REACH + 1):
            pairs = np.column_stack([values[:-lag], values[lag:]])
            for both in (pairs, pairs[:, ::-1]):
                hits.append(_hits(both, _GRID, METRE, self.metres))
                hits.append(_hits(both, _WORLD, DEGREE, self.degrees))
        found = np.concatenate(hits)
        return bool(len(found)) and not self._is_ground(found)

    def _is_ground(self, found: np.ndarray) -> bool:
        """Say whether all that was found are corners of the areas: those are public, and a place may lie on one."""
        corners = self.grounds()
        world = to_degrees(corners)
        metres = np.where(found[:, 0] > _WORLD[1][0], code_points(found, METRE), 0)
        degrees = np.where(found[:, 0] <= _WORLD[1][0], code_points(found, DEGREE), 0)
        in_metres = among(metres, np.unique(code_points(corners, METRE)))
        return bool((in_metres | among(degrees, np.unique(code_points(world, DEGREE)))).all())


def _candidates(text: str) -> set[str]:
    """List the words of a text that an identifier could be, as they stand and without what may cling to them."""
    words = {found[0] for found in _CANDIDATE.finditer(text) if len(found[0]) <= _LONGEST}
    words |= {word.rstrip("_/.:#-") for word in words}
    words |= {part for word in words for part in re.split(r"[:#_]", word)}
    for found in _RUN.finditer(text):
        run = found[0].split(" ")
        joined = {" ".join(run[at : at + many]) for many in (2, 3, 4) for at in range(len(run) - many + 1)}
        words |= {phrase for phrase in joined if _WRITTEN.fullmatch(phrase)}
    return {word for word in words if len(word) >= _SHORTEST and not _PLAIN.fullmatch(word)}


def as_complex(points: np.ndarray) -> np.ndarray:
    """Write each point as one complex number, so that points can be sorted and looked up exactly."""
    made: np.ndarray = points[:, 0] + 1j * points[:, 1]
    return made


def code_points(points: np.ndarray, unit: float) -> np.ndarray:
    """Write each point as one whole number: positions rounded to the unit."""
    whole = np.rint(np.nan_to_num(points) / unit).astype("int64")
    coded: np.ndarray = whole[:, 0] * 100_000_000 + whole[:, 1]
    return coded


def among(values: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Look values up in a sorted array; a set of a hundred thousand anew for each line would cost seconds."""
    if not len(known):
        return np.zeros(len(values), dtype=bool)
    at = np.minimum(np.searchsorted(known, values), len(known) - 1)
    found: np.ndarray = known[at] == values
    return found


def _hits(
    pairs: np.ndarray, within: tuple[tuple[int, int], tuple[int, int]], unit: float, known: np.ndarray
) -> np.ndarray:
    inside = pairs[((pairs > within[0]) & (pairs < within[1])).all(axis=1)]
    found: np.ndarray = inside[among(code_points(inside, unit), known)]
    return found


def to_degrees(points: np.ndarray) -> np.ndarray:
    """Latitude and longitude of points on the national grid."""
    east, north = Transformer.from_crs(27700, 4326, always_xy=True).transform(points[:, 0], points[:, 1])
    return np.column_stack([north, east])
