"""Questions put to an assistant, by the same calls that the chat makes, and judged one by one."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from index.errors import InvalidQuestion
from qa.assistant import Assistant
from qa.conversation import Conversation
from qa.evaluate.quotes import gold_in_quote, is_right, is_verbatim, span_in_quote
from qa.evaluate.results import Fit, Found, JudgedAnswer, QuestionResult, Quote
from qa.evaluate.rouge import rouge_l

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from index.types import Hit
    from qa.evaluate.datasets import Dataset
    from qa.evaluate.questions import DatasetQuestion
    from qa.evaluate.settings import Settings
    from qa.types import Answer

# Of so many documents it is kept what was found in them, in so many characters each.
FOUND = 5
FOUND_CHARACTERS = 200


def ask_all(
    assistant: Assistant, dataset: Dataset, questions: Iterable[DatasetQuestion], settings: Settings
) -> Iterator[QuestionResult]:
    """The results of ``questions`` in their order, each asked when it is taken."""
    for question in questions:
        try:
            yield _result(assistant, dataset, question, settings)
        except InvalidQuestion as error:
            yield QuestionResult(question, error=str(error))


def _result(
    assistant: Assistant, dataset: Dataset, question: DatasetQuestion, settings: Settings
) -> QuestionResult:
    # The answer comes first: what a search leaves in caches must not make it look faster.
    start = time.perf_counter()
    answer = (
        None
        if settings.retrieval_only
        else assistant.ask(question.text, conversation=Conversation.of(question.history))
    )
    seconds = time.perf_counter() - start
    best: list[Hit] = []
    if question.answerable:  # else there is nothing to find
        start = time.perf_counter()
        hits = assistant.search(
            question.text, k=settings.depth, conversation=Conversation.of(question.history)
        )
        if answer is None:
            seconds = time.perf_counter() - start
        best = _best_hits(hits)
    return QuestionResult(
        question=question,
        ranking=tuple((_judged_copy(hit, question), hit.score) for hit in best),
        found=tuple(_found(hit) for hit in best[:FOUND]),
        latency_ms=seconds * 1000,
        judged=None if answer is None else _judged(question, answer, assistant, dataset),
    )


def _best_hits(hits: Iterable[Hit]) -> list[Hit]:
    """Each document once, by its best passage, best first."""
    best: dict[str, Hit] = {}
    for hit in hits:
        best.setdefault(hit.document.id, hit)
    return list(best.values())


def _judged_copy(hit: Hit, question: DatasetQuestion) -> str:
    """The document of a hit that counts: itself, or the copy shown with it that is judged higher."""
    grades = {id_: question.relevance.get(id_, 0) for id_ in (hit.document.id, *hit.copies)}
    return max(grades, key=lambda id_: grades[id_])  # of equals the one that is shown


def _found(hit: Hit) -> Found:
    passage = hit.passage
    return Found(
        document_id=hit.document.id,
        title=hit.document.title,
        section=" › ".join(part for part in (passage.heading, passage.label) if part),
        quote=passage.text[:FOUND_CHARACTERS],
        score=hit.score,
        parts=dict(hit.parts),
    )


def _judged(
    question: DatasetQuestion, answer: Answer, assistant: Assistant, dataset: Dataset
) -> JudgedAnswer:
    found = _found_answer(question, answer, assistant)
    return JudgedAnswer(
        refused=answer.refused,
        confidence=answer.confidence,
        right=is_right(found.citations, question),
        sentences=answer.sentences,
        quotes=tuple(
            Quote(
                number=citation.number,
                document_id=citation.document_id,
                start=citation.start,
                end=citation.end,
                quote=citation.quote,
                verbatim=is_verbatim(
                    citation,
                    assistant.document(citation.document_id),
                    dataset.documents.get(citation.document_id),
                ),
            )
            for citation in answer.citations
        ),
        fit=_fit(found, question.answers) if question.answers else None,
        span_in_quote=span_in_quote(answer.citations, question.spans) if question.spans else None,
        timings_ms=dict(answer.timings_ms),
    )


def _found_answer(question: DatasetQuestion, answer: Answer, assistant: Assistant) -> Answer:
    """The answer, or the one that was held back; a question without one needs none."""
    if not answer.refused or not question.answerable:
        return answer
    every = Assistant(assistant.knowledge_base, refuse_below=0.0)
    return every.ask(question.text, conversation=Conversation.of(question.history))


def _fit(answer: Answer, golds: Sequence[str]) -> Fit:
    marked = "".join(s.text[start:end] for s in answer.sentences for start, end in s.answer_spans)
    marked = marked or "".join(sentence.text for sentence in answer.sentences)
    likeness = rouge_l(marked, golds)
    return Fit(
        rouge_l=likeness.f1,
        precision=likeness.precision,
        recall=likeness.recall,
        gold_in_quote=gold_in_quote(answer.citations, golds),
        characters=sum(len(citation.quote) for citation in answer.citations),
        marked_characters=len(marked),
    )
