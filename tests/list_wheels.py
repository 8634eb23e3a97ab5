"""
Write wheelhouse/requirements.txt: every wheel there by name, version and SHA-256, for a machine without a network.

There: `pip install --require-hashes --no-index --find-links wheelhouse -r wheelhouse/requirements.txt`.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path


def list_wheels(folder: Path) -> list[str]:
    """
    List wheels as pip's hash-checking mode wants them.

    Parameters
    ----------
    folder
        The wheels.

    Returns
    -------
    lines
        `name==version --hash=sha256:...`, sorted; no address.
    """
    found = sorted(folder.glob("*.whl"), key=lambda path: path.name.lower())
    parts = [(*path.name.split("-")[:2], hashlib.sha256(path.read_bytes()).hexdigest()) for path in found]
    return [f"{name.replace('_', '-').lower()}=={version} --hash=sha256:{digest}" for name, version, digest in parts]


if __name__ == "__main__":
    target = Path(sys.argv[1])
    (target / "requirements.txt").write_text("\n".join(list_wheels(target)) + "\n", encoding="utf-8")
    print(f"{len(list_wheels(target))} wheels; install them offline from {target / 'requirements.txt'}")  # noqa: T201
