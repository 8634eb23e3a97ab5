"""The county's figures computed again from scratch: plain pandas and numpy, nothing from `vawg_geo.measures`."""

from math import lgamma

import numpy as np
import pandas as pd
import pytest
from scipy import stats

pytestmark = pytest.mark.methods("3", "5", "6")
DAY = pd.Timedelta(days=1)
LAST = pd.Timestamp("2022-03-31")
YEAR, WINDOW = pd.Timestamp("2021-04-01"), pd.Timestamp("2019-04-01")  # first nights of 12 and of 36 months
PUBLIC = (
    "street", "licensed", "takeaway", "transport", "taxi", "car_park", "open_space", "hotel_lobby",
)  # fmt: skip
HALF_LIFE, K, TOP = 365, 15, 10
UNKNOWN, PARTLY = 13, 14  # reasons: victim not known; under half inside the hours


def share_at_night(begins: pd.Series, ends: pd.Series, opens=18, closes=6) -> np.ndarray:
    """Ask each minute of each span for its London hour: slow, and nothing to get wrong."""
    minutes = np.maximum((ends - begins).dt.total_seconds().to_numpy() // 60, 1).astype(int)
    row = np.repeat(np.arange(len(begins)), minutes)
    past = np.arange(len(row)) - np.repeat(np.cumsum(minutes) - minutes, minutes)
    utc = begins.dt.tz_convert("UTC").to_numpy(dtype="datetime64[s]")[row] + past.astype("timedelta64[m]")
    hour = pd.DatetimeIndex(utc, tz="UTC").tz_convert("Europe/London").hour.to_numpy()
    inside = (hour >= opens) | (hour < closes)
    return np.bincount(row, inside, len(begins)) / np.bincount(row, minlength=len(begins))


@pytest.fixture(scope="module")
def own(case):
    """Every record with its night, share of the night's hours and the first reason to leave it out."""
    t = pd.DataFrame(case.incidents.drop(columns="geometry"))
    middle = t["occurred_from"] + (t["occurred_to"] - t["occurred_from"]) / 2
    t["night"] = (middle.dt.tz_localize(None) - pd.Timedelta(hours=6)).dt.floor("D")
    span = t["occurred_to"] - t["occurred_from"]
    tests = [
        t["status"] != "live",
        ~t["scope"].isin(["core", "female_victim"]),
        t["victim_sex"].isin(["M", "X"]) | (t["victim_age"] < 10),
        t["recorded_on"] - t["occurred_to"] > 365 * DAY,
        t["online"].fillna(value=False).astype(bool) | (t["place_type"] == "online") | (t["located"] == "online"),
        ~t["place_type"].isin(PUBLIC),
        t["located"] == "default_point",
        (t["geocode_quality"] != "good") | (t["located"] == "unlocated"),
        t["located"] == "excluded",
        (t["located"] == "outside") | t["area"].isna(),
        span > DAY,
    ]
    plain = [test.fillna(value=False).to_numpy(bool) for test in tests]
    t["why"] = np.select(plain, range(1, len(plain) + 1), 0)
    rest = t["why"] == 0  # of all six years
    t.loc[rest, "nte"] = share_at_night(t.loc[rest, "occurred_from"], t.loc[rest, "occurred_to"])
    unknown = t["victim_sex"].isna() | t["victim_age"].isna()
    t.loc[rest, "why"] = np.select([t["nte"] <= 0, unknown, t["nte"] < 0.5], [UNKNOWN - 1, UNKNOWN, PARTLY], 0)[rest]
    t["weekend"] = t["night"].dt.day_of_week.isin([4, 5])
    return t


@pytest.fixture(scope="module")
def events(own):
    return own[(own["why"] == 0) & own["night"].between(WINDOW, LAST)]


def test_flow_and_members(own, events, found):
    inside = own["night"].between(WINDOW, LAST)
    steps = own.loc[inside, "why"].value_counts().reindex([*range(1, PARTLY + 1), 0], fill_value=0)
    counted = [len(own), int((~inside).sum()), *steps]
    assert found.flow["n"].tolist() == counted
    assert set(found.events.index) == set(events.index)
    here = events.loc[found.events.index]
    assert np.allclose(here["nte"].astype(float), found.events["nte"], atol=1e-3)  # whole minutes here
    assert (here["night"] == found.events["night"]).all()
    assert (here["weekend"] == found.events["weekend"]).all()


def test_place_counts(events, found):
    year = events[events["night"] >= YEAR]
    groups = year.groupby("area")
    victims = groups["victim"].nunique() + groups["victim"].apply(lambda v: v.isna().any())
    plain = pd.DataFrame(
        {
            "n12": groups.size(),
            "n_month": year[year["night"] >= "2022-03-01"].groupby("area").size(),
            "nights12": groups["night"].nunique(),
            "victims12": victims,
            "harm12": groups["harm"].sum(),
        }
    )
    plain = plain.reindex(found.scores.index).fillna(0)
    assert np.allclose(plain, found.scores[list(plain)].astype(float))
    largest = groups["harm"].max() / groups["harm"].sum()
    assert np.allclose(found.scores["largest_share"].dropna(), largest.sort_index().dropna())


def faded(events):
    age = (pd.Timestamp("2022-04-01", tz="Europe/London") - events["occurred_to"]) / DAY
    return events.assign(d=0.5 ** (age.clip(lower=0) / HALF_LIFE))


def prior(n, d):
    """Marshall's moments with equal exposure and phi."""
    m, phi = n.mean(), (d**2).sum() / d.sum()
    return m, max(((n - m) ** 2).mean() - phi * m, 0.0), phi


def test_shrunk_harm_within_strata(case, events, found):
    years = HALF_LIFE / np.log(2) * (1 - 0.5 ** (3 * 365.25 / HALF_LIFE)) / 365.25
    e = faded(events)
    for codes in case.areas.groupby("stratum").groups.values():
        here = e[e["area"].isin(codes)]
        n = here.groupby("area")["d"].sum().reindex(codes).fillna(0.0)
        harm = (here["d"] * here["harm"]).groupby(here["area"]).sum().reindex(codes).fillna(0.0)
        m, a, phi = prior(n, here["d"])
        count = m + a / (a + phi * m) * (n - m)
        hbar = harm.sum() / n.sum()
        assert np.allclose(found.scores.loc[codes, "expected_n"], count / years)
        assert np.allclose(found.scores.loc[codes, "shrunk_harm"], count * (harm + K * hbar) / (n + K) / years)


def test_chances_by_brute_force(case, events, found):
    rng, draws = np.random.default_rng(99), 2_000
    e, codes = faded(events), case.areas.index
    harm = np.zeros((draws, len(codes)))
    for group in case.areas.groupby("stratum").groups.values():
        here = e[e["area"].isin(group)]
        n = here.groupby("area")["d"].sum().reindex(group).fillna(0.0)
        m, a, _ = prior(n, here["d"])
        p = here.groupby("harm")["d"].sum() / here["d"].sum()
        cells = here.pivot_table(index="area", columns="harm", values="d", aggfunc="sum").reindex(group).fillna(0.0)
        for code in group:
            rate = rng.gamma(n[code] + m**2 / a, 1 / (1 + m / a), draws)
            mix = rng.dirichlet(cells.loc[code] + K * p, draws)
            harm[:, codes.get_loc(code)] = rate * (mix @ p.index.to_numpy())
    ranks = stats.rankdata(-harm, axis=1)
    p_top = (ranks <= TOP).mean(axis=0)
    spread = np.sqrt(p_top * (1 - p_top) * (1 / draws + 1 / 4_000))
    assert (np.abs(p_top - found.scores["p_top"]) < 4.5 * spread + 2e-3).all()
    sure = found.listed.index
    low, high = (np.quantile(ranks, q, axis=0)[codes.get_indexer(sure)] for q in (0.05, 0.95))
    assert np.abs(low - found.listed["rank_low"]).max() <= 1
    assert (np.abs(high - found.listed["rank_high"]) <= 2 + 0.1 * high).all()


def test_gistar(case, found):
    from esda.getisord import G_Local
    from libpysal.weights import Queen

    assert case.areas.geometry.is_valid.all()
    w = Queen.from_dataframe(case.areas, use_index=True, silence_warnings=True)
    n = found.scores["n"].astype(float)
    plain = G_Local(n.to_numpy(), w, transform="B", permutations=0, star=True)
    assert np.allclose(plain.Zs, found.scores["z"])


def e_test(a, b, t0, t1):
    """Krishnamoorthy & Thomson, one cell of the grid at a time, in logs."""
    rate = (a + b) / (t0 + t1)

    def tilt(x, y):
        return abs(y / t1 - x / t0) / np.sqrt(max(x + y, 1) / (t0 * t1))

    def chance(x, mean):
        return np.exp(x * np.log(mean) - mean - lgamma(x + 1))

    most = int(a + b + 12 * np.sqrt(a + b) + 25)
    seen = tilt(a, b) * (1 - 1e-9)
    return sum(
        chance(x, rate * t0) * chance(y, rate * t1) for x in range(most) for y in range(most) if tilt(x, y) >= seen
    )


def test_changes(own, events, found):
    before = events[events["night"].between(YEAR - pd.DateOffset(years=1), YEAR - DAY)].groupby("area").size()
    after = events[events["night"] >= YEAR].groupby("area").size()
    pairs = pd.DataFrame({"a": before, "b": after}).reindex(found.scores.index).fillna(0).astype(int)
    rows = found.changes.drop(index="all")
    assert (rows[["before", "after"]].to_numpy() == pairs.to_numpy()).all()
    tested = pairs[pairs.sum(axis=1) >= 10]
    assert set(rows.index[rows["p"].notna()]) == set(tested.index)
    for area in tested.index[tested.sum(axis=1).between(10, 45)][::4]:
        assert rows.loc[area, "p"] == pytest.approx(e_test(*pairs.loc[area], 365, 365), rel=1e-6)
    p = rows["p"].dropna().sort_values()
    passed = np.flatnonzero(p.to_numpy() <= 0.05 * np.arange(1, len(p) + 1) / len(p))
    assert set(rows.index[rows["told"]]) == set(p.index[: passed.max() + 1] if len(passed) else [])


def test_peak_windows(events, found):
    year = events[events["night"] >= YEAR]
    given = found.listed[found.listed["peak_text"].str.match(r"[A-Z][a-z]{2} ")]
    assert len(given) >= 4
    for area, text in given["peak_text"].items():
        day, hours = text.split(" ")
        here = year[year["area"] == area]
        half = np.zeros(24)  # half hours of that weekday's night from 18:00, filled minute by minute
        for begins, ends in zip(here["occurred_from"], here["occurred_to"], strict=True):
            n = max(int((ends - begins).total_seconds() // 60), 1)
            wall = pd.date_range(begins, periods=n, freq="min").tz_localize(None)
            evening = wall - pd.Timedelta(hours=6)
            slot = ((wall.hour * 60 + wall.minute - 18 * 60) % 1_440 // 30).to_numpy()
            mine = (evening.day_name().str[:3] == day) & (slot < 24)
            np.add.at(half, slot[mine], 1 / n)
        every = [(size, -round(half[at : at + size].sum(), 6), at) for size in range(1, 25) for at in range(25 - size)]
        size, _, at = min(window for window in every if -window[1] >= half.sum() / 2 - 1e-6)
        clock = [f"{(18 + x // 2) % 24:02d}:{30 * (x % 2):02d}" for x in (at, at + size)]
        assert hours == "-".join(clock)


def test_headline(own, found):
    own = own[own["night"].between("2022-03-01", LAST)]
    march = own[own["weekend"] & own["why"].isin([0, UNKNOWN, PARTLY])]
    every = own[own["why"].isin([0, PARTLY])]
    floor = march[march["why"] != UNKNOWN]
    head = found.headline
    assert head.nights == 8
    assert head.n == pytest.approx(floor["nte"].sum(), abs=0.02)
    assert head.ceiling == pytest.approx(march["nte"].sum(), abs=0.02)
    assert head.other_nights == pytest.approx(every["nte"].sum() - floor["nte"].sum(), abs=0.05)


def young_months(own):
    """Weekend nights' weighted counts by month, each with what was recorded by the fifth of the next month."""
    rows = own[own["why"].isin([0, PARTLY]) & own["weekend"] & (own["night"] <= LAST)]
    ended = rows["night"].dt.to_period("M").dt.end_time.dt.floor("D") + 6 * DAY
    rows = rows[rows["recorded_on"].dt.tz_localize(None) < ended]
    counts = rows.groupby(rows["night"].dt.strftime("%Y-%m"))["nte"].sum()
    nights = pd.date_range("2016-04-01", LAST)
    nights = nights[nights.day_of_week.isin([4, 5])].strftime("%Y-%m").value_counts().sort_index()
    return counts.reindex(nights.index), nights


def test_expected_range(own, found):
    """The range again: months as they looked five days after their end, a regression by hand, draws of its own."""
    counts, nights = young_months(own)
    import statsmodels.api as sm

    number = np.array([int(month[5:]) for month in counts.index])
    x = np.column_stack([np.ones(len(counts)), np.linspace(-1, 1, len(counts)), *[number == k for k in range(2, 13)]])
    y, train = counts.to_numpy()[:-1], x[:-1].astype(float)
    alpha = 0.0
    for _ in range(8):
        family = sm.families.NegativeBinomial(alpha=alpha) if alpha else sm.families.Poisson()
        fit = sm.GLM(y, train, family=family, offset=np.log(nights.to_numpy()[:-1])).fit()
        grid = np.linspace(0, 0.5, 5_001)
        pearson = [((y - fit.mu) ** 2 / (fit.mu + g * fit.mu**2)).sum() for g in grid]
        alpha = float(grid[int(np.argmin(np.abs(np.array(pearson) - (len(y) - train.shape[1]))))])
        alpha = 0.0 if pearson[0] <= len(y) - train.shape[1] else alpha
    rng = np.random.default_rng(7)
    beta = rng.multivariate_normal(fit.params, fit.cov_params(), 40_000)
    mean = nights.iloc[-1] * np.exp(beta @ x[-1].astype(float))
    mean = rng.gamma(1 / alpha, alpha * mean) if alpha else mean
    drawn = rng.poisson(mean)
    low, high = np.quantile(drawn, [0.1, 0.9]) / 8
    assert found.headline.low == pytest.approx(low, abs=0.26)  # two offences of eight nights: draws of both sides
    assert found.headline.high == pytest.approx(high, abs=0.26)


def test_held_out_capture(case, own, found):
    """Every third month end back from March 2021: last year's list by raw harm, and what the next year held."""
    e = own[(own["why"] == 0) & own["night"].between("2016-04-01", LAST)]
    month = e["night"].dt.to_period("M")
    caught = whole = 0.0
    origins = [pd.Period("2021-03", "M") - 3 * back for back in range(13)]
    for origin in origins:
        raw = e[(month > origin - 12) & (month <= origin)].groupby("area")["harm"].sum().sort_index()
        first = raw.sort_values(ascending=False, kind="stable").index[:TOP]
        later = e[(month > origin) & (month <= origin + 12)]
        caught += later.loc[later["area"].isin(first), "harm"].sum()
        whole += later["harm"].sum()
    row = found.capture.set_index(["method", "horizon_months"]).loc[("last 12 months' raw harm", 12)]
    assert row["origins"] == len(origins)
    assert row["share_harm"] == pytest.approx(caught / whole)
    assert row["share_places"] == pytest.approx(TOP / len(case.areas))


def test_coverage(events, found):
    patrol = share_at_night(events["occurred_from"], events["occurred_to"], 22, 3) * events["weekend"]
    overall = patrol.sum() / events["nte"].sum()
    groups = events["area"]
    inside, every = patrol.groupby(groups).sum(), events["nte"].groupby(groups).sum()
    share = (inside + 15 * overall) / (every + 15)
    order = found.listed.index[found.listed["tier"].isin(["A", "B"])]
    harm = found.scores["shrunk_harm"]
    covered = (harm * share).reindex(order).cumsum() / harm.sum()
    assert np.allclose(found.curve["share"], covered, atol=1e-4)
    assert found.curve["officer_hours"].tolist() == [k * 10 * 5 * 2 for k in range(1, len(order) + 1)]  # April: 5 + 5
