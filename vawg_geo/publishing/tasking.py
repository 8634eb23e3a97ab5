"""The monthly tasking page: one method a section, each giving a finished fragment."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from vawg_geo.base.periods import Month, span_words
from vawg_geo.base.profile import Profile
from vawg_geo.measures.hotspot_types import Hotspots
from vawg_geo.publishing import tasking_tasks, tasking_terms, words
from vawg_geo.publishing import tasking_words as said
from vawg_geo.publishing.decision import decision_options
from vawg_geo.publishing.exports import write_tables
from vawg_geo.publishing.figure_tables import figure_tables
from vawg_geo.publishing.figures import draw_grid
from vawg_geo.publishing.fragment import Fragment, fill
from vawg_geo.publishing.front_room import front_room, kinds_room
from vawg_geo.publishing.kinds import MOST_KINDS, kinds_at
from vawg_geo.publishing.maps import map_fragment, map_hotspots
from vawg_geo.publishing.place_rows import change_rows, place_rows
from vawg_geo.publishing.tasking_back import place_cards
from vawg_geo.publishing.watch_lines import watch_lines
from vawg_geo.publishing.words import day_words
from vawg_geo.sources.case import Case

REMOVED_ON_FRONT = 6


@dataclass(frozen=True)
class TaskingPage:
    """Everything one month's page says; each section is a method, so a notebook shows one a cell."""

    case: Case
    found: Hotspots
    profile: Profile
    month: Month
    status: str
    version: str

    def header(self) -> Fragment:
        """Show whose page it is, of when, cut when, signed or not."""
        force = self.case.force
        return fill(
            "sections/header.html.j2",
            {
                "title": self.profile.title,
                "force": force.name,
                "period": f"Nights of {span_words(self.month.first, self.month.last)}",
                "meeting": said.date_words(force.meeting),
                "cut": day_words(self.case.cut),
                "late": said.late_words(self.found.gate),
                "author": self.profile.author or force.analyst,
                "status": self.status,
                "version": self.version,
                "synthetic": force.synthetic,
                "published": force.already_published or self.profile.published_source,
                "colour": self.found.gate.colour,
                "gate": said.gate_words(self.found, self.profile),
            },
        )

    def headline(self) -> Fragment:
        """Show the month in one sentence, its verdict, and how the list moved."""
        level, verdict = said.headline_words(self.found.headline)
        data = {"level": level, "verdict": verdict, "movement": self._moved(), "headline": self.found.headline}
        return fill("sections/headline.html.j2", data)

    def _moved(self) -> str:
        tasks = tasking_tasks.memory_words(self._tasks(), self.month)
        return f"{said.movement_words(self.found.listed)} {tasks}".strip()

    def map(self) -> Fragment:
        """Show the listed places on the ground."""
        drawn = map_hotspots(
            self.found,
            self.case.areas,
            title=f"Listed places, {self.month.words}",
            case=self.case,
            profile=self.profile,
        )
        return fill(
            "sections/map.html.j2",
            {
                "listed": len(self.found.listed),
                "areas": len(self.found.scores),
                "map": map_fragment(drawn),
                "months": self.profile.windows.evidence_months,
                "synthetic": self.case.force.synthetic,
            },
        )

    def table(self) -> Fragment:
        """Show which places, ranked by the harm we expect to see again."""
        listed, most = self.found.listed, kinds_room(self.found.listed["place"].tolist())
        return fill(
            "sections/table.html.j2",
            {
                "rows": place_rows(listed, kinds_at(self._year(), listed.index, most=most)),
                "long": most < MOST_KINDS,
                "month": self.month,
                "top": self.profile.score.top,
                "capture": said.capture_words(self.found.capture),
            },
        )

    def _year(self) -> pd.DataFrame:
        """Give the night-time offences of the months shown."""
        first = pd.Timestamp((self.month - (self.profile.windows.display_months - 1)).first)
        events = self.found.events
        kept: pd.DataFrame = events[(events["night"] >= first) & (events["nte"] >= self.profile.nte.member_at)]
        return kept

    def decide(self) -> Fragment:
        """Show the options the chair ticks."""
        when, options = decision_options(self.found.coverage)
        return fill("sections/decide.html.j2", {"when": when, "options": options, "detectable": self.found.detectable})

    def when(self) -> Fragment:
        """Show the nights and hours of the last year."""
        return fill(
            "sections/when.html.j2",
            {"figure": draw_grid(self.found.grid, of="all places, 12 months", cell=(30, 13)), "gate": self.found.gate},
        )

    def _room(self) -> tuple[int, int]:
        """Count the tasks and the watch lines that the front has room for."""
        places = self.found.listed["place"].tolist()
        spoken = " ".join((*said.headline_words(self.found.headline), self._moved()))
        return front_room(self._tasks(), watch_lines(self.found), places=places, said=spoken)

    def tasks(self) -> Fragment:
        """Show what was asked last month, and what happened."""
        return fill("sections/tasks.html.j2", {"month": self.month, "tasks": self._tasks(), "most": self._room()[0]})

    def _tasks(self) -> list[tasking_tasks.TaskRow]:
        return tasking_tasks.task_rows(self.case, self.found, month=self.month)

    def watch(self) -> Fragment:
        """Show what is for review, not for patrol."""
        data = {"lines": watch_lines(self.found), "most": self._room()[1], "top": self.profile.score.top}
        return fill("sections/watch.html.j2", data)

    def limits(self) -> Fragment:
        """Show what the figures cannot bear."""
        return fill(
            "sections/limits.html.j2",
            {
                "gate": self.found.gate,
                "headline": self.found.headline,
                "removed": self.case.removed,
                "most": REMOVED_ON_FRONT,
            },
        )

    def cards(self) -> Fragment:
        """Show the back: one card a listed place."""
        cards = place_cards(self.case, self.found, profile=self.profile, month=self.month)
        return fill("sections/cards.html.j2", {"cards": cards, "month": self.month, "top": self.profile.score.top})

    def terms(self) -> Fragment:
        """Show the terms of reference."""
        return fill("sections/terms.html.j2", {"rows": tasking_terms.reference_rows(self)})

    def flow(self) -> Fragment:
        """Show how many records were read, left out and why, and used."""
        return fill(
            "sections/flow.html.j2",
            {
                "flow": self.found.flow,
                "ledger": self.case.ledger,
                "removed": self.case.removed,
                "followed": self.case.followed.words,
            },
        )

    def changes(self) -> Fragment:
        """Show what changed, tested, place by place."""
        return fill(
            "sections/changes.html.j2",
            {"rows": change_rows(self.found.changes, self.found.listed), "month": self.month},
        )

    def method(self) -> Fragment:
        """Show every choice made automatically."""
        return fill("sections/method.html.j2", {"rows": tasking_terms.chosen_rows(self)})

    def glossary(self) -> Fragment:
        """Show the yardstick and the words."""
        return fill(
            "sections/glossary.html.j2", {"yardstick": words.YARDSTICK, "words": tasking_terms.read_small("glossary")}
        )

    def figures(self) -> Fragment:
        """Show every figure of the page in a table."""
        tables = figure_tables(self.found, dict(self.case.areas["alias"]), month=self.month)
        return fill("sections/figures.html.j2", {"tables": [*tables, tasking_tasks.task_figures(self._tasks())]})

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
        if str(out):
            tables, places = tasking_terms.export_tables(self), tasking_terms.export_places(self)
            write_tables(tables, places, tasking_terms.facts(self), Path(out))


def tasking_page(
    case: Case, found: Hotspots, *, profile: Profile, month: Month | str, status: str = "draft"
) -> TaskingPage:
    """
    Put a month's found hot spots on a page.

    Parameters
    ----------
    case
        What was read.
    found
        What was found in it.
    profile
        The product.
    month
        The reporting month.
    status
        "draft" until somebody signs.

    Returns
    -------
    page
        Its methods give the sections, `finish` writes the tables.

    References
    ----------
    PRODUCTS 4.3.
    """
    month = Month.parse(month) if isinstance(month, str) else month
    return TaskingPage(case, found, profile, month, status, tasking_terms.version(case, profile, month))
