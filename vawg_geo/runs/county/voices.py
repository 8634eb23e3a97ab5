"""What people said: surveys as counts and themes, never words; and what earlier editions recommended."""

from __future__ import annotations

import numpy as np
import pandas as pd

from vawg_geo.runs.county.chance import stream
from vawg_geo.runs.county.dates import read_written
from vawg_geo.runs.county.places import Ground
from vawg_geo.runs.county.plan import LAST, MONTHS, Plan
from vawg_geo.runs.county.planted import SAFE_BY_NIGHT, SAFE_FROM

QUARTERS = [(str(month), f"{month} to {month + 2}") for month in MONTHS[LAST - 35 : LAST + 1 : 3]]
# question -> group -> share who said yes, asked a quarter
SATISFIED = {
    "Satisfied with the whole experience": {"domestic abuse": (0.80, 130), "sexual offences": (0.72, 34),
                                            "stalking and harassment": (0.76, 60), "hate crime": (0.79, 28)},
    "Kept informed": {"domestic abuse": (0.66, 130), "sexual offences": (0.61, 34),
                      "stalking and harassment": (0.58, 60), "hate crime": (0.64, 28)},
    "Treated with respect": {"domestic abuse": (0.91, 130), "sexual offences": (0.89, 34),
                             "stalking and harassment": (0.9, 60), "hate crime": (0.9, 28)},
}  # fmt: skip
COMMUNITY = {
    "Feels safe alone by night where they live": {"women": SAFE_BY_NIGHT, "men": (0.82, 0.82)},
    "Feels safe alone by day where they live": {"women": (0.95, 0.95), "men": (0.97, 0.97)},
    "Changed what they do at night to feel safe": {"women": (0.48, 0.48), "men": (0.14, 0.14)},
}
ASKED = {"women": 340, "men": 310}
PANEL, MEMBERS = {"Kept informed": 0.62, "Time it took": 0.55, "Phone taken and not returned": 0.28,
                  "Believed from the start": 0.44, "One person to call": 0.37, "Special measures at court": 0.22,
                  "Safe at home afterwards": 0.31, "Told about support late": 0.26}, (9, 15)  # fmt: skip


def make_voices(seed: int, ground: Ground, plan: Plan) -> dict[str, pd.DataFrame]:
    """
    Make the surveys and the earlier recommendations.

    Parameters
    ----------
    seed
        The county's seed.
    ground, plan
        The county.

    Returns
    -------
    tables
        survey (survey, period, question, group, n, d), recommendations.
    """
    return {"survey": _survey(stream(seed, "survey")), "recommendations": _recommendations(ground, plan)}


def _survey(rng: np.random.Generator) -> pd.DataFrame:
    rows: list[tuple[str, str, str, str, int, int]] = []
    for first, period in QUARTERS:
        satisfied = [(q, group, *asked) for q, groups in SATISFIED.items() for group, asked in groups.items()]
        rows += [("victim_satisfaction", period, q, group, *_yes(rng, p, n)) for q, group, p, n in satisfied]
        for question, shares in COMMUNITY.items():
            for group, share in shares.items():
                answers = _yes(rng, share[first >= SAFE_FROM], ASKED[group])
                rows.append(("community", period, question, group, *answers))
        heard = int(rng.integers(*MEMBERS))
        rows += [("victim_panel", period, q, "all", int(rng.binomial(heard, p)), heard) for q, p in PANEL.items()]
    return pd.DataFrame(rows, columns=["survey", "period", "question", "group", "n", "d"])


def _yes(rng: np.random.Generator, share: float, size: int) -> tuple[int, int]:
    """Draw how many said yes, of how many who were asked."""
    asked = int(rng.poisson(size)) + 1
    return int(rng.binomial(asked, share)), asked


def _recommendations(ground: Ground, plan: Plan) -> pd.DataFrame:
    """Tell of editions before: done, late, dropped, still open; two of them are about planted places."""
    places = {"busiest": plan.hot[0], "falling": plan.leaving}
    codes = {word: ground.areas["code"].iloc[area] for word, area in places.items()}
    table = read_written("recommendations.csv").replace({"area": codes})
    table.insert(0, "id", [f"R{i + 1:03d}" for i in range(len(table))])
    return table
