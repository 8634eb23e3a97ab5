"""The ready reckoner on the county: it agrees with the profiles, and lacks what it lacks in words."""

import json
import re
from dataclasses import replace

import pandas as pd
import pytest
from chapters_made import texts
from people_made import part_of, study_of, table

from vawg_geo.base.outcome_sets import assumed_set
from vawg_geo.measures.first_outcomes import first_outcomes
from vawg_geo.measures.metric_entries import Rebaseline
from vawg_geo.measures.metric_readings import Terms, read_metric
from vawg_geo.measures.metric_state import RULES
from vawg_geo.measures.outcome_cohorts import count_cohort_outcomes
from vawg_geo.publishing.chapters import tracker
from vawg_geo.publishing.chapters._demand_tables import count_theme_months
from vawg_geo.publishing.reckoner import read
from vawg_geo.publishing.reckoner.book import find_days, find_moved, list_latest
from vawg_geo.publishing.reckoner.read import name_readings, put_readings, read_plans
from vawg_geo.publishing.reckoner.rows import metrics_table
from vawg_geo.publishing.reckoner.tables import KNOWN, MADE, Sources
from vawg_geo.publishing.report.blocks import Made

# What each made table is made from.
FROM = {"repeat_victims": "people", "ranks": "comparators", "nights": "", "tier_a": ""}


@pytest.fixture(scope="module")
def whole(case, found):
    study = study_of(case, "tracker")
    study.__dict__["hotspots"] = found
    return study, tracker.write(study)


@pytest.fixture(scope="module")
def small(case):
    return part_of(case, since="2021-06-01", rows=400, tables=case.tables)


def html(section):
    return next(str(block.html) for block in section.blocks if isinstance(block, Made))


def test_every_metric_stands_on_the_page_with_its_rule_owner_and_sentence(whole):
    study, section = whole
    rows, page = table(study, "tracker_metrics"), html(section)
    assert re.findall(r'<tr role="row" data-r="(\w+)"', page) == list(rows.index)
    assert len(rows) >= 33
    for name, row in rows.iterrows():
        own = page[page.index(f'data-r="{name}"') :].partition("</tr>")[0]
        assert row["rule_text"] in own
        assert row["owner"] in own
        assert ("svg" in own) == bool(row["period"])
        assert RULES[row["rule"]][0].replace("none", "no colour") == row["rag"]
    colours = table(study, "tracker_colours").iloc[0]
    assert colours[["red", "amber", "green", "grey", "none"]].sum() == colours["n"] == len(rows)


def test_the_lead_says_how_many_signals_chance_alone_would_make(whole):
    study, section = whole
    rows, colours = table(study, "tracker_metrics"), table(study, "tracker_colours").iloc[0]
    judged = rows[rows["expected_low"].notna() & ~rows["rag"].eq("grey") & ~rows.index.isin(["nte_nights"])]
    assert colours["charted"] == len(judged)
    assert colours["signals"] == judged["state"].isin(["a clear rise", "a clear fall"]).sum()
    assert 0.1 < colours["chance"] < 1 < colours["signals"]
    assert f"by chance alone about {colours['chance']:.1f} would" in texts(section)


def test_no_neutral_metric_is_coloured_and_the_planted_lateness_is_red(whole):
    rows = table(whole[0], "tracker_metrics")
    neutral = rows[rows["polarity"].str.startswith("neither")]
    assert len(neutral) > 5
    assert set(neutral["rag"]) <= {"no colour", "grey"}
    assert rows.loc["rso_overdue", ["rag", "rule"]].tolist() == ["red", "adverse signal"]
    assert "Red: People with a visit overdue" in texts(whole[1])


def test_figures_are_the_profiles_own(case, whole, found):
    study, series = whole[0], table(whole[0], "tracker_series")
    da = count_theme_months(study_of(case), ["da"]).iloc[:, 0]
    ours = series[series["metric"] == "da_recorded"].set_index("period")["value"]
    assert ours[da.index].to_dict() == da.to_dict()
    assert ours.index[0] == "2016-04"  # as far back as the data, so that its baseline stays where it is
    known = study_of(case, "da").rows["recorded_on"]
    firsts = first_outcomes(
        case.tables["outcomes"], recorded_on=known, cut=study.cut, possible=assumed_set().codes
    ).rename(columns={"at": "date"}).reset_index()  # fmt: skip
    theirs = count_cohort_outcomes(firsts, recorded_on=known[known < "2022-04"], cut=study.cut)
    both = series[series["metric"] == "da_prosecution"].set_index("period")[["x", "n", "ripe"]]
    pd.testing.assert_frame_equal(
        both.astype("int64"), theirs.loc[both.index, ["x", "n", "ripe"]].astype("int64"), check_names=False
    )
    row = table(study, "tracker_metrics").loc["nte_nights"]
    assert row["value"] == pytest.approx(found.headline.per_night)
    assert row["expected_low"] == pytest.approx(found.headline.low)


