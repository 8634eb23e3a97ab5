"""Support and standards around the investigation: early advice, advocates, satisfaction, referrals, the rank."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from vawg_geo.base.ages import ADULT
from vawg_geo.measures.quarters import sum_quarters
from vawg_geo.measures.rates import share_intervals
from vawg_geo.publishing.chapters._few_children import hide_rows
from vawg_geo.publishing.chapters._performance_rank import rank_blocks
from vawg_geo.publishing.chapters._shares import without_small
from vawg_geo.publishing.report.blocks import Block, Column, Paragraph, Table
from vawg_geo.publishing.report.study import Study

WHOLE = "Satisfied with the whole experience"


@dataclass(frozen=True)
class _Measure:
    label: str
    themes: frozenset[str] = frozenset()  # of the profiles it belongs to; none: of every one


_SEXUAL = frozenset({"sexual", "rape", "child_sexual"})
MEASURES = {
    "eia_submitted": _Measure("Rape cases with early advice sought from the CPS", _SEXUAL),
    "isva_referral_accepted": _Measure("Referrals to an ISVA accepted", _SEXUAL),
    "sarc_uptake": _Measure("Offered a SARC and attended", _SEXUAL),
    "marac_repeat": _Measure("Cases at MARAC that had been there before", frozenset({"da"})),
    "stalking_referral_accepted": _Measure("Referrals to a stalking advocate accepted", frozenset({"stalking", "da"})),
    "o16_audit_correct": _Measure("Outcome 16 found correct at audit"),
    "voice_audit_met": _Measure("Victim’s voice recorded to standard (audit)"),
}
GROUPS = {
    "domestic abuse": frozenset({"da"}),
    "sexual offences": _SEXUAL,
    "stalking and harassment": frozenset({"stalking"}),
}
_COLUMNS = (
    Column("measure", "What", "text"), Column("n", "Met"), Column("d", "Of"),
    Column("share", "Share", "percent", "low", "high"), Column("before_share", "The period before", "percent"),
)  # fmt: skip


def support_blocks(study: Study) -> list[Block | None]:
    """
    Tell what was done around the investigation.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    blocks
        Shares by quarter summed over the period, referrals, the rank; what is not there is said.
    """
    return [*_standards(study), *_referrals(study), *rank_blocks(study)]


def _standards(study: Study) -> list[Block | None]:
    now, before = (sum_support(study, period) for period in (study.period, study.before))
    if now.empty:
        return [Paragraph((study.must_say("performance.no_indicators"),))]
    table = now.join(before[["d", "share"]].add_prefix("before_")).reset_index()
    table = without_small(table, base="d", columns=("share", "low", "high"))
    table = without_small(table, base="before_d", columns=("before_share",))
    name = study.book.put(
        "performance_support", table, key="measure",
        how="sums of the quarters that lie inside the period; Wilson interval; no share on a base below 20, METHODS 8",
        source="indicators, survey",
    )  # fmt: skip
    return [Table(name, "Support and standards, quarters of the period together", _COLUMNS)]


def sum_support(study: Study, period: tuple[object, object]) -> pd.DataFrame:
    """
    Sum what services, audits and surveys sent by quarter.

    Parameters
    ----------
    study
        The profile under study; where it has themes, only the measures of these.
    period
        First and last day.

    Returns
    -------
    sums
        Index measure (its label): `n`, `d`, `share`, `low`, `high`, as `sum_quarters` gives them.
    """
    parts = []
    themes = set(study.written.themes)
    indicators, survey = (study.case.tables.get(name) for name in ("indicators", "survey"))
    if indicators is not None:
        labels = {
            key: one.label for key, one in MEASURES.items() if not themes or not one.themes or themes & one.themes
        }
        held = pd.concat([indicators[["source", "period", "n", "d"]], _returned(indicators)])
        held = held[held["source"].isin(labels)]
        parts.append(held.assign(measure=held["source"].map(labels))[["measure", "period", "n", "d"]])
    if survey is not None:
        groups = {
            group: f"Satisfied with the whole experience: {group}"
            for group, own in GROUPS.items()
            if not themes or themes & own
        }
        held = survey[(survey["survey"] == "victim_satisfaction") & (survey["question"] == WHOLE)]
        held = held[held["group"].isin(groups)]
        parts.append(held.assign(measure=held["group"].map(groups))[["measure", "period", "n", "d"]])
    if not parts:
        return pd.DataFrame(columns=["n", "d", "share", "low", "high"], index=pd.Index([], name="measure"))
    sums = sum_quarters(pd.concat(parts), by=["measure"], first=period[0], last=period[1])  # type: ignore[arg-type]
    return sums[["n", "d", "share", "low", "high"]]


def _returned(indicators: pd.DataFrame) -> pd.DataFrame:
    """Set the cases a conference (MARAC) had seen before against all its cases of the quarter."""
    cases = indicators[indicators["source"] == "marac_cases"]
    wide = cases.pivot_table(index="period", columns="category", values="n", aggfunc="sum")
    wide = wide.reindex(columns=["repeat", "all"]).dropna().rename(columns={"repeat": "n", "all": "d"})
    return wide.reset_index().assign(source="marac_repeat")[["source", "period", "n", "d"]]


def _referrals(study: Study) -> list[Block | None]:
    """Count referrals by service, and the share of the decided ones that were accepted."""
    referrals = study.case.tables.get("referrals")
    if referrals is None:
        return [Paragraph((study.must_say("performance.no_referrals"),))]
    themes = {"da": "da", "stalking": "stalking", "child_sexual": "child", "sexual": "sexual", "rape": "sexual"}
    wanted = {themes[theme] for theme in study.written.themes if theme in themes}
    if study.profile.scope.max_age < ADULT:
        wanted &= {"child"}  # a profile of children says nothing of services for adults
    day = referrals["date"].dt.tz_localize(None).dt.normalize()
    rows = referrals[day.between(*map(pd.Timestamp, study.period))]
    rows = rows[rows["theme"].isin(wanted)] if wanted and "theme" in rows else rows
    decided = (
        rows["accepted"].astype("boolean") if "accepted" in rows else pd.Series(pd.NA, rows.index, dtype="boolean")
    )
    by = rows["service"]
    table = pd.DataFrame(
        {
            "n": by.groupby(by).size(),
            "open": decided.isna().groupby(by).sum(),
            "decided": decided.notna().groupby(by).sum(),
            "x": decided.fillna(value=False).groupby(by).sum(),
        }
    ).astype("int64")
    table = without_small(table.join(share_intervals(table["x"], table["decided"])), base="decided")
    table = hide_rows(study, table, "x", "decided", columns=("x", "share", "low", "high"))
    table = hide_rows(study, table, "open", "n", columns=("open", "decided", "share", "low", "high"))
    name = study.book.put(
        "performance_referrals", table.rename_axis("service").reset_index(), key="service",
        how="referrals made in the period by service; accepted of those decided, Wilson interval, no share on a base "
        "below 20, METHODS 8", source="referrals",
    )  # fmt: skip
    return [
        Table(
            name, "Referrals to support services",
            (Column("service", "Service", "text"), Column("n", "Referred"), Column("open", "Not yet decided"),
             Column("x", "Accepted"), Column("share", "Accepted of those decided", "percent", "low", "high")),
            folded=True,
        )
    ]  # fmt: skip
