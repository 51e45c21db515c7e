"""Measures of a ranking of documents, by ir-measures (MacAvaney, Macdonald and Ounis 2022)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ir_measures
from ir_measures import RR, R, Success, nDCG

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def ranking_measures(
    rankings: Mapping[str, Sequence[str]],
    relevance: Mapping[str, Mapping[str, int]],
    strict_grade: int,
    depth: int = 100,
) -> dict[str, dict[str, float]]:
    """Each measure's value for each question that has a relevant document.

    ``rankings`` maps a question's id to document ids, best first; ``relevance`` to grades.
    ``recall_at_k`` is 1 where a document of grade ≥ 1 is among the first k;
    ``strict_recall_at_k`` wants ``strict_grade`` and skips questions without such a document;
    ``mrr_at_10`` is 1 / rank of the first relevant document, 0 beyond 10; ``ndcg_at_10`` has
    the grade itself as gain and log2(rank + 1) as discount, as trec_eval has.
    ``relevant_recall_at_k`` is the share of a question's relevant documents among the first k
    (trec_eval's recall). What looks further than ``depth``, the length that rankings may have,
    is left out.
    """
    # The scorer orders by score and then by document: ranks as scores leave no ties.
    run = {
        question: {document: -float(rank) for rank, document in enumerate(ranking)}
        for question, ranking in rankings.items()
    }
    judged = {
        question: dict(relevance[question]) for question in rankings if relevance.get(question)
    }
    strict = {
        question: grades
        for question, grades in judged.items()
        if max(grades.values()) >= strict_grade
    }
    measures = {f"recall_at_{k}": Success @ k for k in (1, 5, 10)}
    measures |= {f"relevant_recall_at_{k}": R @ k for k in (10, 100) if k <= depth}
    measures |= {"mrr_at_10": RR @ 10, "ndcg_at_10": nDCG @ 10}
    strict_measures = {f"strict_recall_at_{k}": Success(rel=strict_grade) @ k for k in (1, 5, 10)}
    return _by_name(measures, judged, run) | _by_name(strict_measures, strict, run)


def _by_name(
    measures: dict[str, ir_measures.Measure],
    relevance: dict[str, dict[str, int]],
    run: dict[str, dict[str, float]],
) -> dict[str, dict[str, float]]:
    names = {measure: name for name, measure in measures.items()}
    values: dict[str, dict[str, float]] = {name: {} for name in measures}
    if relevance:
        for found in ir_measures.iter_calc(list(names), relevance, run):
            values[names[found.measure]][found.query_id] = float(found.value)
    return values
