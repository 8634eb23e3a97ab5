"""The county's tables beside the incidents agree with each other, and show what was planted and nothing else."""

import numpy as np
import pandas as pd
import pytest

from vawg_geo.base.side_tables import SIDE_TABLES
from vawg_geo.runs.county import planted

HOUR = pd.Timedelta(hours=1)


@pytest.fixture(scope="module")
def steps(case):
    """One row a crime and track, one column a step."""
    return case.tables["journey"].pivot_table(index=["track", "incident"], columns="step", values="at", aggfunc="min")


def shift(yes, later):
    """Share after less share before, in standard errors of the difference."""
    shares, sizes = yes.groupby(later).mean(), yes.groupby(later).size()
    error = np.sqrt((shares * (1 - shares) / sizes).sum())
    return (shares[True] - shares[False]) / error


def test_every_table_of_a_contract_is_made_and_no_row_of_it_is_set_aside(case):
    assert {*case.tables, "people"} == {*SIDE_TABLES}
    files = case.force.tables.values()
    ledger = case.ledger.set_index("file").loc[[path.name for path in files]]
    assert (ledger["rejected"] == 0).all()
    assert (ledger["used"] > 0).all()


def test_no_step_comes_before_the_one_it_needs_nor_after_the_cut(case, steps):
    order = [
        ("first_contact", "attended"), ("attended", "arrested"), ("arrested", "charged_in_custody"),
        ("arrested", "charged_later"), ("charged_in_custody", "court"), ("charged_later", "court"),
        ("reported", "eia_submitted"), ("eia_submitted", "file_to_cps"), ("file_to_cps", "charged"),
    ]  # fmt: skip
    for before, after in order:
        both = steps[[before, after]].dropna()
        assert len(both) > 10, (before, after)
        assert (both[after] >= both[before]).all(), (before, after)
    assert steps.max(axis=None) < pd.Timestamp(case.cut, tz="Europe/London")
    assert steps.loc["da", "first_contact"].notna().all()
    assert steps.loc["da", ["charged_in_custody", "charged_later"]].notna().sum(axis=1).max() == 1


def test_the_journey_agrees_with_risk_assessments_and_outcomes(case, steps):
    dash = case.tables["dash"].set_index("incident")["completed_at"]
    done = steps.loc["da", "dash_done"].dropna()
    assert (done == dash.reindex(done.index)).all()
    outcomes = case.tables["outcomes"]
    first = outcomes[outcomes["code"] == "1"].groupby("incident")["date"].min()
    for track, columns in (("da", ["charged_in_custody", "charged_later"]), ("sexual", ["charged"])):
        charged = steps.loc[track, columns].min(axis=1).dropna()
        assert (charged.dt.normalize() == first.reindex(charged.index)).all()
        assert set(first.index) & set(steps.loc[track].index) == set(charged.index)  # nor is any charge left out
    flagged = case.incidents["da"].reindex(steps.loc["da"].index).dropna()
    assert flagged.all()


def test_attendance_within_the_hour_falls_and_early_advice_does_not_change(steps):
    abuse = steps.loc["da"]
    later = abuse["first_contact"] >= pd.Timestamp(planted.ATTENDED_FROM, tz="Europe/London")
    there = abuse["attended"].notna()
    assert shift((abuse["attended"] - abuse["first_contact"] < HOUR)[there], later[there]) < -10
    assert abs(shift(there, later)) < 3
    sexual = steps.loc["sexual"]
    settled = sexual[sexual["reported"] < pd.Timestamp("2021-12-01", tz="Europe/London")]
    later = settled["reported"] >= pd.Timestamp("2021-04-01", tz="Europe/London")
    assert abs(shift(settled["eia_submitted"].notna(), later)) < 3


def test_women_feel_less_safe_by_night_men_do_not_and_by_day_nothing_changes(case):
    survey = case.tables["survey"]
    survey = survey[survey["survey"] == "community"].assign(later=lambda t: t["period"] >= planted.SAFE_FROM)
    sums = survey.pivot_table(index=["question", "group"], columns="later", values=["n", "d"], aggfunc="sum")
    share = sums["n"] / sums["d"]
    error = np.sqrt((share * (1 - share) / sums["d"]).sum(axis=1))
    moved = (share[True] - share[False]) / error
    night = ("Feels safe alone by night where they live", "women")
    assert moved[night] < -4
    assert (moved.drop(night).abs() < 3.5).all()


