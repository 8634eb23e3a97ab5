"""A month's products made by the workers of a Dask scheduler: the one door to a cluster."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from vawg_geo.base.errors import RunError
from vawg_geo.runs.crew import Ended, chain_orders, run_order

if TYPE_CHECKING:
    from distributed import Client, Future

PATIENCE_S = 10  # for a scheduler to answer, and again for its first worker
_LOST = Ended(1, "every worker that took it was lost; see what ended them, memory first.")


def run_on_cluster(
    orders: Mapping[str, Sequence[str]],
    *,
    address: str,
    in_turn: Sequence[str] = (),
    tell: Callable[[str, str], None] | None = None,
) -> dict[str, list[Ended]]:
    """
    Run each order on a worker of a Dask scheduler, in a process of its own there.

    The workers must see the same folders under the same paths, and the pseudonym key in their own environment. An
    order whose worker is lost is run by another one (the scheduler sees to it); one whose own process was killed is
    run again, once, when the others are done.

    Parameters
    ----------
    orders
        Name to the command line's arguments, paths absolute; begun in this order.
    address
        Of the scheduler, for example "tcp://10.0.0.5:8786".
    in_turn
        Names that never run at the same time, and always in this order.
    tell
        Hears a name and "started" (handed over) or "ended".

    Returns
    -------
    ended
        Name to how its process ended, and where it was run again how that ended.

    Raises
    ------
    RunError
        If the extra `cluster` is not installed, no scheduler answers, or it has no worker.
    """
    tell_of = tell or (lambda _name, _what: None)
    with _connect(address) as client, client.as_current():
        futures: dict[str, Future[Any]] = {}
        for chain in chain_orders(list(orders), in_turn):
            before = None
            for name in chain:
                before = futures[name] = _submit(client, name, orders[name], before)
                tell_of(name, "started")
        first = _gather(futures, tell_of)
        again = {name: _result(_submit(client, name, orders[name])) for name, ended in first.items() if ended.lost}
    return {name: [first[name], *([again[name]] if name in again else [])] for name in orders}


def _connect(address: str) -> Client:
    try:
        from distributed import Client
    except ModuleNotFoundError:
        raise RunError("a cluster needs the extra: pip install 'vawg-geo[cluster]'.") from None
    try:
        client = Client(address, timeout=PATIENCE_S, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise RunError(
            f"no Dask scheduler answers there ({type(error).__name__}); give it as tcp://HOST:PORT, as it says itself "
            "when it starts."
        ) from None
    try:
        client.wait_for_workers(1, timeout=PATIENCE_S)
    except TimeoutError:
        client.close()  # type: ignore[no-untyped-call]
        raise RunError(
            "the scheduler has no worker; start one where the force's folder is seen under the same path: "
            "dask worker ADDRESS."
        ) from None
    return client


def _submit(client: Client, name: str, order: Sequence[str], after: Future[Any] | None = None) -> Future[Any]:
    """Hand an order over; `after` is one that must have ended first."""
    return client.submit(_run_there, list(order), after, key=f"{name}-{uuid4().hex}", pure=False)


def _run_there(order: Sequence[str], after: Ended | None = None) -> Ended:
    """Run an order on this worker."""
    del after  # only that it has ended
    return run_order(order)


def _gather(futures: Mapping[str, Future[Any]], tell: Callable[[str, str], None]) -> dict[str, Ended]:
    from distributed import as_completed

    names = {future.key: name for name, future in futures.items()}
    ended = {}
    for future in as_completed(futures.values()):  # type: ignore[no-untyped-call]
        name = names[future.key]
        ended[name] = _result(future)
        tell(name, "ended")
    return ended


def _result(future: Future[Any]) -> Ended:
    from distributed import KilledWorker

    try:
        result: Ended = future.result()
    except KilledWorker:
        return _LOST
    return result
