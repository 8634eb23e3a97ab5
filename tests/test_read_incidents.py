import gzip
import re
from datetime import date

import numpy as np
import pandas as pd
import pytest
from extracts import COLUMNS, make_rows, to_csv
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vawg_geo.base.errors import PseudonymKeyError, SourceError
from vawg_geo.base.offences import offence_table
from vawg_geo.base.periods import Month
from vawg_geo.base.schema import INCIDENTS, check_table
from vawg_geo.sources.incidents import read_incidents
from vawg_geo.sources.source import descriptions

CUT = date(2022, 4, 5)
BOUNDS = (530_000, 240_000, 570_000, 280_000)


def read(tmp_path, rows, **options):
    path = tmp_path / "incidents.csv"
    content = rows if isinstance(rows, bytes | str) else to_csv(rows)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_incidents(path, **{"source": "demo", "cut": CUT, "bounds": BOUNDS} | options)


def balanced(intake):
    ledger = intake.ledger
    assert (ledger["rows_in"] == ledger["used"] + ledger["rejected"]).all()
    assert len(intake.rejected) == ledger["rejected"].sum()
    assert not intake.rejected.duplicated(["file", "row"]).any()
    check_table(intake.incidents, INCIDENTS)
    return intake


def noted(intake, rule):
    return int(intake.quality.loc[intake.quality["rule"] == rule, "n"].sum())


def test_a_clean_extract_is_used_whole(tmp_path):
    intake = balanced(read(tmp_path, make_rows()))
    table = intake.incidents
    assert len(table) == 200
    assert intake.rejected.empty
    assert table["offence_code"].value_counts().to_dict() == dict.fromkeys(["105A", "8N", "19C"], 40) | dict.fromkeys(
        ["20A", "8L", "88E", "8Q"], 20
    )
    assert (table["harm"] == table["offence_code"].map(offence_table()["weight"])).all()
    assert table["space"].eq("public").all()
    assert table["located"].eq("placed").all()
    assert table.crs.to_epsg() == 27700
    assert table["beat"].iloc[:3].tolist() == ["000", "001", "002"]
    assert str(table["occurred_from"].dt.tz) == "Europe/London"
    assert intake.people["role"].value_counts().to_dict() == {"victim": 200, "suspect": 100}
    assert table["victim"].nunique() == 150
    assert table["victim_sex"].isna().sum() == 66  # U is unknown, never dropped


def test_identifiers_leave_no_trace(tmp_path):
    intake = read(tmp_path, make_rows())
    everything = intake.incidents.to_csv() + intake.people.to_csv() + intake.quality.to_csv() + intake.rejected.to_csv()
    assert not re.search(r"35/0|\bV\d|\bS\d", everything)
    assert set(intake.people["incident"]) <= set(intake.incidents.index)


def test_reading_does_not_depend_on_what_else_is_read(tmp_path):
    assert read(tmp_path, make_rows()).incidents.iloc[:50].equals(read(tmp_path, make_rows()[:50]).incidents)


# One fault a row: the change, the FAULTS number, the column it is laid to.
ROW_FAULTS = {
    "I9": ({"easting": "0.121", "northing": "52.204"}, "easting"),
    "I10": ({"easting": "0", "northing": "0"}, "easting"),
    "I12": ({"easting": "54178"}, "easting"),
    "I14": ({"northing": "UNKNOWN"}, "northing"),
    "I7": ({"easting": "255000", "northing": "541000"}, "easting"),
    "I16": ({"recorded": "2022-03-05 10:00"}, "recorded"),
    "I16b": ({"from": "05/03/22 10:00"}, "from"),
    "I16c": ({"from": "31/02/2022 10:00"}, "from"),
    "I16d": ({"from": "03/25/2022 10:00"}, "from"),
    "I16e": ({"recorded": ""}, "recorded"),
    "I19": ({"from": "00/01/1900"}, "from"),
    "I19b": ({"from": "01/01/1900 00:00"}, "from"),
    "I22": ({"from": "27/03/2022 01:30", "to": "27/03/2022 03:30"}, "from"),
    "I23": ({"from": "09/03/2022 10:00", "to": "08/03/2022 10:00"}, "from"),
    "I23b": ({"from": ""}, "from"),
    "I24": ({"recorded": "06/04/2022 00:00"}, "recorded"),
    "I30": ({"ho_code": "99Z"}, "ho_code"),
    "I30b": ({"ho_code": ""}, "ho_code"),
    "I36": ({"ho_code": "8E5"}, "ho_code"),
    "I43": ({"premises_name": "a\0b"}, "premises_name"),
    "I43b": ({"easting": "541\0000"}, "easting"),
    "I49": (dict.fromkeys(COLUMNS, "") | {"crime_number": "TOTAL", "victim_age": "812"}, "crime_number"),
}


