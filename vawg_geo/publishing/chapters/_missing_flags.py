"""Children missing from home: exploitation flags and care homes, as counts of which small ones are hidden."""

from __future__ import annotations

import pandas as pd

from vawg_geo.measures.rates import share_intervals
from vawg_geo.publishing.chapters._shares import share_cells
from vawg_geo.publishing.disclosure import suppress_small
from vawg_geo.publishing.report.blocks import Block, Column, Paragraph, Table
from vawg_geo.publishing.report.study import Study


def flag_blocks(study: Study, rows: pd.DataFrame) -> list[Block | None]:
    """
    Count children's episodes with an exploitation flag or from a care home.

    Parameters
    ----------
    study
        The profile under study.
    rows
        Children's episodes of the period.

    Returns
    -------
    blocks
        The counts, small ones hidden; the share with the flag.
    """
    if rows.empty or not {"cse", "care_home"} <= set(rows.columns) or rows[["cse", "care_home"]].isna().all().all():
        return [Paragraph((study.must_say("missing.no_flags"),))]
    flags = pd.DataFrame({name: _flag(rows[name]) for name in ("cse", "care_home")})
    counts = flags.value_counts().unstack("care_home", fill_value=0)  # noqa: PD010 - a table of counts
    order = ["yes", "no", "not recorded"]
    counts = counts.reindex(index=order, columns=order, fill_value=0)
    kept = suppress_small(counts.loc[:, (counts > 0).any()], threshold=study.written.least)
    kept.attrs = {}  # what may be published stands there, and tables with such attributes cannot be joined
    table = kept.reset_index(names="cse").melt("cse", var_name="care_home", value_name="n")
    name = study.book.put(
        "missing_flags", table, key=("cse", "care_home"),
        how="children's episodes of the period by exploitation flag and care home; small counts and as many others as "
        "keep them from being worked out are hidden, METHODS 12", source="missing",
    )  # fmt: skip
    columns = (
        Column("cse", "Exploitation flag", "text"), Column("care_home", "From a care home", "text"),
        Column("n", "Episodes"),
    )  # fmt: skip
    return [Table(name, "Children's episodes by exploitation flag and care home", columns), *_cse(study, rows)]


def _flag(values: pd.Series) -> pd.Series:
    known = values.astype("boolean")
    words = known.map({True: "yes", False: "no"}).astype("object")
    return words.where(known.notna(), "not recorded")


def _cse(study: Study, rows: pd.DataFrame) -> list[Block | None]:
    """Say the share of children's episodes that carry the flag."""
    flagged, n = int(rows["cse"].fillna(value=False).sum()), len(rows)
    if flagged < study.written.least:
        return [Paragraph((study.must_say("missing.few_cse"),))]
    table = pd.DataFrame({"who": ["children"], "n": [n], "x": [flagged]})
    table = table.join(share_intervals(table["x"], table["n"]))
    name = study.book.put(
        "missing_cse", table, key="who", how="children's episodes with the exploitation flag; Wilson interval",
        source="missing",
    )  # fmt: skip
    return [Paragraph((study.say("missing.cse", **share_cells(study.book, name, "children")),))]
