"""Three counties for the chapters that count: the whole one, one that has grown, and one that has nearly nothing."""

from dataclasses import fields, replace

import pandas as pd
from people_made import study_of

from vawg_geo.publishing.report.sentences import Sentence, catalogue


def bare(case, *, rows=12):
    """A dozen recent records, no table beside them, areas that say nothing of themselves."""
    late = case.incidents["recorded_on"] >= pd.Timestamp("2022-01-01", tz="Europe/London")
    ours = case.incidents["victim_sex"].eq("F") & case.incidents["victim_age"].ge(10)
    ours &= case.incidents["scope"].eq("core")
    areas = case.areas.drop(columns=["stratum"]).assign(msoa=pd.NA, district="")
    kept = case.incidents[late & ours].head(rows)
    return replace(case, incidents=kept, tables={}, areas=areas, areas_by={case.vintage: areas})


def of_others(case):
    """Records of the last months, none of them in scope."""
    late = case.incidents["recorded_on"] >= pd.Timestamp("2022-01-01", tz="Europe/London")
    return replace(case, incidents=case.incidents[late & case.incidents["victim_sex"].eq("M")], tables={})


def grown(case, mask, *, times=3):
    """The county with some of the period's records there several times over."""
    inside = case.incidents["recorded_on"] >= pd.Timestamp("2021-04-01", tz="Europe/London")
    more = case.incidents[inside & mask(case.incidents)]
    copies = [more.set_axis(more.index + f"+{at}", axis=0) for at in range(1, times)]
    return replace(case, incidents=pd.concat([case.incidents, *copies]))


def write(chapter, case, *, found=None, name="vawg_full", **written):
    """A study and its section; hot spots that were found already are not looked for again."""
    study = study_of(case, name, **written)
    if found is not None:
        study.__dict__["hotspots"] = found
    return study, chapter.write(study)


def held_in(given):
    """The sentences of a block's field: one, several, or pairs of a name and a sentence."""
    if isinstance(given, Sentence):
        yield given
    elif isinstance(given, tuple):
        for one in given:
            yield from held_in(one)


def said(*sections):
    """Every sentence said, with whether it was said otherwise."""
    names = set()
    for section in sections:
        for block in (*section.blocks, *section.findings):
            if block is None:
                continue
            for field in fields(block):
                given = getattr(block, field.name)
                names |= {(one.name, bool(one.short)) for one in held_in(given)}
    return names


def unsaid(chapter, *sections):
    """The sentences of a chapter's catalogue that none of its sections says, one way or the other."""
    wanted = set()
    for name, template in catalogue(chapter).items():
        wanted.add((f"{chapter}.{name}", False))
        if template.otherwise:
            wanted.add((f"{chapter}.{name}", True))
    return wanted - said(*sections)


def texts(section):
    """All that a section says, as one text."""
    parts = []
    for block in (*section.blocks, *section.findings):
        for field in fields(block) if block is not None else ():
            given = getattr(block, field.name)
            parts += [one.text for one in held_in(given)]
    return " ".join(parts)
