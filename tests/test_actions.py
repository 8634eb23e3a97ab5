"""The narrative update: actions are entries, paragraphs age, and the measures are the ready reckoner's own."""

import html
import re
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from case_made import write_force
from chapters_made import texts, unsaid
from hostile import PAYLOADS
from people_made import part_of, study_of, table

from vawg_geo.base.errors import ProfileError
from vawg_geo.base.profile import read_profile
from vawg_geo.base.shipped import shipped
from vawg_geo.publishing.action_entries import FOLDER, SHIPPED, Action, read_actions
from vawg_geo.publishing.chapters import _actions_tables as tables
from vawg_geo.publishing.chapters import actions, tracker
from vawg_geo.publishing.report.blocks import Made
from vawg_geo.publishing.report.report import known_chapters
from vawg_geo.runs.county import planted
from vawg_geo.runs.job import prepare_job
from vawg_geo.runs.new import write_force_folder

pytestmark = pytest.mark.methods("13")
PRODUCTS = {path.stem: read_profile(path.stem) for path in shipped("profiles").glob("*.toml")}
OURS = 'pillar = "Ours"\n[action.talks]\nreference = "5.3.9"\ntitle = "Talks"\ntext = "Speak."\nowner = "Schools"\n'


def read(tmp_path, *files):
    """The shipped actions with a force's own files over them, by name."""
    folder = tmp_path / FOLDER
    folder.mkdir(exist_ok=True)
    for at, text in enumerate(files):
        (folder / f"own{at}.toml").write_text(text, "utf-8")
    return {one.name: one for one in read_actions([SHIPPED, folder], products=PRODUCTS)}


def with_actions(case, folder, *files):
    """A case whose force has actions of its own, and nothing else."""
    read(folder, *files)
    return replace(case, force=replace(case.force, folder=folder))


def page(section):
    """The pillars as they are shown."""
    return "".join(str(block.html) for block in section.blocks if isinstance(block, Made))


def shown(section, name):
    """One action as it is shown, its text alone."""
    return plain(page(section).partition(f'data-r="{name}">')[2].partition("</article>")[0])


