"""What of a pack may leave: each table hidden where small, and proved over everything released before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from vawg_geo.base.errors import DisclosureError
from vawg_geo.base.periods import Month
from vawg_geo.publishing.disclosure import Rule, rule_for
from vawg_geo.publishing.ladder import OPEN, Step, climb, open_step
from vawg_geo.publishing.ledger import PUBLISHED_COLUMNS
from vawg_geo.publishing.partner.cells import OFFENCES, PackTable
from vawg_geo.publishing.partner.pack import Pack
from vawg_geo.publishing.release_cells import WHOLE

PARTNER = "partner"
FIGURES = ["row", "column", "period", "value"]


@dataclass(frozen=True)
class Shown:
    """One table of the pack as partners may see it."""

    table: PackTable
    rule: Rule
    step: Step | None  # None: nothing of it is shown
    lacks: str = ""  # the sentence that says why nothing is

    @property
    def figures(self) -> pd.DataFrame:
        """`FIGURES`: hidden counts <NA>."""
        return self.step.figures[FIGURES] if self.step is not None else pd.DataFrame(columns=FIGURES)

    def value(self, row: str, column: str, period: str) -> int | None:
        """Give one figure; None where it is hidden or not there."""
        own = self.figures
        found = own.loc[(own["row"] == row) & (own["column"] == column) & (own["period"] == period), "value"]
        return None if found.empty or found.isna().all() else int(found.iloc[0])


def guard_pack(pack: Pack, past: pd.DataFrame, *, month: Month, published: bool) -> dict[str, Shown]:
    """
    Find for each table of a pack the fullest form from which nobody can work out a hidden count.

    Parameters
    ----------
    pack
        What was counted.
    past
        The ledger.
    month
        The edition's month.
    published
        Whether the source is already published: then nothing is hidden.

    Returns
    -------
    shown
        Name to table. One that withstands the attack in no form is not shown, and says so.

    References
    ----------
    METHODS 12.
    """
    done: dict[str, Shown] = {}
    for table in pack.tables:
        rule = rule_for(PARTNER, table.statistic)
        cells = _anchored(table, done.get(OFFENCES))
        if table.lacks or cells.empty:
            done[table.name] = Shown(table, rule, None, table.lacks or "partner.anchor_hidden")
            continue
        try:
            step = _guard(table, cells, rule, past, month, published=published)
        except DisclosureError:
            done[table.name] = Shown(table, rule, None, "partner.not_released")
            continue
        if step.as_of:  # only what was released before withstands the attack: that edition's page stands
            done[table.name] = Shown(table, rule, None, "partner.repeated")
            continue
        nothing = step.figures.empty or bool(step.figures["value"].isna().all())
        done[table.name] = Shown(table, rule, step, "partner.all_hidden" if nothing else "")
    return done


def _guard(
    table: PackTable, cells: pd.DataFrame, rule: Rule, past: pd.DataFrame, month: Month, *, published: bool
) -> Step:
    if published:
        return open_step(cells, rule)
    return climb(cells, [rule], past, month=month, statistic=table.statistic)[PARTNER]


def _anchored(table: PackTable, offences: Shown | None) -> pd.DataFrame:
    """Leave out the lines whose base the table of offences hides; of rows that add up, the whole period."""
    cells = table.cells
    for (row, period), (column, at) in table.anchors.items():
        if offences is None or offences.value(WHOLE, column, at) is None:
            own = cells["period"] == period
            cells = cells[~(own if row == WHOLE else own & (cells["row"] == row))]
    return cells.reset_index(drop=True)


def published_rows(shown: Mapping[str, Shown]) -> pd.DataFrame:
    """
    Give what the ledger keeps of a pack.

    Parameters
    ----------
    shown
        From `guard_pack`.

    Returns
    -------
    published
        `PUBLISHED_COLUMNS`: every figure of every table, the hidden ones too.
    """
    rows = [
        one.step.figures.assign(table=one.table.statistic, audience=PARTNER)[list(PUBLISHED_COLUMNS)]
        for one in shown.values()
        if one.step is not None and one.step.name != OPEN
    ]
    return pd.concat(rows, ignore_index=True) if rows else pd.DataFrame(columns=list(PUBLISHED_COLUMNS))


def tally(shown: Mapping[str, Shown]) -> pd.DataFrame:
    """
    Say of each table how much is shown and how near anybody can come to what is not.

    Parameters
    ----------
    shown
        From `guard_pack`.

    Returns
    -------
    tables
        One row a table: `name`, `least` (counts below are hidden), `shown`, `hidden`, `nearest` (the tightest range an
        attacker is left with for a hidden count; NaN where nothing is hidden or no range can be given).
    """
    rows = []
    for name, one in shown.items():
        held = one.figures["value"]
        bounds = None if one.step is None else one.step.bounds
        widths = pd.Series(dtype="float64")
        if bounds is not None and len(bounds):
            inner = bounds[~bounds["implied"].astype(bool)]
            widths = (inner["high"] - inner["low"]).replace(float("inf"), float("nan")).dropna()
        nearest = float(widths.min()) if len(widths) else float("nan")
        rows.append((name, one.rule.threshold, int(held.notna().sum()), int(held.isna().sum()), nearest))
    return pd.DataFrame(rows, columns=["name", "least", "shown", "hidden", "nearest"])
