"""No table of the profile of children tells a count of few: not itself, not by what it leaves, not by its share."""

from dataclasses import replace
from itertools import product

import numpy as np
import pandas as pd
import pytest
from people_made import MONTH, study_of

from vawg_geo.base.profile import read_profile
from vawg_geo.publishing.chapters._few_children import guards_children, hide_rows, hide_steps, is_few
from vawg_geo.publishing.report.report import profile_report

pytestmark = pytest.mark.methods("12")
# Counts of no child and no child's crime: files, hypotheses, months, forces, teams, actions; and those of the force.
HARMLESS = {
    "data_records", "sheet_files", "sheet_totals", "sheet_tables", "quality", "ledger", "drivers_sides", "outcome_set",
    "developing_totals", "demand_ahead", "performance_limits", "performance_moves", "performance_rank",
    "performance_young", "recommendations_gaps", "recommendations_totals", "responses_ratings", "summary_findings",
    "voice_satisfied", "voice_panel", "voice_audits", "method_parameters", "changed_states", "changed_tables",
}  # fmt: skip
NO_COUNTS = {
    ("performance_line", "months"), ("performance_line", "above"), ("data_fields", "signals"),
    ("demand_calls", "signals"), ("developing_signals", "years"),
}  # fmt: skip
BASES = ("n", "of", "d", "decided", "ceiling")


def tables_of(case, month):
    profile = read_profile("csae")
    report = profile_report(case, profile=profile, month=month)
    assert set(report.sections) == set(profile.written.sections)
    return {name: table for name, table in report.study.book.tables().items() if name not in HARMLESS}


@pytest.fixture(scope="module", params=[str(MONTH), pytest.param("2021-09", marks=pytest.mark.slow)])
def tables(case, request):
    return tables_of(case, request.param)


def whole(values):
    numbers = pd.to_numeric(values, errors="coerce").astype("Float64").dropna()
    return numbers if len(numbers) and (numbers == numbers.round()).all() else numbers.iloc[:0]


def test_no_cell_counts_few_children(tables):
    told = {
        (name, column)
        for name, table in tables.items()
        for column in table.columns
        if not pd.api.types.is_bool_dtype(table[column]) and whole(table[column]).between(1, 9).any()
    }
    assert told <= NO_COUNTS
    assert len(tables) > 30


def test_no_share_times_its_base_gives_few_children(tables):
    looked = 0
    for table, base in product(tables.values(), BASES):
        if base not in table:
            continue
        n = pd.to_numeric(table[base], errors="coerce").astype("float64")
        for column in table.select_dtypes("float"):
            x = table[column].astype("float64") * n
            counts = (np.abs(x - x.round()) < 1e-5) & table[column].between(0, 1) & (n > 0)
            if column in (base, "low", "high") or not counts.equals(table[column].notna() & (n > 0)):
                continue  # no share of this base
            looked += int(counts.sum())
            assert not (x[counts].round().between(1, 9) | (n - x)[counts].round().between(1, 9)).any()
    assert looked > 40


def test_no_two_tables_tell_few_children_by_their_difference(tables):
    modes, places = (tables[f"children_{name}"].set_index("what") for name in ("mode", "places"))
    assert modes.loc["Online", ["now", "before"]].equals(places.loc["Online", ["now", "before"]])
    fields = tables["data_fields"].set_index("field").loc["A suspect is recorded"]
    assert (
        fields["n"] - fields["filled"]
        == tables["children_suspects"].set_index("what").loc["No suspect recorded", "now"]
    )
    stack = tables["journey_outcomes"].set_index("day")
    counts = stack.filter(regex="^(?:possible|outcome_..|other)$") * stack.loc[0, "at_risk"]
    for reached in (counts[column].dropna() for column in counts):
        assert (reached.diff().fillna(reached) > 9.5).all()
    months = tables["demand_theme_months"].pivot_table(index="month", columns="theme", values="n")
    rest = months.rsub(months["All sexual offences"], axis=0).drop(columns="All sexual offences")
    assert (rest >= 10).all(axis=None)


def test_few_by_hand():
    part = pd.Series([0, 1, 9, 10, 41, 49, 50, pd.NA], dtype="Int64")
    assert is_few(part, 50.0, least=10).tolist() == [False, True, True, False, True, True, False, False]
    curve = pd.DataFrame(
        {"day": [0, 30, 100, 180, 365], "x": [0.1, 0.1, 0.15, 0.2, 0.5], "x_low": 0.0, "ripe": [True] * 4 + [False]}
    )
    shown = hide_steps(curve, ["x"], n=100.0, least=10)  # 10, then 5 more are few, then 10 more than the last shown
    assert shown["day"].tolist() == [0, 30, 100, 180]
    assert shown["x"].isna().tolist() == shown["x_low"].isna().tolist() == [True, False, True, False]
    assert hide_steps(curve, ["x"], n=100.0, least=81)["x"].isna().all()  # 80 are left over at most


def test_only_a_profile_of_children_alone_is_guarded(case):
    study = study_of(case, "csae")
    table = pd.DataFrame({"n": [3, 20], "of": [50, 50], "share": [0.06, 0.4]})
    assert guards_children(study)
    hidden = hide_rows(study, table, "n", "of", columns=("n", "share"))
    assert hidden["n"].isna().tolist() == hidden["share"].isna().tolist() == [True, False]
    for name in ("sso", "missing", "vawg_full"):
        assert hide_rows(study_of(case, name), table, "n", "of", columns=("n", "share")) is table
    adults = replace(study.profile, scope=replace(study.profile.scope, max_age=120))
    assert not guards_children(replace(study, profile=adults))
