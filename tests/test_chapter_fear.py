"""Fear and perceptions: counts that agree with the reports, small places hidden, surveys as they moved."""

import numpy as np
import pytest
from people_made import study_of, table, words

from vawg_geo.publishing.chapters import fear
from vawg_geo.publishing.chapters._surveys import sum_answers
from vawg_geo.publishing.report.blocks import Table
from vawg_geo.runs.county.planted import SAFE_BY_NIGHT

pytestmark = pytest.mark.methods(11)


@pytest.fixture(scope="module")
def made(case):
    study = study_of(case)
    return study, fear.write(study)


def test_reports_are_those_of_the_period(made, case):
    study, _ = made
    day = case.tables["street_safe"]["reported_on"].dt.strftime("%Y-%m-%d")
    row = table(study, "fear_reports").loc["period"]
    assert row["n"] == int(day.between("2021-04-01", "2022-03-31").sum())
    assert row["n"] >= row["known"] >= row["women"]
    assert (table(study, "fear_reasons")["of"] == row["n"]).all()


def test_small_counts_of_a_place_are_hidden_and_cannot_be_worked_out(made):
    study, _ = made
    places = table(study, "fear_places")
    for name in ("reports", "offences"):
        assert places[name].dropna().ge(study.written.least).all()
    assert "expected_reports" not in places.columns
    assert places.loc[places["label"] == "too few", "p"].isna().all()


def test_the_lists_are_of_places_likely_to_belong_there(made):
    study, section = made
    places = table(study, "fear_places")
    listed = {block.caption.split()[0].lower(): list(block.rows) for block in section.blocks if isinstance(block, Table)
              and block.table == "fear_places"}  # fmt: skip
    assert listed["fear"]
    for kind in ("fear", "record"):
        likely = places[(places["label"] == f"{kind} only") & places["p"].ge(0.55)]
        rows = listed.get(kind, [])
        assert set(rows) <= set(likely.index)
        assert len(rows) == min(len(likely), fear.MOST)
        assert bool(rows) != any(f"more {kind} than the average place without" in said for said in words(section))


def test_a_profile_of_districts_names_no_place(case):
    study = study_of(case, smallest="district")
    assert "names no place smaller than a district" in " ".join(words(fear.write(study)))
    assert "fear_places" not in study.book.entries


def test_what_was_planted_in_the_survey_is_found_and_nothing_else(made):
    study, section = made
    assert SAFE_BY_NIGHT[1] < SAFE_BY_NIGHT[0]
    survey = table(study, "fear_survey")
    moved = survey[survey["told"].isin(["higher", "lower"])]
    assert list(moved.index) == ["Feels safe alone by night where they live|women"]
    assert any("lower than in the period before" in said for said in words(section))


def test_a_survey_hides_small_answers_and_their_complements(case):
    study = study_of(case, least=8)
    rows = case.tables["survey"].query("survey == 'community'").head(0)
    rows = rows.assign(period="").reindex(range(4))
    rows["period"] = ["2021-04 to 2021-06", "2021-07 to 2021-09", "2020-04 to 2020-06", "2019-01 to 2019-03"]
    rows["question"], rows["n"], rows["d"] = "q", [3, 2, 10, 50], [20, 20, 12, 60]
    row = sum_answers(study, rows, ("question",)).iloc[0]
    assert row["d"] == 40
    assert row[["n", "before_n"]].isna().all()  # five said so; two did not
    assert np.isnan(row["before"])  # twelve asked
    assert row["told"] == "cannot say"


def test_voices_nobody_asked_are_named(made):
    study, section = made
    voices = table(study, "fear_voices")
    assert voices["n"].sum() == table(study, "fear_reports").loc["period", "n"]
    assert any("No survey or panel in these data asks" in said for said in words(section))
    assert not any("Men and boys" in said and "Heard least" in said for said in words(section))
