"""From a source document to the shown document and its sections.

The outermost sections follow one another and hold every character of the text that is
no white space. A heading's section is its own line; what stands below it names it in
``Section.heading``. An article holds its paragraphs (款), with its items (项) as points
inside it; a point holds the lines up to the next of its list. An answer runs to the next
question, and holds its paragraphs and points.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from index.continuation import OUTERMOST, continued_points, question_lines
from index.enumerations import inline_points
from index.lines import shown_places, shown_text
from index.read_from import located
from index.roles import PLAIN_RANK, Role, outranks, read_roles
from index.search_form import search_form
from index.types import Document, Section, SectionKind, SourceDocument

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.enumerations import Mark
    from index.lines import Line

BETWEEN_HEADINGS = " › "


def build_document(source: SourceDocument, document_id: str) -> Document:
    """The document that ``source`` shows, under the id ``document_id``.

    Its text is the blocks' lines joined by line breaks, blank ones left out.
    """
    text, lines = shown_text(source.blocks, source.title)
    roles = read_roles(text, lines, source.title)
    sections = _Builder(text, lines, roles, source.title).read()
    return Document(
        document_id,
        source.source,
        source.title,
        text,
        source.metadata,
        sections,
        shown_places(source.blocks),
        tuple(located(each, text) for each in source.read_from),
        source.hidden,
    )


@dataclass(slots=True, eq=False)
class _Draft:
    """A section while it grows. ``continued``: a point whose list goes on below."""

    kind: SectionKind
    start: int
    end: int
    label: str
    heading: str
    parent: int | None
    place: int
    mark: Mark | None = None
    continued: bool = False


@dataclass(slots=True)
class _Builder:
    """Reads lines in order; ``open`` holds the sections that the next line may still join."""

    text: str
    lines: Sequence[Line]
    roles: Sequence[Role]
    title: str
    drafts: list[_Draft] = field(default_factory=list)
    open: list[_Draft] = field(default_factory=list)
    headings: list[tuple[Role, str]] = field(default_factory=list)
    asked: Role | None = None  # the question that is open, or whose answer is

    def read(self) -> tuple[Section, ...]:
        """The sections of all lines, ordered by start, the outer before the inner."""
        continued = continued_points(self.roles)
        answered = question_lines(self.roles)
        for i, line in enumerate(self.lines):
            role = self._in_context(self.roles[i])
            if role.kind is SectionKind.HEADING:
                self._add_heading(line, role)
            elif role.kind in {SectionKind.FRONT_MATTER, SectionKind.CONTACT}:
                if self._root() is not role.kind:
                    self._begin(line, role)
                self._extend(line)
            elif role.kind in OUTERMOST:
                self._begin(line, role)
                self._add_inline_points(line)
            else:
                self._add_text(line, role, continued=i in continued, in_question=i in answered)
        return tuple(
            Section(d.kind, d.start, d.end, d.label, d.heading, d.parent) for d in self.drafts
        )

    def _root(self) -> SectionKind | None:
        return self.open[0].kind if self.open and self.open[0].kind in OUTERMOST else None

    def _in_context(self, role: Role) -> Role:
        """A heading inside an answer is part of it, unless it stands as high as the question."""
        if role.kind is not SectionKind.HEADING or self.asked is None:
            return role
        if self._root() not in {SectionKind.ANSWER, SectionKind.QUESTION}:
            return role
        if role.mark is None:
            below = role.rank >= PLAIN_RANK or role.level > self.asked.level > 0
            return Role(SectionKind.PARAGRAPH) if below else role
        above = {r.mark.style for r, _ in self.headings if r.mark is not None}
        asked = self.asked.mark
        if role.mark.style in above or (asked is not None and role.mark.rank <= asked.rank):
            return role
        return Role(SectionKind.POINT, role.label, role.mark)

    def _add_heading(self, line: Line, role: Role) -> None:
        while self.headings and outranks(role, self.headings[-1][0]):
            self.headings.pop()
        self._begin(line, role)
        self.open.clear()
        shown = re.sub(r"\s+", " ", self.text[line.start : line.end])
        if search_form(shown) != search_form(self.title):
            self.headings.append((role, shown))

    def _begin(self, line: Line, role: Role) -> None:
        """Start an outermost section."""
        if role.kind is SectionKind.QUESTION:
            self.asked = role
            while self.headings and _as_high(role, self.headings[-1][0]):
                self.headings.pop()
        elif role.kind is not SectionKind.ANSWER:
            self.asked = None
        self.open.clear()
        self._start(line, role)

    def _start(self, line: Line, role: Role, *, continued: bool = False) -> None:
        draft = _Draft(
            role.kind,
            line.start,
            line.end,
            role.label,
            BETWEEN_HEADINGS.join(shown for _, shown in self.headings),
            self.open[-1].place if self.open else None,
            len(self.drafts),
            role.mark,
            continued,
        )
        self.drafts.append(draft)
        self.open.append(draft)
        self._extend(line)

    def _extend(self, line: Line) -> None:
        for draft in self.open:
            draft.end = line.end

    def _add_text(self, line: Line, role: Role, *, continued: bool, in_question: bool) -> None:
        """A paragraph, a point or a table row."""
        root = self._root()
        if root in {SectionKind.FRONT_MATTER, SectionKind.CONTACT}:
            self.open.clear()
        elif root is SectionKind.QUESTION and not in_question:
            self.open.clear()
            self._start(line, Role(SectionKind.ANSWER))
        elif root is SectionKind.ANSWER and self._counts_on_from_question(role):
            self.open.clear()
            self.asked = None
        self._close_points(role)
        joins = self.open and self.open[-1].kind is not SectionKind.ANSWER
        if role.kind is SectionKind.PARAGRAPH and joins:
            self._extend(line)
            self._add_inline_points(line)
            return
        self._start(line, role, continued=continued)
        if role.kind is not SectionKind.TABLE_ROW:
            self._add_inline_points(line)
        if role.kind is not SectionKind.POINT:
            self.open.pop()

    def _counts_on_from_question(self, role: Role) -> bool:
        """Whether a point carries on the list that the open answer's question belongs to."""
        asked = None if self.asked is None else self.asked.mark
        if asked is None or role.mark is None:
            return False
        inner = any(
            part.mark is not None
            and (part.mark.style, part.mark.number + 1) == (role.mark.style, role.mark.number)
            for part in self.open
        )
        return not inner and (asked.style, asked.number + 1) == (role.mark.style, role.mark.number)

    def _close_points(self, role: Role) -> None:
        """End the points that a line with ``role`` does not belong to."""
        while self.open and self.open[-1].kind is SectionKind.POINT:
            top = self.open[-1]
            if role.kind is not SectionKind.POINT:
                stays = top.continued
            elif role.mark is None or top.mark is None:
                stays = top.mark is not None
            else:
                stays = top.mark.rank < role.mark.rank
            if stays:
                return
            self.open.pop()

    def _add_inline_points(self, line: Line) -> None:
        """Points counted inside a line, below the section that the line just joined."""
        within = self.open[-1]
        start = line.start
        if within.start == line.start and self.text.startswith(within.label, start):
            start += len(within.label)
        first = len(self.drafts)
        for i, point in enumerate(inline_points(self.text, start, line.end), first):
            parent = within.place if point.parent is None else first + point.parent
            self.drafts.append(
                _Draft(
                    SectionKind.POINT,
                    point.start,
                    point.end,
                    point.label,
                    within.heading,
                    parent,
                    i,
                )
            )


def _as_high(question: Role, heading: Role) -> bool:
    comparable = (question.level and heading.level) or (question.rank and heading.rank)
    return bool(comparable) and outranks(question, heading)
