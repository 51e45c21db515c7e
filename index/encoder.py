"""Texts to vectors, by a sentence-transformers model that several threads may share."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np

from index.embedding_model import EmbeddingModel, load_model, stable_name
from index.search_form import simplified
from index.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

# A batch is as many texts as fit when each is padded to the longest of them. Small: a
# question waits for at most one batch (about 0.1 s on two cores), and on a CPU larger
# ones are no faster, rather slower (benchmarks/encoding.py --batch).
BATCH_CHARACTERS = 1024
_LONGEST = 800  # longer texts are cut by the model and cost no more than this
_MARKS = 8  # what the prompt and the marks of begin and end cost

_LOADING = threading.Lock()  # the libraries cannot load two models at the same time


class Encoder:
    """One embedding model, loaded when it is first needed and used by one thread at a time.

    ``model`` is the name or folder of a sentence-transformers model, "" the bundled one,
    None whatever POLICY_QA_MODEL says. Questions go before passages: while passages are
    encoded, a question waits for one small batch at most.

    ``name`` is what an index records of the model: stable between machines for the
    bundled model and for hub names, the resolved path for a folder.
    """

    def __init__(self, model: str | None = None, *, settings: Settings | None = None) -> None:
        self._settings = settings or Settings.from_environment()
        self._wanted = self._settings.model if model is None else model.strip()
        self._turns = _Turns()
        self._loaded: EmbeddingModel | None = None
        self.name: str = stable_name(self._wanted)

    @property
    def dimension(self) -> int:
        """The length of a vector. Loads the model; raises ModelUnavailable."""
        return self._load().dimension

    @property
    def ready(self) -> bool:
        """Whether the model is in memory, so that a question need not wait for it."""
        return self._loaded is not None

    def load(self) -> None:
        """Load the model now rather than with the first text; raises ModelUnavailable."""
        self._load()

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """The vector of a question, of shape (dimension,) and length 1.

        Traditional characters are read as Simplified, in which most documents are.
        Raises ModelUnavailable where the model cannot be loaded.
        """
        loaded = self._load()
        with self._turns.question():
            (vector,) = loaded.encode([simplified(text)], loaded.query_prompt)
        return np.asarray(vector, np.float32)

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The vectors of texts to be found, in their order: shape (texts, dimension), length 1.

        Text beyond the model's window (512 tokens of the bundled one) is not seen.
        Raises ModelUnavailable where the model cannot be loaded.
        """
        loaded = self._load()
        vectors = np.empty((len(texts), loaded.dimension), np.float32)
        for batch in _batches(texts):
            with self._turns.passages():
                vectors[batch] = loaded.encode([texts[i] for i in batch], loaded.passage_prompt)
        return vectors

    def _load(self) -> EmbeddingModel:
        with _LOADING:
            if self._loaded is None:
                self._loaded = load_model(self._wanted, self._settings)
            return self._loaded


def _batches(texts: Sequence[str]) -> Iterator[list[int]]:
    """Positions of texts of about the same length: padding costs as much as text."""
    lengths = [min(len(text), _LONGEST) + _MARKS for text in texts]
    batch: list[int] = []
    for position in sorted(range(len(texts)), key=lengths.__getitem__, reverse=True):
        if batch and (len(batch) + 1) * lengths[batch[0]] > BATCH_CHARACTERS:
            yield batch
            batch = []
        batch.append(position)
    if batch:
        yield batch


class _Turns:
    """A lock under which questions go before passages."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._busy = False
        self._questions = 0

    @contextmanager
    def question(self) -> Iterator[None]:
        """Hold the lock, as soon as its holder is done."""
        with self._changed:
            self._questions += 1
            try:
                self._changed.wait_for(lambda: not self._busy)
            finally:
                self._questions -= 1
            self._busy = True
        try:
            yield
        finally:
            self._release()

    @contextmanager
    def passages(self) -> Iterator[None]:
        """Hold the lock, once no question waits for it."""
        with self._changed:
            self._changed.wait_for(lambda: not self._busy and not self._questions)
            self._busy = True
        try:
            yield
        finally:
            self._release()

    def _release(self) -> None:
        with self._changed:
            self._busy = False
            self._changed.notify_all()
