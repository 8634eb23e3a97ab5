"""People under notification requirements, as counts: risk, overdue visits, breaches, officers' load, MSOAs, no map."""

from __future__ import annotations

from datetime import date

import pandas as pd

from vawg_geo.base.restricted import require_restricted
from vawg_geo.measures.charts import control_limits
from vawg_geo.measures.orders import count_orders
from vawg_geo.measures.rates import share_intervals
from vawg_geo.measures.register import count_caseloads, count_overdue, time_since_visit
from vawg_geo.measures.registered import count_registered
from vawg_geo.publishing.chapters._guarded import guard_counts
from vawg_geo.publishing.chapters._shares import count_verdict, share_cells, verdict, without_small
from vawg_geo.publishing.pictures.run import draw_run
from vawg_geo.publishing.report.blocks import Block, Column, Finding, Limit, Paragraph, Picture, Points, Section, Table
from vawg_geo.publishing.report.study import Study

ORDERS = ("SHPO", "SRO")
BANDS = {"up to 40 people": 40, "41 to 60 people": 60, "more than 60 people": None}
_TITLE = "People under notification requirements"
_QUESTION = "How many people are managed, are their visits made in time, and can the officers manage the load?"


def write(study: Study) -> Section:
    """
    Write the register.

    Parameters
    ----------
    study
        The profile under study, which must be a restricted one in force.

    Returns
    -------
    section
        Counts only: nobody is listed, and no home is placed.

    Raises
    ------
    DisclosureError
        If the profile is not a restricted one that is in force.
    """
    today = date.today()  # noqa: DTZ011 - the day where it is read
    require_restricted(study.profile.restricted, today=today, synthetic=study.case.force.synthetic)
    rso, visits = (study.case.tables.get(name) for name in ("rso", "visits"))
    if rso is None or rso.empty:
        return Section("registered", _TITLE, _QUESTION, (Paragraph((study.must_say("registered.none"),), lead=True),))
    risk = _risk(study, rso)
    lead = Paragraph((study.say("registered.lead", **share_cells(study.book, risk, "All", names=_NAMES)),), lead=True)
    charted, findings = _overdue(study, visits)
    blocks: list[Block | None] = [
        lead, *charted, _risk_table(risk), *_breaches(study, rso), *_loads(study, visits, rso), *_places(study, rso),
        Limit((study.must_say("registered.limits"),)),
    ]  # fmt: skip
    return Section("registered", _TITLE, _QUESTION, tuple(blocks), findings)


_NAMES = "overdue n share low high"


def _risk(study: Study, rso: pd.DataFrame) -> str:
    """Put counts by risk level, with the days since the last visit."""
    table = count_registered(rso, cut=study.cut).set_index("risk")
    people = rso[rso["person_id"].isna() | ~rso.duplicated("person_id")]
    since = time_since_visit(people, cut=study.cut)
    table["since"] = since.groupby(people["risk"]).median()
    table.loc["All"] = [*table[["n", "overdue", "undated"]].sum(), since.median()]
    table = table.astype(dict.fromkeys(("n", "overdue", "undated"), "int64"))
    table = without_small(table.join(share_intervals(table["overdue"], table["n"])), base="n")
    table["since"] = table["since"].where(table["n"] >= study.written.least)
    return study.book.put(
        "registered_risk", table.reset_index(), key="risk",
        how="people of the register by risk level, those whose next visit was due before the data cut, median days "
        "since the last visit; Wilson interval", source="rso",
    )  # fmt: skip


def _risk_table(name: str) -> Table:
    return Table(
        name, "The register by risk level",
        (Column("risk", "Risk", "text"), Column("n", "People"), Column("overdue", "Visit overdue"),
         Column("share", "Share overdue", "percent", "low", "high"), Column("undated", "No next visit known"),
         Column("since", "Median days since the last visit")),
    )  # fmt: skip


def _overdue(study: Study, visits: pd.DataFrame | None) -> tuple[list[Block | None], tuple[Finding, ...]]:
    """Chart the share of people with a visit overdue at each month's end."""
    if visits is None or visits.empty:
        return [Paragraph((study.must_say("registered.no_visits"),))], ()
    counts = count_overdue(visits, months=list(study.months), cut=study.cut)
    counts = counts[counts["people"] > 0]
    if len(counts) < 2:  # noqa: PLR2004 - a chart needs two points
        return [Paragraph((study.must_say("registered.no_visits"),))], ()
    chart = control_limits(counts["overdue"], chart="p'", sizes=counts["people"])
    table = counts.join(chart.rename(columns={"value": "share"})).reset_index()
    name = study.book.put(
        "registered_overdue", table, key="month",
        how="people with a visit due before the month's end and not done by it, of people with a visit by then; "
        "p-prime chart, METHODS 8", source="visits",
    )  # fmt: skip
    last, cell = counts.index[-1], study.book.cell
    year = counts.index[max(len(counts) - 13, 0)]
    table = pd.DataFrame({"x": counts["overdue"], "n": counts["people"]})
    word = verdict(table.loc[[year]].iloc[0], table.loc[[last]].iloc[0])
    fields = {f"{at}_{key}": cell(name, row, column, form) for at, row in (("now", last), ("then", year))
              for key, column, form in (("x", "overdue", "count"), ("n", "people", "count"), ("month", "month", "month"))}  # fmt: skip  # noqa: E501
    shares = {
        f"{at}_share": cell(name, row, "share", "percent", n="people") for at, row in (("now", last), ("then", year))
    }
    said = study.say(f"registered.overdue_{word}", **fields, **shares)
    title = study.must_say("registered.chart", last=cell(name, last, "month", "month"))
    columns = (
        Column("month", "Month's end", "month"), Column("people", "People"), Column("overdue", "Visit overdue"),
        Column("share", "Share", "percent"), Column("centre", "Usual", "percent"),
        Column("low", "Lower limit", "percent"), Column("high", "Upper limit", "percent"),
        Column("signal", "Signal", "text"),
    )  # fmt: skip
    svg = draw_run(chart, title=title.text, of="Share with a visit overdue", unit="share")
    blocks: list[Block | None] = [Paragraph((said,)), Picture(svg, title, name, columns)]
    if word != "higher" or said is None:
        return blocks, ()
    say = study.must_say
    finding = Finding(
        "registered: overdue visits", 0.7, said, None, None, None, say("registered.sure"), say("registered.so_what"),
        say("registered.recommend"), "Head of the Public Protection Unit", say("registered.by_when"),
        say("registered.how_known"),
    )  # fmt: skip
    return blocks, (finding,)