@pytest.mark.parametrize("case", ROW_FAULTS)
def test_a_faulty_row_is_quarantined_with_its_number(tmp_path, case):
    change, column = ROW_FAULTS[case]
    rows = make_rows()
    rows[6] |= change
    intake = balanced(read(tmp_path, rows))
    rule = {"I36": "I30"}.get(case, case.rstrip("bcde"))
    assert intake.rejected.values.tolist() == [["incidents.csv", 7, rule, column]]
    assert noted(intake, rule) == 1


# One correction: the change, the FAULTS number, the column and what it must hold afterwards.
CORRECTIONS = {
    "I13": ({"easting": "541,787"}, lambda row: row.geometry.x == 541_787),
    "I18": (
        {"to": "09/03/2022 24:00", "from": "09/03/2022 22:00"},
        lambda row: str(row.occurred_to)[:16] == "2022-03-10 00:00",
    ),
    "I20": ({"from": "44625.5", "to": "44625.75"}, lambda row: str(row.occurred_from)[:16] == "2022-03-05 12:00"),
    "I54": ({"ho_code": " 8n "}, lambda row: row.offence_code == "8N"),
    "I55": ({"ho_code": "8N\u200b"}, lambda row: row.offence_code == "8N"),
    "I25": ({"from": "05/03/2022 00:00", "to": "05/03/2022 00:10"}, lambda row: row.occurred_from.hour == 0),
    "I26": ({"from": "05/03/2022 10:00", "to": "07/03/2022 10:00"}, lambda row: row.occurred_to.day == 7),
}  # fmt: skip


@pytest.mark.parametrize("rule", CORRECTIONS)
def test_a_curable_row_is_used_and_reported(tmp_path, rule):
    change, holds = CORRECTIONS[rule]
    rows = [row for row in make_rows() if not row["from"].endswith("00:00")]
    rows[6] |= change
    intake = balanced(read(tmp_path, rows))
    assert intake.rejected.empty
    assert holds(intake.incidents.iloc[6])
    assert noted(intake, rule) >= 1


@pytest.mark.parametrize(
    ("column", "text", "ours"),
    [
        ("beat", "010", "beat"), ("beat", "NA", "beat"), ("premises_name", "None", "premises"),
        ("premises_name", 'null\nor "nil"', "premises"),
    ],
)  # fmt: skip
def test_words_stay_as_written(tmp_path, column, text, ours):
    rows = make_rows()
    rows[0][column] = text
    assert balanced(read(tmp_path, rows)).incidents[ours].iloc[0] == text


def test_october_hour_is_counted_once_and_flagged(tmp_path):
    rows = make_rows(first=pd.Timestamp("2021-10-01"), days=28)
    rows[0] |= {"from": "31/10/2021 01:30", "to": "31/10/2021 01:10", "recorded": "31/10/2021 09:00"}
    intake = balanced(read(tmp_path, rows))
    row = intake.incidents.iloc[0]
    assert (row["occurred_to"] - row["occurred_from"]).total_seconds() == 40 * 60  # 01:30 BST to 01:10 GMT
    assert noted(intake, "I21") == 1


def test_repeats(tmp_path):
    rows = make_rows()
    rows += [dict(rows[3]), dict(rows[4]) | {"easting": "549999"}]
    rows[5]["crime_number"] = rows[6]["crime_number"] = ""
    rows[6] |= {name: value for name, value in rows[5].items() if name != "crime_number"}
    intake = balanced(read(tmp_path, rows))
    assert intake.rejected[["row", "reason"]].values.tolist() == [[5, "I28"], [201, "I27"], [202, "I28"]]
    assert intake.quality.set_index("rule").loc["I27", "action"] == "corrected"
    assert intake.incidents.index.is_unique  # two rows without an identifier are two crimes


