"""The open-data pages from a folder of data.police.uk files: what `make real` runs."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from vawg_geo.base.errors import VawgGeoError
from vawg_geo.runs.run import run_profile
from vawg_geo.runs.terminal import progress_shown
from vawg_geo.sources.open_data import write_open_data_force

PRODUCTS = (("open_data", "2022-03"), ("open_data", "2024-06"), ("open_data_compare", "2024-03"))


def main(words: list[str] | None = None) -> int:
    """
    Make the open-data pages and print their paths; a page that cannot be made costs no other.

    Parameters
    ----------
    words
        The command line's words; None: those of this process.

    Returns
    -------
    status
        0 when every page was made, 1 otherwise.
    """
    parser = argparse.ArgumentParser(prog="make real", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of open data; the README says what lies where")
    parser.add_argument("--out", type=Path, default=Path("out"), help="where pages go")
    options = parser.parse_args(words)
    pages, refused = [], []
    try:
        force = write_open_data_force(options.data, options.out / "open-data")
    except VawgGeoError as error:
        return _end([], [str(error)])
    with progress_shown() as reporter:
        for profile, month in PRODUCTS:
            told = reporter(f"{profile} {month}")
            try:
                pages.append(run_profile(profile, force=force, month=month, out_dir=options.out, progress=told).html)
            except VawgGeoError as error:
                refused.append(f"{profile} {month}: {error}")
    return _end(pages, refused)


def _end(pages: list[Path], refused: list[str]) -> int:
    for reason in refused:
        print(f"make real: {reason}", file=sys.stderr)  # noqa: T201
    for page in pages:
        print(page)  # noqa: T201
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