def test_surveys_hold_counts_of_those_asked(case):
    survey = case.tables["survey"]
    assert (survey["n"] <= survey["d"]).all()
    assert not survey.duplicated(["survey", "period", "question", "group"]).any()


def test_designs_name_places_apart_and_one_was_registered_after_it_began(case):
    designs = case.tables["operation_designs"].set_index("name")
    zones = designs[["treated", "buffer", "control"]].map(lambda zone: set(zone.split(";")))
    for name, (treated, buffer, control) in zones.iterrows():
        assert not treated & buffer | treated & control | buffer & control, name
        assert treated | buffer | control <= set(case.areas.index)
        shapes = case.areas.geometry
        assert shapes[list(buffer)].touches(shapes[list(treated)].union_all()).all()
    first = pd.to_datetime(designs["nights"].str.split(";").str[0]).dt.tz_localize("Europe/London")
    assert (designs["registered_on"] >= first).to_dict() == {n: n == "Op Armour II" for n in designs.index}
    assert (first > pd.Timestamp(case.cut, tz="Europe/London")).to_dict() == {
        n: n == "Op Armour III" for n in designs.index
    }
    run = case.tables["operations"].set_index("name")
    held = designs.loc[run.index, "nights"].str.split(";")
    assert (pd.to_datetime(held.str[0]) == run["first_night"].dt.tz_localize(None)).all()
    assert (pd.to_datetime(held.str[-1]) == run["last_night"].dt.tz_localize(None)).all()
    assert {*designs.loc["Op Armour", "treated"].split(";")} == {*run.loc["Op Armour", "areas"].split(";")}


def test_operations_move_no_ambulance(case):
    calls, designs = case.tables["ambulance"], case.tables["operation_designs"].set_index("name")
    night = calls["date"].dt.tz_localize(None)
    treated = calls["area"].isin(designs.loc["Op Armour", "treated"].split(";"))
    held = night.isin(pd.to_datetime(designs.loc["Op Armour", "nights"].split(";")))
    weekends = night.dt.day_of_week.isin([4, 5])
    nights = pd.date_range(night.min(), night.max())
    usual = calls["n"][treated & weekends & ~held].sum() / (nights.day_of_week.isin([4, 5]).sum() - 6) * 6
    during = calls["n"][treated & held].sum()
    assert abs(during - usual) < 3 * np.sqrt(usual)


def test_the_calendar_holds_the_days_people_know(case):
    calendar = case.tables["calendar"]
    day = calendar["date"].dt.strftime("%Y-%m-%d")
    bank = set(day[calendar["kind"] == "bank_holiday"])
    assert {"2021-12-27", "2021-12-28", "2022-01-03", "2022-04-15", "2022-04-18", "2020-05-08", "2022-06-03"} <= bank
    assert pd.Series(sorted(bank)).str[:4].value_counts()[["2017", "2018", "2019", "2020", "2021"]].eq(8).all()
    pay = calendar.loc[calendar["kind"] == "pay_day", "date"]
    assert (pay.dt.day_of_week < 5).all()
    assert pay.dt.strftime("%Y-%m").is_unique
    assert (calendar["until"].dropna() > calendar["date"][calendar["until"].notna()]).all()
    assert set(planted.BUSY_NIGHTS) < set(calendar.loc[calendar["kind"] == "event", "name"])
    assert calendar["name"].str.startswith("Street Safe").sum() == 2
    assert set(calendar["district"].dropna()) <= set(case.areas["district"])


def test_recommendations_say_when_they_were_done(case):
    table = case.tables["recommendations"]
    assert table["id"].is_unique
    assert (table["done_on"].notna() == (table["status"] == "done")).all()
    assert (table["due"] > table["made_on"]).all()
    assert (table["done_on"] > table["due"]).any()  # some late, some open past their day
    assert (table["due"][table["status"] == "open"] < pd.Timestamp(case.cut, tz="Europe/London")).any()
    assert set(table["area"].dropna()) <= set(case.areas.index)
    assert set(table["status"]) == {"open", "under way", "done", "dropped"}


