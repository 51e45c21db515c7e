"""Each measure's value for each single question: what figures are means of, and runs compared by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa.evaluate.ranking import ranking_measures

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from qa.evaluate.results import Fit, JudgedAnswer, QuestionResult

Values = dict[str, dict[str, float]]


def measures_of(results: Sequence[QuestionResult], strict_grade: int, depth: int = 100) -> Values:
    """Every measure's values by question id, without the questions that it does not apply to.

    Ranking and answer measures are of answerable questions; one that was not accepted counts
    as nothing found and nothing said. Measures of answers are there where questions were asked
    and not only searched.
    """
    answerable = [result for result in results if result.question.answerable]
    values = ranking_measures(
        {result.question.id: result.documents for result in answerable},
        {result.question.id: result.question.relevance for result in answerable},
        strict_grade,
        depth,
    )
    asked = any(result.judged is not None for result in results)
    return values | (_answer_measures(results, answerable) if asked else {})


def _answer_measures(
    results: Sequence[QuestionResult], answerable: Sequence[QuestionResult]
) -> Values:
    unanswerable = [result for result in results if not result.question.answerable]
    with_gold = [result for result in answerable if any(result.question.answers or ())]
    with_spans = [result for result in answerable if result.question.spans]
    return {
        "right": _by_id(answerable, lambda result: result.right and not result.refused),
        "rouge_l": _of_given(with_gold, lambda fit: fit.rouge_l),
        "gold_in_quote": _of_given(with_gold, lambda fit: fit.gold_in_quote),
        "found_rouge_l": _of_found(with_gold, lambda fit: fit.rouge_l),
        "found_precision": _of_found(with_gold, lambda fit: fit.precision),
        "found_recall": _of_found(with_gold, lambda fit: fit.recall),
        "found_gold_in_quote": _of_found(with_gold, lambda fit: fit.gold_in_quote),
        "found_characters": _of_found(with_gold, lambda fit: fit.characters),
        "found_marked_characters": _of_found(with_gold, lambda fit: fit.marked_characters),
        "span_in_quote": _of_answers(with_spans, lambda judged: bool(judged.span_in_quote)),
        "refused_answerable": _by_id(answerable, lambda result: result.refused),
        "refused_unanswerable": _by_id(unanswerable, lambda result: result.refused),
    }


def _by_id(
    results: Iterable[QuestionResult], value: Callable[[QuestionResult], float]
) -> dict[str, float]:
    return {result.question.id: float(value(result)) for result in results}


def _of_answers(
    results: Iterable[QuestionResult], value: Callable[[JudgedAnswer], float]
) -> dict[str, float]:
    return _by_id(results, lambda result: value(result.judged) if result.judged else 0.0)


def _of_found(results: Iterable[QuestionResult], value: Callable[[Fit], float]) -> dict[str, float]:
    """Of the answers that were found, also of those that were held back."""
    return _of_answers(results, lambda judged: value(judged.fit) if judged.fit else 0.0)


def _of_given(results: Iterable[QuestionResult], value: Callable[[Fit], float]) -> dict[str, float]:
    """Of the answers that were given; a refusal is worth nothing."""
    return _of_answers(
        results, lambda judged: value(judged.fit) if judged.fit and not judged.refused else 0.0
    )
