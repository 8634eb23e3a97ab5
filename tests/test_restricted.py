"""Products about people: refused without their paper, and made without anything that protects nobody."""

import inspect
import json
import re
import stat
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import vawg_geo as vg
from vawg_geo.base.characteristics import _NINE, holds_people, protected_characteristic, tells_of_people
from vawg_geo.base.errors import AccessError, DisclosureError, ProfileError, SchemaError
from vawg_geo.base.profile import Profile, read_profile
from vawg_geo.base.restricted import HANDLING, RECORDED, Restricted, require_restricted
from vawg_geo.base.schema import FLAGS
from vawg_geo.measures.place_features import refuse_personal
from vawg_geo.measures.risk_factors import score_risk_factors
from vawg_geo.publishing.allow_lists import ALLOWED
from vawg_geo.publishing.suspects_page import suspects_page
from vawg_geo.publishing.words import never_words
from vawg_geo.runs import job as job_module
from vawg_geo.runs.access import ACCESS_LOG, today
from vawg_geo.runs.run import run_profile
from vawg_geo.sources.pseudonyms import short_names

pytestmark = pytest.mark.methods("14")

ROOT = Path(__file__).parents[1]
PAPER = {"purpose": "monthly review", "reviewer": "A. Reviewer", "expires": "2022-06-30"}
TODAY = date(2022, 4, 6)
TOML = """name = "own"
title = "t"
question = "q?"
notebook = "suspects_restricted"
cadence = "on request"
"""


def write(folder, block, more=""):
    lines = "".join(f"{name} = {json.dumps(value)}\n" for name, value in block.items())
    (folder / "own.toml").write_text(f"{TOML}{more}[restricted]\n{lines}")
    return folder / "own.toml"


# The paper


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"purpose": " "}, "purpose must be one plain line"),
        ({"reviewer": ""}, "reviewer must be one plain line"),
        ({"purpose": "a\nb"}, "purpose must be one plain line"),
        ({"expires": "30/06/2022"}, "YYYY-MM-DD"),
        ({"expires": ""}, "YYYY-MM-DD"),
        ({"predictors": ["arrest_count"]}, "not recorded involvement"),
        ({"predictors": ["risk_of_reoffending"]}, "predicts what a person will do"),
    ],
)
def test_a_block_that_lacks_its_paper_is_refused(tmp_path, change, words):
    with pytest.raises(ProfileError, match=words):
        read_profile(write(tmp_path, PAPER | change))


@pytest.mark.parametrize("name", PAPER)
def test_every_part_of_the_paper_is_needed(tmp_path, name):
    with pytest.raises(ProfileError, match=rf"missing key restricted\.{name}"):
        read_profile(write(tmp_path, {key: value for key, value in PAPER.items() if key != name}))


@pytest.mark.parametrize("audiences", ['["internal", "partner"]', '["public"]', "[]"])
def test_it_has_one_audience(tmp_path, audiences):
    with pytest.raises(ProfileError, match="one audience"):
        read_profile(write(tmp_path, PAPER, f"audiences = {audiences}\n"))


def test_it_is_marked_whatever_the_file_says(tmp_path):
    assert read_profile(write(tmp_path, PAPER)).marking.handling == HANDLING
    with pytest.raises(ProfileError, match="marked OFFICIAL-SENSITIVE"):
        read_profile(write(tmp_path, PAPER, 'marking.internal = "OFFICIAL"\n'))
    own = read_profile(write(tmp_path, PAPER, f'marking.handling = "Gold group; {HANDLING}"\n'))
    assert own.marking.handling.startswith("Gold group")


@pytest.mark.parametrize(
    ("block", "today", "synthetic", "words"),
    [
        (None, TODAY, True, "only by a restricted profile"),
        (Restricted(**PAPER), date(2022, 7, 1), True, "expired on 2022-06-30"),
        (Restricted(**PAPER), date(2021, 12, 1), False, "within 183 days"),
    ],
)
def test_a_paper_not_in_force_is_refused(block, today, synthetic, words):
    with pytest.raises(DisclosureError, match=words):
        require_restricted(block, today=today, synthetic=synthetic)


def test_a_paper_is_in_force_to_its_last_day():
    block = Restricted(**PAPER)
    assert require_restricted(block, today=date(2022, 6, 30), synthetic=False) is block
    assert require_restricted(block, today=date(2020, 1, 1), synthetic=True) is block


def test_the_shipped_paper_serves_invented_people_alone():
    block = read_profile("suspects_restricted").restricted
    assert require_restricted(block, today=today(), synthetic=True)
    with pytest.raises(DisclosureError, match="Copy the profile"):
        require_restricted(block, today=today(), synthetic=False)


# What it may never rest on

