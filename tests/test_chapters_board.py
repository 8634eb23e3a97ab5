"""A board's tables and a group's pack: every figure is another product's, small counts hide, what lacks is told."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from chapters_made import texts, unsaid
from people_made import part_of, study_of, table
from scipy import stats

from vawg_geo.base.errors import DisclosureError, ProfileError
from vawg_geo.base.periods import Month
from vawg_geo.measures.board_lines import Line, compare_line, count_line, read_boards, share_line, spans_of
from vawg_geo.measures.metric_entries import Part
from vawg_geo.publishing.attack import attack_tables
from vawg_geo.publishing.chapters import (
    _board_tables,
    agenda,
    auditresults,
    board,
    decide,
    deepdive,
    demand,
    ordersreturn,
    performance,
    standards,
    voice,
)
from vawg_geo.publishing.chapters._board_recounts import find_recounts, part_recounted
from vawg_geo.publishing.chapters._performance_support import MEASURES, sum_support
from vawg_geo.publishing.chapters._possible import known_outcomes
from vawg_geo.publishing.disclosure import suppress_small
from vawg_geo.publishing.reckoner.read import name_readings, read_plans
from vawg_geo.publishing.reckoner.tables import Sources
from vawg_geo.publishing.report import borrowed
from vawg_geo.publishing.report.blocks import Finding, Section
from vawg_geo.publishing.report.sentences import Piece, Sentence

MARCH = Month(2022, 3)
AGES = ("2020-12-01", "2021-06-01")  # a table that begins on such a day is too young for some comparisons


def with_tables(case, **tables):
    kept = {name: own for name, own in (case.tables | tables).items() if own is not None}
    return replace(case, tables=kept)


@pytest.fixture(scope="module")
def written(case):
    study = study_of(case, "board_tables")
    return study, board.write(study)


@pytest.fixture(scope="module")
def small(case):
    return part_of(case, since="2021-06-01", rows=300, tables=case.tables)


# The lines.


def days(*texts):
    return pd.DataFrame({"at": pd.to_datetime(list(texts), utc=True, format="ISO8601").tz_convert("Europe/London")})


def test_spans_are_the_period_the_year_before_and_two_years():
    told = {name: f"{a} {b}" for name, (a, b) in spans_of(MARCH, months=3).items()}
    assert told == {
        "now": "2022-01 2022-03", "ago": "2021-01 2021-03", "year": "2021-04 2022-03", "before": "2020-04 2021-03"
    }  # fmt: skip


def test_a_line_is_counted_by_hand_and_a_year_half_covered_is_none():
    rows = days(
        "2020-12-05",
        "2021-01-05",
        "2021-02-28 23:59",
        "2021-07-01",
        "2022-01-01",
        "2022-03-31 22:59",
        "2022-03-31 23:00",
    )
    line = Line("x", Part("events", "at"), name="x")
    found = count_line(line, lambda _: rows, spans=spans_of(MARCH, months=3), cut=pd.Timestamp("2022-04-05").date())
    assert found["x"].to_dict() == pytest.approx({"now": 2, "ago": 2, "year": 3, "before": np.nan}, nan_ok=True)
    assert found.attrs["reason"] == ""
    compared = compare_line(found)
    low, high = (p / (1 - p) for p in stats.beta.ppf([0.025, 0.975], [2, 3], [3, 2]))
    assert [compared[name] for name in ("ratio", "low", "high", "change")] == pytest.approx([1, low, high, 0], rel=1e-6)
    assert (compared["told"], compared["year_told"]) == ("same", "cannot say")


def test_a_share_by_hand_and_none_on_a_small_base():
    counts = pd.DataFrame({"x": [30, 1, 150, 90], "n": [40, 2, 200, 200]}, index=["now", "ago", "year", "before"])
    shares = share_line(counts, least=20)
    p, n, z = 0.75, 200, stats.norm.ppf(0.975)
    middle, half = (p + z**2 / 2 / n), z * np.sqrt(p * (1 - p) / n + z**2 / 4 / n**2)
    ends = [(middle - half) / (1 + z**2 / n), (middle + half) / (1 + z**2 / n)]
    assert [shares["year_low"], shares["year_high"]] == pytest.approx(ends)
    assert (shares["share"], shares["told"]) == (0.75, "higher")
    few = share_line(counts.assign(n=[19, 2, 200, 19]), least=20)
    assert np.isnan(few["share"])
    assert few["told"] == "cannot say"


def test_a_table_of_counts_and_shares_together_is_refused(tmp_path):
    part = '{ table = "missing", date = "start" }'
    lines = f'[line.a]\nwords = "A"\ncount = {part}\n[line.b]\nwords = "B"\ncount = {part}\nof = {part}\n'
    (tmp_path / "odd.toml").write_text(f'title = "Odd"\n{lines}')
    with pytest.raises(ProfileError, match=r"odd\.toml: a table has lines, all of them counts"):
        read_boards(tmp_path)


# The board's figures are those of other products.


def test_crimes_are_the_profiles_own(written, case):
    counts = table(written[0], "board_counts")
    theirs = demand.count_periods(study_of(case, "da")).set_index("period")["n"]
    assert counts.loc["da_crimes", ["year", "before"]].tolist() == [theirs["now"], theirs["before"]]
    quarters = demand.count_periods(study_of(case, "da", months=3)).set_index("period")["n"]
    assert counts.loc["da_crimes", "now"] == quarters["now"]
    assert not counts.index.duplicated().any()


def test_a_year_is_the_sum_of_the_reckoners_months(written):
    study = written[0]
    read = name_readings(
        read_plans(study, names={"da_recorded", "da_repeat_victims", "da_alliance", "hate_satisfaction"})
    )
    months = {name: one.series[one.series.index.str[:7] >= "2021-04"][["x", "n"]].sum() for name, one in read.items()}
    counts, shares = table(study, "board_counts")["year"], table(study, "board_shares")
    assert counts["da_crimes"] == months["da_recorded"]["x"]
    assert counts["alliance"] == months["da_alliance"]["x"]
    for line, metric in (("repeat_da", "da_repeat_victims"), ("satisfied_hate", "hate_satisfaction")):
        assert shares.loc[line, ["year_x", "year_n"]].tolist() == months[metric].tolist()


def test_missing_episodes_are_the_packs_own_and_referrals_the_tables(written, case):
    counts = table(written[0], "board_counts")
    start = case.tables["missing"]["start"].dt.tz_localize(None)
    own = case.tables["missing"][start.between("2021-04-01", "2022-03-31 23:59:59")]
    assert counts.loc["missing", "year"] == len(own)
    assert counts.loc["missing_children", "year"] == (own["age"] < 18).sum()
    sent = case.tables["referrals"]
    quarter = sent[sent["date"].dt.tz_localize(None) >= "2022-01-01"]
    assert counts.loc["idva", "now"] == (quarter["service"] == "IDVA").sum()
    cases = case.tables["indicators"].query("source == 'marac_cases' and category == 'all'")
    assert counts.loc["marac", "year"] == cases["n"].tail(4).sum()
    assert counts.loc["marac_repeat", "year"] < counts.loc["marac", "year"] / 2
    profile = study_of(case, "da")
    again = sum_support(profile, profile.period).loc[MEASURES["marac_repeat"].label]  # as the profiles tell it
    assert [again["n"], again["d"]] == counts.loc[["marac_repeat", "marac"], "year"].tolist()


def test_orders_are_the_returns_own(written, case):
    study = study_of(case, "orders_return")
    ordersreturn.write(study)
    quarter = table(study, "ordersreturn_quarter").loc[_board_tables.POLICE]
    ours = table(written[0], "board_counts")["now"]
    assert all(ours[f"orders_{step}"] == quarter[step] for step in _board_tables.STEPS)


def test_outcomes_are_the_performance_chapters_own(written, case):
    ours = table(written[0], "board_outcomes")
    for name in ("da", "sso", "vawg_full"):
        study = study_of(case, name)
        performance._years(study, known_outcomes(study))
        years = table(study, "performance_years").tail(2)
        assert ours.loc[name, ["n", "x", "before_n", "before_x"]].tolist() == [
            *years.iloc[1][["n", "x"]], *years.iloc[0][["n", "x"]]
        ]  # fmt: skip
        assert ours.loc[name, "last"] == years.iloc[1]["last"]


def test_satisfaction_is_what_the_voice_chapter_tells(written, case):
    study = study_of(case)
    voice.write(study)
    theirs = table(study, "voice_satisfied").loc["Satisfied with the whole experience|hate crime"]
    ours = table(written[0], "board_shares").loc["satisfied_hate"]
    assert ours[["year_x", "year_n", "before_x"]].tolist() == theirs[["n", "d", "before_n"]].tolist()
    assert ours[["year_share", "year_low"]].tolist() == pytest.approx(theirs[["share", "low"]].tolist())


# What it says, and what it does not.


def test_a_percentage_stands_only_on_fifty_and_what_is_not_given_is_told(written):
    _, section = written
    said = texts(section)
    assert "Cannot say, Domestic abuse incidents that were no crime: column 'source'" in said
    crimes = next(one for one in said.split(". ") if "Domestic abuse crimes recorded:" in one)
    assert "% more" in crimes or "% fewer" in crimes
    orders = next(one for one in said.split(". ") if "Applied for:" in one)
    assert "%" not in orders


def test_a_planted_change_of_counting_is_no_fall(written, case):
    study, section = written
    row = table(study, "board_counts").loc["da_101"]
    held = case.tables["indicators"].query("source == 'calls_101' and category == 'domestic abuse'")["n"]
    assert row[["now", "ago", "year", "before"]].tolist() == [
        held[-3:].sum(), held[-15:-12].sum(), held[-12:].sum(), held[-24:-12].sum()
    ]  # fmt: skip
    assert row["year"] < 0.9 * row["before"]  # what a page that did not know of it would call a fall
    assert row[["ratio", "low", "high", "change", "year_ratio", "year_low", "year_high", "year_change"]].isna().all()
    assert row[["told", "year_told"]].tolist() == ["cannot say", "cannot say"]
    said = (
        "Not compared, Other calls about domestic abuse: counting changed between the two (101 calls counted by a new"
    )
    assert said in texts(section)
    assert "board: da_101" not in {one.name for one in section.findings}
    assert not table(study, "board_counts").drop(index="da_101")["recounted"].any()


def test_a_change_of_counting_concerns_its_lines_and_the_spans_it_parts():
    spans = spans_of(MARCH, months=3)
    line = Line("x", Part("events", "at"), recounted=("101", "calls"))
    kind = "recording_change"

    def at(day, name="101 counted anew", kind=kind):
        return pd.DataFrame({"date": pd.to_datetime([day, day]), "kind": kind, "name": name})

    def found(*given):
        return {tag: bool(words) for tag, words in find_recounts(line, at(*given), spans).items()}

    assert found("2020-04-01") == {"": False, "year_": False}  # as the earliest span begins
    assert found("2020-04-02") == {"": False, "year_": True}
    assert found("2021-01-01") == {"": False, "year_": True}
    assert found("2021-01-02") == found("2022-03-31") == {"": True, "year_": True}
    assert found("2022-04-01") == {"": False, "year_": False}
    assert found("2021-06-01", "999 counted anew") == found("2021-06-01", "101", "event") == {"": False, "year_": False}
    assert find_recounts(line, at("2021-06-01"), spans)[""] == "101 counted anew from 1 June 2021"
    for none in (None, at("2021-06-01").drop(columns="kind")):
        assert not any(find_recounts(line, none, spans).values())
    assert not any(find_recounts(replace(line, recounted=()), at("2021-06-01"), spans).values())
    columns = ("ratio", "low", "high", "change", "told")
    row = {f"{tag}{name}": 1.0 for tag in ("", "year_") for name in columns} | {"now": 5.0}
    parted = part_recounted(row, {"": "", "year_": "new system"})
    assert [parted[name] for name in ("now", "ratio", "told", "year_told", "recounted")] == [
        5.0, 1.0, 1.0, "cannot say", "new system"
    ]  # fmt: skip
    assert np.isnan([parted[f"year_{name}"] for name in ("ratio", "low", "high", "change")]).all()


def test_the_lead_says_how_many_changes_chance_alone_would_tell(written):
    study, section = written
    told = table(study, "board_told").iloc[0]
    words = [table(study, "board_counts")[name] for name in ("told", "year_told")]
    words += [table(study, name)["told"] for name in ("board_shares", "board_outcomes")]
    every = [word for column in words for word in column.dropna() if word != "cannot say"]
    assert told["compared"] == len(every)
    assert told["moved"] == sum("chance would make it" in word for word in every)
    assert told["chance"] == pytest.approx(len(every) / 20)
    assert f"Of {len(every)} comparisons below {told['moved']} are told as a change" in texts(section)


def test_a_planted_rise_is_told_and_proposed(small, written):
    held = small.tables["missing"]
    start = held["start"].dt.tz_localize(None)
    more = held[start >= "2021-04-01"]
    twice = pd.concat([held, more.set_axis(more.index.astype(str) + "+", axis=0)])
    study = study_of(with_tables(small, missing=twice), "board_tables")
    section = board.write(study)
    counts = table(study, "board_counts")
    assert counts.loc["missing", "year_told"] == "higher than chance would make it"
    assert "board: missing" in {one.name for one in section.findings}
    empty = with_tables(small, orders=None, outcomes=None, survey=small.tables["survey"].assign(n=0, d=1.0))
    few = board.write(study_of(empty, "board_tables"))
    assert "no table of orders" in texts(few)
    assert "too few in twelve months" in texts(few)
    young = [board.write(study_of(with_tables(small, missing=held[start >= day]), "board_tables")) for day in AGES]
    tables = {name: small.tables[name].iloc[:0] for name in ("missing", "referrals", "indicators", "survey", "orders")}
    bare = with_tables(replace(small, incidents=small.incidents.iloc[:0]), **tables, outcomes=None)
    nothing = board.write(study_of(bare, "board_tables"))
    assert "Nothing below can be compared" in texts(nothing)
    assert unsaid("board", written[1], section, few, nothing, *young) == {("board.count_young", True)}


def test_a_table_that_begins_late_is_not_held_against_what_it_never_saw(small):
    held = small.tables["missing"].iloc[:0]
    rows = [
        held.reindex([0]).assign(start=pd.Timestamp(day, tz="Europe/London")) for day in ("2020-12-30", "2022-03-04")
    ]
    study = study_of(with_tables(small, missing=pd.concat(rows, ignore_index=True)), "board_tables")
    said = texts(board.write(study))
    ended = study_of(with_tables(small, missing=rows[0]), "board_tables")
    assert "Cannot say, Missing episodes: its table does not cover the whole of the period." in texts(
        board.write(ended)
    )
    assert "Missing episodes: 1 in the period, 0 in the same months a year before: no change we can" in said
    assert "its records do not reach over the twelve before" in said


def test_each_line_says_what_its_table_lacks(case, written):
    spans, whole = spans_of(MARCH, months=3), Sources(written[0])
    lines = [line for one in read_boards(board.SHIPPED) for line in one.lines]
    tables = ("indicators", "survey", "missing", "referrals")
    for line in (one for one in lines if one.count.table in tables):
        held = case.tables[line.count.table]
        for broken in (held.iloc[:0], held[[]].assign(nothing=1), held.assign(**{line.count.date: pd.NaT})):
            found = count_line(line, lambda _, own=broken: own, spans=spans, cut=case.cut)
            assert found["x"].isna().all(), line.name
            assert found.attrs["reason"], line.name
        known = count_line(line, whole, spans=spans, cut=case.cut)
        assert known["x"].notna().any() == (line.name != "da_no_crime")


def test_a_force_with_a_few_crimes_alone_gets_its_tables(small):
    for name in ("orders", "outcomes", "people"):
        own = (small.people if name == "people" else small.tables[name]).iloc[:0]
        lacking = replace(small, people=own) if name == "people" else with_tables(small, **{name: own})
        assert "annot say" in texts(board.write(study_of(lacking, "board_tables"))), name
    study = study_of(replace(small, tables={}, people=small.people.iloc[:0]), "board_tables")
    section = board.write(study)
    assert (table(study, "board_counts")["reason"] != "").sum() >= 8
    assert not table(study, "board_counts")["told"].isin(_board_tables.MOVED).any()
    assert not section.findings


# Professional standards.


def allegations(case, **quarters):
    """A force's counts: quarter's first month to counts by kind."""
    rows = [
        ("psd_allegation", f"{Month.parse(first)} to {Month.parse(first) + 2}", pd.NA, kind, n, pd.NA)
        for first, kinds in quarters.items()
        for kind, n in kinds.items()
    ]
    own = pd.DataFrame(rows, columns=["source", "period", "area", "category", "n", "d"])
    return with_tables(case, indicators=own)


def told_of(case, **quarters):
    own = {key.strip("q").replace("_", "-"): kinds for key, kinds in quarters.items()}
    study = study_of(allegations(case, **own), "board_tables")
    return study, standards.write(study)


def test_no_count_below_five_is_shown_and_none_can_be_worked_out(case):
    for now, rest in (((1, 2), (9, 8)), ((12, 3), (20, 30)), ((0, 40), (50, 2)), ((7, 8), (9, 9))):
        kinds = dict(zip(("domestic abuse", "sexual misconduct"), now, strict=True))
        before = dict(zip(kinds, rest, strict=True))
        study, _ = told_of(case, q2021_04={}, q2021_10=before, q2022_01=kinds)
        shown = table(study, "standards_counts")
        numbers = shown[["quarter", "earlier", "year"]].to_numpy(dtype="float64", na_value=np.nan)
        assert not (numbers < 5).any()
        true = pd.DataFrame({"quarter": kinds, "earlier": before})
        bounds = attack_tables(suppress_small(true, threshold=5).attrs["published"], width=5)
        assert bounds["safe"].all()


def test_large_counts_are_shown_whole_and_balance(case):
    study, section = told_of(
        case, q2020_10={"a": 90}, q2021_01={"a": 70}, q2021_04={"a": 9, "all": 20}, q2021_10={"a": 11, "b": 30},
        q2022_01={"a": 6, "b": 8}, q2022_04={"a": 99},
    )  # fmt: skip
    shown = table(study, "standards_counts").astype("int64", errors="ignore")
    assert shown.loc["All", ["quarter", "earlier", "year"]].tolist() == [14, 50, 64]
    assert shown.loc["a", "year"] == 26
    period = table(study, "standards_period").iloc[0]
    assert (period["words"], period["quarters"]) == ("January to March 2022", 3)
    said = texts(section)
    assert "64 allegations were recorded in the 3 quarters that ended with January to March 2022" in said
    assert "14 of them came in the last" in said
    assert "%" not in said


def test_a_page_between_quarters_tells_the_last_that_ended(case):
    study = replace(study_of(case, "vpg_pack"), month=Month(2022, 2))
    standards.write(study)
    assert table(study, "standards_period").loc["all", "words"] == "October to December 2021"


def test_a_force_without_allegations_says_so(case):
    held = case.tables["indicators"]
    lacks = (None, held.iloc[:0], held[held["source"] != "psd_allegation"], held.drop(columns="n"),
             held[held["source"] == "psd_allegation"].assign(period="2022"))  # fmt: skip
    sections = [standards.write(study_of(with_tables(case, indicators=own), "board_tables")) for own in lacks]
    assert all("section is optional" in texts(one) for one in sections)
    blurred = held[held["source"] == "psd_allegation"].drop(columns="category")
    study = study_of(with_tables(case, indicators=blurred), "board_tables")
    small = standards.write(study)
    assert table(study, "standards_counts").index.tolist() == ["not recorded", "All"]
    whole = told_of(case, q2022_01={"all": 40})[1]
    few = told_of(case, q2022_01={"a": 1})[1]
    assert "40 allegations" in texts(whole)
    assert unsaid("standards", sections[0], small, whole, few) == set()


# The group's pack.


def test_a_borrowed_section_has_its_products_figures(case):
    study, theirs = study_of(case, "vpg_pack"), study_of(case, "audit_sample")
    section = borrowed.borrow_section(study, "auditresults")
    auditresults.write(theirs)
    for name in ("auditresults_codes", "auditresults_strata", "auditresults_quarters"):
        assert table(study, name).equals(table(theirs, name))
    assert "are those of the product “Audit sample" in texts(section)
    assert section.name == "auditresults"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("rso_restricted:registered", "restricted product"),
        ("da:fear", "has no section fear"),
        ("da", "has no section that is named"),
        ("nobody:dash", "no shipped profile"),
        ("da:summary", "cannot be borrowed"),
    ],
)
def test_what_may_not_be_borrowed_is_refused(name, message):
    with pytest.raises(ProfileError, match=message):
        borrowed.title_of(name)


def test_each_month_has_its_turn_and_every_turn_comes_round(case):
    study = study_of(case, "vpg_pack")
    turns = deepdive.list_turns(study)
    assert sorted(turns["title"]) == sorted({borrowed.title_of(name) for name in study.written.rotation})
    later = replace(study, month=study.month + len(turns))
    assert deepdive.list_turns(later)["title"].tolist() == turns["title"].tolist()
    assert deepdive.list_turns(replace(study, month=study.month + 1))["title"].iloc[0] == turns["title"].iloc[1]


def test_a_deep_dive_is_the_products_own_in_short(case):
    study = study_of(case, "vpg_pack")
    section = deepdive.write(study)
    assert section.title == "The month’s deep dive: Missing from home"
    theirs = study_of(case, "missing")
    borrowed._chapter("missing").write(theirs)
    assert table(study, "missing_waiting").equals(table(theirs, "missing_waiting"))
    assert len(section.blocks) < 14
    none = deepdive.write(study_of(case, "vpg_pack", rotation=()))
    assert unsaid("deepdive", none) == set()


def agenda_of(case, rows, **written):
    columns = ["id", "made_on", "product", "recommendation", "owner", "due", "status", "done_on"]
    made = pd.DataFrame(rows, columns=columns)
    for name in ("made_on", "due", "done_on"):
        made[name] = pd.to_datetime(made[name]).dt.tz_localize("Europe/London")
    study = study_of(with_tables(case, recommendations=made), "vpg_pack", **written)
    return study, agenda.write(study)


def test_actions_stand_late_first_and_only_this_groups(case):
    study, section = agenda_of(
        case,
        [
            ("R1", "2022-01-01", "vpg_pack", "Do one.", "A", "2022-02-01", "done", "2022-02-09"),
            ("R2", "2022-01-01", "vpg_pack", "Do two.", "B", "2022-05-01", "open", None),
            ("R3", "2022-01-01", "vpg_pack", "Do three.", "C", "2022-03-01", "under way", None),
            ("R4", "2022-01-01", "da", "Do four.", "D", "2022-03-01", "open", None),
            ("R5", "2022-05-01", "vpg_pack", "Not yet made.", "E", "2022-06-01", "open", None),
        ],
    )
    assert table(study, "agenda_actions").index.tolist() == ["R3", "R2", "R1"]
    assert "Of 3 actions agreed before, 1 is done and 2 are still open; 1 of those is late." in texts(section)
    assert section.findings[0].owner == "C"
    items = table(study, "agenda_items")
    assert items["section"].tolist() == [n for n in study.written.sections if n in {*agenda.ITEMS, "deepdive"}]
    assert "Deep dive: Missing from home" in set(items["item"])
    none = agenda_of(case, [], rotation=())[1]
    lacking = agenda.write(study_of(with_tables(case, recommendations=None), "vpg_pack"))
    assert unsaid("agenda", section, none, lacking) == set()


def test_each_proposal_stands_once_weightiest_first(case):
    def plain(text):
        return Sentence((Piece(text),))

    def found(name, weight, proposal):
        return Finding(name, weight, plain("It is."), None, None, None, None, plain("So."), plain(proposal), "Head",
                       plain("Soon."), plain("By."))  # fmt: skip

    section = replace(Section("standards", "", "", ()), findings=(found("a", 0.2, "Do a."), found("b", 0.9, "Do b."),
                                                     found("c", 0.1, "Do a.")))  # fmt: skip
    study = study_of(case, "vpg_pack")
    made = decide.write(study, {"standards": section})
    assert table(study, "decide_proposals")["proposal"].tolist() == ["Do b.", "Do a."]
    none = decide.write(study_of(case, "vpg_pack"), {})
    assert unsaid("decide", made, none) == set()


def test_the_dictionary_lets_no_person_through(case):
    study = study_of(case, "board_tables")
    with pytest.raises(DisclosureError):
        study.book.put(
            "standards_counts", pd.DataFrame({"kind": ["a"], "person_id": ["p"]}), key="kind", how="", source=""
        )
