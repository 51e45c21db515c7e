"""Evidence to the answer that is shown: sentences, numbered citations, what to ask next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.search_form import search_form
from index.types import Hit, SectionKind
from qa.types import Answer, AnswerSentence, Citation, Contact

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa.extract import Evidence
    from qa.understand import Question

MOST_SUGGESTIONS = 3
_SUGGESTION_CHARACTERS = 120


def answer_from(
    question: Question,
    evidence: Sequence[Evidence],
    confidence: float,
    suggestions: tuple[str, ...],
    timings_ms: dict[str, float],
) -> Answer:
    """The answer that quotes the runs of ``evidence``: one citation a run, one sentence a piece."""
    citations = tuple(_citation(number, run) for number, run in enumerate(evidence, start=1))
    sentences = tuple(
        AnswerSentence(run.document.text[start:end], (citation.number,))
        for citation, run in zip(citations, evidence, strict=True)
        for start, end in run.pieces
    )
    return Answer(
        question.text,
        refused=False,
        confidence=confidence,
        sentences=sentences,
        citations=citations,
        suggestions=suggestions,
        timings_ms=timings_ms,
    )


def contact_from(hits: Sequence[Hit]) -> Contact | None:
    """Whom to ask: the unit or telephone that the nearest document names, None where none does."""
    for hit in hits:
        known = hit.document.metadata
        unit = known.interpreting_unit or known.issuer
        if known.telephone or known.interpreting_unit:
            return Contact(
                unit, known.interpreter, known.telephone, hit.document.id, hit.document.title
            )
    return None


def suggestions_from(question: Question, hits: Sequence[Hit]) -> tuple[str, ...]:
    """What may be asked next: questions that the documents found ask, then articles found.

    Nothing is invented: each is a 问 of a document or the name of an article.
    """
    found: dict[str, None] = {}
    for hit in hits:
        document = hit.document
        for section in document.sections:
            if section.kind is SectionKind.QUESTION:
                found[asked(document.text[section.start : section.end])] = None
    for hit in hits[1:]:
        if hit.passage.kind is SectionKind.ARTICLE and hit.passage.label:
            found[f"《{hit.document.title}》{hit.passage.label}"] = None
    own = search_form(question.text)
    fitting = [s for s in found if len(s) <= _SUGGESTION_CHARACTERS and search_form(s) != own]
    return tuple(fitting[:MOST_SUGGESTIONS])


def asked(text: str) -> str:
    """The question of a 问 without its mark."""
    return text.strip().removeprefix("问").removeprefix("問").lstrip(":：、 ").strip()


def _citation(number: int, run: Evidence) -> Citation:
    document, known = run.document, run.document.metadata
    return Citation(
        number=number,
        document_id=document.id,
        title=document.title,
        issuer=known.issuer,
        document_number=known.document_number,
        index_number=known.index_number,
        published=known.published,
        validity=str(known.validity),
        url=known.url,
        section=run.section,
        quote=document.text[run.start : run.end],
        start=run.start,
        end=run.end,
    )