WORDS = [(name, word) for name, words in _NINE.items() for word in words.split()]
SPELT = """
age: suspect_age, AgeBand, age at offence, date_of_birth, DOB, yearOfBirth
disability: suspect_disability, is_disabled
gender reassignment: gender, gender_identity, transgender
marriage and civil partnership: marital_status, married, civil_partnership
pregnancy and maternity: pregnant, maternity
race: ethnicity, Ethnic Group, nationality, race_code, country of birth, first_language, self_defined_ethnicity
religion or belief: religion, belief
sex: sex, suspect_sex, victimSex, male, women
sexual orientation: sexual_orientation, sexuality, lgbt
"""
SPELLINGS = [
    (row.split(": ")[0], name) for row in SPELT.strip().splitlines() for name in row.split(": ")[1].split(", ")
]


@pytest.mark.parametrize(("characteristic", "name"), SPELLINGS)
def test_a_protected_characteristic_never_predicts(tmp_path, characteristic, name):
    with pytest.raises(ProfileError, match=f"tells of {characteristic}, a protected characteristic"):
        read_profile(write(tmp_path, PAPER | {"predictors": ["harm", name]}))
    with pytest.raises(SchemaError, match="protected characteristic"):
        refuse_personal([name])


def test_all_nine_have_words_in_every_case():
    assert len(_NINE) == 9
    for characteristic, word in WORDS:
        for spelt in (word, word.upper(), f"suspect_{word}", f"{word}Code", f"{word}s"):
            assert protected_characteristic(spelt) == characteristic, spelt


def test_every_column_of_the_people_table_is_refused(case):
    allowed = set()
    for name in [*case.people.columns, *(c for c in case.incidents.columns if c.startswith("victim"))]:
        with pytest.raises(ProfileError):
            Restricted(**PAPER, predictors=(name,))
        allowed |= {name} - {n for n in [name] if tells_of_people(n)}
    assert allowed == {"incident", "role", "eliminated"}  # neither a characteristic nor, by themselves, a person


@given(st.text(max_size=30))
def test_nothing_but_recorded_involvement_orders_a_list(text):
    if text not in RECORDED:
        with pytest.raises(ProfileError):
            Restricted(**PAPER, predictors=(text,))


@pytest.mark.parametrize("name", RECORDED)
def test_recorded_involvement_may(name):
    assert Restricted(**PAPER, predictors=(name,)).predictors == (name,)


def test_places_may_be_measured_by_what_stands_there():
    for name in ("pubs_m", "bus_stops", "hospital", "school", "church", "street_lights", "cctv", "car_park", "stage"):
        assert not tells_of_people(name), name


def test_a_table_with_a_row_a_person_is_refused_by_the_model():
    pids = [f"{i:024x}" for i in range(60)]
    counts, features = pd.Series(1.0, index=pids), pd.DataFrame({"pubs_m": range(60)}, index=pids, dtype="float64")
    assert holds_people(pids)
    with pytest.raises(SchemaError, match="nothing is predicted of a person"):
        score_risk_factors(counts, features, history=counts)


def test_no_public_call_predicts_a_person():
    """Calls that take people give sums or recorded involvement; nothing that learns takes people."""
    takes = {
        name
        for name in vg.__all__
        if callable(getattr(vg, name))
        and {"people", "persons", "person", "suspects"} & set(inspect.signature(getattr(vg, name)).parameters)
    }
    assert takes == {"score_repeats", "find_dyads", "find_suspects", "count_repeats"}
    learns = re.compile(r"\b(?:sklearn\.(?!cluster)|statsmodels|\.fit\(|\.predict\()")
    for module in ("repeats", "suspects", "repeat_windows", "registered", "people_concentration"):
        source = (ROOT / "vawg_geo" / "measures" / f"{module}.py").read_text("utf-8")
        assert not learns.search(source), module


# The page


@pytest.fixture(scope="module")
def product():
    return read_profile("suspects_restricted")


@pytest.fixture(scope="module")
def page(case, product):
    found = vg.find_suspects(case.people, case.incidents, month="2022-03", profile=product, cut=case.cut)
    return suspects_page(case, found, profile=product, month="2022-03")


def sections(page):
    names = ("header", "headline", "paper", "suspects", "rules", "repeats", "registered", "flow", "method")
    return {name: str(getattr(page, name)().html) for name in names}


def test_the_county_lists_somebody_and_says_why_and_until_when(page):
    shown = sections(page)
    assert len(page.found) > 20
    assert len(re.findall(r"<tr role=\"row\">", shown["suspects"])) == 1 + 20
    for words in ("A. Reviewer", "Demonstration on an invented county", "31 December 2099"):
        assert words in shown["paper"]
    assert "Restricted: no onward copy" in shown["header"]
    assert "not convicted" in shown["headline"]
    assert "reach back over the whole period" in shown["rules"]
    assert never_words(re.sub("<[^>]+>", " ", " ".join(shown.values()))) == []


