"""The library that reads notebooks, without the second in which a part that no notebook needs is made ready."""

from __future__ import annotations

import sys
from types import ModuleType

# JSON Schema's checker of internationalised addresses builds its grammar when it is imported: a second of every run.
# The schema library does without where it is not installed, and the schema of notebooks never asks it.
_UNASKED = "rfc3987_syntax"


def load_nbformat() -> ModuleType:
    """
    Import nbformat.

    Returns
    -------
    nbformat
        The library.
    """
    missing = _UNASKED not in sys.modules
    if missing:
        # Python's own word for "not to be found".
        sys.modules[_UNASKED] = None  # type: ignore[assignment]
    try:
        import nbformat
    finally:
        if missing:
            sys.modules.pop(_UNASKED, None)
    return nbformat
