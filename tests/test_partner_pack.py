"""The partnership pack: METHODS 12 obeyed over every edition, totals those of the profiles, nothing missing unsaid."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from partner_made import LAST, PROFILE, Onlooker, county, guarded, noted, pack_of, release
from people_made import study_of

from vawg_geo.base.errors import DisclosureError
from vawg_geo.base.profile import read_profile
from vawg_geo.publishing import ladder
from vawg_geo.publishing.chapters import auditresults, dash, journey, orders, voice
from vawg_geo.publishing.chapters._performance_support import support_blocks
from vawg_geo.publishing.disclosure import RULES, rule_for
from vawg_geo.publishing.ladder import climb
from vawg_geo.publishing.ledger import empty_ledger
from vawg_geo.publishing.partner.cells import OFFENCES, PackTable, Periods, grid, join, lines, shares
from vawg_geo.publishing.partner.guard import published_rows, tally
from vawg_geo.publishing.partner.offences import (
    ABUSE,
    COLUMNS,
    IN_SEXUAL,
    SEXUAL,
    count_disability,
    count_ethnicity,
    kinds_of,
)
from vawg_geo.publishing.partner.share_tables import share_table, wide
from vawg_geo.publishing.release import make_releases, write_released
from vawg_geo.publishing.release_cells import RECORDED, TOTAL, WHOLE
from vawg_geo.publishing.report.report import profile_report

pytestmark = pytest.mark.methods("12")
PERIODS = Periods(LAST)
YEAR, BEFORE = PERIODS.spans()


@pytest.fixture(scope="module")
def report(case):
    return county(case)[0]


@pytest.fixture(scope="module")
def pack(report):
    return {table.name: table for table in report.pack.tables}


@pytest.fixture(scope="module")
def shown(case):
    return county(case)[1]


def count(table, row, column=TOTAL, period=YEAR):
    cells = table.cells
    own = cells[(cells["row"] == row) & (cells["column"] == column) & (cells["period"] == period)]
    return int(own["n"].iloc[0])


def held(study, name):
    return study.book.entries[name].table


# The same totals as everywhere


def test_offences_are_those_of_the_three_profiles(case, pack):
    full, abuse, sexual = (study_of(case, name) for name in ("vawg_full", "da", "sso"))
    offences = pack[OFFENCES]
    for period, rows in ((YEAR, "now"), (BEFORE, "earlier")):
        assert count(offences, WHOLE, TOTAL, period) == len(getattr(full, rows))
        assert count(offences, WHOLE, ABUSE, period) == len(getattr(abuse, rows))
        outside = count(offences, WHOLE, SEXUAL, period)
        assert outside + count(pack["kinds"], ABUSE, IN_SEXUAL, period) == len(getattr(sexual, rows))


def test_every_table_adds_up(pack):
    cells = pack[OFFENCES].cells
    year = cells[cells["period"] == YEAR]
    inner = year[year["level"] == "district"]
    force = year[year["level"] == "force"].set_index("column")["n"]
    assert inner.groupby("column")["n"].sum().to_dict() == force.to_dict()
    for table in (one for one in pack.values() if len(one.cells)):
        wide_cells = table.cells.pivot_table(index=["period", "row"], columns="column", values="n")
        parts = wide_cells.columns.difference([TOTAL])
        if len(parts):
            assert (wide_cells[parts].sum(axis=1) == wide_cells[TOTAL]).all(), table.name


def test_figures_agree_with_the_internal_chapters(case, pack):
    abuse = study_of(case, "da")
    dash.write(abuse)
    grades = held(abuse, "dash_grades")
    for grade in grades.index.drop("All"):
        assert count(pack["risk"], grade) == grades.loc[grade, "now"]
        assert count(pack["risk"], grade, period=BEFORE) == grades.loc[grade, "before"]
    journey.write(abuse)
    steps = held(abuse, "journey_da")
    told = pack["journey"].cells
    own = told[told["row"].str.startswith("Domestic abuse") & (told["column"] == "yes")]
    assert len(own) == 5
    for row, n in own[["row", "n"]].itertuples(index=False):
        name = next(step for step in steps.index if row.lower().endswith(step.lower()))
        assert n == steps.loc[name, "n"]
    own = study_of(case, "partner_pack")
    orders.write(own)
    for event in orders._EVENTS:
        assert count(pack[f"orders_{event}"], WHOLE) == held(own, "orders_types").loc[orders.ALL, f"{event}_now"]


def test_services_agree_with_the_internal_chapters(case, pack):
    full = study_of(case, "vawg_full")
    support_blocks(full)
    referrals = held(full, "performance_referrals")
    for service in referrals.index:
        assert count(pack["referrals"], service) == referrals.loc[service, "n"]
        assert count(pack["referrals"], service, "yes") == referrals.loc[service, "x"]
    standards = held(full, "performance_support")
    for row in set(pack["support"].cells["row"]):
        assert count(pack["support"], row, "yes") == standards.loc[row, "n"]
        assert count(pack["support"], row) == standards.loc[row, "d"]
    voice.write(full)
    panel = held(full, "voice_panel")
    assert {row: count(pack["panel"], row, "yes") for row in panel.index} == panel["n"].to_dict()
    audited = study_of(case, "audit_sample")
    auditresults.write(audited)
    whole = held(audited, "auditresults_codes").loc["all"]
    last = pack["audit"].extra.iloc[-1]
    assert count(pack["audit"], last["row"], "yes", last["period"]) == whole["x"]
    assert last[["share", "low", "high"]].to_numpy(float) == pytest.approx(
        whole[["share", "low", "high"]].to_numpy(float)
    )


# What an edition shows


def test_no_shown_count_is_small_and_every_large_table_is_shown(shown, pack):
    for name, one in shown.items():
        rule = rule_for("partner", one.table.statistic)
        assert one.figures["value"].dropna().ge(rule.threshold).all()
        truth = pack[name].cells.set_index(["row", "column", "period"])["n"]
        told = one.figures.dropna().set_index(["row", "column", "period"])["value"]
        assert (truth.reindex(told.index) == told).all()
    children = {name for name, one in shown.items() if one.rule.threshold == RULES["partner"].csa_threshold}
    assert {OFFENCES, "referrals", "risk", "outcomes"} <= children
    assert tally(shown).set_index("name").loc[["referrals", "panel", "outcomes"], "hidden"].eq(0).all()
    assert tally(shown)["hidden"].sum() >= 10  # the county has small cells, and what guards them


def test_no_place_below_district_is_counted(pack, case):
    rows = {row for table in pack.values() for row in table.cells["row"]}
    assert rows.isdisjoint(case.areas.index)
    assert rows.isdisjoint(set(case.areas["alias"]) - set(case.areas["district"]))


def test_groups_of_people_are_told_only_where_enough_is_known(case, pack):
    known = {row: count(pack["known"], row, "yes") / count(pack["known"], row) for row in ("Ethnicity", "Disability")}
    assert known["Ethnicity"] < 0.8
    assert pack["ethnicity"].lacks == "partner.ethnicity_unknown"
    people = case.people.copy()
    people["ethnicity"] = people["ethnicity"].astype("object").where(people.index % 50 > 0, None).fillna("W1")
    whole = study_of(replace(case, people=people), "public_yearly")
    rows = whole.rows.join(kinds_of(whole.rows))
    cells = count_ethnicity(whole, rows).cells
    assert cells.loc[cells["row"] == WHOLE, "n"].iloc[0] == cells.loc[cells["row"] != WHOLE, "n"].sum() > 0
    assert count_disability(whole, rows).lacks == "partner.disability_unknown"


# Rules of hiding, on small tables


def made(rows, kind=grid, name="panel", period=YEAR):
    table = pd.DataFrame(rows, index=[f"r{at}" for at in range(len(rows))]).rename(columns=str)
    return PackTable(name, kind(table.rename(columns={"0": "a", "1": "b", "2": "c"}), period))


def values(shown, name="panel"):
    return wide(shown[name], YEAR)


def test_a_line_is_whole_or_not_at_all_beside_its_base():
    table = values(guarded(pack_of(made([[30, 3], [12, 40], [33, 0]], lines))))
    assert table.loc["r0", ["a", "b"]].isna().all()
    assert table.loc["r0", TOTAL] == 33
    assert table.loc["r1"].tolist() == [12, 40, 52]
    assert table.loc["r2", ["a", "b"]].isna().all()


def test_lines_on_a_hidden_base_are_hidden_with_it():
    few = made([[2, 2], [1, 3], [9, 9]], lines)
    table = values(guarded(pack_of(few)))
    assert table.loc[["r0", "r1"]].isna().all().all()
    assert table.loc["r2"].notna().all()


def test_a_table_without_its_total_says_nothing():
    assert guarded(pack_of(made([[1], [2]])))["panel"].lacks == "partner.all_hidden"


def test_a_line_stands_only_where_the_table_of_offences_shows_its_base():
    few = pd.DataFrame([[3, 40]], index=[WHOLE], columns=["Domestic abuse", "other"])
    offences = PackTable(OFFENCES, lines(few, YEAR).assign(level="force"))
    risk = replace(made([[20], [30]], name="risk"), anchors={(WHOLE, YEAR): (ABUSE, YEAR)})
    told = guarded(pack_of(offences, risk))
    assert told[OFFENCES].value(WHOLE, ABUSE, YEAR) is None
    assert told["risk"].lacks == "partner.anchor_hidden"


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("kind", "shape"), [(grid, (4, 3)), (grid, (5, 1)), (lines, (4, 2))])
def test_nobody_bounds_a_hidden_count_of_any_table(seed, kind, shape):
    """Two editions of one table, small numbers, rolling by a quarter: the onlooker is left with the width."""
    rng = np.random.default_rng(seed)
    quarters = rng.poisson(rng.choice([1, 4, 12], size=shape), size=(5, *shape))
    past, rule = empty_ledger(), rule_for("partner", "partner_panel")
    for at, month in enumerate((LAST - 3, LAST)):
        table = made(quarters[at : at + 4].sum(axis=0), kind, period=Periods(month).year)
        one = guarded(pack_of(table), past, month)
        past = noted(past, published_rows(one), month)
    if past.empty:
        return
    onlooker = Onlooker(past, "partner_panel")
    hidden = past[past["value"].isna()][["row", "column", "period"]].drop_duplicates()
    for cell in hidden.itertuples(index=False):
        low, high = onlooker.bound(cell)
        assert high - low >= rule.width, cell


def test_the_onlooker_does_find_what_is_there():
    rows = published_rows(guarded(pack_of(made([[30, 3], [12, 40]]))))
    cells = made([[30, 3], [12, 40]]).cells
    naive = rows.assign(value=cells["n"].astype("Int64").mask(cells["n"] < 5).to_numpy(), row=cells["row"].to_numpy(),
                        column=cells["column"].to_numpy(), parts=cells["parts"].to_numpy())  # fmt: skip
    low, high = Onlooker(naive, "partner_panel").bound(("r0", "b", YEAR))
    assert (low, high) == (3, 3)


# Many editions


@pytest.mark.fault("D3", "D4")
@pytest.mark.parametrize("quarters", [2, pytest.param(5, marks=pytest.mark.slow)])
def test_quarterly_editions_tell_nobody_a_small_count(case, report, quarters):
    """Editions of the pack and the public's year between them; all that was released, attacked at the end."""
    past = empty_ledger()
    for back in range(quarters - 1, -1, -1):
        month = LAST - 3 * back
        known = report.pack if month == LAST else None
        shown, past = release(past, case, month, pack=known)
        for name in (OFFENCES, "referrals", "risk", "outcomes", "panel"):  # it is not safe by showing nothing
            assert shown[name].step.name == "kinds"
            assert shown[name].figures["value"].notna().mean() > 0.8
        if month == LAST - 3:
            public = read_profile("public_yearly")
            recorded = profile_report(case, profile=public, month=month).recorded
            made_public = make_releases(case, recorded, profile=public, month=month)
            past = noted(past, made_public["public"].published, month, profile=public.name)
    for table in past["table"].unique():
        rule, onlooker = rule_for("partner", table), Onlooker(past, table)
        hidden = past[(past["table"] == table) & past["value"].isna() & (past["audience"] == "partner")]
        for cell in hidden[["row", "column", "period"]].drop_duplicates().itertuples(index=False):
            low, high = onlooker.bound(cell)
            assert high - low >= rule.width, (table, cell)


