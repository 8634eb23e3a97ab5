"""An extract's header: our fields found in it, or a refusal that names what is missing."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence

from vawg_geo.base.errors import SourceError
from vawg_geo.base.offences import INVISIBLE
from vawg_geo.sources.caps import CAPS, Caps

# Headers other systems use for the same thing: named in the message when the expected one is missing.
_ALIASES: dict[str, tuple[str, ...]] = {
    "id": ("crime no", "crime ref", "crime reference", "crime id", "occurrence number", "reference", "urn"),
    "offence": ("offence code", "home office code", "ho class", "offence", "hocode", "class"),
    "from": ("date from", "from date", "start", "start date", "committed from", "occurred from", "first committed"),
    "to": ("date to", "to date", "end", "end date", "committed to", "occurred to", "last committed"),
    "recorded": ("date recorded", "recorded date", "created", "created date", "reported", "date reported"),
    "x": ("x", "e", "east", "eastings", "grid e", "grid x", "longitude", "lon"),
    "y": ("y", "n", "north", "northings", "grid n", "grid y", "latitude", "lat"),
    "area": ("lsoa code", "lsoa11cd", "lsoa21cd", "lsoa11", "lsoa21", "area code"),
    "status": ("crime status", "investigation status", "record status", "state"),
    "place_type": ("location type", "premises type", "location category", "type of place"),
    "premises": ("premises", "location name", "premise name", "location description"),
    "victim_id": ("victim urn", "victim person id", "victim nominal id", "person id"),
    "victim_sex": ("victim gender", "gender", "sex"),
    "victim_age": ("age", "age of victim", "victim age at offence"),
    "victim_ethnicity": ("ethnicity", "victim self defined ethnicity"),
    "suspect_id": ("suspect urn", "suspect person id", "suspect nominal id"),
    "da": ("domestic abuse", "da", "domestic abuse flag", "is domestic abuse"),
    "outcome": ("outcome code", "outcome number", "ho outcome"),
    "beat": ("beat code", "neighbourhood"),
    "reported_by": ("how reported", "reporter", "informant"),
}
_ALIKE = 0.8  # "eastings" is "easting"; "lsoa name" is not "lsoa code"
_LAST_ALIKE = 0.6  # of their last words: "victim name" is not "victim age"


def match_header(
    header: Sequence[str], columns: Mapping[str, str], *, must_have: Sequence[str], file: str, caps: Caps = CAPS
) -> dict[str, int]:
    """
    Find our fields in a header row.

    Parameters
    ----------
    header
        The header's cells.
    columns
        Our field to the file's header; case and spaces do not matter.
    must_have
        Fields whose column must be there.
    file
        The file's name, for messages.
    caps
        How many columns a file may have.

    Returns
    -------
    places
        Our field to its position.

    Raises
    ------
    SourceError
        If there are too many columns, or one is missing, renamed or repeated.
    """
    caps.refuse_columns(len(header), file)
    names = [plain(cell) for cell in header]
    wanted = {name: plain(theirs) for name, theirs in columns.items()}
    twice = [columns[name] for name, theirs in wanted.items() if names.count(theirs) > 1]
    if twice:
        raise SourceError(f"{file} has the column {twice[0]!r} more than once: which one holds? Export it again. [I56]")
    missing = [name for name in must_have if name and wanted[name] not in names]
    if missing:
        raise SourceError(_missing(missing, wanted, columns, names, file))
    return {name: names.index(theirs) for name, theirs in wanted.items() if theirs in names}


def plain(text: str) -> str:
    """Return a header as it is compared: no case, no outer, doubled or invisible spaces."""
    return " ".join(INVISIBLE.sub("", text).casefold().replace("_", " ").split())


def _ends_alike(one: str, other: str) -> bool:
    return (
        difflib.SequenceMatcher(None, one.rsplit(maxsplit=1)[-1], other.rsplit(maxsplit=1)[-1]).ratio() >= _LAST_ALIKE
    )


def _missing(
    missing: Sequence[str], wanted: Mapping[str, str], columns: Mapping[str, str], names: Sequence[str], file: str
) -> str:
    free = [name for name in names if name and name not in wanted.values()]
    # Without its header row a file's cells stand here, and a flag's "Y" would pass for a heading: tell none of them.
    is_header = 2 * sum(theirs in names for theirs in wanted.values()) >= len(wanted)
    faults = []
    for name in missing:
        near = [other for other in free if other in _ALIASES.get(name, ())]
        near = near or difflib.get_close_matches(
            wanted[name], [o for o in free if _ends_alike(o, wanted[name])], 1, _ALIKE
        )
        hint = f" (is it the one headed {near[0]!r}?)" if near and is_header else ""
        faults.append(f"{columns[name]!r}{hint}")
    number = "I6" if any("headed" in fault for fault in faults) else "I5"
    return (
        f"{file} lacks {len(faults)} columns: {', '.join(faults)}; {len(free)} of its headers are not known here. "
        f"Export it with them, or name them in the source's [columns]. [{number}]"
    )
