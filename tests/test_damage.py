"""Every damage of an extract, by its number, done to a copy and read by the command line: FAULTS section I."""
# ruff: noqa: E501 - a damage a line reads better than one wrapped

import gzip
import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from extracts import COLUMNS, make_rows, to_csv

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
source = "{source}"
data_cut = "2022-04-05"
"""
YEAR = {"first": pd.Timestamp("2021-03-15"), "days": 380}
# What stands in the rows and may stand in no answer: crime numbers, people, premises, and planted words.
SECRETS = re.compile(r"35/\d{6}/22|\b[VS]\d+\b|Plough|Canary|5[45]\d{4}\b|26\d{4}\b")


@pytest.fixture(scope="session")
def areas(tmp_path_factory):
    """A grid of nine squares over the extract's points; two share every inner edge."""
    shapes = [
        shapely.box(541_000 + 3_000 * i, 255_000 + 3_000 * j, 544_000 + 3_000 * i, 258_000 + 3_000 * j)
        for i in range(3)
        for j in range(3)
    ]
    codes = [f"Z01{number:06d}" for number in range(9)]
    path = tmp_path_factory.mktemp("areas") / "areas.gpkg"
    gpd.GeoDataFrame({"code": codes, "name": codes}, geometry=shapes, crs=27700).to_file(path)
    return path


@pytest.fixture
def check(tmp_path, areas, capfd, monkeypatch):
    """Write an extract into a force's folder and run `vawg-geo check` on it."""
    monkeypatch.setattr(cli_module, "_catch_signals", lambda: None)

    def run(content, *, source="demo", force=FORCE):
        folder = tmp_path / "force"
        folder.mkdir(exist_ok=True)
        (folder / "areas.gpkg").write_bytes(areas.read_bytes())
        (folder / "default_points.csv").write_text("easting,northing,what\n545000,260000,headquarters\n", "utf-8")
        (folder / "force.toml").write_text(force.format(source=source), "utf-8")
        (folder / "incidents.csv").write_bytes(content.encode() if isinstance(content, str) else content)
        before = tree(folder)
        with pytest.raises(SystemExit) as left:
            cli_module.app(["check", "--force", str(folder / "force.toml")], prog_name="vawg-geo")
        out, err = capfd.readouterr()
        return Answer(folder, left.value.code or 0, out, err, tree(folder) == before)

    return run


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


def tree(folder):
    return {path.relative_to(folder): path.read_bytes() if path.is_file() else b"" for path in folder.rglob("*")}


def accepted(answer, *, rows):
    """Exit 0, nothing on stderr, no value told, and an account that balances to the row."""
    assert (answer.code, answer.err) == (0, "")
    assert not SECRETS.search(answer.out)
    case = answer.case()
    line = case.ledger.set_index("file").loc["incidents.csv"]
    assert line["rows_in"] == rows
    assert line["used"] + line["rejected"] == rows
    assert (case.rejected["file"] == "incidents.csv").sum() == line["rejected"]
    assert len(case.incidents) == line["used"]
    return case


def refused(answer, rule):
    """Exit 1, one readable line with the file and the number, no value, and nothing changed on disk."""
    assert (answer.code, answer.out) == (1, "")
    assert re.fullmatch(r"vawg-geo: [^\n]+\n", answer.err)
    assert "incidents.csv" in answer.err
    assert re.search(rf"\[.*{rule}\b.*\]", answer.err), answer.err
    assert not SECRETS.search(answer.err)
    assert answer.untouched


def changed(rows, change, *, where=lambda _: True):
    return [row | (change(row) if callable(change) else change) if where(n) else row for n, row in enumerate(rows)]


def month_first(rows):
    return changed(
        rows,
        lambda row: {name: f"{row[name][3:6]}{row[name][:3]}{row[name][6:]}" for name in ("from", "to", "recorded")},
    )


def early(rows):
    """Rows whose days are all 1 to 12, so that both orders can read them."""
    return [row for row in rows if all(int(row[name][:2]) <= 12 for name in ("from", "to", "recorded"))]


