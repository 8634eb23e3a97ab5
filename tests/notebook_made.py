"""Downloads in the shape of data.police.uk, invented: 36 areas, one of them split between vintages."""

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely import box

HEAD = "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,Last outcome category,Context"  # noqa: E501
SIDE = 6
OLD = [f"Z010{i:05d}" for i in range(1, SIDE * SIDE + 1)]
SPLIT = {OLD[0]: ("Z01090001", "Z01090002")}
MONTHS = {
    "2011": pd.period_range("2021-04", "2022-03", freq="M"),
    "2021": pd.period_range("2024-01", "2024-03", freq="M"),
}


def write_downloads(folder, *, seed=0):
    """Street files of both vintages, their areas and the lookup; gives the folder."""
    (folder / "police_uk" / "street").mkdir(parents=True)
    (folder / "boundaries").mkdir()
    new = [code for old in OLD for code in SPLIT.get(old, (old,))]
    _write_lookup(folder / "boundaries")
    rng = np.random.default_rng(seed)
    for vintage, codes in (("2011", OLD), ("2021", new)):
        shapes = _areas(vintage)
        shapes.to_file(folder / "boundaries" / f"lsoa_{vintage}.geojson")
        points = shapes.representative_point().to_crs(4326)
        for month in MONTHS[vintage]:
            rows = [HEAD]
            for code, point in zip(codes, points, strict=True):
                rows += [
                    _row(month, code, point, rng) for _ in range(rng.poisson(3 + 9 * (code in {*new[:3], *OLD[:3]})))
                ]
            rows.append(f"n{month},{month},Littleshire Police,Littleshire Police,,,No Location,,,Robbery,,")
            path = folder / "police_uk" / "street" / f"{month}-littleshire-street.csv"
            path.write_text("\n".join(rows) + "\n", "utf-8")
    return folder


def _areas(vintage):
    """Squares of one kilometre; in 2021 the first is cut in two."""
    squares = [
        box(
            520_000 + 1000 * (i % SIDE),
            250_000 + 1000 * (i // SIDE),
            521_000 + 1000 * (i % SIDE),
            251_000 + 1000 * (i // SIDE),
        )
        for i in range(SIDE * SIDE)
    ]
    codes = OLD
    if vintage == "2021":
        codes = [code for old in OLD for code in SPLIT.get(old, (old,))]
        squares = [box(520_000, 250_000, 520_500, 251_000), box(520_500, 250_000, 521_000, 251_000), *squares[1:]]
    columns = {f"LSOA{vintage[2:]}CD": codes, f"LSOA{vintage[2:]}NM": [f"Little {c[-3:]}A" for c in codes]}
    return gpd.GeoDataFrame(columns, geometry=squares, crs=27700)


def _row(month, code, point, rng):
    kind = "Violence and sexual offences" if rng.random() < 0.7 else "Shoplifting"
    number = rng.integers(1 << 62)
    return (
        f"{number:064x},{month},Littleshire Police,Littleshire Police,{point.x:.6f},{point.y:.6f},"
        f"On or near Street {code[-3:]},{code},Little {code[-3:]}A,{kind},Under investigation,"
    )


def _write_lookup(folder):
    pairs = [(old, new, "S" if old in SPLIT else "U") for old in OLD for new in SPLIT.get(old, (old,))]
    pd.DataFrame(pairs, columns=["LSOA11CD", "LSOA21CD", "CHGIND"]).to_csv(
        folder / "lsoa11_lsoa21_lookup.csv", index=False
    )
