"""Maps an analyst made with folium: no template reads their text a second time, and text that is code is refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from vawg_geo.publishing.seal import SealError

if TYPE_CHECKING:
    from branca.element import Element

_MARK = re.compile(r"\{(?=[{%#])")
# folium writes pop-ups and tooltips into a script between backticks: these would end the text there, or run.
_BREAKS_OUT = re.compile(r"`|\$\{|\\|</?script|<!--", re.IGNORECASE)
_LEADS_AWAY = re.compile(r"<\s*(?:meta|base)\b|javascript:", re.IGNORECASE)


def keep_text(element: Element) -> None:
    """
    Make every element of a map say its text as typed; changes the elements, so it is for a copy.

    Parameters
    ----------
    element
        A map, in a figure of its own.

    Raises
    ------
    SealError
        If a pop-up or tooltip holds what folium would write as script; the kind is named, never the text.
    """
    from branca.element import MacroElement

    from vawg_geo.publishing.map_element import AreaMap

    for one in _everything(element):
        if isinstance(one, AreaMap):  # the library's own: nothing in its data is a template, or HTML
            continue
        _refuse_code(one)
        # branca compiles what these have rendered as a template of its own; all others render once.
        if isinstance(one, MacroElement) and not isinstance(one._template, _Typed):  # noqa: SLF001
            one._template = _Typed(one._template)  # noqa: SLF001


class _Typed:
    """A template whose result means itself when it is read as a template once more."""

    def __init__(self, template: Any) -> None:  # noqa: ANN401 - jinja's own
        self._template = template

    def __deepcopy__(self, memo: object) -> _Typed:
        return self

    @property
    def module(self) -> SimpleNamespace:
        """The template's macros, by name."""
        macros = {k: v for k, v in self._template.module.__dict__.items() if callable(v)}
        return SimpleNamespace(**{name: self._typed(macro) for name, macro in macros.items()})

    def render(self, *values: Any, **named: Any) -> str:  # noqa: ANN401
        return _as_typed(self._template.render(*values, **named))

    @staticmethod
    def _typed(macro: Callable[..., str]) -> Callable[..., str]:
        return lambda *values: _as_typed(str(macro(*values)))


def _as_typed(text: str) -> str:
    return _MARK.sub('{{ "{" }}', text)


def _everything(element: Any) -> Iterator[Any]:  # noqa: ANN401
    """Go through an element and all in it; a pop-up keeps its content beside its children."""
    yield element
    inside = [*element._children.values()]  # noqa: SLF001 - folium has no other way in
    if element._name == "Popup":  # noqa: SLF001
        inside += element.html._children.values()  # noqa: SLF001
    for one in inside:
        yield from _everything(one)


def _refuse_code(element: Any) -> None:  # noqa: ANN401
    text = {"Html": "data", "Tooltip": "text"}.get(element._name, "")  # noqa: SLF001
    if text and _BREAKS_OUT.search(str(getattr(element, text))):
        raise SealError(
            f"a {'pop-up' if text == 'data' else 'tooltip'} of this map holds a backtick, a backslash, ${{, <script or "
            "<!--, which folium would write into the page as script. Leave it out, or use map_areas: its text is never "
            "code."
        )
    if getattr(element, "layer_name", "") == "__proto__":  # as a key of a script's object it is no name
        raise SealError("a layer of this map is called __proto__, which would break the map. Give it another name.")
    if any(_LEADS_AWAY.search(one) for one in _texts(element.__dict__)):
        raise SealError(
            f"an element of this map ({element._name}) holds <meta, <base or javascript:, which would lead "  # noqa: SLF001
            "outside. Leave it out, or use map_areas: its text is never code."
        )


def _texts(value: object, depth: int = 0) -> Iterator[str]:
    """List the texts an element was given, options and GeoJSON properties among them; its own inside is left out."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict) and depth < 12:  # noqa: PLR2004 - deeper than any GeoJSON
        for key, one in value.items():
            if key not in _OWN:
                yield from _texts(one, depth + 1)
    elif isinstance(value, list | tuple) and value and not isinstance(value[0], int | float):
        for one in value:
            yield from _texts(one, depth + 1)


_OWN = frozenset({"_parent", "_children", "_template", "_template_str"})
