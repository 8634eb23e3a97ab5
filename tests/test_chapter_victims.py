"""Victims: totals that agree with demand, groups only where known, small groups hidden, nobody in the tables."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from people_made import part_of, study_of, table, words

from vawg_geo.publishing.chapters import repeats, suspects, victims
from vawg_geo.publishing.chapters._demand_tables import count_periods
from vawg_geo.publishing.chapters._people_ages import hide_ages
from vawg_geo.publishing.chapters._people_places import hide_few

pytestmark = pytest.mark.methods(14)


@pytest.fixture(scope="module")
def made(case):
    study = study_of(case)
    return study, victims.write(study), count_periods(study).set_index("period").loc["now"]


def test_the_totals_are_those_of_demand(made):
    study, _, now = made
    ages = table(study, "victims_ages")
    assert ages.loc["All ages", "female"] == now["n"]
    assert ages["female"].iloc[:-1].sum() == now["n"]
    assert ages["female_residents"].iloc[:-2].sum() == ages.loc["All ages", "female_residents"]
    children = study_of(study.case, "csae", least=5)
    victims.write(children)
    assert table(children, "victims_ages").loc["All ages", ["female", "male", "other"]].sum() == len(children.now)
    both = victims.write(study_of(study.case, "csae", least=5)).blocks[0].said[:2]
    assert [part.text[:15] for part in both] == [
        "Women and girls", "Men and boys ar"]  # fmt: skip


def test_who_is_recorded_again_is_the_same_in_every_chapter(case):
    study = study_of(case, "da")
    victims.write(study)
    suspects.write(study)
    repeats.write(study)
    told = table(study, "repeats_windows")
    for role in ("victim", "suspect"):
        own = table(study, f"{role}s_repeats").loc["365", ["n", "repeats", "censored"]]
        assert own.tolist() == told.loc[f"{role}|365", ["n", "repeats", "censored"]].tolist()


def test_rates_by_hand(made, case):
    study, _, _ = made
    ages, people = table(study, "victims_ages"), case.tables["population"]
    n = int(study.now["victim_age"].between(18, 24).sum())
    living = people[(people["sex"] == "F") & (people["age_band"] == "18-24")]["n"].sum()
    assert ages.loc["18-24", "female"] == n
    assert ages.loc["18-24", "female_rate"] == pytest.approx(1000 * n / living)


def test_nothing_is_said_of_groups_that_are_not_known_well_enough(made):
    study, section, _ = made
    known = table(study, "victims_known")
    assert (known["n"] == known["known"] + known["not_stated"] + known["blank"]).all()
    assert known.loc["Ethnicity", "share"] < study.written.complete_from
    assert "victims_ethnicity" not in study.book.entries
    assert any("cannot say whom ethnicity" in said for said in words(section))


def test_a_field_known_well_enough_is_shown_and_its_small_groups_hidden(case):
    part = part_of(case)
    codes = np.array(["W1"] * 90 + ["A1"] * 9 + ["O1"] * 7 + ["B1"])
    ethnicity = np.where(part.people.index % 10 == 0, None, np.resize(codes, len(part.people)))
    study = study_of(replace(part, people=part.people.assign(ethnicity=ethnicity)), least=15)
    section = victims.write(study)
    groups = table(study, "victims_ethnicity")
    assert any("those of whom it is not known may differ" in said for said in words(section))
    assert groups["n"].dropna().ge(15).all()
    assert groups["n"].isna().sum() != 1  # the total would tell a single one
    hidden = groups["n"].isna()
    assert groups.loc[hidden, ["share", "low", "high"]].isna().all(axis=None)
    assert groups.loc[["White", "Asian or Asian British"], "n"].notna().all()  # Chinese are Asian, by either code


def test_few_offences_in_a_kind_of_place_are_hidden_with_all_made_of_them():
    rates = pd.DataFrame(
        {"n": [4, 30, 12], **dict.fromkeys(["rate", "low", "high", "ratio", "ratio_low", "ratio_high"], 1.0)}
    )
    shown = hide_few(rates, 5)
    assert shown["n"].isna().tolist() == [True, False, True]
    assert shown["ratio"].isna().tolist() == [True, False, True]
    assert hide_few(rates, 4)["n"].tolist() == [4, 30, 12]


def test_a_profile_of_children_hides_few_people_of_an_age():
    bands = ["0-9", "10-15", "16-17", "All ages"]
    counts = {"female": [3, 30, 40, 73], "female_rate": 1.0, "male": [0, 20, 30, 50], "other": [0, 0, 0, 0]}
    table = pd.DataFrame(counts, index=bands)
    shown = hide_ages(table.assign(people=[3, 50, 70, 123]), 10)
    assert shown["female"].isna().tolist() == [True, True, False, False]  # the total would tell one alone
    assert shown["female_rate"].isna().tolist() == [True, True, False, False]
    assert shown["male"].tolist() == [0, 20, 30, 50]
    assert shown["people"].isna().tolist() == [True, True, True, False]
    pd.testing.assert_frame_equal(hide_ages(table, 5), table)


def test_private_offences_are_compared_by_residents_and_balance(made):
    study, _, _ = made
    rows = study.now
    private = rows["space"].eq("private").fillna(value=False) & rows["located"].eq("placed") & rows["recent"]
    for name in ("victims_deprivation", "victims_students"):
        assert table(study, name)["n"].sum() == int(private.sum())


def test_nobody_is_in_the_tables(made, case):
    study, section, _ = made
    people = set(case.people["pid"].dropna().unique()[:2000]) | set(case.incidents.index[:2000])
    for entry in study.book.entries.values():
        assert not people & set(entry.table.astype("str").to_numpy().ravel())
    assert [finding.name for finding in section.findings] == ["victims_repeat"]
