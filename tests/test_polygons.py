"""Areas as surfaces: sound polygons, or a refusal that names the first."""

import geopandas as gpd
import pytest
import shapely

from vawg_geo.base.errors import PlaceError
from vawg_geo.sources.polygons import surfaces

SQUARE = shapely.box(0, 0, 2, 2)


def areas(*shapes, crs=27700):
    return gpd.GeoDataFrame(index=[f"E{n}" for n in range(len(shapes))], geometry=list(shapes), crs=crs)


def test_a_border_that_crosses_itself_is_mended():
    bow = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
    sound = surfaces(areas(bow, SQUARE))
    assert shapely.is_valid(sound).all()
    assert shapely.area(sound).tolist() == [2, 4]


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (areas(SQUARE, None), "have a shape each: 1 have none, the first is 'E1'"),
        (areas(SQUARE, shapely.Polygon()), "have a shape each: 1 have none"),
        (areas(SQUARE, shapely.Point(1, 1)), "be polygons: 1 are points or lines, the first is 'E1'"),
        (areas(SQUARE, crs=4326), "in metres .* not degrees"),
    ],
)
def test_what_nothing_can_lie_in_is_refused(table, words):
    with pytest.raises(PlaceError, match=words):
        surfaces(table)
