"""The criteria of the prioritisation matrix, counted by theme and set on one scale."""

from __future__ import annotations

import pandas as pd

from vawg_geo.measures.change import compare_counts
from vawg_geo.measures.prioritise import TOP_OF_SCALE, score_priorities
from vawg_geo.measures.repeats import score_repeats
from vawg_geo.measures.themed import by_theme, harm_of
from vawg_geo.publishing.chapters._people import counted_people
from vawg_geo.publishing.report.names import theme_name
from vawg_geo.publishing.report.study import Study
from vawg_geo.publishing.words import SHARE_BASE

# Judgements, to be discussed where the matrix is used; ranks are drawn again with each a quarter more or less.
WEIGHTS = {"harm": 4.0, "volume": 2.0, "trend": 2.0, "again": 2.0, "children": 2.0}
STEEPEST = 0.5  # half as many again, at least, is the top of the scale of trend
HALF = 0.5  # of victims recorded before is the top of the scale of "again"
YEAR, CHILD = 365, 18
TOP = 3
COUNTS = ["theme", "label", "n", "before", "harm", "ratio", "low", "high", "again", "children", "known"]


def count_criteria(study: Study) -> pd.DataFrame:
    """
    Count what each theme is judged by.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    counts
        `COUNTS`; themes of fewer than 20 offences are left out. `again`: share of offences whose victim was recorded
        as a victim in the year before; `children`: share of victims under 18, of those with a `known` age.
    """
    now = study.now.drop(columns="geometry").assign(again=_again(study))
    themed = by_theme(now)
    themed = themed[themed["theme"] != ""]
    groups = harm_of(themed, ["theme"])
    before = by_theme(study.earlier)["theme"].value_counts().reindex(groups.index, fill_value=0).rename("before")
    change = compare_counts(before, groups["n"])[["ratio", "low", "high"]]
    ages = themed.dropna(subset="victim_age").assign(child=lambda rows: rows["victim_age"] < CHILD)
    told = ages.groupby("theme")["child"].agg(children="mean", known="size")
    again = themed.groupby("theme")["again"].mean()
    table = groups.join(before).join(change).join(told).join(again).reset_index()
    table["label"] = table["theme"].map(theme_name)
    kept = table[table["n"] >= SHARE_BASE].fillna({"known": 0, "children": 0.0, "again": 0.0})
    return kept.astype({"known": "int64"})[COUNTS].reset_index(drop=True)


def _again(study: Study) -> pd.Series:
    """Tell for each offence of the period whether its victim was recorded as one in the year before."""
    rows = study.rows[study.rows["day"] >= pd.Timestamp(study.period[0]) - pd.Timedelta(days=YEAR + 1)]
    people = counted_people(study, rows)
    if not (people["role"] == "victim").any():
        return pd.Series(0.0, index=study.now.index)
    began = rows["recorded_on"].min().date()
    scored = score_repeats(people, times=rows["recorded_on"], role="victim", observed_from=began, days=YEAR)
    return scored.groupby("incident")["repeat"].max().reindex(study.now.index).astype("float64").fillna(0.0)


def rank_themes(counts: pd.DataFrame) -> pd.DataFrame:
    """
    Set the criteria on one scale and rank the themes.

    Parameters
    ----------
    counts
        As `count_criteria` gives them.

    Returns
    -------
    matrix
        theme, label, n, a score from 0 to 5 a criterion (`WEIGHTS`), and what `score_priorities` tells; most urgent
        first.
    """
    top = TOP_OF_SCALE
    rise = (counts["low"].fillna(0.0) - 1).clip(0, STEEPEST) / STEEPEST  # only what is more than chance counts
    scores = pd.DataFrame(
        {
            "harm": top * counts["harm"] / max(float(counts["harm"].max()), 1e-9),
            "volume": top * counts["n"] / max(int(counts["n"].max()), 1),
            "trend": top * rise,
            "again": top * (counts["again"] / HALF).clip(0, 1),
            "children": top * counts["children"],
        }
    ).round(1)
    scores.index = pd.Index(counts["theme"], name="theme")
    ranked = score_priorities(scores, pd.Series(WEIGHTS), top=TOP)
    return scores.join(ranked).join(counts.set_index("theme")[["label", "n"]]).sort_values("rank").reset_index()
