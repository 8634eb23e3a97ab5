"""One call makes the whole study: tables as CSV, pictures, the account."""

from __future__ import annotations

from pathlib import Path

from vawg_geo.runs.study.figures import draw_delay, draw_heldout, draw_reliability, draw_stability
from vawg_geo.runs.study.report import write_report
from vawg_geo.runs.study.size import FULL, QUICK, Size
from vawg_geo.runs.study.tables import (
    Tables,
    Told,
    examine_county,
    examine_open,
    simulate,
    simulate_chances,
    simulate_changes,
)

DIGITS = 6  # of the CSV files: far below any interval


def run_study(data: Path | None, out: Path, *, quick: bool = False, told: Told = lambda _: None) -> Path:
    """
    Make the study.

    Parameters
    ----------
    data
        The downloads of data.police.uk; None leaves them out.
    out
        Where the page, its pictures and its tables go; files of an earlier study are replaced.
    quick
        Few simulated counties, no others: enough to see that it runs.
    told
        Hears what is being done.

    Returns
    -------
    page
        The path of README.md.

    References
    ----------
    METHODS 5.
    """
    size = QUICK if quick else FULL
    tables: Tables = {}
    if not quick:
        tables |= examine_county(told)
    if data is not None and not quick:
        tables |= examine_open(data, told)
    tables |= simulate(size, told) | simulate_changes(size, told) | simulate_chances(size, told)
    return write_study(tables, size, out)


def write_study(tables: Tables, size: Size, out: Path) -> Path:
    """
    Write tables, pictures and the account.

    Parameters
    ----------
    tables
        Every table by name.
    size
        How much was drawn.
    out
        The folder.

    Returns
    -------
    page
        The path of README.md.
    """
    out.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        table.round(DIGITS).to_csv(out / f"{name}.csv", index=False, lineterminator="\n")
    draw_stability(tables["stability"], out / "stability.svg")
    draw_heldout(tables["heldout"], out / "heldout.svg")
    draw_delay(tables["delay"], out / "delay.svg")
    draw_reliability(tables["reliability"], out / "reliability.svg")
    page = out / "README.md"
    page.write_text(write_report(tables, size), encoding="utf-8", newline="\n")
    return page
