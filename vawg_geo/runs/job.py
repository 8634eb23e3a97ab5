"""One run's order: what is to be made, from what, and what its manifest says of that."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from vawg_geo.base.errors import PeriodError, ProfileError, RunError
from vawg_geo.base.force import Force, read_force
from vawg_geo.base.periods import Month
from vawg_geo.base.profile import Profile, read_profile
from vawg_geo.base.restricted import require_restricted
from vawg_geo.base.shipped import shipped
from vawg_geo.measures.metric_entries import FOLDER as METRICS
from vawg_geo.publishing.action_entries import FOLDER as ACTIONS
from vawg_geo.publishing.report.notes import note_files
from vawg_geo.runs.access import today
from vawg_geo.runs.execute import read_notebook
from vawg_geo.runs.manifest import describe_toolkit, extract_files, hash_file, reference_files, version_of
from vawg_geo.runs.pages import list_pages
from vawg_geo.runs.parameters import read_parameters
from vawg_geo.runs.previous import hash_edition, previous_edition
from vawg_geo.runs.scan import Guarded, guard

Hashes = dict[str, str]
_TOLD = ("cut", "gate", "headline", "ledger", "listed", "synthetic")
# Sections that read entries of the force's own: the folders beside force.toml.
_ENTRIES = {"tracker": (METRICS,), "actions": (METRICS, ACTIONS)}
_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]*")


@dataclass(frozen=True)
class Job:
    """Everything one run is made from."""

    profile: Profile
    profile_path: Path
    force: Force
    force_path: Path
    month: Month
    as_of: str
    target: Path
    guarded: Guarded  # what may not leave, whatever the records

    @property
    def notebook(self) -> Path:
        """The profile's notebook: beside a profile of the user's own, else the shipped one."""
        own = self.profile_path.with_name(f"{self.profile.notebook}.ipynb")
        return own if own.is_file() else shipped("notebooks") / f"{self.profile.notebook}.ipynb"

    @property
    def previous(self) -> Path | None:
        """The edition before, for a product that compares itself with it."""
        return previous_edition(self.target) if self.profile.written else None

    @property
    def name(self) -> str:
        """What the access log calls it: month/product."""
        return f"{self.month}/{self.profile.name}"

    @property
    def purpose(self) -> str:
        """Why it is made, for the access log."""
        return self.profile.restricted.purpose if self.profile.restricted else "product"

    def inputs(self) -> tuple[dict[str, str], dict[str, str]]:
        """Hash the extracts and the reference files the force names, and the analyst's notes, as they are now."""
        own = {path.relative_to(self.force.folder).as_posix(): path for path in self._own_words()}
        files = (extract_files(self.force), reference_files(self.force) | own)
        extracts, references = ({name: hash_file(path) for name, path in kind.items()} for kind in files)
        return extracts, references

    def _own_words(self) -> list[Path]:
        """List the analyst's notes for this product, and the entries of metrics and actions that it reads."""
        written, folder = self.profile.written, self.force.folder
        if written is None:
            return []
        read = {name for section in written.sections for name in _ENTRIES.get(section, ())}
        entries = [path for name in sorted(read) for path in sorted((folder / name).glob("*.toml"))]
        return [*note_files(folder, self.profile.name).values(), *entries]

    def values(self, fresh: Path, *, released: str = "") -> dict[str, str]:
        """Give the notebook's parameters: its working folder, and for one that asks, what was released so far."""
        asked = read_parameters(read_notebook(self.notebook))
        asks = bool(released) or "ledger" in asked
        own = self.profile_path.parent != shipped("profiles").resolve()
        return {
            "profile": str(self.profile_path) if own else self.profile.name,
            "force": str(self.force_path),
            "month": str(self.month),
            "as_of": self.as_of,
            "out": str(fresh),
            **({"ledger": released} if asks else {}),
            **({"previous": str(self.previous or "")} if "previous" in asked else {}),
        }


def prepare_job(
    profile: str | Path, *, force: str | Path, month: str, out_dir: str | Path, as_of: str | None = None
) -> Job:
    """
    Read what a run is asked to make; nothing is written.

    Parameters
    ----------
    profile, force, month, out_dir, as_of
        As `run_profile` takes them.

    Returns
    -------
    job
        The order.

    Raises
    ------
    ProfileError
        If the profile or the force cannot be read, or its name cannot name a folder.
    PeriodError
        If the month or the data cut cannot be read.
    RunError
        If a file stands where the output folder should.
    RestrictedError
        If the product is restricted and may not be made today.
    """
    product, whose, when = read_profile(profile), read_force(force), Month.parse(month)
    if product.restricted:
        require_restricted(product.restricted, today=today(), synthetic=whose.synthetic)
    path = Path(profile)
    path = path if path.suffix == ".toml" else shipped("profiles") / f"{profile}.toml"
    for what, name in (("profile's name", product.name), ("force's slug", whose.slug)):
        if not _SLUG.fullmatch(name):
            raise ProfileError(f"the {what} names a folder: small letters, digits, _ and - only.")
    try:
        cut = date.fromisoformat(as_of).isoformat() if as_of else ""
    except ValueError:
        raise PeriodError("A data cut is written YYYY-MM-DD, for example 2022-04-05.") from None
    target = Path(out_dir).resolve() / whose.slug / str(when) / product.name
    if stands := next((path.name for path in target.parents if path.exists() and not path.is_dir()), ""):
        raise RunError(f"{stands} is a file; products go into a folder. Name another by --out.")
    guarded = guard(whose, folders=(target.parent,), stated=(Path(force), path))
    return Job(product, path.resolve(), whose, Path(force).resolve(), when, cut, target, guarded)


def describe_job(
    job: Job, facts: Mapping[str, Any], inputs: tuple[Hashes, Hashes], *, released: str = ""
) -> dict[str, Any]:
    """
    Say what a product was made from; the version is the short hash of that, so it moves with any of it.

    Parameters
    ----------
    job
        The order.
    facts
        What the notebook's last cell told.
    inputs
        Hashes of the extracts and of the reference files.
    released
        The hash of everything released before; "" where the product releases nothing, or nothing was.

    Returns
    -------
    manifest
        All but edition and outputs.
    """
    toolkit = describe_toolkit()
    extracts, references = inputs
    made_from = {
        "inputs": facts.get("inputs", extracts),  # what the notebook read: with --as-of, a snapshot of other files
        "references": references,
        **({"released": released} if released else {}),
        **({"previous": previous} if (previous := hash_edition(job.previous)) else {}),
        "key_id": facts.get("key_id", ""),
        "parameters": {"profile": job.profile.name, "month": str(job.month), "as_of": job.as_of},
        "force": {"name": job.force.name, "slug": job.force.slug, "sha256": hash_file(job.force_path)},
        "profile_sha256": hash_file(job.profile_path),
        "notebook_sha256": hash_file(job.notebook),
        "toolkit": {key: toolkit[key] for key in ("vawg-geo", "code")},
    }
    return {
        **made_from,
        "version": version_of(made_from),
        "toolkit": toolkit,
        "title": job.profile.title,
        "family": job.profile.family,
        "marking": job.profile.marking.internal,
        "pages": list_pages(job.profile),
        **({"restricted": asdict(job.profile.restricted)} if job.profile.restricted else {}),
        "chosen": facts.get("chosen", {}),
        "facts": {key: facts[key] for key in _TOLD if key in facts},
    }
