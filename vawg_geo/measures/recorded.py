"""Recorded offences by area where no night, victim or offence code is known: open data."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from vawg_geo.base.calls import checked
from vawg_geo.base.errors import PeriodError
from vawg_geo.base.periods import Month
from vawg_geo.base.profile import Profile
from vawg_geo.base.schema import Column, check_table
from vawg_geo.measures.gistar import score_gistar
from vawg_geo.measures.ranking import score_harm, score_ranks
from vawg_geo.sources.removal import list_removed

PREFIX = "On or near "  # how data.police.uk writes a place
GENERIC = (  # kinds of place, not names; most areas with one have several
    "No Location", "No location", "Airport/Airfield", "Bus/Coach Station", "Conference/Exhibition Centre",
    "Further/Higher Educational Building", "Hospital", "Nightclub", "Park/Open Space", "Parking Area",
    "Pedestrian Subway", "Petrol Station", "Police Station", "Prison", "Race Track", "Shopping Area",
    "Sports/Recreation Area", "Supermarket", "Theatre/Concert Hall",
)  # fmt: skip
DISCOVERIES = 0.05  # share of badges or told changes that may be false. METHODS 7
COUNTED = {"category": Column("text", null=True), "occurred_from": Column("time"), "located": Column("text"),
           "area": Column("text", null=True)}  # fmt: skip
_TOLD = ("occurred_to", "vintage", "place", "victim_sex", "offence_code", "da", "removed_place", "removed_why")
_RECORDS = COUNTED | dict.fromkeys(_TOLD, Column("any", null=True))
_AREAS = {"alias": Column("text"), "vintage": Column("text")}


@dataclass(frozen=True)
class Recorded:
    """What open data can bear: counts by area, their order and its uncertainty."""

    flow: pd.DataFrame  # step, n: the first is all, the last what is counted, those between the difference
    scores: pd.DataFrame  # per area: n, n_month, expected_n, rank, p_top, rank_low, rank_high, z, q, cluster, near
    listed: pd.DataFrame  # the first k of them, with place and number
    monthly: pd.DataFrame  # index month text: n (in scope), placed
    removed: pd.DataFrame  # place, what, n: in scope and period, counted, on no map
    cannot: pd.DataFrame  # what, why: what these data cannot show
    first: Month  # first month of the period shown
    last: Month
    chosen: dict[str, str]


@checked
def find_recorded(
    incidents: gpd.GeoDataFrame, areas: gpd.GeoDataFrame, *, month: Month | str, profile: Profile
) -> Recorded:
    """
    Count, shrink and rank the offences of a period that ends with a month, by area.

    Parameters
    ----------
    incidents
        Located incidents: `category`, `occurred_from` (first of the month), `area`, `located`, `place`, `vintage`.
    areas
        Areas of one vintage, index = code, `alias`, `vintage`.
    month
        The run's month; the period is the unbroken months before it, at most the profile's display months.
    profile
        `scope.categories`, `windows.display_months` and `score` are read.

    Returns
    -------
    recorded
        Counts, expected counts (empirical Bayes), ranks with 5-95 % intervals, Gi* badge, and what cannot be said.

    Raises
    ------
    SchemaError
        If a column is missing or holds what it must not.
    PeriodError
        If the data hold no offence of the month.

    References
    ----------
    METHODS 4, 5 (with every offence weighed alike) and 7.
    """
    month = Month.parse(month)
    check_table(incidents, _RECORDS, what="the table of incidents")
    check_table(areas, _AREAS, what="the table of areas")
    when = _months(incidents)
    in_scope = incidents["category"].isin(profile.scope.categories)
    own = incidents["vintage"].isin(areas["vintage"].unique())  # counts of another vintage cannot be split onto these
    have = set(when[in_scope & own])
    if str(month) not in have:
        reach = f"they reach from {min(have)} to {max(have)}" if have else "they hold none in these areas at all"
        raise PeriodError(f"The data hold no offence in scope in {month}; {reach}.")
    first = _first_unbroken(month, have, longest=profile.windows.display_months)
    in_period = own & (when >= str(first)) & (when <= str(month))
    used = in_scope & in_period & incidents["located"].eq("placed")
    scores = _score(incidents[used].assign(harm=1.0), areas, when[used], month=month, profile=profile)
    listed = scores.nsmallest(profile.score.top, "rank")
    listed = listed.assign(place=areas["alias"].reindex(listed.index), number=np.arange(1, len(listed) + 1))
    monthly = pd.DataFrame(
        {
            "n": when[in_scope].value_counts(),
            "placed": when[in_scope & incidents["located"].eq("placed")].value_counts(),
        }
    ).fillna(0)
    chosen = {
        "period": f"{first} to {month}: the unbroken months before the run's month, at most "
        f"{profile.windows.display_months}",
        "order": "expected count (empirical Bayes over all areas), every offence weighed alike",
    }
    return Recorded(
        flow=recorded_flow(incidents, in_scope, in_period),
        scores=scores,
        listed=listed,
        monthly=monthly.astype("int64").sort_index().rename_axis("month"),
        removed=list_removed(incidents[in_scope & in_period]),
        cannot=_cannot(incidents[in_scope], have, profile),
        first=first,
        last=month,
        chosen=chosen,
    )


def _months(incidents: pd.DataFrame) -> pd.Series:
    months: pd.Series = incidents["occurred_from"].dt.strftime("%Y-%m")
    return months


def _first_unbroken(month: Month, have: set[str], *, longest: int) -> Month:
    first = month
    while str(first - 1) in have and month.months_since(first) + 1 < longest:
        first -= 1
    return first


def _score(
    used: gpd.GeoDataFrame, areas: gpd.GeoDataFrame, when: pd.Series, *, month: Month, profile: Profile
) -> pd.DataFrame:
    harm = score_harm(used, areas, k=profile.score.k)
    ranks = score_ranks(used, areas, top=profile.score.top, draws=profile.score.draws, seed=profile.score.seed)
    hot = score_gistar(harm["n"], areas, permutations=profile.score.permutations, seed=profile.score.seed)
    n_month = used["area"][when == str(month)].value_counts().reindex(areas.index, fill_value=0)
    return harm[["n", "expected_n", "rank"]].assign(
        n_month=n_month.astype("int64"),
        p_top=ranks["p_top"],
        rank_low=ranks["rank_low"],
        rank_high=ranks["rank_high"],
        z=hot["z"],
        q=hot["q"],
        cluster=(hot["q"] <= DISCOVERIES) & (hot["z"] > 0),  # METHODS 6.6: a badge, only where z > 0
        near=_near(used).reindex(areas.index),
    )


def _near(used: pd.DataFrame) -> pd.Series:
    """Name the street most of an area's offences were placed near: a help to readers, not a location."""
    places = used["place"].str.removeprefix(PREFIX)
    places = places.mask(places.isin(GENERIC))
    counts = pd.DataFrame({"area": used["area"], "place": places}).value_counts().reset_index()
    first = counts.sort_values(["count", "place"], ascending=[False, True], kind="stable")
    return first.drop_duplicates("area").set_index("area")["place"]


