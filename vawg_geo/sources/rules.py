"""FAULTS I, each number once: what a row or file so marked holds, and what its reader can do about it."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

QUALITY = ("file", "rule", "what", "n", "action", "cure")


@dataclass(frozen=True)
class Rule:
    """One rule of reading: code, report and manual say it in the same words."""

    what: str
    cure: str


_QUOTES = "Put a text that holds a separator or a line end between quotes."
RULES: dict[str, Rule] = {
    "I1": Rule("read as Windows text (cp1252)", "Export it as UTF-8."),
    "I2": Rule("read as UTF-16", "Export it as UTF-8."),
    "I3": Rule("byte-order mark taken off", "Nothing needs doing."),
    "I4": Rule("text damaged before it reached us", "Export it again as UTF-8: lost letters cannot be guessed."),
    "I7": Rule("easting and northing are swapped", "Correct them in the records system."),
    "I9": Rule("degrees where metres are stated, or metres where degrees are", "Export every row in the same system."),
    "I10": Rule("coordinates 0, 0", "Give the place, or leave both cells blank."),
    "I11": Rule("a default point that stands for no place", "Give the place where it is known."),
    "I12": Rule(
        "a coordinate lost or gained a digit, or lies far off the map", "Correct it, or set bounds in the source."
    ),
    "I13": Rule("thousands separators taken out of coordinates", "Export coordinates without them."),
    "I14": Rule("a coordinate that is no number", "Give a number, or leave both cells blank."),
    "I16": Rule("a date that is missing or not in the stated format", "Write it as date_order in the source says."),
    "I17": Rule(
        "same day of different months, as when month and day are exchanged: see what else came with these rows",
        "Export that batch again, day and month as the others.",
    ),
    "I18": Rule("24:00 read as 00:00 of the next day", "Nothing needs doing."),
    "I19": Rule("a default date (day or month 0, or before any memory)", "Give the widest span that is known."),
    "I20": Rule("Excel day numbers read as dates", "Export dates as text."),
    "I21": Rule(
        "a time in the hour that happens twice in October, read as its first pass", "Export times with their zone."
    ),
    "I22": Rule("a time in the hour that does not exist in March", "Correct the time."),
    "I23": Rule("from is missing, or after to", "Correct the two times."),
    "I24": Rule("a date after the data cut", "Correct it, or state the true data_cut."),
    "I25": Rule("starts at 00:00 exactly, often a default time", "Give a span where the hour is not known."),
    "I26": Rule("lasts longer than 24 hours: no hour of day is claimed for it", "Narrow it where the hour is known."),
    "I27": Rule("the same row again", "Nothing needs doing: one of them is used."),
    "I28": Rule(
        "the same identifier with other content: none of the rows can be trusted", "Correct them in the records system."
    ),
    "I30": Rule("an offence code that is not in the list", "Correct it, or add it to the [values] of the source."),
    "I33": Rule("fewer fields than the header", _QUOTES),
    "I41": Rule("more fields than the header", _QUOTES),
    "I43": Rule("a NUL character", "Clear the cell and export again."),
    "I45": Rule("read with another separator than the comma", "Nothing needs doing."),
    "I46": Rule("title lines above the header passed over", "Nothing needs doing."),
    "I49": Rule("a row of totals", "Export without totals."),
    "I50": Rule("outside the force's areas", "Check that the areas are the whole force."),
    "I52": Rule("rows of another month than the file's name says", "Check that the file is the one that was meant."),
    "I53": Rule("the last full month holds less than half the usual volume", "Check that the export was complete."),
    "I54": Rule("spaces or small letters taken out of codes", "Nothing needs doing."),
    "I55": Rule("invisible characters taken out", "Nothing needs doing."),
    "I57": Rule("changed since the cut before", "Nothing needs doing."),
    "id": Rule("rows without an identifier: never compared", "Export the crime number of every row."),
    "crimes": Rule(
        "rows of a crime that is none of the records in use",
        "Export both over the same years, with crime numbers written alike.",
    ),
    "columns": Rule("columns that this table has no place for: left out, never kept", "Nothing needs doing."),
    "missing": Rule("a cell that must be filled is blank", "Fill it."),
    "no number": Rule("no number, or one that cannot be (a fraction of a count, less than none)", "Correct it."),
    "unknown value": Rule("a value that is not in the list", "Correct it."),
    "age": Rule("no age, or one above 120: left unknown", "Correct it."),
    "values": Rule("values left unknown", "Add the spellings to [values] of the source."),
}


def add_cures(quality: pd.DataFrame) -> pd.DataFrame:
    """
    Say beside each line of a quality table what its reader can do about it.

    Parameters
    ----------
    quality
        `rule`, with what else there is.

    Returns
    -------
    quality
        With `cure` (text, "" where no rule of this list speaks), in the usual order of columns.
    """
    cures = [RULES[rule].cure if rule in RULES else "" for rule in quality["rule"]]
    return quality.assign(cure=pd.array(cures, dtype="str"))[list(QUALITY)]
