"""Where in its document a span stands."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from index.structure import BETWEEN_HEADINGS
from qa.in_file import in_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.types import Document, Section

_LONGEST_PART = 60  # characters; a question as a heading is cut


def sections_around(document: Document, start: int, end: int) -> Iterator[tuple[int, Section]]:
    """The sections that hold a span, each with its position, the innermost first."""
    sections = document.sections
    position: int | None = bisect_right(sections, start, key=lambda s: s.start) - 1
    while position is not None and position >= 0:
        section = sections[position]
        if section.start <= start and end <= section.end:
            yield position, section
        position = section.parent


def place_of(document: Document, start: int, end: int) -> str:
    """Headings above a span, labels of the article and points it is in, and the page, for people."""
    around = [section for _, section in sections_around(document, start, end)]
    labels = [section.label for section in reversed(around) if section.label]
    headings = around[-1].heading.split(BETWEEN_HEADINGS) if around else []
    parts = [*headings, *labels, in_file(document, start, end)]
    return BETWEEN_HEADINGS.join(_cut(part) for part in parts if part)


def _cut(part: str) -> str:
    return part if len(part) <= _LONGEST_PART else part[: _LONGEST_PART - 1] + "…"
