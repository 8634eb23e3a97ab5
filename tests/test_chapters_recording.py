"""The review of recording: its totals are the other products', what was planted is told, what was not is not."""

from dataclasses import replace

import pandas as pd
import pytest
from chapters_made import bare, of_others, texts, unsaid
from people_made import study_of, table

from vawg_geo.base.absences import CHARACTERISTICS
from vawg_geo.publishing.chapters import (
    data,
    recording,
    recordingbounds,
    recordinggroups,
    recordingkinds,
    recordingodd,
    recordingteams,
    victims,
)
from vawg_geo.publishing.report.report import known_chapters
from vawg_geo.runs.county import planted

pytestmark = pytest.mark.methods("1", "8", "13")
CHAPTERS = (recording, recordingteams, recordingkinds, recordingodd, recordingbounds, recordinggroups)
NAMES = [chapter.__name__.rpartition(".")[2] for chapter in CHAPTERS]


def review(case, **written):
    study = study_of(case, "dq_protected", **written)
    return study, {name: chapter.write(study) for name, chapter in zip(NAMES, CHAPTERS, strict=True)}


def with_people(case, **columns):
    return replace(case, people=case.people.assign(**columns))


BEATS = 24  # of the county's, without the one that stopped asking


def part(case, *, since="2020-04"):
    """The county's last months in some of its beats: enough to compare, quick to count."""
    rows = case.incidents
    beats = sorted({*rows["beat"].dropna()} - {planted.ETHNICITY_BEAT})[:BEATS]
    kept = rows[rows["beat"].isin(beats) & (rows["recorded_on"] >= pd.Timestamp(f"{since}-01", tz="Europe/London"))]
    return replace(case, incidents=kept, people=case.people[case.people["incident"].isin(kept.index)])


def known(case, field, *, among, value):
    """The same with a characteristic of some victims known or not."""
    ours = (case.people["role"] == "victim") & case.people["incident"].isin(case.incidents.index[among])
    return with_people(case, **{field: case.people[field].mask(ours, value)})


def months(case, first, last=None, *, beat=None):
    month = case.incidents["recorded_on"].dt.strftime("%Y-%m")
    return month.between(first, last or first) & (case.incidents["beat"].eq(beat) if beat else True)


@pytest.fixture(scope="module")
def reviewed(case):
    return review(case)


def test_totals_and_completeness_are_those_of_the_full_profile(case, reviewed):
    study, _ = reviewed
    full = study_of(case)
    data.write(full)
    victims.write(full)
    pd.testing.assert_frame_equal(table(study, "recordingbounds_themes"), table(full, "data_bounds"))
    own, theirs = table(study, "recording_fields"), table(full, "data_fields")
    for name in ("sex", "age", "ethnicity", "disability"):
        row = own.loc[f"Victim's {name}", ["n", "filled", "share", "low", "high", "before"]]
        assert row.tolist() == theirs.loc[f"Victim's {name}", row.index].tolist()
        months, before = table(study, "recording_months"), table(full, "data_months")
        rows = months.index[months["field"] == f"Victim's {name}"]
        assert (months.loc[rows, ["n", "filled", "signal"]] == before.loc[rows, ["n", "filled", "signal"]]).all(
            axis=None
        )
    assert own.loc["Victim's ethnicity", "n"] == len(full.now)
    known = table(full, "victims_known")
    kinds = table(study, "recordingkinds_people")
    for name in ("ethnicity", "disability"):
        row = kinds.loc[f"Victim's {name}"]
        assert row[["n", "known"]].tolist() == known.loc[name.capitalize(), ["n", "known"]].tolist()
    row = kinds.loc["Victim's ethnicity"]  # of the full profile's "not stated" some preferred not to say
    assert row["not_stated"] + row["declined"] == known.loc["Ethnicity", "not_stated"]
    assert row["blank"] + row["unknown"] == known.loc["Ethnicity", "blank"]
    assert (kinds.loc["Victim's sex", ["blank", "unknown", "declined"]] > 0).all()  # of victims who may be in scope
    groups = table(study, "recordinggroups_known").loc["Victims"]
    assert groups[["n", "known"]].tolist() == known.loc["Ethnicity", ["n", "known"]].tolist()


def test_every_table_balances(reviewed):
    study, _ = reviewed
    kinds = table(study, "recordingkinds_people")
    parts = ["known", "blank", "unknown", "not_stated", "declined", "not_understood", "no_column"]
    assert (kinds[parts].sum(axis=1) == kinds["n"]).all()
    channels, fields = table(study, "recordingteams_channels"), table(study, "recording_fields")
    sums = channels.groupby("field")[["n", "filled"]].sum()
    full = channels.groupby("field")["filled"].apply(lambda values: values.notna().all())
    for field in fields.index:
        assert sums.loc[field, "n"] == fields.loc[field, "n"]
        assert not full[field] or sums.loc[field, "filled"] == fields.loc[field, "filled"]
    themes = table(study, "recordingteams_themes")
    assert themes.iloc[-1]["ethnicity"] == fields.loc["Victim's ethnicity", "share"]
    known = table(study, "recordinggroups_known")
    assert (known["known"] + known["missing"] == known["n"]).all()
    assert ((known["known"] + known["more"]) / known["n"] >= known["least"]).all()


