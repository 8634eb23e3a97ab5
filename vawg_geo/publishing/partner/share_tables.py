"""Released lines of so many of so many: shares and intervals where the counts are shown, beside the year before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from vawg_geo.measures.rates import share_intervals
from vawg_geo.measures.share_change import compare_shares
from vawg_geo.publishing.partner.cells import YES, Periods
from vawg_geo.publishing.partner.guard import Shown
from vawg_geo.publishing.release_cells import TOTAL, WHOLE
from vawg_geo.publishing.words import SHARE_BASE

TOLD = {"higher": "higher", "lower": "lower", "same": "no change we can distinguish from chance"}
CANNOT = "cannot say"


def wide(shown: Shown, period: str) -> pd.DataFrame:
    """Give a table's figures of a period: index row, a column each; hidden ones <NA>, as in the order they came."""
    own = shown.figures[shown.figures["period"] == period]
    rows, columns = (list(dict.fromkeys(own[name])) for name in ("row", "column"))
    table = own.pivot_table(index="row", columns="column", values="value", aggfunc="first", dropna=False)
    return table.reindex(index=rows, columns=columns).astype("Int64")


def column_of(table: pd.DataFrame, name: str) -> pd.Series:
    """Give a column of a table, all hidden where it has none."""
    if name in table:
        return table[name]
    return pd.Series(pd.NA, index=table.index, dtype="Int64")


def share_table(
    shown: Shown, now: str, before: str = "", *, part: str = YES, rows: Sequence[str] | None = None
) -> pd.DataFrame:
    """
    Give lines of so many of so many, with the share, its interval, and the year before.

    Parameters
    ----------
    shown
        A table whose columns hold `part` and the total.
    now, before
        Periods; "" = none.
    part
        The column that is counted.
    rows
        Lines in order; None = as they came.

    Returns
    -------
    lines
        `what`, `x`, `n` (Int64), `share`, `low`, `high` (Wilson; none on a base below 20), `before_x`, `before_n`,
        `before` (share), `told`.
    """
    table = parts_of(shown, now, part)
    if rows is not None:
        table = table.reindex([row for row in rows if row in table.index])
    old = parts_of(shown, before, part).reindex(table.index)
    table = table.join(_shares(table)).assign(before_x=old["x"], before_n=old["n"], before=_shares(old)["share"])
    table["told"] = CANNOT
    firm = table["share"].notna() & table["before"].notna()
    if firm.any():
        sides = [
            pd.DataFrame({"x": table.loc[firm, x].astype("int64"), "n": table.loc[firm, n].astype("int64")})
            for x, n in (("before_x", "before_n"), ("x", "n"))
        ]
        table.loc[firm, "told"] = compare_shares(sides[0], sides[1])["word"].map(TOLD)
    return table.rename_axis("what").reset_index()


def parts_of(shown: Shown, period: str, part: str) -> pd.DataFrame:
    """Give a column as `x` and the total as `n`: Int64, index row."""
    table = wide(shown, period)
    return pd.DataFrame({"x": column_of(table, part), "n": column_of(table, TOTAL)}, index=table.index).astype("Int64")


def _shares(table: pd.DataFrame) -> pd.DataFrame:
    known = (table["x"].notna() & table["n"].notna() & table["n"].ge(SHARE_BASE)).fillna(value=False).astype(bool)
    counted = share_intervals(table["x"].where(known, 0).astype("int64"), table["n"].where(known, 1).astype("int64"))
    return counted.where(known, float("nan"))


def grade_table(shown: Shown, periods: Periods) -> pd.DataFrame:
    """
    Give crimes of domestic abuse by grade, with each grade's share of all.

    Parameters
    ----------
    shown
        The table of risk.
    periods
        Of the edition.

    Returns
    -------
    grades
        `grade` (the last row all of them), `x`, `n` (all), `share`, `low`, `high`, `before_x`, `before_n`, `before`,
        `told`.
    """
    lines = []
    for period in periods.spans():
        x = column_of(wide(shown, period), TOTAL)
        n = x.get(WHOLE, pd.NA)
        lines.append(pd.DataFrame({"x": x, "n": pd.Series(n, index=x.index, dtype="Int64")}))
    now, old = lines
    old = old.reindex(now.index)
    table = now.join(_shares(now)).assign(before_x=old["x"], before_n=old["n"], before=_shares(old)["share"])
    table["told"] = CANNOT
    for row in table.index[table["share"].notna() & table["before"].notna()]:
        sides = [
            pd.DataFrame({"x": [int(table.loc[row, x])], "n": [int(table.loc[row, n])]})
            for x, n in (("before_x", "before_n"), ("x", "n"))
        ]
        table.loc[row, "told"] = TOLD[str(compare_shares(sides[0], sides[1])["word"].iloc[0])]
    order = [*(row for row in table.index if row != WHOLE), *(row for row in table.index if row == WHOLE)]
    return table.reindex(order).rename_axis("grade").reset_index()


def part_table(shown: Shown, period: str, parts: Mapping[str, str]) -> pd.DataFrame:
    """
    Give lines with several parts, each as a share of the line's base.

    Parameters
    ----------
    shown
        Lines whose parts add up to their base.
    period
        The period.
    parts
        Column of the table to the name of its columns here.

    Returns
    -------
    lines
        One row a line and part: `what`, `part`, `x`, `n`, `share`, `low`, `high`.
    """
    tables = [
        share_table(shown, period, part=part).assign(part=name)[["what", "part", "x", "n", "share", "low", "high"]]
        for part, name in parts.items()
    ]
    whole = pd.concat(tables, ignore_index=True)
    order = {name: at for at, name in enumerate(dict.fromkeys(whole["what"]))}
    return whole.sort_values("what", key=lambda names: names.map(order), kind="stable", ignore_index=True)
