"""Why here, why them: the problem analysis triangle, and hypotheses that the data could show to be wrong."""

from __future__ import annotations

import pandas as pd

from vawg_geo.measures.lines_crossed import ABOVE, BELOW, BETWEEN, judge_shares
from vawg_geo.publishing.chapters._drivers_tests import HYPOTHESES
from vawg_geo.publishing.chapters._few_children import guards_children, hide_rows
from vawg_geo.publishing.report.blocks import Column, Limit, Paragraph, Points, Section, Table
from vawg_geo.publishing.report.book import Cell
from vawg_geo.publishing.report.problems import SIDES, read_problems
from vawg_geo.publishing.report.study import Study
from vawg_geo.publishing.words import SHARE_BASE

_SAYS = {ABOVE: "speaks for it", BELOW: "speaks against it", BETWEEN: "cannot be told from the line"}
_UNTOLD = "cannot say: too few, or not in the data"


def write(study: Study) -> Section:
    """
    Write the drivers.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    section
        Hypotheses with what speaks for and against, the triangle of each problem.
    """
    book = study.book
    tests = book.put(
        "drivers_tests", hold_hypotheses(study), key="hypothesis",
        how="a share against a line drawn beforehand, which it must lie above for the hypothesis to stand; Wilson "
        "interval, METHODS 4", source="incidents, people, street_safe",
    )  # fmt: skip
    problems = book.put(
        "drivers_problems", count_problems(study), key="problem",
        how=f"offences in scope of the period; a problem of fewer than {SHARE_BASE} is not listed",
        source="incidents, the list of problems",
    )  # fmt: skip
    sides = book.put(
        "drivers_sides", count_sides(book.entries[tests].table), key="says",
        how="hypotheses by what the data say of them", source="drivers_tests",
    )  # fmt: skip
    cells = {name: book.cell(sides, name, "n") for name in ("for", "against", "open", "all")}
    return Section(
        "drivers",
        "Drivers: why does it happen there, and to them?",
        "What could be why, what speaks for and against it, and what would show that it is wrong?",
        (
            Paragraph((study.say("drivers.lead", **cells),), lead=True),
            Points(tuple(study.say(f"drivers.{row}", **_cells(study, tests, row)) for row in _rows(study, tests))),
            Table(tests, "Hypotheses against their lines",
                  (Column("label", "Hypothesis", "text"), Column("share", "Share", "percent", "low", "high"),
                   Column("d", "Of"), Column("line", "Line", "percent"), Column("says", "The count", "text"))),
            Table(problems, "Who could act, on each side of each problem",
                  (Column("label", "Problem", "text"),
                   *(() if guards_children(study) else (Column("n", "Offences"),)),
                   *(Column(side, name, "text") for side, name in zip(SIDES, _NAMES, strict=True))), cards=True),
            Limit((study.say("drivers.limit"), study.say("drivers.analyst"))),
        ),
    )  # fmt: skip


_NAMES = ("Who is harmed", "Who is named", "Where")


def hold_hypotheses(study: Study) -> pd.DataFrame:
    """
    Hold each hypothesis against its line.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    tests
        hypothesis, label (what is counted), problem, side (of the triangle), n, d, line, share, low, high, says.
    """
    counts = [(h.name, study.must_say(f"drivers.{h.name}_label").text, h.problem, h.side, *h.count(study))
              for h in HYPOTHESES]  # fmt: skip
    tests = pd.DataFrame(counts, columns=["hypothesis", "label", "problem", "side", "n", "d", "line"])
    judged = judge_shares(tests, least=SHARE_BASE)
    judged = judged.assign(says=judged["side_of_line"].map(_SAYS).fillna(_UNTOLD)).drop(columns="side_of_line")
    judged = hide_rows(study, judged, "n", "d", columns=("n", "share", "low", "high"))
    return judged.assign(says=judged["says"].mask(judged["n"].isna(), _UNTOLD))


def count_sides(tests: pd.DataFrame) -> pd.DataFrame:
    """Count hypotheses by what the data say of them: for, against, open, all."""
    counts = {
        "for": int((tests["says"] == _SAYS[ABOVE]).sum()),
        "against": int((tests["says"] == _SAYS[BELOW]).sum()),
        "all": len(tests),
    }
    counts["open"] = counts["all"] - counts["for"] - counts["against"]
    return pd.DataFrame(list(counts.items()), columns=["says", "n"])


def count_problems(study: Study) -> pd.DataFrame:
    """
    Count each problem's offences, and name who stands on its sides.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    problems
        problem, label, n, and a column a side; problems overlap. In a profile of children n is missing: a test's base
        is a problem without few.
    """
    rows = [
        {"problem": p.name, "label": p.label, "n": int(p.holds(study.now).sum()), **dict(p.triangle)}
        for p in read_problems()
    ]
    table = pd.DataFrame(rows)
    table = table[table["n"] >= SHARE_BASE].sort_values("n", ascending=False, kind="stable", ignore_index=True)
    return table.assign(n=pd.array([pd.NA] * len(table), dtype="Int64")) if guards_children(study) else table


def _rows(study: Study, tests: str) -> list[str]:
    table = study.book.entries[tests].table
    return [str(row) for row in table.index[table["says"] != _UNTOLD]]


def _cells(study: Study, tests: str, row: str) -> dict[str, Cell]:
    share = study.book.cell(tests, row, "share", "percent", n="d", ends="low high")
    ends = {name: study.book.cell(tests, row, name, "percent") for name in ("low", "high", "line")}
    return {"share": share, **ends, "says": study.book.cell(tests, row, "says", "text")}
