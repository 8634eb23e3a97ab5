"""The counts that tell of kinds: threats by space, harm by offence, flags together, relationships."""

from __future__ import annotations

import numpy as np
import pandas as pd

from vawg_geo.base.schema import FLAGS
from vawg_geo.measures.change import compare_counts
from vawg_geo.measures.gistar import adjust_discoveries
from vawg_geo.measures.rates import share_intervals
from vawg_geo.measures.themed import by_theme, harm_of
from vawg_geo.publishing.report.names import SPACES, strand_name, theme_name
from vawg_geo.publishing.report.study import Study
from vawg_geo.publishing.words import SHARE_BASE

EVERY = "All, each once"
MOST_TOGETHER = 9  # combinations with a row of their own
TOLD = 0.05  # false discovery rate over the cells
OTHER_FLAGS, NO_FLAG, NOT_RECORDED = "Other combinations", "No flag", "Not recorded"
FLAG_NAMES = {
    "da": "Domestic abuse", "hbv": "Honour-based abuse", "cse": "Child sexual exploitation", "stalking": "Stalking",
    "online": "Online", "alcohol": "Alcohol", "spiking": "Spiking", "hate": "Hate",
}  # fmt: skip


def space_of(rows: pd.DataFrame) -> pd.Series:
    """
    Name each record's space, schools and colleges apart.

    Parameters
    ----------
    rows
        `space`, `place_type`.

    Returns
    -------
    space
        A name of `SPACES`; "" where it is not recorded or other.
    """
    school = (rows["place_type"] == "school").fillna(value=False) & (rows["space"] != "online").fillna(value=True)
    named: pd.Series = rows["space"].astype("object").fillna("").mask(school.astype(bool), "education")
    return named.where(named.isin(list(SPACES)), "")


def count_matrix(study: Study) -> pd.DataFrame:
    """
    Count threats by space, this period and the one before.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    matrix
        theme, threat, space, before, n, harm, unweighted, ratio, low, high, p, q, state (a name of
        `pictures.matrix.TRENDS`); the first threat is all offences, each once.
    """
    sums = {}
    for name, rows in (("before", study.earlier), ("now", study.now)):
        placed = rows.assign(space=space_of(rows))
        both = pd.concat([placed.assign(theme=EVERY), by_theme(placed)])
        sums[name] = harm_of(both, ["theme", "space"])
    order = sums["now"]["n"].groupby(level="theme").sum().sort_values(ascending=False, kind="stable").index
    themes = [EVERY, *(t for t in order if t not in (EVERY, "")), ""]
    every = pd.MultiIndex.from_product([themes, list(SPACES)], names=["theme", "space"])
    now, was = sums["now"].reindex(every, fill_value=0), sums["before"]["n"].reindex(every, fill_value=0)
    change = compare_counts(was.astype("int64"), now["n"].astype("int64"))
    change[was + now["n"] < SHARE_BASE] = np.nan
    q = adjust_discoveries(change["p"])
    table = now.assign(before=was, **change[["ratio", "low", "high", "p"]], q=q, state=states(change["ratio"], q))
    table = table.reset_index()
    table["threat"] = [EVERY if t == EVERY else theme_name(str(t)) for t in table["theme"]]
    table["space"] = table["space"].map(SPACES)
    shown = ["theme", "threat", "space", "before", "n", "harm", "unweighted", "ratio", "low", "high", "p", "q", "state"]
    return table[shown]


def states(ratio: pd.Series, q: pd.Series) -> list[str]:
    """Say each change: "higher", "lower", "no change", "cannot say"."""
    moved = ["higher" if r > 1 else "lower" for r in ratio]
    return [
        "cannot say" if pd.isna(p) else word if p <= TOLD else "no change" for word, p in zip(moved, q, strict=True)
    ]


