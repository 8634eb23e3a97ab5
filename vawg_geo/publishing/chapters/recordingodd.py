"""Records that cannot be true as they stand, or that deny one another: how many, and what to do."""

from __future__ import annotations

import pandas as pd

from vawg_geo.measures.contradictions import PEOPLE, RECORDS, find_denials, find_impossible
from vawg_geo.publishing.chapters._recording_tables import marks_of
from vawg_geo.publishing.report.blocks import Column, Finding, Limit, Paragraph, Points, Say, Section, Table
from vawg_geo.publishing.report.study import Study
from vawg_geo.publishing.words import SHARE_BASE

_TITLE = "Records that cannot be true as they stand"
_QUESTION = "Which records contradict themselves or one another, and what is to be done about them?"
_TABLE = "recordingodd_kinds"
_RECENT = pd.Timedelta(days=365)  # of crimes longer past, the age may be of then
# Kind: what it is, what to do. Of the rest "may be true" is said where it may.
_WORDS = {
    "age_zero": ("Victim's age is 0", "Check: it often stands for not known. A baby may be a victim."),
    "too_old": ("An age beyond a hundred and ten", "Correct the age, or leave it blank."),
    "child_partner": (
        "A victim under sixteen whose suspect is recorded as a partner",
        "Check the age and the relationship today; if both are right, this is a safeguarding matter.",
    ),
    "sexes_deny_relation": (
        "A relation that needs a woman or a man where nobody recorded is one", "Correct the relation or a sex.",
    ),
    "victim_is_suspect": (
        "The same person is victim and suspect of one crime", "Check for a counter-allegation; correct the roles.",
    ),
    "suspect_too_young": (
        "A suspect under ten, whom no crime can be laid to", "Correct the age, or the role; refer to safeguarding.",
    ),
    "sex_not_listed": ("A sex that is not in the code list", "Correct it, or add its spelling to the source's values."),
    "ethnicity_not_listed": (
        "An ethnicity that is not in the code list", "Correct it, or add its spelling to the source's values.",
    ),
    "two_sexes": ("A person with two sexes", "Check which is right; look for two people under one number."),
    "two_ethnicities": (
        "A person with two self-defined ethnicities", "Ask the person; do not guess. Self-definition may change.",
    ),
    "two_disabilities": (
        "A person disabled in one record and not in another", "It may be true of each day; else correct it.",
    ),
    "ages_apart": (
        "A person whose ages no day of birth allows", "Look for two people under one number; correct the age.",
    ),
    "age_stands_still": (
        "A person of the same age in records three years apart",
        "Ask whether the extract gives the age at the offence, or on one day for all.",
    ),
}  # fmt: skip


def write(study: Study) -> Section:
    """
    Write what cannot be true.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    section
        Counts by kind with what to do, and the kinds found said one by one.
    """
    table = _put(study)
    found = table[table["n"] > 0]
    cells = {what: study.book.cell("recordingodd_told", what, "n") for what in ("records", "people", "kinds", "asked")}
    return Section(
        "recordingodd", _TITLE, _QUESTION,
        (
            Paragraph((study.say("recordingodd.lead", **cells),), lead=True),
            Points(tuple(_say_kind(study, row) for row in found.index), "What was found"),
            _shown(study),
            Limit((study.say("recordingodd.limit"), _ages_note(study))),
        ),
        _findings(study, table),
    )  # fmt: skip


def _put(study: Study) -> pd.DataFrame:
    """Put counts by kind: records of these offences in the period, and their people in all their records."""
    now = study.during(study.period, marks_of(study))
    incidents, people = study.case.incidents, study.case.people
    rows = incidents.loc[now.index]
    wrong = find_impossible(rows, people)
    again = _denials(study, rows)
    counts = {name: (int(wrong[name].sum()), len(rows), "records") for name in RECORDS}
    counts |= {name: (int(again[name].sum()), len(again), "people with several records") for name in PEOPLE}
    lacking = _lacking(rows, people)
    table = pd.DataFrame(
        [
            {"what": _WORDS[name][0], "n": float("nan") if name in lacking else n, "of": of, "counted": counted,
             "do": _WORDS[name][1]}
            for name, (n, of, counted) in counts.items()
        ]
    )  # fmt: skip
    name = study.book.put(
        _TABLE, table.astype({"n": "float64"}), key="what",
        source="incidents, people",
        how="live records of these offences recorded in the period, whoever the victim is; people: victims and "
        "suspects of those records, in all their records (a person in both roles once a role); ages are compared "
        "between crimes recorded within a year of their end",
    )  # fmt: skip
    denied = again.drop(columns="age_stands_still").any(axis=1)  # an age that stands still denies nothing
    told = {"records": int(wrong.any(axis=1).sum()), "people": int(denied.sum()), "asked": len(rows),
            "kinds": int((table["n"].fillna(0) > 0).sum())}  # fmt: skip
    study.book.put(
        "recordingodd_told", pd.DataFrame(told.items(), columns=["what", "n"]), key="what",
        how="records and people with at least one contradiction, each once", source=_TABLE,
    )  # fmt: skip
    return study.book.entries[name].table


