"""What a secret or a person's detail looks like, whatever its value: the patterns the scan knows."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

PHONE, EMAIL = "a telephone number", "an e-mail address"
# Ofcom's National Telephone Numbering Plan: after the 0, nine or ten digits, written in two to four groups.
_PHONE = re.compile(
    r"(?<![\w.,/+-])(?:\+44[ -]?(?:\(0\)[ -]?)?[1-9]\d{1,3}|\(?0[1-9]\d{1,3}\)?)"
    r"(?:[ -]?\d{2,4}){0,1}[ -]?\d{3,4}[ -]?\d{3,4}(?![\w]|[.,]\d)"
)
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
SHAPES: dict[str, re.Pattern[str]] = {
    # HMRC's manual NIM39110: the letters a National Insurance number may hold.
    "a National Insurance number": re.compile(
        r"\b(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d\d ?\d\d ?\d\d ?[A-D]\b"
    ),
    "a pseudonym": re.compile(r"(?<![0-9a-zA-Z])[0-9a-f]{24}(?![0-9a-zA-Z])"),
    "a path of this machine": re.compile(
        r"(?<![\w/.:+-])/(?:home|Users|root|tmp|var|mnt|media|srv|opt|etc|private)/[\w.-]+"
        r"|(?<![\w])[A-Za-z]:\\[\w. -]+\\|(?<![\\\w])\\\\[\w.-]+\\[\w$.-]+\\|\bfile://"
    ),
    "a password or key": re.compile(
        r"\b\w{1,20}://[^\s/:@\"'<>]+:[^\s/@\"'<>]+@|-----BEGIN [A-Z ]*PRIVATE KEY|\bAKIA[0-9A-Z]{16}\b"
        r"|\bgh[opsu]_[A-Za-z0-9]{30,}|\beyJ[\w-]{8,}\.eyJ[\w-]{8,}"
    ),
}
_DIGITS, _DIGITS_AT_LEAST = 11, 10


def shapes_in(text: str, *, public: frozenset[str]) -> list[str]:
    """
    List the kinds of detail a text holds.

    Parameters
    ----------
    text
        Any text.
    public
        Telephone numbers (digits only) and addresses that everybody may know.

    Returns
    -------
    kinds
        In words, never a value; each once.
    """
    found = [kind for kind, shape in SHAPES.items() if shape.search(text)]
    found += [kind for kind, values in contacts_in(text).items() if values - public]
    return found


def contacts_in(text: str) -> dict[str, set[str]]:
    """
    Find telephone numbers and e-mail addresses.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    contacts
        Kind to values: numbers as their national digits, addresses in small letters.
    """
    numbers = {_national(found[0]): found[0] for found in _PHONE.finditer(text)}
    addresses = {found[0].lower().rstrip(".") for found in _EMAIL.finditer(text)} if "@" in text else set()
    return {PHONE: {n for n, written in numbers.items() if _is_number(n, written)}, EMAIL: addresses}


def public_contacts(texts: Iterable[str]) -> frozenset[str]:
    """
    Collect what everybody may know: helplines of the toolkit's own files, and what the force itself states.

    Parameters
    ----------
    texts
        The force's and the profile's own words.

    Returns
    -------
    public
        As `contacts_in` writes them.
    """
    found: set[str] = set(_shipped_contacts())
    for text in texts:
        found |= set().union(*contacts_in(text).values())
    return frozenset(found)


@cache
def _shipped_contacts() -> frozenset[str]:
    package = Path(__file__).resolve().parents[1]
    texts = [path for folder in ("base", "publishing") for path in (package / folder).rglob("*")]
    read = (path.read_text(encoding="utf-8") for path in texts if path.suffix in {".csv", ".j2", ".toml"})
    return frozenset(value for text in read for values in contacts_in(text).values() for value in values)


def _is_number(digits: str, written: str) -> bool:
    """Ten digits in one piece are no number but, once in a thousand, the short hash that a version is."""
    return len(digits) == _DIGITS or (len(digits) == _DIGITS_AT_LEAST and not written.isdigit())


def _national(number: str) -> str:
    digits = re.sub(r"\D", "", number)
    return "0" + digits[2:].removeprefix("0") if number.startswith("+44") else digits
