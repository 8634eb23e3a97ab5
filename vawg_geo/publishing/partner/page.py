"""The partners' page of a written profile: sections from the release alone, and the tables beside them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from vawg_geo.base.periods import span_words
from vawg_geo.publishing.exports import write_shared
from vawg_geo.publishing.fragment import Fragment, fill
from vawg_geo.publishing.partner import closing_sections, sections, service_sections
from vawg_geo.publishing.partner.guard import PARTNER, Shown
from vawg_geo.publishing.partner.pages import Pages
from vawg_geo.publishing.report.blocks import Made, Section
from vawg_geo.publishing.report.show import show_section
from vawg_geo.publishing.report.study import Study
from vawg_geo.publishing.table_book import Cover
from vawg_geo.publishing.tasking_terms import version
from vawg_geo.publishing.words import day_words


@dataclass(frozen=True)
class PartnerPage:
    """
    The page for a partnership board; a notebook shows one section a cell.

    Its figures are those that the release shows; of the case only shapes, names and the force are read. Where the
    release has nothing for partners every section is None and shows nothing.
    """

    study: Study
    shown: Mapping[str, Shown]

    @cached_property
    def sections(self) -> dict[str, Section]:
        """Every section, by name."""
        pages = Pages(self.study, self.shown)
        made = {name: write(pages) for name, write in _WRITE.items()}
        asks = made.pop("asks")
        if pages.said:
            pages.put("said", pd.concat(pages.said), key="what", source="the tables", how="as the sentence says")
        listed = fill("report/contents.html.j2", {"sections": [one for one in made.values() if one.title]})
        contents = Section("contents", "", "", (Made(listed.html),))
        return made | {"header": _header(pages), "summary": closing_sections.sum_up(made, asks), "contents": contents}

    def show(self, name: str) -> Fragment | None:
        """
        Show one section.

        Parameters
        ----------
        name
            One of `sections`.

        Returns
        -------
        fragment
            None where nothing is released to partners.
        """
        return show_section(self.sections[name], self.study.book) if self.shown else None

    def finish(self, out: str | Path) -> None:
        """
        Write the tables beside the page.

        Parameters
        ----------
        out
            The working folder; they go into its folder `partner`. "" writes nothing.

        Raises
        ------
        DisclosureError
            If a table or a column is not on the partners' allow-list.
        """
        if not str(out) or not self.shown:
            return
        self.sections  # noqa: B018 - writes the book
        study = self.study
        marking = study.profile.marking
        cover = Cover(
            title=study.profile.title, force=study.case.force.name, period=span_words(*study.period), cut=study.cut,
            marking=marking.partner, handling=marking.handling_for(PARTNER), synthetic=study.case.force.synthetic,
        )  # fmt: skip
        write_shared(study.book.tables(), Path(out) / PARTNER, cover=cover)


def _header(pages: Pages) -> Section:
    study = pages.study
    force, profile = study.case.force, study.profile
    html = fill(
        "sections/header.html.j2",
        {
            "title": profile.title, "force": force.name, "meeting": "", "author": "", "status": "Draft",
            "period": f"For partners · recorded {span_words(*study.period)}", "cut": day_words(study.cut),
            "version": version(study.case, profile, study.month), "synthetic": force.synthetic,
            "published": force.already_published or profile.published_source, "colour": "", "gate": "",
        },
    )  # fmt: skip
    return Section("header", "", "", (Made(html.html),))


_WRITE: dict[str, Callable[[Pages], Section]] = {
    "offences": sections.write_offences,
    "services": service_sections.write_services,
    "risk": sections.write_risk,
    "outcomes": sections.write_outcomes,
    "orders": service_sections.write_orders,
    "audit": service_sections.write_audit,
    "voice": closing_sections.write_voice,
    "who": closing_sections.write_who,
    "asks": closing_sections.write_asks,
    "hidden": closing_sections.write_hidden,
}
