"""First outcomes of ripe crimes: the curves, the counts and the teams agree with each other and with a slow count."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from vawg_geo.base.outcome_sets import ALONE, assumed_set
from vawg_geo.base.periods import Month
from vawg_geo.measures.first_outcomes import (
    POSSIBLE,
    first_outcomes,
    follow_outcomes,
    follow_themes,
    outcome_kinds,
    ripe_months,
)
from vawg_geo.measures.outcome_teams import compare_teams, compare_years, time_outcomes

pytestmark = pytest.mark.methods("10")
CUT = date(2022, 4, 5)
EIGHT = assumed_set().codes


def ready(seed=0, n=300):
    rng = np.random.default_rng(seed)
    names = [f"c{at}" for at in range(n)]
    day = pd.Timestamp("2021-01-01", tz="Europe/London") + pd.to_timedelta(rng.integers(0, 240, n), unit="D")
    rows = pd.DataFrame({"recorded_on": day, "themes": rng.choice(["da;violence", "rape", ""], n)}, index=names)
    history = pd.DataFrame(
        {
            "incident": rng.choice(names, 400), "code": rng.choice(["0", "1", "8", "14", "15", "16", "18", "20"], 400),
        }
    )  # fmt: skip
    wait = pd.Series(pd.to_timedelta(rng.integers(-3, 400, 400), unit="D"))
    return rows, history.assign(date=rows.loc[history["incident"], "recorded_on"].reset_index(drop=True) + wait)


def slow_first(rows, history):
    """One crime at a time: the earliest outcome by the cut, the kind named first on a shared day."""
    order = [*outcome_kinds(EIGHT), "other outcome"]
    kinds = {code: kind for kind, codes in outcome_kinds(EIGHT).items() for code in codes}
    found = {}
    for row in history.itertuples():
        at = row.date.tz_convert("Europe/London").date()
        if row.code == "0" or at > CUT:
            continue
        kind = kinds.get(row.code, "other outcome")
        key = (at, order.index(kind))
        if row.incident not in found or key < found[row.incident][0]:
            recorded = rows.loc[row.incident, "recorded_on"].date()
            found[row.incident] = (key, kind, max((at - recorded).days, 0))
    return {name: (kind, days) for name, (_, kind, days) in found.items()}


@pytest.mark.parametrize("seed", range(3))
def test_first_outcomes_are_those_a_slow_count_finds(seed):
    rows, history = ready(seed)
    found = first_outcomes(history, recorded_on=rows["recorded_on"], cut=CUT, possible=EIGHT)
    assert dict(zip(found.index, zip(found["kind"], found["days"], strict=True), strict=True)) == slow_first(
        rows, history
    )


def test_kinds_cover_what_is_named_and_leave_the_rest():
    kinds = outcome_kinds(EIGHT)
    assert set(kinds) == {POSSIBLE, *ALONE}
    assert kinds[POSSIBLE] == ("1", "2", "3", "4", "5", "6", "7", "8")


@pytest.mark.parametrize(
    ("cut", "until", "ends"),
    [
        (date(2022, 4, 5), "2022-03", ("2020-10", "2021-09")),  # 7 October 2021 is day 180: October is not over
        (date(2022, 3, 30), "2022-03", ("2020-10", "2021-09")),  # 1 October
        (date(2022, 3, 29), "2022-03", ("2020-10", "2021-09")),  # the last day of September itself
        (date(2022, 3, 28), "2022-03", ("2020-09", "2021-08")),
        (date(2022, 4, 5), "2021-01", ("2020-02", "2021-01")),
    ],
)
def test_ripe_months_end_when_every_crime_has_been_followed(cut, until, ends):
    assert tuple(map(str, ripe_months(cut, until=Month.parse(until)))) == ends


def test_of_a_ripe_cohort_the_curve_is_the_plain_share():
    rows, history = ready()
    found = first_outcomes(history, recorded_on=rows["recorded_on"], cut=CUT, possible=EIGHT)
    curves = follow_outcomes(history, recorded_on=rows["recorded_on"], cut=CUT, possible=EIGHT, horizon_days=365)
    followed = (CUT - rows["recorded_on"].max().date()).days
    assert curves.loc[curves["ripe"], "day"].max() == followed
    at = curves[curves["day"] == 180].set_index("group")["incidence"]
    for kind in (POSSIBLE, *ALONE, "other outcome"):
        plain = ((found["kind"] == kind) & (found["days"] <= 180)).sum() / len(rows)
        assert at[kind] == pytest.approx(plain, abs=1e-12)
    assert not curves.duplicated(["group", "day"]).any()  # a kind that stands twice would count twice


def test_themes_are_followed_each_for_itself():
    rows, history = ready()
    curves = follow_themes(history, rows, themes=["", "da"], cut=CUT, possible=EIGHT, horizon_days=200)
    alone = follow_outcomes(
        history,
        recorded_on=rows.loc[rows["themes"] == "da;violence", "recorded_on"],
        cut=CUT,
        possible=EIGHT,
        horizon_days=200,
    )
    ours = curves.loc[curves["theme"] == "da", "incidence"].to_numpy()
    assert ours == pytest.approx(alone.loc[alone["group"] == POSSIBLE, "incidence"].to_numpy())
    assert curves.groupby("theme")["n"].first().to_dict() == {
        "": len(rows),
        "da": (rows["themes"] == "da;violence").sum(),
    }


def test_years_count_what_first_outcomes_give():
    rows, history = ready()
    rows = rows.assign(day=rows["recorded_on"].dt.tz_localize(None).dt.normalize())
    table = compare_years(history, rows, last=Month.parse("2021-08"), cut=CUT, possible=EIGHT, years=2)
    assert table["n"].to_list() == [0, len(rows)]
    found = first_outcomes(history, recorded_on=rows["recorded_on"], cut=CUT, possible=EIGHT)
    assert table["x"].iloc[1] == ((found["kind"] == POSSIBLE) & (found["days"] <= 180)).sum()
    assert np.isnan(table["share"].iloc[0])


def test_teams_too_small_or_with_too_few_events_say_nothing():
    names = [f"c{at}" for at in range(130)]
    teams = pd.Series(["large"] * 60 + ["few"] * 40 + ["small"] * 19 + [None] * 11, index=names)
    hits = [*names[:20], *names[60:63], *names[100:110]]
    first = pd.DataFrame({"code": "16", "days": [10] * 19 + [181] + [10] * 13}, index=hits)
    table = compare_teams(first, teams, code="16", least=20, fewest=5)
    assert table["n"].to_dict() == {"few": 40, "large": 60, "not recorded": 11, "small": 19}
    assert table["x"].to_dict() == {"few": 3, "large": 19, "not recorded": 0, "small": 10}  # day 181 is too late
    assert table["value"].notna().to_dict() == {"few": False, "large": True, "not recorded": False, "small": False}
    assert (table["signal"] == "cannot say").sum() == 3
    assert compare_teams(first, teams, code="16", least=20)["value"].notna().sum() == 2


def test_waiting_is_in_days_and_open_crimes_are_followed():
    start = pd.Timestamp("2022-01-01", tz="Europe/London")
    recorded = pd.Series(start, index=list("abcd"))
    first = pd.DataFrame({"at": [start + pd.Timedelta(days=d) for d in (10, 20, -1)]}, index=list("abc"))
    every = pd.Series(data=True, index=recorded.index)
    table = time_outcomes(first, recorded_on=recorded, groups={"all": every, "none": ~every}, cut=CUT)
    assert table.loc["all", ["n", "n_open", "median"]].to_list() == [4, 1, 10]
    assert time_outcomes(first, recorded_on=recorded, groups={"none": ~every}, cut=CUT).empty
