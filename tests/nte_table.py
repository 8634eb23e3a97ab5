"""Small hand-made tables for the tests of the NTE procedure."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import shapely

from vawg_geo.base.profile import Profile
from vawg_geo.base.schema import FLAGS, INCIDENTS, check_table

SATURDAY_NIGHT = "2022-03-12 23:00"


def profile(**sections) -> Profile:
    return Profile(name="nte_monthly", title="t", question="q", notebook="n", **sections)


def areas(n: int = 40, *, size: float = 1_000.0) -> gpd.GeoDataFrame:
    """Make a row of squares, eight a line, codes A000, A001, ..."""
    squares = [shapely.box(i % 8 * size, i // 8 * size, i % 8 * size + size, i // 8 * size + size) for i in range(n)]
    codes = pd.Index([f"A{i:03d}" for i in range(n)], name="code")
    names = [f"Area {i}" for i in range(n)]
    columns = {"name": names, "alias": names, "district": "One", "km2": size**2 / 1e6, "vintage": "demo"}
    return gpd.GeoDataFrame({**columns, "stratum": "town"}, index=codes, geometry=squares, crs=27700)


def incidents(rows: list[dict]) -> gpd.GeoDataFrame:
    """Make incidents from what differs from an ordinary one: a woman of 25, Saturday 23:00, in the street."""
    table = pd.DataFrame([_full(i, row) for i, row in enumerate(rows)])
    table = table.set_index("incident_id")
    for name in ("occurred_from", "occurred_to", "recorded_on"):
        table[name] = pd.to_datetime(table[name], format="mixed").dt.tz_localize("Europe/London").dt.as_unit("us")
    for flag in FLAGS:
        table[flag] = table[flag].astype("boolean")
    for name, rule in INCIDENTS.items():
        if rule.kind == "text":
            table[name] = table[name].astype("str")
    points = [shapely.Point(x, y) for x, y in zip(table.pop("x"), table.pop("y"), strict=True)]
    made = gpd.GeoDataFrame(table, geometry=points, crs=27700)
    check_table(made, INCIDENTS)
    return made


def _full(i: int, row: dict) -> dict:
    code = row.get("area", "A000")
    at = int(code[1:]) if isinstance(code, str) and code[1:].isdigit() else 0
    began = row.get("at", SATURDAY_NIGHT)
    base = {
        "incident_id": f"i{i:05d}", "offence_code": "8N", "strand": "abh", "themes": "", "harm": 10.0,
        "occurred_from": began, "occurred_to": row.get("to", began),
        "recorded_on": str(pd.Timestamp(row.get("to", began)) + pd.Timedelta(days=1)),
        "place_type": "street", "premises": None, "space": "public", "scope": "core",
        **dict.fromkeys(FLAGS, False), "victim": f"v{i}", "victim_sex": "F", "victim_age": 25.0,
        "relationship": None, "geocode_quality": "good", "supplied_area": None, "area": code, "located": "placed",
        "reported_by": None, "status": "live", "outcome": None, "beat": None, "source": "demo",
        "x": at % 8 * 1_000.0 + 500, "y": at // 8 * 1_000.0 + 500,
    }  # fmt: skip
    return base | {key: value for key, value in row.items() if key not in {"at", "to"}}
