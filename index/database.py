"""The SQLite file that holds the truth: connections, transactions, change numbers.

Durability: WAL with ``synchronous=FULL``, so a document whose transaction has
returned outlives a kill and a power cut. One fsync a document is nothing beside
reading and encoding it.
"""

from __future__ import annotations

import sqlite3
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.errors import KnowledgeBaseError
from index.schema import migrate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BUSY_SECONDS = 30.0  # how long a writer waits for another one's transaction


@dataclass(frozen=True, slots=True)
class Marks:
    """What ``meta`` says. Equal marks mean that nothing has changed in between."""

    identity: str
    change: int
    text_change: int
    epoch: int
    model: str
    dimension: int
    recipe: int


class Database:
    """Connections to one database file, for any number of threads.

    Each use borrows a connection from a pool and gives it back, so connections
    never outnumber the threads that are busy at the same moment.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._idle: list[sqlite3.Connection] = []
        self._lock = threading.Lock()
        self._closed = False
        with self._errors():
            connection = self._connect()
            try:
                migrate(connection, str(path))
            except BaseException:
                connection.close()
                raise
            self._give_back(connection)

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """One consistent view of the database, for as long as the block lasts."""
        with self._errors(), self._borrowed() as connection:
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                connection.execute("ROLLBACK")

    @contextmanager
    def write(
        self, *, text: bool = False, counted: bool = True
    ) -> Iterator[tuple[sqlite3.Connection, int]]:
        """A transaction with its change number; all of it is kept, or nothing.

        ``text`` says that documents come or go; what is not ``counted`` changes nothing that is
        searched, and leaves the change number. Waits up to ``BUSY_SECONDS`` for
        another writer, then raises KnowledgeBaseError.
        """
        with self._errors(), self._borrowed() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                (change,) = connection.execute("SELECT change + 1 FROM meta").fetchone()
                yield connection, change
                if counted:
                    connection.execute("UPDATE meta SET change = ?", (change,))
                if text:
                    connection.execute("UPDATE meta SET text_change = ?", (change,))
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def marks(self) -> Marks:
        """The change numbers and the model, at the cost of one row."""
        with self._errors(), self._borrowed() as connection:
            return marks(connection)

    def close(self) -> None:
        """Close every idle connection; those in use are closed when given back."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    @contextmanager
    def _borrowed(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            if self._closed:
                raise KnowledgeBaseError(f"知识库 {self.path} 已经关闭，请重新打开（open）。")
            connection = self._idle.pop() if self._idle else None
        connection = connection or self._connect()
        try:
            yield connection
        finally:
            self._give_back(connection)

    def _give_back(self, connection: sqlite3.Connection) -> None:
        with self._lock:
            if not self._closed:
                self._idle.append(connection)
                return
        connection.close()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self.path,
            timeout=BUSY_SECONDS,
            isolation_level=None,  # transactions are begun by name, above
            check_same_thread=False,  # the pool hands a connection to one thread at a time
        )
        connection.row_factory = sqlite3.Row
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
        except BaseException:
            connection.close()
            raise
        return connection

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """Turn SQLite's errors about the file into ours, with advice."""
        try:
            yield
        except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
            raise  # a mistake in our own statements
        except sqlite3.DatabaseError as error:
            raise KnowledgeBaseError(f"{self.path}: {_advice(error)}({error})") from error


def marks(connection: sqlite3.Connection) -> Marks:
    """The marks as ``connection`` sees them in its transaction."""
    return Marks(
        *connection.execute(
            "SELECT identity, change, text_change, epoch, model, dimension, recipe FROM meta"
        ).fetchone()
    )


def _advice(error: sqlite3.DatabaseError) -> str:
    text = str(error)
    if "locked" in text:
        return "另一个进程正在写入知识库，等待超时。请等它完成后再试。"
    if "readonly" in text or "unable to open" in text:
        return "知识库文件无法写入。请检查文件夹权限，或换一个文件夹（--home）。"
    if "full" in text:
        return "磁盘已满，这一步没有写入，之前的文档都在。请腾出空间后再试。"
    if "not a database" in text or "malformed" in text or "decode" in text:
        return "知识库文件已损坏或不是知识库。请从备份恢复，或移走该文件后重新添加文档。"
    return "读写知识库时出错。请检查磁盘和文件夹权限后再试。"
