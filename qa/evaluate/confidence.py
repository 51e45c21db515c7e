"""How far the confidence can be believed: selective risk and calibration.

Both look at every question that was asked: an answer is right or not, also one that was held
back, and a question that the documents do not answer has no right answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qa.evaluate.bootstrap import Figure, interval, resamples

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """The answers whose confidence lies in [low, high): how sure and how often right, on average."""

    low: float
    high: float
    cases: int
    confidence: float
    right: float


def risk_coverage(confidences: Sequence[float], right: Sequence[bool]) -> list[tuple[float, float]]:
    """Coverage and risk for each number of questions answered, surest first (El-Yaniv and Wiener 2010).

    Coverage is the share of questions that are answered, risk the share of these that are
    answered wrongly. Among equal confidences the order is taken to be random: risks are the
    expected ones.
    """
    if not confidences:
        return []
    risks = _risks(_wrong_by_confidence(confidences, right)[None, :])[0]
    count = len(risks)
    return [(place / count, float(risk)) for place, risk in enumerate(risks, start=1)]


def risk_coverage_area(confidences: Sequence[float], right: Sequence[bool]) -> Figure | None:
    """The mean risk over all coverages (AURC; Geifman, Uziel and El-Yaniv 2019); lower is better."""
    if not confidences:
        return None
    wrong = _wrong_by_confidence(confidences, right)
    places = np.arange(len(wrong))
    areas = [_risks(wrong[np.sort(drawn, axis=1)]).mean(axis=1) for drawn in resamples(places)]
    return interval(float(_risks(wrong[None, :]).mean()), np.concatenate(areas), len(wrong))


def calibration(confidences: Sequence[float], right: Sequence[bool]) -> list[Bin]:
    """The answers by confidence in ``BINS`` bins of equal width; empty bins are left out."""
    sure, was_right = np.asarray(confidences, dtype=float), np.asarray(right, dtype=float)
    place = _bins(sure)
    return [
        Bin(
            low=each / BINS,
            high=(each + 1) / BINS,
            cases=int(inside.sum()),
            confidence=float(sure[inside].mean()),
            right=float(was_right[inside].mean()),
        )
        for each in range(BINS)
        if (inside := place == each).any()
    ]


def calibration_error(confidences: Sequence[float], right: Sequence[bool]) -> Figure | None:
    """The expected calibration error (Guo et al. 2017): how far, on average, confidence is from truth.

    The mean over answers of |mean confidence - share right| of their bin. It is biased
    upwards where bins are small, and more so in resamples: its interval may lie above it.
    """
    if not confidences:
        return None
    sure = np.asarray(confidences, dtype=float)
    gap = sure - np.asarray(right, dtype=float)
    place = _bins(sure)
    drawn = [_errors(gap[sample], place[sample]) for sample in resamples(np.arange(len(sure)))]
    value = float(_errors(gap[None, :], place[None, :])[0])
    return interval(value, np.concatenate(drawn), len(sure))


def _wrong_by_confidence(
    confidences: Sequence[float], right: Sequence[bool]
) -> NDArray[np.float64]:
    """How wrong each answer is, surest first; those of equal confidence share their mean."""
    levels, place = np.unique(-np.asarray(confidences, dtype=float), return_inverse=True)
    wrong = 1.0 - np.asarray(right, dtype=float)
    mean: NDArray[np.float64] = np.bincount(place, wrong) / np.bincount(place)
    return np.repeat(mean, np.bincount(place, minlength=len(levels)))


def _risks(wrong: NDArray[np.float64]) -> NDArray[np.float64]:
    """Risks (rows, answers) from errors (rows, answers) in the order of confidence."""
    risks: NDArray[np.float64] = np.cumsum(wrong, axis=1) / np.arange(1, wrong.shape[1] + 1)
    return risks


def _bins(confidences: NDArray[np.float64]) -> NDArray[np.int64]:
    places: NDArray[np.int64] = np.clip((confidences * BINS).astype(np.int64), 0, BINS - 1)
    return places


def _errors(gaps: NDArray[np.float64], places: NDArray[np.int64]) -> NDArray[np.float64]:
    """Errors (rows,) from confidence minus truth, and bins, both (rows, answers)."""
    sums = [np.abs(np.where(places == each, gaps, 0.0).sum(axis=1)) for each in range(BINS)]
    errors: NDArray[np.float64] = np.sum(sums, axis=0) / gaps.shape[1]
    return errors
