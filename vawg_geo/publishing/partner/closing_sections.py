"""The partners' last sections: voices, who is counted, what to do, what is hidden; and what stands first."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from vawg_geo.publishing.disclosure import RULES
from vawg_geo.publishing.ladder import OPEN
from vawg_geo.publishing.partner import share_tables as lined
from vawg_geo.publishing.partner.cells import OFFENCES
from vawg_geo.publishing.partner.guard import tally
from vawg_geo.publishing.partner.offences import ABUSE, UNSUPPORTED
from vawg_geo.publishing.partner.pages import SHARE, Pages
from vawg_geo.publishing.pictures.bars import draw_bars
from vawg_geo.publishing.release_cells import WHOLE
from vawg_geo.publishing.report.blocks import Block, Column, Limit, Paragraph, Picture, Points, Say, Section, Table

NAMES = {
    OFFENCES: "Offences by district", "kinds": "Domestic abuse that is sexual", "risk": "Risk assessed",
    "outcomes": "Outcomes", "journey": "How far reports came", "known": "What is recorded of victims",
    "ethnicity": "Ethnicity", "disability": "Disability", "referrals": "Referrals", "support": "Support",
    "orders_applied": "Orders applied for", "orders_granted": "Orders granted", "orders_refused": "Orders refused",
    "orders_breached": "Orders breached", "audit": "Audit of outcomes", "satisfied": "Satisfaction",
    "panel": "The victims’ panel",
}  # fmt: skip
_COARSER = ("districts", "force")  # steps of the ladder that show totals alone
_FIRST = {OFFENCES: 3, "outcomes": 2}  # sentences of a section's lead that the page begins with; one of the others
_ASKS = {"partner_referrals": "referrals", "partner_support": "support", "partner_satisfied": "satisfied"}


def write_voice(pages: Pages) -> Section:
    """Write what victims answered and what the panel raised."""
    blocks: list[Block | None] = []
    if (none := pages.none("satisfied")) is not None:
        blocks.append(none)
    else:
        table = lined.share_table(pages.shown["satisfied"], *pages.periods.spans())
        name = pages.put("satisfied", table, key="what", source="survey")
        cell = pages.study.book.cell
        said = [
            pages.say("satisfied", what=cell(name, row, "what", "text"),
                      **{k: v for k, v in pages.share(name, row).items() if k not in ("x", "told")})
            for row in table["what"]
        ]  # fmt: skip
        columns = (Column("what", "Victims of", "text"), Column("x", "Satisfied"), Column("n", "Asked"), *SHARE[2:])
        blocks += [
            Points(tuple(said)),
            Table(name, "Satisfied with the whole experience", columns, folded=True, cards=True),
        ]
    blocks += [pages.none("panel")] if pages.shown["panel"].lacks else _panel(pages)
    return Section(
        "voice", "Victims’ voice", "What do those who were harmed say about how they were treated?",
        (*blocks, Limit((pages.say("voice_limits"),))),
    )  # fmt: skip


def _panel(pages: Pages) -> list[Block | None]:
    table = lined.share_table(pages.shown["panel"], *pages.periods.spans())
    table = table.sort_values(["x", "what"], ascending=[False, True], na_position="last", ignore_index=True)
    name = pages.put("panel", table, key="what", source="survey")
    top = str(table["what"].iloc[0])
    cell = pages.study.book.cell
    title = pages.say("panel", n=cell(name, top, "n"))
    bars = table.set_index("what")[["share", "low", "high"]].rename(columns={"share": "value"})
    columns = (Column("what", "Theme", "text"), Column("x", "Raised it"), Column("n", "Heard"), *SHARE[2:])
    raised = pages.say(
        "panel_top", what=cell(name, top, "what", "text"), x=cell(name, top, "x"), n=cell(name, top, "n")
    )
    svg = draw_bars(bars, title="Themes raised by the panel", of="Share of members heard who raised it", unit="share")
    return [Picture(svg, title, name, columns), Paragraph((raised,)), Points(tuple(pages.moved(name)))]


def write_who(pages: Pages) -> Section:
    """Write of how many victims ethnicity and disability are known, and the groups where that is enough."""
    blocks: list[Block | None] = []
    if (none := pages.none("known")) is not None:
        blocks.append(none)
    else:
        table = lined.share_table(pages.shown["known"], pages.periods.year)
        table = table.drop(columns=["before_x", "before_n", "before", "told"])
        name = pages.put("known", table, key="what", source="people")
        said = tuple(
            pages.say("known", what=pages.study.book.cell(name, row, "what", "text"),
                      **{k: v for k, v in pages.share(name, row).items() if k in ("x", "n", "share")})
            for row in table["what"]
        )  # fmt: skip
        blocks.append(Points(said))
    for group in ("ethnicity", "disability"):
        if (none := pages.none(group)) is not None:
            blocks.append(none if pages.shown[group].lacks != pages.shown["known"].lacks else None)
            continue
        table = lined.grade_table(pages.shown[group], pages.periods)
        table = table.drop(columns=["before_x", "before_n", "before", "told"])
        name = pages.put(group, table, key="grade", source="people")
        columns = (Column("grade", "Group", "text"), Column("x", "Victims"), SHARE[2])
        blocks.append(Table(name, f"Victims by {group}, of those of whom it is known", columns))
    return Section(
        "who", "Who is counted, and who may be missed", "For the board on minority groups: what can be said of whom?",
        (*blocks, Limit((pages.say("who_limits"),))),
    )  # fmt: skip


def write_asks(pages: Pages) -> Section:
    """Write what partners can do: what follows from the figures of this edition, then what is always asked."""
    said: list[Say] = []
    book = pages.study.book
    for name, ask in _ASKS.items():
        if name not in book.entries:
            continue
        held = book.entries[name].table
        for row in held.index:
            told = held.loc[row, "told"]
            if told in ("higher", "lower") and row != WHOLE:
                said.append(pages.say(f"ask_{ask}_{told}", what=book.cell(name, row, "what", "text")))
    outcomes = book.entries.get("partner_outcomes")
    row = f"{ABUSE}|{UNSUPPORTED}"
    if outcomes is not None and row in outcomes.table.index and outcomes.table.loc[row, "x"] is not pd.NA:
        said.append(pages.say("ask_unsupported"))
    panel = book.entries.get("partner_panel")
    if panel is not None and panel.table["x"].notna().any():
        said.append(pages.say("ask_panel", what=book.cell("partner_panel", panel.table.index[0], "what", "text")))
    if any(pages.shown[group].lacks.endswith("_unknown") for group in ("ethnicity", "disability")):
        said.append(pages.say("ask_known"))
    said += [pages.say("ask_bring"), pages.say("ask_check")]
    return Section("asks", "", "", (Points(tuple(said), title="What partners can do"),))


def sum_up(made: Mapping[str, Section], asks: Section) -> Section:
    """Put first what the board takes away: each section's first sentence, what changed in support, what is asked."""
    said: list[Say] = []
    for section in made.values():
        leads = [block for block in section.blocks if isinstance(block, Paragraph) and block.lead]
        said += [one for block in leads for one in block.said if one is not None][: _FIRST.get(section.name, 1)]
        points = [block for block in section.blocks if isinstance(block, Points)]
        said += [one for block in points for one in block.said if one is not None and one.name == "partner.share_moved"]
    return Section("summary", "In short", "", (Points(tuple(said)), *asks.blocks))


