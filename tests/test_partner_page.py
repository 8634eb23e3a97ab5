"""The partners' page of the pack: what it says, what is nowhere in it, and how people meet it."""

import io
import re
import zipfile
from dataclasses import replace
from types import SimpleNamespace

import nbformat
import pandas as pd
import pytest
from chapters_made import bare, said, texts
from partner_made import LAST, PROFILE, county, guarded, pack_of, report_of
from pypdf import PdfReader

from vawg_geo.base.side_tables import SIDE_TABLES
from vawg_geo.publishing.partner import page as page_module
from vawg_geo.publishing.partner import sections
from vawg_geo.publishing.partner.cells import OFFENCES, PackTable, Periods, join, lines
from vawg_geo.publishing.partner.guard import Shown
from vawg_geo.publishing.partner.offences import ABUSE, COLUMNS
from vawg_geo.publishing.partner.page import PartnerPage
from vawg_geo.publishing.partner.pages import Pages
from vawg_geo.publishing.release_cells import WHOLE
from vawg_geo.publishing.render import render_notebook
from vawg_geo.publishing.report.proof import find_unproven
from vawg_geo.publishing.report.sentences import catalogue
from vawg_geo.publishing.report.study import Study
from vawg_geo.publishing.seal import seal
from vawg_geo.publishing.words import never_words

pytestmark = pytest.mark.methods("12")
YEAR, BEFORE = Periods(LAST).spans()


def page_of(case, shown):
    return PartnerPage(Study(case, PROFILE, LAST, audience="partner"), shown)


def sections_in_order():
    notebook = nbformat.read("notebooks/partner.ipynb", as_version=4)
    return [cell.id.removeprefix("partner-") for cell in notebook.cells if cell.id.startswith("partner-")]


def html_of(page):
    cells = []
    for name in sections_in_order():
        cell = nbformat.v4.new_code_cell("x", id=f"partner-{name}", execution_count=1, metadata={"tags": ["partner"]})
        shown = page.show(name)._repr_mimebundle_()
        cell.outputs = [nbformat.v4.new_output("execute_result", shown, execution_count=1)]
        cells.append(cell)
    marking = PROFILE.marking
    return seal(
        render_notebook(
            nbformat.v4.new_notebook(cells=cells), title=PROFILE.title, marking=marking.partner,
            handling=marking.partner_handling, audience="partner", layout="report",
        )
    )  # fmt: skip


@pytest.fixture(scope="module")
def report(case):
    return county(case)[0]


@pytest.fixture(scope="module")
def page(case):
    made = page_of(case, county(case)[1])
    assert made.sections  # written now, with its map, whatever a later test leaves out
    return made


@pytest.fixture(scope="module")
def whole(page):
    return html_of(page)


def text_of(html):
    return re.sub(r"\s+", " ", re.sub(r"<(script|style)\b.*?</\1>|<[^>]+>", " ", html, flags=re.DOTALL))


# What it says


def test_the_notebook_shows_every_section(page):
    assert set(sections_in_order()) == set(page.sections)


def test_it_is_marked_for_partners_and_says_nothing_forbidden(whole):
    text = text_of(whole)
    assert never_words(text) == []
    assert "SENSITIVE" not in whole
    assert text.count("OFFICIAL") >= 2
    assert "not for publication" in text


def test_every_number_is_a_released_one(page, whole, tmp_path):
    page.finish(tmp_path)
    tables = {
        path.stem: pd.read_csv(path, dtype=str, keep_default_na=False)
        for path in (tmp_path / "partner" / "tables").glob("*.csv")
    }
    assert (
        find_unproven(whole, tables, keys={name: list(entry.key) for name, entry in page.study.book.entries.items()})
        == []
    )
    assert all(name.startswith("partner_") for name in tables)