def serial(text):
    return f"{(pd.Timestamp(text[6:10] + text[3:5] + text[:2]) - pd.Timestamp('1899-12-30')).days}.5"


def workbook(rows):
    from openpyxl import Workbook

    book, out = Workbook(), io.BytesIO()
    for row in [list(COLUMNS), *[[row[name] for name in COLUMNS] for row in rows]]:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def bomb(megabytes):
    block = gzip.compress(b"0" * 1_000_000, 9)
    return block * megabytes


def refusals():
    rows, year = make_rows(), make_rows(1_000, **YEAR)
    text = to_csv(rows)
    lines = text.splitlines(keepends=True)
    yield (
        "I5",
        "a column is gone",
        to_csv([{k: row[k] for k in row if k != "beat"} for row in rows], columns=[c for c in COLUMNS if c != "beat"]),
    )
    yield "I6", "a column is renamed", text.replace("easting", "Eastings", 1)
    yield "I5", "no header row", "".join(lines[1:])
    yield "I7", "swapped", to_csv(changed(rows, lambda row: {"easting": row["northing"], "northing": row["easting"]}))
    yield "I8", "lat and lon", to_csv(changed(rows, {"easting": "0.1217", "northing": "52.2053"}))
    yield "I8", "lon and lat", to_csv(changed(rows, {"easting": "52.2053", "northing": "0.1217"}))
    yield "I14", "no numbers at all", to_csv(changed(rows, {"easting": "UNKNOWN"}))
    yield "I15", "a month, month first", to_csv(month_first(rows))
    yield "I15", "a year, month first", to_csv(month_first(year))
    yield "I15", "one month of a year, month first", to_csv(year + month_first(make_rows(100, seed=3)))
    yield (
        "I16",
        "iso dates",
        to_csv(changed(rows, lambda row: {"from": f"{row['from'][6:10]}-{row['from'][3:5]}-{row['from'][:2]} 10:00"})),
    )
    yield "I16", "two-digit years", to_csv(changed(rows, lambda row: {"from": f"{row['from'][:6]}{row['from'][8:]}"}))
    yield "I17", "a month's days 1 to 12", to_csv(month_first(early(rows)))
    yield "I17", "a year's days 1 to 12", to_csv(month_first(early(year)))
    yield "I17", "one early March among a year", to_csv(year + month_first(early(make_rows(200, seed=3))))
    yield "I31", "0 bytes", b""
    yield "I31", "0 bytes in gzip", gzip.compress(b"")
    yield "I31", "blank lines", b"\n\n\n"
    yield "I32", "header alone", lines[0]
    yield "I33", "cut in a row", text[: len(text) - 40]
    yield "I33", "gzip cut short", gzip.compress(text.encode())[:-400]
    yield "I34", "cut in a quote", "".join(lines[:-1]) + '35/9/22,"8N'
    yield "I34", "a quote opened early, cut", lines[0] + '35/9/22,"8N\n' + "".join(lines[2:])
    yield (
        "I42",
        "200,000 columns",
        ",".join([*COLUMNS, *(f"c{n}" for n in range(200_000))]) + "\n" + "," * 200_028 + "\n",
    )
    yield "I42", "200,000 unnamed columns", "," * 200_000 + "\n" + "," * 200_000 + "\n"
    yield "I47", "a web page", "<!DOCTYPE html><html><body><table><tr><td>crime_number</td></tr></table></body></html>"
    yield "I47", "a table alone", f"\ufeff\n <TABLE><tr><td>{lines[0]}</td></tr></TABLE>"
    yield "I47", "a comment first", "<!-- report --><html></html>"
    yield "I47", "a page in UTF-16", "<html><body>crime_number</body></html>".encode("utf-16")
    yield "I48", "xlsx", workbook(rows)
    yield "I48", "xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 5_000
    yield "I48", "zip", zipped(text)
    yield "I48", "xlsx in gzip", gzip.compress(workbook(rows))
    yield "I56", "a header twice", text.replace("northing", "easting", 1)
    yield "I56", "a header twice, another case", text.replace("beat\n", "beat,EASTING\n", 1)


