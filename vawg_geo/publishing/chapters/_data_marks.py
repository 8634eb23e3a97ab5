"""Which fields of every record of these offences are filled in: what chapters about recording begin with."""

from __future__ import annotations

import pandas as pd

from vawg_geo.base.periods import Month
from vawg_geo.measures.cohort_rules import in_offence_scope, is_other_victim
from vawg_geo.measures.record_fields import FIELDS, mark_fields
from vawg_geo.measures.scoped import in_themes
from vawg_geo.publishing.report.study import Study

WHO = ("sex", "age")  # they decide who is in scope, so they are asked of every record of these offences


def asked_marks(study: Study) -> pd.DataFrame:
    """
    Mark the fields of every live record of these offences, of the months held and the periods.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    marks
        Index incident: a column a field (`record_fields.FIELDS`), missing for other victims' records where only those
        in scope are asked; `day`, `themes`, `other` (the victim is recorded as outside the definition).
    """
    rows = study.case.incidents
    held = [Month.parse(month).first for month in study.held[:1]]  # charts take their limits from the first months
    first = pd.Timestamp(min([study.before[0], *held]))
    rows = rows.assign(day=rows["recorded_on"].dt.tz_localize(None).dt.normalize())
    rows = rows[rows["day"].between(first, pd.Timestamp(study.period[1]))]
    asked = rows[(rows["status"] == "live") & in_offence_scope(rows, study.profile) & in_themes(rows, study.profile)]
    marks = mark_fields(asked, study.case.people)
    others = study.rows.index.get_indexer(asked.index) < 0
    for field in FIELDS:
        if field not in WHO:
            marks.loc[others, field] = pd.NA
    themes = study.scoped.ceiling["themes"].reindex(asked.index).fillna(asked["themes"])  # those a page may tell apart
    return marks.assign(day=asked["day"], themes=themes, other=is_other_victim(asked, study.profile))
