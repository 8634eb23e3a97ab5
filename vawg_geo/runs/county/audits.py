"""What auditors found in a sample of crimes closed without a charge, with a planted share of wrong outcomes."""
# ruff: noqa: PLR2004 - an age stands where it is asked

from __future__ import annotations

import numpy as np
import pandas as pd

from vawg_geo.base.offences import offence_table
from vawg_geo.runs.county.chance import Array, pick, stream
from vawg_geo.runs.county.linked import DAY
from vawg_geo.runs.county.planted import AUDIT_WRONG

QUARTERS = {"2021-09": ("2021-07-01", "2021-09-30"), "2021-12": ("2021-10-01", "2021-12-31")}
EACH = 40  # crimes of a code
AUDITORS = ("QA1", "QA2", "QA3")
REASONS = {"another code fits": 0.4, "wishes not asked again": 0.3, "no supervisor looked": 0.2, "other": 0.1}


def make_audits(seed: int, text: pd.DataFrame, outcomes: pd.DataFrame) -> pd.DataFrame:
    """
    Make the answers of two quarters' audits.

    Parameters
    ----------
    seed
        The county's seed.
    text
        The soiled extract.
    outcomes
        The history of outcomes.

    Returns
    -------
    audits
        audit_id, sampled_month, crime_number, question, answer, auditor.
    """
    rng = stream(seed, "audits")
    scope = offence_table()["scope"]
    ours = text["ho_code"].map(scope).isin(["core", "female_victim"]) & (text["victim_sex"] == "F")
    ours &= text["crime_number"].str.startswith("FN/") & (text["status"] == "Live")
    ours &= pd.to_numeric(text["victim_age"], errors="coerce") >= 10
    known = outcomes[outcomes["crime_number"].isin(text.loc[ours, "crime_number"])]
    known = known.assign(on=pd.to_datetime(known["date"], format=DAY)).sort_values(["on", "crime_number"])
    last = known.drop_duplicates("crime_number", keep="last")
    parts = []
    for month, (first, end) in QUARTERS.items():
        drawn = [
            rows.iloc[np.sort(rng.choice(len(rows), min(EACH, len(rows)), replace=False))]
            for code in AUDIT_WRONG
            for rows in [last[(last["code"] == code) & last["on"].between(first, end)].sort_values("crime_number")]
        ]
        parts.append(_answered(rng, pd.concat(drawn, ignore_index=True), month))
    return pd.concat(parts, ignore_index=True)


def _answered(rng: np.random.Generator, crimes: pd.DataFrame, month: str) -> pd.DataFrame:
    """Answer every question of every crime; the reason only where the outcome is wrong."""
    n = len(crimes)
    wrong = rng.random(n) < crimes["code"].map(AUDIT_WRONG).to_numpy(dtype="float64")
    auditor = pick(rng, dict.fromkeys(AUDITORS, 1.0), n)
    answers: dict[str, Array] = {
        "outcome_right": np.where(wrong, "no", "yes"),
        "wishes_recorded": pick(rng, {"yes": 0.78, "no": 0.14, "not applicable": 0.08}, n),
        "evidence_led": pick(rng, {"yes": 0.6, "no": 0.2, "not applicable": 0.2}, n),
        "supervisor_review": pick(rng, {"yes": 0.85, "no": 0.15}, n),
        "reason": np.where(wrong, pick(rng, REASONS, n), ""),
    }
    rows = pd.DataFrame(
        {
            "audit_id": [f"A{month}-{i + 1:03d}" for i in range(n)],
            "sampled_month": month,
            "crime_number": crimes["crime_number"],
            "auditor": auditor,
            **answers,
        }
    )
    long = rows.melt(["audit_id", "sampled_month", "crime_number", "auditor"], var_name="question", value_name="answer")
    long = long[long["answer"] != ""].sort_values(["audit_id", "question"], ignore_index=True)
    return long[["audit_id", "sampled_month", "crime_number", "question", "answer", "auditor"]]
