"""What a question becomes and what an answer is made of."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from qa.rebuilt import rebuilt

# Stands behind a sentence whose point goes on in the document.
OMITTED = "……"


@dataclass(frozen=True, slots=True)
class Citation:
    """Where an answer's sentence stands: ``document.text[start:end] == quote``, always.

    ``answer_spans`` are the words of the quote that answer, as positions in ``document.text``.
    ``validity`` is that of today; ``expires`` the last day on which the document holds, by its
    own term, a newer version or what repeals it, None where none is known. ``page`` and ``row``
    count from 1, 0 where the file has none or they are not known. ``confidence`` is how sure text
    recognition was of the least sure line of the quote, 1 where nothing had to be recognised.
    """

    number: int
    document_id: str
    title: str
    issuer: str
    document_number: str
    index_number: str
    published: date | None
    validity: str
    url: str
    section: str
    quote: str
    start: int
    end: int
    answer_spans: tuple[tuple[int, int], ...] = ()
    effective: date | None = None
    expires: date | None = None
    page: int = 0
    sheet: str = ""
    row: int = 0
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class AnswerSentence:
    """A sentence of an answer with the numbers of the citations that hold it.

    ``answer_spans`` are the words of ``text`` that answer, as positions in it. ``shortened``: it
    begins a point of a long list, and the point goes on in the document.
    """

    text: str
    citations: tuple[int, ...]
    answer_spans: tuple[tuple[int, int], ...] = ()
    shortened: bool = False

    @property
    def shown(self) -> str:
        """The text as people read it: …… where its point goes on."""
        return f"{self.text}{OMITTED}" if self.shortened else self.text


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to ask when the documents do not answer, as a document names it.

    ``text[start:end]`` of the document is what names the telephone, 0 and 0 where none does.
    """

    unit: str
    person: str
    telephone: str
    document_id: str
    title: str
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class NearDocument:
    """A document that is near a question which was refused: to be opened, never an answer.

    ``section`` says where its nearest passage stands, ``text[start:end]`` is that passage.
    """

    document_id: str
    title: str
    issuer: str
    document_number: str
    published: date | None
    validity: str
    url: str
    section: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class AppliedFilter:
    """A filter that held for an answer. ``field`` is a ``FilterField``, ``label`` says it to people.

    ``read_from`` are the words of the question that it was read from, "" where it was given.
    """

    field: str
    label: str
    read_from: str = ""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two cited documents that say different things of the same matter.

    ``text`` says it to people. ``values`` are the words that differ, as written, at ``spans`` in
    the texts of the documents of ``citations``, in the same order. ``preferred`` is the number of
    the citation to go by and ``reason`` why, 0 and "" where nothing tells.
    """

    text: str
    citations: tuple[int, int]
    values: tuple[str, str]
    spans: tuple[tuple[int, int], tuple[int, int]]
    preferred: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer with its citations, or a refusal.

    A refusal has no sentences and no citations; ``searched`` are the words that it looked for,
    ``nearest`` the documents that are related, best first (none where nothing here is).
    ``confidence`` lies in 0…1. ``asked_on`` is the day of the question.
    ``mode`` is "extractive", or "generated" where a language model, ``model``, wrote it; then
    ``replaced`` is how many of its sentences the evidence did not hold and a quote stands for.
    ``fallback`` says in words for people why a model that was asked did not write it, else "".
    ``timings_ms`` maps a stage to milliseconds. ``filters`` are those
    that held; ``emptied_by`` are the fewest of them that together leave no document at all.
    ``understood`` is the question in full where it was completed from earlier ones, else "".
    ``contradictions`` are where two of the cited documents say different things. ``as_of`` is the
    day whose law was asked for, None for today. ``notes`` are sentences for people on validity: that
    a law which the question names is repealed, that what is cited is no longer in force.
    """

    question: str
    refused: bool
    confidence: float
    mode: str = "extractive"
    sentences: tuple[AnswerSentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    suggestions: tuple[str, ...] = ()
    contact: Contact | None = None
    contradictions: tuple[Contradiction, ...] = ()
    nearest: tuple[NearDocument, ...] = ()
    searched: tuple[str, ...] = ()
    asked_on: date | None = None
    as_of: date | None = None
    notes: tuple[str, ...] = ()
    filters: tuple[AppliedFilter, ...] = ()
    emptied_by: tuple[AppliedFilter, ...] = ()
    understood: str = ""
    model: str = ""
    replaced: int = 0
    fallback: str = ""
    timings_ms: dict[str, float] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The sentences, one a line, each followed by its citations: ``… [1][2]``."""
        return "\n".join(
            s.shown + " " + "".join(f"[{number}]" for number in s.citations) for s in self.sentences
        )

    def to_dict(self) -> dict[str, Any]:
        """The answer as plain JSON values; dates in ISO 8601."""
        values = asdict(self)
        for each in (values, *values["citations"], *values["nearest"]):
            for name, value in each.items():
                if isinstance(value, date):
                    each[name] = value.isoformat()
        return values

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Answer:
        """The answer that ``to_dict`` wrote, also after a way through JSON.

        What another version of the program wrote is read as far as it is known here. Raises
        ValueError for values that are no answer.
        """
        return rebuilt(cls, values)
