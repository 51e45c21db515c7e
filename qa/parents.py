"""What a hit stands under: its document, headings, article, question, announcing line, table header."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from index.structure import BETWEEN_HEADINGS
from index.types import SectionKind
from qa.evidence import ANNOUNCING
from qa.place import sections_around

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.types import Document, Hit, Section

_LONGEST_CAPTION = 60  # characters


class ParentKind(StrEnum):
    """What a parent is."""

    DOCUMENT = "document"
    HEADING = "heading"
    QUESTION = "question"
    ARTICLE = "article"
    ANNOUNCEMENT = "announcement"
    POINT = "point"
    TABLE_CAPTION = "table_caption"
    TABLE_HEADER = "table_header"


@dataclass(frozen=True, slots=True)
class Parent:
    """A stretch of the document above a hit: ``document.text[start:end] == text``.

    Of the document itself the text is its title, and the span the whole of it.
    """

    kind: ParentKind
    text: str
    start: int
    end: int


def parents_of(hit: Hit) -> tuple[Parent, ...]:
    """What ``hit`` stands under, the outermost first."""
    return parents_at(hit.document, hit.passage.start)


def parents_at(document: Document, at: int) -> tuple[Parent, ...]:
    """What the text at the position ``at`` stands under, the outermost first.

    What begins there is no parent of it: an article is none of its own first sentence.
    """
    around = list(sections_around(document, at, at + 1))[::-1]
    found = [Parent(ParentKind.DOCUMENT, document.title, 0, len(document.text))]
    if around:
        root, section = around[0]
        found += _headings(document, root)
        if section.kind is SectionKind.ANSWER:
            found += _question(document, root)
    for position, section in around:
        found += _above(document, position, section, at)
    return tuple(found)


def _headings(document: Document, root: int) -> list[Parent]:
    """The headings above an outermost section, found by the path that it keeps of them."""
    parts = [part for part in document.sections[root].heading.split(BETWEEN_HEADINGS) if part]
    found: list[Parent] = []
    for section in reversed(document.sections[:root]):
        if not parts:
            break
        if section.kind is not SectionKind.HEADING:
            continue
        said = document.text[section.start : section.end]
        if " ".join(said.split()) == " ".join(parts[-1].split()):
            found.append(_parent(document, ParentKind.HEADING, section.start, section.end))
            parts.pop()
    return found[::-1]


def _question(document: Document, answer: int) -> Iterator[Parent]:
    for section in reversed(document.sections[:answer]):
        if section.parent is None:
            if section.kind is SectionKind.QUESTION:
                yield _parent(document, ParentKind.QUESTION, section.start, section.end)
            return


def _above(document: Document, position: int, section: Section, at: int) -> Iterator[Parent]:
    """What one of the sections around a position adds to its parents."""
    if section.kind in {SectionKind.POINT, SectionKind.TABLE_ROW}:
        first, before = _run(document, position)
        if section.kind is SectionKind.TABLE_ROW:
            yield from _table(document, first, before, section)
        else:
            yield from _announcement(document, before)
    if section.start >= at:
        return
    if section.kind is SectionKind.ARTICLE:
        yield _parent(
            document, ParentKind.ARTICLE, section.start, section.start + len(section.label)
        )
    elif section.kind is SectionKind.POINT:
        end = min(_first_stop(document.text, section), at)
        yield _parent(document, ParentKind.POINT, section.start, end)
    elif section.kind is SectionKind.QUESTION:
        end = min(_first_stop(document.text, section), at)
        yield _parent(document, ParentKind.QUESTION, section.start, end)


def _run(document: Document, position: int) -> tuple[int, tuple[int, int]]:
    """Where the list or table of a section begins, and the span of the line above it."""
    sections = document.sections
    section = sections[position]
    first = position
    for other in range(position - 1, -1, -1):
        if sections[other].parent == section.parent:
            if sections[other].kind is not section.kind:
                break
            first = other
        elif other == section.parent:
            break
    end = sections[first].start
    line = document.text.rfind("\n", 0, max(0, end - 1)) + 1
    if section.parent is not None:
        line = max(line, sections[section.parent].start)
    return first, (line, end)


def _announcement(document: Document, before: tuple[int, int]) -> Iterator[Parent]:
    """The sentence above a list that announces it, such as 包括下列情形：, and nothing else."""
    start, end = _trimmed(document.text, *before)
    if document.text[start:end].endswith(ANNOUNCING):
        start = max(start, document.text.rfind("。", start, end) + 1)
        yield _parent(document, ParentKind.ANNOUNCEMENT, start, end)


def _table(
    document: Document, first: int, before: tuple[int, int], row: Section
) -> Iterator[Parent]:
    """A table's caption, above it or as its first row, and its header where rows do not repeat it."""
    start, end = _trimmed(document.text, *before)
    if 0 < end - start <= _LONGEST_CAPTION and not document.text[start:end].endswith("。"):
        yield _parent(document, ParentKind.TABLE_CAPTION, start, end)
    for section in document.sections[first:]:
        if section.kind is not SectionKind.TABLE_ROW or section.start >= row.start:
            return
        said = document.text[section.start : section.end]
        if "|" in said:
            yield _parent(document, ParentKind.TABLE_HEADER, section.start, section.end)
            return
        if "：" in said:  # names and values
            return
        yield _parent(document, ParentKind.TABLE_CAPTION, section.start, section.end)


def _first_stop(text: str, section: Section) -> int:
    stops = [text.find(sign, section.start, section.end) for sign in "。\n"]
    return min((stop for stop in stops if stop >= 0), default=section.end)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[end - 1].isspace():
        end -= 1
    while start < end and text[start].isspace():
        start += 1
    return start, end


def _parent(document: Document, kind: ParentKind, start: int, end: int) -> Parent:
    return Parent(kind, document.text[start:end], start, end)
