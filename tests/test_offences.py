import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vawg_geo.base.facts import outcome_table, police_uk_categories, police_uk_outcomes, street_safe_table
from vawg_geo.base.offences import looks_like_code, normalise_codes, numeric_classes, offence_table


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("19C", "19C"), ("019/08", "19C"), ("19/8", "19C"), ("19/08", "19C"), ("01908", "19C"), ("1908", "19C"),
        (" 8n ", "8N"), ("8N\u200b", "8N"), ("\ufeff8 N", "8N"), ("008N", "8N"), ("4.10", "4.10"), ("4.1", "4.1"),
        ("013", "13"), (13, "13"), ("088/05", "SPK"), ("008/52", "FGM"), ("?NFS", "NFS"), ("1/4.1/4.10/4.2", "1"),
    ],
)  # fmt: skip
def test_every_spelling_becomes_one_code(written, code):
    assert normalise_codes(pd.Series([written], index=["r"], dtype=object)).to_dict() == {"r": code}


@pytest.mark.parametrize("written", ["8E5", "1E3", "NA", "", "4.4.1", "999/99", "806", 4.1, None, "٨N", True])
def test_unknown_codes_are_missing(written):
    assert normalise_codes(pd.Series([written], dtype=object)).isna().all()


def test_seven_core_offences_have_no_open_weight():
    table = offence_table()
    core = table[(table["scope"] == "core") & table["weight"].isna()]
    assert sorted(core.index) == ["8U", "CF", "FGM", "FM", "IIA", "NFS", "SPK"]
    assert (table["weight"].dropna() > 0).all()
    assert round(table["weight"]["19C"] / table["weight"]["105A"]) == 219  # METHODS 2


def test_labels_are_short_plain_and_unique():
    labels = offence_table()["label"]
    assert labels.is_unique
    assert labels[offence_table()["scope"].isin(["core", "female_victim"])].str.len().max() <= 42


def test_numeric_classes_end_in_known_codes_and_choices_are_explained():
    classes = numeric_classes()
    assert set(classes["code"]) <= set(offence_table().index)
    shared = classes["others"].ne("") & ~classes["others"].str.contains(r"^[14.2 ]+$")
    assert classes.loc[shared & ~classes.index.isin(["002/00", "003/02"]), "note"].ne("").all()


@given(st.sampled_from(sorted(offence_table().index)), st.sampled_from(["", " ", "\u200b", "\u00a0"]))
def test_known_codes_survive_case_and_noise(code, noise):
    assert normalise_codes(pd.Series([noise + code.lower() + noise])).tolist() == [code]
    assert len(code) > 1 or looks_like_code(code)


@given(st.text())
def test_any_text_is_known_or_missing(text):
    (code,) = normalise_codes(pd.Series([text], dtype=object))
    assert pd.isna(code) or code in offence_table().index


def test_only_shapes_of_codes_may_be_named():
    assert all(map(looks_like_code, ["99Z", "8E5", "4.10", "019/08", "01908", "8n "]))
    assert not any(map(looks_like_code, ["", "Smith", "CB1 2AB", "07700900123", "19C; Jane", "2022-03-05", "A"]))


def test_fact_tables_hold_together():
    assert outcome_table().index.tolist() == [str(i) for i in range(23)]
    assert outcome_table()["prosecution_possible"].sum() == 8
    codes = set(" ".join(police_uk_outcomes()["codes"]).split())
    assert codes <= set(outcome_table().index)
    assert police_uk_categories().index.is_unique
    assert street_safe_table()["family"].isin(["environmental", "behavioural"]).all()
