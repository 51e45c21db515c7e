"""Searching the knowledge base, by words and by meaning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.caches import Caches
from index.contents import Contents
from index.queries import ids_of_documents, numbers_of_documents, passage_of_sentence
from index.selection import Selection
from index.vectors import check_model

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from index.encoder import Encoder
    from index.lexical import Weights
    from index.types import Filter


class Searches(Contents):
    """Finds passages, documents and sentences by the indexes beside the database.

    Every search first catches up with what other processes have done, which costs one row
    where nothing has changed.
    """

    def __init__(self, folder: Path, encoder: Encoder) -> None:
        super().__init__(folder)
        self.encoder = encoder
        self._caches = Caches(folder, self._database)

    def refresh(self) -> bool:
        """Catch up with what other processes have changed; whether there was anything.

        Searches do this by themselves. A server calls it once before its first question.
        """
        return self._caches.refresh()

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
        selection = self._selection(filter)
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
        selection = self._selection(filter)
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
        found = self._caches.dense.search(vector, k, selection=self._selection(filter))
        with self._database.read() as connection:
            passages = passage_of_sentence(connection, [id_ for id_, _ in found])
        return [(id_, passages[id_], cosine) for id_, cosine in found if id_ in passages]

    def rarity(self, terms: Iterable[str]) -> dict[str, float]:
        """How much each bigram tells: its BM25 idf over all passages, ≥ 0."""
        self._caches.refresh()
        return self._caches.passages.rarity(terms)
