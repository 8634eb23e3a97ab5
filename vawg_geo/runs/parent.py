"""What a child process owes its parent: it ends when the parent is killed."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from contextlib import suppress

CONNECTION = "VAWG_GEO_KERNEL"  # how the parent tells a kernel its sockets and their key
_PDEATHSIG = 1  # of Linux's prctl


def die_with_parent(number: signal.Signals, *, variable: str) -> None:
    """
    Ask Linux for a signal when the parent dies; elsewhere ipykernel's own watch ends a kernel a second later.

    Parameters
    ----------
    number
        SIGKILL ends at once; SIGTERM leaves time to clear up.
    variable
        The environment's variable in which the parent left its number.
    """
    parent = int(os.environ.get(variable, "0")) or os.getppid()
    with suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).prctl(_PDEATHSIG, number)
    if sys.platform == "linux" and os.getppid() != parent:  # it was gone before we asked
        sys.exit(1)
