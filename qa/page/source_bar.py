"""What stays in sight while a document is scrolled: whose words these are, and what can be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa.page.cited_text import cited_text
from qa.page.escape import escape, isolated
from qa.page.mentions import position_of
from qa.page.references import validity_badge

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.types import Document
    from qa.page.address import SourceAddress
    from qa.page.strings import Words

_LONGEST_COPY = 20_000  # characters of a quote that can be copied


def source_bar(
    words: Words,
    document: Document,
    address: SourceAddress,
    links: str,
    places: Sequence[SourceAddress],
) -> str:
    """Title, issuer and validity; the way back; outline (its ``links``), mentions and copying."""
    known = document.metadata
    facts = [known.issuer, known.document_number]
    facts += [known.published.isoformat()] if known.published else []
    line = " · ".join(isolated(fact) for fact in facts if fact) + validity_badge(
        words, known.validity
    )
    return (
        f'<div class="bar"><a class="back" href="#back">{words("source_back")}</a>'
        f'<p class="bar-title"><bdi lang="zh">{escape(document.title)}</bdi></p>'
        f'<p class="bar-facts">{line}</p>'
        f'<div class="tools">{_outline(words, links)}{_mentions(words, address, places)}'
        f"{_copy(words, document, address)}</div></div>"
    )


def _outline(words: Words, links: str) -> str:
    if not links:
        return ""
    return (
        f'<details class="outline"><summary class="tool">{words("outline")}</summary>'
        f'<nav aria-label="{words("outline")}">{links}</nav>'
        "</details>"
    )


def _mentions(words: Words, address: SourceAddress, places: Sequence[SourceAddress]) -> str:
    """Steps through ``places``, from the last on to the first; "" where there is one at most."""
    if len(places) < 2:
        return ""
    now = position_of(address, places)
    before = _step(words("mention_previous"), places[now - 1 if now >= 0 else -1])
    after = _step(words("mention_next"), places[(now + 1) % len(places)])
    number = now + 1 if now >= 0 else "–"
    spoken = words("mention_count", number=number, total=len(places))
    return (
        f'<span class="mentions" role="group" aria-label="{words("mentions")}" title="{words("mentions")}">'
        f'{before}<span class="mention-count" role="status"><span aria-hidden="true">{number}/{len(places)}'
        f'</span><span class="visually-hidden">{spoken}</span></span>{after}</span>'
    )


def _step(label: str, place: SourceAddress) -> str:
    href = escape(str(place).replace("#source/", "#mention/", 1))
    return f'<button type="button" class="tool" data-href="{href}">{label}</button>'


def _copy(words: Words, document: Document, address: SourceAddress) -> str:
    end = min(address.end, address.start + _LONGEST_COPY)
    text = escape(cited_text(document, address.start, end)).replace("\n", "&#10;")
    key = "copy_quote" if address.start < address.end else "copy_reference"
    return (
        f'<button type="button" class="tool copy-quote" data-href="#copy-quote" data-text="{text}">'
        f"{words(key)}</button>"
    )
