"""Recommendations made before and what came of them, and what these pages could not say."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from vawg_geo.measures.change import compare_counts
from vawg_geo.publishing.report import columns
from vawg_geo.publishing.report.blocks import Finding, Section
from vawg_geo.publishing.report.deadlines import NO_DAY, latest_words
from vawg_geo.publishing.report.sentences import Sentence, template_of
from vawg_geo.publishing.report.study import Study
from vawg_geo.publishing.report.walk import sentences_of
from vawg_geo.publishing.words import SHARE_BASE, VERDICTS, change_words

ALPHA = 0.05
LONGEST, SHORTEST = 365, 90  # days on each side of a recommendation's doing
OPEN = ("open", "under way")
BEFORE = [
    "id", "made_on", "recommendation", "owner", "due", "status", "done_on", "late", "days", "before", "after", "effect",
]  # fmt: skip
TOO_FEW = "too few to tell"
NOT_YET = "too early to tell"
ELSEWHERE = "not told by counts of one place"
NEXT = ["name", "recommendation", "owner", "by_when", "latest", "how_known"]
GAPS = ["number", "section", "gap", "ask", "ask_of"]
PLAN = ["table", "tells", "from", "how"]


def list_next(study: Study, found: list[Finding]) -> pd.DataFrame:
    """List what the findings recommend: name, recommendation, owner, by_when, latest (day, in words), how_known."""
    rows = [
        (f.name, f.recommendation.text, f.owner, f.by_when.text, latest_words(f.by_when, study), f.how_known.text)
        for f in found
    ]
    return pd.DataFrame(rows, columns=NEXT).drop_duplicates(["recommendation", "owner"], ignore_index=True)


def list_before(study: Study) -> pd.DataFrame:
    """
    List the recommendations of this product made before the data cut, and what came of those about one place.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    before
        `BEFORE`: `late` (yes, no; of those with a due day), `days` (on each side of the day it was done), `before`,
        `after` (public-space offences there; missing where there is nothing to count or they are too few to show),
        `effect` (words).
    """
    table = study.case.tables.get("recommendations")
    if table is None:
        return pd.DataFrame(columns=BEFORE)
    day = {name: table[name].dt.tz_localize(None).dt.normalize() for name in ("made_on", "due", "done_on")}
    cut = pd.Timestamp(study.cut)
    mine = table.assign(**day)[(table["product"] == study.profile.name) & (day["made_on"] <= cut)]
    mine = mine.reindex(columns=[*table.columns, *({"area"} - set(table.columns))])
    late = np.where(mine["due"].isna(), "", np.where(mine["done_on"].fillna(cut) > mine["due"], "yes", "no"))
    told = pd.DataFrame([_effect(study, row) for row in mine.itertuples()], index=mine.index,
                        columns=["days", "before", "after", "effect"])  # fmt: skip
    dates = {name: mine[name].dt.strftime("%Y-%m-%d") for name in day}
    whole: pd.DataFrame = mine.assign(**dates, late=late, owner=mine["owner"].fillna("")).join(told)
    return whole[BEFORE].reset_index(drop=True)


def _effect(study: Study, row: object) -> tuple[int | None, int | None, int | None, str]:
    """Count public-space offences of the place, as many days before as after it was done."""
    area, done, status = (getattr(row, name) for name in ("area", "done_on", "status"))
    if status != "done" or pd.isna(area) or pd.isna(done):
        return None, None, None, "" if status != "done" else ELSEWHERE
    days = min(LONGEST, (pd.Timestamp(study.cut) - done).days)
    if days < SHORTEST:
        return days, None, None, NOT_YET
    there = study.rows[(study.rows["area"] == area) & (study.rows["space"] == "public").fillna(value=False)]
    span = pd.Timedelta(days=days)
    before = int(((there["day"] >= done - span) & (there["day"] < done)).sum())
    after = int(((there["day"] > done) & (there["day"] <= done + span)).sum())
    if min(before, after) < study.written.least or before + after < SHARE_BASE:
        return days, None, None, TOO_FEW
    change = compare_counts(before, after).iloc[0]
    verdict = "no change" if not change["p"] <= ALPHA else "higher" if change["ratio"] > 1 else "lower"
    told = f"{change_words(before, after)} in {days} days on each side: {VERDICTS[verdict]}"
    return days, before, after, told


def list_gaps(done: Mapping[str, Section]) -> pd.DataFrame:
    """
    List what the sections could not say, in their own words.

    Parameters
    ----------
    done
        The other sections.

    Returns
    -------
    gaps
        number, section (its title), gap (the sentence that tells of it), ask (what would close it), ask_of (whom to
        ask). A sentence said because the need of another was not met tells of a gap, unless its template says that it
        is an answer; others do where their template says so.
    """
    rows = [
        (section.title.split(":")[0], sentence.text, *_closed_by(sentence))
        for section in done.values() for sentence in sentences_of(section) if _is_gap(sentence)
    ]  # fmt: skip
    rows = list(dict.fromkeys(rows))
    return pd.DataFrame([(i, *row) for i, row in enumerate(rows, start=1)], columns=GAPS)


def _is_gap(said: Sentence) -> bool:
    template = template_of(said)
    which = template.gap if template else "otherwise"
    return which != "never" if said.short else which == "text"


def _closed_by(said: Sentence) -> tuple[str, str]:
    template = template_of(said)
    return (template.ask or NO_DAY, template.ask_of or NO_DAY) if template else (NO_DAY, NO_DAY)


def plan_collection(study: Study) -> pd.DataFrame:
    """List the tables that the force does not give: table, tells (what it would), from (who has it), how."""
    rows = [row for row in _sources() if row["table"] not in study.case.tables and not _has(study, row["table"])]
    return pd.DataFrame(rows, columns=PLAN)


def _has(study: Study, name: str) -> bool:
    return name == "people" and not study.case.people.empty


@cache
def _sources() -> tuple[dict[str, str], ...]:
    path = Path(columns.__file__).with_name("collection.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))
