"""Behind the tasking page: terms of reference, method, glossary, facts, and every figure as a table."""

from __future__ import annotations

import csv
import hashlib
import json
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd

from vawg_geo.base.periods import Month, span_words
from vawg_geo.base.profile import Profile
from vawg_geo.publishing.allow_lists import ALLOWED, HOTSPOT_COLUMNS
from vawg_geo.publishing.tasking_tasks import task_rows
from vawg_geo.publishing.tasking_words import headline_words
from vawg_geo.publishing.words import day_words, tidy

if TYPE_CHECKING:
    from vawg_geo.publishing.tasking import TaskingPage
    from vawg_geo.sources.case import Case

HERE = Path(__file__).parent


@cache
def read_small(name: str) -> tuple[dict[str, str], ...]:
    """
    Read one of this floor's own small CSVs.

    Parameters
    ----------
    name
        "glossary" or "responses".

    Returns
    -------
    rows
        One dictionary a row.
    """
    with (HERE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def version(case: Case, profile: Profile, month: Month) -> str:
    """
    Name an edition by what it was made from: inputs, key, cut, month, profile, release.

    Parameters
    ----------
    case
        What was read.
    profile
        The product.
    month
        The reporting month.

    Returns
    -------
    version
        Seven hexadecimal figures; the same for the same inputs.
    """
    made_from = [dict(sorted(case.inputs.items())), case.key_id, str(case.cut), str(month), repr(profile), release()]
    return hashlib.sha256(json.dumps(made_from).encode()).hexdigest()[:7]


def release() -> str:
    """Return the toolkit's own version."""
    try:
        return metadata.version("vawg-geo")
    except metadata.PackageNotFoundError:  # a checkout that was never installed
        return "unreleased"


def reference_rows(page: TaskingPage) -> list[tuple[str, str]]:
    """Give the terms of reference: commissioner, question, scope, period, cut, marking, author, reviewer."""
    profile, force, windows = page.profile, page.case.force, page.profile.windows
    first = (page.month - (windows.evidence_months - 1)).first
    return [
        ("Commissioned by", "tasking and co-ordination group, standing monthly task"),
        ("Question", profile.question),
        ("Scope", scope_words(profile)),
        (
            "Nights",
            f"{profile.nte.begins} to {profile.nte.ends}; weekend nights are {' and '.join(profile.nte.weekend)}",
        ),
        ("Reporting period", span_words(page.month.first, page.month.last)),
        ("Evidence", f"{span_words(first, page.month.last)}, each month weighing less the older it is"),
        ("Data cut", day_words(page.case.cut)),
        ("Marking", f"{profile.marking.internal}, {profile.marking.handling}"),
        ("Author", profile.author or force.analyst or "not given"),
        ("Reviewer", "whoever signs this edition; a draft has none"),
    ]


def scope_words(profile: Profile) -> str:
    """Say whose harm is counted."""
    if profile.scope.categories:
        return f"{', '.join(profile.scope.categories)}; all victims, all hours"
    return (
        f"offences in public places at night against women and girls aged {profile.scope.min_age} and over, recorded "
        f"within {profile.scope.recent_days} days, precisely located; domestic abuse in public places is included"
    )


def chosen_rows(page: TaskingPage) -> list[tuple[str, str]]:
    """Give every choice made automatically, in reading and in measuring, and the thresholds in force."""
    score, evidence, tiers = page.profile.score, page.profile.evidence, page.profile.tiers
    rows = [(f"Reading: {name.replace('_', ' ')}", text) for name, text in page.case.chosen.items()]
    rows += [(f"Measuring: {name.replace('_', ' ')}", text) for name, text in page.found.chosen.items()]
    rows += [
        (
            "Listed from",
            f"{evidence.offences} offences, {evidence.nights} nights and {evidence.victims} victims in 12 months",
        ),
        (
            "Tiers",
            f"A from {tiers.a:.0%}, B from {tiers.b:.0%}; leaving after two periods below {tiers.leave_below:.0%}",
        ),
        ("Shrinkage", f"{score.k:g} pseudo-offences; {score.draws:,} draws with seed {score.seed}"),
        ("Pseudonym key", page.case.key_id),
        ("Release", f"vawg-geo {release()}"),
    ]
    return [(name, tidy(str(text))) for name, text in rows]


def export_tables(page: TaskingPage) -> dict[str, pd.DataFrame]:
    """Give every table that stands beside the page, cut down to what may leave."""
    found, case = page.found, page.case
    names = case.areas[["alias", "district"]].rename(columns={"alias": "place"})
    grid = found.grid.rename(columns=lambda hour: f"{int(hour):02d}").rename_axis("night").reset_index()
    tables = {
        "places": found.listed.join(names["district"]).rename_axis("area").reset_index(),
        "areas": names.join(found.scores).rename_axis("area").reset_index(),
        "watch": found.watch.rename_axis("area").reset_index(),
        "changes": found.changes.rename_axis("area").reset_index(),
        "months": found.monthly.rename_axis("month").reset_index(),
        "nights": grid,
        "place_months": place_months(found.listed, page.month),
        "coverage": found.coverage,
        "curve": found.curve,
        "capture": found.capture,
        "tasks": pd.DataFrame(
            task_rows(case, found, month=page.month),
            columns=["place", "asked", "delivered", "counted", "owner", "due", "state", "since"],
        ),
        "contributions": found.explained.contributions,
        "shrinkage": names.join(found.explained.shrinkage, how="right").rename_axis("area").reset_index(),
        "flow": found.flow,
        "ledger": case.ledger,
        "quality": case.quality,
        "removed": case.removed,
    }
    return {name: table[[c for c in ALLOWED[name] if c in table.columns]] for name, table in tables.items()}


def place_months(listed: pd.DataFrame, month: Month) -> pd.DataFrame:
    """List the spark lines' figures: number, place, month, n."""
    rows = [
        (int(row["number"]), row["place"], str(month - (len(row["monthly"]) - 1 - i)), int(n))
        for _, row in listed.iterrows()
        for i, n in enumerate(row["monthly"])
    ]
    return pd.DataFrame(rows, columns=["number", "place", "month", "n"])


def export_places(page: TaskingPage) -> gpd.GeoDataFrame:
    """Give the listed places' polygons with the columns that may leave."""
    joined = page.case.areas[["district", "geometry"]].join(page.found.listed, how="right").rename_axis("area")
    flat = joined.reset_index()
    return flat[[column for column in HOTSPOT_COLUMNS if column in flat.columns]]


def facts(page: TaskingPage) -> dict[str, Any]:
    """Give what the manifest and the month's index page say of this page."""
    return base_facts(page.case, page.profile, page.month) | {
        "headline": " ".join(headline_words(page.found.headline)),
        "listed": len(page.found.listed),
        "gate": page.found.gate.colour,
        "status": page.status,
        "version": page.version,
        "chosen": dict(chosen_rows(page)),
    }


def base_facts(case: Case, profile: Profile, month: Month) -> dict[str, Any]:
    """Give what is the same on every page: whose, of when, from what, under which marking."""
    return {
        "title": profile.title,
        "marking": profile.marking.internal,
        "handling": profile.marking.handling,
        "profile": profile.name,
        "force": case.force.name,
        "synthetic": case.force.synthetic,
        "month": str(month),
        "cut": str(case.cut),
        "key_id": case.key_id,
        "inputs": dict(sorted(case.inputs.items())),
        "ledger": case.ledger.to_dict("records"),
        "followed": case.followed.facts,
    }
