"""What an operation changed against its control, how sure, and the decision a written rule draws from it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from vawg_geo.measures.operation_design import ZONES, Design
from vawg_geo.measures.operations import detectable_effect, evaluate_operation, evaluate_operation_harm

TOGETHER = "both together"
MOST_NIGHTS = 520  # ten years of one night a week: more is never
ENOUGH = 0.8  # of the patrol minutes asked: less, and the operation as planned did not take place. A policy
REPEAT, STOP, CHANGE, CANNOT = "repeat", "stop and review", "change", "cannot say"
RULES: tuple[tuple[str, str, str], ...] = (  # name, decision, text: the first that holds decides
    ("no_control", CANNOT, "No control area was registered: nothing shows what would have happened without it."),
    ("late", CANNOT, "The design was registered after the first night, so results could have shaped it: no test."),
    ("no_before", CANNOT, "The data do not hold enough nights before it."),
    ("fewer", REPEAT, "The whole interval lies below no change: fewer offences than the control leads one to expect."),
    ("more", STOP, "The whole interval lies above no change: more offences than the control leads one to expect."),
    ("short", CHANGE, "Fewer than four fifths of the patrol minutes asked there were delivered: deliver, then judge."),
    ("few", CHANGE, "The smallest fall worth having would not have shown: plan more nights, or measure otherwise."),
    ("none", STOP, "The interval leaves out the smallest fall worth having: what was wanted did not happen."),
    ("open", CHANGE, "The interval holds both no change and the fall wanted: the same again tells little more."),
)  # fmt: skip


@dataclass(frozen=True)
class Decision:
    """What follows, and by which rule."""

    rule: str
    decision: str
    text: str


def evaluate_zones(counts: pd.DataFrame) -> pd.DataFrame:
    """
    Set the operation's areas, those around them, and both together against the control.

    Parameters
    ----------
    counts
        What `operation_counts.count_zones` gives.

    Returns
    -------
    effects
        Index "the operation's areas", "around them", "both together": `before`, `after`, `control_before`,
        `control_after` (whole counts), `change` (offences on the operation's nights beyond what the control leads one
        to expect: below 0 = fewer) with its 90 % interval `low`, `high`. NaN without nights before. Both together set
        the sum against the control once, so that no count enters twice.

    References
    ----------
    Wheeler & Ratcliffe (2018), Crime Science 7:11; unequal periods by nights. METHODS 9.
    """
    treated, buffer, control = (counts.loc[zone].astype("float64").to_dict() for zone in ZONES)
    both = {name: treated[name] + buffer[name] for name in treated}
    rows = {"the operation's areas": treated, "around them": buffer, TOGETHER: both}
    nights = (float(control["nights_before"]), float(control["nights_after"]))
    found = {}
    for name, row in rows.items():
        pairs = [(int(one["before"]), int(one["after"])) for one in (row, control)]
        figures = dict(zip(("before", "after", "control_before", "control_after"), (*pairs[0], *pairs[1]), strict=True))
        effect = dict.fromkeys(("change", "low", "high"), np.nan)
        if min(nights) > 0:
            told = evaluate_operation(pairs[0], pairs[1], exposure=nights)
            effect = {
                new: nights[1] * float(told[old])
                for new, old in (("change", "local"), ("low", "low"), ("high", "high"))
            }
        found[name] = figures | effect
    return pd.DataFrame.from_dict(found, orient="index")


def evaluate_harm(codes: pd.DataFrame, *, nights: tuple[float, float]) -> pd.Series:
    """
    Measure the change of harm, operation's areas and those around them together, against the control.

    Parameters
    ----------
    codes
        What `operation_counts.count_codes` gives; codes without a weight are counted and left out.
    nights
        Nights before and during.

    Returns
    -------
    effect
        `change`, `low`, `high` (harm on the operation's nights; 90 % interval), `unweighted` (offences without a
        weight). NaN without nights.

    References
    ----------
    METHODS 2, 9.
    """
    known = codes[codes["weight"].notna()]
    columns = [c for c in codes.columns if c != "weight"]
    left = float(codes.loc[codes["weight"].isna(), columns].to_numpy().sum())
    effect = dict.fromkeys(("change", "low", "high"), np.nan)
    if min(nights) > 0 and len(known):
        told = evaluate_operation_harm(known[columns], weights=known["weight"], exposure=nights)
        effect = {
            name: nights[1] * float(told[old]) for name, old in (("change", "total"), ("low", "low"), ("high", "high"))
        }
    return pd.Series(effect | {"unweighted": left})


def smallest_shown(expected: float, control: float, *, nights: tuple[float, float]) -> float:
    """
    Find the smallest fall on the operation's nights that the evaluation would show.

    Parameters
    ----------
    expected
        Offences expected in the operation's areas on its nights without it.
    control
        The same of the control.
    nights
        Nights before and during.

    Returns
    -------
    fall
        Offences fewer; NaN when even a fall to none would not show (80 % power, 90 % interval).

    References
    ----------
    METHODS 9.
    """
    if not (np.isfinite(expected) and np.isfinite(control)) or min(nights) <= 0:
        return float("nan")
    scale = nights[0] / nights[1]
    return detectable_effect((expected * scale, expected), (control * scale, control), exposure=nights)


def nights_needed(per_night: float, control_per_night: float, *, before: float, share: float) -> float:
    """
    Find how many nights would be needed to show a fall by a share.

    Parameters
    ----------
    per_night, control_per_night
        Offences expected a night, in the operation's areas and in the control.
    before
        Nights before.
    share
        The smallest fall worth having, 0 to 1.

    Returns
    -------
    nights
        The fewest; NaN when 520 would not do, or a figure is not known.

    References
    ----------
    METHODS 9.
    """
    if not np.isfinite(per_night + control_per_night + share) or before <= 0:
        return float("nan")

    def _shows(nights: int) -> bool:
        fall = smallest_shown(per_night * nights, control_per_night * nights, nights=(before, float(nights)))
        return bool(fall <= share * per_night * nights)

    if not _shows(MOST_NIGHTS):
        return float("nan")
    low, high = 0, MOST_NIGHTS
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _shows(middle) else (middle, high)
    return float(high)


def decide(design: Design, effect: pd.Series, *, fall: float, expected: float, delivered: float) -> Decision:
    """
    Draw the decision that the written rules give.

    Parameters
    ----------
    design
        The registered design.
    effect
        The row "both together" of `evaluate_zones`.
    fall
        What `smallest_shown` gives.
    expected
        Offences expected without the operation.
    delivered
        Patrol minutes delivered over asked; NaN where not known.

    Returns
    -------
    decision
        Of the first rule of `RULES` that holds.

    References
    ----------
    METHODS 9; PRODUCTS 4.5: repeat, stop or change.
    """
    wanted = design.smallest * expected
    holds = {
        "no_control": not design.control,
        "late": design.late,
        "no_before": bool(np.isnan(effect["change"])),
        "fewer": bool(effect["high"] < 0),
        "more": bool(effect["low"] > 0),
        "short": bool(delivered < ENOUGH),
        "few": bool(np.isnan(fall) or fall > wanted),
        "none": bool(effect["low"] > -wanted),
        "open": True,
    }
    rule, decision, text = next(rule for rule in RULES if holds[rule[0]])
    return Decision(rule, decision, text)
