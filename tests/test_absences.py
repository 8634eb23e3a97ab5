"""What stands where a characteristic is not known is kept apart, and moves no other figure."""

import pandas as pd
import pytest

from vawg_geo.base.absences import (
    BLANK,
    CHARACTERISTICS,
    DECLINED,
    KINDS,
    NOT_STATED,
    SPOKEN,
    UNKNOWN,
    UNREADABLE,
    spoken_words,
    tell_absence,
)
from vawg_geo.sources.account import join_people
from vawg_geo.sources.book import Book
from vawg_geo.sources.people import clean_people, list_people
from vawg_geo.sources.pseudonyms import published_key
from vawg_geo.sources.source import Source
from vawg_geo.sources.tables import read_side_table

pytestmark = pytest.mark.methods("1", "14")
SOURCE = Source(
    title="t", columns={"id": "id", "from": "from"}, values={"victim_sex": {"9": "", "R": "declined", "2": "F"}}
)


def read(**columns):
    cells = pd.DataFrame({f"victim_{name}": texts for name, texts in columns.items()}, dtype="str")
    cells["victim_id"] = [f"V{at}" for at in range(len(cells))]
    return clean_people(cells, SOURCE, Book("f", cells.index, {}))


def test_every_kind_is_told_and_a_known_value_has_none():
    texts = pd.Series(["", None, " Unknown ", "not stated", "Prefer not to say", "??", "F"], dtype="str")
    values = pd.Series([pd.NA] * 6 + ["F"], dtype="str")
    told = tell_absence(texts, values, words=spoken_words("sex")).fillna("")
    assert told.tolist() == [BLANK, BLANK, UNKNOWN, NOT_STATED, DECLINED, UNREADABLE, ""]
    assert {kind for field in CHARACTERISTICS for kind in spoken_words(field).values()} == {*SPOKEN} < {*KINDS}


def test_a_source_reads_them_apart_and_its_own_spellings_come_first():
    rows = read(
        sex=["2", "9", "R", "", "Unknown", "Z"],
        age=["30", "U", "", "130", "0", "refused"],
        ethnicity=["W1", "NS", "N4", "Unknown", "", "n2"],
        disability=["Y", "Prefer not to say", "", "maybe", "n", "NK"],
    )
    assert rows["victim_sex_said"].fillna("").tolist() == ["", UNKNOWN, DECLINED, BLANK, UNKNOWN, UNREADABLE]
    assert rows["victim_age_said"].fillna("").tolist() == ["", UNKNOWN, BLANK, UNREADABLE, "", DECLINED]
    assert rows["victim_ethnicity_said"].fillna("").tolist() == [
        "", NOT_STATED, DECLINED, UNKNOWN, BLANK, NOT_STATED]  # fmt: skip
    assert rows["victim_disability_said"].fillna("").tolist() == ["", DECLINED, BLANK, UNREADABLE, "", UNKNOWN]
    assert rows["victim_sex"].fillna("").tolist() == ["F", "", "", "", "", ""]
    assert rows["victim_ethnicity"].fillna("").tolist() == ["W1", "NS", "NS", "", "", "NS"]
    assert rows["victim_disability"].tolist() == [True, pd.NA, pd.NA, pd.NA, False, pd.NA]
    assert rows["suspect_sex_said"].isna().all()  # a column the extract lacks is no blank


def test_a_person_of_whom_only_an_absence_is_told_has_no_row_and_none_stands_twice_for_it():
    rows = read(sex=["F", "F", "Unknown"], ethnicity=["", "Unknown", "Refused"]).assign(victim_id=["V1", "V1", pd.NA])
    rows["victim_ethnicity"] = pd.Series([pd.NA] * 3, dtype="str")
    people = list_people(rows, pd.Series(["a", "a", "b"], dtype="str"), published_key())
    assert people[["incident", "ethnicity_said"]].to_numpy().tolist() == [["a", BLANK]]


def test_the_side_table_loses_nobody_for_it(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text(
        "crime_number,person_id,role,sex,age,ethnicity,disability\n"
        "C1,S1,suspect,M,30,Unknown,Prefer not to say\nC1,S2,suspect,U,,NS,Y\nC1,S3,suspect,M,20,W1,maybe\n"
    )
    side = read_side_table(path, "people", incident=lambda ids: ids, person=lambda ids: ids)
    assert side.rejected["row"].tolist() == [3]  # a word nobody knows is still a fault
    table = side.table
    assert table["ethnicity"].fillna("").tolist() == ["", "NS"]
    assert table["ethnicity_said"].tolist() == [UNKNOWN, NOT_STATED]
    assert table["disability_said"].fillna("").tolist() == [DECLINED, ""]
    assert table["sex_said"].fillna("").tolist() == ["", UNKNOWN]
    assert table["age_said"].fillna("").tolist() == ["", BLANK]


def test_a_word_says_more_than_a_blank_and_a_known_value_more_than_both():
    names = ["incident", "pid", "role", *CHARACTERISTICS, "eliminated", *(f"{name}_said" for name in CHARACTERISTICS)]
    extract = pd.DataFrame([dict.fromkeys(names)] * 3).assign(
        incident="c", pid=["p", "q", "r"], role="suspect", ethnicity_said=[BLANK, BLANK, BLANK],
        sex_said=[BLANK, UNKNOWN, None],
    )  # fmt: skip
    table = extract.drop(columns="pid").assign(
        person_id=["p", "q", "r"], ethnicity=["W1", None, None], ethnicity_said=[None, DECLINED, BLANK],
        sex_said=[DECLINED, BLANK, None],
    )  # fmt: skip
    kinds = {**dict.fromkeys(names, "str"), "age": "float64", "disability": "boolean", "eliminated": "boolean"}
    joined = join_people([extract.astype(kinds)], table.astype({
        **{name: kind for name, kind in kinds.items() if name != "pid"}, "person_id": "str"}))  # fmt: skip
    assert joined["ethnicity_said"].fillna("").tolist() == ["", DECLINED, BLANK]
    assert joined["sex_said"].fillna("").tolist() == [DECLINED, UNKNOWN, ""]
