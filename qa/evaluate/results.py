"""What came out for one question of an evaluation, and the same as a line of JSON and back."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from qa.types import AnswerSentence

if TYPE_CHECKING:
    from qa.evaluate.questions import DatasetQuestion


@dataclass(frozen=True, slots=True)
class Quote:
    """A citation: where it stands, its words, and whether they are really there."""

    number: int
    document_id: str
    start: int
    end: int
    quote: str
    verbatim: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A document that was found, by its best passage. ``parts`` as in ``Hit``."""

    document_id: str
    title: str
    section: str
    quote: str
    score: float
    parts: dict[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Fit:
    """How an answer fits the gold answers: ROUGE-L of its marked words, and what it quotes.

    ``characters`` are those of all quotes, ``marked_characters`` those of the marked words.
    """

    rouge_l: float
    precision: float
    recall: float
    gold_in_quote: bool
    characters: int
    marked_characters: int


@dataclass(frozen=True, slots=True)
class JudgedAnswer:
    """An answer and what it is worth.

    ``fit`` and ``span_in_quote`` are None where no gold answer or no gold span is given. ``fit``
    is that of the answer that was found, of a refusal that of the one that was held back. ``right`` is what ``qa.evaluate.quotes.is_right`` says; of a refusal,
    what it says of the answer that was held back.
    """

    refused: bool
    confidence: float
    right: bool
    sentences: tuple[AnswerSentence, ...] = ()
    quotes: tuple[Quote, ...] = ()
    fit: Fit | None = None
    span_in_quote: bool | None = None
    timings_ms: dict[str, float] = field(default_factory=dict)

    @property
    def verbatim(self) -> tuple[bool, ...]:
        """For each citation whether its quote is in the source."""
        return tuple(quote.verbatim for quote in self.quotes)

    @property
    def quoted_characters(self) -> int:
        """The length of all quotes together."""
        return sum(len(quote.quote) for quote in self.quotes)

    def to_dict(self) -> dict[str, Any]:
        """The answer's part of a line in the details file."""
        values = asdict(self)
        values["citations"] = values.pop("quotes")
        return values


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """One question's outcome.

    ``ranking`` holds (document id, score), best first; it is empty for a question that the
    documents do not answer. ``found`` are the first of these, with what was found in them.
    ``latency_ms`` is the whole ``ask``, or the search where nothing was asked. ``judged`` is
    None then too. ``error`` is the message where the question was not accepted; that counts
    as a refusal and as nothing found.
    """

    question: DatasetQuestion
    ranking: tuple[tuple[str, float], ...] = ()
    found: tuple[Found, ...] = ()
    latency_ms: float | None = None
    judged: JudgedAnswer | None = None
    error: str = ""

    @property
    def refused(self) -> bool:
        """Whether no answer was given."""
        return self.judged is None or self.judged.refused

    @property
    def confidence(self) -> float:
        """The answer's confidence, 0 where the question was not accepted."""
        return 0.0 if self.judged is None else self.judged.confidence

    @property
    def right(self) -> bool:
        """Whether the answer is right, or would have been had it not been held back."""
        return self.judged is not None and self.judged.right

    @property
    def documents(self) -> list[str]:
        """The ids of the documents found, best first."""
        return [document for document, _ in self.ranking]

    @property
    def first_relevant_rank(self) -> int | None:
        """The rank of the first relevant document, from 1; None where none was found."""
        relevance = self.question.relevance
        return next((rank for rank, id_ in enumerate(self.documents, 1) if id_ in relevance), None)

    def to_dict(self) -> dict[str, Any]:
        """One line of the details file, as plain JSON values."""
        question = self.question
        values: dict[str, Any] = {
            "id": question.id,
            "question": question.text,
            "kind": question.kind,
            "answerable": question.answerable,
            "gold_answers": list(question.answers or ()),
            "gold_spans": [asdict(span) for span in question.spans],
            "relevant": question.relevance,
            "first_relevant_rank": self.first_relevant_rank,
            "ranking": [
                {"document_id": document, "score": score} for document, score in self.ranking
            ],
            "found": [asdict(found) for found in self.found],
            "latency_ms": self.latency_ms,
            "error": self.error,
        }
        return values if self.judged is None else values | self.judged.to_dict()


def result_from_dict(question: DatasetQuestion, values: dict[str, Any]) -> QuestionResult:
    """What ``to_dict`` wrote of ``question``. Raises KeyError or TypeError for anything else."""
    return QuestionResult(
        question=question,
        ranking=tuple((each["document_id"], each["score"]) for each in values["ranking"]),
        found=tuple(
            Found(**each | {"parts": {name: tuple(part) for name, part in each["parts"].items()}})
            for each in values["found"]
        ),
        latency_ms=values["latency_ms"],
        judged=_judged(values) if "refused" in values else None,
        error=values["error"],
    )


def _judged(values: dict[str, Any]) -> JudgedAnswer:
    return JudgedAnswer(
        refused=values["refused"],
        confidence=values["confidence"],
        right=values["right"],
        sentences=tuple(
            AnswerSentence(
                each["text"],
                tuple(each["citations"]),
                tuple((start, end) for start, end in each["answer_spans"]),
                each["shortened"],
            )
            for each in values["sentences"]
        ),
        quotes=tuple(Quote(**each) for each in values["citations"]),
        fit=Fit(**values["fit"]) if values["fit"] else None,
        span_in_quote=values["span_in_quote"],
        timings_ms=values["timings_ms"],
    )