def zipped(text):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("incidents.csv", text)
    return out.getvalue()


@pytest.mark.parametrize(("rule", "content"), [pytest.param(r, c, id=f"{r} {what}") for r, what, c in refusals()])
def test_a_file_that_cannot_be_trusted_changes_nothing(check, rule, content):
    refused(check(content), rule)


# One row's fault: the number, what is written instead, and the column's header the answer must name.
ROWS = [
    ("I9", {"easting": "0.1217", "northing": "52.2053"}, "easting"),
    ("I9", {"easting": "52.2053", "northing": "0.1217"}, "easting"),
    ("I7", {"easting": "258100", "northing": "544100"}, "easting"),
    ("I10", {"easting": "0", "northing": "0"}, "easting"),
    ("I10", {"easting": "0.0", "northing": "-0"}, "easting"),
    ("I11", {"easting": "545000", "northing": "260000"}, ""),
    ("I12", {"easting": "54178"}, "easting"),
    ("I12", {"northing": "2600001"}, "northing"),
    ("I14", {"easting": "1e5"}, "easting"),
    ("I14", {"easting": "UNKNOWN"}, "easting"),
    ("I14", {"northing": ""}, "northing"),
    ("I14", {"easting": "nan"}, "easting"),
    ("I14", {"easting": "inf"}, "easting"),
    ("I14", {"easting": "٥٤٥٠٠٠"}, "easting"),
    ("I16", {"from": "2022-03-09 10:00"}, "from"),
    ("I16", {"recorded": "03/25/2022 10:00"}, "recorded"),
    ("I16", {"from": "29/02/2022 10:00"}, "from"),
    ("I16", {"from": "Canary"}, "from"),
    ("I16", {"from": "09/03/2022 1e2"}, "from"),
    ("I19", {"from": "00/01/1900"}, "from"),
    ("I19", {"from": "01/01/1900 00:00"}, "from"),
    ("I16", {"from": "0.5"}, "from"),
    ("I22", {"from": "27/03/2022 01:30", "to": "27/03/2022 03:30", "recorded": "28/03/2022 10:00"}, "from"),
    ("I23", {"from": "09/03/2022 10:00", "to": "08/03/2022 10:00"}, "from"),
    ("I23", {"from": ""}, "from"),
    ("I24", {"recorded": "06/04/2022 00:00"}, "recorded"),
    ("I24", {"to": "09/03/9999 10:00"}, "to"),
    ("I30", {"ho_code": "99Z"}, "ho_code"),
    ("I30", {"ho_code": "Canary"}, "ho_code"),
    ("I30", {"ho_code": ""}, "ho_code"),
    ("I30", {"ho_code": "8E5"}, "ho_code"),
    ("I43", {"premises_name": "Canary\0"}, ""),
    ("I43", {"easting": "541\0000"}, ""),
    ("I49", dict.fromkeys(COLUMNS, "") | {"crime_number": "TOTAL", "victim_age": "812"}, "crime_number"),
    ("I49", dict.fromkeys(COLUMNS, "") | {"ho_code": "Grand Total: 812"}, "ho_code"),
    ("I49", dict.fromkeys(COLUMNS, "") | {"beat": "Total", "victim_age": "812"}, "beat"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "change", "header"), [pytest.param(*one, id=f"{one[0]} {n}") for n, one in enumerate(ROWS)]
)
def test_a_faulty_row_is_set_aside_and_no_other(check, rule, change, header):
    rows = make_rows()
    rows[6] |= change
    answer = check(to_csv(rows))
    case = accepted(answer, rows=200)
    if rule == "I11":  # counted as removed from the map, not lost
        assert case.removed.to_numpy().tolist() == [["Z01000004", "headquarters", 1]]
        return
    number = {"8E5": "I30"}.get(rule, rule)
    assert case.rejected[["row", "reason"]].to_numpy().tolist() == [[7, number]]
    found = case.quality[case.quality["action"] == "quarantined"]
    assert found["n"].tolist() == [1]
    assert found["what"].str.contains(f"{f'column {header}; ' if header else ''}first row 7").all()


