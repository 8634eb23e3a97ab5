"""The ladder: show as much as withstands the attack over everything released so far, step down where it does not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from vawg_geo.base.errors import DisclosureError
from vawg_geo.base.periods import Month
from vawg_geo.publishing.attack import attack_tables
from vawg_geo.publishing.attack_rows import OPENNESS
from vawg_geo.publishing.disclosure import Rule, rule_for
from vawg_geo.publishing.ladder_past import KEY, newest_released, told_apart, with_levels
from vawg_geo.publishing.release_cells import ALONE, GROUPS, NIGHTS, TOTAL
from vawg_geo.publishing.release_hiding import hide_beside, hide_more, hide_small, publish

ROUNDS = 3  # of hiding more, before a step is given up
WORTH = 0.5  # a table of which less than this share is left is given up: the next step says more
OPEN = "open"  # the step of figures made from published data


@dataclass(frozen=True)
class Step:
    """One step of an audience's ladder: what it would show, and how that came about."""

    rule: Rule
    name: str  # places and kinds, kinds, places, districts, repeated, force, or open
    figures: pd.DataFrame  # level, row, column, period, parts, district, value, rounded_to
    cells: pd.DataFrame | None = None  # counts behind the figures; None where they are repeated
    own: pd.Series | None = None  # what this edition by itself could show
    shown: pd.Series | None = None  # what it shows
    as_of: str = ""  # repeated: the month of the edition that showed them
    bounds: pd.DataFrame | None = None  # what the attack made of the hidden counts; None where nothing new was shown
    kept: int = 0  # figures kept as first released: the change since then is small and would be told


def climb(
    cells: pd.DataFrame, rules: Sequence[Rule], past: pd.DataFrame, *, month: Month, statistic: str = NIGHTS
) -> dict[str, Step]:
    """
    Find for each audience the fullest release from which nobody can work out a hidden count.

    Parameters
    ----------
    cells
        From `count_cells`.
    rules
        The audiences' rules, the most open first: what the public sees, partners see too.
    past
        The ledger.
    month
        The reporting month; only what was released for it or before is repeated.
    statistic
        What is counted: earlier figures of the same statistic are kept or repeated, all are attacked together.

    Returns
    -------
    steps
        Audience to the step its ladder ended on.

    Raises
    ------
    DisclosureError
        If even the last step fails, naming the table.
    """
    ladder = _Ladder(cells, told_apart(past, cells), month, statistic, rules)
    chosen = ladder.choose(list(rules), [])
    if chosen is None:
        raise DisclosureError(
            f"no release to the audience {ladder.failed!r} withstands the attack: beside what was released before, "
            f"even the force's total (table {statistic!r}, row {ladder.unsafe!r}) would tell a small count. "
            f"Take {ladder.failed!r} out of the profile's audiences for this edition."
        )
    return {step.rule.audience: step for step in chosen}


def open_step(cells: pd.DataFrame, rule: Rule) -> Step:
    """
    Give figures made from data that are already published: nothing is hidden.

    Parameters
    ----------
    cells
        From `count_cells`.
    rule
        The audience's rule: whether places may be named.

    Returns
    -------
    step
        Everything as counted.
    """
    own = cells if rule.places else cells[(cells["level"] != "area") & (cells["column"] == TOTAL)]
    plain = replace(rule, threshold=0, rounded_to=0)
    return Step(rule, OPEN, publish(own, own["n"] >= 0, plain))


class _Ladder:
    """The search: an audience's steps in order, each tried with every step of the less open audiences."""

    def __init__(
        self, cells: pd.DataFrame, past: pd.DataFrame, month: Month, statistic: str, rules: Sequence[Rule]
    ) -> None:
        self._cells, self._month, self._statistic = cells, month, statistic
        self._same = past[past["table"] == statistic]  # figures of the same statistic: the attack links no others
        held = set(self._same["audience"]) - {rule.audience for rule in rules}
        # Readers whom another product told of the same statistic: what the more open ones see now, they hold too.
        self._others = [rule_for(name, statistic) for name in OPENNESS if name in held]
        self.failed = self.unsafe = ""

    def choose(self, rules: list[Rule], below: list[Step]) -> list[Step] | None:
        """Return a step an audience that stand together, or None."""
        if not rules:
            return below
        again = bool(below) and all(step.cells is None for step in below)  # the more open ones had to stand still
        for step in _steps(self._cells, rules[0], self._same, self._month):
            if again and step.cells is not None and _last(self._same, rules[0], self._month) is not None:
                continue  # what was new was tried with what they would have seen, and failed
            settled = self._settle(step, below)
            chosen = self.choose(rules[1:], [*below, settled]) if settled else None
            if chosen is not None:
                return chosen
        return None

    def _settle(self, step: Step, below: list[Step]) -> Step | None:
        """Hide more until the attack finds nothing; None when too little would be left."""
        if step.cells is None and all(other.cells is None for other in below):
            return step  # nothing is shown that was not shown before: nobody learns anything
        for _ in range(ROUNDS):
            try:
                mine = _attack(self._same, [*below, step], self._statistic)
                unsafe = pd.concat([mine[~mine["safe"]], self._newly_told([*below, step])])
            except DisclosureError:  # figures kept as first released do not fit the new ones: nothing new is shown
                self.failed = step.rule.audience
                return None
            if unsafe.empty:
                return replace(step, bounds=mine)
            self.failed, self.unsafe = step.rule.audience, str(unsafe["row"].iloc[0])
            if step.cells is None or step.shown is None or len(unsafe) > step.shown.sum():
                return None
            step = _reveal(
                step, hide_beside(step.cells, hide_more(step.cells, step.shown, unsafe), step.rule), self._same
            )
            if not _worth(step):
                return None
        return None

    def _newly_told(self, steps: list[Step]) -> pd.DataFrame:
        """List what readers of another product's less open edition could work out now and could not before."""
        told = []
        own = OPENNESS.index(steps[-1].rule.audience)
        for rule in self._others:
            if OPENNESS.index(rule.audience) > own:
                before, after = (_attack(self._same, shown, self._statistic, rule) for shown in ([], steps))
                key = ["row", "column", "period"]
                was = pd.MultiIndex.from_frame(before.loc[~before["safe"], key])
                told.append(after[~after["safe"] & ~pd.MultiIndex.from_frame(after[key]).isin(was)])
        return pd.concat(told) if told else pd.DataFrame(columns=["row", "column"])


