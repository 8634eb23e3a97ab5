"""Which outcomes make a prosecution possible: said wherever a page counts them."""

from __future__ import annotations

import pandas as pd

from vawg_geo.base.among import among
from vawg_geo.measures.dispositions import NOT_YET
from vawg_geo.measures.first_outcomes import POSSIBLE
from vawg_geo.publishing.reckoner.words import join_sentences
from vawg_geo.publishing.report.sentences import Sentence
from vawg_geo.publishing.report.study import Study

_TABLE = "outcome_set"
_DOUBTFUL = "5"  # the suspect died: in the assumed set, though some lists of outcomes leave it out


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
        The set's name and codes; where the force names none, that it is assumed, which of its codes is in doubt, and
        how many crimes in scope have had that code.

    References
    ----------
    METHODS 10.
    """
    chosen = study.possible
    if _TABLE not in study.book.entries:
        row = {
            "set": POSSIBLE, "name": sentence_case(chosen.name), "codes": chosen.listed, "assumed": chosen.assumed,
            **_doubt(study),
        }  # fmt: skip
        study.book.put(
            _TABLE, pd.DataFrame([row]), key="set", how="[outcomes.prosecution_possible] in force.toml, METHODS 10",
            source="force.toml",
        )  # fmt: skip
    cells = {name: study.book.cell(_TABLE, POSSIBLE, name, "text") for name in ("name", "codes", "doubtful")}
    named = {name: cells[name] for name in ("name", "codes")}
    if not chosen.assumed:
        return study.must_say("common.possible_own", **named)
    counts = {name: study.book.cell(_TABLE, POSSIBLE, name) for name in ("died", "n")}
    doubt, doubtful = "common.possible_doubt", cells["doubtful"]
    return join_sentences(
        study.must_say("common.possible_assumed", **named),
        study.must_say(doubt, doubtful=doubtful, **counts) if counts["n"].base
        else study.must_say(f"{doubt}_bare", doubtful=doubtful),
    )  # fmt: skip


def _doubt(study: Study) -> dict[str, object]:
    """Count the crimes in scope with an outcome, and those that have had the one in doubt."""
    table = study.case.tables.get("outcomes")
    told = table is not None and {"incident", "code"} <= set(table.columns)
    held = known_outcomes(study) if told else None
    if held is None:
        return {"doubtful": _DOUBTFUL, "died": 0, "n": 0}
    given = held[held["code"].notna() & (held["code"] != NOT_YET)]
    died = given.loc[given["code"] == _DOUBTFUL, "incident"].nunique()
    return {"doubtful": _DOUBTFUL, "died": died, "n": given["incident"].nunique()}


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
    return table[among(table["incident"], kept.index)]
