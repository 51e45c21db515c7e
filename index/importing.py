"""Files into the database: add, replace, skip. Nothing is encoded here.

A document is known by its ``source``. Its text phase, from the old version's removal
to the last sentence, is one transaction, so a kill costs the unfinished document only.
Records that have gone from a file since it was last imported stay in the knowledge
base until they are removed by id: a file cut short must not delete documents.
"""

from __future__ import annotations

import hashlib
import logging
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from index.ahead import ahead
from index.corrections import corrected
from index.errors import UnreadableFile
from index.files import FileState, KnownFile, keep_file
from index.last_import import keep_report
from index.passages import split_passages
from index.queries import ids_of_sources
from index.readers.folder import expand
from index.reading import Read, read_file, read_files
from index.rows import Fingerprint, StoredText, delete_document, fingerprint, insert_document
from index.samples import law_database
from index.structure import build_document
from index.types import (
    HiddenIn,
    ImportSummary,
    Progress,
    Skipped,
    SkippedKind,
    SourceDocument,
)
from index.vectors import embedded_texts, reuse_vectors

if TYPE_CHECKING:
    import sqlite3
    import threading
    from collections.abc import Callable, Generator, Iterable, Sequence
    from pathlib import Path

    from index.caches import Caches
    from index.database import Database

# While an import runs, what has come in becomes searchable this often.
_INDEX_SECONDS = 2.0
_USERS_OWN, _SAMPLE_LAWS = 0, 1  # priorities
_AHEAD = 16  # documents that are read while one is stored

_logger = logging.getLogger(__name__)


