"""How every figure was made: the profile's parameters, what was chosen automatically, every formula, every version."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import asdict, is_dataclass
from functools import cache
from importlib import metadata
from pathlib import Path

import pandas as pd

from vawg_geo.base.profile import Profile
from vawg_geo.publishing.chapters.terms import reference_table
from vawg_geo.publishing.report import columns
from vawg_geo.publishing.report.blocks import Column, Limit, Paragraph, Section, Table
from vawg_geo.publishing.report.study import Study
from vawg_geo.publishing.tasking_terms import release, version
from vawg_geo.publishing.words import join_words

_COMPUTE = ("numpy", "scipy", "pandas", "geopandas", "statsmodels", "libpysal")
_NONE = "none"


def write(study: Study, done: Mapping[str, Section]) -> Section:
    """
    Write the method appendix.

    Parameters
    ----------
    study
        The profile under study.
    done
        Every other section: their tables' formulas are listed.

    Returns
    -------
    section
        Formulas, parameters, automatic choices, versions.
    """
    del done  # the book holds what is needed; the chapter is only written after the others
    book = study.book
    reference = None if "terms" in study.written.sections else reference_table(study)
    formulas = book.put(
        "method_formulas", list_formulas(study), key="how", how="as each section states it", source="the tables"
    )
    parameters = book.put(
        "method_parameters", list_parameters(study.profile), key="parameter",
        how="every parameter of the profile, as it was read", source="profile",
    )  # fmt: skip
    chosen = book.put(
        "method_chosen", list_chosen(study), key="what",
        how="what reading the data chose by itself, and what computed the figures", source="the run",
    )  # fmt: skip
    seed = book.cell(parameters, "score.seed", "value", "text")
    return Section(
        "method",
        "Method: how every figure was made",
        "Could somebody else make these figures again?",
        (
            Paragraph((study.say("method.lead", seed=seed),), lead=True),
            reference,
            Table(formulas, "How the figures of each table are made",
                  (Column("how", "How", "text"), Column("tables", "Tables", "text")), folded=True),
            Table(parameters, "Every parameter of the profile",
                  (Column("parameter", "Parameter", "text"), Column("value", "Value", "text"),
                   Column("meaning", "What it sets", "text"), Column("methods", "METHODS", "text")), folded=True),
            Table(chosen, "Chosen automatically, and versions",
                  (Column("what", "What", "text"), Column("value", "Value", "text")), folded=True),
            Limit((study.say("method.limit"),)),
        ),
    )  # fmt: skip


def list_formulas(study: Study) -> pd.DataFrame:
    """List every way a table was made: how, and the tables made so."""
    made: dict[str, list[str]] = {}
    for name, entry in study.book.entries.items():
        made.setdefault(entry.how, []).append(name)
    return pd.DataFrame([(how, ", ".join(names)) for how, names in made.items()], columns=["how", "tables"])


def list_parameters(profile: Profile) -> pd.DataFrame:
    """
    List every parameter of a profile.

    Parameters
    ----------
    profile
        The product.

    Returns
    -------
    parameters
        parameter, value, meaning, methods (its section).
    """
    known = _meanings()
    rows = [(name, value, *known.get(name, ("", ""))) for name, value in _leaves(profile)]
    return pd.DataFrame(rows, columns=["parameter", "value", "meaning", "methods"])


def list_chosen(study: Study) -> pd.DataFrame:
    """List what reading chose by itself, the key's name, the edition's own version and those of what computed it."""
    case = study.case
    rows = [(f"Reading: {name.replace('_', ' ')}", str(text)) for name, text in case.chosen.items()]
    rows += [
        ("Pseudonym key", case.key_id),
        ("Inputs, profile and release together", version(case, study.profile, study.month)),
        ("vawg-geo", release()),
        *((name, metadata.version(name)) for name in _COMPUTE),
    ]
    return pd.DataFrame(rows, columns=["what", "value"])


def _leaves(profile: Profile) -> Iterator[tuple[str, str]]:
    """Name each parameter, those of a block by block.name; marking and restriction stay whole."""
    for name in Profile.__dataclass_fields__:
        value = getattr(profile, name)
        if is_dataclass(value) and not isinstance(value, type) and name not in ("marking", "restricted"):
            yield from ((f"{name}.{inner}", _text(leaf)) for inner, leaf in asdict(value).items())
        else:
            whole = asdict(value) if is_dataclass(value) and not isinstance(value, type) else value
            yield name, _text(whole)


def _text(value: object) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{name}: {_text(one)}" for name, one in value.items() if one not in ("", None))
    if isinstance(value, tuple | list):
        return join_words([str(one) for one in value]) or _NONE
    if isinstance(value, bool):
        return "yes" if value else "no"
    return _NONE if value in ("", None) else f"{value:g}" if isinstance(value, float) else str(value)


@cache
def _meanings() -> dict[str, tuple[str, str]]:
    path = Path(columns.__file__).with_name("parameters.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return {row["parameter"]: (row["meaning"], row["methods"]) for row in csv.DictReader(file)}
