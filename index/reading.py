"""The files of an import, read one after the other in a process of their own."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import PolicyQAError, UnsupportedFormat
from index.files import (
    FileState,
    KnownFile,
    file_state,
    keep_file,
    known_file,
    state_if_as_known,
)
from index.readers.child import read_in_child
from index.readers.source_file import check_file, failed, unreadable
from index.types import Progress, Skipped, SkippedKind, SourceDocument

if TYPE_CHECKING:
    import threading
    from collections.abc import Generator, Iterator, Sequence

    from index.database import Database

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Read:
    """What reading has come to in ``file``, number ``number`` from 0.

    ``item`` is a document, something skipped, how far the file is; a file that is known and as it
    was; or, at the end of a file, its state: None where it has changed while it was read, or is none.
    """

    number: int
    file: Path
    item: SourceDocument | Skipped | Progress | KnownFile | FileState | None


def read_files(
    database: Database, files: Sequence[Path | Skipped], stop: threading.Event
) -> Generator[Read]:
    """What is in ``files``, in order. Files that are as they were read before are not read again.

    Ends early when ``stop`` is set; then the file under way has no end.
    """
    for number, file in enumerate(files):
        if stop.is_set():
            return
        if isinstance(file, Skipped):
            yield Read(number, Path(file.source), file)
            yield Read(number, Path(file.source), None)
            continue
        known = _known(database, file)
        if known is not None:
            yield Read(number, file, known)
            continue
        yield Read(number, file, Progress("file", 0, 0))
        before = _state(file)
        for item in read_file(file, stop):
            yield Read(number, file, item)
        if stop.is_set():
            return
        yield Read(number, file, before if before and _is_still(file, before) else None)


def read_file(
    file: Path, stop: threading.Event | None = None
) -> Iterator[SourceDocument | Skipped | Progress]:
    """What a file holds; when reading fails, what came before and why there is no more."""
    try:
        check_file(file, limited=False)  # the readers know which of them read all at once
        yield from read_in_child(file, stop)
    except UnsupportedFormat as error:
        yield Skipped(str(file), str(error), SkippedKind.UNSUPPORTED)
    except (PolicyQAError, OSError) as error:
        yield Skipped(str(file), str(error))
    except Exception as error:  # a mistake here must not stop the batch; it is reported
        _logger.exception("reading failed", extra={"file": ascii(str(file))})
        yield Skipped(str(file), f"{file.name}：{failed(error)}")


def _known(database: Database, file: Path) -> KnownFile | None:
    """The file as it was read before, where that was the whole of it and it has not changed."""
    with database.read() as connection:
        known = known_file(connection, file)
    if known is None or not known.whole:
        return None
    try:
        state = state_if_as_known(file, known)
    except OSError as error:
        _logger.info("a known file cannot be looked at: %s", unreadable(file, error))
        return None
    if state is not None and state != known.state:  # the next look will be cheap
        with database.write(counted=False) as (connection, _):
            keep_file(connection, file, state, known.sources, whole=True)
    return known if state is not None else None


def _state(file: Path) -> FileState | None:
    try:
        check_file(file, limited=False)  # a pipe would be waited for for ever
        return file_state(file)
    except (PolicyQAError, OSError):  # the reader says why
        return None


def _is_still(file: Path, before: FileState) -> bool:
    try:
        found = file.stat()
    except OSError:
        return False
    return (found.st_size, found.st_mtime_ns) == (before.size, before.modified)
