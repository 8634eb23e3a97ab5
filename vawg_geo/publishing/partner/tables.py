"""The tables of the partners' page, of released figures alone: what rests on a hidden one is missing too."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from vawg_geo.base.periods import Month
from vawg_geo.publishing.chapters._shares import count_verdict
from vawg_geo.publishing.partner.cells import YES, Periods, ends_of
from vawg_geo.publishing.partner.guard import Shown
from vawg_geo.publishing.partner.offences import ABUSE, COLUMNS, IN_SEXUAL, SEXUAL
from vawg_geo.publishing.partner.services import EVENTS
from vawg_geo.publishing.partner.share_tables import CANNOT, TOLD, column_of, parts_of, share_table, wide
from vawg_geo.publishing.release_cells import TOTAL, UNPLACED, WHOLE

EVERY = "All violence against women and girls"


def district_table(shown: Shown, periods: Periods) -> pd.DataFrame:
    """
    Give offences of the year by district and kind, and both kinds of the board together.

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
        are shown), `other`, `total`: Int64. Empty where nothing is shown.
    """
    year = wide(shown, periods.year)
    if year.empty:
        return pd.DataFrame(columns=["district", "abuse", "sexual", "both", "other", "total"])
    last = [name for name in (UNPLACED, WHOLE) if name in year.index]
    names = [*sorted(set(year.index) - set(last)), *last]
    year = year.reindex(names)
    abuse, sexual, other = (column_of(year, name) for name in COLUMNS)
    return pd.DataFrame(
        {
            "district": names, "abuse": abuse, "sexual": sexual, "both": abuse + sexual, "other": other,
            "total": column_of(year, TOTAL),
        }
    ).reset_index(drop=True)  # fmt: skip


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
            columns[f"{event}{suffix}"] = column_of(wide(shown[f"orders_{event}"], period), TOTAL)
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
        table = parts_of(shown, period, YES)
        own = extra[extra["period"] == period]
        known = len(own) > 0 and bool(table["x"].notna().all())
        estimate = {name: float(own[name].iloc[0]) if known else float("nan") for name in ("share", "low", "high")}
        quarter = str(Month.parse(period.rpartition("..")[2]))
        rows.append({"quarter": quarter, "x": table["x"].iloc[0], "n": table["n"].iloc[0], **estimate})
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