def test_a_stray_comma_or_a_lost_field_costs_its_own_row_alone(check):
    lines = to_csv(make_rows()).splitlines()
    lines[5] += ",Canary"
    lines[7] = ",".join(lines[7].split(",")[:-2])
    lines[9] = lines[9].replace("The Plough", '"The Plough')
    lines[11] = lines[11].replace("The Plough", '"The Plough')
    answer = check("\n".join(lines) + "\n")
    case = accepted(answer, rows=200)
    assert case.rejected[["row", "reason"]].to_numpy().tolist() == [[5, "I41"], [7, "I33"], [9, "I33"], [11, "I33"]]
    assert "first row 5" in answer.out


def test_many_bad_rows_of_one_kind_are_one_line(check):
    rows = changed(make_rows(), {"easting": "0.1217", "northing": "52.2053"}, where=lambda n: n % 4 == 0)
    case = accepted(check(to_csv(rows)), rows=200)
    assert case.rejected["reason"].tolist() == ["I9"] * 50


def test_a_fifth_of_swapped_coordinates_is_set_aside(check):
    rows = changed(
        make_rows(), lambda row: {"easting": row["northing"], "northing": row["easting"]}, where=lambda n: n % 5 == 0
    )
    assert accepted(check(to_csv(rows)), rows=200).rejected["reason"].tolist() == ["I7"] * 40


