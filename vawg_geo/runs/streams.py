"""Standard streams as a command finds them: closed, piped into `head`, on a full disk."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

_LAST_STANDARD = 2  # 0, 1, 2: what a program opens with


class _Listened:
    """Standard output whose reader may leave: what comes after that is written to nobody, and the work goes on."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        try:
            return self._stream.write(text)
        except BrokenPipeError:
            _to_nobody(self._stream)
        return len(text)

    def flush(self) -> None:
        try:
            self._stream.flush()
        except BrokenPipeError:
            _to_nobody(self._stream)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a stream has
        return getattr(self._stream, name)


def _to_nobody(stream: IO[str]) -> None:
    """Lead a stream to the null device: what Python still holds for it must not fail when the program ends."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, stream.fileno())
    os.close(null)


@contextmanager
def standing_streams() -> Iterator[None]:
    """
    Make the standard streams fit for a whole command.

    A stream that was closed leads to nobody, so that no file takes its place; a reader that leaves (`| head`) stops
    nothing; what could not be written in the end (a full disk under a log) is told, with exit code 1.
    """
    while (null := os.open(os.devnull, os.O_RDWR)) <= _LAST_STANDARD:
        pass  # it takes the lowest place that is free
    os.close(null)
    sys.stdout = sys.stdout or open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - as Python opens it
    sys.stderr = sys.stderr or open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    plain = sys.stdout
    sys.stdout = _Listened(plain)
    try:
        yield
    finally:
        sys.stdout = plain
        _end(plain)


def _end(stream: IO[str]) -> None:
    try:
        _Listened(stream).flush()
    except OSError as error:
        _to_nobody(stream)
        sys.stderr.write(f"vawg-geo: standard output could not be written ({os.strerror(error.errno or 0)}).\n")
        raise SystemExit(1) from None
