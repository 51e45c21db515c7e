"""Lists whose points are counted, or are the rows of a table, among neighbouring sections."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from index.enumerations import RANKS, inline_points, mark_at
from index.structure import BETWEEN_HEADINGS
from index.types import SectionKind
from qa.lists.listing import Listing, question_above

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.types import Document, Section
    from qa.lists.listing import Span

# What stands before a list says what is listed, if it is no longer than this.
LONGEST_LEAD = 200
LONGEST_TITLE = 60

_STEP = re.compile(
    r"(方法|方式|途径|步骤|情形|情况|第)([一二三四五六七八九十]|\d)(?:步|种|类)?\s*[：:、.]"
)
_COUNTS = "一二三四五六七八九十"
_COLUMN = re.compile(r"(?:^|；)([^；：]{1,16})：")
_ANNOUNCES = re.compile(r"(?:[:：]|如下。?)$")
# The names of what is attached are no points of the list above them.
_ATTACHED = re.compile(r"\n附(?:件|表|录)\s*[:：\d]")
_ALONE = frozenset(
    {SectionKind.HEADING, SectionKind.ARTICLE, SectionKind.QUESTION, SectionKind.FRONT_MATTER}
    | {SectionKind.CONTACT, SectionKind.ANSWER}
)
_ROW, _ITEM, _STEPS = "行 ", "·", "步 "


@dataclass(slots=True)
class _Run:
    """Points that count on, while they are read. ``head`` is where what stands before begins."""

    style: str
    number: int
    head: int
    heading: str
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    own_ends: list[int] = field(default_factory=list)  # of the points' first sections


@dataclass(slots=True)
class CountedLists:
    """Reads the lists among the sections that stand in the same one (``parent``)."""

    document: Document
    parent: int | None
    indices: Sequence[int]
    open: list[_Run] = field(default_factory=list)
    found: list[Listing] = field(default_factory=list)
    head: int = 0  # where what may announce the next list begins
    titled: bool = False  # whether a table's title stands there

    def read(self) -> list[Listing]:
        """The lists, inner before outer."""
        sections = self.document.sections
        self.head = sections[self.indices[0] if self.parent is None else self.parent].start
        for index in self.indices:
            section = sections[index]
            mark = self._mark(section)
            if mark is not None:
                self._add(section, *mark)
                self._counted_on(index, section)
            elif section.kind in _ALONE:
                self._close(0)
                self.head = section.end
            elif section.kind is SectionKind.TABLE_ROW:  # a row without columns: a table's title
                self._close(0)
                self.head, self.titled = section.start, True
            else:
                self._join(section)
        self._close(0)
        return self.found

    def _mark(self, section: Section) -> tuple[str, int] | None:
        """The style and number of a point; 0 for what is not counted."""
        text = self.document.text
        if section.kind is SectionKind.TABLE_ROW:
            columns = _COLUMN.findall(text[section.start : section.end])
            return (_ROW + "|".join(columns[:2]), 0) if len(columns) > 1 else None
        if section.kind is SectionKind.POINT:
            mark = mark_at(text, section.start, section.end)
            return (_ITEM, 0) if mark is None else (mark.style + mark.prefix, mark.number)
        step = _STEP.match(text, section.start, section.end)
        if step is None or section.kind is not SectionKind.PARAGRAPH:
            return None
        number = int(step[2]) if step[2].isdigit() else _COUNTS.index(step[2]) + 1
        return _STEPS + step[1], number

    def _add(self, section: Section, style: str, number: int) -> None:
        """A point: it counts on in an open list, or begins one, inside that which is open."""
        at = next(
            (
                depth
                for depth in range(len(self.open) - 1, -1, -1)
                if self.open[depth].style == style
                and (number == 0 or self.open[depth].number + 1 == number)
            ),
            None,
        )
        if at is None:
            keep = len(self.open)
            while keep and not _deeper(style, self.open[keep - 1].style):
                keep -= 1
            self._close(keep)
            head = self.open[-1].starts[-1] if self.open else self.head
            self.open.append(_Run(style, number, head, section.heading))
        else:
            self._close(at + 1)
            self.open[at].number = number
        run = self.open[-1]
        run.starts.append(section.start)
        run.ends.append(section.end)
        run.own_ends.append(section.end)
        for outer in self.open[:-1]:
            outer.ends[-1] = section.end

    def _counted_on(self, index: int, section: Section) -> None:
        """The points that are counted on in the line of the first, as in 1.甲；2.乙；3.丙."""
        sections, text = self.document.sections, self.document.text
        if section.kind is not SectionKind.POINT or self.open[-1].number != 1:
            return
        if index + 1 < len(sections) and sections[index + 1].parent == index:
            return
        line = text.find("\n", section.start, section.end)
        end = section.end if line < 0 else line
        inline = [p for p in inline_points(text, section.start, end) if p.parent is None]
        if len(inline) < 2 or inline[0].start != section.start:
            return
        run = self.open[-1]
        run.starts = [p.start for p in inline]
        run.ends = [p.end for p in inline]
        run.own_ends = list(run.ends)
        run.number = len(inline)

    def _join(self, section: Section) -> None:
        """A paragraph: it belongs to the points that are open, if their lists go on after it."""
        if not self.open and section.end - section.start > LONGEST_LEAD:
            self.head = section.start
        for run in self.open:
            run.ends[-1] = section.end

    def _close(self, keep: int) -> None:
        """End the open lists beyond the first ``keep``."""
        while len(self.open) > keep:
            run = self.open.pop()
            spread = [own < end for own, end in zip(run.own_ends, run.ends, strict=True)]
            if not all(spread[:-1]) or len(spread) < 2:
                run.ends[-1] = run.own_ends[-1]
            self._found(run)
            if not self.open:
                self.head = run.ends[-1]

    def _found(self, run: _Run) -> None:
        attached = _ATTACHED.search(self.document.text, run.starts[0], run.ends[-1])
        stop = attached.start() if attached else run.ends[-1]
        points = tuple(
            (start, min(end, stop))
            for start, end in zip(run.starts, run.ends, strict=True)
            if start < stop
        )
        if len(points) > 1:
            lead = self._lead(run)
            name = self._name(run, lead)
            if run.style.startswith(_STEPS):
                name = f"{name} {run.style[len(_STEPS) :]}"
            inner = bool(self.open) or self._in_point()
            self.found.append(Listing(self.document, lead, points, name, run.heading, inner=inner))

    def _lead(self, run: _Run) -> Span | None:
        """The line before the first point, or its last sentence; None where it announces nothing."""
        text, end = self.document.text, run.starts[0]
        while end > run.head and text[end - 1].isspace():
            end -= 1
        start = max(text.rfind("\n", run.head, end) + 1, run.head)
        if end - run.head <= LONGEST_LEAD and self._holds(run.head):
            start = run.head
        if end - start > LONGEST_LEAD:
            start = max(text.rfind("。", start, end - 1) + 1, start)
        if end <= start:
            return None
        in_point = bool(self.open) or self._holds(run.head)
        return (start, end) if in_point or _ANNOUNCES.search(text[start:end]) else None

    def _holds(self, head: int) -> bool:
        """Whether what stands before the list is the beginning of the section that holds it."""
        if self.parent is None:
            return False
        parent = self.document.sections[self.parent]
        return parent.kind is not SectionKind.ANSWER and head == parent.start

    def _name(self, run: _Run, lead: Span | None) -> str:
        text = self.document.text
        own = "" if lead is None else text[lead[0] : lead[1]]
        if self.open and (point := self._short_point()):
            return f"{text[point[0] : point[1]]} {own}"
        if self.titled and lead is not None and run.style.startswith(_ROW):
            return own
        if self.parent is not None:
            section = self.document.sections[self.parent]
            if section.kind is SectionKind.ANSWER:
                return f"{question_above(self.document, self.parent)} {own}"
            if lead is not None:
                return own
        return f"{run.heading.rpartition(BETWEEN_HEADINGS)[2]} {own}"

    def _in_point(self) -> bool:
        if self.parent is None:
            return False
        return self.document.sections[self.parent].kind is SectionKind.POINT

    def _short_point(self) -> Span | None:
        """The open point that a list stands below, where it is no more than a title."""
        outer = self.open[-1]
        start, end = outer.starts[-1], outer.own_ends[-1]
        return (start, end) if end - start <= LONGEST_TITLE else None


def _deeper(style: str, outer: str) -> bool:
    return RANKS.get(style, len(RANKS)) > RANKS.get(outer, len(RANKS))
