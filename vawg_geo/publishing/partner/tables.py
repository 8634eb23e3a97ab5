"""The tables of the partners' page, made of released figures alone: a hidden figure is missing in all that rest on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from vawg_geo.base.periods import Month
from vawg_geo.measures.rates import share_intervals
from vawg_geo.measures.share_change import compare_shares
from vawg_geo.publishing.chapters._shares import count_verdict
from vawg_geo.publishing.partner.cells import YES, Periods, ends_of
from vawg_geo.publishing.partner.guard import Shown
from vawg_geo.publishing.partner.offences import ABUSE, COLUMNS, IN_SEXUAL, SEXUAL
from vawg_geo.publishing.partner.services import EVENTS
from vawg_geo.publishing.release_cells import TOTAL, UNPLACED, WHOLE
from vawg_geo.publishing.words import SHARE_BASE

TOLD = {"higher": "higher", "lower": "lower", "same": "no change we can distinguish from chance"}
CANNOT = "cannot say"
EVERY = "All violence against women and girls"


def wide(shown: Shown, period: str) -> pd.DataFrame:
    """Give a table's figures of a period: index row, a column each; hidden ones <NA>, as in the order they came."""
    own = shown.figures[shown.figures["period"] == period]
    rows, columns = (list(dict.fromkeys(own[name])) for name in ("row", "column"))
    table = own.pivot_table(index="row", columns="column", values="value", aggfunc="first", dropna=False)
    return table.reindex(index=rows, columns=columns).astype("Int64")


def district_table(shown: Shown, periods: Periods) -> pd.DataFrame:
    """
    Give offences by district: of the year by kind, both kinds of the board together, and those of the last quarter.

    Parameters
    ----------
    shown
        The table of offences.
    periods
        Of the edition.

    Returns
    -------
    districts
        `district` (places first, then what has no place, then the whole force), `abuse`, `sexual`, `both` (where both
        are shown), `other`, `total`, `quarter_abuse`, `quarter_sexual`: Int64. Empty where nothing is shown.
    """
    year, quarter = wide(shown, periods.year), wide(shown, periods.quarter)
    if year.empty:
        return pd.DataFrame(columns=["district", "abuse", "sexual", "both", "other", "total"])
    last = [name for name in (UNPLACED, WHOLE) if name in year.index]
    names = [*sorted(set(year.index) - set(last)), *last]
    year, quarter = year.reindex(names), quarter.reindex(names)
    abuse, sexual, other = (_column(year, name) for name in COLUMNS)
    return pd.DataFrame(
        {
            "district": names, "abuse": abuse, "sexual": sexual, "both": abuse + sexual, "other": other,
            "total": _column(year, TOTAL), "quarter_abuse": _column(quarter, ABUSE),
            "quarter_sexual": _column(quarter, SEXUAL),
        }
    ).reset_index(drop=True)  # fmt: skip


def _column(table: pd.DataFrame, name: str) -> pd.Series:
    if name in table:
        return table[name]
    return pd.Series(pd.NA, index=table.index, dtype="Int64")


def change_table(shown: Shown, periods: Periods) -> pd.DataFrame:
    """
    Give the whole force's offences beside the year before: the year and its last quarter.

    Parameters
    ----------
    shown
        The table of offences.
    periods
        Of the edition.

    Returns
    -------
    changes
        `what`, `span` (year or quarter), `first`, `last` (days), `before`, `now` (Int64), `change` (ratio less 1, NaN
        where either is hidden), `told` (higher, lower, no change ...; cannot say).
    """
    rows = []
    for span, now, before in (
        ("year", periods.year, periods.before), ("quarter", periods.quarter, periods.quarter_before),
    ):  # fmt: skip
        first, last = (f"{end:%Y-%m-%d}" for end in ends_of(now))
        for what, column in ((ABUSE, ABUSE), (SEXUAL, SEXUAL), (EVERY, TOTAL)):
            old, new = shown.value(WHOLE, column, before), shown.value(WHOLE, column, now)
            both = old is not None and new is not None
            told = TOLD[count_verdict(old, new)] if both and old + new else CANNOT  # type: ignore[arg-type,operator]
            change = new / old - 1 if both and old else float("nan")  # type: ignore[operator]
            rows.append((what, span, first, last, old, new, change, told))
    table = pd.DataFrame(rows, columns=["what", "span", "first", "last", "before", "now", "change", "told"])
    return table.astype({"before": "Int64", "now": "Int64", "change": "float64"})


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
    table = _parts(shown, now, part)
    if rows is not None:
        table = table.reindex([row for row in rows if row in table.index])
    old = (
        _parts(shown, before, part).reindex(table.index) if before else _parts(shown, before, part).reindex(table.index)
    )
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


def _parts(shown: Shown, period: str, part: str) -> pd.DataFrame:
    table = wide(shown, period)
    return pd.DataFrame({"x": _column(table, part), "n": _column(table, TOTAL)}, index=table.index).astype("Int64")


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
        x = _column(wide(shown, period), TOTAL)
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


def order_table(shown: Mapping[str, Shown], periods: Periods) -> pd.DataFrame:
    """
    Give orders by type, a column a step and year.

    Parameters
    ----------
    shown
        Name to table; those named orders_<step>.
    periods
        Of the edition.

    Returns
    -------
    orders
        `type` (the last row all of them), each step now and `<step>_before`: Int64.
    """
    columns = {}
    for event in EVENTS:
        for suffix, period in zip(("", "_before"), periods.spans(), strict=True):
            columns[f"{event}{suffix}"] = _column(wide(shown[f"orders_{event}"], period), TOTAL)
    table = pd.DataFrame(columns)
    first = wide(shown[f"orders_{EVENTS[0]}"], periods.year).index
    return table.reindex(first).astype("Int64").rename_axis("type").reset_index()


def audit_table(shown: Shown) -> pd.DataFrame:
    """
    Give what audits found wrong by quarter; the estimate stands only where its counts do.

    Parameters
    ----------
    shown
        The table of the audit.

    Returns
    -------
    quarters
        `quarter` (its last month), `x`, `n`, `share`, `low`, `high`: weighed as the audit's own page does.
    """
    rows = []
    extra = shown.table.extra if shown.table.extra is not None else pd.DataFrame(columns=["row", "period"])
    for period in sorted(shown.figures["period"].unique()):
        table = _parts(shown, period, YES)
        own = extra[extra["period"] == period]
        known = len(own) > 0 and bool(table["x"].notna().all())
        estimate = {name: float(own[name].iloc[0]) if known else float("nan") for name in ("share", "low", "high")}
        rows.append({"quarter": str(Month.parse(period.rpartition("..")[2])), **table.iloc[0].to_dict(), **estimate})
    table = pd.DataFrame(rows, columns=["quarter", "x", "n", "share", "low", "high"])
    return table.astype({"x": "Int64", "n": "Int64", "share": "float64", "low": "float64", "high": "float64"})


def sexual_table(shown: Shown, offences: Shown, periods: Periods) -> pd.DataFrame:
    """
    Give how many offences of domestic abuse were sexual, and every sexual offence with them.

    Parameters
    ----------
    shown
        The table of kinds.
    offences
        The table of offences.
    periods
        Of the edition.

    Returns
    -------
    line
        As `share_table`, and `every` (all sexual offences, where both counts are shown).
    """
    table = share_table(shown, periods.year, periods.before, part=IN_SEXUAL)
    outside = offences.value(WHOLE, SEXUAL, periods.year)
    return table.assign(every=table["x"] + (pd.NA if outside is None else outside)).astype({"every": "Int64"})
