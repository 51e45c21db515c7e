"""Where an answer comes from: links to the quoted words, and the documents they stand in."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from index.types import Validity
from qa.page.address import SourceAddress
from qa.page.card import card_quote
from qa.page.escape import escape, isolated
from qa.page.find_quote import checksum
from qa.page.page_picture import unsure_badge
from qa.page.translated import said_html

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from qa.page.strings import Words
    from qa.types import AnswerSentence, Citation


def validity_badge(words: Words, validity: str) -> str:
    """The validity as a small label that warns unless the document is in force."""
    if not validity:
        return ""
    style = "in-force" if validity == Validity.IN_FORCE else "not-in-force"
    return f'<span class="badge {style}">{said_html(words, validity)}</span>'


def dates(
    words: Words, published: date | None, effective: date | None = None, expires: date | None = None
) -> list[str]:
    """The days on which a document was published, takes effect and ends; or that none is known."""
    # A law that was amended after it took effect: the day is that of this text.
    amended = published and effective and published > effective
    key = "day_amended" if amended else "day_published"
    known = [
        words(key, day=published.isoformat()) if published else "",
        words("day_effective", day=effective.isoformat()) if effective else "",
        words("day_expires", day=expires.isoformat()) if expires else "",
    ]
    return [day for day in known if day] or [words("day_unknown")]


def quoted_address(citation: Citation) -> SourceAddress:
    """Where the quoted words stand, and how to know them again."""
    return SourceAddress(
        citation.document_id,
        citation.start,
        citation.end,
        words=citation.answer_spans,
        checksum=checksum(citation.quote),
    )


def citation_link(citation: Citation) -> str:
    """The number of a citation, which opens its document at the quoted words."""
    address = quoted_address(citation)
    hint = " ".join(part for part in (f"《{citation.title}》", citation.section) if part)
    return (
        f'<a class="cite" href="{escape(str(address))}" title="{escape(hint)}">'
        f"[{citation.number}]</a>"
    )


def references(
    words: Words, citations: Sequence[Citation], sentences: Sequence[AnswerSentence] = ()
) -> str:
    """One entry a document, with a link for each place in it that is cited.

    ``sentences`` are those of the answer, which show some of the quotes already.
    """
    by_document = sorted(citations, key=lambda c: c.document_id)
    groups = [list(group) for _, group in groupby(by_document, key=lambda c: c.document_id)]
    groups.sort(key=lambda group: min(citation.number for citation in group))
    entries = "".join(
        _reference(words, sorted(group, key=lambda c: c.number), sentences) for group in groups
    )
    return (
        f'<div class="references"><p class="references-title">{words("references")}</p>'
        f"<ul>{entries}</ul></div>"
    )


def _reference(
    words: Words, citations: Sequence[Citation], sentences: Sequence[AnswerSentence]
) -> str:
    first = citations[0]
    facts = [isolated(fact) for fact in (first.issuer, first.document_number) if fact]
    facts += dates(words, first.published, first.effective, first.expires)
    places = "".join(
        f'<span class="place">{citation_link(c)} <span class="section" lang="zh">{isolated(c.section)}'
        f"{unsure_badge(words, c.confidence)}</span>"
        f"{card_quote(c, sentences)}</span>"
        for c in citations
    )
    return (
        f'<li><span class="reference-title"><bdi lang="zh">{escape(first.title)}</bdi></span>'
        f"{validity_badge(words, first.validity)}"
        f'<span class="facts">{" · ".join(facts)}</span>'
        f'<span class="places">{places}</span></li>'
    )
