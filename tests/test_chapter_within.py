"""What domestic abuse holds: children towards older relatives, kinds that agree with the rest, endings, and gaps."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from people_made import part_of, study_of, table, words

from vawg_geo.measures.first_outcomes import first_outcomes, ripe_months
from vawg_geo.measures.young_suspects import young_towards_older
from vawg_geo.publishing.chapters import _within_ends as ends
from vawg_geo.publishing.chapters import within
from vawg_geo.publishing.chapters._demand_tables import count_themes
from vawg_geo.publishing.report.sentences import catalogue

pytestmark = pytest.mark.methods("8", "10", "12")


@pytest.fixture(scope="module")
def made(case):
    study = study_of(case, "da")
    return study, within.write(study)


def test_a_child_towards_an_older_relative_is_told_by_age_and_family_alone():
    rows = pd.DataFrame(
        {
            "relationship": ["Family", "Family", "Family", "Partner", "Family", None, "Family", "Family"],
            "victim_age": [40, 32, 25, 50, None, 60, 70, 31],
        },
        index=list("abcdefgh"),
    ).astype({"relationship": "str", "victim_age": "Float64"})
    people = pd.DataFrame(
        {
            "incident": [*list("aabcdefgh"), "h", "a"],
            "role": ["suspect"] * 10 + ["victim"],
            "age": [15.0, 45.0, 16.0, 17.0, 15.0, 12.0, 12.0, 14.0, 9.0, 18.0, 40.0],
            "eliminated": pd.array([None] * 7 + [True] + [None] * 3, dtype="boolean"),
        }
    )
    found = young_towards_older(rows, people)
    assert found["young"].to_dict() == {
        "a": True, "b": True, "c": False, "d": False, "e": False, "f": False, "g": False, "h": False
    }  # fmt: skip
    assert found["told"].to_dict() == {name: name in "abch" for name in "abcdefgh"}  # g: eliminated; e: no age
    assert found.loc["h", "age"] == 18  # a child under ten is no suspect
    closer = young_towards_older(rows, people.drop(columns="eliminated"), gap=8)
    assert list(closer.index[closer["young"]]) == ["a", "b", "c", "g"]


def test_the_county_s_count_is_the_same_counted_one_by_one(case, made):
    study, _ = made
    suspects = case.people[case.people["role"] == "suspect"]
    suspects = suspects[~suspects["eliminated"].fillna(value=False).astype(bool)]
    ages = suspects.dropna(subset=["age"]).groupby("incident")["age"].agg(list)
    n = 0
    for name, row in study.now[study.now["relationship"] == "Family"].iterrows():
        held = [age for age in ages.get(name, []) if age >= 10]
        n += bool(held and pd.notna(row["victim_age"]) and min(held) < 18 and row["victim_age"] - min(held) >= 16)
    assert table(study, "within_kinds").loc["young", "n"] == n > 0
    young = table(study, "within_young")
    assert young.loc["All", "now"] == n
    assert not (young["now"].dropna() < study.written.least).any()


def test_kinds_are_the_other_chapters_themes_and_total(made):
    study, _ = made
    kinds, themes = table(study, "within_kinds"), count_themes(study).set_index("theme")
    for what in ("hba", "stalking", "sexual", "online"):
        assert kinds.loc[what, ["before", "n"]].to_list() == themes.loc[what, ["before", "n"]].to_list()
    assert kinds.loc["all", "n"] == len(study.now) == kinds["of"].iloc[0]
    assert kinds.loc["late", "n"] == (~study.now["recent"]).sum()


def test_endings_are_first_outcomes_of_the_ripe_year(case, made):
    study, _ = made
    held, last = table(study, "within_ends"), ripe_months(study.cut, until=study.month)[1]
    ripe = study.during(((last - 11).first, last.last))
    first = first_outcomes(
        case.tables["outcomes"], recorded_on=ripe["recorded_on"], cut=study.cut, possible=study.possible.codes
    )
    first = first[first["days"] <= 180]
    assert held.loc["charged", "x"] == (first["code"] == "1").sum()
    assert held.loc["out of court", "x"] == first["code"].isin(["2", "3", "8", "22"]).sum()
    assert (held["n"] == len(ripe)).all()


def test_offers_are_those_of_the_period(case, made):
    study, _ = made
    offers, programmes = table(study, "within_offers").loc["offers"], case.tables["programmes"]
    first, last = (pd.Timestamp(day, tz="Europe/London") for day in study.period)
    own = programmes[programmes["name"] == ends.PROGRAMME]
    inside = own["started"].ge(first) & own["started"].lt(last + pd.Timedelta(days=1))
    assert offers["started"] == inside.sum()
    assert offers["accepted"] <= offers["decided"] <= offers["referred"]


def test_what_a_force_does_not_keep_is_told(case):
    bare = replace(part_of(case, since="2021-04-01", rows=3_000), people=None)
    said = " ".join(words(within.write(study_of(bare, "da"))))
    assert "no table of referrals or programmes" in said
    assert "no table of outcomes" in said
    assert "too few to say" in said
    none = part_of(case, since="2022-04-02")
    section = within.write(study_of(none, "da"))
    assert "No offence of domestic abuse" in " ".join(words(section))
    assert section.findings == ()


def test_few_are_hidden_and_a_kind_that_moved_is_a_finding(case, made):
    whole = study_of(case, "da")
    stalked = whole.earlier.index[whole.earlier["themes"].str.contains("stalking")]
    fewer = case.incidents.drop(index=stalked[:60])
    study = study_of(replace(case, incidents=fewer), "da")
    (finding,) = within.write(study).findings
    assert finding.name == "within: stalking"
    assert "(more)" in finding.what.text
    hidden = study_of(case, "da", least=50)
    assert "too few to show" in " ".join(words(within.write(hidden)))
    kinds = hidden.book.entries["within_kinds"].table
    unseen = kinds[["n", "before"]].isna().any(axis="columns")
    assert unseen.any()
    assert kinds.loc[unseen, ["ratio", "low", "high"]].isna().all(axis=None)  # before times ratio is the hidden count
    assert made[1].findings == ()


def test_every_sentence_is_used():
    texts = "".join(Path(module.__file__).read_text("utf-8") for module in (within, ends))
    for name in catalogue("within"):
        stem = name.rsplit("_", 1)[0] if name.startswith(("so_what_", "recommend_")) else name
        assert f"within.{stem}" in texts or name in within.KINDS, name
