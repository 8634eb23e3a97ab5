"""What was recorded of each person before and after a day: the history people are matched on, and what follows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from vawg_geo.base.ages import ADULT
from vawg_geo.base.schema import Column, check_table
from vawg_geo.measures.align import Floats

YEAR = 365  # days looked back, METHODS 14
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
INVOLVED = {
    "pid": Column("text"),
    "day": Column("time"),
    "began": Column("time"),
    "da": Column("flag", null=True),
    "harm": Column("number", null=True, low=0),
    "age": Column("number", null=True, low=0),
    "sex": Column("text", null=True),
}


@dataclass(frozen=True)
class Involvement:
    """Every recorded involvement as a suspect, by day; people are positions in `people`."""

    people: pd.Index
    code: Ints
    day: Ints  # recorded; days since 1970
    began: Ints  # the offence's first day
    da: Bools
    harm: Floats
    age: Floats
    male: Bools

    @classmethod
    def of(cls, involved: pd.DataFrame, *, also: Iterable[str] = ()) -> Involvement:
        """
        Read a table of involvement.

        Parameters
        ----------
        involved
            One row a person and crime: `pid`, `day` (recorded), `began` (the offence's first day), `da`, `harm`,
            `age`, `sex` ("M" is male); days without a zone.
        also
            People to know of who may have no row.

        Returns
        -------
        involvement
            Rows by day, then as given.

        Raises
        ------
        SchemaError
            If a column is missing or broken.
        """
        check_table(involved, INVOLVED, what="the table of involvement")
        rows = involved.sort_values("day", kind="stable")
        people = pd.Index([*rows["pid"], *also]).unique()
        code = people.get_indexer(pd.Index(rows["pid"]))
        return cls(
            people=people,
            code=code.astype("int64"),
            day=day_numbers(rows["day"]),
            began=day_numbers(rows["began"]),
            da=rows["da"].astype("boolean").fillna(value=False).to_numpy(dtype=bool),
            harm=rows["harm"].fillna(0).to_numpy(dtype="float64"),
            age=rows["age"].to_numpy(dtype="float64"),
            male=(rows["sex"] == "M").to_numpy(dtype=bool),
        )

    def before(self, day: int) -> dict[str, Floats | Ints | Bools]:
        """
        Tell each person's record in the year that ends with a day: crimes recorded in it that began in it.

        Parameters
        ----------
        day
            Since 1970; itself included.

        Returns
        -------
        history
            One value a person of `people`: `n`, `gap` (days since the last one; -1 = none), `da` (the last one was
            domestic abuse), `child` (under 18 in one of them), `aged` (an age is known in one), `harm`, `male`, `age`
            (in the last one), `earlier` (crimes in the year before).
        """
        size = len(self.people)
        rows = self._inside(day - YEAR, day)
        code, age = self.code[rows], self.age[rows]
        gap, lately = np.full(size, -1), np.full(size, np.nan)
        abuse, male = np.zeros(size, dtype=bool), np.zeros(size, dtype=bool)
        gap[code], lately[code] = day - self.day[rows], age  # rows are in order of day: the last one stays
        abuse[code], male[code] = self.da[rows], self.male[rows]
        return {
            "n": np.bincount(code, minlength=size),
            "gap": gap,
            "da": abuse,
            "child": np.bincount(code[age < ADULT], minlength=size) > 0,
            "aged": np.bincount(code[np.isfinite(age)], minlength=size) > 0,
            "harm": np.bincount(code, weights=self.harm[rows], minlength=size),
            "male": male,
            "age": lately,
            "earlier": np.bincount(self.code[self._inside(day - 2 * YEAR, day - YEAR)], minlength=size),
        }

    def after(self, day: int, until: int) -> dict[str, Floats | Ints | Bools]:
        """
        Tell what was recorded of each person after a day: crimes that also began after it.

        Parameters
        ----------
        day, until
            Since 1970; the first is left out, the second included.

        Returns
        -------
        record
            One value a person: `events`, `da_events`, `first` (days to the first; NaN = none), `followed` (days).
        """
        size = len(self.people)
        rows = self._inside(day, until)
        code, first = self.code[rows], np.full(size, np.nan)
        first[code[::-1]] = self.day[rows[::-1]] - day
        return {
            "events": np.bincount(code, minlength=size),
            "da_events": np.bincount(code[self.da[rows]], minlength=size),
            "first": first,
            "followed": np.full(size, until - day),
        }

    def _inside(self, after: int, until: int) -> Ints:
        """Find the crimes recorded after a day and up to another, which also began after the first."""
        rows = np.arange(*np.searchsorted(self.day, [after, until], side="right"))
        kept: Ints = rows[self.began[rows] > after]
        return kept


def day_numbers(times: pd.Series) -> Ints:
    """Count days since 1970 by the clock on the wall; a missing one is the smallest number there is."""
    if times.isna().all():
        return np.full(len(times), np.iinfo("int64").min)
    numbers: Ints = times.dt.tz_localize(None).to_numpy().astype("datetime64[D]").astype("int64")
    return numbers


def list_involvement(rows: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """
    List who was recorded as a suspect in some crimes, each person once a crime.

    Parameters
    ----------
    rows
        Live crimes in scope, index incident: `day` (recorded), `occurred_from`, `da`, `harm`.
    people
        `incident`, `pid`, `role`; `eliminated`, `age` and `sex` where they are known. Who was eliminated from the
        inquiry or has no pseudonym is left out.

    Returns
    -------
    involved
        The columns of `INVOLVED`.

    References
    ----------
    METHODS 14: recorded involvement; a suspect is a suspect.
    """
    inside = rows.index.get_indexer(pd.Index(people["incident"])) >= 0
    held = people[inside & (people["role"] == "suspect") & people["pid"].notna()]
    held = held.reindex(columns=["incident", "pid", "eliminated", "age", "sex"])
    out = held["eliminated"].astype("boolean").fillna(value=False).to_numpy(dtype=bool)
    held = held[~out].drop_duplicates(["incident", "pid"])
    crime = rows.loc[held["incident"], ["day", "occurred_from", "da", "harm"]]
    began = crime["occurred_from"].dt.tz_localize(None).dt.normalize()
    columns = {
        "pid": held["pid"].to_numpy(), "day": crime["day"].to_numpy(), "began": began.to_numpy(),
        "da": crime["da"].array, "harm": crime["harm"].to_numpy(), "age": held["age"].to_numpy(dtype="float64"),
        "sex": held["sex"].to_numpy(),
    }  # fmt: skip
    return pd.DataFrame(columns)
