"""One small input for every table function of the face: what the laws are tried on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import geopandas as gpd
import nte_table
import numpy as np
import open_made
import pandas as pd

from vawg_geo.base.profile import Score, read_profile
from vawg_geo.base.restricted import Restricted
from vawg_geo.measures.density import density_surface

RNG = np.random.default_rng(4)
CUT = date(2022, 4, 5)
AREAS = nte_table.areas(12).set_axis([f"E{i:02d}" for i in RNG.permutation(12)])  # not in the order of their codes
LABELS = AREAS.index
N = pd.Series([9, 0, 4, 1, 0, 2, 14, 3, 1, 0, 6, 2], index=LABELS)
LATER = pd.Series([5, 1, 4, 0, 0, 7, 11, 3, 2, 1, 2, 2], index=LABELS)
SIZE = pd.Series(np.arange(20, 44, 2), index=LABELS)
EVENTS = 60
ROWS = pd.Index([f"i{i:02d}" for i in RNG.permutation(EVENTS)], name="incident")
BEGAN = pd.Series(
    pd.Timestamp("2022-01-03 20:00", tz="Europe/London")
    + pd.to_timedelta(5 * RNG.integers(0, 80 * 288, EVENTS), "min"),
    index=ROWS,
)
ENDED = BEGAN + pd.to_timedelta(RNG.choice([0, 0, 0, 45, 300], EVENTS), "min")
POINTS = gpd.GeoSeries.from_xy(
    400_000 + 5.0 * RNG.integers(0, 300, EVENTS), 300_000 + 5.0 * RNG.integers(0, 200, EVENTS), index=ROWS, crs=27700
)
OFFENCES = pd.DataFrame(
    {
        "area": RNG.choice(LABELS[:9], EVENTS),
        "harm": RNG.choice([5.0, 10.0, 250.0], EVENTS, p=[0.5, 0.4, 0.1]),
        "occurred_from": BEGAN,
        "occurred_to": ENDED,
        "recorded_on": ENDED + pd.to_timedelta(RNG.integers(0, 30, EVENTS), "D"),
        "status": "live",
        "themes": RNG.choice(["", "da", "da;stalking"], EVENTS),
        "victim_sex": RNG.choice(["F", "M", None], EVENTS, p=[0.7, 0.1, 0.2]),
        "victim_age": 30.0,
        "scope": "core",
    },
    index=ROWS,
).astype({"victim_sex": "str"})
CODES = pd.Series(RNG.choice(["8N", "105A", "5D"], EVENTS), index=ROWS)
HISTORY = pd.DataFrame(
    {
        "incident": RNG.choice(ROWS, 70),
        "code": RNG.choice(["0", "1", "14", "16"], 70),
        "date": pd.Timestamp("2022-02-01") + pd.to_timedelta(RNG.integers(0, 60, 70), "D"),
    }
)
PEOPLE = pd.DataFrame(
    {
        "incident": np.tile(ROWS, 2),
        "pid": [*RNG.choice([f"v{i}" for i in range(20)], EVENTS), *RNG.choice([f"s{i}" for i in range(15)], EVENTS)],
        "role": np.repeat(["victim", "suspect"], EVENTS),
        "age": RNG.integers(15, 60, 2 * EVENTS).astype("float64"),
        "eliminated": pd.array(RNG.random(2 * EVENTS) < 0.05, dtype="boolean"),
    }
)
MONTHS = pd.period_range("2019-01", periods=40, freq="M").astype("str")
MONTHLY = pd.Series(RNG.poisson(20, 40), index=MONTHS)
NIGHTS = pd.Series(RNG.integers(8, 11, 40), index=MONTHS)
REPORTS = pd.DataFrame({"occurred_to": pd.date_range("2020-01-01", "2022-03-20", freq="D", tz="Europe/London")})
REPORTS["recorded_on"] = REPORTS["occurred_to"] + pd.to_timedelta(RNG.exponential(20, len(REPORTS)).round(), "D")
MANY = [f"E{i:02d}" for i in range(60)]
MANY_N, MANY_PAST = (pd.Series(RNG.poisson(4, 60), index=MANY) for _ in range(2))
FEATURES = pd.DataFrame(RNG.random((60, 2)), index=MANY, columns=["venues_m", "stops_m"])
Z = pd.DataFrame(RNG.normal(1, 1.5, (12, 12)), index=LABELS)
MATRIX = pd.DataFrame(
    RNG.integers(0, 6, (5, 3)), index=["DA", "CSE", "SSO", "NTE", "RSO"], columns=["harm", "volume", "trend"]
).astype("float64")
WEIGHTS = pd.Series({"harm": 3.0, "volume": 2.0, "trend": 1.0})
BY_CODE = pd.DataFrame(
    [(20, 10, 20, 20), (3, 2, 1, 4)],
    index=["8N", "105A"],
    columns=["treated_before", "treated_after", "control_before", "control_after"],
)
EPISODES = pd.DataFrame({"start": BEGAN, "end": ENDED.mask(RNG.random(EVENTS) < 0.1)})
SURFACES = [density_surface(part, bandwidth_m=300, cell_m=50, bounds=(400_000, 300_000, 401_500, 301_000))
            for part in (POINTS[:30], POINTS[30:])]  # fmt: skip
NIGHTLY = nte_table.incidents(
    [
        {"area": f"A{area:03d}", "at": f"{month}-{5 + 7 * (i % 4):02d} 23:{i % 60:02d}"}
        for area, each in enumerate([6, 4, 3, 1])
        for month in pd.period_range(end="2022-03", periods=3, freq="M")
        for i in range(each)
    ]
)
REGISTER = pd.DataFrame(
    {
        "person_id": [f"r{i}" for i in range(12)],
        "risk": RNG.choice(["Low", "High"], 12),
        "next_due": pd.date_range("2022-03-30", periods=12, tz="Europe/London"),
    }
)
OPEN = open_made.incidents(open_made.steady("2020-12", 16))
PAPER = Restricted("review", "A. Reviewer", "2022-06-30")
PROFILE = nte_table.profile(score=Score(top=3, permutations=999))


@dataclass(frozen=True)
class Case:
    """A call that works, and what it promises."""

    tables: dict[str, Any]  # by parameter: rows that may be shuffled, emptied, damaged
    options: dict[str, Any] = field(default_factory=dict)
    index: str = ""  # the table whose labels the result has; "": a summary
    ordered: bool = False  # rows stand in order of time: shuffled ones are another input
    total: Callable[[Any], bool] | None = None  # what adds up to what
    empty: str = "no rows"  # what no rows at all give: "no rows", "zeros", "cannot say" (NaN, as documented), "refused"
    together: bool = False  # slow: columns that may be missing are emptied in one go
    nan: str = ""  # columns that may be NaN where every number is 0, or all are the same


def adds_up(column: str, n: int) -> Callable[[Any], bool]:
    """Promise that a column adds up to the rows given."""
    return lambda result: np.isclose(result[column].sum(), n)


ON_AREAS = gpd.GeoSeries.from_xy(RNG.uniform(0, 4_000, EVENTS), RNG.uniform(0, 2_000, EVENTS), index=ROWS, crs=27700)
PLACED = {"incidents": OFFENCES, "areas": AREAS}
SPAN = {"start": BEGAN, "end": ENDED}
ALLOWED = {"today": CUT, "profile": replace(PROFILE, restricted=PAPER)}
COHORT = {"outcomes": HISTORY, "recorded_on": BEGAN}
CASES = {
    "assign_areas": Case({"points": ON_AREAS, "areas": AREAS}, index="points"),
    "count_incidents": Case(PLACED, {"weights": "harm"}, index="areas", total=adds_up("n", EVENTS)),
    "weigh_harm": Case({"offence_codes": CODES}, index="offence_codes"),
    "night_of": Case({"times": BEGAN}, index="times"),
    "aoristic_hours": Case(SPAN, index="start", total=lambda r: np.allclose(r.sum(axis=1), 1)),
    "window_weight": Case(SPAN, {"begins": "18:00", "ends": "06:00"}, index="start"),
    "find_peak_window": Case(SPAN, empty="cannot say"),
    "smooth_rates": Case({"areas": pd.DataFrame({"n": N, "population": SIZE})}, index="areas"),
    "rate_intervals": Case({"n": N, "exposure": SIZE}, index="n"),
    "share_intervals": Case({"x": N, "n": SIZE}, index="x", nan="share"),
    "score_harm": Case(PLACED, {"as_of": CUT, "half_life_days": 365}, index="areas", total=adds_up("n", EVENTS)),
    "score_ranks": Case(PLACED, {"top": 3}, index="areas", total=adds_up("p_top", 3)),
    "score_gistar": Case({"values": N, "areas": AREAS}, {"permutations": 999}, index="values", nan="z p_norm p_hot q"),
    "score_local_moran": Case({"values": N, "areas": AREAS}, {"permutations": 999}, index="values", nan="i z p q"),
    "classify_emerging": Case({"z": Z}, index="z"),
    "measure_concentration": Case({"counts": N}, empty="cannot say", nan="all"),
    "density_surface": Case({"points": POINTS}, {"bandwidth_m": 300, "cell_m": 50}, empty="refused"),
    "compare_surfaces": Case({}, {"before": SURFACES[0], "after": SURFACES[1]}),
    "assign_cells": Case({"points": POINTS}, {"cell_m": 200}, index="points"),
    "count_cells": Case({"points": POINTS}, {"cell_m": 200}, total=adds_up("n", EVENTS), empty="refused"),
    "assign_clusters": Case({"points": POINTS}, {"least": 3}, index="points"),
    "measure_places": Case({"areas": AREAS}, {"layers": {"venues": ON_AREAS[:9]}}, index="areas"),
    "score_risk_factors": Case({"counts": MANY_N, "features": FEATURES, "history": MANY_PAST}, empty="refused"),
    "score_priorities": Case({"matrix": MATRIX, "weights": WEIGHTS}, index="matrix", empty="refused"),
    "score_forces": Case({"x": N, "n": SIZE}, index="x", empty="refused"),
    "compare_ranks": Case(
        {"x_before": N, "n_before": SIZE, "x_after": LATER, "n_after": SIZE}, index="x_before", empty="refused"
    ),
    "classify_fear": Case({"reports": N, "offences": LATER}, index="reports", nan="p"),
    "score_near_repeat": Case(
        {"points": POINTS, "times": BEGAN}, {"distances_m": [200, 400], "days": [7, 14], "permutations": 99},
        empty="cannot say", nan="ratio",
    ),
    "near_repeat_chains": Case({"points": POINTS, "times": BEGAN}, {"distance_m": 200, "days": 7}, index="points"),
    "compare_counts": Case({"before": N, "after": LATER}, index="before", nan="ratio low high p"),
    "score_capture": Case({"observed": N, "predicted": LATER}, nan="pai pei rri"),
    "control_limits": Case({"series": MONTHLY, "sizes": NIGHTS}, {"chart": "u"}, index="series", ordered=True),
    "forecast_count": Case({"n": MONTHLY, "nights": NIGHTS}, {"month": "2022-04"}, empty="refused"),
    "evaluate_operation": Case({}, {"treated": (20, 10), "control": (20, 20)}),
    "evaluate_operation_harm": Case(
        {"counts": BY_CODE, "weights": pd.Series({"8N": 10.0, "105A": 2.0})}, empty="zeros", nan="z"
    ),
    "detectable_effect": Case({}, {"treated": (200, 200), "control": (200, 200)}),
    "outcome_incidence": Case(
        COHORT, {"cut": CUT, "groups": {"charged": ["1"], "closed": ["14", "16"]}, "horizon_days": 30},
        empty="cannot say",
    ),
    "count_cohort_outcomes": Case(COHORT, {"cut": CUT}, total=adds_up("n", EVENTS)),
    "count_assigned_outcomes": Case({"outcomes": HISTORY}, {"first": date(2022, 2, 1), "last": CUT}, empty="zeros"),
    "score_waiting": Case({"episodes": EPISODES, "groups": CODES}, {"cut": CUT}, total=adds_up("n", EVENTS)),
    "nowcast_counts": Case({"incidents": REPORTS}, {"cut": CUT}, empty="refused"),
    "review_nowcasts": Case({"incidents": REPORTS}, {"cut": CUT, "months": 2}, empty="refused"),
    "funnel_limits": Case({"x": N, "n": SIZE}, index="x", nan="value centre low high low_outer high_outer"),
    "rare_event_limits": Case({"events": BEGAN.sort_values()}, {"chart": "t"}, ordered=True, empty="refused"),
    "score_repeats": Case({"people": PEOPLE, "times": BEGAN}, {"role": "victim", "observed_from": date(2021, 12, 1)}),
    "count_repeats": Case(
        {"people": PEOPLE, "times": BEGAN}, {"role": "victim", "first": date(2022, 1, 1), "last": CUT, "windows": [9]},
        empty="cannot say",
    ),
    "count_registered": Case({"rso": REGISTER}, {"cut": CUT}, total=adds_up("n", 12)),
    "find_dyads": Case({"people": PEOPLE, "times": BEGAN}, {"least": 1, **ALLOWED}),
    "find_suspects": Case({"people": PEOPLE, "incidents": OFFENCES}, {"month": "2022-03", "cut": CUT, **ALLOWED}),
    "measure_people": Case({"rows": PEOPLE[:EVENTS].assign(harm=1.0)}, empty="cannot say", nan="all"),
    "share_female": Case({"incidents": OFFENCES}, empty="zeros", nan="at_random"),
    "measure_completeness": Case({"table": OFFENCES, "groups": CODES}, {"fields": ["victim_sex", "area"]}),
    "draw_audit": Case({"strata": CODES}, {"per_stratum": 3, "seed": 1}),
    "audit_interval": Case({"x": N, "n": SIZE, "population": SIZE + 5}, index="x", nan="share"),
    "time_grid": Case({"incidents": OFFENCES}, total=lambda r: np.isclose(r.to_numpy().sum(), EVENTS), empty="zeros"),
    "find_hotspots": Case(
        {"incidents": NIGHTLY, "areas": nte_table.areas(12)}, {"month": "2022-03", "profile": PROFILE, "cut": CUT},
        total=lambda r: r.flow["n"].iloc[0] == r.flow["n"].iloc[1:].sum(), empty="refused", together=True,
    ),
    "find_recorded": Case(
        {"incidents": OPEN, "areas": open_made.areas()}, {"month": "2022-03", "profile": read_profile("open_data")},
        total=lambda r: r.flow["n"].iloc[0] == r.flow["n"].iloc[1:].sum(), empty="refused",
    ),
    "compare_periods": Case(
        {"incidents": OPEN, "areas": open_made.areas()},
        {"month": "2022-03", "profile": replace(read_profile("open_data_compare"), compare_years=1)}, empty="refused",
    ),
}  # fmt: skip
