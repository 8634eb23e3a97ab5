"""A profile under study: the case, the records in scope, the periods, and the book its chapters write into."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

import geopandas as gpd
import pandas as pd

from vawg_geo.base.errors import ProfileError
from vawg_geo.base.outcome_sets import OutcomeSet
from vawg_geo.base.periods import Month
from vawg_geo.base.profile import Profile, Written, read_profile
from vawg_geo.measures.forecast import Forecast, forecast_count, review_forecasts
from vawg_geo.measures.hotspot_types import Hotspots
from vawg_geo.measures.hotspots import find_hotspots
from vawg_geo.measures.metric_periods import FAR, covered_periods, list_periods
from vawg_geo.measures.night_month import NightFigures, measure_nights, prepare_month, repeat_figures
from vawg_geo.measures.operation_results import Operation, assess_operations
from vawg_geo.measures.programme_results import ProgrammeResults, follow_programmes
from vawg_geo.measures.scoped import Scoped, select_scope
from vawg_geo.publishing.report.book import Book, Cell
from vawg_geo.publishing.report.sentences import Sentence, say
from vawg_geo.sources.case import Case

REVIEWED = 12  # past months whose own ranges are set beside what came


@dataclass(frozen=True)
class Study:
    """What a chapter reads and where it writes; every chapter of a page shares one."""

    case: Case
    profile: Profile
    month: Month  # the last month of the period
    previous: Path | None = None  # the folder of the last edition before this one
    audience: str = "internal"
    book: Book = field(default_factory=Book)

    @property
    def written(self) -> Written:
        """
        The profile's own block.

        Raises
        ------
        ProfileError
            If the profile has none.
        """
        if self.profile.written is None:
            raise ProfileError("a written profile needs a [written] block with its sections.")
        return self.profile.written

    @property
    def cut(self) -> date:
        """The data cut."""
        return self.case.cut

    def owner(self, post: str) -> str:
        """Name a post as this force does: [owners] in force.toml; its own name where that says nothing."""
        return self.case.force.owners.get(post, post)

    @property
    def possible(self) -> OutcomeSet:
        """The outcomes that make a prosecution possible, as the force names them."""
        return self.case.force.outcomes.prosecution_possible

    @property
    def period(self) -> tuple[date, date]:
        """First and last day of the period the profile speaks of."""
        return (self.month - (self.written.months - 1)).first, self.month.last

    @property
    def before(self) -> tuple[date, date]:
        """First and last day of the period of the same length before it."""
        earlier = self.month - self.written.months
        return (earlier - (self.written.months - 1)).first, earlier.last

    @cached_property
    def scoped(self) -> Scoped:
        """Every record with the reason why it is counted or not."""
        return select_scope(self.case.incidents, profile=self.profile, first=self.period[0], last=self.period[1])

    @cached_property
    def rows(self) -> gpd.GeoDataFrame:
        """Records in scope (the floor), of all time, by the day they were recorded (`day`)."""
        return self.scoped.rows

    def during(self, period: tuple[date, date], rows: pd.DataFrame | None = None) -> pd.DataFrame:
        """Pick the records of a period by the day they were recorded."""
        kept = self.rows if rows is None else rows
        return kept.loc[kept["day"].between(pd.Timestamp(period[0]), pd.Timestamp(period[1]))]

    @cached_property
    def now(self) -> pd.DataFrame:
        """Records in scope recorded in the period."""
        return self.during(self.period)

    @cached_property
    def earlier(self) -> pd.DataFrame:
        """Records in scope recorded in the period before."""
        return self.during(self.before)

    @cached_property
    def nights(self) -> Profile:
        """The monthly night-time page's profile: hours, windows and thresholds of hot spots come from it alone."""
        return read_profile("nte_monthly")

    @cached_property
    def hotspots(self) -> Hotspots:
        """The month's hot spots in public places, as the monthly page finds them: the same places and figures."""
        case = self.case
        return find_hotspots(
            case.incidents, case.areas, month=self.month, profile=self.nights, cut=case.cut,
            street_safe=case.tables.get("street_safe"), extra_nights=case.force.extra_nights,
        )  # fmt: skip

    @cached_property
    def night_figures(self) -> NightFigures:
        """The month's nights without the list: the same figures, for pages that repeat no more than those."""
        if "hotspots" in self.__dict__:  # found already: nothing is measured twice
            return repeat_figures(self.hotspots)
        case, month = self.case, self.month
        return measure_nights(
            prepare_month(
                case.incidents, case.areas, month=month, profile=self.nights, cut=case.cut,
                extra_nights=case.force.extra_nights,
            )
        )  # fmt: skip

    @cached_property
    def held(self) -> pd.Index:
        """Every month the data hold whole, oldest first: a chart's baseline begins with them and stays. METHODS 8."""
        first = Month.of((self.case.incidents["recorded_on"].min() + pd.offsets.MonthBegin(0)).date())
        size = self.month.months_since(first) + 1
        return pd.Index([str(self.month - (size - 1 - i)) for i in range(size)], name="month")

    def covered(self, dates: pd.Series, *, settle: int = 0) -> pd.Index:
        """
        List the months a table holds whole, oldest first, as the ready reckoner counts them.

        Parameters
        ----------
        dates
            The date of every row of the table.
        settle
            Months at its beginning that are left out: it has not seen everybody yet.

        Returns
        -------
        months
            Up to the last of the period: where a chart of the table begins, whatever is drawn of it. METHODS 8.
        """
        periods = list_periods("month", until=self.month, months=FAR)
        held = covered_periods(periods, dates, cut=self.cut, settle=settle)
        return pd.Index([period.label for period in held], dtype="str", name="month")

    @cached_property
    def months(self) -> pd.Index:
        """The months that are drawn: the last of those held."""
        return self.held[-self.written.chart_months :]

    @cached_property
    def monthly(self) -> pd.Series:
        """Offences in scope of every month the data hold whole."""
        counts: pd.Series = self.rows["day"].dt.strftime("%Y-%m").value_counts().reindex(self.held, fill_value=0)
        return counts

    @cached_property
    def outlook(self) -> tuple[Forecast, pd.DataFrame]:
        """What to expect of the next month, and of each month of the last year as it was to be expected then."""
        following = self.month + 1
        months = [*self.held, str(following)]
        days = pd.Series([(Month.parse(m).last - Month.parse(m).first).days + 1 for m in months], index=months)
        ahead = forecast_count(self.monthly, days, month=following)
        return ahead, review_forecasts(self.monthly, days.iloc[:-1], months=REVIEWED)

    @cached_property
    def operations(self) -> tuple[Operation, ...]:
        """The force's registered operations, each with what was counted and what was to be expected."""
        designs = self.case.tables.get("operation_designs")
        return assess_operations(self.case.incidents, designs, month=self.month, cut=self.cut, profile=self.profile)

    @cached_property
    def programmes(self) -> ProgrammeResults | None:
        """Everybody referred to a programme up to the period's end, and people like them; None without the table."""
        table = self.case.tables.get("programmes")
        if table is None or table.empty:
            return None
        first = self.case.incidents["recorded_on"].min().date()
        return follow_programmes(table, self.rows, self.case.people, first=first, last=self.period[1])

    def say(self, name: str, /, **fields: Cell | str) -> Sentence | None:
        """Say a sentence of the catalogue for this page's audience; None where its need is not met."""
        return say(name, audience=self.audience, fields=fields)

    def must_say(self, name: str, /, **fields: Cell | str) -> Sentence:
        """
        Say a sentence that has no needs, or says something otherwise.

        Parameters
        ----------
        name
            "chapter.sentence".
        **fields
            As for `say`.

        Returns
        -------
        sentence
            Never None.

        Raises
        ------
        ProfileError
            If the catalogue has nothing to say where a need is not met.
        """
        said = self.say(name, **fields)
        if said is None:
            raise ProfileError(f"the sentence {name!r} has nothing to say otherwise; give it an `otherwise`.")
        return said
