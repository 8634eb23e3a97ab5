"""Recent and non-recent sexual offences: how long ago, by whom, where, and when victims leave the process."""

from __future__ import annotations

import pandas as pd

from vawg_geo.base.among import among
from vawg_geo.measures.first_outcomes import ripe_months
from vawg_geo.measures.nights import window_weight
from vawg_geo.measures.rates import share_intervals
from vawg_geo.measures.withdrawal import PER, score_withdrawal
from vawg_geo.publishing.chapters._shares import share_cells, verdict, without_small
from vawg_geo.publishing.disclosure import suppress_small
from vawg_geo.publishing.report.blocks import Block, Column, Finding, Limit, Paragraph, Say, Section, Table
from vawg_geo.publishing.report.names import plain
from vawg_geo.publishing.report.study import Study
from vawg_geo.sources.removal import PLACES

NOT_RECORDED = "Not recorded"
RELATIONS = {"Stranger": "Stranger", "Acquaintance": "Acquaintance", "Partner": "Partner or ex-partner",
             "Ex-partner": "Partner or ex-partner", "Family": "Family"}  # fmt: skip
DELAYS = {"within a day": 1, "2 to 7 days": 7, "8 to 30 days": 30, "31 to 365 days": 365}
LATER = "more than a year"
_DAY = 24.0
TITLE = "Recent and non-recent offences"
_QUESTION = "How long ago did what is reported happen, who did it, where and when, and when do victims leave?"


def write(study: Study) -> Section:
    """
    Write recent and non-recent offences.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    section
        Recent against non-recent, delay, relationship, night-time share, kinds of place, timing of withdrawal.
    """
    if study.now.empty:
        return Section("recency", TITLE, _QUESTION, (Paragraph((study.must_say("recency.none"),), lead=True),))
    split = _split(study)
    recent, before = (rows[rows["recent"]] for rows in (study.now, study.earlier))
    relation = _relation(study, recent, before)
    blocks: list[Block | None] = [
        Paragraph((_lead(study, split), _known(study, relation)), lead=True),
        Paragraph((_night(study, recent, before),)),
        _delay(study),
        _relation_table(relation),
        _places(study, recent),
        *_withdrawal(study),
        Limit((study.must_say("recency.limits"),)),
    ]
    return Section("recency", TITLE, _QUESTION, tuple(blocks), _findings(study, split))


def _split(study: Study) -> str:
    """Put recent and non-recent offences of both periods; they sum to all in scope."""
    rows = []
    for name, pick in (("recent", True), ("non-recent", False)):
        now, before = (int((rows["recent"] == pick).sum()) for rows in (study.now, study.earlier))
        rows.append({"kind": name, "now": now, "before": before})
    rows.append({"kind": "all", "now": len(study.now), "before": len(study.earlier)})
    table = pd.DataFrame(rows).assign(of=len(study.now), of_before=len(study.earlier))
    table = without_small(table.join(share_intervals(table["now"], table["of"])), base="of")
    return study.book.put(
        "recency_split", table, key="kind",
        how="offences in scope by whether they were recorded within 365 days of their end, METHODS 1; Wilson interval",
        source="incidents",
    )  # fmt: skip


def _moved(study: Study, name: str, row: str) -> str:
    cell = study.book.cell
    pairs = (("before", "of_before"), ("now", "of"))
    old, new = (pd.Series({"x": cell(name, row, x).base, "n": cell(name, row, n).base}) for x, n in pairs)
    return verdict(old, new)


def _lead(study: Study, name: str) -> Say:
    word = _moved(study, name, "non-recent")
    cells = share_cells(study.book, name, "non-recent", names="now of share low high")
    before = {key: study.book.cell(name, "non-recent", key) for key in ("before", "of_before")}
    return study.say(f"recency.lead_{word}", **cells, **before)


