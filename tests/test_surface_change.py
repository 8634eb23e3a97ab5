"""compare_surfaces: by hand, R's dual KDE, and finite everywhere."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_density import BOX, ORACLES, SPATIAL_KDE, dots, many

from vawg_geo.base.errors import PlaceError, SchemaError
from vawg_geo.measures.density import density_surface
from vawg_geo.measures.surface_change import compare_surfaces

pytestmark = pytest.mark.methods("7")


def surface(points, **options):
    return density_surface(points, **{"bandwidth_m": 400, "cell_m": 100, "bounds": BOX, **options})


HERE = dots((545_050, 258_050))


def test_by_hand():
    change = compare_surfaces(surface(HERE), surface(pd.concat([HERE] * 3)))
    peak = 3 / (np.pi * 0.4**2)
    assert change.floor_per_km2 == pytest.approx(1 / (np.pi * 0.4**2))
    assert change.ratio[0, 0] == pytest.approx(3)
    assert change.log_ratio[0, 0] == pytest.approx(np.log(3))
    assert change.difference[0, 0] == pytest.approx(2 * peak)
    # 3 cells east u = 3/4: the density (7/16)^2 = 0.19 of the peak, below a third of it: the floor is divided by
    assert change.thin[0, 3]
    assert change.ratio[0, 3] == pytest.approx(3 * 3 * (7 / 16) ** 2)
    assert (change.ratio[-1, -1], change.log_ratio[-1, -1], change.difference[-1, -1]) == (0, 0, 0)


def test_exposure_makes_months_comparable():
    year, month = surface(pd.concat([HERE] * 12)), surface(HERE)
    change = compare_surfaces(year, month, exposure_before=12, exposure_after=1)
    assert change.ratio[0, 0] == pytest.approx(1)
    assert np.allclose(change.difference, 0)


@settings(max_examples=20)
@given(st.integers(0, 99), st.integers(0, 99), st.floats(1e-3, 1e3))
def test_laws(a, b, floor):
    one, two = surface(many(9, seed=a)), surface(many(12, seed=b))
    there = compare_surfaces(one, two, floor_per_km2=floor)
    back = compare_surfaces(two, one, floor_per_km2=floor)
    assert np.isfinite(there.ratio).all()
    assert np.isfinite(there.log_ratio).all()
    assert np.allclose(there.log_ratio, -back.log_ratio)
    assert np.allclose(there.difference, -back.difference)
    both = ~there.thin & ~back.thin
    assert np.allclose(there.ratio[both] * back.ratio[both], 1)


@pytest.mark.real
@pytest.mark.skipif(not ORACLES.is_dir(), reason="the Memphis oracles are not here")
def test_memphis_against_sfhotspot():
    grid = pd.read_csv(ORACLES / "memphis_jan_grid1000_expected.csv", dtype={"cell_id": str})
    dual = pd.read_csv(ORACLES / "memphis_dual_kde_expected.csv")
    bounds = (grid["xmin"].min(), grid["ymin"].min(), grid["xmax"].max(), grid["ymax"].max())
    month, year = (
        density_surface(
            gpd.GeoSeries(gpd.points_from_xy(xy["x"], xy["y"]), crs=32615), bandwidth_m=2000, cell_m=1000, bounds=bounds
        )
        for xy in (pd.read_csv(ORACLES / f"memphis_{name}_points_epsg32615.csv") for name in ("jan", "2019"))
    )
    column, row = (((grid[a] - bounds[i]) / 1000).round().astype(int) for i, a in ((0, "xmin"), (1, "ymin")))
    change = compare_surfaces(year, month, floor_per_km2=1e-9)
    assert (dual["dual_ratio"].isna() == (year.values[row, column] == 0)).all()  # R: 0 / 0
    known = dual["dual_ratio"].notna()
    assert np.allclose(change.ratio[row, column][known], dual["dual_ratio"][known], rtol=1e-4, atol=1e-4)
    known = np.isfinite(dual["dual_log_jan_over_year"]) & (grid["kde_quartic_bw2000"] > 0.01)
    assert np.allclose(change.log_ratio[row, column][known], dual["dual_log_jan_over_year"][known], atol=2e-3)
    floored = compare_surfaces(year, month, floor_per_km2=0.5)
    high = (dual["kde_year_bw2000"] > 0.5 * SPATIAL_KDE).to_numpy()
    assert np.allclose(floored.ratio[row, column][high], dual["dual_ratio"][high], rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize(
    ("other", "options", "error", "words"),
    [
        (surface(HERE, cell_m=50), {}, PlaceError, "one grid"),
        (surface(HERE, bounds=tuple(b + 10 for b in BOX)), {}, PlaceError, "one grid"),
        (surface(HERE, bandwidth_m=300), {}, PlaceError, "one bandwidth"),
        (surface(HERE, kernel="gaussian"), {}, PlaceError, "one kernel"),
        (surface(HERE), {"floor_per_km2": 0}, PlaceError, "floor_per_km2"),
        (surface(HERE), {"exposure_after": 0}, SchemaError, "exposure_after"),
    ],
)
def test_refusals(other, options, error, words):
    with pytest.raises(error, match=words):
        compare_surfaces(surface(HERE), other, **options)
