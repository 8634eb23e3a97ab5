"""density_surface: a double loop, scipy and scikit-learn, R's SpatialKDE, and the volume under it."""

import os
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import multivariate_normal

from vawg_geo.base.errors import PlaceError
from vawg_geo.measures.density import density_surface

pytestmark = pytest.mark.methods("7")
ORACLES = Path(os.environ.get("DATA", Path(__file__).parents[2] / "shared" / "data")).parent / "oracles"
SPATIAL_KDE = np.pi * 2**2 / 3  # R's figure is ours times pi h^2 / 3, h in km
BOX = (545_000, 258_000, 547_000, 259_500)


def dots(*xy, crs=27700):
    return gpd.GeoSeries([shapely.Point(p) for p in xy], crs=crs)


def many(n, seed=0):
    rng = np.random.default_rng(seed)
    return dots(*rng.uniform((545_000, 258_000), (547_000, 259_500), (n, 2)))


def test_one_point_by_hand():
    surface = density_surface(dots((545_050, 258_050)), bandwidth_m=200, cell_m=100)
    peak = 3 / (np.pi * 0.2**2)
    at = {(x, y): surface.values[j, i] for j, y in enumerate(surface.y) for i, x in enumerate(surface.x)}
    assert at[545_050, 258_050] == pytest.approx(peak)
    assert at[545_150, 258_050] == pytest.approx(peak * (1 - 1 / 4) ** 2)
    assert at[545_150, 257_950] == pytest.approx(peak * (1 - 1 / 2) ** 2)
    assert at[545_250, 258_050] == 0


def test_default_box_is_padded_and_snapped():
    surface = density_surface(dots((545_010, 258_020), (545_390, 258_020)), bandwidth_m=200, cell_m=100)
    assert (surface.x[0], surface.x[-1]) == (544_850, 545_550)
    assert (surface.y[0], surface.y[-1]) == (257_850, 258_250)
    assert surface.values.shape == (len(surface.y), len(surface.x)) == (5, 8)


@pytest.mark.parametrize("cell", [40, 130])
@pytest.mark.parametrize("kernel", ["quartic", "gaussian"])
def test_against_a_double_loop(cell, kernel):
    points = many(25)
    surface = density_surface(points, bandwidth_m=200, cell_m=cell, bounds=BOX, kernel=kernel)
    for j, i in [(0, 0), (3, 7), (len(surface.y) - 1, len(surface.x) - 1), (8, 2)]:
        far = np.hypot(points.x - surface.x[i], points.y - surface.y[j]) / 0.2 / 1000
        quartic = sum(3 / np.pi * (1 - u**2) ** 2 for u in far if u < 1)
        gaussian = sum(np.exp(-(u**2) / 2) / (2 * np.pi) for u in far)
        assert surface.values[j, i] == pytest.approx((quartic if kernel == "quartic" else gaussian) / 0.2**2, abs=1e-12)


def test_gaussian_against_scipy_and_scikit_learn():
    from sklearn.neighbors import KernelDensity

    points = many(60)
    surface = density_surface(points, bandwidth_m=300, cell_m=100, bounds=BOX, kernel="gaussian")
    cells = np.stack(np.meshgrid(surface.x, surface.y), axis=-1)
    xy = np.column_stack([points.x, points.y])
    summed = sum(multivariate_normal(p, 300**2).pdf(cells) for p in xy)
    fitted = KernelDensity(bandwidth=300, rtol=1e-12).fit(xy).score_samples(cells.reshape(-1, 2))
    assert np.allclose(surface.values, 1e6 * summed, rtol=1e-10)
    assert np.allclose(surface.values.ravel(), 60e6 * np.exp(fitted), rtol=1e-8)


@pytest.mark.parametrize(("kernel", "bounds"), [("quartic", None), ("gaussian", (543_000, 256_000, 549_000, 261_500))])
def test_volume_is_the_number_of_events(kernel, bounds):
    surface = density_surface(many(40), bandwidth_m=300, cell_m=50, bounds=bounds, kernel=kernel)
    assert surface.total == pytest.approx(40, rel=1e-4)
    assert surface.notes == ()


@settings(max_examples=25)
@given(st.lists(st.tuples(st.integers(0, 900), st.integers(0, 900)), min_size=1, max_size=8), st.randoms())
def test_laws(xy, random):
    def surface(pairs, **shift):
        east, north = shift.get("by", (0, 0))
        points = dots(*[(545_000 + a + east, 258_000 + b + north) for a, b in pairs])
        return density_surface(points, bandwidth_m=250, cell_m=50).values

    values = surface(xy)
    assert (values >= 0).all()
    assert np.allclose(surface([(b, a) for a, b in xy], by=(-287_000, 287_000)).T, values)  # x and y swapped
    assert np.allclose(surface(xy, by=(50, 100)), values)  # moved by whole cells
    assert np.allclose(surface(xy + xy), 2 * values)
    random.shuffle(xy)
    assert np.allclose(surface(xy), values)


