"""Who sends Street Safe reports: sex and age beside those who live here, and who is hardly heard."""

from __future__ import annotations

from typing import Any

import pandas as pd

from vawg_geo.measures.rates import share_intervals
from vawg_geo.measures.street_safe import SEXES, UNKNOWN, count_respondents, reports_between
from vawg_geo.publishing.pictures.pyramid import draw_pyramid
from vawg_geo.publishing.report.blocks import Column, Finding, Limit, Paragraph, Picture, Points, Section, Table
from vawg_geo.publishing.report.study import Study

TITLE, QUESTION = "Who reports", "Whose voice do the reports carry, and who is hardly heard?"
WOMEN = SEXES["F"]
LEAST_KNOWN = 20  # reports whose sex and age are known, below which nobody is called over- or under-represented
LOST = "Sex or age not recorded"


def write(study: Study) -> Section:
    """
    Write who reports.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    section
        Sex and age of those who reported beside the residents of the same ages.
    """
    reports = study.case.tables.get("street_safe")
    if reports is None:
        return Section("respondents", TITLE, QUESTION, (Limit((study.say("reports.no_table"),)),))
    inside, book = reports_between(reports, *study.period), study.book
    groups = book.put("respondents_groups", count_groups(study, inside), key="group", source="street_safe, population",
                      how="share of the reports whose sex and age are recorded, Wilson interval (METHODS 4), over the "
                      "group's share of residents of the same ages")  # fmt: skip
    sexes = book.put("respondents_sex", count_sexes(book.entries[groups].table), key="sex",
                     source="street_safe, population", how="the same, ages together")  # fmt: skip
    women = {
        "share": book.cell(sexes, WOMEN, "share", "percent", n="of", ends="low high"),
        "low": book.cell(sexes, WOMEN, "low", "points"), "high": book.cell(sexes, WOMEN, "high", "percent"),
        "of": book.cell(sexes, WOMEN, "of"), "residents": book.cell(sexes, WOMEN, "resident_share", "percent"),
        "lost": book.cell(groups, LOST, "n"),
    }  # fmt: skip
    most, least = _ends(book.entries[groups].table)
    told = [study.say("respondents.women" if _peopled(study) else "respondents.women_alone", **women)]
    told += [
        study.say(f"respondents.{name}", **_group(study, row))
        for name, row in (("most", most), ("least", least))
        if row
    ]
    columns = (
        Column("group", "Group", "text"), Column("n", "Reports"),
        Column("share", "Share of reports", "percent", "low", "high"),
        Column("resident_share", "Share of residents", "percent"),
        Column("ratio", "Times their share", "number1"),
    )  # fmt: skip
    blocks = (
        Paragraph(tuple(told), lead=True),
        Picture(draw_pyramid(_pyramid(book.entries[groups].table), title="Who reports, beside who lives here",
                             of="Share of the reports whose sex and age are recorded", unit="share"),
                study.say("respondents.picture"), groups),
        Table(groups, "Reports by sex and age", columns, folded=True),
        Points((study.say("respondents.lost", n=women["lost"], of=book.cell(groups, LOST, "of")),
                None if _peopled(study) else study.say("respondents.no_population"))),
        Limit((study.say("respondents.limit"),)),
    )  # fmt: skip
    return Section("respondents", TITLE, QUESTION, blocks, _finding(study, least))


def _peopled(study: Study) -> bool:
    return study.case.tables.get("population") is not None


def count_groups(study: Study, inside: pd.DataFrame) -> pd.DataFrame:
    """
    Count those who reported by sex and age.

    Parameters
    ----------
    study
        The profile under study.
    inside
        The reports of the period.

    Returns
    -------
    groups
        group, sex, age, n, of, share, low, high, residents, resident_share, ratio.
    """
    return count_respondents(inside, study.case.tables.get("population"))


def count_sexes(groups: pd.DataFrame) -> pd.DataFrame:
    """
    Put the ages of each sex together.

    Parameters
    ----------
    groups
        What `count_groups` gives.

    Returns
    -------
    sexes
        sex, n, of, share, low, high, residents, resident_share.
    """
    known = groups[groups["sex"] != UNKNOWN]
    sums = known.groupby("sex")[["n", "residents"]].sum(min_count=1).reindex(list(SEXES.values())).fillna({"n": 0})
    n = sums["n"].astype("int64")
    table = pd.DataFrame({"n": n, "of": int(n.sum()), "residents": sums["residents"]}, index=sums.index)
    shares = share_intervals(table["n"], table["of"])
    return (
        table.join(shares).assign(resident_share=table["residents"] / table["residents"].sum(min_count=1)).reset_index()
    )


def _ends(groups: pd.DataFrame) -> tuple[str, str]:
    """Name the groups surely heard more, and surely less, than their share of residents: the farthest of each."""
    sure = groups[(groups["of"] >= LEAST_KNOWN) & groups["resident_share"].notna()]
    over, under = sure[sure["low"] > sure["resident_share"]], sure[sure["high"] < sure["resident_share"]]
    women = under[under["sex"] == WOMEN]  # the page is about women and girls: those not heard come first
    under = women if len(women) else under
    return (
        str(over["ratio"].idxmax()) if len(over) else "",
        str(under["ratio"].idxmin()) if len(under) else "",
    )


def _group(study: Study, row: str) -> dict[str, Any]:
    cell = study.book.cell
    return {
        "group": cell("respondents_groups", row, "group", "text"),
        "share": cell("respondents_groups", row, "share", "percent", n="of", ends="low high"),
        "residents": cell("respondents_groups", row, "resident_share", "percent"),
        "ratio": cell("respondents_groups", row, "ratio", "number1", n="of"),
        "low": cell("respondents_groups", row, "low", "points"),
        "high": cell("respondents_groups", row, "high", "percent"),
    }


def _pyramid(groups: pd.DataFrame) -> pd.DataFrame:
    known = groups[groups["sex"] != UNKNOWN]
    sides = {}
    for key, words in (("female", SEXES["F"]), ("male", SEXES["M"])):
        own = known[known["sex"] == words].set_index("age")
        sides[key], sides[f"{key}_population"] = own["share"], own["resident_share"]
    return pd.DataFrame(sides)


def _finding(study: Study, least: str) -> tuple[Finding, ...]:
    if not least:
        return ()
    fields = _group(study, least)
    return (
        Finding(
            "street_safe_unheard", 0.4, study.must_say("respondents.finding", **fields), None,
            study.say("respondents.who", group=fields["group"]), None, study.say("respondents.interval", **fields),
            study.must_say("respondents.so_what"), study.must_say("respondents.recommendation", group=fields["group"]),
            "Head of Engagement", study.must_say("respondents.by_when"), study.must_say("respondents.how_known"),
        ),
    )  # fmt: skip
