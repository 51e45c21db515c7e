"""What a report draws: a line or bars for what a single figure cannot say."""

from __future__ import annotations

from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Curves:
    """Points of the curves; empty where there is nothing to draw.

    ``recall_by_k``: k and the share of questions with a relevant document among the first k.
    ``relevant_recall_by_k``: k and the mean share of a question's relevant documents there.
    ``risk_coverage``: coverage and risk. ``calibration``: bins of confidence. ``roc``: share of
    unanswerable and of answerable questions answered, and the threshold.
    """

    recall_by_k: list[tuple[int, float]]
    relevant_recall_by_k: list[tuple[int, float]]
    risk_coverage: list[tuple[float, float]]
    calibration: list[Bin]
    roc: list[tuple[float, float, float]]


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
    )


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
