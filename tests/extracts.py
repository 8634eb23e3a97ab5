"""A small clean extract in the demonstration county's form, made to be damaged by tests."""

import csv
import io
from datetime import timedelta

import numpy as np
import pandas as pd

COLUMNS = (
    "crime_number", "ho_code", "from", "to", "recorded", "reported_by", "status", "easting", "northing",
    "geocode_quality", "lsoa", "place_type", "premises_name", "victim_id", "victim_sex", "victim_age",
    "victim_ethnicity", "victim_disability", "relationship", "suspect_id", "da_flag", "hbv_flag", "cse_flag",
    "stalking_flag", "online_flag", "alcohol_flag", "spiking_flag", "outcome", "beat",
)  # fmt: skip
CODES = ["105A", "8N", "19C", "20A", "8L", "88E", "8Q", "105/01", "008/06", "01908"]

MARCH, LATEST = pd.Timestamp("2022-03-01"), pd.Timestamp("2022-04-05 12:00")
CLOCKS = {(3, day, hour) for day in (27, 28) for hour in (0, 1)}  # keep off the hour that does not exist


def make_rows(n=200, *, seed=0, first=MARCH, days=31):
    rng = np.random.default_rng(seed)
    rows = []
    for number in range(n):
        start = first + timedelta(minutes=int(rng.integers(0, days * 1440)))
        recorded = min(start + timedelta(minutes=int(rng.integers(60, 2880))), LATEST)
        start, recorded = (
            t + timedelta(hours=3) if (t.month, t.day, t.hour) in CLOCKS else t for t in (start, recorded)
        )
        row = dict.fromkeys(COLUMNS, "")
        row |= {
            "crime_number": f"35/{number:06d}/22", "ho_code": CODES[number % len(CODES)],
            "from": f"{start:%d/%m/%Y %H:%M}", "to": f"{start + timedelta(minutes=30):%d/%m/%Y %H:%M}",
            "recorded": f"{recorded:%d/%m/%Y %H:%M}", "reported_by": "Victim", "status": "Live",
            "easting": str(rng.integers(541_000, 550_000)), "northing": str(rng.integers(255_000, 264_000)),
            "geocode_quality": "Exact", "lsoa": f"Z01{number % 7:06d}", "place_type": "Street",
            "premises_name": f"The Plough {number}", "victim_id": f"V{number % 150}", "victim_sex": "FMU"[number % 3],
            "victim_age": str(18 + number % 50), "suspect_id": f"S{number % 60}" if number % 2 else "",
            "da_flag": "YN"[number % 2], "beat": f"{number % 30:03d}", "outcome": str(number % 23),
        }  # fmt: skip
        rows.append(row)
    return rows


def to_csv(rows, *, delimiter=",", columns=COLUMNS):
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
