"""What the chapters about the recording of characteristics count, each table put once, whoever asks first."""

from __future__ import annotations

import pandas as pd

from vawg_geo.base.absences import CHARACTERISTICS
from vawg_geo.measures.record_fields import chart_fields, count_fields, mark_suspects
from vawg_geo.measures.recording import compare_groups, compare_with_before
from vawg_geo.measures.scope_bounds import ALL
from vawg_geo.publishing.chapters._data_marks import WHO, asked_marks
from vawg_geo.publishing.chapters._shares import verdict
from vawg_geo.publishing.report.study import Study
from vawg_geo.publishing.words import SHARE_BASE

SUSPECT = "suspect_"
WORDS = {
    **{name: f"Victim's {name}" for name in CHARACTERISTICS},
    **{SUSPECT + name: f"Suspect's {name}" for name in CHARACTERISTICS},
}
NOT_RECORDED = "Not recorded"
_FINER = 1.25  # beats are named only where they are hardly finer than MSOAs
_ASKED = {True: "all records of these offences", False: "records in scope"}
_MOVED = {"higher": "rose", "lower": "fell", "same": "no change that can be told from chance"}


def marks_of(study: Study) -> pd.DataFrame:
    """
    Mark the characteristics of victims and suspects in every record of these offences.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    marks
        As `asked_marks` gives them, with a column a characteristic of the suspect (`suspect_sex`); those are asked of
        records in scope with a suspect.
    """
    found: pd.DataFrame | None = study.__dict__.get("_characteristics")
    if found is None:
        marks = asked_marks(study)
        suspects = mark_suspects(study.rows.loc[study.rows.index.intersection(marks.index)], study.case.people)
        found = marks.join(suspects.reindex(marks.index).astype("boolean").add_prefix(SUSPECT))
        study.__dict__["_characteristics"] = found  # as the study keeps its other slow answers
    return found


def put_months(study: Study) -> str:
    """Put every field's chart by month of recording."""
    name = "recording_months"
    if name not in study.book.entries:
        marks = marks_of(study)
        month = marks["day"].dt.strftime("%Y-%m")
        table = chart_fields(count_fields(marks[list(WORDS)], month[month.isin(study.months)]))
        table = table.assign(field=table["field"].map(WORDS), month=table["group"])
        columns = ["field", "month", "n", "filled", "share", "centre", "lower", "upper", "signal"]
        study.book.put(
            name, table[columns], key=("field", "month"),
            how="share of the records asked in which the field is known, by month of recording; p-prime chart with "
            "limits of the first two years, METHODS 8", source="incidents, people",
        )  # fmt: skip
    return name


def put_fields(study: Study) -> str:
    """Put every field's completeness in the period, beside the period before."""
    name = "recording_fields"
    if name in study.book.entries:
        return name
    marks, months = marks_of(study), study.book.entries[put_months(study)].table
    inside = months[months["month"].between(str(study.period[0])[:7], str(study.period[1])[:7])]
    outside = inside["signal"].str.contains("limit").groupby(inside["field"]).sum()
    told = (inside["signal"] != "").groupby(inside["field"]).sum()
    now, before = (_every(study.during(period, marks)) for period in (study.period, study.before))
    both = pd.DataFrame({"x": now["filled"], "n": now["n"]}), pd.DataFrame({"x": before["filled"], "n": before["n"]})
    known = {name: both[0].loc[name, "n"] > 0 and both[1].loc[name, "n"] > 0 for name in WORDS}
    table = pd.DataFrame(
        {
            "field": list(WORDS.values()),
            "asked": [
                _ASKED[name in WHO] if not name.startswith(SUSPECT) else "records in scope with a suspect"
                for name in WORDS
            ],
            **{column: now[column].to_numpy() for column in ("n", "filled", "share", "low", "high")},
            "before": before["share"].to_numpy(),
            "moved": [
                _MOVED[verdict(both[1].loc[name], both[0].loc[name])] if known[name] else "cannot say" for name in WORDS
            ],
            "outside": outside.reindex(list(WORDS.values())).fillna(0).astype("int64").to_numpy(),
            "signals": told.reindex(list(WORDS.values())).fillna(0).astype("int64").to_numpy(),
            "least": study.written.complete_from,
        }
    )
    return study.book.put(
        name, table, key="field",
        how="share of the records asked in which the field is known, Wilson interval; moved: outside Newcombe's 95% "
        "interval of the difference; months of the period that signal on the chart, METHODS 4 and 8",
        source="incidents, people",
    )  # fmt: skip


