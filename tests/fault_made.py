"""Faults made for real: runs in processes of their own, to be killed, starved, stopped; what must stand after."""

import os
import signal
import subprocess
import sys
import time
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


def command(world, what="run", *more):
    """The command line of a run or a month."""
    order = [sys.executable, "-m", "vawg_geo.runs.cli", what]
    order += [str(world["profile"])] if what == "run" else ["--profiles", world["profiles"]]
    return [*order, "--force", str(world["force"]), "--month", world["month"], "--out", str(world["out_dir"]), *more]


def environment(world):
    return {**os.environ, "TMPDIR": str(world["force"].parents[1] / "tmp")}


def start(world, what="run", *more, **options):
    """Start it as the leader of a group of its own, as a shell or cron would."""
    return subprocess.Popen(
        command(world, what, *more),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(world),
        start_new_session=True,
        **options,
    )


def finish(world, what="run", *more, **options):
    """Run it to its end; give exit code, stdout and stderr."""
    child = start(world, what, *more, **options)
    out, err = child.communicate(timeout=300)
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
