"""How alike two texts are, told from a small sketch of each.

The sketch is a MinHash (Broder 1997): of every five characters in a row a hash, of these the
smallest under each of 64 permutations. The share of equal values estimates the share of
fives that two texts have in common (Jaccard). Texts that are nearly the same agree in at
least one of eight bands of eight values (Leskovec, Rajaraman and Ullman, chapter 3).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_PERMUTATIONS = 64
_BANDS = 8
_RUN = 5  # characters
_MIX = np.uint64(0x9E3779B97F4A7C15)
_HIGH = np.uint64(32)
_FACTORS = np.random.default_rng(1997).integers(1, 2**63, _PERMUTATIONS, np.uint64) * np.uint64(
    2
) + np.uint64(1)


def runs(words: str) -> NDArray[np.uint64]:
    """Hashes of the runs of five characters in ``words``, sorted, each once; shape (n,), n ≥ 1."""
    signs = np.frombuffer(words.encode("utf-32-le"), np.uint32).astype(np.uint64)
    if len(signs) < _RUN:
        signs = np.pad(signs, (0, _RUN - len(signs)))
    hashes = np.zeros(len(signs) - _RUN + 1, np.uint64)
    for i in range(_RUN):
        hashes = (hashes + signs[i : len(signs) - _RUN + 1 + i]) * _MIX
        hashes ^= hashes >> np.uint64(29)
    return np.unique(hashes)


def sketch(hashes: NDArray[np.uint64]) -> NDArray[np.uint32]:
    """The smallest of ``hashes`` under each permutation, shape (64,)."""
    lowest = [((hashes ^ factor) * _MIX >> _HIGH).min() for factor in _FACTORS]
    return np.array(lowest, np.uint32)


def bands(of: NDArray[np.uint32]) -> list[int]:
    """Eight numbers; texts that are nearly the same have at least one in common."""
    rows = of.reshape(_BANDS, -1).astype(np.uint64)
    mixed = np.zeros(_BANDS, np.uint64)
    for column in rows.T:
        mixed = (mixed + column + np.uint64(1)) * _MIX
        mixed ^= mixed >> np.uint64(31)
    mixed ^= np.arange(_BANDS, dtype=np.uint64)
    return [int(value) for value in mixed.view(np.int64)]


def likeness(one: NDArray[np.uint32], other: NDArray[np.uint32]) -> float:
    """The share of runs that the texts of two sketches have in common, to about ±0.06."""
    return float(np.mean(one == other))


def resemblance(one: NDArray[np.uint64], other: NDArray[np.uint64]) -> float:
    """The same share exactly, from the runs."""
    common = len(np.intersect1d(one, other, assume_unique=True))
    return common / (len(one) + len(other) - common)