def test_default_point_is_quarantined(tmp_path):
    import geopandas as gpd

    rows = make_rows()
    rows[8] |= {"easting": "545000", "northing": "260000"}
    points = gpd.GeoDataFrame({"what": ["headquarters"]}, geometry=gpd.points_from_xy([545000], [260000]), crs=27700)
    assert read(tmp_path, rows, default_points=points).rejected["reason"].tolist() == ["I11"]


def swap(rows, *, days=None):
    changed = []
    for row in rows:
        new = dict(row)
        for name in ("from", "to", "recorded"):
            new[name] = f"{row[name][3:5]}/{row[name][:2]}{row[name][5:]}"
        changed.append(new)
    return [
        row
        for row in changed
        if days is None or all(int(row[name][3:5]) <= days for name in ("from", "to", "recorded"))
    ]


def each(rows, change):
    return [row | change(row) for row in rows]


def refused_files():
    rows = make_rows()
    text = to_csv(rows)
    lines = text.splitlines(keepends=True)
    yield (
        "I5",
        to_csv(
            [{k: v for k, v in row.items() if k != "beat"} for row in rows], columns=[c for c in COLUMNS if c != "beat"]
        ),
    )
    yield "I6", text.replace("easting", "eastings", 1)
    yield "I7", to_csv(each(rows, lambda row: {"easting": row["northing"], "northing": row["easting"]}))
    yield "I8", to_csv(each(rows, lambda row: {"easting": "0.12", "northing": "52.2"}))
    yield "I14", to_csv(each(rows, lambda row: {"easting": "TL 41 58"}))
    yield "I15", to_csv(swap(rows))
    yield "I15", to_csv(make_rows(2_000, first=pd.Timestamp("2021-03-01"), days=365) + swap(make_rows(100, seed=1)))
    yield "I16", to_csv(each(rows, lambda row: {"from": f"{row['from'][6:10]}-{row['from'][3:5]}-{row['from'][:2]}"}))
    yield "I17", to_csv(swap(rows, days=12))
    yield "I17", to_csv(swap(make_rows(40, days=11), days=12))
    yield "I17", to_csv(swap(make_rows(900, first=pd.Timestamp("2021-04-01"), days=365), days=12))
    yield "I31", b""
    yield "I32", lines[0]
    yield "I33", text[:-40]
    yield "I34", "".join(lines[:-1]) + '35/9/22,"8N'
    yield "I42", ",".join(f"c{i}" for i in range(200_000)) + "\n" + "," * 199_999 + "\n"
    yield "I44", gzip.compress(b"0" * 50_000_000)
    yield "I47", "<!DOCTYPE html><html><body><table><tr><td>crime_number</td></tr></table></body></html>"
    yield "I48", b"PK\x03\x04" + b"\0" * 200
    yield "I48", b"\xd0\xcf\x11\xe0" + b"\0" * 200
    yield "I56", text.replace("northing", "easting", 1)


@pytest.mark.parametrize(
    ("rule", "content"), [pytest.param(*case, id=f"{case[0]}-{i}") for i, case in enumerate(refused_files())]
)
def test_a_file_that_cannot_be_trusted_is_refused(tmp_path, rule, content):
    options = {}
    if rule == "I44":
        source = tmp_path / "small.toml"
        shipped = descriptions() / "demo.toml"
        source.write_text("max_mb = 40\n" + shipped.read_text())
        options["source"] = source
    with pytest.raises(SourceError, match=rf"\[.*{rule}\b.*\]") as refusal:
        read(tmp_path, content, **options)
    assert "incidents.csv" in str(refusal.value)
    assert "Plough" not in str(refusal.value)


