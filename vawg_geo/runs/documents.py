"""The page as a Word document beside it, for the profiles that ask for one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from vawg_geo.base.errors import EditionError
from vawg_geo.base.profile import Profile
from vawg_geo.runs.pages import PAGE


def write_document(folder: Path, profile: Profile, *, facts: Mapping[str, Any]) -> dict[str, str]:
    """
    Write the page as a Word document beside it, where the profile asks for one.

    Parameters
    ----------
    folder
        The product's folder; its page is finished.
    profile
        The product.
    facts
        Of the run: the data cut.

    Returns
    -------
    document
        For the manifest: `path` and `marking`, or `left_out`, why there is none; empty where none is asked for.
    """
    from vawg_geo.publishing.word.document import NOT_INSTALLED, document_name, has_word

    if profile.written is None or not profile.written.docx:
        return {}
    name = document_name(profile.name)
    if not has_word():
        return {"left_out": NOT_INSTALLED}
    _write(folder, name, cut=str(facts["cut"]))
    return {"path": name, "marking": profile.marking.internal}


def rewrite_document(folder: Path, manifest: Mapping[str, Any]) -> None:
    """
    Make an edition's document again after its page was signed or withdrawn, so that both say the same.

    Parameters
    ----------
    folder
        The product's folder; its page is stamped.
    manifest
        The edition's.

    Raises
    ------
    EditionError
        If it has a document and python-docx is not installed here.
    """
    from vawg_geo.publishing.word.document import NOT_INSTALLED, has_word

    name = manifest.get("document", {}).get("path", "")
    if not name:
        return
    if not has_word():
        raise EditionError(f"{name} would still say what it said before: {NOT_INSTALLED}. Install it, then try again.")
    _write(folder, name, cut=manifest["facts"]["cut"])


def _write(folder: Path, name: str, *, cut: str) -> None:
    from vawg_geo.publishing.word.document import word_document

    page = (folder / PAGE).read_text(encoding="utf-8")
    (folder / name).write_bytes(word_document(page, cut=date.fromisoformat(cut)))
