"""What the chapters about the recording of characteristics count, each table put once, whoever asks first."""

from __future__ import annotations

import pandas as pd

from vawg_geo.base.absences import CHARACTERISTICS
from vawg_geo.measures.record_fields import chart_fields, count_fields, mark_suspects
from vawg_geo.measures.recording import compare_groups, compare_with_before
from vawg_geo.measures.scope_bounds import ALL
from vawg_geo.publishing.chapters._data_marks import WHO, asked_marks
from vawg_geo.publishing.report.study import Study
from vawg_geo.publishing.words import SHARE_BASE

SUSPECT = "suspect_"
WORDS = {
    **{name: f"Victim's {name}" for name in CHARACTERISTICS},
    **{SUSPECT + name: f"Suspect's {name}" for name in CHARACTERISTICS},
}
IN_SENTENCE = {words: f"the {words[0].lower()}{words[1:]}" for words in WORDS.values()}
NOT_RECORDED, NO_CHART = "Not recorded", "no chart"
CHARTED = 5  # records a month, expected with and without a field, below which its chart has no limits
_FINER = 1.25  # beats are named only where they are hardly finer than MSOAs
_ASKED = {True: "all records of these offences", False: "records in scope"}


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
        table = chart_fields(count_fields(marks[list(WORDS)], month[month.isin(study.held)]))
        # Limits of a share so near to 0 or 1 that few a month lie on the other side are no limits of chance.
        few = table["n"] * table["centre"] < CHARTED
        few |= table["n"] * (1 - table["centre"]) < CHARTED
        thin = few.groupby(table["field"]).transform("mean") > 1 / 2
        table = table.assign(
            field=table["field"].map(WORDS), month=table["group"], signal=table["signal"].mask(thin, ""),
            **{name: table[name].mask(thin) for name in ("centre", "lower", "upper")},
        )[table["group"].isin(study.months)]  # fmt: skip
        columns = ["field", "month", "n", "filled", "share", "centre", "lower", "upper", "signal"]
        study.book.put(
            name, table[columns], key=("field", "month"),
            how="share of the records asked in which the field is known, by month of recording; p-prime chart with "
            "limits of the first two years held; none where most months expect fewer than "
            f"{CHARTED} records with it, or without, METHODS 8", source="incidents, people",
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
    table = pd.DataFrame(
        {
            "field": list(WORDS.values()),
            "of": list(IN_SENTENCE.values()),
            "asked": [
                _ASKED[name in WHO] if not name.startswith(SUSPECT) else "records in scope with a suspect"
                for name in WORDS
            ],
            **{column: now[column].to_numpy() for column in ("n", "filled", "share", "low", "high")},
            "before": before["share"].to_numpy(),
            "n_before": before["n"].to_numpy(),
            "chart": [_told(inside[inside["field"] == words]) for words in WORDS.values()],
            "outside": outside.reindex(list(WORDS.values())).fillna(0).astype("int64").to_numpy(),
            "signals": told.reindex(list(WORDS.values())).fillna(0).astype("int64").to_numpy(),
            "least": study.written.complete_from,
        }
    )
    return study.book.put(
        name, table, key="field",
        how="share of the records asked in which the field is known, Wilson interval; whether it is changing is "
        "told by its chart alone: months of the period that signal, METHODS 4 and 8",
        source="incidents, people",
    )  # fmt: skip


def _told(months: pd.DataFrame) -> str:
    """Say in words what a field's chart says: a rise or fall is one that the last month still shows."""
    if months.empty or months["centre"].isna().all():
        return NO_CHART
    last = str(months.sort_values("month")["signal"].iloc[-1])
    side = next((word for word in ("above", "below") if f"{word} the" in last), "")
    passing = "a signal, not lasting" if (months["signal"] != "").any() else "no signal"
    return side or passing


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
        of=table["field"].map(WORDS).map(IN_SENTENCE),
        signal=table["signal"].replace("", "inside"), moved=table["moved"].fillna(""),
        n_before=table["n_before"].astype("Int64"),
        **{column: table[column].mask(few) for column in ("value", "before")},
    )  # fmt: skip
    columns = ["field", "group", "n", "filled", "value", "centre", "low", "high", "low_outer", "high_outer", "signal"]
    return study.book.put(
        name, shown[["of", *columns, "q", "told", "before", "n_before", "moved"]], key=("field", "group"),
        how=f"share of the records asked in which the field is known, of groups with at least {SHARE_BASE} records; "
        "exact binomial limits for a group of its size, widened where groups differ by more than chance "
        "(Spiegelhalter); told: q at most 0.05 over all fields and groups (Benjamini-Hochberg); moved: the same, "
        "against the period before (Fisher's exact test), METHODS 8", source="incidents, people",
    )  # fmt: skip
