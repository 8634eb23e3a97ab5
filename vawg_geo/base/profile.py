"""What is produced: a frozen `Profile`, read from one TOML a product."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from vawg_geo.base.errors import ProfileError
from vawg_geo.base.periods import WEEKDAYS, clock
from vawg_geo.base.restricted import HANDLING, MARKING, Restricted
from vawg_geo.base.shipped import find_profile
from vawg_geo.base.toml import build, read_toml

ANY_AGE = 150  # no victim is older
LEAST_DRAWS = 4_000  # METHODS 5


@dataclass(frozen=True)
class Marking:
    """The security marking of each audience, printed on every page."""

    internal: str = "OFFICIAL-SENSITIVE"
    partner: str = "OFFICIAL"
    public: str = "OFFICIAL: for publication"
    handling: str = "tasking group only"
    partner_handling: str = "for the partners it was sent to; not for publication"
    public_handling: str = ""

    def handling_for(self, audience: str) -> str:
        """Return the handling line that stands beside an audience's marking."""
        lines = {"partner": self.partner_handling, "public": self.public_handling}
        return lines.get(audience, self.handling)


@dataclass(frozen=True)
class Scope:
    """Whose harm is counted: definition is data, never code."""

    victim_sex: str = "F"  # floor; the ceiling (unknown sex) stands beside it. METHODS 1
    min_age: int = 10  # women and girls aged 10 and over
    max_age: int = ANY_AGE  # below 18 for a profile of children
    scopes: tuple[str, ...] = ("core", "female_victim")  # the `scope` column of reference/offences.csv
    categories: tuple[str, ...] = ()  # police.uk crime types, for open data only
    recent_days: int = 365  # recorded - occurred_to; METHODS 1


@dataclass(frozen=True)
class Nte:
    """The night-time economy's hours and nights. METHODS 3."""

    begins: str = "18:00"
    ends: str = "06:00"
    core_begins: str = "21:00"
    core_ends: str = "04:00"
    cutoff_hour: int = 6
    weekend: tuple[str, ...] = ("Fri", "Sat")
    member_at: float = 0.5  # listed when at least this share of an uncertain offence lies in the window


@dataclass(frozen=True)
class Windows:
    """How far back the evidence reaches. METHODS 5."""

    evidence_months: int = 36
    display_months: int = 12
    half_life_days: int = 365


@dataclass(frozen=True)
class Score:
    """Shrunk harm and its rank uncertainty. METHODS 5."""

    k: float = 15.0  # pseudo-offences (5-30)
    top: int = 10
    draws: int = 4_000
    seed: int = 0
    strata: bool = True
    permutations: int = 9_999


@dataclass(frozen=True)
class Evidence:
    """What a place needs before it is listed. METHODS 6.4."""

    offences: int = 5
    nights: int = 3
    victims: int = 3
    hours: int = 15  # offences before a peak window is given


@dataclass(frozen=True)
class Tiers:
    """Chance of being in the top k, and what follows. METHODS 6.5."""

    a: float = 0.8
    b: float = 0.5
    leave_below: float = 0.3


@dataclass(frozen=True)
class Gate:
    """The data gate: below it the product carries a banner. METHODS 6.0."""

    geocoded: float = 0.85
    time_certain: float = 0.70
    red_below: float = 0.50


@dataclass(frozen=True)
class Breaks:
    """Fixed colour breaks, the same in every edition."""

    harm: tuple[float, ...] = ()  # shrunk harm per weekend night; empty: no colours by harm
    count: tuple[float, ...] = ()  # expected offences a year


@dataclass(frozen=True)
class Audit:
    """Which crimes an audit of outcomes draws from, and how many of each stratum. METHODS 10."""

    codes: tuple[str, ...] = ("14", "15", "16")  # outcomes whose crimes are audited
    # What tells strata apart beside the code; district stands for the team.
    by: Literal["theme", "district", "theme and district"] = "theme"
    themes: tuple[str, ...] = ("rape", "da")  # a crime of several is of the first; of none: other
    each: int = 15  # crimes drawn of each stratum; a smaller one is taken whole


