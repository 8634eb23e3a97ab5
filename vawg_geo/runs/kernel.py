"""
The kernel's own side: a fresh IPython kernel whose tracebacks carry no data.

A traceback reaches pages and mail, and an exception's text may quote a record (FAULTS L5, L6). So only the toolkit's
own messages, and the operating system's words for a failed file, leave this process; of every other error only its
class and the lines of code it passed through. Run as `python -m vawg_geo.runs.kernel -f CONNECTION_FILE`.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import traceback
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from ipykernel.zmqshell import ZMQInteractiveShell
from traitlets import Type

from vawg_geo.base.errors import VawgGeoError

_PACKAGE = Path(__file__).resolve().parents[1]
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of Linux's prctl


def safe_words(error: BaseException | None) -> str:
    """Return what may be told of an error: our own sentence, the system's words for a failed file, or nothing."""
    if isinstance(error, VawgGeoError):
        return str(error)
    if isinstance(error, OSError) and error.errno:
        return os.strerror(error.errno)
    return ""


def code_lines(trace: TracebackType | None) -> list[str]:
    """Return the cell's and the toolkit's lines an error passed through: file, line and function, no values."""
    lines = []
    for frame in traceback.extract_tb(trace):
        file = Path(frame.filename)
        if _PACKAGE in file.parents:
            lines.append(f"{file.name}:{frame.lineno} {frame.name}")
        elif file.parent.name.startswith("ipykernel_"):
            lines.append(f"the cell's line {frame.lineno}")
    return lines or ["its own text"]


class _QuietShell(ZMQInteractiveShell):
    def _showtraceback(self, etype: type[BaseException], evalue: BaseException | None, stb: list[str]) -> None:
        del stb  # IPython's own account quotes values
        trace = getattr(evalue, "__traceback__", None)
        ours = isinstance(evalue, VawgGeoError)
        lines = [] if ours else code_lines(trace)
        super()._showtraceback(etype, safe_words(evalue), lines)  # type: ignore[no-untyped-call]


class _QuietKernel(IPythonKernel):
    shell_class = Type(_QuietShell)


def _die_with_parent() -> None:
    """Ask Linux to end this process when its parent is killed; elsewhere ipykernel's own watch does, a second later."""
    parent = int(os.environ.get("JPY_PARENT_PID", "0")) or os.getppid()
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    if sys.platform == "linux" and os.getppid() != parent:  # it was gone before we asked
        sys.exit(1)


def main() -> None:
    """Start the kernel; once its sockets stand, the file with their key is removed (FAULTS F16)."""
    _die_with_parent()
    app = IPKernelApp.instance(kernel_class=_QuietKernel)
    app.initialize(sys.argv[1:])  # type: ignore[no-untyped-call]
    Path(app.abs_connection_file).unlink(missing_ok=True)
    app.start()  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    main()
