"""Names that are code, or look like it: they reach the tasking page as typed, run never, break nothing; and no leak."""

import csv
import io
import re
import shutil
import zipfile

import pandas as pd
import pytest
from hostile import PAYLOADS
from marked import unmarked

from vawg_geo.runs import cli as cli_module
from vawg_geo.runs.run import run_profile

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.fault("X1", "X2")]
LEAKS = re.compile(r"FN/\d{6}/\d\d|\b[VS]0\d{6}\b|CANARY")
FORCE_NAME, ANALYST = 'Fen {{7*7}} <b>&</b> "Shire"', "</script><script>window.ran=1</script> {% x %} O'Neill"


def rewrite(path, change):
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    rows = [change(number, row) for number, row in enumerate(rows)]
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]), extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(out.getvalue(), "utf-8")


NAMES = [text for text in PAYLOADS if text.isprintable()]  # reading takes invisible characters off a name (I55)


def payload(number):
    return NAMES[number % len(NAMES)]


@pytest.fixture(scope="module")
def names(found):
    """An alias for every place that the page can name: listed ones carry several, so that all are tried."""
    places = list(dict.fromkeys([*found.listed.index, *found.watch.index]))
    each = -(-len(NAMES) // len(places))
    texts = [" ".join(payload(number * each + k) for k in range(each)) for number in range(len(places))]
    return dict(zip(places, (" ".join(text.split()) for text in texts), strict=True))


@pytest.fixture(scope="module")
def hostile(county, names, tmp_path_factory):
    """The county with names of an attacker's choosing, and planted words that may go nowhere."""
    folder = tmp_path_factory.mktemp("hostile") / "county"
    shutil.copytree(county, folder, ignore=shutil.ignore_patterns("snapshots"))
    with (folder / "aliases.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("area", "name"), *names.items()])
    rewrite(
        folder / "curation.csv",
        lambda n, row: (
            row | {"reason": payload(26 + n) + " {{7*7}}"} | ({"action": "merge"} if row["action"] == "merge" else {})
        ),
    )
    extracts = folder / "extracts"
    # The page names no premises, but what stands there must do no harm and go nowhere.
    rewrite(
        extracts / "incidents.csv",
        lambda n, row: row | {"premises_name": f"CANARY {payload(n)}", "beat": "CANARY", "narrative": "CANARY Jane"},
    )
    rewrite(extracts / "venues.csv", lambda n, row: row | {"name": payload(n)})
    rewrite(
        extracts / "tasks.csv",
        lambda n, row: row | {"task": payload(n), "owner": payload(n + 9), "note": payload(n + 19)},
    )
    rewrite(extracts / "operations.csv", lambda n, row: row | {"name": payload(n + 26)})
    force = folder / "force.toml"
    text = force.read_text("utf-8").replace('name = "Fenshire"', f"name = '''{FORCE_NAME}'''")
    force.write_text(text.replace('analyst = "A. Analyst"', f"analyst = '''{ANALYST}'''"), "utf-8")
    return force


@pytest.fixture(scope="module")
def product(hostile, tmp_path_factory):
    out = tmp_path_factory.mktemp("out")
    return run_profile("nte_monthly", force=hostile, month="2022-03", out_dir=out).html


@pytest.fixture
def page(browser, product):
    context = browser.new_context(viewport={"width": 1280, "height": 900}, offline=True)
    page = context.new_page()
    page.wrong = []
    page.on("dialog", lambda d: (page.wrong.append(f"dialog {d.message}"), d.dismiss()))
    page.on("pageerror", lambda e: page.wrong.append(str(e)))
    page.on("console", lambda m: page.wrong.append(m.text) if m.type in {"error", "warning"} else None)
    page.on(
        "request", lambda r: page.wrong.append(r.url) if r.url.split(":")[0] not in {"file", "data", "blob"} else None
    )
    page.goto(product.as_uri())
    page.wait_for_selector(".vm[data-ready]", state="attached")
    yield page
    context.close()


@pytest.mark.fault("X3", "X4", "X12", "X14", "X18", "X19")
def test_text_stands_as_typed_and_nothing_runs(page, names, found):
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    shown = " ".join(page.evaluate("document.body.textContent").split())
    assert [text for area, text in names.items() if area in found.listed.index and text not in shown] == []
    assert [text for area, text in names.items() if text not in shown] == []
    assert FORCE_NAME in shown
    assert ANALYST in shown
    for button in page.query_selector_all(".vm button"):
        if button.is_visible():
            button.dispatch_event("click")
    for element in page.query_selector_all("[tabindex='0'], summary, a[href^='#']"):
        element.dispatch_event("mouseover")
        element.dispatch_event("focus")
    assert page.evaluate("window.ran") is None
    stray = "img[onerror], svg[onload], iframe, [onfocus], [onmouseover], form, base"
    assert page.locator(stray).count() == 0
    assert page.wrong == []


@pytest.mark.fault("X20")
def test_no_cell_of_a_table_is_a_formula(product):
    tables = sorted(product.parent.rglob("tables/*.csv"))
    assert tables
    for path in tables:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
        assert {len(row) for row in rows} == {len(rows[0])}
        cells = [cell for row in rows for cell in row]
        assert [c for c in cells if c[:1] in {"=", "+", "@", "\t", "\r"}] == []
        assert [c for c in cells if c[:1] == "-" and pd.isna(pd.to_numeric(c, errors="coerce"))] == []


def test_every_file_says_how_it_may_be_handled(product):
    assert unmarked(product.parent) == []


@pytest.mark.fault("X21")
def test_no_cell_of_a_workbook_is_a_formula(product):
    books = sorted(product.parent.rglob("tables.xlsx"))
    assert books
    for path in books:
        with zipfile.ZipFile(path) as book:
            assert not any(b"<f>" in book.read(name) for name in book.namelist())


@pytest.mark.fault("L1", "L2", "L6", "L8")
def test_nothing_planted_leaves(product, hostile, capfd, monkeypatch):
    monkeypatch.setattr(cli_module, "_catch_signals", lambda: None)
    with pytest.raises(SystemExit):
        cli_module.app(["check", "--force", str(hostile)], prog_name="vawg-geo")
    told = "".join(capfd.readouterr())
    texts = {"check": told}
    for path in product.parents[2].rglob("*"):
        if path.is_file():
            texts[path.name] = path.read_bytes().decode("utf-8", errors="replace")
    assert {name: LEAKS.findall(text)[:3] for name, text in texts.items() if LEAKS.search(text)} == {}
    private = [str(hostile.parent), str(product.parents[2]), str(shutil.os.path.expanduser("~")) + "/"]
    assert {name: word for name, text in texts.items() for word in private if word in text} == {}
    assert {"index.html", "manifest.json", "END", "hotspots.gpkg"} <= set(texts)
