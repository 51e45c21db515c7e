"""What a report draws: a line or bars for what a single figure cannot say."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from qa.evaluate.confidence import Bin, calibration, risk_coverage
from qa.evaluate.refusal import roc_curve

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa.evaluate.results import QuestionResult
    from qa.evaluate.settings import Settings

Point = TypeVar("Point")

# A line of more points looks no different.
_POINTS = 200
_LATENCY_BINS = 40


@dataclass(frozen=True, slots=True)
class Curves:
    """Points of the curves; empty where there is nothing to draw.

    ``recall_by_k``: k and the share of questions with a relevant document among the first k.
    ``relevant_recall_by_k``: k and the mean share of a question's relevant documents there.
    ``risk_coverage``: coverage and risk. ``calibration``: bins of confidence. ``roc``: share of
    unanswerable and of answerable questions answered, and the threshold. ``latency``: from and
    to how many milliseconds, and the number of questions; the last has all that were slower.
    """

    recall_by_k: list[tuple[int, float]]
    relevant_recall_by_k: list[tuple[int, float]]
    risk_coverage: list[tuple[float, float]]
    calibration: list[Bin]
    roc: list[tuple[float, float, float]]
    latency: list[tuple[float, float, int]] = field(default_factory=list)


def curves_of(results: Sequence[QuestionResult], settings: Settings) -> Curves:
    """The curves of an evaluation's results."""
    asked = [] if settings.retrieval_only else list(results)
    sure, right = [r.confidence for r in asked], [r.right for r in asked]
    searched = [r for r in results if r.question.answerable and r.question.relevance]
    return Curves(
        recall_by_k=_by_k([_first_found(r) for r in searched], settings.depth),
        relevant_recall_by_k=_by_k([_shares_found(r) for r in searched], settings.depth),
        risk_coverage=_thinned(risk_coverage(sure, right)),
        calibration=calibration(sure, right) if asked else [],
        roc=_thinned(
            roc_curve(
                [r.confidence for r in asked if r.question.answerable],
                [r.confidence for r in asked if not r.question.answerable],
            )
        ),
        latency=latency_bins([r.latency_ms for r in results if r.latency_ms is not None]),
    )


def latency_bins(latencies: Sequence[float]) -> list[tuple[float, float, int]]:
    """How many of ``latencies`` (milliseconds) lie from where to where, up to the 99th percentile.

    What is slower stands in the last of the bins, all of which are of one width.
    """
    if not latencies:
        return []
    values = np.asarray(latencies, dtype=float)
    end = _round_up(float(np.percentile(values, 99)))
    counts, edges = np.histogram(np.minimum(values, end), bins=_LATENCY_BINS, range=(0.0, end))
    ends = zip(edges[:-1], edges[1:], counts, strict=True)
    return [(float(low), float(high), int(count)) for low, high, count in ends]


def _round_up(value: float) -> float:
    """The next of 1, 2, 5, 10 … above ``value``, which is then easily divided by five."""
    steps = (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)
    scale = 10.0 ** math.floor(math.log10(max(value, 1.0)))
    return next(step * scale for step in steps if step * scale >= value)


def _first_found(result: QuestionResult) -> dict[int, float]:
    """What each rank adds to whether something relevant was found."""
    rank = result.first_relevant_rank
    return {} if rank is None else {rank: 1.0}


def _shares_found(result: QuestionResult) -> dict[int, float]:
    """What each rank adds to the share of relevant documents found."""
    relevance = result.question.relevance
    return {
        rank: 1 / len(relevance)
        for rank, document in enumerate(result.documents, 1)
        if document in relevance
    }


def _by_k(gains: Sequence[dict[int, float]], depth: int) -> list[tuple[int, float]]:
    if not gains:
        return []
    added = np.zeros(depth)
    for ranks in gains:
        for rank, gain in ranks.items():
            added[rank - 1] += gain
    return [(k, float(value)) for k, value in enumerate(np.cumsum(added) / len(gains), start=1)]


def _thinned(points: list[Point]) -> list[Point]:
    if len(points) <= _POINTS:
        return points
    places = np.linspace(0, len(points) - 1, _POINTS).round().astype(int)
    return [points[place] for place in places]
