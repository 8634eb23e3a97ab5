"""The demonstration county: invented, deterministic, with a planted truth and dirt at known counts."""

from vawg_geo.runs.county.plan import Truth
from vawg_geo.runs.county.write import ENTRIES, planted_truth, write_county

__all__ = ["ENTRIES", "Truth", "planted_truth", "write_county"]
