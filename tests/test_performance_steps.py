"""Arrests and charges in performance: counted again by hand, compared only with a whole year, said where not kept."""

from dataclasses import replace

import pandas as pd
import pytest
from chapters_made import texts

from vawg_geo.base.periods import Month
from vawg_geo.base.profile import read_profile
from vawg_geo.measures.first_outcomes import ripe_months
from vawg_geo.publishing.chapters import _performance_steps as steps
from vawg_geo.publishing.report.blocks import Section
from vawg_geo.publishing.report.study import Study

pytestmark = pytest.mark.methods("8")
FULL = read_profile("vawg_full")


def study_of(case, **tables):
    return Study(replace(case, tables={**case.tables, **tables}), FULL, Month(2022, 3))


def told(study):
    return texts(Section("performance", "P", "", tuple(steps.step_blocks(study))))


def crimes(study, back=0):
    first, last = ripe_months(study.cut, until=study.month)
    return study.during(((first - back).first, (last - back).last)).index


def kept_longer(case):
    """A force that kept the steps a year longer: the crimes of the year before went the way of the ripe year's."""
    study, journey = study_of(case), case.tables["journey"]
    now, before = crimes(study), crimes(study, 12)
    same = dict(zip(now, before, strict=False))
    mine = journey[journey["incident"].isin(same)]
    older = mine.assign(incident=mine["incident"].map(same), at=mine["at"] - pd.Timedelta(days=372))
    return pd.concat([journey[~journey["incident"].isin(before)], older], ignore_index=True)


def test_arrests_are_those_of_the_journey(case):
    study = study_of(case)
    text = told(study)
    table = study.book.entries["performance_steps"].table
    mine = crimes(study)
    rows = case.tables["journey"]
    rows = rows[(rows["track"] == "da") & rows["incident"].isin(mine)]
    began = set(rows.loc[rows["step"] == "first_contact", "incident"])
    arrested = set(rows.loc[rows["step"] == "arrested", "incident"]) & began
    assert table.loc[steps.ARREST, ["n", "of"]].tolist() == [len(arrested), len(began)]
    assert table.loc[steps.ARREST, "share"] == pytest.approx(len(arrested) / len(began))
    assert f"{len(arrested):,} of {len(began):,} domestic abuse crimes" in text
    assert set(table["told"]) == {"cannot say"}  # the force began to keep steps within the year before
    assert "not compared" in text


def test_a_year_before_that_is_whole_is_compared(case):
    study = study_of(case, journey=kept_longer(case))
    text = told(study)
    table = study.book.entries["performance_steps"].table
    assert (table["before_n"] == table["n"]).all()
    assert set(table["told"]) == {"no change we can distinguish from chance"}
    assert f"The year before it was {table.loc[steps.ARREST, 'before_share']:.0%}" in text


def test_what_is_not_kept_is_said_and_a_journey_of_its_own_is_not_repeated(case):
    others = {name: table for name, table in case.tables.items() if name != "journey"}
    without = Study(replace(case, tables=others), FULL, Month(2022, 3))
    empty = study_of(case, journey=case.tables["journey"].iloc[:0])
    for study in (without, empty):
        assert "keeps no steps" in told(study)
        assert "performance_steps" not in study.book.entries
    own = replace(FULL, written=replace(FULL.written, sections=(*FULL.written.sections, "journey")))
    assert steps.step_blocks(Study(case, own, Month(2022, 3))) == []
    few = case.tables["journey"].groupby("track").head(3)
    assert "keeps no steps" in told(study_of(case, journey=few[few["step"] == "court"]))
