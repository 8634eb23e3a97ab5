"""The Word document of a page: the page's own words and figures, marked, harmless, scanned, the same bytes again."""
# ruff: noqa: E501 - a page a line reads better than one wrapped

import html
import io
import re
import zipfile
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree as ET

import docx
import pytest
from case_made import write_force
from hostile import PAYLOADS
from marked import unmarked
from markupsafe import Markup
from people_made import study_of

from vawg_geo.base.errors import DisclosureError, EditionError, LeakError, RunError
from vawg_geo.base.profile import read_profile
from vawg_geo.publishing.chapters import header, ordersbalance, ordersreturn
from vawg_geo.publishing.report import blocks
from vawg_geo.publishing.report.notes import Note, markdown
from vawg_geo.publishing.report.sentences import Piece, Sentence
from vawg_geo.publishing.report.show import show_section, table_rows
from vawg_geo.publishing.report.walk import sentences_of
from vawg_geo.publishing.table_book import without_clock
from vawg_geo.publishing.word import body, document
from vawg_geo.publishing.word.document import word_document
from vawg_geo.publishing.word.tables import read_rows
from vawg_geo.publishing.word.tree import read_page
from vawg_geo.runs import run
from vawg_geo.runs.artefacts import read_artefact
from vawg_geo.runs.documents import write_document
from vawg_geo.runs.editions import sign, withdraw
from vawg_geo.runs.execute import Executed
from vawg_geo.runs.job import prepare_job
from vawg_geo.runs.manifest import read_manifest, write_manifest
from vawg_geo.runs.pages import refuse_strangers
from vawg_geo.runs.scan import CANARY, Guarded, scan_folder

pytestmark = pytest.mark.methods("12", "13")
CUT = date(2022, 4, 5)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


def shell(*sections, marking="OFFICIAL-SENSITIVE", handling="the board only", title="A <made> page"):
    """Sections as a run's page holds them."""
    above = f'<header class="marking"><p><strong>{marking}</strong> <span>{handling}</span></p></header>'
    main = "".join(f'<section id="s{at}">{html}</section>' for at, html in enumerate(sections))
    return f"<html><head><title>{html.escape(title)}</title><style>p {{}}</style></head><body>{above}<main>{main}</main></body></html>"


def made(*sections, **names):
    """The document of some sections, read back."""
    return docx.Document(io.BytesIO(word_document(shell(*sections, **names), cut=CUT)))


def said(text):
    return Sentence((Piece(text),))


def lines(read):
    return [(one.style.name, one.text) for one in read.paragraphs]


def plain(text):
    return " ".join(text.split())


def everything(read):
    """All text of a document: paragraphs and cells."""
    cells = [cell.text for table in read.tables for row in table.rows for cell in row.cells]
    return plain(" ".join([*(one.text for one in read.paragraphs), *cells]))


@pytest.fixture(scope="module")
def returned(case):
    """A real page of many tables and pictures, its sections, and its document."""
    study = study_of(case, "orders_return", docx=True)
    sections = [chapter.write(study) for chapter in (header, ordersreturn, ordersbalance)]
    page = shell(*(show_section(one, study.book).html for one in sections), title="Orders")
    return study, sections, page, docx.Document(io.BytesIO(word_document(page, cut=CUT)))


# The same words and figures


def test_every_sentence_and_no_other_number(returned):
    _, sections, page, read = returned
    told = everything(read)
    for section in sections:
        for sentence in sentences_of(replace(section, findings=())):  # those stand in a summary
            assert plain(sentence.text) in told, sentence.name
    seen = html.unescape(re.sub(r"<(script|style|svg).*?</\1>", " ", page, flags=re.DOTALL))
    spoken = " ".join(re.findall(r'aria-label="([^"]*)"', page))
    seen = re.sub(r"<[^>]*>", " ", re.sub(r"</?(?:span|strong|em|code)\b[^>]*>", "", seen))
    known = set(NUMBER.findall(f"{seen} {spoken}"))
    assert len(set(NUMBER.findall(told))) > 50
    assert set(NUMBER.findall(told)) <= known


def test_each_table_is_the_pages_own(returned):
    study, sections, _, read = returned
    shown = [one for section in sections for one in section.blocks if isinstance(one, blocks.Table)]
    known = {tuple(column.label for column in one.columns): one for one in shown}
    tables = {tuple(cell.text for cell in one.rows[0].cells): one for one in read.tables}
    assert len(known.keys() & tables.keys()) >= 3
    for head in known.keys() & tables.keys():
        wanted = [[f"{c['text']}{c['ends']}" for c in row["cells"]] for row in table_rows(known[head], study.book)]
        assert [[cell.text for cell in row.cells] for row in tables[head].rows[1:]] == (
            wanted or [["None."] * len(head)]
        )


