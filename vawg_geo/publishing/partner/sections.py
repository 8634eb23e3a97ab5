"""The partners' sections about what is recorded: offences by district, risk, outcomes, how far reports come."""

from __future__ import annotations

import pandas as pd

from vawg_geo.measures.first_outcomes import POSSIBLE
from vawg_geo.publishing.disclosure import rule_for
from vawg_geo.publishing.map_render import map_fragment
from vawg_geo.publishing.partner import share_tables as lined
from vawg_geo.publishing.partner import tables as made
from vawg_geo.publishing.partner.cells import OFFENCES, ends_of
from vawg_geo.publishing.partner.guard import PARTNER
from vawg_geo.publishing.partner.offences import ABUSE, OUTCOMES, SEXUAL, UNSUPPORTED
from vawg_geo.publishing.partner.pages import SHARE, Pages
from vawg_geo.publishing.pictures.bars import draw_bars
from vawg_geo.publishing.release_cells import RECORDED, UNPLACED, WHOLE
from vawg_geo.publishing.report.blocks import Block, Column, Limit, Map, Paragraph, Picture, Points, Say, Section, Table
from vawg_geo.publishing.shared_maps import DISTRICT_BREAKS, map_released_districts
from vawg_geo.publishing.shared_words import hidden_spoken

HIGH = "High"


def write_offences(pages: Pages) -> Section:
    """Write how many offences were recorded, where, and beside the year before."""
    title, question = "Offences recorded", "How many offences are recorded, where, and has that changed?"
    shown = pages.shown[OFFENCES]
    if (none := pages.none(OFFENCES)) is not None:
        return Section("offences", title, question, (none,))
    districts = made.district_table(shown, pages.periods)
    name = pages.put(
        "offences", districts, key="district", source="incidents",
        how="offences in scope by the day of recording; domestic abuse is a flag on any offence; small counts hidden "
        "and tried by the attack, METHODS 12",
    )  # fmt: skip
    years = pages.put(
        "years", made.change_table(shown, pages.periods), key=("what", "span"), source="incidents",
        how="offences of the whole force in months of the same length a year apart; exact interval of the ratio, "
        "METHODS 8",
    )  # fmt: skip
    blocks: list[Block | None] = [
        Paragraph((_lead(pages, years), *_changes(pages, years)), lead=True),
        Points((*_quarters(pages, years), _also_sexual(pages), pages.say("neutral"))),
        _map(pages, districts, name),
        None if pages.study.case.force.synthetic else Paragraph((pages.say("map_crown"),)),
        Table(
            name, "Offences by district, twelve months",
            (Column("district", "District", "text"), Column("abuse", "Domestic abuse"),
             Column("sexual", "Sexual, not domestic abuse"), Column("other", "All other"), Column("total", "All")),
            note=pages.say("sums"), cards=True,
        ),
        Table(
            years, "The whole force, beside the same months a year earlier",
            (Column("what", "Kind", "text"), Column("span", "Months", "text"), Column("before", "A year earlier"),
             Column("now", "Now"), Column("told", "Change", "text")), folded=True,
        ),
        Limit((pages.say("recorded_only"), pages.say("scope"))),
    ]  # fmt: skip
    return Section("offences", title, question, tuple(blocks))


def _lead(pages: Pages, years: str) -> Say:
    cell = pages.study.book.cell
    span = {end: cell(years, f"{ABUSE}|year", end, "day") for end in ("first", "last")}
    counts = {"abuse": cell(years, f"{ABUSE}|year", "now"), "sexual": cell(years, f"{SEXUAL}|year", "now")}
    return pages.say("lead", **span, **counts) or pages.say("lead_hidden", **span)


def _changes(pages: Pages, years: str) -> list[Say]:
    said = []
    table, cell = pages.study.book.entries[years].table, pages.study.book.cell
    for kind in (ABUSE, SEXUAL):
        row = f"{kind}|year"
        told = table.loc[row, "told"]
        if told == lined.CANNOT:
            continue
        fields = {"what": cell(years, row, "what", "text"), "before": cell(years, row, "before"),
                  "now": cell(years, row, "now")}  # fmt: skip
        if told == lined.TOLD["same"]:
            said.append(pages.say("unmoved", **fields))
        else:
            said.append(pages.say("moved", change=cell(years, row, "change", "change", n="before"), **fields))
    return said


def _quarters(pages: Pages, years: str) -> list[Say]:
    cell = pages.study.book.cell
    return [
        pages.say(
            "quarter", what=cell(years, f"{kind}|quarter", "what", "text"),
            first=cell(years, f"{kind}|quarter", "first", "day"),
            **{end: cell(years, f"{kind}|quarter", end) for end in ("before", "now")},
        )
        for kind in (ABUSE, SEXUAL)
    ]  # fmt: skip


def _also_sexual(pages: Pages) -> Say:
    if pages.shown["kinds"].lacks:
        return None
    table = made.sexual_table(pages.shown["kinds"], pages.shown[OFFENCES], pages.periods)
    if table.empty:
        return None
    name = pages.put("kinds", table, key="what", source="incidents")
    fields = pages.share(name, ABUSE)
    return pages.say(
        "also_sexual", every=pages.study.book.cell(name, ABUSE, "every"),
        **{key: fields[key] for key in ("x", "n", "share", "low", "high")},
    )  # fmt: skip


