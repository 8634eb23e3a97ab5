"""The ground: what a newcomer installs, and that the wheel alone is enough."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SEVEN = ["jupyterlab", "geopandas", "pandas", "folium", "scikit-learn", "papermill", "pytest"]


def test_environment_has_the_stated_shape():
    lines = [line.strip().removeprefix("- ") for line in (ROOT / "environment.yml").read_text().splitlines()]
    start = lines.index("pip:")
    assert lines[start + 1 :] == ["-c constraints.txt", *SEVEN, "-e .[notebook,test]"]
    assert "pip" in lines[:start]
    assert any(line.startswith("python>=") for line in lines[:start])


def test_constraints_pin_every_direct_dependency_and_hold_no_address():
    text = (ROOT / "constraints.txt").read_text()
    assert "://" not in text
    assert "--hash" not in text
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = project["dependencies"] + [d for extra in project["optional-dependencies"].values() for d in extra]
    names = {name.split(">")[0].split("=")[0].split("[")[0].lower() for name in wanted}
    pinned = {line.split("==")[0] for line in text.splitlines()}
    assert names <= pinned


def test_top_level_is_what_was_agreed():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    top = {name.split("/")[0] for name in listed}
    agreed = {"profiles", "notebooks", "vawg_geo", "boundaries", "tests", "docs", "environment.yml", "README.md"}
    packaging = {
        "pyproject.toml", "constraints.txt", "Makefile", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", ".ci",
        ".gitignore", "constraints-hashed.txt", "SECURITY.md",
    }  # fmt: skip
    assert top <= agreed | packaging


@pytest.mark.slow
def test_the_wheel_alone_runs_the_demonstration(tmp_path):
    """Built, installed in an empty folder, started there: no checkout in reach."""
    subprocess.run([sys.executable, "-m", "build", "-q", "--wheel", "-o", tmp_path, ROOT], check=True)
    (wheel,) = tmp_path.glob("*.whl")
    venv = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", venv], check=True)
    uv = shutil.which("uv") or str(Path(sys.executable).parent / "uv")
    install = (
        [uv, "pip", "install", "-q", "--python", venv] if Path(uv).exists() else [venv / "bin/pip", "install", "-q"]
    )
    subprocess.run([*install, "-c", ROOT / "constraints.txt", wheel], check=True)
    empty = tmp_path / "empty"
    empty.mkdir()
    env = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL"))}
    done = subprocess.run(
        [venv / "bin/vawg-geo", "demo", "--out", "out"], cwd=empty, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert (empty / done.stdout.strip().splitlines()[-1]).is_file()
