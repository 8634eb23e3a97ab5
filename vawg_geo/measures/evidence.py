"""What is known of each place: counts and harm by area, faded by age, in groups of like places."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from vawg_geo.base.among import among
from vawg_geo.base.errors import SchemaError
from vawg_geo.base.schema import Column, check_table
from vawg_geo.measures.align import Floats, Numbers, aligned, refuse
from vawg_geo.measures.counts import positions
from vawg_geo.measures.fading import Fading, faded_weight
from vawg_geo.measures.shrinkage import Prior

Ints = npt.NDArray[np.int64]
_NEEDED = {"harm": Column("number", null=True, low=0)}
_TIMED = _NEEDED | {"occurred_to": Column("time")}


@dataclass(frozen=True)
class Evidence:
    """One row a place, sorted by code; `cells` are the place's distinct harm weights."""

    codes: pd.Index
    exposure: Floats
    n_raw: Ints  # offences
    harm_raw: Floats  # their known harm
    n: Floats  # faded offences
    n_squared: Floats  # sum of squared fadings: the variance of n under chance
    known: Floats  # faded offences with a known harm
    harm: Floats  # faded known harm
    cell_area: Ints
    cell_weight: Floats
    cell_n: Floats  # faded offences of that weight

    @property
    def prior(self) -> Prior:
        """The prior over these places; phi is 1 without fading. METHODS 4."""
        total = self.n.sum()
        return Prior.fit(self.n, self.exposure, dispersion=float(self.n_squared.sum() / total) if total else 1.0)

    @property
    def mean_harm(self) -> float:
        """Mean harm of an offence with a known harm (hbar)."""
        return float(self.harm.sum() / self.known.sum()) if self.known.sum() else 0.0

    def mix(self) -> tuple[Floats, Floats]:
        """Return the distinct harm weights and their shares among the offences of these places."""
        weights, which = np.unique(self.cell_weight, return_inverse=True)
        shares = np.bincount(which, weights=self.cell_n, minlength=len(weights))
        return weights, shares / max(shares.sum(), np.finfo(float).tiny)

    def by_stratum(self, strata: pd.Series | None) -> Iterator[tuple[Ints, Evidence]]:
        """
        Split into groups of like places.

        Parameters
        ----------
        strata
            The group of each code, none missing; None keeps all together.

        Yields
        ------
        rows, evidence
            Rows of this evidence and the group's own.

        Raises
        ------
        SchemaError
            If a place has no stratum.
        """
        if strata is None:
            yield np.arange(len(self.codes)), self
            return
        if strata.index.has_duplicates or not among(self.codes, strata.index).all():
            raise SchemaError("strata must have one value for each area's code; align them first.")
        groups = strata.reindex(self.codes)
        refuse(groups.isna().to_numpy(), self.codes, "strata must not be missing")
        for _, members in groups.groupby(groups, sort=True, observed=True):
            rows = self.codes.get_indexer(members.index).astype("int64")
            yield rows, self._take(rows)

    def _take(self, rows: Ints) -> Evidence:
        new = np.full(len(self.codes), -1, dtype="int64")
        new[rows] = np.arange(len(rows))
        cells = new[self.cell_area] >= 0
        by_place = {
            name: getattr(self, name)[rows]
            for name in ("codes", "exposure", "n_raw", "harm_raw", "n", "n_squared", "known", "harm")
        }
        return replace(
            self,
            **by_place,
            cell_area=new[self.cell_area[cells]],
            cell_weight=self.cell_weight[cells],
            cell_n=self.cell_n[cells],
        )


def gather(incidents: pd.DataFrame, areas: pd.DataFrame, *, exposure: Numbers | None, fading: Fading) -> Evidence:
    """
    Sum up what the incidents say of each area.

    Parameters
    ----------
    incidents
        `harm` (NaN: counted, but without part in any mean harm) and, when fading, `occurred_to`; `area` or points.
    areas
        One row an area, index = code.
    exposure
        Above 0; None = 1 an area.
    fading
        How old evidence counts.

    Returns
    -------
    evidence
        Sorted by code, and the same whatever the order of the incidents.

    Raises
    ------
    SchemaError
        If a column is missing or broken, or exposures are not above 0.
    PeriodError
        If an offence ended later than a day after `as_of`.
    """
    check_table(incidents, _TIMED if fading.wanted else _NEEDED, what="the table of incidents")
    codes = areas.index.sort_values()
    size = aligned(1.0 if exposure is None else exposure, areas.index, what="exposure", above=0)
    faded = faded_weight(incidents, fading)
    harm = incidents["harm"].to_numpy(dtype="float64", na_value=np.nan)
    where = positions(incidents, areas.loc[codes])
    order = np.lexsort((faded, harm, where))  # sums come out the same whatever the order of the rows
    order = order[where[order] >= 0]
    where, harm, faded = where[order], harm[order], faded[order]
    size = size[areas.index.get_indexer(codes)]
    return _summed(codes, size, where, harm, faded)


def _summed(codes: pd.Index, exposure: Floats, where: Ints, harm: Floats, faded: Floats) -> Evidence:
    def add(values: Floats | None = None, rows: npt.NDArray[np.bool_] | None = None) -> Floats:
        rows = np.ones(len(where), dtype=bool) if rows is None else rows
        total: Floats = np.bincount(where[rows], None if values is None else values[rows], len(codes)).astype(float)
        return total

    known = ~np.isnan(harm)
    cells = pd.DataFrame({"area": where[known], "weight": harm[known], "n": faded[known]})
    cells = cells.groupby(["area", "weight"], sort=True)["n"].sum().reset_index()
    return Evidence(
        codes=codes,
        exposure=exposure,
        n_raw=add().astype("int64"),
        harm_raw=add(harm, known),
        n=add(faded),
        n_squared=add(faded**2),
        known=add(faded, known),
        harm=add(faded * harm, known),
        cell_area=cells["area"].to_numpy(dtype="int64"),
        cell_weight=cells["weight"].to_numpy(dtype="float64"),
        cell_n=cells["n"].to_numpy(dtype="float64"),
    )
