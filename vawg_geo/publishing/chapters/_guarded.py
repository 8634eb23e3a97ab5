"""Counts of few people as a page may show them: small ones hidden, and as many others as keep them hidden."""

from __future__ import annotations

import pandas as pd

from vawg_geo.publishing.disclosure import TOTAL, suppress_small
from vawg_geo.publishing.report.study import Study

ALL = "All"
UNKNOWN = "Not recorded"


def guard_counts(counts: pd.DataFrame, *, least: int) -> pd.DataFrame:
    """
    Hide what is too small, and add the row of all.

    Parameters
    ----------
    counts
        Whole counts; index what is counted, columns the periods; no totals.
    least
        Counts below are hidden.

    Returns
    -------
    guarded
        The same with a last row "All"; hidden counts are `<NA>`.

    References
    ----------
    METHODS 12.
    """
    hidden = suppress_small(counts, threshold=least)
    told = hidden.attrs["published"]
    every = told[told["row"] == TOTAL].set_index("column")["value"].reindex([str(name) for name in counts.columns])
    last = pd.DataFrame([every.to_numpy()], index=[ALL], columns=counts.columns).astype("Int64")
    hidden.attrs = {}
    return pd.concat([hidden, last])


def put_guarded(
    study: Study, name: str, parts: dict[str, pd.Series], *, order: list[str], how: str, key: str,
    source: str = "incidents",
) -> str:  # fmt: skip
    """
    Count labels in two periods, hide what is small, and put the table.

    Parameters
    ----------
    study
        The profile under study.
    name
        The table.
    parts
        Column to the label of every record of that period.
    order
        The labels that may occur, in order; those that occur in no period are left out.
    how
        How it was made, in words.
    key
        The name of the first column.
    source
        What was counted.

    Returns
    -------
    name
        The same name.
    """
    counts = pd.DataFrame({column: labels.value_counts().reindex(order) for column, labels in parts.items()})
    counts = counts.fillna(0).astype("int64")
    counts = counts[(counts > 0).any(axis="columns")]
    table = guard_counts(counts, least=study.written.least).rename_axis(key).reset_index()
    return study.book.put(name, table, key=key, how=f"{how}; small counts hidden, METHODS 12", source=source)