def test_heading_rows_come_again_and_no_row_is_split(returned):
    for table in returned[3].tables:
        rows = table._tbl.tr_lst
        assert [row.trPr.find(f"{W}tblHeader") is not None for row in rows] == [True] + [False] * (len(rows) - 1)
        assert all(row.trPr.find(f"{W}cantSplit") is not None for row in rows)
        widths = [int(one.get(f"{W}w")) for one in table._tbl.tblGrid.findall(f"{W}gridCol")]
        assert min(widths) > 0
        assert sum(widths) <= returned[3].sections[0].page_width / 635


def test_a_picture_is_told_in_words_with_its_figures_or_where_they_lie():
    small = '<details class="data drawn"><summary>F</summary><table><caption>C</caption>{}</table></details>'
    row = "<tr><th>a</th><td>1</td></tr>"
    drawing = '<svg class="for-page" role="img" aria-label="It rose."><text>9</text></svg><svg class="for-phone" aria-label="x"/>'
    short, long = (f"<figure><figcaption>C</figcaption>{drawing}</figure>{small.format(row * n)}" for n in (3, 41))
    assert lines(made(short))[:3] == [("Caption", "C"), ("Picture", "Picture: It rose."), ("Caption", "C")]
    read = made(long.replace("<table", '<table data-t="t_x"'))
    assert lines(read)[2] == ("Small", "F: too many to print, table t_x beside the page.")
    assert (len(made(short).tables), len(read.tables)) == (1, 0)
    folded = '<details class="data long"><summary>Long one (not printed: table t_y)</summary><table><tr><td>1</td></tr></table></details>'
    assert lines(made(folded))[0] == ("Small", "Long one (not printed: table t_y)")
    chart = '<figure class="map"><figcaption>M</figcaption><script>let x = 7;</script><p class="small">n</p></figure>'
    assert lines(made(chart))[:3] == [("Caption", "M"), ("Small", "n"), ("Small", body.NO_MAP)]


def test_every_block_has_a_style_of_its_own(returned):
    study = returned[0]
    finding = blocks.Finding(
        "f",
        1.0,
        said("What."),
        said("Where."),
        None,
        None,
        None,
        said("So."),
        said("Do."),
        "Head",
        said("Soon."),
        said("By."),
    )
    section = blocks.Section(
        "s", "Title", "Question?",
        (
            blocks.Paragraph((said("Lead."), None, said("More.")), lead=True), blocks.Points((said("One."),), "Points"),
            blocks.Limit((said("Care."),)), blocks.Pairs((("Name", said("Meaning.")),)), finding,
            blocks.Made(Markup("<h4>Made</h4><p>It <strong>is</strong> <em>so</em>.<br>Yes.</p>")),
        ),
    )  # fmt: skip
    notes = (Note(markdown("Own words.\n\n1. a\n2. b\n\n- c"), "A. Analyst", date(2022, 4, 1), stale=True),)
    read = made(show_section(section, study.book, notes=notes).html, "<ol><li>d</li></ol>")
    assert lines(read)[:-1] == [
        ("Heading 1", "Title"), ("Question", "Question?"), ("Lead", "Lead. More."), ("Heading 2", "Points"),
        ("List Bullet", "One."), ("Read with care", "Read with care. Care."), ("Normal", "Name: Meaning."),
        ("Heading 2", "What."), ("Normal", "Where: Where."), ("Normal", "So what: So."), ("Normal", "Do: Do."),
        ("Normal", "Owner: Head"), ("Normal", "By when: Soon."), ("Normal", "We will know by: By."),
        ("Heading 3", "Made"), ("Normal", "It is so.\nYes."),
        ("Analyst", "Analyst’s words. A. Analyst, 1 April 2022. Old: written more than the agreed time before the data cut; check before use."),
        ("Analyst", "Own words."), ("List Number", "a"), ("List Number", "b"), ("List Bullet", "c"), ("List Number", "d"),
    ]  # fmt: skip
    looks = [(run.text, bool(run.bold), bool(run.italic)) for run in read.paragraphs[15].runs]
    assert looks[:4] == [("It ", False, False), ("is", True, False), (" ", False, False), ("so", False, True)]
    numbers = [one._p.pPr.numPr.numId.val for one in read.paragraphs if one.style.name == "List Number"]
    assert numbers[0] == numbers[1] != numbers[2]  # the second list begins at one again
    assert lines(read)[-1] == ("Small", document.SOURCES)