def test_a_metric_more_needs_no_code_and_one_that_has_no_data_is_grey(small, tmp_path):
    (tmp_path / "metrics").mkdir()
    part = '{{ table = "indicators", date = "period", where = {{ source = ["{0}"] }}, sum = "{1}" }}'
    for name in ("voice_audit_met", "nobody_counts_this"):
        (tmp_path / "metrics" / f"{name}.toml").write_text(
            f'plan = "Ours"\n[metric.{name}]\nwords = "{name}"\nmeasure = "share"\nstep = "quarter"\nchart = "p\'"\n'
            f'polarity = "up"\ntarget = 0.01\nowner = "Us"\nsentence = "{{value}} of {{n}} in {{period}}: {{state}}."\n'
            f"count = {part.format(name, 'n')}\nof = {part.format(name, 'd')}\n"
        )
    study = study_of(replace(small, force=replace(small.force, folder=tmp_path)), "tracker", hotspots=False)
    section = tracker.write(study)
    rows = table(study, "tracker_metrics")
    assert rows.loc["voice_audit_met", "rag"] == "green"
    assert rows.loc["nobody_counts_this", "rule"] == "no data"
    assert "nowhere holds nobody_counts_this" in html(section)
    assert rows.loc["nte_nights", "rag"] == "grey"


ISVA = '{ table = "referrals", date = "date", where = { service = ["ISVA"] } }'
TAKEN = '{ table = "referrals", date = "date", where = { service = ["ISVA"], accepted = ["true"] } }'
GONE, BACK = '{ table = "missing", date = "start" }', '{ table = "missing", date = "end" }'
PLANTED = {  # chart -> measure, count, of
    "c": ("count", GONE, ""),
    "u'": ("count", GONE, ""),
    "p'": ("share", TAKEN, ISVA),
    "xmr": ("median", BACK, GONE),
}


def entry(name, **said):
    """An entry of a force's own."""
    given = {"words": name, "measure": "count", "chart": "c", "polarity": "up", "owner": "Us", "sentence": "{value}"}
    texts = [f"{key} = {json.dumps(value)}\n" for key, value in (given | said).items() if key not in ("count", "of")]
    parts = [f"{key} = {said[key]}\n" for key in ("count", "of") if said.get(key)]
    return "".join([f"[metric.{name}]\n", *texts, *parts])


def own_entries(folder):
    """An entry a chart and polarity, in the folder of a force's own metrics."""
    entries = [
        entry(f"m{at}_{way}", words=f"Chart {chart}", measure=measure, count=count, of=of, chart=chart, polarity=way)
        for at, (chart, (measure, count, of)) in enumerate(PLANTED.items())
        for way in ("up", "down")
    ]
    put_entries(folder, "Ours", *entries)


def put_entries(folder, plan, *entries):
    (folder / "metrics").mkdir()
    text = "".join([f"plan = {json.dumps(plan)}\n", *(one + "least = 5\n" for one in entries)])
    (folder / "metrics" / "own.toml").write_text(text)


def planted(small, folder, *, much, month="2022-03"):
    """The county with more and longer absences in a month, all referrals accepted (or fewer, shorter, refused)."""
    gone, sent = small.tables["missing"], small.tables["referrals"]
    inside = gone["start"].dt.strftime("%Y-%m") == month
    few = inside & (gone.groupby(inside).cumcount() % 8 > 0)
    copies = [gone[inside].set_axis(gone.index[inside] + at * 10**7) for at in range(1, max(much, 1))]
    made = gone[~few] if much < 1 else pd.concat([gone, *copies])
    end = made["start"] + pd.Timedelta(minutes=1 if much < 1 else 4000)
    taken = sent["accepted"].mask(sent["date"].dt.strftime("%Y-%m") == month, much > 1)
    tables = {
        "missing": made.assign(end=made["end"].mask(made["start"].dt.strftime("%Y-%m") == month, end)),
        "referrals": sent.assign(accepted=taken),
    }
    return replace(small, tables=small.tables | tables, force=replace(small.force, folder=folder))


