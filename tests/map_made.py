"""A small made-up county for the map's tests: two towns, six listed places, unlucky names."""

from types import SimpleNamespace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from vawg_geo.publishing.map_render import map_fragment
from vawg_geo.publishing.maps import map_areas

TOWNS = ((536_000, 286_000), (548_000, 274_000))
UNLUCKY = (
    "{{7*7}}", "{% set x=1 %}", "{# note #}", "50{%}off", "Club {{O2}} Academy",  # X1
    "<script>alert(1)</script>", "</script><script>alert(2)</script>", "<img src=x onerror=alert(3)>", "</textarea>",
    "\"'`", "${alert(4)}", "javascript:alert(5)", "Rose & Crown \u2028 \u2029 \\u003c",  # X2
)  # fmt: skip


def made_areas(n=200):
    rng = np.random.default_rng(3)
    sites = np.vstack(
        [rng.normal(town, 1_500, (n * 2 // 5, 2)) for town in TOWNS]
        + [rng.uniform((528_000, 266_000), (556_000, 294_000), (n - 2 * (n * 2 // 5), 2))]
    )
    frame = shapely.box(528_000, 266_000, 556_000, 294_000)
    cells = shapely.voronoi_polygons(shapely.MultiPoint(sites), extend_to=frame)
    shapes = shapely.intersection(np.array(shapely.get_parts(cells)), frame)
    middles = shapely.get_coordinates(shapely.centroid(shapes))
    first = np.hypot(*(middles - TOWNS[0]).T) < np.hypot(*(middles - TOWNS[1]).T)
    codes = pd.Index([f"Z01{i:06d}" for i in range(len(shapes))], name="code")
    names = [*UNLUCKY, *(f"Fen End {i}" for i in range(len(shapes) - len(UNLUCKY)))]
    district = np.where(first, "Alderwick", "Fenmere")
    return gpd.GeoDataFrame(
        {"name": codes, "alias": names, "district": district}, geometry=shapes, index=codes, crs=27700
    )


def made_hotspots(areas):
    middles = areas.geometry.centroid
    near = [middles.distance(shapely.Point(town)).sort_values().index for town in TOWNS]
    codes = [near[0][0], near[0][1], near[1][0], near[0][2], near[1][1], near[0][4]]
    harm = 1_000 * np.exp(-np.minimum(*(middles.distance(shapely.Point(town)) for town in TOWNS)) / 2_000)
    scores = pd.DataFrame({"shrunk_harm": harm}, index=areas.index)
    listed = scores.loc[codes].assign(
        number=range(1, 7), n12=[64, 51, 40, 31, 27, 18], n_month=[7, 4, 3, 2, 1, 0],
        p_top=[0.97, 0.9, 0.8, 0.66, 0.6, 0.5],
        status=["stable"] * 5 + ["leaving"],
        peak_text=["Sat 23:00-02:30"] * 5 + ["too few for hours"],
        fear=pd.array([12, 3, 5, 0, 8, pd.NA], dtype="Int64"),
    )  # fmt: skip
    watched = [near[0][8], near[1][6]]
    notes = ["One very serious offence.", "{{7*7}} <b>reports</b>"]
    watch = pd.DataFrame(
        {"place": ["a", "b"], "why": ["single event", "fear only"], "note": notes, "fear": [0, 11]}, index=watched
    )
    middle = areas.geometry[codes[0]].representative_point()
    hexes = gpd.GeoDataFrame({"area": [codes[0]]}, geometry=[middle.buffer(90, quad_segs=2)], crs=27700)
    return SimpleNamespace(scores=scores, listed=listed, watch=watch, hexes=hexes, monthly=pd.DataFrame())


def made_case(areas):
    box = shapely.box(*areas.total_bounds)
    line = shapely.LineString([TOWNS[0], (542_000, 281_000), TOWNS[1]])
    table = lambda shapes, **more: gpd.GeoDataFrame(more, geometry=shapes, crs=27700)  # noqa: E731
    backdrop = {
        "roads": table([line, shapely.LineString([box.exterior.coords[0], TOWNS[0]])], name=["A1", ""], rank=[1, 2]),
        "rail": table([shapely.LineString([box.exterior.coords[1], TOWNS[1]])], name=["line"], rank=[1]),
        "water": table(
            [shapely.LineString([(530_000, 266_000), (545_000, 294_000)]), shapely.Point(540_000, 290_000).buffer(900)],
            name=["r", "l"],
            rank=[1, 1],
        ),
        "labels": table([shapely.Point(town) for town in TOWNS], name=["Alderwick", "<i>{{Fenmere}}"], rank=[1, 1]),
    }
    kinds = ["pub", "taxi rank", "CCTV", "arena", "club"]
    spots = [shapely.Point(TOWNS[0][0] + 120 * i, TOWNS[0][1] + 90) for i in range(5)]
    venues = table(spots, name=["{{7*7}}", "<b>rank</b>", "c", "a", None], kind=kinds)
    return SimpleNamespace(backdrop=backdrop, tables={"venues": venues})


def made_profile():
    return SimpleNamespace(breaks=SimpleNamespace(harm=(50.0, 200.0, 500.0, 900.0)), score=SimpleNamespace(top=10))


def made_map(areas=None):
    from vawg_geo.publishing.maps import map_hotspots

    areas = made_areas() if areas is None else areas
    found = made_hotspots(areas)
    return map_hotspots(found, areas, title="Listed <places> {{7*7}}", case=made_case(areas), profile=made_profile())


def drawn_map(n=60):
    """A map as it stands on a page."""
    areas = made_areas(n)
    figures = pd.DataFrame({"n": range(n)}, index=areas.index)
    return str(map_fragment(map_areas(figures, areas, column="n", title="T")).html)
