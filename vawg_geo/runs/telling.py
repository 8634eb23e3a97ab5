"""What may be told of an error: a sentence and lines of code, never a value (FAULTS L5, L6)."""

from __future__ import annotations

import os
import traceback
from pathlib import Path
from types import TracebackType

from vawg_geo.base.errors import VawgGeoError

_PACKAGE = Path(__file__).resolve().parents[1]


def safe_words(error: BaseException | None) -> str:
    """Return our own sentence, the system's words for a failed file or for want of memory, or nothing."""
    if isinstance(error, VawgGeoError):
        return str(error)
    if isinstance(error, MemoryError):
        return "there is not enough memory; make fewer products at a time, or use a machine with more"
    if isinstance(error, OSError) and error.errno:
        return os.strerror(error.errno)
    return ""


def in_a_line(error: BaseException) -> str:
    """Return the one line by which a run tells of any error at all."""
    if isinstance(error, VawgGeoError):
        return " ".join(str(error).split())
    if isinstance(error, MemoryError):
        return f"{safe_words(error)}."
    if isinstance(error, OSError):
        return f"the system refused ({safe_words(error) or type(error).__name__})."
    if isinstance(error, ModuleNotFoundError) and error.name:
        return f"the library {error.name} is not installed; set the environment up again, as the README says."
    return f"unexpected {type(error).__name__} at {_last_line(error)}; please report it."


def code_lines(trace: TracebackType | None) -> list[str]:
    """Return the cell's and the toolkit's lines an error passed through: file, line and function, no values."""
    lines = []
    for frame in traceback.extract_tb(trace):
        file = Path(frame.filename)
        if _PACKAGE in file.parents:
            lines.append(f"{file.name}:{frame.lineno} {frame.name}")
        elif file.parent.name.startswith("ipykernel_"):
            lines.append(f"the cell's line {frame.lineno}")
    return lines or ["its own text"]


def _last_line(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "?"
