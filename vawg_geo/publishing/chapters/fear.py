"""Fear and perceptions: where people say they feel unsafe and why, what surveys say, whose voice is missing."""

from __future__ import annotations

from typing import Any

import pandas as pd

from vawg_geo.measures.street_safe import SEXES, count_reasons, count_respondents, reports_between
from vawg_geo.measures.street_safe_campaigns import DURING, compare_campaigns, street_safe_campaigns
from vawg_geo.measures.street_safe_places import list_parted
from vawg_geo.publishing.chapters._fear_survey import COMMUNITY, moved_words, put_survey, survey_blocks, survey_finding
from vawg_geo.publishing.chapters.fearmap import compare_places, shown_places
from vawg_geo.publishing.map_fear import map_fear
from vawg_geo.publishing.maps import map_fragment
from vawg_geo.publishing.pictures.bars import draw_bars
from vawg_geo.publishing.report.blocks import (
    Block,
    Column,
    Finding,
    Limit,
    Map,
    Paragraph,
    Picture,
    Say,
    Section,
    Table,
)  # fmt: skip
from vawg_geo.publishing.report.book import Cell
from vawg_geo.publishing.report.study import Study
from vawg_geo.publishing.words import SHARE_BASE

TITLE = "Fear and perceptions"
QUESTION = "Where do women and girls say they feel unsafe, why, and does it match what is recorded?"
PLAIN = {"all", "women", "men", "women and girls", "men and boys", "everybody"}  # groups that are no minority's voice
MOST = 8
_CAPTIONS = {"fear": "Fear without as much record", "record": "Record without as much fear"}
_SURE = 0.55  # "likely" on the yardstick


def write(study: Study) -> Section:
    """
    Write fear and perceptions.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    section
        Reports by reason, fear beside record on the map and in two lists, survey lines, voices that are missing.
    """
    reports = study.case.tables.get("street_safe")
    blocks: list[Block | None] = []
    findings: tuple[Finding, ...] = ()
    moved = put_survey(study)
    if reports is None:
        blocks.append(Paragraph((*moved_words(study, moved), study.say("fear.no_reports")), lead=True))
    else:
        inside = reports_between(reports, *study.period)
        told, first, findings = _places(study)
        blocks += [
            Paragraph((*moved_words(study, moved), first), lead=True), _reports(study, inside), _reasons(study, inside),
            *told,
        ]  # fmt: skip
    blocks += [
        *survey_blocks(study, moved), Paragraph((_minority(study, reports),)), Limit((study.say("fear.limit"),)),
    ]  # fmt: skip
    return Section("fear", TITLE, QUESTION, tuple(blocks), (*findings, *survey_finding(study, moved)))


def _reports(study: Study, inside: pd.DataFrame) -> Paragraph:
    campaigns = street_safe_campaigns(study.case.tables.get("calendar"), *study.period)
    asked = compare_campaigns(inside, campaigns, *study.period).set_index("when")
    who = inside["respondent_sex"].notna() if "respondent_sex" in inside else pd.Series(False, index=inside.index)  # noqa: FBT003
    women = int((inside.loc[who, "respondent_sex"] == "F").sum()) if who.any() else 0
    row: dict[str, Any] = {
        "period": "period", "n": len(inside), "placed": int(inside["area"].notna().sum()), "campaigns": len(campaigns),
        "during": int(asked["n"].get(DURING, 0)) if len(campaigns) else 0, "known": int(who.sum()), "women": women,
    }  # fmt: skip
    row["during_share"] = row["during"] / len(inside) if len(inside) and len(campaigns) else float("nan")
    row["women_share"] = women / row["known"] if row["known"] else float("nan")
    name = study.book.put(
        "fear_reports", pd.DataFrame([row]), key="period", source="street_safe, calendar",
        how="reports made in the period; those on days of a Street Safe campaign; those of women and girls, of those "
        "that say who reports",
    )  # fmt: skip
    cell = study.book.cell
    return Paragraph(
        (
            study.say("fear.reports", n=cell(name, "period", "n")),
            study.say(
                "fear.campaigns", n=cell(name, "period", "campaigns"),
                share=cell(name, "period", "during_share", "percent", n="n"),
            ) if len(campaigns) else None,
            study.say(
                "fear.women", share=cell(name, "period", "women_share", "percent", n="known"),
                known=cell(name, "period", "known"),
            ),
        )
    )  # fmt: skip


def _reasons(study: Study, inside: pd.DataFrame) -> Picture:
    table = count_reasons(inside)
    table = table[table["n"] > 0][["reason", "n", "of", "share", "low", "high"]]
    few = len(inside) < SHARE_BASE
    for name in ("share", "low", "high"):
        table[name] = table[name].mask(pd.Series(few, index=table.index))
    name = study.book.put(
        "fear_reasons", table, key="reason", source="street_safe",
        how="reports that give the reason, of all reports of the period; a report may give several; Wilson interval, "
        "METHODS 4",
    )  # fmt: skip
    bars = table.set_index("reason")[["share", "low", "high"]].rename(columns={"share": "value"})
    return Picture(
        draw_bars(bars, title="Reasons given", of="Share of reports that give the reason", unit="share"),
        study.say("fear.reasons"), name,
        (Column("reason", "Reason", "text"), Column("n", "Reports"),
         Column("share", "Share", "percent", "low", "high")),
    )  # fmt: skip