def write_hidden(pages: Pages) -> Section:
    """Write what is hidden and why, and what the attack found."""
    table = tally(pages.shown)
    name = pages.put(
        "hidden", table.assign(name=table["name"].map(NAMES)), key="name", source="the release ledger",
        how="the attack's bounds over everything released so far, METHODS 12",
    )  # fmt: skip
    steps = {key: one.step for key, one in pages.shown.items() if one.step is not None}
    open_ = any(step.name == OPEN for step in steps.values())
    said: list[Say] = [pages.say("hidden_open")] if open_ else _hidden(pages, table)
    said += [
        pages.say("hidden_coarser", what=pages.study.book.cell(name, NAMES[key], "name", "text"))
        for key, step in steps.items()
        if step.name in _COARSER
    ]
    if kept := sum(step.kept for step in steps.values()):
        said.append(pages.say("hidden_kept", kept=pages.put_said("kept as first released", n=kept)))
    said += [pages.say("do_not"), pages.say("law")]
    columns = (
        Column("name", "Table", "text"), Column("least", "Hidden below"), Column("shown", "Figures shown"),
        Column("hidden", "Hidden"), Column("nearest", "Nearest range"),
    )  # fmt: skip
    return Section(
        "hidden", "What is hidden, and why", "How are the people in these numbers protected?",
        (Points(tuple(said)), Table(name, "Every table: what is shown and hidden", columns, folded=True)),
    )  # fmt: skip


def _hidden(pages: Pages, table: pd.DataFrame) -> list[Say]:
    rule = RULES["partner"]
    least = pages.put_said("hidden below, where children may be counted", n=rule.csa_threshold)
    other = pages.put_said("hidden below, elsewhere", n=rule.threshold)
    said: list[Say] = [pages.say("hidden_rule", least=least, other=other)]
    hidden = int(table["hidden"].sum())
    if hidden and table["nearest"].notna().any():
        nearest = pages.put_said("tightest range", n=int(table["nearest"].min()))
        said.append(pages.say("hidden_tried", hidden=pages.put_said("hidden numbers", n=hidden), nearest=nearest))
    elif not hidden:
        said.append(pages.say("hidden_none"))
    return said
