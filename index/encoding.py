"""Making the sentence vectors that are missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from index.locks import encode_lock
from index.types import Progress
from index.vectors import check_model, count_pending, pending_sentences, write_vectors

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from index.database import Database
    from index.encoder import Encoder
    from index.vectors import PendingSentence

_CHUNK = 2048  # sentences sorted by length together
_CALL_CHARACTERS = 4096  # encoded between two looks at ``stop``: about half a second
_TRANSACTION = 256  # vectors written together: what a kill costs


class Encoding:
    """One run over the sentences without vectors, urgent documents first.

    Nothing is locked while the model works, except against a second encoder: that one
    waits and reports the first one's progress.
    """

    def __init__(
        self,
        database: Database,
        encoder: Encoder,
        progress: Callable[[Progress], None] | None,
        stop: threading.Event | None,
    ) -> None:
        self._database = database
        self._encoder = encoder
        self._progress = progress
        self._stop = stop
        self._done = 0
        self._total = 0

    def run(self, folder: Path) -> int:
        """Encode until nothing is missing or ``stop`` is set; how many were encoded.

        Raises ModelMismatch and ModelUnavailable.
        """
        check_model(self._database.marks(), self._encoder.name)
        self._total = self._pending()
        if not self._total:
            return 0
        with encode_lock(folder, self._nothing_to_do) as mine:
            if mine:
                while chunk := self._next_chunk():
                    self._encode(chunk)
        return self._done

    def _nothing_to_do(self) -> bool:
        pending = self._pending()
        self._report(self._total - pending)
        return self._stopped() or not pending

    def _next_chunk(self) -> list[PendingSentence]:
        if self._stopped():
            return []
        self._total = self._done + self._pending()
        with self._database.read() as connection:
            return pending_sentences(connection, _CHUNK)

    def _encode(self, chunk: list[PendingSentence]) -> None:
        ids: list[int] = []
        vectors: list[NDArray[np.float32]] = []
        for part in _parts(chunk):
            if self._stopped():
                break
            vectors.append(self._encoder.encode_passages([sentence.text for sentence in part]))
            ids += [sentence.id for sentence in part]
            if len(ids) >= _TRANSACTION:
                self._write(ids, vectors)
                ids, vectors = [], []
            self._report(self._done + len(ids))
        if ids:
            self._write(ids, vectors)

    def _write(self, ids: list[int], vectors: list[NDArray[np.float32]]) -> None:
        with self._database.write() as (connection, change):
            write_vectors(connection, change, self._encoder.name, ids, np.concatenate(vectors))
        self._done += len(ids)

    def _pending(self) -> int:
        with self._database.read() as connection:
            return count_pending(connection)

    def _report(self, done: int) -> None:
        if self._progress is not None:
            self._progress(Progress("encode", done, self._total))

    def _stopped(self) -> bool:
        return self._stop is not None and self._stop.is_set()


def _parts(chunk: list[PendingSentence]) -> Iterator[list[PendingSentence]]:
    """Sentences of like length together, which wastes little on padding."""
    part: list[PendingSentence] = []
    characters = 0
    for sentence in sorted(chunk, key=lambda sentence: len(sentence.text)):
        part.append(sentence)
        characters += len(sentence.text)
        if characters >= _CALL_CHARACTERS:
            yield part
            part, characters = [], 0
    if part:
        yield part