def test_the_beat_that_stopped_asking_is_told_with_its_quarter_and_the_blip_is_not(reviewed):
    study, sections = reviewed
    teams = table(study, "recordingteams_teams")
    told = teams[(teams["told"] != "") | (teams["moved"] != "")]
    assert told.index.tolist() == [f"Victim's ethnicity|{planted.ETHNICITY_BEAT}"]
    assert told[["told", "moved"]].iloc[0].tolist() == ["below", "fell"]
    quarters = table(study, "recordingteams_quarters")
    below = quarters.loc[quarters["share"] < quarters["lower"], "quarter"].tolist()
    assert below == ["2021-07", "2021-10", "2022-01"]
    assert below[0] == planted.ETHNICITY_FROM
    said = texts(sections["recordingteams"])
    assert "in every quarter since that of July 2021" in said
    assert f"eat {planted.ETHNICITY_BLIP[0]}" not in said
    assert table(study, "recordingteams_channels")[["told", "moved"]].eq("").all(axis=None)
    assert table(study, "recordingkinds_changes")["told"].eq("").all()
    findings = [finding.name for section in sections.values() for finding in section.findings]
    assert findings[:2] == ["recording: the field recorded worst", "recording: a team below its limits"]


def test_small_counts_are_hidden_and_a_team_that_records_next_to_nothing_is_still_named(case):
    two = part(case)
    beat = two.incidents["beat"].value_counts().index[3]
    ours = two.incidents.index[months(two, "2021-04", "2022-03", beat=beat) & two.incidents["victim_sex"].eq("F")]
    few = known(two, "ethnicity", among=two.incidents.index.isin(ours), value=pd.NA)
    study = study_of(known(few, "ethnicity", among=two.incidents.index.isin(ours[-3:]), value="W1"), "dq_protected")
    section = recordingteams.write(study)
    teams = table(study, "recordingteams_teams")
    row = teams.loc[f"Victim's ethnicity|{beat}"]
    assert (row["told"], row["filled"] is pd.NA, pd.isna(row["value"])) == ("below", True, True)
    shown = teams["filled"].dropna().astype("int64")
    rest = teams.loc[shown.index, "n"] - shown
    assert not shown.between(1, 4).any()
    assert not rest.between(1, 4).any()
    (finding,) = section.findings
    assert "the counts are too small to show" in finding.what.text


def test_groups_are_compared_only_from_the_threshold_on(case, reviewed):
    _, sections = reviewed
    assert "recordinggroups_victims" not in reviewed[0].book.entries
    assert "80% are needed" in texts(sections["recordinggroups"])
    study = study_of(case, "dq_protected", complete_from=0.5)
    section = recordinggroups.write(study)
    rates = table(study, "recordinggroups_victims")
    context = case.tables["area_context"].drop_duplicates("area").set_index("area")
    people = case.tables["population"]
    over = people[(people["sex"] == "F") & ~people["age_band"].isin(["0-9"])].groupby("area")["n"].sum()
    black = (over * context["women_black"]).sum()
    assert rates.loc["Black or Black British", "residents"] == pytest.approx(black, abs=1)
    n = table(study, "recordinggroups_known").loc["Victims", "known"]
    assert rates["n"].dropna().sum() == n
    row = rates.loc["Black or Black British"]
    assert row["rate"] == pytest.approx(1_000 * row["n"] / row["residents"])
    assert "suspect" in texts(section)
    shown = table(study, "recordinggroups_suspects")
    assert shown["n"].dropna().sum() == table(study, "recordinggroups_known").loc["Suspects (allegations)", "known"]


def test_a_force_that_lacks_a_table_or_a_column_is_told_so(case):
    case = part(case)
    none = pd.Series(pd.NA, case.people.index, dtype="str")
    nobody = case.people.assign(pid=none, sex=none, ethnicity=none, age=float("nan"), disability=none.astype("boolean"))
    rows = case.incidents
    less = replace(
        case, people=nobody[[column for column in nobody if not column.endswith("_said")]],
        incidents=rows.assign(
            beat=pd.Series(pd.NA, rows.index, dtype="str"), reported_by=pd.Series(pd.NA, rows.index, dtype="str"),
            relationship=pd.Series(pd.NA, rows.index, dtype="str"),
        ),
    )  # fmt: skip
    study, sections = review(less)
    odd = table(study, "recordingodd_kinds")
    assert odd["n"].isna().sum() == 12  # all but the victim's age of 0, which the incidents hold
    assert "the extract has no column for it" in texts(sections["recordingkinds"])
    assert "Cannot say of any ethnic group" in texts(sections["recordinggroups"])
    assert table(study, "recordingteams_teams")["group"].isin([*case.areas["district"], "Not recorded"]).all()
    for gone in ("population", "area_context"):
        kept = {name: own for name, own in case.tables.items() if name != gone}
        own = study_of(replace(case, tables=kept), "dq_protected", complete_from=0.5)
        assert "Cannot compare with residents" in texts(recordinggroups.write(own))


