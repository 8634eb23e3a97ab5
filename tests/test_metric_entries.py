"""Entries are data: read strictly, refused with file, key and cure."""

import pytest

from vawg_geo.base.errors import ProfileError
from vawg_geo.measures.metric_entries import read_metrics
from vawg_geo.publishing.reckoner.read import SHIPPED
from vawg_geo.publishing.reckoner.tables import KNOWN
from vawg_geo.publishing.reckoner.words import check_sentences

GOOD = {
    "words": '"Calls"',
    "measure": '"count"',
    "count": '{ table = "ambulance", date = "date", sum = "n" }',
    "chart": '"xmr"',
    "polarity": '"neutral"',
    "owner": '"Somebody"',
    "sentence": '"{value} in {period}: {state}."',
}
OF = {"of": '{ table = "indicators", date = "period", sum = "d" }'}


def entry(folder, name="calls", file="own.toml", plan="Own", **changes):
    folder.mkdir(exist_ok=True)
    said = {key: value for key, value in (GOOD | changes).items() if value is not None}
    path = folder / file
    head = "" if path.exists() else f'plan = "{plan}"\n'
    with path.open("a") as out:
        out.write(f"{head}[metric.{name}]\n" + "".join(f"{key} = {value}\n" for key, value in said.items()))
    return folder


def read(*folders):
    return read_metrics(folders, tables=KNOWN)


def test_the_shipped_plans_are_read_in_their_order_and_say_what_they_may():
    plans = read(SHIPPED)
    check_sentences(plans)
    assert [plan.order for plan in plans] == sorted(plan.order for plan in plans)
    assert {path.stem for path in SHIPPED.glob("*.toml")} >= {
        "kaizen", "artemis", "boyd", "eleos", "safer_spaces", "missing",
    }  # fmt: skip
    recorded = {m.name: m for plan in plans for m in plan.metrics}["da_recorded"]
    assert recorded.polarity == "neutral"
    assert recorded.target is None


def test_a_plan_s_name_is_one_plain_line(tmp_path):
    with pytest.raises(ProfileError, match="plan must be one line"):
        check_sentences(read(entry(tmp_path / "m", plan="x" * 41)))


def test_a_force_s_own_entry_replaces_one_of_the_same_name(tmp_path):
    shipped, own = entry(tmp_path / "a", plan="Ours"), entry(tmp_path / "b", owner='"Another"', plan="Theirs")
    entry(own, name="more", file="z.toml", plan="Ours")
    plans = {plan.plan: [(m.name, m.owner) for m in plan.metrics] for plan in read(shipped, own)}
    assert plans == {"Theirs": [("calls", "Another")], "Ours": [("more", "Somebody")]}
    assert read(tmp_path / "nothing") == ()


