"""What was recorded on an operation's nights and on those before, zone by zone, and what was to be expected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from vawg_geo.base.periods import LONDON, Month, nights_between
from vawg_geo.base.profile import Profile
from vawg_geo.measures.cohort import select_nte
from vawg_geo.measures.forecast import Forecast, forecast_count
from vawg_geo.measures.operation_design import YEAR_DAYS, ZONES, Design

POLICE = "police"  # how an extract begins the word for what officers recorded themselves


@dataclass(frozen=True)
class Nightly:
    """Offences of an operation's areas and hours, every night the data hold."""

    events: pd.DataFrame  # night, area, zone, police (bool), offence_code, harm
    earliest: pd.Timestamp  # first night of the first whole month
    told: bool  # whether the extract says who reported

    def count(self, zone: str, nights: pd.DatetimeIndex, *, police: bool = False) -> int:
        """Count a zone's offences of some nights; those recorded by officers themselves only with `police`."""
        rows = self.events
        kept = rows["night"].isin(nights) & (rows["zone"] == zone)
        return int((kept if police else kept & ~rows["police"]).sum())


def nightly_events(
    incidents: pd.DataFrame, designs: Sequence[Design], *, month: Month, profile: Profile
) -> dict[str, Nightly]:
    """
    Pick the offences operations are about.

    Parameters
    ----------
    incidents
        Checked, located incidents.
    designs
        Areas and hours; an offence belongs to the hours when at least half its time span lies in them.
    month
        The last month read.
    profile
        Scope, and how many months back a forecast reads; the hours are the designs' own.

    Returns
    -------
    nightly
        By name of the design: public-place offences in scope (METHODS 3) in its treated areas, buffer and control,
        from as long before as its comparison and its forecast reach.

    References
    ----------
    METHODS 3, 9.
    """
    start = incidents["recorded_on"].dt.tz_localize(None).min()
    earliest = (start + pd.offsets.MonthBegin(0)).normalize() if pd.notna(start) else pd.Timestamp(month.first)
    found: dict[str, Nightly] = {}
    for begins, ends in sorted({(design.begins, design.ends) for design in designs}):
        own = [design for design in designs if (design.begins, design.ends) == (begins, ends)]
        named = {code for design in own for zone in ZONES for code in design.codes(zone)}
        reach = pd.DateOffset(days=YEAR_DAYS, months=profile.windows.evidence_months + 1)
        since = min(pd.Timestamp(month.first), *(design.first for design in own)) - reach
        inside = incidents[
            incidents["area"].isin(list(named)) & (incidents["occurred_to"] >= since.tz_localize(LONDON))
        ]
        hours = replace(profile.nte, begins=begins, ends=ends)
        rows = select_nte(inside, month=month, profile=replace(profile, nte=hours)).members
        found |= {design.name: _nightly(rows, design, earliest) for design in own}
    return found


def _nightly(rows: pd.DataFrame, design: Design, earliest: pd.Timestamp) -> Nightly:
    zone = {code: name for name in reversed(ZONES) for code in design.codes(name)}
    mine = rows[rows["area"].isin(list(zone))]
    reporter = mine["reported_by"].fillna("").str.lower()
    events = pd.DataFrame(
        {
            "night": mine["night"], "area": mine["area"], "zone": mine["area"].map(zone),
            "police": reporter.str.startswith(POLICE), "offence_code": mine["offence_code"], "harm": mine["harm"],
        }
    )  # fmt: skip
    return Nightly(events, earliest, bool((reporter != "").any()))


def expect_nights(nightly: Nightly, design: Design, zone: str, *, known: Month, months: int) -> Forecast:
    """
    Give what a zone would record on the operation's nights without it.

    Parameters
    ----------
    nightly
        Its offences, not those officers recorded themselves.
    design
        The nights; the month of the first stands for all.
    zone
        treated, buffer or control.
    known
        The last month whose offences may be used: the one before the first night, or the last that is known.
    months
        How many months back.

    Returns
    -------
    forecast
        Expected count and its 80 % and 95 % ranges, from the same days of the week and hours of the months before.

    References
    ----------
    METHODS 8 (forecast), 9 (before the operation).
    """
    target = Month.of(design.first.date())
    known = min(known, target - 1)
    begin = max(known - (months - 1), Month.of(nightly.earliest.date()))
    labels = [str(begin + i) for i in range(known.months_since(begin) + 1)]
    days = {night.day_of_week for night in design.nights}
    rows = nightly.events[(nightly.events["zone"] == zone) & ~nightly.events["police"]]
    rows = rows[rows["night"].dt.day_of_week.isin(days)]
    n = rows["night"].dt.strftime("%Y-%m").value_counts().reindex(labels, fill_value=0).astype("float64")
    nights = {label: float(_nights_of(Month.parse(label), days)) for label in labels} | {
        str(target): float(len(design.nights))
    }
    ahead = target.months_since(known) - 1
    return forecast_count(n, pd.Series(nights), month=target, ahead=ahead)


def count_zones(nightly: Nightly, before: pd.DatetimeIndex, during: pd.DatetimeIndex) -> pd.DataFrame:
    """
    Count each zone before and during.

    Parameters
    ----------
    nightly
        The offences.
    before, during
        Nights.

    Returns
    -------
    counts
        Index zone (treated, buffer, control): `before`, `after`, `police_before`, `police_after` (of officers' own
        records, not in the first two), `nights_before`, `nights_after`.
    """
    rows = {}
    for zone in ZONES:
        own = {when: nightly.count(zone, nights) for when, nights in (("before", before), ("after", during))}
        every = {
            when: nightly.count(zone, nights, police=True) for when, nights in (("before", before), ("after", during))
        }
        rows[zone] = own | {f"police_{when}": every[when] - own[when] for when in own}
    table = pd.DataFrame.from_dict(rows, orient="index")
    return table.assign(nights_before=len(before), nights_after=len(during))


def count_codes(nightly: Nightly, before: pd.DatetimeIndex, during: pd.DatetimeIndex) -> pd.DataFrame:
    """
    Count each offence code before and during, the operation's areas and those around them together.

    Parameters
    ----------
    nightly
        The offences; those officers recorded themselves are left out.
    before, during
        Nights.

    Returns
    -------
    counts
        Index code: `treated_before, treated_after, control_before, control_after` (treated: with the buffer), `weight`
        (harm of one; NaN where it has none).
    """
    rows = nightly.events[~nightly.events["police"]]
    rows = rows.assign(side=np.where(rows["zone"] == "control", "control", "treated"))
    codes = pd.Index(sorted(rows["offence_code"].dropna().unique()), name="code")
    table = pd.DataFrame(index=codes)
    for side in ("treated", "control"):
        for when, nights in (("before", before), ("after", during)):
            own = rows[(rows["side"] == side) & rows["night"].isin(nights)]
            table[f"{side}_{when}"] = own["offence_code"].value_counts().reindex(codes, fill_value=0).astype("int64")
    return table.assign(weight=rows.groupby("offence_code")["harm"].median().reindex(codes))


def _nights_of(month: Month, days: set[int]) -> int:
    return int(nights_between(month.first, month.last).day_of_week.isin(days).sum())
