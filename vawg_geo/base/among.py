"""Many texts looked up in many others at once: pandas takes a Python step for each of those it looks among."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd


def among(values: pd.Series | pd.Index, known: pd.Series | pd.Index) -> npt.NDArray[np.bool_]:
    """
    Say which values are among others, as `isin` does.

    Parameters
    ----------
    values
        What is looked up.
    known
        Among which.

    Returns
    -------
    found
        One answer a value, in their order; a missing value is found where one is known.
    """
    if not (_in_arrow(values) and _in_arrow(known)):
        return np.asarray(values.isin(known), dtype=bool)
    import pyarrow as pa
    from pyarrow import compute

    looked_up, others = pa.array(values.array), pa.array(known.array)
    return np.asarray(compute.is_in(looked_up, value_set=others.cast(looked_up.type)), dtype=bool)


def _in_arrow(values: pd.Series | pd.Index) -> bool:
    return isinstance(values.dtype, pd.StringDtype) and values.dtype.storage == "pyarrow"
