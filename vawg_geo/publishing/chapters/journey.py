"""How far each report gets: from the first contact to court, and what else it ends in on the way."""

from __future__ import annotations

import pandas as pd

from vawg_geo.measures.first_outcomes import ripe_months
from vawg_geo.measures.held_charts import chart_held
from vawg_geo.measures.journeys import count_steps, count_within, covered_months, reach_steps
from vawg_geo.measures.rates import share_intervals
from vawg_geo.publishing.chapters._journey_outcomes import outcome_blocks
from vawg_geo.publishing.chapters._possible import say_possible
from vawg_geo.publishing.chapters._shares import share_cells, verdict, without_small
from vawg_geo.publishing.chapters._tracks import TRACKS, Track
from vawg_geo.publishing.pictures.bars import draw_bars
from vawg_geo.publishing.pictures.run import draw_run
from vawg_geo.publishing.report.blocks import (
    Block,
    Column,
    Finding,
    Limit,
    Paragraph,
    Picture,
    Say,
    Section,
)
from vawg_geo.publishing.report.study import Study

SOON = 1.0  # hours to attendance that the force set itself
TITLE = "The journey of a report"
_QUESTION = "How far does a report get, where does it stop, and how long does each part take?"


def write(study: Study) -> Section:
    """
    Write the journey.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    section
        A funnel a track, attendance within the hour, outcomes as they come.
    """
    journey = study.case.tables.get("journey")
    own = set(study.written.themes)
    wanted = {name: track for name, track in TRACKS.items() if not own or own & track.themes}
    blocks: list[Block | None] = []
    findings: list[Finding] = []
    if journey is None or not wanted:
        blocks.append(Paragraph((study.must_say("journey.none"),), lead=True))
    else:
        soon, attended, findings = _attended(study, journey) if "da" in wanted else (None, [], [])
        for name, track in wanted.items():
            blocks += _track(study, journey, name, track, soon if name == "da" else None)
        blocks += attended
    blocks += [*outcome_blocks(study), Limit((say_possible(study), study.must_say("journey.limits")))]
    return Section("journey", TITLE, _QUESTION, tuple(blocks), tuple(findings))


def _track(study: Study, journey: pd.DataFrame, name: str, track: Track, soon: Say) -> list[Block | None]:
    """Count how far the crimes of the ripe year came."""
    first, last = ripe_months(study.cut, until=study.month)
    months = covered_months(journey, [str(first + i) for i in range(last.months_since(first) + 1)])
    rows = study.during((first.first, last.last))
    rows = rows[rows["recorded_on"].dt.strftime("%Y-%m").isin(months)]
    reached = reach_steps(journey, rows.index, track=name)
    if track.start not in reached or not reached[track.start].notna().any():
        return [Paragraph((study.must_say("journey.no_track", what=track.words),))]
    table = without_small(count_steps(reached, start=track.start, steps=track.steps), base="of")
    table = table.assign(days=table["hours"] / 24, first=f"{months[0]}-01", last=last.last.isoformat())
    put = study.book.put(
        f"journey_{name}", table, key="step",
        how="crimes of the ripe year that reached each step, of those that began; Wilson interval; median elapsed time "
        "from the start of those that reached it", source="journey, incidents",
    )  # fmt: skip
    cell = study.book.cell
    steps = list(table["step"])
    end = "Court" if name == "da" else "Charged"
    fields = {"first": cell(put, steps[0], "first", "day"), "last": cell(put, steps[0], "last", "day")}
    lead = study.say(
        f"journey.{name}", **fields, began=cell(put, steps[0], "n"),
        **share_cells(study.book, put, "Charged", names=_NAMES),
        **{key: cell(put, step, "share", "percent", n="of") for key, step in _SAID[name].items()},
        wait=cell(put, end, "days", "count", n="n"), reached=cell(put, end, "n"),
    )  # fmt: skip
    shown = table.set_index("step")[["share", "low", "high"]].rename(columns={"share": "value"})
    title = study.must_say("journey.steps", what=track.words, n=cell(put, steps[0], "of"))
    columns = (
        Column("step", "Step", "text"), Column("n", "Crimes"),
        Column("share", "Of those that began", "percent", "low", "high"),
        Column("hours", "Median hours to it", "number1"), Column("days", "Median days", "number1"),
    )  # fmt: skip
    svg = draw_bars(shown, title=title.text, of="Share of the crimes that began", unit="share", top=1.0)
    return [Paragraph((lead, soon), lead=True), Picture(svg, title, put, columns)]


