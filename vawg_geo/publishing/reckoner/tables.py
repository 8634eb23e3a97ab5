"""The tables a metric's entry may ask for: the force's own, records in a profile's scope, other pages' figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

import pandas as pd

from vawg_geo.base.errors import SchemaError, VawgGeoError
from vawg_geo.base.profile import read_profile
from vawg_geo.base.schema import check_table
from vawg_geo.base.side_tables import SIDE_TABLES
from vawg_geo.measures.dispositions import OUTCOMES
from vawg_geo.measures.first_outcomes import mark_first, ripe_months
from vawg_geo.measures.metric_entries import Part
from vawg_geo.measures.metric_periods import make_period
from vawg_geo.measures.metric_rows import column_of
from vawg_geo.measures.missing_time import name_ages
from vawg_geo.measures.night_month import NightFigures
from vawg_geo.measures.orders import with_suspect
from vawg_geo.measures.own_force import rank_force
from vawg_geo.measures.repeats import DAYS, score_repeats
from vawg_geo.publishing.chapters._orders_counted import TABLE as ORDERS
from vawg_geo.publishing.chapters._orders_counted import counted_orders
from vawg_geo.publishing.chapters._people import counted_people
from vawg_geo.publishing.report.study import Study

_DASH = ("incident", "risk", "completed_at")
_PERSON = ("incident", "pid", "role")
_VERDICTS = {"higher": "up", "lower": "down", "no change": "none"}


@dataclass(frozen=True)
class Sources:
    """From a part of an entry to its table; each is made once, when it is first asked for."""

    study: Study
    _made: dict[tuple[str, str], pd.DataFrame | str] = field(default_factory=dict)
    _others: dict[str, Sources] = field(default_factory=dict)  # by scope

    def __call__(self, part: Part) -> pd.DataFrame:
        """Give a table; SchemaError where the force lacks it or it cannot be made."""
        key = (part.table, part.scope)
        if key not in self._made:
            try:
                self._made[key] = self._make(part)
            except VawgGeoError as error:  # told beside every metric that asks for it
                self._made[key] = str(error)
        made = self._made[key]
        if isinstance(made, str):
            raise SchemaError(made)
        return made

    def _make(self, part: Part) -> pd.DataFrame:
        if part.table == "incidents":
            return self._incidents(part.scope)
        if part.table in MADE:
            return MADE[part.table](self.scoped(part.scope))
        return self.side(part.table)

    def side(self, name: str) -> pd.DataFrame:
        """
        Give a table beside the incidents.

        Parameters
        ----------
        name
            The table.

        Returns
        -------
        table
            Its rows.

        Raises
        ------
        SchemaError
            If the force gives no such table, an empty one, or one with a column of another kind than it must be.
        """
        tables = self.study.case.tables
        table = self.study.case.people if name == "people" else tables.get(name)
        if table is None or table.empty:
            raise SchemaError(f"there is no table {name}.")
        columns = SIDE_TABLES[name].columns
        check_table(table, {own: columns[own] for own in columns if own in table}, what=f"the table {name}")
        if name == ORDERS:
            return self._orders()
        if name == "missing" and "age" in table:
            return table.assign(ages=name_ages(table["age"]))
        return self._outcomes(table) if name == "outcomes" and set(OUTCOMES) <= set(table.columns) else table

    def _orders(self) -> pd.DataFrame:
        """Give the orders that are counted, as every page does."""
        kept = counted_orders(self.study)
        if kept is None or kept.empty:
            raise SchemaError("every order of the table orders is set aside: none has days that can be true together.")
        return kept

    def _outcomes(self, table: pd.DataFrame) -> pd.DataFrame:
        """Mark which outcomes make a prosecution possible, and which is its crime's first."""
        study = self.study
        codes = study.possible.codes
        first = mark_first(table, cut=study.cut, possible=codes)
        return table.assign(prosecution_possible=table["code"].isin(codes), first=first)

    def _incidents(self, scope: str) -> pd.DataFrame:
        """Give the records a profile counts, with whether a suspect is known and the first assessment's grade."""
        study = self.scoped(scope).study
        rows = study.rows
        table = pd.DataFrame(rows.drop(columns="geometry")).assign(incident=rows.index)
        people, dash = study.case.people, study.case.tables.get("dash", pd.DataFrame())
        if len(people) and set(_PERSON) <= set(people.columns):
            table = table.assign(suspect=with_suspect(rows, people))
        if len(dash) and set(_DASH) <= set(dash.columns):
            first = dash.sort_values("completed_at", kind="stable").drop_duplicates("incident").set_index("incident")
            table = table.assign(dash=first["risk"].reindex(rows.index))
        return table

    def scoped(self, scope: str) -> Sources:
        """Look at the same case with another profile's scope, over the period of this page; "" = the page's own."""
        if scope and scope not in self._others:
            self._others[scope] = Sources(replace(self.study, profile=read_profile(scope)))
        return self._others[scope] if scope else self

    @property
    def nights(self) -> NightFigures:
        """
        The monthly page's figures.

        Raises
        ------
        SchemaError
            If the profile does not ask for them.
        """
        if not self.study.written.hotspots:
            raise SchemaError("this profile does not ask for the monthly page's figures: hotspots = true.")
        return self.study.night_figures


