import nbformat
import pandas as pd
import pytest

from vawg_geo.base.errors import DisclosureError, RunError
from vawg_geo.publishing.fragment import SHOWN_AS
from vawg_geo.publishing.render import render_notebook


def cell(name, *outputs, tags=(), count=1):
    made = nbformat.v4.new_code_cell("secret_code()", id=name, execution_count=count)
    made.metadata["tags"] = list(tags)
    made.outputs = [nbformat.v4.new_output(**output) for output in outputs]
    return made


def shown(html):
    data = {"text/html": html, SHOWN_AS: "finished", "text/plain": "repr of rows"}
    return {"output_type": "execute_result", "data": data}


def book(*cells):
    return nbformat.v4.new_notebook(cells=list(cells))


def test_only_what_cells_show_reaches_the_page():
    noise = {"output_type": "stream", "name": "stderr", "text": "warning with a path"}
    prints = {"output_type": "stream", "name": "stdout", "text": "printed"}
    html = render_notebook(
        book(cell("a", noise, prints, shown("<p>one</p>")), cell("quiet", noise)), title="T", marking="OFFICIAL"
    )
    assert '<section id="a">\n<p>one</p>\n</section>' in html
    assert not any(text in html for text in ("secret_code", "warning with", "printed", "repr of", "quiet", "In ["))
    assert html.count("OFFICIAL") >= 4  # both bars, both page margins
    assert '<html lang="en-GB">' in html
    assert '<main id="main"' in html


def test_the_back_begins_at_its_tag():
    html = render_notebook(book(cell("a", shown("1")), cell("b", shown("2"), tags=["back"])), title="T", marking="M")
    assert (
        html.index('<div class="front">')
        < html.index('id="a"')
        < html.index('<div class="back">')
        < html.index('id="b"')
    )


def test_title_and_marking_are_only_text():
    html = render_notebook(
        book(cell("a", shown("1"))), title="</title><script>{{7*7}}", marking='</style>"; } <b>', handling="x"
    )
    assert "<script" not in html
    assert "{{7*7}}" in html
    assert html.count("</style>") == 1
    assert "<b>" not in html


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ([cell("a", {"output_type": "error", "ename": "E", "evalue": "v", "traceback": ["row 7"]})], "'a' failed"),
        ([cell("a", count=None)], "never executed"),
        ([cell("a")], "shows nothing"),
        ([cell("A1", shown("1"))], "hand-given id"),
    ],
)
def test_what_is_not_finished_is_not_rendered(cells, words):
    with pytest.raises(RunError, match=words):
        render_notebook(book(*cells), title="T", marking="M")


def test_no_marking_no_page():
    with pytest.raises(DisclosureError, match="marking"):
        render_notebook(book(cell("a", shown("1"))), title="T", marking=" ")


def test_each_audience_sees_its_own_cells_alone():
    cells = [
        cell("front", shown("for the tasking group")),
        cell("partner-front", shown("for partners"), tags=["partner"]),
        cell("public-front", shown("for all"), tags=["public", "back"]),
        cell("torn", shown("for nobody"), tags=["partner", "public"]),
    ]
    words = {"internal": "for the tasking group", "partner": "for partners", "public": "for all"}
    for audience, own in words.items():
        html = render_notebook(book(*cells), title="T", marking="M", audience=audience)
        assert [said for said in (*words.values(), "for nobody") if said in html] == [own]


def test_an_audience_without_cells_or_name_has_no_page():
    with pytest.raises(RunError, match="shows nothing"):
        render_notebook(book(cell("a", shown("1"))), title="T", marking="M", audience="public")
    with pytest.raises(DisclosureError, match="no audience of that name"):
        render_notebook(book(cell("a", shown("1"))), title="T", marking="M", audience="press")


def test_a_failed_cell_of_one_page_stops_every_page():
    failed = cell("public-a", {"output_type": "error", "ename": "E", "evalue": "v", "traceback": []}, tags=["public"])
    with pytest.raises(RunError, match="failed"):
        render_notebook(book(cell("a", shown("1")), failed), title="T", marking="M")


@pytest.mark.fault("L4")
def test_a_table_that_a_cell_shows_by_itself_is_refused():
    rows = pd.DataFrame({"victim": ["Wilhelmina"]})
    own = {"output_type": "execute_result", "data": {"text/html": rows._repr_html_(), "text/plain": repr(rows)}}
    with pytest.raises(DisclosureError, match="cell 'b' shows a table or HTML of its own") as refused:
        render_notebook(book(cell("a", shown("1")), cell("b", own)), title="T", marking="M")
    assert "Wilhelmina" not in str(refused.value)
