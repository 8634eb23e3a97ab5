"""The account's sections on cases whose truth nobody knows."""

from __future__ import annotations

import pandas as pd

from vawg_geo.runs.study.report_tables import grid
from vawg_geo.runs.study.tables import Tables


def tell_county(tables: Tables) -> str:
    """
    Tell what the demonstration county showed.

    Parameters
    ----------
    tables
        Every table by name.

    Returns
    -------
    markdown
        The section.
    """
    if "county_heldout" not in tables:
        return "*The demonstration county was left out of this run.*"
    held, setting = (_renamed(tables[name], "harm") for name in ("county_heldout", "county_settings"))
    counts = _renamed(tables["county_heldout"], "count")
    return f"""## The demonstration county

One county, from raw extract to list; its planted hot spots are far above the rest, so every sensible list finds them. \
Percent of places on consecutive lists, then percent of *recorded* harm and offences held next (bootstrap over months):

{grid(tables["county_stability"], "method", "months")}

{grid(held.assign(what=held["horizon_months"].map("harm, {} months".format)), "method", "what")}

{grid(counts.assign(what=counts["horizon_months"].map("offences, {} months".format)), "method", "what")}

{grid(setting.assign(what=setting["horizon_months"].map("harm, {} months".format)), "method", "what")}

Months until its planted new place (125 offences a year) is listed, and its quietened one (33 a year before) is gone \
for good: one draw each.

{_delays_of_county(tables["county_delay"])}"""


def _renamed(table: pd.DataFrame, what: str) -> pd.DataFrame:
    return table.rename(columns={f"share_{what}": "mean", f"low_{what}": "low", f"high_{what}": "high"})


def _whole(months: float) -> str:
    return f"{months:.0f}"


def _delays_of_county(delay: pd.DataFrame) -> str:
    long = delay.melt("half_life", ["new", "quiet"], "what", "mean").assign(low=float("nan"), high=float("nan"))
    return grid(long, "half_life", "what", say=_whole)


def tell_open(tables: Tables) -> str:
    """
    Tell what the open files showed: shares and rates only.

    Parameters
    ----------
    tables
        Every table by name.

    Returns
    -------
    markdown
        The section.
    """
    if "open_heldout" not in tables:
        return "*The open files were left out of this run: give `--data`.*"
    held = tables["open_heldout"].rename(columns={"share": "mean"})
    return f"""## The open files

Violence and sexual offences by place (LSOAs, joined where 2011 and 2021 codes differ) and month, data.police.uk, \
13 months of 2021/22 and 6 of 2024. **All victims, all hours; severity, day and hour are unknown**: only counts can be \
ranked, some twenty times as many as a night-time profile has, so these lists are the steadiest that can be hoped for. \
With counts alone, one kind of place and no fading, shrinking does not change the order of places at all. Percent of \
the ten on consecutive lists:

{grid(tables["open_stability"], ["case", "method"], "months")}

Percent of offences held (bootstrap over the few held-out months); rows with the same figures list the same ten places:

{grid(held, "method", "horizon")}

Contains public sector information licensed under the Open Government Licence v3.0."""
