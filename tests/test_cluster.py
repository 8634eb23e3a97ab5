"""A month made by the workers of a real Dask scheduler; a worker that is killed loses and doubles nothing (F18)."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from fault_made import finish, kernels, monthly_world, start, until
from test_crew import MONTH, WAITS

from vawg_geo.base.errors import RunError
from vawg_geo.runs.cluster import run_on_cluster
from vawg_geo.runs.verify import verify

pytestmark = pytest.mark.fault("F18")
NOWHERE = ["run", "none", "--force", "none.toml", "--month", "2022-03"]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """A scheduler and two workers, each in a process of its own, as `dask scheduler` and `dask worker` start them."""
    folder = tmp_path_factory.mktemp("dask")
    told = folder / "scheduler.json"
    shared = ["--scheduler-file", str(told), "--no-dashboard"]
    scheduler = begin("scheduler", *shared, "--host", "127.0.0.1", "--port", "0")
    until(told.exists)
    workers = [
        begin("worker", *shared, "--no-nanny", "--nthreads", "1", "--host", "127.0.0.1",
              "--local-directory", str(folder / name))
        for name in "ab"
    ]  # fmt: skip
    yield json.loads(told.read_text())["address"], workers
    for process in (*workers, scheduler):
        process.kill()
        process.wait()


def begin(what, *options):
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.Popen([sys.executable, "-m", "distributed.cli.dask_" + what, *options], **quiet)


def test_a_worker_s_own_line_is_its_reason_and_turns_are_kept(cluster):
    heard = []
    ended = run_on_cluster(
        dict.fromkeys("cba", NOWHERE), address=cluster[0], in_turn=["a", "c"], tell=lambda *what: heard.append(what)
    )
    assert list(ended) == ["c", "b", "a"]
    assert all(end.reason.startswith("there is no shipped profile") for ends in ended.values() for end in ends)
    assert heard.index(("a", "ended")) < heard.index(("c", "ended"))


def test_a_month_is_the_same_wherever_it_is_made(cluster, tmp_path):
    made = {}
    for where, how in (("here", ("--workers", "1")), ("there", ("--scheduler", cluster[0]))):
        world = monthly_world(tmp_path / where, one="1", two="2")
        code, out, err = finish(world, "monthly", *how)
        assert (code, err) == (0, "")
        assert "one: done\ntwo: done\n" in out
        made[where] = (world["out_dir"] / MONTH / "one" / "index.html").read_bytes()
    assert made["here"] == made["there"]


def test_what_a_killed_worker_was_making_is_made_elsewhere(cluster, tmp_path):
    world = monthly_world(tmp_path, one=WAITS, two="1", three="1")
    wait = tmp_path / "f" / "wait"
    wait.touch()
    child = start(world, "monthly", "--scheduler", cluster[0])
    until((world["out_dir"] / MONTH / ".one.new" / "asleep").exists)
    os.kill(maker(cluster[1], "one"), signal.SIGKILL)
    wait.unlink()
    out, err = child.communicate(timeout=120)
    assert (child.returncode, err) == (0, "")
    assert [line.split(":")[0] for line in verify(world["out_dir"])] == [
        f"{MONTH}/{n}" for n in ("one", "three", "two")
    ]
    log = (world["out_dir"] / MONTH / "run.log").read_text().splitlines()
    assert [sum(f"{name}: done in" in line for line in log) for name in ("one", "two", "three")] == [1, 1, 1]
    assert not (world["out_dir"] / MONTH / "failures.json").exists()
    assert not kernels(world["out_dir"])
    assert out.rstrip().endswith("index.html")


def maker(workers, product):
    """The Dask worker whose child makes a product."""
    for worker in workers:
        for task in Path(f"/proc/{worker.pid}/task").iterdir():
            for pid in (task / "children").read_text().split():
                if f"/{product}.toml".encode() in Path(f"/proc/{pid}/cmdline").read_bytes():
                    return worker.pid
    raise AssertionError("no such worker")


def test_an_address_where_nobody_answers_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr("vawg_geo.runs.cluster.PATIENCE_S", 0.5)
    with pytest.raises(RunError, match="no Dask scheduler answers there"):
        run_on_cluster({"a": NOWHERE}, address="tcp://127.0.0.1:9")
    with pytest.raises(RunError, match="give it as tcp://HOST:PORT"):
        run_on_cluster({"a": NOWHERE}, address="nonsense://x")


def test_a_scheduler_without_workers_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr("vawg_geo.runs.cluster.PATIENCE_S", 2)
    told = tmp_path / "scheduler.json"
    scheduler = begin(
        "scheduler", "--scheduler-file", str(told), "--no-dashboard", "--host", "127.0.0.1", "--port", "0"
    )
    try:
        until(told.exists)
        with pytest.raises(RunError, match="has no worker; start one"):
            run_on_cluster({"a": NOWHERE}, address=json.loads(told.read_text())["address"])
    finally:
        scheduler.kill()
        scheduler.wait()
