"""What was recorded after referrals to programmes, held against people like those referred."""

from __future__ import annotations

from typing import Any

from vawg_geo.measures.programme_results import ALL, Cohort, ProgrammeResults, can_say
from vawg_geo.publishing.chapters import _programme_tables as counted
from vawg_geo.publishing.chapters.programmeflow import OWNER
from vawg_geo.publishing.pictures.incidence import draw_incidence
from vawg_geo.publishing.report.blocks import Block, Column, Finding, Limit, Paragraph, Picture, Section, Table
from vawg_geo.publishing.report.study import Study

TITLE = "What was recorded after the referral"
QUESTION = "Were people referred recorded as suspects again less often than people like them who were not?"
READ = ("0", "90", "180", "270", "365")  # days whose numbers stand in the table under the picture
_COMPARED = (
    Column("after", "Recorded after"), Column("expected", "Expected", "number1"),
    Column("ratio", "Ratio", "number2", "low", "high"),
)  # fmt: skip


def write(study: Study) -> Section:
    """
    Write what followed.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    section
        Everybody referred against people like them, how soon, by programme; then those who started and completed.
    """
    results = study.programmes
    if results is None:
        return Section("programmeresult", TITLE, QUESTION, (Limit((study.must_say("programmeflow.none"),)),))
    programmes = study.book.put(
        "programmeresult_programmes", counted.list_programmes(results, study.written.least), key="programme",
        how="new recorded involvement of everybody referred against the mean of people with the same history who had "
        "not been referred by that day, followed over the same days; interval over people, METHODS 14",
        source="programmes, people, incidents",
    )  # fmt: skip
    cohort = results.cohorts[ALL]
    if not can_say(cohort.compare()):
        people = study.book.cell(programmes, counted.EVERY, "people")
        few = Paragraph((study.must_say("programmeresult.few", people=people),), lead=True)
        return Section("programmeresult", TITLE, QUESTION, (few, Limit((study.must_say("programmeresult.limits"),))))
    fields = _fields(study, cohort, programmes)
    blocks = (
        Paragraph((study.must_say(f"programmeresult.{verdict(cohort)}", **_asked(fields, "lead")),
                   study.say("programmeresult.smallest", fall=fields["fall"])), lead=True),
        Paragraph((study.must_say("programmeresult.trap", **_asked(fields, "trap")),)),
        _groups(study), *_soon(study, cohort), *_tables(study, cohort, programmes),
        Limit((study.must_say("programmeresult.limits"), study.must_say("programmeresult.limits_people"))),
    )  # fmt: skip
    return Section("programmeresult", TITLE, QUESTION, blocks, _findings(study, results, fields))


def verdict(cohort: Cohort) -> str:
    """
    Say whether those referred were recorded again more or less often than people like them.

    Parameters
    ----------
    cohort
        Its people.

    Returns
    -------
    word
        "lower", "higher" or "same" (no difference told from chance).
    """
    one = cohort.compare()
    return "lower" if one.high < 1 else "higher" if one.low > 1 else "same"


_LEAD = "people first last after expected ratio low high"
_FIELDS = {
    "lead": _LEAD,
    "found": _LEAD.replace("first last ", ""),
    "trap": "own_before own_after other_after change change_low change_high",
}


def _asked(fields: dict[str, Any], kind: str) -> dict[str, Any]:
    return {name: fields[name] for name in _FIELDS[kind].split()}


def _fields(study: Study, cohort: Cohort, programmes: str) -> dict[str, Any]:
    """Give the cells of the line against people like them, and of the fall that is none."""
    book = study.book
    groups = book.put(
        "programmeresult_groups", counted.list_groups(cohort), key="group",
        how="crimes recorded in the year up to the referral, and after it for at most a year; those of people like "
        "them as a mean of each person's own; change of the rates with the exact interval (own) and that of the mean "
        "expected (people like them), METHODS 8 and 14", source="programmes, people, incidents",
    )  # fmt: skip
    every, own, other = counted.EVERY, counted.OWN, counted.OTHERS
    return {
        "first": book.cell(programmes, every, "first", "day"), "last": book.cell(programmes, every, "last", "day"),
        "people": book.cell(programmes, every, "people"), "after": book.cell(programmes, every, "after"),
        "expected": book.cell(programmes, every, "expected"),
        "ratio": book.cell(programmes, every, "ratio", "number2", n="people", ends="low high"),
        "low": book.cell(programmes, every, "low", "number2"), "high": book.cell(programmes, every, "high", "number2"),
        "fall": book.cell(programmes, every, "fall", "percent", n="people"),
        "own_before": book.cell(groups, own, "before_rate"), "own_after": book.cell(groups, own, "after_rate"),
        "other_after": book.cell(groups, other, "after_rate"),
        "change": book.cell(groups, own, "change", "number2", ends="low high"),
        "change_low": book.cell(groups, own, "low", "number2"),
        "change_high": book.cell(groups, own, "high", "number2"),
    }  # fmt: skip


