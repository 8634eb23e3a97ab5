"""Records about children told apart: each by one name, unknown ones with the rest."""

import numpy as np
import pandas as pd

from vawg_geo.measures.children import (
    ADULT,
    AGELESS,
    IN_PERSON,
    NOBODY,
    ONLINE,
    OTHER_SETTING,
    PEER,
    missing_near,
    name_ages,
    name_context,
    name_delay,
    name_mode,
    name_suspects,
)

DAY = pd.Timestamp("2022-01-10 12:00", tz="Europe/London")


def test_ages_modes_and_settings():
    ages = name_ages(pd.Series([0, 9, 9.5, 10, 12, 13, 15, 17.9, 18, np.nan]))
    assert list(ages) == [
        *["0 to 9"] * 3, *["10 to 12"] * 2, *["13 to 15"] * 2, "16 to 17", "Not recorded", "Not recorded",
    ]  # fmt: skip
    rows = pd.DataFrame(
        {"online": pd.array([True, False, None, None], dtype="boolean"), "space": ["", "", "online", None]}
    )
    assert list(name_mode(rows)) == [ONLINE, IN_PERSON, ONLINE, IN_PERSON]
    places = pd.Series(["school", "prison", None, "taxi", "dwelling", "online"])
    mode = pd.Series([*[IN_PERSON] * 4, ONLINE, IN_PERSON])
    assert list(name_context(places, mode=mode)) == [
        "School", OTHER_SETTING, OTHER_SETTING, "Shop, venue or transport", "Online", OTHER_SETTING,
    ]  # fmt: skip


def test_the_youngest_suspect_who_was_not_eliminated_counts():
    people = pd.DataFrame(
        {
            "incident": list("aabbcde"), "role": ["suspect"] * 6 + ["victim"], "age": [40, 17, 30, 12, 9, np.nan, 11],
            "eliminated": pd.array([False, False, None, True, False, False, False], dtype="boolean"),
        }
    )  # fmt: skip
    assert name_suspects(pd.Index(list("abcde")), people).to_dict() == {
        "a": PEER, "b": ADULT, "c": AGELESS, "d": AGELESS, "e": NOBODY,
    }  # fmt: skip
    assert name_suspects(pd.Index(["b"]), people.drop(columns="eliminated"))["b"] == PEER


def test_delay_and_missing_near():
    days = [0, 1, 1.1, 7, 30, 365, 366]
    rows = pd.DataFrame({"occurred_to": DAY - pd.to_timedelta(days, unit="D"), "recorded_on": DAY})
    assert list(name_delay(rows)) == [
        *["within a day"] * 2, *["2 to 7 days"] * 2, "8 to 30 days", "31 to 365 days", "more than a year",
    ]  # fmt: skip
    crimes = pd.DataFrame({"victim": ["v", "w", None], "recorded_on": DAY}, index=list("abc"))
    missing = pd.DataFrame(
        {"person_id": ["v", "w"], "start": [DAY + pd.Timedelta(days=90), DAY - pd.Timedelta(days=91)]}
    )
    assert missing_near(crimes, missing, days=90).to_list() == [True, False, pd.NA]
