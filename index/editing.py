"""Changing by hand what the knowledge base holds: removing, restoring, correcting."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from index.contents import unknown_document
from index.corrections import correct_document, corrections_of
from index.errors import KnowledgeBaseError
from index.locks import write_lock, write_lock_if_free
from index.queries import numbers_of_documents
from index.removed import (
    forget_expired,
    is_expired,
    remove_document,
    removed_documents,
    restore_document,
)
from index.searches import Searches

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from index.types import Correction, Removed

_logger = logging.getLogger(__name__)


class Editing(Searches):
    """Removes, restores and corrects documents; each call is one transaction."""

    def remove(self, document_ids: Iterable[str]) -> int:
        """Remove documents; how many. They are kept for 30 days, see ``restore``.

        Raises UnknownDocument, and removes none, for an unknown id.
        """
        ids = set(document_ids)
        with write_lock(self.folder):
            with self._database.write(text=True) as (connection, change):
                numbers = numbers_of_documents(connection, ids)
                if unknown := sorted(ids - numbers.keys()):
                    raise unknown_document(", ".join(unknown))
                now = datetime.now(UTC)
                for number in numbers.values():
                    remove_document(connection, number, change, now)
                forget_expired(connection, now)
            self._caches.index_text()
        return len(ids)

    def removed(self) -> list[Removed]:
        """The documents that ``restore`` can bring back, the last removed first."""
        with self._database.read() as connection:
            return removed_documents(connection, datetime.now(UTC))

    def restore(self, document_ids: Iterable[str]) -> int:
        """Bring removed documents back as they were, under the same ids; how many.

        Sentence vectors come back too, unless the model has changed. Raises, and restores none,
        UnknownDocument for an id that was not removed in the last 30 days, and KnowledgeBaseError
        for one that has been imported again.
        """
        ids = dict.fromkeys(document_ids)
        with write_lock(self.folder):
            with self._database.write(text=True) as (connection, change):
                for document_id in ids:
                    restore_document(connection, document_id, change, datetime.now(UTC))
            self._caches.index_text()
        return len(ids)

    def correct(self, document_id: str, **fields: date | str | None) -> None:
        """Let a document say something else than was read in it, now and after new imports.

        ``fields`` are ``title`` and the fields of ``Metadata``: dates as ``date``, validity as
        ``Validity`` or its words. "" says that there is none, None takes the correction back. The
        validity that is given here holds whatever else the documents tell. Sentence vectors
        stay, except under a new title: ``encode_pending`` makes them anew. Raises UnknownDocument
        and InvalidCorrection; then nothing has changed.
        """
        with write_lock(self.folder):
            with self._database.write(text=True) as (connection, change):
                numbers = numbers_of_documents(connection, [document_id])
                if document_id not in numbers:
                    raise unknown_document(document_id)
                number = numbers[document_id]
                correct_document(connection, number, fields, change, datetime.now(UTC))
            self._caches.index_text()

    def corrections(self, document_id: str) -> list[Correction]:
        """What was corrected in a document; none for an id that is not here."""
        with self._database.read() as connection:
            return corrections_of(connection, document_id)

    def _forget_expired(self) -> None:
        """Delete for good what was removed too long ago, if nobody is writing now."""
        now = datetime.now(UTC)
        with self._database.read() as connection:
            if not is_expired(connection, now):
                return
        try:
            with write_lock_if_free(self.folder) as free:
                if free:
                    with self._database.write(counted=False) as (connection, _):
                        forget_expired(connection, now)
        except KnowledgeBaseError:  # the next who opens it will
            _logger.exception("documents that were removed long ago cannot be deleted now")