@dataclass(frozen=True)
class Written:
    """A written profile: what it tells, of which themes, over how long, how small its places may be."""

    sections: tuple[str, ...]  # its chapters, in the order of its notebook
    themes: tuple[str, ...] = ()  # of sources/themes.py; empty: every offence in scope
    months: int = 12  # the period: so many months, ending with the run's month
    chart_months: int = 48  # how far back the monthly charts go
    smallest: Literal["lsoa", "msoa", "district"] = "msoa"  # the smallest place that is named with a figure
    least: int = 5  # a place's count below it is not shown
    hotspots: bool = False  # list the night-time hot spots in public places, as the monthly page does
    complete_from: float = 0.8  # a field filled in less often says nothing about groups of people. PRODUCTS 4.5
    findings: int = 5  # at most, in the summary
    horizon_days: int = 365  # of the outcome curves
    possible_line: float = 0.15  # "prosecution possible above 15 % for three months": a line talked of, no target
    commissioner: str = ""  # who asked for it
    notes_days: int = 90  # an analyst's paragraph older than that is marked as old
    borrowed: dict[str, str] = field(default_factory=dict)  # section -> the product whose own it is, in short
    rotation: tuple[str, ...] = ()  # "product:chapter": one of them is each month's deep dive, in turn
    docx: bool = False  # the page as a Word document too, beside it
    print_rows: int = 40  # rows of a folded table beyond which paper names it instead: it lies beside the page


@dataclass(frozen=True)
class Profile:
    """One product: question, scope, windows, thresholds, notebook, audiences, marking."""

    name: str
    title: str
    question: str
    notebook: str
    audiences: tuple[str, ...] = ("internal",)
    author: str = ""
    published_source: bool = False  # every source is already published: no suppression, and the page says so
    family: Literal["tasking", "profiles", "governance", "restricted"] = "profiles"  # where the month's page lists it
    cadence: Literal["monthly", "quarterly", "half-yearly", "yearly", "on request"] = "monthly"  # see runs/month.py
    compare_years: int = 1  # how many years before the period that a product compares with
    months: int = 1  # length of the compared periods; the later one ends with the run's month
    cell_minutes: float = 60.0  # a cell of the notebook that takes longer hangs: the run ends it and fails
    marking: Marking = field(default_factory=Marking)
    scope: Scope = field(default_factory=Scope)
    nte: Nte = field(default_factory=Nte)
    windows: Windows = field(default_factory=Windows)
    score: Score = field(default_factory=Score)
    evidence: Evidence = field(default_factory=Evidence)
    tiers: Tiers = field(default_factory=Tiers)
    gate: Gate = field(default_factory=Gate)
    breaks: Breaks = field(default_factory=Breaks)
    restricted: Restricted | None = None  # only products about people have one
    written: Written | None = None  # only written profiles have one
    audit: Audit | None = None  # only an audit of outcomes has one

    def __post_init__(self) -> None:
        """Refuse what the types cannot."""
        for text in (self.nte.begins, self.nte.ends, self.nte.core_begins, self.nte.core_ends):
            clock(text)
        if not set(self.nte.weekend) <= set(WEEKDAYS):
            raise ProfileError(f"nte.weekend must hold days from {', '.join(WEEKDAYS)}.")
        if self.score.draws < LEAST_DRAWS:
            raise ProfileError(f"score.draws must be at least {LEAST_DRAWS:,}: fewer make chances unsteady.")
        if self.cell_minutes <= 0:
            raise ProfileError("cell_minutes must be above 0.")
        for audience in self.audiences:
            if not getattr(self.marking, audience, ""):
                raise ProfileError(f"audience {audience!r} has no marking; a page without a marking does not render.")
        if self.restricted:
            self._restrict()

    def _restrict(self) -> None:
        """Hold a product about people to its audience and its marking. METHODS 14."""
        if self.audiences != ("internal",):
            raise ProfileError('a restricted profile has one audience: audiences = ["internal"].')
        if not self.marking.internal.startswith(MARKING):
            raise ProfileError(f"a restricted profile is marked {MARKING}.")
        if HANDLING not in self.marking.handling:
            object.__setattr__(self, "marking", replace(self.marking, handling=HANDLING))


def read_profile(profile: str | Path) -> Profile:
    """
    Read a profile by its shipped name or a path.

    Parameters
    ----------
    profile
        For example "nte_monthly", or the path of a TOML file.

    Returns
    -------
    profile
        The frozen profile.

    Raises
    ------
    ProfileError
        If there is no such profile, or it has an unknown key, a wrong type or a missing value.
    """
    path = find_profile(profile)
    return build(Profile, read_toml(path), where=path.name)