def test_planted_changes_are_told_and_asked_about(page):
    services, asks = texts(page.sections["services"]), texts(page.sections["summary"])
    assert re.search(r"IDVA: \d\d% of [\d,]+ .* lower than the year before", services)
    assert "IDVA: a smaller share of referrals is accepted" in asks
    assert "DA Alliance:" not in asks
    assert "ISVA:" not in asks
    assert "offences of domestic abuse against women and girls were recorded" in asks


def test_only_the_release_gives_figures(case, page, whole):
    """A case whose records raise when they are touched makes the same page."""

    class Guarded(SimpleNamespace):
        def __getattr__(self, name):
            raise AssertionError(name)

    kept = ("areas", "force", "cut", "inputs", "key_id", "vintage")
    again = page_of(Guarded(**{name: getattr(case, name) for name in kept}), page.shown)
    assert html_of(again) == whole


def odd_pack():
    """One district with a small count beside numbers that occur nowhere else."""
    counts = {"Alderwick": (3, 90357, 81468), "Fenmere": (64813, 72579, 54196), "Isle of Thole": (41777, 6, 37919)}
    rows = []
    for name, own in [*counts.items(), (WHOLE, tuple(map(sum, zip(*counts.values(), strict=True))))]:
        level, parts = ("force", "a;b;c") if name == WHOLE else ("district", name[0].lower())
        rows += [(level, name, column, YEAR, parts, "" if level == "force" else name, n)
                 for column, n in [*zip(COLUMNS, own, strict=True), ("total", sum(own))]]  # fmt: skip
    return pack_of(
        PackTable(OFFENCES, pd.DataFrame(rows, columns=["level", "row", "column", "period", "parts", "district", "n"]))
    )


@pytest.mark.fault("D3")
def test_true_values_of_hidden_cells_are_nowhere(case, report, tmp_path):
    shown = guarded(odd_pack())
    truth = odd_pack().tables[0].cells.set_index(["row", "column"])["n"]
    told = shown[OFFENCES].figures.set_index(["row", "column"])["value"]
    hidden = {int(n) for n in truth[told.isna().reindex(truth.index)] if n > 10}
    assert len(hidden) >= 2
    others = {name: Shown(PackTable(name), one.rule, None, "partner.all_hidden") for name, one in
              guarded(pack_of(*[replace(t, cells=t.cells.iloc[:0], lacks="partner.all_hidden")
                                for t in report.pack.tables[1:]])).items()}  # fmt: skip
    page = page_of(case, others | shown)
    html = html_of(page)
    page.finish(tmp_path)
    book = zipfile.ZipFile(tmp_path / "partner" / "tables.xlsx")
    files = [book.read(name).decode() for name in book.namelist()]
    files += [path.read_text("utf-8") for path in (tmp_path / "partner" / "tables").iterdir()]
    assert not any(str(n) in text or f"{n:,}" in text for n in hidden for text in [html, *files])
    assert f"{int(truth[WHOLE, 'total']):,}" in html  # the scan would have found one


# What is missing is said


def lacking(case, how):
    """The county without its tables, with empty ones, or with nothing in every column that may be missing."""
    if how == "none":
        return replace(case, tables={})
    if how == "empty":
        return replace(case, tables={name: table.iloc[:0] for name, table in case.tables.items()})
    tables = {}
    for name, table in case.tables.items():
        rule = SIDE_TABLES[name]
        must = {column for column, own in rule.columns.items() if not own.null} | {"incident", *rule.people}
        maybe = [column for column in table if column not in must]
        blank = {column: pd.Series(None, index=table.index, dtype=table[column].dtype) for column in maybe}
        tables[name] = table.assign(**blank)
    return replace(case, tables=tables)


@pytest.fixture
def undrawn(monkeypatch):
    """Without the map, which takes a second to draw and is looked at elsewhere."""
    monkeypatch.setattr(sections, "_map", lambda *_args: None)


