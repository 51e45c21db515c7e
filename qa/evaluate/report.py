"""An evaluation's figures, made from the results of its questions."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from qa.evaluate.bootstrap import Figure, mean, percentile
from qa.evaluate.ranking import ranking_measures
from qa.evaluate.refusal import refusal_auroc

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.types import IndexState
    from qa.evaluate.datasets import Dataset
    from qa.evaluate.results import QuestionResult
    from qa.evaluate.settings import Settings

LATENCY_PERCENTILES = (50, 95, 99)


@dataclass(frozen=True, slots=True)
class Report:
    """What an evaluation found.

    ``figures`` maps a measure's name to its figure, None where the data or the settings
    leave nothing to measure. ``latency_ms`` maps p50, p95 and p99 to figures.
    """

    dataset: str
    settings: Settings
    index: IndexState
    counts: dict[str, int]
    figures: dict[str, Figure | None]
    latency_ms: dict[str, Figure | None]
    results: tuple[QuestionResult, ...]

    def to_dict(self) -> dict[str, Any]:
        """The figures as plain JSON values, each measure under its own name; no single results."""
        latency = {
            name: None if figure is None else figure.to_dict()
            for name, figure in self.latency_ms.items()
        }
        median = latency["p50"] or {"value": None, "interval": None, "cases": 0}
        values: dict[str, Any] = {
            name: None if figure is None else figure.to_dict()
            for name, figure in self.figures.items()
        }
        settings = asdict(self.settings)
        settings["details"] = str(settings["details"] or "")
        return (
            {"dataset": self.dataset, "counts": self.counts}
            | values
            | {"latency_ms": median | latency, "settings": settings, "index": asdict(self.index)}
        )


def make_report(
    dataset: Dataset, results: Sequence[QuestionResult], settings: Settings, index: IndexState
) -> Report:
    """Sum up ``results``."""
    answerable = [result for result in results if result.question.answerable]
    unanswerable = [result for result in results if not result.question.answerable]
    measures = ranking_measures(
        {result.question.id: [document for document, _ in result.ranking] for result in answerable},
        {result.question.id: result.question.relevance for result in answerable},
        dataset.strict_grade,
    )
    figures = {name: mean(list(values.values())) for name, values in measures.items()}
    asked = ([], []) if settings.retrieval_only else (answerable, unanswerable)
    figures |= _answer_figures(asked[0]) | _quote_figures(results) | _refusal_figures(*asked)
    latencies = [result.latency_ms for result in results if result.latency_ms is not None]
    return Report(
        dataset=dataset.name,
        settings=settings,
        index=index,
        counts=_counts(dataset, results),
        figures=figures,
        latency_ms={
            f"p{percent}": percentile(latencies, percent) for percent in LATENCY_PERCENTILES
        },
        results=tuple(results),
    )


def _answer_figures(answerable: Sequence[QuestionResult]) -> dict[str, Figure | None]:
    with_gold = [result for result in answerable if any(result.question.answers or ())]
    return {
        "rouge_l": mean(
            [(result.judged.rouge_l or 0.0) if result.judged else 0.0 for result in with_gold]
        ),
        "gold_in_quote": mean(
            [float(bool(result.judged and result.judged.gold_in_quote)) for result in with_gold]
        ),
    }


def _quote_figures(results: Sequence[QuestionResult]) -> dict[str, Figure | None]:
    """Over all quotes that were given, in answers to unanswerable questions too."""
    judged = [result.judged for result in results if result.judged is not None]
    return {
        "quotes_verbatim": mean([float(verbatim) for each in judged for verbatim in each.verbatim]),
        "quoted_characters": mean(
            [float(each.quoted_characters) for each in judged if each.verbatim]
        ),
    }


def _refusal_figures(
    answerable: Sequence[QuestionResult], unanswerable: Sequence[QuestionResult]
) -> dict[str, Figure | None]:
    return {
        "refusal_auroc": refusal_auroc(
            [result.confidence for result in answerable],
            [result.confidence for result in unanswerable],
        ),
        "refused_answerable": mean([float(result.refused) for result in answerable]),
        "refused_unanswerable": mean([float(result.refused) for result in unanswerable]),
    }


def _counts(dataset: Dataset, results: Sequence[QuestionResult]) -> dict[str, int]:
    answerable = [result for result in results if result.question.answerable]
    relevant = {document for result in answerable for document in result.question.relevance}
    return {
        "documents": len(dataset.documents),
        # Judged relevant, but not among the documents: no search can find them.
        "missing_documents": len(relevant - dataset.documents.keys()),
        "questions": len(results),
        "answerable": len(answerable),
        "unanswerable": len(results) - len(answerable),
        "with_relevance": sum(bool(result.question.relevance) for result in answerable),
        "not_accepted": sum(bool(result.error) for result in results),
        "citations": sum(len(result.judged.verbatim) for result in results if result.judged),
        "strict_grade": dataset.strict_grade,
    }
