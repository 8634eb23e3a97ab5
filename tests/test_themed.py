"""Records by theme."""

import numpy as np
import pandas as pd

from vawg_geo.measures.themed import by_theme, harm_of, has_theme

ROWS = pd.DataFrame({"themes": ["da;violence", "", "da"], "harm": [10.0, 3.0, np.nan]}, index=["a", "b", "c"])


def test_hand_sum():
    found = harm_of(by_theme(ROWS), ["theme"])
    assert found.to_dict("index") == {
        "": {"n": 1, "harm": 3.0, "unweighted": 0},
        "da": {"n": 2, "harm": 10.0, "unweighted": 1},
        "violence": {"n": 1, "harm": 10.0, "unweighted": 0},
    }


def test_independent_and_balanced(case):
    rows = case.incidents.head(4000)
    found = harm_of(by_theme(rows), ["theme"])["n"]
    for theme in ("da", "violence", "rape"):
        assert found[theme] == rows["themes"].str.contains(rf"(?:^|;){theme}(?:;|$)", regex=True).sum()
    assert found[""] == (rows["themes"] == "").sum()
    assert by_theme(rows).index.nunique() == len(rows)
    assert list(ROWS.columns) == ["themes", "harm"]


def test_empty():
    assert by_theme(ROWS.head(0)).empty
    assert harm_of(by_theme(ROWS.head(0)), ["theme"]).empty


def test_a_theme_is_a_whole_word_of_the_list():
    rows = pd.DataFrame({"themes": ["da;sexual", "child_sexual", "", "da"]}, index=[*"abcd"])
    assert has_theme(rows, "sexual").tolist() == [True, False, False, False]
    assert has_theme(rows, "child_sexual", "da").tolist() == [True, True, False, True]
    assert has_theme(rows.iloc[:0], "da").empty
    assert has_theme(rows, "da").index.equals(rows.index)
