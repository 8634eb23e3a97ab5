"""The ready reckoner on the county: it agrees with the profiles, and lacks what it lacks in words."""

import re
from dataclasses import replace

import pandas as pd
import pytest
from chapters_made import texts
from people_made import part_of, study_of, table

from vawg_geo.base.outcome_sets import assumed_set
from vawg_geo.measures.first_outcomes import first_outcomes
from vawg_geo.measures.metric_readings import Terms, read_metric
from vawg_geo.measures.metric_state import RULES
from vawg_geo.measures.outcome_cohorts import count_cohort_outcomes
from vawg_geo.publishing.chapters import tracker
from vawg_geo.publishing.chapters._demand_tables import count_theme_months
from vawg_geo.publishing.reckoner import read
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
    assert ours.to_dict() == da.loc[ours.index].to_dict()
    assert len(ours) == 48
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
        ):
            sources = Sources(study_of(replace(small, tables=tables), "tracker", hotspots=False))
            sources._made[("incidents", "da")] = Sources(whole)._make(metrics[0].count)
            of_it = [m for m in metrics if name in {FROM.get(p.table, p.table) for p in (m.count, m.of) if p}]
            kept = [m for m in of_it if all(p is None or p.scope in ("", "da") for p in (m.count, m.of))]
            for metric in kept:
                reading = read_metric(metric, sources, terms=terms)
                assert RULES[reading.rule][0] == "grey", (name, metric.name)
                assert reading.reason


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
