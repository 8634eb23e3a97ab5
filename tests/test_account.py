"""The people of a case: what one file leaves blank is taken from the other, and nobody is lost or doubled."""

import pandas as pd
import pytest

from vawg_geo.sources.account import join_people

pytestmark = pytest.mark.methods("14")
COLUMNS = ["incident", "pid", "role", "sex", "age", "ethnicity", "disability", "eliminated"]


def people(*rows):
    table = pd.DataFrame([dict(zip(COLUMNS, row, strict=False)) for row in rows], columns=COLUMNS)
    kinds = dict.fromkeys(("incident", "pid", "role", "sex", "ethnicity"), "str")
    return table.astype({**kinds, "age": "float64", "disability": "boolean", "eliminated": "boolean"})


def test_blanks_of_the_extract_are_filled_from_the_side_table():
    extract = people(("c1", "p", "suspect"), ("c1", "q", "victim", "F", 30.0), ("c2", "p", "suspect"))
    table = people(("c1", "p", "suspect", "M", 40.0, "W1", False, True), ("c1", "q", "victim", "M", 31.0))
    joined = join_people([extract], table.rename(columns={"pid": "person_id"})).set_index(["incident", "pid"])
    assert len(joined) == 3
    assert joined.loc[("c1", "p"), "age"] == 40
    assert joined.loc[("c1", "p"), "eliminated"]
    assert joined.loc[("c1", "q"), ["sex", "age"]].tolist() == ["F", 30]  # the extract's word comes first
    assert pd.isna(joined.loc[("c2", "p"), "age"])  # of another crime nothing is known


def test_people_without_a_pseudonym_all_stand():
    two = people(("c1", None, "victim", "F", 20.0), ("c1", None, "victim", "F", 25.0))
    joined = join_people([two], None)
    assert joined["age"].tolist() == [20, 25]
    pd.testing.assert_frame_equal(joined, two)


def test_the_county_knows_the_ages_of_most_suspects(case):
    suspects = case.people[case.people["role"] == "suspect"]
    assert 0.02 < suspects["age"].isna().mean() < 0.08
    assert 0.02 < (suspects["age"] < 18).mean() < 0.1
    assert 0.03 < suspects["eliminated"].fillna(value=False).mean() < 0.1
