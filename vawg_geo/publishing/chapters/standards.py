"""Professional standards: allegations against police as counts of quarters, small ones hidden, and nothing more."""

from __future__ import annotations

import pandas as pd

from vawg_geo.base.periods import Month
from vawg_geo.measures.metric_periods import name_period
from vawg_geo.measures.quarters import read_period
from vawg_geo.publishing.attack_rows import is_total
from vawg_geo.publishing.chapters._guarded import ALL
from vawg_geo.publishing.disclosure import TOTAL, suppress_small
from vawg_geo.publishing.report.blocks import Column, Limit, Paragraph, Section, Table
from vawg_geo.publishing.report.study import Study

TITLE = "Professional standards"
_QUESTION = "How many allegations of violence against women and girls were made against police officers and staff?"
SOURCE = "psd_allegation"
LEAST = 5  # however low a profile's own least is
QUARTERS = 4
NOT_RECORDED = "not recorded"


def write(study: Study) -> Section:
    """
    Write professional standards.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    section
        Counts by kind, of the latest quarter that has ended and of the four that end with it: no rate, no comparison,
        no person.
    """
    counts = count_quarters(study)
    if counts is None:
        return Section("standards", TITLE, _QUESTION, (Paragraph((study.must_say("standards.none"),), lead=True),))
    least = max(LEAST, study.written.least)
    put = study.book.put
    put("standards_counts", guard_quarters(counts, least=least), key="kind", source="indicators",
        how="sums of the quarters that lie inside the period; counts below the least, and as many others as keep them "
        "hidden, are not shown, METHODS 12")  # fmt: skip
    put("standards_period", pd.DataFrame([counts.attrs["period"] | {"least": least}]), key="of", source="indicators",
        how="the latest quarter of the table that had ended by the month, and the quarters before it")  # fmt: skip
    cell = study.book.cell
    told = {name: cell("standards_period", "all", name) for name in ("quarters", "least")}
    words = cell("standards_period", "all", "words", "text")
    year, quarter = (cell("standards_counts", ALL, name) for name in ("year", "quarter"))
    hidden = {name: one.value is pd.NA for name, one in (("lead", year), ("quarter", quarter))}
    lead = (
        study.must_say("standards.lead_hidden" if hidden["lead"] else "standards.lead", year=year, words=words, **told),
        study.must_say("standards.quarter_hidden" if hidden["quarter"] else "standards.quarter", n=quarter, **told),
    )
    table = Table(
        "standards_counts", "Allegations by kind",
        (Column("kind", "Kind", "text"), Column("quarter", "Latest quarter"), Column("year", "All quarters together")),
    )  # fmt: skip
    return Section(
        "standards", TITLE, _QUESTION, (Paragraph(lead, lead=True), table, Limit((study.must_say("standards.limits"),)))
    )


def count_quarters(study: Study) -> pd.DataFrame | None:
    """
    Count allegations by kind.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    counts
        Index kind: quarter (the latest that had ended by the page's month), earlier (up to three before it, if any); in
        `.attrs["period"]` of, quarter, words, quarters (how many both are). None where there is none.
    """
    table = study.case.tables.get("indicators")
    if table is None or not {"source", "period", "n"} <= set(table.columns):
        return None
    rows = table[(table["source"] == SOURCE) & table["n"].notna()]
    ends = {text: span for text in rows["period"].dropna().unique() if (span := _quarter(str(text)))}
    held = sorted((span[1], text) for text, span in ends.items() if span[1] <= study.month)
    if not held:
        return None
    last = held[-1][0]
    inside = {text for end, text in held if last.months_since(end) < 3 * QUARTERS}
    kinds = rows["category"] if "category" in rows else pd.Series(NOT_RECORDED, index=rows.index)
    kinds = kinds.fillna(NOT_RECORDED).astype("str").rename("kind")
    rows, kinds = _without_totals(rows, kinds)
    wide = pd.DataFrame(
        {
            name: rows.loc[rows["period"].isin(list(periods)), "n"].groupby(kinds).sum()
            for name, periods in (("quarter", {held[-1][1]}), ("earlier", inside - {held[-1][1]}))
        }
    )
    wide = wide.fillna(0).astype("int64").sort_index()
    if len(inside) == 1:
        wide = wide[["quarter"]]
    wide.attrs["period"] = {
        "of": "all", "quarter": held[-1][1], "words": name_period(held[-1][1]), "quarters": len(inside),
    }  # fmt: skip
    return wide


def _without_totals(rows: pd.DataFrame, kinds: pd.Series) -> tuple[pd.DataFrame, pd.Series]:
    """Leave out rows that sum up the others; where there are only such, they are not told by kind."""
    total = kinds.map(is_total)
    if total.all():
        return rows, kinds.mask(total, NOT_RECORDED)
    return rows[~total], kinds[~total]


def guard_quarters(counts: pd.DataFrame, *, least: int) -> pd.DataFrame:
    """
    Hide small counts, and as many others as keep them hidden.

    Parameters
    ----------
    counts
        As `count_quarters`.
    least
        Counts below are hidden.

    Returns
    -------
    guarded
        kind (and All), quarter, earlier, year (both together); hidden counts are `<NA>`.

    References
    ----------
    METHODS 12.
    """
    published = suppress_small(counts, threshold=least).attrs["published"]
    own = {
        name: published[published["column"] == column].set_index("row")["value"].reindex([*counts.index, TOTAL])
        for name, column in (*((name, name) for name in counts.columns), ("year", TOTAL))
    }
    table = pd.DataFrame({"quarter": own["quarter"], "earlier": own.get("earlier", pd.NA), "year": own["year"]})
    return table.astype("Int64").rename(index={TOTAL: ALL}).rename_axis("kind").reset_index()


def _quarter(text: str) -> tuple[Month, Month] | None:
    """Read a quarter; None for any other period."""
    span = read_period(text)
    return span if span and span[1].months_since(span[0]) == 2 else None  # noqa: PLR2004 - three months
