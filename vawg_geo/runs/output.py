"""One output folder, whole or not at all: a lock, a working folder beside it, fsync, and one swap."""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from vawg_geo.base.errors import BusyError, RunError
from vawg_geo.runs.lock import held

_AT_FDCWD, _EXCHANGE = -100, 2  # Linux renameat2(2): RENAME_EXCHANGE
_NO_EXCHANGE = {errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP, errno.EPERM}


@contextmanager
def locked(target: Path) -> Iterator[None]:
    """
    Hold the lock of one output; leftovers of a killed run are put right first.

    Parameters
    ----------
    target
        The output folder; it need not exist.

    Raises
    ------
    BusyError
        If another run holds the lock.
    RunError
        If the folder beside which the output stands cannot be written.
    """
    with ExitStack() as holding:
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            holding.enter_context(held(_beside(target, "lock")))
            _recover(target)
        except TimeoutError:
            raise BusyError(
                f"another run is writing {target.name}; wait until it has finished, then run again."
            ) from None
        except OSError as error:
            raise RunError(_words(target, error)) from None
        yield


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """
    Give an empty folder that takes the output's place when the block ends well, and vanishes when it does not.

    Parameters
    ----------
    target
        The output folder, locked by the caller.

    Yields
    ------
    fresh
        An empty folder beside the target, on the same disk.

    Raises
    ------
    RunError
        If the disk is full or cannot be written; what stood before still stands.
    """
    fresh = _beside(target, "new")
    try:
        fresh.mkdir()
        yield fresh
        _settle(fresh)
        _swap(fresh, target)
        _settle_folder(target.parent)
    except OSError as error:
        raise RunError(_words(target, error)) from None
    finally:
        shutil.rmtree(fresh, ignore_errors=True)  # after the swap it holds what stood before


def write_file(path: Path, content: bytes) -> None:
    """
    Write one file whole: a temporary name beside it, fsync, rename.

    Parameters
    ----------
    path
        The file; its folder exists.
    content
        Its bytes.

    Raises
    ------
    RunError
        If the disk is full or cannot be written; the file that stood before still stands.
    """
    fresh = path.with_name(f".{path.name}.new")
    try:
        with fresh.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
        _settle_folder(path.parent)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise RunError(_words(path, error)) from None


def _beside(target: Path, what: str) -> Path:
    return target.parent / f".{target.name}.{what}"


def _words(path: Path, error: OSError) -> str:
    reason = os.strerror(error.errno) if error.errno else type(error).__name__
    return f"{path.name} could not be written ({reason}); what stood there before still stands."


def _recover(target: Path) -> None:
    """Put right what a killed run left: only a kill between the two renames of `_swap_apart` leaves no target."""
    if target.is_symlink():  # exchanged with a folder, the link would go and the folder it names would stay as it was
        raise RunError(f"{target.name} is a link to another folder, which no run can replace whole; remove the link.")
    old = _beside(target, "old")
    if old.exists() and not target.exists():
        old.rename(target)
    for leftover in (old, _beside(target, "new")):
        if leftover.exists():
            shutil.rmtree(leftover)


def _settle(folder: Path) -> None:
    """Force every file and folder onto the disk before anything points at them."""
    mode = "rb" if os.name == "posix" else "rb+"  # Windows settles only what is open for writing
    for root, _, names in os.walk(folder):
        for name in names:
            with (Path(root) / name).open(mode) as file:
                os.fsync(file.fileno())
        _settle_folder(Path(root))


def _settle_folder(folder: Path) -> None:
    if os.name != "posix":  # Windows has no handle for a folder
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _swap(fresh: Path, target: Path) -> None:
    if not target.exists():
        fresh.rename(target)
    elif not _exchange(fresh, target):
        _swap_apart(fresh, target)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step; False where the system or the file system cannot."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    if rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _EXCHANGE) == 0:
        return True
    if (number := ctypes.get_errno()) in _NO_EXCHANGE:
        return False
    raise OSError(number, os.strerror(number))


def _swap_apart(fresh: Path, target: Path) -> None:
    """Exchange by renames; whatever stops the second undoes the first, a kill between them is put right by `locked`."""
    old = _beside(target, "old")
    try:
        target.rename(old)
        fresh.rename(target)
    except BaseException:  # a signal too may come between them
        if not target.exists():
            old.rename(target)
        raise
    old.rename(fresh)
