"""From an executed notebook to one HTML page: code hidden, no prompts, no stray streams."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal

from markupsafe import Markup

from vawg_geo.base.errors import DisclosureError, RunError
from vawg_geo.publishing.fragment import SHOWN_AS, TEMPLATES, css_text

_ID = re.compile(r"[a-z][a-z0-9-]*")
INTERNAL = "internal"
SHEETS = {"meeting": ("page",), "report": ("page", "pictures", "report")}  # style sheets, the later one wins
SHARED = ("partner", "public")  # a cell that carries one of these tags belongs to that audience's page and no other


@dataclass(frozen=True)
class _Section:
    id: str
    html: Markup
    back_begins: bool


def render_notebook(
    nb: Any,  # noqa: ANN401 - nbformat's node
    *,
    title: str,
    marking: str,
    handling: str = "",
    audience: str = INTERNAL,
    layout: Literal["meeting", "report"] = "meeting",
) -> str:
    """
    Render an executed notebook as one audience's page of sections, one a cell that shows something.

    Parameters
    ----------
    nb
        The executed notebook. A cell's id names its section, its audience's name before it left out; the tag "back"
        begins the back of the page. Only HTML results are shown: code, prompts, printed text and stderr stay out.
    title
        The page's title.
    marking
        The security marking, above and below.
    handling
        The handling line beside it.
    audience
        Whose page: "internal" is made of the cells without an audience's tag, "partner" and "public" of the cells that
        carry theirs, so that nothing of one page can stand in another's source.
    layout
        "meeting": a front of columns for one side of A4, and a back; "report": one column to read.

    Returns
    -------
    html
        The page, not yet sealed.

    Raises
    ------
    DisclosureError
        If there is no marking, or no such audience.
    RunError
        If a cell failed or was never executed, or nothing is shown.
    """
    from nbconvert.exporters import TemplateExporter

    if not marking.strip():
        raise DisclosureError("a page without a marking does not render; set [marking] in the profile.")
    if audience not in (INTERNAL, *SHARED):
        raise DisclosureError(f"there is no audience of that name; there are {', '.join((INTERNAL, *SHARED))}.")
    sections = _sections(nb, audience)
    if not sections:
        raise RunError("the notebook shows nothing; a page needs at least one section.")
    exporter = TemplateExporter(  # type: ignore[no-untyped-call]
        template_name=TEMPLATES.name,
        extra_template_basedirs=[str(TEMPLATES.parent)],
        template_extension=".html.j2",
        file_extension=".html",
    )
    page = {
        "title": title,
        "title_css": css_text(title),
        "marking": marking,
        "marking_css": css_text(f"{marking} · {handling}" if handling else marking),
        "handling": handling,
        "audience": audience,
        "layout": layout,
        "css": Markup("\n").join(_sheet(name) for name in SHEETS[layout]),
        "sections": sections,
    }
    html, _ = exporter.from_notebook_node(nb, resources={"page": page})
    return str(html)


def _sections(nb: Any, audience: str) -> list[_Section]:  # noqa: ANN401
    found: list[_Section] = []
    back = False
    for cell in nb.cells:
        html = _shown(cell) if cell.cell_type == "code" else Markup("")
        tags = cell.metadata.get("tags", [])
        if html and _audiences(tags) == [audience]:
            begins = not back and "back" in tags
            back = back or begins
            found.append(_Section(_section_id(cell).removeprefix(f"{audience}-"), html, begins))
    return found


def _audiences(tags: list[str]) -> list[str]:
    """Return whose page a cell is of; one with two audiences' tags is of none."""
    return [name for name in SHARED if name in tags] or [INTERNAL]


def _section_id(cell: Any) -> str:  # noqa: ANN401
    name = str(cell.get("id", ""))
    if not _ID.fullmatch(name):
        raise RunError("a cell that shows something needs a hand-given id of small letters, figures and hyphens.")
    return name


def _shown(cell: Any) -> Markup:  # noqa: ANN401
    if cell.source.strip() and cell.execution_count is None:
        raise RunError(f"cell {cell.get('id', '?')!r} was never executed; nothing is rendered.")
    if any(output.output_type == "error" for output in cell.outputs):
        raise RunError(f"cell {cell.get('id', '?')!r} failed; nothing is rendered.")
    shown = [output.data for output in cell.outputs if "text/html" in output.get("data", {})]
    if not all(SHOWN_AS in data for data in shown):
        raise DisclosureError(
            f"cell {cell.get('id', '?')!r} shows a table or HTML of its own; a page takes finished sections only. "
            "Show a Fragment (publishing.fragment.fill) there, or end the cell's last line with a semicolon."
        )
    # What arrives here is a Fragment's: escaped when it was made, in the kernel.
    return Markup("\n").join(Markup("".join(html)) for html in (data["text/html"] for data in shown))  # noqa: S704


def _sheet(name: str) -> Markup:
    return Markup((TEMPLATES / f"{name}.css").read_text(encoding="utf-8"))  # noqa: S704 - our own file
