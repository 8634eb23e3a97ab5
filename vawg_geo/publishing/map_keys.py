"""The allow-list of a map's source: which keys its data may have, level by level, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from vawg_geo.base.errors import DisclosureError

# One letter where there are hundreds: c code, n name or names, g shape, k class, i number, t words, p point, l letter.
ALLOWED: dict[str, frozenset[str]] = {
    where: frozenset(keys.split())
    for where, keys in {
        "map": "title nothing credit alternative measure classes hatched areas listed watch fear hexes surfaces lines "
        "labels points layers views panels county",
        "map.areas": "c n g k i t",
        "map.listed": "c i l p",
        "map.labels": "n p r",
        "map.points": "key words one s l p n",
        "map.lines": "roads lanes rail water drains",
        "map.layers": "key n on s w l",
        "map.views": "b n s",
        "map.county": "b g",
    }.items()
}


def check_keys(data: Mapping[str, object]) -> None:
    """
    Refuse a map that would carry what nobody allowed into a page's source.

    Parameters
    ----------
    data
        What the map's script is to read.

    Raises
    ------
    DisclosureError
        Naming where the keys stand and how many there are; a key could itself be a value, so none is named.
    """
    extra: dict[str, int] = {}
    for where, keys in _levels("map", data):
        if found := len(keys - ALLOWED.get(where, frozenset())):
            extra[where] = extra.get(where, 0) + found
    if extra:
        places = ", ".join(f"{n} in {where}" for where, n in sorted(extra.items()))
        raise DisclosureError(
            f"a map may not carry keys that are not on the allow-list: {places}. Add them in publishing/map_keys.py "
            "only after a disclosure review."
        )


def _levels(where: str, value: object) -> Iterator[tuple[str, set[str]]]:
    if isinstance(value, Mapping):
        yield where, {str(key) for key in value}
        for key, inner in value.items():
            yield from _levels(f"{where}.{key}", inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _levels(where, inner)
