"""Strict TOML: what is wrong is named, all at once; what is right comes back frozen."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pytest

from vawg_geo.base.errors import ProfileError
from vawg_geo.base.toml import build, read_toml


@dataclass(frozen=True)
class Inner:
    share: float = 0.5


@dataclass(frozen=True)
class Outer:
    name: str
    count: int = 1
    sure: bool = False
    where: Path | None = None
    kind: Literal["a", "b"] = "a"
    days: tuple[str, ...] = ()
    inner: Inner = field(default_factory=Inner)
    many: dict[str, Inner] = field(default_factory=dict)
    folder: Path = field(default=Path(), metadata={"hidden": True})


def test_every_kind_is_built():
    given = {
        "name": "x", "count": 3, "sure": True, "where": "a/b", "kind": "b", "days": ["Fri"],
        "inner": {"share": 1}, "many": {"2021": {"share": 0.2}},
    }  # fmt: skip
    made = build(Outer, given, where="x.toml")
    assert made == Outer("x", 3, True, Path("a/b"), "b", ("Fri",), Inner(1.0), {"2021": Inner(0.2)})  # noqa: FBT003
    assert isinstance(made.inner.share, float)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"name": "x", "nome": 1}, "unknown key nome"),
        ({}, "missing key name"),
        ({"name": 2022}, "name must be text in quotes, not int"),
        ({"name": "x", "count": "3"}, "count must be a whole number"),
        ({"name": "x", "count": True}, "count must be a whole number, not bool"),
        ({"name": "x", "sure": 1}, "sure must be true or false"),
        ({"name": "x", "kind": "c"}, "kind must be one of a, b"),
        ({"name": "x", "inner": {"shore": 1}}, "unknown key inner.shore"),
        ({"name": "x", "many": {"2021": {"share": "y"}}}, "many.2021.share must be a number"),
        ({"name": "x", "days": [1]}, r"days\[0\] must be text"),
        ({"name": "x", "folder": "y"}, "unknown key folder"),
    ],
)
def test_wrong_is_named(given, words):
    with pytest.raises(ProfileError, match=words):
        build(Outer, given, where="x.toml")


def test_all_faults_at_once():
    with pytest.raises(ProfileError, match=r"x\.toml: unknown key a .*; unknown key b .*; missing key name"):
        build(Outer, {"a": 1, "b": 2}, where="x.toml")


def test_files(tmp_path):
    with pytest.raises(ProfileError, match=r"gone\.toml cannot be read"):
        read_toml(tmp_path / "gone.toml")
    bad = tmp_path / "bad.toml"
    bad.write_text("a = 1\na = 2\n")
    with pytest.raises(ProfileError, match="not valid TOML"):
        read_toml(bad)
    bad.write_bytes(b"\xef\xbb\xbfa = 1\n")
    assert read_toml(bad) == {"a": 1}


@pytest.mark.parametrize(
    ("content", "cure"),
    [
        (b'where = "D:\\Upload\\a.csv"\n', r"path.* with /, or in 'single quotes'"),
        ('name = "x"\n'.encode("utf-16"), "encoding UTF-8"),
    ],
)
def test_what_a_windows_desktop_writes_is_refused_with_the_cure(tmp_path, content, cure):
    (tmp_path / "x.toml").write_bytes(content)
    with pytest.raises(ProfileError, match=cure):
        read_toml(tmp_path / "x.toml")


def test_a_path_whose_backslashes_became_letters_is_refused(tmp_path):
    (tmp_path / "x.toml").write_text('name = "x"\nwhere = "C:\\temp\\new.csv"\n')
    with pytest.raises(ProfileError, match="where holds a tab or a line's end"):
        build(Outer, read_toml(tmp_path / "x.toml"), where="x.toml")
    (tmp_path / "x.toml").write_text("name = 'x'\nwhere = 'C:\\temp\\new.csv'\n")
    assert build(Outer, read_toml(tmp_path / "x.toml"), where="x.toml").where == Path(r"C:\temp\new.csv")
