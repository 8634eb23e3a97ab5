"""The return of orders and the audit: they balance, say what changed and what is missing, and draw the same again."""

from dataclasses import replace
from datetime import timedelta

import pandas as pd
import pytest
from chapters_made import unsaid
from people_made import study_of, table, words

from vawg_geo.base.errors import ProfileError
from vawg_geo.base.periods import Month
from vawg_geo.base.profile import read_profile
from vawg_geo.measures.order_flow import count_flow
from vawg_geo.publishing.chapters import _audit_frame as counted
from vawg_geo.publishing.chapters import auditframe, auditresults, ordersbalance, ordersreturn
from vawg_geo.publishing.editions_compared import read_edition_tables
from vawg_geo.publishing.reckoner.read import name_readings, read_plans
from vawg_geo.publishing.report.report import profile_report
from vawg_geo.publishing.report.study import Study
from vawg_geo.runs.county import planted

pytestmark = pytest.mark.methods("10")
DAY = pd.Timedelta(days=1)


def with_table(case, **tables):
    kept = {name: own for name, own in (case.tables | tables).items() if own is not None}
    return replace(case, tables=kept)


def orders_of(case, *, previous=None, month=None):
    """The return's study, written, and its two sections."""
    study = replace(study_of(case, "orders_return"), previous=previous)
    if month:
        study = replace(study, month=Month.parse(month))
    return study, ordersreturn.write(study), ordersbalance.write(study)


def edition(study, folder):
    """Leave a study's tables where an edition's would stand."""
    (folder / "tables").mkdir(parents=True)
    for name, own in study.book.tables().items():
        own.assign(marking="x").to_csv(folder / "tables" / f"{name}.csv", index=False)
    return folder


@pytest.fixture(scope="module")
def returned(case):
    return orders_of(case)


@pytest.fixture(scope="module")
def audited(case):
    study = study_of(case, "audit_sample")
    return study, auditframe.write(study), auditresults.write(study)


def test_the_quarter_is_the_sum_of_its_months_and_of_its_types(returned, case):
    study, *_ = returned
    quarter, months = table(study, "ordersreturn_quarter"), table(study, "ordersreturn_months")
    last = months[months["period"].isin(["2022-01", "2022-02", "2022-03"])]
    events = ["applied", "granted", "refused", "expired", "revoked", "breached"]
    sums = last.groupby("type")[events].sum()
    pd.testing.assert_frame_equal(sums.loc[quarter.index], quarter[events], check_names=False)
    assert (quarter.loc["all orders", events] == quarter[quarter["group"] != "sum"][events].sum()).all()
    own = count_flow(case.tables["orders"], periods={"now": study.period}).sum()
    assert quarter.loc["all orders", ["applied", "live_end"]].tolist() == own[["applied", "live_end"]].tolist()
    assert quarter.loc["NMO", "group"] == "not a police application"


def test_what_was_asked_for_long_ago_and_never_decided_is_a_finding(returned, case):
    study, section, _ = returned
    orders = case.tables["orders"]
    police = orders["type"].isin(["DVPN", "DVPO", "SPO", "SRO"])
    old = police & orders["granted"].isna() & orders["refused"].isna()
    old &= orders["applied"] < pd.Timestamp(study.period[1] - timedelta(days=90), tz="Europe/London")
    assert table(study, "ordersreturn_quarter").loc["police issue or apply", "old"] == old.sum()
    assert [finding.name for finding in section.findings] == ["orders return: not decided"]


def test_findings_name_their_owners_as_the_force_does(case):
    own = {"Head of Public Protection": "Superintendent, Safeguarding"}
    named = replace(case, force=replace(case.force, owners=own))
    report = profile_report(named, profile=read_profile("orders_return"), month="2022-03")
    assert {finding.owner for finding in report.findings} == set(own.values())
    held = report.study.book.entries["summary_findings"].table
    assert set(held["owner"]) == set(own.values())
    plans = read_plans(study_of(named, "tracker", hotspots=False), names=["rso_load", "street_safe"])
    owners = {name: one.metric.owner for name, one in name_readings(plans).items()}
    assert owners == {"rso_load": "Superintendent, Safeguarding", "street_safe": "Community Safety Manager"}


