"""Papermill in one place: execute a notebook in a fresh kernel, and believe only what it can prove."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vawg_geo.base.errors import RunError
from vawg_geo.base.notebook_library import load_nbformat
from vawg_geo.runs.parameters import Value, fill_parameters, read_parameters

PROOF = "facts.json"  # written by the notebook's last cell into the working folder: the end was reached
CELL_MINUTES = 60.0  # the slowest cell of a month takes under a minute: one that needs an hour hangs
Progress = Callable[[str, int, int], None]
_START = "start"
_START_S = 300  # a machine busy with other products may need a minute


@dataclass(frozen=True)
class Executed:
    """A notebook that ran to its end, and the facts its last cell wrote."""

    notebook: Any
    facts: dict[str, Any]


def read_notebook(path: Path) -> Any:  # noqa: ANN401 - nbformat's own node
    """
    Read a notebook file.

    Parameters
    ----------
    path
        An .ipynb file of format 4.

    Returns
    -------
    notebook
        nbformat's node.

    Raises
    ------
    RunError
        If the file is missing or not a notebook.
    """
    nbformat = load_nbformat()
    try:
        return nbformat.read(path, as_version=4)
    except OSError as error:
        raise RunError(f"the notebook {path.name} cannot be read ({error.strerror}).") from None
    except (ValueError, AttributeError, nbformat.ValidationError):
        raise RunError(f"{path.name} is not a notebook of format 4.") from None


def execute(
    path: Path,
    values: Mapping[str, Value],
    *,
    out: Path,
    progress: Progress | None = None,
    cell_minutes: float = CELL_MINUTES,
) -> Executed:
    """
    Execute a notebook once, in a fresh kernel of this interpreter.

    Parameters
    ----------
    path
        The notebook; it is not changed.
    values
        A value for each of its parameters.
    out
        An existing, empty working folder: the kernel's own, and where the last cell writes its facts.
    progress
        Called as each code cell starts with the cell's id, its number and how many there are. One that cannot write
        (a full disk under a log, a closed terminal) stops nothing.
    cell_minutes
        How long one cell may take; then the kernel is ended.

    Returns
    -------
    executed
        The notebook with its outputs, and the facts.

    Raises
    ------
    ParameterError
        If the values do not fit the notebook's parameters.
    RunError
        If a cell failed or took too long, the kernel died, a cell was never executed, or the proof of the end is
        missing. Papermill's own flags are not asked: a dead kernel leaves every cell "completed" (FAULTS F1).
    """
    notebook = read_notebook(path)
    filled = fill_parameters(read_parameters(notebook), values)
    with _readable(steps := _Steps(notebook, progress), cell_minutes):
        done = _run(notebook, filled, out, steps, cell_minutes)
    for cell in done.cells:
        if cell.cell_type == "code" and cell.source.strip() and cell.execution_count is None:
            raise RunError(f"cell {cell.id!r} was never executed; nothing was published.")
    return Executed(done, _proof(out))


def _run(notebook: Any, values: dict[str, Value], out: Path, steps: _Steps, cell_minutes: float) -> Any:  # noqa: ANN401
    import papermill

    from vawg_geo.runs.launch import kernel_manager, private_folder

    for name in ("papermill", "traitlets", "asyncio"):  # they quote cells and outputs
        logging.getLogger(name).setLevel(logging.CRITICAL)
    with private_folder() as folder:
        return papermill.execute_notebook(
            notebook,
            None,
            parameters=values,
            kernel_name="python3",
            language="python",
            progress_bar=False,
            kernel_manager_class=kernel_manager(folder, cwd=out),
            on_cell_start=steps,
            start_timeout=_START_S,
            execution_timeout=max(1, round(60 * cell_minutes)),
            shutdown_kernel="immediate",  # facts.json is the proof; nothing is left for the kernel to do
        )


@contextmanager
def _readable(steps: _Steps, cell_minutes: float) -> Iterator[None]:
    """Turn what papermill, nbclient and the system raise into one line without data."""
    from nbclient.exceptions import CellTimeoutError
    from papermill import PapermillExecutionError

    try:
        yield
    except PapermillExecutionError as error:
        raise RunError(_told(error.ename, error.evalue, error.traceback, steps.cell)) from None
    except CellTimeoutError:
        raise RunError(
            f"cell {steps.cell!r} took longer than {cell_minutes:g} minutes and was ended; nothing was published. "
            "If it needs more, set cell_minutes in the profile."
        ) from None
    except OSError as error:
        raise RunError(f"no kernel could be started: {error.strerror or type(error).__name__}.") from None
    except RuntimeError as error:  # nbclient's DeadKernelError among them
        died = type(error).__name__
        told = f"the kernel died in cell {steps.cell!r} ({died}): it was killed or ran out of memory."
        if steps.cell == _START:
            told = f"the kernel did not start ({died}): no memory, or no room in the temporary folder."
        raise RunError(f"{told} Nothing was published.") from None


def _told(error: str, sentence: str, lines: list[str], cell: str) -> str:
    """Our own sentence as it is; of a foreign error its class and the line of code, never its text (FAULTS L5)."""
    if sentence and not lines:
        return sentence
    reason = sentence or "its text may quote a record and is not repeated"
    return f"cell {cell!r} failed with {error}, at {(lines or ['?'])[-1]}: {reason}."


class _Steps:
    """Which code cell is at work: nbclient calls it as each begins."""

    def __init__(self, notebook: Any, progress: Progress | None) -> None:  # noqa: ANN401
        self.cell = _START
        self._count = sum(1 for c in notebook.cells if c.cell_type == "code" and c.source.strip())
        self._done = 0
        self._progress = progress

    def __call__(self, cell: Any, cell_index: int) -> None:  # noqa: ANN401
        del cell_index
        if cell.cell_type != "code" or "injected-parameters" in cell.metadata.get("tags", ()):
            return
        self.cell, self._done = str(cell.get("id", "?")), self._done + 1
        if self._progress:
            with suppress(OSError):
                self._progress(self.cell, self._done, self._count)


def _proof(out: Path) -> dict[str, Any]:
    try:
        facts = json.loads((out / PROOF).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        facts = None
    if not isinstance(facts, dict):
        raise RunError(f"the notebook ended without {PROOF}, its proof of the end; nothing was published.")
    return facts
