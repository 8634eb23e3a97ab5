"""Suspects: totals that agree with demand, people counted once, eliminated ones left out, no names."""

import pandas as pd
import pytest
from people_made import study_of, table, words

from vawg_geo.publishing.chapters import suspects
from vawg_geo.publishing.chapters._demand_tables import count_periods

pytestmark = pytest.mark.methods(14)


@pytest.fixture(scope="module")
def made(case):
    study = study_of(case)
    return study, suspects.write(study)


def test_the_totals_are_those_of_demand(made):
    study, _ = made
    now = count_periods(study).set_index("period").loc["now"]
    relations = table(study, "suspects_relations")
    assert relations.loc["All offences", "n"] == now["n"]
    assert (relations["n"] == relations["suspect"] + relations["unknown"]).all()
    assert relations.iloc[:-1][["n", "unknown"]].sum().tolist() == relations.iloc[-1][["n", "unknown"]].tolist()


def test_people_count_once_and_those_eliminated_do_not(made, case):
    study, _ = made
    people = case.people[(case.people["role"] == "suspect") & case.people["incident"].isin(study.now.index)]
    kept = people[~people["eliminated"].fillna(value=False).astype(bool)]
    ages = table(study, "suspects_ages")
    assert ages.loc["All ages", "people"] == kept["pid"].nunique() + kept["pid"].isna().sum()
    assert ages.drop(index=["All ages", "Under 18"])["people"].sum() == ages.loc["All ages", "people"]
    assert (ages["people"] == ages["female"] + ages["male"] + ages["other"]).all()
    assert len(kept) < len(people)


def test_small_overlaps_are_hidden(made):
    study, _ = made
    for name, column in (("suspects_themes", "across"), ("suspects_orders", "suspects"),
                         ("suspects_programmes", "suspects")):  # fmt: skip
        held = table(study, name)[column]
        assert held.dropna().ge(study.written.least).all()
    hidden = table(study, "suspects_themes")["across"].isna()
    assert table(study, "suspects_themes").loc[hidden, "share"].isna().all()


def test_the_page_says_allegations_and_never_a_name(made, case):
    study, section = made
    said = " ".join(words(section))
    assert "allegations, not guilt" in said
    assert "offender" not in said
    people = set(case.people["pid"].dropna().unique()[:2000])
    for entry in study.book.entries.values():
        assert not people & set(entry.table.astype("str").to_numpy().ravel())


def test_the_few_are_a_finding_only_beyond_chance(made, case):
    study, section = made
    harm = table(study, "suspects_harm")
    beyond = harm.loc["0.05", "share"] >= harm.loc["0.05", "chance_high"] + 0.01
    assert bool(section.findings) == bool(beyond)
    one = study.now.index[:400]
    people = pd.DataFrame(
        {"incident": one, "pid": ["same"] * 100 + [f"p{i}" for i in range(300)], "role": "suspect", "sex": "M",
         "age": 30.0, "ethnicity": None, "disability": None, "eliminated": pd.array([False] * 400, dtype="boolean")}
    )  # fmt: skip
    from dataclasses import replace

    kept = case.incidents.loc[one].assign(harm=10.0)
    assert (
        suspects.write(study_of(replace(case, incidents=kept, people=people, tables={}))).findings[0].name
        == "suspects_few"
    )
