"""What could be done: responses with what is known of them, for this profile's problems and findings."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from vawg_geo.publishing.report.blocks import Column, Finding, Limit, Paragraph, Section, Table
from vawg_geo.publishing.report.problems import Problem, read_problems
from vawg_geo.publishing.report.show import all_findings
from vawg_geo.publishing.report.study import Study
from vawg_geo.publishing.report.walk import sentences_in
from vawg_geo.publishing.tasking_terms import read_small
from vawg_geo.publishing.words import SHARE_BASE

RATINGS = ("strong", "moderate", "limited")
NAMED = 3  # responses named beside a finding, best known first
OPTIONS = ["problem", "label", "what", "rating", "four_p", "why"]


def write(study: Study, done: Mapping[str, Section]) -> Section:
    """
    Write the response options.

    Parameters
    ----------
    study
        The profile under study.
    done
        The other sections: each finding is given the options for its problem.

    Returns
    -------
    section
        Options by problem, and beside each finding.
    """
    book = study.book
    options = book.put(
        "responses_options", list_options(study), key=("problem", "what"),
        how="the toolkit's own reading of published reviews; a problem of fewer than "
        f"{SHARE_BASE} offences is left out", source="the list of responses",
    )  # fmt: skip
    mapped = book.put(
        "responses_findings", map_findings(all_findings(done), book.entries[options].table), key="finding",
        how="a finding is about a problem when its sentences name it; best evidence first", source="responses_options",
    )  # fmt: skip
    ratings = book.put(
        "responses_ratings", count_ratings(book.entries[options].table), key="rating", how="options by rating",
        source="responses_options",
    )  # fmt: skip
    cells = {rating: book.cell(ratings, rating, "n") for rating in (*RATINGS, "all")}
    return Section(
        "responses",
        "What works: response options",
        "What could be done about it, and how well is that known to work?",
        (
            Paragraph((study.say("responses.lead", **cells),), lead=True),
            _shown(study, mapped),
            Table(options, "Every option, by problem",
                  (Column("label", "Problem", "text"), Column("what", "Response", "text"),
                   Column("rating", "Evidence", "text"), Column("four_p", "Strand", "text"),
                   Column("why", "What is known", "text")), folded=True),
            Limit((study.say("responses.limit"),)),
        ),
    )  # fmt: skip


def _shown(study: Study, mapped: str) -> Table | None:
    """Show the findings that the list has options for: of records and recording it has none."""
    table = study.book.entries[mapped].table
    kept = tuple(str(name) for name in table.index[table["options"] != ""])
    if not kept:
        return None
    note = study.say("responses.others") if len(kept) < len(table) else None
    return Table(mapped, "Options beside this profile’s findings",
                 (Column("what", "Finding", "text"), Column("options", "Options, best known first", "text")),
                 rows=kept, note=note)  # fmt: skip


def list_options(study: Study) -> pd.DataFrame:
    """
    List the responses for each problem that the period has enough offences of.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    options
        problem, label, what, rating (strong, moderate, limited), four_p (prevent, protect, pursue, prepare), why;
        the best known first.
    """
    rows = [
        (p.name, p.label, r["what"], r["rating"], r["four_p"], r["why"])
        for p in read_problems() if int(p.holds(study.now).sum()) >= SHARE_BASE
        for r in sorted(read_small("responses"), key=lambda r: RATINGS.index(r["rating"]))
        if p.name in r["problems"].split(";")
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=OPTIONS)


def map_findings(found: list[Finding], options: pd.DataFrame) -> pd.DataFrame:
    """
    Name the options for each finding.

    Parameters
    ----------
    found
        The findings, weightiest first.
    options
        As `list_options` gives them.

    Returns
    -------
    mapped
        finding (its name), what, options (words; "" where it is about none of the problems).
    """
    rows = [(f.name, f.what.text, _named(_problems_of(f), options)) for f in found]
    return pd.DataFrame(rows, columns=["finding", "what", "options"])


def _problems_of(finding: Finding) -> list[Problem]:
    text = " ".join(sentence.text for sentence in sentences_in(finding))
    return [problem for problem in read_problems() if problem.named_in(text)]


def _named(problems: list[Problem], options: pd.DataFrame) -> str:
    mine = options[options["problem"].isin([problem.name for problem in problems])].drop_duplicates("what")
    best = mine.sort_values("rating", key=lambda ratings: ratings.map(RATINGS.index), kind="stable").head(NAMED)
    return "; ".join(f"{row.what} ({row.rating})" for row in best.itertuples())


def count_ratings(options: pd.DataFrame) -> pd.DataFrame:
    """Count the different responses by rating, and all."""
    counts = options.drop_duplicates("what")["rating"].value_counts()
    rows = [(rating, int(counts.get(rating, 0))) for rating in RATINGS]
    return pd.DataFrame([*rows, ("all", sum(n for _, n in rows))], columns=["rating", "n"])
