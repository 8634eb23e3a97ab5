"""Written dates to clock times, by the order the source states and no other."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable

import numpy as np
import pandas as pd

_DAY, _MONTH, _YEAR = r"(?P<d>[0-9]{1,2})", r"(?P<m>[0-9]{1,2}|[A-Za-z]{3,9})", r"(?P<y>[0-9]{4})"
_TIME = (
    r"(?:[T ,]+(?P<H>[0-9]{1,2})[:.]?(?P<M>[0-9]{2})(?:[:.](?P<S>[0-9]{2})(?:[.][0-9]+)?)?(?: ?(?P<half>[AaPp][Mm]))?"
    r"(?: ?(?P<zone>Z|[+-][0-9]{2}:?[0-9]{2}))?)?"
)
_SEP = r"[/.\- ]"
_PATTERNS = {
    order: re.compile(_SEP.join(parts) + _TIME)
    for order, parts in {
        "day_first": (_DAY, _MONTH, _YEAR),
        "month_first": (_MONTH, _DAY, _YEAR),
        "iso": (_YEAR, _MONTH, _DAY),
    }.items()
}
_CLOCK = re.compile(_TIME)
_DAY_COLUMNS = {
    "time": "datetime64[us]", "utc": "bool", "fault": "str", "day": "int64", "month": "int64", "midnight24": "bool",
    "serial": "bool",
}  # fmt: skip
_CLOCK_COLUMNS = {"clock": "timedelta64[us]", "utc": "bool", "midnight24": "bool"}
_SERIAL = re.compile(r"[0-9]{5}(\.[0-9]+)?")
_MONTHS = {name.casefold(): number for number, name in enumerate(calendar.month_abbr) if number}
_MONTHS |= {name.casefold(): number for number, name in enumerate(calendar.month_name) if number}
EXCEL_EPOCH = np.datetime64("1899-12-30", "us")


def parse_dates(texts: pd.Series, order: str) -> pd.DataFrame:
    """
    Read written dates by one order.

    Parameters
    ----------
    texts
        Cells as text, empty where missing.
    order
        "day_first", "month_first" or "iso". A month may be a name; a zone ("Z", "+01:00") is honoured.

    Returns
    -------
    parsed
        Index of `texts`: `time` (datetime64 without zone, NaT where unreadable), `utc` (bool: the time is UTC, because
        a zone was written), `fault` ("" read, "blank", "I16" unreadable, "I19" a zero date, "swapped" only readable
        with day and month exchanged), `day`, `month` (as written, 0 where not numbers), `midnight24` (bool: written
        24:00), `serial` (bool: an Excel day number).
    """
    # Days and clock times repeat, moments do not: each is read once, then they are put together.
    written = [_split(text) for text in texts.tolist()]
    days = _each_once([day for day, _ in written], lambda text: _parse(text, order), _DAY_COLUMNS)
    clocks = _each_once([clock for _, clock in written], _read_clock, _CLOCK_COLUMNS)
    parsed = days.assign(
        time=days["time"] + clocks["clock"],
        utc=days["utc"] | clocks["utc"],
        midnight24=days["midnight24"] | clocks["midnight24"],
        fault=days["fault"].mask(days["fault"].eq("") & clocks["clock"].isna(), "I16"),
    )
    return parsed.set_axis(texts.index)


def _split(text: str) -> tuple[str, str]:
    colon = text.find(":")
    if colon < 0:
        return text, ""
    gap = max(text.rfind(" ", 0, colon), text.rfind("T", 0, colon))
    return (text[:gap], text[gap:]) if gap > 0 else (text, "")


def _each_once(texts: list[str], read: Callable[[str], tuple[object, ...]], columns: dict[str, str]) -> pd.DataFrame:
    codes, unique = pd.factorize(np.array(texts, dtype=object))
    table = pd.DataFrame([read(str(text)) for text in unique], columns=list(columns)).astype(columns)
    return table.take(codes).reset_index(drop=True)


def _read_clock(text: str) -> tuple[object, bool, bool]:
    if not text:
        return np.timedelta64(0, "us"), False, False
    found = _CLOCK.fullmatch(text)
    time, utc, midnight24 = _build(1970, 1, 1, found) if found else (None, False, False)
    return None if time is None else time - np.datetime64("1970-01-01", "us"), utc, midnight24


def _parse(text: str, order: str) -> tuple[object, bool, str, int, int, bool, bool]:
    if not text:
        return None, False, "blank", 0, 0, False, False
    if _SERIAL.fullmatch(text):
        seconds = round(float(text) * 86_400)
        return EXCEL_EPOCH + np.timedelta64(seconds, "s"), False, "", 0, 0, False, True
    found = _PATTERNS[order].fullmatch(text)
    if not found:
        return None, False, "I16", 0, 0, False, False
    named = not found["m"].isdigit()
    month = _MONTHS.get(found["m"].casefold(), 13) if named else int(found["m"])
    day, year = int(found["d"]), int(found["y"])
    time, utc, midnight24 = _build(year, month, day, found)
    fault = "" if time is not None else _fault(year, month, day, named=named)
    return time, utc, fault, 0 if named else day, 0 if named else month, midnight24, False


def _build(year: int, month: int, day: int, found: re.Match[str]) -> tuple[np.datetime64 | None, bool, bool]:
    hour, minute, second = (int(found[part] or 0) for part in "HMS")
    if found["half"]:
        if not 1 <= hour <= 12:  # noqa: PLR2004 - a clock face
            return None, False, False
        hour = hour % 12 + (12 if found["half"].casefold() == "pm" else 0)
    midnight24 = hour == 24 and minute == second == 0  # noqa: PLR2004
    if not (1 <= month <= 12 and year > 0 and 1 <= day <= calendar.monthrange(year, month)[1]):  # noqa: PLR2004
        return None, False, False
    if not (midnight24 or hour < 24) or minute > 59 or second > 59:  # noqa: PLR2004
        return None, False, False
    date = np.datetime64(f"{year:04d}-{month:02d}-{day:02d}", "us")
    time = date + np.timedelta64((hour * 60 + minute) * 60 + second, "s")
    return time - _offset(found["zone"]), bool(found["zone"]), midnight24


def _offset(zone: str | None) -> np.timedelta64:
    if not zone or zone == "Z":
        return np.timedelta64(0, "m")
    minutes = int(zone[1:3]) * 60 + int(zone[-2:])
    return np.timedelta64(minutes if zone[0] == "+" else -minutes, "m")


def _fault(year: int, month: int, day: int, *, named: bool) -> str:
    if not day or not month or not year:
        return "I19"
    exchanged = not named and month > 12 >= day and 1 <= month <= calendar.monthrange(max(1, year), day)[1]  # noqa: PLR2004
    return "swapped" if exchanged else "I16"
