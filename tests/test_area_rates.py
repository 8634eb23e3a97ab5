"""How far each area's rate is believed to lie from the rate of all."""

import numpy as np
import pandas as pd
import pytest

from vawg_geo.base.errors import SchemaError
from vawg_geo.measures.area_rates import believe_rates

N = pd.Series([0, 2, 5, 1, 12], index=list("abcde"))
PEOPLE = pd.Series([1500, 1600, 1700, 1400, 1550], index=list("abcde"))
pytestmark = pytest.mark.methods(4)


def test_hand_sum():
    """The worked values of METHODS 4."""
    found = believe_rates(N, PEOPLE)
    assert found["shrunk"].tolist() == pytest.approx([0.5769, 1.5328, 2.8681, 1.1543, 6.6172], abs=5e-5)
    assert found["ratio"].tolist() == pytest.approx((found["shrunk"] / 2.58065).tolist(), abs=1e-4)
    assert believe_rates(N, PEOPLE, years=2)["rate"].tolist() == (found["rate"] / 2).tolist()


def test_interval_is_the_posteriors():
    """An independent way: draws of the gamma prior weighed by each count's Poisson chance."""
    found = believe_rates(N, PEOPLE)
    mean, spread = 0.00258065, 5.97513e-6
    rates = np.random.default_rng(1).gamma(mean**2 / spread, spread / mean, 400_000)
    for area in "ae":
        chance = np.exp(N[area] * np.log(rates * PEOPLE[area]) - rates * PEOPLE[area])
        order = np.argsort(rates)
        mass = np.cumsum(chance[order]) / chance.sum()
        ends = rates[order][np.searchsorted(mass, [0.025, 0.975])] * 1000
        assert found.loc[area, ["low", "high"]].tolist() == pytest.approx(ends.tolist(), rel=0.03)


def test_chance_alone_tells_nobody_apart():
    found = believe_rates(pd.Series([5, 5, 5]), pd.Series([100, 100, 100]))
    assert found[["ratio", "ratio_low", "ratio_high"]].to_numpy() == pytest.approx(1)
    nothing = believe_rates(pd.Series([0, 0]), pd.Series([10, 10]))
    assert nothing["ratio"].isna().all()


@pytest.mark.parametrize(("n", "people", "years"), [([-1], [5], 1), ([1], [0], 1), ([1], [5], 0)])
def test_refuses(n, people, years):
    with pytest.raises(SchemaError):
        believe_rates(pd.Series(n), pd.Series(people), years=years)
