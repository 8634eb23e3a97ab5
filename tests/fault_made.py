"""Faults made for real: runs in processes of their own, to be killed, starved, stopped; what must stand after."""

import atexit
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import weakref
from pathlib import Path

from trouble import FINISH, PAGE, write_notebook, write_world

from vawg_geo.runs.verify import verify

WHERE = Path("fen/2022-03/tiny")
VISIBLE = {"failures.json", "index.html", "run.log", "tiny"}  # what a month's folder may show after a fault


def make_world(folder):
    """A world with a tiny product; `tmp` is where its runs keep what nobody else may read."""
    (folder / "tmp").mkdir(parents=True)
    return write_world(folder) | {"month": "2022-03", "out_dir": folder / "out"}


def monthly_world(folder, **cells):
    """A force with a product of its own for each name, its notebook with that cell."""
    world = make_world(folder)
    own = folder / "f" / "profiles"
    own.mkdir()
    for name, cell in cells.items():
        write_notebook(own / f"{name}.ipynb", PAGE, cell, FINISH)
        toml = world["profile"].read_text().replace('"tiny"\ntitle', f'"{name}"\ntitle')
        (own / f"{name}.toml").write_text(toml.replace('notebook = "tiny"', f'notebook = "{name}"'))
    return world | {"profiles": ",".join(cells)}


def arguments(world, what="run", *more):
    """The command line of a run or a month."""
    order = [what, str(world["profile"])] if what == "run" else [what, "--profiles", world["profiles"]]
    return [*order, "--force", str(world["force"]), "--month", world["month"], "--out", str(world["out_dir"]), *more]


def environment(world):
    return {**os.environ, "TMPDIR": str(world["force"].parents[1] / "tmp")}


class Run:
    """A run in a process of its own, the leader of a session, as cron would start it."""

    server = None

    def __init__(self, order, env, limits):
        self.folder = Path(tempfile.mkdtemp(prefix="fault-"))
        weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)
        self.returncode = None
        told = {name: str(self.folder / name) for name in ("out", "err")}
        self.pid = self.ask({"arguments": order, "env": env, "limits": limits, **told})

    @classmethod
    def ask(cls, order):
        if cls.server is None:
            server = Path(__file__).with_name("run_server.py")
            cls.server = subprocess.Popen(
                [sys.executable, str(server)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
            atexit.register(cls.server.kill)
        cls.server.stdin.write(json.dumps(order) + "\n")
        cls.server.stdin.flush()
        return int(cls.server.stdout.readline())

    def communicate(self, timeout=300):
        end = time.monotonic() + timeout
        while alive(self.pid):
            if time.monotonic() > end:
                raise subprocess.TimeoutExpired("run", timeout)
            time.sleep(0.01)
        if self.returncode is None:
            self.returncode = self.ask({"wait": self.pid})
        return (self.folder / "out").read_text(), (self.folder / "err").read_text()

    def send_signal(self, number):
        os.kill(self.pid, number)


def start(world, what="run", *more, limits=None, env=None):
    """Start a run or a month."""
    return Run(arguments(world, what, *more), {**environment(world), **(env or {})}, limits or {})


def finish(world, what="run", *more, **options):
    """Run it to its end; give exit code, stdout and stderr."""
    child = start(world, what, *more, **options)
    out, err = child.communicate()
    return child.returncode, out, err


def until(true, seconds=60):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never came about"
        time.sleep(0.02)


def kernels(out_dir):
    """The kernels whose working folder lies in an output folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if str(process.joinpath("cwd").readlink()).startswith(str(out_dir)):
                found.append(int(process.name))
        except OSError:
            continue
    return found


def children(parent):
    """The processes a process started."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            if int(stat.read_text().rpartition(")")[2].split()[1]) == parent:
                found.append(int(stat.parent.name))
        except OSError:
            continue
    return found


def alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def stop(child, how, out_dir):
    """Stop a run: its parent, its kernel, or everything at once, with a signal that can or cannot be caught."""
    name, number = how
    victims = {"parent": [child.pid], "kernel": kernels(out_dir), "all": [child.pid, *kernels(out_dir)]}[name]
    for pid in victims:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            continue


KILLS = {
    "parent": ("parent", signal.SIGKILL),
    "kernel": ("kernel", signal.SIGKILL),
    "all": ("all", signal.SIGKILL),
    "SIGTERM": ("parent", signal.SIGTERM),
    "SIGINT": ("parent", signal.SIGINT),
}


def content(folder):
    """Every file that can be seen, by its path."""
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in files}


def sources(world):
    """What a run reads and must never write: notebook, profile, force, extract."""
    home = world["force"].parents[1]
    return {name: data for name, data in content(home).items() if not name.startswith(("out/", "tmp/"))}


def stands(world, before):
    """The earlier good output is there to the byte, whole, and nothing half made is under a final name."""
    month = world["out_dir"] / WHERE.parent
    assert content(world["out_dir"] / WHERE) == before
    assert len(verify(world["out_dir"])) == 1
    assert {p.name for p in month.iterdir() if not p.name.startswith(".")} <= VISIBLE


def runs_again(world, before):
    """The rerun succeeds, gives the same bytes, and clears away whatever the fault left."""
    assert finish(world)[0] == 0
    stands(world, before)
    month = world["out_dir"] / WHERE.parent
    assert sorted(p.name for p in month.iterdir()) == ["index.html", "run.log", "tiny"]
    assert 'class="failed"' not in (month / "index.html").read_text()
    assert not list((world["force"].parents[1] / "tmp").rglob("*"))
    assert not kernels(world["out_dir"])