@pytest.mark.methods("8", "13")
def test_a_signal_planted_in_the_county_is_red_or_green_by_rule_and_a_blip_is_not(small, tmp_path):
    own_entries(tmp_path)
    names = [f"m{at}_{way}" for at in range(4) for way in ("up", "down")]

    def rules(much, month="2022-03"):
        study = study_of(planted(small, tmp_path, much=much, month=month), "tracker", hotspots=False)
        return {name: one.rule for name, one in name_readings(read_plans(study, names=names)).items()}

    for much, sign in ((4, "up"), (0.1, "down")):
        told = rules(much)
        assert told == {n: "good signal" if n.endswith(sign) else "adverse signal" for n in names}, much
    for month in ("2021-06", "2021-11"):  # far out, once, and past
        assert set(rules(4, month).values()) == {"no change"}
    assert set(rules(1, "none").values()) == {"no change"}


def test_a_planted_signal_stands_first_on_the_page(small, tmp_path):
    own_entries(tmp_path)
    study = study_of(planted(small, tmp_path, much=4), "tracker", hotspots=False)
    section = tracker.write(study)
    rows = table(study, "tracker_metrics").loc[lambda held: held["plan"] == "Ours"]
    assert rows["rag"].tolist() == ["green", "red"] * 4
    assert rows["rule"].tolist() == ["good signal", "adverse signal"] * 4
    assert "Red: Chart u'." in texts(section)


def blank(held):
    """A table whose every column is there, and nowhere filled in."""
    return held.assign(**{name: held[name].where(held[name].isna()) for name in held.columns})


def test_each_table_may_be_missing_or_broken(small):
    whole = study_of(small, "tracker", hotspots=False)
    metrics = [reading.metric for _, readings in read.read_plans(whole) for reading in readings]
    terms = Terms(whole.month, 48, whole.cut)
    asked = {part.table for one in metrics for part in (one.count, one.of) if part}
    for name in sorted({FROM.get(one, one) for one in asked} - {"", "incidents", "people"}):
        for tables in (
            {key: held for key, held in small.tables.items() if key != name},
            {**small.tables, name: small.tables[name].iloc[:0]},
            {**small.tables, name: small.tables[name][[]].assign(nothing=1)},
            {**small.tables, name: small.tables[name].map(lambda _: "text", na_action="ignore")},
            {**small.tables, name: blank(small.tables[name])},
        ):
            sources = Sources(study_of(replace(small, tables=tables), "tracker", hotspots=False))
            sources._made[("incidents", "da")] = Sources(whole)._make(metrics[0].count)
            of_it = [m for m in metrics if name in {FROM.get(p.table, p.table) for p in (m.count, m.of) if p}]
            kept = [m for m in of_it if all(p is None or p.scope in ("", "da") for p in (m.count, m.of))]
            for metric in kept:
                reading = read_metric(metric, sources, terms=terms)
                assert RULES[reading.rule][0] == "grey", (name, metric.name)
                assert reading.reason


def test_people_and_outcomes_without_what_they_must_have_are_grey(small):
    for column in ("incident", "pid", "role"):
        study = study_of(replace(small, people=small.people.drop(columns=column)), "tracker", hotspots=False)
        told = name_readings(read_plans(study, names=["dvpn", "da_repeat_victims", "da_recorded"]))
        assert told["dvpn"].reason == "the table incidents has no column 'suspect'."
        assert told["da_repeat_victims"].reason == f"the table people has no column '{column}'."
        assert not told["da_recorded"].reason
    for column in ("incident", "code", "date"):
        tables = {**small.tables, "outcomes": small.tables["outcomes"].drop(columns=column)}
        study = study_of(replace(small, tables=tables), "tracker", hotspots=False)
        told = name_readings(read_plans(study, names=["sso_rank", "da_o16", "sso_days"]))
        assert {reading.rule for reading in told.values()} == {"no data"}
        assert told["sso_rank"].reason == f"the table outcomes has no column '{column}'."


