"""The text of a document as paragraphs, with the quote marked and the places of its outline named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.types import Section, SectionKind
from qa.page.escape import escape
from qa.page.marked import marked, within

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from index.types import Document
    from qa.page.address import SourceAddress


def source_text(
    document: Document, address: SourceAddress, shown: tuple[int, int], places: Collection[int]
) -> str:
    """The lines in ``shown`` as paragraphs, styled by the section that they belong to.

    A paragraph that begins at one of ``places`` has the id ``at-<position>``.
    """
    lines = list(_lines(document.text, *shown))
    kinds = _line_sections(lines, document.sections)
    return "".join(
        f'<p class="{_line_class(section, start)}"{_name(start) if start in places else ""}>'
        f"{_marked(document.text, start, end, address)}</p>"
        for (start, end), section in zip(lines, kinds, strict=True)
    )


def line_start(text: str, position: int) -> int:
    """Where the line that holds ``position`` begins, line breaks before it left out."""
    while position < len(text) and text[position] == "\n":
        position += 1
    return text.rfind("\n", 0, position) + 1


def _name(start: int) -> str:
    return f' id="at-{start}" tabindex="-1"'


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
    first += "" if address.checksum else ' class="place"'  # led to, but not quoted
    quote = marked(text[mark_start:mark_end], within(address.words, mark_start, mark_end))
    return (
        f"{escape(text[start:mark_start])}<mark{first}>{quote}</mark>{escape(text[mark_end:end])}"
    )
