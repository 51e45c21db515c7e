"""Locks between processes; the system releases them when their holder dies."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from index.errors import KnowledgeBaseError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

WRITE_SECONDS = 60.0
_POLL_SECONDS = 0.5


def _lock(path: Path) -> FileLock:
    # A new object each time: two of them exclude each other even within one process.
    return FileLock(path, thread_local=False)


@contextmanager
def write_lock(folder: Path) -> Iterator[None]:
    """Be the only one who changes texts and the lexical index.

    Waits up to ``WRITE_SECONDS`` for another writer, then raises KnowledgeBaseError.
    """
    try:
        lock = _lock(folder / "write.lock").acquire(timeout=WRITE_SECONDS)
    except OSError as error:  # Timeout is one as well
        if not isinstance(error, Timeout):
            raise _unusable(folder, error) from error
        raise KnowledgeBaseError(
            f"另一个进程正在向 {folder} 添加或删除文档，已等待 {WRITE_SECONDS:.0f} 秒。请等它完成后再试。"
        ) from error
    with lock:
        yield


@contextmanager
def write_lock_if_free(folder: Path) -> Iterator[bool]:
    """The same without waiting: gives whether the lock was had."""
    try:
        lock = _lock(folder / "write.lock").acquire(timeout=0)
    except OSError:  # Timeout is one as well; where there is no right to write, nothing is written
        yield False
        return
    with lock:
        yield True


@contextmanager
def encode_lock(folder: Path, give_up: Callable[[], bool]) -> Iterator[bool]:
    """Be the only one who encodes: two would encode the same sentences.

    Waits until the lock is free or ``give_up``, asked twice a second, says so. Gives
    whether the lock was had. It stands in the way of encoders only, never of writers.
    """
    while True:
        try:
            lock = _lock(folder / "encode.lock").acquire(timeout=_POLL_SECONDS)
            break
        except OSError as error:
            if not isinstance(error, Timeout):
                raise _unusable(folder, error) from error
            if give_up():
                yield False
                return
    with lock:
        yield True


def _unusable(folder: Path, error: OSError) -> KnowledgeBaseError:
    return KnowledgeBaseError(
        f"无法使用 {folder} 里的锁文件（{error.strerror}）。请检查它的权限，或换一个文件夹（--home）。"
    )
