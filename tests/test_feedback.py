"""The feedback-loop test: nothing left out changes nothing, a list made of patrols falls apart."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from vawg_geo.measures.feedback import WITHOUT_BOTH, WITHOUT_PATROLLED, WITHOUT_POLICE, rerank_places
from vawg_geo.measures.ranking import score_harm

pytestmark = pytest.mark.methods(5)
AREAS = pd.DataFrame(index=pd.Index([f"Z{i:02d}" for i in range(30)], name="code"))
AS_OF = date(2022, 4, 1)


def events(extra):
    usual = np.repeat(AREAS.index[:15], [70, 60, 50] + [10] * 12)  # 300 records, three clear places
    area = np.concatenate([usual, np.repeat(AREAS.index[20:22], extra)])
    at = pd.Timestamp("2022-03-01", tz="UTC")
    table = pd.DataFrame({"area": area, "harm": 10.0, "occurred_to": at}, index=range(len(area)))
    return table, pd.Series(np.arange(len(area)) >= 300, index=table.index)


def again(extra, **options):
    table, police = events(extra)
    given = {"police": police, "patrolled": set(), "top": 5, "as_of": AS_OF} | options
    return rerank_places(table, AREAS, **given).set_index("test")


def test_nothing_left_out_changes_nothing():
    police = events(40)[1]
    same = again(40, police=police & False)
    assert same["kept"].tolist() == [5, 5, 5]
    assert same["rho"].tolist() == pytest.approx([1, 1, 1])
    assert same.loc[WITHOUT_POLICE, "chance"] == 5


def test_a_list_the_police_made_loses_what_chance_would_keep():
    found = again(60)
    assert found.loc[WITHOUT_POLICE, "kept"] == 3  # the two places where only the police reported
    assert found.loc[WITHOUT_POLICE, "kept"] < found.loc[WITHOUT_POLICE, "chance_low"]
    assert found.loc[WITHOUT_POLICE, "records"] == 300
    away = again(60, patrolled={"Z20", "Z21", "elsewhere"})
    assert away.loc[WITHOUT_PATROLLED, ["areas", "kept"]].tolist() == [28, 3]
    assert away["chance"].isna().tolist() == [False, True, True]


def test_the_correlation_is_of_two_scores_made_apart():
    """Independent: both rankings made here, correlated by scipy's Kendall-free formula of ranks."""
    table, police = events(60)
    options = {"as_of": AS_OF, "half_life_days": 365}
    whole = score_harm(table, AREAS, **options)["shrunk_harm"]
    rest = score_harm(table[~police], AREAS, **options)["shrunk_harm"]
    seen = table["area"].unique()
    ranks = [stats.rankdata(scores[seen]) for scores in (whole, rest)]
    expected = np.corrcoef(*ranks)[0, 1]
    assert again(60).loc[WITHOUT_POLICE, "rho"] == pytest.approx(expected)


def test_every_area_patrolled_leaves_nothing_to_say():
    none = again(10, patrolled=set(AREAS.index))
    assert none.loc[WITHOUT_BOTH, ["areas", "kept", "records"]].tolist() == [0, 0, 0]
    assert np.isnan(none.loc[WITHOUT_BOTH, "rho"])
