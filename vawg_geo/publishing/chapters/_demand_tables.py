"""The counts demand tells of: periods, months, themes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from vawg_geo.base.periods import Month
from vawg_geo.measures.change import compare_counts
from vawg_geo.measures.expected_total import ExpectedTotal, expect_total
from vawg_geo.measures.gistar import adjust_discoveries
from vawg_geo.measures.held_charts import chart_held
from vawg_geo.measures.themed import by_theme, harm_of
from vawg_geo.publishing.chapters._changes import change_columns
from vawg_geo.publishing.chapters._few_children import guards_children, is_few
from vawg_geo.publishing.report.names import theme_name
from vawg_geo.publishing.report.study import Study
from vawg_geo.publishing.words import SHARE_BASE, VERDICTS

TOLD = 0.05  # false discovery rate over the themes
YEAR = 12
_ROUGH = -2  # digits of a month's harm in a profile of children: hundreds
# That say what a period was to be expected to hold: METHODS 8 compares periods. It moves on with the period, as a
# forecast does; slow drifts are for the charts, whose baseline stays.
BEFORE_MONTHS = 24


def days_of(months: pd.Index) -> pd.Series:
    """Count the days of each month."""
    return pd.Series([(Month.parse(m).last - Month.parse(m).first).days + 1 for m in months], index=months)


def whole_months(study: Study) -> pd.Series:
    """Count the offences of every month the data hold whole, up to the last of the period."""
    return study.monthly


def count_periods(study: Study) -> pd.DataFrame:
    """
    Count the period and the one before it.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    periods
        period (before, now), label, first, last, n, ceiling, recent, nonrecent, harm, unweighted, largest (share of
        the harm); and for now: ratio, low, high, p, change, change_low, change_high against before,
        expected, expected_low, expected_high (from the 24 months before), verdict.
    """
    rows: list[dict[str, Any]] = []
    for name, label, period in (("before", "The period before", study.before), ("now", "This period", study.period)):
        inside = study.during(period)
        harm = float(inside["harm"].sum())
        rows.append(
            {
                "period": name, "label": label, "first": period[0].isoformat(), "last": period[1].isoformat(),
                "n": len(inside), "ceiling": len(study.during(period, study.scoped.ceiling)),
                "recent": int(inside["recent"].sum()), "nonrecent": int((~inside["recent"]).sum()), "harm": harm,
                "unweighted": int(inside["harm"].isna().sum()),
                "largest": float(inside["harm"].max()) / harm if harm > 0 else np.nan,
            }
        )  # fmt: skip
    table = pd.DataFrame(rows)
    change = change_columns(pd.Series([rows[0]["n"]]), pd.Series([rows[1]["n"]])).iloc[0]
    for name in ("ratio", "low", "high", "p", "change", "change_low", "change_high"):
        table[name] = [np.nan, float(change[name])]
    expected = expect_period(study)
    for name, value in (("", expected.expected), ("_low", expected.low), ("_high", expected.high)):
        table[f"expected{name}"] = [np.nan, value]
    verdict = VERDICTS[judge(rows[1]["n"], expected)] if expected.expected == expected.expected else "cannot say"
    return table.assign(verdict=["", verdict])


def expect_period(study: Study) -> ExpectedTotal:
    """Expect the period's count from the 24 months before it, as far as the data hold them whole."""
    counts = whole_months(study)
    first = Month.of(study.period[0])
    past = counts[counts.index < str(first)].tail(BEFORE_MONTHS)
    return expect_total(past, days_of(past.index), size=(study.period[1] - study.period[0]).days + 1)


def judge(n: float, expected: ExpectedTotal) -> str:
    """Say where a count lies against its range: a name of `words.VERDICTS`."""
    if n > expected.high:
        return "higher"
    return "lower" if n < expected.low else "no change"


