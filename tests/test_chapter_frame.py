"""The frame of a written profile: summary, contents, changes, terms, method, data sheet, words."""

import json
import re
from dataclasses import asdict, is_dataclass, replace

import pandas as pd
import pytest
from people_made import study_of

from vawg_geo.base.offences import offence_table
from vawg_geo.base.periods import Month
from vawg_geo.base.profile import Profile, read_profile
from vawg_geo.base.shipped import shipped
from vawg_geo.measures.change import compare_counts
from vawg_geo.publishing.chapters import _changed_tables as changes
from vawg_geo.publishing.chapters import changed, contents, method, sheet, summary, terms, yardstick
from vawg_geo.publishing.exports import write_csv
from vawg_geo.publishing.report.blocks import Finding, Paragraph, Section
from vawg_geo.publishing.report.definition import counted_offences, definition_rows
from vawg_geo.publishing.report.report import profile_report
from vawg_geo.publishing.report.sentences import Piece, Sentence
from vawg_geo.publishing.report.show import all_findings, show_section
from vawg_geo.publishing.report.study import Study
from vawg_geo.publishing.words import never_words

pytestmark = pytest.mark.methods("13")
FULL = read_profile("vawg_full")
FRAME = ("header", "summary", "contents", "changed", "terms", "method", "sheet", "yardstick")


def words(text):
    return Sentence((Piece(text),))


def finding(name, weight):
    said = words(f"What {name} says.")
    return Finding(name, weight, said, None, None, None, None, said, said, "Owner", said, said)


def sections(*found):
    return {"terms": Section("terms", "Terms: of what", "", (Paragraph((words("First."),)),), tuple(found))}


@pytest.fixture(scope="module")
def framed():
    return replace(FULL, written=replace(FULL.written, sections=FRAME))


@pytest.fixture
def study(case, framed):
    return Study(case, framed, Month(2022, 3))


def text_of(section, study):
    return " ".join(str(show_section(section, study.book).html).split())


def test_the_summary_takes_the_weightiest_few(study):
    found = [finding(f"f{i}", i / 10) for i in range(8)]
    section = summary.write(study, sections(*found))
    shown = [block.name for block in section.blocks if isinstance(block, Finding)]
    assert shown == ["f7", "f6", "f5", "f4", "f3"]
    assert study.book.entries["summary_findings"].table["number"].tolist() == [1, 2, 3, 4, 5]
    html = text_of(section, study)
    assert "Further findings" in html
    assert html.count("<article") == 5
    assert html.count("Owner</dt> <dd>Owner") == 5


def test_the_summary_dates_what_it_asks_for_and_says_how_far_the_data_bear_it(study):
    dated = replace(finding("dated", 0.5), by_when=replace(words("Before the next edition."), name="demand.by_when"))
    table = pd.DataFrame({"check": ["Place known", "Time known to two hours"], "n": [100, 100], "share": [0.9, 0.7]})
    study.book.put("data_gate", table, key="check", how="made", source="made")
    html = text_of(summary.write(study, sections(dated, finding("undated", 0.4))), study)
    assert "Before the next edition: " in html
    assert html.count("30 September 2022") == 1
    assert "30 September 2022" in study.book.entries["summary_findings"].table["latest"]["dated"]
    assert "90%" in html
    assert "70%" in html


def test_ties_of_weight_go_by_name():
    assert [f.name for f in all_findings(sections(finding("b", 0.5), finding("a", 0.5)))] == ["a", "b"]


def test_a_summary_of_nothing_says_so(study):
    section = summary.write(study, {"changed": Section("changed", "C", "", (Paragraph((words("Nothing moved."),)),))})
    html = text_of(section, study)
    assert "Nothing moved." in html
    assert "none to act on" in html
    assert "Further findings" not in html


def test_the_contents_lead_to_every_section_in_the_page_s_order(case, framed):
    report = profile_report(case, profile=framed, month="2022-03")
    html = str(report.show("contents").html)
    links = [part.split('"')[0] for part in html.split('href="#')[1:]]
    assert links == ["summary", "changed", "terms", "method", "sheet", "yardstick"]
    assert contents.write(report.study, {}).blocks


def test_the_sections_of_every_profile_stand_in_the_notebooks_order():
    for path in shipped("profiles").glob("*.toml"):
        written = read_profile(path.stem).written
        if written:
            nb = json.loads((shipped("notebooks") / f"{read_profile(path.stem).notebook}.ipynb").read_text("utf-8"))
            order = [cell["id"] for cell in nb["cells"] if f'report.show("{cell["id"]}")' in "".join(cell["source"])]
            assert [s for s in order if s in written.sections] == list(written.sections), path.stem


