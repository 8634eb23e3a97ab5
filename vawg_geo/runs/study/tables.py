"""Every table of the study, made from replicate counties and real cases."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from vawg_geo.runs.county import write_county
from vawg_geo.runs.study.calibration import WORLDS as CHANCE_WORLDS
from vawg_geo.runs.study.calibration import measure_chances, tabulate_brier, tabulate_reliability, tabulate_tiers
from vawg_geo.runs.study.concentrations import describe_county
from vawg_geo.runs.study.delay import WORLDS as DELAY_WORLDS
from vawg_geo.runs.study.delay import measure_delay
from vawg_geo.runs.study.heldout import METHODS, USED, measure_heldout, setting_methods
from vawg_geo.runs.study.intervals import against, summarise
from vawg_geo.runs.study.real_cases import read_county, read_open
from vawg_geo.runs.study.real_tables import hold_out_county, hold_out_open, notice_county, share_lists
from vawg_geo.runs.study.size import Size
from vawg_geo.runs.study.stability import measure_stability, measure_turnover
from vawg_geo.runs.study.worlds import WORLDS, draw_county

Tables = dict[str, pd.DataFrame]
Told = Callable[[str], None]
Rows = list[dict[str, object]]


def simulate(size: Size, told: Told) -> Tables:
    """
    Ask simulated counties how stable lists are, and how much harm to come they hold.

    Parameters
    ----------
    size
        How many counties.
    told
        Hears what is being done.

    Returns
    -------
    tables
        `worlds`, `stability`, `turnover`, `heldout`, `heldout_against`, `settings`.
    """
    worlds: Rows = []
    stable, turned, held, settings = (list(worlds) for _ in range(4))
    for name in size.pick(WORLDS):
        told(f"lists: {name}")
        for county in range(size.counties):
            records = draw_county(name, WORLDS[name], county)
            worlds += describe_county(records, county)
            stable += measure_stability(records, county)
            turned += measure_turnover(records, county)
            held += measure_heldout(records, county, METHODS)
            settings += measure_heldout(records, county, setting_methods())
    rows = pd.DataFrame(held)
    by = ["world", "horizon"]
    return {
        "worlds": summarise(pd.DataFrame(worlds), ["world", "what"], "value"),
        "stability": summarise(pd.DataFrame(stable), ["world", "months", "method"], "shared"),
        "turnover": summarise(pd.DataFrame(turned), ["world", "apart", "method"], "shared"),
        "heldout": _three(rows, [*by, "method"]),
        "heldout_against": against(rows, by, "method", USED, "of_best"),
        "settings": against(pd.DataFrame(settings), by, "method", "as used", "of_best"),
    }


def _three(rows: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    parts = [summarise(rows, by, what).assign(what=what) for what in ("harm", "count", "of_best")]
    return pd.concat(parts, ignore_index=True)


def simulate_changes(size: Size, told: Told) -> Tables:
    """
    Ask counties with planted changes how late each method notices, and what it costs.

    Parameters
    ----------
    size
        How many counties.
    told
        Hears what is being done.

    Returns
    -------
    tables
        `delay`, `delay_against` (differences to a half-life of 12 months).
    """
    rows: Rows = []
    for name in size.pick(DELAY_WORLDS):
        told(f"changes: {name}")
        for county in range(size.changes):
            rows += measure_delay(draw_county(name, DELAY_WORLDS[name], 1_000 + county), county)
    table = pd.DataFrame(rows)
    return {
        "delay": summarise(table, ["world", "what", "method"], "value"),
        "delay_against": against(table, ["world", "what"], "method", "half after 12 months", "value"),
    }


def simulate_chances(size: Size, told: Told) -> Tables:
    """
    Ask counties how often a chance of being in the top ten came true.

    Parameters
    ----------
    size
        How many counties.
    told
        Hears what is being done.

    Returns
    -------
    tables
        `reliability`, `tiers`, `brier`.
    """
    parts: list[pd.DataFrame] = []
    for name in size.pick(CHANCE_WORLDS):
        told(f"chances: {name}")
        for county in range(size.chances):
            parts += measure_chances(draw_county(name, CHANCE_WORLDS[name], 2_000 + county), county)
    chances = pd.concat(parts, ignore_index=True)
    return {
        "reliability": tabulate_reliability(chances),
        "tiers": tabulate_tiers(chances),
        "brier": tabulate_brier(chances),
    }


def examine_county(told: Told) -> Tables:
    """
    Ask the demonstration county the same questions, from its extracts on.

    Parameters
    ----------
    told
        Hears what is being done.

    Returns
    -------
    tables
        `county_stability`, `county_heldout`, `county_settings`, `county_delay`, `county_world`.
    """
    told("the demonstration county")
    with TemporaryDirectory() as folder:
        write_county(Path(folder))
        records, planted = read_county(Path(folder))
    return {
        "county_world": summarise(pd.DataFrame(list(describe_county(records, 0))), ["world", "what"], "value"),
        "county_stability": share_lists(records),
        "county_heldout": hold_out_county(records, METHODS),
        "county_settings": hold_out_county(records, setting_methods()),
        "county_delay": notice_county(records, planted),
    }


def examine_open(data: Path, told: Told) -> Tables:
    """
    Ask the open files what counts alone can say.

    Parameters
    ----------
    data
        The downloads.
    told
        Hears what is being done.

    Returns
    -------
    tables
        `open_world`, `open_stability`, `open_heldout`: shares and rates only.
    """
    told("the open files")
    with TemporaryDirectory() as folder:
        parts = read_open(data, Path(folder))
    now, later = parts
    worlds = pd.DataFrame([row for part in parts[:1] for row in describe_county(part, 0)])
    return {
        "open_world": summarise(worlds, ["world", "what"], "value"),
        "open_stability": pd.concat([share_lists(part) for part in parts], ignore_index=True),
        "open_heldout": hold_out_open(now, later),
    }
