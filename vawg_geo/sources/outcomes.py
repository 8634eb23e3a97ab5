"""Outcome histories: one row an outcome, several a crime; never joined into crimes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from vawg_geo.base.errors import SourceError
from vawg_geo.base.facts import outcome_table, police_uk_outcomes
from vawg_geo.sources.clean_times import clean_times
from vawg_geo.sources.clean_values import clean_values, reject_totals
from vawg_geo.sources.files import OpenFile, find_files, last_change, name_files, open_file
from vawg_geo.sources.intake import balance, collect_quality, collect_rejected
from vawg_geo.sources.pseudonyms import PseudonymKey, pseudonymise, published_key, read_key
from vawg_geo.sources.source import Source, read_source


@dataclass(frozen=True)
class OutcomeIntake:
    """An outcome extract, read: rows in = used + rejected, file by file."""

    outcomes: pd.DataFrame  # incident, code, text, date
    rejected: pd.DataFrame  # file, row, reason, column
    quality: pd.DataFrame  # file, rule, what, n, action
    ledger: pd.DataFrame  # file, rows_in, used, rejected
    inputs: dict[str, str]  # file -> SHA-256
    key_id: str


def read_outcomes(
    path: str | Path | Sequence[str | Path],
    *,
    source: str | Path,
    cut: date | None = None,
    key: PseudonymKey | None = None,
) -> OutcomeIntake:
    """
    Read outcome histories.

    Parameters
    ----------
    path
        A file, a pattern, or a list of either.
    source
        A shipped source's name ("police_uk_outcomes") or a source TOML's path, with `table = "outcomes"`.
    cut
        The data cut; None: the source's own, else the day the newest file was last changed.
    key
        The pseudonym key; None: as `read_incidents` chooses it, so that both name a crime alike.

    Returns
    -------
    intake
        `outcomes`: `incident` (pseudonym, as in `read_incidents`), `code` (Home Office code, `<NA>` where the text may
        stand for several), `text` (as written), `date` (datetime64, first of the month where only that is known). A
        crime may have several rows; identical ones are kept. Rows without an identifier or a text are
        quarantined (I30).

    Raises
    ------
    SourceError
        If a file is refused, or the source describes incidents.
    PseudonymKeyError
        If there is no usable key.

    References
    ----------
    METHODS 10. DATA 10.
    """
    described = read_source(source)
    if described.table != "outcomes":
        raise SourceError(f"the source {described.name!r} describes incidents; read them with read_incidents.")
    key = key or (published_key() if described.synthetic or described.published else read_key())
    paths = find_files(path)
    stated = date.fromisoformat(described.data_cut) if described.data_cut else last_change(paths).date()
    files = [open_file(one, described, name=name) for one, name in zip(paths, name_files(paths), strict=True)]
    tables = [_clean(file, described, cut or stated) for file in files]
    outcomes = pd.concat(tables, ignore_index=True)
    outcomes["incident"] = pseudonymise(outcomes["incident"], key, domain="incident")
    books = [file.book for file in files]
    hashes = {file.book.file: file.sha256 for file in files}
    return OutcomeIntake(outcomes, collect_rejected(books), collect_quality(books), balance(books), hashes, key.id)


def _clean(file: OpenFile, source: Source, cut: date) -> pd.DataFrame:
    cells, book = file.cells, file.book
    reject_totals(cells, book)
    times = clean_times(cells, source, cut=cut, book=book)
    text = clean_values(cells, source, "outcome", book)
    book.reject(cells["id"] == "", "I30", "id", pd.Series("an outcome without an identifier", index=cells.index))
    book.reject(text.isna(), "I30", "outcome", pd.Series("no outcome", index=cells.index))
    table = pd.DataFrame(
        {
            "incident": cells["id"],
            "code": text.map(_codes()).astype("str"),
            "text": text,
            "date": times["occurred_from"].dt.tz_localize(None).dt.normalize(),
        }
    )[book.used]
    unknown = table["text"][~table["text"].isin(list(_codes()))]
    book.note(
        "values", len(unknown), "reported", f"{unknown.nunique()} outcome texts are not in the list: kept, no code"
    )
    return table


def _codes() -> dict[str, str | None]:
    several = police_uk_outcomes()["codes"]
    texts = {str(text): codes if " " not in codes else None for text, codes in several.items()}
    return texts | {str(code): str(code) for code in outcome_table().index}
