"""Every file of a product says how it may be handled: pages, tables, workbooks, shapes, manifest."""

import pytest
from marked import unmarked
from shared_made import made_shared, made_shared_html
from tasking_made import made_html, made_page

from vawg_geo.runs.manifest import write_manifest

pytestmark = pytest.mark.methods(12)


@pytest.fixture(scope="module")
def product(tmp_path_factory):
    folder = tmp_path_factory.mktemp("product")
    page = made_page()
    page.finish(folder)
    (folder / "facts.json").unlink()  # what it says goes into the manifest
    (folder / "index.html").write_text(made_html(page), "utf-8")
    for audience in ("partner", "public"):
        shared = made_shared(audience)
        shared.finish(folder)
        (folder / audience / "index.html").write_text(made_shared_html(shared), "utf-8")
    write_manifest(folder, {"marking": page.profile.marking.internal, "month": "2022-03"})
    return folder


def test_every_file_carries_its_readers_marking(product):
    assert {path.suffix for path in product.rglob("*.*")} == {".html", ".csv", ".gpkg", ".xlsx", ".json"}
    assert len(list(product.rglob("tables.xlsx"))) == 3
    assert unmarked(product) == []


@pytest.mark.parametrize("name", ["partner/tables/areas.csv", "public/index.html", "manifest.json"])
def test_the_walk_finds_a_file_without(product, name):
    path = product / name
    kept = path.read_bytes()
    path.write_bytes(kept.replace(b"OFFICIAL", b"OFFICE"))
    assert unmarked(product) == [name]
    path.write_bytes(kept)


def test_a_strange_file_is_unmarked(product):
    path = product / "note.txt"
    path.write_text("OFFICIAL")
    assert unmarked(product) == ["note.txt"]
    path.unlink()
