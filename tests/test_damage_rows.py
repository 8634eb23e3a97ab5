"""Faulty rows in a good extract: each set aside, corrected or told by its number, and no other row is touched."""
# ruff: noqa: E501 - a damage a line reads better than one wrapped

import gzip
import re

import pandas as pd
import pytest
from damage import FORCE, SECRETS, YEAR, Desk, accepted, changed, early, month_first, refused, serial, shipped
from extracts import COLUMNS, make_rows, to_csv

OWN = FORCE.replace('"demo"', '"own.toml"')


@pytest.fixture
def check(tmp_path, capfd, monkeypatch):
    return Desk(tmp_path, capfd, monkeypatch)


def each(cases):
    return [pytest.param(*one, id=f"{one[0]} {n}", marks=pytest.mark.fault(one[0])) for n, one in enumerate(cases)]


def all_of(cases):
    return pytest.mark.fault(*dict.fromkeys(case[0] for case in cases))


def spread(cases):
    """One extract with each case in a row of its own, nine good ones between two; row and case."""
    rows = [row for row in make_rows(11 * len(cases)) if not row["from"].endswith("00:00")][: 10 * len(cases)]
    at = {10 * n + 6: case for n, case in enumerate(cases)}
    for row, case in at.items():
        rows[row] |= case[1]
    return rows, at


# One row's fault: the case, what is written instead, and the column's header the answer must name.
ROWS = [
    ("I7", {"easting": "258100", "northing": "544100"}, "easting"),
    ("I9", {"easting": "0.1217", "northing": "52.2053"}, "easting"),
    ("I9", {"easting": "52.2053", "northing": "0.1217"}, "easting"),
    ("I10", {"easting": "0", "northing": "0"}, "easting"),
    ("I10", {"easting": "0.0", "northing": "-0"}, "easting"),
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
    ("I16", {"from": "0.5"}, "from"),
    ("I16", {"recorded": ""}, "recorded"),
    ("I19", {"from": "00/01/1900"}, "from"),
    ("I19", {"from": "01/01/1900 00:00"}, "from"),
    ("I22", {"from": "27/03/2022 01:30", "to": "27/03/2022 03:30", "recorded": "28/03/2022 10:00"}, "from"),
    ("I23", {"from": "09/03/2022 10:00", "to": "08/03/2022 10:00"}, "from"),
    ("I23", {"from": ""}, "from"),
    ("I23", {"from": "20/03/2022 10:00", "to": "20/03/2022 11:00", "recorded": "09/03/2022 10:00"}, "recorded"),
    ("I24", {"recorded": "06/04/2022 00:00"}, "recorded"),
    ("I24", {"to": "09/03/9999 10:00"}, "to"),
    ("I30", {"ho_code": "99Z"}, "ho_code"),
    ("I30", {"ho_code": "Canary"}, "ho_code"),
    ("I30", {"ho_code": ""}, "ho_code"),
    ("I36", {"ho_code": "8E5"}, "ho_code"),
    ("I43", {"premises_name": "Canary\0"}, "premises_name"),
    ("I43", {"easting": "541\0000"}, "easting"),
    ("I49", dict.fromkeys(COLUMNS, "") | {"crime_number": "TOTAL", "victim_age": "812"}, "crime_number"),
    ("I49", dict.fromkeys(COLUMNS, "") | {"ho_code": "Grand Total: 812"}, "ho_code"),
    ("I49", dict.fromkeys(COLUMNS, "") | {"beat": "Total", "victim_age": "812"}, "beat"),
]  # fmt: skip


@all_of(ROWS)
def test_faulty_rows_of_every_kind_are_set_aside_and_no_other(check):
    """All of them in one extract; one a reading is the next test's."""
    rows, at = spread(ROWS)
    answer = check(to_csv(rows))
    case = accepted(answer, rows=len(rows))
    wanted = [[row + 1, {"I36": "I30"}.get(number, number), header] for row, (number, _, header) in at.items()]
    assert case.rejected[["row", "reason", "column"]].to_numpy().tolist() == wanted
    told = case.quality[case.quality["action"] == "quarantined"]
    told = told.join(told["what"].str.extract(r"; column (?P<column>\w+); first row (?P<row>\d+)$"))
    wanted = pd.DataFrame(wanted, columns=["row", "rule", "column"]).groupby(["rule", "column"])["row"]
    told = told.astype({"row": int}).groupby(["rule", "column"])
    pd.testing.assert_series_equal(told["row"].min(), wanted.min())
    pd.testing.assert_series_equal(told["n"].sum(), wanted.size(), check_names=False)
    assert all(rule in answer.out for rule, _ in wanted.groups)


