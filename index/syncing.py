"""A folder taken over as it is now: what is new, changed, renamed and gone.

What has gone from the folder goes from the knowledge base too, and can be restored like anything
that was removed. A folder that cannot be read in part keeps the documents of that part.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import KnowledgeBaseError
from index.files import KnownFile, file_state, files_below, forget_files, keep_file
from index.last_import import keep_report
from index.readers.folder import expand
from index.removed import remove_document
from index.types import Skipped

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from index.database import Database
    from index.importing import Import
    from index.types import ImportSummary


@dataclass(frozen=True, slots=True)
class _Here:
    """The folder on the disk: its files, and the folders and files that cannot be looked into."""

    files: frozenset[str]
    unreadable: tuple[str, ...]

    def has(self, path: str) -> bool:
        """Whether a file is there, or may be."""
        return path in self.files or any(
            path == each or path.startswith(each + os.sep) for each in self.unreadable
        )

    def file_of(self, source: str) -> str:
        """The file of a document's source; a name may itself hold the sign before a record's."""
        end = len(source)
        while end > 0:
            if self.has(source[:end]):
                return source[:end]
            end = source.rfind("#", 0, end)
        return source


class Sync:
    """One run of sync. The caller holds the write lock."""

    def __init__(self, database: Database, folder: Path, run: Import) -> None:
        self._database = database
        self._folder = folder.resolve()
        self._run = run

    def run(self, *, even_if_empty: bool = False) -> ImportSummary:
        """Bring the knowledge base to what is in the folder. Raises KnowledgeBaseError.

        That is where the folder is missing, or empty though documents came from it, unless
        ``even_if_empty``: a drive that is not there must not delete documents.
        """
        start = time.monotonic()
        if not self._folder.is_dir():
            raise KnowledgeBaseError(
                f"{self._folder} 不是文件夹，或者现在连不上。没有改动任何文档。请检查路径和网络盘。"
            )
        found = expand([self._folder])
        here = _here(found)
        gone = self._gone(here)
        if gone and not here.files and not even_if_empty:
            raise KnowledgeBaseError(
                f"{self._folder} 里一个文件也没有，而知识库里有 {len(gone)} 篇文档来自它。没有改动任何文档。"
                "请检查网络盘是否连上；确实要全部删除时，请加 --even-if-empty。"
            )
        renamed = self._follow_renames(here)
        summary = self._run.take(found)
        removed = self._remove(here) if not self._run.stopped() else []
        unchanged = tuple(each for each in summary.unchanged if each not in set(renamed))
        summary = replace(
            summary, unchanged=unchanged, renamed=tuple(renamed), removed=tuple(removed)
        )
        keep_report(self._database, summary, start)
        return summary

    def _gone(self, here: _Here) -> list[tuple[int, str, str]]:
        """Documents from below the folder whose files are not there: number, id, source."""
        with self._database.read() as connection:
            return [
                each
                for each in _documents_below(connection, self._folder)
                if not here.has(here.file_of(each[2]))
            ]

    def _follow_renames(self, here: _Here) -> list[str]:
        """Give documents of a file that moved their new source; the ids of the documents."""
        with self._database.read() as connection:
            known = files_below(connection, self._folder)
        known_paths = {each.path for each in known}
        moved = {each.state.hash: each for each in known if not here.has(each.path) and each.whole}
        sizes = {each.state.size for each in moved.values()}
        renamed: list[str] = []
        for path in sorted(here.files - known_paths) if moved else []:
            try:
                state = file_state(Path(path)) if Path(path).stat().st_size in sizes else None
            except OSError:  # the import says why it cannot be read
                continue
            old = moved.pop(state.hash, None) if state else None
            if old is not None:
                renamed += self._rename(old, path)
        return renamed

    def _rename(self, old: KnownFile, path: str) -> list[str]:
        ids: list[str] = []
        with self._database.write(counted=False) as (connection, _):
            sources = []
            for source in old.sources:
                new = path + source.removeprefix(old.path)
                sources.append(new)
                rows = connection.execute(
                    "UPDATE OR IGNORE documents SET source = ? WHERE source = ? RETURNING id",
                    (new, source),
                ).fetchall()
                ids += [id_ for (id_,) in rows]
            forget_files(connection, [old.path])
            keep_file(connection, Path(path), old.state, sources, whole=old.whole)
        return ids

    def _remove(self, here: _Here) -> list[str]:
        """Remove the documents of files that have gone, and of records gone from files read whole."""
        gone = self._gone(here)
        with self._database.read() as connection:
            whole = {
                each.path: set(each.sources)
                for each in files_below(connection, self._folder)
                if each.whole
            }
            lost = [
                each
                for each in _documents_below(connection, self._folder)
                if each[2] not in whole.get(here.file_of(each[2]), {each[2]})
            ]
        removed = list(dict.fromkeys([*gone, *lost]))
        if not removed:
            return []
        now = datetime.now(UTC)
        with self._database.write(text=True) as (connection, change):
            for number, _, _ in removed:
                remove_document(connection, number, change, now)
            paths = {here.file_of(source) for _, _, source in gone}
            forget_files(connection, paths)
        self._run.index()
        return [id_ for _, id_, _ in removed]


def _here(found: Sequence[Path | Skipped]) -> _Here:
    files = frozenset(str(each.resolve()) for each in found if isinstance(each, Path))
    return _Here(files, tuple(each.source for each in found if isinstance(each, Skipped)))


def _documents_below(connection: sqlite3.Connection, folder: Path) -> list[tuple[int, str, str]]:
    start = str(folder).rstrip(os.sep) + os.sep
    rows = connection.execute(
        "SELECT number, id, source FROM documents WHERE substr(source, 1, ?) = ? ORDER BY number",
        (len(start), start),
    )
    return [(number, id_, source) for number, id_, source in rows]