def test_columns_of_drawings_are_left_out_and_groups_span_what_is_left():
    table = read_rows(
        read_page(
            "<table><thead><tr><th>A</th><th>Drawn</th><th class='r'>B</th></tr></thead><tbody>"
            "<tr><th colspan='3'>Group</th></tr><tr><td>a</td><td><svg aria-label='x'/></td><td class='r'>1</td></tr></tbody></table>"
        )
    )
    assert [[cell.text for cell in row] for row in (*table.head, *table.body)] == [["A", "B"], ["Group"], ["a", "1"]]
    assert (table.body[0][0].span, table.width, table.body[1][1].right) == (2, 2, True)
    wide = "<table><tr>" + "<td>x</td>" * 8 + "</tr></table>"
    across, upright = made(wide).sections[0], made(wide.replace("<td>x</td>", "", 1)).sections[0]
    assert across.page_width > across.page_height
    assert upright.page_width < upright.page_height


# Marked, and the same again


def test_marking_title_and_number_stand_on_every_sheet():
    read = made("<p>x</p>")
    sheet = read.sections[0]
    assert sheet.header.paragraphs[0].text == "OFFICIAL-SENSITIVE · the board only" == sheet.footer.paragraphs[0].text
    assert [one.get(f"{W}instr") for one in sheet.footer._element.iter(f"{W}fldSimple")] == ["PAGE", "NUMPAGES"]
    about = read.core_properties
    assert (about.title, about.subject, about.language) == ("A <made> page", "OFFICIAL-SENSITIVE", "en-GB")
    assert not any([about.author, about.last_modified_by, about.comments, about.keywords])
    assert {one.get(f"{W}val") for one in read.styles.element.iter(f"{W}lang")} == {"en-GB"}
    for wrong in ("<p>x</p>", shell("<p>x</p>", marking="")):
        with pytest.raises(DisclosureError, match="without a marking"):
            word_document(wrong, cut=CUT)


def test_the_same_page_gives_the_same_bytes_without_the_clock():
    page = shell("<h2>A</h2><ol><li>b</li></ol><table><tr><td>1</td></tr></table>")
    first = word_document(page, cut=CUT)
    assert first == word_document(page, cut=CUT) == without_clock(first, CUT)
    with zipfile.ZipFile(io.BytesIO(first)) as parts:
        assert {one.date_time for one in parts.infolist()} == {(2022, 4, 5, 0, 0, 0)}
        stamps = re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", "".join(parts.read(name).decode() for name in parts.namelist()))
        assert set(stamps) == {"2022-04-05T00:00:00Z"}
        assert not [name for name in parts.namelist() if "custom" in name or "thumbnail" in name]
    assert first != word_document(page, cut=date(2022, 4, 6))


# Harmless


@pytest.mark.fault("X13", "X18", "X22")
def test_hostile_text_is_text_and_breaks_nothing():
    nasty = [*PAYLOADS, "a\x01b\x0bc\x0cd\ufffee\x7f", "\x1b[31mred", "w:p/>", " DDEAUTO c:\\x "]
    cells = "".join(f"<tr><td>{html.escape(one)}</td></tr>" for one in nasty)
    paragraphs = [markdown(one) for one in nasty if not re.search(r"\*|_{1,2}\w+_{1,2}|_x_|^[-+#\d]", one)]
    content = word_document(shell(*paragraphs, f"<table>{cells}</table>"), cut=CUT)
    read = docx.Document(io.BytesIO(content))
    kept = [
        re.sub(r"[^\S\u3000]+", " ", re.sub("[\x00-\x08\x0e-\x1b\x7f\ufffe\uffff]", "", one)).strip(" ")
        for one in nasty
    ]
    assert [row.cells[0].text for row in read.tables[0].rows] == kept
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        for name in parts.namelist():
            ET.fromstring(parts.read(name))
        words = parts.read("word/document.xml").decode()
        links = "".join(parts.read(name).decode() for name in parts.namelist() if name.endswith(".rels"))
    assert 'TargetMode="External"' not in links
    assert not re.search(r"<w:(?:instrText|fldSimple|hyperlink|object|altChunk)\b", words)
    assert "<script" not in words


# A run


PLANTED = "Forbidden Wilhelmina Example"
GUARDED = Guarded(((PLANTED.casefold(), CANARY),), frozenset())


def folder_with(tmp_path, page):
    (tmp_path / "index.html").write_text(page, "utf-8")
    return write_document(tmp_path, read_profile("narrative"), facts={"cut": "2022-04-05"})


