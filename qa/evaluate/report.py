"""An evaluation's figures, made from the results of its questions."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from qa.evaluate.bootstrap import Figure, mean, percentile
from qa.evaluate.confidence import calibration_error, risk_coverage_area
from qa.evaluate.curves import Curves, curves_of
from qa.evaluate.environment import Environment, current_environment
from qa.evaluate.measures import measures_of
from qa.evaluate.names import NAMES
from qa.evaluate.refusal import refusal_auroc
from qa.evaluate.thresholds import Threshold, thresholds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.types import IndexState
    from qa.evaluate.datasets import Dataset
    from qa.evaluate.results import QuestionResult
    from qa.evaluate.settings import Settings

LATENCY_PERCENTILES = (50, 95, 99)

Figures = dict[str, Figure | None]


@dataclass(frozen=True, slots=True)
class KindReport:
    """The figures of the questions of one kind."""

    answerable: int
    unanswerable: int
    figures: Figures


@dataclass(frozen=True, slots=True)
class Report:
    """What an evaluation found.

    ``figures`` maps a measure's name to its figure, None where the data or the settings
    leave nothing to measure. ``latency_ms`` maps p50, p95 and p99 to figures. ``thresholds``
    say what share of wrong answers each threshold of refusal leaves. ``kinds`` has
    the figures of each kind of question, empty where the questions have none. ``resumed`` of
    the results were taken from a run that was cut short.
    """

    dataset: Dataset
    settings: Settings
    index: IndexState
    environment: Environment
    counts: dict[str, int]
    figures: Figures
    kinds: dict[str, KindReport]
    latency_ms: Figures
    curves: Curves
    thresholds: list[Threshold]
    results: tuple[QuestionResult, ...]
    resumed: int = 0

    def to_dict(self) -> dict[str, Any]:
        """The figures as plain JSON values, each measure under its own name; no single results."""
        latency = _plain(self.latency_ms)
        median = latency["p50"] or {"value": None, "interval": None, "cases": 0}
        settings = asdict(self.settings)
        settings["details"] = str(settings["details"] or "")
        return (
            {"dataset": self.dataset.name, "counts": self.counts}
            | _plain(self.figures)
            | {
                "latency_ms": median | latency,
                "kinds": {
                    kind: {"answerable": each.answerable, "unanswerable": each.unanswerable}
                    | _plain(each.figures)
                    for kind, each in self.kinds.items()
                },
                "curves": asdict(self.curves),
                "thresholds": [asdict(each) for each in self.thresholds],
                "settings": settings,
                "index": asdict(self.index),
                "environment": asdict(self.environment),
                "resumed": self.resumed,
            }
        )


def make_report(
    dataset: Dataset,
    results: Sequence[QuestionResult],
    settings: Settings,
    index: IndexState,
    resumed: int = 0,
) -> Report:
    """Sum up ``results``, of which ``resumed`` were there before."""
    latencies = [result.latency_ms for result in results if result.latency_ms is not None]
    asked = [] if settings.retrieval_only else results
    return Report(
        dataset=dataset,
        settings=settings,
        index=index,
        environment=current_environment(),
        counts=_counts(dataset, results),
        figures=_figures(results, dataset.strict_grade, settings),
        kinds=_kinds(results, dataset.strict_grade, settings),
        latency_ms={
            f"p{percent}": percentile(latencies, percent) for percent in LATENCY_PERCENTILES
        },
        curves=curves_of(results, settings),
        thresholds=thresholds(
            [r.confidence for r in asked],
            [r.right for r in asked],
            [r.question.answerable for r in asked],
        ),
        results=tuple(results),
        resumed=resumed,
    )


def _figures(results: Sequence[QuestionResult], strict_grade: int, settings: Settings) -> Figures:
    """Each measure's mean, and those that are of all questions together."""
    asked = [] if settings.retrieval_only else list(results)
    means = {
        name: mean(list(values.values()))
        for name, values in measures_of(results, strict_grade, settings.depth).items()
    }
    sure, right = [r.confidence for r in asked], [r.right for r in asked]
    here = [r.confidence for r in asked if r.question.answerable]
    not_here = [r.confidence for r in asked if not r.question.answerable]
    nothing: Figures = dict.fromkeys(NAMES)
    return (
        nothing
        | means
        | {
            "quotes_verbatim": mean(
                [float(v) for r in asked if r.judged for v in r.judged.verbatim]
            ),
            "quoted_characters": mean(
                [float(r.judged.quoted_characters) for r in asked if r.judged and r.judged.quotes]
            ),
            "refusal_auroc": refusal_auroc(here, not_here),
            "risk_coverage_area": risk_coverage_area(sure, right),
            "calibration_error": calibration_error(sure, right),
        }
    )


def _kinds(
    results: Sequence[QuestionResult], strict_grade: int, settings: Settings
) -> dict[str, KindReport]:
    kinds = dict.fromkeys(result.question.kind for result in results)
    if not any(kinds):
        return {}
    found = {}
    for kind in kinds:
        chosen = [result for result in results if result.question.kind == kind]
        answerable = sum(result.question.answerable for result in chosen)
        found[kind] = KindReport(
            answerable, len(chosen) - answerable, _figures(chosen, strict_grade, settings)
        )
    return found


def _plain(figures: Figures) -> dict[str, Any]:
    return {name: figure and figure.to_dict() for name, figure in figures.items()}


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
        "citations": sum(len(result.judged.quotes) for result in results if result.judged),
        "strict_grade": dataset.strict_grade,
    }
