import math

import numpy as np
import pandas as pd
import pytest
from pictures_made import DRAWN, PICTURES, TITLE, draw, elements, figures, made, written

from vawg_geo.measures.change import compare_counts
from vawg_geo.measures.charts import control_limits
from vawg_geo.measures.funnels import funnel_limits
from vawg_geo.measures.time_grids import time_grid
from vawg_geo.publishing.pictures.forest import describe_forest, draw_forest
from vawg_geo.publishing.pictures.funnel import describe_funnel, draw_funnel
from vawg_geo.publishing.pictures.hours import describe_hours, draw_hours
from vawg_geo.publishing.pictures.run import describe_run, draw_run
from vawg_geo.publishing.render import TEMPLATES


def classes(html, name):
    """How many marks of the page's own drawing carry a class."""
    page = elements(html)[0]
    return sum(name in (node.get("class") or "").split() for node in page.iter())


def words(html):
    return [found for _, found, *_ in written(html)]


def test_a_run_chart_tells_level_extremes_signals_and_what_is_not_complete():
    told = describe_run(made("run"), of="Offences")
    assert "average 40, limits 21 to 59" in told
    assert "Highest 75 (December 2020), lowest 12 (August 2021)" in told
    assert "Above the upper limit: December 2020. Below the lower limit: August 2021." in told
    assert "Part of a run: July 2019 to September 2019." in told
    assert "Not yet complete: February 2022 and March 2022." in told


def test_a_run_charts_signals_have_shapes_of_their_own_and_unripe_months_are_hollow_and_dashed():
    html = draw("run", made("run"))
    assert [classes(html, name) for name in ("up", "down", "square")] == [2, 2, 4]  # each with one in the key
    assert classes(html, "hollow") == 3
    assert classes(html, "unripe") == 1
    assert {"A", "Upper 59", "Average 40", "Lower 21", "75", "12"} <= set(words(html))
    assert any("January 2021: a new recording system" in line for line in words(html))


def test_control_limits_draw_as_they_come():
    n = pd.Series([5.0] * 23 + [40], index=[str(m) for m in pd.period_range("2020-01", periods=24, freq="M")])
    table = control_limits(n, chart="c")
    assert "Above the upper limit: December 2021" in describe_run(table, of="x")
    assert "40" in figures(draw_run(table, title=TITLE))
    quiet = control_limits(pd.Series([4.0, 5, 4, 5, 4, 5]), chart="c")
    assert "No signal: no change that can be told from chance." in describe_run(quiet, of="x")
    assert "no complete figures" in describe_run(quiet.assign(ripe=False), of="x")


def test_an_axis_given_is_the_axis_drawn():
    html = draw_run(made("run"), title=TITLE, top=200)
    assert "200" in [found for kind, found, *_ in written(html) if kind == "tick"]


def test_the_busiest_hours_are_ringed_and_said():
    grid = pd.DataFrame(1.0, index=["Mon", "Fri", "Sat"], columns=range(24))
    grid.loc["Fri", 23], grid.loc["Sat", 0], grid.loc["Mon", 12] = 30, 20, 10
    assert describe_hours(grid).startswith("Busiest hours: Fri 11pm, Sat midnight and Mon noon. Busiest day Fri")
    html = draw_hours(grid, title=TITLE)
    assert classes(html, "ring") == 3
    assert sum(classes(html, f"q{step}") for step in range(5)) == 3 * 24 + 5
    assert describe_hours(grid * 0) == "No offences."


def test_a_week_of_incidents_draws_with_steps_that_stay():
    times = pd.to_datetime(["2022-03-04 23:10", "2022-03-04 23:40", "2022-03-08 10:15"])
    grid = time_grid(pd.DataFrame({"occurred_from": times, "occurred_to": times}))
    ticks = [found for kind, found, *_ in written(draw_hours(grid, title=TITLE)) if kind == "tick" and "%" in found]
    assert ticks[:4] == ["0.3%", "0.6%", "1.2%", "2.4%"]


def test_a_concentration_curve_says_what_its_marked_points_hold_beside_chance():
    table = pd.DataFrame({"units": [0, 0.1, 1], "share": [0, 0.5, 1], "chance": [0, 0.2, 1], "marked": [0, 1, 0]})
    table = table.astype({"marked": bool})
    _, drawing, describe, _ = PICTURES["concentration"]
    assert describe(table) == "10% of places hold 50% of offences; by chance alone 20%."
    assert figures(drawing(table, title=TITLE, half=True)) == ["10%", "50%"]


