"""Why an edition is made again, where nobody says: what it is made from against what the one before was."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from vawg_geo.runs.editions import Edition
from vawg_geo.runs.manifest import EDITIONS, read_manifest

AUTOMATIC = "automatic"  # an edition whose reason was found here: a later run over the draft finds it anew
# What a manifest says it was made from; what was released or printed in between is no reason to make it again.
_MADE_FROM = {
    "inputs": "the data changed",
    "key_id": "people have other pseudonyms",
    "references": "the force's own files changed",
    "force": "force.toml changed",
    "profile_sha256": "the product's definition changed",
    "notebook_sha256": "the product's notebook changed",
}
_SAME = "run again with the same data and the same toolkit"


def with_reason(edition: Edition, target: Path, made: Mapping[str, Any]) -> Edition:
    """
    Give the edition that follows a signed or withdrawn one its reason.

    Parameters
    ----------
    edition
        As `next_edition` gives it.
    target
        The output folder as it stands.
    made
        The new edition's manifest so far: what it is made from.

    Returns
    -------
    edition
        The same where it has a reason of somebody's own, or nothing stood before it.
    """
    if edition["number"] == 1 or (edition.get("reason") and not edition.get(AUTOMATIC)):
        return edition
    standing = read_manifest(target)
    if standing["edition"]["number"] == edition["number"]:
        standing = read_manifest(target / EDITIONS / str(edition["number"] - 1))
    return {**edition, "reason": tell_reason(standing, made), AUTOMATIC: True}


def tell_reason(before: Mapping[str, Any], made: Mapping[str, Any]) -> str:
    """
    Tell what differs between two manifests' accounts of what they were made from; no name and no figure in it.

    Parameters
    ----------
    before
        The manifest of the edition that stands.
    made
        The new one's.

    Returns
    -------
    reason
        A few words, such as "the edition before was withdrawn; the data changed".
    """
    found = [words for key, words in _MADE_FROM.items() if before.get(key) != made.get(key)]
    if before["parameters"]["as_of"] != made["parameters"]["as_of"]:
        found.append("another data cut was asked for")
    if before.get("toolkit", {}).get("code") != made["toolkit"]["code"]:
        found.append("the toolkit changed")
    withdrawn = ["the edition before was withdrawn"] if before["edition"]["status"] == "withdrawn" else []
    return "; ".join([*withdrawn, *found]) or _SAME
