"""The words people use for the codes of themes, spaces and strands, the same in every chapter."""

from __future__ import annotations

THEMES = {
    "child_sexual": "Child sexual abuse and exploitation",
    "coercive": "Controlling or coercive behaviour",
    "da": "Domestic abuse",
    "exposure": "Exposure and voyeurism",
    "harassment": "Harassment",
    "hate": "Hate crime",
    "hba": "Honour-based abuse, FGM, forced marriage",
    "online": "Online and image-based",
    "rape": "Rape",
    "sexual": "All sexual offences",
    "spiking": "Spiking",
    "stalking": "Stalking",
    "trafficking": "Trafficking and modern slavery",
    "violence": "Violence",
}
NO_THEME = "None of these themes"
SPACES = {
    "public": "Public place",
    "private": "Private place",
    "education": "School or college",
    "online": "Online",
    "": "Not recorded or other",
}
_STRANDS = {
    "hba_fgm_fm": "Honour-based abuse, FGM, forced marriage",
    "public_order_public_space": "Public order in public places",
    "rape_male_victim": "Rape of a man or boy",
    "sexual_assault_male_victim": "Sexual assault of a man or boy",
    "sexual_assault_child": "Sexual assault of a child",
    "homicide_attempt": "Attempted homicide",
    "robbery_person": "Robbery of a person",
    "stalking_harassment": "Stalking and harassment",
    "exposure_voyeurism": "Exposure and voyeurism",
    "kidnap_false_imprisonment": "Kidnap and false imprisonment",
    "controlling_coercive": "Controlling or coercive behaviour",
    "sexual_mental_disorder": "Sexual offences against people with a mental disorder",
}


def theme_name(theme: str) -> str:
    """Give a theme's words; one that is not known keeps its own, "" is none of them."""
    return THEMES.get(theme, plain(theme)) if theme else NO_THEME


def strand_name(strand: str) -> str:
    """Give a strand's words; "" where the code is in none."""
    return _STRANDS.get(strand, plain(strand)) if strand else "Code not in the list"


def plain(code: str) -> str:
    """Write a code as words: "violence_with_injury" becomes "Violence with injury"."""
    words = code.replace("_", " ").strip()
    return words[:1].upper() + words[1:]
