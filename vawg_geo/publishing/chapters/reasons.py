"""Why places feel unsafe: the reasons given, most first, by night and by day, with who can act on each."""

from __future__ import annotations

import pandas as pd

from vawg_geo.measures.rates import share_intervals
from vawg_geo.measures.street_safe import NO_REASON, count_reasons, count_when, reports_between
from vawg_geo.measures.street_safe_places import count_partners
from vawg_geo.publishing.pictures.bars import draw_bars
from vawg_geo.publishing.report.blocks import Column, Finding, Limit, Paragraph, Picture, Points, Section, Table
from vawg_geo.publishing.report.study import Study
from vawg_geo.publishing.street_safe_partners import street_safe_partners

TITLE, QUESTION = "Reasons", "Why do people say a place feels unsafe, by night and by day, and who can act on it?"
NOBODY = "nobody named"
FAMILIES = {"environmental": "the place", "behavioural": "people's behaviour", "": "other or none"}


def write(study: Study) -> Section:
    """
    Write the reasons.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    section
        Reasons ranked, by night and day, and by the partner who can act.
    """
    reports = study.case.tables.get("street_safe")
    if reports is None:
        return Section("reasons", TITLE, QUESTION, (Limit((study.say("reports.no_table"),)),))
    inside, book = reports_between(reports, *study.period), study.book
    partners = street_safe_partners(study.case.force.folder)
    ranked = book.put("reasons_ranked", rank_reasons(inside, partners), key="reason", source="street_safe",
                      how="reports that give the reason, of all reports; a report may give several; Wilson interval, "
                      "METHODS 4")  # fmt: skip
    when = book.put("reasons_when", count_when(inside), key="when", source="street_safe",
                    how="reports that speak of the night or of the day, of those that say; Wilson interval, "
                    "METHODS 4")  # fmt: skip
    acting = book.put("reasons_partners", rank_partners(inside, partners), key="partner", source="street_safe",
                      how="reports that give a reason the partner can act on, each report once a partner; Wilson "
                      "interval, METHODS 4")  # fmt: skip
    table = book.entries[ranked].table
    given = table[table["n"] > 0]
    first = str(given.index[0]) if len(given) and given.index[0] != NO_REASON else ""
    lead = [study.say("reasons.night", share=book.cell(when, "night", "share", "percent", n="of", ends="low high"),
                      low=book.cell(when, "night", "low", "points"), high=book.cell(when, "night", "high", "percent"),
                      of=book.cell(when, "night", "of"))]  # fmt: skip
    fields = {
        "reason": book.cell(ranked, first, "reason", "text"), "n": book.cell(ranked, first, "n"),
        "of": book.cell(ranked, first, "of"), "share": book.cell(ranked, first, "share", "percent", n="of"),
        "low": book.cell(ranked, first, "low", "points"), "high": book.cell(ranked, first, "high", "percent"),
        "partner": book.cell(ranked, first, "partner", "text"), "ask": book.cell(ranked, first, "ask", "text"),
    } if first else {}  # fmt: skip
    if first:
        lead = [study.say("reasons.first", **fields), *lead]
    bars = table.loc[given.index, ["share", "low", "high"]].rename(columns={"share": "value"})
    blocks = (
        Paragraph(tuple(lead), lead=True),
        Picture(draw_bars(bars, title="Reasons given", of="Share of all reports that give the reason", unit="share"),
                study.say("reasons.picture"), ranked),
        Table(ranked, "Every reason of the form",
              (Column("reason", "Reason", "text"), Column("about", "About", "text"), Column("n", "Reports"),
               Column("share", "Share of reports", "percent", "low", "high"), Column("night", "By night"),
               Column("day", "By day"), Column("unknown", "Not said"), Column("partner", "Who can act", "text")),
              folded=True),
        Table(acting, "Who can act on what was reported",
              (Column("partner", "Who", "text"), Column("n", "Reports"),
               Column("share", "Share of reports", "percent", "low", "high"),
               Column("reason", "Most often", "text"), Column("ask", "What they are asked to do", "text")), cards=True),
        Points((study.say("reasons.unsaid", n=book.cell(when, "not recorded", "n")),
                study.say("reasons.none", n=book.cell(ranked, NO_REASON, "n")))),
        Limit((study.say("reasons.limit"),)),
    )  # fmt: skip
    finding = Finding(
        "street_safe_reason", 0.45, study.must_say("reasons.finding", **fields), None, None, None,
        study.say("reasons.interval", **fields), study.must_say("reasons.so_what"),
        study.must_say("reasons.recommendation", **fields), str(fields["partner"].value),
        study.must_say("reasons.by_when"), study.must_say("reasons.how_known", **fields),
    ) if first else None  # fmt: skip
    return Section("reasons", TITLE, QUESTION, blocks, (finding,) if finding else ())


def rank_reasons(inside: pd.DataFrame, partners: pd.DataFrame) -> pd.DataFrame:
    """
    Rank the reasons, each with who can act on it.

    Parameters
    ----------
    inside
        The reports of the period.
    partners
        Index key: `partner`, `ask`.

    Returns
    -------
    ranked
        reason, about, n, of, share, low, high, night, day, unknown, partner, ask.
    """
    table = count_reasons(inside)
    table["about"] = table["family"].map(FAMILIES)
    for column, empty in (("partner", NOBODY), ("ask", "")):
        words = partners[column].to_dict()
        table[column] = [words.get(key, empty) for key in table["key"]]
    columns = ["reason", "about", "n", "of", "share", "low", "high", "night", "day", "unknown", "partner", "ask"]
    return table[columns]


def rank_partners(inside: pd.DataFrame, partners: pd.DataFrame) -> pd.DataFrame:
    """
    Rank the partners by the reports they can act on.

    Parameters
    ----------
    inside
        The reports of the period.
    partners
        Index key: `partner`, `ask`.

    Returns
    -------
    ranked
        partner, n, of, share, low, high, reason (theirs given most often), ask (what they are asked to do about it).
    """
    counts = count_partners(inside, partners["partner"])
    counts = counts[counts["area"] == ""].sort_values(["n", "partner"], ascending=[False, True], ignore_index=True)
    words = count_reasons(inside).set_index("key")["reason"]
    shares = share_intervals(counts["n"], len(inside))
    table = counts.assign(of=len(inside), reason=counts["key"].map(words), ask=counts["key"].map(partners["ask"]))
    return table.join(shares)[["partner", "n", "of", "share", "low", "high", "reason", "ask"]]
