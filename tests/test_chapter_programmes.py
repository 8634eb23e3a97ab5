"""What follows a referral: the county's programmes do nothing, and the page does not say that they do."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from chapters_made import texts, unsaid
from people_made import MONTH, study_of, table

from vawg_geo.base.profile import read_profile
from vawg_geo.measures.involvement import list_involvement
from vawg_geo.measures.programme_cohort import FOLLOWED
from vawg_geo.measures.programme_results import follow_programmes
from vawg_geo.publishing.chapters import _suspects_work, programmeflow, programmematch, programmeresult
from vawg_geo.publishing.chapters._people import people_of
from vawg_geo.publishing.chapters._programme_flow import list_flow
from vawg_geo.publishing.chapters._programme_tables import EVERY, OTHERS, OWN
from vawg_geo.publishing.report.study import Study
from vawg_geo.runs.county import planted

pytestmark = pytest.mark.methods("14")
DAY = pd.Timedelta(days=1)


def written(case, *, scoped=None):
    """The three sections; what is in scope is the same for every table beside the incidents."""
    study = Study(case, read_profile("programme_eval"), MONTH) if scoped else study_of(case, "programme_eval")
    if scoped:
        study.__dict__["scoped"] = scoped
    return study, (programmeflow.write(study), programmeresult.write(study), programmematch.write(study))


def with_programmes(case, programmes):
    kept = {name: own for name, own in (case.tables | {"programmes": programmes}).items() if own is not None}
    return replace(case, tables=kept)


@pytest.fixture(scope="module")
def made(case):
    return written(case)


def test_nothing_was_planted_and_nothing_is_found_though_the_fall_is_large(made):
    study, (_, result, match) = made
    assert planted.PROGRAMMES == "no change"
    groups, every = table(study, "programmeresult_groups"), table(study, "programmeresult_programmes").loc[EVERY]
    assert groups.loc[OWN, "high"] < 0.5  # before and after: a fall no chance explains
    assert every["low"] < 1 < every["high"]  # against people like them: none
    assert groups.loc[OTHERS, "before"] == groups.loc[OWN, "before"]
    assert "no change we can distinguish from chance" in result.blocks[0].said[0].text
    assert "By itself that says nothing of what a programme did" in texts(result)
    found = result.findings[0]
    assert (found.name, found.owner) == ("programmes: recorded again", programmeflow.OWNER)
    assert "no change we can distinguish from chance" in found.what.text
    assert table(study, "programmematch_balance")["difference"].abs().max() < programmematch.APART
    assert "In nothing the record shows" in texts(match)
    ratios = table(study, "programmeresult_programmes").drop(index=EVERY)
    assert (ratios["low"] < 1).all()
    assert (ratios["high"] > 1).all()


def test_totals_are_those_of_the_other_products(made, case):
    study, _ = made
    other = study_of(case, "vawg_full", months=3)
    _suspects_work.programmes(other, set())
    theirs, ours = table(other, "suspects_programmes"), table(study, "programmeflow_period")
    assert (study.period, study.scoped.rows.index.tolist()) == (other.period, other.scoped.rows.index.tolist())
    for step in ("referred", "started", "completed"):
        shown = ours[step].drop(index=EVERY).dropna()
        assert shown.tolist() == theirs.loc[shown.index, step].tolist()
        assert ours.loc[EVERY, step] == theirs[step].sum()
    recorded = people_of(study, study.rows, "suspect")
    assert len(list_involvement(study.rows, case.people)) == recorded["pid"].notna().sum()


def test_the_flow_balances_down_to_the_people_compared(made):
    study, _ = made
    flow = table(study, "programmeflow_cohort")
    boxes = flow[~flow["out"]]
    left = flow["n"].where(flow["out"], 0).groupby((~flow["out"]).cumsum()).sum()
    assert (boxes["n"].to_numpy()[:-1] - left.to_numpy()[:-1])[1:].tolist() == boxes["n"].tolist()[2:]
    assert boxes["n"].iloc[0] - left.iloc[0] == boxes["n"].iloc[1]
    assert flow["n"].iloc[0] == len(study.case.tables["programmes"])
    assert flow["n"].iloc[-1] == table(study, "programmeresult_programmes").loc[EVERY, "people"]
    assert flow["n"].iloc[-1] == table(study, "programmematch_crimes").loc["All", "compared"]


def test_no_few_people_are_told(made, case):
    study, _ = made
    people = {
        "programmeflow_period": ["referred", "started", "completed"],
        "programmeflow_uptake": ["people", "started", "completed"],
        "programmeflow_cohort": ["n"],
        "programmeresult_programmes": ["people"],
        "programmeresult_stages": ["people"],
        "programmematch_crimes": ["people", "compared"],
        "programmeresult_curve": ["at_risk"],
    }
    for name, columns in people.items():
        for column in columns:
            assert table(study, name)[column].dropna().ge(study.written.least).all(), (name, column)
    pids = set(case.tables["programmes"]["person_id"])
    for entry in study.book.entries.values():
        assert not pids & set(entry.table.astype("str").to_numpy().ravel())


def test_reasons_of_a_few_people_are_told_together(made):
    study, _ = made
    results = study.programmes
    cohort = results.cohorts[""]
    able = cohort.people.index[cohort.people["why"] == FOLLOWED]

    def flow_of(n_unlike, n_child, *, least=5):
        why = pd.Series(FOLLOWED, index=able).astype("object")
        why.iloc[:n_child] = "under 18 in one of the crimes of the year before"
        people = cohort.people.loc[able].assign(why=why)
        own = cohort.own.reindex(able[n_child + n_unlike :])
        flow = cohort.flow * 0
        flow["people referred"] = len(able)
        part = replace(cohort, people=people, own=own, flow=flow)
        return list_flow(replace(results, rows=len(able), cohorts={"": part}), least)

    fine = flow_of(10, 10)
    assert fine["n"].tolist() == [355, 355, 10, 345, 10, 335]
    few = flow_of(2, 10)  # the box between would tell the two
    assert few["n"].tolist() == [355, 355, 12, 343]
    assert " or " in few["step"].iloc[2]
    both = flow_of(2, 1)  # with the referrals: still few
    assert both["n"].isna().sum() == 2
    assert both["n"].dropna().tolist() == [355]


@pytest.mark.parametrize("kind", ["without", "empty"])
def test_a_force_without_the_table_is_told_so(case, made, kind):
    programmes = None if kind == "without" else case.tables["programmes"].head(0)
    _, sections = written(with_programmes(case, programmes), scoped=made[0].scoped)
    assert ["Cannot say" in texts(section) for section in sections] == [True] * 3


def test_what_is_missing_is_said_and_nothing_breaks(case, made):
    programmes, scoped = case.tables["programmes"], made[0].scoped
    blank = programmes.assign(
        **{name: programmes[name].where(programmes["name"] == "") for name in ("started", "completed")}
    )
    study, sections = written(with_programmes(case, blank), scoped=scoped)
    assert table(study, "programmeflow_uptake").loc[EVERY, ["started", "completed"]].isna().all()
    assert "Cannot say whether" not in texts(sections[1])  # everybody referred counts, started or not
    nobody = replace(case, people=case.people.head(0))
    ageless = replace(case, people=case.people.assign(age=np.nan))
    early, late = (with_programmes(case, part) for part in (programmes.head(30), programmes.tail(1)))
    for other in (nobody, ageless, early, late):
        study, sections = written(other, scoped=scoped)
        assert "Cannot say whether programmes change anything" in texts(sections[1])
        assert "Too few people can be compared" in texts(sections[2])
        assert table(study, "programmeresult_programmes")["ratio"].isna().all()


def test_a_programme_of_few_people_has_no_ratio(case, made):
    programmes = case.tables["programmes"]
    kept = programmes["referred"].between("2018-01-01", "2018-09-01") | (programmes["name"] == "CARA")
    study, _ = written(with_programmes(case, programmes[kept]), scoped=made[0].scoped)
    few = table(study, "programmeresult_programmes")
    few = few[few["people"].between(5, 19)]
    assert len(few)
    assert few[["ratio", "low", "high", "fall"]].isna().all(axis=None)


def after_referral(case):
    """Rows of people who had been referred, and when each crime was."""
    first = case.tables["programmes"].groupby("person_id")["referred"].min()
    when = case.incidents["recorded_on"].reindex(case.people["incident"]).set_axis(case.people.index)
    return (case.people["role"] == "suspect") & (when > case.people["pid"].map(first) + DAY)


def without_after(case):
    """Suspects' crimes after their referral are not in the record."""
    return replace(case, people=case.people[~after_referral(case)])


