"""A worker that is killed loses nothing: its product is made again, once, and told (FAULTS F18)."""

import json
import os
import signal
from pathlib import Path

import pytest
from fault_made import alive, children, kernels, monthly_world, start, until

from vawg_geo.runs.crew import Ended, run_apart
from vawg_geo.runs.verify import verify

pytestmark = pytest.mark.fault("F18")
MONTH = "fen/2022-03"
WAITS = """import pathlib, time
pathlib.Path(out, "asleep").touch()
while pathlib.Path(force).with_name("wait").exists(): time.sleep(0.05)
pathlib.Path(out, "asleep").unlink()"""


def workers_of(parent):
    """The worker processes of a month."""
    return [pid for pid in children(parent) if b"runs.worker" in Path(f"/proc/{pid}/cmdline").read_bytes()]


def worker_at(parent, product):
    """The worker that makes a product."""
    for pid in workers_of(parent):
        if f"/{product}.toml".encode() in Path(f"/proc/{pid}/cmdline").read_bytes():
            return pid
    raise AssertionError("no such worker")


def test_a_killed_worker_s_product_is_made_again_and_nothing_is_doubled(tmp_path):
    world = monthly_world(tmp_path, one=WAITS, two="1", three="1")
    wait = tmp_path / "f" / "wait"
    wait.touch()
    child = start(world, "monthly", "--workers", "2")
    until((world["out_dir"] / MONTH / ".one.new" / "asleep").exists)
    os.kill(worker_at(child.pid, "one"), signal.SIGKILL)
    wait.unlink()
    out, err = child.communicate(timeout=120)
    assert (child.returncode, err) == (0, "")
    assert "one: done: made again, because its process was killed by signal 9" in out
    assert [line.split(":")[0] for line in verify(world["out_dir"])] == [
        f"{MONTH}/{n}" for n in ("one", "three", "two")
    ]
    log = (world["out_dir"] / MONTH / "run.log").read_text().splitlines()
    assert sum("two: done" in line for line in log) == sum("three: done" in line for line in log) == 1
    assert sum("one: begun" in line for line in log) == 2
    assert sum("one: done in" in line for line in log) == 1
    assert any("one: done: made again" in line for line in log)
    assert not (world["out_dir"] / MONTH / "failures.json").exists()
    assert not kernels(world["out_dir"])


def test_a_product_whose_worker_is_killed_twice_has_failed_and_the_page_says_so(tmp_path):
    world = monthly_world(tmp_path, one="import os\nos.kill(os.getppid(), 9)", two="1")
    child = start(world, "monthly", "--workers", "2")
    out, err = child.communicate(timeout=120)
    assert child.returncode == 1
    assert err.startswith("vawg-geo: 1 of 2 products failed: one: its process was killed by signal 9")
    assert "It was made again, because" in err
    assert err.count("\n") == 1
    assert "two: done\n" in out
    told = json.loads((world["out_dir"] / MONTH / "failures.json").read_text())
    assert told["one"]["word"] == "Failed"
    assert "killed by signal 9" in (world["out_dir"] / MONTH / "index.html").read_text()
    assert len(verify(world["out_dir"])) == 1


@pytest.mark.fault("F2", "F3")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_when_the_month_is_stopped_its_workers_stop_too(tmp_path, number):
    world = monthly_world(tmp_path, one=WAITS, two=WAITS)
    (tmp_path / "f" / "wait").touch()
    child = start(world, "monthly", "--workers", "2")
    folder = world["out_dir"] / MONTH
    until(lambda: all((folder / f".{name}.new" / "asleep").exists() for name in ("one", "two")))
    workers = workers_of(child.pid)
    assert len(workers) == 2
    child.send_signal(number)
    _, err = child.communicate(timeout=30)
    assert child.returncode == (143 if number == signal.SIGTERM else -9)
    until(lambda: not any(map(alive, workers)))
    until(lambda: not kernels(world["out_dir"]))
    assert not [path.name for path in folder.iterdir() if path.is_dir()]  # they cleared up, though nobody told them
    page = (folder / "index.html").read_text()
    assert "<strong>2 failed</strong>" in page
    if number == signal.SIGTERM:
        assert err == "vawg-geo: stopped before the end; what stood there before still stands.\n"


def test_a_worker_s_own_line_is_its_reason():
    ended = run_apart({"a": ["run", "none", "--force", "none.toml", "--month", "2022-03"]}, workers=1)["a"]
    assert [end.code for end in ended] == [1]
    assert ended[0].reason.startswith("there is no shipped profile")
    assert "\n" not in ended[0].reason


def test_products_in_turn_never_run_together_and_keep_their_order():
    heard = []
    orders = {name: ["run", "none", "--force", "none.toml", "--month", "2022-03"] for name in "cba"}
    ended = run_apart(orders, workers=2, in_turn=["a", "c"], tell=lambda *what: heard.append(what))
    assert sorted(ended) == ["a", "b", "c"]
    assert [one for one in heard if one[0] != "b"] == [
        ("a", "started"), ("a", "ended"), ("c", "started"), ("c", "ended"),
    ]  # fmt: skip
    assert {what for _, what in heard[:2]} == {"started"}  # the other worker did not wait


@pytest.mark.parametrize(
    ("ended", "lost", "reason"),
    [
        (Ended(0), 0, ""),
        (Ended(-9), 9, "its process was killed by signal 9"),
        (Ended(143, "stopped"), 15, "its process was killed by signal 15"),
        (Ended(130, "stopped before the end."), 0, "stopped before the end."),
        (Ended(1, "no data."), 0, "no data."),
        (Ended(3), 0, "its process ended with code 3."),
    ],
)
def test_how_a_process_ended_is_told(ended, lost, reason):
    assert ended.lost == lost
    assert ended.reason.startswith(reason)
    assert bool(ended.reason) == bool(reason)
