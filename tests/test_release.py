"""What partners and the public may see: METHODS 12 obeyed, and an attacker of the tests' own finds nothing."""

from dataclasses import replace
from types import SimpleNamespace

import pandas as pd
import pytest
from release_made import LAST, Attacker, found_at, note, real_events, small_county

from vawg_geo.base.errors import DisclosureError
from vawg_geo.base.profile import read_profile
from vawg_geo.publishing import ladder
from vawg_geo.publishing.disclosure import RULES
from vawg_geo.publishing.ladder_past import told_apart
from vawg_geo.publishing.ledger import RELEASED, empty_ledger, read_ledger
from vawg_geo.publishing.release import make_releases, write_released
from vawg_geo.publishing.release_cells import (
    KINDS,
    ORDER,
    SEXUAL,
    TOTAL,
    VIOLENCE,
    WHOLE,
    count_cells,
    count_nights,
    kind_of,
)
from vawg_geo.publishing.release_hiding import hide_beside, hide_more, hide_small

pytestmark = pytest.mark.methods(12)
PROFILE = read_profile("nte_monthly")


@pytest.fixture(scope="module")
def events(case):
    return real_events(case, PROFILE)


@pytest.fixture(scope="module")
def releases(case, found):
    return make_releases(case, found, profile=PROFILE, month=LAST)


@pytest.fixture(scope="module")
def small(case, events):
    """A few districts of the county, with their events."""
    county = small_county(case, events, each=3)
    kept = county.areas[county.areas["district"].isin(sorted(county.areas["district"].unique())[:2])]
    county = SimpleNamespace(areas=kept, force=county.force)
    return county, events[events["area"].isin(kept.index)]


def release(small, month, folder, **changes):
    county, events = small
    return make_releases(
        county, found_at(events, month), profile=replace(PROFILE, **changes), month=month, ledger=folder
    )


# One edition


def test_a_product_of_the_tasking_group_alone_releases_nothing(case, found):
    assert make_releases(case, found, profile=replace(PROFILE, audiences=("internal",)), month="2022-03") == {}


def test_counts_obey_the_rule_of_their_audience(releases, found, case):
    year = found.events[(found.events["night"] >= "2021-04-01") & (found.events["nte"] >= PROFILE.nte.member_at)]
    truth = year["area"].value_counts().reindex(case.areas.index, fill_value=0)
    areas = releases["partner"].tables["areas"]
    shown = areas["n"].notna()
    assert (areas.loc[shown, "n"] == truth[shown]).all()
    assert areas.loc[shown, "n"].min() >= 5
    assert not shown[truth < 5].any()
    assert shown[truth >= 5].mean() > 0.9
    districts = truth.groupby(case.areas["district"]).sum()
    public = releases["public"].tables["districts"][TOTAL]
    assert (public[WHOLE], list(public.index)) == (5 * round(len(year) / 5), [*sorted(districts.index), WHOLE])
    assert ((public.drop(WHOLE) - districts).abs() <= 2).all()
    assert (public % 5 == 0).all()
    assert public.min() >= 10


def test_the_public_sees_no_place_below_district_and_no_kind_of_offence(releases):
    public = releases["public"]
    assert set(public.tables) == {"districts", "years"}
    assert list(public.tables["districts"].columns) == [TOTAL]
    assert not public.published["row"].str.startswith("Z0").any()
    assert set(public.published["period"].str.len()) == {len("2021-04..2022-03")}  # twelve months, never one


def test_tables_add_up_where_all_is_shown(releases):
    table = releases["partner"].tables["districts"]
    assert table.notna().all().all()  # of this county
    assert (table[list(KINDS)].sum(axis=1) == table[TOTAL]).all()
    assert (table.drop(index=WHOLE).sum() == table.loc[WHOLE]).all()
    years = releases["partner"].tables["years"]["n"]
    assert (years.index[-1], years.iloc[-1]) == ("1 April 2021 to 31 March 2022", table.loc[WHOLE, TOTAL])


def test_places_tell_no_more_than_the_areas_do(releases):
    places, areas = (releases["partner"].tables[name] for name in ("places", "areas"))
    assert (places["n"] == areas["n"].reindex(places.index)).all()
    assert set(places["tier"]) <= {"A", "B"}
    assert (places.loc[places["n"] < 15, "peak_text"] == "").all()


def test_no_record_and_no_column_beyond_the_list_is_released(releases):
    columns = {"areas": {"place", "district", "n"}, "years": {"n"}}
    for made in releases.values():
        for name, wanted in columns.items():
            assert set(made.tables.get(name, pd.DataFrame(columns=list(wanted))).columns) == wanted
        assert all(str(kind) == "Int64" for kind in made.tables["districts"].dtypes)


def test_the_same_figures_give_the_same_release(releases, case, found):
    again = make_releases(case, found, profile=PROFILE, month="2022-03", ledger="")
    for name, made in releases.items():
        assert made.notes == again[name].notes
        pd.testing.assert_frame_equal(made.published, again[name].published)


