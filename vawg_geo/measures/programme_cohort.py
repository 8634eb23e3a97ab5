"""People referred to a programme: each one's first referral, and who of them can be followed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from itertools import pairwise

import numpy as np
import pandas as pd

from vawg_geo.base.calls import checked
from vawg_geo.base.schema import Column, check_table
from vawg_geo.measures.involvement import YEAR, day_numbers

LEAST_FOLLOWED = 90  # days a person must have been followed for
FOLLOWED = "can be followed"
NO_PERSON = "no identifier of the person"
LATER = "referred after the period"
CONTRADICTED = "days that cannot all be true"
AGAIN = "a later referral of the same person"
REFERRALS = (NO_PERSON, LATER, CONTRADICTED, AGAIN)
UNLINKED = "never recorded as a suspect"
NO_YEAR = "referred before a whole year was recorded"
TOO_RECENT = "followed for too few days so far"
NOT_BEFORE = "no recorded involvement in scope in the year before"
CHILD = "under 18 in one of the crimes of the year before"
NO_AGE = "age not recorded"
PEOPLE = (UNLINKED, NO_YEAR, TOO_RECENT, NOT_BEFORE, CHILD, NO_AGE)
_DAYS = ("referred", "started", "completed")
_PROGRAMMES = {
    "person_id": Column("text", null=True),
    "name": Column("text"),
    "referred": Column("time"),
    **dict.fromkeys(_DAYS[1:], Column("time", null=True)),
}


@checked
def first_referrals(programmes: pd.DataFrame, *, last: date, name: str = "") -> tuple[pd.DataFrame, pd.Series]:
    """
    Pick each person's first referral: the day from which they are followed, whatever came of it.

    Parameters
    ----------
    programmes
        The side table: `person_id`, `name`, `referred`, `started`, `completed`.
    last
        The last day that is looked at; a start or completion after it is not known yet.
    name
        One programme; "" = the first referral to any.

    Returns
    -------
    people
        One row a person: `pid`, `day` (since 1970), `started`, `completed` (bool, by `last`), `name`.
    flow
        Rows by what became of them: index `REFERRALS` in order, and "people referred"; sums to the rows given.

    Raises
    ------
    SchemaError
        If a column is missing or broken.
    """
    check_table(programmes, _PROGRAMMES, what="the table of programmes")
    rows = programmes[programmes["name"] == name] if name else programmes
    day = {step: day_numbers(rows[step]) for step in _DAYS}
    end, missing = int(np.datetime64(last, "D").astype("int64")), np.iinfo("int64").min
    wrong = [(day[later] != missing) & (day[later] < day[sooner]) for sooner, later in pairwise(_DAYS)]
    table = pd.DataFrame({"pid": rows["person_id"], "name": rows["name"], "day": day["referred"]})
    for step in _DAYS[1:]:
        table[step] = (day[step] != missing) & (day[step] <= end)
    table["started"] |= table["completed"]  # nobody completes what they never started
    reasons = {
        NO_PERSON: rows["person_id"].isna().to_numpy(),
        LATER: day["referred"] > end,
        CONTRADICTED: np.any(wrong, axis=0),
    }
    why = pd.Series(np.select(list(reasons.values()), list(reasons), ""), index=table.index, dtype="object")
    order = table[why == ""].sort_values("day", kind="stable")
    why[order.index[order.duplicated("pid").to_numpy()]] = AGAIN
    people = table[why == ""].sort_values(["day", "pid"], ignore_index=True)
    flow = why.value_counts().reindex(REFERRALS, fill_value=0)
    flow["people referred"] = len(people)
    return people, flow.rename_axis("step").rename("n")


def sort_people(
    people: pd.DataFrame, history: pd.DataFrame, *, suspects: Collection[str], first: date, last: date
) -> pd.Series:
    """
    Say of each person referred why they cannot be followed, or that they can.

    Parameters
    ----------
    people
        As `first_referrals` gives them.
    history
        Index of `people`: `n`, `child`, `aged`, as `Involvement.before` tells them.
    suspects
        Pseudonyms of everybody recorded as a suspect, of whatever crime.
    first, last
        The days the records cover.

    Returns
    -------
    why
        Index of `people`: a reason of `PEOPLE`, or `FOLLOWED`.
    """
    begin, end = (int(np.datetime64(day, "D").astype("int64")) for day in (first, last))
    day = people["day"].to_numpy()
    held = history.reindex(people.index)
    reasons = {
        UNLINKED: ~people["pid"].isin(list(suspects)).to_numpy(),
        NO_YEAR: day - YEAR < begin - 1,
        TOO_RECENT: end - day < LEAST_FOLLOWED,
        NOT_BEFORE: held["n"].to_numpy() == 0,
        CHILD: held["child"].to_numpy(dtype=bool),
        NO_AGE: ~held["aged"].to_numpy(dtype=bool),
    }
    return pd.Series(np.select(list(reasons.values()), list(reasons), FOLLOWED), index=people.index, dtype="object")