def test_many_points_come_in_parts(monkeypatch):
    whole = {k: density_surface(many(50), bandwidth_m=200, cell_m=40, kernel=k).values for k in ("quartic", "gaussian")}
    monkeypatch.setattr("vawg_geo.measures.density._AT_ONCE", 300)
    for kernel, values in whole.items():
        assert np.allclose(density_surface(many(50), bandwidth_m=200, cell_m=40, kernel=kernel).values, values)


def test_nought_is_a_place_among_places_near_it():
    assert density_surface(dots((0, 0), (90, 0)), bandwidth_m=200, cell_m=40).n == 2


def test_nothing_and_single_cells():
    none = gpd.GeoDataFrame(geometry=[], crs=27700)
    empty = density_surface(none, bandwidth_m=200, cell_m=40, bounds=BOX)
    assert empty.total == 0
    assert empty.n == 0
    for bounds in [(545_000, 258_000, 545_100, 258_100), (545_000, 258_000, 545_100, 258_300)]:
        small = density_surface(dots((545_050, 258_050)), bandwidth_m=200, cell_m=100, bounds=bounds)
        assert small.values[0, 0] == pytest.approx(3 / (np.pi * 0.2**2))
    assert len(small.notes) == 2


@pytest.mark.real
@pytest.mark.skipif(not ORACLES.is_dir(), reason="the Memphis oracles are not here")
def test_memphis_against_spatial_kde():
    grid = pd.read_csv(ORACLES / "memphis_jan_grid1000_expected.csv", dtype={"cell_id": str}).set_index("cell_id")
    year = pd.read_csv(ORACLES / "memphis_dual_kde_expected.csv", dtype={"cell_id": str}).set_index("cell_id")
    for name, expected in (("jan", grid["kde_quartic_bw2000"]), ("2019", year["kde_year_bw2000"])):
        xy = pd.read_csv(ORACLES / f"memphis_{name}_points_epsg32615.csv")
        bounds = (grid["xmin"].min(), grid["ymin"].min(), grid["xmax"].max(), grid["ymax"].max())
        points = gpd.GeoSeries(gpd.points_from_xy(xy["x"], xy["y"]), crs=32615)
        surface = density_surface(points, bandwidth_m=2000, cell_m=1000, bounds=bounds)
        column, row = (((grid[a] - bounds[i]) / 1000).round().astype(int) for i, a in ((0, "xmin"), (1, "ymin")))
        ours = SPATIAL_KDE * surface.values[row, column]
        assert np.abs(ours - expected).max() < 1e-4 * expected.max() / 10
        assert np.allclose(ours, expected, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize(
    ("points", "options", "words"),
    [
        (dots((1, 2)), {"bandwidth_m": 0}, "bandwidth_m"),
        (dots((1, 2)), {"cell_m": -1}, "cell_m"),
        (dots((1, 2)), {"kernel": "conic"}, "quartic"),
        (dots((1, 2)), {"bounds": (0, 0, 0, 9)}, "west, south"),
        (dots((1, 2)), {"bounds": (0, 0, 1e7, 1e7)}, "cells"),
        (dots(), {}, "no points"),
        (dots((1, 2), crs=4326), {}, "metres"),
        (dots((1, 2), crs=None), {}, "metres"),
        (dots((1, 2), crs=2263), {}, "metres"),
        (gpd.GeoSeries([None, shapely.Point(1, 2)], index=["a", "b"], crs=27700), {}, "1 rows break this.*'a'"),
        (gpd.GeoSeries([shapely.box(0, 0, 1, 1)], crs=27700), {}, "be points"),
        (gpd.GeoSeries([shapely.Point(), shapely.Point(1, 2)], crs=27700), {}, "have a place.* first is row 0"),
        (dots((1, 2), (np.nan, 2)), {}, "have a place.* 1 rows break this, the first is row 1"),
        (dots((545_000, 258_000), (0, 0)), {}, r"true place, which \(0, 0\) is not.* 1 rows break this.* row 1"),
        ([(1, 2)], {}, "GeoSeries"),
    ],
)
def test_refusals(points, options, words):
    with pytest.raises(PlaceError, match=words):
        density_surface(points, **{"bandwidth_m": 200, "cell_m": 40, **options})
