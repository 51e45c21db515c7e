"""How likely a difference between two runs is by luck, by SciPy's permutation test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import permutation_test

from qa.evaluate.bootstrap import SEED

if TYPE_CHECKING:
    from collections.abc import Sequence

PERMUTATIONS = 9_999


def paired_test(differences: Sequence[float]) -> float:
    """The two-sided p value of a mean difference, signs drawn at random; exact where they are few.

    Pairs without a difference do not matter to it and are left out.
    """
    changed = np.asarray([value for value in differences if value != 0], dtype=np.float64)
    if len(changed) < 2:  # of one difference both signs are as far from 0
        return 1.0
    found = permutation_test(
        (changed,),
        _mean,
        permutation_type="samples",
        vectorized=True,
        n_resamples=PERMUTATIONS,
        batch=1_000,
        rng=np.random.default_rng(SEED),
    )
    return float(found.pvalue)


def _mean(values: np.ndarray, axis: int) -> np.ndarray:
    means: np.ndarray = np.mean(values, axis=axis)
    return means
