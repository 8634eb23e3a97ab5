"""The access log: a line an act, whole, private, without data; no line, no act."""

import multiprocessing
import os
import re
import stat

import nbformat
import pytest
from trouble import FINISH, write_world
from trouble import PAGE as RUN_PAGE

from vawg_geo.base.errors import AccessError
from vawg_geo.runs import access
from vawg_geo.runs import run as run_module
from vawg_geo.runs.access import ACCESS_LOG, log_home, note_access, who
from vawg_geo.runs.editions import sign, withdraw
from vawg_geo.runs.manifest import write_manifest
from vawg_geo.runs.run import run_profile

PAGE = "<!--status-->?<!--/status-->"


def lines(folder):
    return (folder / ACCESS_LOG).read_text("utf-8").splitlines()


def product(tmp_path, where="out/fen/2022-03/tiny"):
    folder = tmp_path / where
    folder.mkdir(parents=True)
    (folder / "index.html").write_text(PAGE)
    edition = {"number": 1, "status": "draft"}
    write_manifest(folder, {"edition": edition, "version": "v1", "force": {"slug": "fen"}})
    return folder


def test_a_line_says_when_who_what_which_and_why(tmp_path, monkeypatch):
    monkeypatch.setattr(access, "_account", lambda: "a.analyst")
    note_access(tmp_path / "fen", "run", name="2022-03/tiny", purpose="")
    when, *rest = lines(tmp_path / "fen")[0].split("\t")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", when)
    assert rest == ["a.analyst", "run", "2022-03/tiny", "-"]


def test_a_scheduled_run_names_whom_it_works_for_and_the_account_all_the_same(monkeypatch):
    account = who()
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "somebody-else")
    assert who() == account
    monkeypatch.setenv(access.USER_VARIABLE, "scheduler")
    assert who() == f"scheduler ({account})"


def test_an_account_without_a_name_is_a_number(monkeypatch):
    import pwd

    def unknown(number):
        raise KeyError(number)

    monkeypatch.setattr(pwd, "getpwuid", unknown)
    assert re.fullmatch(r"uid \d+", access._account())


@pytest.mark.parametrize(
    "text", ["a\nb", "a\r\nb", "a\tb", "a\u2028b", "a\x0bb", "a\x85b", "a\u202eb", "a\x00b\x1b[2Jc", "\ud800"]
)
def test_no_text_makes_a_second_line_or_a_further_field(tmp_path, text):
    note_access(tmp_path, "rows", name=text, purpose=text * 500)
    raw = (tmp_path / ACCESS_LOG).read_bytes()
    assert raw.count(b"\n") == 1
    assert len(raw) < 4_096
    assert len(raw.decode().splitlines()) == 1
    assert raw.decode().count("\t") == 4


def test_only_its_owner_reads_it(tmp_path):
    before = os.umask(0)
    try:
        note_access(tmp_path, "run", name="x", purpose="")
        (tmp_path / ACCESS_LOG).chmod(0o644)
        note_access(tmp_path, "run", name="x", purpose="")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / ACCESS_LOG).stat().st_mode) == 0o600
    assert len(lines(tmp_path)) == 2


def _write_many(folder, name):
    for number in range(50):
        note_access(folder, "explain", name=f"{name}{number}", purpose=name * 200)


def test_lines_of_many_processes_stay_whole(tmp_path):
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        pool.starmap(_write_many, [(tmp_path, name) for name in "wxyz"])
    kept = [line.split("\t") for line in lines(tmp_path)]
    assert {len(fields) for fields in kept} == {5}
    assert sorted(fields[3] for fields in kept) == sorted(f"{name}{n}" for name in "wxyz" for n in range(50))
    assert all(fields[4] == fields[3][0] * 200 for fields in kept)


def test_a_log_that_cannot_be_written_is_told_without_its_path(tmp_path):
    (tmp_path / ACCESS_LOG).mkdir()
    with pytest.raises(AccessError, match=r"cannot be written.*nothing was done.*make room") as told:
        note_access(tmp_path, "run", name="x", purpose="")
    assert str(tmp_path) not in str(told.value)
    with pytest.raises(AccessError, match="no such act"):
        note_access(tmp_path, "peek", name="x", purpose="")


