import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vawg_geo.sources.dates import parse_dates

MOMENTS = st.datetimes(min_value=pd.Timestamp("1930-01-01"), max_value=pd.Timestamp("2030-01-01"))
FORMATS = {
    "day_first": ["%d/%m/%Y %H:%M:%S", "%d-%b-%Y %H:%M:%S", "%d.%m.%Y %I:%M:%S %p", "%d %B %Y %H:%M:%S"],
    "month_first": ["%m/%d/%Y %H:%M:%S", "%b %d %Y %I:%M:%S %p"],
    "iso": ["%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S.000"],
}
CASES = [(order, written) for order, many in FORMATS.items() for written in many]


@pytest.mark.parametrize(("order", "written"), CASES)
@given(st.lists(MOMENTS, min_size=1, max_size=5))
def test_what_is_written_is_read(order, written, moments):
    moments = [moment.replace(microsecond=0) for moment in moments]
    parsed = parse_dates(pd.Series([moment.strftime(written) for moment in moments]), order)
    assert parsed["time"].tolist() == [pd.Timestamp(moment) for moment in moments]
    assert parsed["fault"].eq("").all()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "blank"), ("00/01/1900", "I19"), ("01/00/2022", "I19"), ("03/25/2022", "swapped"), ("31/02/2022", "I16"),
        ("05/03/22", "I16"), ("2022-03-05", "I16"), ("05/03/2022 25:00", "I16"), ("05/03/2022 24:01", "I16"),
        ("05/03/2022 10:60", "I16"), ("05/03/2022 13:00 PM", "I16"), ("soon", "I16"), ("05/Foo/2022", "I16"),
        (":", "I16"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_says_why(text, fault):
    parsed = parse_dates(pd.Series([text], index=[9]), "day_first")
    assert parsed["fault"].to_dict() == {9: fault}
    assert parsed["time"].isna().all() or fault == "I16"


def test_zones_serials_and_midnight():
    parsed = parse_dates(pd.Series(["2022-07-01T12:00:00+01:00", "44625.75", "2022-03-05 24:00"]), "iso")
    expected = ["2022-07-01 11:00", "2022-03-05 18:00", "2022-03-06 00:00"]
    assert parsed["time"].tolist() == [pd.Timestamp(text) for text in expected]
    assert parsed[["utc", "serial", "midnight24"]].to_numpy().tolist() == [
        [True, False, False], [False, True, False], [False, False, True],
    ]  # fmt: skip


@given(st.text())
def test_any_text_is_read_or_has_a_fault(text):
    parsed = parse_dates(pd.Series([text]), "day_first")
    assert parsed["fault"].iloc[0] != "" or parsed["time"].notna().all()
