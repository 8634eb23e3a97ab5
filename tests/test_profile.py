"""Profiles: shipped ones load; what is wrong is refused by name."""

import pytest

from vawg_geo.base.errors import PeriodError, ProfileError
from vawg_geo.base.profile import Profile, read_profile
from vawg_geo.base.shipped import shipped

SHIPPED = sorted(path.stem for path in shipped("profiles").glob("*.toml"))


@pytest.mark.parametrize("name", SHIPPED)
def test_each_shipped_profile_loads_and_has_its_notebook(name):
    profile = read_profile(name)
    assert profile.name == name
    assert (shipped("notebooks") / f"{profile.notebook}.ipynb").is_file()
    assert profile.question.endswith("?")


def test_there_are_shipped_profiles():
    assert {"nte_monthly", "open_data"} <= set(SHIPPED)


def write(tmp_path, text):
    path = tmp_path / "own.toml"
    path.write_text('name = "own"\ntitle = "t"\nquestion = "q?"\nnotebook = "n"\n' + text)
    return path


def test_defaults_are_policy(tmp_path):
    profile = read_profile(write(tmp_path, ""))
    assert (profile.score.k, profile.score.top, profile.score.draws) == (15, 10, 4_000)
    assert (profile.windows.evidence_months, profile.tiers.a, profile.tiers.b) == (36, 0.8, 0.5)
    assert profile == Profile("own", "t", "q?", "n")


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        ("[score]\nkay = 3\n", ProfileError, r"own\.toml: unknown key score\.kay"),
        ('[nte]\nbegins = "25:00"\n', PeriodError, "HH:MM"),
        ('[nte]\nweekend = ["Freitag"]\n', ProfileError, "weekend must hold days"),
        ('[marking]\ninternal = ""\n', ProfileError, "without a marking does not render"),
        ("[score]\ndraws = 3999\n", ProfileError, "draws must be at least 4,000"),
        ('audiences = ["press"]\n', ProfileError, "'press' has no marking"),
    ],
)
def test_refusals(tmp_path, text, error, words):
    with pytest.raises(error, match=words):
        read_profile(write(tmp_path, text))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("nte_montly", r"\(did you mean nte_monthly\?\); there are: .*nte_monthly"),
        ("BOARD-TABLES", "did you mean board_tables"),
        ("../profiles/zebra", "name; there are: .*nte_monthly"),
        ("nope/nte_monthly.toml", "named without .toml: nte_monthly"),
        ("nope/zebra.toml", "cannot be read"),
    ],
)
def test_unknown_profile_names_the_likely_one_and_those_there_are(name, words):
    with pytest.raises(ProfileError, match=words):
        read_profile(name)
