"""The partner's and the public's page: what they say, and what is nowhere in them."""

import html
import re
import zipfile
from dataclasses import replace
from types import SimpleNamespace

import pandas as pd
import pytest
from shared_made import SECTIONS, counted, made_areas_of_two_districts, made_release, made_shared, made_shared_html
from tasking_made import PROBES, made_case

from vawg_geo.base.force import HelpLine
from vawg_geo.base.periods import LONDON, Month
from vawg_geo.base.profile import Tiers
from vawg_geo.publishing import shared_told
from vawg_geo.publishing.disclosure import RULES, suppress_small
from vawg_geo.publishing.release_cells import KINDS, TOTAL
from vawg_geo.publishing.shared_maps import whole_classes
from vawg_geo.publishing.shared_page import NEUTRAL_PAGE, shared_page
from vawg_geo.publishing.shared_rows import tier_words
from vawg_geo.publishing.shared_words import clock_words, contact_link, summary_words, year_words
from vawg_geo.publishing.words import never_words

MARCH = Month(2022, 3)
MORE_TELL = " More people telling us can be one reason."


def text_of(page_html):
    """What people read, without scripts, styles and marks."""
    bare = re.sub(r"<(script|style)\b.*?</\1>|<[^>]+>", " ", page_html, flags=re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(bare))


def said(page, name):
    fragment = getattr(page, name)()
    return "" if fragment is None else text_of(str(fragment.html))


@pytest.fixture(scope="module", params=["partner", "public"])
def page(request):
    return made_shared(request.param)


@pytest.fixture(scope="module")
def whole(page):
    return made_shared_html(page)


def test_nothing_that_is_never_written_is_written(whole):
    assert never_words(text_of(whole)) == []


def test_each_page_carries_its_own_marking_and_no_other(page, whole):
    marking = getattr(page.profile.marking, page.release.audience)
    assert text_of(whole).count(marking) >= 3
    assert "SENSITIVE" not in whole
    assert "tasking group only" not in whole


def test_a_hidden_cell_is_never_empty_and_is_spoken():
    shown = str(made_shared("partner").table().html)
    assert shown.count('aria-hidden="true">&lt;5 or hidden</span><span class="unseen">fewer than 5, or hidden') == 4
    assert re.search(r'<td class="r">\s*</td>', shown) is None


def hidden_and_shown():
    """Two districts by three kinds, in big numbers that occur nowhere else, and what hiding one small count hides."""
    counts = pd.DataFrame(
        [[3, 91357, 82468], [64813, 73579, 55196]], index=["Alderwick", "Isle of Thole"], columns=list(KINDS)
    )
    published = suppress_small(counts, threshold=5).attrs["published"]
    wide = published.pivot_table(index="row", columns="column", values="value", aggfunc="first", dropna=False)
    wide = wide.reindex(index=[*counts.index, "total"], columns=[*KINDS, TOTAL]).astype("Int64")
    inner = [tuple(None if pd.isna(n) else int(n) for n in line) for line in wide.to_numpy()]
    whole = counts.assign(**{TOTAL: counts.sum(axis=1)})
    whole.loc["total"] = whole.sum()
    hidden = {int(n) for n in whole.to_numpy()[wide.isna().to_numpy()] if n > 5}
    shown = {int(n) for n in wide.to_numpy().ravel() if not pd.isna(n)}
    assert len(hidden) >= 3
    return inner, hidden, shown


def test_true_values_of_hidden_cells_are_nowhere(tmp_path):
    inner, hidden, shown = hidden_and_shown()
    page = made_shared("partner", release=made_release("partner", inner=inner))
    page.finish(tmp_path)
    book = zipfile.ZipFile(tmp_path / "partner" / "tables.xlsx")
    texts = [made_shared_html(page), *(book.read(name).decode() for name in book.namelist())]
    texts += [path.read_text("utf-8") for path in (tmp_path / "partner" / "tables").iterdir()]
    assert not any(str(n) in text or f"{n:,}" in text for n in hidden for text in texts)
    assert all(f"{n:,}" in texts[0] for n in shown)  # the scan would have found one


def test_a_hidden_area_has_neither_class_nor_words_in_the_maps_source():
    source = made_shared_html(made_shared("partner"))
    rows = re.findall(r'\{"c":"Z0\d+","n":"[^"]*","g":[^{}]*\}', source)
    assert len(rows) == 60
    assert sum('"k":' in row and "recorded" in row for row in rows) == 5
    assert sum('"k":' in row or '"t":' in row for row in rows) == 5