def test_the_page_says_what_was_hidden_and_how_the_attack_went(releases):
    notes = " ".join(releases["partner"].notes)
    assert "under 5 is hidden" in notes
    assert "We tried to work out the 453 hidden numbers" in notes
    assert "rounded to the nearest 5" in " ".join(releases["public"].notes)


def test_published_sources_are_shown_as_they_are(case, found):
    open_ = replace(PROFILE, published_source=True)
    made = make_releases(case, found, profile=open_, month="2022-03")
    assert made["partner"].tables["areas"]["n"].notna().all()
    assert "already published" in made["public"].notes[0]
    assert all(one.published.empty for one in made.values())  # nobody's secret: the ledger is not for them


def test_fewer_than_twelve_months_are_not_released(case, found):
    short = replace(found, monthly=found.monthly.iloc[-11:])
    made = make_releases(case, short, profile=PROFILE, month="2022-03")
    assert {name: one.tables for name, one in made.items()} == {"partner": {}, "public": {}}
    assert "twelve months" in made["public"].notes[0]


def test_what_is_written_for_the_ledger_is_read_again(releases, tmp_path):
    write_released(releases, "", profile=PROFILE, month="2022-03")
    write_released(releases, tmp_path, profile=PROFILE, month="2022-03")
    (tmp_path / RELEASED).rename(tmp_path / "a.csv")
    again = read_ledger(tmp_path)
    assert len(again) == sum(len(made.published) for made in releases.values())
    assert set(again["profile"]) == {"nte_monthly"}


@pytest.mark.parametrize(
    ("strand", "kind"),
    [("rape", SEXUAL), ("child_sexual_abuse", SEXUAL), ("exposure_voyeurism", SEXUAL), ("threats", ORDER),
     ("stalking_harassment", ORDER), ("violence_with_injury", VIOLENCE), ("anything", VIOLENCE)],
)  # fmt: skip
def test_kinds_are_broad_and_fixed(strand, kind):
    assert kind_of(strand) == kind


# Hiding


def table_of(counts, district="D"):
    rows = [("area", f"Z{i}", TOTAL, "p", "", district, n) for i, n in enumerate(counts)]
    return pd.DataFrame(rows, columns=["level", "row", "column", "period", "parts", "district", "n"])


@pytest.mark.parametrize(
    ("counts", "shown"),
    [([5, 9], [1, 1]), ([1, 7, 20], [0, 0, 1]), ([4, 1, 20], [0, 0, 1]), ([4, 0, 6, 20], [0, 0, 0, 1]), ([3], [0])],
)
def test_hidden_areas_of_a_district_stay_wide(counts, shown):
    cells = table_of(counts)
    assert hide_beside(cells, cells["n"] >= 5, RULES["partner"]).tolist() == [bool(x) for x in shown]


def test_each_round_hides_more_until_nothing_is_left():
    cells = table_of([6, 8, 9])
    shown = hide_small(cells, RULES["partner"])
    unsafe = pd.DataFrame({"row": ["Z2"], "column": [TOTAL]})
    seen = []
    for _ in range(4):
        seen.append(shown.tolist())
        shown = hide_more(cells, shown, unsafe)
    assert seen == [[True] * 3, [True, True, False], [False, True, False], [False] * 3]


# Many editions


@pytest.mark.fault("D3", "D4")
@pytest.mark.parametrize("months", [9, pytest.param(36, marks=pytest.mark.slow)])
def test_monthly_editions_tell_nobody_a_small_count(small, tmp_path, months):
    """Rolling windows (D4) of districts over areas (D3), both audiences; all that was released, attacked at the end."""
    made = []
    for back in range(months - 1, -1, -1):
        made.append(release(small, LAST - back, tmp_path))
        note(tmp_path, made[-1], LAST - back)
    for audience in ("public", "partner"):  # it is not safe by showing nothing
        assert sum(not one[audience].as_of and len(one[audience].tables["districts"]) > 1 for one in made) >= 3
    ledger = read_ledger(tmp_path)
    for audience in ("public", "partner"):
        attacker, rule = Attacker(ledger, small[0].areas, audience), RULES[audience]
        own = ledger[(ledger["audience"] == audience) & ledger["value"].isna()]
        cells = own[["row", "column", "period"]].drop_duplicates()
        for cell in cells.sample(min(len(cells), 80), random_state=0).itertuples(index=False):
            low, high = attacker.bound(cell)
            assert high - low >= rule.width, (audience, cell)
        rows = ledger.loc[(ledger["audience"] == audience) & (ledger["column"] == TOTAL), "row"].unique()
        pieces = pd.Series([(row, TOTAL, str(LAST - back)) for row in rows for back in range(months + 11)])
        for cell in pieces.sample(60, random_state=1):
            low, high = attacker.bound(cell)
            assert high - low >= rule.width or low >= rule.width, (audience, cell)


