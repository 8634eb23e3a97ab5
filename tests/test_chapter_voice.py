"""Victims' voice: sums of quarters, a profile's own groups, no words of anybody."""

import pytest
from people_made import study_of, table

from vawg_geo.publishing.chapters import voice

pytestmark = pytest.mark.methods(13)


@pytest.fixture(scope="module")
def made(case):
    study = study_of(case)
    return study, voice.write(study)


def test_the_sums_are_those_of_the_periods_quarters(made, case):
    study, _ = made
    survey = case.tables["survey"]
    year = survey[survey["period"].str.slice(0, 7).between("2021-04", "2022-03")]
    own = year[(year["survey"] == "victim_panel") & (year["question"] == "Kept informed")]
    row = table(study, "voice_panel").loc["Kept informed"]
    assert (row["n"], row["d"]) == (own["n"].sum(), own["d"].sum())
    audits = table(study, "voice_audits")
    assert audits.loc["All districts", ["n", "d"]].tolist() == audits.iloc[:-1][["n", "d"]].sum().tolist()


def test_a_profile_of_themes_hears_the_victims_of_these(case):
    study = study_of(case, themes=("rape",))
    voice.write(study)
    assert set(table(study, "voice_satisfied")["group"]) == {"sexual offences"}


def test_shares_lie_in_their_intervals_and_small_answers_are_hidden(made):
    study, section = made
    for name in ("voice_panel", "voice_satisfied", "voice_audits"):
        held = table(study, name)
        assert ((held["low"] <= held["share"]) & (held["share"] <= held["high"]))[held["share"].notna()].all()
        assert held["n"].dropna().ge(study.written.least).all()
    lowest = table(study, "voice_satisfied")["share"].min()
    assert f"{100 * lowest:.0f}%" in section.findings[0].what.text
