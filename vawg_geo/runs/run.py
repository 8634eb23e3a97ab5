"""One product of one month: read, execute, render, prove, publish."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from vawg_geo.base.errors import (
    BusyError,
    EditionError,
    LeakError,
    PeriodError,
    ProfileError,
    RunError,
    VawgGeoError,
)
from vawg_geo.base.force import Force, read_force
from vawg_geo.base.periods import Month
from vawg_geo.base.profile import Profile, read_profile, shipped
from vawg_geo.base.restricted import require_restricted
from vawg_geo.runs.access import note_access, today
from vawg_geo.runs.editions import keep_editions, next_edition, stamp
from vawg_geo.runs.execute import PROOF, Executed, Progress, execute
from vawg_geo.runs.failures import note_begun, note_failure
from vawg_geo.runs.index import write_index
from vawg_geo.runs.log import log
from vawg_geo.runs.manifest import (
    MANIFEST,
    describe_toolkit,
    extract_files,
    hash_file,
    reference_files,
    version_of,
    write_manifest,
)
from vawg_geo.runs.output import locked, replacing
from vawg_geo.runs.scan import Guarded, guard, scan_folder, scan_text, with_records
from vawg_geo.runs.telling import in_a_line
from vawg_geo.sources.snapshots import snapshot_cuts

PAGE = "index.html"
_TOLD = ("cut", "gate", "headline", "ledger", "listed", "synthetic")
_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]*")
_ALLOWED = re.compile(rf"{PAGE}|tables/[a-z0-9_-]+\.csv|tables\.xlsx|hotspots\.gpkg|editions/.*")


@dataclass(frozen=True)
class RunResult:
    """Where a finished product stands, and which edition it is."""

    html: Path
    manifest: Path
    status: str  # draft, signed or withdrawn


@dataclass(frozen=True)
class _Job:
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
    def name(self) -> str:
        """What the access log calls it: month/product."""
        return f"{self.month}/{self.profile.name}"

    @property
    def purpose(self) -> str:
        """Why it is made, for the access log."""
        return self.profile.restricted.purpose if self.profile.restricted else "product"

    def inputs(self) -> tuple[dict[str, str], dict[str, str]]:
        """Hash the extracts and the reference files the force names, as they are now."""
        files = (extract_files(self.force), reference_files(self.force))
        extracts, references = ({name: hash_file(path) for name, path in kind.items()} for kind in files)
        return extracts, references


def run_profile(
    profile: str | Path,
    *,
    force: str | Path,
    month: str,
    out_dir: str | Path,
    as_of: str | None = None,
    why: str = "",
    progress: Progress | None = None,
) -> RunResult:
    """
    Make one product for one month: its page, tables, manifest and END, whole or not at all.

    Parameters
    ----------
    profile
        A shipped profile's name, or the path of a TOML file.
    force
        The path of a force.toml.
    month
        The reporting month, YYYY-MM.
    out_dir
        The output folder; the product stands in `<force>/<month>/<profile>/` below it.
    as_of
        The data cut to use, YYYY-MM-DD; by default the latest.
    why
        The reason for a new edition, where a signed or withdrawn one stands.
    progress
        Called as each cell starts with its id, its number and how many there are.

    Returns
    -------
    result
        `.html` and `.manifest` (paths), `.status`.

    Raises
    ------
    ProfileError, PeriodError
        If the profile, the force or the month cannot be read.
    EditionError
        If a signed or withdrawn edition stands there and no reason is given.
    BusyError
        If another run is writing the same output.
    RunError
        If anything fails on the way: the previous output stands as it was.
    """
    job = _prepare(profile, force=force, month=month, out_dir=out_dir, as_of=as_of)
    began = time.monotonic()
    try:
        note_access(job.target.parents[1], "run", name=job.name, purpose=job.purpose)
        with locked(job.target):
            result = _publish(job, why=why, progress=progress)
    except (BusyError, EditionError):
        raise
    except Exception as error:
        told = _tell(job, error)
        _conclude(job, f"failed: {told}", reason=told)
        if told != in_a_line(error):
            raise LeakError(told) from None
        raise
    except KeyboardInterrupt:
        _conclude(job, "stopped by a signal", reason="the run was stopped before it ended.")
        raise
    _conclude(job, f"done in {time.monotonic() - began:.1f} s, {result.status}", reason="")
    return result


def _prepare(profile: str | Path, *, force: str | Path, month: str, out_dir: str | Path, as_of: str | None) -> _Job:
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
    guarded = guard(whose, folders=(target.parent,), stated=(Path(force), path))
    return _Job(product, path.resolve(), whose, Path(force).resolve(), when, cut, target, guarded)


def _publish(job: _Job, *, why: str, progress: Progress | None) -> RunResult:
    edition = next_edition(job.target, why=why)
    _begin(job)
    before = job.inputs()
    with replacing(job.target) as fresh:
        if job.profile.restricted:
            fresh.chmod(0o700)  # nobody but the account that made it
        executed = execute(
            job.notebook, _values(job, fresh), out=fresh, progress=progress, cell_minutes=job.profile.cell_minutes
        )
        (fresh / PROOF).unlink()  # what it says goes into the manifest
        if job.inputs() != before:
            raise RunError("an input changed while it was being read; run again when the files are at rest.")
        manifest = _manifest(job, executed.facts, before)
        page = stamp(_render(job, executed), edition, version=manifest["version"])
        (fresh / PAGE).write_text(page, encoding="utf-8", newline="\n")
        _refuse_strangers(fresh)
        keep_editions(job.target, fresh, edition)
        write_manifest(fresh, {**manifest, "edition": edition})
        _look_over(fresh, job, executed.facts)
    return RunResult(job.target / PAGE, job.target / MANIFEST, edition["status"])


def _values(job: _Job, fresh: Path) -> dict[str, str]:
    named = job.profile_path if job.profile_path.parent != shipped("profiles").resolve() else job.profile.name
    return {
        "profile": str(named),
        "force": str(job.force_path),
        "month": str(job.month),
        "as_of": job.as_of,
        "out": str(fresh),
    }


def _render(job: _Job, executed: Executed) -> str:
    from vawg_geo.publishing.render import render_notebook
    from vawg_geo.publishing.seal import seal

    product = job.profile
    page = render_notebook(
        executed.notebook, title=product.title, marking=product.marking.internal, handling=product.marking.handling
    )
    return seal(page)


def _manifest(job: _Job, facts: Mapping[str, Any], inputs: tuple[dict[str, str], dict[str, str]]) -> dict[str, Any]:
    """Say what the product was made from; the version is the short hash of that, so it moves with any of it."""
    toolkit = describe_toolkit()
    extracts, references = inputs
    made_from = {
        "inputs": facts.get("inputs", extracts),  # what the notebook read: with --as-of, a snapshot of other files
        "references": references,
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
        "marking": job.profile.marking.internal,
        **({"restricted": asdict(job.profile.restricted)} if job.profile.restricted else {}),
        "chosen": facts.get("chosen", {}),
        "facts": {key: facts[key] for key in _TOLD if key in facts},
    }


def _refuse_strangers(fresh: Path) -> None:
    """Close every exit but the known ones (FAULTS L2)."""
    files = [p for p in sorted(fresh.rglob("*")) if p.is_file()]
    strange = [p for p in files if not _ALLOWED.fullmatch(p.relative_to(fresh).as_posix())]
    if strange:
        raise RunError(f"the notebook left {len(strange)} files that no product may hold; nothing was published.")


def _look_over(fresh: Path, job: _Job, facts: Mapping[str, Any]) -> None:
    """Scan everything that is about to stand there: what cannot be vouched for is not published (FAULTS L)."""
    guarded, cuts = job.guarded, snapshot_cuts(job.force.at(job.force.snapshots))
    if "cut" in facts or cuts:
        cut = date.fromisoformat(str(facts["cut"])) if "cut" in facts else cuts[-1]
        guarded = with_records(guarded, job.force, cut=cut)
    scan_folder(fresh, guarded)


def _tell(job: _Job, error: Exception) -> str:
    """Give an error's sentence for log, list and mail, unless it would itself carry what must not leave (FAULTS L6)."""
    told = in_a_line(error)
    try:
        scan_text(told, job.guarded, what="the reason")
    except LeakError as leak:
        return f"the run failed, and {leak}"
    return told


def _begin(job: _Job) -> None:
    """Tell the log and the month's page that a run began: one that is killed can tell nobody itself."""
    folder, product = job.target.parent, job.profile
    log(folder, f"{product.name}: begun; a cell may take {product.cell_minutes:g} minutes")
    with suppress(VawgGeoError, OSError):
        note_begun(folder, product)
    _show(job)


def _conclude(job: _Job, line: str, *, reason: str) -> None:
    """Tell the log, the month's list of failures and its index page; where they cannot be written, the run counts."""
    folder, product = job.target.parent, job.profile
    log(folder, f"{product.name}: {line}")
    with suppress(VawgGeoError, OSError):
        note_failure(folder, product, reason)
    _show(job)


def _show(job: _Job) -> None:
    with suppress(VawgGeoError, OSError):
        write_index(job.target.parent, force_name=job.force.name, month=job.month, synthetic=job.force.synthetic)