def test_no_map_no_victim_no_characteristic(page, case):
    whole = " ".join(sections(page).values())
    assert not re.search(r"<svg class=\"(?!bar)|vm-|leaflet|polygon|geometry", whole)
    assert not re.search(r"(?<![0-9a-f])[0-9a-f]{24}(?![0-9a-f])", whole)  # no full pseudonym of anybody
    victims = set(case.people.loc[case.people["role"] == "victim", "pid"].dropna().str[:12])
    shown = {name.replace("-", "") for name in page._shown()["suspect"]}
    suspects = set(case.people.loc[case.people["role"] == "suspect", "pid"].str[:12])
    assert shown <= suspects
    assert not {name for name in shown if name in whole.replace("-", "")} & (victims - suspects)
    for columns in (ALLOWED["suspects"], ALLOWED["repeat_windows"], ALLOWED["registered"]):
        assert [name for name in columns if protected_characteristic(name) or name in FLAGS] == []


def test_records_that_begin_late_are_said_to(page):
    late = page.found.copy()
    late.attrs = page.found.attrs | {"censored": True}
    assert "less involved than they were" in str(replace(page, found=late).rules().html)


def test_nobody_listed_and_no_register(case, product, page, tmp_path):
    nobody = page.found.head(0)
    nobody.attrs = page.found.attrs
    bare = replace(case, tables={name: table for name, table in case.tables.items() if name != "rso"})
    shown = sections(suspects_page(bare, nobody, profile=product, month="2022-03"))
    assert "Nobody is listed" in shown["suspects"]
    assert "named no table of the register" in shown["registered"]
    suspects_page(bare, nobody, profile=product, month="2022-03").finish("")
    suspects_page(bare, nobody, profile=product, month="2022-03").finish(tmp_path)
    assert (tmp_path / "tables" / "suspects.csv").read_text().count("\n") == 1


def test_the_files_beside_it_hold_what_it_shows_and_no_place(page, tmp_path):
    page.finish(tmp_path)
    assert not list(tmp_path.rglob("*.gpkg"))
    table = pd.read_csv(tmp_path / "tables" / "suspects.csv")
    assert len(table) == 20
    assert set(table["marking"]) == {"OFFICIAL-SENSITIVE"}
    assert table["harm"].is_monotonic_decreasing


def test_a_list_of_another_paper_and_an_open_profile_are_refused(case, product, page):
    other = replace(product, restricted=replace(product.restricted, purpose="another"))
    with pytest.raises(DisclosureError, match="another purpose"):
        suspects_page(case, page.found, profile=other, month="2022-03")
    with pytest.raises(DisclosureError, match="only by a restricted profile"):
        suspects_page(case, page.found, profile=Profile("t", "t", "q?", "n"), month="2022-03")
    with pytest.raises(DisclosureError, match="expired"):
        suspects_page(case, page.found, profile=product, month="2022-03", today=date(2100, 1, 1))


def test_short_names_tell_people_apart():
    alike = pd.Index(["0123456789ab" + "0" * 12, "0123456789ab" + "1" * 12])
    assert short_names(alike).tolist() == ["0123-4567-89ab-0000", "0123-4567-89ab-1111"]
    assert short_names(alike[:1]).tolist() == ["0123-4567-89ab"]


# The run


def test_an_expired_profile_does_not_run(county, tmp_path, monkeypatch):
    world = {"force": county / "force.toml", "month": "2022-03", "out_dir": tmp_path / "out"}
    monkeypatch.setattr(job_module, "today", lambda: date(2100, 1, 1))
    with pytest.raises(DisclosureError, match="expired on 2099-12-31"):
        run_profile("suspects_restricted", **world)
    monkeypatch.setattr(job_module, "today", lambda: date(2022, 7, 1))
    with pytest.raises(DisclosureError, match="expired on 2022-06-30"):
        run_profile(write(tmp_path, PAPER), **world)
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_it_runs_marked_private_and_written_down(county, tmp_path):
    out = tmp_path / "out"
    result = run_profile("suspects_restricted", force=county / "force.toml", month="2022-03", out_dir=out)
    folder = result.html.parent
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    page = result.html.read_text("utf-8")
    assert page.count("OFFICIAL-SENSITIVE") >= 2
    assert page.count(HANDLING) >= 2
    assert "default-src 'none'" in page
    manifest = json.loads(result.manifest.read_text("utf-8"))
    assert manifest["restricted"]["expires"] == "2099-12-31"
    assert not [name for name in manifest["outputs"] if name.endswith(".gpkg")]
    line = (out / "fenshire" / ACCESS_LOG).read_text("utf-8").splitlines()[0].split("\t")
    assert line[2:] == ["run", "2022-03/suspects_restricted", manifest["restricted"]["purpose"]]


def test_without_its_line_nothing_is_made(county, tmp_path):
    (tmp_path / "out" / "fenshire" / ACCESS_LOG).mkdir(parents=True)
    with pytest.raises(AccessError, match="nothing was done"):
        run_profile("suspects_restricted", force=county / "force.toml", month="2022-03", out_dir=tmp_path / "out")
    assert not (tmp_path / "out" / "fenshire" / "2022-03" / "suspects_restricted").exists()