def _need(table: pd.DataFrame, columns: Iterable[str], what: str) -> None:
    """Refuse a table that lacks a column."""
    for name in columns:
        column_of(table, name, what)


def _repeat_victims(sources: Sources) -> pd.DataFrame:
    """Give each recorded victim in scope with whether she was recorded in the 365 days before."""
    study = sources.study
    rows = study.rows
    times = rows["recorded_on"]
    people = sources.side("people")
    _need(people, (*_PERSON, "sex"), "people")
    if times.empty:
        raise SchemaError("there is no record in scope.")
    scored = score_repeats(
        counted_people(study, rows), times=times, role="victim", observed_from=times.min().date(), days=DAYS
    )
    seen = scored[~scored["censored"]]
    return seen.assign(
        at=times.reindex(seen["incident"]).to_numpy(), themes=rows["themes"].reindex(seen["incident"]).to_numpy()
    )


def _nights(sources: Sources) -> pd.DataFrame:
    """Give the monthly page's weekend nights, with its expected range for the last month and its verdict."""
    found = sources.nights
    monthly, headline = found.monthly[found.monthly["nights"] > 0], found.headline
    table = pd.DataFrame(
        {"period": monthly.index.astype("str"), "value": (monthly["n"] / monthly["nights"]).to_numpy()}
    )
    table = table.assign(
        n=monthly["n"].to_numpy(), signal="none", expected_low=float("nan"), expected_high=float("nan")
    )
    last = table["period"] == str(sources.study.month)
    table.loc[last, ["expected_low", "expected_high"]] = [headline.low, headline.high]
    table.loc[last, "signal"] = _VERDICTS.get(headline.verdict, "cannot say")
    return table


def _tier_a(sources: Sources) -> pd.DataFrame:
    """Give the shrunk harm of the places of tier A together."""
    harm = sources.nights.tier_a
    row = {"period": str(sources.study.month), "value": float(harm.sum()), "n": len(harm)}
    return pd.DataFrame([row])


def _ranks(sources: Sources) -> pd.DataFrame:
    """Give the force's ranks on the ripe year."""
    study = sources.study
    first, last = ripe_months(study.cut, until=study.month)
    others, outcomes = sources.side("comparators"), sources.side("outcomes")
    check_table(others, SIDE_TABLES["comparators"].columns, what="the table comparators")
    _need(outcomes, OUTCOMES, "outcomes")
    ranks = rank_force(
        others, outcomes, study.case.incidents, first=first.first,
        last=last.last, cut=study.cut, possible=study.possible.codes,
    )  # fmt: skip
    table = pd.DataFrame({"measure": ranks["measure"], "value": ranks["rank"].astype("float64"), "n": ranks["d"]})
    return table.assign(low=ranks["rank_low"], high=ranks["rank_high"], period=make_period(first, last).label)


MADE: dict[str, Callable[[Sources], pd.DataFrame]] = {
    "repeat_victims": _repeat_victims, "nights": _nights, "tier_a": _tier_a, "ranks": _ranks,
}  # fmt: skip
KNOWN = frozenset({"incidents", *SIDE_TABLES, *MADE})