def test_the_flow_balances_and_ends_at_the_sections_total(study):
    terms.write(study)
    flow = study.book.entries["scope_flow"].table
    n, out = flow["n"], flow["out"].astype(bool)
    assert n["records read"] == n[out].sum() + n["in scope"]
    assert n["recorded in the period"] == n["records read"] - n["recorded outside the period"]
    assert n["in scope"] == len(study.now)
    # Independently: the records of the period that nothing leaves out.
    case = study.case
    day = case.incidents["recorded_on"].dt.tz_localize(None)
    inside = day.between("2021-04-01", "2022-03-31 23:59:59")
    assert n["recorded in the period"] == int(inside.sum())


def test_the_offences_listed_are_those_counted(study):
    terms.write(study)
    listed = study.book.entries["terms_offences"].table
    assert set(study.now["offence_code"].dropna()) <= set(listed.index)
    assert not set(listed.index) & set(offence_table().query("scope == 'exclude'").index)
    said = study.book.entries["terms_definition"].table.loc["Offences", "value"]
    assert f": {len(listed)} of the {len(offence_table())} " in said
    assert not [label for label in offence_table()["label"].drop("69") if never_words(label)]  # 69 is an Act's name
    none = replace(FULL, scope=replace(FULL.scope, categories=("Violence and Sexual Offences",)))
    assert counted_offences(none).empty


def test_the_definition_is_printed_from_the_parameters():
    rows = dict(definition_rows(FULL))
    assert rows["Victims"] == "recorded as female, aged 10 and over"
    assert "365 days" in rows["Recent"]
    young = replace(FULL, scope=replace(FULL.scope, victim_sex="", max_age=17), written=replace(
        FULL.written, themes=("da", "rape"), smallest="district"))  # fmt: skip
    other = dict(definition_rows(young))
    assert other["Victims"] == "of any sex, aged 10 to 17"
    assert other["Themes"] == "Domestic abuse and Rape"
    assert other["Smallest place"].startswith("districts; a place's count below 5")
    assert (
        dict(definition_rows(replace(FULL, scope=replace(FULL.scope, categories=("Robbery",)))))["Offences"]
        == "Robbery"
    )


def test_terms_name_who_asked_and_the_definitions_hash(study):
    rows = dict(terms.reference_rows(study))
    assert rows["Commissioned by"] == "Head of Protecting Vulnerable People"
    assert rows["Definition"].split()[1] == terms.hash_profile(study)
    other = replace(study, profile=replace(FULL, scope=replace(FULL.scope, min_age=11)))
    assert terms.hash_profile(other) != terms.hash_profile(study)
    unnamed = replace(study, profile=replace(FULL, written=replace(FULL.written, commissioner="")))
    assert dict(terms.reference_rows(unnamed))["Commissioned by"] == "not named in the profile"


def leaves(profile):
    for name in Profile.__dataclass_fields__:
        value = getattr(profile, name)
        if is_dataclass(value) and name not in ("marking", "restricted"):
            yield from (f"{name}.{inner}" for inner in asdict(value))
        else:
            yield name


def test_every_parameter_has_a_meaning(study):
    table = method.list_parameters(study.profile)
    assert sorted(table["parameter"]) == sorted(leaves(study.profile))
    assert table.loc[table["meaning"] == "", "parameter"].tolist() == []
    known = table.set_index("parameter")["value"]
    assert (known["scope.min_age"], known["published_source"], known["tiers.a"]) == ("10", "no", "0.8")
    assert known["marking"].startswith("internal: OFFICIAL-SENSITIVE; partner:")


def test_the_method_lists_every_formula_of_the_book_once(study):
    terms.write(study)
    method.write(study, {})
    formulas = study.book.entries["method_formulas"].table
    named = sorted(name for names in formulas["tables"] for name in names.split(", "))
    assert named == ["scope_flow", "terms_adults", "terms_definition", "terms_facts", "terms_offences"]
    assert not formulas["how"].duplicated().any()
    chosen = study.book.entries["method_chosen"].table["value"]
    assert chosen["numpy"]
    assert chosen["Pseudonym key"] == study.case.key_id


def test_a_page_without_terms_of_its_own_has_them_in_its_method(case):
    study = study_of(case, "missing")
    assert "terms" not in study.written.sections
    method.write(study, {})
    told = study.book.entries["terms_facts"].table["value"]
    assert told["Commissioned by"] == study.written.commissioner
    assert told["Question"] == study.profile.question


