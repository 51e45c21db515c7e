"""Every sentence of an answer against the text that it cites.

The checks are the same for every way of writing an answer, and tests run them
over thousands of answers. A sentence that fails is dropped; an answer with no
sentence left becomes a refusal. Nothing is ever repaired by guessing.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from qa.claims.holding import Source, held_by, says_whole

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from index.types import Document
    from qa.types import Answer, AnswerSentence, Citation

GENERATED = "generated"

logger = logging.getLogger(__name__)


def problems(answer: Answer, documents: Mapping[str, Document]) -> list[str]:
    """What is wrong with ``answer``; empty for a sound one.

    ``documents`` holds each cited document by its id. Checked: a refusal says and cites
    nothing; an answer says something; numbers run 1, 2, 3 … in order of first appearance;
    each citation is used and holds its sentence (word for word where no model wrote it, see
    ``qa.claims.holding`` else); each quote equals the text at its span; marked words lie inside.
    """
    if answer.refused:
        return ["a refusal cites or says something"] * bool(answer.sentences or answer.citations)
    found = [] if answer.sentences else ["an answer says nothing"]
    numbers = [citation.number for citation in answer.citations]
    if numbers != list(range(1, len(numbers) + 1)):
        found.append(f"citations are numbered {numbers}")
    used = list(dict.fromkeys(n for sentence in answer.sentences for n in sentence.citations))
    if used != numbers:
        found.append(f"citations are used in the order {used}, listed as {numbers}")
    cited = {citation.number: citation for citation in answer.citations}
    found += [
        f"citation {citation.number} is not the text at its span"
        for citation in answer.citations
        if not _quotes(citation, documents)
    ]
    for sentence in answer.sentences:
        if not _holds(sentence, cited, answer.mode):
            found.append(f"no citation holds {sentence.text!r}")
        if not _lie_inside(sentence.answer_spans, 0, len(sentence.text)):
            found.append(f"marked words {sentence.answer_spans} lie outside {sentence.text!r}")
    found += [
        f"the marked words {citation.answer_spans} of citation {citation.number} lie outside it"
        for citation in answer.citations
        if not _lie_inside(citation.answer_spans, citation.start, citation.end)
    ]
    return found


def holds(sentence: str, citations: Sequence[Citation]) -> bool:
    """Whether ``citations`` hold ``sentence``: in its very words or in what it claims."""
    if len(citations) == 1 and says_whole(sentence, citations[0].quote):
        return True
    return held_by(sentence, [Source(c.quote, _header(c)) for c in citations])


def verified(answer: Answer, documents: Mapping[str, Document]) -> Answer:
    """``answer`` without what does not stand in its sources, renumbered, or a refusal."""
    if answer.refused:
        return answer
    sound = {c.number: _marked_inside(c) for c in answer.citations if _quotes(c, documents)}
    sentences = []
    for sentence in answer.sentences:
        kept = tuple(number for number in sentence.citations if number in sound)
        candidate = replace(sentence, citations=kept)
        if _holds(candidate, sound, answer.mode):
            if not _lie_inside(sentence.answer_spans, 0, len(sentence.text)):
                candidate = replace(candidate, answer_spans=())
            sentences.append(candidate)
        else:
            logger.warning("sentence dropped: not in its source", extra={"text": sentence.text})
    if not sentences:
        return replace(answer, refused=True, sentences=(), citations=())
    return _renumbered(replace(answer, sentences=tuple(sentences)), sound)


def _quotes(citation: Citation, documents: Mapping[str, Document]) -> bool:
    document = documents.get(citation.document_id)
    if document is None or not 0 <= citation.start < citation.end <= len(document.text):
        return False
    return document.text[citation.start : citation.end] == citation.quote


def _holds(sentence: AnswerSentence, cited: Mapping[int, Citation], mode: str) -> bool:
    if not sentence.text.strip() or not sentence.citations:
        return False
    if any(number not in cited for number in sentence.citations):
        return False
    citations = [cited[number] for number in sentence.citations]
    if mode != GENERATED and not any(sentence.text in c.quote for c in citations):
        return False
    return any(says_whole(sentence.text, c.quote) for c in citations) or holds(
        sentence.text, citations
    )


def _header(citation: Citation) -> str:
    """What is known of a cited document, one fact a line."""
    published = citation.published.isoformat() if citation.published else ""
    return "\n".join(
        (
            citation.title,
            citation.issuer,
            citation.document_number,
            citation.index_number,
            citation.section,
            published,
        )
    )


def _marked_inside(citation: Citation) -> Citation:
    inside = _lie_inside(citation.answer_spans, citation.start, citation.end)
    return citation if inside else replace(citation, answer_spans=())


def _lie_inside(spans: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Whether spans are in order, apart, not empty and between ``start`` and ``end``."""
    edges = [start, *(edge for span in spans for edge in span), end]
    return edges == sorted(edges) and all(a < b for a, b in spans)


def _renumbered(answer: Answer, cited: Mapping[int, Citation]) -> Answer:
    order = dict.fromkeys(n for sentence in answer.sentences for n in sentence.citations)
    number_of = {old: new for new, old in enumerate(order, start=1)}
    return replace(
        answer,
        sentences=tuple(
            replace(s, citations=tuple(number_of[n] for n in s.citations)) for s in answer.sentences
        ),
        citations=tuple(replace(cited[old], number=new) for old, new in number_of.items()),
    )