def test_what_chance_gives_at_single_points_is_drawn_as_points():
    table = pd.DataFrame({"units": [0.05, 0.2, 1], "share": [0.5, 0.8, 1], "chance": [0.4, math.nan, math.nan]})
    table = table.assign(
        chance_low=table["chance"] - 0.1, chance_high=table["chance"] + 0.1, marked=[True, False, False]
    )
    drawing = PICTURES["concentration"][1]
    html = drawing(table, title=TITLE, units="victims", of="harm", hold="are recorded with")
    assert [classes(html, "hollow"), classes(html, "interval")] == [2, 2]  # one of each in the key
    assert "5% are recorded with 50%" in words(html)
    assert "5% of victims are recorded with 50% of harm; by chance alone 40%." in elements(html)[0].get("aria-label")


def test_a_funnel_names_who_is_outside_and_which_limits():
    x, n = pd.Series({"A": 90, "B": 140, "C": 280, "D": 12}), pd.Series({"A": 300, "B": 1000, "C": 2000, "D": 0})
    table = funnel_limits(x.where(n > 0, 0), n, kind="share").assign(n=n)
    told = describe_funnel(table)
    assert "Above the outer upper limit: A." in told
    assert "Cannot say: D." in told
    html = draw_funnel(table, title=TITLE, of="Share", sizes="Crimes")
    assert "A 30%" in words(html)
    assert classes(html, "up") == 1
    inside = table.loc[["B", "C"]].assign(signal="")
    assert "no difference that can be told from chance" in describe_funnel(inside)


def test_a_pyramid_tells_both_sexes_and_what_is_not_recorded():
    told = PICTURES["pyramid"][2](made("pyramid"), of="Victims")
    assert "Women and girls: highest 22.8 (18 to 24), lowest 1.2 (0 to 9). In that highest band the population" in told
    assert "Men and boys: highest 3.9 (18 to 24)" in told
    assert "Sex not recorded: most 2.2 (Age not known)." in told
    html = draw("pyramid", made("pyramid"))
    assert [classes(html, name) for name in ("bar-female", "bar-male")] == [5, 5]
    alone = PICTURES["pyramid"][1](made("pyramid")[["female", "male"]].assign(male=np.nan), title=TITLE, of="x")
    assert "Men and boys: cannot say." in elements(alone)[0].get("aria-label")


def test_a_matrix_hides_what_is_hidden_and_says_its_trends():
    html = draw("matrix", made("matrix"))
    root = elements(html)
    assert sum(node.get("class") == "hidden" for node in root.iter("td")) == 1
    assert "higher than expected" in "".join(root.itertext())
    none = made("matrix").assign(n=0, harm=0)
    assert [figures(draw("matrix", none)), "harm <" in draw("matrix", none)] == [["0"] * 6, False]
    lacking = made("matrix").iloc[:-1]
    assert ">none</td>" in draw("matrix", lacking)
    assert PICTURES["matrix"][2](made("matrix")).count("Higher than expected: ") == 1


def test_small_multiples_with_limits_mark_the_months_outside_and_stretch_their_scale():
    months = pd.Index(["2022-01", "2022-02", "2022-03"])
    table = pd.DataFrame({"a": [0.7, 0.5, 0.7], "b": [0.72, 0.71, 0.7]}, index=months)
    chart = pd.DataFrame(
        {"centre": 0.7, "low": 0.6, "high": 0.8, "signal": ["", "below the lower limit", ""]}, index=months
    )
    draw, describe = PICTURES["multiples"][1:3]
    assert "A, outside its limits: February 2022." in describe(table, unit="share", limits={"a": chart})
    plain = draw(table, title=TITLE, unit="share", top=1.0)
    marked = draw(table, title=TITLE, unit="share", top=1.0, limits={"a": chart})
    assert "sign" in marked
    assert "limits" in marked
    assert ">0%<" in plain
    assert ">0%<" not in marked
    assert "sign" not in plain


def test_small_multiples_stand_on_one_scale_and_name_the_ends():
    table = made("multiples")
    told = PICTURES["multiples"][2](table)
    top, low = table.drop(columns="Nowhere").iloc[-1].idxmax(), table.drop(columns="Nowhere").iloc[-1].idxmin()
    assert told.startswith(f"At the last complete point (March 2022): highest {top} (")
    assert f"lowest {low} (" in told
    assert "Cannot say: Nowhere." in told
    ripe = pd.Series([True] * 34 + [False] * 2, index=table.index)
    html = PICTURES["multiples"][1](table, title=TITLE, ripe=ripe)
    assert classes(html, "unripe") == 7  # six lines, one in the key


