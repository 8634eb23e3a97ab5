"""The figures an edition could release, as a long table of cells: counted, hidden where small, spread into tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from vawg_geo.base.periods import Month, span_words
from vawg_geo.base.profile import Profile
from vawg_geo.measures.hotspot_types import Hotspots

if TYPE_CHECKING:
    from vawg_geo.sources.case import Case

NIGHTS = "nte_public"  # night-time public-space offences in scope, by night
UNPLACED = "Online, or place not known"  # a row beside the districts
RECORDED = "recorded"  # every offence in a written profile's scope, by the day it was recorded
WHOLE, TOTAL = "Whole force", "total"
YEAR = 12  # months of every figure that leaves: rolling months would tell each month by difference
YEARS = 3
# Three broad kinds, the same in every edition: finer ones would be small almost everywhere. Offences against children
# never stand by themselves.
SEXUAL, ORDER, VIOLENCE = "Sexual offences", "Harassment, threats and public order", "Violence and other offences"
_ORDER = ("harassment", "threats", "public_order", "communications", "image_based", "intimidation")
_SEXUAL = ("sexual", "rape", "exposure", "indecent", "prostitution")
KINDS = (VIOLENCE, SEXUAL, ORDER)
CELL_COLUMNS = ("level", "row", "column", "period", "parts", "district", "n")
# Levels of a partnership pack's tables: rows that add up to the whole force; lines on a base of their own.
ROW, ALONE = "row", "alone"
GROUPS = ("district", ROW)  # rows that add up to the force's


@dataclass(frozen=True)
class Counted:
    """The offences a release counts: one statistic, whichever product shows it."""

    statistic: str  # NIGHTS or RECORDED, as the ledger keeps it
    rows: pd.DataFrame  # area, day (midnight), kind
    first: Month  # the first month the data hold whole
    named: bool  # whether the source names kinds


def count_nights(found: Hotspots, *, profile: Profile, month: Month) -> Counted:
    """
    Take the offences of the night-time product.

    Parameters
    ----------
    found
        `events` with `night`, `nte`, `strand`; `monthly` says how far back the data reach.
    profile
        When an uncertain offence counts.
    month
        The reporting month.

    Returns
    -------
    counted
        Placed offences at least half inside the hours, by night.
    """
    first = Month.parse(str(found.monthly.index[0])) if len(found.monthly) else month + 1
    listed = (found.events["nte"] >= profile.nte.member_at) & found.events["area"].notna()
    return count_days(found.events.loc[listed], "night", NIGHTS, first)


def count_days(events: pd.DataFrame, day: str, statistic: str, first: Month) -> Counted:
    """
    Take offences by a column that holds their day; those without an area have a row of their own.

    Parameters
    ----------
    events
        `area`, `strand` and the day's column.
    day
        Its name.
    statistic
        What they are to the ledger.
    first
        The first month the data hold whole.

    Returns
    -------
    counted
        Every offence, so that a force's total is the same on every page.
    """
    rows = pd.DataFrame({"area": events["area"].astype("str").where(events["area"].notna(), UNPLACED)})
    rows["day"] = events[day]
    rows["kind"] = [kind_of(str(strand)) for strand in events["strand"]]
    return Counted(statistic, rows, first, bool(events["strand"].notna().all()))


def kind_of(strand: str) -> str:
    """
    Say under which of the three released kinds a strand counts.

    Parameters
    ----------
    strand
        A strand of base.offences.

    Returns
    -------
    kind
        One of `KINDS`.
    """
    if any(word in strand for word in _SEXUAL):
        return SEXUAL
    return ORDER if any(word in strand for word in _ORDER) else VIOLENCE


def count_cells(case: Case, counted: Counted, *, profile: Profile, month: Month) -> pd.DataFrame:
    """
    Count everything an edition could show: each area, each district by kind, the force, and its earlier years.

    Parameters
    ----------
    case
        `areas` with `district`.
    counted
        The offences, and how far back the data reach.
    profile
        How far back its evidence reaches.
    month
        The reporting month: the last of the twelve.

    Returns
    -------
    cells
        `level` (area, district, force, year; `ROW`, `ALONE` in a pack), `row`, `column` (a kind or "total"), `period`
        (YYYY-MM..YYYY-MM),
        `parts` (area codes the row adds up, joined by ";"; "" for an area), `district`, `n` (whole number). Empty
        where the data do not reach twelve months back.
    """
    rows, first, named = counted.rows, counted.first, counted.named
    if month - (YEAR - 1) < first:
        return pd.DataFrame(columns=list(CELL_COLUMNS))
    districts = case.areas["district"].fillna("").astype("str")
    if (rows["area"] == UNPLACED).any():
        districts = pd.concat([districts, pd.Series({UNPLACED: UNPLACED})])
    year = _within(rows, month)
    blocks = [_areas(year, districts, month)]
    kinds = KINDS if named else ()
    if districts.str.strip().ne("").all():
        blocks.append(count_groups(year, districts, period_text(month), kinds=kinds))
    everywhere = pd.Series(WHOLE, index=districts.index)
    blocks.append(count_groups(year, everywhere, period_text(month), kinds=kinds).assign(level="force", district=""))
    earlier = [month - YEAR * back for back in range(YEARS - 1, 0, -1)]
    blocks += [
        count_groups(_within(rows, end), everywhere, period_text(end)).assign(level="year", district="")
        for end in earlier
        if end - (YEAR - 1) >= max(first, month - (profile.windows.evidence_months - 1))
    ]
    return pd.concat(blocks, ignore_index=True)[list(CELL_COLUMNS)]


def period_text(end: Month) -> str:
    """Return the twelve months ending with a month as the ledger writes them: 2021-04..2022-03."""
    return f"{end - (YEAR - 1)}..{end}"


def period_words(period: str) -> str:
    """Return a ledger's period as people write it: 1 April 2021 to 31 March 2022."""
    first, _, last = period.partition("..")
    return span_words(Month.parse(first).first, Month.parse(last or first).last)


