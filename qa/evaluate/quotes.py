"""Whether what an answer quotes is really there, and whether it is what was wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.search_form import bigrams
from qa.evaluate.rouge import without_space

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from index.types import Document
    from qa.evaluate.questions import DatasetQuestion, GoldSpan
    from qa.types import Citation

# The share of a gold answer's character pairs that a right answer holds.
HELD = 0.5


def gold_in_quote(citations: Iterable[Citation], golds: Iterable[str]) -> bool:
    """Whether some gold answer lies wholly in the quotes, joined in order, white space aside."""
    quoted = without_space("".join(citation.quote for citation in citations))
    return any(gold in quoted for gold in map(without_space, golds) if gold)


def span_in_quote(citations: Sequence[Citation], spans: Iterable[GoldSpan]) -> bool:
    """Whether some gold span lies wholly in the quotes from its own document."""
    return any(
        gold_in_quote([c for c in citations if c.document_id == span.document], [span.quote])
        for span in spans
    )


def is_right(citations: Sequence[Citation], question: DatasetQuestion) -> bool:
    """Whether an answer made of these quotes answers ``question``.

    Its first quote must be from a relevant document, where such are given. The quotes must
    also hold a gold span whole, or at least half of the character pairs of a gold answer,
    where either is given. This is the meaning of right that the confidence was fitted to.
    A question that the documents do not answer has no right answer.
    """
    if not question.answerable or not citations:
        return False
    if question.relevance and citations[0].document_id not in question.relevance:
        return False
    golds = [answer for answer in question.answers or () if bigrams(answer)]
    if not golds and not question.spans:
        return bool(question.relevance)
    said = "".join(citation.quote for citation in citations)
    return holds_answer(said, golds) or span_in_quote(citations, question.spans)


def holds_answer(text: str, golds: Iterable[str]) -> bool:
    """Whether ``text`` holds at least half of the character pairs of some gold answer."""
    said = set(bigrams(text))
    pairs = (set(bigrams(gold)) for gold in golds)
    return any(gold and len(gold & said) >= HELD * len(gold) for gold in pairs)


def is_verbatim(citation: Citation, stored: Document, original: str | None) -> bool:
    """Whether a quote is what it claims to be.

    It must be the stored document's text at its span, and stand in the file that the
    document was read from (``original``, None where that is not at hand), white space aside.
    """
    if not citation.quote or stored.text[citation.start : citation.end] != citation.quote:
        return False
    return original is None or without_space(citation.quote) in without_space(original)
