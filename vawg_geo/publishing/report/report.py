"""The written profile: one method shows any of its sections, the last writes everything that stands beside the page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any

from vawg_geo.base.calls import checked
from vawg_geo.base.errors import ProfileError
from vawg_geo.base.periods import Month
from vawg_geo.base.profile import Profile
from vawg_geo.publishing import chapters
from vawg_geo.publishing.exports import write_tables
from vawg_geo.publishing.fragment import Fragment
from vawg_geo.publishing.partner.pack import Pack, count_pack
from vawg_geo.publishing.partner.page import PartnerPage
from vawg_geo.publishing.release import Release
from vawg_geo.publishing.release_cells import RECORDED, Counted, count_days
from vawg_geo.publishing.report.blocks import Finding, Paragraph, Section
from vawg_geo.publishing.report.borrowed import TURNING, borrow_section, borrowed_by
from vawg_geo.publishing.report.notes import Note, read_notes
from vawg_geo.publishing.report.show import all_findings, show_section
from vawg_geo.publishing.report.study import Study
from vawg_geo.publishing.tasking_terms import base_facts, version
from vawg_geo.sources.case import Case

# Written after all others, in this order: `write(study, done)` reads the sections made so far.
LAST = ("responses", "recommendations", "decide", "changed", "summary", "method", "sheet", "contents")


@dataclass(frozen=True)
class Report:
    """A written profile; a notebook shows one section a cell."""

    study: Study

    def show(self, name: str) -> Fragment | None:
        """
        Show one section.

        Parameters
        ----------
        name
            A chapter's name.

        Returns
        -------
        fragment
            None where the profile does not ask for it.
        """
        if name not in self.study.written.sections:
            return None
        return show_section(
            self.sections[name], self.study.book, notes=self.notes.get(name, ()),
            print_rows=self.study.written.print_rows,
        )  # fmt: skip

    @cached_property
    def notes(self) -> dict[str, tuple[Note, ...]]:
        """The analyst's own paragraphs, by chapter."""
        study = self.study
        return read_notes(study.case.force.folder, study.profile, cut=study.cut)

    @cached_property
    def sections(self) -> dict[str, Section]:
        """Every section the profile asks for, by chapter; those that sum up the others last."""
        wanted = self.study.written.sections
        early = [name for name in wanted if name not in LAST]
        lent = borrowed_by(self.study)
        made = {
            name: self._named(
                borrow_section(self.study, name) if name in lent and name != TURNING
                else _chapter(name).write(self.study)
            )
            for name in early
        }  # fmt: skip
        for name in LAST:
            if name in wanted:
                made[name] = self._named(_chapter(name).write(self.study, made))
        return made

    def _named(self, section: Section) -> Section:
        """Name the owners of a section's findings as the force does."""
        name = self.study.owner
        return replace(
            section,
            blocks=tuple(replace(b, owner=name(b.owner)) if isinstance(b, Finding) else b for b in section.blocks),
            findings=tuple(replace(found, owner=name(found.owner)) for found in section.findings),
        )

    @property
    def findings(self) -> list[Finding]:
        """Every finding, weightiest first."""
        return all_findings(self.sections)

    @property
    def recorded(self) -> Counted:
        """What a release for partners or the public may count: every placed offence in scope, by day of recording."""
        study = self.study
        return count_days(study.rows, "day", RECORDED, Month.parse(str(study.months[0])))

    @cached_property
    def pack(self) -> Pack:
        """What a release for a partnership board may count: its tables before anything is hidden."""
        return count_pack(self.study)

    def for_partners(self, release: Release | None) -> PartnerPage:
        """
        Put a released pack on the partners' page.

        Parameters
        ----------
        release
            What `make_releases` gives for partners; None where the product has no page for them: nothing is shown.

        Returns
        -------
        page
            `.show(section)` gives each section, `.finish(out)` writes its tables.
        """
        return PartnerPage(self.partners, release.pack if release else {})

    @cached_property
    def partners(self) -> Study:
        """The same period for partners: another book, into which only released figures are put."""
        return Study(self.study.case, self.study.profile, self.study.month, audience="partner")

    def finish(self, out: str | Path) -> None:
        """
        Write the tables and the facts beside the page.

        Parameters
        ----------
        out
            The working folder; "" writes nothing.

        Raises
        ------
        DisclosureError
            If a table holds a column that is not in the dictionary.
        """
        if not str(out):
            return
        study = self.study
        tables = self._tables()
        facts = base_facts(study.case, study.profile, study.month) | {
            "headline": self._headline(),
            "listed": len(self.findings),
            "version": version(study.case, study.profile, study.month),
            "chosen": study.case.chosen,
            "keys": {name: list(entry.key) for name, entry in study.book.entries.items()},
            "partner_keys": {name: list(entry.key) for name, entry in self.partners.book.entries.items()},
        }
        for name, content in study.book.files.items():
            (Path(out) / name).write_bytes(content)
        write_tables(tables, None, facts, Path(out))

    def _headline(self) -> str:
        """Give what the month's page says of the product: its first finding, else how its first section begins."""
        if self.findings:
            return self.findings[0].what.text
        leads = (b for s in self.sections.values() for b in s.blocks if isinstance(b, Paragraph) and b.lead)
        said = (sentence.text for lead in leads for sentence in lead.said if sentence is not None)
        return next(said, self.study.profile.question)

    def _tables(self) -> dict[str, Any]:
        self.sections  # noqa: B018 - writes the book
        return study_tables(self.study)


def study_tables(study: Study) -> dict[str, Any]:
    """Give the book's tables and the account of what was read."""
    case = study.case
    quality = case.quality[["file", "rule", "what", "n", "action"]]
    return {**study.book.tables(), "ledger": case.ledger, "quality": quality}


def known_chapters() -> list[str]:
    """List the chapters there are."""
    folder = Path(chapters.__file__).parent
    return sorted(path.stem for path in folder.glob("*.py") if not path.stem.startswith("_"))


def _chapter(name: str) -> Any:  # noqa: ANN401 - a module
    return import_module(f"{chapters.__name__}.{name}")


@checked
def profile_report(case: Case, *, profile: Profile, month: Month | str, previous: str | Path = "") -> Report:
    """
    Begin a written profile.

    Parameters
    ----------
    case
        What was read.
    profile
        The product, with a [written] block.
    month
        The last month of its period.
    previous
        The folder of the edition before; "" where there is none.

    Returns
    -------
    report
        `.show(section)` gives each section, `.finish(out)` writes the tables.

    Raises
    ------
    ProfileError
        If the profile has no [written] block, or asks for a chapter there is not.
    """
    study = Study(case, profile, Month.parse(month), Path(previous) if str(previous) else None)
    unknown = sorted(set(study.written.sections) - set(known_chapters()))
    if unknown:
        raise ProfileError(f"no chapter named {', '.join(unknown)}; there are: {', '.join(known_chapters())}.")
    return Report(study)