def _within(rows: pd.DataFrame, end: Month) -> pd.DataFrame:
    return rows[rows["day"].between(pd.Timestamp((end - (YEAR - 1)).first), pd.Timestamp(end.last))]


def _areas(rows: pd.DataFrame, districts: pd.Series, end: Month) -> pd.DataFrame:
    counts = rows["area"].value_counts().reindex(districts.index, fill_value=0)
    return pd.DataFrame(
        {
            "level": "area", "row": districts.index.astype("str"), "column": TOTAL, "period": period_text(end),
            "parts": "", "district": districts.to_numpy(), "n": counts.to_numpy(),
        }
    )  # fmt: skip


def count_groups(
    rows: pd.DataFrame, groups: pd.Series, period: str, *, kinds: tuple[str, ...] = (), level: str = "district"
) -> pd.DataFrame:
    """
    Count groups of areas, by kind where kinds are given.

    Parameters
    ----------
    rows
        The offences of the period: `area`, `kind`.
    groups
        Area to the group it belongs to: a row each, and its parts.
    period
        As the ledger writes it.
    kinds
        The columns, beside their total; () = the total alone.
    level
        What the groups are.

    Returns
    -------
    cells
        `CELL_COLUMNS`; noughts too.
    """
    names = sorted(groups.unique())
    of = rows["area"].map(groups)
    table = pd.crosstab(of, rows["kind"])
    table = table.reindex(index=names, columns=list(kinds or table.columns), fill_value=0)
    table = table.assign(**{TOTAL: table.sum(axis=1)}) if kinds else table.sum(axis=1).to_frame(TOTAL)
    long = table.rename_axis("row").reset_index().melt("row", var_name="column", value_name="n")
    parts = {name: ";".join(sorted(map(str, groups.index[groups == name]))) for name in names}
    return long.assign(level=level, period=period, parts=long["row"].map(parts), district=long["row"]).sort_values(
        ["row"], kind="stable"
    )
