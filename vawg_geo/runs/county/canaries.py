"""What a real extract also holds and the toolkit must drop: invented names, addresses and numbers, for the scan."""

from __future__ import annotations

import numpy as np
import pandas as pd

# Invented throughout. The telephone number is of the range Ofcom keeps for drama, the address that of an example.
NAME = "Wilhelmina Canary-Fenwick"
ADDRESS = "99 Canary Row, Marlham"
PHONE = "07700 900471"
EMAIL = "w.canary@fenshire.example"
CRIME_NUMBER = "FN/999471/21"
SECRET = "not-a-secret-4471-canary"  # noqa: S105 - planted, so that the scan can be seen to find it
PATH = "/srv/records/exports/canary-4471.csv"
CANARIES = (NAME, ADDRESS, PHONE, EMAIL, CRIME_NUMBER, SECRET, PATH)
COLUMNS = ("victim_name", "victim_address", "victim_phone", "victim_email", "linked_crime", "notes", "exported_to")
EVERY = 41  # crimes


def plant(text: pd.DataFrame) -> pd.DataFrame:
    """
    Add the columns that no source names, with the canaries in some of their rows.

    Parameters
    ----------
    text
        The extract as text.

    Returns
    -------
    text
        With seven more columns at its end; every other cell as it was.
    """
    notes = f"{NAME} of {ADDRESS}, {PHONE}; see {CRIME_NUMBER}; system password {SECRET}"
    values = (NAME, ADDRESS, PHONE, EMAIL, CRIME_NUMBER, notes, PATH)
    number = pd.to_numeric(text["crime_number"].str[3:9], errors="coerce")  # by crime, so that repeats stay repeats
    planted = (number % EVERY == 0).to_numpy()
    return text.assign(**{c: np.where(planted, v, "") for c, v in zip(COLUMNS, values, strict=True)})
