"""Actions as data: one entry an action of the strategy, and what an analyst says of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from importlib import resources
from pathlib import Path
from typing import Any, Literal

from vawg_geo.base.errors import ProfileError
from vawg_geo.base.toml import build, read_toml
from vawg_geo.publishing import actions
from vawg_geo.publishing.allow_lists import ALLOWED
from vawg_geo.publishing.report.columns import allowed_tables
from vawg_geo.publishing.report.notes import LONGEST
from vawg_geo.publishing.words import never_words

FOLDER = "actions"  # of a force's own entries, beside force.toml
SHIPPED = Path(str(resources.files(actions)))
_KEYS = frozenset({"pillar", "action"})


@dataclass(frozen=True)
class Action:
    """One action of the strategy."""

    pillar: str  # the heading it stands under
    reference: str  # the strategy's paragraph, for example "5.1.1"
    title: str
    text: str  # what is to be done
    owner: str  # a post
    evidence: tuple[str, ...] = ()  # products, or tables of them: "da", "da/dash_grades"
    numbers: tuple[str, ...] = ()  # metrics of the reckoner
    status: Literal["", "not begun", "under way", "done", "paused"] = ""  # as its owner states it
    paragraph: str = ""  # the analyst's own words, in Markdown
    author: str = ""
    updated_on: date | None = None  # of the paragraph
    name: str = field(default="", metadata={"hidden": True})
    where: str = field(default="", metadata={"hidden": True})  # the file and the entry, for messages


def read_actions(folders: Sequence[Path], *, products: Collection[str]) -> tuple[Action, ...]:
    """
    Read the actions of some folders; what a later folder's entry gives replaces what one of the same name gave.

    Parameters
    ----------
    folders
        Folders of TOML files; one that does not exist has none.
    products
        Names of products that an entry may call evidence.

    Returns
    -------
    actions
        By the strategy's paragraph, so that those of a pillar stand together.

    Raises
    ------
    ProfileError
        If a file or an entry is not as it must be: the message names the file, the key and the cure.
    """
    given: dict[str, dict[str, Any]] = {}
    told: dict[str, str] = {}
    for folder in folders:
        own: dict[str, str] = {}
        for path in sorted(folder.glob("*.toml")):
            for name, entry in _entries(path).items():
                if name in own:
                    raise ProfileError(f"{path.name}: {own[name]} has an action {name} too; keep one of them.")
                own[name] = path.name
                given[name] = given.get(name, {}) | entry
                told[name] = f"{path.name}: action.{name}"
    built = [
        replace(build(Action, entry, where=told[name]), name=name, where=told[name]) for name, entry in given.items()
    ]
    for action in built:
        if faults := list(_faults(action, products)):
            raise ProfileError(f"{action.where}: " + "; ".join(faults) + ".")
    pillars = list(dict.fromkeys(action.pillar for action in sorted(built, key=_place)))
    return tuple(sorted(built, key=lambda action: (pillars.index(action.pillar), _place(action))))


def _entries(path: Path) -> dict[str, dict[str, Any]]:
    """Give a file's entries; its pillar is that of those which name none."""
    content = read_toml(path)
    entries, pillar = content.get("action", {}), content.get("pillar")
    if set(content) - _KEYS or not isinstance(entries, dict) or not all(isinstance(e, dict) for e in entries.values()):
        raise ProfileError(f"{path.name} may hold pillar and entries [action.<name>], nothing else.")
    return {name: ({"pillar": pillar} if pillar is not None else {}) | entry for name, entry in entries.items()}


def _place(action: Action) -> tuple[list[int], str]:
    """Order paragraphs by their numbers, those without any last."""
    numbers = [int(part) for part in action.reference.split(".") if part.isdigit()]
    return numbers or [10**6], action.reference


def _faults(action: Action, products: Collection[str]) -> Iterable[str]:
    """Say what is wrong with an entry, and the cure."""
    for key in ("pillar", "reference", "title", "text", "owner"):
        if not getattr(action, key).strip():
            yield f"{key} must say something"
    for key in ("pillar", "title", "text", "owner", "paragraph", "author"):
        if said := never_words(getattr(action, key)):
            yield f"{key} says what is never said of recorded crime: {', '.join(said)}"
    if bool(action.paragraph.strip()) != (action.updated_on is not None):
        yield "a paragraph needs the day on which it was written, updated_on = 2022-03-31, and that day a paragraph"
    if isinstance(action.updated_on, datetime):
        yield "updated_on must be a day without a time, for example 2022-03-31"
    if len(action.paragraph) > LONGEST or "\0" in action.paragraph:
        yield f"paragraph must be text of at most {LONGEST} characters"
    yield from _evidence_faults(action, products)


def _evidence_faults(action: Action, products: Collection[str]) -> Iterable[str]:
    for one in action.evidence:
        product, _, table = one.partition("/")
        if product not in products:
            yield f"evidence names an unknown product; there are: {', '.join(sorted(products))}"
        elif table and table not in allowed_tables() and table not in ALLOWED:
            yield f"evidence names a table that {product} cannot have: see docs/data_profiles.md"
