"""How people like those referred were found: what they share, what they differ in, who had nobody like them."""

from __future__ import annotations

import pandas as pd

from vawg_geo.measures.programme_cohort import FOLLOWED
from vawg_geo.measures.programme_matching import COVARIATES, FEWEST, compare_balance
from vawg_geo.measures.programme_results import ALL, FEWEST_PEOPLE, Cohort
from vawg_geo.publishing.chapters._programme_tables import EVERY
from vawg_geo.publishing.report.blocks import Column, Limit, Paragraph, Section, Table
from vawg_geo.publishing.report.hiding import hide_few
from vawg_geo.publishing.report.study import Study

TITLE = "How people like them were found"
QUESTION = "Are the two groups alike in what the record shows, and who could not be compared?"
APART = 0.25  # standard deviations, METHODS 14
_MOST = 3  # crimes; people with more are told together
_WORDS = {
    "n": ("Crimes in the year before", "exactly"),
    "gap": ("Days since the last of them", "in four bands"),
    "da": ("Last one was domestic abuse (share)", "exactly"),
    "earlier": ("Crimes in the year before that", "not"),
    "harm": ("Harm of the year before", "not"),
    "male": ("Recorded as male (share)", "not"),
    "age": ("Age at the last one (years)", "not"),
}


def write(study: Study) -> Section:
    """
    Write how the comparison was made.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    section
        The balance of the two groups, who was compared by crimes of the year before, who was referred later.
    """
    results = study.programmes
    if results is None:
        return Section("programmematch", TITLE, QUESTION, (Limit((study.must_say("programmeflow.none"),)),))
    cohort = results.cohorts[ALL]
    if len(cohort.own) < FEWEST_PEOPLE:
        return Section("programmematch", TITLE, QUESTION, (Limit((study.must_say("programmematch.few"),)),))
    told = study.book.put(
        "programmematch_told", tell(cohort), key="programme", source="programmes, people, incidents",
        how="of people compared and people like them; later: mean share of a person's others who were referred "
        "themselves while they were followed",
    )  # fmt: skip
    balance = study.book.put(
        "programmematch_balance", list_balance(cohort), key="what", source="programmes, people, incidents",
        how="mean of people referred and mean of each person's others; difference in standard deviations, both "
        "groups together, METHODS 14",
    )  # fmt: skip
    crimes = study.book.put(
        "programmematch_crimes", list_crimes(cohort, study.written.least), key="crimes",
        how=f"people who can be followed by crimes of the year before; compared: at least {FEWEST} people like them",
        source="programmes, people, incidents",
    )  # fmt: skip
    cell = study.book.cell
    fields = {name: cell(told, EVERY, name) for name in ("people", "others")}
    word = "alike" if cell(told, EVERY, "apart").base == 0 else "apart"
    return Section(
        "programmematch", TITLE, QUESTION,
        (
            Paragraph((study.say("programmematch.lead", **fields),
                       study.say(f"programmematch.{word}", apart=cell(told, EVERY, "apart"))), lead=True),
            Paragraph((study.say("programmematch.later", share=cell(told, EVERY, "later", "percent1", n="people")),)),
            Table(balance, "What was known on the day of the referral",
                  (Column("what", "What", "text"), Column("matched", "Matched on", "text"),
                   Column("own", "People referred", "number2"), Column("others", "People like them", "number2"),
                   Column("difference", "Difference (sd)", "number2"), Column("verdict", "Verdict", "text")),
                  note=study.say("programmematch.balance_note"), cards=True),
            Table(crimes, "Who could be compared",
                  (Column("crimes", "Crimes in the year before", "text"), Column("people", "Can be followed"),
                   Column("compared", "Compared")), note=study.say("programmematch.crimes_note")),
            Limit((study.must_say("programmematch.limits"),)),
        ),
    )  # fmt: skip


def tell(cohort: Cohort) -> pd.DataFrame:
    """
    Tell how many were compared with how many, and how many of these were referred later.

    Parameters
    ----------
    cohort
        All programmes.

    Returns
    -------
    told
        programme, people, others, later (share), apart (things known that differ by more than a quarter of a
        standard deviation).
    """
    balance = list_balance(cohort)
    later = float(cohort.others.groupby("set")["later"].mean().mean())
    row = (EVERY, len(cohort.own), cohort.others["pid"].nunique(), later, int((balance["verdict"] == "apart").sum()))
    return pd.DataFrame([row], columns=["programme", "people", "others", "later", "apart"])


def list_balance(cohort: Cohort) -> pd.DataFrame:
    """
    Put the balance of the two groups in words.

    Parameters
    ----------
    cohort
        All programmes.

    Returns
    -------
    balance
        what, matched, own, others, difference, verdict ("alike" or "apart").
    """
    table = compare_balance(cohort.own, cohort.others).loc[list(COVARIATES)]
    words = pd.DataFrame.from_dict(_WORDS, orient="index", columns=["what", "matched"])
    apart = table["difference"].abs() > APART
    verdict = apart.map({True: "apart", False: "alike"})
    return words.join(table.assign(verdict=verdict)).reset_index(drop=True)


def list_crimes(cohort: Cohort, least: int) -> pd.DataFrame:
    """
    Count who can be followed and who is compared, by crimes of the year before.

    Parameters
    ----------
    cohort
        All programmes.
    least
        Counts below are hidden, with as many others as keep them hidden.

    Returns
    -------
    crimes
        crimes, people, compared; the last row is all.
    """
    able = cohort.people[cohort.people["why"] == FOLLOWED]
    size = able["crimes"].clip(upper=_MOST).astype("int64")
    compared = able.index.isin(cohort.own.index)
    table = pd.DataFrame({"people": size.value_counts(), "compared": size[compared].value_counts()})
    table = table.sort_index().fillna(0).astype("int64")
    every = table.sum()
    for name in table.columns:
        table[name] = hide_few(table[name], least)
    table.loc["All"] = every
    labels = [f"{n} or more" if n == _MOST else str(n) for n in table.index]
    return table.astype("Int64").assign(crimes=labels)[["crimes", "people", "compared"]]
