"""The access log: who did what to which product, when and why; never any data."""

from __future__ import annotations

import getpass
import os
from datetime import UTC, date, datetime
from pathlib import Path

from vawg_geo.base.errors import AccessError, VerifyError
from vawg_geo.runs.manifest import read_manifest

ACCESS_LOG = "access.log"
USER_VARIABLE = "VAWG_GEO_USER"  # whom a scheduled run works for; the system's own user is written beside it
ACTS = ("run", "export", "sign", "withdraw", "explain", "diff", "rows", "purge", "rotate")
_LONGEST = 300  # characters a field, so that a line is always written in one piece
_APPEND = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)


def note_access(folder: Path, act: str, *, name: str, purpose: str) -> None:
    """
    Write one line into a folder's access log, before the act; what cannot be written down is not done.

    Parameters
    ----------
    folder
        Where `access.log` (mode 0600) stands or is made: the force's folder of outputs, or the force's own.
    act
        One of `ACTS`.
    name
        The product or folder acted on.
    purpose
        Why; "" is written as "-".

    Raises
    ------
    AccessError
        If the line cannot be written whole and settled on the disk: the act must not follow.

    References
    ----------
    METHODS 14; Data Protection Act 2018, section 62.
    """
    if act not in ACTS:
        raise AccessError(f"the access log knows no such act; it knows {', '.join(ACTS)}.")
    now = datetime.now(UTC).isoformat(timespec="seconds")
    line = "\t".join(_field(text) for text in (now, who(), act, name, purpose)) + "\n"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _append(folder / ACCESS_LOG, line.encode("utf-8", "replace"))
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else type(error).__name__
        raise AccessError(
            f"the access log of {folder.name} cannot be written ({reason}): nothing was done. Every {act} leaves a "
            f"line in {ACCESS_LOG}; make room on the disk, or give this user the right to write there, then try again."
        ) from None


def who() -> str:
    """
    Name who acts.

    Returns
    -------
    user
        The system's user; with VAWG_GEO_USER set, "<that> (<the system's user>)": a variable never hides the account.
    """
    given = os.environ.get(USER_VARIABLE, "").strip()
    return f"{given} ({_account()})" if given else _account()


def log_home(product: Path) -> Path:
    """
    Say whose access log tells of a product.

    Parameters
    ----------
    product
        A product's output folder, or a kept edition's.

    Returns
    -------
    folder
        OUT/<force>, where the product stands in the folders a run makes; else the folder that holds the product.
    """
    product = product.resolve()
    product = product.parents[1] if product.parent.name == "editions" else product
    try:
        slug = read_manifest(product).get("force", {}).get("slug")
    except VerifyError:
        slug = None
    above = product.parent.parent
    return above if slug and above.name == slug else product.parent


def today() -> date:
    """Return the run's clock date: the one place that asks for it, so that tests can give another."""
    return datetime.now(UTC).date()


def _account() -> str:
    """Ask the system, not the environment, wherever the system can say."""
    try:
        import pwd
    except ImportError:  # Windows
        return getpass.getuser()
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"uid {os.getuid()}"


def _field(text: str) -> str:
    """Keep a field on its line: whatever does not print, line ends and tabs among it, becomes a space."""
    plain = "".join(character if character.isprintable() else " " for character in text)
    return " ".join(plain.split())[:_LONGEST] or "-"


def _append(path: Path, line: bytes) -> None:
    handle = os.open(path, _APPEND, 0o600)
    try:
        if hasattr(os, "fchmod") and os.fstat(handle).st_mode & 0o077:
            os.fchmod(handle, 0o600)
        if os.write(handle, line) != len(line):  # one write a line: appends of several processes never mix
            raise OSError("the line was cut short")
        os.fsync(handle)
    finally:
        os.close(handle)
