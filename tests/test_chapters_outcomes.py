"""Outcomes, progress and the score card: their figures are each other's, and the other products'; gaps are told."""

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from chapters_made import of_others, said, texts, unsaid
from people_made import study_of, table, words

from vawg_geo.base.outcome_sets import OutcomeSet, OutcomeSets
from vawg_geo.measures.orders import with_suspect
from vawg_geo.publishing.chapters import journey, outcomes, performance, progress, scorecard, tracker
from vawg_geo.publishing.chapters._demand_tables import count_themes
from vawg_geo.publishing.report.blocks import Made

pytestmark = pytest.mark.methods("10", "13")
OWN = OutcomeSets(OutcomeSet("positive outcome", ("1", "2", "3", "22")))
CHAPTERS = {"outcomes": outcomes, "progress": progress, "scorecard": scorecard}
PAGES = {"outcomes": "outcomes", "progress": "outcomes", "scorecard": "scorecard"}


def write(chapter, case, **written):
    study = study_of(case, PAGES[chapter], **written)
    return study, CHAPTERS[chapter].write(study)


def part(case, since, *, every=1, themes=None, rows=None):
    """Some of the county's crimes, with their own people and tables: quick to count."""
    kept = case.incidents[case.incidents["recorded_on"] >= pd.Timestamp(since, tz="Europe/London")][::every]
    ours = kept["victim_sex"].eq("F") & kept["victim_age"].ge(10) & kept["scope"].eq("core")
    kept = kept[ours].head(rows) if rows else kept
    kept = kept.assign(themes=themes) if themes else kept
    held = {name: case.tables[name] for name in ("outcomes", "journey")}
    held = {name: own[own["incident"].isin(kept.index)] for name, own in held.items()}
    people = case.people[case.people["incident"].isin(kept.index)]
    return replace(case, incidents=kept, people=people, tables=held)


@pytest.fixture(scope="module")
def thirds(case):
    """Every third crime since just before the earliest year that is told."""
    return part(case, "2019-09-29", every=3)


@pytest.fixture(scope="module")
def small(case):
    return part(case, "2019-09-29", every=20)


@pytest.fixture(scope="module")
def few(case):
    return part(case, "2020-10-01", rows=12, themes="da;sexual")


@pytest.fixture(scope="module")
def made(thirds):
    return {chapter: write(chapter, thirds) for chapter in CHAPTERS}


@pytest.fixture(scope="module")
def performed(thirds):
    study = study_of(thirds, "outcomes")
    return study, performance.write(study)


def with_tables(case, **tables):
    kept = {name: own for name, own in (case.tables | tables).items() if own is not None}
    return replace(case, tables=kept)


def test_the_ripe_year_is_the_same_everywhere(made, performed, thirds):
    study = made["outcomes"][0]
    way = table(study, "outcomes_ways").loc["x"]
    year = performed[0].book.entries["performance_years"].table.iloc[-1]
    names = ["first", "last", "n", "x", "share", "low", "high"]
    assert way[names].to_dict() == year[names].to_dict()
    months = table(study, "outcomes_months")
    inside = months[(months.index >= way["first"][:7]) & (months.index <= way["last"][:7])]
    assert inside[["n", "x"]].sum().tolist() == [way["n"], way["x"]]
    assert inside["ripe"].all()
    assert not months["ripe"].iloc[-1]
    told = table(made["progress"][0], "progress_told").loc["year"]
    assert told["n"] == way["n"]
    themes = table(made["progress"][0], "progress_themes")
    every = themes[themes["theme"] == "All in scope"].set_index("outcome")
    assert every["n"].iloc[0] == told["x"]
    assert every["x"].drop("Any outcome").sum() == every.loc["Any outcome", "x"]
    days = table(made["progress"][0], "progress_days")
    assert days.loc["0", "at_risk"] == told["x"]
    assert days.loc["180", "charged"] == pytest.approx(every.loc["Charged or summonsed", "share"])
    assert every.loc["Charged or summonsed", "share"] == pytest.approx(
        every.loc["Charged or summonsed", "x"] / told["x"]
    )
    known = with_suspect(study.rows, thirds.people)
    ripe = study.rows["day"].between(way["first"], way["last"])
    assert told["x"] == (known & ripe).sum()


