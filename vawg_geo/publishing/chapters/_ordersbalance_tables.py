"""What the return's account is made of: reconciliation, orders set aside, figures of the last return that changed."""

from __future__ import annotations

import pandas as pd

from vawg_geo.measures.order_flow import DATED
from vawg_geo.publishing.editions_compared import GONE, NEW, compare_editions, read_edition_tables
from vawg_geo.publishing.report.study import Study

RESTATED = ["type", "month", "column", "before", "after", "why"]
MONTHS = "ordersreturn_months"
LATE, CORRECTED, FOLLOWS = "late entry", "corrected", "follows from these"
WORDS = {
    "applied": "applied for", "granted": "granted", "refused": "refused", "pending": "not decided at the end",
    "live_start": "live at the start", "expired": "expired", "revoked": "revoked", "live_end": "live at the end",
    "breached": "breached", "breach_arrested": "arrested for the breach",
}  # fmt: skip


def last_months(study: Study) -> pd.DataFrame | None:
    """Read the last return's months; None where there is no earlier return."""
    return read_edition_tables(study.previous).get(MONTHS) if study.previous else None


def list_restated(study: Study, last: pd.DataFrame) -> pd.DataFrame:
    """
    List the figures of months that both returns have and that differ.

    Parameters
    ----------
    study
        The profile under study, with the months in its book.
    last
        The last return's months.

    Returns
    -------
    restated
        type, month, column (in words), before, after, why: a count by day that rose was entered late, one that fell
        was corrected; what is live or not decided follows from those.
    """
    moved = compare_editions({MONTHS: last}, {MONTHS: study.book.entries[MONTHS].table}, causes={"data"})
    both = moved[~moved["why"].isin([NEW, GONE])]
    if both.empty:
        return pd.DataFrame(columns=RESTATED)
    keys = both["row"].str.split("|", expand=True, regex=False)
    numbers = {name: pd.to_numeric(both[name], errors="coerce") for name in ("before", "after")}
    rose = (numbers["after"] > numbers["before"].fillna(0)).map({True: LATE, False: CORRECTED})
    table = pd.DataFrame(
        {
            "type": keys[0],
            "month": keys[1],
            "column": both["column"].map(WORDS),
            **numbers,
            "why": rose.where(both["column"].isin(DATED), FOLLOWS),
        }
    )
    return table.reset_index(drop=True)[RESTATED]


def count_account(study: Study, faults: pd.DataFrame, *, read: int, kept: int, restated: pd.DataFrame) -> pd.DataFrame:
    """
    Count what the account speaks of.

    Parameters
    ----------
    study
        The profile under study, with the return in its book.
    faults
        fault, n.
    read, kept
        Orders in the table, and those that are counted.
    restated
        As `list_restated` gives it.

    Returns
    -------
    told
        what, n; orders read = counted + set aside.
    """
    rows = sum(len(study.book.entries[f"ordersreturn_{name}"].table) for name in ("quarter", "months", "quarters"))
    counts = {
        "read": read, "counted": kept, "aside": read - kept, "kinds": int((faults["n"] > 0).sum()), "rows": rows,
        "restated": len(restated), "late": int((restated["why"] == LATE).sum()),
        "corrected": int((restated["why"] == CORRECTED).sum()),
    }  # fmt: skip
    return pd.DataFrame(list(counts.items()), columns=["what", "n"])
