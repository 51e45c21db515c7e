"""The indexes beside the database, and how they catch up with it."""

from __future__ import annotations

import logging
import shutil
import threading
import time
from typing import TYPE_CHECKING

from index import lexical
from index.database import Marks, marks
from index.dense import DenseIndex
from index.errors import KnowledgeBaseError
from index.lexical import LexicalIndex
from index.locks import write_lock_if_free
from index.queries import document_records, passage_records, touched_after

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

    from index.database import Database

# How often a reader looks again for texts that another process is about to index.
_RETRY_SECONDS = 0.2

_logger = logging.getLogger(__name__)


class Caches:
    """The lexical indexes of passages and of documents, and the dense one of sentences.

    Vectors are caught up by every process for itself. The lexical indexes are shared
    between processes: whoever writes texts indexes them; when the writer has died, the
    next reader does it in its place.
    """

    def __init__(self, folder: Path, database: Database) -> None:
        self._folder = folder
        self._database = database
        # Named after the database: an index never serves a database that it was not made for.
        self._lexical = folder / "lexical" / f"{database.marks().identity}-{lexical.VERSION}"
        self.passages = LexicalIndex(self._lexical / "passages")
        self.documents = LexicalIndex(self._lexical / "documents")
        self.dense = DenseIndex()
        self._lock = threading.Lock()
        self._seen: Marks | None = None
        self._retry_at = 0.0

    def refresh(self) -> bool:
        """Catch up with the database; whether there was anything to do.

        Costs one row where nothing has changed. While another thread is catching up,
        returns at once, except before the first time.
        """
        found = self._database.marks()
        if found == self._seen:
            return False
        if not self._lock.acquire(blocking=self._seen is None):
            return False
        try:
            self._catch_up_text(found)
            with self._database.read() as connection:
                found = marks(connection)
                self.dense.catch_up(connection, found)
            if self._in_step(found):
                self._seen = found
            return True
        finally:
            self._lock.release()

    def index_text(self) -> None:
        """Bring the lexical indexes up to the database. The caller holds the write lock."""
        if self._in_step(self._database.marks()):
            return
        self._remove_strangers()
        with self._database.read() as connection:
            for index in (self.passages, self.documents):
                try:
                    self._update(index, connection)
                except ValueError as error:  # what tantivy raises for any damage
                    _logger.warning("rebuilding a lexical index", extra={"error": str(error)})
                    index.clear()
                    self._rebuild(index, connection)

    def _rebuild(self, index: LexicalIndex, connection: sqlite3.Connection) -> None:
        try:
            self._update(index, connection)
        except (ValueError, OSError) as error:  # not the index: there is no room or no right
            raise KnowledgeBaseError(
                f"无法写入词语索引 {self._folder}（{error}）。文档都在；请腾出磁盘空间或检查权限后再试。"
            ) from error

    def _update(self, index: LexicalIndex, connection: sqlite3.Connection) -> None:
        found = marks(connection)
        index.reload()
        # Nothing is known of what is there, or the database is an older copy.
        if not 0 < index.reached <= found.text_change:
            index.clear()
        if index.reached == found.text_change:
            return
        records = passage_records if index is self.passages else document_records
        after = index.reached
        removed = touched_after(connection, after) if after else []
        index.update(removed, records(connection, after), found.text_change)

    def _catch_up_text(self, found: Marks) -> None:
        if self._in_step(found) or time.monotonic() < self._retry_at:
            return
        self.passages.reload()
        self.documents.reload()
        if not self._in_step(found):
            with write_lock_if_free(self._folder) as free:
                if free:
                    try:
                        self.index_text()
                    except KnowledgeBaseError:  # answered from what is there; tried again later
                        _logger.exception("the lexical index cannot be brought up to date")
            self._retry_at = time.monotonic() + _RETRY_SECONDS

    def _in_step(self, found: Marks) -> bool:
        return self.passages.reached == self.documents.reached == found.text_change

    def _remove_strangers(self) -> None:
        """Remove indexes of older versions and of other databases that were here."""
        if self._lexical.parent.is_dir():
            for stranger in self._lexical.parent.iterdir():
                if stranger != self._lexical:
                    shutil.rmtree(stranger, ignore_errors=True)
