"""The SQLite file of what was asked: one connection, and a new file where the old one is damaged.

Durability: WAL with ``synchronous=NORMAL``. A kill loses nothing, a power cut perhaps the last
questions, which is worth the milliseconds that every answer would wait for the disk.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

from filelock import FileLock, Timeout

from index.errors import ActivityUnavailable
from qa.activity.schema import NewerVersion, OtherProgram, migrate

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

T = TypeVar("T")

BUSY_SECONDS = 2.0  # a visitor's answer waits no longer for another process
_LOCK_SECONDS = 5.0
_BESIDE = ("", "-wal", "-shm")  # the files that are one database

logger = logging.getLogger(__name__)


class Store:
    """Runs work on the database ``path`` in transactions. Safe to share between threads.

    The file is made when it is first needed. One that is damaged is renamed, and work goes on
    with a new one.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._opened: tuple[int, int] | None = None  # which file the connection is to
        self._closed = False

    def run(self, work: Callable[[sqlite3.Connection], T], *, write: bool = False) -> T:
        """What ``work`` gives; all that it writes is kept, or nothing.

        Raises ActivityUnavailable where the file cannot be read or written now.
        """
        with self._lock:
            try:
                try:
                    return self._transaction(work, write=write)
                except sqlite3.DatabaseError as error:
                    if not self._replaced(error):
                        raise
                    return self._transaction(work, write=write)
            except (sqlite3.DatabaseError, OSError) as error:
                raise ActivityUnavailable(
                    f"无法读写提问记录 {self.path}（{error}）。回答不受影响；"
                    "请检查磁盘空间和文件夹权限，或等另一个进程写完后再试。"
                ) from error
            except NewerVersion as error:
                raise ActivityUnavailable(
                    f"提问记录 {self.path} 由更新的 policy-qa 写成，本程序不能读写。请升级 policy-qa。"
                ) from error

    def close(self) -> None:
        """Close the file. Work that comes later raises ActivityUnavailable."""
        with self._lock:
            self._closed = True
            self._disconnect()

    def _transaction(self, work: Callable[[sqlite3.Connection], T], *, write: bool) -> T:
        connection = self._connected()
        connection.execute("BEGIN IMMEDIATE" if write else "BEGIN")
        try:
            result = work(connection)
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                with suppress(sqlite3.DatabaseError):  # the first error tells more
                    connection.execute("ROLLBACK")
            raise
        return result

    def _connected(self) -> sqlite3.Connection:
        if self._closed:
            raise ActivityUnavailable(f"提问记录 {self.path} 已经关闭，请重新打开（open）。")
        if self._connection is not None:
            return self._connection
        self._opened = _identity(self.path)
        connection = sqlite3.connect(
            self.path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        try:
            connection.row_factory = sqlite3.Row
            migrate(connection)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA foreign_keys = ON")
            # What is past its days is to be gone from the disk too.
            connection.execute("PRAGMA secure_delete = ON")
        except BaseException:
            connection.close()
            raise
        self._opened = self._opened or _identity(self.path)
        self._connection = connection
        return connection

    def _disconnect(self) -> None:
        if self._connection is not None:
            with suppress(sqlite3.DatabaseError):  # a damaged file cannot be tidied up
                self._connection.close()
        self._connection = None

    def _replaced(self, error: sqlite3.DatabaseError) -> bool:
        """Whether another try makes sense: the file was set aside, or another one is there."""
        code = getattr(error, "sqlite_errorcode", 0)
        moved = code == sqlite3.SQLITE_READONLY_DBMOVED
        damaged = (
            code & 0xFF in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
            or isinstance(error, OtherProgram)
            or "no such" in str(error)  # table or column
        )
        if not (moved or damaged):
            return False
        self._disconnect()
        if damaged:
            try:
                with FileLock(self.path.with_suffix(".lock"), timeout=_LOCK_SECONDS):
                    # Unless another process has set it aside already.
                    if self._opened is not None and _identity(self.path) == self._opened:
                        self._set_aside(error)
            except (Timeout, OSError):
                logger.exception("a damaged record of questions cannot be set aside")
                return False
        return True

    def _set_aside(self, error: sqlite3.DatabaseError) -> None:
        damaged = f"{self.path.name}.damaged-{time.strftime('%Y%m%d-%H%M%S')}"
        # The journal first: beside a new file it would be taken for that one's.
        for ending in reversed(_BESIDE):
            part = self.path.with_name(self.path.name + ending)
            if part.exists():
                part.rename(part.with_name(damaged + ending))
        logger.error(
            "the record of questions is damaged; a new one is begun",
            extra={"set_aside": damaged, "error": str(error)},
        )


def _identity(path: Path) -> tuple[int, int] | None:
    """Which file is there now; None where there is none."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino
