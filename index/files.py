"""Files that were read, so that an unchanged one need not be read again.

Size and time of change tell at once; a file that was touched, or that changed so shortly before it
was read that its clock may not show a later change (the "racy" entries of git's index), is told by
its hash.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from index.rows import TEXT_VERSION

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable
    from pathlib import Path

# Raise it when readers give something else for the same file: all files are then read anew.
_READING: Final = 1
_VERSION: Final = f"{_READING}.{TEXT_VERSION}"
_COARSE: Final = 2_000_000_000  # nanoseconds: the coarsest clock of a file system in use (FAT)
_CHUNK: Final = 2**20


@dataclass(frozen=True, slots=True)
class FileState:
    """A file as it is on the disk: bytes, nanoseconds since 1970, when it was looked at, SHA-256."""

    size: int
    modified: int
    seen: int
    hash: str


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file as it was when it was read. ``whole``: all of it is in the knowledge base."""

    path: str
    state: FileState
    whole: bool
    sources: tuple[str, ...]


def file_state(path: Path) -> FileState:
    """The state of a file now. Raises OSError."""
    seen = time.time_ns()
    found = path.stat()
    return FileState(found.st_size, found.st_mtime_ns, seen, _hash(path))


def state_if_as_known(path: Path, known: KnownFile) -> FileState | None:
    """The state of a file that is what it was when it was read, as cheaply as can be told; else None.

    Raises OSError.
    """
    found = path.stat()
    if found.st_size != known.state.size:
        return None
    if found.st_mtime_ns == known.state.modified < known.state.seen - _COARSE:
        return known.state
    now = file_state(path)
    return now if now.hash == known.state.hash else None


def known_file(connection: sqlite3.Connection, path: Path) -> KnownFile | None:
    """What was read in a file by this version, while all its documents are here; else None."""
    row = connection.execute(
        "SELECT * FROM files WHERE path = ? AND reader = ?", (_key(path), _VERSION)
    ).fetchone()
    if row is None:
        return None
    known = _known(row)
    (here,) = connection.execute(
        "SELECT count(*) FROM documents WHERE source IN (SELECT value FROM json_each(?))",
        (json.dumps(known.sources),),
    ).fetchone()
    return known if here == len(known.sources) else None


def files_below(connection: sqlite3.Connection, folder: Path) -> list[KnownFile]:
    """The files below ``folder`` that were ever read."""
    start = _key(folder).rstrip(b"/") + b"/"
    rows = connection.execute(
        "SELECT * FROM files WHERE path >= ? AND path < ? ORDER BY path",
        (start, start[:-1] + bytes([start[-1] + 1])),
    )
    return [_known(row) for row in rows]


def keep_file(
    connection: sqlite3.Connection,
    path: Path,
    state: FileState,
    sources: Iterable[str],
    *,
    whole: bool,
) -> None:
    """Keep that a file in this state was read, and the documents it gave."""
    connection.execute(
        "INSERT OR REPLACE INTO files (path, size, modified, seen, hash, reader, whole, sources)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            _key(path),
            state.size,
            state.modified,
            state.seen,
            state.hash,
            _VERSION,
            whole,
            json.dumps(list(sources)),
        ),
    )


def forget_files(connection: sqlite3.Connection, paths: Iterable[str]) -> None:
    """Forget that files were read."""
    connection.executemany(
        "DELETE FROM files WHERE path = ?", [(os.fsencode(path),) for path in paths]
    )


def _key(path: Path) -> bytes:
    """As the file system has it: a name need not be UTF-8."""
    return os.fsencode(path.resolve())


def _known(row: sqlite3.Row) -> KnownFile:
    state = FileState(row["size"], row["modified"], row["seen"], row["hash"])
    sources = tuple(json.loads(row["sources"]))
    return KnownFile(os.fsdecode(row["path"]), state, bool(row["whole"]), sources)


def _hash(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
