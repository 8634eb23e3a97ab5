import pytest
from jinja2 import UndefinedError
from markupsafe import Markup
from tasking_made import PROBES

from vawg_geo.publishing.fragment import TEMPLATES, Fragment, fill


@pytest.mark.parametrize("probe", PROBES)
def test_text_from_data_appears_as_typed_and_runs_never(probe):
    html = fill("sections/headline.html.j2", {"level": probe, "verdict": probe, "movement": probe}).html
    assert html.unescape().count(probe) == 3
    assert "<script>" not in html
    assert "<img" not in html


def test_a_plain_string_is_no_fragment():
    with pytest.raises(TypeError, match="fill"):
        Fragment("<b>bold</b>")


def test_a_missing_value_is_an_error():
    with pytest.raises(UndefinedError):
        fill("sections/headline.html.j2", {})


def test_a_fragment_is_shown_as_it_is():
    assert Fragment(Markup("<b>&amp;</b>"))._repr_html_() == "<b>&amp;</b>"


def test_only_the_door_and_our_own_files_are_called_safe():
    root = TEMPLATES.parent
    templates = list(TEMPLATES.rglob("*.j2"))
    assert templates
    assert not [path.name for path in templates if "|safe" in path.read_text().replace(" ", "")]
    wrapped = {path.name for path in root.glob("*.py") if "Markup((" in path.read_text() or "S704" in path.read_text()}
    assert wrapped <= {"fragment.py", "render.py", "month_index.py", "map_render.py"}
