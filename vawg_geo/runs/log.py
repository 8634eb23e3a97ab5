"""Clock times go here, and nowhere else: one line an event in a month's run.log."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

LOG = "run.log"


def log(folder: Path, line: str) -> None:
    """
    Add a line to a month's log; a log that cannot be written stops nothing.

    Parameters
    ----------
    folder
        The month's output folder.
    line
        One line without data values.
    """
    now = datetime.now(UTC).isoformat(timespec="seconds")
    with suppress(OSError):
        handle = os.open(folder / LOG, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(handle, "a", encoding="utf-8") as file:
            file.write(f"{now} {' '.join(line.split())}\n")