@pytest.mark.parametrize("how", ["none", "empty", pytest.param("missing", marks=pytest.mark.slow)])
def test_a_force_without_the_tables_is_told_so(case, how, undrawn):
    report = report_of(lacking(case, how))
    page = page_of(case, guarded(report.pack))
    told = " ".join(texts(section) for section in page.sections.values())
    assert "offences of domestic abuse" in told  # what is there is told
    wanted = []
    if how != "missing":  # counts stand without the columns that may be missing; MARAC's cases among them
        wanted += ["No figures of SARC"]
        wanted += ["Cannot say what became", "No audit of outcomes", "Cannot say how satisfied", "panel did not meet"]
        wanted += [f"no table of {what}" for what in ("referrals", "orders", "assessments", "steps")]
    assert [words for words in wanted if words not in told] == []
    assert "nan" not in re.findall(r"[a-z]+", told)


def test_next_to_nothing_makes_a_page_too(case):
    few = bare(case)
    page = page_of(few, guarded(report_of(replace(few, people=case.people.iloc[:0])).pack))
    told = " ".join(texts(section) for section in page.sections.values())
    assert "do not reach back twelve months" in told
    assert "no table of people" in told
    assert html_of(page)


def test_where_nothing_is_released_nothing_is_shown(case, report, tmp_path):
    page = report.for_partners(None)
    assert page.show("offences") is None
    page.finish(tmp_path)
    page.finish("")
    assert list(tmp_path.iterdir()) == []


def count_of(table, column):
    cells = table.cells
    at = (cells["row"] == WHOLE) & (cells["column"] == column) & (cells["period"] == BEFORE)
    return int(cells.loc[at, "n"].iloc[0])


def made_lines(name, rows, before=None):
    now = pd.DataFrame(rows, columns=["yes", "no"], index=[f"line {'abcdef'[at]}" for at in range(len(rows))])
    then = pd.DataFrame(before or rows, columns=["yes", "no"], index=now.index)
    return PackTable(name, join(lines(now, YEAR), lines(then, BEFORE)))


@pytest.mark.slow
def test_every_sentence_of_the_page_is_said(case, report, page, undrawn):
    """Over the county, a county without tables, and packs made to say the rest."""
    tables = {table.name: table for table in report.pack.tables}
    spoken = said(*page.sections.values())
    packs = [
        {"support": made_lines("support", [(90, 10), (10, 90)], [(10, 90), (90, 10)]),
         "satisfied": made_lines("satisfied", [(90, 10), (10, 90), (8, 7)], [(10, 90), (90, 10), (8, 7)]),
         "referrals": made_lines("referrals", [(90, 10), (10, 90)], [(10, 90), (90, 10)]),
         "known": made_lines("known", [(8, 7)]), "audit": replace(tables["audit"], cells=lines(
             pd.DataFrame({"yes": [6], "no": [8]}, index=["Outcomes 14, 15 and 16"]), "2021-10..2021-12")),
         "kinds": tables["kinds"]},
        {name: PackTable(name, lacks=lacks) for name, lacks in
         (("referrals", "partner.not_released"), ("support", "partner.repeated"), ("panel", "partner.anchor_hidden"),
          ("satisfied", "partner.all_hidden"), ("journey", "partner.no_journey"), ("risk", "partner.no_risk"),
          ("outcomes", "partner.no_outcomes"), ("orders_applied", "partner.no_orders"), ("audit", "partner.no_audit"),
          ("known", "partner.no_people"))},
        {name: PackTable(name, lacks=lacks) for name, lacks in
         (("referrals", "partner.no_referrals"), ("support", "partner.no_support"), ("panel", "partner.no_panel"),
          ("satisfied", "partner.no_survey"), (OFFENCES, "partner.no_year"))},
        {"risk": replace(tables["risk"], cells=tables["risk"].cells[tables["risk"].cells["period"] == YEAR])},
        {"orders_applied": replace(tables["orders_applied"], aside=2)},
        {"orders_applied": replace(tables["orders_applied"], aside=16)},
    ]  # fmt: skip
    offences = tables[OFFENCES]
    fewer = offences.cells["period"].eq(BEFORE) & offences.cells["column"].isin([ABUSE, "total"])
    less = offences.cells["n"].mask(fewer, offences.cells["n"] - count_of(offences, ABUSE) + 30)
    years = offences.cells["period"].isin([YEAR, BEFORE])
    packs.append({OFFENCES: replace(offences, cells=offences.cells.assign(n=less)[years].reset_index(drop=True))})
    for changed in packs:
        own = guarded(
            pack_of(changed.get(OFFENCES, offences), *(changed[name] for name in changed if name != OFFENCES))
        )
        spoken |= said(*sections_of(case, {**page.shown, **own}))
    changes = [{"name": "districts"}, {"kept": 2}, {"name": "open"}]
    steps = [(OFFENCES, change) for change in changes]
    steps += [(name, {"figures": emptied(page, name)}) for name in (OFFENCES, "orders_granted")]
    for name, change in steps:
        other = replace(page.shown[name], step=replace(page.shown[name].step, **change))
        spoken |= said(*sections_of(case, {**page.shown, name: other}))
    whole = {
        name: one if one.figures["value"].notna().all() else Shown(one.table, one.rule, None, "partner.no_orders")
        for name, one in page.shown.items()
    }
    real = replace(case, force=replace(case.force, synthetic=False))
    spoken |= said(*sections_of(real, whole))
    wanted = {(f"partner.{name}", short) for name, one in catalogue("partner").items()
              for short in ([False, True] if one.otherwise else [False])}  # fmt: skip
    assert {name for name, _ in wanted - spoken} == set()


