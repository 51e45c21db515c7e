"""How well the confidence tells questions that can be answered from those that cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from qa.evaluate.bootstrap import RESAMPLES, SEED, Figure, interval

if TYPE_CHECKING:
    from collections.abc import Sequence


def refusal_auroc(answerable: Sequence[float], unanswerable: Sequence[float]) -> Figure | None:
    """The area under the ROC curve of the confidence; None where one side is empty.

    The chance that an answerable question has the higher confidence of a random pair,
    ties counting half (Mann and Whitney 1947). For the interval both sides are
    resampled; a resample is how often each distinct score was drawn.
    """
    if not answerable or not unanswerable:
        return None
    scores, place = np.unique([*answerable, *unanswerable], return_inverse=True)
    above = np.bincount(place[: len(answerable)], minlength=len(scores))
    below = np.bincount(place[len(answerable) :], minlength=len(scores))
    generator = np.random.default_rng(SEED)
    resampled = _area(
        generator.multinomial(len(answerable), above / len(answerable), size=RESAMPLES),
        generator.multinomial(len(unanswerable), below / len(unanswerable), size=RESAMPLES),
    )
    value = float(_area(above[None, :], below[None, :])[0])
    return interval(value, resampled, len(answerable) + len(unanswerable))


def roc_curve(
    answerable: Sequence[float], unanswerable: Sequence[float]
) -> list[tuple[float, float, float]]:
    """The ROC curve: for each threshold, highest first, the shares answered and the threshold.

    Points are (share of the unanswerable answered, share of the answerable answered, threshold).
    Empty where one side is empty.
    """
    if not answerable or not unanswerable:
        return []
    here, not_here = np.asarray(answerable), np.asarray(unanswerable)
    thresholds = np.unique([*answerable, *unanswerable])[::-1]
    return [(0.0, 0.0, 1.0)] + [
        (float((not_here >= level).mean()), float((here >= level).mean()), float(level))
        for level in thresholds
    ]


def _area(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    """Areas (rows,) from counts (rows, distinct scores in rising order)."""
    beaten = np.cumsum(below, axis=1) - 0.5 * below
    pairs = above.sum(axis=1) * below.sum(axis=1)
    areas: np.ndarray = (above * beaten).sum(axis=1) / pairs
    return areas
