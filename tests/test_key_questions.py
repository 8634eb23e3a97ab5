"""Key performance questions: answered by rule from the reckoner's own readings, never good by what is not known."""

import re
from dataclasses import replace
from itertools import combinations_with_replacement, permutations

import numpy as np
import pytest
from chapters_made import texts, unsaid
from hypothesis import given
from hypothesis import strategies as st
from people_made import part_of, study_of, table

from vawg_geo.base.errors import ProfileError, SchemaError
from vawg_geo.measures.key_questions import ANSWERS, answer_question
from vawg_geo.measures.metric_state import DIRECTIONS, RULES, Figure, judge_figure, tell_direction
from vawg_geo.publishing.chapters import _keyquestions_tables, keyquestions, tracker
from vawg_geo.publishing.report.blocks import Made

pytestmark = pytest.mark.methods("13")
numbers = st.floats(0, 1) | st.just(np.nan)
figures = st.builds(
    Figure, numbers, numbers, numbers, st.floats(0, 500) | st.just(np.nan),
    st.sampled_from(["up", "down", "unsteady", "none", "cannot say"]), numbers, st.booleans(),
    st.sampled_from(["good", "poor", "gate", "none"]),
)  # fmt: skip
ways = st.sampled_from(["up", "down"])
GOOD = {"question": '"Is it?"', "metrics": '["one"]', "owner": '"Somebody"', "so_what": '"It matters."'}


@given(figures, ways, st.booleans())
def test_a_direction_agrees_with_the_colour_the_rule_gives_without_a_target(figure, polarity, baseline):
    told = tell_direction(figure, polarity=polarity, least=20, baseline=baseline)
    rule = judge_figure(figure, polarity=polarity, least=20, baseline=baseline)
    assert (told == "worse") == (RULES[rule][0] == "red")
    assert (told == "better") <= (RULES[rule][0] == "green")
    if rule in ("no data", "data gate", "unripe", "too few", "poor data", "cannot say"):
        assert told == "cannot say"
    if told == "same":
        assert rule == "no change"
        assert figure.signal == "none"


@given(figures, st.booleans())
def test_a_neutral_metric_goes_no_way_and_polarity_turns_the_others_round(figure, baseline):
    assert tell_direction(figure, polarity="neutral", least=20) in ("neutral", "cannot say")
    if figure.data != "poor" and not baseline:
        up, down = (tell_direction(figure, polarity=way, least=20) for way in ("up", "down"))
        assert {"better": "worse", "worse": "better"}.get(up, up) == down


def test_a_target_reached_hides_no_turn_for_the_worse():
    falling = Figure(0.95, 0.93, 0.97, 400, "down", 0.99)
    assert judge_figure(falling, polarity="up", least=20, target=0.9) == "adverse signal"
    rising = Figure(0.5, 0.45, 0.55, 400, "up", 0.4)
    assert judge_figure(rising, polarity="up", least=20, target=0.9) == "target missed"
    assert [tell_direction(f, polarity="up", least=20) for f in (falling, rising)] == ["worse", "better"]


def plain(directions):
    """The printed rules once more, written as somebody would read them."""
    aimed = sorted(one for one in directions if one != "neutral")
    if not aimed:
        return "Cannot say"
    if "worse" in aimed:
        return "Better in part, worse in part" if "better" in aimed else "Getting worse"
    if aimed.count("cannot say") > len(aimed) / 2:
        return "Cannot say"
    return "Getting better" if "better" in aimed else "No change we can tell"


def test_every_answer_is_the_printed_rules_whatever_the_order():
    seen = set()
    for size in range(1, 5):
        for some in combinations_with_replacement(DIRECTIONS, size):
            rules = {answer_question(order) for order in permutations(some)}
            assert len(rules) == 1
            seen |= rules
            assert ANSWERS[rules.pop()][0] == plain(some), some
    assert seen == set(ANSWERS)


@given(st.lists(st.sampled_from(DIRECTIONS), min_size=1, max_size=6))
def test_what_is_not_known_never_makes_an_answer_good(directions):
    before, after = (ANSWERS[answer_question(some)][0] for some in (directions, [*directions, "cannot say"]))
    assert after in (before, "Cannot say")


@pytest.mark.parametrize("directions", [[], ["up"], ["better", "Better"]])
def test_a_direction_that_is_none_is_refused(directions):
    with pytest.raises(SchemaError, match="a direction a metric"):
        answer_question(directions)


def entry(folder, name="one", file="own.toml", item="Ours", **changes):
    folder.mkdir(exist_ok=True)
    said = {key: value for key, value in (GOOD | changes).items() if value is not None}
    head = "" if (folder / file).exists() else f'item = "{item}"\norder = 5\n'
    with (folder / file).open("a") as out:
        out.write(f"{head}[question.{name}]\n" + "".join(f"{key} = {value}\n" for key, value in said.items()))
    return folder


def read(*folders):
    return _keyquestions_tables.read_items(folders, metrics=["one", "two"], products=["da"])


