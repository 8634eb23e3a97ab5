"""A fresh kernel of this very interpreter, spoken to over private sockets."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager

from vawg_geo.runs.parent import CONNECTION

_PREFIX = "vawg-geo-kernel-"
_LONGEST_SOCKET = 100  # a local socket's whole name: 104 bytes on macOS, 108 on Linux, its end included
_ARGUMENTS = [sys.executable, "-m", "vawg_geo.runs.kernel"]
_LOCAL_PORTS = ("shell_port", "iopub_port", "stdin_port", "hb_port", "control_port")
# One thread a sum, so that the last digit does not depend on the machine; one hash seed, one zone, one encoding.
_ENVIRONMENT = {
    "PYTHONHASHSEED": "0",
    "PYTHONUTF8": "1",
    "TZ": "Europe/London",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}


class _OwnSpec(KernelSpecManager):
    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """Return this interpreter, whatever kernels the user has installed under that name."""
        del kernel_name
        return KernelSpec(argv=_ARGUMENTS, display_name="Python 3", language="python", metadata=_CURVE)


_CURVE = {"supported_encryption": ["curve"]}


def kernel_manager(folder: Path, *, cwd: Path) -> type[AsyncKernelManager]:
    """
    Make the manager class of one private kernel.

    Parameters
    ----------
    folder
        A private folder (mode 0700) for the sockets and IPython's own files. The key to the sockets goes to the kernel
        in its environment and is never in a file, so no kill can leave one behind (FAULTS F16).
    cwd
        The kernel's working folder.

    Returns
    -------
    manager
        A class for nbclient: local sockets in `folder` where the system has them and the folder's name is short
        enough for one, else encrypted TCP.
    """

    class FreshKernel(AsyncKernelManager):
        """A kernel with a spec, sockets and an environment of our own."""

        def __init__(self, **settings: Any) -> None:  # noqa: ANN401 - traitlets' own
            super().__init__(**settings)
            self.kernel_spec_manager = _OwnSpec()
            if os.name == "posix" and len(str(folder / "s-5")) <= _LONGEST_SOCKET:
                self.transport, self.ip = "ipc", str(folder / "s")
            else:
                self.transport_encryption = "required"

        def write_connection_file(self, **settings: Any) -> None:  # noqa: ANN401
            """Write no file; local sockets are told apart by a number, for TCP free ports are chosen by now."""
            del settings
            if self.transport == "ipc":
                for number, port in enumerate(_LOCAL_PORTS, start=1):
                    setattr(self, port, number)

        async def _async_launch_kernel(self, kernel_cmd: list[str], **options: Any) -> None:  # noqa: ANN401
            told = {k: v.decode() if isinstance(v, bytes) else v for k, v in self.get_connection_info().items()}
            own = {"IPYTHONDIR": str(folder), CONNECTION: json.dumps(told)}
            options["env"] = {**options["env"], **_ENVIRONMENT, **own}
            options |= {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}  # a library's words may quote data
            await super()._async_launch_kernel(kernel_cmd, **{**options, "cwd": str(cwd)})

    return FreshKernel


@contextmanager
def private_folder() -> Iterator[Path]:
    """
    Make a folder only this user can read; it goes when the run ends, and a killed run's goes with the next run.

    Yields
    ------
    folder
        Mode 0700, under the system's temporary folder, named by this process.
    """
    _sweep()
    folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _sweep() -> None:
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        owner = folder.name.removeprefix(_PREFIX).partition("-")[0]
        if owner.isdigit() and not _alive(int(owner)):
            shutil.rmtree(folder, ignore_errors=True)


def _alive(process: int) -> bool:
    if os.name != "posix":  # there, a signal 0 would end the process
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