# One row's cure: the number, what is written, and what the incident must hold.
CURES = [
    ("I13", {"easting": "541,787"}, lambda row: row.geometry.x == 541_787),
    ("I18", {"from": "09/03/2022 22:00", "to": "09/03/2022 24:00"}, lambda row: row.occurred_to.day == 10),
    ("I20", {"from": "44625.5", "to": "44625.75"}, lambda row: row.occurred_from.hour == 12),
    ("I25", {"from": "05/03/2022 00:00", "to": "05/03/2022 00:10"}, lambda row: row.occurred_from.hour == 0),
    ("I26", {"from": "05/03/2022 10:00", "to": "07/03/2022 10:00", "recorded": "08/03/2022 10:00"}, lambda row: row.occurred_to.day == 7),
    ("I54", {"ho_code": " 8n "}, lambda row: row.offence_code == "8N"),
    ("I55", {"ho_code": "8N\u200b"}, lambda row: row.offence_code == "8N"),
    ("", {"ho_code": "19/8"}, lambda row: row.offence_code == "19C"),
    ("", {"beat": "010"}, lambda row: row.beat == "010"),
    ("", {"beat": "NA"}, lambda row: row.beat == "NA"),
    ("", {"premises_name": "None"}, lambda row: row.premises == "None"),
    ("", {"premises_name": 'one\ntwo "three"'}, lambda row: row.premises == 'one\ntwo "three"'),
    ("", {"easting": "544000"}, lambda row: row.area == "Z0100000" + str(int((row.geometry.y - 255_000) // 3_000))),
    ("I50", {"easting": "570000"}, lambda row: row.located == "outside"),
    ("METHODS 1", {"easting": "", "northing": ""}, lambda row: row.located == "unlocated"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "change", "holds"), [pytest.param(*one, id=f"{one[0]} {n}") for n, one in enumerate(CURES)]
)
def test_a_curable_row_is_used_and_told(check, rule, change, holds):
    rows = [row for row in make_rows() if not row["from"].endswith("00:00")]
    rows[6] |= change
    answer = check(to_csv(rows))
    case = accepted(answer, rows=len(rows))
    assert case.rejected.empty
    assert holds(next(case.incidents.iloc[6:7].itertuples()))
    if rule:
        assert case.quality.loc[case.quality["rule"] == rule, "n"].sum() >= 1
        assert rule in answer.out


def dresses():
    rows = make_rows()
    rows[0]["premises_name"] = "Café “Noir”"
    text = to_csv(rows)
    yield "I1", text.encode("cp1252")
    yield "I2", text.encode("utf-16")
    yield "I2", text.encode("utf-16-le")
    yield "I3", text.encode("utf-8-sig")
    yield "I45", to_csv(rows, delimiter=";").encode()
    yield "I46", ("Crimes, exported by desk 4\n\n" + text).encode()
    yield "I46", ('"Crimes, exported\nby desk 4"\n\n' + text).encode()
    yield "", text.replace("The Plough 7,", '"The\rPlough 7",', 1).encode()
    yield "", gzip.compress(text.encode())
    yield "", gzip.compress(text[:9_000].encode()) + gzip.compress(text[9_000:].encode())
    yield "", text.replace("\n", "\r\n").encode()
    yield "", text.replace("\n", "\r").encode()
    yield "", (text + "\n" * 5).encode()
    yield "", (text.removesuffix("\n") + "\x1a").encode()  # the end-of-file sign of old systems


@pytest.mark.parametrize(
    ("rule", "content"), [pytest.param(*one, id=f"{one[0]} {n}") for n, one in enumerate(dresses())]
)
def test_a_file_in_another_dress_gives_the_same_records(check, rule, content):
    answer = check(content)
    case = accepted(answer, rows=200)
    assert case.rejected.empty
    assert len(case.incidents) == 200
    assert case.incidents["premises"].iloc[0] == "Café “Noir”"
    assert case.incidents["beat"].iloc[-1] == make_rows()[-1]["beat"]
    assert not rule or rule in answer.out


def test_i4_mojibake_is_told_not_guessed(check):
    rows = changed(make_rows(), {"premises_name": "CafÃ©"}, where=lambda n: n < 3)
    answer = check(to_csv(rows))
    assert accepted(answer, rows=200).incidents["premises"].iloc[0] == "CafÃ©"
    assert "I4 " in answer.out


def test_i20_a_file_of_excel_serials_is_read_and_told(check):
    rows = changed(make_rows(), lambda row: {name: serial(row[name]) for name in ("from", "to", "recorded")})
    case = accepted(check(to_csv(rows)), rows=200)
    assert case.rejected.empty
    assert case.quality.loc[case.quality["rule"] == "I20", "n"].tolist() == [200, 200, 200]
    expected = [row["from"][:10] for row in make_rows()]
    assert case.incidents["occurred_from"].dt.strftime("%d/%m/%Y").tolist() == expected


def test_i21_the_hour_that_happens_twice_is_counted_once(check):
    rows = make_rows(first=pd.Timestamp("2021-10-01"), days=28)
    rows[0] |= {"from": "31/10/2021 01:30", "to": "31/10/2021 01:10", "recorded": "31/10/2021 09:00"}
    case = accepted(check(to_csv(rows)), rows=200)
    assert case.rejected.empty
    assert case.quality.loc[case.quality["rule"] == "I21", "n"].tolist() == [1]


def test_i27_i28_repeats(check):
    rows = make_rows()
    rows += [dict(rows[3]), rows[4] | {"easting": "549999"}]
    case = accepted(check(to_csv(rows)), rows=202)
    assert case.rejected[["row", "reason"]].to_numpy().tolist() == [[5, "I28"], [201, "I27"], [202, "I28"]]


def test_i29_mixed_vintages_are_refused(check, areas, tmp_path):
    later = gpd.read_file(areas)
    later["code"] = later["code"].replace({"Z01000006": "Z01000106"})
    (tmp_path / "force").mkdir()
    later.to_file(tmp_path / "force" / "later.gpkg")
    force = FORCE.replace("[[", '[areas.later]\npath = "later.gpkg"\n[[')
    rows = make_rows()
    refused(check(to_csv(changed(rows, {"lsoa": "Z01000106"}, where=lambda n: n < 9)), force=force), "I29")
    single = 'place_by = "code"\n' + FORCE
    foreign = to_csv(changed(rows, lambda row: {"lsoa": "E" + row["lsoa"][1:]}, where=lambda n: n % 3 == 0))
    answer = check(foreign, force=single)
    assert answer.code == 1
    assert "I29" in answer.err
    assert not SECRETS.search(answer.err)


def test_i35_a_column_of_codes_like_numbers_stays_text(check):
    rows = changed(make_rows(), lambda row: {"ho_code": "8E5" if row["beat"] < "020" else "1E3"})
    answer = check(to_csv(rows))
    refused(answer, "I30")  # not one of its rows can be used
    assert "none of 200 rows" in answer.err
    assert "8E5" in answer.err
    assert "1E3" in answer.err
    answer = check(to_csv(rows[:50] + make_rows()[50:]))
    assert accepted(answer, rows=200).rejected["reason"].tolist() == ["I30"] * 50
    assert "800000" not in answer.out


def test_i44_a_bomb_is_refused_without_unpacking_it(check):
    import tracemalloc

    tracemalloc.start()
    refused(check(bomb(3_000)), "I44")
    assert tracemalloc.get_traced_memory()[1] < 100_000_000
    tracemalloc.stop()


def test_i52_another_month_is_refused(check):
    answer = check(to_csv(make_rows(first=pd.Timestamp("2022-01-01"), days=28)))
    with pytest.raises(ValueError, match="I52"):
        load_case(answer.folder / "force.toml", month="2022-03")


def test_i53_half_the_volume_is_told(check):
    rows = [row for n, row in enumerate(make_rows(2_000, **YEAR)) if row["recorded"][3:10] != "03/2022" or n % 3 == 0]
    answer = check(to_csv(rows))
    accepted(answer, rows=len(rows))
    assert "I53" in answer.out


SIDE = FORCE + '[tables]\npeople = "people.csv"\n'
PEOPLE = "crime_number,person_id,role,sex,age,ethnicity,disability,eliminated\n"


def test_a_side_table_comes_through_the_same_door(check, tmp_path):
    """Rows of another width would shift every column by one in silence; a web page would be a table of one column."""
    folder = tmp_path / "force"
    folder.mkdir()
    person = "35/000001/22,Canary,suspect,M,30,,,N"
    wide = "\n".join([person + ",,Canary"] * 3)
    (folder / "people.csv").write_bytes((PEOPLE + wide + "\n" + person + "\n35/000002/22,Zoë\n").encode("cp1252"))
    case = accepted(check(to_csv(make_rows()), force=SIDE), rows=200)
    assert case.rejected[["row", "reason"]].to_numpy().tolist() == [[1, "I41"], [2, "I41"], [3, "I41"], [5, "I33"]]
    assert case.ledger.set_index("file").loc["people.csv"].tolist() == [5, 1, 4]
    for content in (b"<html>Canary</html>", (PEOPLE + '"Canary').encode(), b"PK\x03\x04", b""):
        (folder / "people.csv").write_bytes(content)
        answer = check(to_csv(make_rows()), force=SIDE)
        assert (answer.code, answer.untouched) == (1, True)
        assert re.fullmatch(r"vawg-geo: people\.csv [^\n]+\n", answer.err)
        assert not SECRETS.search(answer.err)


def test_an_analyst_s_list_is_used_whole_or_not_at_all(check, tmp_path):
    folder = tmp_path / "force"
    folder.mkdir()
    listed = 'aliases = "aliases.csv"\n' + FORCE
    (folder / "aliases.csv").write_bytes("area;name\nZ01000004;Café, the Canary\n".encode("cp1252"))
    answer = check(to_csv(make_rows()), force=listed)
    assert accepted_names(answer)["Z01000004"] == "Café, the Canary"
    (folder / "aliases.csv").write_text("area,name\nZ01000004,Cafe, the Canary\n", "utf-8")
    answer = check(to_csv(make_rows()), force=listed)
    assert (answer.code, answer.untouched) == (1, True)
    assert "aliases.csv: every row must have the header's fields; 1 do not, the first is row 1" in answer.err


def accepted_names(answer):
    assert (answer.code, answer.err) == (0, "")
    return answer.case().areas["alias"].to_dict()
