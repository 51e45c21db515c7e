"""Evidence to the answer that is shown: sentences and numbered citations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.types import Place
from qa.in_file import confidence_of, places_of
from qa.marking.spans import within
from qa.types import Answer, AnswerSentence, Citation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa.extract import Evidence
    from qa.understand import Question


def answer_from(
    question: Question,
    evidence: Sequence[Evidence],
    confidence: float,
    timings_ms: dict[str, float],
) -> Answer:
    """The answer that quotes the runs of ``evidence``: one citation a run, one sentence a piece."""
    citations = tuple(citation_of(number, run) for number, run in enumerate(evidence, start=1))
    sentences = tuple(
        AnswerSentence(
            run.document.text[start:end],
            (citation.number,),
            answer_spans=tuple((a - start, b - start) for a, b in within(run.marks, start, end)),
            shortened=end in run.cut,
        )
        for citation, run in zip(citations, evidence, strict=True)
        for start, end in run.pieces
    )
    return Answer(
        question.text,
        refused=False,
        confidence=confidence,
        sentences=sentences,
        citations=citations,
        timings_ms=timings_ms,
    )


def citation_of(number: int, run: Evidence) -> Citation:
    """The citation of a run of text, with what is known of its document."""
    document, known = run.document, run.document.metadata
    place = next(iter(places_of(document, run.start, run.end)), Place())
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
        answer_spans=run.marks,
        effective=known.effective,
        expires=known.expires,
        page=place.page,
        sheet=place.sheet,
        row=place.row,
        confidence=round(confidence_of(document, run.start, run.end), 3),
    )
