"""One product of one month: read, execute, render, prove, publish."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from vawg_geo.base.calls import checked
from vawg_geo.base.errors import BusyError, EditionError, LeakError, RunError, VawgGeoError
from vawg_geo.publishing.ledger import entry_name
from vawg_geo.runs.access import note_access
from vawg_geo.runs.documents import write_document
from vawg_geo.runs.editions import Edition, keep_editions, next_edition, stamp
from vawg_geo.runs.execute import PROOF, Executed, Progress, execute
from vawg_geo.runs.failures import note_begun, note_failure
from vawg_geo.runs.index import write_index
from vawg_geo.runs.job import Job, describe_job, prepare_job
from vawg_geo.runs.log import log
from vawg_geo.runs.manifest import MANIFEST, hash_bytes, write_manifest
from vawg_geo.runs.numbers import prove_numbers
from vawg_geo.runs.output import locked, replacing
from vawg_geo.runs.pages import PAGE, refuse_strangers, render_pages
from vawg_geo.runs.reasons import with_reason
from vawg_geo.runs.released import Held, holding, ledger_folder, released_by, shares, take_entry
from vawg_geo.runs.scan import scan_folder, scan_text, with_records
from vawg_geo.runs.telling import in_a_line
from vawg_geo.sources.snapshots import snapshot_cuts


@dataclass(frozen=True)
class RunResult:
    """Where a finished product stands, and which edition it is."""

    html: Path
    manifest: Path
    status: str  # draft, signed or withdrawn


@checked
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
        The reason for a new edition, where a signed or withdrawn one stands; without one the run tells what changed.
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
        If something else stands there, or the reason is one that no page may print.
    BusyError
        If another run is writing the same output.
    LeakError
        If an error's own words may not leave: they are told without them.
    RunError
        If anything fails on the way: the previous output stands as it was.
    """
    job = prepare_job(profile, force=force, month=month, out_dir=out_dir, as_of=as_of)
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


def _publish(job: Job, *, why: str, progress: Progress | None) -> RunResult:
    edition = next_edition(job.target, why=why)
    _begin(job)
    before = job.inputs()
    with _ledger(job, edition) as ledger, replacing(job.target) as fresh:
        if job.profile.restricted:
            fresh.chmod(0o700)  # nobody but the account that made it
        values = job.values(fresh, released=str(ledger.lay_out(fresh)) if ledger else "")
        executed = execute(job.notebook, values, out=fresh, progress=progress, cell_minutes=job.profile.cell_minutes)
        (fresh / PROOF).unlink()  # what it says goes into the manifest
        if job.inputs() != before:
            raise RunError("an input changed while it was being read; run again when the files are at rest.")
        entry = take_entry(fresh, edition=edition["number"]) if ledger else b""
        manifest = describe_job(job, executed.facts, before, released=ledger.sha256() if ledger else "")
        edition = with_reason(edition, job.target, manifest)
        _write_pages(fresh, job, executed, edition, version=manifest["version"])
        manifest |= _write_document(fresh, job, executed)
        refuse_strangers(fresh)
        keep_editions(job.target, fresh, edition)
        release = {"release": {"file": ledger.own, "sha256": hash_bytes(entry)}} if ledger else {}
        write_manifest(fresh, {**manifest, **release, "edition": edition})
        _look_over(fresh, job, executed.facts, entry=entry)
        if ledger:
            told = f"pages and tables for {' and '.join(name for name in job.profile.audiences if name != 'internal')}"
            note_access(job.target.parents[1], "export", name=job.name, purpose=told)
            ledger.note(entry)  # before anybody can see it: noted but not made does no harm, the reverse would
    return RunResult(job.target / PAGE, job.target / MANIFEST, edition["status"])


@contextmanager
def _ledger(job: Job, edition: Edition) -> Iterator[Held | None]:
    """Hold the release ledger where the product has readers beyond the tasking group."""
    if not shares(job.profile):
        yield None
        return
    own = entry_name(job.month, profile=job.profile.name, edition=edition["number"])
    folder = ledger_folder(job.force, job.target.parents[1])
    with holding(folder, own=own, stands=lambda noted: bool(noted) and released_by(job.target) == noted) as ledger:
        yield ledger


def _write_pages(fresh: Path, job: Job, executed: Executed, edition: Edition, *, version: str) -> None:
    for name, page in render_pages(executed.notebook, job.profile).items():
        path = fresh / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(stamp(page, edition, version=version), encoding="utf-8", newline="\n")


def _write_document(fresh: Path, job: Job, executed: Executed) -> dict[str, Any]:
    """Write the Word document where one is asked for; where none can be made, log and manifest say so."""
    document = write_document(fresh, job.profile, facts=executed.facts)
    if "left_out" in document:
        log(job.target.parent, f"{job.profile.name}: no Word document, because {document['left_out']}")
    return {"document": document} if document else {}


def _look_over(fresh: Path, job: Job, facts: Mapping[str, Any], *, entry: bytes) -> None:
    """Scan everything that is about to stand there: what cannot be vouched for is not published (FAULTS L)."""
    guarded, cuts = job.guarded, snapshot_cuts(job.force.at(job.force.snapshots))
    if "cut" in facts or cuts:
        cut = date.fromisoformat(str(facts["cut"])) if "cut" in facts else cuts[-1]
        guarded = with_records(guarded, job.force, cut=cut)
    if "keys" in facts:
        prove_numbers(fresh / PAGE, job.profile, keys=facts["keys"])
    if facts.get("partner_keys"):
        prove_numbers(fresh / "partner" / PAGE, job.profile, keys=facts["partner_keys"])
    scan_folder(fresh, guarded)
    scan_text(entry.decode(), guarded, what="the release ledger")


def _tell(job: Job, error: Exception) -> str:
    """Give an error's sentence for log, list and mail, unless it would itself carry what must not leave (FAULTS L6)."""
    told = in_a_line(error)
    try:
        scan_text(told, job.guarded, what="the reason")
    except LeakError as leak:
        return f"the run failed, and {leak}"
    return told


def _begin(job: Job) -> None:
    """Tell the log and the month's page that a run began: one that is killed can tell nobody itself."""
    folder, product = job.target.parent, job.profile
    log(folder, f"{product.name}: begun; a cell may take {product.cell_minutes:g} minutes")
    with suppress(VawgGeoError, OSError):
        note_begun(folder, product)
    _show(job)


def _conclude(job: Job, line: str, *, reason: str) -> None:
    """Tell the log, the month's list of failures and its index page; where they cannot be written, the run counts."""
    folder, product = job.target.parent, job.profile
    log(folder, f"{product.name}: {line}")
    with suppress(VawgGeoError, OSError):
        note_failure(folder, product, reason)
    _show(job)


def _show(job: Job) -> None:
    folder = job.target.parent
    try:
        write_index(folder, force_name=job.force.name, month=job.month, synthetic=job.force.synthetic)
    except (VawgGeoError, OSError) as error:
        log(folder, f"the month's page could not be written: {in_a_line(error)}")
