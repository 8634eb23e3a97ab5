"""Public places: the night-time hot spots of the monthly page, how they emerged, how concentrated offences are."""

from __future__ import annotations

import numpy as np
import pandas as pd

from vawg_geo.base.errors import PeriodError
from vawg_geo.base.periods import Month
from vawg_geo.measures.concentration import measure_concentration
from vawg_geo.measures.concentration_curve import trace_concentration
from vawg_geo.measures.emerging_places import label_places
from vawg_geo.measures.hotspot_types import Hotspots
from vawg_geo.measures.weekend_rates import rate_weekends
from vawg_geo.publishing.chapters._geography_tables import on_map
from vawg_geo.publishing.report.sentences import Sentence
from vawg_geo.publishing.report.study import Study

TIERS = {"A": "A", "B": "B", "watch": "Watch", "": ""}
LABELS = {
    "new": "New: a cluster in the last quarter for the first time",
    "consecutive": "Building up: a cluster in all of the last quarters",
    "intensifying": "Lasting and rising",
    "persistent": "Lasting",
    "diminishing": "Lasting and falling",
    "sporadic": "On and off",
    "oscillating": "Now high, once low",
    "historical": "Lasting, but not in the last quarter",
    "none": "No cluster now",
}
MARKED = (0.05,)  # share of areas at which the curve is read out


def find_places(study: Study) -> Hotspots | None:
    """Find the month's hot spots; None where the month is not over at the cut or the data lack a month."""
    try:
        return study.hotspots
    except PeriodError:
        return None


def say_none(study: Study) -> Sentence:
    """Say why no public place is listed: none has the evidence, or no list can be made."""
    return study.must_say("geography.cannot_list" if find_places(study) is None else "geography.no_hotspots")


def list_places(found: Hotspots | None) -> pd.DataFrame:
    """
    List the hot spots as the monthly page does.

    Parameters
    ----------
    found
        From `find_places`.

    Returns
    -------
    places
        area, number, place, tier, status, n12 (offences of 12 months), n_month, harm (expected a year), p_top,
        rank, rank_low, rank_high, largest (share of the largest offence), cluster ("yes", "no"), peak, behaviours.
    """
    columns = [
        "area", "number", "place", "tier", "status", "n12", "n_month", "harm", "p_top", "rank", "rank_low", "rank_high",
        "largest", "cluster", "peak", "behaviours",
    ]  # fmt: skip
    if found is None:
        return pd.DataFrame(columns=columns)
    listed = found.listed.drop(columns="harm")  # of the evidence; the page shows what is expected
    listed = listed.rename(columns={"shrunk_harm": "harm", "largest_share": "largest", "peak_text": "peak"})
    listed = listed.rename_axis("area").reset_index()
    listed["cluster"] = np.where(listed["cluster"].astype("boolean").fillna(value=False), "yes", "no")
    return listed[columns]


def rate_places(study: Study, found: Hotspots) -> pd.DataFrame:
    """
    Give the listed places' offences per weekend night of the year.

    Parameters
    ----------
    study
        The profile under study.
    found
        From `find_places`.

    Returns
    -------
    rates
        Index area: weekend_n, weekend_nights, per_night, night_low, night_high.
    """
    rates = rate_weekends(
        found.events, found.listed.index, last=study.month, profile=study.nights,
        extra_nights=study.case.force.extra_nights,
    )  # fmt: skip
    return rates.rename(columns={"low": "night_low", "high": "night_high"})


def cover_places(found: Hotspots | None) -> pd.DataFrame:
    """
    Say how much of the expected harm patrols of the listed places would cover.

    Parameters
    ----------
    found
        From `find_places`.

    Returns
    -------
    coverage
        k (places, in rank order), share, officer_hours (of the month).

    References
    ----------
    METHODS 6.9.
    """
    columns = ["k", "share", "officer_hours"]
    return pd.DataFrame(columns=columns) if found is None else found.curve[columns].reset_index(drop=True)


def count_labels(study: Study) -> pd.DataFrame:
    """
    Label each area's cluster of public-place offences, quarter by quarter.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    emerging
        area, place, label (words), n (offences of the last quarter; missing = small), z; areas in a cluster now, in
        the order of the labels, then by z. Empty where none is, or nothing can be said.
    """
    rows = on_map(study.rows)
    public = rows.loc[rows["space"] == "public", ["area", "day"]]
    table = label_places(public, study.case.areas, last=study.month, months=_comparable_months(study))
    told = table[table["label"].isin([*LABELS][:-2])]
    order = told.assign(at=told["label"].map([*LABELS].index)).sort_values(["at", "z"], ascending=[True, False])
    named = order.assign(
        place=study.case.areas["alias"].reindex(order.index), label=order["label"].map(LABELS),
        n=order["n"].astype("Int64").mask(order["n"] < study.written.least),
    )  # fmt: skip
    return named.rename_axis("area").reset_index()[["area", "place", "label", "n", "z"]]


def _comparable_months(study: Study) -> int:
    """Count the months charted whose records all lie on today's areas: others would make a place seem new."""
    other = study.rows.loc[study.rows["vintage"] != study.case.vintage, "day"]
    months = study.month.months_since(Month.of(other.max().date())) if len(other) else study.written.chart_months
    return max(0, min(months, len(study.months)))


def trace_public(study: Study) -> tuple[pd.DataFrame, pd.Series]:
    """
    Trace how concentrated the period's public-place offences are over the smallest areas.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    curve, summary
        The curve with `marked` ("yes", ""), and `measure_concentration`'s figures.
    """
    rows = on_map(study.now)
    counts = rows.loc[rows["space"] == "public", "area"].value_counts()
    whole = counts.reindex(study.case.areas.index, fill_value=0)
    curve = trace_concentration(whole)
    at = {int((curve["units"] - share).abs().argmin()) for share in MARKED} if len(curve) else set()
    marked = ["yes" if row in at else "" for row in range(len(curve))]
    return curve.assign(marked=marked), measure_concentration(whole)