def test_every_sentence_is_said_both_ways(case, reviewed):
    sections = {name: [section] for name, section in reviewed[1].items()}

    def more(one, *chapters, **written):
        study = study_of(one, "dq_protected", **written)
        for chapter in chapters or CHAPTERS:
            sections[chapter.__name__.rpartition(".")[2]].append(chapter.write(study))

    two, one = part(case), part(case, since="2021-04")
    nobody = two.people.assign(pid=pd.Series(pd.NA, two.people.index, dtype="str"), age=30.0, ethnicity="W1", sex="F")
    more(bare(case))
    more(bare(case, rows=60))
    all_known = bare(case, rows=60)
    more(
        with_people(all_known, disability=pd.array([True] * len(case.people), dtype="boolean"), ethnicity="W1"),
        recording,
    )
    more(of_others(case))
    more(replace(two, tables={}), complete_from=0.4)
    for some in (two, one):
        even, ours = some.people.index % 2 == 0, some.people["role"] == "victim"
        calm = with_people(some, disability=pd.Series(even | ~ours, dtype="boolean").where(even | ~ours))
        beat = some.incidents["beat"].value_counts().index[3]
        none = known(calm, "ethnicity", among=months(some, "2020-04", "2022-03", beat=beat), value=pd.NA)
        more(none, recording, recordingteams)
        few = none.incidents.index.isin(none.incidents.index[months(none, "2022-03", beat=beat)][:4])
        few = known(none, "ethnicity", among=few, value="W1")
        more(known(few, "disability", among=months(some, "2022-03"), value=True), recording, recordingteams)
        more(known(calm, "disability", among=months(some, "2022-03"), value=pd.NA), recording)
        more(known(calm, "disability", among=months(some, "2021-09"), value=pd.NA), recording)
    long = part(case, since="2018-04")
    beat = long.incidents["beat"].value_counts().index[3]
    more(known(long, "ethnicity", among=months(long, "2021-04", "2021-12", beat=beat), value=pd.NA), recordingteams)
    fell = known(two, "ethnicity", among=months(two, "2021-04", "2022-03", beat=beat), value=pd.NA)
    few = fell.incidents.index[months(fell, "2022-01", "2022-03", beat=beat)][:4]
    more(known(fell, "ethnicity", among=fell.incidents.index.isin(few), value="W1"), recordingteams)
    more(replace(two, people=nobody, incidents=two.incidents.assign(relationship=pd.NA, reported_by=pd.NA)))
    nothing = pd.Series(pd.NA, two.people.index, dtype="str")
    blank = {f"{name}_said": nothing for name in CHARACTERISTICS}
    more(with_people(two, ethnicity=nothing, **blank), recordingkinds)
    later = two.people["incident"].isin(two.incidents.index[months(two, "2021-04", "2022-03")])
    place = pd.Series(two.people.index % 20, two.people.index)  # a little better known in the second year: a long run
    known_ = pd.Series(data=True, index=two.people.index, dtype="boolean").where((place < 11) | (later & (place < 13)))
    more(with_people(two, disability=known_), recording)
    for first, then in (("blank", "unknown"), ("unknown", "blank")):
        said = nothing.mask(later, then).mask(~later, first)
        more(with_people(two, ethnicity=nothing, ethnicity_said=said), recordingkinds)
    rest = two.people["ethnicity"].mask(two.people.index % 150 > 0, "W1")
    more(with_people(two, ethnicity=rest.mask(two.people.index % 150 == 0, "A1")), recordinggroups)
    more(with_people(two, ethnicity=two.people["ethnicity"].mask(two.people.index % 3 == 0, "A1")), recordinggroups)
    rest = two.people["ethnicity"].mask(two.people.index % 3 > 0)
    more(with_people(two, ethnicity=rest), recordinggroups, complete_from=0.1)
    left = {name: unsaid(name, *said) for name, said in sections.items()}
    assert left == {name: set() for name in NAMES}, left


def test_the_profile_names_chapters_that_exist_and_no_person_leaves(reviewed):
    study, _ = reviewed
    assert set(study.written.sections) <= set(known_chapters())
    people = {*study.case.people["pid"].dropna().head(50), *study.case.incidents.index[:50]}
    for name, own in study.book.tables().items():
        assert not people & set(own.astype("str").to_numpy().ravel()), name
