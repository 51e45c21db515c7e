"""Texts to vectors, by a sentence-transformers model that several threads may share."""

from __future__ import annotations

import logging
import os
import re
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index import bundled_model
from index.errors import ModelUnavailable
from index.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray
    from sentence_transformers import SentenceTransformer

# A batch is as many texts as fit when each is padded to the longest of them. Small: a
# question waits for at most one batch (about 0.1 s on two cores), and on a CPU larger
# ones are no faster, rather slower (benchmarks/encoding.py --batch).
BATCH_CHARACTERS = 1024
# Longer texts are cut by the model, so that they do not cost more than this.
_LONGEST = 800
_HUB_SECONDS = 10

_E5 = re.compile(r"(^|[/_-])e5([_-]|$)", re.IGNORECASE)

logger = logging.getLogger(__name__)


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
        self._loading = threading.Lock()
        self._turns = _Turns()
        self._loaded: _Loaded | None = None
        self.name: str = _stable_name(self._wanted)

    @property
    def dimension(self) -> int:
        """The length of a vector. Loads the model; raises ModelUnavailable."""
        return self._load().dimension

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """The vector of a question, of shape (dimension,) and length 1.

        Raises ModelUnavailable where the model cannot be loaded.
        """
        loaded = self._load()
        with self._turns.question():
            (vector,) = loaded.encode([text], loaded.query_prompt)
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

    def _load(self) -> _Loaded:
        with self._loading:
            if self._loaded is None:
                self._loaded = _load(self._wanted, self._settings)
            return self._loaded


def _stable_name(wanted: str) -> str:
    if wanted in ("", bundled_model.NAME, bundled_model.HUB_NAME):
        return bundled_model.NAME
    return str(Path(wanted).expanduser().resolve()) if _is_path(wanted) else wanted


def _is_path(wanted: str) -> bool:
    path = Path(wanted).expanduser()
    return path.is_absolute() or wanted.startswith(".") or path.exists()


def _batches(texts: Sequence[str]) -> Iterator[list[int]]:
    """Positions of texts of about the same length: padding costs as much as text."""
    lengths = [min(len(text), _LONGEST) for text in texts]
    batch: list[int] = []
    for position in sorted(range(len(texts)), key=lengths.__getitem__, reverse=True):
        if batch and (len(batch) + 1) * lengths[batch[0]] > BATCH_CHARACTERS:
            yield batch
            batch = []
        batch.append(position)
    if batch:
        yield batch


@dataclass(frozen=True, slots=True)
class _Loaded:
    """A model in memory, with what it wants in front of questions and passages."""

    model: SentenceTransformer
    dimension: int
    query_prompt: str
    passage_prompt: str
    bfloat16: bool

    def encode(self, texts: list[str], prompt: str) -> NDArray[np.float32]:
        """Vectors of length 1. Only one thread may be in here."""
        import torch  # noqa: PLC0415 - see _open

        with torch.autocast("cpu", torch.bfloat16, enabled=self.bfloat16):
            vectors = self.model.encode(
                texts,
                prompt=prompt,
                batch_size=len(texts),
                normalize_embeddings=True,
                show_progress_bar=False,
            )
        return np.asarray(vectors, np.float32)


def _load(wanted: str, settings: Settings) -> _Loaded:
    if _stable_name(wanted) == bundled_model.NAME:
        if bundled_model.bundled_file() is None:
            model = _from_hub(bundled_model.HUB_NAME, settings)
        else:
            model = _open(str(bundled_model.bundled_model_folder(settings.cache)), settings)
    elif _is_path(wanted):
        model = _from_folder(Path(wanted).expanduser().resolve(), settings)
    else:
        model = _from_hub(wanted, settings)
    prompts = {name: prompt for name, prompt in model.prompts.items() if prompt}
    if not prompts and _E5.search(wanted or bundled_model.NAME):
        prompts = {"query": bundled_model.QUERY_PREFIX, "passage": bundled_model.PASSAGE_PREFIX}
    dimension = model.get_embedding_dimension()
    if dimension is None:
        dimension = len(model.encode("", show_progress_bar=False))
    return _Loaded(
        model,
        dimension,
        prompts.get("query", ""),
        prompts.get("passage", prompts.get("document", "")),
        _multiplies_bfloat16(),
    )


def _multiplies_bfloat16() -> bool:
    """Whether the processor has instructions for it; without them it is far slower, not faster.

    Matrix products alone are then done in bfloat16: twice as fast, cosine to float32
    0.9999 (the whole model in bfloat16: 0.997, and no faster).
    """
    import torch  # noqa: PLC0415 - see _open

    capabilities = torch.cpu.get_capabilities()
    return bool(capabilities.get("avx512_bf16") or capabilities.get("amx_bf16"))


def _from_folder(folder: Path, settings: Settings) -> SentenceTransformer:
    if not folder.is_dir():
        raise ModelUnavailable(
            f"the embedding model {folder} is not a folder: correct POLICY_QA_MODEL, or unset it "
            "for the bundled model"
        )
    return _open(str(folder), settings)


def _from_hub(name: str, settings: Settings) -> SentenceTransformer:
    """From the hub's cache where it is there: without a request; else over the network."""
    from huggingface_hub import HfApi  # noqa: PLC0415 - see _open

    try:
        return _open(name, settings)
    except ModelUnavailable:
        try:  # asked first: without a network, loading would try each of many files for a minute
            HfApi().model_info(name, timeout=_HUB_SECONDS)
        except Exception as error:
            raise ModelUnavailable(
                f"the embedding model {name} is not in the cache of the Hugging Face hub, and the "
                f"hub gave no answer about it ({error}): check the name and the network, or unset "
                "POLICY_QA_MODEL for the bundled model"
            ) from error
        logger.info("fetching a model from the hub", extra={"model": name})
        return _open(name, settings, offline=False)


def _open(source: str, settings: Settings, *, offline: bool = True) -> SentenceTransformer:
    # Threads that wait for work must sleep, not spin: others need the cores. It is read
    # once, when PyTorch's OpenMP is loaded.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    # Imported late: the import takes seconds, which a command without vectors need not pay.
    import torch  # noqa: PLC0415
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415

    torch.set_num_threads(settings.threads)
    try:
        with _no_progress_bar():
            return SentenceTransformer(source, device="cpu", local_files_only=offline)
    except Exception as error:
        raise ModelUnavailable(
            f"the embedding model {source} cannot be loaded ({error}): name a whole "
            "sentence-transformers model in POLICY_QA_MODEL, or unset it for the bundled one"
        ) from error


@contextmanager
def _no_progress_bar() -> Iterator[None]:
    from transformers.utils import logging as bars  # noqa: PLC0415 - see _open

    shown = bars.is_progress_bar_enabled()
    bars.disable_progress_bar()  # type: ignore[no-untyped-call]  # transformers has no type
    try:
        yield
    finally:
        if shown:
            bars.enable_progress_bar()  # type: ignore[no-untyped-call]  # as above


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
