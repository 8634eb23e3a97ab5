"""Referrals to services, figures that come as totals, and the other forces' figures."""
# ruff: noqa: PLR2004 - a chance or an age stands where it is drawn

from __future__ import annotations

import numpy as np
import pandas as pd

from vawg_geo.runs.county.chance import pick, stream
from vawg_geo.runs.county.linked import CUT, DAY
from vawg_geo.runs.county.places import Ground
from vawg_geo.runs.county.plan import LAST, MONTHS
from vawg_geo.runs.county.planted import (
    ALLIANCE_FROM,
    ALLIANCE_GROWTH,
    CALLS_101_FACTOR,
    CALLS_101_FROM,
    IDVA_ACCEPTED,
    IDVA_FROM,
)

YEARS = MONTHS[LAST - 35 : LAST + 1]
QUARTERS = YEARS[::3]
# service -> referrals a month, share accepted, themes
SERVICES = {
    "IDVA": (120.0, 0.74, {"da": 0.96, "stalking": 0.04}), "ISVA": (30.0, 0.67, {"sexual": 1.0}),
    "CHISVA": (13.0, 0.8, {"child": 1.0}), "SARC": (24.0, 0.9, {"sexual": 0.7, "child": 0.3}),
    "CAPVA": (8.0, 0.55, {"da": 0.7, "child": 0.3}), "Stalking advocate": (11.0, 0.7, {"stalking": 0.9, "da": 0.1}),
    "DA Alliance": (42.0, 0.86, {"da": 1.0}),
}  # fmt: skip
SHARES = {"sarc_uptake": (0.58, 42), "stalking_referral_accepted": (0.7, 33)}
CALLS = {"calls_999": {"all": 11_200.0, "domestic abuse": 1_180.0},
         "calls_101": {"all": 21_500.0, "domestic abuse": 640.0}}  # fmt: skip
COUNTS = {"psd_allegation": {"sexual misconduct": 1.6, "domestic abuse": 1.1},
          "iom_cohort": {"all": 171.0, "domestic abuse": 44.0}}  # fmt: skip
MARAC = {"all": 118.0, "repeat": 0.31}  # cases discussed a quarter, and the share discussed in the year before
# The one national figure: Office for National Statistics, Domestic abuse victim characteristics, year ending March
# 2020: an estimated 7.3 % of women aged 16 to 74, 1.6 million.
NATIONAL = (
    "national estimate: Crime Survey for England and Wales (Office for National Statistics), women aged 16 to 74, "
    "domestic abuse in the last year"
)
SURVEY = ("csew_domestic_abuse_women", "2019-04 to 2020-03", "", NATIONAL, 1_600_000, 21_900_000)
FORCES = (
    "Abbotshire", "Aldmoor", "Bexmouth", "Brackland", "Calderwold", "Carrowdale", "Chalkdown", "Cottershire",
    "Dunmarsh", "Easterland", "Ellerdale", "Farrowshire", "Glenwater", "Great Ouseburn", "Hallowshire", "Harrowmere",
    "Hartsea", "Ivelshire", "Kestrelshire", "Langmoor", "Larkdale", "Lowmarch", "Mallowshire", "Marchwold", "Mereside",
    "Netherby and Stour", "North Wold", "Oakenshire", "Penmoor", "Ravenshire", "Riverdon", "Saltmarsh", "Severnwick",
    "Silverdale", "South Haven", "Tarnside", "Thornland", "Upper Vale", "Westerfold", "Yarrowdale",
)  # fmt: skip
# measure -> mean of the forces' shares, their spread, crimes a quarter of a middling force
MEASURES = {"da_prosecution_possible": (0.125, 0.02, 1_500), "sexual_prosecution_possible": (0.11, 0.022, 320),
            "da_victim_declined": (0.46, 0.05, 1_500)}  # fmt: skip


