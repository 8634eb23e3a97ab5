"""Each registered operation with what was counted before and during, and what was to be expected without it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from vawg_geo.base.periods import Month
from vawg_geo.base.profile import Profile
from vawg_geo.measures.forecast import Forecast
from vawg_geo.measures.operation_counts import Nightly, count_codes, count_zones, expect_nights, nightly_events
from vawg_geo.measures.operation_design import ENDED, PLANNED, ZONES, Design, nights_before, read_designs, stage_of
from vawg_geo.measures.operation_effect import (
    TOGETHER,
    Decision,
    decide,
    evaluate_harm,
    evaluate_zones,
    nights_needed,
    smallest_shown,
)  # fmt: skip


@dataclass(frozen=True)
class Operation:
    """One operation; what cannot be known at its stage is empty or NaN."""

    design: Design
    stage: str
    nightly: Nightly
    before: pd.DatetimeIndex  # the nights it is compared with
    expected: dict[str, Forecast]  # by zone, on its nights, without it
    fall: float  # smallest fall its areas' counts would show
    fall_together: float  # the same of its areas and those around them together
    needed: float  # nights that would show the smallest fall worth having
    counts: pd.DataFrame  # of an ended one: zones before and during
    effects: pd.DataFrame  # of an ended one: against the control
    harm: pd.Series  # of an ended one

    @property
    def nights(self) -> pd.DatetimeIndex:
        """Its nights."""
        return pd.DatetimeIndex(self.design.nights)

    def decision(self, delivered: float) -> Decision:
        """Draw the decision of the written rules, given the share of patrol minutes delivered."""
        wanted = self.expected["treated"].expected
        effect = self.effects.T[TOGETHER]
        return decide(self.design, effect, fall=self.fall_together, expected=wanted, delivered=delivered)


def assess_operations(
    incidents: pd.DataFrame, designs: pd.DataFrame | None, *, month: Month, cut: date, profile: Profile
) -> tuple[Operation, ...]:
    """
    Count for every registered operation what its stage allows.

    Parameters
    ----------
    incidents
        Checked, located incidents.
    designs
        The side table `operation_designs`; None: the force registers none.
    month
        The last month read.
    cut
        The data cut.
    profile
        Scope, hours, and how many months back a forecast reads (`windows.evidence_months`).

    Returns
    -------
    operations
        By first night. Offences that officers recorded themselves are in no figure but `counts`' own columns for them:
        patrols raise those.

    Raises
    ------
    SchemaError
        If a design cannot be read.

    References
    ----------
    METHODS 9.
    """
    found = read_designs(designs, hours=(profile.nte.core_begins, profile.nte.core_ends))
    events, made = nightly_events(incidents, found, month=month, profile=profile), []
    for design in found:
        stage, nightly = stage_of(design, month=month, cut=cut), events[design.name]
        latest = pd.Timestamp(month.last)
        before = nights_before(design, found, earliest=nightly.earliest, latest=latest)
        made.append(_assess(design, stage, nightly, before, known=month, months=profile.windows.evidence_months))
    return tuple(made)


def _assess(
    design: Design, stage: str, nightly: Nightly, before: pd.DatetimeIndex, *, known: Month, months: int
) -> Operation:
    expected: dict[str, Forecast] = {}
    fall = together = needed = np.nan
    nights = (float(len(before)), float(len(design.nights)))
    if stage in (PLANNED, ENDED):
        expected = {zone: expect_nights(nightly, design, zone, known=known, months=months) for zone in ZONES}
        here, around, there = (expected[zone].expected for zone in ZONES)
        if design.control:
            fall = smallest_shown(here, there, nights=nights)
            together = smallest_shown(here + around, there, nights=nights)
            rates = here / nights[1], there / nights[1]
            needed = nights_needed(*rates, before=nights[0], share=design.smallest)
    counts, effects, harm = pd.DataFrame(), pd.DataFrame(), pd.Series(dtype="float64")
    if stage == ENDED:
        during = pd.DatetimeIndex(design.nights)
        counts = count_zones(nightly, before, during)
        effects = evaluate_zones(counts)
        harm = evaluate_harm(count_codes(nightly, before, during), nights=nights)
    return Operation(
        design, stage, nightly, before, expected, fall, together, needed, counts, effects, harm
    )  # fmt: skip
