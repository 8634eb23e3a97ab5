"""Where people say they feel unsafe, beside what was recorded there: by area and by larger area."""

from __future__ import annotations

import numpy as np
import pandas as pd

from vawg_geo.measures.fear import LEAST, TOO_FEW, classify_fear
from vawg_geo.measures.shrinkage import Prior
from vawg_geo.measures.street_safe import named_reasons


def in_public(rows: pd.DataFrame) -> pd.DataFrame:
    """
    Pick the offences that can stand beside a report: recent, in a public place that is known.

    Parameters
    ----------
    rows
        Records in scope with `space`, `located`, `area`, `recent`.

    Returns
    -------
    picked
        Online offences, homes, default points, unknown places and old offences are not among them.

    References
    ----------
    METHODS 1, 11.
    """
    public = rows["space"].eq("public").fillna(value=False).astype(bool) & rows["located"].eq("placed")
    return rows.loc[public & rows["area"].notna() & rows["recent"].astype(bool)]


def compare_fear(reports: pd.DataFrame, offences: pd.DataFrame, places: pd.Index) -> pd.DataFrame:
    """
    Set reports and recorded offences of each place side by side.

    Parameters
    ----------
    reports
        `area` (missing: outside, or without a point; such reports are counted nowhere here).
    offences
        `area`, of the same period.
    places
        Codes of all places, of the same kind as `area`.

    Returns
    -------
    compared
        Index `places`: `reports`, `offences`, the columns of `classify_fear` (each place against the average place),
        and `expected_reports` (drawn towards the mean by empirical Bayes).

    References
    ----------
    Marshall (1991), Applied Statistics 40(2), 283-294. METHODS 4, 11.
    """
    counts = pd.DataFrame(
        {
            name: table["area"].value_counts().reindex(places, fill_value=0).astype("int64")
            for name, table in (("reports", reports), ("offences", offences))
        }
    )
    counts.index = places
    n, size = np.asarray(counts["reports"], dtype="float64"), np.ones(len(places))
    shrunk = pd.Series(Prior.fit(n, size).shrink(n, size), index=places, name="expected_reports")
    return counts.join([classify_fear(counts["reports"], counts["offences"]), shrunk])


def list_parted(compared: pd.DataFrame, label: str, *, most: int = 10) -> pd.DataFrame:
    """
    List the places where fear and record part, the surest first.

    Parameters
    ----------
    compared
        What `compare_fear` gives.
    label
        "fear only" or "record only".
    most
        The longest list.

    Returns
    -------
    listed
        Its rows, highest probability first; ties by more reports (fear) or offences (record), then by code.
    """
    side = "reports" if label.startswith("fear") else "offences"
    found = compared[compared["label"] == label].rename_axis("code").reset_index()
    ordered = found.sort_values(["p", side, "code"], ascending=[False, False, True])
    return ordered.set_index("code").head(most)


def count_classed(compared: pd.DataFrame) -> pd.DataFrame:
    """
    Count the places of each class.

    Parameters
    ----------
    compared
        What `compare_fear` gives.

    Returns
    -------
    counts
        `label` (both, fear only, record only, neither, too few), `n` (places), `reports`, `offences` in them.
    """
    labels = ["both", "fear only", "record only", "neither", TOO_FEW]
    sums = compared.groupby("label").agg(n=("label", "size"), reports=("reports", "sum"), offences=("offences", "sum"))
    return sums.reindex(labels, fill_value=0).astype("int64").rename_axis("label").reset_index()


def rank_places(reports: pd.DataFrame, offences: pd.DataFrame, *, least: int = LEAST) -> pd.DataFrame:
    """
    Rank the places with enough reports, with what was recorded there.

    Parameters
    ----------
    reports
        `area`, of the period.
    offences
        `area`, of the same period.
    least
        A place with fewer reports is not named.

    Returns
    -------
    ranked
        Index `area`, most reports first (ties by code): `reports`, `offences` (recorded there).
    """
    counts = reports["area"].dropna().value_counts()
    held = counts[counts >= least].rename_axis("area").rename("reports").reset_index()
    ranked = held.sort_values(["reports", "area"], ascending=[False, True]).set_index("area")
    ranked["offences"] = offences["area"].value_counts().reindex(ranked.index, fill_value=0).astype("int64")
    return ranked


def count_partners(reports: pd.DataFrame, partners: pd.Series) -> pd.DataFrame:
    """
    Count the reports that give each partner something to do, by place.

    Parameters
    ----------
    reports
        `area`, `reasons`.
    partners
        Who can act on a reason: index key of the form, values the partner's name. A reason nobody acts on is left out.

    Returns
    -------
    counts
        One row a partner and place, and a partner and no place ("" in `area`: all its reports): `area`, `partner`, `n`
        (reports; one that gives two of a partner's reasons counts once), `key` (the reason of theirs given most often;
        ties to the first in the alphabet).
    """
    given = named_reasons(reports)
    given["partner"] = given["key"].map(partners)
    given["area"] = reports["area"].astype("object").reindex(given["report"]).to_numpy()
    given = given[given["partner"].notna()]
    both = pd.concat([given[given["area"].notna()], given.assign(area="")])
    n = both.groupby(["area", "partner"])["report"].nunique().rename("n")
    keys = both.groupby(["area", "partner", "key"]).size().rename("given").reset_index()
    top = keys.sort_values(["given", "key"], ascending=[False, True]).drop_duplicates(["area", "partner"])
    joined = n.reset_index().merge(top[["area", "partner", "key"]], on=["area", "partner"])
    return joined.sort_values(["area", "n", "partner"], ascending=[True, False, True]).reset_index(drop=True)
