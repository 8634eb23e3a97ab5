"""What follows from a profile: developing challenges, drivers, responses, priorities, recommendations."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from case_made import FORCE, RECORDS, write_force

from vawg_geo.base.periods import Month
from vawg_geo.base.profile import read_profile
from vawg_geo.base.side_tables import SIDE_TABLES
from vawg_geo.measures.prioritise import score_priorities
from vawg_geo.publishing.chapters import _developing_tables as ahead
from vawg_geo.publishing.chapters import _drivers_tests as reasons
from vawg_geo.publishing.chapters import _priorities_tables as ranked
from vawg_geo.publishing.chapters import _recommendations_tables as agreed
from vawg_geo.publishing.chapters import developing, drivers, priorities, recommendations, responses
from vawg_geo.publishing.chapters._demand_context import expect_ahead
from vawg_geo.publishing.chapters._geography_public import LABELS
from vawg_geo.publishing.report.blocks import Finding, Paragraph, Section
from vawg_geo.publishing.report.problems import read_problems
from vawg_geo.publishing.report.sentences import Piece, Sentence
from vawg_geo.publishing.report.show import show_section
from vawg_geo.publishing.report.study import Study
from vawg_geo.publishing.report.walk import sentences_of
from vawg_geo.publishing.tasking_terms import read_small
from vawg_geo.sources.case import load_case

pytestmark = pytest.mark.methods("8")
FULL = read_profile("vawg_full")
MONTH = Month(2022, 3)


@pytest.fixture
def study(case):
    return Study(case, FULL, MONTH)


@pytest.fixture(scope="module")
def little(tmp_path_factory):
    """A force with a dozen records and almost no tables."""
    return load_case(write_force(tmp_path_factory.mktemp("little"), records=RECORDS, force=FORCE))


@pytest.fixture
def bare(little):
    return Study(little, FULL, MONTH)


def words(text, short=()):
    return Sentence((Piece(text),), "made", short)


def finding(name, what, **changes):
    given = {"weight": 0.5, "where": None, "who": None, "change": None, "confidence": None}
    said = words("It matters.")
    return Finding(
        name=name, what=words(what), so_what=said, recommendation=words(f"Do {name}."), owner="Owner", by_when=said,
        how_known=said, **(given | changes),
    )  # fmt: skip


def section(*found, said=()):
    return {"made": Section("made", "Made: of words", "", (Paragraph(tuple(said)),), tuple(found))}


def table(study, name):
    return study.book.entries[name].table


def text(written, study):
    return " ".join(str(show_section(written, study.book).html).split())


# Developing challenges


def risen(study, *, theme="stalking", times=4):
    """The same study with more of a theme in the last three months, by copies of its own records."""
    rows = study.rows
    latest = rows["day"] >= "2022-01-01"
    mine = rows[latest & rows["themes"].str.split(";").map(lambda held: theme in held)]
    copies = [mine.set_axis(mine.index.astype("str") + f"-{i}") for i in range(times - 1)]
    made = replace(study)
    made.__dict__["rows"] = pd.concat([rows, *copies])
    return made


def test_a_planted_rise_is_found_and_an_even_county_is_quiet(study):
    quiet = ahead.find_signals(study)
    found = ahead.find_signals(risen(study))
    first = found.iloc[0]
    assert quiet.empty
    assert (first["theme"], first["district"], first["direction"]) == ("stalking", "whole area", "up")
    assert first["q"] <= 0.05
    # By hand: the same three months of the two years before, against those three.
    day = risen(study).rows
    mine = day[day["themes"].str.contains("stalking")]["day"]
    before = mine.between("2021-01-01", "2021-03-31") | mine.between("2020-01-01", "2020-03-31")
    assert (first["before"], first["n"]) == (before.sum(), mine.between("2022-01-01", "2022-03-31").sum())
    assert first["ratio"] == pytest.approx((first["n"] / 90) / (first["before"] / 181))


def test_a_rise_becomes_a_finding_for_review(study):
    written = developing.write(risen(study))
    assert [f.name for f in written.findings] == ["developing.stalking.whole area"]
    assert "hot spot" not in text(written, study).lower()


def test_the_fan_holds_the_last_months_and_the_next(study):
    fan = ahead.draw_ahead(study)
    assert fan["month"].tolist()[-2:] == ["2022-03", "2022-04"]
    assert np.isnan(fan["value"].iloc[-1])
    assert fan["value"].iloc[-2] == int((study.rows["day"].dt.strftime("%Y-%m") == "2022-03").sum())
    assert (fan["low95"].iloc[-1] <= fan["low80"].iloc[-1]) & (fan["high80"].iloc[-1] <= fan["high95"].iloc[-1])
    # Two sections speak of the next month: one forecast.
    told = expect_ahead(study).iloc[0]
    for name in ("expected", "low80", "high80", "low95", "high95"):
        assert fan[name].iloc[-1] == told[name]


def test_the_horizon_tells_what_lies_ahead(study, bare):
    notes = ahead.list_horizon(study)
    assert notes["date"].is_monotonic_increasing
    assert ((notes["when"] == "ahead") == (notes["date"] > study.cut.isoformat())).all()
    assert ahead.list_horizon(bare).empty
    assert "keeps no list of what is known to come" in text(developing.write(bare), bare)


def test_new_clusters_come_from_the_section_on_geography(study):
    assert ahead.pick_emerging(study).empty
    words = [LABELS[label] for label in ("new", "consecutive", "intensifying", "sporadic", "persistent")]
    labels = pd.DataFrame({"area": [*"abcde"], "place": [*"ABCDE"], "label": words, "n": 1, "z": 1.0})
    study.book.put("geography_emerging", labels, key="area", how="made", source="made")
    html = text(developing.write(study), study)
    assert sorted(ahead.pick_emerging(study)["area"]) == ["a", "b", "c"]
    assert "belong to a cluster of offences that is new or growing" in html


# Drivers


@pytest.mark.parametrize("hypothesis", reasons.HYPOTHESES, ids=lambda h: h.name)
def test_each_reason_can_be_told_and_can_fail_to_be(hypothesis, study, bare):
    n, d, line = hypothesis.count(study)
    assert 0 < n <= d
    assert 0 < line < 1
    assert hypothesis.count(bare)[1] < 20


def test_reasons_are_counted_as_they_say(study):
    now = study.now
    known = now["relationship"].dropna()
    assert reasons.known_suspect(study)[:2] == (
        int((known == "Partner").sum() + (known == "Ex-partner").sum() + (known == "Family").sum()), len(known),
    )  # fmt: skip
    assert reasons.night(study)[2] == 7 / 24
    top = study.earlier[study.earlier["space"] == "public"]["area"].value_counts()
    held = study.now[(study.now["space"] == "public").fillna(value=False)]["area"].dropna()
    n, d, line = reasons.same_places(study)
    assert d == len(held)
    size = round(line * len(study.case.areas))
    assert abs(n - int(held.isin(top.index[:size]).sum())) <= int(held.value_counts().max())  # ties at the edge


def test_the_triangle_names_only_problems_of_the_period(study, bare):
    written = drivers.write(study)
    counted = table(study, "drivers_problems")
    for problem in read_problems():
        if problem.name in counted.index:
            assert counted.loc[problem.name, "n"] == int(problem.holds(study.now).sum())
    assert "None of this shows a cause" in text(written, study)
    drivers.write(bare)
    assert table(bare, "drivers_problems").empty
    assert table(bare, "drivers_sides")["n"].to_dict() == {"for": 0, "against": 0, "all": 7, "open": 7}


# Responses


def test_every_response_has_a_rating_a_strand_and_a_known_problem():
    known = {problem.name for problem in read_problems()}
    for row in read_small("responses"):
        assert row["rating"] in responses.RATINGS
        assert row["four_p"] in {"prevent", "protect", "pursue", "prepare"}
        assert set(row["problems"].split(";")) <= known


def test_findings_are_given_the_options_of_their_problem(study):
    found = (finding("a", "Domestic abuse by partners rose."), finding("b", "The weather was fine."))
    responses.write(study, section(*found))
    options = table(study, "responses_findings")["options"]
    assert "(moderate)" in options["a"]
    assert options["a"].count(";") == 2
    assert options["b"] == ""


def test_responses_without_offences_say_so(bare):
    assert "No problem of this profile has offences enough" in text(responses.write(bare, {}), bare)


# Priorities


def test_the_matrix_counts_by_theme_and_ranks(study):
    counts = ranked.count_criteria(study)
    rape = study.now[study.now["themes"].str.split(";").map(lambda held: "rape" in held)]
    row = counts.set_index("theme").loc["rape"]
    assert (row["n"], row["harm"]) == (len(rape), pytest.approx(rape["harm"].sum()))
    ages = rape["victim_age"].dropna()
    assert row["children"] == pytest.approx((ages < 18).mean())
    matrix = ranked.rank_themes(counts).set_index("theme")
    again = score_priorities(matrix[list(ranked.WEIGHTS)], pd.Series(ranked.WEIGHTS))
    assert (again["rank"] == matrix["rank"]).all()
    assert matrix["rank"].is_monotonic_increasing
    assert matrix[list(ranked.WEIGHTS)].to_numpy().max() <= 5


def test_priorities_say_when_there_is_nothing_to_rank(study, bare):
    assert "comes first with" in text(priorities.write(study), study)
    assert "No theme of this profile has offences enough" in text(priorities.write(bare), bare)


def test_what_comes_first_is_a_finding_behind_those_that_were_counted(study, bare):
    section = priorities.write(study)
    (finding,) = section.findings
    first = study.book.entries["priorities_matrix"].table.iloc[0]
    assert finding.what.text.startswith(first["label"])
    assert first["label"] in finding.recommendation.text
    assert finding.weight == pytest.approx(0.44 * first["p_top"])
    assert ("other weights" in finding.confidence.text) == (first["rank_high"] > 1)
    assert priorities.write(bare).findings == ()


# Recommendations


def test_what_was_agreed_is_followed_up(study):
    before = agreed.list_before(study).set_index("id")
    source = study.case.tables["recommendations"]
    assert len(before) == (source["product"] == "vawg_full").sum()
    first = before.loc["R001"]
    there = study.rows[study.rows["area"] == source.set_index("id").loc["R001", "area"]]
    there = there[there["space"] == "public"]["day"]
    done = pd.Timestamp(first["done_on"])
    days = (pd.Timestamp(study.cut) - done).days
    assert first["days"] == days
    assert first["before"] == int(((there < done) & (there >= done - pd.Timedelta(days=days))).sum())
    assert first["after"] == int(((there > done) & (there <= done + pd.Timedelta(days=days))).sum())
    assert first["effect"].startswith(f"from {first['before']:.0f} to {first['after']:.0f} ")
    small = before[before["effect"] == agreed.TOO_FEW]
    assert small[["before", "after"]].isna().all(axis=None)
    assert set(before["late"]) <= {"yes", "no", ""}


def test_gaps_are_the_sentences_that_fell_short(study):
    short = words("Cannot say: too few.", short=("n",))
    gaps = agreed.list_gaps(section(finding("f", "It is."), said=(words("All is well."), short, short)))
    assert gaps[["section", "gap", "ask"]].to_numpy().tolist() == [["Made", "Cannot say: too few.", "to be agreed"]]
    recommendations.write(study, section(finding("f", "It is."), finding("g", "It is too.")))
    assert table(study, "recommendations_new")["recommendation"].tolist() == ["Do f.", "Do g."]
    assert table(study, "recommendations_totals")["n"]["new"] == 2


def test_an_answer_is_no_gap_and_a_gap_says_what_to_collect():
    answer = replace(words("No coordinate looks like one.", short=("n",)), name="data.crowded")
    missing = replace(words("Known for too few."), name="victims.cannot_say")
    gaps = agreed.list_gaps(section(finding("f", "It is."), said=(answer, missing, words("All is well."))))
    assert gaps["gap"].tolist() == ["Known for too few."]
    assert "first report" in gaps["ask"].item()
    assert gaps["ask_of"].item() != "to be agreed"


def test_a_force_without_tables_is_told_what_to_collect(bare):
    html = text(recommendations.write(bare, {}), bare)
    assert "keeps no list of recommendations" in html
    assert "makes no recommendation" in html
    plan = table(bare, "recommendations_plan")
    assert "outcomes" in plan.index
    assert "street_safe" not in plan.index
    assert {row["table"] for row in agreed._sources()} <= set(SIDE_TABLES)


def test_every_sentence_of_a_section_is_found(study):
    written = developing.write(study)
    said = {sentence.name for sentence in sentences_of(written)}
    assert {"developing.limit", "developing.analyst", "developing.noted", "developing.fan"} <= said
    assert date(2022, 4, 5) == study.cut
