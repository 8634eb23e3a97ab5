"""The open-data page: counts by area, and plainly what open data cannot show."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from vawg_geo.base.periods import Month, span_words
from vawg_geo.base.profile import Profile
from vawg_geo.base.shares import percent
from vawg_geo.measures.recorded import Recorded
from vawg_geo.publishing.allow_lists import ALLOWED
from vawg_geo.publishing.exports import write_tables
from vawg_geo.publishing.figures import draw_bar
from vawg_geo.publishing.fragment import Fragment, fill
from vawg_geo.publishing.maps import Ranked, map_fragment, map_ranked
from vawg_geo.publishing.place_rows import NEVER_SURE, rank_words
from vawg_geo.publishing.tasking_terms import base_facts, read_small, version
from vawg_geo.publishing.words import YARDSTICK, chance_word, day_words, number, plural, sentence
from vawg_geo.sources.case import Case

if TYPE_CHECKING:
    import geopandas as gpd

    from vawg_geo.publishing.compare_page import ComparePage

REMOVED_SHOWN = 12


@dataclass(frozen=True)
class OpenPage:
    """One month of open data; each section is a method, so a notebook shows one a cell."""

    case: Case
    found: Recorded
    profile: Profile
    month: Month

    def header(self) -> Fragment:
        """Show whose page it is, of when, cut when."""
        period = span_words(self.found.first.first, self.found.last.last)
        return open_header(self.case, self.profile, self.month, period=f"Recorded {period}")

    def headline(self) -> Fragment:
        """Show the counts in a sentence, and that no verdict can be given."""
        return fill(
            "sections/headline.html.j2",
            {
                "level": self.level(),
                "verdict": sentence("whether that is more or less than expected, open data cannot say."),
                "movement": "The order below is of recorded offences against anybody, at any hour.",
            },
        )

    def level(self) -> str:
        """Write the counts in a sentence."""
        placed, n = int(self.found.scores["n"].sum()), int(self.found.scores["n_month"].sum())
        months = plural(self.months(), "month")
        return f"{plural(n, 'offence')} counted by area in {self.month.words}, {number(placed)} in {months}."

    def months(self) -> int:
        """Return the length of the period shown."""
        return self.found.last.months_since(self.found.first) + 1

    def map(self) -> Fragment:
        """Show the expected counts and the ranked places."""
        measure = f"Offences expected in {plural(self.months(), 'month')}"
        ranked = Ranked(self.found.scores["expected_n"], self.found.listed["number"], self._words(), measure)
        breaks = self.profile.breaks.count or None
        drawn = map_ranked(ranked, self.case.areas, breaks=breaks, title="Ranked places", backdrop=self.case.backdrop)
        return fill("sections/open_map.html.j2", {"listed": len(self.found.listed), "map": map_fragment(drawn)})

    def table(self) -> Fragment:
        """Show which areas, in the order of expected counts."""
        top = self.profile.score.top
        return fill(
            "sections/open_table.html.j2",
            {"rows": self._rows(), "month": self.month, "months": self.months(), "top": top},
        )

    def cannot(self) -> Fragment:
        """Show what these data cannot show."""
        return fill("sections/open_cannot.html.j2", {"cannot": self.found.cannot})

    def removed(self) -> Fragment:
        """Show the prison, hospital and police-station points that are counted but not ranked."""
        return fill("sections/open_removed.html.j2", {"removed": self.found.removed, "most": REMOVED_SHOWN})

    def flow(self) -> Fragment:
        """Show how many records were read, left out and why, and counted."""
        return open_flow(self.case, self.found.flow, monthly=self._year())

    def method(self) -> Fragment:
        """Show every choice made automatically."""
        rows = [(name, text) for table in (self.case.chosen, self.found.chosen) for name, text in table.items()]
        return fill("sections/method.html.j2", {"rows": rows})

    def glossary(self) -> Fragment:
        """Show the yardstick and the words."""
        return fill("sections/glossary.html.j2", {"yardstick": YARDSTICK, "words": read_small("glossary")})

    def finish(self, out: str | Path) -> None:
        """
        Write the tables, the places and the facts beside the page.

        Parameters
        ----------
        out
            The working folder; "" writes nothing.

        Raises
        ------
        DisclosureError
            If a table holds a column that is not on the allow-list.
        """
        if not str(out):
            return
        names = self.case.areas[["alias", "district"]].rename(columns={"alias": "place"})
        scores = self.found.scores.drop(columns="n").rename(columns={"expected_n": "expected"})
        tables = {
            "recorded": names.join(scores.assign(n=self.found.scores["n"])).rename_axis("area").reset_index(),
            "recorded_months": self.found.monthly.reset_index(),
            "cannot_say": self.found.cannot,
            "removed": self.found.removed,
        }
        places = self.case.areas[["district", "geometry"]].join(self.found.listed[["place", "number"]], how="right")
        write_open(self, tables, places, Path(out))

    def _year(self) -> pd.DataFrame:
        """Give the run's month and those of the twelve before it that are held."""
        return self.found.monthly.loc[str(self.month - 12) : str(self.month)]

    def _rows(self) -> list[dict[str, object]]:
        most = float(self.found.listed["expected_n"].max())
        return [
            {
                "number": int(row["number"]),
                "place": row["place"],
                "near": str(row["near"]).replace("'S ", "’s ") if pd.notna(row["near"]) else "",  # a title's capitals
                "n": int(row["n"]),
                "n_month": int(row["n_month"]),
                "expected": float(row["expected_n"]),
                "bar": draw_bar(float(row["expected_n"]) / most if most else 0.0),
                "chance": chance_word(float(row["p_top"])),
                "percent": percent(min(float(row["p_top"]), NEVER_SURE)),
                "ranks": rank_words(int(row["rank_low"]), int(row["rank_high"])),
                "cluster": bool(row["cluster"]),
            }
            for _, row in self.found.listed.iterrows()
        ]

    def _words(self) -> dict[str, str]:
        """Write what the map says of each listed place."""
        return {
            str(
                code
            ): f"{int(row['n'])} offences in {plural(self.months(), 'month')}, {int(row['n_month'])} in the last"
            for code, row in self.found.listed.iterrows()
        }