def _breaches(study: Study, rso: pd.DataFrame) -> list[Block | None]:
    """Count orders against people of the register, and against anybody, from one period to the next."""
    orders = study.case.tables.get("orders")
    if orders is None:
        return [Paragraph((study.must_say("registered.no_orders"),))]
    kept = orders[orders["type"].isin(ORDERS)]
    rows = []
    for who, own in (("anybody", kept), ("people of the register", kept[kept["subject_id"].isin(rso["person_id"])])):
        for event in ("applied", "granted", "breached"):
            counts = {
                at: int(count_orders(own, first=first, last=last)[event].sum())
                for at, (first, last) in (("before", study.before), ("now", study.period))
            }
            rows.append({"who": who, "event": event, **counts, "word": count_verdict(counts["before"], counts["now"])})
    name = study.book.put(
        "registered_orders", pd.DataFrame(rows), key=("who", "event"),
        how="sexual harm prevention orders and sexual risk orders by the day of the event; exact interval of the "
        "ratio, METHODS 8", source="orders, rso",
    )  # fmt: skip
    cell = study.book.cell
    fields = {f"{event}_{at}": cell(name, f"anybody|{event}", at) for event in ("applied", "granted", "breached")
              for at in ("before", "now")}  # fmt: skip
    columns = (
        Column("who", "Against", "text"), Column("event", "Event", "text"), Column("now", "The period"),
        Column("before", "The period before"), Column("word", "Change", "text"),
    )  # fmt: skip
    return [
        Points((study.say("registered.orders", **fields),)),
        Table(name, "Orders and breaches", columns, folded=True),
    ]


def _loads(study: Study, visits: pd.DataFrame | None, rso: pd.DataFrame) -> list[Block | None]:
    """Put the officers' loads as bands, and how far they spread."""
    if visits is None or visits.empty:
        return []
    homes = rso.drop_duplicates("person_id").set_index("person_id")["area"] if "area" in rso else pd.Series(dtype="str")
    loads = count_caseloads(visits, homes.map(study.case.areas["district"]))
    lower, rows = 0, []
    for band, most in BANDS.items():
        inside = loads[(loads["people"] > lower) & (loads["people"] <= (most or float("inf")))]
        rows.append({"band": band, "officers": len(inside), "people": int(inside["people"].sum())})
        lower = most or lower
    bands = study.book.put(
        "registered_bands", pd.DataFrame(rows), key="band", source="visits",
        how="officers by the number of people whose latest visit is theirs",
    )  # fmt: skip
    table = pd.DataFrame(
        [{"what": "all", "officers": len(loads), "people": int(loads["people"].sum()),
          "median": loads["people"].median(), "most": int(loads["people"].max()), "least": int(loads["people"].min()),
          "districts": loads["districts"].median()}]
    )  # fmt: skip
    name = study.book.put("registered_loads", table, key="what", how="the officers' loads", source="visits, rso")
    cell = study.book.cell
    fields = {key: cell(name, "all", key) for key in ("officers", "people", "median", "most", "least", "districts")}
    columns = (Column("band", "Load", "text"), Column("officers", "Officers"), Column("people", "People"))
    return [Points((study.say("registered.loads", **fields),)), Table(bands, "Officers by load", columns, folded=True)]


def _places(study: Study, rso: pd.DataFrame) -> list[Block | None]:
    """Put counts by MSOA in place of any map of homes, small ones hidden."""
    areas = study.case.areas
    if "area" not in rso or "msoa_name" not in areas or areas["msoa_name"].isna().all():
        return [Paragraph((study.must_say("registered.no_places"),))]
    place = rso["area"].map(areas["msoa_name"]).fillna("No area known")
    counts = place.value_counts().rename("n").to_frame().sort_index()
    table = guard_counts(counts, least=study.written.least).rename_axis("msoa").reset_index()
    name = study.book.put(
        "registered_msoas", table, key="msoa",
        how="people of the register by the MSOA of their address; small counts, and others that keep them, hidden, "
        "METHODS 12", source="rso",
    )  # fmt: skip
    hidden = int(table["n"].isna().sum())
    told = study.book.put(
        "registered_hidden", pd.DataFrame([{"what": "msoas", "all": len(counts), "hidden": hidden}]), key="what",
        how="MSOAs with people, and those whose count is hidden", source="registered_msoas",
    )  # fmt: skip
    said = study.say(
        "registered.places", all=study.book.cell(told, "msoas", "all"), hidden=study.book.cell(told, "msoas", "hidden")
    )
    shown = tuple(table.loc[table["n"].notna(), "msoa"])
    columns = (Column("msoa", "MSOA", "text"), Column("n", "People"))
    return [Table(name, "People by MSOA (no home is mapped)", columns, rows=shown, note=said, folded=True)]
