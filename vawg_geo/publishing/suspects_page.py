"""The restricted page of suspects by recorded involvement: pseudonyms, sums and rules; no map, no victim's data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from vawg_geo.base.errors import DisclosureError
from vawg_geo.base.periods import Month, span_words
from vawg_geo.base.profile import Profile
from vawg_geo.base.restricted import require_restricted
from vawg_geo.measures.registered import count_registered
from vawg_geo.measures.repeat_windows import count_repeats
from vawg_geo.measures.suspects import counted_crimes
from vawg_geo.publishing.allow_lists import ALLOWED
from vawg_geo.publishing.exports import write_tables
from vawg_geo.publishing.figures import draw_bar
from vawg_geo.publishing.fragment import Fragment, fill
from vawg_geo.publishing.open_page import open_flow
from vawg_geo.publishing.suspects_words import CAVEATS, rule_rows
from vawg_geo.publishing.tasking_terms import base_facts, version
from vawg_geo.publishing.words import day_words, number, plural
from vawg_geo.sources.case import Case
from vawg_geo.sources.pseudonyms import short_names


@dataclass(frozen=True)
class SuspectsPage:
    """A restricted list; each section is a method, so a notebook shows one a cell."""

    case: Case
    found: pd.DataFrame  # as find_suspects gives it
    profile: Profile
    month: Month

    def header(self) -> Fragment:
        """Show whose page it is, of when, and under which paper."""
        force = self.case.force
        return fill(
            "sections/header.html.j2",
            {
                "title": self.profile.title,
                "force": force.name,
                "period": f"Recorded {self._period()}",
                "meeting": "",
                "cut": day_words(self.case.cut),
                "author": self.profile.author or force.analyst,
                "status": "Draft",
                "version": version(self.case, self.profile, self.month),
                "synthetic": force.synthetic,
                "published": False,
                "colour": "red",
                "gate": f"Restricted: no onward copy. To be destroyed after {self._expires()}.",
            },
        )

    def headline(self) -> Fragment:
        """Show how many people the list holds, and what it does not say."""
        return fill(
            "sections/headline.html.j2",
            {"level": self.level(), "verdict": "A suspect is not convicted of anything.", "movement": ""},
        )

    def level(self) -> str:
        """Write how many people are recorded in more than one crime."""
        n = len(self.found)
        return (
            f"{plural(n, 'adult is', 'adults are')} recorded as {'a suspect' if n == 1 else 'suspects'} of more than "
            f"one crime with a named victim in {self._days()} days."
        )

    def paper(self) -> Fragment:
        """Show why the list is made, who answers for it, until when."""
        told = self.found.attrs
        rows = [
            ("Purpose", told["purpose"]),
            ("Reviewer", told["reviewer"]),
            ("Expires", f"{self._expires()}: the day after, vawg-geo purge destroys it"),
            ("Who reads it", "named readers only; every run, signature and purge stands in the access log"),
        ]
        return fill("sections/suspects_paper.html.j2", {"rows": rows})

    def suspects(self) -> Fragment:
        """Show the list."""
        return fill(
            "sections/suspects_table.html.j2",
            {"rows": self._rows(), "more": len(self.found) - len(self._shown()), "words": self.found.attrs["words"]},
        )

    def rules(self) -> Fragment:
        """Show who is counted and who is not, and what must not be read from it."""
        rows = rule_rows(self.profile, self._ends(), censored=bool(self.found.attrs["censored"]))
        return fill("sections/suspects_rules.html.j2", {"rows": rows, "caveats": CAVEATS})

    def repeats(self) -> Fragment:
        """Show how many involvements had an earlier one, by window."""
        return fill("sections/suspects_repeats.html.j2", {"rows": self._repeats(), "period": self._period()})

    def registered(self) -> Fragment:
        """Show the register as counts by risk level."""
        return fill("sections/suspects_registered.html.j2", {"rows": self._registered(), "cut": self.case.cut})

    def flow(self) -> Fragment:
        """Show what became of every involvement read."""
        return open_flow(self.case, self._flow())

    def method(self) -> Fragment:
        """Show every choice made automatically."""
        rows = [*self.case.chosen.items(), ("Pseudonym key", self.case.key_id)]
        return fill("sections/method.html.j2", {"rows": rows})

    def finish(self, out: str | Path) -> None:
        """
        Write the tables and the facts beside the page; never a map.

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
        tables = {
            "suspects": self.listed(),
            "repeat_windows": self._repeats(),
            "registered": self._registered(),
            "flow": self._flow(),
            "ledger": self.case.ledger,
            "quality": self.case.quality,
        }
        kept = {name: table[[c for c in ALLOWED[name] if c in table.columns]] for name, table in tables.items()}
        facts = base_facts(self.case, self.profile, self.month) | {
            "headline": f"{self.level()} Restricted until {self.found.attrs['expires']}.",
            "listed": len(self.found),
            "chosen": self.case.chosen,
        }
        write_tables(kept, None, facts, Path(out))

    def listed(self) -> pd.DataFrame:
        """Give the rows shown, under the short pseudonyms that may leave."""
        return self._shown().drop(columns="last_on")[list(ALLOWED["suspects"])]

    def _ends(self) -> tuple[date, date]:
        return date.fromisoformat(self.found.attrs["first"]), date.fromisoformat(self.found.attrs["last"])

    def _days(self) -> int:
        first, last = self._ends()
        return (last - first).days + 1

    def _period(self) -> str:
        return span_words(*self._ends())

    def _expires(self) -> str:
        return day_words(date.fromisoformat(self.found.attrs["expires"]))

    def _shown(self) -> pd.DataFrame:
        listed = self.found.head(self.profile.score.top)
        names = short_names(self.found.index)
        return listed.assign(
            number=range(1, len(listed) + 1),
            suspect=names.reindex(listed.index),
            last_recorded=listed["last_on"].dt.strftime("%Y-%m-%d"),
        ).rename(columns={"n": "crimes", "n_unweighted": "unweighted"})

    def _rows(self) -> list[dict[str, object]]:
        shown = self._shown()
        most = float(shown["harm"].max()) if len(shown) else 0.0
        return [
            {
                "number": int(row["number"]), "suspect": row["suspect"], "crimes": int(row["crimes"]),
                "victims": int(row["victims"]), "harm": number(float(row["harm"])),
                "bar": draw_bar(float(row["harm"]) / most if most else 0.0), "unweighted": int(row["unweighted"]),
                "largest": None if pd.isna(row["largest_share"]) else float(row["largest_share"]),
                "last": day_words(row["last_on"].date()),
            }
            for _, row in shown.iterrows()
        ]  # fmt: skip

    def _repeats(self) -> pd.DataFrame:
        crimes = self.case.incidents[counted_crimes(self.case.incidents, self.profile)]
        first, last = self._ends()
        return count_repeats(self.case.people, times=crimes["recorded_on"], role="suspect", first=first, last=last)

    def _registered(self) -> pd.DataFrame:
        rso = self.case.tables.get("rso")
        if rso is None:
            return pd.DataFrame({name: pd.Series(dtype="int64") for name in ALLOWED["registered"]})
        return count_registered(rso, cut=self.case.cut)

    def _flow(self) -> pd.DataFrame:
        return pd.DataFrame(self.found.attrs["flow"], columns=["step", "n"])


def suspects_page(
    case: Case, found: pd.DataFrame, *, profile: Profile, month: Month | str, today: date | None = None
) -> SuspectsPage:
    """
    Put a restricted list on a page.

    Parameters
    ----------
    case
        What was read.
    found
        What `find_suspects` found in it.
    profile
        The restricted product.
    month
        The reporting month.
    today
        The clock's date; None asks the clock.

    Returns
    -------
    page
        Its methods give the sections, `finish` writes the tables.

    Raises
    ------
    DisclosureError
        If the profile is not a restricted one that is in force, or the list was made under another.
    """
    day = today or date.today()  # noqa: DTZ011 - the day where it is read
    paper = require_restricted(profile.restricted, today=day, synthetic=case.force.synthetic)
    if (found.attrs.get("purpose"), found.attrs.get("expires")) != (paper.purpose, paper.expires):
        raise DisclosureError("the list was made under another purpose or expiry; find the suspects with this profile.")
    return SuspectsPage(case, found, profile, Month.parse(month))
