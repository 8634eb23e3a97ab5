"""The audit's frame: which crimes stood closed with an audited outcome, their strata, and which are drawn."""

from __future__ import annotations

import pandas as pd

from vawg_geo.base.errors import ProfileError
from vawg_geo.base.periods import Month
from vawg_geo.base.profile import Audit
from vawg_geo.measures.audit_results import first_theme, frame_outcomes
from vawg_geo.measures.completeness import draw_audit
from vawg_geo.measures.scoped import IN_SCOPE, REASONS, name_reasons
from vawg_geo.publishing.report.study import Study
from vawg_geo.sources.pseudonyms import short_names

NOT_RECORDED = "not recorded"
NOT_READ = "no record of the crime was read"
IN_FRAME, ALL_CLOSED = "in the frame", "all closed with these outcomes in the quarter"
_WORDS = {"da": "domestic abuse", "other": "other offences"}


def audit_of(study: Study) -> Audit:
    """
    Give the profile's audit block.

    Raises
    ------
    ProfileError
    """
    if study.profile.audit is None:
        raise ProfileError("an audit needs an [audit] block in its profile: codes, by, themes, each.")
    return study.profile.audit


def list_strata(study: Study, month: Month) -> pd.Series:
    """
    Give the stratum of every crime of a quarter's frame.

    Parameters
    ----------
    study
        The profile under study; its force has a table of outcomes.
    month
        The quarter's last month.

    Returns
    -------
    strata
        Such as "16: domestic abuse", index = incident, sorted.
    """
    audit, rows = audit_of(study), study.rows
    code = _standing(study, month, rows.index)
    own = rows.loc[code.index]
    district = own["area"].map(study.case.areas["district"]).astype("str").fillna(NOT_RECORDED)
    theme = first_theme(own["themes"], order=audit.themes)
    theme = theme.map(lambda name: _WORDS.get(name, name.replace("_", " ")))
    group = {"theme": theme, "district": district, "theme and district": theme + ", " + district}[audit.by]
    strata: pd.Series = (code + ": " + group).astype("str")
    return strata


def _standing(study: Study, month: Month, crimes: pd.Index) -> pd.Series:
    """Give the outcome of the crimes that stood closed with an audited one as the quarter ended."""
    first = (month - (study.written.months - 1)).first
    return frame_outcomes(
        study.case.tables["outcomes"], crimes=crimes, codes=audit_of(study).codes, first=first, last=month.last
    )


def count_excluded(study: Study, month: Month) -> pd.DataFrame:
    """
    Count the crimes that stood closed with an audited outcome, by why they are in the frame or not.

    Parameters
    ----------
    study
        The profile under study; its force has a table of outcomes.
    month
        The quarter's last month.

    Returns
    -------
    excluded
        reason, n: those that no record was read for, each reason of the definition, those in the frame, all.

    References
    ----------
    METHODS 10: exclusions listed.
    """
    crimes = pd.Index(study.case.tables["outcomes"]["incident"].dropna().unique())
    closed = _standing(study, month, crimes).index
    reason = name_reasons(study.case.incidents, profile=study.profile).reindex(closed).fillna(NOT_READ)
    counts = reason.value_counts().reindex([NOT_READ, *REASONS, IN_SCOPE], fill_value=0)
    counts = counts[(counts > 0) | (counts.index == IN_SCOPE)]
    table = pd.concat([counts, pd.Series({ALL_CLOSED: len(closed)})]).rename({IN_SCOPE: IN_FRAME})
    return table.astype("int64").rename_axis("reason").reset_index(name="n")


def draw_sample(strata: pd.Series, *, each: int, seed: int, month: Month) -> pd.DataFrame:
    """
    Draw the quarter's sample.

    Parameters
    ----------
    strata
        Stratum of every crime of the frame.
    each
        Crimes wanted of each stratum.
    seed
        Of the draw.
    month
        The quarter's last month, in every audit id.

    Returns
    -------
    sample
        Index incident: audit_id, record (short pseudonym), stratum, code.
    """
    drawn = draw_audit(strata, per_stratum=each, seed=seed)
    return pd.DataFrame(
        {
            "audit_id": [f"A{month}-{at:03d}" for at in range(1, len(drawn) + 1)],
            "record": short_names(drawn.index),
            "stratum": drawn["stratum"],
            "code": drawn["stratum"].str.partition(": ")[0],
        },
        index=drawn.index,
    )


def count_strata(strata: pd.Series, sample: pd.DataFrame) -> pd.DataFrame:
    """Count the frame and the sample by stratum: stratum, code, group, population, drawn, weight."""
    table = pd.DataFrame(
        {"population": strata.value_counts(), "drawn": sample["stratum"].value_counts()}
    ).rename_axis("stratum").sort_index().reset_index()  # fmt: skip
    parts = table["stratum"].str.partition(": ")
    table = table.assign(code=parts[0], group=parts[2], weight=table["population"] / table["drawn"])
    return table[["stratum", "code", "group", "population", "drawn", "weight"]].astype(
        {"population": "int64", "drawn": "int64", "weight": "float64"}
    )
