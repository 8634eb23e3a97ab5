"""How good the data are: totals that agree with demand, shares by a plain count, findings where they belong."""

import numpy as np
import pandas as pd
import pytest
from people_made import study_of, table, words

from vawg_geo.measures.gate import colour_of
from vawg_geo.publishing.chapters import data
from vawg_geo.publishing.chapters._data_doubts import EVERY
from vawg_geo.publishing.chapters._demand_tables import count_periods

pytestmark = pytest.mark.methods(1)


@pytest.fixture(scope="module")
def made(case):
    study = study_of(case)
    section = data.write(study)
    return study, section, count_periods(study).set_index("period").loc["now"]


def test_the_totals_are_those_of_demand(made):
    study, _, now = made
    bounds = table(study, "data_bounds")
    assert bounds.loc[EVERY, ["floor", "ceiling"]].tolist() == [now["n"], now["ceiling"]]
    assert (bounds["floor"] <= bounds["at_random"]).all()
    assert (bounds["at_random"] <= bounds["ceiling"]).all()
    for name in ("data_themes", "data_delay"):
        assert table(study, name).loc[EVERY, "n"] == now["n"]
    assert table(study, "data_times")["n"].sum() == now["n"]


def test_shares_are_those_of_a_plain_count(made, case):
    study, _, _ = made
    fields, victims = table(study, "data_fields"), case.people[case.people["role"] == "victim"]
    known = victims["ethnicity"].notna() & (victims["ethnicity"] != "NS")
    by = known.groupby(victims["incident"]).all().reindex(study.now.index)
    row = fields.loc["Victim's ethnicity"]
    assert (row["filled"], row["n"]) == (int(by.fillna(value=False).sum()), int(by.notna().sum()))
    months = table(study, "data_months")
    inside = months[months["field"].eq("Victim's sex") & months["month"].between("2021-04", "2022-03")]
    assert inside["n"].sum() == fields.loc["Victim's sex", "n"]
    assert inside["filled"].sum() == fields.loc["Victim's sex", "filled"]


def test_the_gate_is_the_data_gates(made):
    study, section, _ = made
    gate = table(study, "data_gate")
    shares = gate.loc[["Place known", "Time known to two hours"], "share"]
    assert gate.loc["Gate", "colour"] == colour_of(*shares, gate=study.profile.gate)
    assert f"the data gate is {gate.loc['Gate', 'colour']}" in words(section)[1]


def test_a_tenth_unrecorded_is_a_finding_and_less_is_not(made, case):
    study, section, _ = made
    share = table(study, "data_bounds").loc[EVERY, "share"]
    assert share > 0.1
    assert [finding.name for finding in section.findings] == ["data_unknown_victims"]
    complete = case.incidents.assign(
        victim_sex=case.incidents["victim_sex"].fillna("M"), victim_age=case.incidents["victim_age"].fillna(40.0)
    )
    late = complete["recorded_on"] >= pd.Timestamp("2022-01-01", tz="Europe/London")
    from dataclasses import replace

    assert data.write(study_of(replace(case, incidents=complete[late]))).findings == ()


def test_few_records_on_no_map_are_hidden(made):
    study, _, _ = made
    shown = table(study, "data_defaults")["n"].dropna()
    assert (shown >= study.written.least).all()
    assert set(table(study, "data_defaults")["n"].isna().unique()) <= {True, False}
    assert not np.isin(["easting", "northing", "geometry"], table(study, "data_crowded").columns).any()
