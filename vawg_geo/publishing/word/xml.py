"""Word's own elements, made one by one: text is only ever text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from vawg_geo.publishing.word.body import BREAK, Run


def element(name: str, **attributes: str) -> Any:  # noqa: ANN401 - lxml's element
    """
    Make one element.

    Parameters
    ----------
    name
        With its prefix, for example "w:tbl".
    **attributes
        Of the same namespace.

    Returns
    -------
    made
        The element.
    """
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement

    made: Any = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def paragraph(runs: Iterable[Run], style: str, *, right: bool = False, keep: bool = False, number: int = 0) -> Any:  # noqa: ANN401
    """
    Make a paragraph.

    Parameters
    ----------
    runs
        Its text.
    style
        The style's id.
    right
        Whether it is set against the right edge.
    keep
        Whether it stays on the sheet of what follows.
    number
        Which numbering of the document it belongs to; 0 = its style's own, or none.

    Returns
    -------
    made
        A `w:p`.
    """
    made, look = element("w:p"), element("w:pPr")
    look.append(element("w:pStyle", val=style))
    if keep:
        look.append(element("w:keepNext"))
    if number:
        numbering = element("w:numPr")
        numbering.extend([element("w:ilvl", val="0"), element("w:numId", val=str(number))])
        look.append(numbering)
    if right:
        look.append(element("w:jc", val="right"))
    made.append(look)
    made.extend(_run(run) for run in runs)
    return made


def field_run(code: str) -> Any:  # noqa: ANN401
    """
    Make a field that Word fills in: the number of the page, or of all pages.

    Parameters
    ----------
    code
        PAGE or NUMPAGES.

    Returns
    -------
    made
        A `w:fldSimple`.
    """
    made = element("w:fldSimple", instr=code)
    made.append(_run(Run("1")))
    return made


def _run(run: Run) -> Any:  # noqa: ANN401
    made = element("w:r")
    if run.bold or run.italic:
        look = element("w:rPr")
        look.extend(element(name) for name, wanted in (("w:b", run.bold), ("w:i", run.italic)) if wanted)
        made.append(look)
    for at, line in enumerate(run.text.split(BREAK)):
        if at:
            made.append(element("w:br"))
        text = element("w:t")
        text.text = line
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        made.append(text)
    return made
