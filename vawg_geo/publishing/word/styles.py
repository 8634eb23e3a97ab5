"""How the document looks: its styles, the language, the sheet, and the marking above and below every one."""

from __future__ import annotations

from typing import Any

from vawg_geo.publishing.word.xml import element, field_run

_FONT, _LANGUAGE = "Arial", "en-GB"
_TWIP = 635  # English metric units in a twentieth of a point
_INK, _MUTE, _BLUE = "0B0C0C", "505A5F", "12436D"
# Name: what it rests on, size in points, bold, colour, space before and after in points, bar at its left edge
_STYLES: dict[str, tuple[str, float, bool, str, float, float, str]] = {
    "Normal": ("", 10.5, False, _INK, 0, 6, ""),
    "Title": ("Normal", 22, True, _INK, 0, 4, ""),
    "Subtitle": ("Normal", 12, False, _INK, 0, 6, ""),
    "Heading 1": ("Normal", 15, True, _INK, 16, 4, ""),
    "Heading 2": ("Normal", 12, True, _INK, 12, 3, ""),
    "Heading 3": ("Normal", 10.5, True, _INK, 8, 2, ""),
    "Caption": ("Normal", 10, True, _INK, 8, 3, ""),
    "List Bullet": ("Normal", 10.5, False, _INK, 0, 3, ""),
    "List Number": ("Normal", 10.5, False, _INK, 0, 3, ""),
    "List Continue": ("Normal", 10.5, False, _INK, 0, 3, ""),
    "Header": ("Normal", 9, False, _INK, 0, 0, ""),
    "Footer": ("Normal", 9, False, _INK, 0, 0, ""),
    "Lead": ("Normal", 13, False, _INK, 4, 10, ""),
    "Question": ("Normal", 10.5, False, _MUTE, 0, 6, ""),
    "Small": ("Normal", 9, False, _MUTE, 0, 4, ""),
    "Picture": ("Normal", 9.5, False, _INK, 2, 6, ""),
    "Notice": ("Normal", 10, False, _INK, 4, 6, _MUTE),
    "Read with care": ("Normal", 10, False, _INK, 6, 8, _MUTE),
    "Analyst": ("Normal", 10.5, False, _INK, 2, 4, _BLUE),
    "Table Text": ("Normal", 9, False, _INK, 1, 1, ""),
}
_KEPT = frozenset({"Title", "Heading 1", "Heading 2", "Heading 3", "Caption"})  # on the sheet of what follows


def set_styles(document: Any) -> None:  # noqa: ANN401 - python-docx's document
    """
    Give a document its styles and language.

    Parameters
    ----------
    document
        A python-docx document; changed.
    """
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Pt

    known = {style.name for style in document.styles}
    for name, (base, size, bold, colour, before, after, bar) in _STYLES.items():
        style = document.styles[name] if name in known else document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles[base] if base else None
        _clear(style)
        _font(style, size=size, bold=bold, colour=colour)
        spacing = style.paragraph_format
        spacing.space_before, spacing.space_after = Pt(before), Pt(after)
        spacing.keep_with_next = name in _KEPT
        spacing.widow_control = True
        if bar:
            _bar(style, bar)
    _language(document)


def _clear(style: Any) -> None:  # noqa: ANN401
    """Take out what the template says of a style's look, but for its numbering and its level in the outline."""
    from docx.oxml.ns import qn

    look = style.element.get_or_add_pPr()
    for name in ("w:pBdr", "w:spacing", "w:contextualSpacing", "w:jc"):
        for old in look.findall(qn(name)):
            look.remove(old)
    if style.element.rPr is not None:
        style.element.remove(style.element.rPr)


def _font(style: Any, *, size: float, bold: bool, colour: str) -> None:  # noqa: ANN401
    from docx.shared import Pt, RGBColor

    look = style.element.get_or_add_rPr()
    look.insert(0, element("w:rFonts", ascii=_FONT, hAnsi=_FONT, cs=_FONT, eastAsia=_FONT))
    style.font.size, style.font.bold = Pt(size), bold
    style.font.color.rgb = RGBColor.from_string(colour)


def _bar(style: Any, colour: str) -> None:  # noqa: ANN401
    from docx.shared import Pt

    look, lines = style.element.get_or_add_pPr(), element("w:pBdr")
    lines.append(element("w:left", val="single", sz="24", space="8", color=colour))
    look.insert_element_before(lines, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc")
    style.paragraph_format.left_indent = Pt(10)


def _language(document: Any) -> None:  # noqa: ANN401
    from docx.oxml.ns import qn

    for said in document.styles.element.iter(qn("w:lang")):
        for key in ("w:val", "w:eastAsia"):
            said.set(qn(key), _LANGUAGE)
    for said in document.settings.element.iter(qn("w:themeFontLang")):
        said.set(qn("w:val"), _LANGUAGE)


def set_sheet(document: Any, *, across: bool, marking: str, handling: str, title: str) -> int:  # noqa: ANN401
    """
    Set the sheet, with the marking above and below.

    Parameters
    ----------
    document
        A python-docx document; changed.
    across
        Whether the sheet lies on its side.
    marking, handling, title
        What stands above and below every page.

    Returns
    -------
    width
        Of the text, in twentieths of a point.
    """
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm

    sheet = document.sections[0]
    sides = (Mm(297), Mm(210)) if across else (Mm(210), Mm(297))
    sheet.page_width, sheet.page_height = sides
    sheet.orientation = WD_ORIENT.LANDSCAPE if across else WD_ORIENT.PORTRAIT
    sheet.left_margin = sheet.right_margin = sheet.top_margin = sheet.bottom_margin = Mm(20)
    sheet.header_distance = sheet.footer_distance = Mm(9)
    _mark(sheet.header.paragraphs[0], marking, handling)
    below = sheet.footer.paragraphs[0]
    _mark(below, marking, handling)
    numbers = sheet.footer.add_paragraph(style="Footer")
    _centre(numbers)
    numbers.add_run(f"{title} · Page ")
    numbers._p.append(field_run("PAGE"))  # noqa: SLF001 - python-docx has no fields
    numbers.add_run(" of ")
    numbers._p.append(field_run("NUMPAGES"))  # noqa: SLF001
    return int((sides[0] - 2 * Mm(20)) / _TWIP)


def _mark(paragraph: Any, marking: str, handling: str) -> None:  # noqa: ANN401
    _centre(paragraph)
    paragraph.add_run(marking).bold = True
    if handling:
        paragraph.add_run(f" · {handling}")


def _centre(paragraph: Any) -> None:  # noqa: ANN401
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