def small_cells(counts):
    rows = [("district", f"D{at}", TOTAL, YEAR, f"Z{at}", f"D{at}", n) for at, n in enumerate(counts)]
    rows.append(("force", WHOLE, TOTAL, YEAR, ";".join(f"Z{at}" for at in range(len(counts))), "", sum(counts)))
    return pd.DataFrame(rows, columns=["level", "row", "column", "period", "parts", "district", "n"])


def test_the_public_is_told_nothing_that_opens_a_partners_hidden_count():
    """The whole and D2 were told to partners; the public's rounded 15 for D0 would leave 3 to 7 for D1's hidden 6."""
    cells = small_cells([14, 6, 0, 200])
    told = cells.assign(value=pd.array([None, None, None, 200, 220], dtype="Int64"), rounded_to=0)
    told.loc[2, "value"] = 0  # as an older rule may have shown it
    past = noted(empty_ledger(), told.assign(table=RECORDED, audience="partner"), LAST)
    naive = cells.iloc[:1].assign(value=15, rounded_to=5, table=RECORDED, audience="public")
    low, high = Onlooker(noted(past, naive, LAST, profile="public_yearly"), RECORDED).bound(("D1", TOTAL, YEAR))
    assert (low, high) == (3, 7)
    step = climb(cells, [RULES["public"]], past, month=LAST, statistic=RECORDED)["public"]
    seen = noted(past, step.figures.assign(table=RECORDED, audience="public"), LAST, profile="public_yearly")
    low, high = Onlooker(seen, RECORDED).bound(("D1", TOTAL, YEAR))
    assert high - low >= rule_for("partner", RECORDED).width
    found = ladder._Ladder(cells, past, LAST, RECORDED, [RULES["public"]])
    loose = replace(step, figures=naive.drop(columns=["n", "table", "audience"]))
    assert set(found._newly_told([loose])["row"]) == {"D1"}


