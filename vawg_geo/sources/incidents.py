"""Reading an incident extract: each row used or rejected with a reason, and the account that balances."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import geopandas as gpd
import numpy as np
import pandas as pd

from vawg_geo.base.calls import checked
from vawg_geo.base.errors import SourceError
from vawg_geo.base.periods import LONDON, Month
from vawg_geo.sources.files import find_files, last_change, name_files, open_file
from vawg_geo.sources.intake import Intake, balance, collect_quality, collect_rejected
from vawg_geo.sources.pseudonyms import PseudonymKey, published_key, read_key
from vawg_geo.sources.records import Surroundings, assemble, clean_records, drop_repeats
from vawg_geo.sources.source import Source, read_source
from vawg_geo.sources.volume import check_month, note_volume, note_weights, refuse_nothing


@checked
def read_incidents(
    path: str | Path | Sequence[str | Path],
    *,
    source: str | Path,
    cut: date | None = None,
    bounds: tuple[float, float, float, float] | None = None,
    default_points: gpd.GeoDataFrame | None = None,
    key: PseudonymKey | None = None,
    month: Month | None = None,
) -> Intake:
    """
    Read an incident extract.

    Parameters
    ----------
    path
        A file, a pattern, or a list of either.
    source
        A shipped source's name ("demo", "police_uk", ...) or a source TOML's path.
    cut
        The data cut; None: the source's own, else the day the newest file was last changed (announced in `chosen`).
    bounds
        West, south, east, north of the force in the extract's own coordinates; None: the source's own, else Great
        Britain. With them swapped coordinates are told from others.
    default_points
        Points (EPSG:27700) that stand for no place; rows there are quarantined (I11). None: the source's own.
    key
        The pseudonym key; None: the published one for synthetic and published sources, else `read_key()`.
    month
        The month the extract must cover; None: any.

    Returns
    -------
    intake
        `incidents` (columns of `base.schema.INCIDENTS`, EPSG:27700, index `incident_id`), `people`, `rejected`,
        `quality`, `ledger`, `inputs`, `key_id`, `chosen`.

    Raises
    ------
    SourceError
        If a file is refused; nothing of the extract is used then.
    PseudonymKeyError
        If there is no usable key.

    References
    ----------
    METHODS 1, 2 and 14. FAULTS I.
    """
    described = read_source(source)
    if described.table != "incidents":
        raise SourceError(f"the source {described.name!r} describes {described.table}; read them with read_outcomes.")
    key = key or (published_key() if described.synthetic or described.published else read_key())
    paths = find_files(path)
    cut, chosen = _choose_cut(cut, described, paths)
    around = Surroundings(cut, tuple(bounds or described.bounds), _default_points(default_points, described))
    names = name_files(paths)
    files = [open_file(one, described, name=name) for one, name in zip(paths, names, strict=True)]
    records = [clean_records(file, described, around) for file in files]
    rows = drop_repeats(files, records, described)
    refuse_nothing(rows, [file.book for file in files])
    incidents, people = assemble(rows, described, key)
    check_month(incidents, month)
    books = [file.book for file in files]
    extra = [note_weights(incidents), note_volume(incidents, cut)]
    quality = pd.concat([collect_quality(books), *extra], ignore_index=True)
    for word in ("encoding", "delimiter"):
        chosen[word] = ", ".join(sorted({file.chosen[word] for file in files if word in file.chosen}))
    hashes = {name: file.sha256 for name, file in zip(names, files, strict=True)}
    return Intake(incidents, people, collect_rejected(books), quality, balance(books), hashes, key.id, chosen)


def _choose_cut(cut: date | None, source: Source, paths: list[Path]) -> tuple[date, dict[str, str]]:
    if cut or source.data_cut:
        return cut or date.fromisoformat(source.data_cut), {}
    day = last_change(paths).astimezone(ZoneInfo(LONDON)).date()
    return day, {"data cut": f"{day:%Y-%m-%d}, the day the newest file was last changed; state it as data_cut"}


def _default_points(points: gpd.GeoDataFrame | None, source: Source) -> np.ndarray:
    if points is None or points.empty:
        return np.array(source.default_points, dtype="float64").reshape(-1, 2)
    there = points.geometry.to_crs(source.crs)
    return np.column_stack([there.x, there.y])
