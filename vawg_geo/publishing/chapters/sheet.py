"""The data sheet: every table behind the page, and every file it was counted from."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from vawg_geo.publishing.report.blocks import Column, Limit, Paragraph, Section, Table
from vawg_geo.publishing.report.columns import table_words
from vawg_geo.publishing.report.study import Study

_HASH = 12  # figures of a hash that are printed, as the book's own


def write(study: Study, done: Mapping[str, Section]) -> Section:
    """
    Write the data sheet.

    Parameters
    ----------
    study
        The profile under study.
    done
        Every other section: their tables are listed.

    Returns
    -------
    section
        The files read, and the tables that lie beside the page.
    """
    del done  # the book holds what is needed; the chapter is only written after the others
    book = study.book
    tables = book.put(
        "sheet_tables", list_tables(study), key="table",
        how="each table as it lies beside the page, in tables/ and in tables.xlsx", source="the tables",
    )  # fmt: skip
    files = book.put(
        "sheet_files", list_files(study), key="file", how="rows in = used + rejected", source="the files read"
    )
    total = book.put(
        "sheet_totals", count_totals(study), key="what", how="sums of the two tables of this section",
        source="the files read",
    )  # fmt: skip
    cells = {name: book.cell(total, name, "n") for name in ("tables", "files", "rows", "rejected")}
    return Section(
        "sheet",
        "Data sheet: tables and sources",
        "Where does each figure stand, and from what was it counted?",
        (
            Paragraph((study.say("sheet.lead", **cells),), lead=True),
            Table(files, "Files read",
                  (Column("file", "File", "text"), Column("rows_in", "Rows in"), Column("used", "Used"),
                   Column("rejected", "Rejected"), Column("hash", "Hash", "text")), folded=True),
            Table(tables, "Tables beside this page",
                  (Column("table", "Table", "text"), Column("what", "What it holds", "text"),
                   Column("rows", "Rows"), Column("source", "Counted from", "text"),
                   Column("hash", "Hash", "text")), folded=True),
            Limit((study.say("sheet.limit"),)),
        ),
    )  # fmt: skip


def list_tables(study: Study) -> pd.DataFrame:
    """List the book's tables: table, what, rows, columns, how, source, hash."""
    words = table_words()
    rows = [
        (name, words.get(name, ""), len(e.table), e.table.shape[1], e.how, e.source, e.hash)
        for name, e in study.book.entries.items()
    ]
    return pd.DataFrame(rows, columns=["table", "what", "rows", "columns", "how", "source", "hash"])


def list_files(study: Study) -> pd.DataFrame:
    """List the files read: file, rows_in, used, rejected, hash."""
    hashes = {name: text[:_HASH] for name, text in study.case.inputs.items()}
    ledger = study.case.ledger[["file", "rows_in", "used", "rejected"]]
    return ledger.assign(hash=ledger["file"].map(hashes)).reset_index(drop=True)


def count_totals(study: Study) -> pd.DataFrame:
    """Count tables (without this section's own), files, and rows read and rejected."""
    ledger = study.case.ledger
    own = sum(name.startswith("sheet_") for name in study.book.entries)
    counts = {
        "tables": len(study.book.entries) - own,
        "files": len(ledger),
        "rows": int(ledger["rows_in"].sum()),
        "rejected": int(ledger["rejected"].sum()),
    }
    return pd.DataFrame(list(counts.items()), columns=["what", "n"])