_NAMES = "n of share low high"
_SAID = {
    "da": {"attended": "Attended", "dash": "Risk assessed (DASH)", "arrested": "Suspect arrested"},
    "sexual": {"eia": "Early advice sought", "file": "File to the CPS"},
}


def _attended(study: Study, journey: pd.DataFrame) -> tuple[Say, list[Block | None], list[Finding]]:
    """Chart the share attended within the hour, and compare the two periods."""
    months = covered_months(journey, list(study.held))
    reached = reach_steps(journey, study.rows.index, track="da")
    if len(months) < 2 or "first_contact" not in reached:  # noqa: PLR2004 - a chart needs two points
        return None, [], []
    counts = count_within(reached, start="first_contact", step="attended", hours=SOON, months=months)
    counts = counts[counts["n"] > 0]
    chart = chart_held(counts["x"], chart="p'", sizes=counts["n"], drawn=study.months)
    if chart.empty:
        return None, [], []
    put = study.book.put(
        "journey_attended", counts.join(chart.rename(columns={"value": "share"}), how="inner").reset_index(),
        key="month",
        how="of the crimes of each month those attended within an hour of the first contact; p-prime chart with limits "
        "of the first 24 months held, METHODS 8",
        source="journey",
    )  # fmt: skip
    both = _two_periods(study, counts)
    said = study.book.put(
        "journey_hour",
        both,
        key="period",
        how="such months of each period, summed; Wilson interval, METHODS 4",
        source="journey",
    )
    word = verdict(both.iloc[0], both.iloc[1])
    fields = share_cells(study.book, said, "now") | share_cells(study.book, said, "before", tag="before_")
    sentence = study.say(f"journey.hour_{word}", **fields)
    title = study.must_say("journey.attended", last=study.book.cell(put, chart.index[-1], "month", "month"))
    columns = (
        Column("month", "Month", "month"), Column("n", "Crimes"), Column("x", "Within the hour"),
        Column("share", "Share", "percent"), Column("centre", "Usual", "percent"),
        Column("low", "Lower limit", "percent"), Column("high", "Upper limit", "percent"),
        Column("signal", "Signal", "text"),
    )  # fmt: skip
    svg = draw_run(chart, title=title.text, of="Share attended within the hour", unit="share")
    blocks: list[Block | None] = [Picture(svg, title, put, columns)]
    if word == "same" or sentence is None:
        return sentence, blocks, []
    say = study.must_say
    finding = Finding(
        "journey: attended within the hour", 0.6, sentence, None, None, None, say("journey.sure"),
        say(f"journey.so_what_{word}"), say(f"journey.recommend_{word}"), "Chief Superintendent, Response",
        say("journey.by_when"), say("journey.how_known"),
    )  # fmt: skip
    return sentence, blocks, [finding]


def _two_periods(study: Study, counts: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for name, (first, last) in (("before", study.before), ("now", study.period)):
        inside = counts[(counts.index >= f"{first:%Y-%m}") & (counts.index <= f"{last:%Y-%m}")]
        rows.append({"period": name, "months": len(inside), "n": int(inside["n"].sum()), "x": int(inside["x"].sum())})
    table = pd.DataFrame(rows)
    return without_small(table.join(share_intervals(table["x"], table["n"])), base="n")
