"""The board's lines counted: entries of the shipped tables, the police's orders, outcomes of ripe years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from vawg_geo.base.periods import Month
from vawg_geo.base.profile import read_profile
from vawg_geo.measures.board_lines import Board, compare_line, count_line, share_line, spans_of
from vawg_geo.measures.first_outcomes import ripe_months
from vawg_geo.measures.outcome_teams import compare_years
from vawg_geo.publishing.chapters import _ordersreturn_tables as orders_return
from vawg_geo.publishing.chapters._board_recounts import count_told, find_recounts, part_recounted
from vawg_geo.publishing.chapters._orders_counted import GROUPS, counted_orders
from vawg_geo.publishing.chapters._possible import known_outcomes
from vawg_geo.publishing.chapters._shares import verdict, without_small
from vawg_geo.publishing.reckoner.tables import Sources
from vawg_geo.publishing.report.study import Study
from vawg_geo.publishing.words import SHARE_BASE

ORDERS = "orders"
POLICE = GROUPS["police"]
# Columns of the return -> what the board's line says.
STEPS = {"applied": "Applied for", "granted": "Granted or issued", "refused": "Refused", "breached": "Breached"}
PROFILES = {
    "vawg_full": "All violence against women and girls",
    "da": "Domestic abuse",
    "sso": "Rape and sexual offences",
}
TOLD = {
    "higher": "higher than chance would make it", "lower": "lower than chance would make it",
    "same": "no change we can distinguish from chance", "cannot say": "cannot say",
}  # fmt: skip
MOVED = (TOLD["higher"], TOLD["lower"])
_COUNTS = ["now", "ago", "year", "before"]


def put_lines(study: Study, boards: Sequence[Board]) -> None:
    """
    Put the lines of the boards and the police's orders: board_counts, board_shares, board_notes, board_spans.

    Parameters
    ----------
    study
        The page.
    boards
        The tables wanted.
    """
    spans = spans_of(study.month, months=study.written.months)
    source = Sources(study)
    counts, shares = [], []
    for board in boards:
        for line in board.lines:
            found = count_line(line, source, spans=spans, cut=study.cut)
            head = {"line": line.name, "board": board.name, "words": line.words, "said": line.said,
                    "reason": found.attrs["reason"]}  # fmt: skip
            if line.of is None:
                recounts = find_recounts(line, study.case.tables.get("calendar"), spans)
                counts.append(head | part_recounted(compare_line(found), recounts))
            else:
                shares.append(head | share_line(found, least=SHARE_BASE))
    counts += count_orders(study, spans)
    put = study.book.put
    put("board_counts", _counts(counts), key="line", source="the tables each line names; orders as the return",
        how="counts of the period, of the same months a year before, of twelve months and of the twelve before; exact "
        "95% interval of the ratio of two Poisson counts, METHODS 8; none where counting changed")  # fmt: skip
    put("board_shares", _shares(shares), key="line", source="the tables each line names",
        how="shares with Wilson intervals, none on a base below 20; change of twelve months against the twelve before: "
        "Newcombe's interval, METHODS 4 and 8")  # fmt: skip
    notes = pd.DataFrame(
        [(board.name, board.title, board.note) for board in boards], columns=["board", "title", "note"]
    )
    put("board_notes", notes, key="board", how="as the shipped tables say", source="the shipped tables")
    named = [(name, first.first.isoformat(), last.last.isoformat()) for name, (first, last) in spans.items()]
    put("board_spans", pd.DataFrame(named, columns=["span", "first", "last"]), key="span", how="by the page's month",
        source="the profile")  # fmt: skip


def _counts(rows: list[dict[str, object]]) -> pd.DataFrame:
    table = pd.DataFrame(rows)
    told = {name: table[name].map(TOLD) for name in ("told", "year_told")}
    return table.assign(**told, **{name: table[name].astype("float64") for name in _COUNTS})


def _shares(rows: list[dict[str, object]]) -> pd.DataFrame:
    table = pd.DataFrame(rows)
    return table.assign(told=table["told"].map(TOLD))


def count_orders(study: Study, spans: dict[str, tuple[Month, Month]]) -> list[dict[str, object]]:
    """
    Count the orders that police issue or apply for, as the quarterly return does.

    Parameters
    ----------
    study
        The page.
    spans
        As `spans_of`.

    Returns
    -------
    lines
        One a step; none where the force has no orders. A span that begins before the table does is not known.
    """
    kept = counted_orders(study)
    if kept is None or kept["applied"].isna().all():
        return []
    began = Month.of(kept["applied"].min().date())
    found = {}
    for name, (first, last) in spans.items():
        held = orders_return.return_periods(kept, {name: (first.first, last.last)})
        row = held[held["type"] == POLICE].iloc[0]
        found[name] = {step: float(row[step]) if began.months_since(first) <= 0 else np.nan for step in STEPS}
    lines = []
    for step, words in STEPS.items():
        counts = pd.DataFrame({"x": {name: found[name][step] for name in spans}, "n": np.nan})
        reason = "its table does not cover the whole of the period." if np.isnan(counts["x"]["now"]) else ""
        head = {
            "line": f"{ORDERS}_{step}",
            "board": ORDERS,
            "words": words,
            "said": step == "applied",
            "reason": reason,
        }
        lines.append(head | compare_line(counts) | {"recounted": ""})
    return lines


def put_told(study: Study) -> None:
    """
    Put how many comparisons the paper makes, how many are told as a change, and how many would be by chance.

    Parameters
    ----------
    study
        The page; its book holds the lines, and the outcomes where they are known.
    """
    tables = {name: entry.table for name, entry in study.book.entries.items() if name.startswith("board_")}
    words = [tables["board_counts"][name] for name in ("told", "year_told")]
    words += [tables[name]["told"] for name in ("board_shares", "board_outcomes") if name in tables]
    study.book.put(
        "board_told", count_told(words, MOVED, TOLD["cannot say"]), key="of",
        source="the tables board_counts, board_shares and board_outcomes",
        how="comparisons by what they say; one in twenty of those made would be told as a change by chance alone",
    )  # fmt: skip


def _scoped_as(study: Study, name: str) -> Study:
    """Look at the same case with a profile's scope and themes; the page itself where they are its own."""
    profile = read_profile(name)
    themes = profile.written.themes if profile.written else ()
    if (profile.scope, themes) == (study.profile.scope, study.written.themes):
        return study
    return replace(study, profile=profile)