def rank_harm(study: Study) -> pd.DataFrame:
    """
    Rank the kinds of offence by their known harm.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    kinds
        kind, n, share_n, harm, share_harm, upto (share of the harm held by this kind and those above), unweighted;
        most harm first. A record whose code is in no strand stands in a row of its own.
    """
    rows = study.now.assign(kind=study.now["strand"].astype("object").fillna("").map(strand_name))
    table = harm_of(rows, ["kind"]).reset_index()
    table = table.sort_values(["harm", "n", "kind"], ascending=[False, False, True], ignore_index=True)
    whole_n, whole_harm = int(table["n"].sum()), float(table["harm"].sum())
    table["share_n"] = table["n"] / whole_n if whole_n >= SHARE_BASE else np.nan
    table["share_harm"] = table["harm"] / whole_harm if whole_n >= SHARE_BASE and whole_harm > 0 else np.nan
    table["upto"] = table["share_harm"].cumsum().round(12)  # the last is the whole
    return table.assign(of=whole_n)


def count_flags(study: Study) -> pd.DataFrame:
    """
    Count each flag: set, not set, not recorded.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    flags
        flag, label, before (set), yes, no, unknown; the last three sum to the offences of the period.
    """
    rows = []
    for flag in FLAGS:
        held = study.now[flag].astype("boolean")
        rows.append(
            {
                "flag": flag, "label": FLAG_NAMES[flag], "before": int(study.earlier[flag].astype("boolean").sum()),
                "yes": int(held.sum()), "no": int((~held).sum()), "unknown": int(held.isna().sum()),
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def count_together(study: Study) -> pd.DataFrame:
    """
    Count which flags stand together on an offence.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    together
        flags (words joined by " + "), n, harm; the commonest first, rarer combinations and those below
        `written.least` together in one row, then offences without a flag. They sum to the offences of the period.
    """
    held = study.now[list(FLAGS)].astype("boolean").fillna(value=False).to_numpy(dtype=bool)
    names = np.array([FLAG_NAMES[flag] for flag in FLAGS], dtype=object)
    patterns, which = np.unique(held, axis=0, return_inverse=True)
    words = [" + ".join(names[pattern]) or NO_FLAG for pattern in patterns]
    rows = study.now.assign(flags=[words[at] for at in which.ravel()])
    table = harm_of(rows, ["flags"]).drop(columns="unweighted")
    rank = table["n"].where(table.index != NO_FLAG).rank(method="first", ascending=False)
    few = ((table["n"] < study.written.least) | (rank > MOST_TOGETHER)) & (table.index != NO_FLAG)
    table = table.groupby(table.index.where(~few, OTHER_FLAGS)).sum().rename_axis("flags").reset_index()
    place = table["flags"].map({OTHER_FLAGS: 1, NO_FLAG: 2}).fillna(0)
    return (
        table.assign(place=place)
        .sort_values(["place", "n", "flags"], ascending=[True, False, True], ignore_index=True)
        .drop(columns="place")
    )


def count_relationships(study: Study) -> pd.DataFrame:
    """
    Count who the suspect was to the victim, where that is recorded.

    Parameters
    ----------
    study
        The profile under study.

    Returns
    -------
    relationships
        relationship, before, n, recorded (base of the share), share, low, high; the commonest first, then those not
        recorded, without a share. They sum to the offences of the period.
    """
    now, was = (rows["relationship"].value_counts() for rows in (study.now, study.earlier))
    every = sorted(set(now.index) | set(was.index), key=lambda name: (-int(now.get(name, 0)), str(name)))
    table = pd.DataFrame({"before": was.reindex(every, fill_value=0), "n": now.reindex(every, fill_value=0)})
    base = int(table["n"].sum())
    ends = share_intervals(table["n"], base) if len(table) else pd.DataFrame(columns=["share", "low", "high"])
    table = table.join(ends if base >= SHARE_BASE else ends * np.nan).rename_axis("relationship").reset_index()
    lost = {
        "relationship": NOT_RECORDED, "before": int(study.earlier["relationship"].isna().sum()),
        "n": int(study.now["relationship"].isna().sum()), "share": np.nan, "low": np.nan, "high": np.nan,
    }  # fmt: skip
    return pd.concat([table, pd.DataFrame([lost])], ignore_index=True).assign(recorded=base)
