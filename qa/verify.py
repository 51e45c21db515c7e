"""Every sentence of an answer against the text that it cites.

The checks are the same for every way of writing an answer, and tests run them
over thousands of answers. A sentence that fails is dropped; an answer with no
sentence left becomes a refusal. Nothing is ever repaired by guessing.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from index.types import Document
    from qa.types import Answer, AnswerSentence, Citation

logger = logging.getLogger(__name__)


def problems(answer: Answer, documents: Mapping[str, Document]) -> list[str]:
    """What is wrong with ``answer``; empty for a sound one.

    ``documents`` holds each cited document by its id. Checked: a refusal says and cites
    nothing; an answer says something; numbers run 1, 2, 3 … in order of first appearance;
    each citation is used and holds its sentence; each quote equals the text at its span.
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
    found += [
        f"no citation holds {sentence.text!r}"
        for sentence in answer.sentences
        if not _holds(sentence, cited)
    ]
    return found


def verified(answer: Answer, documents: Mapping[str, Document]) -> Answer:
    """``answer`` without what does not stand in its sources, renumbered, or a refusal."""
    if answer.refused:
        return answer
    sound = {c.number: c for c in answer.citations if _quotes(c, documents)}
    sentences = []
    for sentence in answer.sentences:
        kept = tuple(number for number in sentence.citations if number in sound)
        candidate = replace(sentence, citations=kept)
        if _holds(candidate, sound):
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


def _holds(sentence: AnswerSentence, cited: Mapping[int, Citation]) -> bool:
    if not sentence.text.strip() or not sentence.citations:
        return False
    if any(number not in cited for number in sentence.citations):
        return False
    return any(sentence.text in cited[number].quote for number in sentence.citations)


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
