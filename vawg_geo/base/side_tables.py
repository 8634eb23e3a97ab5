"""What the tables beside the incidents must hold: one entry a table, a new table is a new entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from vawg_geo.base.schema import Column

TEXT, MAYBE = Column("text"), Column("text", null=True)
TIME, MAYBE_TIME = Column("time"), Column("time", null=True)
COUNT, MAYBE_NUMBER = Column("count", low=0), Column("number", null=True, low=0)
MAYBE_FLAG = Column("flag", null=True)
_ORDER_DATES = ("applied", "granted", "refused", "expires", "revoked", "breached")


@dataclass(frozen=True)
class SideTable:
    """One table's contract; columns beyond it are kept as text."""

    columns: dict[str, Column]
    incident: str = ""  # column with the crime number, made a pseudonym as in the incidents
    people: tuple[str, ...] = ()  # columns with a person's identifier, made pseudonyms
    points: bool = False  # `easting`, `northing` (metres on the grid) become points with an `area`
    area: bool = False  # `area` must be a code of the force's areas
    also: Mapping[str, str] = field(default_factory=dict)  # another header a force may write, and ours


_PLACE = {"easting": Column("number", null=True), "northing": Column("number", null=True)}

SIDE_TABLES: dict[str, SideTable] = {
    "population": SideTable({"area": TEXT, "sex": TEXT, "age_band": TEXT, "n": COUNT}, area=True),
    "street_safe": SideTable(
        {"reported_on": TIME, "reasons": MAYBE, **_PLACE}, points=True, also={"category": "reasons"}
    ),
    "venues": SideTable(
        {"name": TEXT, "kind": TEXT, "capacity": MAYBE_NUMBER, **_PLACE}, points=True, also={"type": "kind"}
    ),
    "tasks": SideTable(
        {"month": TEXT, "area": TEXT, "asked": TEXT, "asked_minutes": MAYBE_NUMBER, "delivered_minutes": MAYBE_NUMBER},
        area=True,
        also={"task": "asked"},
    ),
    "patrols": SideTable({"area": TEXT, "start": TIME, "end": TIME, "officers": MAYBE_NUMBER}, area=True),
    "operations": SideTable({"name": TEXT, "first_night": TIME, "last_night": TIME, "areas": MAYBE}),
    "people": SideTable(
        {"role": TEXT, "sex": MAYBE, "age": MAYBE_NUMBER, "disability": MAYBE_FLAG, "eliminated": MAYBE_FLAG},
        incident="crime_number",
        people=("person_id",),
    ),
    "outcomes": SideTable({"code": TEXT, "date": TIME}, incident="crime_number"),
    "orders": SideTable({"type": TEXT, **dict.fromkeys(_ORDER_DATES, MAYBE_TIME)}, people=("subject_id",)),
    "missing": SideTable({"start": TIME, "end": MAYBE_TIME, "age": MAYBE_NUMBER}, people=("person_id",)),
    "dash": SideTable({"risk": TEXT, "completed_at": MAYBE_TIME}, incident="crime_number"),
    "rso": SideTable({"risk": TEXT, "last_visit": MAYBE_TIME, "next_due": MAYBE_TIME}, people=("person_id",)),
    "programmes": SideTable(
        {"name": TEXT, "referred": TIME, "started": MAYBE_TIME, "completed": MAYBE_TIME}, people=("person_id",)
    ),
    "indicators": SideTable(
        {"source": TEXT, "period": TEXT, "area": MAYBE, "category": TEXT, "n": COUNT, "d": MAYBE_NUMBER}
    ),
}
