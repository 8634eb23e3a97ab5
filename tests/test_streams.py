"""Standard output that is closed, left by its reader, or on a full disk (the shell makes each)."""

import os
import shlex
import subprocess
import sys

import pytest

FEW = """
import os, sys
from vawg_geo.runs.streams import standing_streams
with standing_streams():
    opened = os.open(os.devnull, os.O_RDONLY)
    print("x")
    print("y", file=sys.stderr)
sys.exit(opened < 3)
"""
MANY = FEW.replace('"x"', '"x" * 99_999, flush=True')


@pytest.mark.skipif(sys.platform == "win32", reason="asks a POSIX shell")
@pytest.mark.parametrize("program", [FEW, MANY])
@pytest.mark.parametrize(
    ("way", "code", "told"),
    [
        ("| true", 0, "y\n"),
        ("| head -c 1", 0, "y\n"),
        (">&-", 0, "y\n"),
        ("2>&-", 0, ""),
        ("<&- >&- 2>&-", 0, ""),
        (">/dev/full", 1, "No space left on device"),
    ],
)
def test_a_command_goes_on_and_no_file_takes_a_stream_s_place(program, way, code, told):
    line = f"{shlex.join([sys.executable, '-c', program])} {way}; exit ${{PIPESTATUS[0]}}"
    env = {name: text for name, text in os.environ.items() if name != "PYTHONUNBUFFERED"}
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=False, env=env)
    assert (done.returncode, told in done.stderr) == (code, True)
    assert "Exception ignored" not in done.stderr  # Python's own words when the last of it cannot be written
