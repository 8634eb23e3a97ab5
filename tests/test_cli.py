"""The command line: exit codes, one readable line, the page's path last."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import trouble
from trouble import CANARY, FINISH, PAGE, write_notebook, write_world

from vawg_geo.base.force import read_force
from vawg_geo.runs import cli as cli_module


@pytest.fixture
def cli(capfd, monkeypatch):
    """Run the command line in this process; return exit code, stdout, stderr."""
    monkeypatch.setattr(cli_module, "_catch_signals", lambda: None)

    def run(*arguments):
        with pytest.raises(SystemExit) as left:
            cli_module.app([str(a) for a in arguments], prog_name="vawg-geo")
        out, err = capfd.readouterr()
        return left.value.code or 0, out, err

    return run


@pytest.fixture
def world(tmp_path):
    world = write_world(tmp_path)
    own = tmp_path / "f" / "profiles"
    own.mkdir()
    for name in ("tiny.toml", "tiny.ipynb"):
        (tmp_path / name).rename(own / name)
    return {"profile": own / "tiny.toml", "force": world["force"], "out": tmp_path / "out"}


def arguments(world, *more):
    return ("--force", world["force"], "--month", "2022-03", "--out", world["out"], *more)


def test_help_loads_nothing_heavy():
    done = subprocess.run([sys.executable, "-m", "vawg_geo.runs.cli", "--help"], capture_output=True, check=True)
    assert b"withdraw" in done.stdout
    loaded = "import sys, vawg_geo.runs.cli; print([m for m in ('pandas', 'numpy', 'rich') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", loaded], capture_output=True, check=True).stdout == b"[]\n"


@pytest.mark.parametrize("wrong", [["run"], ["nonsense"], ["monthly", "--force", "f"], ["sign", "d"], ["run", "--x"]])
def test_wrong_usage_is_2(cli, wrong):
    assert cli(*wrong)[0] == 2


def test_a_month_s_life(cli, world):
    product = world["out"] / "fen" / "2022-03" / "tiny"
    code, out, err = cli("run", world["profile"], *arguments(world))
    assert (code, err) == (0, "")
    assert out.splitlines()[-1] == str(product / "index.html")
    assert "3/3 cell-2" in out
    assert cli("verify", world["out"])[1].startswith("fen/2022-03/tiny: edition 1, draft, version ")
    assert cli("sign", product, "--by", "A. Analyst")[0] == 0
    assert "Signed by A. Analyst, edition 1" in (product.parent / "index.html").read_text()
    assert cli("run", world["profile"], *arguments(world))[0] == 0
    assert "run again with the same data and the same toolkit" in (product / "manifest.json").read_text()
    assert cli("run", world["profile"], *arguments(world, "--why", "late records"))[0] == 0
    assert '"reason": "late records"' in (product / "manifest.json").read_text()
    assert "edition 2 (earlier ones kept: 1)" in (product.parent / "index.html").read_text()
    assert cli("withdraw", product, "--why", "wrong <extract>")[0] == 0
    assert "WITHDRAWN: wrong &lt;extract&gt;" in (product / "index.html").read_text()
    assert len(cli("verify", product)[1].splitlines()) == 2
    log = (product.parent / "run.log").read_text()
    assert all(words in log for words in ("done in", "signed by A. Analyst", "withdrawn"))


@pytest.mark.parametrize("cell", [trouble.FOREIGN, trouble.MEMORY])
def test_a_failure_is_1_and_one_line_without_data(cli, world, cell):
    write_notebook(world["profile"].with_suffix(".ipynb"), PAGE, cell, FINISH)
    code, out, err = cli("run", world["profile"], *arguments(world))
    assert code == 1
    assert err.startswith("vawg-geo: ")
    assert err.count("\n") == 1
    assert CANARY not in out + err


@pytest.mark.parametrize("workers", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_monthly_goes_on_past_a_failure_and_keeps_signed_editions(cli, world, workers):
    own = world["profile"].parent
    for name, cell in (("broken", trouble.FOREIGN), ("signed", "1")):
        write_notebook(own / f"{name}.ipynb", PAGE, cell, FINISH)
        (own / f"{name}.toml").write_text((own / "tiny.toml").read_text().replace('"tiny"', f'"{name}"'))
    assert cli("run", own / "signed.toml", *arguments(world))[0] == 0
    assert cli("sign", world["out"] / "fen/2022-03/signed", "--by", "A")[0] == 0
    which = ("--profiles", "tiny, broken,signed", "--workers", workers)
    code, out, err = cli("monthly", *arguments(world, *which))
    assert code == 1
    assert err.count("\n") == 1
    assert "1 of 3 products failed: broken: " in err
    assert "tiny: done" in out
    assert "signed: kept" in out
    index = world["out"] / "fen/2022-03/index.html"
    assert out.splitlines()[-1] == str(index)
    page = index.read_text()
    assert all(words in page for words in ('href="tiny/', 'href="signed/', "<strong>Failed.</strong>"))
    assert CANARY not in out + err + page


def test_monthly_refuses_an_unknown_profile_and_both_or_no_month(cli, world):
    assert cli("monthly", *arguments(world, "--profiles", "nope"))[0] == 1
    assert cli("monthly", *arguments(world, "--due"))[0] == 2
    assert cli("monthly", "--force", world["force"])[0] == 2


def test_new_writes_a_folder_that_reads_and_never_overwrites(cli, tmp_path):
    code, out, _ = cli("new", tmp_path / "Our Force")
    assert code == 0
    force = read_force(tmp_path / "Our Force" / "force.toml")
    assert force.slug == "our-force"
    assert str(tmp_path / "Our Force" / "force.toml") in out.splitlines()
    before = {p: p.read_bytes() for p in (tmp_path / "Our Force").rglob("*") if p.is_file()}
    (tmp_path / "Our Force" / "README.md").unlink()
    code, _, err = cli("new", tmp_path / "Our Force")
    assert code == 1
    assert "already holds" in err
    assert not (tmp_path / "Our Force" / "README.md").exists()
    assert all(p.read_bytes() == content for p, content in before.items() if p.exists())
    assert cli("new", tmp_path / "Heddlu Tŷ Ddewi")[0] == 0
    assert read_force(tmp_path / "Heddlu Tŷ Ddewi" / "force.toml").slug == "heddlu-ty-ddewi"
    (tmp_path / "notes").touch()
    assert "notes is a file; name a folder" in cli("new", tmp_path / "notes")[2]


def test_every_starter_source_can_be_read(cli, tmp_path):
    from vawg_geo.sources.source import read_source

    cli("new", tmp_path / "f")
    paths = sorted((tmp_path / "f" / "sources").glob("*.toml"))
    assert Path(tmp_path / "f/sources/incidents.toml") in paths
    assert all(read_source(path) for path in paths)


def test_profiles_lists_name_title_and_question(cli):
    code, out, _ = cli("profiles")
    assert code == 0
    assert "\nnte_monthly\n  Night-time economy" in out


def test_an_unexpected_error_is_one_line_without_its_text(cli, monkeypatch):
    def broken(*_, **__):
        raise KeyError(CANARY)

    monkeypatch.setattr("vawg_geo.runs.verify.verify", broken)
    code, out, err = cli("verify", ".")
    assert code == 1
    assert "unexpected KeyError at test_cli.py" in err
    assert CANARY not in out + err


def test_a_library_that_is_not_there_is_named(cli, monkeypatch):
    def broken(*_, **__):
        import nowhere  # noqa: F401

    monkeypatch.setattr("vawg_geo.runs.verify.verify", broken)
    assert "the library nowhere is not installed; set the environment up again" in cli("verify", ".")[2]


@pytest.mark.parametrize("error", [MemoryError(), OSError(28, CANARY), KeyboardInterrupt()])
def test_the_system_s_errors_are_one_line(cli, monkeypatch, error):
    def broken(*_, **__):
        raise error

    monkeypatch.setattr("vawg_geo.runs.verify.verify", broken)
    code, _, err = cli("verify", ".")
    assert code == (130 if isinstance(error, KeyboardInterrupt) else 1)
    assert err.count("\n") == 1
    assert CANARY not in err


def test_a_console_that_lacks_a_letter_stops_nothing(tmp_path):
    ask = [sys.executable, "-m", "vawg_geo.runs.cli", "new", str(tmp_path / "Ŵyl")]
    asked = subprocess.run(ask, capture_output=True, check=False, env={**os.environ, "PYTHONIOENCODING": "cp1252"})
    assert (asked.returncode, asked.stderr) == (0, b"")
    assert b"?yl" in asked.stdout