def test_what_was_assigned_balances(made):
    study = made["outcomes"][0]
    ages, periods = table(study, "outcomes_ages"), table(study, "outcomes_periods")
    assert ages.loc["all", ["n", "x", "inside"]].tolist() == periods.loc["now", ["n", "x", "inside"]].tolist()
    assert ages.drop("all")[["n", "x"]].sum().tolist() == periods.loc["now", ["n", "x"]].tolist()
    months = table(study, "outcomes_months")
    quarter = months.loc[["2022-01", "2022-02", "2022-03"], ["assigned", "assigned_x"]].sum()
    assert (quarter >= periods.loc["now", ["n", "x"]].to_numpy()).all()  # a crime may have outcomes in two months
    assert (quarter <= 1.1 * periods.loc["now", ["n", "x"]].to_numpy()).all()
    assert (months["decided"] + months["open"] == months["n"]).all()


def test_the_card_is_the_profiles_and_the_trackers(made, thirds):
    card = table(made["scorecard"][0], "scorecard_rows")
    full = study_of(thirds)
    themes = count_themes(full).set_index("theme")
    for group in ("rape", "da"):
        both = card.loc[f"recorded|{group}", ["value", "before_value"]].tolist()
        assert both == themes.loc[group, ["n", "before"]].tolist()
    sexual = card.loc[["recorded|rape", "recorded|other_sexual"], "value"].sum()
    assert sexual == themes.loc["sexual", "n"]
    for name, groups in (("da", ["da"]), ("sso", ["rape", "other_sexual"])):
        study = study_of(thirds, name)
        performance.write(study)
        years = study.book.entries["performance_years"].table
        for prefix, line in (("before_", years.iloc[-2]), ("", years.iloc[-1])):
            own = card.loc[[f"possible|{group}" for group in groups], [f"{prefix}x", f"{prefix}n"]].sum()
            assert own.tolist() == line[["x", "n"]].tolist(), (name, prefix)
    assert card.loc["possible|da", "share" if "share" in card else "value"] == pytest.approx(
        card.loc["possible|da", "x"] / card.loc["possible|da", "n"]
    )
    study = study_of(thirds, "tracker", hotspots=False)
    tracker.write(study)
    series = table(study, "tracker_series")
    own = series[(series["metric"] == "da_prosecution") & series["period"].between("2020-10", "2021-09")]
    assert own[["x", "n"]].sum().tolist() == card.loc["possible|da", ["x", "n"]].tolist()
    steps = study_of(thirds, "sso")
    journey.write(steps)
    theirs = table(steps, "journey_sexual")
    for measure, step in (("eia", "Early advice sought"), ("file", "File to the CPS")):
        ours = card.loc[[f"{measure}|rape", f"{measure}|other_sexual"], ["x", "n"]].sum()
        assert ours.tolist() == theirs.loc[step, ["n", "of"]].tolist()


