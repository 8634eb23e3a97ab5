"""What Windows lacks is never asked for unguarded: most analysts' desktops are Windows, and no test machine here is."""

import ast
import errno
import fcntl
import os
from pathlib import Path

import pandas as pd
import pytest

import vawg_geo
from vawg_geo.sources.parts import Part, load_part, store_part

pytestmark = pytest.mark.skipif(os.name != "posix", reason="compares with what POSIX alone has")
PACKAGE = Path(vawg_geo.__file__).parent
POSIX_MODULES = {"fcntl", "pwd", "grp", "resource", "termios", "tty", "pty", "syslog"}
POSIX_NAMES = {
    "os": {
        "O_NOFOLLOW", "O_DIRECTORY", "O_CLOEXEC", "fchmod", "chown", "fork", "forkpty", "getuid", "geteuid", "getgid",
        "getpgid", "killpg", "mkfifo", "nice", "sched_getaffinity", "setsid", "setuid", "sysconf", "uname", "WNOHANG",
    },
    "signal": {"SIGALRM", "SIGCHLD", "SIGHUP", "SIGKILL", "SIGQUIT", "SIGUSR1", "SIGUSR2", "alarm", "pthread_sigmask"},
}  # fmt: skip
GUARDED = {f"runs/access.py: {what}" for what in ("import pwd", "os.getuid", "os.fchmod")}  # each by a look first


def _asked(path: Path):
    where = path.relative_to(PACKAGE).as_posix()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if node.attr in POSIX_NAMES.get(node.value.id, ()):
                yield f"{where}: {node.value.id}.{node.attr}"
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [one.name for one in node.names]
            yield from (f"{where}: import {name}" for name in names if name in POSIX_MODULES)


def test_nothing_is_asked_of_the_system_that_windows_lacks():
    assert {one for path in PACKAGE.rglob("*.py") for one in _asked(path)} == GUARDED


def test_a_snapshot_is_kept_where_only_files_open_for_writing_can_be_settled(tmp_path, monkeypatch):
    settle = os.fsync

    def windows(handle):
        reading = fcntl.fcntl(handle, fcntl.F_GETFL) & os.O_ACCMODE == os.O_RDONLY
        if reading and not Path(f"/dev/fd/{handle}").is_dir():
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))
        settle(handle)

    monkeypatch.setattr(os, "fsync", windows)
    table = pd.DataFrame({"n": [1, 2]})
    store_part(tmp_path / "one", Part("counts", "key", {"counts": table}))
    assert load_part(tmp_path / "one", "counts", "key").tables["counts"].equals(table)
