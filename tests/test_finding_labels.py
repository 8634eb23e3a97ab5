"""A finding's parts stand behind labels of the page; none says its label again."""

import re
from pathlib import Path

import pytest

from vawg_geo.publishing.report.sentences import HERE, catalogue

LABELS = re.findall(r'part\("([^"]+)"', (Path(HERE).parents[1] / "template/report/section.html.j2").read_text("utf-8"))


@pytest.mark.parametrize("chapter", sorted(path.stem for path in HERE.glob("*.toml")))
def test_no_sentence_begins_with_the_label_it_stands_behind(chapter):
    assert {"How sure", "So what", "By when", "We will know by"} <= set(LABELS)
    said = {name: text for name, one in catalogue(chapter).items() for text in (one.text, one.otherwise) if text}
    again = [
        name for name, text in said.items() if any(text.startswith(f"{label}:") for label in LABELS if " " in label)
    ]
    assert again == []
