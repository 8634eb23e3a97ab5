"""The registered design of an operation: which nights and places, set against which, fixed when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from vawg_geo.base.errors import SchemaError
from vawg_geo.base.periods import LONDON, Month, clock

PLANNED, RUNNING, YOUNG, ENDED = "planned", "running", "too young to evaluate", "to be evaluated"
SETTLE_DAYS = 28  # from the last night to the data cut: late records come in before anything is judged
YEAR_DAYS = 364  # the nights before that are compared: whole weeks, a year's worth
ZONES = ("treated", "buffer", "control")
NIGHT_END = 6  # METHODS 3


@dataclass(frozen=True)
class Design:
    """One operation as it was registered."""

    name: str
    nights: tuple[pd.Timestamp, ...]  # midnights of their evenings, sorted
    begins: str  # HH:MM
    ends: str
    treated: tuple[str, ...]  # area codes
    buffer: tuple[str, ...]
    control: tuple[str, ...]
    registered: pd.Timestamp  # midnight
    outcome: str
    smallest: float  # smallest fall worth having, as a share; NaN where none was given
    purpose: str

    @property
    def first(self) -> pd.Timestamp:
        """The first night."""
        return self.nights[0]

    @property
    def last(self) -> pd.Timestamp:
        """The last night."""
        return self.nights[-1]

    @property
    def late(self) -> bool:
        """Whether it was registered after its first night: then it is no test."""
        return bool(self.registered > self.first)

    @property
    def hours(self) -> float:
        """Hours of one night."""
        opens, closes = (clock(text).hour + clock(text).minute / 60 for text in (self.begins, self.ends))
        return (closes - opens) % 24 or 24.0

    def codes(self, zone: str) -> tuple[str, ...]:
        """Give the areas of a zone: treated, buffer or control."""
        return {"treated": self.treated, "buffer": self.buffer, "control": self.control}[zone]


def read_designs(table: pd.DataFrame | None, *, hours: tuple[str, str]) -> list[Design]:
    """
    Read the registered designs.

    Parameters
    ----------
    table
        The side table `operation_designs`; None: the force registers none.
    hours
        From when to when where a design does not say.

    Returns
    -------
    designs
        By first night, then name.

    Raises
    ------
    SchemaError
        If a design's nights or hours cannot be read, it has no night or no treated area, or a name is there twice.
    """
    if table is None or table.empty:
        return []
    designs = [_design(row, hours, at) for at, row in enumerate(table.to_dict("records"), start=1)]
    names = [design.name for design in designs]
    if len(set(names)) < len(names):
        raise SchemaError(f"each operation has its own name; {len(names) - len(set(names))} are there twice.")
    return sorted(designs, key=lambda design: (design.first, design.name))


def stage_of(design: Design, *, month: Month, cut: date) -> str:
    """
    Tell where an operation stands.

    Parameters
    ----------
    design
        The operation.
    month
        The reporting month.
    cut
        The data cut.

    Returns
    -------
    stage
        "planned" (its nights lie after the month), "to be evaluated" (ended 28 days before the cut or more), "too young
        to evaluate" (ended since), else "running".
    """
    if design.first > pd.Timestamp(month.last):
        return PLANNED
    if design.last + pd.Timedelta(days=SETTLE_DAYS) <= pd.Timestamp(cut):
        return ENDED
    return YOUNG if design.last < pd.Timestamp(cut) else RUNNING


def nights_before(
    design: Design, others: list[Design], *, earliest: pd.Timestamp, latest: pd.Timestamp
) -> pd.DatetimeIndex:
    """
    List the nights an operation is compared with: the same days of the week in the year before it.

    Parameters
    ----------
    design
        The operation.
    others
        All designs: the nights of another operation in any of its areas are left out.
    earliest, latest
        The first and last night the data hold.

    Returns
    -------
    nights
        Midnights; empty where the data do not reach back.
    """
    days = pd.date_range(design.first - pd.Timedelta(days=YEAR_DAYS), design.first - pd.Timedelta(days=1), freq="D")
    kept = days[
        days.day_of_week.isin({night.day_of_week for night in design.nights}) & (days >= earliest) & (days <= latest)
    ]
    mine = {code for zone in ZONES for code in design.codes(zone)}
    taken = [
        night for other in others if other.name != design.name and mine & set(other.treated) for night in other.nights
    ]
    return kept[~kept.isin(taken)]


def _design(row: dict[Any, Any], hours: tuple[str, str], at: int) -> Design:
    nights = pd.to_datetime(pd.Series(_parts(row.get("nights"))), format="%Y-%m-%d", errors="coerce")
    treated = _parts(row.get("treated"))
    if nights.empty or nights.isna().any() or not treated:
        raise SchemaError(
            f"operation_designs row {at}: nights are dates YYYY-MM-DD with ';' between and treated areas are codes; "
            f"{int(nights.isna().sum())} nights cannot be read."
        )
    text = _text(row.get("hours"))
    begins, dash, ends = text.partition("-") if text else (hours[0], "-", hours[1])
    if not dash:
        raise SchemaError(f"operation_designs row {at}: hours are written HH:MM-HH:MM.")
    clock(begins.strip()), clock(ends.strip())
    registered = pd.Timestamp(row["registered_on"])
    registered = registered.tz_convert(LONDON).tz_localize(None) if registered.tzinfo else registered
    return Design(
        name=_text(row["name"]),
        nights=tuple(sorted(nights.unique())),
        begins=begins.strip(),
        ends=ends.strip(),
        treated=treated,
        buffer=_parts(row.get("buffer")),
        control=_parts(row.get("control")),
        registered=registered.normalize(),
        outcome=_text(row.get("outcome")),
        smallest=float(_text(row.get("smallest_effect")) or np.nan),
        purpose=_text(row.get("purpose")),
    )


def _text(value: object) -> str:
    return "" if value is None or pd.isna(value) else str(value).strip()  # type: ignore[call-overload]


def _parts(value: object) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in _text(value).split(";") if part.strip()))
