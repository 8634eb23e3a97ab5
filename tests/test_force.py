"""A force's file: paths are relative to it, unknown keys are refused."""

from pathlib import Path

import pytest

from vawg_geo.base.errors import ProfileError
from vawg_geo.base.force import read_force

TEXT = """
name = "Fenshire"
slug = "fenshire"
[areas.2021]
path = "areas.gpkg"
[[incidents]]
path = "extracts/incidents.csv"
source = "demo"
"""


def test_read(tmp_path):
    path = tmp_path / "force.toml"
    path.write_text(TEXT)
    force = read_force(path)
    assert force.at(force.areas["2021"].path) == tmp_path.resolve() / "areas.gpkg"
    assert force.at(Path("/abs")) == Path("/abs")
    assert force.incidents[0].source == "demo"


def test_unknown_key(tmp_path):
    path = tmp_path / "force.toml"
    path.write_text(TEXT + 'sauce = "x"\n')
    with pytest.raises(ProfileError, match=r"unknown key incidents\[0\]\.sauce"):
        read_force(path)


@pytest.mark.parametrize("own", ["", " ", "Team 7", "a\\nb", "x" * 61])
def test_a_post_that_no_page_can_name_is_refused(tmp_path, own):
    path = tmp_path / "force.toml"
    path.write_text(TEXT + f'[owners]\n"Crime registrar" = "{own}"\n')
    with pytest.raises(ProfileError, match=r"owners must be posts on one line.*Crime registrar"):
        read_force(path)
    path.write_text(TEXT + '[owners]\n"Crime registrar" = "Registrar"\n')
    assert read_force(path).owners == {"Crime registrar": "Registrar"}


def test_a_folder_or_nothing_in_its_place_is_told(tmp_path):
    with pytest.raises(ProfileError, match=r"is a folder; name the force\.toml in it"):
        read_force(tmp_path)
    with pytest.raises(ProfileError, match=r"no file force\.toml there; check the name"):
        read_force(tmp_path / "force.toml")


@pytest.mark.parametrize(
    ("extra", "words"),
    [
        ('data_cut = "05/04/2022"', r"incidents\[0\]\.data_cut must be a day .* written YYYY-MM-DD"),
        ('data_cut = "2022-02-30"', r"incidents\[0\]\.data_cut must be a day"),
        ('data_cut = "20220405"', r"incidents\[0\]\.data_cut must be a day"),
    ],
)
def test_a_data_cut_that_is_no_day_is_refused(tmp_path, extra, words):
    path = tmp_path / "force.toml"
    path.write_text(TEXT + extra)
    with pytest.raises(ProfileError, match=words):
        read_force(path)


def test_values_that_cannot_be_are_told_at_once(tmp_path):
    path = tmp_path / "force.toml"
    odd = 'meeting = "next week"\nextra_nights = ["2021-12-31", "24/12/2021"]\nretention_days = -1\n'
    path.write_text(odd + TEXT.replace('"fenshire"', '"../elsewhere"'))
    with pytest.raises(ProfileError, match=r"slug names .*extra_nights\[1\], meeting must be .*retention_days must be"):
        read_force(path)