@pytest.mark.fault("L1")
@pytest.mark.parametrize(
    "inside",
    [
        f"<p>{PLANTED}</p>", "<p>Forbidden Wilhel<strong>mina</strong> <em>Exam</em>ple</p>",
        f"<table><tr><td>{PLANTED}</td></tr></table>", f"<table><caption>{PLANTED}</caption><tr><td>1</td></tr></table>",
        f'<svg role="img" aria-label="{PLANTED}"></svg>', f"<p>{PLANTED.upper().replace(' ', '&nbsp; ')}</p>",
    ],
)  # fmt: skip
def test_a_planted_word_is_found_in_the_document(tmp_path, inside):
    folder_with(tmp_path, shell("<p>harmless</p>"))
    (tmp_path / "index.html").unlink()
    assert scan_folder(tmp_path, GUARDED) == 1
    folder_with(tmp_path, shell(inside))
    (tmp_path / "index.html").unlink()
    with pytest.raises(LeakError, match=r"narrative\.docx holds a word that force\.toml forbids"):
        scan_folder(tmp_path, GUARDED)


@pytest.mark.parametrize("where", ["marking", "handling", "title"])
def test_a_planted_word_is_found_around_the_document(tmp_path, where):
    folder_with(tmp_path, shell("<p>x</p>", **{where: PLANTED}))
    (tmp_path / "index.html").unlink()
    with pytest.raises(LeakError):
        scan_folder(tmp_path, GUARDED)


@pytest.mark.fault("L1")
def test_a_note_a_description_or_another_part_cannot_hide_it(tmp_path):
    content = word_document(shell("<p>x</p>"), cut=CUT)
    for name, old, new in (
        ("word/document.xml", "<w:body>", f'<w:body><w:p><w:r><w:drawing descr="{PLANTED}"/></w:r></w:p>'),
        ("word/settings.xml", "<w:zoom", f"<!-- {PLANTED} --><w:zoom"),
        ("word/comments.xml", "", f"<w:comments>{PLANTED}</w:comments>"),
    ):
        path = tmp_path / "narrative.docx"
        with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(path, "w") as after:
            parts = {one: before.read(one).decode() for one in before.namelist()}
            parts[name] = parts.get(name, "").replace(old, new, 1) if old else new
            assert PLANTED in parts[name]
            for one, text in parts.items():
                after.writestr(one, text)
        assert PLANTED in read_artefact(path).decoded
        with pytest.raises(LeakError):
            scan_folder(tmp_path, GUARDED)
    path.write_bytes(b"PK\x03\x04 cut")
    with pytest.raises(LeakError, match="cannot be read by the scan"):
        scan_folder(tmp_path, GUARDED)


STATUS = "<p>Status <!--status-->Draft<!--/status--></p>"


def product(tmp_path):
    folder = tmp_path / "narrative"
    folder.mkdir()
    told = folder_with(folder, shell(STATUS, handling="tasking group only"))
    refuse_strangers(folder)
    facts = {
        "edition": {"number": 1, "status": "draft"},
        "version": "v1",
        "document": told,
        "facts": {"cut": "2022-04-05"},
    }
    write_manifest(folder, {"marking": "OFFICIAL-SENSITIVE", **facts})
    return folder


def test_a_document_is_signed_and_withdrawn_with_its_page(tmp_path, monkeypatch):
    folder = product(tmp_path)
    assert read_manifest(folder)["document"] == {"path": "narrative.docx", "marking": "OFFICIAL-SENSITIVE"}
    sign(folder, by="A. Chair")
    assert "Status Signed by A. Chair" in everything(docx.Document(folder / "narrative.docx"))
    withdraw(folder, why="wrong extract")
    assert "Status WITHDRAWN: wrong extract" in everything(docx.Document(folder / "narrative.docx"))
    assert "narrative.docx" in read_manifest(folder)["outputs"]
    (tmp_path / "other").mkdir()
    again = product(tmp_path / "other")
    before = (again / "narrative.docx").read_bytes()
    monkeypatch.setattr(document, "find_spec", lambda _: None)
    with pytest.raises(EditionError, match=r"narrative\.docx would still say what it said before"):
        sign(again, by="A. Chair")
    assert (again / "narrative.docx").read_bytes() == before
    assert read_manifest(again)["edition"]["status"] == "draft"


def test_every_document_carries_its_marking(tmp_path):
    folder = product(tmp_path)
    (folder / "index.html").unlink()
    assert unmarked(folder) == []
    (folder / "narrative.docx").write_bytes(word_document(shell("x", marking="OTHER"), cut=CUT))
    assert unmarked(folder) == ["narrative.docx"]


