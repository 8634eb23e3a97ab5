"""What would make an expert dismiss a profile (PRODUCTS 5), tried on the whole page wherever a machine can tell."""

import html as markup
import json
import re

import pandas as pd
import pytest
from profile_made import made_profile

from vawg_geo.base.errors import DisclosureError, SchemaError
from vawg_geo.base.periods import Month
from vawg_geo.base.profile import read_profile
from vawg_geo.measures.nights import night_of
from vawg_geo.publishing.chapters import developing, priorities
from vawg_geo.publishing.report.blocks import Finding, Table
from vawg_geo.publishing.report.book import Book
from vawg_geo.publishing.report.columns import dictionary
from vawg_geo.publishing.report.forms import LEAST_BASE
from vawg_geo.publishing.report.study import Study
from vawg_geo.publishing.report.walk import sentences_of
from vawg_geo.publishing.words import SHARE_BASE, never_words

pytestmark = pytest.mark.methods("13")
PRIVATE = re.compile(r"private|dwelling|domestic", re.IGNORECASE)
AREA_CODE = re.compile(r"\b(?:Z0[12]|[EW]0[12])\d{6}\b")
BUILT = {"venue", "large", "taxi", "cctv"}


@pytest.fixture(scope="module")
def page(shared, case):
    return made_profile(shared, case)


@pytest.fixture(scope="module")
def seen(page):
    """What a reader sees: no scripts, no styles, no mark-up."""
    body = re.sub(r"<(script|style)\b.*?</\1>", " ", page["html"], flags=re.DOTALL)
    return " ".join(markup.unescape(re.sub(r"<[^>]+>", " ", body)).split())


@pytest.fixture(scope="module")
def maps(page):
    told = re.findall(r'type="application/json" id="vm_\w+">(.*?)</script>', page["html"])
    return [json.loads(found) for found in told]


def findings(page):
    return [finding for section in page["sections"].values() for finding in section.findings]


def cells(page):
    return [cell for section in page["sections"].values() for said in sentences_of(section) for cell in said.cells]


def shown_tables(page):
    return [block for section in page["sections"].values() for block in section.blocks if isinstance(block, Table)]


def test_no_place_of_a_record_is_on_the_page_or_beside_it(page, maps):
    known = {column for columns in dictionary().values() for column in columns}
    assert known & {"easting", "northing", "lat", "lon", "latitude", "longitude", "geometry", "postcode"} == set()
    assert maps
    kinds = {layer["key"] for one in maps for layer in one["points"]}
    assert kinds <= BUILT, "only what is licensed or built may be a point"


def test_private_harm_is_never_a_point_and_never_below_msoa(case, maps):
    private = [one for one in maps if PRIVATE.search(one["title"])]
    assert private
    msoas = case.areas["msoa"].nunique()
    for one in private:
        assert (one["points"], one["hexes"], one["surfaces"]) == ([], [], [])
        assert len(one["areas"]) <= msoas


def test_public_places_have_no_rate_per_resident(page):
    for name in ("geography_hotspots", "geography_emerging", "geography_curve"):
        columns = page["tables"][name].columns
        assert [c for c in columns if re.search(r"rate|per_(?!night)|resident|population", c)] == []


def test_the_small_hours_of_new_year_belong_to_the_old_year():
    night = night_of(pd.Series(pd.to_datetime(["2022-01-01 02:00"])).dt.tz_localize("Europe/London"))
    assert str(night.iloc[0].date()) == "2021-12-31"


def test_no_listed_place_hangs_on_one_offence_or_a_default_point(page, case):
    listed = page["tables"]["geography_hotspots"]
    removed = case.removed["place"].dropna()
    assert len(listed)
    staying = listed[listed["status"] != "leaving"]
    assert (staying["n12"] >= read_profile("nte_monthly").evidence.offences).all()
    assert set(listed["place"]) & set(removed) == set()


def test_neither_colour_nor_word_judges_a_neutral_count(page, seen):
    judging = r'class="[^"]*\b(?:bad|good|red|green|worse|better)\b[^"]*"'
    assert re.findall(judging, page["html"]) == []
    assert not re.search(r"\b(?:worsen|deteriorat|alarming|encouraging)", seen, re.IGNORECASE)


def test_nothing_is_written_that_is_never_written(seen):
    assert never_words(seen) == []
    assert not re.search(r"\boffenders?\b", seen, re.IGNORECASE)


def test_no_share_or_change_stands_on_a_few(page):
    few = [
        (cell.table, cell.column, cell.form) for cell in cells(page)
        if cell.n is not None and cell.form in LEAST_BASE and not cell.base >= LEAST_BASE[cell.form]
    ]  # fmt: skip
    assert few == []


def test_no_share_in_a_table_stands_on_a_few(page):
    few = []
    for block in shown_tables(page):
        table = page["tables"][block.table]
        base = next((name for name in ("d", "decided", "asked") if name in table.columns), None)
        shares = [c.name for c in block.columns if c.form.startswith("percent") and c.name in ("share", "before_share")]
        if base and "share" in shares:
            small = pd.to_numeric(table[base], errors="coerce") < SHARE_BASE
            few += [block.table] * int(pd.to_numeric(table.loc[small, "share"], errors="coerce").notna().any())
    assert few == []


def test_no_month_is_compared_with_the_one_before(seen):
    compared = r"month[- ]on[- ]month|(?:than|since|against|over) (?:the )?(?:last|previous) month"
    assert not re.search(compared, seen, re.IGNORECASE)


