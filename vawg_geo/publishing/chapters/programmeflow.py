"""Who was referred to a programme, who started and who completed; and who of them can be followed."""

from __future__ import annotations

from vawg_geo.publishing.chapters import _programme_flow as counted
from vawg_geo.publishing.chapters._programme_tables import EVERY
from vawg_geo.publishing.chapters._shares import share_cells
from vawg_geo.publishing.pictures.flow import draw_flow
from vawg_geo.publishing.report.blocks import Column, Finding, Limit, Paragraph, Picture, Section, Table
from vawg_geo.publishing.report.study import Study

TITLE = "Who was referred, started and completed"
QUESTION = "How many people were referred to each programme, how many took it up, and whom can we follow?"
MUCH = 0.1  # share without a start, above which somebody should ask why
OWNER = "Perpetrator Programme Oversight Panel"
_STEPS = (Column("referred", "Referred"), Column("started", "Started"), Column("completed", "Completed"))


def write(study: Study) -> Section:
    """
    Write who was referred.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    section
        The period's referrals, what share is taken up, the flow from referrals to people who are compared.
    """
    results = study.programmes
    if results is None:
        return Section("programmeflow", TITLE, QUESTION, (Limit((study.must_say("programmeflow.none"),)),))
    say, cell = study.must_say, study.book.cell
    period = study.book.put(
        "programmeflow_period", counted.count_period(study), key="programme", source="programmes",
        how="referrals, starts and completions of the period, each by its own day; small counts hidden, METHODS 12",
    )  # fmt: skip
    uptake = study.book.put(
        "programmeflow_uptake", counted.count_uptake(study, results), key="programme", source="programmes",
        how="people by their first referral, at least 180 days before the period's end; Wilson interval, METHODS 4",
    )  # fmt: skip
    flow = study.book.put(
        "programmeflow_cohort", counted.list_flow(results, study.written.least), key="step",
        how="one reason a referral, then one reason a person; a few are told together; METHODS 14",
        source="programmes, people, incidents",
    )  # fmt: skip
    every = {name: cell(period, EVERY, name) for name in ("referred", "started", "completed")}
    last = cell(uptake, EVERY, "last", "day")
    started = share_cells(study.book, uptake, EVERY, names=_names("started"))
    completed = share_cells(study.book, uptake, EVERY, names=_names("completed"), tag="c_")
    del completed["c_n"], completed["c_x"], started["x"]
    title = say("programmeflow.title")
    return Section(
        "programmeflow", TITLE, QUESTION,
        (
            Paragraph(
                (study.say("programmeflow.period", **every),
                 study.say("programmeflow.uptake", last=last, **started, **completed)),
                lead=True,
            ),
            Table(period, "The period by programme", (Column("programme", "Programme", "text"), *_STEPS),
                  note=study.say("programmeflow.note")),
            Picture(
                draw_flow(study.book.entries[flow].table, title=title.text), title, flow,
                (Column("step", "Step", "text"), Column("n", "Number"), Column("out", "Left out here", "text")),
            ),
            Table(
                uptake, "Taken up by programme",
                (
                    Column("programme", "Programme", "text"), Column("people", "People"),
                    Column("started_share", "Start recorded", "percent", "started_low", "started_high"),
                    Column("completed_share", "Completion recorded", "percent", "completed_low", "completed_high"),
                ),
                note=study.say("programmeflow.uptake_note"), cards=True,
            ),
            Limit((study.must_say("programmeflow.limits"),)),
        ),
        _findings(study, uptake),
    )  # fmt: skip


def _names(step: str) -> str:
    return f"{step} people {step}_share {step}_low {step}_high"


def _findings(study: Study, uptake: str) -> tuple[Finding, ...]:
    """Ask after referrals that nothing followed, where they are many."""
    started = share_cells(study.book, uptake, EVERY, names=_names("started"))
    high = started["share"].high
    if not 1 - float(high if isinstance(high, float) else 1) > MUCH:
        return ()
    say = study.must_say
    what = say("programmeflow.idle", **{name: started[name] for name in ("n", "share", "low", "high")})
    return (
        Finding(
            "programmes: no start recorded", 0.4, what, None, None, None, say("programmeflow.idle_sure"),
            say("programmeflow.idle_so_what"), say("programmeflow.idle_do"), OWNER,
            say("programmeflow.idle_by_when"), say("programmeflow.idle_known"),
        ),
    )  # fmt: skip
