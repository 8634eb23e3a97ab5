"""A lock between processes that the system takes back from the dead, whose file goes when it is let go."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def held(path: Path, *, patience_s: float = 0.0) -> Iterator[None]:
    """
    Hold a lock while the block runs.

    Parameters
    ----------
    path
        The lock's file; its folder must exist.
    patience_s
        How long to wait for another holder, in seconds.

    Raises
    ------
    TimeoutError
        If another process still holds it.
    OSError
        If the file cannot be made.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(path)
    try:
        lock.acquire(timeout=patience_s)
    except Timeout:
        raise TimeoutError(f"{path.name} is held by another process") from None
    try:
        yield
    finally:
        with suppress(OSError):  # Windows removes it by itself, once it is let go
            path.unlink()  # while it is held: whoever opened it meanwhile sees a file without a name and tries again
        lock.release()
