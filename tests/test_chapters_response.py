"""The ten chapters about what is done: totals agree, what is not there is told, few say nothing, nobody is named."""

import re
import string
from dataclasses import replace
from datetime import date
from importlib import import_module
from pathlib import Path

import pandas as pd
import pytest
from people_made import part_of, study_of, table, words

from vawg_geo.base.errors import DisclosureError
from vawg_geo.base.profile import read_profile
from vawg_geo.publishing import chapters
from vawg_geo.publishing.chapters._demand_tables import count_periods, count_themes
from vawg_geo.publishing.report.blocks import Made, Map, Table
from vawg_geo.publishing.report.book import Cell
from vawg_geo.publishing.report.sentences import catalogue, say

pytestmark = pytest.mark.methods("10", "13")
HOMES = {
    "performance": "da", "orders": "da", "journey": "da", "dash": "da", "repeats": "da", "recency": "sso",
    "children": "csae", "missing": "missing", "registered": "rso_restricted", "keyoffenders": "rso_restricted",
}  # fmt: skip
SOURCES = "".join(path.read_text("utf-8") for path in sorted(Path(chapters.__file__).parent.glob("*.py")))
LACKS = {
    "performance": "no table of outcomes", "orders": "no table of orders", "journey": "no table of the steps",
    "dash": "no table of assessments", "repeats": "no table of people", "missing": "no table of episodes",
    "recency": "no table of outcomes", "registered": "no table of the register", "keyoffenders": "no table of people",
}  # fmt: skip
# How the sources name sentences; what an f-string fills in is one word.
WAYS = [
    "[a-z]+".join(re.escape(part) for part in re.split(r"\{[^}]*\}", way))
    for way in set(re.findall(rf'"((?:{"|".join(HOMES)})\.[^" ]*(?:\{{[^}}]*\}})?[^" ]*)"', SOURCES))
]


def write(chapter, case, name="", **written):
    study = study_of(case, name or HOMES[chapter], **written)
    return study, import_module(f"vawg_geo.publishing.chapters.{chapter}").write(study)


@pytest.fixture(scope="module")
def made(case):
    """Each chapter on the county, once."""
    return {chapter: write(chapter, case) for chapter in HOMES}


@pytest.mark.parametrize("chapter", HOMES)
def test_every_sentence_can_be_said_both_ways_and_somebody_says_it(chapter):
    for name, template in catalogue(chapter).items():
        fields = {f for _, f, _, _ in string.Formatter().parse(template.text + template.otherwise) if f}
        for base in (1_000, 0):
            cells = {field: Cell("t", "r", "c", base, "count", n=base) for field in fields | set(template.needs)}
            said = say(f"{chapter}.{name}", fields=cells)
            told = template.text if base or not template.needs else template.otherwise
            assert (said is None) == (not told), name
        assert any(re.fullmatch(way, f"{chapter}.{name}") for way in WAYS), name


@pytest.mark.parametrize("chapter", LACKS)
def test_a_force_without_tables_is_told_what_it_lacks(case, chapter):
    bare = replace(part_of(case, since="2020-01-01"), people=None)
    _, section = write(chapter, bare)
    assert LACKS[chapter] in " ".join(words(section))
    assert section.findings == ()


@pytest.mark.parametrize("chapter", [name for name in HOMES if name != "keyoffenders"])
def test_no_record_at_all_crashes_nothing(case, chapter):
    none = part_of(case, since="2022-04-02", tables=("outcomes", "orders", "journey", "dash"))
    _, section = write(chapter, none)
    assert words(section)
    assert section.findings == ()


@pytest.mark.parametrize("chapter", ["performance", "journey", "dash", "repeats", "recency", "children"])
def test_few_records_are_never_a_share(case, chapter):
    few = part_of(case, since="2021-01-01", rows=400, tables=("outcomes", "journey", "dash"))
    few = replace(few, incidents=few.incidents.assign(themes="da;sexual;child_sexual").head(12))
    _, section = write(chapter, few)
    said = " ".join(words(section)).replace("95% interval", "").replace("95% limits", "")
    assert not re.search(r"\d%", said), said
    assert section.findings == ()