def test_a_period_told_before_stays_whole_where_it_changed_by_little():
    first = made([[30, 13], [12, 40]])
    past = noted(empty_ledger(), published_rows(guarded(pack_of(first))), LAST)
    again = guarded(pack_of(made([[31, 13], [12, 60]])), past)["panel"]
    assert wide(again, YEAR).equals(values(guarded(pack_of(first))))
    assert again.step.kept > 0


def test_figures_that_contradict_one_another_step_down_and_do_not_stop_the_run(monkeypatch):
    def torn(*_args):
        raise DisclosureError("made")

    monkeypatch.setattr(ladder, "_attack", torn)
    assert guarded(pack_of(made([[30, 13], [12, 40]])))["panel"].lacks == "partner.not_released"


def test_what_only_an_earlier_edition_may_show_is_not_shown_anew(monkeypatch):
    past = noted(empty_ledger(), published_rows(guarded(pack_of(made([[30, 13], [12, 40]])))), LAST - 3)
    unsafe = {
        "row": ["r0"],
        "column": ["a"],
        "period": [YEAR],
        "implied": False,
        "low": 0.0,
        "high": 0.0,
        "safe": False,
    }
    monkeypatch.setattr(ladder, "_attack", lambda *_args: pd.DataFrame(unsafe))
    assert guarded(pack_of(made([[90, 13], [12, 40]])), past)["panel"].lacks == "partner.repeated"