def put_outcomes(study: Study) -> bool:
    """
    Put the ripe year's outcomes beside the year before: board_outcomes.

    Parameters
    ----------
    study
        The page.

    Returns
    -------
    known
        Whether the force has outcomes of crimes that are old enough.
    """
    if known_outcomes(study) is None:
        return False
    last = ripe_months(study.cut, until=study.month)[1]
    began = pd.Timestamp(study.case.incidents["recorded_on"].min()).tz_localize(None).normalize()
    rows = []
    for name, words in PROFILES.items():
        theirs = _scoped_as(study, name)
        held = known_outcomes(theirs)
        if held is None:  # as for the page's own
            continue
        years = compare_years(
            held, theirs.rows, last=last, cut=study.cut, possible=study.possible.codes, years=2
        )  # fmt: skip
        before, now = years.iloc[0], years.iloc[1]
        whole = pd.Timestamp(before["first"]) >= began
        told = verdict(before, now) if whole and min(before["n"], now["n"]) >= SHARE_BASE else "cannot say"
        earlier = {f"before_{key}": before[key] if whole else np.nan for key in ("n", "x", "share", "low", "high")}
        own = {str(key): value for key, value in now.items()}
        rows.append({"of": name, "words": words, **own, **earlier, "told": TOLD[told]})
    table = pd.DataFrame(rows)
    if not table["n"].gt(0).any():
        return False
    table = without_small(table, base="n")
    table = without_small(table, base="before_n", columns=("before_share", "before_low", "before_high"))
    study.book.put(
        "board_outcomes", table, key="of", source="incidents, outcomes",
        how="crimes recorded in a year whose every crime has been followed so many days; those whose first outcome "
        "came by then and makes a prosecution possible; Wilson interval; change: Newcombe's interval, METHODS 8 and 10",
    )  # fmt: skip
    return True
