"""
The kernel's own side: a fresh IPython kernel whose tracebacks carry no data.

A traceback reaches pages and mail, and an exception's text may quote a record (FAULTS L5, L6). So only the toolkit's
own messages, and the operating system's words for a failed file, leave this process; of every other error only its
class and the lines of code it passed through. Run as `python -m vawg_geo.runs.kernel`; its sockets and their key come
in the environment.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from typing import Any

from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from ipykernel.zmqshell import ZMQInteractiveShell
from traitlets import Type

from vawg_geo.base.errors import VawgGeoError
from vawg_geo.runs.parent import CONNECTION, die_with_parent
from vawg_geo.runs.telling import code_lines, safe_words

_RESERVE = [bytearray(64 << 20)]  # address space alone, until it is written to


class _QuietShell(ZMQInteractiveShell):
    def _showtraceback(self, etype: type[BaseException], evalue: BaseException | None, stb: list[str]) -> None:
        del stb  # IPython's own account quotes values
        if isinstance(evalue, MemoryError):
            _RESERVE.clear()  # what filled the memory still stands: without room the reason itself would be lost
        trace = getattr(evalue, "__traceback__", None)
        ours = isinstance(evalue, VawgGeoError)
        lines = [] if ours else code_lines(trace)
        super()._showtraceback(etype, safe_words(evalue), lines)  # type: ignore[no-untyped-call]


class _QuietKernel(IPythonKernel):
    shell_class = Type(_QuietShell)


class _QuietApp(IPKernelApp):
    """Takes its sockets and their key from the environment, so that they are in no file (FAULTS F16)."""

    kernel_class = Type(_QuietKernel)

    def init_connection_file(self) -> None:
        self.load_connection_info(json.loads(os.environ.pop(CONNECTION)))

    def write_connection_file(self, **settings: Any) -> None:  # noqa: ANN401 - ipykernel's own
        del settings


def main() -> None:
    """Start the kernel; it ends with its parent."""
    at_once = getattr(signal, "SIGKILL", signal.SIGTERM)  # Windows has no such signal, nor needs one here
    die_with_parent(at_once, variable="JPY_PARENT_PID")  # as jupyter_client names it
    app = _QuietApp.instance()
    app.initialize(sys.argv[1:])  # type: ignore[no-untyped-call]
    app.start()  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    main()