def test_missing_and_renamed_columns_are_named(tmp_path):
    text = to_csv(make_rows())
    with pytest.raises(SourceError, match=r"'easting' \(is it the one headed 'grid e'\?\)"):
        read(tmp_path, text.replace("easting", "Grid_E", 1))
    with pytest.raises(SourceError) as refusal:
        read(tmp_path, text.split("\n", 1)[1])  # no header row: the first record must not be told
    assert "Plough" not in str(refusal.value)


def curable_files():
    rows = make_rows()
    rows[0]["premises_name"] = "Café “Noir”"
    text = to_csv(rows)
    yield "I1", text.encode("cp1252")
    yield "I2", text.encode("utf-16")
    yield "I2", text.encode("utf-16-le")
    yield "I2", text.encode("utf-16-be")
    yield "I3", text.encode("utf-8-sig")
    yield "I45", to_csv(rows, delimiter=";").encode()
    yield "I45", to_csv(rows, delimiter="\t").encode()
    yield "I46", ("Crimes, exported by desk 4\n\n" + text).encode()
    yield "", gzip.compress(text.encode())
    yield "", text.replace("\n", "\r\n").encode()


@pytest.mark.parametrize(("rule", "content"), list(curable_files()))
def test_a_file_in_another_dress_gives_the_same_records(tmp_path, rule, content):
    plain = read(tmp_path, next(iter(curable_files()))[1].decode("cp1252"))
    intake = balanced(read(tmp_path, content))
    assert intake.incidents.equals(plain.incidents)
    assert intake.incidents["premises"].iloc[0] == "Café “Noir”"
    assert not rule or noted(intake, rule) >= 1


def test_mojibake_is_reported_not_guessed(tmp_path):
    rows = make_rows()
    rows[0]["premises_name"] = "Café".encode().decode("cp1252")
    assert noted(balanced(read(tmp_path, rows)), "I4") == 1


def test_rows_that_do_not_fit_the_header(tmp_path):
    lines = to_csv(make_rows()).splitlines()
    lines[3] = lines[3].replace("The Plough", "The, Plough").rsplit(",", 1)[0] + ","  # the last cell, blank, pushed out
    lines[3] += ","
    lines[5] += ",Cambridge"
    lines[7] = ",".join(lines[7].split(",")[:-2])
    lines[9] = lines[9].replace("The Plough", '"The Plough')  # a stray quote swallows line ends
    lines[11] = lines[11].replace("The Plough", '"The Plough')
    lines.insert(13, "")
    intake = balanced(read(tmp_path, "\n".join(lines) + "\n"))
    assert intake.ledger["rows_in"].tolist() == [200]
    faults = [[3, "I41"], [5, "I41"], [7, "I33"], [9, "I33"], [11, "I33"]]
    assert intake.rejected[["row", "reason"]].values.tolist() == faults
    head, *body = to_csv(make_rows()).splitlines()
    ended = read(tmp_path, "\n".join([head, *(line + ",," for line in body)]) + "\n")
    assert len(balanced(ended).incidents) == 200  # blank cells at the end of every line harm nobody


def test_unknown_codes_are_listed_once_each_and_others_never_named(tmp_path):
    rows = make_rows()
    for number, code in enumerate(["8E5", "8E5", "1E3", "Jane Smith"]):
        rows[number]["ho_code"] = code
    quality = read(tmp_path, rows).quality
    lines = quality.loc[quality["rule"] == "I30", ["what", "n"]]
    assert sorted(lines["n"]) == [1, 1, 2]
    assert lines["what"].str.contains("8E5").sum() == lines["what"].str.contains("1E3").sum() == 1
    assert not quality["what"].str.contains("Smith").any()


def test_unweighted_codes_are_counted_and_have_no_harm(tmp_path):
    rows = make_rows()
    rows[0]["ho_code"] = "8U"
    intake = read(tmp_path, rows)
    assert np.isnan(intake.incidents["harm"].iloc[0])
    assert noted(intake, "METHODS 2") == 1


def test_wrong_month_and_low_volume(tmp_path):
    rows = make_rows(600, first=pd.Timestamp("2021-03-01"), days=365)
    with pytest.raises(SourceError, match="I52"):
        read(tmp_path, rows, month=Month(2022, 4))
    assert noted(read(tmp_path, rows), "I53") >= 0
    short = [row for row in rows if row["recorded"][3:10] != "03/2022"]
    assert (read(tmp_path, short).quality["rule"] == "I53").any()


