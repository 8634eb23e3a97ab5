"""Calls held to their own hints: an argument of the wrong kind is refused by name, in words."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from functools import cache, wraps
from numbers import Integral, Real
from pathlib import Path
from types import NoneType, SimpleNamespace, UnionType
from typing import Any, Literal, ParamSpec, TypeVar, Union, get_args, get_origin, get_type_hints

import geopandas as gpd
import numpy as np
import pandas as pd

from vawg_geo.base.errors import PlaceError, SchemaError, VawgGeoError

P = ParamSpec("P")
R = TypeVar("R")
_WORDS = {
    pd.Series: "a Series (one value a row)",
    pd.DataFrame: "a table (DataFrame)",
    gpd.GeoSeries: "a GeoSeries",
    gpd.GeoDataFrame: "a GeoDataFrame (a table with shapes)",
    np.ndarray: "an array",
    float: "a number",
    int: "a whole number",
    str: "text",
    bool: "True or False",
    date: "a day (datetime.date)",
    Path: "a path",
    NoneType: "None",
}
_LISTS = (list, tuple, np.ndarray, pd.Index)


def checked(function: Callable[P, R]) -> Callable[P, R]:
    """
    Hold a public function to its hints, so that no raw error of a library meets an analyst.

    Parameters
    ----------
    function
        Any function whose parameters all have hints; what a hint cannot say (ranges, columns) it checks itself.

    Returns
    -------
    function
        The same; calls with an argument of the wrong kind raise SchemaError, or PlaceError where shapes are wanted.
    """
    signature = inspect.signature(function)

    @wraps(function)
    def _call(*args: P.args, **kwargs: P.kwargs) -> R:
        hints = _hints(function)
        for name, value in signature.bind(*args, **kwargs).arguments.items():
            _hold(f"{name} of {function.__name__}", value, hints[name])
        return function(*args, **kwargs)

    return _call


@cache
def _hints(function: Callable[..., Any]) -> dict[str, Any]:
    asked = {name: hint for name, hint in function.__annotations__.items() if name != "return"}
    return get_type_hints(SimpleNamespace(__annotations__=asked), globalns=function.__globals__)


def _hold(what: str, value: Any, hint: Any) -> None:  # noqa: ANN401
    if not _fits(value, hint):
        raise _refusal(what, value, hint)
    if isinstance(value, gpd.GeoDataFrame) and gpd.GeoDataFrame in _kinds(hint) and value.active_geometry_name is None:
        raise PlaceError(f"{what} must have a column of shapes in use; name it with set_geometry.")
    if what.startswith("seed ") and value < 0:
        raise SchemaError(f"{what} must be at least 0.")


def _fits(value: Any, hint: Any) -> bool:  # noqa: ANN401
    kind = _class_of(hint)
    if kind is Any or hint is object:
        return True
    if kind in (Union, UnionType):
        return any(_fits(value, one) for one in get_args(hint))
    if kind is Literal:
        return isinstance(value, str)
    if kind in (int, float):
        return isinstance(value, Integral if kind is int else Real) and bool(np.isfinite(float(value)))
    if kind in (Sequence, tuple, Collection):
        listed = isinstance(value, _LISTS) or (
            kind is Collection and isinstance(value, str | set | frozenset | pd.Series)
        )
        return listed and (get_args(hint) != (str,) or all(isinstance(one, str) for one in value))
    return isinstance(value, kind) and value is not pd.NaT


def _refusal(what: str, value: object, hint: Any) -> VawgGeoError:  # noqa: ANN401
    kinds = _kinds(hint)
    words = list(dict.fromkeys(_in_words(kind) for kind in kinds))
    given = _in_words(type(value))
    if type(value) is float:
        given = "a number that is not whole" if np.isfinite(value) else "a number that is missing or infinite"
    error = PlaceError if {gpd.GeoSeries, gpd.GeoDataFrame} & set(kinds) else SchemaError
    return error(f"{what} must be {' or '.join(words)}; {given} was given.")


def _kinds(hint: Any) -> list[Any]:  # noqa: ANN401
    if get_origin(hint) in (Union, UnionType):
        return [kind for one in get_args(hint) for kind in _kinds(one)]
    return [str if get_origin(hint) is Literal else _class_of(hint)]


def _class_of(hint: Any) -> Any:  # noqa: ANN401
    """Give the class behind a hint: for Python 3.12 and later, numpy's `NDArray` is only another name of one."""
    kind = get_origin(hint) or hint
    meant = getattr(kind, "__value__", kind)
    return get_origin(meant) or meant


def _in_words(kind: type) -> str:
    if kind in _WORDS:
        return _WORDS[kind]
    if kind is not str and issubclass(kind, Mapping):
        return "a mapping (such as a dict)"
    if issubclass(kind, Collection):
        return "a list"
    return f"a {kind.__name__}"
