"""Geography: what is on the map and what is not, nothing small, nothing too fine, the monthly page's places."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from chapters_made import bare, grown, of_others, texts, unsaid, write
from people_made import table

from vawg_geo.publishing.chapters import geography
from vawg_geo.publishing.report.blocks import Map
from vawg_geo.publishing.report.hiding import hide_few

pytestmark = [pytest.mark.methods(4), pytest.mark.methods(12)]


@pytest.fixture(scope="module")
def made(case, found):
    return write(geography, case, found=found)


def test_rows_add_up_to_the_period(made):
    study, _ = made
    located, total = table(study, "geography_located"), table(study, "geography_private").iloc[0]
    assert located["n"].sum() == len(study.now)
    assert located["recent"].sum() == study.now["recent"].sum()
    rows = study.now[study.now["recent"] & study.now["located"].eq("placed") & study.now["space"].eq("private")]
    assert table(study, "geography_places")["n"].sum() + total["lost"] == total["n"] == len(rows)
    assert table(study, "geography_strata")["private"].sum() == len(rows)
    assert table(study, "geography_districts")["n"].sum() == located.loc["placed", "recent"]


def test_a_rate_is_offences_over_residents(made, case):
    study, _ = made
    population, areas = case.tables["population"], case.areas
    women = population[population["sex"].eq("F") & ~population["age_band"].eq("0-9")]
    lived = women.groupby(women["area"].map(areas["msoa"]))["n"].sum()
    places = table(study, "geography_places")
    for area in (places.index[0], places.index[-1]):
        row = places.loc[area]
        assert row["residents"] == lived[area]
        assert row["rate"] == pytest.approx(1000 * row["n"] / lived[area])
        assert min(row["rate"], 1000 * 3552 / lived.sum()) - 1 <= row["shrunk"] <= max(row["rate"], 20)
    strata = table(study, "geography_strata")
    assert strata["residents"].sum() == women["n"].sum()


def test_hot_spots_are_the_monthly_pages(made, found):
    study, section = made
    listed = table(study, "geography_hotspots")
    assert listed["place"].tolist() == found.listed["place"].tolist()
    assert listed["n12"].tolist() == found.listed["n12"].tolist()
    assert listed["harm"].tolist() == pytest.approx(found.listed["shrunk_harm"].tolist())
    events = found.events[found.events["weekend"] & (found.events["night"] >= "2021-04-01")]
    assert listed["weekend_n"].tolist() == events["area"].value_counts().reindex(listed["area"], fill_value=0).tolist()
    assert (listed["per_night"] * listed["weekend_nights"]).tolist() == pytest.approx(listed["weekend_n"].tolist())
    assert sum(isinstance(block, Map) for block in section.blocks) == 2
    assert [finding.name for finding in section.findings] == ["geography.private", "geography.public"]
    emerging = table(study, "geography_emerging")
    assert (emerging["n"].dropna() >= study.written.least).all()
    assert found.listed["place"].iloc[0] in set(emerging["place"])
    curve = table(study, "geography_curve")
    assert (curve["share"] >= curve["chance_low"]).all()
    assert curve["n"].iloc[-1] == table(study, "geography_strata")["public"].sum()


@pytest.mark.parametrize("name", ["da", "csae", "sso"])
def test_other_profiles_have_no_hot_spots_and_nothing_small(case, name):
    study, section = write(geography, case, name=name)
    assert "geography_hotspots" not in study.book.entries
    places, least = table(study, "geography_places"), study.written.least
    shown = places["n"].dropna()
    assert (shown >= least).all()
    assert places.loc[places["n"].isna(), ["rate", "shrunk", "ratio", "low"]].isna().all(axis=None)
    assert places["n"].isna().sum() != 1
    for column in ("private", "public"):
        assert (table(study, "geography_strata")[column].dropna() >= least).all()
    finest = set(case.areas["district"]) if study.written.smallest == "district" else set(case.areas["msoa"])
    assert set(places["area"]) <= finest
    assert sum(isinstance(block, Map) for block in section.blocks) == 1
    for code in case.areas.index[:50]:
        assert all(code not in str(block.html) for block in section.blocks if isinstance(block, Map))


def test_smaller_areas_than_msoas_are_never_taken(case):
    study, _ = write(geography, case, name="da", smallest="lsoa")
    assert set(table(study, "geography_places")["area"]) <= set(case.areas["msoa"])


def test_hidden_counts_cannot_be_worked_out():
    counts = pd.Series([3, 9, 20, 30], index=list("abcd"))
    shown = hide_few(counts, 5)
    assert shown.isna().sum() >= 2
    assert shown["d"] == 30
    assert hide_few(counts, 3).tolist() == counts.tolist()


def test_records_of_another_vintage_neither_vanish_nor_make_places_new(made, case, found):
    """Records of before 2021 on other areas: told in the district, and no quarter of theirs is compared."""
    old = case.incidents["recorded_on"] < pd.Timestamp("2021-07-01", tz="Europe/London")
    areas = case.areas.set_axis([f"old-{code}" for code in case.areas.index])
    area = case.incidents["area"].where(
        ~old | case.incidents["area"].isna(), "old-" + case.incidents["area"].astype("str")
    )
    moved = case.incidents.assign(area=area, vintage=case.incidents["vintage"].mask(old, "old"))
    both = replace(case, incidents=moved, areas_by={"old": areas, **case.areas_by})
    study, _ = write(geography, both, found=found)
    pd.testing.assert_frame_equal(table(study, "geography_districts"), table(made[0], "geography_districts"))
    total, before = table(study, "geography_private").iloc[0], table(made[0], "geography_private").iloc[0]
    assert total["n"] == before["n"]
    assert total["lost"] > before["lost"]
    assert table(study, "geography_strata").loc["Not named", "private"] == total["lost"]
    assert table(study, "geography_emerging").empty


def test_each_sentence_is_said_both_ways(made, case, found):
    more = grown(case, lambda t: t["area"].isin(case.areas.index[case.areas["district"] == "Oxbeck"]), times=2)
    _, risen = write(geography, more, found=found)
    some = case.areas["msoa"].where(case.areas["msoa"] != case.areas["msoa"].iloc[0])
    nobody = {name: held for name, held in case.tables.items() if name != "population"}
    _, lost = write(geography, replace(case, areas=case.areas.assign(msoa=some), tables=nobody), found=found, least=20)
    _, poor = write(geography, bare(case), found=replace(found, listed=found.listed.head(0)))
    _, children = write(geography, case, name="csae")
    _, none = write(geography, of_others(case), found=found)
    heavy = replace(found, listed=found.listed.assign(largest_share=0.6))
    _, one = write(geography, bare(case), found=heavy)
    sections = (made[1], risen, lost, poor, children, none, one)
    assert unsaid("geography", *sections) == {("geography.cannot_list", False)}
    assert "Oxbeck: more than chance explains" in texts(risen)
    assert "never shown by smaller areas" in texts(poor)


def test_nothing_in_scope_and_no_hot_spots_yet(case, monkeypatch):
    from vawg_geo.base.errors import PeriodError
    from vawg_geo.publishing.report import study as module

    def early(*_, **__):
        raise PeriodError("too early")

    monkeypatch.setattr(module, "find_hotspots", early)
    study, section = write(geography, of_others(case))
    assert "No list of night-time hot spots can be made" in texts(section)
    assert table(study, "geography_located")["n"].sum() == 0
    assert np.isnan(table(study, "geography_concentration")["gini"].iloc[0])
