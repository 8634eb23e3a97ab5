"""Walk a product's folder and name every file that does not say how it may be handled."""

import csv
import html
import json

import docx
import openpyxl
import pyogrio

from vawg_geo.base.profile import Marking

MARKING = Marking()


def unmarked(folder):
    """The files whose marking is missing, or is another reader's; END holds a hash alone."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != "END"]
    assert files
    return [path.relative_to(folder).as_posix() for path in files if not is_marked(path, own_marking(path, folder))]


def own_marking(path, folder):
    first = path.relative_to(folder).parts[0]
    return getattr(MARKING, first) if first in {"partner", "public"} else MARKING.internal


def is_marked(path, marking):
    kinds = {".html": in_page, ".csv": in_csv, ".gpkg": in_layers, ".xlsx": in_book, ".json": in_manifest,
             ".docx": in_document}  # fmt: skip
    return path.suffix in kinds and kinds[path.suffix](path, marking)


def in_page(path, marking):
    """Above, below, and in the margin of every printed sheet."""
    text = path.read_text("utf-8")
    shown = f"<p><strong>{html.escape(marking)}</strong>"
    start = '@top-center { content: "' + "".join(c if c.isalnum() or c == " " else f"\\{ord(c):06x} " for c in marking)
    strange = ("SENSITIVE", MARKING.handling) if marking != MARKING.internal else ()
    return text.count(shown) == 2 and start in text and not any(other in text for other in strange)


def in_csv(path, marking):
    with path.open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    return head[-1] == "marking" and {row[-1] for row in rows} <= {marking}


def in_layers(path, marking):
    layers = [name for name, _ in pyogrio.list_layers(path)]
    tables = [pyogrio.read_dataframe(path, layer=name, read_geometry=False) for name in layers]
    return bool(layers) and all(set(table["marking"]) <= {marking} for table in tables)


def in_book(path, marking):
    cover, *sheets = openpyxl.load_workbook(path).worksheets
    printed = all(marking in s.oddHeader.center.text and marking in s.oddFooter.center.text for s in (cover, *sheets))
    columns = [[cell.value for cell in list(sheet.columns)[-1]] for sheet in sheets]
    beside = all(head == "marking" and set(cells) <= {marking} for head, *cells in columns)
    return printed and beside and cover["B1"].value == marking


def in_document(path, marking):
    """Above and below every sheet, and in its properties."""
    read = docx.Document(path)
    around = [part.paragraphs[0].text for sheet in read.sections for part in (sheet.header, sheet.footer)]
    return read.core_properties.subject == marking and all(text.startswith(marking) for text in around)


def in_manifest(path, marking):
    manifest = json.loads(path.read_text("utf-8"))
    pages = manifest.get("pages", {})
    return manifest["marking"] == marking and all(pages[name]["marking"] == getattr(MARKING, name) for name in pages)
