"""The secret scan: the repository is clean, and a planted secret of every kind is found, its value told to nobody."""

import subprocess
from pathlib import Path

import pytest

pytest.importorskip("detect_secrets")
import secret_scan

ROOT = Path(__file__).parents[1]
TRACKED = (ROOT / ".git").exists()

# In halves, so that this file holds none.
PLANTED = {
    "Private Key": "-----BEGIN OPENSSH " + "PRIVATE KEY-----",
    "AWS Access Key": "AKIA" + "ABCDEFGHIJKLMNOP",
    "GitHub Token": "ghp_" + "0123456789abcdefghijABCDEFGHIJ456789",
    "Slack Token": "xoxb-" + "123456789012-123456789012-abcdefghijklmnopqrstuvwx",
    "JSON Web Token": "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9" + ".eyJzdWIiOiIxMjM0NTY3ODkwIn0.abcdefghijklmnopqrstuvwxy",
    "Basic Auth Credentials": "postgresql://reader:" + "hunter22" + "@db/crimes",
    "Secret Keyword": 'password = "' + 'correct-horse-9" ',
    "Pseudonym key": 'VAWG_GEO_KEY = "' + "k1" * 20 + '"',
    "Path of a machine": "see /ho" + "me/jane/extract.csv",
}


@pytest.fixture
def repository(tmp_path):
    subprocess.run(["git", "init", "-q", tmp_path], check=True)

    def plant(text, name="notes.txt"):
        (tmp_path / name).write_text(f"a first line\n{text}\n", "utf-8")
        subprocess.run(["git", "-C", tmp_path, "add", "-f", name], check=True)
        return secret_scan.scan_repository(tmp_path)

    return plant


@pytest.mark.parametrize("kind", PLANTED)
def test_a_planted_secret_is_found(repository, kind):
    finds = repository(PLANTED[kind])
    assert (kind, 2) in {(find.kind, find.line) for find in finds}
    value = PLANTED[kind].split()[-1]
    assert value not in str(finds)


def test_a_path_of_this_very_machine_is_found(repository):
    home = sorted(secret_scan._HOMES)
    assert [find.kind for find in repository("\n".join(f"see /{name}/someone/file" for name in home))] == [
        "Path of a machine"
    ] * len(home)


@pytest.mark.parametrize("name", [".env", "force.key", "id_ed25519", "keys/pseudonyms.pem"])
def test_a_file_that_holds_a_key_is_found_by_its_name(repository, tmp_path, name):
    (tmp_path / "keys").mkdir()
    assert [find.kind for find in repository("x", name)] == ["File that holds a key"]


@pytest.mark.parametrize(
    "text",
    [
        "sha256 = " + "0123456789abcdef" * 4,
        "https://www.police.uk/home/help",
        "VAWG_GEO_KEY=$KEY",
        "the key's id",
        "a/home/b",
    ],
)
def test_what_is_no_secret_is_let_be(repository, text):
    assert repository(text) == []


def test_what_is_not_tracked_and_what_is_not_text_is_let_be(repository, tmp_path):
    (tmp_path / "untracked.txt").write_text(PLANTED["Private Key"])
    (tmp_path / "picture.bin").write_bytes(b"\xff\xfe\x00" * 9)
    subprocess.run(["git", "-C", tmp_path, "add", "picture.bin"], check=True)
    assert repository("nothing here") == []


def test_the_allowed_list_is_by_value_and_by_file(repository, monkeypatch):
    (find,) = repository(PLANTED["AWS Access Key"])
    row = {"path": find.path, "kind": find.kind, "sha256": find.sha256, "reason": "planted"}
    monkeypatch.setattr(secret_scan, "read_allowed", lambda: [row])
    assert repository(PLANTED["AWS Access Key"]) == []
    assert repository(PLANTED["AWS Access Key"][:-1] + "Q")
    monkeypatch.setattr(secret_scan, "read_allowed", lambda: [row | {"path": "elsewhere.txt"}])
    assert repository(PLANTED["AWS Access Key"])


@pytest.mark.slow
@pytest.mark.skipif(not TRACKED, reason="not a git checkout")
def test_this_repository_is_clean_and_the_allowed_list_says_why(capsys):
    assert secret_scan.main([]) == 0, capsys.readouterr().out
    assert all(row["reason"] for row in secret_scan.read_allowed())


def test_the_command_fails_on_a_find_and_names_no_value(monkeypatch, capsys):
    find = secret_scan.Find("a.txt", 3, "Private Key", "0" * 16)
    monkeypatch.setattr(secret_scan, "scan_repository", lambda _: [find])
    assert secret_scan.main([]) == 1
    assert capsys.readouterr().out == "a.txt:3: Private Key\nsecret scan: 1 found\n"
    assert secret_scan.main(["--allow", "planted", "here"]) == 0
    assert capsys.readouterr().out == f"a.txt,Private Key,{'0' * 16},planted here\n"
