"""An output's life: draft, signed, withdrawn; what was signed is kept, whatever is run after it."""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from vawg_geo.base.errors import EditionError
from vawg_geo.runs.access import log_home, note_access
from vawg_geo.runs.documents import rewrite_document
from vawg_geo.runs.leak_shapes import public_contacts, shapes_in
from vawg_geo.runs.manifest import EDITIONS, MANIFEST, read_manifest, write_manifest
from vawg_geo.runs.output import locked, replacing
from vawg_geo.runs.verify import verify

_PLACE = re.compile(r"(<!--(status|edition|version)-->).*?(<!--/\2-->)", re.DOTALL)
_LONGEST = 300
# As crime systems write them: groups of letters and digits with at least two slashes, or letters and a long number.
_CRIME_NUMBER = re.compile(r"(?<![\w/])\w{1,6}/\d{3,8}/\d{2,4}(?![\w/])|\b\d{0,2}[A-Z]{1,4}-?\d{6,}\b")
Edition = dict[str, Any]


def status_words(edition: Mapping[str, Any]) -> str:
    """Return an edition's status as the page prints it: Draft, Signed by A. Analyst, or WITHDRAWN with its reason."""
    if edition["status"] == "signed":
        return f"Signed by {edition['signed_by']}"
    if edition["status"] == "withdrawn":
        return f"WITHDRAWN: {edition['withdrawn_because']}"
    return "Draft"


def stamp(page: str, edition: Mapping[str, Any], *, version: str) -> str:
    """
    Write status, edition and version into every place a page keeps for them.

    Parameters
    ----------
    page
        The page's HTML, with `<!--status-->...<!--/status-->` at least once; likewise `edition` and `version`.
    edition
        Number, status, who or why, and the reason for which it was made again.
    version
        The version hash.

    Returns
    -------
    page
        The page; names and reasons are escaped.

    Raises
    ------
    EditionError
        If the page keeps no place for its status.
    """
    again = f" (made again: {edition['reason']})" if edition.get("reason") else ""
    words = {"status": status_words(edition), "edition": f"{edition['number']}{again}", "version": version}
    if "<!--status-->" not in page:
        raise EditionError("the page keeps no place for its status (<!--status-->...<!--/status-->).")
    return _PLACE.sub(lambda found: found[1] + html.escape(words[found[2]]) + found[3], page)


def next_edition(target: Path, *, why: str = "") -> Edition:
    """
    Say which edition a run of this output would write.

    Parameters
    ----------
    target
        The output folder; it need not exist.
    why
        The reason, where a signed or withdrawn edition stands there or stood before the draft; without one the run
        finds its own (`reasons.with_reason`).

    Returns
    -------
    edition
        A draft: the same number over a draft, the next one over a signed or withdrawn edition.

    Raises
    ------
    EditionError
        If the reason is one that no page may print, or if something else stands there.
    VerifyError
        If what stands there was changed since its run.
    """
    if not target.exists() or (target.is_dir() and not any(target.iterdir())):
        return {"number": 1, "status": "draft"}
    if not (target / MANIFEST).exists():
        raise EditionError(f"{target.name} exists and was not written by a run; move it away first.")
    edition: Edition = read_manifest(target)["edition"]
    said = {"reason": _plain(why, "a reason")} if why else {}
    if edition["status"] != "draft":
        return {"number": edition["number"] + 1, "status": "draft", **said}
    return {"number": edition["number"], "status": "draft", **said} if said and edition["number"] > 1 else edition


def standing_words(target: Path) -> str:
    """Say that a signed or withdrawn edition stands, which a month's set leaves as it is; "" where none does."""
    if not (target / MANIFEST).exists():
        return ""
    edition = read_manifest(target)["edition"]
    if edition["status"] == "draft":
        return ""
    return (
        f"edition {edition['number']} is {edition['status']} and stays; `vawg-geo run` writes edition "
        f"{edition['number'] + 1} and keeps it beside."
    )


