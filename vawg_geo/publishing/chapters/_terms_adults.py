"""How this count of domestic abuse differs from the national definition, which begins at sixteen."""

from __future__ import annotations

import pandas as pd

from vawg_geo.publishing.report.blocks import Paragraph
from vawg_geo.publishing.report.study import Study

ADULT = 16  # of the statutory definition: Domestic Abuse Act 2021, section 1
THEME = "da"


def adults_paragraph(study: Study) -> Paragraph | None:
    """
    Say how many offences of domestic abuse have a victim aged 16 or over, and how many a younger one.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    paragraph
        None where domestic abuse is not among what the profile counts, or children are not.
    """
    themes = study.written.themes
    if (themes and THEME not in themes) or study.profile.scope.min_age >= ADULT:
        return None
    held = study.now["themes"].map(lambda words: THEME in words.split(";")).astype(bool)
    rows = study.now[held]
    adults = int((rows["victim_age"] >= ADULT).sum())
    table = pd.DataFrame([{"theme": THEME, "n": len(rows), "adults": adults, "younger": len(rows) - adults}])
    name = study.book.put(
        "terms_adults", table, key="theme",
        how="offences of domestic abuse in scope by the victim's age: 16 and over, or younger or not recorded",
        source="incidents",
    )  # fmt: skip
    cells = {key: study.book.cell(name, THEME, key) for key in ("n", "adults", "younger")}
    return Paragraph((study.say("terms.adults", **cells),))