def _groups(study: Study) -> Table:
    return Table(
        "programmeresult_groups", "Before and after: those referred, and people like them",
        (
            Column("group", "Who", "text"), Column("people", "People"), Column("before", "Crimes, year before"),
            Column("after", "Crimes after", "number1"), Column("before_rate", "Before, per 100 people a year"),
            Column("after_rate", "After, per 100 people a year"),
            Column("change", "After / before", "number2", "low", "high"),
        ),
        note=study.say("programmeresult.groups_note"), cards=True,
    )  # fmt: skip


def _soon(study: Study, cohort: Cohort) -> tuple[Block, ...]:
    """Draw how soon people were recorded again, with the numbers still followed."""
    curve = study.book.put(
        "programmeresult_curve", counted.list_curve(cohort), key=("group", "day"),
        how="share recorded as a suspect again by each day, 1 - Kaplan-Meier, people not followed so long counted "
        "while they were; people like them weigh as much as the person they stand beside; METHODS 10",
        source="programmes, people, incidents",
    )  # fmt: skip
    table = study.book.entries[curve].table
    title = study.must_say("programmeresult.curve")
    of = "Share recorded as a suspect again"
    rows = tuple(name for name in table.index if name.rsplit("|", 1)[-1] in READ)
    return (
        Picture(draw_incidence(table, title=title.text, of=of, since="the referral"), title, curve),
        Table(curve, "How many were still followed", (
            Column("group", "Who", "text"), Column("day", "Day"), Column("at_risk", "Followed, not yet recorded again"),
            Column("incidence", "Recorded again", "percent", "low", "high"),
        ), rows),
    )  # fmt: skip


def _tables(study: Study, cohort: Cohort, programmes: str) -> tuple[Block, ...]:
    stages = study.book.put(
        "programmeresult_stages", counted.list_stages(cohort, study.written.least), key="stage",
        how="as by programme, of those who started and those who completed; followed from the referral",
        source="programmes, people, incidents",
    )  # fmt: skip
    first = (Column("programme", "Programme", "text"), Column("people", "People compared"))
    abuse = (
        Column("da_after", "Recorded after"), Column("da_expected", "Expected", "number1"),
        Column("da_ratio", "Ratio", "number2", "da_low", "da_high"),
    )  # fmt: skip
    return (
        Table(programmes, "Everybody referred, by programme",
              (*first, Column("before", "Year before"), *_COMPARED,
               Column("fall", "Smallest fall that would show", "percent")),
              note=study.say("programmeresult.programmes_note"), cards=True),
        Table(programmes, "The same, domestic abuse alone", (*first, *abuse), folded=True),
        Table(stages, "Those who started and those who completed: picked by what they did, so no fair comparison",
              (Column("stage", "Who", "text"), Column("people", "People compared"), *_COMPARED),
              note=study.say("programmeresult.stages_note"), folded=True),
    )  # fmt: skip


def _findings(study: Study, results: ProgrammeResults, fields: dict[str, Any]) -> tuple[Finding, ...]:
    """Warn of a fall that is none; or tell of a difference from people like those referred."""
    cohort = results.cohorts[ALL]
    say, word = study.must_say, verdict(cohort)
    if word == "same" and not float(fields["change"].high) < 1:
        return ()
    what = say(f"programmeresult.found_{word}", **_asked(fields, "found"))
    fell = say("programmeresult.fell", **_asked(fields, "trap"))
    return (
        Finding(
            "programmes: recorded again", 0.5, what, None, None, fell,
            say("programmeresult.sure"), say(f"programmeresult.{word}_so_what"), say(f"programmeresult.{word}_do"),
            OWNER, say("programmeresult.by_when"), say("programmeresult.known"),
        ),
    )  # fmt: skip
