"""Hits to an answer: what they say is quoted, checked and given, or the question refused."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from index.errors import UnknownDocument
from qa.compose import answer_from
from qa.confidence import FOREIGN, confidence, table_of
from qa.extract import extract
from qa.marking.spans import with_marks
from qa.refusal import refusal
from qa.second.choice import with_second
from qa.second.disagreement import contradictions_in
from qa.second.said_once import said_once
from qa.suggestions import suggestions_from
from qa.timing import timed
from qa.verify import verified
from qa.weights import REFUSE_FOREIGN_BELOW

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.knowledge_base import KnowledgeBase
    from index.types import Document, Hit
    from qa.evidence import ScoredSentence
    from qa.types import Answer
    from qa.understand import Question


def answer_question(
    kb: KnowledgeBase,
    question: Question,
    hits: Sequence[Hit],
    refuse_below: float,
    timings: dict[str, float],
) -> Answer:
    """The extractive answer from ``hits``, or a refusal where it is less likely right than that."""
    if not hits:
        return refusal(question, (), 0.0, {}, timings)
    with timed(timings, "extract"):
        rarity = kb.rarity(question.terms)
        evidence, best = extract(question, hits, rarity)
        sure = confidence(question, hits, best, rarity)
    if sure >= _needed(refuse_below, question, best):
        with timed(timings, "verify"):
            both = with_second(question, hits, rarity, (evidence, best), kb.variants())
            marked = with_marks(question, both.evidence, rarity)
            answer = said_once(answer_from(question, marked, sure, timings))
            answer = verified(answer, documents_of(kb, answer))
        if not answer.refused:
            return replace(
                answer,
                suggestions=suggestions_from(hits, answer),
                contradictions=contradictions_in(answer, both.differences),
            )
    return refusal(question, hits, sure, rarity, timings)


def _needed(refuse_below: float, question: Question, best: ScoredSentence) -> float:
    """The confidence from which on an answer is given; 0 where none is to be refused."""
    if refuse_below and table_of(question, best) == FOREIGN:
        return max(refuse_below, REFUSE_FOREIGN_BELOW)
    return refuse_below


def documents_of(kb: KnowledgeBase, answer: Answer) -> dict[str, Document]:
    """The cited documents as they are now, without those that have gone meanwhile."""
    found = {}
    for id_ in {citation.document_id for citation in answer.citations}:
        with suppress(UnknownDocument):
            found[id_] = kb.document(id_)
    return found
