"""Small extracts in data.police.uk's shape, made to be damaged by tests: month-named street files."""

import csv
import io

import numpy as np
from pyproj import Transformer

COLUMNS = (
    "Crime ID", "Month", "Reported by", "Falls within", "Longitude", "Latitude", "Location", "LSOA code", "LSOA name",
    "Crime type", "Last outcome category", "Context",
)  # fmt: skip
TYPES = ("Violence and sexual offences", "Public order", "Drugs", "Violence and sexual offences", "Robbery")
TO_DEGREES = Transformer.from_crs("EPSG:27700", "EPSG:4326", always_xy=True)


def make_rows(n=120, *, month="2022-03", seed=0):
    """Rows over the damage tests' nine squares; every tenth is anti-social behaviour, which has no identifier."""
    rng = np.random.default_rng(seed)
    rows = []
    for number in range(n):
        east, north = int(rng.integers(541_100, 549_900)), int(rng.integers(255_100, 263_900))
        code = f"Z01{3 * ((east - 541_000) // 3_000) + (north - 255_000) // 3_000:06d}"
        lon, lat = TO_DEGREES.transform(east, north)
        antisocial = number % 10 == 9
        row = {
            "Crime ID": "" if antisocial else f"{seed:02d}{month.replace('-', '')}{number:056x}",
            "Month": month, "Reported by": "Littleshire Constabulary", "Falls within": "Littleshire Constabulary",
            "Longitude": f"{lon:.6f}", "Latitude": f"{lat:.6f}", "Location": f"On or near Plough Lane {number}",
            "LSOA code": code, "LSOA name": f"Littleshire {code[-3:]}",
            "Crime type": "Anti-social behaviour" if antisocial else TYPES[number % len(TYPES)],
            "Last outcome category": "" if antisocial else "Under investigation", "Context": "",
        }  # fmt: skip
        rows.append(row)
    return rows


def to_csv(rows, *, delimiter=",", columns=COLUMNS):
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
