"""The study from a command line: what `make study` runs."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from vawg_geo.base.errors import VawgGeoError
from vawg_geo.runs.study.study import run_study


def main(words: list[str] | None = None) -> int:
    """
    Make the study and print its page's path.

    Parameters
    ----------
    words
        The command line's words; None: those of this process.

    Returns
    -------
    status
        0 when it was made, 1 otherwise.
    """
    parser = argparse.ArgumentParser(prog="make study", description=__doc__)
    parser.add_argument("--data", type=Path, help="folder of open data; without it they are left out")
    parser.add_argument("--out", type=Path, default=Path("docs/study"), help="where the page goes")
    parser.add_argument("--quick", action="store_true", help="few counties: only to see that it runs")
    options = parser.parse_args(words)
    try:
        page = run_study(options.data, options.out, quick=options.quick, told=_tell)
    except VawgGeoError as error:
        print(f"make study: {error}", file=sys.stderr)  # noqa: T201
        return 1
    print(page)  # noqa: T201
    return 0


def _tell(words: str) -> None:
    print(f"study: {words}", file=sys.stderr, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