def sections_of(case, shown):
    pages = Pages(Study(case, PROFILE, LAST, audience="partner"), shown)
    return [write(pages) for write in page_module._WRITE.values()]


def emptied(page, name):
    """A table's figures, those of the whole force hidden."""
    figures = page.shown[name].step.figures
    return figures.assign(value=figures["value"].mask(figures["row"] == WHOLE))


# How people meet it


@pytest.fixture(scope="module")
def address(whole, tmp_path_factory):
    path = tmp_path_factory.mktemp("partner") / "index.html"
    path.write_text(whole, encoding="utf-8")
    return path.as_uri()


SIZES = {"desktop": (1280, 900, "light"), "phone": (390, 844, "light"), "small": (320, 640, "light"),
         "dark": (1280, 900, "dark")}  # fmt: skip


@pytest.mark.browser
@pytest.mark.parametrize("size", SIZES)
def test_it_asks_for_nothing_keeps_to_its_width_and_axe_finds_nothing(browser, address, size):
    from axe_playwright_python.sync_playwright import Axe

    width, height, scheme = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    shown = context.new_page()
    asked, wrong = [], []
    shown.on("request", lambda r: asked.append(r.url) if r.url.startswith("http") else None)
    shown.on("pageerror", lambda e: wrong.append(str(e)))
    shown.goto(address)
    shown.wait_for_selector(".vm[data-ready]", state="attached")
    assert (asked, wrong) == ([], [])
    assert shown.evaluate("document.documentElement.scrollWidth <= innerWidth")
    shown.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    found = Axe().run(shown).response["violations"] if size != "small" else []
    context.close()
    assert [(v["id"], v["nodes"][0]["html"][:200]) for v in found] == []


@pytest.mark.browser
def test_it_prints_upright_with_the_marking_on_every_sheet(browser, address):
    shown = browser.new_page()
    shown.goto(address)
    sheets = PdfReader(io.BytesIO(shown.pdf(prefer_css_page_size=True))).pages
    shown.close()
    assert 4 <= len(sheets) <= 9
    assert all(sheet.extract_text().count("OFFICIAL") >= 2 for sheet in sheets)
    assert all(float(sheet.mediabox.height) > float(sheet.mediabox.width) for sheet in sheets)