def test_the_public_page_names_no_place_and_no_area(case, found):
    from vawg_geo.publishing.release import make_releases

    profile = made_shared("public").profile
    made = make_releases(case, found, profile=profile, month="2022-03")["public"]
    shown = made_shared_html(shared_page(made, case, profile=profile, month="2022-03"))
    names = set(case.areas["alias"]) | set(case.areas["name"]) | set(case.areas.index)
    names |= set(case.tables["venues"]["name"].astype("str"))
    assert sorted(name for name in names if len(name) > 6 and name in shown) == []
    assert not re.search(r"hot ?spot|LSOA|listed place", text_of(shown), re.IGNORECASE)


def test_only_the_release_gives_figures_of_offences():
    """A case whose incidents and people raise when touched makes the same pages."""

    class Guarded(SimpleNamespace):
        def __getattr__(self, name):
            raise AssertionError(name)

    areas = made_areas_of_two_districts()
    plain = made_case(areas)
    for audience in SECTIONS:
        page = made_shared(audience, case=Guarded(**vars(plain)))
        assert made_shared_html(page) == made_shared_html(made_shared(audience, case=plain))


def test_without_a_release_every_section_shows_nothing(tmp_path):
    nothing = shared_page(None, made_case(made_areas_of_two_districts()), profile=made_shared().profile, month=MARCH)
    assert {getattr(nothing, name)() for names in SECTIONS.values() for name in names} == {None}
    nothing.finish(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_release_of_the_force_alone_still_makes_a_page():
    release = made_release("partner")
    alone = replace(release, tables={"years": release.tables["years"]}, as_of="2022-01")
    page = made_shared("partner", release=alone)
    assert page.map() is None
    assert page.figures() is None
    assert "No place is listed" in said(page, "listed")
    assert "earlier edition (January 2022)" in said(page, "header")
    assert "1,142" in text_of(made_shared_html(page))


def test_a_release_of_nothing_says_so():
    empty = made_shared("public", release=replace(made_release("public"), tables={}))
    assert "is not shown" in said(empty, "summary")
    assert empty.table() is None
    assert "Call 999" in text_of(made_shared_html(empty))


def test_data_already_published_are_told_from_nought():
    page = made_shared("partner")
    case = made_case(made_areas_of_two_districts())
    case.force = replace(case.force, already_published=True)
    open_page = replace(page, case=case)
    assert "Nothing is suppressed" in said(open_page, "header")
    assert "with 0 or more" in said(open_page, "map")


@pytest.mark.parametrize(
    ("audience", "before", "after", "words"),
    [
        ("partner", 1047, 1142, "More than the year before: from 1,047 to 1,142 (9% more)."),
        ("partner", 1060, 1050, "From 1,060 to 1,050 since the year before: no change we can distinguish from chance."),
        ("partner", 30, 10, "Fewer than the year before: from 30 to 10."),  # a small base: no percentage
        ("partner", 0, 0, "From 0 to 0 since the year before: no change we can distinguish from chance."),
        ("public", 1045, 1140, "That is more than the year before (about 1,045)." + MORE_TELL),
        ("public", 1140, 1045, "That is fewer than the year before (about 1,140)."),
        ("public", 1060, 1050, "The year before it was about 1,060: a difference of this size can be chance."),
    ],
)  # fmt: skip
def test_a_year_is_told_as_more_only_where_chance_does_not_explain_it(audience, before, after, words):
    assert year_words(before, after, RULES[audience]) == words


def test_the_summary_without_a_year_before_has_one_sentence():
    first = replace(made_release("public"), tables={"years": pd.DataFrame({"n": counted(1140)}, index=["x"])})
    level, change = summary_words(first, force="Fenshire")
    assert (level[:11], change) == ("About 1,140", "")
    hidden = made_release("partner", years=(1060, None, 1142))
    assert summary_words(hidden, force="Fenshire")[1] == ""
    assert "is not shown" in summary_words(made_release("partner", years=(1, 2, None)), force="Fenshire")[0]


def test_whole_numbers_make_classes_that_do_not_overlap():
    assert whole_classes((10, 20), least=5) == ["5 to 9", "10 to 19", "20 or more"]
    assert [clock_words(text) for text in ("18:00", "06:00", "00:30", "12:00")] == ["6pm", "6am", "12:30am", "12pm"]


def test_help_is_for_everybody_and_a_force_adds_its_own():
    page = made_shared("public")
    page.case.force = replace(page.case.force, help=(HelpLine("Fen Rooms", "www.example.org", "Day and night."),))
    words = said(page, "help")
    for must in (
        "Call 999",
        "Call 101",
        "Report online",
        "Crimestoppers",
        "0808 2000 247",
        "0808 500 2222",
        "Fen Rooms",
    ):
        assert must in words
    assert "how long ago" in words
    assert made_shared("partner").help() is None
    assert NEUTRAL_PAGE in str(page.header().html)
    assert NEUTRAL_PAGE not in str(made_shared("partner").header().html)


@pytest.mark.parametrize(
    ("contact", "link"),
    [
        ("www.police.uk", "https://www.police.uk"),
        ("Call 0808 2000 247", "tel:08082000247"),
        ("Text 61016", "sms:61016"),
        ("Ask at the desk", ""),
        ("javascript:alert(1)", ""),
        ('www.a.b" onclick="x', ""),
    ],
)
def test_a_contact_leads_only_where_it_says(contact, link):
    assert contact_link(contact) == link


def test_tiers_are_said_as_the_profile_sets_them():
    assert tier_words(Tiers()) == {"A": "highly likely (80% or more)", "B": "likely (50% to 80%)"}


def test_the_text_of_data_appears_as_typed():
    areas = made_areas_of_two_districts()
    areas["alias"] = [*PROBES, *areas["alias"].iloc[len(PROBES) :]]
    release = made_release("partner", areas=areas)
    page = made_shared("partner", release=release, case=made_case(areas))
    listed = said(page, "listed")
    assert all(probe in said(page, "figures") for probe in PROBES)
    assert PROBES[0] in listed
    assert "<script>alert(1)</script><" not in made_shared_html(page)


def street_safe(*dates, reasons="badly_lit;followed"):
    when = pd.to_datetime(list(dates)).tz_localize(LONDON)
    return SimpleNamespace(tables={"street_safe": pd.DataFrame({"reported_on": when, "reasons": reasons})})


def test_street_safe_is_rounded_and_few_reports_say_nothing():
    case = street_safe(*["2021-04-01"] * 12, *["2022-03-31"] * 11, *["2021-03-31", "2022-04-01"] * 40)
    assert shared_told.told_total(case, MARCH) == 25  # 23 to the nearest 5
    table = shared_told.told_table(case, MARCH)
    assert table["n"].tolist() == [25, 25]
    few = street_safe(*["2022-03-31"] * 9)
    assert shared_told.told_table(few, MARCH).empty
    assert pd.isna(shared_told.told_total(few, MARCH))
    assert pd.isna(shared_told.told_total(SimpleNamespace(tables={}), MARCH))
    assert "Too few" in said(made_shared("public"), "told")  # five reports


def test_an_unknown_reason_is_not_echoed():
    case = street_safe(*["2022-03-01"] * 10, reasons="call Jane Roe on this")
    assert shared_told.told_table(case, MARCH)["reason"].tolist() == ["another reason"]


def test_a_tasks_own_words_stay_inside_and_other_places_are_added_up():
    tasks = pd.DataFrame(
        {
            "month": ["2022-03"] * 5 + ["2022-02"],
            "area": ["A", "B", "C", "A", "A", "A"],
            "asked": "Visit a named person",
            "asked_minutes": [60.0, 30.0, 10.0, 60.0, 0.0, 600.0],
            "delivered_minutes": [60.0, None, 5.0, 30.0, None, 1.0],
        }
    )
    case = SimpleNamespace(tables={"tasks": tasks})
    places = pd.DataFrame({"place": ["Market Square"]}, index=["A"])
    done = shared_told.done_table(case, MARCH, places)
    assert done["place"].tolist() == ["Market Square", "elsewhere"]
    assert done["asked_minutes"].tolist() == [120.0, 40.0]
    assert done["delivered_minutes"].tolist() == [90.0, 5.0]
    assert shared_told.done_table(SimpleNamespace(tables={}), MARCH, None).empty
    assert set(shared_told.done_table(case, MARCH, None)["place"]) == {"elsewhere"}


def test_patrols_of_the_year_are_rounded():
    start = pd.to_datetime(["2021-03-31 23:00", *["2021-10-02 22:00"] * 12]).tz_localize(LONDON)
    patrols = pd.DataFrame({"area": "A", "start": start, "end": start + pd.Timedelta(minutes=30)})
    assert shared_told.patrol_year(SimpleNamespace(tables={"patrols": patrols}), MARCH) == ("October 2021", 10.0, 5.0)
    assert shared_told.patrol_year(SimpleNamespace(tables={}), MARCH)[0] == ""
    assert shared_told.patrol_year(SimpleNamespace(tables={"patrols": patrols}), Month(2025, 3))[0] == ""
    none = made_shared("public")
    none.case.tables.pop("patrols")
    assert "No patrol was logged" in said(none, "doing")