def open_header(case: Case, profile: Profile, month: Month, *, period: str) -> Fragment:
    """Show title, period and cut of a page of open data."""
    return fill(
        "sections/header.html.j2",
        {
            "title": profile.title,
            "force": case.force.name,
            "period": period,
            "meeting": "",
            "cut": day_words(case.cut),
            "author": profile.author or case.force.analyst,
            "status": "Draft",
            "version": version(case, profile, month),
            "synthetic": case.force.synthetic,
            "published": True,
            "colour": "green",
            "gate": "",
        },
    )


def open_flow(case: Case, flow: pd.DataFrame, *, monthly: pd.DataFrame | None = None) -> Fragment:
    """Show the cohort flow, the months where they are given, and the ledger."""
    months = [] if monthly is None else [(Month.parse(str(at)).words, *row) for at, *row in monthly.itertuples()]
    told = {"flow": flow, "months": months, "ledger": case.ledger, "followed": case.followed.words}
    return fill("sections/open_flow.html.j2", told)


def write_open(
    page: OpenPage | ComparePage, tables: dict[str, pd.DataFrame], places: gpd.GeoDataFrame, out: Path
) -> None:
    """
    Write a page of open data's own tables, what both such pages share, the places and the facts.

    Parameters
    ----------
    page
        The page.
    tables
        Its own tables by name; the flow, the ledger and the quality of the intake are added.
    places
        The ranked places by area, with their shapes.
    out
        The working folder.

    Raises
    ------
    DisclosureError
        If a table holds a column that is not on the allow-list.
    """
    case, found = page.case, page.found
    shared = {"flow": found.flow, "ledger": case.ledger, "quality": case.quality}
    allowed = {
        name: table[[column for column in ALLOWED[name] if column in table.columns]]
        for name, table in (tables | shared).items()
    }
    facts = base_facts(case, page.profile, page.month) | {
        "headline": page.level(),
        "listed": len(places),
        "chosen": case.chosen | found.chosen,
    }
    write_tables(allowed, places.rename_axis("area").reset_index(), facts, out)


def open_page(case: Case, found: Recorded, *, profile: Profile, month: Month | str) -> OpenPage:
    """
    Put a month of open data on a page.

    Parameters
    ----------
    case
        What was read.
    found
        What was counted in it.
    profile
        The product.
    month
        The reporting month.

    Returns
    -------
    page
        Its methods give the sections, `finish` writes the tables.
    """
    return OpenPage(case, found, profile, Month.parse(month))