def test_the_card_says_each_figure_with_its_interval_and_a_word(made):
    study, section = made["scorecard"]
    card = table(study, "scorecard_rows")
    known = card[card["value"].notna()]
    assert ((known["low"] <= known["value"]) & (known["value"] <= known["high"])).all()
    assert set(card["change"]) <= {"higher", "lower", "no change we can distinguish from chance", "cannot say"}
    assert (card["before_value"].isna() | card["value"].isna()).equals(card["change"] == "cannot say")
    page = next(str(block.html) for block in section.blocks if isinstance(block, Made))
    assert len(re.findall(r'<tr role="row" data-r="\w+\|\w+"', page)) == len(card)
    told = table(study, "scorecard_told").loc["all"]
    assert told["compared"] + told["cannot"] == told["figures"] == len(card)
    charged = study.case.tables["outcomes"]
    charged = charged[(charged["code"] == "1") & charged["incident"].isin(study.rows.index)]
    day = charged.groupby("incident")["date"].min().dt.tz_localize(None)
    own = study.rows.loc[day.index[day.between("2021-04-01", "2022-03-31")]]
    waits = (day - own["day"]).dropna().dt.days[["da" in words.split(";") for words in own["themes"]]]
    assert card.loc["days|da", "n"] == len(waits)
    assert card.loc["days|da", "value"] == pytest.approx(np.sort(waits)[(len(waits) - 1) // 2])


def test_a_real_change_is_told_and_a_repeat_of_the_year_is_not(thirds):
    ripe = thirds.incidents["recorded_on"].between("2020-10-01", "2021-10-01")
    da = thirds.incidents["themes"].str.contains(r"(?:^|;)da(?:;|$)")
    history = thirds.tables["outcomes"]
    hit = history["incident"].isin(thirds.incidents.index[ripe & da]) & (history.index % 2 == 0)
    moved = history.assign(code=history["code"].mask(hit & history["code"].ne("0"), "1"))
    study, section = write("scorecard", with_tables(thirds, outcomes=moved))
    card = table(study, "scorecard_rows")
    assert card.loc[["charged|da", "possible|da"], "change"].tolist() == ["higher", "higher"]
    assert "Domestic abuse, Charged or summonsed" in texts(section)
    assert ("scorecard.share_lower", False) in said(section)  # fewer are left to end in 14 or 16
    rest = moved.assign(code=moved["code"].mask(hit, "21"))
    study, section = write("scorecard", with_tables(thirds, outcomes=rest))
    assert table(study, "scorecard_rows").loc["possible|da", "change"] == "lower"


def test_the_code_in_doubt_of_the_assumed_set_is_named_and_counted(small):
    held = small.tables["outcomes"]
    scope = study_of(small, "outcomes").rows.index
    given = held[held["code"].ne("0") & held["incident"].isin(scope)]
    crime = given["incident"].iloc[0]
    died = held.assign(code=held["code"].mask(held["incident"].eq(crime) & held["code"].ne("0"), "5"))
    study, section = write("outcomes", with_tables(small, outcomes=died))
    row = table(study, "outcome_set").iloc[0]
    assert (row["doubtful"], row["died"], row["n"]) == ("5", 1, given["incident"].nunique())
    assert f"1 of {row['n']:,} crimes in scope with an outcome has had it" in texts(section)
    study, section = write("scorecard", with_tables(small, outcomes=None))
    assert "lists of outcomes differ about it. " in texts(section) + " "
    assert table(study, "outcome_set").iloc[0]["n"] == 0


def test_a_set_of_the_force_s_own_is_counted_and_printed_everywhere(thirds):
    ours = replace(thirds, force=replace(thirds.force, outcomes=OWN))
    study, section = write("outcomes", ours)
    way = table(study, "outcomes_ways").loc["x"]
    assert "“positive outcome”: the Home Office’s outcome codes 1 to 3 and 22" in texts(section).replace(
        "Positive", "positive"
    )
    assert "assumed" not in texts(section)
    perform = performance.write(study)
    years = study.book.entries["performance_years"].table.iloc[-1]
    assert years[["n", "x"]].tolist() == way[["n", "x"]].tolist()
    assert "this force’s own set" in texts(perform)
    card, section = write("scorecard", ours)
    other = table(write("scorecard", thirds)[0], "scorecard_rows")
    card = table(card, "scorecard_rows")
    assert card.loc["possible|da", "x"] < other.loc["possible|da", "x"]
    assert card.loc["charged|da", "x"] == other.loc["charged|da", "x"]
    assert card.loc["possible|da", "words"] == "Positive outcome (first outcome)"
    follow = study_of(ours, "tracker", hotspots=False)
    page = tracker.write(follow)
    series = table(follow, "tracker_series")
    own = series[(series["metric"] == "da_prosecution") & series["period"].between("2020-10", "2021-09")]
    assert own["x"].sum() == card.loc["possible|da", "x"]
    assert "1 to 3 and 22" in texts(page)


LACKS = {
    "outcomes": ("outcomes", "outcomes uncoded", "all"), "progress": ("outcomes empty", "people", "journey"),
    "scorecard": ("outcomes", "outcomes empty", "people", "journey", "journey empty", "all"),
}  # fmt: skip


@pytest.mark.parametrize(("chapter", "name"), [(chapter, name) for chapter, names in LACKS.items() for name in names])
def test_what_a_force_lacks_is_told(small, chapter, name):
    what, _, how = name.partition(" ")
    if what == "people":
        small = replace(small, people=small.people.head(0))
    elif what == "all":
        small = replace(small, tables={}, people=small.people.head(0))
    else:
        held = small.tables[what]
        own = {"": None, "empty": held.head(0), "uncoded": held.assign(code=pd.array([pd.NA] * len(held), "str"))}[how]
        small = with_tables(small, **{what: own})
    study, section = write(chapter, small)
    told = " ".join(words(section)) + "".join(str(b.html) for b in section.blocks if isinstance(b, Made))
    needed = {"outcomes": {"outcomes", "all"}, "progress": {"outcomes", "people", "all"}}
    if chapter == "scorecard":
        card = table(study, "scorecard_rows")
        lost = {"outcomes": "possible|da", "people": "suspect|da", "journey": "eia|rape", "all": "lost|da"}[what]
        assert np.isnan(card.loc[lost, "value"])
        assert card.loc[lost, "change"] == "cannot say"
        assert card.loc[lost, "reason"] in told
        assert np.isfinite(card.loc["recorded|da", "value"])
    elif what in needed[chapter]:
        assert told.startswith("Cannot say")
        assert section.findings == ()
    if chapter == "progress" and what == "journey":
        assert "Cannot say which steps" in told


def test_few_records_are_never_a_share(thirds, few):
    late = replace(few, incidents=thirds.incidents[thirds.incidents["recorded_on"] >= "2022-04-02"])
    for chapter in CHAPTERS:
        _, section = write(chapter, few)
        told = " ".join(words(section)).replace("95% interval", "")
        told += "".join(re.sub(r"<[^>]*>", " ", str(b.html)) for b in section.blocks if isinstance(b, Made))
        assert not re.search(r"\d%", told), (chapter, told)
        assert section.findings == ()
        assert words(write(chapter, late)[1])


def test_every_sentence_is_said(case, thirds, few, made):
    sections = {chapter: [section] for chapter, (_, section) in made.items()}
    small = part(case, "2019-09-29", every=8)
    history = small.tables["outcomes"]
    recorded = history["incident"].map(small.incidents["recorded_on"])
    ripe, summer = recorded.between("2020-10-01", "2021-10-01"), recorded.between("2021-07-01", "2021-10-01")
    now, odd = history["date"] >= "2022-01-01", pd.Series(range(len(history)), history.index) % 2 == 1

    def recoded(**codes):
        code = history["code"]
        for new, at in codes.items():
            code = code.mask(at & code.ne("0"), new.strip("_"))
        return {"outcomes": history.assign(code=code)}

    day = small.incidents["recorded_on"]
    half = pd.Series(range(len(day)), day.index) % 2 == 0
    quick = (recorded + pd.Timedelta(days=40)).where(recorded < "2021-04-01", recorded + pd.Timedelta(days=130))
    slow = (recorded + pd.Timedelta(days=130)).where(recorded < "2021-04-01", recorded + pd.Timedelta(days=40))

    def rows(kept):
        return replace(small, incidents=small.incidents[kept])

    cases = {
        "outcomes": [few, with_tables(small, **recoded(_15=now)), with_tables(small, **recoded(_1=now & odd)),
                     rows(day >= "2021-04-02"), with_tables(small, outcomes=None)],
        "progress": [few, with_tables(small, **recoded(_1=ripe)), with_tables(small, **recoded(_15=summer)),
                     with_tables(small, outcomes=history[odd & (history["date"] > "2021-12-01")], journey=None),
                     rows(day >= "2021-08-01"), replace(small, people=small.people.head(0))],
        "scorecard": [with_tables(small, **recoded(_1=ripe)), with_tables(small, **recoded(_15=ripe)),
                      with_tables(small, outcomes=history.assign(date=quick)),
                      with_tables(small, outcomes=history.assign(date=slow)),
                      rows(half | (day < "2021-04-01")), rows(half | (day >= "2021-04-01")), of_others(case)],
    }  # fmt: skip
    for chapter, others in cases.items():
        sections[chapter] += [write(chapter, other)[1] for other in others]
        assert unsaid(chapter, *sections[chapter]) == set(), chapter