def test_restatements_are_what_was_done_to_the_data_since(case, tmp_path):
    before, *_ = orders_of(case, month="2021-12")
    folder = edition(before, tmp_path / "last")
    study, _, same = orders_of(case, previous=folder)
    assert "No figure of the last return has changed." in words(same)
    orders = case.tables["orders"]
    gone = orders.index[(orders["applied"].dt.strftime("%Y-%m") == "2021-11") & (orders["type"] == "NMO")][:1]
    steps = ["granted", "refused", "expires", "revoked", "breached"]
    late = orders.loc[gone, ["type", "applied"]].assign(applied=pd.Timestamp("2021-10-05", tz="Europe/London"))
    late = late.reindex(columns=orders.columns).astype({name: orders[name].dtype for name in steps})
    changed = pd.concat([orders.drop(index=gone), late.set_axis([10**6])])
    study, _, section = orders_of(with_table(case, orders=changed), previous=folder)
    moved = table(study, "ordersbalance_restated")
    added = moved.loc["NMO|2021-10|applied for"]
    assert (added["after"] - added["before"], added["why"]) == (1, "late entry")
    assert moved.loc["NMO|2021-11|applied for", "why"] == "corrected"
    assert set(moved.loc[moved["column"].str.startswith(("live", "not decided")), "why"]) <= {"follows from these"}
    told = table(study, "ordersbalance_told")["n"]
    assert told["restated"] == len(moved)
    assert any("of the last return have changed" in said for said in words(section))
    assert len(read_edition_tables(folder)["ordersreturn_months"]) == len(table(before, "ordersreturn_months"))


def test_contradicting_days_are_set_aside_and_told(case):
    orders = case.tables["orders"]
    bad = orders.index[orders["granted"].notna()][:7]
    broken = orders.assign(expires=orders["expires"].where(~orders.index.isin(bad), orders["granted"] - 3 * DAY))
    study, _, section = orders_of(with_table(case, orders=broken))
    told = table(study, "ordersbalance_told")["n"]
    assert told[["read", "counted", "aside"]].tolist() == [len(orders), len(orders) - 7, 7]
    assert table(study, "ordersbalance_faults")["n"]["expires before it was granted"] == 7
    assert section.findings[0].name == "orders return: set aside"


def test_a_type_nobody_listed_has_its_own_row(case):
    orders = case.tables["orders"]
    study, *_ = orders_of(with_table(case, orders=orders.assign(type=orders["type"].replace("FMPO", "New order"))))
    row = table(study, "ordersreturn_quarter").loc["New order"]
    assert (row["group"], row["live_end"] > 0) == ("type not listed", True)


@pytest.mark.parametrize("name", ["all orders", "police issue or apply", "<b>|SPO", " "])
def test_a_type_s_name_cannot_break_the_return(case, name, tmp_path):
    orders = case.tables["orders"]
    odd = with_table(case, orders=orders.assign(type=orders["type"].replace("FMPO", name)))
    before, *_ = orders_of(odd)
    own = table(before, "ordersreturn_quarter").loc[lambda held: held["group"] == "type not listed"]
    usual = table(orders_of(case)[0], "ordersreturn_quarter")
    assert own["live_end"].tolist() == [usual.loc["FMPO", "live_end"]]
    assert table(before, "ordersreturn_quarter").loc["all orders", "live_end"] == usual.loc["all orders", "live_end"]
    study, _, same = orders_of(odd, previous=edition(before, tmp_path / "last"))
    assert "No figure of the last return has changed." in words(same)
    assert len(table(study, "ordersbalance_restated")) == 0


def test_an_order_entered_twice_is_set_aside_and_a_step_nobody_keeps_is_told(case, returned):
    orders = case.tables["orders"]
    again = orders.head(9).set_axis(orders.index[:9] + 10**6)
    study, *_ = orders_of(with_table(case, orders=pd.concat([orders, again])))
    assert table(study, "ordersbalance_faults")["n"]["entered again"] == 9
    pd.testing.assert_frame_equal(table(study, "ordersreturn_months"), table(returned[0], "ordersreturn_months"))
    blank = orders.assign(refused=orders["refused"].where(orders["type"] == ""))
    *_, section = orders_of(with_table(case, orders=blank))
    assert any("No order of the table has a day of refusal:" in said for said in words(section))


