"""Evidence to the answer that is shown: sentences, numbered citations, what to ask next."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.types import Hit, SectionKind
from qa.marking.spans import within
from qa.types import Answer, AnswerSentence, Citation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa.extract import Evidence
    from qa.understand import Question

MOST_SUGGESTIONS = 3
_SUGGESTION_CHARACTERS = 60
_MARK = re.compile(
    r"^(?:(?:[问問]|[Qq]\d*)\s*[:：、.]?|[（(]?(?:\d+|[一二三四五六七八九十]+)[)）]?\s*[、.．:：]?)\s*"
)


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


def suggestions_from(hits: Sequence[Hit], answered: Answer | None = None) -> tuple[str, ...]:
    """What may be asked next: the 问 of the passages found, then the articles found.

    Nothing is invented, and nothing suggested that ``answered`` has just quoted.
    """
    quoted = [(c.document_id, c.start, c.end) for c in answered.citations] if answered else []
    found: dict[str, None] = {}
    for hit in hits:
        if hit.passage.kind is SectionKind.QUESTION and not _overlaps(hit, quoted):
            found[asked(hit.passage.text.partition("\n")[0])] = None
    for hit in hits:
        article = hit.passage.kind is SectionKind.ARTICLE and hit.passage.label
        if article and not _overlaps(hit, quoted):
            found[f"《{hit.document.title}》{hit.passage.label}"] = None
    fitting = [s for s in found if len(s) <= _SUGGESTION_CHARACTERS]
    return tuple(fitting[:MOST_SUGGESTIONS])


def _overlaps(hit: Hit, quoted: Sequence[tuple[str, int, int]]) -> bool:
    return any(
        id_ == hit.document.id and start < hit.passage.end and hit.passage.start < end
        for id_, start, end in quoted
    )


def asked(text: str) -> str:
    """The question of a 问 without its mark: 「问：…」, 「Q1: …」, 「3. …」, 「五、…」."""
    return _MARK.sub("", text.strip()).strip()


def citation_of(number: int, run: Evidence) -> Citation:
    """The citation of a run of text, with what is known of its document."""
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
        answer_spans=run.marks,
        effective=known.effective,
        expires=known.expires,
    )
