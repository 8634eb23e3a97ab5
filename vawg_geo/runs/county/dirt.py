"""Dirt at known counts: one fault a row, so that a reader's ledger can be checked exactly."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from vawg_geo.runs.county.chance import Array, Bools, Ints, stream
from vawg_geo.runs.county.extract import STAMP
from vawg_geo.runs.county.names import TWO_SPELLINGS
from vawg_geo.runs.county.places import Ground

# FAULTS number -> rows, what must happen to them
COUNTS = {
    "I9": (14, "quarantined"), "I10": (22, "quarantined"), "I11": (36, "quarantined"), "I12": (9, "quarantined"),
    "I13": (12, "corrected"), "I14": (15, "quarantined"), "I18": (11, "corrected"), "I19": (10, "quarantined"),
    "I21": (8, "reported"), "I22": (6, "quarantined"), "I23": (13, "quarantined"), "I24": (7, "quarantined"),
    "I27": (24, "corrected"), "I28": (10, "quarantined"), "I30": (19, "quarantined"), "I36": (1, "quarantined"),
    "I38": (14, "kept"), "I40": (6, "kept"), "I41": (5, "quarantined"), "I43": (3, "quarantined"),
    "I49": (1, "quarantined"), "I50": (25, "quarantined"), "I51": (12, "reported"), "I54": (9, "corrected"),
    "I55": (7, "corrected"), "D2": (180, "reported"), "D4": (15, "kept"),
}  # fmt: skip
UNKNOWN_CODES = {"99Z": 9, "8X": 6, "777/77": 4}
DEFAULT_MIDNIGHT = 0.013  # share of rows whose time nobody asked for
AT_POLICE_STATION = 30  # street offences typed in at the front desk
NON_CRIMES = 60
COMMA, NUL = "\x01", "\x02"  # put in by hand at writing: no CSV writer would
CHANGES = {"I21": ("31/10/2021", "25/10/2020", "27/10/2019"), "I22": ("28/03/2021", "29/03/2020", "31/03/2019")}


class Soiler:
    """Takes each fault's rows from those that have none yet."""

    def __init__(self, seed: int, rows: pd.DataFrame, text: pd.DataFrame, ground: Ground) -> None:
        self.rng = stream(seed, "dirt")
        self.text = text.copy()
        self.rows = rows
        self.ground = ground
        wide = rows["end"] - rows["start"] > pd.Timedelta(hours=20)
        midnight = rows["start"] == rows["start"].dt.floor("D")
        snapped = rows["place_type"].isin(["Hospital", "Prison", "Police station"])
        online = (text["place_type"] == "Online") | (text["online_flag"] == "Y")
        self.free = (
            ~(online | rows["protected"] | wide | midnight | snapped).to_numpy() & (text["easting"] != "").to_numpy()
        )
        self.free &= text["geocode_quality"].isin(["Exact", "Street", "Postcode"]).to_numpy()

    def take(self, count: int, where: Bools | None = None) -> Ints:
        """Take rows that are still clean, in file order."""
        free = self.free if where is None else self.free & where
        at = np.sort(self.rng.choice(np.flatnonzero(free), count, replace=False))
        self.free[at] = False
        return at

    def put(self, at: Ints, **cells: str | list[str] | Array) -> None:
        """Write cells of the rows taken."""
        for column, value in cells.items():
            self.text.loc[at, column.rstrip("_")] = value

    def cells(self, at: Ints, column: str) -> Array:
        """Read cells of the rows taken."""
        return self.text[column].to_numpy(dtype=object)[at]


def soil(seed: int, rows: pd.DataFrame, text: pd.DataFrame, ground: Ground) -> pd.DataFrame:
    """
    Dirty a clean extract.

    Parameters
    ----------
    seed
        The county's seed.
    rows, text
        The incidents and their clean text, row by row.
    ground
        The areas; no row of a planted place is touched.

    Returns
    -------
    extract
        With every kind of `COUNTS`, duplicates after their originals, a TOTAL row last.
    """
    soiler = Soiler(seed, rows, text, ground)
    for step in (_coordinates, _places, _times, _codes, _texts):
        step(soiler)
    return _rows(soiler)