def test_every_sentence_of_the_return_is_said(case, returned, tmp_path):
    sections = list(returned[1:])
    orders = case.tables["orders"]
    without = orders_of(with_table(case, orders=None))
    inside = (orders["type"] == "DVPN") & (orders["applied"] >= pd.Timestamp("2022-01-01", tz="Europe/London"))
    more = pd.concat([orders, *(orders[inside].set_axis(orders[inside].index + 10**at) for at in (5, 6, 7))])
    fewer = orders[~inside]
    bad = orders.assign(granted=orders["granted"].where(orders.index > 40, orders["applied"] - 5 * DAY))
    folder = edition(orders_of(case, month="2021-12")[0], tmp_path / "last")
    unkept = bad.assign(breached=bad["breached"].where(bad["type"] == ""))
    more = more.drop(columns=["order_id", "subject_id"])  # or they would be one order entered again
    cases = [with_table(case, orders=own) for own in (more, fewer, bad, unkept)]
    sections += [*without[1:], *(one for own in cases for one in orders_of(own)[1:])]
    sections += [*orders_of(case, previous=folder)[1:], *orders_of(cases[2], previous=folder)[1:]]
    assert unsaid("ordersreturn", *sections) == set()
    assert unsaid("ordersbalance", *sections) == set()


def test_the_sample_is_the_same_again_and_another_with_another_seed(audited, case):
    study, *_ = audited
    first = table(study, "auditframe_sample")
    again = study_of(case, "audit_sample")
    auditframe.write(again)
    pd.testing.assert_frame_equal(first, table(again, "auditframe_sample"))
    assert study.book.files == again.book.files
    profile = replace(study.profile, score=replace(study.profile.score, seed=1))
    other = Study(case, profile, study.month)
    other.__dict__["scoped"] = study.scoped
    auditframe.write(other)
    assert set(table(other, "auditframe_sample")["record"]) != set(first["record"])


def test_the_sample_is_what_its_strata_say(audited):
    study, *_ = audited
    strata, sample = table(study, "auditframe_strata"), table(study, "auditframe_sample")
    assert (strata["drawn"] == strata["population"].clip(upper=15)).all()
    assert sample["stratum"].value_counts().to_dict() == strata["drawn"].to_dict()
    told = table(study, "auditframe_told")["n"]
    assert told[["frame", "drawn"]].tolist() == [strata["population"].sum(), strata["drawn"].sum()]
    assert sample["record"].str.fullmatch(r"[0-9a-f]{4}(-[0-9a-f]{4})+").all()
    assert sample["record"].is_unique


def test_who_is_left_out_of_the_frame_is_listed_and_balances(case, audited):
    study = audited[0]
    listed = table(study, "auditframe_excluded")["n"]
    told = table(study, "auditframe_told")["n"]
    assert listed["in the frame"] == told["frame"]
    assert listed.drop("all closed with these outcomes in the quarter").sum() == told["closed"] == listed.iloc[-1]
    assert told["closed"] - told["frame"] == told["excluded"] > 0
    outcomes = case.tables["outcomes"]  # by hand: the last outcome of every crime by 31 March, of any victim
    past = outcomes[(outcomes["date"] < pd.Timestamp("2022-04-01", tz="Europe/London")) & (outcomes["code"] != "0")]
    last = past.sort_values(["incident", "date", "code"]).groupby("incident").tail(1)
    inside = last["code"].isin(["14", "15", "16"]) & (last["date"] >= pd.Timestamp("2022-01-01", tz="Europe/London"))
    assert told["closed"] == inside.sum()
    lost = replace(case, incidents=case.incidents.drop(index=study.rows.index))
    other = study_of(lost, "audit_sample")
    assert counted.count_excluded(other, study.month).set_index("reason")["n"]["in the frame"] == 0
    assert counted.count_excluded(other, study.month).set_index("reason")["n"]["no record of the crime was read"] > 0


