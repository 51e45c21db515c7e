"""What an answer's message carries for the cards of its citations, and what it need not carry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from qa.page.marked import marked, within

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa.types import AnswerSentence, Citation

LONGEST_QUOTE: Final = 160  # characters
_BEFORE: Final = 40  # characters of a longer quote that stand before the words that answer


def card_quote(citation: Citation, sentences: Sequence[AnswerSentence]) -> str:
    """The quote for the card, as hidden HTML; "" where the answer's own sentences are the quote.

    An answer in the documents' words shows each quote already: sent again it would double the
    message, which the browser sends back with every question.
    """
    shown = "".join(s.text for s in sentences if citation.number in s.citations)
    if _bare(shown) == _bare(citation.quote) and len(shown) <= LONGEST_QUOTE:
        return ""
    start, end = _part(citation)
    spans = within(citation.answer_spans, citation.start + start, citation.start + end)
    quote = marked(citation.quote[start:end], spans)
    before, after = ("……" if start else ""), ("……" if end < len(citation.quote) else "")
    return f'<span class="quote" lang="zh">{before}{quote}{after}</span>'


def _part(citation: Citation) -> tuple[int, int]:
    """The part of the quote to show: around the first of the words that answer."""
    length = len(citation.quote)
    first = min((a for a, _ in citation.answer_spans), default=citation.start) - citation.start
    start = 0 if length <= LONGEST_QUOTE else max(0, min(first - _BEFORE, length - LONGEST_QUOTE))
    return start, min(length, start + LONGEST_QUOTE)


def _bare(text: str) -> str:
    return "".join(text.split())
