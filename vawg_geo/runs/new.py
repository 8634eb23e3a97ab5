"""A folder for a force: every file explained inside, nothing that was there touched."""

from __future__ import annotations

import re
import shutil
import unicodedata
from pathlib import Path

from vawg_geo.base.errors import RunError
from vawg_geo.sources.source import descriptions

_STARTER = Path(__file__).parent / "starter"


def write_force_folder(folder: Path) -> list[Path]:
    """
    Write the files a force starts from.

    Parameters
    ----------
    folder
        A folder, existing or not; its name becomes the force's slug.

    Returns
    -------
    written
        The files, sorted.

    Raises
    ------
    RunError
        If one of the files exists already (nothing is written then), or the folder cannot be written.
    """
    sources = {folder / "sources" / path.name: path for path in descriptions().glob("*.toml") if path.stem != "demo"}
    starter = [path for path in _STARTER.rglob("*") if path.is_file()]
    files = sources | {folder / path.relative_to(_STARTER): path for path in starter}
    if there := sorted(path.relative_to(folder).as_posix() for path in files if path.exists()):
        raise RunError(
            f"{folder.resolve().name} already holds {', '.join(there)}; nothing was written. Name another folder."
        )
    if folder.exists() and not folder.is_dir():
        raise RunError(f"{folder.name} is a file; name a folder.")
    try:
        for path, model in sorted(files.items()):
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(model, path)
        _name_slug(folder)
    except OSError as error:
        raise RunError(f"{folder.name} could not be written ({error.strerror}).") from None
    return sorted(files)


def _name_slug(folder: Path) -> None:
    plain = unicodedata.normalize("NFKD", folder.resolve().name).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9_-]+", "-", plain.lower()).strip("-_") or "ourforce"
    path = folder / "force.toml"
    text = path.read_text(encoding="utf-8").replace('slug = "ourforce"', f'slug = "{slug}"')
    path.write_text(text, encoding="utf-8", newline="\n")
