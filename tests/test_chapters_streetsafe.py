"""The Street Safe chapters: one total everywhere, missing tables told, every sentence said both ways."""

from dataclasses import replace

import pandas as pd
import pytest
from chapters_made import bare, texts, unsaid, write
from people_made import table

from vawg_geo.base.periods import LONDON
from vawg_geo.publishing.chapters import fearmap, memory, reasons, reports, respondents, unsafe, yousaid

pytestmark = pytest.mark.methods(11)
CHAPTERS = {"reports": reports, "reasons": reasons, "respondents": respondents, "fearmap": fearmap, "unsafe": unsafe,
            "yousaid": yousaid}  # fmt: skip


def page(case, *names, **written):
    """One study with several chapters, as a page has them."""
    study, section = write(CHAPTERS[names[0]], case, name="streetsafe", **written)
    return study, {names[0]: section} | {name: CHAPTERS[name].write(study) for name in names[1:]}


@pytest.fixture(scope="module")
def made(case):
    return page(case, *CHAPTERS)


def with_tables(case, **tables):
    return replace(case, tables={k: v for k, v in (case.tables | tables).items() if v is not None})


def few_reports(case, n=6):
    return with_tables(case, street_safe=case.tables["street_safe"].tail(n).assign(reasons=None, when=None))


def test_one_total_everywhere(made, case):
    study, _ = made
    n = table(study, "reports_total")["n"].iloc[0]
    assert n == len(case.tables["street_safe"])
    assert table(study, "reports_asked")["n"].sum() == table(study, "reports_months")["n"].sum() == n
    assert table(study, "reasons_when")["n"].sum() == table(study, "respondents_groups")["n"].sum() == n
    assert (table(study, "reasons_ranked")["of"] == n).all()
    ranked = table(study, "reasons_ranked")
    assert (ranked["night"] + ranked["day"] + ranked["unknown"] == ranked["n"]).all()
    assert table(study, "unsafe_total")["n"].iloc[0] == n
    assert table(study, "respondents_sex")["n"].sum() == table(study, "respondents_groups")["of"].iloc[0]
    classes = table(study, "fearmap_classes").groupby("level")[["n", "of"]].agg({"n": "sum", "of": "first"})
    assert (classes["n"] == classes["of"]).all()


def test_nothing_below_the_least_is_shown(made):
    study, _ = made
    for name, columns in (
        ("fearmap_places", ["reports", "offences"]),
        ("unsafe_places", ["reports", "offences", "night"]),
    ):
        shown = table(study, name)[columns]
        assert shown.min(skipna=True).min() >= study.written.least
        assert shown.isna().any().any()
    assert table(study, "unsafe_partners")["n"].min() >= study.written.least


def test_the_planted_place_is_a_finding_and_nothing_was_asked_there(made, case, truth):
    study, sections = made
    place = case.areas.loc[truth.fear_only, "alias"]
    found = {f.name: f for section in sections.values() for f in section.findings}
    assert place in found["street_safe_quiet"].what.text
    assert place in found["street_safe_unanswered"].what.text
    assert found["street_safe_unanswered"].weight > found["street_safe_reason"].weight
    assert set(table(study, "yousaid_places").query("asked == 0")["place"]) >= {place}


def test_a_year_is_compared_only_with_as_many_campaign_days(made, case):
    assert "are not compared" in texts(made[1]["reports"])
    plain = with_tables(case, calendar=case.tables["calendar"].query("kind == 'fair'"))
    assert "more (95% interval" in texts(page(plain, "reports")[1]["reports"])


def test_a_force_without_the_tables_is_told(case):
    study, sections = page(bare(case), *CHAPTERS)
    assert not study.book.entries
    for section in sections.values():
        assert "no Street Safe reports" in texts(section)
    rest = with_tables(case, calendar=None, population=None, tasks=None, recommendations=None)
    _, sections = page(rest, *CHAPTERS, smallest="msoa")
    assert "no calendar" in texts(sections["reports"])
    assert "no population" in texts(sections["respondents"])
    assert "neither tasks nor" in texts(sections["yousaid"])
    assert "nothing smaller" in texts(sections["unsafe"])


def test_areas_without_msoas_are_compared_as_they_are(case):
    study, _ = page(replace(case, areas=case.areas.assign(msoa=pd.NA)), "fearmap")
    assert len(table(study, "fearmap_places")) == len(case.areas)


def test_every_sentence_is_said_both_ways(made, case):
    reports_ = case.tables["street_safe"]
    early = reports_["reported_on"] < pd.Timestamp("2021-04-01", tz=LONDON)
    none = with_tables(case, street_safe=reports_.iloc[:0])
    everywhere = [
        made[1],
        page(bare(case), *CHAPTERS)[1],
        page(none, *CHAPTERS)[1],
        page(few_reports(case), *CHAPTERS)[1],
        page(with_tables(case, calendar=None, population=None, tasks=None, recommendations=None), *CHAPTERS)[1],
        page(case, "unsafe", smallest="msoa")[1],
        page(with_tables(case, calendar=case.tables["calendar"].query("kind == 'fair'"),
                         street_safe=reports_.assign(area=reports_["area"].mask(early))), "reports", "reasons")[1],
        page(with_tables(case, street_safe=reports_[~early]), "reports")[1],
        page(with_tables(case, street_safe=reports_.assign(reasons=reports_["reasons"].mask(early), when=pd.NA)),
             "reasons")[1],
        page(with_tables(case, street_safe=reports_.head(12).assign(reported_on=reports_["reported_on"].iloc[-1])),
             "reports", "reasons", "respondents")[1],
    ]  # fmt: skip
    few = few_reports(with_tables(case, population=None))
    everywhere.append(page(few, "respondents")[1])
    for name in CHAPTERS:
        assert unsaid(name, *(one[name] for one in everywhere if name in one)) == set(), name


def test_memory_tells_the_year_and_what_is_left(case):
    study, section = write(memory, case, name="vawg_full")
    total, months = table(study, "memory_total").iloc[0], table(study, "memory_months")
    assert total["tasks"] == months["tasks"].sum() == table(study, "memory_places")["tasks"].sum()
    assert total["asked"] == months["asked_minutes"].sum() == table(study, "memory_places")["asked"].sum()
    assert [finding.name for finding in section.findings] == ["task_overdue"]
    assert table(study, "memory_open")["state"].tolist() == ["overdue"]
    done = case.tables["tasks"].assign(asked_minutes=0.0, done_on=case.tables["tasks"]["due"])
    clean = write(memory, with_tables(case, tasks=done), name="vawg_full")[1]
    empty = write(memory, bare(case), name="vawg_full")[1]
    assert "Nothing is left over" in texts(clean)
    assert unsaid("memory", section, clean, empty) == set()


@pytest.mark.parametrize(
    ("before", "during", "words"),
    [(100, 2, "fewer than chance"), (12, 40, "more than chance"), (30, 9, "too few"), (100, 50, "no change")],
)  # fmt: skip
def test_what_two_counts_can_tell(before, during, words):
    assert words in memory.tell_change(before, during, days=(365, 180), tests=4)


def test_an_estimate_does_not_tell_the_count_that_is_hidden(made):
    places = table(made[0], "fearmap_places")
    assert places.loc[places["reports"].isna(), "expected_reports"].isna().all()
    assert places["reports"].isna().any()
