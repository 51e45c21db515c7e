"""What came out for one question of an evaluation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qa.evaluate.questions import DatasetQuestion
    from qa.types import Answer


@dataclass(frozen=True, slots=True)
class JudgedAnswer:
    """An answer and what it is worth.

    ``rouge_l`` and ``gold_in_quote`` are None where no gold answer is given;
    ``verbatim`` says for each citation whether its quote is in the source.
    """

    answer: Answer
    rouge_l: float | None
    gold_in_quote: bool | None
    verbatim: tuple[bool, ...]

    @property
    def quoted_characters(self) -> int:
        """The length of all quotes together."""
        return sum(len(citation.quote) for citation in self.answer.citations)


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """One question's outcome.

    ``ranking`` holds (document id, score), best first; it is empty for a question that the
    documents do not answer. ``latency_ms`` is the whole ``ask``, or the search where nothing
    was asked. ``judged`` is None then too. ``error`` is the message where the question was
    not accepted; that counts as a refusal and as nothing found.
    """

    question: DatasetQuestion
    ranking: tuple[tuple[str, float], ...] = ()
    latency_ms: float | None = None
    judged: JudgedAnswer | None = None
    error: str = ""

    @property
    def refused(self) -> bool:
        """Whether no answer was given."""
        return self.judged is None or self.judged.answer.refused

    @property
    def confidence(self) -> float:
        """The answer's confidence, 0 where the question was not accepted."""
        return 0.0 if self.judged is None else self.judged.answer.confidence

    def to_dict(self) -> dict[str, Any]:
        """One line of the details file, as plain JSON values."""
        question = self.question
        documents = [document for document, _ in self.ranking]
        values: dict[str, Any] = {
            "id": question.id,
            "question": question.text,
            "answerable": question.answerable,
            "gold_answers": list(question.answers or ()),
            "relevant": question.relevance,
            "first_relevant_rank": next(
                (rank for rank, found in enumerate(documents, 1) if found in question.relevance),
                None,
            ),
            "ranking": [
                {"document_id": found, "score": score} for found, score in self.ranking[:10]
            ],
            "latency_ms": self.latency_ms,
            "error": self.error,
        }
        return values if self.judged is None else values | _answer_values(self.judged)


def _answer_values(judged: JudgedAnswer) -> dict[str, Any]:
    answer = judged.answer.to_dict()
    return {
        "refused": answer["refused"],
        "confidence": answer["confidence"],
        "sentences": answer["sentences"],
        "citations": [
            {key: citation[key] for key in ("number", "document_id", "start", "end", "quote")}
            | {"verbatim": verbatim}
            for citation, verbatim in zip(answer["citations"], judged.verbatim, strict=True)
        ],
        "rouge_l": judged.rouge_l,
        "gold_in_quote": judged.gold_in_quote,
        "timings_ms": answer["timings_ms"],
    }
