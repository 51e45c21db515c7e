"""Headings that count on as a list, and what stands below a heading or question uncounted."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from index.enumerations import mark_at
from index.structure import BETWEEN_HEADINGS
from index.types import SectionKind
from qa.lists.listing import Listing, question_above

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from index.enumerations import Mark
    from index.types import Document
    from qa.lists.listing import Span

# So many paragraphs below a heading are read.
_MOST_PARAGRAPHS = 12


@dataclass(slots=True)
class _Run:
    """Headings that count on, while they are read."""

    style: str = ""
    number: int = 0
    points: list[Span] = field(default_factory=list)


def heading_lists(document: Document, roots: Sequence[int]) -> Iterator[Listing]:
    """The headings among the outermost sections ``roots`` that count on, with what is below each."""
    runs: dict[str, _Run] = {}
    for place, index in enumerate(roots):
        section = document.sections[index]
        mark = mark_at(document.text, section.start, section.end)
        if section.kind is not SectionKind.HEADING or mark is None:
            continue
        run = runs.get(section.heading, _Run())
        if run.style != mark.style or mark.number != run.number + 1:
            yield from _finished(document, section.heading, run)
            run = runs[section.heading] = _Run(mark.style)
        run.number = mark.number
        run.points.append((section.start, _end_below(document, roots, place, mark)))
    for heading, run in runs.items():
        yield from _finished(document, heading, run)


def _end_below(document: Document, roots: Sequence[int], place: int, mark: Mark) -> int:
    """Where that ends which stands below the heading ``roots[place]``."""
    path = _path(document, roots[place])
    end = document.sections[roots[place]].end
    for index in islice(roots, place + 1, None):
        below = document.sections[index]
        inside = below.heading == path or below.heading.startswith(path + BETWEEN_HEADINGS)
        outer = mark_at(document.text, below.start, below.end)
        if not inside or (outer is not None and outer.rank < mark.rank):
            break
        end = below.end
    return end


def _path(document: Document, heading: int) -> str:
    """What a heading and those above it are called in what stands below."""
    section = document.sections[heading]
    shown = " ".join(document.text[section.start : section.end].split())
    return BETWEEN_HEADINGS.join(part for part in (section.heading, shown) if part)


def _finished(document: Document, heading: str, run: _Run) -> Iterator[Listing]:
    if len(run.points) > 1:
        above, _, name = heading.rpartition(BETWEEN_HEADINGS)
        yield Listing(document, None, tuple(run.points), name or document.title, above)


def loose_lists(document: Document, roots: Sequence[int]) -> Iterator[Listing]:
    """The paragraphs right below each heading, and the lines of each answer to a question."""
    for index in roots:
        section = document.sections[index]
        if section.kind is SectionKind.ANSWER:
            name = question_above(document, index)
            spans = _lines(document.text, section.start, section.end)
        elif section.kind is SectionKind.HEADING:
            name = document.text[section.start : section.end]
            spans = list(_paragraphs(document, index))
        else:
            continue
        if spans:
            yield Listing(document, None, tuple(spans), name, section.heading, loose=True)


def _paragraphs(document: Document, heading: int) -> Iterator[Span]:
    """The paragraphs below a heading, which is not the title, up to what is none."""
    first = heading + 1
    path = _path(document, heading)
    for section in islice(document.sections, first, first + _MOST_PARAGRAPHS):
        if section.kind is not SectionKind.PARAGRAPH or section.heading != path:
            break
        yield section.start, section.end


def _lines(text: str, start: int, end: int) -> list[Span]:
    spans = []
    position = start
    for line in text[start:end].split("\n"):
        if line.strip():
            spans.append((position, position + len(line)))
        position += len(line) + 1
    return spans