# The release as the run knows it


def test_a_released_pack_is_for_partners_and_goes_into_the_ledger(case, report, tmp_path):
    made_now = make_releases(case, pack_of(*report.pack.tables[-2:]), profile=PROFILE, month=LAST)
    assert set(made_now) == {"partner"}
    write_released(made_now, tmp_path, profile=PROFILE, month=LAST)
    rows = pd.read_csv(tmp_path / "released.csv")
    assert set(rows["table"]) == {"partner_satisfied", "partner_panel"}
    assert set(rows["audience"]) == {"partner"}


def test_published_sources_are_shown_as_they_are(case):
    open_ = replace(PROFILE, published_source=True)
    made_now = make_releases(case, pack_of(made([[3, 1], [2, 0]])), profile=open_, month=LAST)["partner"]
    assert made_now.pack["panel"].figures["value"].notna().all()
    assert made_now.published.empty


# Laws of the cells


def test_a_forces_own_words_are_never_read_as_a_sum():
    table = grid(pd.DataFrame({"n": [7, 8]}, index=["All", "a;b"]), YEAR)
    assert list(table["row"]) == ["named All", "a,b", WHOLE]


def test_shares_leave_out_what_exceeds_its_base():
    counts = shares(pd.Series([3, 5, 1], index=list("abc")), pd.Series([4, 4, np.nan], index=list("abc")))
    assert counts.to_dict("list") == {"yes": [3], "no": [1]}
    assert join().empty


def test_kinds_add_up_and_abuse_goes_before():
    rows = pd.DataFrame({"themes": ["da;rape", "rape", "sexual;x", "", "coercive;da"]})
    kinds = kinds_of(rows)
    assert list(kinds["kind"]) == [ABUSE, SEXUAL, SEXUAL, COLUMNS[2], ABUSE]
    assert list(kinds["sexual"]) == [True, True, True, False, False]


def test_a_share_is_wilsons_and_none_stands_on_a_hidden_or_small_base():
    told = guarded(pack_of(made([[50, 50], [8, 7], [3, 60]], lines)))
    table = share_table(told["panel"], YEAR, BEFORE, part="a").set_index("what")
    z = 1.959963984540054
    centre, half = (0.5 + z**2 / 200) / (1 + z**2 / 100), z * np.sqrt(0.25 / 100 + z**2 / 40_000) / (1 + z**2 / 100)
    assert table.loc["r0", ["share", "low", "high"]].tolist() == pytest.approx([0.5, centre - half, centre + half])
    assert table.loc[["r1", "r2"], "share"].isna().all()
    assert set(table["told"]) == {"cannot say"}