@pytest.mark.slow
@pytest.mark.parametrize(("number", "change", "header"), each(ROWS))
def test_a_faulty_row_is_set_aside_and_no_other(check, number, change, header):
    rows = make_rows()
    rows[6] |= change
    answer = check(to_csv(rows))
    case = accepted(answer, rows=200)
    rule = {"I36": "I30"}.get(number, number)
    assert case.rejected[["row", "reason", "column"]].to_numpy().tolist() == [[7, rule, header]]
    found = case.quality[case.quality["action"] == "quarantined"]
    assert found[["file", "n"]].to_numpy().tolist() == [["incidents.csv", 1]]
    assert found["what"].str.endswith(f"; column {header}; first row 7").all()
    assert rule in answer.out


@pytest.mark.fault("I11")
def test_the_headquarters_is_no_place(check):
    """By the force's list it is counted and kept off the map; by the source's own it is set aside."""
    rows = changed(make_rows(), {"easting": "545000", "northing": "260000"}, where=lambda n: n in {6, 9})
    case = accepted(check(to_csv(rows)), rows=200)
    assert case.removed.to_numpy().tolist() == [["Z01000004", "headquarters", 2]]
    assert case.incidents["located"].value_counts().to_dict() == {"placed": 198, "default_point": 2}
    assert case.quality.loc[case.quality["rule"] == "I11", ["n", "action"]].to_numpy().tolist() == [[2, "reported"]]
    check.write("own.toml", shipped("demo", "default_points = [[545000, 260000]]\n"))
    case = accepted(check(to_csv(rows), force=OWN), rows=200)
    assert case.rejected[["row", "reason"]].to_numpy().tolist() == [[7, "I11"], [10, "I11"]]


@pytest.mark.fault("I33", "I41")
def test_a_stray_comma_or_a_lost_field_costs_its_own_row_alone(check):
    rows = make_rows()
    rows[2] |= {"beat": ""}
    lines = to_csv(rows).splitlines()
    lines[3] = lines[3].replace("The Plough", "The, Plough")  # pushes out a blank: still in the wrong columns
    lines[5] += ",Canary"
    lines[7] = ",".join(lines[7].split(",")[:-2])
    lines[9] = lines[9].replace("The Plough", '"The Plough')
    lines[11] = lines[11].replace("The Plough", '"The Plough')
    case = accepted(check("\n".join(lines) + "\n"), rows=200)
    aside = case.rejected[["row", "reason"]].to_numpy().tolist()
    assert aside == [[3, "I41"], [5, "I41"], [7, "I33"], [9, "I33"], [11, "I33"]]


MANY = [
    ("I9", {"easting": "0.1217", "northing": "52.2053"}),
    ("I10", {"easting": "0", "northing": "0"}),
    ("I14", {"easting": "UNKNOWN"}),
    ("I24", {"recorded": "06/04/2022 00:00"}),
    ("I30", {"ho_code": "99Z"}),
]  # fmt: skip


@all_of(MANY)
def test_many_bad_rows_of_each_kind_are_a_line_each(check):
    rows = make_rows()
    for n, (_, change) in enumerate(MANY):
        rows = changed(rows, change, where=lambda at, n=n: at % 20 == n)
    case = accepted(check(to_csv(rows)), rows=200)
    assert case.rejected["reason"].tolist() == [number for number, _ in MANY] * 10
    told = case.quality[case.quality["action"] == "quarantined"]
    assert sorted(told[["rule", "n"]].to_numpy().tolist()) == sorted([number, 10] for number, _ in MANY)


@pytest.mark.slow
@pytest.mark.parametrize(("number", "change"), each(MANY))
def test_many_bad_rows_of_one_kind_are_one_line(check, number, change):
    case = accepted(check(to_csv(changed(make_rows(), change, where=lambda n: n % 4 == 0))), rows=200)
    assert case.rejected["reason"].tolist() == [number] * 50
    assert (case.quality["action"] == "quarantined").sum() == 1