def _places(study: Study) -> tuple[tuple[Block, ...], Say, tuple[Finding, ...]]:
    if study.written.smallest == "district":
        return (Paragraph((study.say("fear.no_small"),)),), None, ()
    places, compared = compare_places(study)
    sure = compared[compared["p"] >= _SURE]
    fear, record = (list_parted(sure, label, most=MOST) for label in ("fear only", "record only"))
    listed = [str(code) for code in fear.index]
    shown = shown_places(study, places, compared, listed=listed)
    shown = shown.drop(columns="expected_reports")  # a hidden count could be worked out from it
    name = study.book.put(
        "fear_places", shown, key="area", source="street_safe, incidents",
        how="reports and recent recorded public-space offences of the period by place, each against the average "
        "place, drawn towards the mean by empirical Bayes; probability of the class from the gamma posteriors, METHODS "
        "4 and 11",
    )  # fmt: skip
    drawn = map_fear(
        compared, places, title="Street Safe over recorded offences", listed=listed, least=study.written.least,
        backdrop=study.case.backdrop,
    )  # fmt: skip
    columns = (
        Column("place", "Place", "text"), Column("reports", "Reports"), Column("offences", "Recorded offences"),
        Column("p", "How sure", "chance"),
    )  # fmt: skip
    lists: list[Block] = []
    for kind, rows in (("fear", fear), ("record", record)):
        if rows.empty:
            lists.append(Paragraph((study.say(f"fear.no_{kind}"),)))
            continue
        numbered = (Column("number", "On the map", "text"),) if kind == "fear" else ()
        lists.append(
            Table(
                name, _CAPTIONS[kind], (columns[0], *numbered, *columns[1:]), tuple(map(str, rows.index)),
                study.say(f"fear.{kind}_only"),
            )
        )  # fmt: skip
    shown_map = Map(map_fragment(drawn).html, study.say("fear.map"), name, study.say("fear.map_note"))
    blocks = (shown_map, *lists)
    if fear.empty:
        return blocks, study.say("fear.nowhere"), ()
    fields = _place(study, name, str(fear.index[0]))
    return blocks, study.say("fear.first", **fields), _findings(study, fields)


def _place(study: Study, name: str, row: str) -> dict[str, Cell]:
    cell = study.book.cell
    return {
        "place": cell(name, row, "place", "text"), "reports": cell(name, row, "reports"),
        "offences": cell(name, row, "offences"), "p": cell(name, row, "p", "chance"),
    }  # fmt: skip


def _findings(study: Study, fields: dict[str, Cell]) -> tuple[Finding, ...]:
    say, place, sure = study.must_say, fields["place"], fields["p"]
    what = say("fear.finding_what", place=place, reports=fields["reports"], offences=fields["offences"])
    return (
        Finding(
            "fear_without_record", 0.2 + 0.3 * float(str(sure.value)), what,
            study.say("fear.finding_where", place=place), None, None,
            say("fear.finding_confidence", p=sure), say("fear.finding_so_what"),
            say("fear.finding_recommendation", place=place), "Neighbourhood policing team",
            say("fear.finding_by_when"), say("fear.finding_how_known", place=place),
        ),
    )  # fmt: skip


def _minority(study: Study, reports: pd.DataFrame | None) -> Any:  # noqa: ANN401 - a sentence or none
    """Say whether anybody asked groups that are heard least; what was not asked cannot be told."""
    survey = study.case.tables.get("survey")
    heard: set[str] = set()
    if survey is not None:
        asked = survey[survey["survey"].isin([COMMUNITY, "victim_panel"])]
        heard = {str(group) for group in asked["group"].dropna().unique() if str(group).lower() not in PLAIN}
    if reports is not None and "respondent_sex" in reports:
        groups = count_respondents(reports_between(reports, *study.period), study.case.tables.get("population"))
        quiet = groups[(groups["ratio"] < 1) & (groups["of"] >= SHARE_BASE)]
        if study.profile.scope.victim_sex in SEXES:
            quiet = quiet[quiet["sex"] == SEXES[study.profile.scope.victim_sex]]
        name = study.book.put(
            "fear_voices", groups[["group", "n", "of", "share", "resident_share", "ratio"]], key="group",
            source="street_safe, population",
            how="share of reports by sex and age of who reports, beside the share of residents of those ages",
        )  # fmt: skip
        if len(quiet) and not heard:
            least = str(quiet.sort_values("ratio")["group"].iloc[0])
            return study.say("fear.voices", group=study.book.cell(name, least, "group", "text"),
                             share=study.book.cell(name, least, "share", "percent", n="of"),
                             residents=study.book.cell(name, least, "resident_share", "percent"))  # fmt: skip
    return study.say("fear.heard" if heard else "fear.unheard")