def overdue(visits, day):
    """Whose visit was due before a day and had not been made by it."""
    late = (visits["due"] < day) & ~(visits["done"] <= day)
    return set(visits.loc[late, "person_id"])


def test_visits_end_in_the_register_and_grow_later(case):
    visits, register = case.tables["visits"], case.tables["rso"].set_index("person_id")
    done = visits.dropna(subset="done").groupby("person_id")["done"].max()
    assert (done == register["last_visit"].reindex(done.index)).all()
    ahead = visits[visits["done"].isna()].set_index("person_id")["due"]
    assert (ahead.reindex(register.index) == register["next_due"]).all()
    ends = pd.date_range("2020-01-31", "2022-03-31", freq="ME", tz="Europe/London")
    late = pd.Series([len(overdue(visits, day)) for day in ends], index=ends)
    since = pd.Timestamp(planted.LATE_FROM, tz="Europe/London")
    assert late[late.index > since + pd.Timedelta(days=90)].min() > 1.5 * late[late.index < since].mean()
    people = visits.groupby("officer")["person_id"].nunique().sort_values()
    assert people.iloc[-1] > 1.5 * people.iloc[-2]
    cut = pd.Timestamp(case.cut, tz="Europe/London")
    behind = visits[visits["person_id"].isin(overdue(visits, cut))].groupby("officer")["person_id"].nunique()
    assert behind.idxmax() == people.index[-1]


def test_officers_and_people_are_pseudonyms_in_every_table(case):
    visits, missing = case.tables["visits"], case.tables["missing"]
    for names in (visits["officer"], visits["person_id"], missing["person_id"]):
        assert names.str.fullmatch("[0-9a-f]{24}").all()
    assert set(visits["person_id"]) == set(case.tables["rso"]["person_id"])
    victims = set(case.incidents["victim"].dropna())
    exploited = set(case.incidents.loc[case.incidents["cse"].fillna(value=False), "victim"].dropna())
    assert len(victims & set(missing["person_id"])) > 300
    ours = missing["person_id"].isin(exploited) & (missing["age"] < 18) & missing["cse"].notna()
    assert missing.loc[ours, "cse"].all()
    assert not missing.loc[missing["age"] >= 18, ["care_home", "cse"]].fillna(value=False).any(axis=None)


def test_referrals_grow_where_planted_and_are_refused_more_often_where_planted(case):
    table = case.tables["referrals"].assign(month=lambda t: t["date"].dt.strftime("%Y-%m"))
    alliance = table.loc[table["service"] == "DA Alliance", "month"].value_counts().sort_index()
    assert alliance.index[0] == planted.ALLIANCE_FROM
    growth = np.polyfit(range(len(alliance)), np.log(alliance), 1)[0]
    assert growth == pytest.approx(np.log(planted.ALLIANCE_GROWTH), abs=0.03)
    known = table[table["accepted"].notna()]
    later = known["month"] >= planted.IDVA_FROM
    for service, rows in known.groupby("service"):
        if service != "DA Alliance":  # which has no time before
            assert (shift(rows["accepted"].astype(float), later[rows.index]) < -4) == (service == "IDVA"), service
    assert set(table.loc[table["accepted"].isna(), "month"]) == {"2022-03"}


def test_forces_differ_and_ours_is_not_among_them(case):
    table = case.tables["comparators"]
    assert table["force"].nunique() == 40
    assert not table["force"].str.contains(case.force.name).any()
    assert (table["n"] <= table["d"]).all()
    sums = table.groupby(["measure", "force"])[["n", "d"]].sum()
    share = sums["n"] / sums["d"]
    assert (share.groupby("measure").std() > np.sqrt(share * (1 - share) / sums["d"]).groupby("measure").max()).all()


