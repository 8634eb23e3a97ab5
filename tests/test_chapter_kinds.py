"""Kinds: a matrix whose first row is the total, harm that sums up, flags that balance."""

import pytest
from chapters_made import bare, grown, of_others, texts, unsaid, write
from people_made import table

from vawg_geo.publishing.chapters import _kinds_tables as counted
from vawg_geo.publishing.chapters import kinds

pytestmark = pytest.mark.methods(2)


@pytest.fixture(scope="module")
def made(case):
    return write(kinds, case)


def test_every_table_has_the_total(made):
    study, _ = made
    n = len(study.now)
    matrix, flags = table(study, "kinds_matrix"), table(study, "kinds_flags")
    first = matrix[matrix["theme"] == counted.EVERY]
    assert first["n"].sum() == n == table(study, "kinds_harm")["n"].sum() == table(study, "kinds_together")["n"].sum()
    assert first["before"].sum() == len(study.earlier)
    assert (flags[["yes", "no", "unknown"]].sum(axis=1) == n).all()
    assert table(study, "kinds_relationship")["n"].sum() == n
    assert first["harm"].sum() == pytest.approx(study.now["harm"].sum())
    assert table(study, "kinds_harm")["share_harm"].sum() == pytest.approx(1)
    assert table(study, "kinds_harm")["upto"].iloc[-1] == 1


def test_a_cell_is_a_plain_count(made):
    study, _ = made
    rows = study.now
    private = rows["space"].eq("private") & rows["place_type"].ne("school") & rows["da"].fillna(value=False)
    assert table(study, "kinds_matrix").loc["Domestic abuse|Private place", "n"] == private.sum()
    school = rows["place_type"].eq("school") & rows["space"].ne("online").fillna(value=True)
    assert table(study, "kinds_matrix").loc[f"{counted.EVERY}|School or college", "n"] == school.sum()


def test_a_cell_that_trebled_is_told_and_others_are_not(case):
    more = grown(case, lambda t: t["stalking"].fillna(value=False) & t["space"].eq("online"))
    study, section = write(kinds, more)
    matrix = table(study, "kinds_matrix")
    assert matrix.loc["Stalking|Online", "state"] == "higher"
    assert matrix.loc["Rape|Private place", "state"] == "no change"
    assert section.findings[0].name.startswith("kinds.")
    assert "changed by more than chance" in texts(section).lower()


def test_rare_combinations_stand_together(case):
    study, _ = write(kinds, case, least=400)
    together = table(study, "kinds_together")
    alone = together.drop([counted.OTHER_FLAGS, counted.NO_FLAG])
    assert (alone["n"] >= 400).all()
    assert together["n"].sum() == len(study.now)


def test_each_sentence_is_said_both_ways(made, case):
    _, poor = write(kinds, bare(case))
    _, none = write(kinds, of_others(case))
    _, children = write(kinds, case, name="csae", themes=("child_sexual",))
    more = grown(case, lambda t: t["stalking"].fillna(value=False) & t["space"].eq("online"))
    nobody = bare(case)
    nobody.incidents["relationship"] = None
    _, lost = write(kinds, nobody)
    assert unsaid("kinds", made[1], poor, none, write(kinds, more)[1], lost, children) == set()
    assert "too few offences to share out the harm" in texts(poor)
