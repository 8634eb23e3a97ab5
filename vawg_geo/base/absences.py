"""What stands where a characteristic is not known: a blank, "unknown", "not stated", "prefer not to say"."""

from __future__ import annotations

import pandas as pd

CHARACTERISTICS = ("sex", "age", "ethnicity", "disability")
BLANK, UNKNOWN, NOT_STATED, DECLINED = "blank", "unknown", "not stated", "declined"
UNREADABLE = "not understood"  # something stands there that the source's list does not know
SPOKEN = (UNKNOWN, NOT_STATED, DECLINED)  # words a source may map its own spellings to
KINDS = (BLANK, *SPOKEN, UNREADABLE)
SUFFIX = "_said"  # `ethnicity_said`: what stood there instead; missing where it is known, or has no column
CODE_NOT_STATED = "NS"  # the 18+1 code: it is kept as ethnicity, and counts as not known
# Spellings that need no map of their own, in any case. The codes N1 to N4 say why ethnicity was not stated.
_ANY = {
    UNKNOWN: "u|unk|unknown|not known|nk|n/k|don't know|not recorded|unspecified",
    NOT_STATED: "not stated|ns|not asked|not provided|not given",
    DECLINED: "prefer not to say|declined|refused|refused to say|declined to say|pnts|not disclosed|withheld",
}
_OWN = {
    "ethnicity": {"n1": NOT_STATED, "n2": NOT_STATED, "n3": NOT_STATED, "n4": DECLINED},
}


def spoken_words(field: str) -> dict[str, str]:
    """
    Give the spellings that say that a characteristic is not known.

    Parameters
    ----------
    field
        One of `CHARACTERISTICS`.

    Returns
    -------
    words
        Spelling in small letters to one of `SPOKEN`.

    References
    ----------
    PRODUCTS 4.5: blank, unknown and prefer not to say are kept apart.
    """
    common = {word: kind for kind, words in _ANY.items() for word in words.split("|")}
    return {word: kind for word, kind in (common | _OWN.get(field, {})).items() if kind}


def tell_absence(texts: pd.Series, values: pd.Series, *, words: dict[str, str]) -> pd.Series:
    """
    Tell what stands where a value is missing.

    Parameters
    ----------
    texts
        The column as it is written; missing or empty = blank.
    values
        As it was read; missing = not known, and so is the code "NS".
    words
        As `spoken_words` gives them, and the source's own.

    Returns
    -------
    said
        Text, index of `texts`: one of `KINDS`, missing where the value is known.
    """
    written = texts.astype("str").fillna("").str.strip().str.casefold()
    kinds = written.map(words).astype("str").fillna(UNREADABLE).mask(written == "", BLANK)
    known = values.notna() & ~values.astype("str").eq(CODE_NOT_STATED).fillna(value=False)
    said: pd.Series = kinds.mask(known)
    return said
