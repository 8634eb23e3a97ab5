"""What came back from an audit, in its frame, as tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from vawg_geo.base.facts import outcome_table
from vawg_geo.base.periods import Month
from vawg_geo.measures.audit_results import score_strata, weigh_strata
from vawg_geo.publishing.audit_form import REASON, Question
from vawg_geo.publishing.chapters._audit_frame import list_strata
from vawg_geo.publishing.editions_compared import read_edition_tables
from vawg_geo.publishing.report.study import Study

SHARES = ["n", "x", "population", "share", "low", "high"]


@dataclass(frozen=True)
class Checked:
    """The answers of one quarter's audit, in its frame."""

    month: Month
    strata: pd.Series  # of every crime of the frame
    judged: pd.DataFrame  # index incident, a column a question: 1, 0, NaN
    outside: int  # crimes checked that are not in the frame


def months_checked(study: Study) -> list[Month]:
    """List the quarters whose audits came back, oldest first; none later than the profile's month."""
    audits = study.case.tables.get("audits")
    texts = [] if audits is None else sorted(audits["sampled_month"].unique())
    months = [Month.parse(text) for text in texts if _is_month(text)]
    return [month for month in months if month <= study.month]


def _is_month(text: str) -> bool:
    try:
        Month.parse(text)
    except ValueError:
        return False
    return True


def check_quarter(study: Study, month: Month, judged: pd.DataFrame) -> Checked:
    """
    Put the answers of a quarter into its frame.

    Parameters
    ----------
    study
        The profile under study.
    month
        The quarter's last month.
    judged
        As `judge_answers` gives it, of that quarter.

    Returns
    -------
    checked
        The answers of crimes in the frame, and how many are not in it.
    """
    strata = list_strata(study, month)
    inside = judged.index.isin(strata.index)
    return Checked(month, strata, judged[inside], int((~inside).sum()))


def score_codes(checked: Checked, question: str) -> pd.DataFrame:
    """Score a question by outcome code and over all: code ("all"), n, x, population, share, low, high."""
    scored = score_strata(checked.judged[question], checked.strata)
    rows = {name: weigh_strata(part) for name, part in scored.groupby(codes_of(scored.index))} | {
        "all": weigh_strata(scored)
    }
    table = _table(rows, "code")
    table.insert(1, "label", [name_outcome(str(code)) for code in table["code"]])
    return table


def codes_of(strata: pd.Index) -> pd.Series:
    """Give the outcome code of each stratum."""
    return pd.Series([str(name).partition(": ")[0] for name in strata], index=strata)


def name_outcome(code: str) -> str:
    """Say what an outcome code is; of no code that is known: all together."""
    known = outcome_table()["label"]
    return str(known[code]) if code in known.index else "all together"


def score_questions(checked: Checked, questions: Mapping[str, Question]) -> pd.DataFrame:
    """Score every question over all strata, weighed: question, words, n, x, population, share, low, high."""
    judged = [name for name in questions if name != REASON]
    rows = {name: weigh_strata(score_strata(checked.judged[name], checked.strata)) for name in judged}
    table = _table(rows, "question")
    table.insert(1, "words", [questions[name].words for name in judged])
    return table


def score_quarters(quarters: list[Checked], question: str) -> pd.DataFrame:
    """Score a question by quarter: month, n, x, population, share, low, high."""
    return _table(
        {str(one.month): weigh_strata(score_strata(one.judged[question], one.strata)) for one in quarters}, "month"
    )


def _table(rows: Mapping[str, pd.Series], key: str) -> pd.DataFrame:
    table = pd.DataFrame(list(rows.values()), index=pd.Index(list(rows), name=key), columns=SHARES)
    return table.astype({"n": "int64", "x": "int64", "population": "int64"}).reset_index()


def count_reasons(answers: pd.DataFrame, wrong: pd.Index, questions: Mapping[str, Question]) -> pd.DataFrame:
    """
    Count why outcomes were wrong.

    Parameters
    ----------
    answers
        The quarter's answers.
    wrong
        Crimes whose outcome was found wrong.
    questions
        With the question of the reason.

    Returns
    -------
    reasons
        reason, n: each answer of the form, then "not told"; together the crimes of `wrong`.
    """
    known = questions[REASON].answers
    own = answers[(answers["question"] == REASON) & answers["incident"].isin(wrong)].drop_duplicates("incident")
    given = own["answer"].str.strip().str.lower()
    counts = given[given.isin(known)].value_counts().reindex(known, fill_value=0)
    told = pd.DataFrame({"reason": list(known), "n": counts.to_numpy()})
    rest = pd.DataFrame({"reason": ["not told"], "n": [len(wrong) - int(counts.sum())]})
    return pd.concat([told, rest], ignore_index=True)


def count_listed(study: Study, checked: Checked) -> tuple[int, int] | None:
    """Count the crimes checked, and those of them on the list an earlier edition drew; None where it drew none."""
    last = read_edition_tables(study.previous).get("auditframe_sample") if study.previous else None
    if last is None or not {"audit_id", "record"} <= set(last.columns):
        return None
    names = last.loc[last["audit_id"].str.startswith(f"A{checked.month}-"), "record"].str.replace("-", "")
    if names.empty:
        return None
    listed = set(names)
    length = max(map(len, listed))
    return len(checked.judged), sum(str(name)[:length] in listed for name in checked.judged.index)


def known_answers(questions: Mapping[str, Question], answers: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Leave the reason's answers out of those that are judged, and count the ones nobody offered."""
    reason = answers["question"] == REASON
    odd = int((~answers.loc[reason, "answer"].str.strip().str.lower().isin(questions[REASON].answers)).sum())
    return answers[~reason], odd
