"""What the knowledge base holds: documents, passages, and what is known of them all."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Self

from index.choices import documents_called
from index.database import Database
from index.digests import Digests
from index.errors import UnknownDocument
from index.last_import import read_import
from index.mentions import mentioned
from index.queries import (
    document_rows,
    index_state,
    numbered,
    numbers_of_documents,
    of_one_passage,
    passage_counts,
    pending_counts,
)
from index.rows import DocumentRow, document_from_row, passages_where
from index.selection import Selection
from index.vectors import vectors_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from index.abbreviations import Abbreviations
    from index.choices import Choices
    from index.standing import Standings
    from index.types import (
        Document,
        Filter,
        ImportReport,
        IndexState,
        Metadata,
        Passage,
        Validity,
    )
    from index.versions import Variants

DATABASE = "knowledge.db"
_CACHED_DOCUMENTS = 256


class Contents:
    """Reads what is in the database in ``folder``. Safe to share between threads.

    ``today`` gives the day for which validity is told: a document lapses and comes into force
    by the calendar, without a new import.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.today: Callable[[], date] = date.today
        self._database = Database(folder / DATABASE)
        self._digests = Digests(self._database)
        self._load_document = lru_cache(_CACHED_DOCUMENTS)(self._read_document)

    def with_clock(self, today: Callable[[], date]) -> Self:
        """The same knowledge base, open once, that takes ``today`` for the day of today."""
        other = copy.copy(self)
        other.today = today
        return other

    def state(self) -> IndexState:
        """How far the index is, counted now."""
        with self._database.read() as connection:
            return index_state(connection)

    def last_import(self) -> ImportReport | None:
        """What the last import did, and when; None where there was none."""
        with self._database.read() as connection:
            return read_import(connection)

    def passage_counts(self) -> dict[str, int]:
        """How many passages each document has, by id."""
        with self._database.read() as connection:
            return passage_counts(connection)

    def pending_counts(self) -> dict[str, int]:
        """How many sentences have no vector yet, by the id of those documents that have any."""
        with self._database.read() as connection:
            return pending_counts(connection)

    def documents(self) -> list[DocumentRow]:
        """Every document without its text, as it is known today, in the order of import."""
        with self._database.read() as connection:
            rows = document_rows(connection)
        return [replace(row, metadata=self._as_of_today(row.id, row.metadata)) for row in rows]

    def document(self, document_id: str) -> Document:
        """A document with its text, as it is known today. Raises UnknownDocument."""
        with self._database.read() as connection:
            row = connection.execute(
                "SELECT number FROM documents WHERE id = ?", (document_id,)
            ).fetchone()
        if row is None:
            raise unknown_document(document_id)
        document = self._load_document(row["number"])
        metadata = self._as_of_today(document_id, document.metadata)
        return document if metadata is document.metadata else replace(document, metadata=metadata)

    def document_passages(self, document_id: str) -> list[Passage]:
        """A document's passages in reading order. Raises UnknownDocument."""
        with self._database.read() as connection:
            found = passages_where(connection, "d.id = ?", (document_id,))
        if not found:
            raise unknown_document(document_id)
        return found

    def passages(self, ids: Iterable[int]) -> dict[int, Passage]:
        """Passages by id; ids that are gone are left out."""
        condition = "p.id IN (SELECT value FROM json_each(?))"
        with self._database.read() as connection:
            found = passages_where(connection, condition, (json.dumps(list(ids)),))
        return {passage.id: passage for passage in found}

    def articles(self, number: int, filter: Filter | None = None) -> list[Passage]:
        """The passages that are article ``number`` of a document that the filter admits."""
        selection = self._selection(filter) or Selection(frozenset(), excluded=True)
        with self._database.read() as connection:
            return passages_where(
                connection,
                "p.article_number = ? AND p.article_number > 0"
                " AND (d.number IN (SELECT value FROM json_each(?))) <> ?",
                (number, json.dumps(sorted(selection.numbers)), selection.excluded),
            )

    def titles(self) -> dict[str, str]:
        """The title of every document by id; the same object until a text changes."""
        return self._digests.overview().titles

    def short_titles(self) -> dict[str, frozenset[str]]:
        """What each document is called for short, by id: see ``index.titles.short_titles``."""
        return self._digests.overview().short_titles

    def abbreviations(self) -> Abbreviations:
        """What the documents, their issuers and the laws among them are called for short."""
        return self._digests.abbreviations()

    def validities(self) -> frozenset[Validity]:
        """Which validities occur among the documents today."""
        return frozenset(self.standings().validities(self.today()).values())

    def standings(self) -> Standings:
        """From when to when each document holds; the same object until a text changes."""
        return self._digests.standings()

    def count(self, filter: Filter | None = None) -> int:
        """How many documents the filter admits."""
        selection = self._selection(filter)
        if selection is not None and not selection.excluded:
            return len(selection.numbers)
        with self._database.read() as connection:
            (total,) = connection.execute("SELECT count(*) FROM documents").fetchone()
        return int(total) - (len(selection.numbers) if selection is not None else 0)

    def variants(self) -> Variants:
        """Which documents are copies or versions of one another."""
        return self._digests.variants(self.today())

    def admitted(self, document_ids: Iterable[str], filter: Filter | None) -> frozenset[str]:
        """Those of the documents that are here and that the filter admits."""
        selection = self._selection(filter) or Selection(frozenset(), excluded=True)
        with self._database.read() as connection:
            numbers = numbers_of_documents(connection, document_ids)
        return frozenset(
            id_
            for id_, number in numbers.items()
            if (number in selection.numbers) != selection.excluded
        )

    def mentioning(
        self, keys: Iterable[int], filter: Filter | None = None
    ) -> tuple[list[Passage], frozenset[str]]:
        """Where one of the keys of ``index.mentions`` stands: in which passages, in whose titles."""
        with self._database.read() as connection:
            passages, titled = mentioned(connection, keys)
            found = passages_where(
                connection, "p.id IN (SELECT value FROM json_each(?))", (json.dumps(passages),)
            )
        admitted = self.admitted({*titled, *(p.document_id for p in found)}, filter)
        return [p for p in found if p.document_id in admitted], admitted & titled

    def choices(self) -> Choices:
        """What issuer, place, kind and validity a filter can ask for."""
        return self._digests.choices(self.today())

    def documents_called(self, name: str) -> frozenset[str]:
        """The ids of the documents that ``name`` means: an id, a 文号 or 索引号, or (part of) a title."""
        with self._database.read() as connection:
            return documents_called(connection, name)

    def has_vectors(self) -> bool:
        """Whether any sentence has a vector, so that a search by meaning can find something."""
        return self._database.marks().dimension > 0

    def documents_numbered(self, text: str) -> list[str]:
        """The ids of documents whose 文号 or 索引号 is ``text``, brackets and widths aside."""
        with self._database.read() as connection:
            return numbered(connection, text)

    def sentence_vectors(self, sentence_ids: Iterable[int]) -> dict[int, NDArray[np.float32]]:
        """The vectors, shape (dimension,) and length 1, of those sentences that are encoded."""
        with self._database.read() as connection:
            return vectors_of(connection, sentence_ids)

    def of_one_passage(self, document_ids: Iterable[str]) -> frozenset[str]:
        """Those of the documents that are a single passage."""
        with self._database.read() as connection:
            return of_one_passage(connection, document_ids)

    def _selection(self, filter: Filter | None) -> Selection | None:
        """The documents that the filter admits today; None where it admits all."""
        return self._digests.selection(filter, self.today())

    def _as_of_today(self, document_id: str, stated: Metadata) -> Metadata:
        """What is known of a document, with its validity of today and its last day."""
        standing = self.standings().by_id.get(document_id)
        if standing is None:  # came in just now
            return stated
        validity, expires = standing.on(self.today()), standing.ends or stated.expires
        if (validity, expires) == (stated.validity, stated.expires):
            return stated
        return replace(stated, validity=validity, expires=expires)

    def _read_document(self, number: int) -> Document:
        """By number, under which a text never changes; so it may be cached."""
        with self._database.read() as connection:
            row = connection.execute(
                "SELECT * FROM documents WHERE number = ?", (number,)
            ).fetchone()
        if row is None:
            raise unknown_document(str(number))
        return document_from_row(row)


def unknown_document(ids: str) -> UnknownDocument:
    """The error that there is no document with these ids."""
    return UnknownDocument(f"没有编号为 {ids} 的文档。用 policy-qa list 可以看到所有文档的编号。")
