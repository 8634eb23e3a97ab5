"""What moved between two editions of a product, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from vawg_geo.base.errors import VerifyError
from vawg_geo.publishing.editions_compared import ALPHA, COUNT, GONE, NEW, Cause, compare_editions, read_edition_tables
from vawg_geo.publishing.words import join_words, number, plural
from vawg_geo.runs.access import log_home, note_access
from vawg_geo.runs.manifest import read_manifest
from vawg_geo.runs.verify import verify

_MONTH = r"\d{4}-\d{2}"
_MADE_BY = {
    "profile_sha256": "the profile", "notebook_sha256": "the notebook", "key_id": "the pseudonym key",
    "references": "areas or the analyst's own files",
}  # fmt: skip
FIRST, TELLING = 40, 3  # moves shown without being asked for all: so many, and none less telling
_READ = {"inputs": "the extracts", "previous": "the edition it compares itself with", "released": "what was released"}


@dataclass(frozen=True)
class Difference:
    """Two editions side by side."""

    editions: pd.DataFrame  # what (month, cut, edition, status, version), a, b
    causes: tuple[str, ...]  # sentences: what was different in the making
    tables: pd.DataFrame  # table, moved, new, gone
    moved: pd.DataFrame  # as compare_editions gives it, and how telling (0 most)

    @property
    def verdict(self) -> str:
        """The difference in a sentence."""
        n = len(self.moved)
        if not n:
            return "No figure moved."
        tested, beyond = int(self.moved["q"].notna().sum()), int((self.moved["telling"] == 0).sum())
        text = f"{plural(n, 'cell')} of {plural(len(self.tables), 'table')} moved."
        if not tested:
            return text
        return f"{text} Of {plural(tested, 'count')} that moved with time, {number(beyond)} moved beyond chance."


def diff(before: Path, after: Path) -> Difference:
    """
    Say what moved from one edition to another, and what it comes from.

    Parameters
    ----------
    before, after
        Two editions' folders of one product, of one force: months apart, or one month made twice (a kept edition
        stands in `editions/` of its product).

    Returns
    -------
    difference
        What differs in the making, and every cell that moved with its reason.

    Raises
    ------
    VerifyError
        If one is not a finished output as its manifest says, or they are not of one product and one force.
    """
    before, after = before.resolve(), after.resolve()
    for folder in (before, after):
        verify(folder)
    one, other = read_manifest(before), read_manifest(after)
    for what, mine, theirs in (
        ("product", one["parameters"]["profile"], other["parameters"]["profile"]),
        ("force", one["force"]["slug"], other["force"]["slug"]),
    ):
        if mine != theirs:
            raise VerifyError(f"the two editions are not of one {what}; compare editions of the same product.")
    causes, told = _causes(one, other)
    note_access(log_home(after), "diff", name=f"{other['parameters']['month']}/{after.name}", purpose="comparison")
    moved = compare_editions(read_edition_tables(before), read_edition_tables(after), causes=causes)
    return Difference(_editions(one, other), told, _by_table(moved), _most_telling_first(moved))


def _most_telling_first(moved: pd.DataFrame) -> pd.DataFrame:
    """Order the moves and say how telling each is: 0 a count beyond chance, 1 a word or row, 2 a count, 3 else."""
    old, new = (pd.to_numeric(moved[name], errors="coerce") for name in ("before", "after"))
    calendar = (moved["column"] == "") & moved["row"].str.contains(_MONTH)  # a new month is no news
    words = ((moved["column"] == "") | (old.isna() & new.isna())) & ~calendar
    telling = np.select([moved["q"] <= ALPHA, words, moved["column"].str.match(COUNT)], [0, 1, 2], default=3)
    order = moved.assign(telling=telling, _q=moved["q"].fillna(1.0), _size=-(new - old).abs().fillna(0.0))
    sizes = moved.groupby("table")["row"].transform("size")  # a short table says more than a long one
    order = order.assign(_long=sizes).sort_values(["telling", "_q", "_long", "_size"], kind="stable")
    return order[[*moved.columns, "telling"]].reset_index(drop=True)


def _causes(one: Mapping[str, Any], other: Mapping[str, Any]) -> tuple[set[Cause], tuple[str, ...]]:
    causes: set[Cause] = set()
    told = []
    if one["parameters"]["month"] != other["parameters"]["month"]:
        causes.add("time")
        told.append("Time: the editions speak of different months.")
    asked = _READ if "time" not in causes else {"inputs": _READ["inputs"]}  # the rest follows from the months
    read = [words for key, words in asked.items() if one.get(key) != other.get(key)]
    if read or one["facts"].get("cut") != other["facts"].get("cut"):
        causes.add("data")
        told.append(f"Data: {join_words([*read, *_cut(one, other)])} differ.")
    made = [words for key, words in _MADE_BY.items() if one.get(key) != other.get(key)]
    if one["toolkit"].get("code") != other["toolkit"].get("code"):
        made.append("the toolkit's code")
    if made:
        causes.add("definition")
        told.append(f"Definition: {join_words(made)} differ.")
    if {"data", "definition"} <= causes or {"time", "definition"} <= causes:
        told.append(
            "More than one thing changed at once, so that no cell's move can be laid to one of them. To tell them "
            "apart, make the earlier month again as it is defined now: vawg-geo run PROFILE --month MONTH --as-of DATE."
        )
    return causes, tuple(told) or ("Nothing in the making differs.",)


def _cut(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    return ["the data cut"] if one["facts"].get("cut") != other["facts"].get("cut") else []


def _editions(one: Mapping[str, Any], other: Mapping[str, Any]) -> pd.DataFrame:
    rows = [
        (
            "A" if number == 0 else "B", it["parameters"]["month"], it["facts"].get("cut", ""),
            it["edition"]["number"], it["edition"]["status"], it["version"],
        )
        for number, it in enumerate((one, other))
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["edition", "month", "cut", "number", "status", "version"])


def _by_table(moved: pd.DataFrame) -> pd.DataFrame:
    kinds = moved["why"].where(moved["why"].isin([NEW, GONE]), "cells moved")
    table = pd.crosstab(moved["table"], kinds).reindex(columns=["cells moved", NEW, GONE], fill_value=0)
    return table.rename_axis(columns=None).reset_index()
