"""What happens at a place in the short words people use, with its numbers."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from vawg_geo.publishing.nearby import SMALLEST

MOST_KINDS = 3
# Strands of base.offences as people say them; a strand that is not here keeps its own name.
SHORT = {
    "violence_without_injury": "assault",
    "violence_with_injury": "assault",
    "serious_violence": "serious assault",
    "homicide_attempt": "serious assault",
    "public_order_public_space": "public order",
    "sexual_assault": "sexual assault",
    "stalking_harassment": "harassment",
    "exposure_voyeurism": "exposure",
    "online_communications": "messages",
    "kidnap_false_imprisonment": "kidnap",
    "child_sexual_abuse": "child sexual offences",
    "other_sexual": "other sexual offences",
}


def kinds_at(events: pd.DataFrame, codes: Iterable[str], *, most: int = MOST_KINDS) -> dict[str, str]:
    """
    Count the main kinds of offence at each place.

    Parameters
    ----------
    events
        Offences of 12 months: `area`, `strand`.
    codes
        The places' area codes.
    most
        Kinds a place.

    Returns
    -------
    kinds
        Code to text such as "assault 78, public order 29"; only kinds with at least 3, the commonest first;
        empty where no kind has 3.

    References
    ----------
    METHODS 12.
    """
    words = events["strand"].astype("str").map(lambda name: SHORT.get(name, name.replace("_", " ")))
    counts = events[["area"]].assign(kind=words).value_counts().rename("n").reset_index()
    counts = counts[counts["n"] >= SMALLEST].sort_values(["n", "kind"], ascending=[False, True], kind="stable")
    return {code: _said(counts[counts["area"] == code].head(most)) for code in codes}


def _said(counts: pd.DataFrame) -> str:
    said = (f"{row['kind']} {row['n']}".replace(" ", "\N{NO-BREAK SPACE}") for _, row in counts.iterrows())
    return ", ".join(said)  # a line breaks between kinds, not within