def count_by_month(study: Study, notes: pd.Series) -> pd.DataFrame:
    """
    Chart counts and harm month by month.

    Parameters
    ----------
    study
        The profile under study.
    notes
        Changes of recording by month, in words.

    Returns
    -------
    months
        month, n, days, centre, low, high (offences a month), signal, rolling (12 months), nonrecent, harm,
        harm_centre, harm_low, harm_high, harm_signal, in_period, note.
    """
    months, n = study.held, whole_months(study)
    days = days_of(months)
    chart = chart_held(n, chart="u'", sizes=days)
    month = study.rows["day"].dt.strftime("%Y-%m")
    harm = study.rows["harm"].groupby(month).sum().reindex(months, fill_value=0.0)
    weighed = chart_held(harm, chart="xmr").drop(columns="value").add_prefix("harm_")
    late = month[~study.rows["recent"]].value_counts().reindex(months, fill_value=0)
    if guards_children(study):  # a year's sum would tell one month that is hidden; harm to the unit, its offences
        few = bool(is_few(late, n, least=study.written.least).any())
        late = pd.Series(pd.NA, late.index, dtype="Int64") if few else late
        harm = harm.round(_ROUGH)
    table = pd.DataFrame({"n": n, "days": days, **chart[["centre", "low", "high"]].mul(days, axis=0)})
    return table.assign(
        signal=chart["signal"], rolling=n.rolling(YEAR).sum(), nonrecent=late, harm=harm,
        **weighed, in_period=months >= str(Month.of(study.period[0])), note=notes.reindex(months).fillna(""),
    ).loc[study.months].rename_axis("month").reset_index()  # fmt: skip


def count_themes(study: Study) -> pd.DataFrame:
    """
    Compare each theme's period with the one before.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    themes
        theme, label, before, n, ratio, low, high (missing where both counts together are too few for a share), p, q,
        trend (words), harm, unweighted, share (of all offences in scope); the largest first, "" = none of them.
    """
    before, now = (harm_of(by_theme(rows), ["theme"]) for rows in (study.earlier, study.now))
    every = now.index.union(before.index)
    now, was = now.reindex(every, fill_value=0), before["n"].reindex(every, fill_value=0).astype("int64")
    change = compare_counts(was, now["n"])
    few = was < SHARE_BASE
    change = change.mask(few, np.nan)
    q = adjust_discoveries(change["p"])
    table = pd.DataFrame({"label": [theme_name(str(t)) for t in every], "before": was, **now}, index=every)
    table = table.assign(**change[["ratio", "low", "high", "p"]], q=q, trend=trend_words(change["ratio"], q))
    table["share"] = table["n"] / max(len(study.now), 1)
    order = table.assign(last=table.index == "").sort_values(["last", "n", "label"], ascending=[True, False, True])
    return order.drop(columns="last").rename_axis("theme").reset_index()


def trend_words(ratio: pd.Series, q: pd.Series) -> list[str]:
    """
    Say each change in words.

    Parameters
    ----------
    ratio
        After over before; missing = too few.
    q
        False discovery rate at which it would be told.

    Returns
    -------
    words
        "more", "fewer", "no change we can distinguish from chance", or "too few to say".
    """
    told = [
        ("more" if r > 1 else "fewer") if p <= TOLD else VERDICTS["no change"] for r, p in zip(ratio, q, strict=True)
    ]
    return ["too few to say" if pd.isna(p) else word for word, p in zip(told, q, strict=True)]


def count_theme_months(study: Study, themes: list[str]) -> pd.DataFrame:
    """
    Count each theme's offences month by month.

    Parameters
    ----------
    study
        The profile under study.
    themes
        Those wanted, in order.

    Returns
    -------
    months
        Index month, a column a theme's label.
    """
    rows = by_theme(study.rows)
    counts = pd.crosstab(rows["day"].dt.strftime("%Y-%m").rename("month"), rows["theme"])
    table = counts.reindex(index=study.months, columns=themes, fill_value=0)
    return table.rename(columns=theme_name)


def shown_theme_months(study: Study, themes: list[str]) -> pd.DataFrame:
    """Count each theme month by month; in a profile of children only themes no month of which has few."""
    table = count_theme_months(study, themes)
    if not guards_children(study):
        return table
    least, every = study.written.least, study.monthly.reindex(table.index)
    few = [bool((is_few(table[name], every, least=least) | (table[name] == 0)).any()) for name in table]
    return table.loc[:, [not one for one in few]]