def test_outcome_curves_are_read_at_their_day_and_dashed_where_not_all_were_followed():
    told = PICTURES["incidence"][2](made("incidence"), day=180)
    value = 0.1 * (1 - np.exp(-2))
    assert told.startswith(
        f"By day 180: Prosecution possible {value:.0%} (interval {value * 0.8:.0%} to {value * 1.2:.0%})"
    )
    html = draw("incidence", made("incidence"))
    assert classes(html, "unripe") == 4  # three curves, one in the key
    assert {name for node in elements(html)[0].iter() for name in (node.get("class") or "").split()} >= {
        "s1",
        "s2",
        "s3",
    }
    late = PICTURES["incidence"][2](made("incidence"), day=300)
    assert "not yet complete" in late
    before = PICTURES["incidence"][2](made("incidence").query("day > 200"), day=180)
    assert before.count("cannot say") == 3


def test_many_outcome_curves_have_whiskers_in_place_of_bands_and_figures_beside_their_names():
    parts = [made("incidence").assign(group=lambda t, k=k: t["group"] + f" {k}") for k in "ab"]
    html = PICTURES["incidence"][1](pd.concat(parts), title=TITLE)
    assert [classes(html, "range"), classes(draw("incidence", made("incidence")), "range")] == [0, 4]
    assert len(figures(html)) == 2 * 6
    assert classes(html, "unripe") == 7


def test_a_forest_tells_rises_falls_and_what_cannot_be_said():
    told = describe_forest(made("forest"))
    assert "Interval above no change: Bridge Street, Station Forecourt and St Andrew’s Passage." in told
    assert "Interval below no change: Mill Road East." in told
    assert "Cannot say: Riverside." in told
    html = draw("forest", made("forest"))
    assert classes(html, "arrow") == 2  # one interval ends beyond four times, one has no end
    assert words(html).count("cannot say") == 2
    assert "from 0" in figures(html)
    assert "7.5" in figures(draw("forest", made("forest").assign(before=7.5)))


def test_compared_counts_draw_as_they_come():
    table = compare_counts(pd.Series({"A": 40, "B": 0}), pd.Series({"A": 5, "B": 0}))
    assert describe_forest(table) == "Interval below no change: A. Cannot say: B. Largest ratio 0.12 (A)."
    assert "0.12" in figures(draw_forest(table, title=TITLE))
    judged = describe_forest(made("forest").assign(told=["", "more", "", "", "fewer", ""]))
    assert judged.startswith("More: Bridge Street. Fewer: Mill Road East. Cannot say: Riverside. ")
    together = draw_forest(made("forest").assign(told="too few to say"), title=TITLE)
    assert [classes(together, "square"), classes(draw("forest", made("forest")), "square")] == [0, 3]
    still = compare_counts(pd.Series({"A": 40}), pd.Series({"A": 41}))
    assert describe_forest(still).endswith("No change that can be told from chance in all.")


def test_a_coverage_curve_tells_the_options_put_to_the_meeting():
    table = pd.DataFrame({"k": [1, 2], "share": [0.2, 0.35], "officer_hours": [80, 160]})
    _, drawing, describe, _ = PICTURES["coverage"]
    assert describe(table) == "The first 2 places cover 35% of expected harm for 160 officer-hours."
    assert "1 place: 20% for 80 hours" in words(drawing(table.assign(marked=[True, False]), title=TITLE))


def test_a_flow_sets_aside_what_is_left_out():
    html = draw("flow", made("flow"))
    assert [node.get("class") for node in elements(html).iter("li")] == ["stays", "out", "out", "stays"]
    assert PICTURES["flow"][2](made("flow")) == "Records read: 5,210. In scope: 5,102."
    hidden = made("flow").astype({"n": "Int64"})
    hidden.loc[1, "n"] = pd.NA
    assert figures(draw("flow", hidden))[1] == "hidden"


