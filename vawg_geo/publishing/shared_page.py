"""The page of one audience beyond the tasking group: partners or the public, from its release alone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from vawg_geo.base.force import HelpLine
from vawg_geo.base.periods import Month
from vawg_geo.base.profile import Profile
from vawg_geo.publishing import shared_rows, shared_told, tasking_terms
from vawg_geo.publishing import shared_words as said
from vawg_geo.publishing.exports import write_shared
from vawg_geo.publishing.fragment import Fragment, fill
from vawg_geo.publishing.map_render import map_fragment
from vawg_geo.publishing.release_cells import NIGHTS
from vawg_geo.publishing.shared_maps import DISTRICT_BREAKS, map_released_areas, map_released_districts
from vawg_geo.publishing.table_book import Cover
from vawg_geo.publishing.words import day_words

if TYPE_CHECKING:
    import pandas as pd

    from vawg_geo.publishing.release import Release
    from vawg_geo.sources.case import Case

PUBLIC = "public"
# Where the public page's exit leads: a page nobody would ask about. Nothing is asked of it until the link is followed.
NEUTRAL_PAGE = "https://www.bbc.co.uk/weather"


@dataclass(frozen=True)
class SharedPage:
    """
    Everything one audience's page says; each section is a method, so a notebook shows one a cell.

    Figures of offences come from the release, shapes and names from the case's areas: no record is touched. Without
    a release (the product has no such audience) every section is None and shows nothing.
    """

    release: Release | None
    case: Case
    profile: Profile
    month: Month

    @property
    def public(self) -> bool:
        """Whether this is the public's page."""
        return self.release is not None and self.release.audience == PUBLIC

    @property
    def _published(self) -> bool:
        """Whether the source is already published: nothing is hidden then."""
        return self.case.force.already_published or self.profile.published_source

    @cached_property
    def _words(self) -> dict[str, object]:
        """Give what every section may say."""
        release = self._release
        return {
            "public": self.public,
            "force": self.case.force.name,
            "period": release.period_words,
            "rule": release.rule,
            "hidden": said.hidden_words(release.rule),
            "spoken": said.hidden_spoken(release.rule),
            "synthetic": self.case.force.synthetic,
            "night": release.statistic == NIGHTS,
        }

    @property
    def _release(self) -> Release:
        if self.release is None:  # no section asks for it then
            raise AttributeError("there is no release")
        return self.release

    def _table(self, name: str) -> pd.DataFrame | None:
        table = None if self.release is None else self.release.tables.get(name)
        return None if table is None or table.empty else table

    def _fill(self, name: str, **data: object) -> Fragment | None:
        return None if self.release is None else fill(f"sections/shared_{name}.html.j2", self._words | data)

    def header(self) -> Fragment | None:
        """Show whose page it is, of when, cut when, signed or not; for the public, the way out first."""
        return self._fill(
            "header",
            title=self.profile.title,
            cut=day_words(self.case.cut),
            version=tasking_terms.version(self.case, self.profile, self.month),
            published=self._published,
            as_of=Month.parse(self.release.as_of).words if self.release and self.release.as_of else "",
            neutral_page=NEUTRAL_PAGE,
        )

    def summary(self) -> Fragment | None:
        """Show the period in one sentence, and whether it differs from the year before."""
        if self.release is None:
            return None
        level, change = said.summary_words(self.release, force=self.case.force.name)
        return self._fill("summary", level=level, change=change)

    def map(self) -> Fragment | None:
        """Show where: areas for partners, districts for the public."""
        if self.release is None:
            return None
        hidden = said.hidden_spoken(self.release.rule)
        least = 0 if self._published else self.release.rule.threshold
        areas, districts = self._table("areas"), self._table("districts")
        if areas is not None and not self.public:
            drawn = map_released_areas(
                areas, self.case.areas, places=self._table("places"), hidden=hidden, least=least,
                backdrop=self.case.backdrop,
            )  # fmt: skip
            shown = said.shown_words(areas, of="area", least=least)
            return self._fill("map", map=map_fragment(drawn), of="area", shown=shown)
        inner = shared_rows.inner_districts(districts)
        if inner is None:
            return None
        breaks = DISTRICT_BREAKS[self._release.statistic]
        drawn = map_released_districts(inner, self.case.areas, hidden=hidden, least=least, breaks=breaks)
        return self._fill("map", map=map_fragment(drawn), of="district", shown="")

    def table(self) -> Fragment | None:
        """Show districts by kind, and the years."""
        districts, years = self._table("districts"), self._table("years")
        if districts is None and years is None:
            return None
        return self._fill(
            "table",
            heads=[] if districts is None else shared_rows.heads(districts, public=self.public),
            rows=shared_rows.district_rows(districts),
            years=shared_rows.year_rows(years),
        )

    def listed(self) -> Fragment | None:
        """Show the listed places, for partners alone."""
        if self.release is None or self.public:
            return None
        rows = shared_rows.place_rows(self._table("places"), self.profile.tiers)
        return self._fill("listed", rows=rows, top=self.profile.score.top, months=self.profile.windows.evidence_months)

    def told(self) -> Fragment | None:
        """Show what people told the police through Street Safe."""
        return self._fill(
            "told",
            total=shared_told.told_total(self.case, self.month),
            reasons=shared_told.told_table(self.case, self.month).to_dict("records"),
            until=day_words(self.month.last),
        )

    def doing(self) -> Fragment | None:
        """Show what was asked of patrols and what was done."""
        since, visits, hours = shared_told.patrol_year(self.case, self.month)
        done = shared_told.done_table(self.case, self.month, None if self.public else self._table("places"))
        tasks = shared_rows.done_rows(done)
        return self._fill("doing", since=since, visits=visits, hours=hours, month=self.month, tasks=tasks)

    def help(self) -> Fragment | None:
        """Show how to report and who can help, for the public alone."""
        if not self.public:
            return None
        by: dict[str, list[HelpLine]] = {"emergency": [], "report": [], "support": []}
        for row in tasking_terms.read_small("help_lines"):
            by[row["kind"]].append(HelpLine(row["name"], row["contact"], row["says"]))
        return self._fill("help", **by, local=self.case.force.help, link=said.contact_link)

    def limits(self) -> Fragment | None:
        """Show what the figures can and cannot tell."""
        return self._fill("limits", scope=said.shared_scope(self.profile, public=self.public))

    def method(self) -> Fragment | None:
        """Show what was hidden or coarsened and why, and how the page may be used."""
        release = self.release
        marking = self.profile.marking
        return self._fill(
            "method",
            notes=release.notes if release else (),
            level=release.level if release else "",
            marking=getattr(marking, release.audience) if release else "",
            handling=marking.handling_for(release.audience) if release else "",
        )

    def figures(self) -> Fragment | None:
        """Show every figure of the map in a table, for partners alone."""
        areas = self._table("areas")
        if areas is None or self.public:
            return None
        least = 0 if self._published else self._release.rule.threshold
        return self._fill("figures", rows=shared_rows.area_rows(areas), least=least, rest=int(areas["n"].isna().sum()))

    def finish(self, out: str | Path) -> None:
        """
        Write the release's tables beside the audience's page.

        Parameters
        ----------
        out
            The working folder; they go into its folder of the audience's name. "" writes nothing.

        Raises
        ------
        DisclosureError
            If a table holds a column that is not on the allow-list.
        """
        if not str(out) or self.release is None:
            return
        places = None if self.public else self._table("places")
        done = None if self.public else shared_told.done_table(self.case, self.month, places)
        told = shared_told.told_table(self.case, self.month)
        marking, audience = self.profile.marking, self.release.audience
        cover = Cover(
            title=self.profile.title,
            force=self.case.force.name,
            period=self.release.period_words,
            cut=self.case.cut,
            marking=getattr(marking, audience),
            handling=marking.handling_for(audience),
            synthetic=self.case.force.synthetic,
        )
        write_shared(shared_rows.export_tables(self.release, told=told, done=done), Path(out) / audience, cover=cover)


def shared_page(release: Release | None, case: Case, *, profile: Profile, month: Month | str) -> SharedPage:
    """
    Put an audience's release on a page.

    Parameters
    ----------
    release
        What `make_releases` gives for the audience; None where the product has no such audience: nothing is shown.
    case
        Shapes and names of areas, the force, Street Safe and patrols.
    profile
        The product.
    month
        The reporting month.

    Returns
    -------
    page
        Its methods give the sections, `finish` writes the tables.

    References
    ----------
    METHODS 12, PRODUCTS A27.
    """
    return SharedPage(release, case, profile, Month.parse(month))
