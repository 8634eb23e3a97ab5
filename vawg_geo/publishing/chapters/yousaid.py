"""You said, we did: what was asked and done in the places people named."""

from __future__ import annotations

from typing import Any

import pandas as pd

from vawg_geo.base.periods import LONDON, Month
from vawg_geo.measures.street_safe import reports_between
from vawg_geo.measures.street_safe_places import in_public, rank_places
from vawg_geo.measures.task_memory import DELIVERED, DONE, remember_tasks
from vawg_geo.publishing.report.blocks import Column, Finding, Limit, Paragraph, Section, Table
from vawg_geo.publishing.report.study import Study
from vawg_geo.publishing.words import day_words

TITLE, QUESTION = "You said, we did", "What was asked and done in the places people named, and where has nothing been?"
TASK, RECOMMENDATION = "task", "recommendation"
NOBODY, NO_DATE = "nobody named", "no date"
MOST = 10  # places looked at
CLOSED = (DELIVERED, DONE)


def write(study: Study) -> Section:
    """
    Write what was done about what people said.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    section
        Named places with what was asked there, when, of whom, and what became of it.
    """
    reports, tables = study.case.tables.get("street_safe"), study.case.tables
    if reports is None:
        return Section("yousaid", TITLE, QUESTION, (Limit((study.say("reports.no_table"),)),))
    if tables.get("tasks") is None and tables.get("recommendations") is None:
        return Section("yousaid", TITLE, QUESTION, (Limit((study.say("yousaid.no_table"),)),))
    named, book = name_places(study, reports), study.book
    done = list_done(study, named)
    deeds = book.put("yousaid_done", done, key=("kind", "number"), source="tasks, recommendations",
                     how="tasks of the period and recommendations made by the end of it, for places people named and "
                     "for Street Safe itself")  # fmt: skip
    places = book.put(
        "yousaid_places", count_done(named, done), key="area", source="street_safe, tasks, recommendations",
        how="places with enough reports, most first, and how much was asked there",
    )  # fmt: skip
    total = book.put("yousaid_total", _total(book.entries[places].table, done), key="row",
                     source="tasks, recommendations", how="the two tables above, summed")  # fmt: skip
    fields = {name: book.cell(total, "all", name) for name in ("places", "answered", "unanswered", "asked", "done")}
    silent = book.entries[places].table.loc[lambda t: t["asked"] == 0]
    lead = [study.say("yousaid.answered", **fields)]
    if len(silent):
        lead.append(study.say("yousaid.silent", place=book.cell(places, silent.index[0], "place", "text"),
                              reports=book.cell(places, silent.index[0], "reports")))  # fmt: skip
    blocks = (
        Paragraph(tuple(lead), lead=True),
        Table(places, "You said",
              (Column("place", "Place", "text"), Column("reports", "Reports"), Column("asked", "Asked for"),
               Column("done", "Done"))),
        Table(deeds, "We did, or still have to",
              (Column("what", "What was asked", "text"), Column("place", "Where", "text"),
               Column("made", "Asked", "text"), Column("owner", "Who", "text"), Column("due", "Due", "text"),
               Column("state", "State", "text"), Column("done_on", "Done on", "text")), cards=True),
        Limit((study.say("yousaid.limit"),)),
    )  # fmt: skip
    return Section("yousaid", TITLE, QUESTION, blocks, _finding(study, places, silent))


def name_places(study: Study, reports: pd.DataFrame) -> pd.DataFrame:
    """
    Name the places with most reports.

    Parameters
    ----------
    study
        The profile under study; none where it shows nothing as small.
    reports
        The side table `street_safe`.

    Returns
    -------
    named
        area, place, reports.
    """
    inside = reports_between(reports, *study.period)
    least = study.written.least if study.written.smallest == "lsoa" else len(inside) + 1
    ranked = rank_places(inside, in_public(study.now), least=least).head(MOST)
    place = study.case.areas["alias"].astype("str").reindex(ranked.index)
    return pd.DataFrame({"place": place, "reports": ranked["reports"]}).rename_axis("area").reset_index()


def list_done(study: Study, named: pd.DataFrame) -> pd.DataFrame:
    """
    List what was asked in named places, and of Street Safe itself.

    Parameters
    ----------
    study
        The profile under study.
    named
        The places.

    Returns
    -------
    listed
        kind (recommendation, task), number, area, what, place, made, owner, due, state, done_on: the latest first.
    """
    found = pd.concat([_recommendations(study, named), _tasks(study, named)], ignore_index=True)
    found = found.sort_values(["_at", "kind", "area", "what"], ascending=[False, True, True, True], ignore_index=True)
    found["number"] = found.groupby("kind").cumcount() + 1
    where = study.case.areas["alias"].astype("str")
    found["place"] = [where.get(str(area), "everywhere") for area in found["area"]]
    return found[["kind", "number", "area", "what", "place", "made", "owner", "due", "state", "done_on"]]


