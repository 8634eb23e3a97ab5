"""How often a characteristic is known of people, and what stands there where it is not."""

from __future__ import annotations

import pandas as pd

from vawg_geo.base.absences import CHARACTERISTICS, CODE_NOT_STATED, KINDS, NOT_STATED, SUFFIX

NAMES = {kind: kind.replace(" ", "_") for kind in KINDS}
NO_COLUMN = "no_column"


def count_absences(people: pd.DataFrame) -> pd.DataFrame:
    """
    Count what stands where a characteristic is not known.

    Parameters
    ----------
    people
        One row a person and crime: `sex`, `age`, `ethnicity`, `disability`, and `<characteristic>_said` where the
        extract was read with it.

    Returns
    -------
    counts
        Index characteristic: `n` = `known` + `blank` + `unknown` + `not_stated` + `declined` (prefer not to say) +
        `not_understood` + `no_column` (the extract has no column for it, or was read before these were kept apart).

    References
    ----------
    PRODUCTS 4.5: blank, unknown and prefer not to say are kept apart. The code "NS" counts as not stated.
    """
    rows = {name: _count(people, name) for name in CHARACTERISTICS}
    table = pd.DataFrame.from_dict(rows, orient="index", columns=["n", "known", *NAMES.values(), NO_COLUMN])
    return table.astype("int64").rename_axis("field")


def _count(people: pd.DataFrame, name: str) -> list[int]:
    if name not in people.columns:
        return [len(people), 0, *(0 for _ in KINDS), len(people)]
    code = people[name].astype("str").eq(CODE_NOT_STATED).fillna(value=False).astype(bool)
    known = people[name].notna() & ~code
    said = pd.Series(pd.NA, index=people.index, dtype="str")
    if name + SUFFIX in people.columns:
        said = people[name + SUFFIX].astype("str")
    said = said.mask(code & said.isna(), NOT_STATED).mask(known)
    kinds = [int((said == kind).sum()) for kind in KINDS]
    return [len(people), int(known.sum()), *kinds, len(people) - int(known.sum()) - sum(kinds)]
