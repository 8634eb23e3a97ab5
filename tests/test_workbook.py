import datetime as dt
import zipfile

import pandas as pd
import pytest
from extracts import make_rows, to_csv

from vawg_geo.base.errors import SourceError
from vawg_geo.sources.incidents import read_incidents
from vawg_geo.sources.source import descriptions

CUT = dt.date(2022, 4, 5)


@pytest.fixture
def kinds(tmp_path):
    shipped = (descriptions() / "demo.toml").read_text()
    for kind in ("xlsx", "parquet"):
        (tmp_path / f"{kind}.toml").write_text(f'format = "{kind}"\nmax_mb = 20\nmax_columns = 200\n{shipped}')
    return tmp_path


def typed(rows):
    table = pd.DataFrame(rows)
    for name in ("from", "to", "recorded"):
        table[name] = pd.to_datetime(table[name], format="%d/%m/%Y %H:%M")
    return table.assign(easting=table["easting"].astype("int64"), northing=table["northing"].astype("float64"))


def book(path, table, *, titles=0):
    from openpyxl import Workbook

    made = Workbook(write_only=True)
    sheet = made.create_sheet("Crimes")
    for _ in range(titles):
        sheet.append(["Crimes recorded in March"])
    sheet.append(list(table.columns))
    for row in table.astype(object).itertuples(index=False):
        sheet.append([cell.to_pydatetime() if isinstance(cell, pd.Timestamp) else cell for cell in row])
    made.save(path)


def test_typed_cells_give_the_records_of_the_text(kinds):
    rows = make_rows(60)
    (kinds / "a.csv").write_text(to_csv(rows))
    book(kinds / "a.xlsx", typed(rows), titles=2)
    typed(rows).to_parquet(kinds / "a.parquet")
    plain = read_incidents(kinds / "a.csv", source="demo", cut=CUT)
    for kind in ("xlsx", "parquet"):
        intake = read_incidents(kinds / f"a.{kind}", source=kinds / f"{kind}.toml", cut=CUT)
        assert intake.incidents.drop(columns="source").equals(plain.incidents.drop(columns="source")), kind
        assert intake.people.equals(plain.people)


def test_a_number_with_a_fraction_is_no_offence_code(kinds):
    table = typed(make_rows(20)).astype({"ho_code": object})
    table.loc[0, "ho_code"], table.loc[1, "ho_code"] = 4.1, 13.0
    book(kinds / "a.xlsx", table)
    intake = read_incidents(kinds / "a.xlsx", source=kinds / "xlsx.toml", cut=CUT)
    assert intake.rejected[["row", "reason"]].to_numpy().tolist() == [[1, "I30"]]
    assert intake.incidents["offence_code"].iloc[0] == "13"


@pytest.mark.parametrize("kind", ["xlsx", "parquet"])
@pytest.mark.parametrize("content", [b"not it", b"PK\x03\x04" + b"\0" * 50, b"PAR1" + b"\xff" * 80 + b"PAR1"])
def test_broken_files_are_refused(kinds, kind, content):
    (kinds / f"a.{kind}").write_bytes(content)
    with pytest.raises(SourceError, match=f"a.{kind}"):
        read_incidents(kinds / f"a.{kind}", source=kinds / f"{kind}.toml", cut=CUT)


def test_a_zip_that_is_no_workbook_is_refused(kinds):
    with zipfile.ZipFile(kinds / "a.xlsx", "w") as archive:
        archive.writestr("hello.txt", "hello")
    with pytest.raises(SourceError, match="no readable Excel workbook"):
        read_incidents(kinds / "a.xlsx", source=kinds / "xlsx.toml", cut=CUT)


def test_expanding_without_end_is_refused(kinds):
    with zipfile.ZipFile(kinds / "a.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 30_000_000)
    pd.DataFrame({"crime_number": ["x" * 30_000_000]}).to_parquet(kinds / "a.parquet")
    for kind in ("xlsx", "parquet"):
        with pytest.raises(SourceError, match="I44"):
            read_incidents(kinds / f"a.{kind}", source=kinds / f"{kind}.toml", cut=CUT)


def test_too_many_columns_and_missing_sheets_are_refused(kinds):
    wide = pd.concat(
        [typed(make_rows(2)), pd.DataFrame(0, index=range(2), columns=[f"c{i}" for i in range(300)])], axis=1
    )
    book(kinds / "a.xlsx", wide)
    wide.to_parquet(kinds / "a.parquet")
    for kind in ("xlsx", "parquet"):
        with pytest.raises(SourceError, match="I42"):
            read_incidents(kinds / f"a.{kind}", source=kinds / f"{kind}.toml", cut=CUT)
    toml = kinds / "xlsx.toml"
    toml.write_text('sheet = "Other"\n' + toml.read_text())
    with pytest.raises(SourceError, match="no sheet"):
        read_incidents(kinds / "a.xlsx", source=toml, cut=CUT)


def test_a_workbook_without_rows_is_refused(kinds):
    book(kinds / "a.xlsx", typed(make_rows(1)).iloc[:0])
    with pytest.raises(SourceError, match="I32"):
        read_incidents(kinds / "a.xlsx", source=kinds / "xlsx.toml", cut=CUT)