def _recommendations(study: Study, named: pd.DataFrame) -> pd.DataFrame:
    table = study.case.tables.get("recommendations")
    if table is None or table.empty:
        return _listed([])
    given = table["area"].astype("object") if "area" in table else pd.Series("", index=table.index)
    area = given.where(given.notna(), "")
    whose = table["product"].str.replace(r"[_\s]", "", regex=True).str.lower().eq("streetsafe")
    text = table["recommendation"].str.contains("Street Safe", case=False, regex=False)
    made = _naive(table["made_on"])
    wanted = (area.isin(named["area"]) | whose | text) & (made <= pd.Timestamp(study.month.last))
    kept = table.assign(_area=area, _made=made)[wanted]
    return _listed(
        [
            {"kind": RECOMMENDATION, "area": line["_area"], "what": str(line["recommendation"]), "_at": line["_made"],
             "made": _day(line["_made"]), "owner": _text(line.get("owner"), NOBODY), "due": _day(line.get("due")),
             "state": str(line["status"]), "done_on": _day(line.get("done_on"))}
            for line in kept.to_dict("records")
        ]
    )  # fmt: skip


def _tasks(study: Study, named: pd.DataFrame) -> pd.DataFrame:
    first = study.period[0]
    tasks = remember_tasks(study.case.tables.get("tasks"), study.case.tables.get("patrols"), cut=study.cut)
    month = tasks["month"]
    kept = tasks[tasks["area"].isin(named["area"]) & (month >= f"{first:%Y-%m}") & (month <= str(study.month))]
    return _listed(
        [
            {"kind": TASK, "area": line["area"], "what": line["asked"], "made": Month.parse(line["month"]).words,
             "_at": pd.Timestamp(Month.parse(line["month"]).first), "owner": line["owner"] or NOBODY,
             "due": _day(line["due"]), "state": line["state"], "done_on": _day(line["done_on"])}
            for line in kept.to_dict("records")
        ]
    )  # fmt: skip


def _listed(rows: list[dict[str, Any]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["kind", "area", "what", "_at", "made", "owner", "due", "state", "done_on"])


def count_done(named: pd.DataFrame, done: pd.DataFrame) -> pd.DataFrame:
    """
    Count what was asked and done in each named place.

    Parameters
    ----------
    named
        area, place, reports.
    done
        What `list_done` gives.

    Returns
    -------
    counts
        area, place, reports, asked, done.
    """
    asked = done["area"].value_counts().reindex(named["area"], fill_value=0)
    closed = done.loc[done["state"].isin(CLOSED), "area"].value_counts().reindex(named["area"], fill_value=0)
    return named.assign(asked=asked.to_numpy(), done=closed.to_numpy())


def _total(places: pd.DataFrame, done: pd.DataFrame) -> pd.DataFrame:
    answered = int((places["asked"] > 0).sum())
    row = {"row": "all", "places": len(places), "answered": answered, "unanswered": len(places) - answered}
    return pd.DataFrame([row | {"asked": len(done), "done": int(done["state"].isin(CLOSED).sum())}])


def _finding(study: Study, places: str, silent: pd.DataFrame) -> tuple[Finding, ...]:
    if silent.empty:
        return ()
    row = str(silent.index[0])
    cell = study.book.cell
    fields = {"place": cell(places, row, "place", "text"), "reports": cell(places, row, "reports")}
    return (
        Finding(
            "street_safe_unanswered", 0.6, study.must_say("yousaid.finding", **fields),
            study.say("fearmap.where", place=fields["place"]), None, None, study.say("yousaid.sure"),
            study.must_say("yousaid.so_what"), study.must_say("yousaid.recommendation", place=fields["place"]),
            "Chair of the tasking group", study.must_say("yousaid.by_when"),
            study.must_say("yousaid.how_known", place=fields["place"]),
        ),
    )  # fmt: skip


def _naive(times: pd.Series) -> pd.Series:
    times = pd.to_datetime(times)
    return times.dt.tz_convert(LONDON).dt.tz_localize(None) if times.dt.tz is not None else times


def _day(value: Any) -> str:  # noqa: ANN401 - a cell
    return NO_DATE if pd.isna(value) else day_words(pd.Timestamp(value).date())


def _text(value: Any, empty: str) -> str:  # noqa: ANN401 - a cell
    return empty if pd.isna(value) or not str(value).strip() else str(value)
