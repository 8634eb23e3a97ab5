"""Studies of the people's chapters on the county and on parts of it: read, never change."""

from dataclasses import replace

import pandas as pd

from vawg_geo.base.periods import Month
from vawg_geo.base.profile import read_profile
from vawg_geo.publishing.report.sentences import Sentence
from vawg_geo.publishing.report.study import Study

MONTH = Month(2022, 3)
CHAPTERS = ("data", "victims", "suspects", "fear", "voice", "equality")


_SCOPED: dict = {}  # what is counted is the same whatever is shown; the case is kept, so that its id stays its own


def study_of(case, name="vawg_full", **written):
    """A study of a profile, some of its written block changed; records in scope are picked once a case."""
    profile = read_profile(name)
    study = Study(case, replace(profile, written=replace(profile.written, **written)), MONTH)
    key = (id(case), name, study.written.themes)
    if key not in _SCOPED:
        _SCOPED[key] = (case, study.scoped)
    study.__dict__["scoped"] = _SCOPED[key][1]
    return study


def part_of(case, *, since="2022-01-01", rows=None, tables=()):
    """The same county with its last records alone, and only some of its tables."""
    late = case.incidents["recorded_on"] >= pd.Timestamp(since, tz="Europe/London")
    kept = case.incidents[late]
    if rows is not None:
        kept = kept[kept["victim_sex"].eq("F") & kept["victim_age"].ge(10)].head(rows)
    people = case.people[case.people["incident"].isin(kept.index)]
    return replace(case, incidents=kept, people=people, tables={name: case.tables[name] for name in tables})


def words(section):
    """Everything a section says, sentence by sentence."""
    said = []
    for block in section.blocks:
        for name in ("said", "title", "note"):
            given = getattr(block, name, None) or ()
            said += [s.text for s in (given if isinstance(given, tuple) else (given,)) if isinstance(s, Sentence)]
    return said


def table(study, name):
    """A table of the book, by its rows' names."""
    return study.book.entries[name].table
