"""
One product in a process of its own, which ends when the process that ordered it does.

Run as `python -m vawg_geo.runs.worker`, with the arguments of the command line.
"""

from __future__ import annotations

import signal

from vawg_geo.runs.parent import die_with_parent

PARENT = "VAWG_GEO_PARENT"


def main() -> None:
    """Run the command line; an orphan clears up and goes."""
    die_with_parent(signal.SIGTERM, variable=PARENT)
    from vawg_geo.runs.cli import main as command_line

    command_line()


if __name__ == "__main__":
    main()
