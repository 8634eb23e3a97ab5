"""The wheelhouse: the hashed list pins what constraints.txt pins, and what is built is listed by its own hash."""

import hashlib
import re
import zipfile
from pathlib import Path

from list_wheels import list_wheels

ROOT = Path(__file__).parents[1]
LINE = re.compile(r"([a-z0-9][a-z0-9._-]*)==([^\s;\\]+)\s*(?:;([^\\]*))?")


def pins(name):
    lines = (ROOT / name).read_text("utf-8").splitlines()
    return {(found[1], found[2], (found[3] or "").strip()) for line in lines if (found := LINE.match(line))}


def test_both_lists_pin_the_same():
    assert pins("constraints-hashed.txt") == pins("constraints.txt")


def test_every_pin_has_a_hash_and_no_line_an_address():
    text = (ROOT / "constraints-hashed.txt").read_text("utf-8")
    entries = re.split(r"\n(?=[a-z0-9])", text)
    assert len(entries) == len(pins("constraints-hashed.txt"))
    assert all(re.search(r"--hash=sha256:[0-9a-f]{64}", entry) for entry in entries)
    assert not re.search(r"://|--(?:index-url|extra-index|find-links)|@ ", text)


def test_wheels_are_listed_by_their_own_hash(tmp_path):
    for name in ("Some_Thing-1.0-py3-none-any.whl", "another-2.1.post1-cp311-cp311-linux_x86_64.whl"):
        with zipfile.ZipFile(tmp_path / name, "w") as wheel:
            wheel.writestr("x", name)
    digest = hashlib.sha256((tmp_path / "Some_Thing-1.0-py3-none-any.whl").read_bytes()).hexdigest()
    lines = list_wheels(tmp_path)
    assert lines[1] == f"some-thing==1.0 --hash=sha256:{digest}"
    assert lines[0].startswith("another==2.1.post1 --hash=sha256:")
