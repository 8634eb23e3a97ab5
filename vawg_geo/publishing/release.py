"""What one edition shows to partners and to the public, proved against everything released before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from vawg_geo.base.periods import Month
from vawg_geo.base.profile import Profile
from vawg_geo.measures.hotspot_types import Hotspots
from vawg_geo.publishing.disclosure import RULES, Rule, rule_for
from vawg_geo.publishing.ladder import OPEN, Step, climb, open_step
from vawg_geo.publishing.ledger import PUBLISHED_COLUMNS, RELEASED, read_ledger, write_entry
from vawg_geo.publishing.partner.guard import PARTNER, Shown, guard_pack, published_rows
from vawg_geo.publishing.partner.pack import Pack
from vawg_geo.publishing.release_cells import (
    NIGHTS,
    RECORDED,
    Counted,
    count_cells,
    count_nights,
    period_text,
    period_words,
)
from vawg_geo.publishing.release_tables import list_places, spread
from vawg_geo.publishing.release_words import level_words, tell

if TYPE_CHECKING:
    from vawg_geo.sources.case import Case


@dataclass(frozen=True)
class Release:
    """
    All that one audience's page may be made from.

    `tables` by name, hidden cells <NA>, public figures rounded already:
    `areas` (partner; index area: place, district, n: Int64), `districts` (index district, the last row `WHOLE`: one
    Int64 column a kind of offence, and `total`; for the public `total` alone), `years` (index: the period in words,
    oldest first: `n`), `places` (partner; index area, in display order: number, place, district, tier, n,
    peak_text). A table that this edition may not show is not there.
    """

    audience: str
    rule: Rule
    period: str  # of the figures, as the ledger writes it: 2021-04..2022-03
    level: str  # in words: "LSOA and district, 12 months to 31 March 2022"
    tables: dict[str, pd.DataFrame]
    published: pd.DataFrame  # ledger.PUBLISHED_COLUMNS: what the ledger keeps
    notes: tuple[str, ...]  # finished sentences: what was hidden or coarsened and why; what the attack found
    as_of: str = ""  # repeated from an earlier edition: its month, YYYY-MM
    statistic: str = NIGHTS  # what is counted
    pack: Mapping[str, Shown] = field(default_factory=dict)  # a partnership pack's tables, as partners may see them

    @property
    def period_words(self) -> str:
        """The period as people write it: 1 April 2021 to 31 March 2022."""
        return period_words(self.period)


def make_releases(
    case: Case, found: Hotspots | Counted | Pack, *, profile: Profile, month: Month | str, ledger: str | Path = ""
) -> dict[str, Release]:
    """
    Make what each audience beyond the tasking group may see, and prove it over everything released so far.

    Parameters
    ----------
    case
        What was read.
    found
        What was found in it; or, for a written profile, the offences it counts, or its partnership pack.
    profile
        The product; its `audiences` say who receives a page. A pack's is for partners alone.
    month
        The reporting month, or YYYY-MM.
    ledger
        The folder of everything released so far, this very edition left out; "" = nothing was.

    Returns
    -------
    releases
        Audience ("partner", "public") to its release; none for a product of the tasking group alone.

    Raises
    ------
    DisclosureError
        If no release of an audience withstands the attack, naming the table.

    References
    ----------
    METHODS 12.
    """
    month = Month.parse(month)
    rules = [RULES[audience] for audience in ("public", "partner") if audience in profile.audiences]
    if not rules:
        return {}
    if isinstance(found, Pack):
        return _pack(case, found, profile, month, read_ledger(ledger))
    counted = found if isinstance(found, Counted) else count_nights(found, profile=profile, month=month)
    cells = count_cells(case, counted, profile=profile, month=month)
    if profile.published_source or case.force.already_published:
        steps = {rule.audience: open_step(cells, rule) for rule in rules}
    else:
        steps = climb(cells, rules, read_ledger(ledger), month=month, statistic=counted.statistic)
    listed = None if isinstance(found, Counted) else found
    return {
        name: _release(steps[name], case, listed, month, counted.statistic)
        for name in profile.audiences
        if name in steps
    }


def _pack(case: Case, pack: Pack, profile: Profile, month: Month, past: pd.DataFrame) -> dict[str, Release]:
    """Release a partnership pack: to partners alone."""
    published = profile.published_source or case.force.already_published
    shown = guard_pack(pack, past, month=month, published=published)
    rule = rule_for(PARTNER, RECORDED)
    rows, period = published_rows(shown), period_text(month)
    return {PARTNER: Release(PARTNER, rule, period, "district and whole force", {}, rows, (), "", RECORDED, shown)}


def _release(step: Step, case: Case, found: Hotspots | None, month: Month, statistic: str) -> Release:
    figures = step.figures
    period = max(figures["period"], default=period_text(month))
    tables = spread(figures, case)
    kept = figures.iloc[:0] if step.name == OPEN else figures  # what is public already is nobody's secret to guard
    if found is not None and step.rule.places and not step.as_of and "areas" in tables:
        tables["places"] = list_places(tables["areas"], found)
    return Release(
        audience=step.rule.audience,
        rule=step.rule,
        period=period,
        level=level_words(figures, period),
        tables=tables,
        published=kept.assign(table=statistic, audience=step.rule.audience)[list(PUBLISHED_COLUMNS)],
        notes=tell(step),
        as_of=step.as_of,
        statistic=statistic,
    )


def write_released(releases: Mapping[str, Release], out: str | Path, *, profile: Profile, month: Month | str) -> None:
    """
    Write what an edition releases for the ledger; the run takes it from the working folder.

    Parameters
    ----------
    releases
        From `make_releases`.
    out
        The working folder; "" writes nothing.
    profile
        The product.
    month
        The reporting month.
    """
    if not str(out) or not releases:
        return
    rows = pd.concat([release.published for release in releases.values()], ignore_index=True)
    write_entry(rows.assign(profile=profile.name, month=str(Month.parse(month))), Path(out) / RELEASED)
