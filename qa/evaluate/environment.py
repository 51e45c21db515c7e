"""Where and with what an evaluation ran."""

from __future__ import annotations

import hashlib
import os
import platform
import shlex
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path

_PACKAGES = ("policy-qa", "sentence-transformers", "torch", "faiss-cpu", "tantivy", "ir-measures")
_CODE = Path(__file__).resolve().parent.parent.parent
# Neither the page nor the terminal changes what is measured, nor what is kept of it.
_NOT_MEASURED = ("qa/activity/", "qa/cli/", "qa/page/")


@dataclass(frozen=True, slots=True)
class Environment:
    """When an evaluation ended, by what command, on what machine, with which versions.

    ``code`` is a hash of the program's own code and weights.
    """

    date: str
    command: str
    machine: str
    processors: int
    python: str
    versions: dict[str, str]
    code: str


def current_environment() -> Environment:
    """What is here now; the date is UTC in ISO 8601."""
    return Environment(
        date=datetime.now(UTC).isoformat(timespec="seconds"),
        command=shlex.join([Path(sys.argv[0]).name, *sys.argv[1:]]),
        machine=f"{platform.system()} {platform.machine()}，{_processor()}",
        processors=_processors(),
        python=platform.python_version(),
        versions={package: version(package) for package in _PACKAGES},
        code=code_hash(),
    )


@cache
def code_hash() -> str:
    """The first 16 hexadecimal digits of a SHA-256 over the code and weights that are measured."""
    digest = hashlib.sha256()
    for package in ("index", "qa"):
        for file in sorted((_CODE / package).rglob("*")):
            name = file.relative_to(_CODE).as_posix()
            if file.suffix in {".py", ".toml"} and not name.startswith(_NOT_MEASURED):
                digest.update(f"{name}\0".encode() + file.read_bytes())
    return digest.hexdigest()[:16]


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _processor() -> str:
    """The processor's name where the system tells it."""
    listing = Path("/proc/cpuinfo")
    if listing.is_file():
        for line in listing.read_text(errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor()
