"""What may leave: the columns of every table beside a page, and what each table holds."""

from __future__ import annotations

_PLACE = ("number", "area", "place", "district", "tier", "status", "status_months")
_FOUND = (
    "n12", "n_month", "nights12", "harm12", "shrunk_harm", "largest_share", "p_top", "rank", "rank_low", "rank_high",
    "trend", "peak_text", "peak_low", "peak_high", "behaviours", "fear", "cluster",
)  # fmt: skip
ALLOWED: dict[str, tuple[str, ...]] = {
    "places": (*_PLACE, *_FOUND, "expected_low", "expected_high"),
    "areas": ("area", "place", "district", "n", "n12", "n_month", "expected_n", "shrunk_harm", "rank", "p_top"),
    "watch": ("area", "place", "why", "n12", "n_month", "largest_share", "fear", "note"),
    "changes": ("area", "place", "before", "after", "ratio", "low", "high", "p", "q", "told", "text"),
    "months": ("month", "n", "nights", "harm"),
    "nights": ("night", *(f"{hour:02d}" for hour in range(24))),
    "place_months": ("number", "place", "month", "n"),
    "coverage": ("k", "places", "nights", "hours", "share", "officer_hours", "adds"),
    "curve": ("k", "share", "officer_hours", "adds"),
    "capture": ("method", "horizon_months", "share_harm", "low", "high", "share_places", "pai", "pei", "origins"),
    "tasks": ("place", "asked", "since", "owner", "due", "state", "delivered", "counted"),
    "flow": ("step", "n"),
    "ledger": ("file", "rows_in", "used", "rejected"),
    "quality": ("file", "rule", "what", "n", "action"),
    "removed": ("place", "what", "n"),
    "recorded": (
        "area", "place", "district", "near", "n", "n_month", "expected", "rank", "p_top", "rank_low", "rank_high",
        "z", "q", "cluster",
    ),
    "recorded_months": ("month", "n", "placed"),
    "cannot_say": ("what", "why"),
    "suspects": (
        "number", "suspect", "crimes", "victims", "harm", "unweighted", "largest_share", "last_recorded",
    ),
    "repeat_windows": ("days", "n", "repeats", "share", "low", "high", "censored"),
    "registered": ("risk", "n", "overdue", "undated"),
    "contributions": ("area", "period", "kind", "n", "n_faded", "mean_weight", "adds"),
    "shrinkage": (
        "area", "place", "stratum", "n", "n_faded", "own_weight", "expected_n", "own_mean", "mean_harm", "k",
        "shrunk_harm", "rank",
    ),
    "units": ("area", "place", "before", "after", "left_out_before", "left_out_after", "ratio", "low", "high", "p", "q",
              "told", "tested"),
}  # fmt: skip
HOTSPOT_COLUMNS = (*_PLACE, *_FOUND, "geometry")
_HIDDEN = ("n", "hidden")  # the count, empty where it is hidden; and whether it is
# What leaves for partners and for the public: the release's tables, in long form, and what is said of patrols.
ALLOWED_SHARED: dict[str, tuple[str, ...]] = {
    "areas": ("area", "place", "district", *_HIDDEN),
    "districts": ("district", "behaviour", *_HIDDEN),
    "years": ("year", *_HIDDEN),
    "places": ("number", "place", "district", "tier", *_HIDDEN, "peak_text"),
    "told": ("reason", "n"),
    "done": ("place", "asked_minutes", "delivered_minutes"),
}

# One sentence a table, for the workbook's cover.
TABLE_WORDS: dict[str, str] = {
    "places": "The listed places, in the order of the page.",
    "areas": "Every area, listed or not.",
    "watch": "Places for review, not for patrol.",
    "changes": "The last 12 months against the 12 before, place by place.",
    "months": "Offences on weekend nights, month by month.",
    "nights": "Offences of 12 months by night and hour.",
    "place_months": "Offences of the listed places, month by month.",
    "coverage": "The options to decide between: places, nights, hours and what they cover.",
    "curve": "Expected harm covered by officer-hours, place by place.",
    "capture": "How much of later harm earlier lists held.",
    "tasks": "What was asked last month or is still to be done, of whom, what was delivered and counted.",
    "flow": "How many records were read, left out and why, and counted.",
    "ledger": "How many rows each file held, used and rejected.",
    "quality": "What was refused, quarantined, corrected or reported in reading.",
    "removed": "Points that are counted and stand on no map.",
    "recorded": "Every area's recorded offences.",
    "recorded_months": "Recorded offences month by month.",
    "cannot_say": "What these data cannot show.",
    "units": "Every comparable unit's change.",
    "suspects": "Adults by recorded involvement, under pseudonyms; restricted: no onward copy.",
    "repeat_windows": "Recorded involvements that had an earlier one, by days looked back.",
    "registered": "People under notification requirements, by risk level: counts.",
    "contributions": "What each area's expected harm is made of, by period and kind of offence.",
    "shrinkage": "How far each area's own record is believed, and what it is drawn towards.",
    "districts": "Offences by district and behaviour.",
    "years": "Offences of the whole force in the last 12-month periods.",
    "force": "Offences of the whole force.",
    "told": "What people told the police in Street Safe.",
    "done": "What was asked of patrols and what was delivered.",
}
