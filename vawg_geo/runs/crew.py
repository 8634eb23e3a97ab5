"""Products made at the same time, each in a process of its own: one that dies takes nothing with it (FAULTS F18)."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Event

from vawg_geo.runs.worker import PARENT

_SHELL = 128  # a process that ends by itself on a signal says so by this and the signal's number
_PREFIX = "vawg-geo: "


@dataclass(frozen=True)
class Ended:
    """How a worker's process ended."""

    code: int
    told: str = ""  # the one line it left on stderr

    @property
    def lost(self) -> int:
        """The signal it was killed with, from outside; 0 when it ended by itself."""
        if self.code < 0:
            return -self.code
        return self.code - _SHELL if self.code in {_SHELL + signal.SIGTERM, _SHELL + 1} else 0

    @property
    def reason(self) -> str:
        """Why it did not end well, in one line; "" when it did."""
        if self.code == 0:
            return ""
        if self.lost:
            return f"its process was killed by signal {self.lost}: by somebody, or by the system for want of memory."
        return self.told or f"its process ended with code {self.code}."


def run_apart(
    orders: Mapping[str, Sequence[str]],
    *,
    workers: int,
    in_turn: Sequence[str] = (),
    tell: Callable[[str, str], None] | None = None,
) -> dict[str, list[Ended]]:
    """
    Run each order in a process of its own; one whose process was killed is run again, once, when the others are done.

    Parameters
    ----------
    orders
        Name to the command line's arguments; begun in this order.
    workers
        How many processes at the same time. What is run again runs alone: memory may be what was lacking.
    in_turn
        Names that never run at the same time, and always in this order: one reads what the other wrote.
    tell
        Hears a name and "started" or "ended".

    Returns
    -------
    ended
        Name to how its process ended, and where it was run again how that ended.
    """
    running: list[subprocess.Popen[str]] = []
    stopping = Event()
    tell_of = tell or (lambda _name, _what: None)

    def _run(name: str) -> Ended:
        tell_of(name, "started")
        running.append(child := _start(orders[name]))
        if stopping.is_set():  # it was being started when the others were told to stop
            child.terminate()
        ended = _wait(child)
        tell_of(name, "ended")
        return ended

    chains = chain_orders(list(orders), in_turn)
    with ThreadPoolExecutor(workers) as pool:
        try:
            ended = pool.map(lambda names: [(name, _run(name)) for name in names], chains)
            first = dict(one for chain in ended for one in chain)
            again = {name: pool.submit(_run, name).result() for name, ended in first.items() if ended.lost}
        except BaseException:
            stopping.set()
            pool.shutdown(wait=False, cancel_futures=True)
            for child in running:
                child.terminate()
            raise
    return {name: [ended, *([again[name]] if name in again else [])] for name, ended in first.items()}


def chain_orders(names: Sequence[str], in_turn: Sequence[str]) -> list[list[str]]:
    """
    Give what one worker runs without a break.

    Parameters
    ----------
    names
        In the order in which they begin.
    in_turn
        Those that never run at the same time, in their order.

    Returns
    -------
    chains
        Those in turn together, where the first met of them stands; each other one alone.
    """
    chains = [[name] if name not in in_turn else list(in_turn) for name in names]
    return [chain for at, chain in enumerate(chains) if chain not in chains[:at]]


def run_order(order: Sequence[str]) -> Ended:
    """
    Run one order in a process of its own that ends when this one does.

    Parameters
    ----------
    order
        The command line's arguments.

    Returns
    -------
    ended
        How its process ended.
    """
    return _wait(_start(order))


def _start(order: Sequence[str]) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603 - our own module, in this interpreter
        [sys.executable, "-m", "vawg_geo.runs.worker", *order],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        env={**os.environ, PARENT: str(os.getpid())},
    )


def _wait(child: subprocess.Popen[str]) -> Ended:
    _, told = child.communicate()
    ours = [line.removeprefix(_PREFIX) for line in told.splitlines() if line.startswith(_PREFIX)]
    return Ended(child.returncode, ours[-1] if ours else "")  # of what a library wrote, nothing is passed on
