"""Hide what is small, and what would tell it: cells of a release turned into what may be shown."""

from __future__ import annotations

import pandas as pd

from vawg_geo.publishing.disclosure import Rule, round_counts, suppress_small
from vawg_geo.publishing.release_cells import ALONE, GROUPS, ROW, TOTAL, WHOLE

# What is given up first: places, the force's total last.
_ORDER = {"area": 0, "district": 1, ROW: 1, ALONE: 1, "year": 2, "force": 3}


def hide_small(cells: pd.DataFrame, rule: Rule) -> pd.Series:
    """
    Say which cells an audience may be shown, as far as one edition's own tables go.

    Parameters
    ----------
    cells
        From `count_cells`.
    rule
        The audience's rule.

    Returns
    -------
    shown
        Bool, index of `cells`: False for every count below the threshold, noughts too, and for as many others as keep
        it from being worked out.

    References
    ----------
    METHODS 12.
    """
    shown = cells["n"] >= rule.threshold
    for _, block in cells[cells["level"].isin([*GROUPS, "force"])].groupby("period"):
        shown[block.index] &= _beside_totals(block, rule)
    return hide_beside(cells, shown, rule)


def _beside_totals(cells: pd.DataFrame, rule: Rule) -> pd.Series:
    """Suppress districts by kind with their totals; alone, the force's total has nothing beside it."""
    inner = cells[cells["level"].isin(GROUPS)]
    if inner.empty:
        return cells["n"] >= 0
    kinds = [name for name in inner["column"].unique() if name != TOTAL] or [TOTAL]
    table = inner[inner["column"].isin(kinds)].pivot_table(index="row", columns="column", values="n", aggfunc="sum")
    published = suppress_small(table.rename(columns={TOTAL: "n"}), threshold=rule.threshold).attrs["published"]
    hidden = set(zip(*(published.loc[published["value"].isna(), name] for name in ("row", "column")), strict=True))
    rows = cells["row"].where(cells["level"].isin(GROUPS), TOTAL)
    keys = zip(rows, cells["column"], strict=True)
    alone = {(row, TOTAL) for row, column in hidden if column == "n"}  # one kind only: its total is the same count
    return pd.Series([key not in hidden | alone for key in keys], index=cells.index)


def hide_beside(cells: pd.DataFrame, shown: pd.Series, rule: Rule) -> pd.Series:
    """
    Hide the smallest shown areas of a district until its hidden ones add up to the threshold at least.

    Parameters
    ----------
    cells
        From `count_cells`.
    shown
        What is shown so far.
    rule
        The audience's rule.

    Returns
    -------
    shown
        With whole areas hidden beside: an area's hidden count may then be anything from nought to the hidden sum, which
        the district's own total tells, and that is wide enough.
    """
    shown = shown.copy()
    areas = cells[cells["level"] == "area"].sort_values(["n", "row"], kind="stable")
    for _, own in areas.groupby("district"):
        hidden = ~shown[own.index]
        short = int(own["n"][hidden].sum())
        if hidden.any() and (short < rule.width or hidden.sum() == 1):
            before = short + own["n"][~hidden].cumsum() - own["n"][~hidden]  # hidden already when this one's turn comes
            taken = before < rule.width
            taken.iloc[:1] = True
            shown[taken.index[taken]] = False
    return _with_their_base(cells, shown)


def _with_their_base(cells: pd.DataFrame, shown: pd.Series) -> pd.Series:
    """
    Hide what stands on a hidden base, which may be shown somewhere else.

    A line that stands alone (so many of so many) is whole or not at all: where one part is hidden the others are, and
    where its base is hidden every line on an equal base is. A table of rows whose total is hidden is hidden.
    """
    shown = shown.copy()
    lines = cells[cells["level"] == ALONE]
    for _, period in lines.groupby("period"):
        base = period["column"] == TOTAL
        lost = period.loc[base & ~shown[period.index], "n"]
        bare = period.loc[~base & ~shown[period.index], "row"]
        equal = period.loc[base & period["n"].isin(lost), "row"]
        shown[period.index[(~base & period["row"].isin(bare)) | period["row"].isin(equal)]] = False
    tables = cells[cells["level"].isin([ROW, "force"])] if (cells["level"] == ROW).any() else cells.iloc[:0]
    for _, period in tables.groupby("period"):
        whole = period.index[(period["row"] == WHOLE) & (period["column"] == TOTAL)]
        if not shown[whole].all():
            shown[period.index] = False
    return shown


def hide_more(cells: pd.DataFrame, shown: pd.Series, unsafe: pd.DataFrame) -> pd.Series:
    """
    Hide, for each count that the attack bounds too tightly, its own figure, or else one beside it.

    Parameters
    ----------
    cells
        From `count_cells`.
    shown
        What the attack was tried on.
    unsafe
        Rows of `attack_tables` that are not safe: `row`, `column`.

    Returns
    -------
    shown
        With at least one cell fewer, unless none is left.
    """
    shown = shown.copy()
    order = cells.assign(order=cells["level"].map(_ORDER)).sort_values(["order", "n", "row", "column"], kind="stable")
    for row, column in unsafe[["row", "column"]].drop_duplicates().itertuples(index=False):
        open_ = order[shown[order.index]]
        names = set(str(row).split(";"))
        own = open_[open_["row"].isin(names)]
        same = own[own["column"] == column]
        zones = set(order.loc[order["row"].isin(names), "district"]) - {""}
        beside = open_[open_["district"].isin(zones)]
        for choice in (same, own, beside[beside["column"] == column], beside, open_):
            if len(choice):
                shown[choice.index[0]] = False
                break
    return shown


def publish(cells: pd.DataFrame, shown: pd.Series, rule: Rule) -> pd.DataFrame:
    """
    Give the figures as the audience sees them.

    Parameters
    ----------
    cells
        From `count_cells`.
    shown
        What may be shown.
    rule
        The audience's rule: rounding.

    Returns
    -------
    figures
        `cells` without `n`; `value` (Int64, <NA> where hidden), `rounded_to`.
    """
    value = cells["n"].astype("Int64").mask(~shown)
    if rule.rounded_to:
        value = round_counts(value.to_frame(), base=rule.rounded_to)["n"]
    return cells.drop(columns="n").assign(value=value, rounded_to=rule.rounded_to)
