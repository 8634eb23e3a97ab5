"""The force's orders as every page counts them: what cannot be true is set aside, and the page says how much."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from vawg_geo.measures.metric_entries import Metric
from vawg_geo.measures.orders import set_aside
from vawg_geo.publishing.report.blocks import Say
from vawg_geo.publishing.report.study import Study

TABLE = "orders"
ALL = "all orders"
GROUPS = {
    "police": "police issue or apply",
    "mixed": "police or others apply",
    "others": "not a police application",
    "unlisted": "type not listed",
}
_ASIDE = "orders_aside"


def sort_orders(study: Study) -> tuple[pd.DataFrame, pd.DataFrame] | None:
    """
    Part the orders that are counted from those that are set aside.

    Parameters
    ----------
    study
        The page.

    Returns
    -------
    kept
        The rows that are counted, types named so that no sum of a page and no row of a table has the same name.
    faults
        fault, n (orders; one may have several faults). None instead of both where the force has no table of orders.
    """
    orders = study.case.tables.get(TABLE)
    if orders is None:
        return None
    kept, faults = set_aside(orders, cut=study.cut)
    return kept.assign(type=_name_types(kept["type"])), faults


def counted_orders(study: Study) -> pd.DataFrame | None:
    """
    Give the orders that are counted, the same on every page.

    Parameters
    ----------
    study
        The page.

    Returns
    -------
    orders
        None where the force has no table of orders.
    """
    parted = sort_orders(study)
    return parted and parted[0]


def count_aside(study: Study) -> int:
    """Count the orders that are set aside, of all types and times."""
    orders, kept = study.case.tables.get(TABLE), counted_orders(study)
    return 0 if orders is None or kept is None else len(orders) - len(kept)


def say_aside(study: Study) -> Say:
    """
    Say how many orders are set aside, on a page that counts orders.

    Parameters
    ----------
    study
        The page; the table orders_aside is put into its book once.

    Returns
    -------
    sentence
        None where every order is counted.
    """
    aside = count_aside(study)
    if not aside:
        return None
    read = len(study.case.tables[TABLE])
    if _ASIDE not in study.book.entries:
        table = pd.DataFrame({"what": ["read", "aside", "counted"], "n": [read, aside, read - aside]})
        study.book.put(
            _ASIDE, table, key="what", source="orders",
            how="orders whose days cannot be true together or that were entered again: counted on no page; the "
            "quarterly return of orders tells them by fault, METHODS 10",
        )  # fmt: skip
    return study.must_say("common.orders_aside", **{name: study.book.cell(_ASIDE, name, "n") for name in _SAID})


_SAID = ("read", "aside", "counted")


def say_aside_of(study: Study, metrics: Iterable[Metric]) -> Say:
    """Say it where a metric of the page counts orders."""
    parts = [part for metric in metrics for part in (metric.count, metric.of) if part is not None]
    return say_aside(study) if any(part.table == TABLE for part in parts) else None


def _name_types(types: pd.Series) -> pd.Series:
    """Give types names that no sum of a page has, and that can name a row of a table."""
    sums = {ALL, *GROUPS.values()}
    named = {text: text.replace("|", "/").strip() or "not recorded" for text in types.unique()}
    return types.map({text: f"{name} (a type)" if name in sums else name for text, name in named.items()})
