"""What may be shown to whom: small counts hidden, and as much beside them as keeps them hidden."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from vawg_geo.base.calls import checked
from vawg_geo.base.errors import DisclosureError, SchemaError
from vawg_geo.base.schema import count_broken
from vawg_geo.publishing.attack import attack_tables
from vawg_geo.publishing.attack_rows import is_total
from vawg_geo.publishing.suppression import hide

Bools = npt.NDArray[np.bool_]
TOTAL = "total"


class Published(pd.DataFrame):  # noqa: PLW1641 - tables have no hash
    """
    Published figures that another table may carry in its `attrs`.

    pandas asks of carried values whether they are equal as a whole, on `astype`, `merge` and display; a plain table
    answers cell by cell, and the asker fails.
    """

    def __eq__(self, other: object) -> Any:  # noqa: ANN401 - as pandas gives it
        return np.bool_(self.equals(other)) if isinstance(other, Published) else super().__eq__(other)

    def __deepcopy__(self, memo: dict[int, Any] | None = None) -> Published:
        return Published(self.copy())


@dataclass(frozen=True)
class Rule:
    """What one audience may be shown. METHODS 12."""

    audience: str
    threshold: int  # counts below are hidden; 0 = none
    csa_threshold: int  # the same for child sexual abuse
    rounded_to: int  # 0 = exact
    width: int  # an attacker must be left with at least this much doubt
    months: int  # shortest period of a count
    places: bool  # places below district may be named


RULES = {
    "internal": Rule("internal", 0, 0, 0, 0, 1, places=True),
    "partner": Rule("partner", 5, 10, 0, 5, 1, places=True),
    "public": Rule("public", 10, 10, 5, 10, 12, places=False),
}


# Statistics whose counts may be of children alone: to partners they follow the rule of child sexual abuse.
_OF_CHILDREN = frozenset(
    {
        "recorded", "partner_kinds", "partner_risk", "partner_outcomes", "partner_journey", "partner_known",
        "partner_ethnicity", "partner_disability", "partner_referrals", "partner_support",
    }
)  # fmt: skip


def rule_for(audience: str, statistic: str) -> Rule:
    """
    Give an audience's rule for a statistic.

    Parameters
    ----------
    audience
        "internal", "partner" or "public".
    statistic
        As the ledger names it. Every written profile counts victims from ten years on, and a small count of sexual
        offences may be of children alone: such statistics have the threshold of child sexual abuse throughout.

    Returns
    -------
    rule
        Its threshold and its width are the stricter ones there.

    References
    ----------
    METHODS 12.
    """
    rule = RULES[audience]
    if rule.threshold and statistic in _OF_CHILDREN:
        return replace(rule, threshold=rule.csa_threshold, width=max(rule.width, rule.csa_threshold))
    return rule


@checked
def suppress_small(table: pd.DataFrame, *, threshold: int, margins: bool = True) -> pd.DataFrame:
    """
    Hide small counts, and as many others as keep them from being worked out.

    Parameters
    ----------
    table
        Counts: whole numbers, 0 or more, none missing; no totals among its rows and columns.
    threshold
        Counts below are hidden, noughts too; each hidden count is left with bounds at least this far apart.
    margins
        Whether row, column and grand totals are published beside the table.

    Returns
    -------
    publishable
        The table with hidden counts as `<NA>` (Int64, same index and columns); `.attrs["published"]` holds what may be
        published, totals included, as `attack_tables` takes it.

    Raises
    ------
    SchemaError
        If a value is not a count, labels repeat or the threshold is below 1.
    DisclosureError
        If a row or column is a total already.

    Notes
    -----
    Parquet keeps in `.attrs` only what JSON can say: clear them (`.attrs = {}`) before `to_parquet`.

    References
    ----------
    Fischetti & Salazar (2001), Management Science 47(7), 1008-1027: complementary suppression. METHODS 12.
    """
    if int(threshold) != threshold or threshold < 1:
        raise SchemaError("threshold must be a whole number, 1 or more.")
    counts = _checked(table)
    whole = np.pad(counts, ((0, 1), (0, 1)))
    whole[-1, :-1], whole[:-1, -1], whole[-1, -1] = counts.sum(axis=0), counts.sum(axis=1), counts.sum()
    rows, columns = ([*map(str, labels), TOTAL] for labels in (table.index, table.columns))
    if margins:
        hidden = hide(
            whole, threshold, lambda tried: _unsafe(_long(whole, tried, rows, columns), threshold, whole.shape)
        )
        published = _long(whole, hidden, rows, columns)
    else:
        hidden = whole < threshold
        published = _long(counts, hidden[:-1, :-1], rows[:-1], columns[:-1])
    shown = pd.DataFrame(counts, index=table.index, columns=table.columns).astype("Int64")
    shown = shown.mask(hidden[: len(table), : table.shape[1]])
    shown.attrs["published"] = Published(published)
    return shown


def _checked(table: pd.DataFrame) -> npt.NDArray[np.int64]:
    for labels, what in ((table.index, "row"), (table.columns, "column")):
        said = pd.Index([*map(str, labels)])
        if said.has_duplicates:
            raise SchemaError(f"each {what} needs its own label: {int(said.duplicated().sum())} repeat.")
        if any(is_total(str(label)) for label in labels):
            raise DisclosureError(f"leave the {what} of totals out: they are made, and guarded, here.")
    try:
        numbers = table.to_numpy("float64", na_value=np.nan)
    except (TypeError, ValueError):
        raise SchemaError("a table to be published must hold counts alone; move text columns to its index.") from None
    bad = ~(np.isfinite(numbers) & (numbers >= 0) & (numbers == np.round(numbers))).all(axis=1)
    if bad.any():
        raise SchemaError(
            f"a table to be published must hold whole counts, 0 or more, none missing: "
            f"{count_broken(table.index, bad)}; fill absent counts with 0, never suppress a rate."
        )
    return numbers.astype("int64")


def _unsafe(published: pd.DataFrame, width: int, shape: tuple[int, ...]) -> Bools:
    """Attack one table, and mark what does not withstand."""
    bounds = attack_tables(published, width=width)
    unsafe = pd.MultiIndex.from_frame(bounds.loc[~bounds["safe"], ["row", "column"]])
    marked: Bools = pd.MultiIndex.from_frame(published[["row", "column"]]).isin(unsafe)
    return marked.reshape(shape)


def _long(whole: npt.NDArray[np.int64], hidden: Bools, rows: list[str], columns: list[str]) -> pd.DataFrame:
    values = pd.array(whole.ravel(), dtype="Int64")
    values[hidden.ravel()] = pd.NA
    return pd.DataFrame(
        {
            "table": "table",
            "row": np.repeat(np.array(rows, dtype=object), len(columns)),
            "column": np.tile(np.array(columns, dtype=object), len(rows)),
            "value": values,
            "audience": "public",
            "period": "one period",
        }
    )


def round_counts(table: pd.DataFrame, *, base: int) -> pd.DataFrame:
    """
    Round counts to the nearest multiple of a base.

    Parameters
    ----------
    table
        Counts, `<NA>` where hidden.
    base
        1 or more; halves go up.

    Returns
    -------
    rounded
        Int64, same index and columns; each true count lies within half a base.

    Raises
    ------
    SchemaError
        If the base is below 1 or a value is not a number.

    References
    ----------
    METHODS 12: the public audience's counts are rounded to 5.
    """
    if base < 1:
        raise SchemaError("base must be 1 or more.")
    try:
        numbers = table.astype("Int64")
    except (TypeError, ValueError):
        raise SchemaError("counts to be rounded must be whole numbers or <NA>.") from None
    return (numbers + base // 2) // base * base