def make_referrals(seed: int) -> pd.DataFrame:
    """
    Make three years of referrals.

    Parameters
    ----------
    seed
        The county's seed.

    Returns
    -------
    referrals
        date, service, accepted (blank: not yet decided), theme.
    """
    rng, parts = stream(seed, "referrals"), []
    for service, (monthly, share, themes) in SERVICES.items():
        for i, month in enumerate(YEARS):
            since = i - [str(m) for m in YEARS].index(ALLIANCE_FROM)
            rate = monthly if service != "DA Alliance" else monthly * ALLIANCE_GROWTH**since * (since >= 0)
            n = int(rng.poisson(rate))
            day = pd.Timestamp(month.first) + pd.to_timedelta(rng.integers(0, 28, n), unit="D")
            yes = IDVA_ACCEPTED[str(month) >= IDVA_FROM] if service == "IDVA" else share
            accepted = np.where(rng.random(n) < yes, "Y", "N")
            parts.append(
                pd.DataFrame({"day": day, "service": service, "accepted": accepted, "theme": pick(rng, themes, n)})
            )
    table = pd.concat(parts).sort_values(["day", "service", "theme", "accepted"], ignore_index=True)
    waiting = (table["day"] > CUT - pd.Timedelta(days=21)) & (rng.random(len(table)) < 0.4)
    table.insert(0, "date", table["day"].dt.strftime(DAY))
    return table.assign(accepted=table["accepted"].mask(waiting, "")).drop(columns="day")


def add_indicators(seed: int, indicators: pd.DataFrame, ground: Ground) -> pd.DataFrame:
    """
    Add calls, uptake, allegations, the offender cohort and the national survey to the figures that come as totals.

    Parameters
    ----------
    seed
        The county's seed.
    indicators
        The figures there are; they stay first and as they are.
    ground
        The county.

    Returns
    -------
    indicators
        source, period, area, category, n, d.
    """
    rng = stream(seed, "more indicators")
    rows: list[tuple[object, ...]] = []
    for source, (share, size) in SHARES.items():
        districts = sorted(set(ground.areas["district"]))
        for month in QUARTERS:
            asked = [int(rng.poisson(size / len(districts))) + 1 for _ in districts]
            rows += [
                (source, f"{month} to {month + 2}", district, "all", int(rng.binomial(d, share)), d)
                for district, d in zip(districts, asked, strict=True)
            ]
    for source, groups in CALLS.items():
        for month in YEARS:
            factor = CALLS_101_FACTOR if source == "calls_101" and str(month) >= CALLS_101_FROM else 1.0
            busy = factor * rng.normal(1 + 0.05 * (month.number in {6, 7, 8, 12}), 0.015)
            rows += [(source, str(month), "", group, int(rng.poisson(n * busy)), "") for group, n in groups.items()]
    for source, groups in COUNTS.items():
        rows += [
            (source, f"{month} to {month + 2}", "", group, int(rng.poisson(n)), "")
            for month in QUARTERS
            for group, n in groups.items()
        ]
    more = pd.DataFrame([*rows, SURVEY, *_marac(seed)], columns=indicators.columns)
    return pd.concat([indicators.astype(object), more.astype(object)], ignore_index=True)


def _marac(seed: int) -> list[tuple[object, ...]]:
    """Count the cases of the conferences on high risk (MARAC), and those of them that come again."""
    rng = stream(seed, "marac")
    rows: list[tuple[object, ...]] = []
    for month in QUARTERS:
        cases = int(rng.poisson(MARAC["all"]))
        again = int(rng.binomial(cases, MARAC["repeat"]))
        rows += [
            ("marac_cases", f"{month} to {month + 2}", "", "all", cases, ""),
            ("marac_cases", f"{month} to {month + 2}", "", "repeat", again, ""),
        ]
    return rows


def list_forces(seed: int) -> pd.DataFrame:
    """
    Make the other forces' figures, which differ between forces and do not change.

    Parameters
    ----------
    seed
        The county's seed.

    Returns
    -------
    comparators
        force, period, measure, n, d.
    """
    rng, rows = stream(seed, "comparators"), []
    size = rng.lognormal(0, 0.55, len(FORCES))
    for measure, (mean, spread, crimes) in MEASURES.items():
        weight = mean * (1 - mean) / spread**2 - 1
        shares = rng.beta(mean * weight, (1 - mean) * weight, len(FORCES))
        for month in QUARTERS:
            d = rng.poisson(size * crimes)
            n = rng.binomial(d, shares)
            rows += [(f, f"{month} to {month + 2}", measure, *nd) for f, *nd in zip(FORCES, n, d, strict=True)]
    return pd.DataFrame(rows, columns=["force", "period", "measure", "n", "d"])
