"""Which outcomes make a prosecution possible: said wherever a page counts them."""

from __future__ import annotations

import pandas as pd

from vawg_geo.measures.dispositions import NOT_YET
from vawg_geo.measures.first_outcomes import POSSIBLE
from vawg_geo.publishing.report.sentences import Sentence
from vawg_geo.publishing.report.study import Study

_TABLE = "outcome_set"


def say_possible(study: Study) -> Sentence:
    """
    Say which outcomes the page counts as making a prosecution possible, and whether anybody chose them.

    Parameters
    ----------
    study
        The profile under study; its book holds the set once, whichever chapter asks first.

    Returns
    -------
    sentence
        The set's name and codes; "an assumption" where the force names none.

    References
    ----------
    METHODS 10.
    """
    chosen = study.possible
    if _TABLE not in study.book.entries:
        row = {"set": POSSIBLE, "name": sentence_case(chosen.name), "codes": chosen.listed, "assumed": chosen.assumed}
        study.book.put(
            _TABLE, pd.DataFrame([row]), key="set", how="[outcomes.prosecution_possible] in force.toml, METHODS 10",
            source="force.toml",
        )  # fmt: skip
    cells = {name: study.book.cell(_TABLE, POSSIBLE, name, "text") for name in ("name", "codes")}
    return study.must_say("common.possible_assumed" if chosen.assumed else "common.possible_own", **cells)


def sentence_case(name: str) -> str:
    """Begin a name with a capital."""
    return name[:1].upper() + name[1:]


def possible_name(study: Study) -> str:
    """Name the set as the force does, to begin a label with."""
    return sentence_case(study.possible.name)


def known_outcomes(study: Study, rows: pd.DataFrame | None = None) -> pd.DataFrame | None:
    """
    Give the history of some crimes' outcomes.

    Parameters
    ----------
    study
        The profile under study.
    rows
        The crimes, index = incident; None = all in scope.

    Returns
    -------
    outcomes
        Their rows; None where the force has no table of outcomes, or one without a single outcome code: nothing can
        then be said of what crimes came to.
    """
    table = study.case.tables.get("outcomes")
    if table is None or not (table["code"].notna() & (table["code"] != NOT_YET)).any():
        return None
    kept = study.rows if rows is None else rows
    return table[table["incident"].isin(kept.index)]
