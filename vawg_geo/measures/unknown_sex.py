"""What a blank for the victim's sex can hide: floor, ceiling and, as a declared sensitivity, a point between."""

from __future__ import annotations

import numpy as np
import pandas as pd

from vawg_geo.base.calls import checked
from vawg_geo.base.schema import Column, check_table

_COLUMNS = {
    "themes": Column("text"),
    "victim_sex": Column("text", null=True, one_of=("F", "M", "X")),
}
TOTAL = "all"


@checked
def share_female(incidents: pd.DataFrame) -> pd.DataFrame:
    """
    Count offences against women and girls by theme, as low and as high as blanks allow.

    Parameters
    ----------
    incidents
        One row an offence: `themes` (";"-joined words), `victim_sex` (F, M, X; missing = not recorded).

    Returns
    -------
    counts
        Index theme, sorted, then "all" (each offence once; themes overlap and do not add up): `female`, `male`,
        `other` (X), `unknown`; `floor` = female (the headline), `ceiling` = female + unknown; `at_random` = female +
        unknown * female / (female + male): what there would be if blanks were as the rest. That is an assumption, to
        be declared wherever it is shown, and NaN where sex is known of nobody.

    Raises
    ------
    SchemaError
        If a column is missing or holds another word.

    References
    ----------
    METHODS 1; HMICFRS (2023) on missing sex in 2021/22.
    """
    check_table(incidents, _COLUMNS, what="the table of incidents")
    words = incidents["themes"].str.split(";").explode()
    words = words[words != ""]
    parts = {name: incidents.loc[words.index[words == name]] for name in sorted(words.unique())}
    rows = {name: _row(part["victim_sex"]) for name, part in (parts | {TOTAL: incidents}).items()}
    columns = ["female", "male", "other", "unknown", "floor", "ceiling", "at_random"]
    table = pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("theme")
    return table.astype(dict.fromkeys(columns[:-1], "int64"))


def _row(sex: pd.Series) -> list[float]:
    female, male, other = (int((sex == letter).sum()) for letter in "FMX")
    unknown = int(sex.isna().sum())
    known = female + male
    at_random = female + unknown * female / known if known else np.nan
    return [female, male, other, unknown, female, female + unknown, at_random]