@pytest.mark.parametrize("by", ["district", "theme and district"])
def test_districts_are_strata_too(case, audited, by):
    study = audited[0]
    profile = replace(study.profile, audit=replace(study.profile.audit, by=by))
    other = Study(case, profile, study.month)
    other.__dict__["scoped"] = study.scoped
    auditframe.write(other)
    groups = table(other, "auditframe_strata")["group"].str.rpartition(", ")[2]
    assert set(groups) <= {*case.areas["district"], "not recorded"}
    assert table(other, "auditframe_told")["n"]["frame"] == table(study, "auditframe_told")["n"]["frame"]


def test_the_planted_share_wrong_lies_in_its_interval_and_counts_balance(audited):
    study, _, section = audited
    codes = table(study, "auditresults_codes")
    for code, share in planted.AUDIT_WRONG.items():
        assert codes.loc[code, "low"] <= share <= codes.loc[code, "high"]
    assert codes.loc["all", "n"] == codes.drop(index="all")["n"].sum()
    strata = table(study, "auditresults_strata")
    assert strata[["n", "x", "population"]].sum().tolist() == codes.loc["all", ["n", "x", "population"]].tolist()
    assert strata.loc[strata["n"] < 10, "share"].isna().all()
    assert table(study, "auditresults_reasons")["n"].sum() == codes.loc["all", "x"]
    assert table(study, "auditresults_quarters").loc["2021-12", "x"] == codes.loc["all", "x"]
    assert section.findings[0].name == "audit: outcome wrong"
    assert section.findings[0].change.text.startswith("Outcome 16 was wrong more often than the others")


def test_every_sentence_of_the_audit_is_said(case, audited, tmp_path):
    study, *sections = audited
    audits = case.tables["audits"]
    audits = audits[audits["sampled_month"] == "2021-12"]
    right = audits["question"] == "outcome_right"
    clean = audits[audits["incident"].isin(study.rows.index)]
    main = clean["question"] == "outcome_right"
    sixteen = case.tables["outcomes"].drop_duplicates("incident", keep="last").set_index("incident")["code"] == "16"
    worst = clean["incident"].map(sixteen).fillna(value=False).astype(bool)
    odd = audits.assign(answer=audits["answer"].where(~right | (audits.index % 3 > 0), "cannot tell"))
    few = clean[clean["incident"].isin(clean["incident"].unique()[:6])]
    made = (
        odd.assign(answer=odd["answer"].where(odd.index % 40 > 0, "perhaps")),
        clean.assign(answer=clean["answer"].where(~main, worst.map({True: "no", False: "yes"}))),
        clean.assign(answer=clean["answer"].mask(main, "yes")),
        few,
        None,
    )
    for answers in made:
        own = study_of(with_table(case, audits=answers), "audit_sample")
        sections.append(auditresults.write(own))
    drawn = edition(own, tmp_path / "bare")  # without a list
    assert "listed" not in words_of(case, drawn, clean)
    crimes = clean["incident"].drop_duplicates()
    for n in (1, len(crimes)):
        names = pd.DataFrame({"audit_id": "A2021-12-001", "record": crimes.head(n).str[:12]})
        names.to_csv(drawn / "tables" / "auditframe_sample.csv", index=False)
        listed = replace(study_of(with_table(case, audits=clean), "audit_sample"), previous=drawn)
        sections.append(auditresults.write(listed))
        assert table(listed, "auditresults_told")["n"][["listed", "checked"]].tolist() == [n, len(crimes)]
    sections.append(auditframe.write(study_of(with_table(case, outcomes=None), "audit_sample")))
    sections.append(
        auditframe.write(study_of(with_table(case, outcomes=case.tables["outcomes"].head(0)), "audit_sample"))
    )
    assert unsaid("auditframe", *sections) == set()
    assert unsaid("auditresults", *sections) == {("auditresults.worst", True)}  # told on a base of ten, never of fewer


def words_of(case, previous, answers):
    study = replace(study_of(with_table(case, audits=answers), "audit_sample"), previous=previous)
    auditresults.write(study)
    return set(table(study, "auditresults_told").index)


def test_an_audit_needs_its_block(case):
    study = study_of(case, "audit_sample")
    bare = replace(study, profile=replace(study.profile, audit=None))
    with pytest.raises(ProfileError, match=r"\[audit\] block"):
        auditframe.write(bare)
