"""The knowledge base: documents in, candidates out."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Self

from index.abbreviations import Abbreviations, read_abbreviations
from index.caches import Caches
from index.choices import Choices, documents_called, read_choices
from index.database import Database
from index.encoder import Encoder
from index.encoding import Encoding
from index.errors import KnowledgeBaseError, UnknownDocument
from index.importing import Import
from index.locks import write_lock
from index.mentions import mentioned
from index.queries import (
    document_rows,
    ids_of_documents,
    index_state,
    numbered,
    numbers_of_documents,
    of_one_passage,
    passage_of_sentence,
)
from index.rows import DocumentRow, delete_document, document_from_row, passages_where
from index.selection import Selection, count_matching, matching_documents
from index.settings import Settings
from index.titles import Overview, overview
from index.types import Filter
from index.vectors import check_model, forget_vectors, vectors_of
from index.versions import Variants, variants

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Iterable
    from types import TracebackType

    import numpy as np
    from numpy.typing import NDArray

    from index.lexical import Weights
    from index.types import Document, ImportSummary, IndexState, Passage, Progress, Validity

_DATABASE = "knowledge.db"
_CACHED_DOCUMENTS = 256
_CACHED_SELECTIONS = 64


class KnowledgeBase:
    """Documents with their search indexes, in one folder. Safe to share between threads.

    Any number of processes may have it open. Texts are changed by one at a time; every
    search first catches up with what others have done, which costs one row where
    nothing has changed. Ids of passages and sentences are never used twice: after a
    document has gone they are simply not found, so look-ups by id leave them out.
    """

    def __init__(self, folder: Path, encoder: Encoder) -> None:
        self.folder = folder
        self.encoder = encoder
        self._database = Database(folder / _DATABASE)
        self._caches = Caches(folder, self._database)
        self._load_document = lru_cache(_CACHED_DOCUMENTS)(self._read_document)
        self._select = lru_cache(_CACHED_SELECTIONS)(self._read_selection)
        self._overview = lru_cache(1)(self._read_overview)
        self._abbreviations = lru_cache(1)(self._read_abbreviations)
        self._choices = lru_cache(1)(self._read_choices)
        self._variants = lru_cache(1)(self._read_variants)

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

    # Changing it

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
        with write_lock(self.folder):
            run = Import(self._database, self._caches, progress, stop)
            summary = run.run([Path(path) for path in paths])
        if encode:
            self.encode_pending(progress=progress, stop=stop)
        return summary

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

    def remove(self, document_ids: Iterable[str]) -> int:
        """Remove documents; how many. Raises UnknownDocument, and removes none, for an unknown id."""
        ids = set(document_ids)
        with write_lock(self.folder):
            with self._database.write(text=True) as (connection, change):
                numbers = numbers_of_documents(connection, ids)
                if unknown := sorted(ids - numbers.keys()):
                    raise _unknown(", ".join(unknown))
                for number in numbers.values():
                    delete_document(connection, number, change)
            self._caches.index_text()
        return len(ids)

    def reindex(self) -> None:
        """Forget all vectors and the model that made them; ``encode_pending`` makes new ones."""
        with self._database.write() as (connection, change):
            forget_vectors(connection, change)

    def refresh(self) -> bool:
        """Catch up with what other processes have changed; whether there was anything.

        Searches do this by themselves. A server calls it once before its first question.
        """
        return self._caches.refresh()

    # Reading it

    def state(self) -> IndexState:
        """How far the index is, counted now."""
        with self._database.read() as connection:
            return index_state(connection)

    def documents(self) -> list[DocumentRow]:
        """Every document without its text, in the order of import."""
        with self._database.read() as connection:
            return document_rows(connection)

    def document(self, document_id: str) -> Document:
        """A document with its text. Raises UnknownDocument."""
        with self._database.read() as connection:
            row = connection.execute(
                "SELECT number FROM documents WHERE id = ?", (document_id,)
            ).fetchone()
        if row is None:
            raise _unknown(document_id)
        return self._load_document(row["number"])

    def document_passages(self, document_id: str) -> list[Passage]:
        """A document's passages in reading order. Raises UnknownDocument."""
        with self._database.read() as connection:
            found = passages_where(connection, "d.id = ?", (document_id,))
        if not found:
            raise _unknown(document_id)
        return found

    def passages(self, ids: Iterable[int]) -> dict[int, Passage]:
        """Passages by id; ids that are gone are left out."""
        condition = "p.id IN (SELECT value FROM json_each(?))"
        with self._database.read() as connection:
            found = passages_where(connection, condition, (json.dumps(list(ids)),))
        return {passage.id: passage for passage in found}

    def articles(self, number: int, filter: Filter | None = None) -> list[Passage]:
        """The passages that are article ``number`` of a document that the filter admits."""
        selection = self._matching(filter) or Selection(frozenset(), excluded=True)
        with self._database.read() as connection:
            return passages_where(
                connection,
                "p.article_number = ? AND p.article_number > 0"
                " AND (d.number IN (SELECT value FROM json_each(?))) <> ?",
                (number, json.dumps(sorted(selection.numbers)), selection.excluded),
            )

    def titles(self) -> dict[str, str]:
        """The title of every document by id; the same object until a text changes."""
        return self._overview(self._database.marks().text_change).titles

    def short_titles(self) -> dict[str, frozenset[str]]:
        """What each document is called for short, by id: see ``index.titles.short_titles``."""
        return self._overview(self._database.marks().text_change).short_titles

    def abbreviations(self) -> Abbreviations:
        """What the documents, their issuers and the laws among them are called for short."""
        return self._abbreviations(self._database.marks().text_change)

    def validities(self) -> frozenset[Validity]:
        """Which validities occur among the documents."""
        return self._overview(self._database.marks().text_change).validities

    def count(self, filter: Filter | None = None) -> int:
        """How many documents the filter admits."""
        with self._database.read() as connection:
            return count_matching(connection, filter or Filter())

    def variants(self) -> Variants:
        """Which documents are copies or versions of one another."""
        return self._variants(self._database.marks().text_change)

    def admitted(self, document_ids: Iterable[str], filter: Filter | None) -> frozenset[str]:
        """Those of the documents that are here and that the filter admits."""
        selection = self._matching(filter) or Selection(frozenset(), excluded=True)
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
        return self._choices(self._database.marks().text_change)

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

    # Searching it

    def lexical_passages(
        self,
        text: str,
        k: int,
        filter: Filter | None = None,
        *,
        weights: Weights | None = None,
        also: Iterable[str] = (),
    ) -> list[tuple[int, float]]:
        """The ``k`` best passages for ``text``: (passage id, BM25 score), best first.

        ``also`` are other words for what ``text`` says.
        """
        self._caches.refresh()
        selection = self._matching(filter)
        return self._caches.passages.search(
            text, k, selection=selection, weights=weights, also=also
        )

    def lexical_documents(
        self,
        text: str,
        k: int,
        filter: Filter | None = None,
        *,
        weights: Weights | None = None,
        also: Iterable[str] = (),
    ) -> list[tuple[str, float]]:
        """The ``k`` best whole documents for ``text``: (document id, BM25 score), best first.

        ``also`` are other words for what ``text`` says.
        """
        self._caches.refresh()
        selection = self._matching(filter)
        found = self._caches.documents.search(
            text, k, selection=selection, weights=weights, also=also
        )
        with self._database.read() as connection:
            ids = ids_of_documents(connection, [number for number, _ in found])
        return [(ids[number], score) for number, score in found if number in ids]

    def passage_scores(
        self,
        text: str,
        passage_ids: Iterable[int],
        *,
        weights: Weights | None = None,
        also: Iterable[str] = (),
    ) -> dict[int, float]:
        """The BM25 scores of these passages as ``lexical_passages`` gives them, if above 0."""
        return self._caches.passages.scores(text, passage_ids, weights=weights, also=also)

    def document_scores(
        self,
        text: str,
        document_ids: Iterable[str],
        *,
        weights: Weights | None = None,
        also: Iterable[str] = (),
    ) -> dict[str, float]:
        """The BM25 scores of these documents as ``lexical_documents`` gives them, if above 0."""
        with self._database.read() as connection:
            numbers = numbers_of_documents(connection, document_ids)
        found = self._caches.documents.scores(text, numbers.values(), weights=weights, also=also)
        return {id_: found[number] for id_, number in numbers.items() if number in found}

    def of_one_passage(self, document_ids: Iterable[str]) -> frozenset[str]:
        """Those of the documents that are a single passage."""
        with self._database.read() as connection:
            return of_one_passage(connection, document_ids)

    def documents_holding(self, text: str, document_ids: Iterable[str]) -> frozenset[str]:
        """Those of the documents whose title or text holds every bigram of ``text``."""
        self._caches.refresh()
        with self._database.read() as connection:
            numbers = numbers_of_documents(connection, document_ids)
        found = self._caches.documents.holding(text, Selection(frozenset(numbers.values())))
        return frozenset(id_ for id_, number in numbers.items() if number in found)

    def dense_sentences(
        self,
        vector: NDArray[np.float32],
        k: int,
        filter: Filter | None = None,
    ) -> list[tuple[int, int, float]]:
        """The ``k`` sentences nearest to a query vector: (sentence id, passage id, cosine).

        Raises ModelMismatch when another process has moved the index to another model.
        """
        self._caches.refresh()
        check_model(self._database.marks(), self.encoder.name)
        found = self._caches.dense.search(vector, k, selection=self._matching(filter))
        with self._database.read() as connection:
            passages = passage_of_sentence(connection, [id_ for id_, _ in found])
        return [(id_, passages[id_], cosine) for id_, cosine in found if id_ in passages]

    def rarity(self, terms: Iterable[str]) -> dict[str, float]:
        """How much each bigram tells: its BM25 idf over all passages, ≥ 0."""
        self._caches.refresh()
        return self._caches.passages.rarity(terms)

    def _matching(self, wanted: Filter | None) -> Selection | None:
        if wanted is None:
            return None
        return self._select(wanted, self._database.marks().text_change)

    def _read_selection(self, wanted: Filter, _text_change: int) -> Selection:
        """Cached by filter and the change that texts are at: it is asked for by each search."""
        with self._database.read() as connection:
            return matching_documents(connection, wanted)

    def _read_choices(self, _text_change: int) -> Choices:
        """Cached by the change that texts are at."""
        with self._database.read() as connection:
            return read_choices(connection)

    def _read_overview(self, _text_change: int) -> Overview:
        """Cached by the change that texts are at."""
        with self._database.read() as connection:
            return overview(connection)

    def _read_abbreviations(self, text_change: int) -> Abbreviations:
        """Cached by the change that texts are at."""
        found = self._overview(text_change)
        names = {name for names in found.short_titles.values() for name in names}
        with self._database.read() as connection:
            return read_abbreviations(connection, found.titles.values(), names)

    def _read_variants(self, _text_change: int) -> Variants:
        """Cached by the change that texts are at."""
        with self._database.read() as connection:
            return variants(connection, datetime.now(tz=UTC).date())

    def _read_document(self, number: int) -> Document:
        """By number, under which a text never changes; so it may be cached."""
        with self._database.read() as connection:
            row = connection.execute(
                "SELECT * FROM documents WHERE number = ?", (number,)
            ).fetchone()
        if row is None:
            raise _unknown(str(number))
        return document_from_row(row)


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
    if strangers and not (folder / _DATABASE).exists():
        raise KnowledgeBaseError(
            f"{folder} 里已有其他文件（{'、'.join(sorted(strangers)[:3])} 等），不是知识库。"
            "请换一个空文件夹或新文件夹（--home）。"
        )


def _unknown(ids: str) -> UnknownDocument:
    return UnknownDocument(f"没有编号为 {ids} 的文档。用 policy-qa list 可以看到所有文档的编号。")