@pytest.mark.fault("I7")
def test_a_fifth_of_swapped_coordinates_is_set_aside(check):
    swap = lambda row: {"easting": row["northing"], "northing": row["easting"]}  # noqa: E731
    rows = changed(make_rows(), swap, where=lambda n: n % 5 == 0)
    assert accepted(check(to_csv(rows)), rows=200).rejected["reason"].tolist() == ["I7"] * 40


@pytest.mark.fault("I16")
def test_a_few_rows_of_another_format_are_set_aside(check):
    iso = lambda row: {"from": f"{row['from'][6:10]}-{row['from'][3:5]}-{row['from'][:2]} 10:00"}  # noqa: E731
    rows = changed(make_rows(), iso, where=lambda n: n % 10 == 0)
    assert accepted(check(to_csv(rows)), rows=200).rejected["reason"].tolist() == ["I16"] * 20


@pytest.mark.fault("I16", "I17")
def test_a_small_batch_month_first_in_a_good_year_is_told_by_its_delays(check):
    """No single date of them is wrong in itself; a handful of rows is set aside, and the reader is sent to the rest."""
    year = make_rows(1_000, **YEAR)
    batch = early(make_rows(120, seed=3, first=pd.Timestamp("2021-06-01"), days=12))
    batch = [row | {"crime_number": f"39/{n:06d}/21"} for n, row in enumerate(batch)]
    telltales = [n for n, row in enumerate(batch) if row["from"][:2] != row["recorded"][:2]][:9]
    batch = [row for n, row in enumerate(batch) if n in telltales or row["from"][:2] == row["recorded"][:2]]
    case = accepted(check(to_csv(year + month_first(batch))), rows=1_000 + len(batch))
    assert set(case.rejected["reason"]) == {"I17"}
    assert len(case.rejected) == 9
    assert (case.rejected["row"] > 1_000).all()
    line = case.quality[case.quality["rule"] == "I17"].iloc[0]
    assert "see what else came with these rows" in line["what"]
    assert accepted(check(to_csv(year)), rows=1_000).rejected.empty


