"""Age bands and the residents a scope speaks of."""

import numpy as np
import pandas as pd
import pytest

from vawg_geo.base.errors import SchemaError
from vawg_geo.measures.residents import band_ends, name_bands, pick_residents

pytestmark = pytest.mark.methods(4)
POPULATION = pd.DataFrame(
    [("Z1", sex, band, 10) for sex in "FM" for band in ("0-9", "10-15", "16-17", "65+")],
    columns=["area", "sex", "age_band", "n"],
)


def test_bands_are_read_and_nothing_else_is():
    assert [band_ends(b) for b in ("10-15", "16", "65+", "16 – 17")] == [(10, 15), (16, 16), (65, 999), (16, 17)]
    with pytest.raises(SchemaError, match="written"):
        band_ends("under ten")


def test_every_age_has_the_band_that_holds_it():
    ages = pd.Series([9.9, 10.0, 15.9, 16.0, 64.0, 99.0, np.nan])
    named = name_bands(ages, ["0-9", "10-15", "16-17", "65+"])
    assert named.astype("object").where(named.notna(), None).tolist() == [
        "0-9", "10-15", "10-15", "16-17", None, "65+", None]  # fmt: skip


def test_residents_are_of_the_sex_and_wholly_within_the_ages():
    assert set(pick_residents(POPULATION, sex="F", min_age=10)["age_band"]) == {"10-15", "16-17", "65+"}
    assert set(pick_residents(POPULATION, max_age=17)["age_band"]) == {"0-9", "10-15", "16-17"}
    assert pick_residents(POPULATION)["n"].sum() == 80
    assert pick_residents(POPULATION, sex="M", min_age=12, max_age=17)["age_band"].tolist() == ["16-17"]
    with pytest.raises(SchemaError, match="sex"):
        pick_residents(POPULATION.drop(columns="sex"))
