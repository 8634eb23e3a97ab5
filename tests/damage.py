"""What the damage tests share: a force's folder, `vawg-geo check` run on it, and what an honest answer is."""

import gzip
import io
import re
import zipfile
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from extracts import COLUMNS

from vawg_geo.runs import cli as cli_module
from vawg_geo.sources.case import load_case

FORCE = """
name = "Littleshire"
slug = "littleshire"
synthetic = true
default_points = "default_points.csv"
[areas.demo]
path = "areas.gpkg"
[[incidents]]
path = "incidents.csv"
source = "demo"
data_cut = "2022-04-05"
"""
YEAR = {"first": pd.Timestamp("2021-03-15"), "days": 380}
# What stands in the rows and may stand in no answer: crime numbers, people, premises, coordinates, planted words.
SECRETS = re.compile(r"35/\d{6}/22|\b[VS]\d+\b|Plough|Canary|\b5[45]\d{4}\b|\b26\d{4}\b|\b0\.1\d{3,}|\b52\.2\d{3,}")
CURE = re.compile(
    r"\b(Export|State|Split|Check|Exchange|Copy|Correct|Name|Unpack|Save|Clear|Give|Write|Put|Extract|Use|Add|Delete)\b"
)


@cache
def _areas():
    """A grid of nine squares over the extract's points; two share every inner edge."""
    shapes = [
        shapely.box(541_000 + 3_000 * i, 255_000 + 3_000 * j, 544_000 + 3_000 * i, 258_000 + 3_000 * j)
        for i in range(3)
        for j in range(3)
    ]
    codes = [f"Z01{number:06d}" for number in range(9)]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "areas.gpkg"
        gpd.GeoDataFrame({"code": codes, "name": codes}, geometry=shapes, crs=27700).to_file(path)
        return path.read_bytes()


def read_squares(tmp_path):
    path = tmp_path / "squares.gpkg"
    path.write_bytes(_areas())
    return gpd.read_file(path)


def shipped(name, more=""):
    """A shipped source's description with a few lines of its own before it."""
    return more + (resources.files("vawg_geo.sources") / "descriptions" / f"{name}.toml").read_text("utf-8")


@dataclass(frozen=True)
class Answer:
    """What the command line said and did."""

    folder: Path
    code: int
    out: str
    err: str
    untouched: bool

    def case(self):
        """What was read: from the snapshot the command has just kept."""
        return load_case(self.folder / "force.toml")


class Desk:
    """Write an extract into a force's folder and run `vawg-geo check` on it."""

    force = FORCE

    def __init__(self, tmp_path, capfd, monkeypatch):
        monkeypatch.setattr(cli_module, "_catch_signals", lambda: None)
        self.folder, self.capfd = tmp_path / "force", capfd
        self.folder.mkdir()

    def write(self, name, content):
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)

    def __call__(self, content, *, force=None, name="incidents.csv"):
        for file in self.folder.glob(f"{Path(name).parent}/*.csv") if "/" in name else ():
            file.unlink()
        self.write("areas.gpkg", _areas())
        self.write("default_points.csv", "easting,northing,what\n545000,260000,headquarters\n")
        self.write("force.toml", force or self.force)
        self.write(name, content)
        before = tree(self.folder)
        with pytest.raises(SystemExit) as left:
            cli_module.app(["check", "--force", str(self.folder / "force.toml")], prog_name="vawg-geo")
        out, err = self.capfd.readouterr()
        return Answer(self.folder, left.value.code or 0, out, err, tree(self.folder) == before)


def tree(folder):
    return {path.relative_to(folder): path.read_bytes() if path.is_file() else b"" for path in folder.rglob("*")}


def accepted(answer, *, rows, file="incidents.csv"):
    """Exit 0, nothing on stderr, no value told, and an account that balances to the row and says where to look."""
    assert (answer.code, answer.err) == (0, "")
    assert not SECRETS.search(answer.out)
    case = answer.case()
    line = case.ledger.set_index("file").loc[file]
    assert line["rows_in"] == rows
    assert line["used"] + line["rejected"] == rows
    mine = case.rejected[case.rejected["file"] == file]
    assert len(mine) == line["rejected"]
    assert len(case.incidents) == case.ledger.loc[case.ledger["file"].str.startswith(file[:4]), "used"].sum()
    told = case.quality[case.quality["action"].isin(["quarantined", "corrected"])]
    told = told[(told["file"] == file) & (told["what"].str.contains("first row") | told["action"].eq("quarantined"))]
    aside = told[told["rule"].isin(mine["reason"])]
    assert aside["n"].sum() >= len(mine)
    for words, rule in zip(told["what"], told["rule"], strict=True):
        assert re.search(r"first row \d+$", words), words
        assert "column " in words or rule in ("I33", "I41"), words
    assert (told["cure"] != "").all()
    return case


def refused(answer, rule, file="incidents.csv"):
    """Exit 1, one readable line with the file, the number and the cure, no value, and nothing changed on disk."""
    assert (answer.code, answer.out) == (1, "")
    assert re.fullmatch(r"vawg-geo: [^\n]+\n", answer.err)
    assert file in answer.err
    assert re.search(rf"\[.*{rule}\b.*\]", answer.err), answer.err
    assert CURE.search(answer.err), answer.err
    assert not SECRETS.search(answer.err)
    assert answer.untouched


def changed(rows, change, *, where=lambda _: True):
    return [row | (change(row) if callable(change) else change) if where(n) else row for n, row in enumerate(rows)]


def month_first(rows, names=("from", "to", "recorded")):
    return changed(rows, lambda row: {name: f"{row[name][3:6]}{row[name][:3]}{row[name][6:]}" for name in names})


def early(rows):
    """Rows whose days are all 1 to 12, so that both orders can read them."""
    return [row for row in rows if all(int(row[name][:2]) <= 12 for name in ("from", "to", "recorded"))]


def serial(text):
    return f"{(pd.Timestamp(text[6:10] + text[3:5] + text[:2]) - pd.Timestamp('1899-12-30')).days}.5"


def workbook(rows, columns=COLUMNS):
    from openpyxl import Workbook

    book, out = Workbook(), io.BytesIO()
    for row in [list(columns), *[[row[name] for name in columns] for row in rows]]:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def parquet_file(table):
    out = io.BytesIO()
    pd.DataFrame(table).to_parquet(out)
    return out.getvalue()


def zipped(content, name="incidents.csv", *, megabytes=0):
    """A zip archive; with zeros behind the content when it should expand."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, archive.open(name, "w") as file:
        file.write(content.encode() if isinstance(content, str) else content)
        for _ in range(megabytes):
            file.write(b"0" * 1_000_000)
    return out.getvalue()


def bomb(megabytes):
    block = gzip.compress(b"0" * 1_000_000, 9)
    return block * megabytes
