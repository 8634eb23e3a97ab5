"""What the restricted list says of itself: who is counted, and what must not be read from it."""

from __future__ import annotations

from datetime import date

from vawg_geo.base.profile import Profile
from vawg_geo.publishing.words import day_words, join_words

_ORDERS = {"harm": "summed harm", "n": "number of crimes", "victims": "number of named victims", "last_on": "last date"}
CAVEATS = (
    "A suspect is not convicted of anything. An entry may be wrong, mistaken or malicious.",
    "The list describes what was recorded. It says nothing about what anybody will do; nobody is given a score.",
    "Who is recorded depends on who reports and on whom the police look at: more attention makes more records.",
    "One grave crime can make the order: its share of the harm stands beside it.",
    "It is a reason for a trained person to read the records, and never by itself for a decision about anyone.",
    "It must not be joined to a map, to victims’ details or to any other list, and must not be copied onward.",
)


def rule_rows(profile: Profile, ends: tuple[date, date], *, censored: bool) -> list[tuple[str, str]]:
    """
    Write the rules of METHODS 14 as they were applied.

    Parameters
    ----------
    profile
        The restricted product.
    ends
        First and last day counted.
    censored
        The records do not reach back to the first.

    Returns
    -------
    rows
        A rule and its words.
    """
    first, last = map(day_words, ends)
    paper = profile.restricted
    order = [_ORDERS[name] for name in (paper.predictors if paper else ())] or [_ORDERS["harm"]]
    reach = "The records begin later: crimes before them are not seen, and people look less involved than they were."
    return [
        ("Counted", f"recorded involvement as a suspect, {first} to {last}, each crime once a person"),
        ("Crimes", f"in the profile’s scope: a victim recorded as female, aged {profile.scope.min_age} or over"),
        ("Victims", "the crime has at least one named victim; different named victims are counted, none is shown"),
        ("Left out", "cancelled crimes, suspects eliminated from the inquiry, people in one crime only"),
        ("Under 18", "left out with all their crimes; so is everybody whose age is not recorded"),
        (
            "Harm",
            "each offence’s weight (ONS Crime Severity Score), summed; offences without a weight are counted apart",
        ),
        ("Order", f"by {join_words(order)}; ties by pseudonym"),
        ("Never read", "sex, ethnicity, disability, religion, nationality or address of a suspect; age only as above"),
        ("Left edge", reach if censored else "the records reach back over the whole period"),
    ]
