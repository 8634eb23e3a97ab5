"""The public face: pinned calls, full help on every name, and a typo that is answered."""

import ast
import doctest
import importlib
import inspect
import pkgutil
from pathlib import Path

import pytest
from numpydoc.validate import validate

import vawg_geo as vg

ROOT = Path(__file__).parents[1]
MODULES = [name for _, name, _ in pkgutil.walk_packages(vg.__path__, "vawg_geo.")]

# As pinned for everybody who builds on the face: more options may be added, these never change.
PINNED = """
read_incidents(path, *, source)
read_areas(path, *, code, name)
assign_areas(points, areas)
count_incidents(incidents, areas, *, weights=None)
weigh_harm(offence_codes, *, weights=None)
night_of(times, *, cutoff_hour=6)
aoristic_hours(start, end)
window_weight(start, end, *, begins, ends)
smooth_rates(areas, *, per=1000)
rate_intervals(n, exposure, *, per=1000, level=0.95, method="exact")
share_intervals(x, n, *, level=0.95)
score_harm(incidents, areas, *, k=15, exposure=None, as_of=None, half_life_days=None, strata=None)
score_ranks(incidents, areas, *, top=10, draws=4000, seed=0, k=15, exposure=None, as_of=None, half_life_days=None, strata=None)
score_gistar(values, areas, *, neighbours=None, permutations=9999, seed=0)
score_local_moran(values, areas, *, neighbours=None, permutations=9999, seed=0)
density_surface(points, *, bandwidth_m, cell_m, bounds=None, kernel="quartic")
classify_emerging(z, *, alpha=0.05)
measure_concentration(counts, *, seed=0)
score_capture(observed, predicted, *, area=None)
score_near_repeat(points, times, *, distances_m, days, permutations=999, seed=0)
near_repeat_chains(points, times, *, distance_m, days)
compare_counts(before, after, *, exposure_before=1, exposure_after=1)
control_limits(series, *, chart, sizes=None, baseline=None)
evaluate_operation(treated, control, *, displaced_treated=None, displaced_control=None, exposure=(1, 1), level=0.9)
detectable_effect(treated, control, *, power=0.8, level=0.9)
outcome_incidence(outcomes, *, recorded_on, cut, groups, horizon_days=365)
suppress_small(table, *, threshold, margins=True)
attack_tables(published, *, width)
map_areas(table, areas, *, column, breaks=None, title)
map_hotspots(hotspots, areas, *, title)
write_offline(map_or_html, path)
run_profile(profile, *, force, month, out_dir, as_of=None)
notebook()
""".strip().splitlines()  # noqa: E501

# numpydoc's rules that the house style drops: types stand in the code; no examples or cross references asked for.
DROPPED = {"PR04", "RT02", "EX01", "ES01", "SA01", "GL01", "GL02"}


def own(name):
    return inspect.unwrap(getattr(vg, name))


def raised_by(function):
    """The public errors a function raises by itself, not by what it calls."""
    inner = {n for f in ast.walk(function) if f is not function and isinstance(f, ast.FunctionDef) for n in ast.walk(f)}
    calls = [n.exc for n in ast.walk(function) if isinstance(n, ast.Raise) and n not in inner]
    names = {c.func.id for c in calls if isinstance(c, ast.Call) and isinstance(c.func, ast.Name)}
    return {name for name in names if not name.startswith("_")}


@pytest.mark.parametrize("line", PINNED, ids=lambda line: line.split("(")[0])
def test_pinned_calls_stand(line):
    pinned = ast.parse(f"def {line}: ...").body[0]
    scope = {}
    exec(f"def {line}: ...", scope)
    want, have = inspect.signature(scope[pinned.name]).parameters, inspect.signature(own(pinned.name)).parameters
    as_said = [(p.name, p.kind, p.default) for p in want.values()]
    assert [(p.name, p.kind, p.default) for p in have.values() if p.name in want] == as_said
    added = [p for p in have.values() if p.name not in want]
    assert all(p.kind is p.KEYWORD_ONLY and p.default is not p.empty for p in added)


@pytest.mark.parametrize("name", vg.__all__)
def test_the_help_is_whole(name):
    said = own(name)
    faults = validate(f"{said.__module__}.{said.__qualname__}")["errors"]
    assert [f"{code} {words}" for code, words in faults if code not in DROPPED] == []


@pytest.mark.parametrize("name", [n for n in vg.__all__ if vg._HOME[n].startswith("measures.")])
def test_a_measure_cites_its_source(name):
    help_ = inspect.getdoc(own(name))
    assert "References\n---" in help_
    assert "METHODS" in help_.split("References\n---")[1]


def test_what_it_raises_is_said():
    unsaid = [
        f"{path.stem}.{node.name}: {name}"
        for path in sorted((ROOT / "vawg_geo").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
        for name in raised_by(node) - set((ast.get_docstring(node) or "").partition("Raises\n---")[2].split())
    ]
    assert unsaid == []


@pytest.mark.parametrize("name", vg.__all__)
def test_no_flag_or_dustbin_in_a_call(name):
    parameters = inspect.signature(own(name)).parameters.values()
    assert not [p.name for p in parameters if p.kind in (p.VAR_KEYWORD, p.VAR_POSITIONAL)]
    assert not [p.name for p in parameters if isinstance(p.default, list | dict | set)]


def test_examples_in_the_help_run():
    for name in MODULES:
        module = importlib.import_module(name)
        assert doctest.testmod(module, verbose=False).failed == 0


def test_tab_shows_the_face_alone():
    assert dir(vg) == sorted([*vg.__all__, "__version__"])


def test_a_typo_is_answered():
    with pytest.raises(AttributeError, match="did you mean score_gistar"):
        vg.score_gstar  # noqa: B018
    with pytest.raises(AttributeError, match=r"has no 'zzz'; it has aoristic_hours, .*write_offline"):
        vg.zzz  # noqa: B018


def test_a_case_on_screen_is_one_line_without_a_record(case, found):
    for thing in (case, found):
        assert "\n" not in repr(thing)
        assert len(repr(thing)) < 300
    assert "Fenshire" in repr(case)
    assert f"{len(found.listed)} listed" in repr(found)
