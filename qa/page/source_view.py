"""A document as the page shows it: what is known of it, and its text with the quote marked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from qa.page.address import SourceAddress
from qa.page.escape import escape
from qa.page.find_quote import find_quote
from qa.page.notice import source_notice
from qa.page.outline import line_starts, outline, outline_links
from qa.page.page_picture import page_picture
from qa.page.source_bar import source_bar
from qa.page.source_facts import quoted_place, source_facts
from qa.page.source_text import line_start, source_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.types import Document
    from qa.page.strings import Words

# Characters shown at once. 民法典 has about 100,000; beyond this a browser on a
# small machine takes more than a second to lay the text out.
LONGEST_VIEW = 200_000


def source_view(
    words: Words,
    document: Document,
    address: SourceAddress,
    original: str = "",
    places: Sequence[SourceAddress] = (),
) -> str:
    """The panel for ``document`` with the span of ``address`` marked.

    An address with an empty span marks nothing; the panel is scrolled to its line. Where the words
    that it quotes are no longer there, the panel says so and marks nothing. ``original`` is where
    the document's file can be had from, "" where it cannot; ``places`` are what can be stepped
    through (``qa.page.mentions``).
    """
    asked = address
    if (found := find_quote(document.text, asked)) is None:
        address, places = SourceAddress(document.id, 0, 0), ()
    else:
        address = found
    shown = first, last = _window(document, address)
    entries = outline(document)
    here = line_start(document.text, address.start)
    links = outline_links(words, entries, address, shown) if entries else ""
    text = source_text(document, address, shown, {*line_starts(entries), here})
    return (
        f'<article class="source" data-address="{escape(str(asked))}" data-at="{here}"'
        f' tabindex="-1" aria-label="{words("source_label")}">'
        f"{source_bar(words, document, address, links, places)}"
        f'<h2><bdi lang="zh">{escape(document.title)}</bdi></h2>'
        f"{'' if found else _changed_note(words)}{source_facts(words, document, original)}"
        f"{quoted_place(words, document, address)}"
        f"{page_picture(words, document, address, original) if found else ''}"
        f"{_part_note(words, document, address, first, last)}"
        f'<div class="source-text" lang="zh">{text}</div>'
        f"{_further(words, address, 'source_after', last if last < len(document.text) else None)}"
        "</article>"
    )


def _changed_note(words: Words) -> str:
    return f'<p class="changed-note" role="note">{words("source_changed")}</p>'


def source_problem(words: Words, address: str, explanation: str) -> str:
    """The panel where what ``address`` names cannot be shown, with a way back."""
    return (
        f'<article class="source" data-address="{escape(address)}" tabindex="-1"'
        f' aria-label="{words("source_label")}"><div class="bar">'
        f'<a class="back" href="#back">{words("source_back")}</a></div>'
        f"{source_notice(explanation)}</article>"
    )


def _window(document: Document, address: SourceAddress) -> tuple[int, int]:
    """The part of the text to show: whole lines, at most about ``LONGEST_VIEW`` characters."""
    text = document.text
    if len(text) <= LONGEST_VIEW:
        return 0, len(text)
    wanted = address.start - LONGEST_VIEW // 2 if address.view is None else address.view
    first = max(0, min(wanted, len(text) - LONGEST_VIEW))
    last = min(len(text), first + LONGEST_VIEW)
    line_start = text.rfind("\n", max(0, first - 2_000), first + 1) + 1
    line_end = text.find("\n", last, last + 2_000)
    return (line_start or first), (line_end if line_end != -1 else last)


def _part_note(
    words: Words, document: Document, address: SourceAddress, first: int, last: int
) -> str:
    if last - first == len(document.text):
        return ""
    note = words("source_part", total=len(document.text), first=first + 1, last=last)
    before = max(0, first - LONGEST_VIEW) if first else None
    return f'<p class="part-note">{note}</p>{_further(words, address, "source_before", before)}'


def _further(words: Words, address: SourceAddress, key: str, view: int | None) -> str:
    if view is None:
        return ""
    link = replace(address, view=view)
    return (
        f'<p class="further"><a class="source-link" href="{escape(str(link))}">{words(key)}</a></p>'
    )