def test_totals_balance_and_are_demand_s_total(case, made):
    for chapter, name, rows, column in (
        ("dash", "dash_grades", ["All"], "now"), ("recency", "recency_split", ["all"], "now"),
        ("recency", "recency_split", ["recent", "non-recent"], "now"), ("children", "children_mode", ["All"], "now"),
        ("children", "children_ages", ["All"], "before"), ("children", "children_districts", ["All"], "now"),
    ):  # fmt: skip
        study, _ = made[chapter]
        demand = count_periods(study).set_index("period")["n"]
        assert table(study, name).loc[rows, column].sum() == demand[column], name
    study = made["dash"][0]
    grades = table(study, "dash_grades")
    assert grades["now"].drop("All").sum() == grades.loc["All", "now"]
    study = made["recency"][0]
    for name in ("recency_delay", "recency_relation"):
        assert table(study, name)["now"].sum() == table(study, name)["of"].iloc[0]
    assert (
        table(study, "recency_delay").loc["more than a year", "now"]
        == table(study, "recency_split").loc["non-recent", "now"]
    )
    assert (
        made["performance"][0].book.entries["performance_years"].table["n"].iloc[-1]
        == (table(made["journey"][0], "journey_outcomes").loc["0", "at_risk"])
    )


def test_hidden_counts_of_children_stay_hidden(made):
    study, section = made["children"]
    least = study.written.least
    assert least == 10
    for name, entry in study.book.entries.items():
        if name.startswith("children_"):
            for column in ("now", "before", "x", "n"):
                if column in entry.table:
                    shown = entry.table[column].dropna()
                    assert (shown >= least).all(), (name, column)
    text = " ".join(words(section))
    assert not any(
        int(n) < least
        for n in re.findall(r"(?<![\d.,])(\d{1,2})(?![\d.,]|%| to |\))", text.replace("95%", "").replace("18", ""))
    )


def test_a_share_tells_no_count_that_a_table_of_children_hides(made):
    study, _ = made["children"]
    shares, compared = study.book.entries["children_shares"].table, 0
    for what, (name, rows) in import_module("vawg_geo.publishing.chapters.children")._TOLD_BY.items():
        for period in ("now", "before"):
            share, cells = shares.loc[f"{what}|{period}"], table(study, name)[period].reindex(rows)
            if pd.isna(share["x"]):
                assert pd.isna(share["share"])
                assert shares.loc[f"{what}|now", "moved"] == "cannot say"
            else:
                assert cells.notna().all(), (what, period)
                assert share["x"] == cells.iloc[0], (what, period)
                compared += 1
    assert compared
    assert shares.loc["peer|now", "x"] is pd.NA or table(study, "children_suspects")["now"].notna().all()


def test_the_sum_that_geography_tells_gives_no_hidden_place_away(case):
    study, _ = write("recency", case)
    for chapter in ("data", "geography"):
        import_module(f"vawg_geo.publishing.chapters.{chapter}").write(study)
    located, least = table(study, "geography_located"), study.written.least
    away = table(study, "data_defaults")["n"].drop(index="online offence", errors="ignore")
    left = located.loc["default_point", "n"] - away.sum()
    assert away.isna().any()  # the county has few at police stations
    assert away.isna().sum() > 1
    assert left >= least
    kinds = table(study, "recency_places")["n"]
    assert kinds["Hospital, prison or police station"] >= least
    assert not {"Hospital", "Prison", "Police station"} & set(kinds.index)


def test_orders_of_a_profile_of_children_hide_small_counts(case):
    study, section = write("orders", case, name="csae")
    for event in ("applied", "granted"):
        shown = table(study, f"orders_{event}")[["now", "before"]]
        assert (shown.melt()["value"].dropna() >= study.written.least).all()
        assert shown.loc["All"].notna().all()
        assert shown.drop(index="All").isna().any().all()  # the county grants few of one type
    assert set(study.book.entries) - {"orders_aside"} == {"orders_applied", "orders_granted"}
    assert "no change we can distinguish from chance" in " ".join(words(section))


@pytest.mark.parametrize("chapter", ["performance", "missing"])
def test_small_teams_and_flags_are_not_shown(made, chapter):
    study, _ = made[chapter]
    name, column = {"performance": ("performance_teams", "x"), "missing": ("missing_flags", "n")}[chapter]
    assert (table(study, name)[column].dropna() >= study.written.least).all()


def test_no_map_and_no_home_of_the_register(case, made):
    study, section = made["registered"]
    assert not any(isinstance(block, Map) for block in section.blocks)
    shown = table(study, "registered_msoas")["n"].dropna()
    assert (shown >= study.written.least).all()
    named = {block.table: block.rows for block in section.blocks if isinstance(block, Table)}
    assert set(named["registered_msoas"]) == set(shown.index)
    pseudonyms = set(case.tables["rso"]["person_id"]) | set(case.tables["visits"]["officer"])
    for entry in study.book.entries.values():
        assert not pseudonyms & set(entry.table.astype("str").to_numpy().ravel())


@pytest.mark.parametrize("chapter", ["registered", "keyoffenders"])
def test_people_are_told_only_under_a_paper_in_force(case, chapter):
    with pytest.raises(DisclosureError, match="restricted"):
        write(chapter, case, "vawg_full")