def _map(pages: Pages, districts: pd.DataFrame, name: str) -> Map | None:
    case = pages.study.case
    known = set(case.areas["district"].dropna().astype("str"))
    inner = districts.set_index("district").drop(index=[WHOLE, UNPLACED], errors="ignore")
    if inner.empty or set(inner.index) != known:
        return None
    rule = rule_for(PARTNER, RECORDED)
    drawn = map_released_districts(
        inner.rename(columns={"total": "every"}).rename(columns={"both": "total"}), case.areas,
        hidden=hidden_spoken(rule), least=rule.threshold, breaks=DISTRICT_BREAKS[RECORDED],
    )  # fmt: skip
    note = pages.study.must_say("partner.map_note")
    return Map(map_fragment(drawn).html, pages.say("map"), name, note)


def write_risk(pages: Pages) -> Section:
    """Write how risk was assessed."""
    title, question = "Risk assessed (DASH)", "How much of domestic abuse is assessed as high risk?"
    if (none := pages.none("risk")) is not None:
        return Section("risk", title, question, (none,))
    table = lined.grade_table(pages.shown["risk"], pages.periods)
    name = pages.put("risk", table, key="grade", source="dash, incidents")
    lead = pages.say("risk", **_without(pages.share(name, HIGH), "told")) if HIGH in set(table["grade"]) else None
    lead = lead or pages.say("risk_hidden")
    columns = (Column("grade", "Grade", "text"), Column("x", "Crimes", bar=True), *SHARE[2:])
    rows = tuple(grade for grade in table["grade"] if grade != WHOLE)
    return Section(
        "risk", title, question,
        (
            Paragraph((lead,), lead=True), Points(tuple(pages.moved(name))),
            Table(name, "Domestic abuse by the grade of the last assessment", columns, rows=rows, cards=True),
            Limit((pages.say("risk_limits"),)),
        ),
    )  # fmt: skip


def _without(fields: dict[str, object], *names: str) -> dict[str, object]:
    return {name: field for name, field in fields.items() if name not in names}


def write_outcomes(pages: Pages) -> Section:
    """Write what became of the crimes of the ripe year, and how far reports came."""
    title, question = "What became of the reports", "How do crimes that are old enough end, and where do reports stop?"
    none = pages.none("outcomes")
    blocks: list[Block | None] = [none] if none else _outcomes(pages)
    blocks += [pages.none("journey") or _journey(pages)]
    limits = (None if none else pages.say("ripe"), None if none else pages.say("outcomes_set"),
              None if pages.shown["journey"].lacks else pages.say("journey_limits"))  # fmt: skip
    return Section("outcomes", title, question, (*blocks, Limit(limits)))


def _period(pages: Pages, name: str) -> str:
    return str(pages.shown[name].figures["period"].iloc[0])


def _dated(table: pd.DataFrame, period: str) -> pd.DataFrame:
    first, last = ends_of(period)
    return table.assign(first=f"{first:%Y-%m-%d}", last=f"{last:%Y-%m-%d}")


def _outcomes(pages: Pages) -> list[Block | None]:
    period = _period(pages, "outcomes")
    names = {part: part.capitalize() for part in OUTCOMES}
    table = lined.part_table(pages.shown["outcomes"], period, names)
    name = pages.put("outcomes", _dated(table, period), key=("what", "part"), source="incidents, outcomes")
    cell = pages.study.book.cell
    said: list[Say] = []
    row = f"{ABUSE}|{names[POSSIBLE]}"
    if row in pages.study.book.entries[name].table.index:
        span = {end: cell(name, row, end, "day") for end in ("first", "last")}
        said.append(pages.say("outcomes", **_without(pages.share(name, row), "x"), **span))
        fields = _without(pages.share(name, f"{ABUSE}|{UNSUPPORTED}"), "x")
        said.append(pages.say("unsupported", **fields))
    columns = (
        Column("what", "Kind of offence", "text"), Column("part", "First outcome within 180 days", "text"),
        Column("x", "Crimes"), Column("share", "Share", "percent", "low", "high"),
    )  # fmt: skip
    return [
        Paragraph(tuple(said), lead=True),
        Table(name, "First outcomes of crimes of the ripe year", columns, cards=True),
    ]


def _journey(pages: Pages) -> Picture:
    period = _period(pages, "journey")
    table = lined.share_table(pages.shown["journey"], period).drop(columns=["before_x", "before_n", "before", "told"])
    name = pages.put("journey", _dated(table, period), key="what", source="journey, incidents")
    cell = pages.study.book.cell
    row = str(table["what"].iloc[0])
    title = pages.study.must_say(
        "partner.journey_title", **{end: cell(name, row, end, "day") for end in ("first", "last")}
    )
    bars = table.set_index("what")[["share", "low", "high"]].rename(columns={"share": "value"})
    svg = draw_bars(bars, title=title.text, of="Share of the reports that began", unit="share", top=1.0)
    columns = (Column("what", "Step", "text"), Column("x", "Reached it"), Column("n", "Began"), SHARE[2])
    return Picture(svg, title, name, columns)
