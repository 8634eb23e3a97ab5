"""What each table must hold: columns, kinds, and the one check that says so."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from pandas.api import types

from vawg_geo.base.errors import SchemaError

Kind = Literal["number", "count", "text", "time", "flag", "any"]


@dataclass(frozen=True)
class Column:
    """One column's contract."""

    kind: Kind
    null: bool = False  # may be missing
    low: float | None = None  # smallest allowed value
    above: float | None = None  # value must be greater than this
    one_of: tuple[str, ...] = ()
    spellings: tuple[tuple[str, str], ...] = ()  # other spellings of these, in small letters, and which each stands for


_TESTS: dict[str, Callable[[pd.Series], bool]] = {
    "number": types.is_numeric_dtype,
    "count": types.is_numeric_dtype,
    "text": lambda s: isinstance(s.dtype, pd.CategoricalDtype) or types.is_string_dtype(s) or types.is_object_dtype(s),
    "time": types.is_datetime64_any_dtype,
    "flag": types.is_bool_dtype,
    "any": lambda _: True,
}


def check_table(table: pd.DataFrame, columns: Mapping[str, Column], *, what: str = "the table") -> None:
    """
    Refuse a table that does not hold what it must; every fault is told at once.

    Parameters
    ----------
    table
        Any table.
    columns
        Column name to contract.
    what
        The table's name in the message.

    Raises
    ------
    SchemaError
        With one line a fault: the column, the rule, how many rows break it and the first row's label.
    """
    faults = [fault for name, rule in columns.items() if (fault := _fault(table, name, rule))]
    if table.index.has_duplicates:
        faults.append(f"its index repeats {int(table.index.duplicated().sum())} labels; each row needs its own")
    if faults:
        raise SchemaError(f"{what} cannot be used: " + "; ".join(faults) + ".")


def _fault(table: pd.DataFrame, name: str, rule: Column) -> str:
    if name not in table.columns:
        return f"column {name!r} is missing"
    values = table[name]
    if not isinstance(values, pd.Series):
        return f"column {name!r} appears more than once"
    if len(values) and not values.isna().all() and not _TESTS[rule.kind](values):
        return f"column {name!r} must hold a {rule.kind}"
    return _broken(values, name, rule)


def _broken(values: pd.Series, name: str, rule: Column) -> str:
    known = values.notna()
    checks = [("must not be missing", ~known & (not rule.null))]
    if rule.kind in {"number", "count"}:
        numbers = pd.to_numeric(values, errors="coerce").to_numpy(dtype="float64", na_value=np.nan)
        checks += [
            ("must be finite", known & np.isinf(numbers)),
            (f"must be at least {rule.low}", known & (numbers < (-np.inf if rule.low is None else rule.low))),
            (f"must be above {rule.above}", known & (numbers <= (-np.inf if rule.above is None else rule.above))),
        ]
    if rule.kind == "count":
        with np.errstate(invalid="ignore"):  # infinite ones are told above
            checks.append(("must be a whole number", known & (numbers % 1 != 0)))
    if rule.one_of:
        checks.append((f"must be one of {', '.join(rule.one_of)}", known & ~values.isin(rule.one_of)))
    for words, bad in checks:
        if bad.any():
            return f"column {name!r} {words}: {count_broken(values.index, bad)}"
    return ""


def count_broken(index: pd.Index, bad: object) -> str:
    """
    Say how many rows break a rule, and which is the first.

    Parameters
    ----------
    index
        The rows' labels.
    bad
        Bool, one a row; at least one is True.

    Returns
    -------
    words
        The number and the first one's label, never what the row holds.
    """
    rows = np.asarray(bad, dtype=bool)
    return f"{int(rows.sum())} rows break this, the first is row {index[rows].tolist()[0]!r}"


FLAGS = ("da", "hbv", "cse", "stalking", "online", "alcohol", "spiking", "hate")
PLACE_TYPES = (
    "street", "licensed", "takeaway", "transport", "taxi", "car_park", "open_space", "hotel_lobby",
    "dwelling", "shop", "school", "work", "hospital", "prison", "police_station", "online", "other",
)  # fmt: skip
NTE_PLACE_TYPES = PLACE_TYPES[:8]  # METHODS 3: the public set
LOCATED = ("placed", "outside", "unlocated", "default_point", "online", "excluded")  # excluded: by curation

INCIDENTS: dict[str, Column] = {
    "offence_code": Column("text", null=True),
    "strand": Column("text", null=True),
    "themes": Column("text"),
    "harm": Column("number", null=True, low=0),
    "occurred_from": Column("time"),
    "occurred_to": Column("time"),
    "recorded_on": Column("time"),
    "place_type": Column("text", null=True, one_of=PLACE_TYPES),
    "premises": Column("text", null=True),
    "space": Column("text", null=True, one_of=("public", "private", "online")),
    "scope": Column("text", null=True),
    **{flag: Column("flag", null=True) for flag in FLAGS},
    "victim": Column("text", null=True),
    "victim_sex": Column("text", null=True, one_of=("F", "M", "X")),
    "victim_age": Column("number", null=True, low=0),
    "relationship": Column("text", null=True),
    "geocode_quality": Column("text", null=True, one_of=("good", "poor", "none")),
    "supplied_area": Column("text", null=True),
    "area": Column("text", null=True),
    "located": Column("text", one_of=LOCATED),
    "reported_by": Column("text", null=True),
    "status": Column("text", one_of=("live", "cancelled", "transferred")),
    "outcome": Column("text", null=True),
    "beat": Column("text", null=True),
    "source": Column("text"),
}