def test_the_attacker_of_these_tests_does_find_what_is_there(small, tmp_path):
    """Without the ladder, monthly editions of the exact table tell single months: the attacker is no straw man."""
    county, events = small
    for back in range(24, -1, -1):
        cells = count_cells(
            county,
            count_nights(found_at(events, LAST - back), profile=PROFILE, month=LAST - back),
            profile=PROFILE,
            month=LAST - back,
        )
        plain = cells.assign(value=cells["n"], table="nte_public", audience="partner", rounded_to=0)
        note(
            tmp_path,
            {"partner": SimpleNamespace(published=plain.drop(columns=["level", "district", "n"]))},
            LAST - back,
        )
    attacker = Attacker(read_ledger(tmp_path), county.areas, "partner")
    bounds = [attacker.bound((row, TOTAL, "2021-09")) for row in county.areas.index]
    assert sum(high - low < 5 for low, high in bounds) > 0


def test_a_rerun_of_an_edition_is_unaffected_by_its_own_draft(small, tmp_path):
    note(tmp_path, release(small, LAST - 1, tmp_path), LAST - 1)
    first = release(small, LAST, tmp_path)
    again = release(small, LAST, tmp_path)
    assert {name: one.notes for name, one in first.items()} == {name: one.notes for name, one in again.items()}


def test_late_records_change_no_released_figure_by_a_small_count(small, tmp_path):
    county, events = small
    first = release(small, LAST, tmp_path)
    note(tmp_path, first, LAST)
    shown = first["partner"].tables["areas"]["n"].dropna()
    late = events[(events["area"] == shown.index[0]) & (events["night"] >= "2021-04-01")].head(1)
    second = release((county, pd.concat([events, late])), LAST, tmp_path)
    pd.testing.assert_series_equal(second["partner"].tables["areas"]["n"].dropna(), shown)
    assert "as first released" in " ".join(second["partner"].notes)


# The last steps


def always(*, but=()):
    """Return an attack that always succeeds, except on some steps."""

    def attack(past, steps, statistic):
        del statistic
        step = steps[-1]
        hit = step.name not in but
        return pd.DataFrame(
            {
                "table": "t", "row": [step.figures["row"].iloc[0]], "column": TOTAL, "audience": step.rule.audience,
                "period": "p", "implied": False, "low": 0.0, "high": 0.0 if hit else 99.0, "safe": not hit,
            }
        )  # fmt: skip

    return attack


def test_the_force_alone_is_the_last_step_of_a_first_edition(case, found, monkeypatch):
    monkeypatch.setattr(ladder, "_attack", always(but=("force",)))
    made = make_releases(case, found, profile=PROFILE, month="2022-03")
    assert [one.tables["districts"].index.tolist() for one in made.values()] == [[WHOLE], [WHOLE]]
    assert "Only the whole force" in " ".join(made["partner"].notes)


def test_it_refuses_only_after_the_last_step_and_names_the_table(case, found, monkeypatch):
    monkeypatch.setattr(ladder, "_attack", always())
    with pytest.raises(DisclosureError, match=r"audience 'public'.*table 'nte_public', row 'Whole force'"):
        make_releases(case, found, profile=PROFILE, month="2022-03")


def test_when_nothing_new_is_safe_the_last_release_stands(small, tmp_path, monkeypatch):
    first = release(small, LAST - 1, tmp_path)
    note(tmp_path, first, LAST - 1)
    monkeypatch.setattr(ladder, "_attack", always())
    again = release(small, LAST, tmp_path)
    for name, made in again.items():
        assert made.as_of == "2022-02"
        assert made.period == first[name].period
        assert "February 2022 edition, unchanged" in " ".join(made.notes)
        assert set(made.tables) == set(first[name].tables) - {"places"}
        for table, shown in made.tables.items():
            pd.testing.assert_frame_equal(shown, first[name].tables[table])
    note(tmp_path, again, LAST)
    assert release(small, LAST + 1, tmp_path)["public"].as_of == "2022-02"  # of the edition that first showed it


def test_a_stricter_rule_repeats_nothing_it_would_hide(small, tmp_path, monkeypatch):
    note(tmp_path, release(small, LAST - 1, tmp_path), LAST - 1)
    monkeypatch.setattr(ladder, "_attack", always(but=("force",)))
    monkeypatch.setitem(RULES, "partner", replace(RULES["partner"], threshold=50, width=50))
    assert release(small, LAST, tmp_path)["partner"].tables["districts"].index.tolist() == [WHOLE]


def test_a_district_of_other_areas_is_another_row():
    past = empty_ledger().reindex(range(2)).assign(row=["D", "E"], parts=["Z1;Z2", "Z3"], order=0)
    cells = pd.DataFrame({"row": ["D", "E"], "parts": ["Z1;Z9", "Z3"]})
    first, second = told_apart(past, cells)["row"]
    assert first.startswith("D #")
    assert second == "E"