def _every(marks: pd.DataFrame) -> pd.DataFrame:
    counts = count_fields(marks[list(WORDS)], pd.Series(ALL, index=marks.index)).set_index("field")
    counts = counts.reindex(list(WORDS))
    return counts.assign(**{name: counts[name].fillna(0).astype("int64") for name in ("n", "filled")})


def name_teams(study: Study) -> tuple[str, pd.Series]:
    """
    Choose the teams: beats where most are large enough and hardly finer than what a profile may name, else districts.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    what, teams
        "beat" or "district", and each record's of the periods.
    """
    marks, areas = marks_of(study), study.case.areas
    rows = study.case.incidents.loc[marks.index]
    beats = rows.loc[study.during(study.period, marks).index, "beat"]
    finest = {"lsoa": len(areas), "msoa": areas["msoa"].nunique() if "msoa" in areas else 0, "district": 0}
    large = (beats.value_counts() >= SHARE_BASE).sum()
    if 1 < beats.nunique() <= _FINER * finest[study.written.smallest] and large >= beats.nunique() / 2:
        return "beat", rows["beat"].fillna(NOT_RECORDED)
    return "district", rows["area"].map(areas["district"]).replace("", pd.NA).fillna(NOT_RECORDED)


def put_groups(study: Study, name: str, groups: pd.Series) -> str:
    """
    Put every group's completeness against the limits for its size, and against the period before.

    Parameters
    ----------
    study
        The profile under study.
    name
        The table's.
    groups
        Team or entry channel of each marked record.

    Returns
    -------
    name
        The same. A count below what the profile shows, of those known or of those not, is hidden with its share.
    """
    if name in study.book.entries:
        return name
    marks = marks_of(study)
    now, before = (
        count_fields(part[list(WORDS)], groups.reindex(part.index))
        for part in (study.during(study.period, marks), study.during(study.before, marks))
    )
    compared = compare_groups(now, least=SHARE_BASE)
    moved = compare_with_before(now, before, least=SHARE_BASE).set_index(["field", "group"])
    table = compared.join(moved[["difference", "n_before"]].assign(moved=moved["told"]), on=["field", "group"])
    table["before"] = table["value"] - table["difference"]
    few = table["filled"].between(1, study.written.least - 1)
    few |= (table["n"] - table["filled"]).between(1, study.written.least - 1)
    shown = table.assign(
        field=table["field"].map(WORDS), filled=table["filled"].astype("Int64").mask(few),
        signal=table["signal"].replace("", "inside"), moved=table["moved"].fillna(""),
        n_before=table["n_before"].astype("Int64"),
        **{column: table[column].mask(few) for column in ("value", "before")},
    )  # fmt: skip
    columns = ["field", "group", "n", "filled", "value", "centre", "low", "high", "low_outer", "high_outer", "signal"]
    return study.book.put(
        name, shown[[*columns, "q", "told", "before", "n_before", "moved"]], key=("field", "group"),
        how=f"share of the records asked in which the field is known, of groups with at least {SHARE_BASE} records; "
        "exact binomial limits for a group of its size, widened where groups differ by more than chance "
        "(Spiegelhalter); told: q at most 0.05 over all fields and groups (Benjamini-Hochberg); moved: the same, "
        "against the period before (Fisher's exact test), METHODS 8", source="incidents, people",
    )  # fmt: skip
