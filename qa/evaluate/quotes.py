"""Whether what an answer quotes is really there, and whether the gold answer is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa.evaluate.rouge import without_space

if TYPE_CHECKING:
    from collections.abc import Iterable

    from index.types import Document
    from qa.types import Citation


def gold_in_quote(citations: Iterable[Citation], golds: Iterable[str]) -> bool:
    """Whether some gold answer lies wholly in the quotes, joined in order, white space aside."""
    quoted = without_space("".join(citation.quote for citation in citations))
    return any(gold in quoted for gold in map(without_space, golds) if gold)


def is_verbatim(citation: Citation, stored: Document, original: str | None) -> bool:
    """Whether a quote is what it claims to be.

    It must be the stored document's text at its span, and stand in the file that the
    document was read from (``original``, None where that is not at hand), white space aside.
    """
    if not citation.quote or stored.text[citation.start : citation.end] != citation.quote:
        return False
    return original is None or without_space(citation.quote) in without_space(original)
