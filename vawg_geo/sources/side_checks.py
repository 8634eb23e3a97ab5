"""Is a table beside the extract the one that was meant: its dates, its points, the crimes it names."""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd

from vawg_geo.base.errors import SourceError
from vawg_geo.base.side_tables import SIDE_TABLES
from vawg_geo.sources.book import Book
from vawg_geo.sources.rules import RULES

_MANY = 20  # rows: a few stray ones are set aside, a batch means that its readable neighbours are wrong as well
_LOW, _HIGH = r"(?:0?[1-9]|1[0-2])", r"(?:1[3-9]|2[0-9]|3[01])"
_REST = r"/[0-9]{4}(?: .*)?"
_STRAY = 0.05  # share of rows: so many may belong to records that were set aside


def refuse_month_first(text: pd.Series, column: str, book: Book) -> None:
    """
    Refuse a table whose dates are written month first: those of days 1 to 12 would be read wrongly without a sign.

    Parameters
    ----------
    text
        A column of dates as written, missing where blank.
    column
        Its name.
    book
        The file's book.

    Raises
    ------
    SourceError
        If 20 dates, or more than one and than are surely day first, can be read month first alone (I15).

    References
    ----------
    FAULTS I15.
    """
    exchanged = text.str.fullmatch(f"{_LOW}/{_HIGH}{_REST}").fillna(value=False).astype(bool)
    proven = text.str.fullmatch(f"{_HIGH}/{_LOW}{_REST}").fillna(value=False).sum()
    if exchanged.sum() >= _MANY or exchanged.sum() > max(proven, 1):
        book.refuse("I15", f"dates in {column} are written month first. Export them day first or as ISO.", exchanged)


def refuse_nowhere(points: gpd.GeoSeries, areas: gpd.GeoDataFrame, *, name: str) -> None:
    """
    Refuse a table of points of which most lie outside the county's box: they are swapped, or no metres.

    Parameters
    ----------
    points
        Points on the grid, None where there is none.
    areas
        The force's areas.
    name
        Which table it is.

    Raises
    ------
    SourceError
        If more than half do (I7, I8).

    References
    ----------
    FAULTS I7, I8.
    """
    given = points[points.notna()]
    west, south, east, north = areas.total_bounds
    x, y = given.x.to_numpy(), given.y.to_numpy()
    out = ~((x >= west) & (x <= east) & (y >= south) & (y <= north))
    if out.sum() <= len(given) / 2:
        return
    swapped = (y >= west) & (y <= east) & (x >= south) & (x <= north)
    words, rule = ("easting and northing are swapped", "I7") if swapped.sum() > len(given) / 2 else _somewhere(x, y)
    first = given.index[int(out.argmax())]
    raise SourceError(
        f"the table {name}: {int(out.sum()):,} of {len(given):,} points, the first is row {first}, lie outside the "
        f"force: {words}. Export easting and northing in metres on the National Grid. [{rule}]"
    )


def count_strangers(tables: Mapping[str, pd.DataFrame], incidents: pd.Index) -> pd.DataFrame:
    """
    Count the rows of side tables whose crime is none of the records in use, where they are more than a few.

    Parameters
    ----------
    tables
        Name to table, as `read_side_table` gives them.
    incidents
        Pseudonyms of the records in use.

    Returns
    -------
    quality
        file, rule, what, n, action: one row a table.
    """
    lines = []
    for name, table in tables.items():
        if not SIDE_TABLES[name].incident or table.empty:
            continue
        strange = int((~table["incident"].isin(incidents)).sum())
        if strange > _STRAY * len(table):
            lines.append(("", "crimes", f"{name}: {RULES['crimes'].what} (of {len(table):,})", strange, "reported"))
    return pd.DataFrame(lines, columns=["file", "rule", "what", "n", "action"])


def _somewhere(x: np.ndarray, y: np.ndarray) -> tuple[str, str]:
    degrees = (np.abs(x) <= 180) & (np.abs(y) <= 180)  # noqa: PLR2004 - a globe
    return ("they are degrees", "I8") if degrees.sum() > len(x) / 2 else ("check the columns", "I8")