def _delay(study: Study) -> Table:
    """Put how long after the offence it was recorded; rows sum to all in scope."""
    parts = {}
    for period, rows in (("now", study.now), ("before", study.earlier)):
        days = (rows["recorded_on"] - rows["occurred_to"]).dt.total_seconds() / 86_400
        cuts = pd.cut(days, [-float("inf"), *DELAYS.values(), float("inf")], labels=[*DELAYS, LATER])
        parts[period] = cuts.value_counts(sort=False)
    table = pd.DataFrame(parts).rename_axis("delay").reset_index()
    table = table.assign(
        delay=table["delay"].astype("str"), share=share_intervals(table["now"], len(study.now))["share"]
    )
    table = without_small(table.assign(of=len(study.now)), base="of", columns=("share",))
    name = study.book.put(
        "recency_delay", table, key="delay", how="days from the end of the offence to its recording", source="incidents"
    )
    return Table(
        name, "How long after the offence it was recorded",
        (Column("delay", "Recorded", "text"), Column("now", "Offences", bar=True), Column("share", "Share", "percent"),
         Column("before", "The period before")),
    )  # fmt: skip


def _relation(study: Study, recent: pd.DataFrame, before: pd.DataFrame) -> str:
    """Put the recorded relationship of recent offences; rows sum to all recent ones."""
    order = [*dict.fromkeys(RELATIONS.values()), NOT_RECORDED]
    counts = {
        period: rows["relationship"].map(RELATIONS).fillna(NOT_RECORDED).value_counts().reindex(order, fill_value=0)
        for period, rows in (("now", recent), ("before", before))
    }
    table = pd.DataFrame(counts).astype("int64").rename_axis("relation").reset_index()
    table = table.assign(of=len(recent), of_before=len(before))
    if len(recent):
        table = table.join(share_intervals(table["now"], table["of"]))
    else:
        table = table.assign(share=float("nan"), low=float("nan"), high=float("nan"))
    return study.book.put(
        "recency_relation", without_small(table, base="of"), key="relation",
        how="recent offences in scope by the recorded relationship of the suspect to the victim; Wilson interval",
        source="incidents",
    )  # fmt: skip


def _known(study: Study, name: str) -> Say:
    stranger = share_cells(study.book, name, "Stranger", names="now of share low high")
    partner = study.book.cell(name, "Partner or ex-partner", "share", "percent", n="of")
    unknown = study.book.cell(name, NOT_RECORDED, "share", "percent", n="of")
    return study.say("recency.relation", **stranger, partner=partner, unknown=unknown)


def _relation_table(name: str) -> Table:
    return Table(
        name, "Recent offences by relationship",
        (Column("relation", "Relationship", "text"), Column("now", "Offences", bar=True),
         Column("share", "Share", "percent", "low", "high"), Column("before", "The period before")), folded=True,
    )  # fmt: skip


def _night(study: Study, recent: pd.DataFrame, before: pd.DataFrame) -> Say:
    """Put the share of recent offences in public places that happened in the night-time economy's hours."""
    nte, rows = study.profile.nte, []
    for period, part in (("now", recent), ("before", before)):
        public = part[part["space"].eq("public").fillna(value=False).astype(bool)]
        hours = (public["occurred_to"] - public["occurred_from"]).dt.total_seconds() / 3_600
        timed = public[hours <= _DAY]
        weight = window_weight(timed["occurred_from"], timed["occurred_to"], begins=nte.begins, ends=nte.ends)
        x = int((weight >= nte.member_at).sum())
        rows.append({"period": period, "x": x, "n": len(timed), "public": len(public), "recent": len(part)})
    table = pd.DataFrame(rows)
    table = without_small(table.join(share_intervals(table["x"], table["n"])), base="n")
    name = study.book.put(
        "recency_night", table.assign(begins=nte.begins, ends=nte.ends), key="period",
        how="recent offences in public places whose time is known within a day, and those of them at least half inside "
        "the night-time hours, METHODS 3; Wilson interval", source="incidents",
    )  # fmt: skip
    cell = study.book.cell
    clock = {key: cell(name, "now", key, "text") for key in ("begins", "ends")}
    return study.say(
        "recency.night", **share_cells(study.book, name, "now"), **clock, recent=cell(name, "now", "recent"),
        public=cell(name, "now", "public"),
    )  # fmt: skip