def _lacking(rows: pd.DataFrame, people: pd.DataFrame) -> set[str]:
    """Name the kinds that nothing in the extract can show."""
    lost: set[str] = set()
    if rows["relationship"].isna().all():
        lost |= {"child_partner", "sexes_deny_relation"}
    if rows["victim_age"].isna().all():
        lost |= {"age_zero"}
    if not people["pid"].notna().any():
        lost |= {"victim_is_suspect", *PEOPLE}
    for name, kinds in (
        ("sex", ("sex_not_listed", "two_sexes")), ("ethnicity", ("ethnicity_not_listed", "two_ethnicities")),
        ("disability", ("two_disabilities",)), ("age", ("too_old", "suspect_too_young", "ages_apart",
                 "age_stands_still")),
    ):  # fmt: skip
        if people[name].isna().all():
            lost |= {*kinds}
    return lost


def _denials(study: Study, rows: pd.DataFrame) -> pd.DataFrame:
    incidents, people = study.case.incidents, study.case.people
    inside = people["incident"].isin(rows.index)
    late = incidents["recorded_on"] - incidents["occurred_to"] <= _RECENT
    days = incidents["recorded_on"].dt.tz_localize(None)[late]
    parts = []
    for role in ("victim", "suspect"):
        ours = people[people["role"] == role]
        known = ours["pid"].isin(ours.loc[inside, "pid"].dropna().unique())
        parts.append(find_denials(ours[known], days))
    return pd.concat(parts)


def _say_kind(study: Study, row: str) -> Say:
    cell = study.book.cell
    return study.say(
        "recordingodd.kind", what=cell(_TABLE, row, "what", "text"), n=cell(_TABLE, row, "n"),
        of=cell(_TABLE, row, "of"), counted=cell(_TABLE, row, "counted", "text"), do=cell(_TABLE, row, "do", "text"),
    )  # fmt: skip


def _shown(study: Study) -> Table:
    return Table(
        _TABLE, "Contradictions looked for",
        (
            Column("what", "What", "text"), Column("n", "Found"), Column("of", "Of"),
            Column("counted", "Counted", "text"), Column("do", "What to do", "text"),
        ),
        note=study.say("recordingodd.note"), folded=True, cards=True,
    )  # fmt: skip


def _ages_note(study: Study) -> Say:
    return study.say("recordingodd.ages")


def _findings(study: Study, table: pd.DataFrame) -> tuple[Finding, ...]:
    young = [_WORDS[name][0] for name in ("child_partner", "suspect_too_young")]
    children = table.loc[young][table.loc[young, "n"] > 0]
    others = table.drop(index=[*young, _WORDS["age_stands_still"][0]])
    others = others[others["n"] >= SHARE_BASE]
    found = [
        ("children", 0.55, children, "Head of Child Protection"),
        ("contradictions", 0.3, others, "Crime Registrar"),
    ]
    return tuple(
        _finding(study, name, weight, str(rows["n"].astype("float64").idxmax()), owner)
        for name, weight, rows, owner in found
        if len(rows)
    )


def _finding(study: Study, name: str, weight: float, row: str, owner: str) -> Finding:
    cell, say = study.book.cell, study.must_say
    words = {"what": cell(_TABLE, row, "what", "text"), "n": cell(_TABLE, row, "n"), "of": cell(_TABLE, row, "of"),
             "counted": cell(_TABLE, row, "counted", "text")}  # fmt: skip
    return Finding(
        f"recording: {name}", weight, say("recordingodd.finding_what", **words), None, None, None,
        say("recordingodd.finding_sure"), say(f"recordingodd.{name}_so_what"),
        say(f"recordingodd.{name}_recommend", do=cell(_TABLE, row, "do", "text")), owner,
        say(f"recordingodd.{name}_by_when"), say("recordingodd.finding_known"),
    )  # fmt: skip
