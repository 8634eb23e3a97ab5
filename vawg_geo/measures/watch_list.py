"""Places for review, not for patrol: one event, too little evidence, a chance on its way up or down, fear alone."""

from __future__ import annotations

import pandas as pd

from vawg_geo.base.profile import Profile
from vawg_geo.base.shares import percent
from vawg_geo.measures.hotspot_types import WATCH_COLUMNS
from vawg_geo.measures.place_changes import NO_CHANGE

MOST = 12  # places; a longer list is read by nobody
MOST_A_REASON = 4  # one long reason must not hide another
LEAST_FEAR = 5  # Street Safe reports in 12 months
HALF = 0.5  # share of 12 months' harm that makes an offence the place's whole story


def find_watched(places: pd.DataFrame, *, profile: Profile) -> pd.DataFrame:
    """
    Find the places to be reviewed and say why, the most pressing first.

    Parameters
    ----------
    places
        One row an area: `place`, `p_top`, `n12`, `n_month`, `harm12`, `nights12`, `victims12`, `largest_share`,
        `fear`, `enough`, `survives`, `rises` (a rise was told), `held` (was on the list and is falling back),
        `listed`.
    profile
        Thresholds and the length of the list.

    Returns
    -------
    watch
        Index area: `place`, `why`, `n12`, `n_month`, `largest_share`, `fear`, `note` (a finished sentence). At most
        twelve places and four a reason; each stands once, under the first reason that holds.

    References
    ----------
    METHODS 6.4, 6.5, 13 (never called a hot spot).
    """
    ranked = places.assign(raw_rank=places["harm12"].rank(ascending=False, method="min"))
    asked = ranked.loc[~places["listed"]]
    reasons = _reasons(asked, profile)
    found = asked.assign(why=reasons).loc[reasons != ""]
    found = found.assign(
        order=found["why"].map({why: at for at, why in enumerate(_ORDER)}),
        weight=found["p_top"].where(found["why"] != "fear only", found["fear"].astype("float64")),
    )
    found = found.sort_index().sort_values(["order", "weight", "harm12"], ascending=[True, False, False], kind="stable")
    found = _shortened(found)
    notes = [_NOTES[str(row["why"])](row) for _, row in found.iterrows()]
    return found.assign(note=pd.Series(notes, index=found.index, dtype="str"))[list(WATCH_COLUMNS)]


_ORDER = ("single event", "emerging", "too little evidence", "falling back", "fear only")


def _reasons(places: pd.DataFrame, profile: Profile) -> pd.Series:
    likely = places["p_top"] >= profile.tiers.b
    # One terrible event also leads the plain harm list, even where shrinkage has already put it in its place.
    leads = (places["raw_rank"] <= profile.score.top) & (places["largest_share"] >= HALF)
    why = pd.Series("", index=places.index)
    for name, holds in (
        ("single event", (likely & ~places["survives"] & (places["largest_share"] >= HALF)) | leads),
        ("too little evidence", likely & ~places["enough"]),
        ("single event", likely & ~places["survives"]),
        ("falling back", places["held"]),
        ("emerging", (places["p_top"] >= profile.tiers.leave_below) | places["rises"]),
        ("fear only", (places["fear"].fillna(0) >= LEAST_FEAR) & (places["n12"] == 0)),
    ):
        why = why.where((why != "") | ~holds, name)
    return why


def _shortened(found: pd.DataFrame) -> pd.DataFrame:
    turn = found.groupby("order").cumcount()
    kept = turn.loc[turn < MOST_A_REASON].sort_values(kind="stable").index[:MOST]
    return found.loc[found.index.isin(kept)]


def _percent(share: float) -> str:
    return percent(share).replace("%", " %")


def _offences(n: int) -> str:
    return f"{n} offence" if n == 1 else f"{n} offences"


def _single(row: pd.Series) -> str:
    said = f"{row['place']}: one offence is {_percent(row['largest_share'])} of 12 months' harm"
    if row["largest_share"] >= HALF:
        return f"{said} ({_offences(row['n12'])} in all). One event is not a pattern; for review, not patrol."
    return f"{row['place']}: without its largest offence it would not be among the places with most harm; for review."


def _little(row: pd.Series) -> str:
    return (
        f"{row['place']}: {_offences(row['n12'])} on {row['nights12']} nights against {row['victims12']} people known "
        "to differ in 12 months; too little to send a patrol on."
    )


def _emerging(row: pd.Series) -> str:
    said = "a rise was told over 12 months" if row["rises"] else NO_CHANGE
    return f"{row['place']}: {_percent(row['p_top'])} chance of being among the places with most harm; {said}."


def _falling(row: pd.Series) -> str:
    return (
        f"{row['place']}: was on the list; its chance is now {_percent(row['p_top'])}. It leaves after two quarters "
        "in a row below 30 %."
    )


def _fear(row: pd.Series) -> str:
    return f"{row['place']}: {row['fear']} Street Safe reports in 12 months, no recorded offence. A pin is not a crime."


_NOTES = {
    "single event": _single,
    "too little evidence": _little,
    "emerging": _emerging,
    "falling back": _falling,
    "fear only": _fear,
}