def plain(markup):
    """Markup as it is read: its text, each run of white space one space."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", markup)).split())


@pytest.fixture(scope="module")
def whole(case, found):
    study = study_of(case, "narrative")
    study.__dict__["hotspots"] = found
    return study, actions.write(study)


@pytest.fixture(scope="module")
def small(case):
    return part_of(case, since="2021-10-01", rows=200, tables=["orders", "indicators"])


# The entries


def test_the_shipped_actions_stand_by_pillar_and_paragraph():
    every = read_actions([SHIPPED], products=PRODUCTS)
    parts = [tuple(int(part) for part in one.reference.split(".")) for one in every]
    assert parts == sorted(set(parts))
    pillars = ["Building trust and confidence", "Relentless perpetrator pursuit", "Safer spaces"]
    assert {(one.pillar, one.reference[:3]) for one in every} == set(zip(pillars, ("5.1", "5.2", "5.3"), strict=True))
    assert not any(one.paragraph or one.status or one.updated_on for one in every)


def test_evidence_is_made_by_the_product_it_names():
    for one in read_actions([SHIPPED], products=PRODUCTS):
        for product, _, name in (text.partition("/") for text in one.evidence):
            if name:
                chapter = next(chapter for chapter in known_chapters() if name.startswith(f"{chapter}_"))
                assert chapter in PRODUCTS[product].written.sections, (one.name, product, name)


def test_an_own_entry_replaces_what_it_gives_and_leaves_the_rest(tmp_path):
    before = read(tmp_path)
    mine = '[action.voice]\nparagraph = "Done."\nupdated_on = 2022-03-01\n'
    after = read(tmp_path, mine, OURS)
    voice = after.pop("voice")
    assert voice == replace(before["voice"], paragraph="Done.", updated_on=date(2022, 3, 1), where=voice.where)
    talks = after.pop("talks")
    assert (talks.pillar, talks.reference, talks.numbers) == ("Ours", "5.3.9", ())
    assert after == {name: one for name, one in before.items() if name != "voice"}
    assert next(reversed(read(tmp_path, mine, OURS))) == "talks"  # its pillar's first paragraph comes last
    moved = read(tmp_path, mine, '[action.voice]\npillar = "Safer spaces"\n'.replace("voice", "risk"))["risk"]
    assert (moved.pillar, moved.text) == ("Safer spaces", before["risk"].text)
    with pytest.raises(ProfileError, match=r"own1\.toml: own0\.toml has an action voice too"):
        read(tmp_path, mine, mine)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[action.voice]\nparagraf = "x"\n', "unknown key paragraf .known here: author"),
        ('[action.new]\ntext = "x"\n', "missing key pillar.*missing key title"),
        ('paragraph = "x"\n', r"may hold pillar and entries \[action\.<name>\], nothing else"),
        ('action = "x"\n', "may hold pillar and entries"),
        ("[action]\nvoice = 1\n", "may hold pillar and entries"),
        ('[action.voice]\nparagraph = "x"\n', "a paragraph needs the day"),
        ("[action.voice]\nupdated_on = 2022-03-01\n", "and that day a paragraph"),
        ('[action.voice]\nparagraph = "x"\nupdated_on = "2022-03-01"\n', "must be a day without quotes"),
        ('[action.voice]\nparagraph = "x"\nupdated_on = 2022-03-01T10:00:00\n', "a day without a time"),
        (f'[action.voice]\nparagraph = "{"x" * 20_001}"\nupdated_on = 2022-03-01\n', "at most 20000 characters"),
        ('[action.voice]\nparagraph = "\\u0000"\nupdated_on = 2022-03-01\n', "paragraph must be text"),
        (
            '[action.voice]\nparagraph = "A surge."\nupdated_on = 2022-03-01\n',
            "paragraph says what is never said.*surge",
        ),
        ('[action.voice]\nstatus = "green"\n', "status must be one of"),
        ('[action.voice]\nowner = " "\n', "owner must say something"),
        ('[action.voice]\nevidence = ["dda"]\n', "unknown product; there are: .*audit_sample"),
        ('[action.voice]\nevidence = ["da/people"]\n', "a table that da cannot have"),
        ("[action.voice\n", "not valid TOML"),
    ],
)
def test_a_wrong_entry_is_refused_with_its_cure(tmp_path, text, told):
    with pytest.raises(ProfileError, match=told) as error:
        read(tmp_path, text)
    assert str(error.value).startswith("own0.toml")


# The page


def test_it_counts_the_paragraphs_that_were_written(whole):
    study, section = whole
    pillars, listed = table(study, "actions_pillars"), table(study, "actions_list")
    kinds = {name: set(own.index) for name, own in listed.groupby("paragraph")}
    assert kinds[tables.OLD] == set(planted.OLD_PARAGRAPHS)
    assert kinds[tables.FRESH] == set(planted.FRESH_PARAGRAPHS)
    last, others = pillars.iloc[-1], pillars.iloc[:-1]
    assert (others[["n", "fresh", "old", "unwritten"]].sum() == last[["n", "fresh", "old", "unwritten"]]).all()
    assert list(last[["n", "fresh", "old"]]) == [len(listed), len(kinds[tables.FRESH]), len(kinds[tables.OLD])]
    assert (pillars["fresh"] + pillars["old"] + pillars["unwritten"] == pillars["n"]).all()
    for name, own in listed.iterrows():
        text = shown(section, name)
        assert own["reference"] in text
        assert own["owner"] in text
        assert own["text"] in text
        assert ("No paragraph yet." in text) == (own["paragraph"] == tables.UNWRITTEN)
        assert ("Old: written more" in text) == (own["paragraph"] == tables.OLD)


def test_owners_are_named_as_the_force_names_them(small):
    named = {"Det Ch Insp Domestic Abuse": "Superintendent, Safeguarding"}
    study = study_of(replace(small, force=replace(small.force, owners=named)), "narrative", hotspots=False)
    section = actions.write(study)
    assert table(study, "actions_list").loc["risk", "owner"] == "Superintendent, Safeguarding"
    assert "Superintendent, Safeguarding checks it and writes it anew" in texts(section)
    assert "Det Ch Insp Domestic Abuse" not in page(section) + texts(section)


def test_old_paragraphs_come_first(whole):
    study, section = whole
    _, old, _, overview, *_ = section.blocks
    assert [one.text.split(":")[0] for one in old.said] == ["5.2.2 Assess risk in time and alike"]
    states = list(table(study, "actions_list").loc[list(overview.rows), "paragraph"])
    assert states == sorted(states, key=tables.ORDER.index)
    assert set(overview.rows) == set(table(study, "actions_list").index)


@pytest.mark.parametrize(("age", "state"), [(-3, tables.FRESH), (90, tables.FRESH), (91, tables.OLD)])
def test_a_paragraph_is_old_after_the_agreed_days(age, state):
    cut = date(2022, 4, 5)
    one = Action("P", "1", "T", "t", "o", paragraph="x", updated_on=date.fromordinal(cut.toordinal() - age), name="a")
    row = tables.list_actions([one], cut=cut, days=90).iloc[0]
    assert (row["paragraph"], row["age"]) == (state, age)


def test_the_measures_are_the_reckoners_own(whole, case, found):
    study, section = whole
    reckoner = study_of(case, "tracker")
    reckoner.__dict__["hotspots"] = found
    rows = page(tracker.write(reckoner)).split('<tr role="row" data-r="')
    theirs = {own.partition('"')[0]: plain(own.partition('data-label="In words">')[2]) for own in rows[1:]}
    ours, whose = table(study, "tracker_metrics"), table(reckoner, "tracker_metrics")
    pd.testing.assert_frame_equal(ours, whose.loc[ours.index])
    asked = [set(filter(None, names.split("; "))) for names in table(study, "actions_list")["metrics"]]
    assert set().union(*asked) == set(ours.index)
    measures = re.findall(r'<li data-t="tracker_metrics" data-r="(\w+)">(.*?)</li>', page(section), re.DOTALL)
    assert len(measures) == sum(map(len, asked))
    for name, own in measures:
        colour, _, told = plain(own).partition(". ")
        said, _, rule = told.partition(" Rule: ")
        label = f"{whose.loc[name, 'words']} ({whose.loc[name, 'plan']}): "
        assert colour.lower() == whose.loc[name, "rag"]
        assert rule.strip(" .") == whose.loc[name, "rule_text"]
        assert said.startswith(label)
        assert theirs[name].startswith(said.removeprefix(label))
    colours = table(study, "actions_colours").iloc[0]
    counted = {name: int((ours["rag"] == name.replace("none", "no colour")).sum()) for name in colours.index[1:-1]}
    assert counted == dict(colours.iloc[1:-1])
    assert colours["n"] == len(ours)


def test_links_lead_to_products_that_every_quarter_makes(whole):
    for href, title in re.findall(r'<a href="([^"]*)">([^<]*)</a>', page(whole[1])):
        product = re.fullmatch(r"\.\./([a-z_]+)/index\.html", href)[1]
        assert PRODUCTS[product].cadence in {"monthly", "quarterly"}
        assert html.unescape(title) == PRODUCTS[product].title


@pytest.mark.fault("X13")
def test_hostile_paragraphs_stand_as_they_were_typed(small, tmp_path):
    kept = [text for text in PAYLOADS if not re.search(r"\*|_{1,2}\w+_{1,2}|_x_", text)]
    body = "\n\n".join(kept).replace("\\", "\\\\").replace('"', '\\"')
    text = f'[action.voice]\nauthor = "<b>{{{{7*7}}}}"\nparagraph = """\n{body}"""\nupdated_on = 2022-03-01\n'
    case = with_actions(small, tmp_path, text)
    section = actions.write(study_of(case, "narrative", hotspots=False))
    own = page(section).partition('<aside class="analyst')[2].partition("</aside>")[0].partition("</p>")[2]
    assert set(re.findall(r"<[^>]*>", own)) <= {
        "<p>",
        "</p>",
        "<ul>",
        "</ul>",
        "<ol>",
        "</ol>",
        "<li>",
        "</li>",
        "<span>",
        "</span>",
    }
    said = re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", " ", own)))
    for one in kept:
        assert re.sub(r"\s+", " ", one).strip(" -+*#") in said, one
    assert "&lt;b&gt;{{7*7}}" in page(section)


def test_a_force_without_tables_or_actions_gets_a_page(small, tmp_path, monkeypatch):
    bare = with_actions(replace(small, tables={}, people=small.people.head(0)), tmp_path)
    study = study_of(bare, "narrative", hotspots=False)
    assert "24 have none" in texts(actions.write(study))
    made = set(table(study, "tracker_metrics")["rag"])
    assert made <= {"grey", "no colour"}
    monkeypatch.setattr(actions, "SHIPPED", tmp_path / "none")
    assert "no action is entered" in texts(actions.write(study_of(bare, "narrative")))


def test_an_action_without_a_measure_says_so_and_an_unknown_one_stops(small, tmp_path, monkeypatch):
    monkeypatch.setattr(actions, "SHIPPED", tmp_path / "none")
    case = with_actions(small, tmp_path, OURS)
    assert "No measure can be read" in texts(actions.write(study_of(case, "narrative")))
    case = with_actions(small, tmp_path, OURS + 'numbers = ["da_recorded", "nonsense"]\n')
    with pytest.raises(ProfileError, match=r"own0\.toml: action\.talks: numbers names metrics .* nonsense"):
        actions.write(study_of(case, "narrative"))


def test_one_book_holds_the_reckoner_and_the_narrative(small):
    sections = ("tracker", "actions")
    study = study_of(small, "narrative", sections=sections, hotspots=False)
    tracker.write(study)
    actions.write(study)
    assert len(table(study, "tracker_metrics")) > len(table(study, "actions_colours"))


def test_every_sentence_is_said(whole, small, tmp_path, monkeypatch):
    monkeypatch.setattr(actions, "SHIPPED", tmp_path / "none")
    nothing = actions.write(study_of(with_actions(small, tmp_path), "narrative"))
    unread = actions.write(study_of(with_actions(small, tmp_path, OURS), "narrative"))
    assert unsaid("actions", whole[1], nothing, unread) == set()


def test_a_new_force_folder_has_an_example_that_can_be_read(tmp_path):
    write_force_folder(tmp_path / "new")
    example = tmp_path / "new" / FOLDER / "paragraphs.toml.example"
    assert read_actions([SHIPPED, example.parent], products=PRODUCTS) == read_actions([SHIPPED], products=PRODUCTS)
    example.rename(example.with_suffix(""))
    told = [one.name for one in read_actions([SHIPPED, example.parent], products=PRODUCTS) if one.paragraph]
    assert told == ["voice"]


def test_paragraphs_and_metrics_are_inputs_of_the_products_that_read_them(tmp_path):
    force = write_force(tmp_path / "force")
    asked = {"force": force, "month": "2022-03", "out_dir": tmp_path / "out"}
    before = {name: prepare_job(name, **asked).inputs()[1] for name in ("narrative", "tracker", "vawg_full")}
    for folder in (FOLDER, "metrics"):
        (force.parent / folder).mkdir()
        (force.parent / folder / "ours.toml").write_text("x = 1\n")
    after = {name: set(prepare_job(name, **asked).inputs()[1]) - set(old) for name, old in before.items()}
    assert after == {
        "narrative": {"actions/ours.toml", "metrics/ours.toml"}, "tracker": {"metrics/ours.toml"}, "vawg_full": set(),
    }  # fmt: skip