class Import:
    """One run of add. The caller holds the write lock."""

    def __init__(
        self,
        database: Database,
        caches: Caches,
        progress: Callable[[Progress], None] | None,
        stop: threading.Event | None,
    ) -> None:
        self._database = database
        self._caches = caches
        self._progress = progress
        self._stop = stop
        self._added: list[str] = []
        self._replaced: list[str] = []
        self._unchanged: list[str] = []
        self._skipped: list[Skipped] = []
        self._hidden: list[HiddenIn] = []
        self._written: set[str] = set()  # sources of this run
        self._file_sources: list[str] = []  # of the file under way
        self._file_whole = True
        self._indexed_at = time.monotonic()

    def run(self, paths: Iterable[Path]) -> ImportSummary:
        """Take every document of the files and folders; what cannot be taken is skipped."""
        start = time.monotonic()
        summary = self.take(expand(paths))
        keep_report(self._database, summary, start)
        return summary

    def take(self, files: Sequence[Path | Skipped]) -> ImportSummary:
        """The same for files, without keeping that it was done."""
        self._take_all(files)
        return ImportSummary(
            added=tuple(self._added),
            replaced=tuple(self._replaced),
            unchanged=tuple(self._unchanged),
            skipped=tuple(self._skipped),
            hidden=tuple(self._hidden),
        )

    def _take_all(self, files: Sequence[Path | Skipped]) -> None:
        def reading(given_up: threading.Event) -> Generator[Read]:
            return read_files(self._database, files, given_up)

        for read in ahead(reading, _AHEAD, self._stop):
            if self.stopped():
                break
            self._take_read(read, len(files))
            if time.monotonic() - self._indexed_at > _INDEX_SECONDS:
                self.index()
        self.index()
        if not self.stopped():
            self._report(len(files), len(files), "")

    def _take_read(self, read: Read, files: int) -> None:
        """One thing that reading has come to, in one of ``files``."""
        file, item = read.file, read.item
        if isinstance(item, Progress):
            part = item.done / item.total if item.total else 0.0
            label = f"{file}：第 {item.done} {item.label}" if item.done else str(file)
            label += f"，共 {item.total} {item.label}" if item.done and item.total else ""
            self._report(read.number, files, label, part)
        elif isinstance(item, Skipped):
            self._skipped.append(item)
            self._file_whole = False
        elif isinstance(item, SourceDocument):
            priority = _SAMPLE_LAWS if file.resolve() == law_database() else _USERS_OWN
            self._file_whole &= self._take(item, priority)
            self._file_sources.append(item.source)
            self._report(read.number, files, item.title)
        elif isinstance(item, KnownFile):
            self._report(read.number, files, str(file))
            with self._database.read() as connection:
                self._unchanged += ids_of_sources(connection, item.sources)
        else:
            self._end_file(file, item)

    def _end_file(self, file: Path, state: FileState | None) -> None:
        """A file has been read; ``state`` is None where it has changed meanwhile."""
        if state is not None:
            with self._database.write(counted=False) as (connection, _):
                keep_file(connection, file, state, self._file_sources, whole=self._file_whole)
        self._file_sources, self._file_whole = [], True

    def replace(self, id_: str, number: int, file: Path) -> None:
        """Give the document with this id and number the text of ``file``, its source from now on.

        Raises UnreadableFile where the file does not hold exactly one document, or another one's.
        """
        found = list(read_file(file))
        skipped = [each for each in found if isinstance(each, Skipped)]
        sources = [each for each in found if isinstance(each, SourceDocument)]
        if len(sources) != 1:
            reason = (
                skipped[0].reason if skipped else f"{file.name}：文件里有 {len(sources)} 份文件。"
            )
            raise UnreadableFile(f"{reason.rstrip('。')}。替换时文件里应当正好有一份文件。")
        source = replace(sources[0], id="")
        with self._database.read() as connection:
            other = connection.execute(
                "SELECT title FROM documents WHERE source = ? AND number <> ?",
                (source.source, number),
            ).fetchone()
        if other:
            raise UnreadableFile(
                f"{file.name}：这个文件名已属于《{other['title']}》。请换一个文件名。"
            )
        stored = _cut(source, id_, fingerprint(source), _USERS_OWN)
        if isinstance(stored, Skipped):
            raise UnreadableFile(f"{file.name}：{stored.reason}。")
        self._store(stored, number)
        self.index()

    def _take(self, source: SourceDocument, priority: int) -> bool:
        """Add, replace or leave a document; whether it is in the knowledge base now."""
        try:
            source.source.encode()  # a file name may be no text either
            hashes = fingerprint(source)
        except UnicodeEncodeError:
            return self._skip(source, "文字或文件名含有无法保存的字符（编码残缺），请更正后再导入")
        with self._database.read() as connection:
            known = connection.execute(
                "SELECT number, id, content_hash FROM documents WHERE source = ?", (source.source,)
            ).fetchone()
            if known and known["content_hash"] == hashes.content:
                self._unchanged.append(known["id"])
                return True
            if skipped := self._reason_to_skip(connection, source, hashes):
                return self._skip(source, *skipped)
            id_ = _free_id(connection, source, known)
        stored = _cut(source, id_, hashes, priority)
        if isinstance(stored, Skipped):
            self._skipped.append(stored)
            return False
        self._store(stored, known["number"] if known else None)
        return True

    def _reason_to_skip(
        self, connection: sqlite3.Connection, source: SourceDocument, hashes: Fingerprint
    ) -> tuple[str, SkippedKind] | None:
        if source.source in self._written:
            reason = "同一来源在这次导入中出现两次而内容不同，保留了第一次的内容"
            return reason, SkippedKind.UNREADABLE
        if not any(block.text.strip() for block in source.blocks):
            return "没有可用的文字", SkippedKind.UNREADABLE
        if source.id:
            return None
        copy = connection.execute(
            "SELECT id, title FROM documents WHERE text_hash = ? AND source <> ? LIMIT 1",
            (hashes.text, source.source),
        ).fetchone()
        if copy is None:
            return None
        return f"内容与《{copy['title']}》（{copy['id']}）相同", SkippedKind.COPY

    def _store(self, stored: StoredText, old: int | None) -> None:
        id_ = stored.document.id
        with self._database.write(text=True) as (connection, change):
            known: dict[str, bytes] = {}
            former = ""
            if old is not None:
                former = _id_of(connection, old)
                known = embedded_texts(connection, old)
                delete_document(connection, old, change)
            stored = replace(stored, document=corrected(connection, stored.document, former))
            number = insert_document(connection, stored, change)
            reuse_vectors(connection, number, known, change)
        self._written.add(stored.document.source)
        (self._added if old is None else self._replaced).append(id_)
        if stored.document.hidden:
            self._hidden.append(HiddenIn(id_, stored.document.hidden))
        _logger.debug("document stored", extra={"document_id": id_, "change": change})

    def _skip(
        self, source: SourceDocument, reason: str, kind: SkippedKind = SkippedKind.UNREADABLE
    ) -> bool:
        shown = source.source.encode(errors="replace").decode()
        self._skipped.append(Skipped(shown, reason, kind))
        return False

    def index(self) -> None:
        """Make what has come in, or gone, so in the lexical index."""
        self._caches.index_text()
        self._indexed_at = time.monotonic()

    def stopped(self) -> bool:
        """Whether it is to end early."""
        return self._stop is not None and self._stop.is_set()

    def _report(self, done: int, total: int, label: str, part: float = 0.0) -> None:
        if self._progress is not None:
            self._progress(Progress("read", done, total, label, part))


def _cut(
    source: SourceDocument, id_: str, hashes: Fingerprint, priority: int
) -> StoredText | Skipped:
    """The document with its passages, or why it cannot be cut."""
    try:
        document = build_document(source, id_)
        passages = split_passages(document)
    except Exception as error:  # as above
        _logger.exception("a document cannot be cut", extra={"source": source.source})
        return Skipped(source.source, f"分段时出错（{type(error).__name__}：{error}）")
    if not passages:
        return Skipped(source.source, "没有可用的文字")
    return StoredText(document, passages, hashes, own_id=bool(source.id), priority=priority)


def _id_of(connection: sqlite3.Connection, number: int) -> str:
    (id_,) = connection.execute("SELECT id FROM documents WHERE number = ?", (number,)).fetchone()
    return str(id_)


def _free_id(
    connection: sqlite3.Connection, source: SourceDocument, known: sqlite3.Row | None
) -> str:
    """The id of a document: the one it has, or its own, or a hash; numbered where taken."""
    if known and not source.id:
        return str(known["id"])
    wanted = source.id or hashlib.sha256(source.source.encode()).hexdigest()[:12]
    if known and (known["id"] == wanted or known["id"].startswith(f"{wanted}-")):
        return str(known["id"])
    id_, suffix = wanted, 1
    while connection.execute("SELECT 1 FROM documents WHERE id = ?", (id_,)).fetchone():
        suffix += 1
        id_ = f"{wanted}-{suffix}"
    return id_
