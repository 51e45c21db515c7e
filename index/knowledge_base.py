"""The knowledge base: documents in, candidates out."""

from __future__ import annotations

import logging
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Self

from index.contents import DATABASE, unknown_document
from index.editing import Editing
from index.encoder import Encoder
from index.encoding import Encoding
from index.errors import KnowledgeBaseError, PolicyQAError
from index.importing import Import
from index.locks import write_lock
from index.queries import numbers_of_documents
from index.settings import Settings
from index.syncing import Sync
from index.vectors import check_model, forget_vectors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from types import TracebackType

    from index.types import ImportSummary, Progress

_BESIDE_SECONDS = 1.0  # between looks for sentences to encode while files are read

_logger = logging.getLogger(__name__)


class KnowledgeBase(Editing):
    """Documents with their search indexes, in one folder. Safe to share between threads.

    Any number of processes may have it open. Texts are changed by one at a time. Ids of
    passages and sentences are never used twice: after a document has gone they are simply
    not found, so look-ups by id leave them out. ``Contents`` reads what is there,
    ``Searches`` finds it, ``Editing`` changes single documents, and here it is opened and filled.
    """

    @classmethod
    def open(
        cls,
        folder: Path | str | None = None,
        *,
        encoder: Encoder | None = None,
        any_model: bool = False,
    ) -> Self:
        """Open the knowledge base in ``folder``, or create it there; None is the default home.

        Loads no model. Raises KnowledgeBaseError where the folder cannot be used, and
        ModelMismatch where its vectors were made by another model than ``encoder``'s,
        unless ``any_model`` (for ``reindex``).
        """
        folder = (
            Path(folder).expanduser().absolute() if folder else Settings.from_environment().home
        )
        _prepare(folder)
        opened = cls(folder, encoder or Encoder())
        try:
            if not any_model:
                check_model(opened._database.marks(), opened.encoder.name)
            opened._forget_expired()
        except BaseException:
            opened.close()
            raise
        return opened

    def close(self) -> None:
        """Give back files and connections; nothing needs saving."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def add(
        self,
        paths: Iterable[Path | str],
        *,
        progress: Callable[[Progress], None] | None = None,
        encode: bool = True,
        stop: threading.Event | None = None,
    ) -> ImportSummary:
        """Add files and folders; replace what has changed, leave what has not.

        Each document is kept and lexically searchable at once; then the missing sentence
        vectors are made, unless not ``encode``. ``stop`` is looked at between documents.
        Bad files and records are named in the summary and stop nothing. Raises
        KnowledgeBaseError where the folder cannot be written or another writer is at it.
        """
        with write_lock(self.folder), self._encoding_beside(encode, progress, stop):
            run = Import(self._database, self._caches, progress, stop)
            summary = run.run([Path(path) for path in paths])
        if encode:
            self.encode_pending(progress=progress, stop=stop)
        return summary

    def sync(
        self,
        folder: Path | str,
        *,
        even_if_empty: bool = False,
        progress: Callable[[Progress], None] | None = None,
        encode: bool = True,
        stop: threading.Event | None = None,
    ) -> ImportSummary:
        """Take over a folder as it is now: what is new, changed, renamed, and gone.

        A document keeps its id when its file is renamed; one whose file has gone can be restored
        for 30 days. Otherwise as ``add``. Raises KnowledgeBaseError, and changes nothing, where the
        folder is missing, or empty though documents came from it (unless ``even_if_empty``).
        """
        with write_lock(self.folder), self._encoding_beside(encode, progress, stop):
            run = Import(self._database, self._caches, progress, stop)
            summary = Sync(self._database, Path(folder), run).run(even_if_empty=even_if_empty)
        if encode:
            self.encode_pending(progress=progress, stop=stop)
        return summary

    def replace(self, document_id: str, path: Path | str) -> None:
        """Give a document the text of the file at ``path``; its id stays, its source is ``path``.

        Its vectors are made by ``encode_pending``. Raises UnknownDocument, and UnreadableFile where
        the file does not hold exactly one document; then nothing has changed.
        """
        with write_lock(self.folder):
            with self._database.read() as connection:
                numbers = numbers_of_documents(connection, [document_id])
            if document_id not in numbers:
                raise unknown_document(document_id)
            run = Import(self._database, self._caches, None, None)
            run.replace(document_id, numbers[document_id], Path(path).absolute())

    def encode_pending(
        self,
        *,
        progress: Callable[[Progress], None] | None = None,
        stop: threading.Event | None = None,
    ) -> int:
        """Make the sentence vectors that are missing, until ``stop``; how many were made.

        Raises ModelUnavailable and ModelMismatch.
        """
        return Encoding(self._database, self.encoder, progress, stop).run(self.folder)

    @contextmanager
    def _encoding_beside(
        self,
        encode: bool,
        progress: Callable[[Progress], None] | None,
        stop: threading.Event | None,
    ) -> Iterator[None]:
        """While the block reads files, make vectors in a thread; what is left is for the caller."""
        if not encode:
            yield
            return
        ended = threading.Event()

        def work() -> None:
            try:
                while not (ended.wait(_BESIDE_SECONDS) or (stop is not None and stop.is_set())):
                    self.encode_pending(progress=progress, stop=ended)
            except PolicyQAError as error:  # the caller meets it again after the import
                _logger.info("no encoding beside the import: %s", error)

        thread = threading.Thread(target=work, name="encoding beside", daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()

    def reindex(self) -> None:
        """Forget all vectors and the model that made them; ``encode_pending`` makes new ones."""
        with self._database.write() as (connection, change):
            forget_vectors(connection, change)


def _prepare(folder: Path) -> None:
    """Make the folder, or see that it is ours. Raises KnowledgeBaseError with advice."""
    if folder.exists() and not folder.is_dir():
        raise KnowledgeBaseError(
            f"{folder} 是一个文件。知识库需要一个文件夹，请换一个路径（--home）。"
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        strangers = [entry.name for entry in folder.iterdir() if not entry.name.startswith(".")]
    except OSError as error:
        raise KnowledgeBaseError(
            f"无法使用文件夹 {folder}（{error.strerror}）。请检查权限，或换一个文件夹（--home）。"
        ) from error
    if strangers and not (folder / DATABASE).exists():
        raise KnowledgeBaseError(
            f"{folder} 里已有其他文件（{'、'.join(sorted(strangers)[:3])} 等），不是知识库。"
            "请换一个空文件夹或新文件夹（--home）。"
        )