def _places(study: Study, recent: pd.DataFrame) -> Table:
    """Put recent offences by kind of place, small counts hidden."""
    # Geography tells them as one: apart, a small one would be worked out.
    away = dict.fromkeys(PLACES, "hospital, prison or police station")
    kinds = recent["place_type"].astype("object").fillna("not_recorded").replace(away).map(plain)
    counts = kinds.value_counts().rename("n").to_frame().sort_index()
    hidden = suppress_small(counts, threshold=study.written.least)
    hidden.attrs = {}
    table = hidden.rename_axis("place").reset_index()
    table = table.assign(order=table["n"].fillna(0)).sort_values(["order", "place"], ascending=[False, True])
    name = study.book.put(
        "recency_places", table.drop(columns="order"), key="place",
        how="recent offences in scope by kind of place; small counts, and others that keep them, hidden, METHODS 12",
        source="incidents",
    )  # fmt: skip
    columns = (Column("place", "Kind of place", "text"), Column("n", "Offences"))
    return Table(name, "Recent offences by kind of place", columns, folded=True)


def _withdrawal(study: Study) -> list[Block | None]:
    """Put when, after recording, investigations end because the victim does not support further action."""
    outcomes = study.case.tables.get("outcomes")
    first, last = ripe_months(study.cut, until=study.month)
    ripe = study.during((first.first, last.last))
    if outcomes is None or ripe.empty:
        return [Paragraph((study.must_say("recency.no_outcomes"),))]
    held = outcomes[among(outcomes["incident"], ripe.index)]
    tables = [
        score_withdrawal(held, recorded_on=rows["recorded_on"], cut=study.cut, possible=study.possible.codes).assign(
            kind=kind
        )
        for kind, rows in (("all", ripe), ("recent", ripe[ripe["recent"]]), ("non-recent", ripe[~ripe["recent"]]))
        if len(rows)
    ]
    table = pd.concat(tables, ignore_index=True).assign(per=PER)
    name = study.book.put(
        "recency_withdrawal", table, key=("kind", "from_day"),
        how="first outcomes 14 and 16 for each thousand crime-days without an outcome, by days since recording; exact "
        "Poisson interval, METHODS 4 and 10", source="incidents, outcomes",
    )  # fmt: skip
    cell = study.book.cell
    fields = {
        f"{at}_{key}": cell(name, f"all|{day}", column, form)
        for at, day in (("early", 0), ("late", 100))
        for key, column, form in (("rate", "rate", "number1"), ("x", "x", "count"), ("to", "to_day", "count"),
                                  ("from", "from_day", "count"), ("n", "at_risk", "count"))
    }  # fmt: skip
    columns = (
        Column("kind", "Offences", "text"), Column("from_day", "From day"), Column("to_day", "To day"),
        Column("at_risk", "Open at its start"), Column("x", "Ended so"),
        Column("rate", "For each 1,000 crime-days", "number1", "low", "high"),
    )  # fmt: skip
    said = study.say("recency.withdrawal", per=cell(name, "all|0", "per"), **fields)
    return [Paragraph((said,)), Table(name, "When victims stop supporting further action", columns, folded=True)]


def _findings(study: Study, name: str) -> tuple[Finding, ...]:
    """Make a finding where the share of non-recent offences moved."""
    word, what = _moved(study, name, "non-recent"), _lead(study, name)
    if word == "same" or what is None:
        return ()
    say = study.must_say
    return (
        Finding(
            "recency: non-recent offences", 0.45, what, None, None, None, say("recency.sure"), say("recency.so_what"),
            say("recency.recommend"), "Head of Rape and Serious Sexual Offences", say("recency.by_when"),
            say("recency.how_known"),
        ),
    )  # fmt: skip
