"""Keyed pseudonyms: the key, where it may lie, and one name a person or crime."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pandas as pd

from vawg_geo.base.errors import PseudonymKeyError

KEY_VARIABLE = "VAWG_GEO_KEY"
KEY_FILE_VARIABLE = "VAWG_GEO_KEY_FILE"
KEY_RECORD = "key.json"
_SHORTEST = 32  # characters: 128 bits even when written as hexadecimal digits
_DIGITS = 24  # 96 bits: no two of a billion identifiers meet
_SHOWN, _GROUP = 12, 4  # digits that people are shown, in groups; one group more where two would be alike
# For invented and for already published records only. It is printed here so that nobody takes it for a secret.
_PUBLISHED = b"vawg-geo: this key is published and keeps no secret; invented or already published records only"


@dataclass(frozen=True)
class PseudonymKey:
    """A key and the id by which it is known."""

    secret: bytes = field(repr=False)

    @property
    def id(self) -> str:
        """First 12 hexadecimal digits of a labelled digest: tells keys apart, tells nothing about them."""
        return hashlib.sha256(b"vawg-geo key id\0" + self.secret).hexdigest()[:12]


def published_key() -> PseudonymKey:
    """Return the key for invented and already published records."""
    return PseudonymKey(_PUBLISHED)


def read_key(*, key_file: Path | None = None, environment: Mapping[str, str] | None = None) -> PseudonymKey:
    """
    Read the force's key.

    Parameters
    ----------
    key_file
        The file; None: the environment's VAWG_GEO_KEY, else the file that VAWG_GEO_KEY_FILE names.
    environment
        None: the process's own.

    Returns
    -------
    key
        The key.

    Raises
    ------
    PseudonymKeyError
        If there is no key, it is shorter than 32 characters, or its file lies in a git repository or can be read by
        others.

    References
    ----------
    METHODS 14.
    """
    given = os.environ if environment is None else environment
    if key_file is None and given.get(KEY_VARIABLE):
        return _checked(given[KEY_VARIABLE], f"the key in {KEY_VARIABLE}")
    if key_file is None and not given.get(KEY_FILE_VARIABLE):
        raise PseudonymKeyError(
            f"identifiers need a key: put at least {_SHORTEST} random characters into {KEY_VARIABLE}, or into a file "
            f"that {KEY_FILE_VARIABLE} names, outside every repository and readable by you alone."
        )
    path = key_file or Path(given[KEY_FILE_VARIABLE])
    _refuse_open_file(path)
    return _checked(path.read_text(encoding="utf-8-sig"), f"the key in {path.name}")


def pseudonymise(identifiers: pd.Series, key: PseudonymKey, *, domain: Literal["incident", "person"]) -> pd.Series:
    """
    Replace identifiers by keyed pseudonyms.

    Parameters
    ----------
    identifiers
        Text; missing stays missing.
    key
        The force's key.
    domain
        What is named: the same number as a crime and as a person gives two pseudonyms.

    Returns
    -------
    pseudonyms
        24 hexadecimal digits, index of `identifiers`; the same identifier, key and domain give the same text.

    References
    ----------
    Krawczyk, Bellare and Canetti (1997), RFC 2104: HMAC. METHODS 14.
    """
    codes, unique = pd.factorize(identifiers)
    label = f"vawg-geo {domain}\0"
    named = pd.array([_digest(key, label + str(value)) for value in unique], dtype="str")
    return pd.Series(named.take(codes, allow_fill=True), index=identifiers.index, name=identifiers.name, dtype="str")


def short_names(pseudonyms: pd.Index) -> pd.Series:
    """
    Shorten pseudonyms to what people can read out, as long as it takes to tell them apart.

    Parameters
    ----------
    pseudonyms
        24 hexadecimal digits each, all different.

    Returns
    -------
    names
        Such as "5b46-1528-5277", index of `pseudonyms`.
    """
    length = _SHOWN
    while len({str(name)[:length] for name in pseudonyms}) < len(pseudonyms):
        length += _GROUP
    names = ["-".join(str(name)[at : at + _GROUP] for at in range(0, length, _GROUP)) for name in pseudonyms]
    return pd.Series(names, index=pseudonyms, dtype="str")


def check_key(folder: Path, key_id: str) -> None:
    """
    Hold a folder to one key: any other than the one it was made with is refused. Nothing is written.

    Parameters
    ----------
    folder
        Where records under this key are kept.
    key_id
        The key's id.

    Raises
    ------
    PseudonymKeyError
        If the folder was made with another key: a person's earlier records would silently lose their name.
    """
    before = kept_key(folder)
    if before not in {"", key_id}:
        raise PseudonymKeyError(
            f"this folder was made with key {before}, now key {key_id} is given: repeats would break without a "
            f"word. Give the first key; or, to change keys, run vawg-geo rotate, and all records are read again."
        )


def kept_key(folder: Path) -> str:
    """
    Tell which key a folder was made with.

    Parameters
    ----------
    folder
        Where records under a key are kept.

    Returns
    -------
    key_id
        Its id; "" where nothing was kept yet.

    Raises
    ------
    PseudonymKeyError
        If the folder's record of it is damaged.
    """
    record = folder / KEY_RECORD
    if not record.is_file():
        return ""
    try:
        return str(json.loads(record.read_text(encoding="utf-8"))["key_id"])
    except (ValueError, KeyError, TypeError):
        raise PseudonymKeyError(f"{record.name} is damaged: restore it, or start a new folder.") from None


def keep_key(folder: Path, key_id: str) -> None:
    """
    Write the id of a folder's key at its first use (mode 0600); later uses are held to it.

    Parameters
    ----------
    folder
        Where records under this key are kept; made (mode 0700) when missing.
    key_id
        The key's id.

    Raises
    ------
    PseudonymKeyError
        If the folder was made with another key.
    """
    check_key(folder, key_id)
    if not (folder / KEY_RECORD).is_file():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        record_key(folder, key_id)


def record_key(folder: Path, key_id: str) -> None:
    """
    Write which key a folder's records are kept under, whatever was written before; only a rotation may.

    Parameters
    ----------
    folder
        An existing folder.
    key_id
        The key's id.
    """
    fresh = folder / f".{KEY_RECORD}.new"
    fresh.touch(mode=0o600)
    fresh.write_text(json.dumps({"key_id": key_id}) + "\n", encoding="utf-8")
    fresh.replace(folder / KEY_RECORD)


def _digest(key: PseudonymKey, text: str) -> str:
    return hmac.digest(key.secret, text.encode("utf-8", errors="surrogatepass"), "sha256").hex()[:_DIGITS]


def _checked(text: str, where: str) -> PseudonymKey:
    secret = text.strip()
    if len(secret) < _SHORTEST:
        raise PseudonymKeyError(f"{where} is too short: at least {_SHORTEST} random characters are needed.")
    return PseudonymKey(secret.encode("utf-8"))


def _refuse_open_file(path: Path) -> None:
    if not path.is_file():
        raise PseudonymKeyError(f"the key file {path.name} is not there. Check {KEY_FILE_VARIABLE} or key_file.")
    if any((folder / ".git").exists() for folder in path.resolve().parents):
        raise PseudonymKeyError(f"the key file {path.name} lies inside a git repository. Keep it outside of any.")
    if os.name == "posix" and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise PseudonymKeyError(f"the key file {path.name} can be read by others. Take their rights away: chmod 600.")
