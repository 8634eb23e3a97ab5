"""Outcome codes counted together under a name: which make a prosecution possible is a force's own choice."""

from __future__ import annotations

from dataclasses import dataclass, field

from vawg_geo.base.errors import ProfileError
from vawg_geo.base.facts import outcome_table

CHARGE = "1"
ALONE = ("14", "15", "16", "18")  # codes told apart as outcomes of their own
_WHERE = "force.toml: outcomes.prosecution_possible"


@dataclass(frozen=True)
class OutcomeSet:
    """Outcomes that make a prosecution possible: [outcomes.prosecution_possible] in force.toml. METHODS 10."""

    name: str  # as the pages call it: "prosecution possible"
    codes: tuple[str, ...]  # Home Office codes, as text
    assumed: bool = field(default=False, metadata={"hidden": True})  # the toolkit's default, not the force's own

    def __post_init__(self) -> None:
        """Refuse a set that cannot be counted."""
        known = outcome_table().index
        given = list(self.codes)
        faults = []
        if not self.name.strip():
            faults.append('name must not be empty, for example name = "prosecution possible"')
        if any(sign.isdigit() for sign in self.name):
            faults.append("name must hold no figures: the pages print the codes beside it")
        if unknown := [code for code in given if code not in known]:
            there = ", ".join(code for code in known if code != "0")
            faults.append(f"codes must not hold {', '.join(unknown)}; the Home Office's codes are {there}")
        if "0" in given:
            faults.append('codes must not hold "0", which is no outcome: leave it out')
        if own := [code for code in given if code in ALONE]:
            faults.append(f"codes must not hold {', '.join(own)}, told apart as outcomes of their own: leave them out")
        if CHARGE not in given:
            faults.append('codes must hold "1", for a charge always makes a prosecution possible')
        if len(set(given)) < len(given):
            faults.append("codes must name each code once")
        if faults:
            raise ProfileError(f"{_WHERE}: " + "; ".join(faults) + ".")

    @property
    def words(self) -> str:
        """Its name and codes, "assumed" where nobody chose them: "prosecution possible (codes 1 to 8, assumed)"."""
        return f"{self.name} (codes {self.listed}{', assumed' if self.assumed else ''})"

    @property
    def listed(self) -> str:
        """Its codes in order, for people: "1 to 8", "1, 2 and 8"."""
        numbers = sorted(map(int, self.codes))
        runs: list[list[int]] = []
        for number in numbers:
            if runs and number == runs[-1][-1] + 1:
                runs[-1].append(number)
            else:
                runs.append([number])
        told = [
            part
            for run in runs
            for part in ([f"{run[0]} to {run[-1]}"] if len(run) > 2 else map(str, run))  # noqa: PLR2004
        ]
        return told[0] if len(told) == 1 else f"{', '.join(told[:-1])} and {told[-1]}"


@dataclass(frozen=True)
class OutcomeSets:
    """The sets of outcomes a force may name: [outcomes] in force.toml."""

    prosecution_possible: OutcomeSet


def assumed_set() -> OutcomeSet:
    """
    Give the set that holds where a force names none.

    Returns
    -------
    possible
        Codes 1 to 8, labelled "assumed".

    References
    ----------
    METHODS 10.
    """
    table = outcome_table()
    codes = tuple(table.index[table["prosecution_possible"]])
    return OutcomeSet("prosecution possible", codes, assumed=True)


def assumed_sets() -> OutcomeSets:
    """Give every set as it is where a force names none."""
    return OutcomeSets(assumed_set())