def keep_editions(target: Path, fresh: Path, edition: Mapping[str, Any]) -> None:
    """
    Carry earlier editions into the folder that will take the output's place.

    Parameters
    ----------
    target
        The output folder as it stands.
    fresh
        The folder of the new edition.
    edition
        The new edition; when its number is new, the one that stands is kept under editions/<its number>.
    """
    if (target / EDITIONS).is_dir():
        shutil.copytree(target / EDITIONS, fresh / EDITIONS)
    if target.exists() and (target / MANIFEST).exists():
        standing = read_manifest(target)["edition"]
        if standing["number"] != edition["number"]:
            kept = fresh / EDITIONS / str(standing["number"])
            shutil.copytree(target, kept, ignore=lambda at, _: [EDITIONS] if Path(at) == target else [])


def sign(folder: Path, *, by: str) -> Edition:
    """
    Sign a draft; from then on no run overwrites it.

    Parameters
    ----------
    folder
        The product's output folder.
    by
        Who signs.

    Returns
    -------
    edition
        The signed edition.

    Raises
    ------
    EditionError
        If it is not a draft, or the name is empty, not one plain line or holds what must not leave.
    VerifyError
        If the output is not what its manifest says.
    AccessError
        If the access log cannot be written.
    """
    return _restate(folder, {"draft"}, {"status": "signed", "signed_by": _plain(by, "a name")}, act="sign")


def withdraw(folder: Path, *, why: str) -> Edition:
    """
    Withdraw a draft or signed edition; its page says so and why.

    Parameters
    ----------
    folder
        The product's output folder.
    why
        The reason, printed on the page.

    Returns
    -------
    edition
        The withdrawn edition.

    Raises
    ------
    EditionError
        If it is withdrawn already, or the reason is empty, not one plain line or holds what must not leave.
    VerifyError
        If the output is not what its manifest says.
    AccessError
        If the access log cannot be written.
    """
    change = {"status": "withdrawn", "withdrawn_because": _plain(why, "a reason")}
    return _restate(folder, {"draft", "signed"}, change, act="withdraw")


def _restate(folder: Path, allowed: set[str], change: Edition, *, act: str) -> Edition:
    folder = folder.resolve()
    if folder.parent.name == EDITIONS:
        raise EditionError("a kept edition stays as it was; name the product's own folder.")
    read_manifest(folder)  # before the lock, so that a wrong folder is left untouched
    with locked(folder):
        verify(folder)
        manifest = read_manifest(folder)
        if manifest["edition"]["status"] not in allowed:
            raise EditionError(f"edition {manifest['edition']['number']} is already {manifest['edition']['status']}.")
        edition = {**manifest["edition"], **change}
        why = f"{change['status']}, edition {edition['number']}"
        note_access(log_home(folder), act, name="/".join(folder.parts[-2:]), purpose=why)
        with replacing(folder) as fresh:
            shutil.copytree(folder, fresh, dirs_exist_ok=True)
            for name in (n for n in manifest["outputs"] if n.endswith(".html")):
                page = (fresh / name).read_bytes().decode()
                (fresh / name).write_bytes(stamp(page, edition, version=manifest["version"]).encode())
            rewrite_document(fresh, manifest)
            write_manifest(fresh, {**manifest, "edition": edition})
    return edition


def _plain(text: str, what: str) -> str:
    """Give a text that the page will print; it is stamped on after the scan, so it is scanned here."""
    text = text.strip()
    if not text or len(text) > _LONGEST or not text.isprintable():
        raise EditionError(f"{what} must be one printable line of 1 to {_LONGEST} characters.")
    found = shapes_in(text, public=public_contacts(()))
    found += ["a crime's number"] if _CRIME_NUMBER.search(text) else []
    if found:
        raise EditionError(
            f"{what} is printed on the page and must not hold {' or '.join(found)}: say it without, such as "
            '"wrong extract".'
        )
    return text