def test_a_force_replaces_a_question_and_adds_its_own(tmp_path):
    shipped = entry(tmp_path / "shipped", item="Theirs")
    entry(shipped, "other", metrics='["two"]', evidence='["da"]')
    own = entry(tmp_path / "own", question='"Is it ours?"')
    items = read(shipped, own, tmp_path / "none")
    assert [(item.item, [one.name for one in item.questions]) for item in items] == [
        ("Ours", ["one"]), ("Theirs", ["other"])
    ]  # fmt: skip
    assert items[0].questions[0].question == "Is it ours?"
    assert items[1].questions[0].where == "own.toml: question.other"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"question": '"It is."'}, "question mark"),
        ({"metrics": "[]"}, "name one metric at least"),
        ({"metrics": '["one", "one"]'}, "each metric once"),
        ({"metrics": '["three"]'}, "there is not: three; there are: one, two"),
        ({"evidence": '["sna"]'}, "evidence names what there is not: sna; there are: da"),
        ({"so_what": '"It fell by 13 %."'}, "so_what holds a figure"),
        ({"question": '"Is the prevalence of it falling?"'}, "never said"),
        ({"owner": None}, "owner"),
        ({"colour": '"red"'}, "unknown key"),
    ],
)
def test_an_entry_that_is_not_as_it_must_be_is_refused_by_name(tmp_path, changes, message):
    with pytest.raises(ProfileError, match=message):
        read(entry(tmp_path / "own", **changes))


def test_two_questions_of_one_name_are_refused(tmp_path):
    entry(tmp_path / "own", file="a.toml")
    with pytest.raises(ProfileError, match=r"a\.toml has a question of that name"):
        read(entry(tmp_path / "own", file="b.toml"))


@pytest.fixture(scope="module")
def whole(case, found):
    study = study_of(case, "vpg_pack")
    study.__dict__["hotspots"] = found
    return study, keyquestions.write(study)


def rows_of(section):
    """Each metric's row as HTML, by the metric's name."""
    pages = [str(block.html) for block in section.blocks if isinstance(block, Made)]
    return [re.findall(r'<tr role="row" data-r="(\w+)">(.*?)</tr>', page, re.DOTALL) for page in pages]


def test_each_metric_stands_as_on_the_reckoner_to_the_letter(whole, case, found):
    study = study_of(case, "tracker")
    study.__dict__["hotspots"] = found
    theirs = dict(pair for page in rows_of(tracker.write(study)) for pair in page)
    ours = [pair for page in rows_of(whole[1]) for pair in page]
    assert len(ours) > 25
    assert all(theirs[name] == html for name, html in ours)
    for name in ("tracker_metrics", "tracker_series"):
        assert table(whole[0], name).equals(table(study, name))


def test_the_planted_lateness_is_getting_worse_and_recorded_abuse_is_neither(whole):
    study, section = whole
    answers = table(study, "keyquestions_answers")
    assert answers.loc["registered_visits", ["answer", "worse"]].tolist() == ["Getting worse", 1]
    assert answers.loc["abuse_recorded", ["answer", "rule"]].tolist() == ["Cannot say", "all neutral"]
    assert (answers[["better", "worse", "same", "neutral", "unknown"]].sum(axis=1) == answers["n"]).all()
    counts = table(study, "keyquestions_counts").iloc[0]
    assert counts[["better", "worse", "both", "same", "unknown"]].sum() == counts["n"] == len(answers)
    told = {one.name: one for one in section.findings}
    assert "visit overdue" in told["question: registered_visits"].what.text
    assert len(table(study, "keyquestions_metrics")) == answers["n"].sum()
    assert "People with a visit overdue at the month’s end: " in texts(section)  # the sentence keyquestions.metric
    assert unsaid("keyquestions", section) == {
        ("keyquestions.none", False), ("keyquestions.metric", False), ("keyquestions.chance", True)
    }  # fmt: skip
    judged = table(study, "keyquestions_metrics").reset_index()
    judged = judged[judged["direction"].str.startswith(("signals", "no signal"))]
    assert counts["charted"] == judged["metric"].nunique()
    assert counts["signals"] == judged[judged["direction"].str.startswith("signals")]["metric"].nunique()
    assert f"by chance alone about {counts['chance']:.1f} would" in texts(section)


def test_a_force_with_nothing_says_so_of_every_question(case, monkeypatch):
    bare = part_of(case, since="2022-02-01", rows=60)
    named = {"Head of Investigations": "Head of Crime"}
    bare = replace(bare, people=bare.people.iloc[:0], force=replace(bare.force, owners=named))
    study = study_of(bare, "vpg_pack", hotspots=False)
    section = keyquestions.write(study)
    assert set(table(study, "keyquestions_answers")["answer"]) == {"Cannot say"}
    assert table(study, "keyquestions_answers").loc["abuse_outcomes", "owner"] == "Head of Crime"
    assert not section.findings
    assert "No control chart can answer these questions yet." in texts(section)
    monkeypatch.setattr(_keyquestions_tables, "read_questions", lambda *_, **__: ())
    assert "no question is entered" in texts(keyquestions.write(study_of(bare, "vpg_pack", hotspots=False)))
