"""What the tables beside the incidents must hold: one entry a table, a new table is a new entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from vawg_geo.base.absences import CHARACTERISTICS
from vawg_geo.base.schema import Column

TEXT, MAYBE = Column("text"), Column("text", null=True)
TIME, MAYBE_TIME = Column("time"), Column("time", null=True)
COUNT, MAYBE_NUMBER = Column("count", low=0), Column("number", null=True, low=0)
FLAG, MAYBE_FLAG = Column("flag"), Column("flag", null=True)
_SEXES = (("female", "F"), ("male", "M"), ("other", "X"))
SEX = Column("text", null=True, one_of=("F", "M", "X"), spellings=_SEXES)
SHARE = Column("number", null=True, low=0)
_ORDER_DATES = ("applied", "granted", "refused", "expires", "revoked", "breached")


@dataclass(frozen=True)
class SideTable:
    """One table's contract; columns beyond it are kept as text, unless it is closed."""

    columns: dict[str, Column]
    incident: str = ""  # column with the crime number, made a pseudonym as in the incidents
    people: tuple[str, ...] = ()  # columns with a person's identifier, made pseudonyms
    points: bool = False  # `easting`, `northing` (metres on the grid) become points with an `area`
    area: bool = False  # `area` must be a code of the force's areas; where it may be missing, another is left unknown
    zones: tuple[str, ...] = ()  # columns with several areas' codes, ";" between
    said: tuple[str, ...] = ()  # characteristics whose "unknown" and "prefer not to say" are kept apart (absences.py)
    closed: bool = False  # columns beyond it may tell of a person: they are left out and counted, never kept
    also: Mapping[str, str] = field(default_factory=dict)  # another header a force may write, and ours


STATUSES = ("open", "under way", "done", "dropped")
_WOMEN = ("women_white", "women_asian", "women_black", "women_mixed", "women_other")
_PLACE = {"easting": Column("number", null=True), "northing": Column("number", null=True)}

SIDE_TABLES: dict[str, SideTable] = {
    "population": SideTable(
        {"area": TEXT, "sex": Column("text", one_of=("F", "M"), spellings=_SEXES), "age_band": TEXT, "n": COUNT},
        area=True,
    ),
    "street_safe": SideTable(
        {"reported_on": TIME, "reasons": MAYBE, **_PLACE}, points=True, also={"category": "reasons"}
    ),
    "venues": SideTable(
        {"name": TEXT, "kind": TEXT, "capacity": MAYBE_NUMBER, **_PLACE}, points=True, also={"type": "kind"}
    ),
    "tasks": SideTable(
        {
            "month": TEXT,
            "area": TEXT,
            "asked": TEXT,
            "asked_minutes": MAYBE_NUMBER,
            "delivered_minutes": MAYBE_NUMBER,
            "owner": MAYBE,
            "due": MAYBE_TIME,
            "done_on": MAYBE_TIME,
        },
        area=True,
        also={"task": "asked"},
    ),
    "patrols": SideTable({"area": TEXT, "start": TIME, "end": TIME, "officers": MAYBE_NUMBER}, area=True),
    "operations": SideTable({"name": TEXT, "first_night": TIME, "last_night": TIME, "areas": MAYBE}, zones=("areas",)),
    "operation_designs": SideTable(
        {
            "name": TEXT,
            "nights": TEXT,
            "hours": MAYBE,
            "treated": TEXT,
            "buffer": MAYBE,
            "control": MAYBE,
            "registered_on": TIME,
            "outcome": TEXT,
            "smallest_effect": MAYBE_NUMBER,
            "purpose": MAYBE,
        },
        zones=("treated", "buffer", "control"),
    ),
    "ambulance": SideTable({"date": TIME, "area": TEXT, "n": COUNT}, area=True),
    "calendar": SideTable({"date": TIME, "until": MAYBE_TIME, "kind": TEXT, "name": TEXT, "district": MAYBE}),
    "area_context": SideTable(
        {
            "area": TEXT,
            "imd_decile": Column("count", low=1),
            "student_share": SHARE,
            "night_economy": MAYBE_FLAG,
            **dict.fromkeys(_WOMEN, SHARE),
        },
        area=True,
    ),
    "people": SideTable(
        {
            "role": Column("text", one_of=("victim", "suspect")),
            "sex": SEX,
            "age": MAYBE_NUMBER,
            "disability": MAYBE_FLAG,
            "eliminated": MAYBE_FLAG,
        },
        incident="crime_number",
        people=("person_id",),
        said=CHARACTERISTICS,
    ),
    "outcomes": SideTable({"code": TEXT, "date": TIME}, incident="crime_number"),
    "orders": SideTable(
        {"order_id": MAYBE, "type": TEXT, **dict.fromkeys((*_ORDER_DATES, "breach_arrested"), MAYBE_TIME)},
        people=("subject_id",),
    ),
    "audits": SideTable(
        {
            "audit_id": TEXT,
            "sampled_month": TEXT,
            "question": TEXT,
            "answer": TEXT,
            "auditor": MAYBE,
        },
        incident="crime_number",
        closed=True,
    ),
    "missing": SideTable(
        {"start": TIME, "end": MAYBE_TIME, "age": MAYBE_NUMBER, "care_home": MAYBE_FLAG, "cse": MAYBE_FLAG},
        people=("person_id",),
    ),
    "dash": SideTable({"risk": TEXT, "completed_at": MAYBE_TIME}, incident="crime_number"),
    "journey": SideTable({"track": TEXT, "step": TEXT, "at": TIME}, incident="crime_number", closed=True),
    "rso": SideTable(
        {
            "risk": TEXT,
            "last_visit": MAYBE_TIME,
            "next_due": MAYBE_TIME,
            "assessment_due": MAYBE_TIME,
            "assessment_done": MAYBE_TIME,
            "area": MAYBE,
        },
        people=("person_id",),
        area=True,
        also={"lsoa": "area"},
    ),
    "visits": SideTable({"due": TIME, "done": MAYBE_TIME}, people=("person_id", "officer"), closed=True),
    "programmes": SideTable(
        {"name": TEXT, "referred": TIME, "started": MAYBE_TIME, "completed": MAYBE_TIME}, people=("person_id",)
    ),
    "indicators": SideTable(
        {"source": TEXT, "period": TEXT, "area": MAYBE, "category": TEXT, "n": COUNT, "d": MAYBE_NUMBER}
    ),
    "comparators": SideTable({"force": TEXT, "period": TEXT, "measure": TEXT, "n": COUNT, "d": COUNT}),
    "referrals": SideTable({"date": TIME, "service": TEXT, "accepted": MAYBE_FLAG, "theme": MAYBE}, closed=True),
    "survey": SideTable(
        {"survey": TEXT, "period": TEXT, "question": TEXT, "group": TEXT, "n": COUNT, "d": MAYBE_NUMBER}, closed=True
    ),
    "recommendations": SideTable(
        {
            "id": TEXT,
            "made_on": TIME,
            "product": TEXT,
            "recommendation": TEXT,
            "owner": MAYBE,
            "due": MAYBE_TIME,
            "status": Column("text", one_of=STATUSES),
            "done_on": MAYBE_TIME,
            "effect_measure": MAYBE,
            "area": MAYBE,
        },
        area=True,
    ),
    "horizon": SideTable({"date": TIME, "what": TEXT, "source": TEXT, "theme": MAYBE}),
}