@pytest.mark.parametrize(
    ("changes", "cure"),
    [
        ({"colour": '"red"'}, "unknown key metric.calls.colour"),
        ({"owner": None}, "missing key metric.calls.owner"),
        ({"polarity": '"good"'}, "must be one of up, down, neutral"),
        ({"chart": '"p\'"'}, "chart must be one of c, u', xmr"),
        ({"measure": '"share"', "chart": '"p\'"'}, r"needs an \[of\] part"),
        (OF, r"takes no \[of\] part"),
        ({"count": '{ table = "nowhere", date = "date" }'}, "count.table is unknown; there are: ambulance"),
        ({"count": '{ table = "ambulance", date = "date", scope = "da" }'}, "for incidents and repeat_victims alone"),
        ({"count": '{ table = "ambulance", date = "date", sum = "n", each = "n" }'}, "sum or each, not both"),
        ({"count": '{ table = "ambulance" }'}, "count.date must name the column"),
        ({"measure": '"within"', "chart": '"p\'"', **OF}, "needs days or hours"),
        ({"days": "3"}, 'for measure "within" alone'),
        ({"measure": '"overdue"', "chart": '"p\'"', **OF}, "needs count.each"),
        ({"measure": '"load"', **OF}, "needs of.each"),
        ({"target": "3.0"}, "never good or bad: leave out target"),
        ({"least": "0"}, "least must be at least 1"),
        ({"measure": '"share"', "chart": '"p\'"', "polarity": '"up"', "target": "90.0", **OF}, "for example 0.9"),
        ({"measure": '"median"', **OF}, "of.sum cannot be followed"),
        ({"measure": '"rate"', "of": '{ table = "population", sum = "n" }', "filled": '"n"'}, "give of.date"),
        ({"target": "nan", "polarity": '"up"'}, "must be plain numbers"),
        ({"measure": '"within"', "chart": '"p\'"', "days": "inf", **OF}, "must be plain numbers"),
        ({"measure": '"within"', "chart": '"p\'"', "days": "-1", "hours": "3", **OF}, "at least 0"),
        ({"step": '"year"'}, "step must be one of month, quarter"),
        ({"rebaseline": '{ since = "2021-04" }'}, "missing key metric.calls.rebaseline.why"),
        ({"rebaseline": '{ since = "2021-04", why = " " }'}, "must say why the usual range is told anew"),
        ({"rebaseline": '{ since = "April", why = "New system" }'}, 'must be a month, such as "2021-04"'),
        ({"rebaseline": '{ since = "2021-05", why = "x" }', "step": '"quarter"'}, "the first month of a quarter"),
        (
            {"rebaseline": '{ since = "2021-04", why = "x" }', "measure": '"value"', "chart": '"given"'},
            "for a chart made here",
        ),
    ],
)
def test_a_wrong_entry_is_refused_with_its_file_and_cure(tmp_path, changes, cure):
    with pytest.raises(ProfileError, match=cure) as told:
        read(entry(tmp_path / "m", **changes))
    assert "own.toml" in str(told.value)
    assert "calls" in str(told.value)


@pytest.mark.parametrize("name", ['"<script>"', '"a|b"', '"A"', '""', "9a", "a-b"])
def test_a_name_that_no_table_can_carry_is_refused(tmp_path, name):
    with pytest.raises(ProfileError, match="its name must be small letters"):
        read(entry(tmp_path / "m", name=name))


def test_one_name_stands_once_in_a_folder(tmp_path):
    entry(tmp_path / "m")
    entry(tmp_path / "m", file="z.toml")
    with pytest.raises(ProfileError, match=r"own\.toml has a metric of that name"):
        read(tmp_path / "m")


@pytest.mark.parametrize(
    ("changes", "cure"),
    [
        ({"form": '"roman"'}, "form is unknown"),
        ({"sentence": '"{value"'}, "brace that is not closed"),
        ({"sentence": '"{many} calls"'}, "asks for many; its fields are: value"),
        ({"sentence": '"Within 48 hours {value}"'}, "figure that no result gives"),
        ({"words": '"A surge of calls"'}, "words says what is never said"),
        ({"form": '"month"'}, "form is unknown"),
        ({"sentence": '"{value.__class__}"'}, "its fields are: value"),
        ({"sentence": '"{value[0]}"'}, "its fields are: value"),
        ({"sentence": '"{0} {}"'}, "its fields are: value"),
        ({"sentence": '"{value!r}"'}, "stands a noun"),
        ({"sentence": '"{value:>99999999}"'}, "stands a noun"),
        ({"sentence": '"{value:{x}}"'}, "stands a noun"),
        ({"sentence": '"value}"'}, "brace that is not closed"),
        ({"sentence": '"٣ {value}"'}, "figure that no result gives"),
        ({"words": '" "'}, "words must not be empty"),
        ({"owner": '""'}, "owner must not be empty"),
        ({"owner": '"a\\u0000b"'}, "owner must be one line"),
        ({"words": '"a\\u202Eb"'}, "words must be one line"),
        ({"words": '"""a\nb"""'}, "words must be one line"),
        ({"note": '"' + "x" * 41 + '"'}, "no word of it longer than"),
        ({"note": '"' + "x " * 200 + '"'}, "at most 300 characters"),
        ({"count": '{ table = "incidents", date = "recorded_on", scope = "../da" }'}, "scope is no profile"),
        ({"rebaseline": '{ since = "2021-04", why = "an epidemic" }'}, "rebaseline.why says what is never said"),
    ],
)
def test_words_that_no_page_may_print_are_refused(tmp_path, changes, cure):
    with pytest.raises(ProfileError, match=cure):
        check_sentences(read(entry(tmp_path / "m", **changes)))
