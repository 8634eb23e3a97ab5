"""Names that tell of a person, or of a characteristic the Equality Act 2010 protects."""

from __future__ import annotations

import re
from collections.abc import Iterable

# The nine of the Equality Act 2010, section 4, each with the words columns are called by.
_NINE = {
    "age": "age aged ages dob birth born birthday birthdate birthyear child juvenile teen teenager",
    "disability": "disability disabled disabilities impairment impaired autism autistic neurodiverse neurodivergent "
                  "deaf blind",
    "gender reassignment": "gender transgender trans transsexual nonbinary reassignment pronoun pronouns cisgender",
    "marriage and civil partnership": "marriage married marital spouse husband wife partnership divorced widow "
                                      "widowed",
    "pregnancy and maternity": "pregnancy pregnant maternity antenatal postnatal breastfeeding",
    "race": "race racial ethnic ethnicity ethnicities nationality nationalities citizenship skin complexion bame bme "
            "black asian white arab chinese african caribbean roma gypsy traveller migrant immigrant immigration "
            "asylum refugee language caste heritage birthplace",
    "religion or belief": "religion religious religions belief beliefs faith christian muslim islam islamic jewish "
                          "hindu sikh buddhist catholic atheist",
    "sex": "sex sexes male female man woman men women boy girl masculine feminine",
    "sexual orientation": "sexuality orientation gay lesbian bisexual homosexual heterosexual lgb lgbt lgbtq queer",
}  # fmt: skip
_CHARACTERISTIC = {word: name for name, words in _NINE.items() for word in words.split()}
# Phrases whose words say nothing alone.
_PHRASES = {
    "sexualorientation": "sexual orientation", "countryofbirth": "race", "firstlanguage": "race",
    "civilpartner": "marriage and civil partnership", "yearofbirth": "age", "dateofbirth": "age",
}  # fmt: skip
_PEOPLE = """
accused address complainant email forename name nino offender people person phone pid pseudonym reoffender surname
suspect victim sexual
"""
_PERSON = frozenset(_PEOPLE.split())
_PSEUDONYM = re.compile(r"[0-9a-f]{24}")


def protected_characteristic(name: str) -> str:
    """
    Say which protected characteristic a name tells of.

    Parameters
    ----------
    name
        A column's, a layer's or a predictor's name, in any spelling: `victimSex`, "age_band", "Country of birth".

    Returns
    -------
    characteristic
        One of the nine in plain words; "" for none.

    References
    ----------
    Equality Act 2010, section 4.
    """
    run = "".join(re.findall(r"[a-z]", name.lower()))
    phrase = next((told for words, told in _PHRASES.items() if words in run), "")
    return phrase or next((_CHARACTERISTIC[word] for word in _words(name) if word in _CHARACTERISTIC), "")


def tells_of_people(name: str) -> bool:
    """
    Tell whether a name tells of a person or of a protected characteristic.

    Parameters
    ----------
    name
        As for `protected_characteristic`.

    Returns
    -------
    personal
        True for `suspect_age` and `pid`, False for `pubs_m`.
    """
    return bool(protected_characteristic(name)) or not _PERSON.isdisjoint(_words(name))


def holds_people(labels: Iterable[object]) -> bool:
    """
    Tell whether labels are people's (or crimes') pseudonyms: such a table has a row a person, not a row a place.

    Parameters
    ----------
    labels
        Row labels.

    Returns
    -------
    people
        True when any label is a pseudonym.
    """
    return any(_PSEUDONYM.fullmatch(str(label)) for label in labels)


def _words(name: str) -> list[str]:
    """Split a name at every change of kind, and take plurals back to the singular."""
    words = [word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+", name)]
    return [*words, *(word.removesuffix("s") for word in words)]
