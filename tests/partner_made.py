"""Partnership packs for the tests: of the county, made small, and attacked by code of the tests' own."""

import numpy as np
import pandas as pd
from scipy.optimize import linprog

from vawg_geo.base.periods import Month
from vawg_geo.base.profile import read_profile
from vawg_geo.publishing.ledger import PUBLISHED_COLUMNS, empty_ledger
from vawg_geo.publishing.partner.guard import guard_pack, published_rows
from vawg_geo.publishing.partner.pack import Pack
from vawg_geo.publishing.report.report import profile_report

PROFILE = read_profile("partner_pack")
LAST = Month(2022, 3)


def report_of(case, month=LAST):
    return profile_report(case, profile=PROFILE, month=month)


_MADE = {}


def county(case):
    """The county's own report and what its pack shows, made once a session."""
    if id(case) not in _MADE:
        report = report_of(case)
        _MADE[id(case)] = report, guarded(report.pack)
    return _MADE[id(case)]


def guarded(pack, past=None, month=LAST):
    return guard_pack(pack, empty_ledger() if past is None else past, month=month, published=False)


def noted(past, rows, month, *, profile="partner_pack", edition=1):
    """A ledger with one more edition, in the order in which they were made."""
    order = int(past["order"].max()) + 1 if len(past) else 0
    own = rows[list(PUBLISHED_COLUMNS)].assign(profile=profile, month=str(month), edition=edition, order=order)
    return pd.concat([past, own], ignore_index=True)


def release(past, case, month, *, pack=None):
    """One more edition of the pack: what it shows, and the ledger after it."""
    shown = guarded(report_of(case, month).pack if pack is None else pack, past, month)
    return shown, noted(past, published_rows(shown), month)


def pack_of(*tables):
    return Pack(tables)


class Onlooker:
    """
    Everything released of one table as a linear programme over rows x columns x months: no code of the package.

    Values of older editions are held against it only where nothing newer contradicts them: here, all of them.
    """

    def __init__(self, ledger, table):
        held = ledger[ledger["table"] == table]
        self.parts = dict(zip(held["row"], held["parts"].str.split(";"), strict=True))
        self.rows = self._alike({row: set(own) for row, own in self.parts.items()})
        self.columns = sorted(set(held["column"]) - {"total"}) or ["total"]
        self.months = self._alike({period: set(months_of(period)) for period in held["period"].unique()})
        shown = held[held["value"].notna()].drop_duplicates(["row", "column", "period", "value"])
        self.sums = np.array([self.sum_of(cell) for cell in shown[["row", "column", "period"]].itertuples(index=False)])
        half = np.where(shown["rounded_to"] > 0, shown["rounded_to"] // 2, 0)
        value = shown["value"].to_numpy("float64")
        self.at_most = np.concatenate([value + half, -(value - half)])

    @staticmethod
    def _alike(sets):
        """One of all atoms that lie in the same sets: no figure tells them apart."""
        atoms = sorted(set().union(*sets.values()))
        return list({tuple(atom in own for own in sets.values()): atom for atom in atoms}.values())

    def sum_of(self, cell):
        row, column, period = cell
        inside = [
            [part in self.parts[row] for part in self.rows],
            [column in ("total", own) for own in self.columns],
            [month in months_of(period) for month in self.months],
        ]
        marked = np.zeros((len(self.rows), len(self.columns), len(self.months)))
        marked[np.ix_(*inside)] = 1
        return marked.ravel()

    def bound(self, cell):
        goal = self.sum_of(cell)
        both = np.vstack([self.sums, -self.sums])
        ends = [linprog(sign * goal, A_ub=both, b_ub=self.at_most, bounds=(0, None)) for sign in (1, -1)]
        low, high = (np.inf if end.status == 3 else abs(end.fun) for end in ends)
        return round(low, 6), round(high, 6)


def months_of(period):
    first, last = (Month.parse(end) for end in period.split(".."))
    return [str(first + at) for at in range(last.months_since(first) + 1)]