def test_the_national_figure_says_that_it_is_one(case):
    table = case.tables["indicators"]
    national = table[table["source"].str.startswith("csew")].iloc[0]
    assert "national estimate" in national["category"]
    assert "Office for National Statistics" in national["category"]
    assert national["n"] / national["d"] == pytest.approx(0.073, abs=5e-4)  # as published: 7.3 %
    assert pd.isna(national["area"])
    calls = table[table["source"] == "calls_101"]
    assert calls.groupby("category")["period"].nunique().tolist() == [36, 36]
    level = calls.groupby(["category", calls["period"] >= planted.CALLS_101_FROM])["n"].mean().xs("all")
    assert level[True] / level[False] == pytest.approx(planted.CALLS_101_FACTOR, abs=0.03)


def test_areas_are_described_whole_and_homes_in_deprived_ones_see_more(case):
    context = case.tables["area_context"].set_index("area")
    assert set(context.index) == set(case.areas.index)
    women = context.filter(like="women_")
    assert women.sum(axis=1).to_numpy() == pytest.approx(1)
    assert (women >= 0).all(axis=None)
    assert context["student_share"].between(0, 1).all()
    assert context["imd_decile"].value_counts().sort_index().between(47, 50).all()
    homes = case.incidents.loc[case.incidents["place_type"] == "dwelling", "area"].value_counts()
    by_decile = homes.reindex(context.index).fillna(0).groupby(context["imd_decile"]).mean()
    assert by_decile[1] > 2 * by_decile[10]
    assert context.loc[case.areas.index[case.areas["stratum"] == "rural"], "night_economy"].mean() < 0.01


def test_one_beat_stops_asking_ethnicity_another_misses_a_month_and_the_rest_stay(case):
    rows = case.incidents.set_index(case.incidents.index.rename("incident"))
    victims = case.people[case.people["role"] == "victim"].drop_duplicates("incident").set_index("incident")
    month = rows["recorded_on"].dt.strftime("%Y-%m")
    known = victims["ethnicity"].notna().reindex(rows.index).fillna(value=False).astype(bool)
    silent, later = rows["beat"] == planted.ETHNICITY_BEAT, month >= planted.ETHNICITY_FROM
    assert shift(known[silent], later[silent]) < -10
    beat, blip = planted.ETHNICITY_BLIP
    missed = (rows["beat"] == beat) & (month == blip)
    assert missed.sum() >= 5
    assert not known[missed].any()
    others = ~silent & ~missed
    assert abs(shift(known[others], later[others])) < 3
    for role in ("victim", "suspect"):
        said = case.people.loc[case.people["role"] == role, "disability_said"].value_counts()
        assert {"blank", "unknown", "declined"} == {*said.index}


def test_people_are_referred_after_a_bad_year_and_everything_else_stays(case):
    programmes = case.tables["programmes"]
    crimes = case.people[(case.people["role"] == "suspect") & case.people["pid"].isin(programmes["person_id"])]
    when = case.incidents["recorded_on"].reindex(crimes["incident"])
    each = programmes.merge(crimes[["pid"]].assign(when=when.array), left_on="person_id", right_on="pid")
    ago = (each["referred"] - each["when"]) / pd.Timedelta(days=1)
    early = each["referred"].between("2017-04-01", "2021-04-01")
    before, after = (ago.between(0, 365) & early).sum(), (ago.between(-365, 0) & early).sum()
    assert before > 2 * after  # picked at their worst
    assert after > 50  # and not gone
    assert programmes["person_id"].isin(case.people["pid"]).mean() == 1
    assert (programmes["started"].isna() | (programmes["started"] >= programmes["referred"])).all()
    assert planted.PROGRAMMES == "no change"


def test_conferences_on_high_risk_are_counted_by_quarter_and_do_not_change(case):
    table = case.tables["indicators"]
    cases = table[table["source"] == "marac_cases"].pivot_table(index="period", columns="category", values="n")
    assert len(cases) == 12
    assert (cases["repeat"] < cases["all"]).all()
    assert cases["all"].var(ddof=1) / cases["all"].mean() < 2.5  # as Poisson counts of one level vary
    early, late = (half.sum() for half in (cases.iloc[:6], cases.iloc[6:]))
    assert abs(early["all"] - late["all"]) < 3 * np.sqrt(early["all"] + late["all"])
    assert planted.MARAC == "no change"