def _steps(cells: pd.DataFrame, rule: Rule, past: pd.DataFrame, month: Month) -> Iterator[Step]:
    """Give an audience's steps, the fullest first, the last release again or, where there is none, the force alone."""
    totals = cells["column"] == TOTAL
    wholes = cells["level"].isin(["force", "year"])
    areas, districts = (wholes | cells["level"].isin(levels) for levels in (("area",), (*GROUPS, ALONE)))
    if rule.places:  # neither places below district nor kinds of offence leave for the public
        telling = bool(((cells["level"] == "area") & (cells["n"] >= rule.threshold)).any())
        areas = areas if telling else wholes  # a table of areas without a figure is none
        yield _fresh(cells[areas | districts], rule, "places and kinds" if telling else "kinds", past)
        if telling:
            yield _fresh(cells[(areas | districts) & totals], rule, "places", past)
    yield _fresh(cells[districts & totals], rule, "districts", past)
    last = _last(past, rule, month)
    yield last or _fresh(cells[(cells["level"] == "force") & totals], rule, "force", past)


def _fresh(cells: pd.DataFrame, rule: Rule, name: str, past: pd.DataFrame) -> Step:
    own = hide_small(cells, rule)
    return _reveal(Step(rule, name, cells.drop(columns="n"), cells, own, own), own, past)


def _reveal(step: Step, shown: pd.Series, past: pd.DataFrame) -> Step:
    """
    Give the figures; where one released before has changed by less than the threshold, its period stays as it was.

    The whole period does, so that its figures still add up; what was not shown of it then is hidden now.
    """
    assert step.cells is not None  # noqa: S101 - only fresh steps are revealed
    figures = publish(step.cells, shown, step.rule)
    before = newest_released(past, step.rule.audience)
    was = pd.Series(
        before.reindex(pd.MultiIndex.from_frame(figures[KEY])).to_numpy(), index=figures.index, dtype="Int64"
    )
    change = (figures["value"] - was).abs().fillna(0)
    little = figures.loc[(change > 0) & (change < step.rule.threshold), "period"]
    stays = figures["period"].isin(little)
    figures["value"] = figures["value"].mask(stays, was)
    return replace(step, figures=figures, shown=shown, kept=int((stays & (change > 0)).sum()))


def _last(past: pd.DataFrame, rule: Rule, month: Month) -> Step | None:
    """Give the last release once more, unless today's rule would hide some of it."""
    own = past[(past["audience"] == rule.audience) & (past["month"] <= str(month))]
    if own.empty:
        return None
    newest = own[["month", "profile", "edition"]].drop_duplicates().sort_values(["month", "edition"]).iloc[-1]
    last = own[(own[["month", "profile", "edition"]] == newest).all(axis=1)]
    if (last["value"] < rule.threshold - rule.rounded_to / 2).any():
        return None
    first_shown = last["period"].max().rpartition("..")[2]  # a release's own period ends with its month
    return Step(rule, "repeated", with_levels(last.reset_index(drop=True)), as_of=first_shown)


def _worth(step: Step) -> bool:
    """Tell whether enough of each level is left to be read."""
    if step.cells is None or step.shown is None or step.own is None:
        return True
    left = step.shown.groupby(step.cells["level"]).sum()
    return bool((left >= WORTH * step.own.groupby(step.cells["level"]).sum()).all() and step.shown.any())


def _attack(past: pd.DataFrame, steps: Sequence[Step], statistic: str, rule: Rule | None = None) -> pd.DataFrame:
    """Try the attack on everything released, this edition's figures last, as the last step's readers or a rule's."""
    rule = rule or steps[-1].rule
    names = ["table", "row", "column", "value", "audience", "period", "rounded_to", "parts", "edition"]
    open_to = OPENNESS[: OPENNESS.index(rule.audience) + 1]  # the public holds no partner's figures
    known = past[past["audience"].isin(open_to)]
    known = known.assign(edition=known["order"])
    newest = int(past["order"].max()) + 1 if len(past) else 0
    now = [step.figures.assign(table=statistic, audience=step.rule.audience, edition=newest) for step in steps]
    everything = pd.concat([known[names], *(figures[names] for figures in now)], ignore_index=True)
    return attack_tables(everything, width=rule.width, audience=rule.audience)
