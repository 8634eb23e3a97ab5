"""The five floors hold: nothing imports from above, no module is too long, heavy libraries load late."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted((ROOT / "vawg_geo").rglob("*.py"))
HEAVY = {"folium", "numba", "statsmodels", "libpysal", "sklearn", "matplotlib", "papermill", "nbconvert", "nbclient"}


def test_import_linter_contract():
    from importlinter.cli import lint_imports

    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), cache_dir=None, no_cache=True) == 0


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_module_is_one_idea(path):
    text = path.read_text()
    assert text.count("\n") <= 250, "longer than 250 lines: split it"
    first = (ast.get_docstring(ast.parse(text)) or "").split("\n")[0]
    assert first, "says in its first line what it is"


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_heavy_libraries_load_when_first_used(path):
    tree = ast.parse(path.read_text())
    names = {
        name.split(".")[0]
        for node in tree.body
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([a.name for a in node.names] if isinstance(node, ast.Import) else [node.module or ""])
    }
    assert not names & HEAVY


def test_the_public_face_resolves_and_loads_late():
    code = (
        "import sys, vawg_geo as vg; assert 'pandas' not in sys.modules; "
        "[getattr(vg, n) for n in vg.__all__]; "
        f"late = {HEAVY - {'nbclient'}!r} & set(sys.modules); assert not late, late"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
