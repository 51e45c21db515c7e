"""A document as the page shows it: what is known of it, and its text with the quote marked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from index.types import Document, Section, SectionKind
from qa.page.escape import escape
from qa.page.marked import marked, within
from qa.page.references import validity_badge

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qa.page.address import SourceAddress
    from qa.page.strings import Words

# Characters shown at once. 民法典 has about 100,000; beyond this a browser on a
# small machine takes more than a second to lay the text out.
LONGEST_VIEW = 200_000


def source_view(words: Words, document: Document, address: SourceAddress) -> str:
    """The panel for ``document`` with the span of ``address`` marked; ValueError outside the text."""
    if not 0 <= address.start <= address.end <= len(document.text):
        raise ValueError(
            f"span {address.start}-{address.end} lies outside the text of {document.id!r}, "
            f"which has {len(document.text)} characters"
        )
    first, last = _window(document, address)
    return (
        f'<article class="source" data-address="{escape(str(address))}" tabindex="-1"'
        f' aria-label="{words("source_label")}">'
        f"{_bar(words, document)}"
        f"<h2><bdi>{escape(document.title)}</bdi></h2>{_facts(words, document)}{_place(words, document, address)}"
        f"{_part_note(words, document, address, first, last)}"
        f'<div class="source-text">{_text(document, address, first, last)}</div>'
        f"{_further(words, address, 'source_after', last if last < len(document.text) else None)}"
        "</article>"
    )


def source_notice(text: str) -> str:
    """The panel where there is no document to show."""
    return f'<div class="source-notice"><p>{escape(text)}</p></div>'


def _bar(words: Words, document: Document) -> str:
    """What stays in sight while the text is scrolled: the way back, and whose words these are."""
    known = document.metadata
    facts = [known.issuer, known.document_number]
    facts += [known.published.isoformat()] if known.published else []
    line = " · ".join(escape(fact) for fact in facts if fact) + validity_badge(known.validity)
    return (
        f'<div class="bar"><a class="back" href="#back">{words("source_back")}</a>'
        f'<p class="bar-title"><bdi>{escape(document.title)}</bdi></p>'
        f'<p class="bar-facts">{line}</p></div>'
    )


def _facts(words: Words, document: Document) -> str:
    known = document.metadata
    facts = [
        ("issuer", escape(known.issuer)),
        ("document_number", escape(known.document_number)),
        ("index_number", escape(known.index_number)),
        ("published", known.published.isoformat() if known.published else ""),
        ("effective", known.effective.isoformat() if known.effective else ""),
        ("expires", known.expires.isoformat() if known.expires else ""),
        ("validity", validity_badge(known.validity)),
        ("interpreting_unit", escape(known.interpreting_unit)),
        ("interpreter", escape(known.interpreter)),
        ("contact_telephone", escape(known.telephone)),
        ("link", _link(known.url)),
    ]
    rows = "".join(
        f'<div class="fact-{key}"><dt>{words(key)}</dt><dd>{value}</dd></div>'
        for key, value in facts
        if value
    )
    return f'<dl class="facts">{rows}</dl>' if rows else ""


def _link(url: str) -> str:
    """A link to the original, followed only on a click; other schemes than http(s) as plain text."""
    if not url or any(ord(sign) <= 32 for sign in url):
        return escape(url)
    try:
        scheme = urlsplit(url).scheme
    except ValueError:
        return escape(url)
    if scheme not in {"http", "https"}:
        return escape(url)
    return f'<a href="{escape(url)}" target="_blank" rel="noopener noreferrer">{escape(url)}</a>'


def _place(words: Words, document: Document, address: SourceAddress) -> str:
    """The path of headings down to the quote."""
    around = [s for s in document.sections if s.start <= address.start and address.end <= s.end]
    if address.start == address.end or not around:
        return ""
    innermost = min(around, key=lambda section: section.end - section.start)
    path = " › ".join(part for part in (innermost.heading, innermost.label) if part)
    return f'<p class="place"><b>{words("source_quoted")}</b> {escape(path)}</p>' if path else ""


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


def _text(document: Document, address: SourceAddress, first: int, last: int) -> str:
    """Lines ``first``…``last`` as paragraphs, styled by the section that they belong to."""
    lines = list(_lines(document.text, first, last))
    kinds = _line_sections(lines, document.sections)
    return "".join(
        f'<p class="{_line_class(section, start)}">{_marked(document.text, start, end, address)}</p>'
        for (start, end), section in zip(lines, kinds, strict=True)
    )


def _lines(text: str, first: int, last: int) -> Iterator[tuple[int, int]]:
    while first < last:
        end = text.find("\n", first, last)
        end = last if end == -1 else end
        if end > first:
            yield first, end
        first = end + 1


def _line_sections(
    lines: Sequence[tuple[int, int]], sections: Sequence[Section]
) -> list[Section | None]:
    """For each line the innermost section that holds its first character."""
    waiting = sorted(sections, key=lambda s: (-s.start, s.end))
    open_sections: list[Section] = []
    found: list[Section | None] = []
    for start, _ in lines:
        while waiting and waiting[-1].start <= start:
            open_sections.append(waiting.pop())
        while open_sections and open_sections[-1].end <= start:
            open_sections.pop()
        found.append(open_sections[-1] if open_sections else None)
    return found


def _line_class(section: Section | None, start: int) -> str:
    if section is None:
        return SectionKind.PARAGRAPH.value
    if section.kind is SectionKind.HEADING and section.start != start:
        return SectionKind.PARAGRAPH.value  # the text below a heading, not the heading
    return section.kind.value


def _marked(text: str, start: int, end: int, address: SourceAddress) -> str:
    """The line with the part of the quote that lies in it marked, the words that answer in bold."""
    mark_start, mark_end = max(start, address.start), min(end, address.end)
    if mark_start >= mark_end:
        return escape(text[start:end])
    first = ' id="cited"' if mark_start == address.start else ""
    quote = marked(text[mark_start:mark_end], within(address.words, mark_start, mark_end))
    return (
        f"{escape(text[start:mark_start])}<mark{first}>{quote}</mark>{escape(text[mark_end:end])}"
    )