def _n(fault: str) -> int:
    return COUNTS[fault][0]


def _coordinates(s: Soiler) -> None:
    s.put(s.take(_n("I10")), easting="0", northing="0")
    at = s.take(_n("I9"))
    east, north = s.cells(at, "easting").astype(float), s.cells(at, "northing").astype(float)
    lon, lat = (east - 400_000) / 68_200 - 2, 49 + (north + 100_000) / 111_250
    s.put(at, easting=[f"{v:.5f}" for v in lon], northing=[f"{v:.5f}" for v in lat])
    at = s.take(_n("I12"))
    s.put(at, easting=[v[:3] + v[4:] for v in s.cells(at, "easting")])
    at = s.take(_n("I13"))
    s.put(at, easting=[f"{int(v):,}" for v in s.cells(at, "easting")])
    s.put(s.take(_n("I14")), easting="UNKNOWN", northing="UNKNOWN")


def _places(s: Soiler) -> None:
    snaps = s.ground.snaps.set_index("what")
    codes = s.ground.areas["code"].to_numpy(dtype=object)
    by_day = (s.rows["stream"] == "day").to_numpy()
    for what, count, cells in (
        ("force HQ default", _n("I11"), {"geocode_quality": "Default"}),
        ("police station", AT_POLICE_STATION, {"place_type": "Street", "geocode_quality": "Exact"}),
    ):
        east, north, area = (snaps.loc[what, column] for column in ("easting", "northing", "area"))
        at = s.take(count, by_day)
        s.put(at, easting=str(east), northing=str(north), lsoa=codes[area], **cells)
    at = s.take(_n("I50"))
    x, y = _beyond(s, len(at)).T
    s.put(at, easting=x.astype(str), northing=y.astype(str), lsoa=[f"Z02{i + 1:06d}" for i in range(len(at))])
    _on_edges(s, by_day, codes)
    at = s.take(_n("D2"), by_day)
    nearest = cKDTree(s.ground.middle).query(s.ground.middle, k=2)[1][:, 1]
    s.put(at, lsoa=codes[nearest[s.rows["area"].to_numpy()[at]]])


def _beyond(s: Soiler, count: int) -> Ints:
    """Draw points in the neighbours' counties."""
    low, high = np.array(s.ground.outline.bounds).reshape(2, 2) + np.array([[-9_000], [9_000]])
    points = np.round(low + s.rng.random((40 * count, 2)) * (high - low))
    outside = ~shapely.contains_xy(s.ground.outline.buffer(1_500), points)
    drawn: Ints = points[outside][:count].astype("int64")
    return drawn


def _on_edges(s: Soiler, by_day: Bools, codes: Array) -> None:
    """Put rows exactly on corners that areas share; the lowest code is theirs by rule."""
    corners, owner = shapely.get_coordinates(s.ground.areas.geometry.to_numpy(), return_index=True)
    table = pd.DataFrame({"x": corners[:, 0], "y": corners[:, 1], "owner": owner}).drop_duplicates()
    shared = table.groupby(["x", "y"])["owner"].agg(["min", "count"]).query("count > 1").reset_index()
    drawn = shared.iloc[np.sort(s.rng.choice(len(shared), _n("I51"), replace=False))]
    east, north = (drawn[axis].astype("int64").astype(str).to_numpy() for axis in ("x", "y"))
    s.put(s.take(_n("I51"), by_day), easting=east, northing=north, lsoa=codes[drawn["min"]])


def _times(s: Soiler) -> None:
    at = s.take(_n("I18"))
    s.put(at, to=[v[:11] + "24:00" for v in s.cells(at, "to")])
    s.put(s.take(_n("I19")), from_="00/01/1900 00:00")
    for fault, days in CHANGES.items():
        at = s.take(_n(fault))
        day = np.array(days, dtype=object)[np.arange(len(at)) % len(days)]
        clock = np.array([f" 01:{minute:02d}" for minute in s.rng.integers(5, 55, len(at))], dtype=object)
        s.put(at, from_=day + clock, to=day + clock, recorded=[_after(d, 1) for d in day])
    at = s.take(_n("I23"))
    s.put(at, from_=[_after(v[:10], 2) for v in s.cells(at, "to")])
    at = s.take(_n("I24"))
    s.put(at, recorded=[f"15{v[2:6]}2023{v[10:]}" for v in s.cells(at, "recorded")])
    at = s.take(int(DEFAULT_MIDNIGHT * len(s.text)))
    midnight = np.array([v[:11] + "00:00" for v in s.cells(at, "to")], dtype=object)
    s.put(at, from_=midnight, to=midnight)


