"""Strict TOML: a frozen dataclass or a refusal that names the key."""

from __future__ import annotations

import dataclasses
import re
import tomllib
import types
import typing
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from vawg_geo.base.errors import ProfileError

T = TypeVar("T")
_SLASHES = "write paths with /, or in 'single quotes', where a backslash is itself"


def read_toml(path: Path) -> dict[str, Any]:
    """
    Read a TOML file.

    Parameters
    ----------
    path
        The file, UTF-8, with or without a byte-order mark.

    Returns
    -------
    content
        The tables as dictionaries.

    Raises
    ------
    ProfileError
        If the file is missing or is not TOML.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ProfileError(f"{path.name} cannot be read ({error.strerror}). Check the name and the folder.") from None
    except UnicodeDecodeError:
        raise ProfileError(f"{path.name} is not UTF-8 text. Save it again with the encoding UTF-8.") from None
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        backslash = re.search(r"^[^#']*\"[^\"]*\\", text, re.MULTILINE)
        cure = f' A backslash has a meaning of its own in "double quotes": {_SLASHES}.' if backslash else ""
        raise ProfileError(f"{path.name} is not valid TOML: {error}.{cure}") from None


def build(cls: type[T], content: dict[str, Any], *, where: str) -> T:
    """
    Make a frozen dataclass from a TOML table; unknown keys and wrong types are refused by name.

    Parameters
    ----------
    cls
        A dataclass; nested dataclasses, tuples, dicts, paths and optionals are understood.
    content
        The TOML table.
    where
        The file's name, for messages.

    Returns
    -------
    thing
        An instance of `cls`.

    Raises
    ------
    ProfileError
        With every unknown key, missing key and wrong type at once.
    """
    faults: list[str] = []
    thing = _build(cls, content, "", faults)
    if faults:
        raise ProfileError(f"{where}: " + "; ".join(faults) + ".")
    return typing.cast("T", thing)


def _build(cls: Any, content: dict[str, Any], prefix: str, faults: list[str]) -> Any:
    hints = typing.get_type_hints(cls)
    fields = {f.name: f for f in dataclasses.fields(cls) if f.init and not f.metadata.get("hidden")}
    known = ", ".join(sorted(fields))
    faults.extend(f"unknown key {prefix}{key} (known here: {known})" for key in sorted(set(content) - set(fields)))
    given = {}
    for name, field in fields.items():
        if name in content:
            given[name] = _convert(hints[name], content[name], f"{prefix}{name}", faults)
        elif field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
            faults.append(f"missing key {prefix}{name}")
    return cls(**given) if not faults else None


def _convert(hint: Any, value: Any, name: str, faults: list[str]) -> Any:  # noqa: PLR0911 - one return a kind
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        return _convert(next(a for a in args if a is not type(None)), value, name, faults)
    if dataclasses.is_dataclass(hint) and isinstance(value, dict):
        return _build(hint, value, f"{name}.", faults)
    if origin is tuple and isinstance(value, list):
        return tuple(_convert(args[0], item, f"{name}[{i}]", faults) for i, item in enumerate(value))
    if origin is dict and isinstance(value, dict):
        return {key: _convert(args[1], item, f"{name}.{key}", faults) for key, item in value.items()}
    if origin is typing.Literal:
        if value in args:
            return value
        faults.append(f"{name} must be one of {', '.join(map(str, args))}")
        return None
    return _plain(hint, value, name, faults)


def _plain(hint: Any, value: Any, name: str, faults: list[str]) -> Any:
    if hint is Path and isinstance(value, str):
        if value.isprintable():
            return Path(value)
        faults.append(f'{name} holds a tab or a line\'s end, which a backslash in "double quotes" made: {_SLASHES}')
        return None
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(hint, type) and isinstance(value, hint) and (hint is bool or not isinstance(value, bool)):
        return value
    faults.append(f"{name} must be {_word(hint)}, not {type(value).__name__}")
    return None


def _word(hint: Any) -> str:
    words = {
        str: "text in quotes", int: "a whole number", float: "a number", bool: "true or false", Path: "a path",
        date: "a day without quotes, for example 2022-03-31",
    }  # fmt: skip
    return words.get(hint, str(getattr(hint, "__name__", hint)))
