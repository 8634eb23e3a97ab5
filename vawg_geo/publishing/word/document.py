"""The whole document: a page's sections as Word's paragraphs and tables, the same bytes for the same page."""

from __future__ import annotations

import io
from datetime import date, datetime
from importlib.util import find_spec
from typing import Any

from vawg_geo.base.errors import DisclosureError, RunError
from vawg_geo.publishing.table_book import without_clock
from vawg_geo.publishing.word.body import Block, Grid, Paragraph, Run, blocks_of
from vawg_geo.publishing.word.tables import Rows, make_table, read_rows
from vawg_geo.publishing.word.tree import Element, one_line, read_page

NOT_INSTALLED = "python-docx is not installed (pip install vawg-geo[docx])"
SOURCES = (
    "How each figure was made, from what and on how many, stands on the page beside this document, index.html, and in "
    "its tables."
)
_TEMPLATES_OWN = ("/thumbnail", "/customXml", "/stylesWithEffects")  # of python-docx's template: not ours to publish
_ACROSS_FROM = 8  # columns


def has_word() -> bool:
    """Tell whether Word documents can be made here."""
    return find_spec("docx") is not None


def document_name(product: str) -> str:
    """Name a product's document: it is sent on without its folder."""
    return f"{product}.docx"


def word_document(page: str, *, cut: date) -> bytes:
    """
    Make a page's Word document.

    Parameters
    ----------
    page
        A finished page with its marking, as it lies in its folder.
    cut
        The data cut, which stands where the clock would.

    Returns
    -------
    content
        The file's bytes. Every sentence and figure is the page's own: nothing is counted or printed anew.

    Raises
    ------
    DisclosureError
        If the page has no marking.
    RunError
        If python-docx is not installed.
    """
    if not has_word():
        raise RunError(f"a Word document cannot be made: {NOT_INSTALLED}.")
    root = read_page(page)
    title = next((one.text for one in root.find("title")), "")
    marking, handling = _marking(root)
    blocks = blocks_of(root)
    tables = {id(block): read_rows(block.element) for block in blocks if isinstance(block, Grid)}
    return _write(blocks, tables, (one_line(title), marking, handling), cut)


def _marking(root: Element) -> tuple[str, str]:
    """Read the marking and the handling line that stand above the page."""
    above = next((one for one in root.find("header") if "marking" in one.classes), Element(""))
    marking = next((one.text for one in above.find("strong")), "")
    if not marking:
        raise DisclosureError("a document without a marking is not written; set [marking] in the profile.")
    return marking, next((one.text for one in above.find("span")), "")


def _write(blocks: list[Block], tables: dict[int, Rows], names: tuple[str, str, str], cut: date) -> bytes:
    import docx

    from vawg_geo.publishing.word.styles import set_sheet, set_styles
    from vawg_geo.publishing.word.xml import paragraph

    title, marking, handling = names
    document: Any = docx.Document()
    set_styles(document)
    across = any(rows.width >= _ACROSS_FROM for rows in tables.values())
    width = set_sheet(document, across=across, marking=marking, handling=handling, title=title)
    ids = {style.name: style.style_id for style in document.styles}
    numbers = _Numbers(document)
    body: list[Any] = []
    for block in [*blocks, Paragraph("Small", (Run(SOURCES),))]:
        if isinstance(block, Paragraph):
            body.append(paragraph(block.runs, ids[block.style], number=numbers.of(block.list)))
            continue
        rows = tables[id(block)]
        if rows.caption:
            body.append(paragraph((Run(rows.caption),), ids["Caption"], keep=True))
        if rows.width:
            # Two tables that touch would become one.
            body += [make_table(rows, width=width), paragraph((), ids["Small"])]
    document.element.body[:-1] = []
    for at, one in enumerate(body):
        document.element.body.insert(at, one)
    _tell_about(document, title=title, marking=marking, cut=cut)
    _leave_out(document)
    raw = io.BytesIO()
    document.save(raw)
    return without_clock(raw.getvalue(), cut)


class _Numbers:
    """Gives each numbered list of the page its own numbering, which begins at one."""

    def __init__(self, document: Any) -> None:  # noqa: ANN401
        from docx.oxml.ns import qn

        self._parts = document.part.numbering_part.element
        own = document.styles["List Number"].element.pPr.numPr.numId.val
        known = next(one for one in self._parts.findall(qn("w:num")) if one.numId == own)
        self._kind = known.abstractNumId.val
        self._made: dict[int, int] = {}

    def of(self, number: int) -> int:
        """Give the id of a list's numbering; 0 for none."""
        if number and number not in self._made:
            made = self._parts.add_num(self._kind)
            made.add_lvlOverride(ilvl=0).add_startOverride(1)
            self._made[number] = made.numId
        return self._made.get(number, 0)


def _tell_about(document: Any, *, title: str, marking: str, cut: date) -> None:  # noqa: ANN401
    """Fill in the properties: no person's name, and the data cut where the clock would stand."""
    about = document.core_properties
    about.title, about.subject, about.category, about.language = title, marking, marking, "en-GB"
    about.author = about.last_modified_by = about.comments = about.keywords = ""
    about.created = about.modified = datetime(cut.year, cut.month, cut.day)  # noqa: DTZ001 - the file's have no zone
    about.revision = 1


def _leave_out(document: Any) -> None:  # noqa: ANN401
    """Drop the parts of the library's own template that say nothing of ours."""
    for rels in (document.part.package.rels, document.part.rels):
        for name in [key for key, rel in rels.items() if rel.reltype.endswith(_TEMPLATES_OWN)]:
            del rels[name]