def test_without_the_library_the_page_says_so(tmp_path, monkeypatch, case):
    narrative = study_of(case, "narrative")
    assert 'href="narrative.docx"' in str(show_section(header.write(narrative), narrative.book).html)
    monkeypatch.setattr(document, "find_spec", lambda _: None)
    page = str(show_section(header.write(narrative), narrative.book).html)
    assert "not made: python-docx is not installed" in page
    assert folder_with(tmp_path, shell("x")) == {"left_out": document.NOT_INSTALLED}
    assert [path.name for path in tmp_path.iterdir()] == ["index.html"]
    with pytest.raises(RunError, match=r"pip install vawg-geo\[docx\]"):
        word_document(shell("x"), cut=CUT)
    full = study_of(case, "vawg_full")
    assert "Word document" not in str(show_section(header.write(full), full.book).html)
    assert write_document(tmp_path, full.profile, facts={}) == {}


# Word refuses a file whose elements stand in another order than ISO 29500's schema gives them (wml.xsd).
ORDERS = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang eastAsianLayout specVanish oMath",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
    "tbl": "tblPr tblGrid tr", "tr": "trPr tc", "tc": "tcPr p", "p": "pPr r fldSimple", "r": "rPr t br",
    "tblBorders": "top left start bottom right end insideH insideV", "tblCellMar": "top left start bottom right end",
    "pBdr": "top left bottom right between bar", "body": "p tbl sectPr",
    "sectPr": "headerReference footerReference type pgSz pgMar paperSrc pgBorders lnNumType pgNumType cols docGrid",
    "style": "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat locked personal personalCompose personalReply rsid pPr rPr tblPr trPr tcPr tblStylePr",
    "num": "abstractNumId lvlOverride", "numbering": "abstractNum num",
}  # fmt: skip
FREE = {"p", "r", "body", "sectPr"}  # of these the kinds alone are checked: they may stand in any order, or twice


def test_elements_stand_in_the_order_of_the_schema(returned):
    page = returned[2].replace("<main>", "<main><ol><li>a <em>b</em></li></ol><p class='limit'>c</p>")
    with zipfile.ZipFile(io.BytesIO(word_document(page, cut=CUT))) as parts:
        names = [name for name in parts.namelist() if name.startswith("word/") and name.endswith(".xml")]
        roots = {name: ET.fromstring(parts.read(name)) for name in names}
    checked = 0
    for name, root in roots.items():
        for one in root.iter():
            kind = one.tag.removeprefix(W)
            if kind in ORDERS and (kind != "sectPr" or name == "word/document.xml"):
                order = ORDERS[kind].split()
                places = [order.index(child.tag.removeprefix(W)) for child in one]
                assert kind in FREE or places == sorted(places), (name, kind)
                checked += 1
    assert checked > 1_000
    body_ = roots["word/document.xml"].find(f"{W}body")
    assert body_[-1].tag == f"{W}sectPr"
    ids = {one.get(f"{W}styleId") for one in roots["word/styles.xml"].iter(f"{W}style")}
    assert {one.get(f"{W}val") for one in roots["word/document.xml"].iter(f"{W}pStyle")} <= ids
    numbers = {one.get(f"{W}numId") for one in roots["word/numbering.xml"].iter(f"{W}num")}
    assert {one.get(f"{W}val") for one in roots["word/document.xml"].iter(f"{W}numId")} <= numbers
    for table in roots["word/document.xml"].iter(f"{W}tbl"):
        spans = [[one.find(f"{W}tcPr/{W}gridSpan") for one in row.iter(f"{W}tc")] for row in table.iter(f"{W}tr")]
        sums = {sum(1 if span is None else int(span.get(f"{W}val")) for span in row) for row in spans}
        assert sums == {len(list(table.iter(f"{W}gridCol")))}


def test_a_run_logs_that_it_left_the_document_out(tmp_path, monkeypatch):
    monkeypatch.setattr(document, "find_spec", lambda _: None)
    job = prepare_job("narrative", force=write_force(tmp_path / "force"), month="2022-03", out_dir=tmp_path / "out")
    job.target.mkdir(parents=True)
    told = run._write_document(job.target, job, Executed(None, {"cut": "2022-04-05"}))
    assert told == {"document": {"left_out": document.NOT_INSTALLED}}
    assert (
        f"narrative: no Word document, because {document.NOT_INSTALLED}" in (job.target.parent / "run.log").read_text()
    )
