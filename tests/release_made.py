"""A small county of real counts for releases, month by month, and an attacker of the tests' own."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from vawg_geo.base.periods import Month
from vawg_geo.measures.cohort import select_nte
from vawg_geo.publishing.ledger import entry_name, write_entry
from vawg_geo.publishing.release_cells import kind_of

FIRST, LAST = Month(2016, 4), Month(2022, 3)
HOLDS = {"public": ("public",), "partner": ("public", "partner")}


def real_events(case, profile):
    """Return every night-time public-space offence of the county, as `found.events` holds them."""
    members = select_nte(case.incidents, month=LAST, profile=profile).members
    return pd.DataFrame({name: members[name].to_numpy() for name in ("area", "night", "nte", "strand")})


def small_county(case, events, *, each=3):
    """Pick a few areas a district, from a busy one down to one with next to nothing."""
    n = events["area"].value_counts().reindex(case.areas.index, fill_value=0)
    codes = []
    for _, own in n.groupby(case.areas["district"]):
        ranked = own.sort_values(ascending=False, kind="stable")
        codes += [*ranked.index[3 : 3 + each - 1], ranked.index[len(ranked) // 3]]
    areas = case.areas.loc[sorted(codes), ["alias", "district"]]
    return SimpleNamespace(areas=areas, force=SimpleNamespace(already_published=False))


def found_at(events, month, *, listed=()):
    """Return what a month's `Hotspots` would hold of the events, as far as a release reads it."""
    window = (events["night"] >= pd.Timestamp((month - 35).first)) & (events["night"] <= pd.Timestamp(month.last))
    columns = ["number", "place", "tier", "peak_text"]
    return SimpleNamespace(
        events=events[window],
        monthly=pd.DataFrame(index=[str(FIRST)]),
        listed=pd.DataFrame(list(listed), columns=columns).rename_axis("area"),
    )


def note(folder, releases, month, *, edition=1, profile="nte_monthly"):
    """Write an edition into a ledger, as a run does."""
    rows = pd.concat([release.published for release in releases.values()])
    path = folder / entry_name(month, profile=profile, edition=edition)
    return write_entry(rows.assign(profile=profile, month=str(month), edition=edition), path)


class Attacker:
    """Everything an audience holds, as one linear programme over area x kind x month: no code of the package."""

    def __init__(self, ledger, areas, audience):
        held = ledger[ledger["audience"].isin(HOLDS[audience])]
        self._areas, self._districts = list(areas.index), areas["district"]
        self._kinds = sorted({kind_of(strand) for strand in ("rape", "threats", "homicide")})
        spans = [period.split("..") for period in held["period"].unique()]
        first, last = min(begin for begin, _ in spans), max(end for _, end in spans)
        count = Month.parse(last).months_since(Month.parse(first)) + 1
        self._months = [str(Month.parse(first) + step) for step in range(count)]
        self._shape = (len(self._areas), len(self._kinds), len(self._months))
        shown = held[held["value"].notna()]
        half = np.where(shown["rounded_to"] > 0, shown["rounded_to"] // 2, 0)
        value = shown["value"].to_numpy("float64")
        sums = np.array([self.sum_of(row) for row in shown[["row", "column", "period"]].itertuples(index=False)])
        self._sums = csr_matrix(np.vstack([sums, -sums]))
        self._at_most = np.concatenate([value + half, -(value - half)])

    def sum_of(self, cell):
        """Mark the unknowns that a figure adds up."""
        row, column, period = cell
        begin, end = period.split("..") if ".." in period else (period, period)
        areas = [a == row or self._districts[a] == row or row == "Whole force" for a in self._areas]
        kinds = [column in (kind, "total") for kind in self._kinds]
        months = [begin <= month <= end for month in self._months]
        marked = np.zeros(self._shape)
        marked[np.ix_(areas, kinds, months)] = 1
        return marked.ravel()

    def bound(self, cell):
        """Bound a figure, shown or not, from below and above."""
        goal = self.sum_of(cell)
        ends = [linprog(sign * goal, A_ub=self._sums, b_ub=self._at_most, bounds=(0, None)) for sign in (1, -1)]
        low, high = (np.inf if end.status == 3 else abs(end.fun) for end in ends)
        return round(low, 6), round(high, 6)
