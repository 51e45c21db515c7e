"""The questions that came out worst, with what was wanted and what was found instead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qa.evaluate.datasets import Dataset
    from qa.evaluate.report import Report
    from qa.evaluate.results import QuestionResult

WORST = 50


@dataclass(frozen=True, slots=True)
class Gold:
    """A relevant document: its title, grade and rank. ``rank`` is None where it was not found."""

    document_id: str
    title: str
    grade: int
    rank: int | None


@dataclass(frozen=True, slots=True)
class BadQuestion:
    """A question's result with its gold documents. ``badness`` as ``badness_of`` has it."""

    result: QuestionResult
    golds: tuple[Gold, ...]
    badness: float


def worst_questions(report: Report, count: int = WORST) -> list[BadQuestion]:
    """The ``count`` worst questions, worst first, without those that nothing is wrong with."""
    asked = not report.settings.retrieval_only
    scored = [(badness_of(result, asked=asked), result) for result in report.results]
    bad = sorted(
        ((badness, result) for badness, result in scored if badness > 0),
        key=lambda pair: (-pair[0], pair[1].question.id),
    )
    return [
        BadQuestion(result, _golds(result, report.dataset), badness)
        for badness, result in bad[:count]
    ]


def badness_of(result: QuestionResult, *, asked: bool) -> float:
    """How badly a question came out, 0…2.

    1 - 1 / rank of the first relevant document, where such are given; and, where it was
    ``asked``, how far the confidence is from the truth: 0 or 1.
    """
    question = result.question
    badness = 0.0
    if question.answerable and question.relevance:
        rank = result.first_relevant_rank
        badness = 1.0 if rank is None else 1 - 1 / rank
    return badness + abs(result.right - result.confidence) if asked else badness


def _golds(result: QuestionResult, dataset: Dataset) -> tuple[Gold, ...]:
    ranks = {document: rank for rank, document in enumerate(result.documents, start=1)}
    relevance = sorted(result.question.relevance.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(
        Gold(id_, dataset.documents.get(id_, "").partition("\n")[0], grade, ranks.get(id_))
        for id_, grade in relevance
    )
