"""One list of rules: code, report and the column dictionary say the same, and each says what to do."""

import ast
import re
from pathlib import Path

import pandas as pd
import pytest

import vawg_geo
from vawg_geo.publishing.words import never_words
from vawg_geo.sources.rules import QUALITY, RULES, add_cures

ROOT = Path(__file__).parents[1]


def test_the_dictionary_lists_every_rule():
    text = (ROOT / "docs" / "data.md").read_text("utf-8")
    rows = re.findall(
        r"^\| (I\d+|id|crimes|columns|missing|no number|unknown value|age|values) \| (.+) \| (.+) \|$",
        text,
        re.MULTILINE,
    )
    assert {number: (what, cure) for number, what, cure in rows} == {n: (r.what, r.cure) for n, r in RULES.items()}


@pytest.mark.parametrize("number", RULES)
def test_a_rule_says_what_and_what_to_do(number):
    rule = RULES[number]
    assert re.fullmatch(r"[A-Z][^.]+\.", rule.cure)
    assert not rule.what.endswith(".")
    assert never_words(f"{rule.what}. {rule.cure}") == []


def test_every_rule_that_a_reader_names_is_listed():
    named = set()
    for file in (Path(vawg_geo.__file__).parent / "sources").glob("*.py"):
        for call in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(call, ast.Call) and getattr(call.func, "attr", "") in {"reject", "note", "note_rows"}:
                rules = [
                    arg.value for arg in call.args[:2] if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
                ]
                named |= set(rules[:1])
    assert named - set(RULES) == set()


def test_cures_stand_beside_what_they_cure():
    quality = pd.DataFrame({"file": "", "rule": ["I10", "METHODS 1"], "what": "", "n": 1, "action": "reported"})
    told = add_cures(add_cures(quality))
    assert tuple(told.columns) == QUALITY
    assert told["cure"].tolist() == [RULES["I10"].cure, ""]