def test_no_rank_stands_without_a_count(page):
    ranked = {name: set(table.columns) for name, table in page["tables"].items() if "rank" in table.columns}
    assert ranked
    for name, columns in ranked.items():
        assert columns & {"n", "n12", "d"}, name
        assert {"rank_low", "rank_high"} <= columns, name


def test_no_surface_is_smeared_over_the_fields(page, maps):
    assert all(one["surfaces"] == [] for one in maps)
    assert "<canvas" not in page["html"]
    assert re.findall(r'<img[^>]+src="data:', page["html"]) == []


def test_places_have_names_not_codes(seen):
    assert AREA_CODE.findall(seen) == []


def test_missing_sex_is_counted_not_dropped(page, seen):
    now = page["tables"]["demand_periods"].set_index("period").loc["now"]
    flow = page["tables"]["scope_flow"].set_index("step")["n"]
    unknown = next(n for step, n in flow.items() if "not recorded" in step)
    assert now["ceiling"] - now["n"] == unknown > 0
    assert f"{int(now['ceiling']):,}" in seen


def test_online_offences_are_on_no_map(page, case):
    located = page["tables"]["geography_located"].set_index("where")["n"]
    study = Study(case, page["profile"], Month(2022, 3))
    assert located["online"] == int((study.now["space"] == "online").sum())
    assert located.sum() == len(study.now)


def test_every_finding_has_what_follows_from_it(page):
    found = findings(page)
    assert 1 <= len([b for b in page["sections"]["summary"].blocks if isinstance(b, Finding)]) <= 5
    for finding in found:
        assert finding.owner.strip(), finding.name
        for part in (finding.so_what, finding.recommendation, finding.by_when, finding.how_known):
            assert part.text.strip(), finding.name
        assert 0 <= finding.weight <= 1
    assert len({finding.name for finding in found}) == len(found)


def test_it_tells_what_happened_last_time(page, seen):
    assert "What changed since the last edition" in seen
    assert page["tables"]["recommendations_before"]["status"].notna().all()


def test_the_same_total_everywhere(page):
    tables = page["tables"]
    n = int(tables["demand_periods"].set_index("period").loc["now", "n"])
    flow = tables["scope_flow"].set_index("step")["n"]
    months = tables["demand_months"]
    matrix = tables["kinds_matrix"]
    totals = {
        "scope_flow": flow["in scope"],
        "demand_months": months.loc[months["month"] > "2021-03", "n"].sum(),
        "kinds_matrix": matrix.loc[matrix["theme"].str.startswith("All"), "n"].sum(),
        "geography_located": tables["geography_located"]["n"].sum(),
    }
    assert {name: int(total) for name, total in totals.items()} == dict.fromkeys(totals, n)


def test_a_cluster_never_stands_without_its_own_count(page):
    clusters = page["tables"]["geography_emerging"]
    told = clusters["n"].dropna()  # the others are told as hidden: too few to show
    assert len(told)
    assert (told >= page["profile"].written.least).all()
    shown = [[c.name for c in block.columns] for block in shown_tables(page) if block.table == "geography_emerging"]
    assert all("n" in columns for columns in shown)


@pytest.mark.parametrize("chapter", [developing, priorities], ids=lambda chapter: chapter.__name__.rsplit(".")[-1])
def test_every_draw_has_its_seed(case, page, chapter):
    made = []
    for _ in range(2):
        study = Study(case, page["profile"], Month(2022, 3))
        chapter.write(study)
        made.append({name: entry.hash for name, entry in study.book.entries.items()})
    assert made[0] == made[1]


def test_the_page_asks_for_nothing_and_is_marked(page):
    assert re.findall(r'<(?:script|link|img|iframe)[^>]+(?:src|href)="(?!data:)', page["html"]) == []
    assert page["html"].count("OFFICIAL-SENSITIVE") >= 2


def test_every_number_of_the_page_is_a_cell(page, tmp_path):
    from vawg_geo.publishing.exports import mark_table
    from vawg_geo.publishing.report.columns import allowed_columns
    from vawg_geo.publishing.report.proof import find_unproven
    from vawg_geo.runs.numbers import _parameters

    written = {}
    for name in page["keys"]:
        path = tmp_path / f"{name}.csv"
        marked = mark_table(page["tables"][name], allowed=allowed_columns(name), marking="M", what=name)
        marked.to_csv(path, index=False, float_format="%.10g")
        written[name] = pd.read_csv(path, dtype=str, keep_default_na=False)
    unproven = find_unproven(page["html"], written, keys=page["keys"], known=_parameters(page["profile"]))
    assert [(one.section, one.text) for one in unproven] == []


def test_what_is_not_in_the_dictionary_does_not_leave():
    with pytest.raises(DisclosureError, match="dictionary has no rows"):
        Book().put("no_such_table", pd.DataFrame({"n": [1]}), key="n", how="", source="")
    with pytest.raises(DisclosureError, match="not on the allow-list"):
        Book().put("scope_flow", pd.DataFrame({"step": ["a"], "pid": ["x"]}), key="step", how="", source="")
    twice = pd.DataFrame({"step": ["a", "a"], "n": [1, 2]})
    with pytest.raises(SchemaError, match="must tell them apart"):
        Book().put("scope_flow", twice, key="step", how="", source="")


def test_a_small_count_of_a_place_is_not_shown(page):
    places = page["tables"]["geography_places"]
    shown = pd.to_numeric(places["n"], errors="coerce").dropna()
    assert len(shown)
    assert (shown >= page["profile"].written.least).all()
