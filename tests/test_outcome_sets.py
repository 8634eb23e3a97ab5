"""Which outcomes make a prosecution possible is a force's own choice, refused where it cannot be counted."""

import pytest

from vawg_geo.base.errors import ProfileError
from vawg_geo.base.force import read_force
from vawg_geo.base.outcome_sets import OutcomeSet, assumed_set

pytestmark = pytest.mark.methods("10")
TEXT = """
name = "Fenshire"
slug = "fenshire"
incidents = []
[areas.2021]
path = "areas.gpkg"
"""


def forced(folder, text):
    (folder / "force.toml").write_text(TEXT + text)
    return read_force(folder / "force.toml").outcomes.prosecution_possible


def test_a_force_that_names_none_has_the_assumed_eight(tmp_path):
    held = forced(tmp_path, "")
    assert held == assumed_set()
    assert (held.codes, held.assumed) == (tuple("12345678"), True)
    assert held.words == "prosecution possible (codes 1 to 8, assumed)"


def test_a_force_names_its_own(tmp_path):
    held = forced(
        tmp_path, '[outcomes.prosecution_possible]\nname = "positive outcome"\ncodes = ["22", "1", "2", "3"]\n'
    )
    assert (held.name, held.assumed, held.listed) == ("positive outcome", False, "1 to 3 and 22")
    assert OutcomeSet("x", ("1",)).listed == "1"
    assert OutcomeSet("x", ("1", "2", "8")).listed == "1, 2 and 8"


@pytest.mark.parametrize(
    ("own", "cure"),
    [
        ('name = "x"\ncodes = ["1", "99"]', r"must not hold 99; the Home Office's codes are 1, 2.*22"),
        ('name = "x"\ncodes = ["0", "1"]', 'must not hold "0".*leave it out'),
        ('name = "x"\ncodes = ["1", "16"]', "must not hold 16, told apart"),
        ('name = "x"\ncodes = ["2"]', 'must hold "1"'),
        ('name = "x"\ncodes = []', 'must hold "1"'),
        ('name = "x"\ncodes = ["1", "1"]', "each code once"),
        ('name = " "\ncodes = ["1"]', "name must not be empty"),
        ('name = "codes 1-9"\ncodes = ["1"]', "no figures"),
        ('name = "x"\ncodes = [1]', "text in quotes"),
        ('codes = ["1"]', "missing key outcomes.prosecution_possible.name"),
        ('name = "x"\ncodes = ["1"]\nassumed = true', "unknown key outcomes.prosecution_possible.assumed"),
    ],
)
def test_a_set_that_cannot_be_counted_is_refused_with_the_cure(tmp_path, own, cure):
    with pytest.raises(ProfileError, match=cure):
        forced(tmp_path, f"[outcomes.prosecution_possible]\n{own}\n")