def test_a_link_is_not_followed(tmp_path):
    (tmp_path / "elsewhere").touch()
    (tmp_path / ACCESS_LOG).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(AccessError):
        note_access(tmp_path, "run", name="x", purpose="")
    assert (tmp_path / "elsewhere").read_bytes() == b""


def test_a_line_cut_short_refuses_the_act(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "write", lambda handle, line: len(line) - 1)
    with pytest.raises(AccessError):
        note_access(tmp_path, "run", name="x", purpose="")


def test_signing_and_withdrawing_leave_a_line_in_the_forces_log(tmp_path):
    folder = product(tmp_path)
    sign(folder, by="A. Analyst")
    withdraw(folder, why="wrong extract")
    told = [line.split("\t")[2:] for line in lines(tmp_path / "out" / "fen")]
    assert told == [
        ["sign", "2022-03/tiny", "signed, edition 1"],
        ["withdraw", "2022-03/tiny", "withdrawn, edition 1"],
    ]


def test_without_its_line_nothing_is_signed(tmp_path):
    folder = product(tmp_path)
    before = {path: path.read_bytes() for path in folder.rglob("*")}
    (tmp_path / "out" / "fen" / ACCESS_LOG).mkdir()
    with pytest.raises(AccessError):
        sign(folder, by="A. Analyst")
    assert {path: path.read_bytes() for path in folder.rglob("*")} == before


def test_a_product_that_was_moved_is_logged_beside_it(tmp_path):
    folder = product(tmp_path, "elsewhere/tiny")
    assert log_home(folder) == (tmp_path / "elsewhere").resolve()
    assert log_home(folder / "editions" / "1") == (tmp_path / "elsewhere").resolve()
    assert log_home(tmp_path / "no" / "product" / "here") == (tmp_path / "no" / "product").resolve()


# A run that others will read, and one that they will not

RELEASES = """import pathlib
from vawg_geo.publishing.ledger import LEDGER_COLUMNS
pathlib.Path(out, "released.csv").write_text(",".join(LEDGER_COLUMNS) + "\\n")"""


def shared_world(folder):
    world = write_world(folder, RUN_PAGE, RUN_PAGE, RELEASES, FINISH)
    notebook = nbformat.read(folder / "tiny.ipynb", as_version=4)
    notebook.cells[0].source += '\nledger: str = ""  # what was released so far'
    notebook.cells[2].metadata["tags"] = ["partner"]
    notebook.cells[2]["id"] = "partner-page"
    nbformat.write(notebook, folder / "tiny.ipynb")
    text = (folder / "tiny.toml").read_text("utf-8")
    (folder / "tiny.toml").write_text(f'{text}audiences = ["internal", "partner"]\n', "utf-8")
    return world


def test_a_run_leaves_a_line_and_what_others_will_read_a_second_one(tmp_path):
    world = shared_world(tmp_path)
    result = run_profile(**world, month="2022-03", out_dir=tmp_path / "out")
    assert (result.html.parent / "partner" / "index.html").is_file()
    assert [line.split("\t")[2:] for line in lines(tmp_path / "out" / "fen")] == [
        ["run", "2022-03/tiny", "product"],
        ["export", "2022-03/tiny", "pages and tables for partner"],
    ]


def test_a_run_without_its_line_makes_nothing(tmp_path):
    (tmp_path / "out" / "fen" / ACCESS_LOG).mkdir(parents=True)
    with pytest.raises(AccessError, match="nothing was done"):
        run_profile(**write_world(tmp_path), month="2022-03", out_dir=tmp_path / "out")
    assert not (tmp_path / "out" / "fen" / "2022-03" / "tiny").exists()


def test_what_cannot_be_logged_does_not_leave(tmp_path, monkeypatch):
    world = shared_world(tmp_path)

    def refuses(folder, act, **told):
        if act == "export":
            raise AccessError("the disk is full: nothing was done.")

    monkeypatch.setattr(run_module, "note_access", refuses)
    with pytest.raises(AccessError):
        run_profile(**world, month="2022-03", out_dir=tmp_path / "out")
    assert not (tmp_path / "out" / "fen" / "2022-03" / "tiny").exists()
    assert not list((tmp_path / "out" / "fen" / "releases").glob("*.csv"))
