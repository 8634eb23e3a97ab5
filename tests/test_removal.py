"""Default points: the force's own list, read strictly."""

import pandas as pd
import pytest

from vawg_geo.base.errors import PlaceError
from vawg_geo.sources.removal import list_removed, read_default_points


def write(tmp_path, text):
    path = tmp_path / "default_points.csv"
    path.write_text(text, "utf-8-sig")
    return path


def test_points_on_the_grid(tmp_path):
    points = read_default_points(write(tmp_path, "easting,northing,what\n545000,258000,headquarters\n"))
    assert points.crs == "EPSG:27700"
    assert points.geometry.iloc[0].coords[0] == (545_000, 258_000)
    assert points["what"].tolist() == ["headquarters"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("easting,northing\n1,2\n", "no column what"),
        ("easting,northing,what\n1,x,y\n1,2,z\n", "1 lack one, the first is row 1"),
        ("easting,northing,what\n1,2,\n", "1 lack one"),
        ("", "nothing but blank lines"),
    ],
)
def test_refusals(tmp_path, text, words):
    with pytest.raises(PlaceError, match=words):
        read_default_points(write(tmp_path, text))


def test_nothing_removed_is_an_empty_list():
    none = pd.DataFrame({"removed_place": pd.Series(dtype="str"), "removed_why": pd.Series(dtype="str")})
    assert list_removed(none).columns.tolist() == ["place", "what", "n"]
    assert list_removed(none).empty
