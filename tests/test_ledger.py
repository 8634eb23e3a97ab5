"""The release ledger: read whole or refused, one spelling, oldest first."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.pandas import column, data_frames

from vawg_geo.base.errors import DisclosureError
from vawg_geo.base.periods import Month
from vawg_geo.publishing.ledger import LEDGER_COLUMNS, empty_ledger, entry_bytes, entry_name, read_ledger, write_entry

ROW = {
    "table": "nte_public", "row": "Z1", "column": "total", "value": 7, "audience": "partner",
    "period": "2021-04..2022-03", "rounded_to": 0, "parts": "", "profile": "nte", "month": "2022-03", "edition": 1,
}  # fmt: skip


def rows(*changes):
    return pd.DataFrame([ROW | change for change in changes or ({},)])


def test_an_edition_has_a_file_of_its_own():
    assert entry_name(Month(2022, 3), profile="nte_monthly", edition=2) == "2022-03-nte_monthly-2.csv"


def test_nothing_released_is_an_empty_ledger(tmp_path):
    for folder in ("", tmp_path, tmp_path / "none"):
        released = read_ledger(folder)
        assert list(released.columns) == [*LEDGER_COLUMNS, "order"]
        assert len(released) == 0
    assert (released.dtypes == empty_ledger().dtypes).all()


def test_what_was_written_is_read_again_the_oldest_first(tmp_path):
    for edition, month, value in ((10, "2022-02", 8), (2, "2022-02", pd.NA), (1, "2022-03", 9)):
        write_entry(rows({"edition": edition, "month": month, "value": value}), tmp_path / f"{month}-nte-{edition}.csv")
    released = read_ledger(tmp_path)
    assert released["edition"].tolist() == [2, 10, 1]  # not by the spelling of the file's name
    assert released["order"].tolist() == [0, 1, 2]
    assert released["value"].isna().tolist() == [True, False, False]


NAMES = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=8)


@given(data_frames([column("row", elements=NAMES, dtype=object), column("parts", elements=NAMES, dtype=object)]))
def test_any_name_survives_and_one_content_has_one_spelling(tmp_path_factory, names):
    table = rows(*({"row": row, "parts": parts} for row, parts in zip(names["row"], names["parts"], strict=True)))
    folder = tmp_path_factory.mktemp("ledger")
    write_entry(table, folder / "a.csv")
    again = read_ledger(folder)
    assert again[["row", "parts"]].to_numpy().tolist() == table[["row", "parts"]].to_numpy().tolist()
    assert entry_bytes(again) == (folder / "a.csv").read_bytes()


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"table,row\n1,2\n", b"x" * 40])
def test_a_ledger_that_is_not_whole_stops_every_release(tmp_path, content):
    (tmp_path / "2022-02-nte-1.csv").write_bytes(content)
    with pytest.raises(DisclosureError, match=r"2022-02-nte-1\.csv in the release ledger cannot be read"):
        read_ledger(tmp_path)


def test_a_count_that_is_no_number_stops_every_release(tmp_path):
    write_entry(rows({"value": "seven"}), tmp_path / "a.csv")
    with pytest.raises(DisclosureError, match="backup"):
        read_ledger(tmp_path)