def test_the_sheet_lists_every_table_and_file_and_balances(study):
    yardstick.write(study)
    sheet.write(study, {})
    tables = study.book.entries["sheet_tables"].table
    assert tables["hash"].to_dict() == {name: study.book.entries[name].hash for name in tables.index}
    assert set(tables.index) == {"yardstick_bands", "yardstick_terms"}
    files = study.book.entries["sheet_files"].table
    assert (files["rows_in"] == files["used"] + files["rejected"]).all()
    assert files["hash"]["incidents.csv"] == study.case.inputs["incidents.csv"][:12]
    totals = study.book.entries["sheet_totals"].table["n"]
    assert totals.to_dict() == {"tables": 2, "files": len(files), "rows": files["rows_in"].sum(),
                                "rejected": files["rejected"].sum()}  # fmt: skip


def test_the_glossary_holds_nothing_never_said():
    from vawg_geo.publishing.words import never_words

    assert never_words(" ".join(f"{word} {meaning}" for word, meaning in yardstick.glossary())) == []
    assert len(dict(yardstick.glossary())) == len(yardstick.glossary())


def edition(tmp_path, study, **tables):
    """An earlier edition's tables as a run leaves them beside its page."""
    for name, table in tables.items():
        write_csv(table, tmp_path / "tables" / f"{name}.csv", allowed=tuple(table.columns), marking="OFFICIAL")
    return replace(study, previous=tmp_path)


def periods(first="2020-10-01", last="2021-09-30", n=7000):
    return pd.DataFrame({"period": ["before", "now"], "first": ["", first], "last": ["", last], "n": [1, n]})


def facts(study):
    return study.book.entries["terms_facts"].table


def test_a_first_edition_says_so(study):
    section = changed.write(study, {})
    assert "This is the first edition" in text_of(section, study)


def test_changes_count_the_days_that_came_in_against_those_that_went_out(study, tmp_path):
    terms.write(study)
    then = pd.DataFrame({"name": ["old", "kept"], "what": ["It was so.", "It is so."]})
    after = edition(tmp_path, study, demand_periods=periods(), summary_findings=then, terms_facts=facts(study))
    section = changed.write(after, sections(finding("kept", 0.5), finding("new", 0.4)))
    row = after.book.entries["changed_edition"].table.iloc[0]
    day = study.rows["day"]
    assert row["again"] == int(day.between("2020-10-01", "2021-09-30").sum())
    assert row["entered"] == int(day.between("2021-10-01", "2022-03-31").sum())
    assert row["left"] == int(day.between("2020-10-01", "2021-03-31").sum())
    assert row["now"] == row["again"] + row["entered"] - row["left"]
    assert row["p"] == pytest.approx(compare_counts(row["left"], row["entered"])["p"].iloc[0])
    states = after.book.entries["changed_states"].table["n"]
    assert states.to_dict() == {"new": 1, "gone": 1, "still": 1}
    html = text_of(section, after)
    assert "7,000" in html
    assert "of the last edition’s does not stand any more" in re.sub(r"<[^>]+>", "", html)
    assert "the same days counted from today’s data" in html


def test_the_same_findings_mean_nothing_to_do_differently(study, tmp_path):
    terms.write(study)
    then = pd.DataFrame({"name": ["kept"], "what": ["It is so."]})
    after = edition(tmp_path, study, demand_periods=periods(), summary_findings=then, terms_facts=facts(study))
    assert "nothing changed that should change what we do" in text_of(
        changed.write(after, sections(finding("kept", 1))), after
    )


def test_another_definition_or_length_is_not_compared(study, tmp_path):
    terms.write(study)
    other = facts(study).assign(value="hash of another")
    after = edition(tmp_path, study, demand_periods=periods(), terms_facts=other)
    html = text_of(changed.write(after, {}), after)
    assert "do not compare" in html
    assert "The definition has changed" in html
    assert changes.same_length(study, (*study.before, 1))
    assert not changes.same_length(study, (study.before[0], study.period[1], 1))


def test_an_edition_without_its_period_is_told(study, tmp_path):
    after = edition(tmp_path, study, summary_findings=pd.DataFrame({"name": ["a"], "what": ["b"]}))
    assert "no table of its period" in text_of(changed.write(after, {}), after)
    assert changes.last_period({"demand_periods": periods().head(1)}) is None
