"""How much the study draws: enough for the record, or enough to see that it runs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    """Replicate counties of each world, by question; `worlds` limits how many worlds are drawn."""

    counties: int = 12
    changes: int = 12
    chances: int = 12
    worlds: int | None = None

    def pick(self, names: Iterable[str]) -> list[str]:
        """Take the first worlds."""
        return list(names)[: self.worlds]


FULL = Size()
QUICK = Size(counties=5, changes=3, chances=4, worlds=2)