def with_more_after(case, study):
    """Those referred are named in two more of the crimes recorded soon after."""
    crimes = study.rows.sort_values("recorded_on")
    first = case.tables["programmes"].groupby("person_id")["referred"].min()
    at = crimes["recorded_on"].searchsorted((first + 30 * DAY).array)
    more = [
        pd.DataFrame(
            {"incident": crimes.index[(at + step).clip(max=len(crimes) - 1)], "pid": first.index, "role": "suspect"}
        )
        for step in (1, 40)
    ]
    return replace(case, people=pd.concat([case.people, *more], ignore_index=True))


def apart(case):
    """Those referred are older than anybody."""
    ours = case.people["pid"].isin(case.tables["programmes"]["person_id"])
    return replace(case, people=case.people.assign(age=case.people["age"] + 20.0 * ours))


def test_every_sentence_is_said(case, made):
    study, sections = made
    programmes = case.tables["programmes"]
    cases = [without_after(case), with_more_after(case, study), apart(case), replace(case, people=case.people.head(0))]
    cases += [with_programmes(case, own) for own in (programmes.tail(40), programmes.tail(1), None)]
    made_of = [written(one, scoped=study.scoped)[1] for one in cases]
    words = [texts(parts[1]) for parts in made_of[:2]]
    assert ["lower than expected" in words[0], "higher than expected" in words[1]] == [True, True]
    told = [*sections, *(section for parts in made_of for section in parts)]
    for chapter in ("programmeflow", "programmeresult", "programmematch"):
        assert unsaid(chapter, *told) == set(), chapter


def test_the_same_people_are_followed_whoever_reads(made, case):
    study, _ = made
    again = follow_programmes(
        case.tables["programmes"].sample(frac=1, random_state=1), study.rows,
        case.people.sample(frac=1, random_state=2),
        first=study.programmes.first, last=study.programmes.last,
    )  # fmt: skip
    mine, theirs = study.programmes.cohorts[""].compare(), again.cohorts[""].compare()
    assert (mine.people, mine.others, mine.events) == (theirs.people, theirs.others, theirs.events)
    assert mine.ratio == pytest.approx(theirs.ratio)
