"""Exact search over sentence vectors in memory, kept up with the database.

There is no cache file: 100,000 vectors of 384 dimensions are read from SQLite in
about a second, so there is nothing that could be damaged or out of step.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import faiss
import numpy as np

from index.vectors import VectorBlock, vectors_after

if TYPE_CHECKING:
    import sqlite3

    from numpy.typing import NDArray

    from index.database import Marks
    from index.selection import Selection


class DenseIndex:
    """A FAISS flat inner-product index whose ids are sentence ids.

    One lock guards FAISS, which allows no addition beside a search. A search of
    100,000 vectors holds it for about 6 ms, a catch-up for as long as a few hundred
    vectors take (0.1 ms) or one removal pass (12 ms).
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._change = 0
        self._epoch = 0
        self._index: faiss.IndexIDMap2 | None = None
        # The documents of the vectors, by position in the index, for filters.
        self._documents: NDArray[np.int64] = np.empty(0, np.int64)
        self._used = 0

    @property
    def size(self) -> int:
        """How many vectors it holds."""
        return self._used

    def catch_up(self, connection: sqlite3.Connection, marks: Marks) -> None:
        """Apply what the database has that the index has not; ``marks`` are of ``connection``."""
        if marks.epoch != self._epoch or marks.change < self._change:
            self._reset(marks.epoch)
        if marks.change == self._change:
            return
        try:
            self._apply(connection, marks)
        except BaseException:
            self._reset(marks.epoch)  # half a step must not be taken twice
            raise
        self._change = marks.change

    def search(
        self, vector: NDArray[np.float32], k: int, *, selection: Selection | None = None
    ) -> list[tuple[int, float]]:
        """The ``k`` sentences nearest to a vector of shape (dimension,): (id, cosine), best first.

        ``selection`` restricts inside the search, so there are k results wherever its
        documents have k sentences. Raises ValueError for a vector of another dimension.
        """
        with self._lock:
            if self._index is None or not self._used or k < 1:
                return []
            if vector.shape != (self._index.d,):
                raise ValueError(
                    f"the query vector has shape {vector.shape}, the index needs ({self._index.d},)"
                )
            parameters = None
            if selection:
                named = self._ids()[np.isin(self._documents[: self._used], list(selection.numbers))]
                left = self._used - named.size if selection.excluded else named.size
                if not left:
                    return []
                k = min(k, left)
                batch = faiss.IDSelectorBatch(named)
                parameters = faiss.SearchParameters(  # type: ignore[call-arg]  # its keywords are set at run time
                    sel=faiss.IDSelectorNot(batch) if selection.excluded else batch
                )
            faiss.omp_set_num_threads(1)  # per thread; one query gains nothing from more
            scores, ids = self._index.search(
                np.ascontiguousarray(vector[None], np.float32),
                min(k, self._used),
                params=parameters,
            )
        return [(int(i), float(s)) for i, s in zip(ids[0], scores[0], strict=True) if i >= 0]

    def _apply(self, connection: sqlite3.Connection, marks: Marks) -> None:
        removed = connection.execute(
            "SELECT first_sentence, last_sentence FROM removals WHERE change > ?", (self._change,)
        ).fetchall()
        if self._used:
            for first, last in removed:
                self._remove(first, last)
        if marks.dimension:
            for block in vectors_after(connection, self._change, marks.dimension):
                self._add(block, marks.dimension)

    def _reset(self, epoch: int) -> None:
        with self._lock:
            self._index = None
            self._used = 0
            self._change = 0
            self._epoch = epoch

    def _add(self, block: VectorBlock, dimension: int) -> None:
        with self._lock:
            if self._index is None:
                self._index = faiss.IndexIDMap2(faiss.IndexFlatIP(dimension))
            self._index.add_with_ids(block.vectors, block.ids)
            needed = self._used + len(block.ids)
            if needed > len(self._documents):
                grown = np.empty(max(needed, 2 * len(self._documents)), np.int64)
                grown[: self._used] = self._documents[: self._used]
                self._documents = grown
            self._documents[self._used : needed] = block.documents
            self._used = needed

    def _remove(self, first: int, last: int) -> None:
        with self._lock:
            ids = self._ids()
            kept = (ids < first) | (ids > last)
            if kept.all():
                return
            assert self._index is not None  # noqa: S101 - there are ids
            self._index.remove_ids(faiss.IDSelectorRange(first, last + 1))
            documents = self._documents[: self._used][kept]
            self._documents = documents
            self._used = len(documents)

    def _ids(self) -> NDArray[np.int64]:
        """The ids by position, copied: FAISS may move them."""
        assert self._index is not None  # noqa: S101 - callers have checked
        ids: NDArray[np.int64] = faiss.vector_to_array(self._index.id_map)
        return ids
