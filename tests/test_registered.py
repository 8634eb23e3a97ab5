"""The register as counts by risk level."""

from datetime import date

import pandas as pd
import pytest

from vawg_geo.base.errors import SchemaError
from vawg_geo.measures.registered import count_registered

CUT = date(2022, 4, 5)


def made():
    due = pd.to_datetime(["2022-04-04", "2022-04-05", None, "2022-05-01", "2022-01-01"]).tz_localize("Europe/London")
    return pd.DataFrame(
        {"person_id": list("abcda"), "risk": ["High", "High", "Low", "On remand", "High"], "next_due": due}
    )


def test_by_hand():
    table = count_registered(made(), cut=CUT)
    assert table.to_dict("records") == [
        {"risk": "High", "n": 2, "overdue": 1, "undated": 0},
        {"risk": "Low", "n": 1, "overdue": 0, "undated": 1},
        {"risk": "On remand", "n": 1, "overdue": 0, "undated": 0},
    ]


def test_the_county(case):
    table = count_registered(case.tables["rso"], cut=case.cut)
    assert table["risk"].tolist() == ["Very high", "High", "Medium", "Low"]
    assert table["n"].sum() == case.tables["rso"]["person_id"].nunique()
    assert (table["overdue"] + table["undated"] <= table["n"]).all()


def test_a_missing_level_is_refused():
    with pytest.raises(SchemaError, match="'risk' must not be missing"):
        count_registered(made().assign(risk=None), cut=CUT)
