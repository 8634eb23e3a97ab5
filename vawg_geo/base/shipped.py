"""What ships with the package: profiles, notebooks, boundary sources; and which of them a name means."""

from __future__ import annotations

from difflib import get_close_matches
from importlib import resources
from pathlib import Path

from vawg_geo.base.errors import ProfileError


def shipped(kind: str) -> Path:
    """
    Find the folder of shipped profiles or notebooks, in a checkout or in an installed wheel.

    Parameters
    ----------
    kind
        "profiles", "notebooks" or "boundaries".

    Returns
    -------
    folder
        The folder.
    """
    package = Path(str(resources.files("vawg_geo")))
    installed = package / "shipped" / kind
    return installed if installed.is_dir() else package.parent / kind


def find_profile(profile: str | Path) -> Path:
    """
    Find a profile's file by its shipped name or a path.

    Parameters
    ----------
    profile
        For example "nte_monthly", or the path of a TOML file.

    Returns
    -------
    path
        The file; one named by a path need not exist.

    Raises
    ------
    ProfileError
        If no shipped profile has that name, or a path means a shipped one.
    """
    path = Path(profile)
    names = sorted(p.stem for p in shipped("profiles").glob("*.toml"))
    if path.suffix != ".toml":
        if str(profile) not in names:
            raise ProfileError(_unknown(str(profile), names))
        return shipped("profiles") / f"{profile}.toml"
    if path.stem in names and not path.exists():
        raise ProfileError(
            f"there is no file {path.name} there; the shipped profile is named without .toml: {path.stem}."
        )
    return path


def _unknown(name: str, names: list[str]) -> str:
    """Say which names there are, the likely one first."""
    near = get_close_matches(name.lower().replace("-", "_"), names, n=1)
    meant = f" (did you mean {near[0]}?)" if near else ""
    return f"there is no shipped profile of that name{meant}; there are: {', '.join(names)}. A path ends in .toml."