def test_the_list_is_the_restricted_one(case, made):
    from vawg_geo.measures.suspects import find_suspects

    study, section = made["keyoffenders"]
    found = find_suspects(case.people, case.incidents, month="2022-03", profile=study.profile, cut=case.cut)
    listed = table(study, "keyoffenders_list")
    assert listed["harm"].to_list() == pytest.approx(found["harm"].head(study.profile.score.top).to_list())
    assert not set(found.index) & set(listed["suspect"])  # short names, never the whole pseudonym
    html = "".join(block.html for block in section.blocks if isinstance(block, Made))
    assert "Reviewer" in html
    assert "<h3>" in html
    assert "&lt;" not in html  # its own mark-up is not told as text
    assert "<h2" not in html
    assert "A suspect is not convicted" in html
    assert not any(name in SOURCES for name in ("easting", "northing"))


def test_a_rise_of_overdue_visits_and_a_fall_of_attendance_are_found(made):
    overdue = made["registered"][1].findings
    assert [finding.name for finding in overdue] == ["registered: overdue visits", "registered: one officer's load"]
    assert "higher than" in overdue[0].what.text
    attended = made["journey"][1].findings
    assert [finding.name for finding in attended] == ["journey: attended within the hour"]
    assert "lower than" in attended[0].what.text


def test_a_share_that_did_not_move_is_called_unchanged(made):
    for chapter in ("performance", "dash", "recency", "orders", "missing"):
        assert "no change we can distinguish from chance" in " ".join(words(made[chapter][1])), chapter


def test_notices_are_for_crimes_with_a_suspect(case, made):
    study = made["orders"][0]
    rate = table(study, "orders_rate").loc["now"]
    rows = case.incidents[case.incidents["da"].fillna(value=False).astype(bool) & (case.incidents["status"] == "live")]
    day = rows["recorded_on"].dt.tz_localize(None)
    rows = rows[(day >= "2021-04-01") & (day < "2022-04-01")]
    people = case.people[
        (case.people["role"] == "suspect") & ~case.people["eliminated"].fillna(value=False).astype(bool)
    ]
    assert rate["n"] == rows.index.isin(people["incident"]).sum()
    assert rate["rate"] == pytest.approx(100 * rate["x"] / rate["n"])


def test_every_profile_says_how_it_differs_from_sixteen(case):
    study, section = write("terms", case, "da")
    line = table(study, "terms_adults").loc["da"]
    assert line["n"] == len(study.now) == line["adults"] + line["younger"]
    assert "age 16" in " ".join(words(section))
    assert "terms_adults" not in write("terms", case, "csae")[0].book.entries
    adults = replace(study.profile, scope=replace(study.profile.scope, min_age=16))
    from vawg_geo.publishing.chapters._terms_adults import adults_paragraph

    assert adults_paragraph(replace(study, profile=adults)) is None


@pytest.mark.parametrize(("name", "theme"), [("da", "da"), ("sso", "sexual"), ("stra", "")])
def test_totals_agree_across_profiles(case, name, theme):
    full, own = study_of(case, "vawg_full"), study_of(case, name)
    rows = full.now if not theme else full.now[[theme in held.split(";") for held in full.now["themes"]]]
    assert set(own.now.index) == set(rows.index)
    told = count_periods(own).set_index("period")["n"]
    themes = count_themes(full).set_index("theme")
    wanted = themes.loc[theme, ["before", "n"]].to_list() if theme else [len(full.earlier), len(full.now)]
    assert told[["before", "now"]].to_list() == wanted  # the full profile's own row of that theme


@pytest.mark.parametrize("name", ["da", "sso", "csae", "missing", "rso_restricted", "sna", "stra"])
def test_a_profile_is_read_with_its_rules(name):
    profile = read_profile(name)
    assert profile.cadence == {
        "missing": "monthly", "rso_restricted": "on request", "sna": "yearly", "stra": "yearly"
    }.get(name, "half-yearly")  # fmt: skip
    assert profile.written.smallest in ("msoa", "district")  # no small area anywhere
    assert (profile.restricted is not None) == (name == "rso_restricted")
    if name == "csae":
        assert (profile.written.least, profile.written.smallest) == (10, "district")
        assert not {"kinds", "victims", "suspects", "online", "geography"} & set(profile.written.sections)


def test_the_period_is_the_profile_s(case):
    study = study_of(case, "da")
    assert study.period == (date(2021, 4, 1), date(2022, 3, 31))
    assert study.now["day"].between(pd.Timestamp(study.period[0]), pd.Timestamp(study.period[1])).all()
