"""A piece of a page: the one way by which text from data reaches HTML."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from vawg_geo.publishing import words

TEMPLATES = Path(__file__).parent / "template"
_PLAIN = re.compile("[A-Za-z0-9 ]")
SHOWN_AS = "application/vnd.vawg-geo.fragment"  # beside its HTML in a notebook: a page takes nothing that lacks it


@dataclass(frozen=True)
class Fragment:
    """Finished HTML, already escaped; notebooks show it as it is."""

    html: Markup

    def __post_init__(self) -> None:
        """Refuse text that nobody escaped: a plain string is data, not HTML."""
        if not isinstance(self.html, Markup):
            raise TypeError("A Fragment holds escaped HTML. Build it with fill(template, data), never from plain text.")

    def _repr_html_(self) -> str:
        return str(self.html)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        del include, exclude  # IPython asks for all there is
        return {"text/html": str(self.html), SHOWN_AS: "finished"}

    def __html__(self) -> str:
        """Let a fragment stand inside another one's template."""
        return str(self.html)


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )
    made.filters |= words.FILTERS | {"css_text": css_text}
    return made


def css_text(text: str) -> str:
    """Write text for a CSS string; what is not a plain letter becomes its code point and a space to end it."""
    return "".join(c if _PLAIN.fullmatch(c) else f"\\{ord(c):06x} " for c in text)


def fill(template: str, data: Mapping[str, object]) -> Fragment:
    """
    Fill one of the package's own templates; every value is escaped on the way in.

    Parameters
    ----------
    template
        A file name below `publishing/template`; templates are static, data are only ever values.
    data
        The template's values. Markup and fragments pass as they are; all else is escaped.

    Returns
    -------
    fragment
        The finished piece.

    Raises
    ------
    jinja2.UndefinedError
        If the template asks for a value that is not given.
    """
    return Fragment(Markup(_environment().get_template(template).render(data)))  # noqa: S704 - rendered with autoescape
