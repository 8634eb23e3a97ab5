"""The ways through the system whose steps are recorded: where each begins, and what its steps are."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Track:
    """A way through the system."""

    words: str
    themes: frozenset[str]  # of the profiles that tell it
    start: str
    steps: dict[str, tuple[str, ...]]


TRACKS = {
    "da": Track(
        "domestic abuse", frozenset({"da"}), "first_contact",
        {
            "First contact": ("first_contact",), "Attended": ("attended",), "Risk assessed (DASH)": ("dash_done",),
            "Suspect arrested": ("arrested",), "Charged": ("charged_in_custody", "charged_later"),
            "Of these, charged in custody": ("charged_in_custody",), "Court": ("court",),
        },
    ),
    "sexual": Track(
        "serious sexual offences", frozenset({"sexual", "rape", "child_sexual"}), "reported",
        {
            "Reported": ("reported",), "Early advice sought": ("eia_submitted",), "File to the CPS": ("file_to_cps",),
            "Charged": ("charged",),
        },
    ),
}  # fmt: skip
