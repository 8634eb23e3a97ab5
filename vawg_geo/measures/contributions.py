"""What each area's score is made of: kinds and years of offence, and what it is drawn towards."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from vawg_geo.base.periods import Month
from vawg_geo.measures.evidence import Evidence, gather
from vawg_geo.measures.fading import Fading, faded_weight
from vawg_geo.measures.origins import Standing, yearly_factor

LEAST_OF_A_KIND = 3  # METHODS 12: an offence type is never shown for fewer
OTHER, ALL_KINDS, DRAWN = "other kinds", "all kinds: too few to name one", "drawn towards similar places"
EVERY_YEAR = "all years"
CONTRIBUTIONS = ("area", "period", "kind", "n", "n_faded", "mean_weight", "adds")
SHRINKAGE = (
    "stratum", "n", "n_faded", "own_weight", "expected_n", "own_mean", "mean_harm", "k", "shrunk_harm", "rank",
)  # fmt: skip


def _none(columns: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype="float64") for name in columns})


@dataclass(frozen=True)
class Explained:
    """Why every area has the score it has; see `explain_scores`."""

    contributions: pd.DataFrame = field(default_factory=lambda: _none(CONTRIBUTIONS))
    shrinkage: pd.DataFrame = field(default_factory=lambda: _none(SHRINKAGE))


def explain_scores(standing: Standing, month: Month, *, months: int) -> Explained:
    """
    Take every area's score apart.

    Parameters
    ----------
    standing
        What was scored.
    month
        The reporting month.
    months
        Months of the evidence window that the data hold.

    Returns
    -------
    explained
        `.contributions`, one row an area, year and kind of offence: `area`, `period` (12 months, YYYY-MM..YYYY-MM),
        `kind`, `n`, `n_faded`, `mean_weight` (harm an offence, of those with a weight), `adds` (harm a year of the
        score); the last row of an area is what it is drawn towards. An area's `adds` sum to its `shrunk_harm`. A kind
        of fewer than 3 offences in a year is never named: it stands with others until 3 are together; where the
        whole area has fewer, weights and harm are left out too. `.shrinkage`, index area: `stratum`, `n`, `n_faded`,
        `own_weight` (0 to 1: how far its own count is believed), `expected_n` and `shrunk_harm` (a year), `own_mean`
        and `mean_harm` (harm an offence, here and in all similar places), `k`, `rank`.

    References
    ----------
    METHODS 4, 5 and 12.
    """
    profile, events = standing.profile, standing.evidence(month)
    fading = Fading((month + 1).first, profile.windows.half_life_days)
    evidence = gather(events, standing.areas, exposure=None, fading=fading)
    yearly = yearly_factor(evidence_months=months, half_life_days=profile.windows.half_life_days)
    shrinkage = _shrink(evidence, standing, yearly).reindex(standing.areas.index)
    parts = _cells(events, fading, month)
    share = shrinkage["shrunk_harm"] / (shrinkage["total"] + profile.score.k * shrinkage["mean_harm"])
    parts["adds"] = parts["harm_faded"] * share.reindex(parts["area"]).fillna(0.0).to_numpy()
    drawn = (profile.score.k * shrinkage["mean_harm"] * share).fillna(0.0)
    few = shrinkage["n"].between(1, LEAST_OF_A_KIND - 1)
    own = shrinkage["own_mean"].mask(few)
    parts = parts.sort_values(["n", "period", "kind"], kind="stable")
    rows = [row for area, cells in parts.groupby("area", sort=True) for row in _name(str(area), cells)]
    rows += [(area, "", DRAWN, *[np.nan] * 3, adds) for area, adds in drawn.mask(few).items()]
    contributions = pd.DataFrame(rows, columns=list(CONTRIBUTIONS)).astype({"n": "Int64"})
    order = contributions.assign(last=contributions["kind"] == DRAWN).sort_values(
        ["area", "last", "period", "adds", "kind"], ascending=[True, True, False, False, True], kind="stable"
    )
    return Explained(order.drop(columns="last").reset_index(drop=True), shrinkage.assign(own_mean=own)[list(SHRINKAGE)])


def _shrink(evidence: Evidence, standing: Standing, yearly: float) -> pd.DataFrame:
    k, tables = standing.profile.score.k, []
    names = standing.strata
    for _, group in evidence.by_stratum(standing.strata):
        prior = group.prior
        expected = yearly * group.exposure * prior.shrink(group.n, group.exposure)
        with np.errstate(invalid="ignore", divide="ignore"):
            own_mean = group.harm / group.known
        columns = {
            "stratum": names[group.codes].to_numpy() if names is not None else "all areas",
            "n": group.n_raw, "n_faded": group.n, "own_weight": prior.own_weight(group.exposure),
            "expected_n": expected, "own_mean": own_mean, "mean_harm": group.mean_harm, "k": k,
            "shrunk_harm": expected * (group.harm + k * group.mean_harm) / (group.known + k), "total": group.harm,
        }  # fmt: skip
        tables.append(pd.DataFrame(columns, index=group.codes))
    table = pd.concat(tables).sort_index()
    rank = table["shrunk_harm"].rank(ascending=False, method="first").astype("int64")
    return table.assign(rank=rank)


def _cells(events: gpd.GeoDataFrame, fading: Fading, month: Month) -> pd.DataFrame:
    """Sum by area, year and kind."""
    back = (month.year - events["night"].dt.year) * 12 + month.number - events["night"].dt.month
    ends = {years: month - 12 * years for years in range(int(back.max()) // 12 + 1)} if len(events) else {}
    periods = {years: f"{end - 11}..{end}" for years, end in ends.items()}
    faded = faded_weight(events, fading)
    harm = events["harm"].to_numpy(dtype="float64", na_value=np.nan)
    table = pd.DataFrame(
        {
            "area": events["area"].astype("object").to_numpy(),
            "period": (back // 12).map(periods).to_numpy(dtype="object"),
            "kind": events["strand"].astype("object").fillna("not recorded").str.replace("_", " ").to_numpy(),
            "n": 1, "n_faded": faded, "known": ~np.isnan(harm), "harm": np.nan_to_num(harm),
            "harm_faded": np.nan_to_num(harm * faded),
        }
    )  # fmt: skip
    table = table.sort_values(["area", "period", "kind", "harm", "n_faded"], kind="stable")  # the same sums, any order
    return table.groupby(["area", "period", "kind"], sort=True).sum(numeric_only=True).reset_index()


def _name(area: str, order: pd.DataFrame) -> list[tuple[object, ...]]:
    """Name the kinds that are many enough; pool the others, smallest first as they come, until the pool is."""
    sizes = order["n"].to_numpy()
    pooled = int((sizes < LEAST_OF_A_KIND).sum())
    while 0 < pooled < len(order) and sizes[:pooled].sum() < LEAST_OF_A_KIND:
        pooled += 1
    large = order.iloc[pooled:].to_dict("records")
    named = [_row(area, str(cell["period"]), str(cell["kind"]), cell) for cell in large]
    if not pooled:
        return named
    pool = order.iloc[:pooled].sum(numeric_only=True)
    if pool["n"] < LEAST_OF_A_KIND:
        return [(area, EVERY_YEAR, ALL_KINDS, int(pool["n"]), np.nan, np.nan, np.nan)]
    return [*named, _row(area, EVERY_YEAR, OTHER, pool)]


def _row(area: str, period: str, kind: str, cell: pd.Series | Mapping[Hashable, Any]) -> tuple[object, ...]:
    mean = float(cell["harm"] / cell["known"]) if cell["known"] else np.nan
    return area, period, kind, int(cell["n"]), float(cell["n_faded"]), mean, float(cell["adds"])
