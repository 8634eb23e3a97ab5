"""The demonstration: the synthetic county, and a month of it from start to finish."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path

from vawg_geo.base.errors import RunError, VawgGeoError
from vawg_geo.base.force import read_force
from vawg_geo.runs.month import MonthResult, Reporter, monthly
from vawg_geo.runs.output import locked
from vawg_geo.sources.case import load_case

MONTH = "2022-03"
DATA = "fenshire-data"


def write_demo_data(folder: Path) -> Path:
    """
    Write the synthetic county; only what an earlier demonstration wrote is replaced.

    Parameters
    ----------
    folder
        Where force.toml and extracts/ go.

    Returns
    -------
    force
        The path of its force.toml.

    Raises
    ------
    RunError
        If files that are not the demonstration's would be overwritten, or the folder cannot be written.
    """
    from vawg_geo.runs.county import ENTRIES, write_county

    fresh = folder / ".county.new"
    ours = _is_demonstration(folder / "force.toml") or fresh.exists()  # left by a killed demonstration
    if not ours and (folder / "force.toml").exists():
        raise RunError(f"{folder.name} holds a force of another kind; name an empty folder.")
    if not ours and (there := [name for name in ENTRIES if (folder / name).exists()]):
        raise RunError(
            f"{folder.name} already holds {', '.join(there)}, which no demonstration wrote; name an empty folder."
        )
    try:
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        write_county(fresh)
        for name in ENTRIES:
            _replace(fresh / name, folder / name)
    except OSError as error:
        raise RunError(f"{folder.name} could not be written ({error.strerror}).") from None
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return folder / "force.toml"


def _is_demonstration(path: Path) -> bool:
    try:
        return path.exists() and read_force(path).synthetic
    except VawgGeoError:
        return False


def _replace(path: Path, target: Path) -> None:
    if target.is_dir():
        shutil.rmtree(target)
    path.replace(target)


def demonstrate(out_dir: Path, *, month: str = MONTH, reporter: Reporter | None = None) -> MonthResult:
    """
    Make the synthetic county and every product of one of its months.

    Parameters
    ----------
    out_dir
        The output folder: the county goes to `fenshire-data/`, pages to `fenshire/<month>/`.
    month
        YYYY-MM, from 2019-04 to 2022-03.
    reporter
        As for `monthly`.

    Returns
    -------
    result
        As of `monthly`.
    """
    data = out_dir / DATA
    with locked(data):
        force = write_demo_data(data)
        workers = min(2, os.cpu_count() or 1)
        with suppress(VawgGeoError):  # a run will say what is wrong
            load_case(force)  # read once, before several processes ask for it
        return monthly(force, month=month, out_dir=out_dir, workers=workers, reporter=reporter, on_request=True)
