"""A notebook's parameters, read from its tagged cell: nothing but known names of the right type goes in."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from vawg_geo.base.errors import ParameterError

TAG = "parameters"
Value = str | int | float | bool
_KINDS: dict[str, type] = {"str": str, "int": int, "float": float, "bool": bool}
_WORDS = {str: "text", int: "a whole number", float: "a number", bool: "true or false"}


@dataclass(frozen=True)
class Parameter:
    """One annotated literal of the tagged cell: `month: str = "2022-03"  # reporting month, YYYY-MM`."""

    name: str
    kind: type
    default: Value
    help: str


def read_parameters(notebook: Mapping[str, Any]) -> dict[str, Parameter]:
    """
    Read the annotated literals of a notebook's `parameters` cell.

    Parameters
    ----------
    notebook
        The notebook as nbformat reads it.

    Returns
    -------
    parameters
        By name, in the order of the cell.

    Raises
    ------
    ParameterError
        If the tag is lost, repeated or not on the first code cell, if the cell holds anything but annotated
        literals, or if a later cell assigns one of the names again (papermill would let the notebook win).
    """
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    tagged = [cell for cell in code if TAG in cell.get("metadata", {}).get("tags", ())]
    if len(tagged) != 1 or tagged[0] is not code[0]:
        raise ParameterError(
            f"the first code cell, and no other, must carry the tag '{TAG}'; {len(tagged)} cells carry it. "
            "Without it the notebook's own values would silently win. Set it in JupyterLab's property inspector."
        )
    source = "".join(tagged[0]["source"])
    found = {p.name: p for p in (_parameter(node, source) for node in _statements(source))}
    for cell in code[1:]:
        _refuse_reassigned(cell, found)
    return found


def _statements(source: str) -> list[ast.stmt]:
    try:
        return ast.parse(source).body
    except SyntaxError as error:
        raise ParameterError(f"the '{TAG}' cell is not Python (line {error.lineno}).") from None


def _parameter(node: ast.stmt, source: str) -> Parameter:
    rule = f"each line of the '{TAG}' cell must read like  month: str = \"2022-03\"  # what it means"
    if not (isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value is not None):
        raise ParameterError(f"line {node.lineno}: {rule}.")
    kind = _KINDS.get(ast.unparse(node.annotation))
    try:
        default = ast.literal_eval(node.value)
    except ValueError:
        default = None
    if kind is None or not _fits(default, kind):
        raise ParameterError(f"line {node.lineno}: {rule}; kinds are {', '.join(_KINDS)}, the value a literal of it.")
    comment = source.splitlines()[(node.end_lineno or node.lineno) - 1][node.end_col_offset or 0 :]
    return Parameter(node.target.id, kind, default, comment.strip().lstrip("#").strip())


def _fits(value: object, kind: type) -> bool:
    if isinstance(value, bool):
        return kind is bool
    return isinstance(value, (int, float) if kind is float else kind)


def _refuse_reassigned(cell: Mapping[str, Any], parameters: Mapping[str, Parameter]) -> None:
    try:
        tree = ast.parse("".join(cell["source"]))
    except SyntaxError:  # a line of IPython's own; the kernel will judge it
        return
    stored = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store | ast.Del)}
    if again := sorted(stored & set(parameters)):
        raise ParameterError(
            f"cell {cell.get('id', '?')!r} assigns {', '.join(again)} again; a parameter is set once, by the run."
        )


def fill_parameters(parameters: Mapping[str, Parameter], values: Mapping[str, Value]) -> dict[str, Value]:
    """
    Check the values of a run against a notebook's parameters.

    Parameters
    ----------
    parameters
        As `read_parameters` gives them.
    values
        Name to value; every parameter must be there, so that no default of the notebook takes part.

    Returns
    -------
    values
        The same values in the notebook's order.

    Raises
    ------
    ParameterError
        With every unknown name, missing name and wrong type at once; a value is never repeated.
    """
    known = ", ".join(parameters)
    faults = [f"unknown parameter {name!r} (known: {known})" for name in values if name not in parameters]
    faults += [f"parameter {name!r} is not given" for name in parameters if name not in values]
    faults += [
        f"parameter {name!r} must be {_WORDS[p.kind]}, not {type(values[name]).__name__}"
        for name, p in parameters.items()
        if name in values and not _fits(values[name], p.kind)
    ]
    if faults:
        raise ParameterError("the notebook cannot be run: " + "; ".join(faults) + ".")
    return {name: values[name] for name in parameters}
