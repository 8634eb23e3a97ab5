"""
Look for secrets and machine paths in every file git tracks: `python tests/secret_scan.py`.

Exit 1 names file, line and kind, never the value. What is planted on purpose, for tests of our own scans, stands with
its reason in secrets_allowed.csv, by a hash of the value: a real secret in the same file is found all the same.
`--allow REASON` prints such lines.
"""

from __future__ import annotations

import csv
import hashlib
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from detect_secrets.core.scan import scan_file
from detect_secrets.settings import transient_settings

ALLOWED = Path(__file__).with_name("secrets_allowed.csv")
# The library's detectors but those of chance (entropy: a hash of a boundary file is no secret) and of public addresses.
_DETECTORS = (
    "ArtifactoryDetector", "AWSKeyDetector", "AzureStorageKeyDetector", "BasicAuthDetector", "CloudantDetector",
    "DiscordBotTokenDetector", "GitHubTokenDetector", "GitLabTokenDetector", "IbmCloudIamDetector",
    "IbmCosHmacDetector", "JwtTokenDetector", "KeywordDetector", "MailchimpDetector", "NpmDetector", "OpenAIDetector",
    "PrivateKeyDetector", "PypiTokenDetector", "SendGridDetector", "SlackDetector", "SoftlayerDetector",
    "SquareOAuthDetector", "StripeDetector", "TelegramBotTokenDetector", "TwilioKeyDetector",
)  # fmt: skip
_SYSTEM = {
    "bin", "boot", "dev", "etc", "lib", "lib32", "lib64", "libx32", "lost+found", "opt", "proc", "run", "sbin", "sys",
    "tmp", "usr", "var",
}  # fmt: skip
# Where people keep their files, by custom and on this very machine.
_HOMES = {"home", "Users", "root", "srv", "mnt", "media"} | {
    path.name for path in Path("/").iterdir() if path.is_dir() and path.name not in _SYSTEM
}
_OURS = {
    "Pseudonym key": re.compile(r"VAWG_GEO_KEY[\"']?\s*[=:,]\s*[\"']?(?![\"'])(\S{32,})"),
    "Path of a machine": re.compile(
        rf"(?<![\w.:/-])((?:/(?:{'|'.join(map(re.escape, sorted(_HOMES)))})/|[A-Za-z]:\\+Users\\+)[\w.~-][^\s\"'`,;)]*)"
    ),
}
_FILES = re.compile(r"(?:^|/)(?:\.env|id_(?:rsa|ed25519|ecdsa)|[^/]*\.(?:pem|key|p12|pfx|kdbx|jks))$")


@dataclass(frozen=True, order=True)
class Find:
    """One thing that must not be committed: where and of what kind."""

    path: str
    line: int
    kind: str
    sha256: str  # of the value, which is told to nobody


def scan_repository(root: Path) -> list[Find]:
    """
    Scan every tracked file.

    Parameters
    ----------
    root
        The repository.

    Returns
    -------
    finds
        Sorted; those on the allowed list are not among them.
    """
    listed = subprocess.run(["git", "-C", root, "ls-files", "-z"], capture_output=True, check=True, text=True)
    names = [name for name in listed.stdout.split("\0") if name and (root / name).is_file()]
    allowed = {(row["path"], row["kind"], row["sha256"]) for row in read_allowed()}
    finds = {find for name in names for find in scan_one(root, name)}
    return sorted(find for find in finds if (find.path, find.kind, find.sha256) not in allowed)


def scan_one(root: Path, name: str) -> Iterator[Find]:
    """
    Scan one file.

    Parameters
    ----------
    root, name
        The repository, and the file's path in it.

    Yields
    ------
    find
        What was found.
    """
    if _FILES.search(name):
        yield Find(name, 1, "File that holds a key", _digest(name))
    with transient_settings({"plugins_used": [{"name": detector} for detector in _DETECTORS]}):
        for secret in scan_file(str(root / name)):
            yield Find(name, secret.line_number, secret.type, _digest(secret.secret_value or ""))
    try:
        text = (root / name).read_text("utf-8")
    except UnicodeDecodeError:
        return
    for number, line in enumerate(text.splitlines(), start=1):
        for kind, pattern in _OURS.items():
            for match in pattern.finditer(line):
                yield Find(name, number, kind, _digest(match[1]))


def read_allowed() -> list[dict[str, str]]:
    """Read the allowed list: path, kind, sha256, reason."""
    with ALLOWED.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _digest(value: str) -> str:
    return hashlib.sha256(value.encode()).hexdigest()[:16]


def main(arguments: list[str]) -> int:
    """Scan the repository this file is in; print what was found."""
    finds = scan_repository(Path(__file__).parents[1])
    if arguments[:1] == ["--allow"]:
        csv.writer(sys.stdout, lineterminator="\n").writerows(
            (find.path, find.kind, find.sha256, " ".join(arguments[1:])) for find in finds
        )
        return 0
    for find in finds:
        print(f"{find.path}:{find.line}: {find.kind}")  # noqa: T201
    print(f"secret scan: {len(finds)} found" if finds else "secret scan: nothing found")  # noqa: T201
    return 1 if finds else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
