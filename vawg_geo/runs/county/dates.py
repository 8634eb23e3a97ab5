"""The county's calendar: bank holidays, pay days, terms, feasts, fairs, football, campaigns, changes of recording."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources

import pandas as pd

from vawg_geo.runs.county.chance import stream

DAY = "%d/%m/%Y"
YEARS = range(2016, 2023)
FRIDAY, SATURDAY = 4, 5
EASTER_SUNDAYS = ("2016-03-27", "2017-04-16", "2018-04-01", "2019-04-21", "2020-04-12", "2021-04-04", "2022-04-17")
# Of England and Wales, beside Easter; those that fell on other days than usual are written out.
BANK_HOLIDAYS = {
    "New Year's Day": ("2017-01-02", "2018-01-01", "2019-01-01", "2020-01-01", "2021-01-01", "2022-01-03"),
    "Early May bank holiday": ("2016-05-02", "2017-05-01", "2018-05-07", "2019-05-06", "2020-05-08", "2021-05-03",
                               "2022-05-02"),
    "Spring bank holiday": ("2016-05-30", "2017-05-29", "2018-05-28", "2019-05-27", "2020-05-25", "2021-05-31",
                            "2022-06-02"),
    "Platinum Jubilee bank holiday": ("2022-06-03",),
    "Summer bank holiday": ("2016-08-29", "2017-08-28", "2018-08-27", "2019-08-26", "2020-08-31", "2021-08-30",
                            "2022-08-29"),
    "Christmas Day": ("2016-12-27", "2017-12-25", "2018-12-25", "2019-12-25", "2020-12-25", "2021-12-27",
                      "2022-12-27"),
    "Boxing Day": ("2016-12-26", "2017-12-26", "2018-12-26", "2019-12-26", "2020-12-28", "2021-12-28",
                   "2022-12-26"),
}  # fmt: skip
FEASTS = {"Halloween": "10-31", "Bonfire Night": "11-05", "Christmas Eve": "12-24", "New Year's Eve": "12-31"}
CAMPAIGNS = (
    ("2021-09-01", "2021-10-31", "Street Safe: autumn campaign"),
    ("2022-02-01", "2022-03-31", "Street Safe: spring campaign"),
    ("2021-11-25", "2021-12-10", "16 days of action"),
    ("2020-11-25", "2020-12-10", "16 days of action"),
    ("2021-12-01", "2021-12-31", "Ask for Angela, with door staff"),
)
RECORDING = (  # the first three are national changes, the last two the county's own
    ("2017-04-01", "Stalking and harassment counted as a group of its own"),
    ("2018-04-01", "Course of conduct counted beside the most serious other offence"),
    ("2020-04-01", "Course of conduct by a former partner recorded as stalking"),
    ("2020-04-01", "The force began to keep the steps of every domestic abuse and serious sexual offence crime"),
    ("2021-04-01", "101 calls counted by a new telephone system"),
)


def make_dates(seed: int) -> dict[str, pd.DataFrame]:
    """
    Make the calendar and the horizon notes.

    Parameters
    ----------
    seed
        The county's seed; football alone depends on it.

    Returns
    -------
    tables
        calendar (date, until, kind, name, district), horizon (date, what, source, theme).
    """
    rows = [*_holidays(), *_pay_days(), *_year(), *_football(seed)]
    rows += [(first, last, "campaign", name, "") for first, last, name in CAMPAIGNS]
    rows += [(day, "", "recording_change", name, "") for day, name in RECORDING]
    calendar = pd.DataFrame(rows, columns=["date", "until", "kind", "name", "district"])
    calendar = calendar[calendar["date"] >= "2016-04-01"].sort_values(["date", "kind", "name"], ignore_index=True)
    horizon = read_written("horizon.csv")
    return {"calendar": _written(calendar, "date", "until"), "horizon": _written(horizon, "date")}


def read_written(file: str) -> pd.DataFrame:
    """
    Read a table that was written by hand, from beside this module.

    Parameters
    ----------
    file
        Its name.

    Returns
    -------
    table
        Text, "" where blank.
    """
    with resources.files(__package__).joinpath(file).open(encoding="utf-8") as lines:
        return pd.read_csv(lines, dtype=str, keep_default_na=False)


def _written(table: pd.DataFrame, *columns: str) -> pd.DataFrame:
    days = {column: pd.to_datetime(table[column], errors="coerce").dt.strftime(DAY).fillna("") for column in columns}
    return table.assign(**days)


Row = tuple[str, str, str, str, str]


def _holidays() -> Iterator[Row]:
    for name, days in BANK_HOLIDAYS.items():
        yield from ((day, "", "bank_holiday", name, "") for day in days)
    for sunday in EASTER_SUNDAYS:
        for name, days_off in (("Good Friday", -2), ("Easter Monday", 1)):
            yield _iso(pd.Timestamp(sunday) + pd.Timedelta(days=days_off)), "", "bank_holiday", name, ""


def _pay_days() -> Iterator[Row]:
    for last in pd.date_range("2016-04-01", "2022-12-31", freq="BME"):
        yield _iso(last), "", "pay_day", "Last working day of the month", ""


def _year() -> Iterator[Row]:
    """List what comes round every year: feasts, freshers' weeks, terms, fairs."""
    for year in YEARS:
        yield from ((f"{year}-{day}", "", "event", name, "") for name, day in FEASTS.items())
        fresh = _next(year, "09-22", FRIDAY)
        yield _iso(fresh), _iso(fresh + pd.Timedelta(days=8)), "freshers", "Freshers' weeks", "Alderwick"
        yield _iso(fresh), _iso(fresh + pd.Timedelta(days=8)), "freshers", "Freshers' weeks", "Fenmere"
        june = _next(year, "06-20", 2)
        yield _iso(june), _iso(june + pd.Timedelta(days=5)), "fair", "Midsummer fair", "Alderwick"
        july = _next(year, "07-22", FRIDAY)
        yield _iso(july), _iso(july + pd.Timedelta(days=2)), "fair", "Thole music festival", "Isle of Thole"
        autumn = _next(year, "10-01", FRIDAY)
        yield _iso(autumn), _iso(autumn + pd.Timedelta(days=2)), "fair", "Charter fair", "Sedgeland"
        yield f"{year}-01-05", f"{year}-04-01", "term", "Schools: spring term", ""
        yield f"{year}-04-19", f"{year}-07-20", "term", "Schools: summer term", ""
        yield f"{year}-09-03", f"{year}-12-17", "term", "Schools: autumn term", ""
        yield f"{year}-01-14", f"{year}-03-25", "term", "Universities: spring term", ""
        yield f"{year}-04-22", f"{year}-06-17", "term", "Universities: summer term", ""
        yield f"{year}-09-27", f"{year}-12-10", "term", "Universities: autumn term", ""


def _football(seed: int) -> Iterator[Row]:
    """Home matches on about every other Saturday from August to early May."""
    rng = stream(seed, "football")
    for year in YEARS:
        saturdays = pd.date_range(_next(year, "08-06", SATURDAY), f"{year + 1}-05-07", freq="14D")
        for day in saturdays[rng.random(len(saturdays)) < 0.95]:  # noqa: PLR2004 - a few are called off
            if day.year in YEARS:
                yield _iso(day), "", "football", "Alderwick Town at home", "Alderwick"


def _next(year: int, day: str, weekday: int) -> pd.Timestamp:
    first = pd.Timestamp(f"{year}-{day}")
    return first + pd.Timedelta(days=(weekday - first.day_of_week) % 7)


def _iso(day: pd.Timestamp) -> str:
    return f"{day:%Y-%m-%d}"
