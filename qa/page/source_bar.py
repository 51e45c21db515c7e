"""What stays in sight while a document is scrolled: whose words these are, and what can be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa.page.cited_text import cited_text
from qa.page.escape import escape
from qa.page.outline import outline_links
from qa.page.references import validity_badge

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.types import Document
    from qa.page.address import SourceAddress
    from qa.page.outline import Entry
    from qa.page.strings import Words

_LONGEST_COPY = 20_000  # characters of a quote that can be copied


def source_bar(
    words: Words,
    document: Document,
    address: SourceAddress,
    entries: Sequence[Entry],
    shown: tuple[int, int],
) -> str:
    """Title, issuer and validity; the way back; outline, mentions and copying."""
    known = document.metadata
    facts = [known.issuer, known.document_number]
    facts += [known.published.isoformat()] if known.published else []
    line = " · ".join(escape(fact) for fact in facts if fact) + validity_badge(known.validity)
    return (
        f'<div class="bar"><a class="back" href="#back">{words("source_back")}</a>'
        f'<p class="bar-title"><bdi>{escape(document.title)}</bdi></p>'
        f'<p class="bar-facts">{line}</p>'
        f'<div class="tools">{_outline(words, entries, address, shown)}{_mentions(words)}'
        f"{_copy(words, document, address)}</div></div>"
    )


def _outline(
    words: Words, entries: Sequence[Entry], address: SourceAddress, shown: tuple[int, int]
) -> str:
    if not entries:
        return ""
    return (
        f'<details class="outline"><summary class="tool">{words("outline")}</summary>'
        f'<nav aria-label="{words("outline")}">{outline_links(words, entries, address, shown)}</nav>'
        "</details>"
    )


def _mentions(words: Words) -> str:
    """Filled and shown by the script, which knows the answer that the panel was opened from."""
    return (
        f'<span class="mentions" role="group" aria-label="{words("mentions")}" hidden>'
        f'<button type="button" class="tool" data-href="#mention/-1">{words("mention_previous")}</button>'
        '<span class="mention-count" aria-live="polite"></span>'
        f'<button type="button" class="tool" data-href="#mention/1">{words("mention_next")}</button>'
        "</span>"
    )


def _copy(words: Words, document: Document, address: SourceAddress) -> str:
    end = min(address.end, address.start + _LONGEST_COPY)
    text = escape(cited_text(document, address.start, end)).replace("\n", "&#10;")
    key = "copy_quote" if address.start < address.end else "copy_reference"
    return (
        f'<button type="button" class="tool copy-quote" data-href="#copy-quote" data-text="{text}">'
        f"{words(key)}</button>"
    )
