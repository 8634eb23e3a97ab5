"""The list of suspects: whom METHODS 14 counts and leaves out, by hand; and that it is refused without its paper."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from vawg_geo.base.errors import DisclosureError, SchemaError
from vawg_geo.measures.suspects import find_suspects

pytestmark = pytest.mark.methods("14")

CUT = date(2022, 3, 31)
PAPER = {"cut": CUT, "purpose": "monthly review", "reviewer": "a reviewer", "expires": date(2022, 6, 30)}


def made():
    incidents = pd.DataFrame(
        {
            "recorded_on": pd.to_datetime(
                ["2022-01-01", "2022-02-01", "2022-03-31", "2021-03-31", "2021-04-01", "2022-01-05"]
            ).tz_localize("Europe/London"),
            "status": ["live", "live", "live", "live", "live", "cancelled"],
            "harm": [10.0, 30.0, np.nan, 500.0, 60.0, 900.0],
        },
        index=list("abcdef"),
    )
    rows = [(crime, f"v{crime}", "victim", 30.0, False) for crime in "abcdef"]
    rows += [(crime, "two", "suspect", 40.0, False) for crime in "abc"]
    rows += [(crime, "old", "suspect", 40.0, False) for crime in "ad"]  # d: a day too long ago
    rows += [(crime, "edge", "suspect", 40.0, False) for crime in "aec"]
    rows += [(crime, "one", "suspect", 40.0, False) for crime in "af"]  # f is cancelled
    rows += [(crime, "young", "suspect", 17.0, False) for crime in "ab"]
    rows += [(crime, "blank", "suspect", np.nan, False) for crime in "ab"]
    rows += [(crime, "freed", "suspect", 40.0, True) for crime in "ab"]
    people = pd.DataFrame(rows, columns=["incident", "pid", "role", "age", "eliminated"])
    return people.astype({"eliminated": "boolean"}), incidents


def test_by_hand():
    people, incidents = made()
    table = find_suspects(people, incidents, **PAPER)
    assert table.index.tolist() == ["edge", "two"]
    assert table["n"].tolist() == [3, 3]
    assert table["harm"].tolist() == [70, 40]
    assert table["n_unweighted"].tolist() == [1, 1]
    assert table["largest_share"].tolist() == pytest.approx([60 / 70, 30 / 40])
    assert table["victims"].tolist() == [3, 3]
    assert table.attrs["age_unknown"] == 1
    assert "not convicted" in table.attrs["words"]
    assert "will do" in table.attrs["words"]


def test_crimes_without_a_named_victim_and_other_columns_do_not_count():
    people, incidents = made()
    nameless = people.assign(pid=people["pid"].where(people["role"] == "suspect"))
    assert find_suspects(nameless, incidents, **PAPER).empty
    more = people.assign(sex="M", ethnicity="A1", disability=True)
    pd.testing.assert_frame_equal(find_suspects(more, incidents, **PAPER), find_suspects(people, incidents, **PAPER))
    nothing = find_suspects(people, incidents.assign(harm=0.0), **PAPER)
    assert nothing["largest_share"].isna().all()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"purpose": " "}, "purpose"),
        ({"reviewer": ""}, "reviewer"),
        ({"expires": CUT}, "expire"),
        ({"expires": date(2023, 1, 1)}, "expire"),
    ],
)
def test_refused_without_its_paper(change, words):
    with pytest.raises(DisclosureError, match=words):
        find_suspects(*made(), **(PAPER | change))


def test_broken_tables():
    people, incidents = made()
    with pytest.raises(SchemaError, match="'age' is missing"):
        find_suspects(people.drop(columns="age"), incidents, **PAPER)
    with pytest.raises(SchemaError, match="at least 0"):
        find_suspects(people, incidents.assign(harm=-1.0), **PAPER)
