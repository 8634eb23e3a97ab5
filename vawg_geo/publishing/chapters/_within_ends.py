"""How cases of domestic abuse end, and what is offered to families in which a child harms a relative."""

from __future__ import annotations

import pandas as pd

from vawg_geo.measures.dispositions import london_days
from vawg_geo.measures.first_outcomes import first_outcomes, ripe_months
from vawg_geo.measures.outcome_cohorts import DAYS
from vawg_geo.measures.rates import share_intervals
from vawg_geo.measures.themed import has_theme
from vawg_geo.publishing.chapters._possible import known_outcomes
from vawg_geo.publishing.chapters._shares import share_cells, verdict, without_small
from vawg_geo.publishing.report.blocks import Block, Column, Say, Table
from vawg_geo.publishing.report.book import Cell
from vawg_geo.publishing.report.study import Study
from vawg_geo.publishing.words import VERDICTS

ENDS = {
    "charged": ("Charged or summonsed", frozenset({"1", "1A"})),
    "out of court": ("Out of court: caution, community resolution, diversion",
                     frozenset({"2", "3", "6", "7", "8", "2A", "3A", "22"})),
}  # fmt: skip
SERVICE, PROGRAMME = "CAPVA", "Respect (CAPVA)"  # child and adolescent to parent violence and abuse


def say_offers(study: Study) -> tuple[Say, ...]:
    """Say what was offered for children who harm a relative: the service's referrals, the programme's steps."""
    first, last = map(pd.Timestamp, study.period)
    referrals, programmes = (study.case.tables.get(name) for name in ("referrals", "programmes"))
    row: dict[str, object] = {"what": "offers"}
    if referrals is not None:
        mine = referrals[(referrals["service"] == SERVICE) & _inside(referrals["date"], first, last)]
        mine = mine[mine["theme"] == "da"] if "theme" in mine else mine
        decided = mine["accepted"].astype("boolean") if "accepted" in mine else pd.Series(dtype="boolean")
        row |= {"referred": len(mine), "decided": int(decided.notna().sum()),
                "accepted": int(decided.fillna(value=False).sum())}  # fmt: skip
    if programmes is not None:
        mine = programmes[programmes["name"] == PROGRAMME]
        steps = (("sent", "referred"), ("started", "started"), ("completed", "completed"))
        row |= {step: int(_inside(mine[column], first, last).sum()) for step, column in steps}
    if len(row) == 1:
        return (study.must_say("within.no_offers"),)
    name = study.book.put(
        "within_offers", pd.DataFrame([row]), key="what", source="referrals, programmes",
        how="referrals of the period to the service for families in which a child harms a relative, and steps of its "
        "programme by their own dates; whole force",
    )  # fmt: skip
    said = []
    if referrals is not None:
        said.append(study.say("within.referred", **_cells(study, name, ("referred", "decided", "accepted"))))
    if programmes is not None:
        said.append(study.say("within.programme", **_cells(study, name, ("sent", "started", "completed"))))
    return tuple(said)


def say_ends(study: Study) -> tuple[Say, ...]:
    """Say how many crimes of the ripe year were charged, and how many ended out of court."""
    outcomes, last = known_outcomes(study), ripe_months(study.cut, until=study.month)[1]
    rows = []
    for year, until in (("now", last), ("before", last - 12)):
        ripe = study.during(((until - 11).first, until.last))
        ripe = ripe[has_theme(ripe, "da")]
        if outcomes is None or ripe.empty:
            return (study.must_say("within.no_ends"),)
        first = first_outcomes(outcomes, recorded_on=ripe["recorded_on"], cut=study.cut, possible=study.possible.codes)
        codes = first.loc[first["days"] <= DAYS, "code"].astype("str")
        rows += [{"what": what, "year": year, "label": label, "x": int(codes.isin(held).sum()), "n": len(ripe)}
                 for what, (label, held) in ENDS.items()]  # fmt: skip
    table = pd.DataFrame(rows)
    table = without_small(table.join(share_intervals(table["x"], table["n"])), base="n").set_index("what")
    now, before = (table[table["year"] == year].drop(columns="year") for year in ("now", "before"))
    words = [VERDICTS["no change"] if word == "same" else f"{word} than in the year before"
             for word in (verdict(before.loc[what], now.loc[what]) for what in now.index)]  # fmt: skip
    wide = now.join(before[["x", "n", "share"]].add_prefix("before_")).assign(told=words, days=DAYS)
    name = study.book.put(
        "within_ends", wide.reset_index(), key="what",
        how="first outcome within 180 days, of domestic abuse crimes of the ripe year and of the year before; Wilson "
        "intervals, change by Newcombe's, METHODS 8 and 10", source="outcomes, incidents",
    )  # fmt: skip
    fields = {"days": study.book.cell(name, "charged", "days")}
    fields |= share_cells(study.book, name, "charged", tag="charged_")
    fields |= share_cells(study.book, name, "out of court", tag="out_")
    return (study.say("within.ends", **fields),)


def end_table(study: Study) -> list[Block | None]:
    """Put how the crimes of the ripe year ended; nothing where no outcome is known."""
    if "within_ends" not in study.book.entries:
        return []
    columns = (
        Column("label", "First outcome", "text"), Column("x", "Crimes"), Column("n", "Of"),
        Column("share", "Share", "percent1", "low", "high"), Column("before_share", "Year before", "percent1"),
        Column("told", "Change", "text"),
    )  # fmt: skip
    return [Table("within_ends", "Charged, or ended out of court", columns)]


def _inside(times: pd.Series, first: pd.Timestamp, last: pd.Timestamp) -> pd.Series:
    return london_days(times).between(first, last)


def _cells(study: Study, name: str, columns: tuple[str, ...]) -> dict[str, Cell]:
    return {column: study.book.cell(name, "offers", column) for column in columns}