# One row's cure: the case, what is written, and what the incident must hold. "": told without a number.
CURES = [
    ("I13", {"easting": "541,787"}, lambda row: row.geometry.x == 541_787),
    ("I18", {"from": "09/03/2022 22:00", "to": "09/03/2022 24:00"}, lambda row: str(row.occurred_to)[:16] == "2022-03-10 00:00"),
    ("I20", {"from": "44625.5", "to": "44625.75"}, lambda row: str(row.occurred_from)[:16] == "2022-03-05 12:00"),
    ("I25", {"from": "05/03/2022 00:00", "to": "05/03/2022 00:10"}, lambda row: row.occurred_from.hour == 0),
    ("I26", {"from": "05/03/2022 10:00", "to": "07/03/2022 10:00", "recorded": "08/03/2022 10:00"}, lambda row: row.occurred_to.day == 7),
    ("I50", {"easting": "570000"}, lambda row: row.located == "outside" and pd.isna(row.area)),
    ("I54", {"ho_code": " 8n "}, lambda row: row.offence_code == "8N"),
    ("I55", {"ho_code": "8N\u200b"}, lambda row: row.offence_code == "8N"),
    ("I55", {"beat": "0\u200b10"}, lambda row: row.beat == "010"),
]  # fmt: skip
CORRECTED = {"I13", "I18", "I20", "I54", "I55"}
KEPT = [
    ("I37", {"beat": "010"}, lambda row: row.beat == "010"),
    ("I38", {"beat": "NA"}, lambda row: row.beat == "NA"),
    ("I39", {"premises_name": "None"}, lambda row: row.premises == "None"),
    ("I40", {"premises_name": 'one\ntwo "three"'}, lambda row: row.premises == 'one\ntwo "three"'),
    ("I51", {"easting": "544000"}, lambda row: row.area == "Z0100000" + str(int((row.geometry.y - 255_000) // 3_000))),
    ("I51", {"easting": "547000", "northing": "258000"}, lambda row: row.area == "Z01000003"),
]  # fmt: skip


def read_changed(check, change):
    rows = [row for row in make_rows() if not row["from"].endswith("00:00")]
    rows[6] |= change
    answer = check(to_csv(rows))
    case = accepted(answer, rows=len(rows))
    assert case.rejected.empty
    return answer, case, next(case.incidents.iloc[6:7].itertuples())


@all_of(CURES + KEPT)
def test_curable_rows_and_those_that_only_look_wrong_are_all_used(check):
    """All of them in one extract; one a reading is the next two tests'."""
    rows, at = spread(CURES + KEPT)
    answer = check(to_csv(rows))
    case = accepted(answer, rows=len(rows))
    assert case.rejected.empty
    records = list(case.incidents.itertuples())
    assert [number for row, (number, _, holds) in at.items() if not holds(records[row])] == []
    assert set(case.incidents.index[case.incidents["area"].isna()]) == {
        records[row].Index for row, (number, *_) in at.items() if number == "I50"
    }
    told = case.quality[case.quality["action"].isin(["corrected", "reported"])]
    for number in dict.fromkeys(number for number, *_ in CURES):
        lines = told[told["rule"] == number]
        assert (lines["n"] == 1).all()  # a line a column
        assert set(lines["action"]) == {"corrected" if number in CORRECTED else "reported"}
        if number != "I50":  # told after placing, of all files together
            first = lines["what"].str.extract(r"; column \w+; first row (\d+)$")[0].astype(int)
            assert set(first) == {row + 1 for row, case in at.items() if case[0] == number and case in CURES}
        assert (lines["cure"] != "").all()
        assert number in answer.out


@pytest.mark.slow
@pytest.mark.parametrize(("number", "change", "holds"), each(CURES))
def test_a_curable_row_is_used_and_told(check, number, change, holds):
    answer, case, row = read_changed(check, change)
    assert holds(row)
    line = case.quality[case.quality["rule"] == number].iloc[0]
    assert line["n"] == 1
    assert line["action"] == ("corrected" if number in CORRECTED else "reported")
    if number != "I50":  # told after placing, of all files together
        assert re.search(r"; column \w+; first row 7$", line["what"])
    assert line["cure"]
    assert number in answer.out


@pytest.mark.slow
@pytest.mark.parametrize(("number", "change", "holds"), each(KEPT))
def test_what_only_looks_wrong_is_kept(check, number, change, holds):
    _, case, row = read_changed(check, change)
    assert holds(row), number
    assert case.incidents["area"].notna().all()


def test_other_spellings_and_no_place_at_all(check):
    _, _, row = read_changed(check, {"ho_code": "19/8"})
    assert row.offence_code == "19C"
    _, case, row = read_changed(check, {"easting": "", "northing": ""})
    assert row.located == "unlocated"
    assert (case.quality["rule"] == "METHODS 1").any()


@pytest.mark.fault("I26")
def test_a_wide_window_claims_no_hour(check):
    """Spread evenly over its days, and left out of the hours of the night."""
    import vawg_geo as vg

    _, _, row = read_changed(check, dict(CURES[4][1]))
    hours = vg.aoristic_hours(pd.Series([row.occurred_from]), pd.Series([row.occurred_to]))
    assert hours.sum(axis=1).round(9).tolist() == [1]
    assert hours.max(axis=None) <= 1 / 48 + 1e-9


def dresses():
    rows = make_rows()
    rows[0]["premises_name"] = "Café “Noir”"
    text = to_csv(rows)
    yield "I1", text.encode("cp1252")
    yield "I2", text.encode("utf-16")
    yield "I2", text.encode("utf-16-le")
    yield "I2", text.encode("utf-16-be")
    yield "I2", text.encode("utf-32")
    yield "I3", text.encode("utf-8-sig")
    yield "I45", to_csv(rows, delimiter=";").encode()
    yield "I45", to_csv(rows, delimiter="\t").encode()
    yield "I46", ("Crimes, exported by desk 4\n\n" + text).encode()
    yield "I46", ('"Crimes, exported\nby desk 4"\n\n' + text).encode()
    yield "I40", text.replace("The Plough 7,", '"The\rPlough 7",', 1).encode()


def plain_dresses():
    text = next(iter(dresses()))[1].decode("cp1252")
    yield gzip.compress(text.encode())
    yield gzip.compress(text[:9_000].encode()) + gzip.compress(text[9_000:].encode())
    yield text.replace("\n", "\r\n").encode()
    yield text.replace("\n", "\r").encode()
    yield (text + "\n" * 5).encode()
    yield (text.removesuffix("\n") + "\x1a").encode()  # the end-of-file sign of old systems
    yield re.sub(r"\n(?=35/)|\n$", ",,\n", text).removesuffix("\n").replace("beat,,", "beat").encode() + b"\n"


def same_records(case):
    assert case.rejected.empty
    assert len(case.incidents) == 200
    assert case.incidents["premises"].iloc[0] == "Café “Noir”"
    assert case.incidents["beat"].iloc[-1] == make_rows()[-1]["beat"]


@pytest.mark.parametrize(("number", "content"), each(dresses()))
def test_a_file_in_another_dress_gives_the_same_records(check, number, content):
    answer = check(content)
    case = accepted(answer, rows=200)
    same_records(case)
    if number != "I40":
        line = case.quality[case.quality["rule"] == number].iloc[0]
        assert line[["file", "action"]].tolist() == ["incidents.csv", "corrected"]
        assert line["cure"]
        assert number in answer.out


@pytest.mark.parametrize("content", list(plain_dresses()))
def test_a_dress_not_worth_a_word(check, content):
    same_records(accepted(check(content), rows=200))


@pytest.mark.fault("I4")
@pytest.mark.parametrize("name", ["CafÃ©", "Caf\ufffd"])
def test_mojibake_is_told_not_guessed(check, name):
    rows = changed(make_rows(), {"premises_name": name}, where=lambda n: n < 3)
    case = accepted(check(to_csv(rows)), rows=200)
    assert case.incidents["premises"].iloc[0] == name
    line = case.quality[case.quality["rule"] == "I4"].iloc[0]
    assert "in 3 places" in line["what"]
    assert line["action"] == "reported"


@pytest.mark.fault("I20")
def test_a_file_of_excel_serials_is_read_and_told(check):
    rows = changed(make_rows(), lambda row: {name: serial(row[name]) for name in ("from", "to", "recorded")})
    case = accepted(check(to_csv(rows)), rows=200)
    assert case.rejected.empty
    assert case.quality.loc[case.quality["rule"] == "I20", "n"].tolist() == [200, 200, 200]
    expected = [row["from"][:10] for row in make_rows()]
    assert case.incidents["occurred_from"].dt.strftime("%d/%m/%Y").tolist() == expected


@pytest.mark.fault("I21")
def test_the_hour_that_happens_twice_is_counted_once(check):
    rows = make_rows(first=pd.Timestamp("2021-10-01"), days=28)
    rows[0] |= {"from": "31/10/2021 01:30", "to": "31/10/2021 01:10", "recorded": "31/10/2021 09:00"}
    case = accepted(check(to_csv(rows)), rows=200)
    assert case.rejected.empty
    assert case.quality.loc[case.quality["rule"] == "I21", ["n", "action"]].to_numpy().tolist() == [[1, "reported"]]
    first = case.incidents.iloc[0]
    assert (first["occurred_to"] - first["occurred_from"]).total_seconds() == 40 * 60  # 01:30 BST to 01:10 GMT


@pytest.mark.fault("I27", "I28")
def test_repeats(check):
    rows = make_rows()
    rows += [dict(rows[3]), rows[4] | {"easting": "549999"}]
    case = accepted(check(to_csv(rows)), rows=202)
    assert case.rejected[["row", "reason"]].to_numpy().tolist() == [[5, "I28"], [201, "I27"], [202, "I28"]]
    told = case.quality.set_index("rule")
    assert told.loc[["I27", "I28"], "action"].tolist() == ["corrected", "quarantined"]


@pytest.mark.fault("I53")
def test_half_the_volume_is_a_warning(check):
    year = make_rows(2_000, **YEAR)
    rows = [row for n, row in enumerate(year) if row["recorded"][3:10] != "03/2022" or n % 3 == 0]
    case = accepted(check(to_csv(rows)), rows=len(rows))
    line = case.quality[case.quality["rule"] == "I53"].iloc[0]
    assert line["what"].endswith("(2022-03)")
    assert line["n"] == sum(row["recorded"][3:10] == "03/2022" for row in rows)
    assert "I53" not in check(to_csv(year)).out


@pytest.mark.fault("I30")
def test_an_unknown_code_is_listed_once_and_no_other_text_is(check):
    rows = make_rows()
    for number, code in enumerate(["99Z", "99Z", "8E5", "Canary"]):
        rows[number]["ho_code"] = code
    case = accepted(check(to_csv(rows)), rows=200)
    lines = case.quality[case.quality["rule"] == "I30"]
    assert sorted(lines["n"]) == [1, 1, 2]
    assert lines["what"].str.contains("99Z").sum() == lines["what"].str.contains("8E5").sum() == 1


SIDE = FORCE + '[tables]\npeople = "people.csv"\n'
PEOPLE = "crime_number,person_id,role,sex,age,ethnicity,disability,eliminated\n"


@pytest.mark.fault("I1", "I33", "I34", "I41", "I47", "I48", "I31")
def test_a_side_table_comes_through_the_same_door(check):
    """Rows of another width would shift every column by one in silence; a web page would be a table of one column."""
    person = "35/000001/22,Canary,suspect,M,30,,,N"
    wide = "\n".join([person + ",,Canary"] * 3)
    odd = person.replace(",30,", ",Canary,")
    text = PEOPLE + wide + "\n" + "\n".join([person] * 3) + "\n35/000002/22,Zoë\n" + odd + "\n"
    check.write("people.csv", text.encode("cp1252"))
    case = accepted(check(to_csv(make_rows()), force=SIDE), rows=200)
    aside = case.rejected[["row", "reason"]].to_numpy().tolist()
    assert aside == [[1, "I41"], [2, "I41"], [3, "I41"], [7, "I33"], [8, "no number"]]
    assert case.ledger.set_index("file").loc["people.csv"].tolist() == [8, 3, 5]
    lines = case.quality[case.quality["file"] == "people.csv"].set_index("rule")
    assert lines["n"].to_dict() == {"I1": 1, "I33": 1, "I41": 3, "no number": 1}
    assert lines.loc["no number", "what"].endswith("; column age; first row 8")
    assert (lines["cure"] != "").all()
    for content in (b"<html>Canary</html>", (PEOPLE + '"Canary').encode(), b"PK\x03\x04", b""):
        check.write("people.csv", content)
        answer = check(to_csv(make_rows()), force=SIDE)
        assert (answer.code, answer.untouched) == (1, True)
        assert re.fullmatch(r"vawg-geo: people\.csv [^\n]+\n", answer.err)
        assert not SECRETS.search(answer.err)


def test_an_analyst_s_list_is_used_whole_or_not_at_all(check):
    listed = 'aliases = "aliases.csv"\n' + FORCE
    check.write("aliases.csv", "area;name\nZ01000004;Café, the Canary\n".encode("cp1252"))
    answer = check(to_csv(make_rows()), force=listed)
    assert (answer.code, answer.err) == (0, "")
    assert answer.case().areas["alias"]["Z01000004"] == "Café, the Canary"
    for content, words in (
        (
            "area,name\nZ01000004,Cafe, the Canary\n",
            "every row must have the header's fields; 1 do not, the first is row 1",
        ),
        ("area,name\nZ01000004,Cafe\0\n", "a NUL character, the first is in row 1"),
    ):
        check.write("aliases.csv", content)
        answer = check(to_csv(make_rows()), force=listed)
        assert (answer.code, answer.untouched) == (1, True)
        assert f"aliases.csv: {words}" in answer.err.replace("a cell holds ", "")


@pytest.mark.fault("I17")
def test_a_date_that_only_the_other_order_can_read_sends_to_its_neighbours(check):
    rows = make_rows()
    rows[6] |= {"recorded": "03/25/2022 10:00"}
    case = accepted(check(to_csv(rows)), rows=200)
    assert case.quality["what"].str.contains("only with day and month exchanged: see what else came with it").sum() == 1
    refused(check(to_csv(month_first(rows))), "I15")
