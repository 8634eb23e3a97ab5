"""What a newcomer reads is what there is: commands, options, targets, products, links, and JupyterLab left in peace."""

import json
import re
import sys
from pathlib import Path

import pytest
from typer.main import get_command

from vawg_geo.runs.cli import app

ROOT = Path(__file__).parents[1]
FRONT = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "boundaries/README.md")]
PAGES = [*FRONT, *sorted((ROOT / "docs").glob("*.md"))]
each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())


def options(words):
    """Give a command's options, following its groups; None where there is no such command."""
    command = get_command(app)
    while words and hasattr(command, "commands") and words[0] in command.commands:
        command, words = command.commands[words[0]], words[1:]
    known = {name for one in command.params for name in one.opts}
    return None if hasattr(command, "commands") and words else known | {"--help"}


@each_page
def test_every_command_and_option_is_there(page):
    told = re.findall(r"vawg-geo ([a-z][a-z-]*(?: [a-z][a-z-]*)?)([^`#\n|]*)", page.read_text("utf-8"))
    unknown = {words for words, _ in told if options(words.split()) is None}
    strange = {
        (words, option)
        for words, rest in told
        for option in re.findall(r"--[a-z-]+", rest)
        if option not in (options(words.split()) or ())
    }
    assert (unknown, strange) == (set(), set())


@each_page
def test_every_target_of_make_is_there(page):
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    told = set(re.findall(r"(?:`|^)make ([a-z-]+)", page.read_text("utf-8"), re.MULTILINE))
    assert told - targets == set()


@pytest.mark.parametrize("page", FRONT, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    for link, _, anchor in re.findall(r"\]\(([^)#:\s]*)(#([^)\s]+))?\)", page.read_text("utf-8")):
        target = (page.parent / link) if link else page
        assert target.exists(), link
        heads = re.findall(r"^#+ (.+)$", target.read_text("utf-8"), re.MULTILINE) if anchor else []
        assert not anchor or anchor in {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}


def test_every_product_is_in_the_readme_and_the_docs():
    names = {path.stem for path in (ROOT / "profiles").glob("*.toml")}
    for page in (ROOT / "README.md", ROOT / "docs" / "profiles.md"):
        assert names - set(re.findall(r"`(\w+)`", page.read_text("utf-8"))) == set(), page.name


def test_set_up_turns_off_what_jupyterlab_would_ask_its_makers():
    written = re.search(r"'(\{.+\})'", (ROOT / ".ci/setup").read_text("utf-8"))[1]
    (plugin,) = json.loads(written)["disabledExtensions"]
    for page in ("README.md", "docs/guide.md"):
        assert f'jupyter labextension disable "{plugin}"' in (ROOT / page).read_text("utf-8")
    scripts = list((Path(sys.prefix) / "share/jupyter/lab/static").glob("*.js"))
    assert not scripts or any(plugin.encode() in script.read_bytes() for script in scripts)  # it bears that name still
