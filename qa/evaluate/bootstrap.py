"""A figure with its 95 % interval, by the percentile bootstrap (Efron 1979), seeded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

RESAMPLES = 1_000
SEED = 0
# Resamples of so many values are drawn at a time: 4 million of 8 bytes are 32 MB.
_VALUES_AT_A_TIME = 4_000_000


@dataclass(frozen=True, slots=True)
class Figure:
    """A value with the ends of its 95 % interval, and the number of cases it was made from."""

    value: float
    low: float
    high: float
    cases: int

    def to_dict(self) -> dict[str, object]:
        """The figure as plain JSON values."""
        return {"value": self.value, "interval": [self.low, self.high], "cases": self.cases}


def mean(values: Sequence[float]) -> Figure | None:
    """The mean of ``values`` with its interval; None where there are none."""
    return mean_of(np.asarray(values, dtype=np.float64)) if values else None


def mean_of(values: np.ndarray) -> Figure:
    """The mean of ``values``, of shape (n,) with n > 0, with its interval."""
    means = np.concatenate([sample.mean(axis=1) for sample in resamples(values)])
    return interval(float(values.mean()), means, len(values))


def percentile(values: Sequence[float], percent: float) -> Figure | None:
    """A percentile of ``values`` with its interval; None where there are none."""
    if not values:
        return None
    array = np.asarray(values, dtype=np.float64)
    found = np.concatenate([np.percentile(sample, percent, axis=1) for sample in resamples(array)])
    return interval(float(np.percentile(array, percent)), found, len(array))


def interval(value: float, resampled: np.ndarray, cases: int) -> Figure:
    """A figure from its value and the values that the resamples gave."""
    low, high = np.percentile(resampled, [2.5, 97.5])
    return Figure(value, float(low), float(high), cases)


def resamples(values: np.ndarray) -> Iterator[np.ndarray]:
    """``values`` drawn with replacement: arrays (resamples, len(values)), ``RESAMPLES`` rows in all."""
    generator = np.random.default_rng(SEED)
    rows = max(1, _VALUES_AT_A_TIME // len(values))
    for start in range(0, RESAMPLES, rows):
        size = (min(rows, RESAMPLES - start), len(values))
        yield values[generator.integers(len(values), size=size)]
