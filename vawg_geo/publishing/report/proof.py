"""The proof of a written profile: every number on the page is made again from the tables that lie beside it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

import pandas as pd

from vawg_geo.publishing.report.book import SEPARATOR
from vawg_geo.publishing.report.forms import CANNOT_SAY, FORMS, HIDDEN, show
from vawg_geo.publishing.report.sentences import FIXED

_NUMBER = re.compile(r"(?<![\w.,])\d[\d,]*(?:\.\d+)?(?![\w])")
_APOSTROPHE = re.compile(r"^'(?=[=+\-@])")  # put before a text that a spreadsheet would compute
_VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "col", "wbr", "source"})
_SILENT = frozenset({"script", "style", "head"})
# Not results: the marking, the masthead, where figures come from, an analyst's own words, a map's own key.
_OTHERS_VOUCH = frozenset({"marking", "masthead", "why", "analyst", "map", "meta", "tick", "named"})
_SPOKEN = ("aria-label", "alt")


@dataclass(frozen=True)
class Unproven:
    """A number on the page that no table holds."""

    section: str
    text: str  # the number as printed
    why: str
    cell: str = ""  # of a figure that names its cell: which column of which table


@dataclass
class _Element:
    tag: str
    data: dict[str, str]
    classes: frozenset[str]
    text: list[str] = field(default_factory=list)
    said: set[str] = field(default_factory=set)  # of a figure: the numbers of its caption, proven there


def find_unproven(
    html: str, tables: Mapping[str, pd.DataFrame], *, keys: Mapping[str, list[str]], known: Collection[str] = ()
) -> list[Unproven]:
    """
    Find the numbers of a page that its tables do not hold.

    Parameters
    ----------
    html
        The page.
    tables
        The tables as they lie beside it, every cell as text.
    keys
        Table to the columns that name a row.
    known
        Numbers that are not results: the profile's own parameters, as printed.

    Returns
    -------
    unproven
        A sentence's or table's figure whose cell is not there or prints otherwise; a picture's number that is no
        value of its table; any other number that is neither a value of any table nor known.

    References
    ----------
    PRODUCTS 4.6: all numbers on the page come from results.
    """
    reader = _Reader(_Tables(tables, keys), set(known) | FIXED)
    reader.feed(html)
    reader.close()
    return reader.found


class _Tables:
    def __init__(self, tables: Mapping[str, pd.DataFrame], keys: Mapping[str, list[str]]) -> None:
        self._rows = {name: _by_row(table, keys[name]) for name, table in tables.items() if name in keys}
        self._printed = {name: _spellings(tables[name]) for name in self._rows}
        self._everywhere = frozenset().union(*self._printed.values()) if self._printed else frozenset()

    def shows(self, text: str, cell: Mapping[str, str]) -> bool:
        """Tell whether a cell prints as a text."""
        row = self._rows.get(cell.get("t", ""), {}).get(cell["r"])
        if row is None or cell["c"] not in row:
            return False
        named = [row[cell[name]] for name in ("low", "high") if cell.get(name)]
        ends = [_print(end, cell["m"]) for end in named] if all(named) else []  # an interval not known is not printed
        printed = _prints(row[cell["c"]], cell["m"])
        known = ends and row[cell["c"]] != ""
        wanted = [f"{one} ({ends[0]} to {ends[1]})" if known else one for one in printed]
        return _plain(text) in {_plain(one) for one in wanted}

    def holds(self, number: str, table: str = "") -> bool:
        """Tell whether a number is a value of a table, or of any."""
        return number.replace(",", "") in (self._printed.get(table, frozenset()) if table else self._everywhere)


class _Reader(HTMLParser):
    def __init__(self, tables: _Tables, known: Collection[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Unproven] = []
        self._tables, self._known = tables, set(known)
        self._open: list[_Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        data = {name.removeprefix("data-"): value for name, value in given.items() if name.startswith("data-")}
        element = _Element(tag, data | {"id": given.get("id", "")}, frozenset(given.get("class", "").split()))
        self._open.append(element)
        for name in _SPOKEN:
            if name in given:
                self._loose(given[name])
        if tag in _VOID:
            self._open.pop()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        while self._open:
            element = self._open.pop()
            if "c" in element.data:
                self._cell(element)
            if element.tag == tag:
                return

    def handle_data(self, data: str) -> None:
        if any(e.tag in _SILENT for e in self._open):
            return
        for element in self._open:
            element.text.append(data)
        if not any("c" in e.data for e in self._open):
            self._loose(data)

    def _cell(self, element: _Element) -> None:
        outer = {name: value for e in self._open for name, value in e.data.items() if name in ("t", "r")}
        text = "".join(element.text)
        named = outer | element.data
        if not self._tables.shows(text, named):
            cell = f"column {named['c']} of table {named.get('t', 'unknown')}"
            self._tell(text, "the cell it names prints otherwise, or is not there", cell)
        elif figure := next((e for e in self._open if e.tag == "figure"), None):
            figure.said.update(_NUMBER.findall(text))

    def _loose(self, text: str) -> None:
        if any(e.classes & _OTHERS_VOUCH for e in self._open):
            return
        drawn = any(e.tag == "svg" for e in self._open)
        table = next((e.data["t"] for e in reversed(self._open) if "t" in e.data), "") if drawn else ""
        captioned = {number for e in self._open if drawn for number in e.said}
        for number in _NUMBER.findall(text):
            if number not in self._known | captioned and not self._tables.holds(number, table):
                self._tell(number, f"no value of table {table}" if table else "no value of any table")

    def _tell(self, text: str, why: str, cell: str = "") -> None:
        section = next((e.data["id"] for e in self._open if e.tag == "section"), "")
        self.found.append(Unproven(section, _plain(text), why, cell))


def _by_row(table: pd.DataFrame, key: list[str]) -> dict[str, dict[str, str]]:
    """Give a table's cells by row's name and column."""
    rows: list[dict[str, str]] = table.to_dict("records")  # type: ignore[assignment]  # columns are text
    return {SEPARATOR.join(_APOSTROPHE.sub("", row[name]) for name in key): row for row in rows}


def _spellings(table: pd.DataFrame) -> frozenset[str]:
    """List every number a table's cells can print as, without thousands separators."""
    found: set[str] = set()
    for column in table.columns:
        for value in table[column].unique():
            number = _float(value)
            printed = [value]
            if number is not None:
                printed += [show(number, form) for form in FORMS if form not in _TEXTS]
            found.update(n.replace(",", "") for text in printed for n in _NUMBER.findall(_words(text, value)))
    return frozenset(found)


_TEXTS = ("text", "month", "day")


def _words(text: str, value: str) -> str:
    """Add a date's or a month's own figures to its text."""
    parts = re.fullmatch(r"(\d{4})-(\d\d)(?:-(\d\d))?(?:[ T].*)?", value)
    return f"{text} {parts[1]} {int(parts[2])} {int(parts[3] or parts[2])}" if parts else text


def _prints(value: str, form: str) -> list[str]:
    """Print a cell of a file; an empty one was hidden, not known, or an empty text."""
    if value == "":
        return [HIDDEN, CANNOT_SAY, ""]
    return [_print(value, form)]


def _print(value: str, form: str) -> str:
    number = _float(value)
    if value == "":
        return CANNOT_SAY
    if form in _TEXTS:
        return show(_APOSTROPHE.sub("", value), form)
    if number is None:  # words where a number was to stand
        return value
    return show(number, form)


def _float(value: str) -> float | None:
    try:
        return float(value)
    except ValueError:
        return None


def _plain(text: str) -> str:
    return " ".join(text.split())
