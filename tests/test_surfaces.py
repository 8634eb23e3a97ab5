"""suppress_surface: the plain surface finds every isolated event, ours none; all refusals."""

import geopandas as gpd
import numpy as np
import pytest
from scipy.ndimage import maximum_filter
from scipy.spatial import KDTree

from vawg_geo.base.errors import DisclosureError
from vawg_geo.measures.density import density_surface
from vawg_geo.publishing.surfaces import suppress_surface

pytestmark = [pytest.mark.methods("12"), pytest.mark.fault("D5")]


def events(seed):
    """A town centre of 200 events, and 25 isolated ones on a wide grid around it."""
    rng = np.random.default_rng(seed)
    grid = np.stack(np.meshgrid(np.arange(5), np.arange(5)), axis=-1).reshape(-1, 2) * 1_500.0
    alone = grid + rng.uniform(0, 300, (25, 2)) + [540_000, 250_000]
    centre = rng.normal([543_750, 253_750], 120, (200, 2))
    return np.vstack([alone, centre]), alone


def series(xy):
    return gpd.GeoSeries(gpd.points_from_xy(*np.asarray(xy).T), crs=27700)


def pinpointed(surface, alone, within_m=25):
    """The attack: every local peak of the surface is a guess at one event's place."""
    values = np.nan_to_num(surface.values, nan=0.0)
    peak = (values == maximum_filter(values, size=3)) & (values > 0)
    rows, columns = np.nonzero(peak)
    if not len(rows):
        return 0
    distance, _ = KDTree(np.column_stack([surface.x[columns], surface.y[rows]])).query(alone)
    return int((distance <= within_m).sum())


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("bandwidth_m", [50, 100])
def test_a_plain_surface_finds_every_isolated_event(seed, bandwidth_m):
    xy, alone = events(seed)
    assert pinpointed(density_surface(series(xy), bandwidth_m=bandwidth_m, cell_m=20), alone) == len(alone)


@pytest.mark.parametrize("kernel", ["quartic", "gaussian"])
@pytest.mark.parametrize("seed", range(3))
def test_ours_finds_none(seed, kernel):
    xy, alone = events(seed)
    plain = density_surface(series(xy), bandwidth_m=200, cell_m=40, kernel=kernel)
    ours = suppress_surface(plain, series(xy), threshold=5)
    assert pinpointed(plain, alone) > 0
    assert pinpointed(ours, alone) == 0
    assert np.isfinite(ours.values).any()  # the town centre is still there
    assert "of cells" in ours.notes[-1]


def test_a_shown_cell_has_the_places_it_needs():
    xy, _ = events(0)
    plain = density_surface(series(xy), bandwidth_m=200, cell_m=40)
    ours = suppress_surface(plain, series(xy), threshold=5)
    rows, columns = np.nonzero(np.isfinite(ours.values))
    for row, column in zip(rows, columns, strict=True):
        near = np.hypot(*(xy - [ours.x[column], ours.y[row]]).T) <= 200
        assert near.sum() >= 5
        assert ours.values[row, column] <= plain.values[row, column] + 1e-9
    assert np.isfinite(plain.values).all()  # the input stays as it was


def test_many_events_at_one_place_are_one_place():
    xy = np.vstack([np.tile([[540_000.0, 250_000.0]], (40, 1)), [[541_000.0, 250_000.0]]])
    plain = density_surface(series(xy), bandwidth_m=200, cell_m=40)
    assert np.isnan(suppress_surface(plain, series(xy), threshold=2).values).all()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"bandwidth_m": 100, "cell_m": 20}, "200 m or more, and is 100 m"),
        ({"cell_m": 50}, "a fifth of the bandwidth or less: take 40 m"),
        ({"cell_m": 10}, "finer than a tenth"),
        ({"n": 29}, "needs 30 events, and has 29"),
        ({"left_out": 1}, "225 events, and 224 points came"),
        ({"threshold": 0}, "threshold must be 1 or more"),
    ],
)
def test_what_must_not_leave_is_refused(change, words):
    xy, _ = events(0)
    xy = xy[: change.get("n", len(xy))]
    surface = density_surface(series(xy), bandwidth_m=change.get("bandwidth_m", 200), cell_m=change.get("cell_m", 40))
    with pytest.raises(DisclosureError, match=words):
        suppress_surface(surface, series(xy[change.get("left_out", 0) :]), threshold=change.get("threshold", 5))
