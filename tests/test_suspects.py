"""The list of suspects: whom METHODS 14 counts and leaves out, by hand; and that it is refused without its paper."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from vawg_geo.base.errors import DisclosureError, PeriodError, SchemaError
from vawg_geo.base.profile import Profile
from vawg_geo.base.restricted import Restricted
from vawg_geo.measures.suspects import find_suspects

pytestmark = pytest.mark.methods("14")

TODAY = date(2022, 4, 6)


def profile(**changes):
    block = {"purpose": "monthly review", "reviewer": "A. Reviewer", "expires": "2022-06-30"} | changes
    return Profile("t", "t", "q?", "n", restricted=Restricted(**block))


PAPER = {"month": "2022-03", "cut": date(2022, 4, 5), "profile": profile(), "today": TODAY}


def made():
    incidents = pd.DataFrame(
        {
            "recorded_on": pd.to_datetime(
                ["2022-01-01", "2022-02-01", "2022-03-31", "2021-03-31", "2021-04-01", "2022-01-05"]
            ).tz_localize("Europe/London"),
            "status": ["live", "live", "live", "live", "live", "cancelled"],
            "harm": [10.0, 30.0, np.nan, 500.0, 60.0, 900.0],
            "scope": "core",
            "victim_sex": "F",
            "victim_age": 30.0,
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
    told = ("first", "last", "purpose", "reviewer", "expires")
    assert [table.attrs[name] for name in told] == [
        "2021-04-01", "2022-03-31", "monthly review", "A. Reviewer", "2022-06-30",
    ]  # fmt: skip
    assert dict(table.attrs["flow"]) == {
        "recorded as a suspect": 16, "not identified": 0, "named again in the same crime": 0,
        "eliminated from the inquiry": 2, "crime not among the records used": 0, "recorded outside the 365 days": 1,
        "cancelled, or offence or victim outside the scope": 1, "no named victim": 0,
        "under 18 in one of the crimes": 2, "age not recorded": 2, "in one crime only": 2,
        "counted: in more than one crime": 6,
    }  # fmt: skip
    assert not table.attrs["censored"]
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


def test_the_flow_balances_and_the_scope_is_the_profiles():
    people, incidents = made()
    (_, whole), *parts = find_suspects(people, incidents, **PAPER).attrs["flow"]
    assert whole == sum(n for _, n in parts)
    for change in ({"scope": "context"}, {"victim_sex": "M"}, {"victim_age": 9.0}, {"victim_sex": None}):
        assert find_suspects(people, incidents.assign(**change), **PAPER).empty


def test_twice_in_one_crime_is_once_and_who_is_unknown_is_nobody():
    people, incidents = made()
    twice = pd.concat([people, people], ignore_index=True)
    again = find_suspects(twice, incidents, **PAPER)
    again.attrs = {}
    pd.testing.assert_frame_equal(again, find_suspects(people, incidents, **PAPER))
    unknown = people.assign(pid=people["pid"].where(people["role"] == "victim"))
    assert find_suspects(unknown, incidents, **PAPER).empty


def test_the_order_is_the_profiles_and_of_recorded_involvement_alone():
    people, incidents = made()
    by = {
        name: find_suspects(people, incidents, **(PAPER | {"profile": profile(predictors=(name,))}))
        for name in ("n", "last_on")
    }
    assert all(table.index.tolist() == ["edge", "two"] for table in by.values())  # ties by pseudonym
    lighter = incidents.assign(harm=[10.0, 90.0, np.nan, 500.0, 60.0, 900.0])
    assert find_suspects(people, lighter, **PAPER).index.tolist() == ["two", "edge"]


def test_records_that_do_not_reach_back_a_year_say_so():
    people, incidents = made()
    assert find_suspects(people, incidents.drop(["d", "e"]), **PAPER).attrs["censored"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"profile": Profile("t", "t", "q?", "n")}, "only by a restricted profile"),
        ({"today": date(2022, 7, 1)}, "expired on 2022-06-30"),
        ({"profile": profile(expires="2000-01-01"), "today": None}, "expired on 2000-01-01"),  # by the clock itself
    ],
)
def test_refused_without_a_paper_in_force(change, words):
    with pytest.raises(DisclosureError, match=words):
        find_suspects(*made(), **(PAPER | change))


def test_the_month_must_be_over():
    with pytest.raises(PeriodError, match="must be over"):
        find_suspects(*made(), **(PAPER | {"cut": date(2022, 3, 31)}))


def test_broken_tables():
    people, incidents = made()
    with pytest.raises(SchemaError, match="'age' is missing"):
        find_suspects(people.drop(columns="age"), incidents, **PAPER)
    with pytest.raises(SchemaError, match="at least 0"):
        find_suspects(people, incidents.assign(harm=-1.0), **PAPER)
