"""Registered designs of operations, and what ambulances were called to while they ran."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from vawg_geo.runs.county.chance import stream
from vawg_geo.runs.county.places import Ground
from vawg_geo.runs.county.plan import Plan

DAY = "%d/%m/%Y"
ARMOUR = ("2021-12-03", "2021-12-04", "2021-12-10", "2021-12-11", "2021-12-17", "2021-12-18")
# name, nights, how many of the busiest places, registered on, smallest effect asked, what for
DESIGNS = (
    ("Freshers 2021", ("2021-09-24", "2021-09-25", "2021-10-01", "2021-10-02"), 3, "2021-09-17", 0.4,
     "Reassure new students and door staff in the first two weekends of term"),
    ("Op Armour", ARMOUR, 4, "2021-11-26", 0.3,
     "Prevent offences against women and girls, and the fear of them, on the busiest nights before Christmas"),
    ("Op Armour II", ("2022-03-11", "2022-03-12"), 3, "2022-03-14", 0.3,
     "Repeat of Op Armour on one weekend after complaints of spiking"),
    ("Op Armour III", ("2022-04-15", "2022-04-16", "2022-04-22", "2022-04-23", "2022-04-29", "2022-04-30"), 4,
     "2022-04-01", 0.3, "Prevent offences against women and girls over the Easter and late-April weekends"),
)  # fmt: skip
N_CONTROL = 8
OUTCOME = "Offences against women and girls in public places by night, reported by victims or third parties"
PER_NIGHT, AMBULANCE_FROM = 6.5, "2019-04-01"


def make_designs(seed: int, ground: Ground, plan: Plan) -> dict[str, pd.DataFrame]:
    """
    Make the registered designs and the ambulance calls.

    Parameters
    ----------
    seed
        The county's seed.
    ground, plan
        The county.

    Returns
    -------
    tables
        operation_designs, ambulance.
    """
    return {"operation_designs": _designs(ground, plan), "ambulance": _ambulance(seed, ground, plan)}


def _designs(ground: Ground, plan: Plan) -> pd.DataFrame:
    code, shapes = ground.areas["code"].to_numpy(dtype=object), ground.areas.geometry.to_numpy()
    rows = []
    for name, nights, places, registered, effect, purpose in DESIGNS:
        treated = list(plan.hot[:places])
        around = np.flatnonzero(shapely.intersects(shapely.union_all(shapes[treated]), shapes))
        buffer = sorted({int(i) for i in around} - set(treated))
        near = set(treated) | set(buffer) | set(plan.planted)
        control = [int(i) for i in np.argsort(-plan.usual, kind="stable") if int(i) not in near][:N_CONTROL]
        zones = [";".join(sorted(code[zone])) for zone in (treated, buffer, control)]
        rows.append((name, ";".join(nights), "21:00-04:00", *zones, registered, OUTCOME, effect, purpose))
    columns = ["name", "nights", "hours", "treated", "buffer", "control", "registered_on", "outcome", "smallest_effect",
               "purpose"]  # fmt: skip
    table = pd.DataFrame(rows, columns=columns)
    return table.assign(registered_on=pd.to_datetime(table["registered_on"]).dt.strftime(DAY))


def _ambulance(seed: int, ground: Ground, plan: Plan) -> pd.DataFrame:
    """Draw calls to violence in public places by night, where nights out are; nights without one have no row."""
    rng = stream(seed, "ambulance")
    nights = pd.date_range(AMBULANCE_FROM, "2022-04-03", freq="D")
    busy = np.where(nights.day_of_week.isin((4, 5)), 2.6, 0.36) * PER_NIGHT
    place = np.where(ground.areas["stratum"] == "rural", 0.02, 1.0) * np.minimum(plan.usual, 60)
    place[plan.fear] = 0.3
    n = rng.poisson(busy[:, None] * (place / place.sum())[None])
    night, area = np.nonzero(n)
    return pd.DataFrame(
        {
            "date": nights[night].strftime(DAY),
            "area": ground.areas["code"].to_numpy(dtype=object)[area],
            "n": n[night, area],
        }
    )
