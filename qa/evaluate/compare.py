"""Two runs compared question by question, with a paired significance test."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.errors import InvalidDataset
from qa.evaluate.bootstrap import Figure, mean_of
from qa.evaluate.details import RUN, read_details
from qa.evaluate.measures import Values, measures_of
from qa.evaluate.questions import DatasetQuestion, GoldSpan
from qa.evaluate.report import Report
from qa.evaluate.results import QuestionResult, result_from_dict
from qa.evaluate.significance import paired_test

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_LOWER_IS_BETTER = frozenset({"refused_answerable", "latency_ms"})


@dataclass(frozen=True, slots=True)
class MeasureComparison:
    """A measure of both runs: means, mean difference (second minus first), chance of it by luck.

    ``p_value`` is two-sided. ``wins`` and ``losses`` count questions on which the second run
    is better and worse.
    """

    first: float
    second: float
    difference: Figure
    p_value: float
    wins: int
    losses: int
    ties: int


@dataclass(frozen=True, slots=True)
class ChangedQuestion:
    """A question that came out differently: the rank of the first relevant document, and the answer."""

    id: str
    text: str
    kind: str
    ranks: tuple[int | None, int | None]
    right: tuple[bool, bool] | None
    change: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs on the questions that both of them asked.

    ``only_first`` and ``only_second`` count the questions left out because the other run did
    not ask them, or judges them by another gold standard. ``changed`` begins with the
    questions that changed most.
    """

    common: int
    only_first: int
    only_second: int
    measures: dict[str, MeasureComparison]
    changed: tuple[ChangedQuestion, ...]

    def to_dict(self) -> dict[str, Any]:
        """The comparison as plain JSON values."""
        values = asdict(self)
        for name, measure in self.measures.items():
            values["measures"][name]["difference"] = measure.difference.to_dict()
        return values


def compare(first: Report | Path | str, second: Report | Path | str) -> Comparison:
    """Compare two runs: reports, or details files that runs have left.

    The test is a paired permutation test of the mean difference (Fisher 1935; recommended for
    retrieval by Smucker, Allan and Carterette 2007), each measure for itself: of twenty
    measures one lies below 0.05 by chance.

    Raises InvalidDataset where the runs have no question in common, InvalidSetting for a file
    that is none of details.
    """
    runs = [_run(first), _run(second)]
    one, other = (run.results for run in runs)
    common = [id_ for id_, result in one.items() if _same_question(result, other.get(id_))]
    if not common:
        raise InvalidDataset(
            f"两次评测没有共同的问题（第一次 {len(one)} 个，第二次 {len(other)} 个），无法比较。"
            "请给出同一个评测集的两份结果。"
        )
    before, after = [one[id_] for id_ in common], [other[id_] for id_ in common]
    return Comparison(
        common=len(common),
        only_first=len(one) - len(common),
        only_second=len(other) - len(common),
        measures=_measures(before, after, min(run.depth for run in runs)),
        changed=_changed(before, after),
    )


@dataclass(frozen=True, slots=True)
class _Run:
    """A run's results by question id, and how deep it searched."""

    results: dict[str, QuestionResult]
    depth: int


def _run(run: Report | Path | str) -> _Run:
    if isinstance(run, Report):
        return _Run({result.question.id: result for result in run.results}, run.settings.depth)
    lines = read_details(Path(run))
    return _Run(
        {line["id"]: result_from_dict(_question(line), line) for line in lines},
        min((line[RUN]["settings"]["depth"] for line in lines), default=0),
    )


def _question(line: Mapping[str, Any]) -> DatasetQuestion:
    return DatasetQuestion(
        id=line["id"],
        text=line["question"],
        answers=tuple(line["gold_answers"]) if line["answerable"] else None,
        relevance=line["relevant"],
        kind=line["kind"],
        spans=tuple(GoldSpan(**span) for span in line["gold_spans"]),
    )


def _same_question(first: QuestionResult, second: QuestionResult | None) -> bool:
    """Whether both were asked the same and are judged by the same gold standard."""
    if second is None:
        return False
    one, other = first.question, second.question
    return (one.text, one.answers, one.relevance, one.spans) == (
        other.text,
        other.answers,
        other.relevance,
        other.spans,
    )


def _measures(
    before: Sequence[QuestionResult], after: Sequence[QuestionResult], depth: int
) -> dict[str, MeasureComparison]:
    """Every measure that both runs have."""
    grades = {grade for result in before for grade in result.question.relevance.values()}
    strict = 2 if 2 in grades else max(grades, default=1)
    first, second = (_values(results, strict, depth) for results in (before, after))
    compared = {}
    for name in first.keys() & second.keys():
        ids = [id_ for id_ in first[name] if id_ in second[name]]
        if ids:
            compared[name] = _compared(
                np.asarray([first[name][id_] for id_ in ids]),
                np.asarray([second[name][id_] for id_ in ids]),
                lower=name in _LOWER_IS_BETTER,
            )
    return {name: compared[name] for name in first if name in compared}


def _values(results: Sequence[QuestionResult], strict_grade: int, depth: int) -> Values:
    latencies = {r.question.id: r.latency_ms for r in results if r.latency_ms is not None}
    return measures_of(results, strict_grade, depth) | {"latency_ms": latencies}


def _compared(first: np.ndarray, second: np.ndarray, *, lower: bool) -> MeasureComparison:
    differences = second - first
    gains = -differences if lower else differences
    return MeasureComparison(
        first=float(first.mean()),
        second=float(second.mean()),
        difference=mean_of(differences),
        p_value=paired_test(list(differences)),
        wins=int((gains > 0).sum()),
        losses=int((gains < 0).sum()),
        ties=int((gains == 0).sum()),
    )


def _changed(
    before: Sequence[QuestionResult], after: Sequence[QuestionResult]
) -> tuple[ChangedQuestion, ...]:
    """The questions whose rank or answer changed, most first."""
    changes = [_change(*pair) for pair in zip(before, after, strict=True)]
    changed = [change for change in changes if change.change != 0]
    return tuple(sorted(changed, key=lambda change: (-change.change, change.id)))


def _change(before: QuestionResult, after: QuestionResult) -> ChangedQuestion:
    """``change`` is by how much 1 / rank differs, and 1 more where right became wrong or wrong right."""
    ranks = (before.first_relevant_rank, after.first_relevant_rank)
    change = abs(_reciprocal(ranks[1]) - _reciprocal(ranks[0]))
    answers = None
    if before.judged is not None and after.judged is not None:
        answers = (_well_answered(before), _well_answered(after))
        change += answers[0] != answers[1]
    question = before.question
    return ChangedQuestion(question.id, question.text, question.kind, ranks, answers, change)


def _reciprocal(rank: int | None) -> float:
    return 0.0 if rank is None else 1 / rank


def _well_answered(result: QuestionResult) -> bool:
    """Whether a right answer was given, or none where there is none."""
    if not result.question.answerable:
        return result.refused
    return result.right and not result.refused