def test_a_baseline_that_has_moved_is_told_unless_an_entry_says_why(small, tmp_path):
    study = study_of(small, "tracker", hotspots=False)
    plans = read_plans(study, names=["missing_median", "missing_day", "dvpn_breach"])
    last = list_latest(plans)
    assert find_moved(plans, last) == find_moved(plans, None) == find_moved(plans, last[["metric"]]) == {}
    other = last.assign(baseline="May 2015 to April 2017")
    assert set(find_moved(plans, other)) == {"missing_median", "missing_day"}
    (tmp_path / "tables").mkdir()
    other.assign(marking="x").to_csv(tmp_path / "tables" / "tracker_metrics.csv", index=False)
    later = replace(study_of(small, "tracker", hotspots=False), previous=tmp_path)
    put_readings(later, plans)
    note = table(later, "tracker_metrics").loc["missing_day", "note"]
    assert (
        note == "The usual range was of May 2015 to April 2017 in the last edition; no reason for another is entered."
    )
    why = Rebaseline("2020-04", "Counted by a new system")
    reading = plans[0][1][0]
    entered = [("x", [replace(reading, metric=replace(reading.metric, rebaseline=why))])]
    assert find_moved(entered, other) == {}
    told = list_latest(entered, {})["note"].iloc[0]
    assert told == "Usual range told anew from April 2020: Counted by a new system."


def test_campaigns_of_the_latest_period_are_named_beside_it(small):
    plans = read_plans(study_of(small, "tracker", hotspots=False), names=["street_safe", "missing_day"])
    days = pd.DataFrame({"date": ["2022-02-20", "2022-03-31", "2022-03-01"], "until": ["2022-03-01", None, None],
                         "kind": ["campaign", "campaign", "fair"], "name": ["Spring", "April", "Fair"]})  # fmt: skip
    days = days.assign(**{n: pd.to_datetime(days[n]).dt.tz_localize("Europe/London") for n in ("date", "until")})
    assert find_days(plans, days) == {"street_safe": "In the calendar: Spring, April."}
    assert find_days(plans, days.iloc[2:]) == {"street_safe": "No campaign in the period."}
    assert find_days(plans, days.iloc[1:2]) == {"street_safe": "In the calendar: April."}
    assert "cannot be said" in find_days(plans, days.drop(columns="until"))["street_safe"]
    assert "cannot be said" in find_days(plans, None)["street_safe"]
    note = list_latest(plans, find_days(plans, days)).set_index("metric").loc["street_safe", "note"]
    assert note == "In the calendar: Spring, April."


def test_an_entry_s_words_are_text_on_the_page_whatever_they_hold(small, tmp_path):
    hostile = "<img src=x onerror=alert(x)> & {{ a*a }} | =cmd"
    said = "<b>{value}</b> " + hostile.replace("{", "{{").replace("}", "}}")
    odd = '{ table = "missing", date = "start", where = { offenders = ["<i>"] } }'
    one = entry("x", words=hostile, owner=hostile, note=hostile, sentence=said, count=GONE)
    put_entries(tmp_path, hostile, one, entry("y", count=odd))
    study = study_of(replace(small, force=replace(small.force, folder=tmp_path)), "tracker", hotspots=False)
    plans = read_plans(study, names=["x", "y"])
    put_readings(study, plans)
    page = str(metrics_table(study, plans))
    assert "<img" not in page
    assert "<b>" not in page
    assert page.count("&lt;img src=x onerror=alert(x)&gt;") == 5  # plan, words, owner, note, sentence
    assert "its tables do not hold what the entry asks for" in page  # and not the word in the column's name


def test_a_force_with_nothing_but_a_few_crimes_gets_a_page(small, monkeypatch):
    bare = replace(small, tables={}, people=small.people.iloc[:0])
    study = study_of(bare, "tracker", hotspots=False)
    tracker.write(study)
    assert set(table(study, "tracker_metrics")["rag"]) <= {"grey", "no colour"}
    monkeypatch.setattr(read, "read_metrics", lambda *_, **__: ())
    assert "no metric is entered" in texts(tracker.write(study_of(bare, "tracker")))


def test_small_counts_of_children_are_hidden_everywhere(small):
    children = small.incidents.assign(
        victim_age=12.0, themes=["child_sexual;sexual"] * 6 + ["violence"] * (len(small.incidents) - 6)
    )
    study = study_of(replace(small, incidents=children), "tracker", hotspots=False)
    section = tracker.write(study)
    rows = table(study, "tracker_metrics").loc[["csae_contact"]]
    series = table(study, "tracker_series")
    shown = series.loc[series["metric"].isin(rows.index), "x"].dropna()
    assert not (shown < 10).any()
    assert rows["x"].isna().all()
    assert "too small to be shown" in html(section)


def test_what_is_made_is_known():
    assert set(MADE) < KNOWN
    assert set(FROM) == set(MADE)
