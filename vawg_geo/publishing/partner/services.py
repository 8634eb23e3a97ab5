"""The pack's tables of services: referrals, support, orders, audits, what victims and the panel say."""

from __future__ import annotations

import pandas as pd

from vawg_geo.base.profile import read_profile
from vawg_geo.measures.audit_results import judge_answers
from vawg_geo.measures.order_flow import count_flow
from vawg_geo.measures.quarters import sum_quarters
from vawg_geo.publishing.audit_form import answer_values, audit_questions
from vawg_geo.publishing.chapters import _audit_tables as audited
from vawg_geo.publishing.chapters._orders_counted import count_aside, counted_orders
from vawg_geo.publishing.chapters._performance_support import MEASURES, sum_support
from vawg_geo.publishing.chapters._performance_support import WHOLE as SATISFIED
from vawg_geo.publishing.chapters.orders import TYPES
from vawg_geo.publishing.chapters.voice import PANEL
from vawg_geo.publishing.partner.cells import NO, YES, PackTable, Periods, ends_of, grid, join, lines, shares
from vawg_geo.publishing.report.study import Study

OUTCOME_AUDITED = "Outcomes 14, 15 and 16"
OTHER_TYPES = "Other types"
EVENTS = ("applied", "granted", "refused", "breached")
_IN_REFERRALS = ("isva_referral_accepted", "stalking_referral_accepted")
_QUARTERS = 2  # of the audit: the last and the one before


def count_referrals(study: Study) -> PackTable:
    """Count referrals by service, accepted or not (not yet decided with the latter, so that all are counted)."""
    referrals = study.case.tables.get("referrals")
    if referrals is None or referrals.empty or "accepted" not in referrals:
        return PackTable("referrals", lacks="partner.no_referrals")
    day = referrals["date"].dt.tz_localize(None).dt.normalize()
    service = referrals["service"].astype("str").where(referrals["service"].notna(), "not recorded")
    accepted = referrals["accepted"].astype("boolean").fillna(value=False).astype(bool)
    spans = Periods(study.month).spans()
    inside = {period: day.between(*ends_of(period)) for period in spans}
    names = sorted(service[inside[spans[0]] | inside[spans[1]]].unique())
    cells = [
        grid(
            pd.DataFrame(
                {
                    YES: (accepted & held).groupby(service).sum().reindex(names, fill_value=0),
                    NO: (~accepted & held).groupby(service).sum().reindex(names, fill_value=0),
                }
            ).astype("int64"),
            period,
        )
        for period, held in inside.items()
        if held.any()
    ]
    return PackTable("referrals", join(*cells), lacks="" if cells else "partner.no_referrals")


def count_support(study: Study) -> PackTable:
    """Give the services' own quarterly figures: so many of so many, summed over the year, as the internal profile."""
    # Where the force's own referrals are there, the services' figures of the same thing are left out.
    twice = () if count_referrals(study).lacks else tuple(MEASURES[name].label for name in _IN_REFERRALS)
    cells = []
    for period in Periods(study.month).spans():
        first, last = (end.date() for end in ends_of(period))
        sums = sum_support(study, (first, last))
        sums = sums[~sums.index.astype("str").str.startswith((SATISFIED, *twice))]
        cells.append(lines(shares(sums["n"], sums["d"]), period))
    table = join(*cells)
    return PackTable("support", table, lacks="" if len(table) else "partner.no_support")


def count_satisfied(study: Study) -> PackTable:
    """Give what victims answered in the satisfaction survey, summed over the year."""
    cells = []
    for period in Periods(study.month).spans():
        first, last = (end.date() for end in ends_of(period))
        sums = sum_support(study, (first, last))
        sums = sums[sums.index.astype("str").str.startswith(SATISFIED)].rename(
            index=lambda name: str(name).removeprefix(f"{SATISFIED}: ").capitalize()
        )
        cells.append(lines(shares(sums["n"], sums["d"]), period))
    table = join(*cells)
    return PackTable("satisfied", table, lacks="" if len(table) else "partner.no_survey")


def count_panel(study: Study) -> PackTable:
    """Give the themes that members of the panel raised, never their words."""
    survey = study.case.tables.get("survey")
    rows = survey[survey["survey"] == PANEL] if survey is not None else pd.DataFrame()
    if rows.empty:
        return PackTable("panel", lacks="partner.no_panel")
    cells = []
    for period in Periods(study.month).spans():
        first, last = (end.date() for end in ends_of(period))
        sums = sum_quarters(rows, by=["question"], first=first, last=last)
        cells.append(lines(shares(sums["n"], sums["d"]), period))
    table = join(*cells)
    return PackTable("panel", table, lacks="" if len(table) else "partner.no_panel")


def count_order_steps(study: Study) -> list[PackTable]:
    """Count orders by type, a table for each step: each has a day of its own. METHODS 10."""
    orders = counted_orders(study)
    if orders is None or orders.empty:
        return [PackTable(f"orders_{event}", lacks="partner.no_orders") for event in EVENTS]
    spans = Periods(study.month).spans()
    ends = {period: ends_of(period) for period in spans}
    flow = count_flow(orders, periods={period: (first.date(), last.date()) for period, (first, last) in ends.items()})
    counts, aside = {period: flow.xs(period, level="period") for period in spans}, count_aside(study)
    made = []
    for event in EVENTS:
        tables = [grid(_by_type(own[event]).to_frame("n"), period) for period, own in counts.items()]
        made.append(PackTable(f"orders_{event}", join(*tables), aside=aside))
    return made


def _by_type(counts: pd.Series) -> pd.Series:
    """Give every type that is known, whether or not there was one: which types are there tells of the few."""
    named = counts.rename(index={kind: order_name(kind) if kind in TYPES else OTHER_TYPES for kind in counts.index})
    every = [order_name(kind) for kind in TYPES]
    return named.groupby(level=0).sum().reindex([*every, OTHER_TYPES], fill_value=0)


def order_name(kind: object) -> str:
    """Give an order's type in words, with the name people use."""
    text = str(kind)
    return f"{TYPES[text][0]} ({text})" if text in TYPES else text


def count_audit(study: Study) -> PackTable:
    """Give what the audit of outcomes found wrong: force-wide, the last quarter and the one before."""
    whole = Study(study.case, read_profile("audit_sample"), study.month)
    months = audited.months_checked(whole)[-_QUARTERS:]
    if not months or study.case.tables.get("outcomes") is None:
        return PackTable("audit", lacks="partner.no_audit")
    asked = audit_questions()
    main = next(iter(asked))
    cells, extra = [], []
    for month in months:
        audits = study.case.tables["audits"]
        own, _ = audited.known_answers(asked, audits[audits["sampled_month"] == str(month)])
        judged, _ = judge_answers(own, values=answer_values(asked))
        scored = audited.score_codes(audited.check_quarter(whole, month, judged), main).set_index("code").loc["all"]
        period = f"{month - 2}..{month}"
        found = shares(*(pd.Series([scored[name]], index=[OUTCOME_AUDITED], dtype="int64") for name in ("x", "n")))
        cells.append(lines(found, period))
        extra.append({"row": OUTCOME_AUDITED, "period": period, **scored[["share", "low", "high"]].to_dict()})
    table = join(*cells)
    return PackTable("audit", table, lacks="" if len(table) else "partner.no_audit", extra=pd.DataFrame(extra))