def recorded_flow(incidents: gpd.GeoDataFrame, in_scope: pd.Series, in_period: pd.Series) -> pd.DataFrame:
    """
    Account for every record: counted by area, or left out for one stated reason.

    Parameters
    ----------
    incidents
        Located incidents: `located`.
    in_scope, in_period
        Whether each is of a crime type counted, and of a month shown.

    Returns
    -------
    flow
        `step`, `n`: the first row is all records, the last those counted, the rows between sum to the difference.
    """
    located = incidents["located"].where(in_scope & in_period)
    rows = [
        ("Records in the files that were used", len(incidents)),
        ("Out of scope: other crime types", int((~in_scope).sum())),
        ("Out of scope: other months, or areas of another vintage", int((in_scope & ~in_period).sum())),
        ("Outside the force's areas", int(located.eq("outside").sum())),
        ("Unlocated: no place recorded", int(located.eq("unlocated").sum())),
        ("At a prison, hospital or police station: listed, not ranked", int(located.eq("default_point").sum())),
        ("In a place that curation excludes: listed, not ranked", int(located.eq("excluded").sum())),
        ("Online", int(located.eq("online").sum())),
        ("Counted by area", int(located.eq("placed").sum())),
    ]
    return pd.DataFrame(rows, columns=["step", "n"])


def _cannot(scope: pd.DataFrame, have: set[str], profile: Profile) -> pd.DataFrame:
    """List what these records cannot show, told from the records themselves."""
    span = scope["occurred_to"] - scope["occurred_from"]
    rows = []
    if not (span <= pd.Timedelta(hours=2)).any():
        rows.append(("Nights and hours", "cannot say: every record gives a month, none a day or an hour"))
    if not scope["victim_sex"].notna().any():
        rows.append(("Women and girls", "cannot say: no record gives the victim's sex; all victims are counted"))
    if not scope["offence_code"].notna().any():
        rows.append(("Harm", "cannot say: no record gives an offence code; every offence counts alike"))
    if not scope["da"].notna().any():
        rows.append(("Domestic abuse", "cannot say: no record carries the flag"))
    if len(have) < profile.windows.evidence_months:
        held = f"{len(have)} months are held, {profile.windows.evidence_months} are needed"
        rows.append(("Tiers; new, stable or leaving", f"cannot say: {held}"))
    if len(have) < 24:  # METHODS 8: a seasonal range needs two years  # noqa: PLR2004
        rows.append(("Expected range", f"cannot say: {len(have)} months are held, 24 are needed"))
    return pd.DataFrame(rows, columns=["what", "why"])