def _after(day: str, days: int) -> str:
    return (pd.to_datetime(day, format="%d/%m/%Y") + pd.Timedelta(days=days, hours=10)).strftime(STAMP)


def _codes(s: Soiler) -> None:
    s.put(s.take(_n("I30")), ho_code=[code for code, n in UNKNOWN_CODES.items() for _ in range(n)])
    s.put(s.take(_n("I36")), ho_code="8E5")
    assault = (s.text["ho_code"] == "8N").to_numpy()
    s.put(s.take(_n("I54"), assault), ho_code=" 8n ")
    s.put(s.take(_n("I55"), assault), ho_code="8N\u200b")
    s.put(s.take(_n("I38")), beat="NA")


def _texts(s: Soiler) -> None:
    night = (s.rows["stream"] == "nte").to_numpy()
    s.put(s.take(_n("I40"), night), premises_name="The Old Fleece\nUpper Bar")
    s.put(s.take(_n("I41"), night), premises_name=f"The Red Plough{COMMA} Drove Road")
    s.put(s.take(_n("I43"), night), premises_name=f"The Blue{NUL} Lantern")
    for name, other in TWO_SPELLINGS.items():
        named = np.flatnonzero(s.text["premises_name"] == name)
        s.put(named[::3], premises_name=other)


def _rows(s: Soiler) -> pd.DataFrame:
    """Repeat rows that systems repeat, and those they only seem to."""
    assault = s.text["ho_code"].isin(["105A", "8N"]).to_numpy()
    same, other = s.take(_n("I27")), s.take(_n("I28") // 2, assault)
    non_crime = s.take(NON_CRIMES, (s.text["ho_code"] == "9A").to_numpy())
    s.put(non_crime, crime_number="", outcome="")
    conflicting = s.text.iloc[other].assign(ho_code="5D")
    extra = pd.concat([s.text.iloc[same], conflicting, s.text.iloc[non_crime[: _n("D4")]]])
    total = pd.DataFrame("", index=[len(s.text)], columns=s.text.columns)
    whole = pd.concat([s.text, extra]).sort_index(kind="stable")
    total["crime_number"], total["ho_code"] = "TOTAL", str(len(whole))
    return pd.concat([whole, total], ignore_index=True)


def found(text: pd.DataFrame) -> dict[str, tuple[int, str]]:
    """
    Count every kind of dirt in a soiled extract; kinds that clean rows have too are counted there.

    Parameters
    ----------
    text
        The soiled extract.

    Returns
    -------
    dirt
        FAULTS number (or D and DATA number) to rows and action.
    """
    start, end = (pd.to_datetime(text[c], format=STAMP, errors="coerce") for c in ("from", "to"))
    whole = ~text["premises_name"].str.contains(COMMA)  # in the others every later cell has slipped
    tests: dict[str, tuple[Callable[[], int], str]] = {
        "I25": (lambda: int(((start == start.dt.floor("D")) & start.notna()).sum()), "reported"),
        "I26": (lambda: int((end - start > pd.Timedelta(hours=24)).sum()), "reported"),
        "I37": (lambda: int((text["beat"].str.startswith("0") & whole).sum()), "kept"),
        "I39": (lambda: int((text["premises_name"] == "None").sum()), "kept"),
        "D5": (lambda: int((text["easting"].eq("") & text["crime_number"].ne("TOTAL")).sum()), "reported"),
        "spellings": (lambda: int(text["premises_name"].isin(TWO_SPELLINGS.values()).sum()), "kept"),
    }
    counted = {fault: (test(), action) for fault, (test, action) in tests.items()}
    return dict(sorted({**COUNTS, **counted}.items()))