def test_without_a_cut_the_files_day_is_used_and_announced(tmp_path):
    assert "last changed" in read(tmp_path, make_rows(), cut=None).chosen["data cut"]


def test_a_real_source_needs_a_key(tmp_path, monkeypatch):
    monkeypatch.delenv("VAWG_GEO_KEY", raising=False)
    monkeypatch.delenv("VAWG_GEO_KEY_FILE", raising=False)
    shipped = descriptions() / "demo.toml"
    source = tmp_path / "ours.toml"
    source.write_text(shipped.read_text().replace("synthetic = true", ""))
    with pytest.raises(PseudonymKeyError):
        read(tmp_path, make_rows(), source=source)
    monkeypatch.setenv("VAWG_GEO_KEY", "k" * 32)
    mine = read(tmp_path, make_rows(), source=source)
    assert not set(mine.incidents.index) & set(read(tmp_path, make_rows()).incidents.index)
    assert mine.key_id != read(tmp_path, make_rows()).key_id


def test_no_file_is_refused_by_name(tmp_path):
    with pytest.raises(SourceError, match=r"nothing-\*\.csv"):
        read_incidents(tmp_path / "nothing-*.csv", source="demo")
    with pytest.raises(SourceError, match="read_outcomes"):
        read_incidents(tmp_path, source="police_uk_outcomes")


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=2_000), st.booleans())
def test_any_bytes_are_refused_or_balance(tmp_path, content, headed):
    head = (",".join(COLUMNS) + "\n").encode() if headed else b""
    try:
        balanced(read(tmp_path, head + content))
    except SourceError:
        return


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_random_damage_keeps_the_balance(tmp_path, data):
    rows = make_rows(30)
    cell = st.one_of(
        st.text(max_size=12), st.sampled_from(["0", "NA", "24:00", "31/12/9999", "1E5", "-1", "nan", "inf", "44625"])
    )
    for _ in range(data.draw(st.integers(1, 12))):
        rows[data.draw(st.integers(0, 29))][data.draw(st.sampled_from(COLUMNS))] = data.draw(cell)
    text = to_csv(rows).encode("utf-8", "surrogatepass")
    if data.draw(st.booleans()):
        at = data.draw(st.integers(0, len(text)))
        text = text[:at] + data.draw(st.binary(max_size=5)) + text[at + data.draw(st.integers(0, 3)) :]
    try:
        intake = balanced(read(tmp_path, text))
    except SourceError:
        return
    assert len(intake.incidents) == intake.ledger["used"].sum()


QUARANTINED = ("I9", "I10", "I12", "I14", "I19", "I22", "I23", "I24", "I27", "I28", "I41", "I43", "I49")
NOTED = ("I13", "I18", "I21", "I25", "I26", "I54", "I55")


def test_the_county_s_dirt_comes_back_to_the_row(county, truth):
    from vawg_geo.sources.removal import read_default_points

    points = read_default_points(county / "default_points.csv").query("what.str.contains('default')")
    path = county / "extracts" / "incidents.csv"
    intake = balanced(read_incidents(path, source="demo", cut=CUT, default_points=points))
    planted = {rule: n for rule, (n, _) in truth.dirt.items()}
    reasons = intake.rejected["reason"].value_counts().to_dict()
    expected = {rule: planted[rule] for rule in QUARANTINED} | {
        "I11": planted["I11"],
        "I30": planted["I30"] + planted["I36"],
    }
    assert reasons == expected
    assert {rule: noted(intake, rule) for rule in NOTED} == {rule: planted[rule] for rule in NOTED}
    assert intake.ledger["rows_in"].sum() == truth.rows
    codes = intake.quality.loc[intake.quality["rule"] == "I30", "what"]
    assert all(codes.str.contains(code, regex=False).sum() == 1 for code in truth.unknown_codes)
    premises, beat = intake.incidents["premises"], intake.incidents["beat"]
    assert (beat == "NA").sum() == planted["I38"]
    assert (premises == "None").sum() == planted["I39"]
    assert premises.str.contains("\n").sum() == planted["I40"]
