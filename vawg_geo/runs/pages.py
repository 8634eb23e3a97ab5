"""The pages of one run: each audience's from its own cells, sealed and marked; and the files that may stand there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from vawg_geo.base.errors import RunError
from vawg_geo.base.profile import Profile

PAGE = "index.html"
_BESIDE = rf"{PAGE}|tables\.xlsx|tables/[a-z0-9_-]+\.csv"
_ALLOWED = re.compile(
    rf"(?:(?:partner|public)/)?(?:{_BESIDE})|hotspots\.gpkg|audit_form\.xlsx|[a-z0-9_-]+\.docx|editions/.*"
)


def page_paths(profile: Profile) -> dict[str, str]:
    """
    List a product's pages.

    Parameters
    ----------
    profile
        The product.

    Returns
    -------
    paths
        Audience to the page's path in the product's folder; the tasking group's is always made.
    """
    return {"internal": PAGE} | {name: f"{name}/{PAGE}" for name in profile.audiences if name != "internal"}


def list_pages(profile: Profile) -> dict[str, dict[str, str]]:
    """Return each audience's page as the manifest lists it: path and marking."""
    return {
        name: {"path": path, "marking": getattr(profile.marking, name)} for name, path in page_paths(profile).items()
    }


def render_pages(notebook: Any, profile: Profile) -> dict[str, str]:  # noqa: ANN401 - nbformat's node
    """
    Render every audience's page of an executed notebook.

    Parameters
    ----------
    notebook
        The executed notebook.
    profile
        The product: its audiences, and each one's marking.

    Returns
    -------
    pages
        Path in the product's folder to the sealed page.
    """
    from vawg_geo.publishing.render import render_notebook
    from vawg_geo.publishing.seal import seal

    marking = profile.marking
    return {
        path: seal(
            render_notebook(
                notebook,
                title=profile.title,
                marking=getattr(marking, audience),
                handling=marking.handling_for(audience),
                audience=audience,
                layout="report" if profile.written and audience != "public" else "meeting",
            )
        )
        for audience, path in page_paths(profile).items()
    }


def refuse_strangers(fresh: Path) -> None:
    """
    Close every exit but the known ones (FAULTS L2).

    Parameters
    ----------
    fresh
        The folder that is about to become a product's.

    Raises
    ------
    RunError
        If it holds a file that no product may hold.
    """
    files = [p for p in sorted(fresh.rglob("*")) if p.is_file()]
    strange = [p for p in files if not _ALLOWED.fullmatch(p.relative_to(fresh).as_posix())]
    if strange:
        raise RunError(f"the notebook left {len(strange)} files that no product may hold; nothing was published.")
