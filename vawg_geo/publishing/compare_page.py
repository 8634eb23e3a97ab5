"""The open-data comparison: two periods across a change of boundaries, on comparable units."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from vawg_geo.base.periods import Month, span_words
from vawg_geo.base.profile import Profile
from vawg_geo.measures.periods_compared import MIN_OFFENCES, Compared
from vawg_geo.measures.place_changes import NO_CHANGE, ChangeRow, change_text
from vawg_geo.publishing.fragment import Fragment, fill
from vawg_geo.publishing.maps import Ranked, map_fragment, map_ranked
from vawg_geo.publishing.open_page import open_flow, open_header, write_open
from vawg_geo.publishing.words import number, plural, sentence
from vawg_geo.sources.case import Case

MOST = 20  # told changes shown on the page; all are in the tables beside it
UNITS_SHOWN = 10


@dataclass(frozen=True)
class ComparePage:
    """Two periods on comparable units; each section is a method, so a notebook shows one a cell."""

    case: Case  # on units
    found: Compared
    profile: Profile
    month: Month

    def header(self) -> Fragment:
        """Show whose page it is, which periods, cut when."""
        return open_header(
            self.case,
            self.profile,
            self.month,
            period=f"Recorded {self.words('after')}, against {self.words('before')}",
        )

    def words(self, which: str) -> str:
        """Write a period."""
        first, last = getattr(self.found, which)
        return span_words(first.first, last.last)

    def short(self, which: str) -> str:
        """Write a period for a column's head: Jan to Mar 2024."""
        first, last = (month.first for month in getattr(self.found, which))
        begins = f"{first:%b}" if first.year == last.year else f"{first:%b %Y}"
        return f"{last:%b %Y}" if first == last else f"{begins} to {last:%b %Y}"

    def headline(self) -> Fragment:
        """Show the whole county's change and how many units changed."""
        up, down = self._told("up"), self._told("down")
        return fill(
            "sections/headline.html.j2",
            {
                "level": self.level(),
                "verdict": sentence(f"{self.verdict()}."),
                "movement": f"{plural(len(up), 'place')} recorded more and {len(down)} fewer than chance explains; "
                "some of that can come from the snap points, which were drawn anew between the periods.",
            },
        )

    def level(self) -> str:
        """Write both counts."""
        whole = self.found.whole
        return (
            f"From {number(whole['before'])} to {number(whole['after'])} offences counted by area, on "
            f"{plural(len(self.found.changes), 'comparable unit')}."
        )

    def verdict(self) -> str:
        """Say whether the whole county changed."""
        whole = self.found.whole
        if not whole["told"]:
            return NO_CHANGE
        return f"{'more' if whole['ratio'] > 1 else 'fewer'} than chance explains"

    def map(self) -> Fragment:
        """Show the later period's counts and the units that changed."""
        told = self._listed()
        texts = {str(code): told_words(row) for code, row in told.iterrows()}
        measure = f"Offences, {self.short('after')}"
        ranked = Ranked(self.found.changes["after"].astype(float), told["number"], texts, measure)
        breaks = self.profile.breaks.count or None
        drawn = map_ranked(ranked, self.case.areas, breaks=breaks, title="Changed places", backdrop=self.case.backdrop)
        return fill("sections/compare_map.html.j2", {"listed": len(told), "map": map_fragment(drawn)})

    def table(self) -> Fragment:
        """Show the told changes, the surest first."""
        return fill(
            "sections/open_changes.html.j2",
            {
                "rows": self._rows(self._listed()),
                "before": self.short("before"),
                "after": self.short("after"),
                "more": max(0, int(self.found.changes["told"].sum()) - MOST),
                "left_out": int((self.found.changes[["left_out_before", "left_out_after"]].sum(axis=1) > 0).sum()),
                "untested": int((~self.found.changes["tested"]).sum()),
                "least": MIN_OFFENCES,
            },
        )

    def units(self) -> Fragment:
        """Show what the change of boundaries does, on the busiest joined units."""
        joined = self.found.changes[self.found.changes.index.str.contains("+", regex=False)]
        busiest = joined.loc[joined[["before", "after"]].sum(axis=1).sort_values(ascending=False, kind="stable").index]
        return fill(
            "sections/open_units.html.j2",
            {
                "rows": self._rows(busiest.head(UNITS_SHOWN).assign(number=0)),
                "joined": len(joined),
                "vintages": sorted(self.case.areas_by),
                "before": self.short("before"),
                "after": self.short("after"),
            },
        )

    def flow(self) -> Fragment:
        """Show how many records were read, left out and why, and counted."""
        return open_flow(self.case, self.found.flow)

    def method(self) -> Fragment:
        """Show every choice made automatically."""
        return fill("sections/method.html.j2", {"rows": list((self.case.chosen | self.found.chosen).items())})

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
        named = self.case.areas[["alias"]].rename(columns={"alias": "place"})
        tables = {"units": named.join(self.found.changes).rename_axis("area").reset_index()}
        places = self.case.areas[["geometry"]].join(named).join(self._listed()[["number"]], how="right")
        write_open(self, tables, places, Path(out))

    def _told(self, way: str) -> pd.DataFrame:
        told = self.found.changes[self.found.changes["told"]]
        return told[told["ratio"] > 1] if way == "up" else told[told["ratio"] < 1]

    def _listed(self) -> pd.DataFrame:
        told = self.found.changes[self.found.changes["told"]].sort_values(["q", "p"], kind="stable").head(MOST)
        return told.assign(number=np.arange(1, len(told) + 1))

    def _rows(self, table: pd.DataFrame) -> list[dict[str, object]]:
        return [
            {
                "number": int(row["number"]),
                "place": self.case.areas.loc[code, "alias"],
                "codes": str(code).replace("+", " + "),
                "before": int(row["before"]),
                "after": int(row["after"]),
                "words": told_words(row),
                "said": interval_words(told_words(row)),
            }
            for code, row in table.iterrows()
        ]


def told_words(row: pd.Series) -> str:
    """Write what can be said of one unit's change."""
    counts = int(row["before"]), int(row["after"])
    ratio, low, high, p = (float(row[name]) for name in ("ratio", "low", "high", "p"))
    return change_text(ChangeRow(*counts, ratio, low, high, p, bool(row["told"])), per="")


def interval_words(text: str) -> str:
    """Shorten a told change where both counts and the interval's level stand in the table's heads."""
    bare = re.sub(r",? from [\d,]+ to [\d,]+(?:, [\d,]+ %)?", "", text)
    return re.sub(r" \((.*), 95 % interval\)", r", \1", bare)


def compare_page(case: Case, found: Compared, *, profile: Profile, month: Month | str) -> ComparePage:
    """
    Put two compared periods on a page.

    Parameters
    ----------
    case
        What was read, on comparable units.
    found
        What was compared in it.
    profile
        The product.
    month
        Last month of the later period.

    Returns
    -------
    page
        Its methods give the sections, `finish` writes the tables.
    """
    return ComparePage(case, found, profile, Month.parse(month))