def test_a_strip_of_completeness_tells_the_emptiest_field_and_marks_a_month_without_records():
    rows = [
        ("2022-02", "Sex", 0.9),
        ("2022-02", "Ethnicity", 0.2),
        ("2022-03", "Sex", 0.95),
        ("2022-03", "Ethnicity", math.nan),
    ]
    table = pd.DataFrame(rows, columns=["group", "field", "share"])
    _, drawing, describe, _ = PICTURES["completeness"]
    assert describe(table) == "March 2022: 95% (Sex). The lowest in any month: Ethnicity, 20% (February 2022)."
    assert "cannot say" in words(drawing(table, title=TITLE))


def test_waiting_begins_whole_and_holds_its_last_share():
    table = pd.DataFrame({"group": ["a", "a", "b"], "hours": [10.0, 100, 30], "open": [0.4, 0.1, 0.5]})
    _, drawing, describe, _ = PICTURES["waiting"]
    assert describe(table) == "Share not over after one day: a 40%; b 100%."
    assert figures(drawing(table, title=TITLE, half=True)) == ["40%", "100%"]


def test_bars_tell_the_longest_with_its_interval():
    told = PICTURES["bars"][2](made("bars"), of="Reports")
    assert told.startswith(
        "Reports. Highest 212 (Market Square), lowest 31 (Mill Road East). Interval of Market Square: 191 to 233."
    )
    assert told.endswith("Cannot say: Riverside.")


def test_a_fan_tells_the_coming_month_in_the_yardsticks_words():
    told = PICTURES["fan"][2](made("fan"))
    assert "Expected in April 2022: 44, highly likely 35 to 53, almost certainly 30 to 59." in told
    assert {"expected 44", "from 35", "to 53"} <= set(words(draw("fan", made("fan"))))


def test_a_journey_stops_where_not_all_were_followed():
    table = made("journey")
    html = PICTURES["journey"][1](table, title=TITLE, ripe_day=272)
    assert "Complete up to day 270." in elements(html)[0].get("aria-label")
    assert classes(html, "veil") == 1
    assert classes(html, "rest") == 1
    assert classes(PICTURES["journey"][1](table, title=TITLE), "veil") == 0


@pytest.mark.browser
@pytest.mark.parametrize(("width", "shown"), [(1100, "for-page"), (360, "for-phone")])
def test_no_text_leaves_its_picture_or_lies_on_another_and_none_is_small(browser, tmp_path, width, shown):
    css = "".join((TEMPLATES / name).read_text(encoding="utf-8") for name in ("page.css", "pictures.css"))
    drawn = [draw(name, made(name)) for name in DRAWN]
    crowd = [made("incidence").assign(group=lambda t, k=k: t["group"] + f" {k}") for k in "ab"]
    drawn.append(PICTURES["incidence"][1](pd.concat(crowd), title=TITLE))
    body = "".join(f"<figure>{html}</figure>" for html in drawn)
    head = "<!doctype html><html lang='en'><meta charset='utf-8'><meta name='viewport' content='width=device-width'>"
    (tmp_path / "sheet.html").write_text(f"{head}<title>x</title><style>{css}</style><main>{body}</main>", "utf-8")
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto((tmp_path / "sheet.html").as_uri())
    found = page.evaluate(_MEASURE)
    context.close()
    assert found["shown"] == [shown] * len(drawn)
    assert found["outside"] == []
    assert found["overlaps"] == []
    assert found["smallest"] >= 11


_MEASURE = """() => {
  const out = {shown: [], outside: [], overlaps: [], smallest: 99};
  for (const svg of document.querySelectorAll("svg.picture")) {
    const frame = svg.getBoundingClientRect();
    if (!frame.width) continue;
    out.shown.push(svg.classList[2]);
    const boxes = [...svg.querySelectorAll("text")].map(t => [t.textContent, t.getBoundingClientRect()]);
    out.smallest = Math.min(out.smallest, 12 * frame.width / svg.viewBox.baseVal.width);
    for (const [words, b] of boxes)
      if (b.left < frame.left - 3 || b.right > frame.right + 3 || b.top < frame.top - 3 || b.bottom > frame.bottom + 3)
        out.outside.push(svg.classList[1] + ": " + words);
    for (let i = 0; i < boxes.length; i++) for (let j = i + 1; j < boxes.length; j++) {
      const [a, b] = [boxes[i][1], boxes[j][1]];
      const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (wide > 2 && high > 4) out.overlaps.push(svg.classList[1] + ": " + boxes[i][0] + " / " + boxes[j][0]);
    }
  }
  return out;
}"""
