"""A small made-up month for the page's tests: sixty areas, three listed places, one of each kind of trouble."""

from datetime import date
from types import SimpleNamespace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from vawg_geo.base.force import Force
from vawg_geo.base.periods import LONDON, WEEKDAYS, Month
from vawg_geo.base.profile import read_profile
from vawg_geo.measures.hotspot_types import CAPTURE_COLUMNS, GRID_HOURS, DataGate, Detectable, Headline, Hotspots
from vawg_geo.sources.followed import Followed

MARCH = Month(2022, 3)
PROBES = ("{{7*7}}", "</script><script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "Rose & Crown", "50{%}off")
NAMES = (
    "Market Square",
    "Bridge Street",
    "Station Forecourt",
    "Mill Road East",
    "Corn Exchange",
    "Haymarket",
    "Abbey Walk",
    "St Andrew’s Passage",
    "Riverside Basin",
    "Cattle Market",
)
PEAKS = ("Sat 23:00-02:30", "Fri 22:30-01:30", "Sat 00:30-03:00")
TOO_FEW = ["too few for hours"]


def made_areas(n=60):
    rng = np.random.default_rng(7)
    sites = shapely.MultiPoint(rng.normal((540_000, 280_000), 4_000, (n, 2)))
    frame = shapely.box(528_000, 268_000, 552_000, 292_000)
    cells = shapely.voronoi_polygons(sites, extend_to=frame).geoms
    shapes = shapely.intersection(np.array(list(cells)), frame)
    order = np.argsort(shapely.distance(shapes, shapely.Point(540_000, 280_000)), kind="stable")
    codes = [f"Z0{1_000_000 + i}" for i in range(n)]
    names = [*NAMES, *(f"Fen End {i}" for i in range(n - len(NAMES)))]
    return gpd.GeoDataFrame(
        {"name": codes, "alias": names, "district": "Alderwick", "km2": 1.0, "vintage": "demo", "stratum": "city"},
        geometry=shapes[order],
        index=pd.Index(codes, name="code"),
        crs=27700,
    )


def made_events(areas, listed):
    rng = np.random.default_rng(3)
    rows = []
    for i, code in enumerate(listed):
        centre = areas.geometry[code].representative_point()
        for k in range(60 - 5 * i):
            night = pd.Timestamp(2021, 4, 2) + pd.Timedelta(days=int(rng.integers(0, 52)) * 7 + int(rng.integers(0, 2)))
            start = (night + pd.Timedelta(hours=22, minutes=int(rng.integers(0, 240)))).tz_localize(
                LONDON, nonexistent="shift_forward", ambiguous=True
            )
            rows.append(
                (code, night, start, shapely.Point(centre.x + rng.normal(0, 30), centre.y + rng.normal(0, 30)), k)
            )
    frame = pd.DataFrame(rows, columns=["area", "night", "occurred_from", "geometry", "k"])
    frame["occurred_to"] = frame["occurred_from"] + pd.Timedelta(minutes=30)
    frame["nte"], frame["weekend"] = 1.0, True
    frame["offence_code"] = np.where(frame["k"] % 5 == 0, "20A", np.where(frame["k"] % 3 == 0, "105A", "8N"))
    frame.loc[0, "offence_code"] = "19C"  # one of its kind: never named
    frame["strand"], frame["harm"] = "sexual", 10.0
    frame["place_type"] = np.where(frame["k"] % 4 == 0, "licensed", "street")
    frame["relationship"] = pd.Series(["Stranger", "Partner", pd.NA])[frame["k"] % 3].to_numpy()
    frame["victim"] = "p" + (frame["k"] % 40).astype(str)
    return gpd.GeoDataFrame(frame, geometry="geometry", crs=27700)


def made_grid(seed):
    rng = np.random.default_rng(seed)
    shape = np.outer([0.3, 0.3, 0.5, 0.8, 2.5, 3, 0.4], [0.2, 0.3, 0.5, 0.8, 1.4, 2, 2.6, 2.2, 1.5, 0.7, 0.3, 0.2])
    return pd.DataFrame(
        rng.poisson(shape) + shape / 9, index=pd.Index(WEEKDAYS, name="night"), columns=list(GRID_HOURS)
    )


def made_found(areas, n_listed=10):
    listed = list(areas.index[:n_listed])
    rank = np.arange(1, len(areas) + 1)
    scores = pd.DataFrame(
        {
            "n": (180 / rank).round(),
            "harm": 9_000.0 / rank,
            "expected_n": 50.0 / rank,
            "shrunk_harm": 8_400.0 / rank,
            "rank": rank,
            "p_top": np.clip(1.02 - rank * 0.045, 0.01, 0.999),
            "rank_low": np.maximum(1, rank - 2),
            "rank_high": rank + 3,
            "n12": (64 / rank**0.5).round(),
            "n_month": (7 / rank**0.5).round(),
            "harm12": 4_000.0 / rank,
            "nights12": (47 / rank**0.5).round(),
            "victims12": (51 / rank**0.5).round(),
            "largest_share": np.clip(0.1 + rank / 40, 0, 0.9),
            "z": 2.0,
            "q": 0.04,
            "cluster": rank % 2 == 0,
            "tier": np.where(rank <= 5, "A", "B"),
            "status": np.select([rank == 3, rank == n_listed], ["new", "leaving"], "stable"),
            "status_months": 14,
        },
        index=areas.index,
    )
    table = scores.loc[listed].assign(
        place=areas.loc[listed, "alias"],
        number=range(1, n_listed + 1),
        trend=["none", "up", *["none"] * (n_listed - 3), "down"][:n_listed],
        peak_text=[*PEAKS, *(["Sat 23:00-02:00"] * 20)][: n_listed - 1] + TOO_FEW,
        peak_low="22:30",
        peak_high="03:15",
        behaviours=["Assault with injury; Sexual assault; Harassment"] * n_listed,
        fear=pd.array([8, 0, 3, *[pd.NA] * 20][:n_listed], dtype="Int64"),
        monthly=[tuple(int(v) for v in np.random.default_rng(i).poisson(5, 36)) for i in range(n_listed)],
        expected_low=2.5,
        expected_high=8.5,
    )
    watch = pd.DataFrame(
        {
            "place": ["Park Street", "Riverside", "Quay Lane"],
            "why": ["single event", "fear only", "emerging"],
            "n12": [2, 0, 4],
            "n_month": [1, 0, 3],
            "largest_share": [0.97, np.nan, 0.4],
            "fear": pd.array([pd.NA, 11, 2], dtype="Int64"),
            "note": [
                "One very serious offence. One event is not a pattern; it is listed for review, not patrol.",
                "11 Street Safe reports in 12 months; nothing was recorded.",
                "3 of its 4 offences in the last month: too little evidence to list.",
            ],
        },
        index=pd.Index(areas.index[20:23], name="area"),
    )
    months = [str(MARCH - i) for i in range(35, -1, -1)]
    changes = pd.DataFrame(
        {
            "place": ["all places", *table["place"]],
            "before": 400,
            "after": 420,
            "ratio": 1.05,
            "low": 0.9,
            "high": 1.2,
            "p": 0.5,
            "q": 0.7,
            "told": False,
            "text": "no change we can distinguish from chance",
        },
        index=pd.Index(["all", *listed], name="area"),
    )
    capture = pd.DataFrame(
        [
            ("shrunk harm", 12, 0.44, 0.37, 0.51, 0.0204, 21.0, 0.8, 24),
            ("last month's top 10", 12, 0.24, 0.2, 0.3, 0.0204, 12.0, 0.5, 24),
            ("last 12 months' raw harm", 12, 0.35, 0.3, 0.4, 0.0204, 17.0, 0.7, 24),
        ],
        columns=list(CAPTURE_COLUMNS),
    )
    coverage = pd.DataFrame(
        {
            "k": [2, 4, 10],
            "places": ["1–2", "1–4", "1–10"],
            "nights": "Fri–Sat, April 2022",
            "hours": "22:00–03:00",
            "share": [0.21, 0.31, 0.46],
            "officer_hours": [180, 360, 900],
            "adds": [0.21, 0.1, 0.15],
        }
    )
    flow = pd.DataFrame(
        {"step": ["records read", "not live", "not recent", "in scope"], "n": [70_000, -2_000, -3_000, 65_000]}
    )
    return Hotspots(
        events=made_events(areas, listed),
        flow=flow,
        scores=scores,
        listed=table,
        watch=watch,
        hexes=gpd.GeoDataFrame({"area": []}, geometry=[], crs=27700),
        headline=Headline(41.2, 8, 5.15, 3.9, 6.6, "no change", 47.4, 23.0, 6, 0.11, past_held=10, past_months=12),
        detectable=Detectable(27.7, 17.3, 10, 7),
        grid=made_grid(1),
        grids={code: made_grid(i) for i, code in enumerate(listed)},
        monthly=pd.DataFrame({"n": 40.0, "nights": 8, "harm": 900.0}, index=pd.Index(months, name="month")),
        capture=capture,
        coverage=coverage,
        curve=coverage[["k", "share", "officer_hours", "adds"]],
        changes=changes,
        gate=DataGate(0.93, 0.78, "green", 0.12, 0.04, 3.0, (1.0, 4.0)),
        chosen={"strata": "city, town, rural"},
    )


def made_case(areas, names=PROBES):
    places = areas.geometry.iloc[: len(names)].representative_point()
    venues = gpd.GeoDataFrame(
        {
            "name": names,
            "kind": ["pub", "club", "takeaway", "bar", "taxi rank"],
            "close_time": "02:00",
            "capacity": 300.0,
        },
        geometry=gpd.points_from_xy(places.x.iloc[0] + np.arange(5), [places.y.iloc[0]] * 5),
        crs=27700,
    )
    tasks = pd.DataFrame(
        {
            "month": ["2022-03"],
            "area": [areas.index[0]],
            "asked": ["Two foot visits a night"],
            "asked_minutes": [480.0],
            "delivered_minutes": [float("nan")],
        }
    )
    start = pd.to_datetime(["2022-03-04 23:00", "2022-03-05 23:30", "2022-02-05 23:30"]).tz_localize(
        LONDON, nonexistent="shift_forward", ambiguous=True
    )
    patrols = pd.DataFrame({"area": areas.index[0], "start": start, "end": start + pd.Timedelta(minutes=90)})
    street_safe = gpd.GeoDataFrame(
        {
            "area": areas.index[0],
            "reported_on": pd.Timestamp("2022-01-10", tz=LONDON),
            "reasons": ["badly_lit;followed"] * 5,
        },
        geometry=[None] * 5,
        crs=27700,
    )
    return SimpleNamespace(
        force=Force("Fenshire", "fenshire", {}, (), synthetic=True, analyst="A. Analyst", meeting="2022-04-07"),
        areas=areas,
        tables={"venues": venues, "tasks": tasks, "patrols": patrols, "street_safe": street_safe},
        backdrop={},
        ledger=pd.DataFrame({"file": ["incidents.csv"], "rows_in": [100], "used": [90], "rejected": [10]}),
        quality=pd.DataFrame(
            {"file": ["incidents.csv"], "rule": ["I10"], "what": ["0,0"], "n": [3], "action": ["quarantined"]}
        ),
        removed=pd.DataFrame(
            {"place": ["Force headquarters", "Fen Hospital"], "what": ["default point", "hospital"], "n": [34, 12]}
        ),
        followed=Followed(date(2022, 3, 5), {"cancelled": 12, "transferred": 0, "reclassified": 3}),
        cut=date(2022, 4, 5),
        key_id="demo-key",
        inputs={"incidents.csv": "ab" * 32},
        chosen={"encoding": "UTF-8"},
    )


def long_tasks(areas):
    """More tasks than the front has room for, in more words than it has room for."""
    asked = "Two foot visits a night by pairs in high visibility, a licensing visit to both late venues, and a walk"
    return pd.DataFrame(
        {
            "month": "2022-03",
            "area": areas.index[:6],
            "asked": f"{asked} of the alley with the council's lighting officer",
            "asked_minutes": 480.0,
            "delivered_minutes": float("nan"),
        }
    )


def made_page(n_listed=10, names=PROBES, *, tasks=None, long=False):
    from vawg_geo.publishing.tasking import tasking_page

    areas = made_areas()
    areas["alias"] = [f"Corporation Street & Row {i:02d}" for i in range(len(areas))] if long else areas["alias"]
    case = made_case(areas, names)
    case.tables["tasks"] = tasks(areas) if tasks else case.tables["tasks"]
    return tasking_page(case, made_found(areas, n_listed), profile=read_profile("nte_monthly"), month=MARCH)


SECTIONS = (
    "header",
    "headline",
    "map",
    "table",
    "decide",
    "tasks",
    "watch",
    "when",
    "limits",
    "cards",
    "changes",
    "terms",
    "flow",
    "method",
    "glossary",
    "figures",
)


def made_html(page):
    """Render the page as the notebook would, without a kernel."""
    import nbformat

    from vawg_geo.publishing.render import render_notebook
    from vawg_geo.publishing.seal import seal

    cells = []
    for name in SECTIONS:
        cell = nbformat.v4.new_code_cell(f"page.{name}()", id=name, execution_count=1)
        cell.metadata["tags"] = ["back"] if name == "cards" else []
        cell.outputs = [
            nbformat.v4.new_output("execute_result", getattr(page, name)()._repr_mimebundle_(), execution_count=1)
        ]
        cells.append(cell)
    nb = nbformat.v4.new_notebook(cells=cells)
    return seal(
        render_notebook(nb, title=page.profile.title, marking="OFFICIAL-SENSITIVE", handling="tasking group only")
    )
