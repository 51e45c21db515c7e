"""Paragraphs from the lines of PDF pages: where one ends, which go on overleaf, which are headings."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from index.metadata import is_front_matter
from index.readers.pdf.lines import joined

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from index.readers.pdf.lines import Line

SIDEWAYS = -1  # the zone of lines in another direction than the rest of their page
# In shares of the size of the characters.
_INDENTED = 1.2
_MOST_INDENTED = 4.5
_ALIGNED = 0.5
_ROOM = 1.0  # besides the first word of a line: had it fitted above, it would stand there
_OTHER_SIZE = 0.08
_WIDER_GAP = 1.3  # of the distance between lines
_WIDEST_GAP = 2.4  # of the size
LARGER = 1.12  # than the body: a heading
_LONGEST_HEADING = 80  # characters
_BROAD = 0.5  # of the column
_MARK = re.compile(
    r"第[零〇一二两三四五六七八九十百千\d]{1,7}[编章节条款]|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[）)]"
    r"|\d{1,2}(?:[、．]|\.(?!\d))|[①-⑳]|[•●■◆▪▶★*·-]\s|附件\s?\d*[：:]?|附[：:]"
)
_NUMBERED_HEADING = re.compile(
    r"第[零〇一二两三四五六七八九十百千\d]{1,7}[编章节条]|[一二三四五六七八九十]{1,3}、|附件"
)
_ENDED = re.compile(r"[。！？；：….!?;:][”’」』）)】》]*$")
_SENTENCE_END = re.compile(r"[。；，：、;,:]$")
LEADER = re.compile(r"\s*(?:[.．…·]{4,}|(?:[.．·] ){4,}|…{2,})\s*\d+$")  # of a table of contents
_BULLET = re.compile(r"[•●■◆▪▶★]\s?")
_LETTER = re.compile("[A-Za-z\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A line with its page (from 1), the edges of its column, and where it belongs."""

    line: Line
    page: int
    left: float
    right: float
    zone: int  # counts the columns of the document

    @property
    def is_full(self) -> bool:
        """Whether it ends near the right edge."""
        return self.right - self.line.box[2] <= 2 * self.line.size

    @property
    def indent(self) -> float:
        """How far it begins from the left edge, in sizes."""
        return (self.line.box[0] - self.left) / self.line.size

    @property
    def is_centred(self) -> bool:
        """Whether it has the same room, and some, at both sides."""
        left, right = self.line.box[0] - self.left, self.right - self.line.box[2]
        return abs(left - right) < 2 * self.line.size and min(left, right) > self.line.size

    @property
    def is_broad(self) -> bool:
        """Whether it takes up most of its column."""
        return self.line.box[2] - self.line.box[0] >= _BROAD * (self.right - self.left)


@dataclass(slots=True)
class Paragraph:
    """Lines that are one paragraph."""

    lines: list[PlacedLine] = field(default_factory=list)
    level: int = 0  # of a heading

    @property
    def first(self) -> PlacedLine:
        """Its first line."""
        return self.lines[0]

    @property
    def last(self) -> PlacedLine:
        """Its last line so far."""
        return self.lines[-1]

    @property
    def size(self) -> float:
        """The size of its characters."""
        return self.first.line.size

    def pieces(self) -> list[tuple[int, PlacedLine]]:
        """Its lines with where each begins in its text."""
        text, found = "", []
        for placed in self.lines:
            text = joined(text, placed.line.text)
            found.append((len(text) - len(placed.line.text), placed))
        return found

    @property
    def text(self) -> str:
        """Its text without line breaks."""
        text = ""
        for placed in self.lines:
            text = joined(text, placed.line.text)
        return text


@dataclass(frozen=True, slots=True)
class Body:
    """How most of a document is set: size of the characters, weight, distance between lines."""

    size: float
    bold: bool
    pitch: float

    def stands_out(self, line: Line) -> bool:
        """Whether a line is set as a heading."""
        return line.size >= LARGER * self.size or (
            line.bold and not self.bold and line.size >= 0.95 * self.size
        )


def body_of(lines: Sequence[PlacedLine]) -> Body:
    """How most of these lines are set."""
    sizes: Counter[tuple[float, bool]] = Counter()
    for placed in lines:
        sizes[round(placed.line.size * 2) / 2, placed.line.bold] += len(placed.line.text)
    size, bold = sizes.most_common(1)[0][0] if sizes else (10.5, False)
    near = [
        (below.line.base - above.line.base, above.is_full)
        for above, below in pairwise(lines)
        if above.zone == below.zone and abs(above.line.size - below.line.size) < 0.5
    ]
    near = [(pitch, is_full) for pitch, is_full in near if 0.9 * size < pitch < 4 * size]
    # Below a full line the paragraph mostly goes on; below others there may be more room.
    pitches = [pitch for pitch, is_full in near if is_full] or [pitch for pitch, _ in near]
    return Body(size, bold, median(pitches) if pitches else 1.8 * size)


def belongs(paragraph: Paragraph, line: PlacedLine, body: Body) -> bool:
    """Whether ``line``, the next in reading order, goes on with ``paragraph``."""
    last = paragraph.last
    if not _is_set_alike(paragraph, line, body):
        return False
    if last.zone == line.zone and not _is_near(paragraph, line, body):
        return False
    stand_out = body.stands_out(line.line) and body.stands_out(last.line)
    if stand_out and line.is_centred:  # a title over several lines
        is_below = last.zone == line.zone and (last.is_centred or last.is_full)
        return is_below and not _NUMBERED_HEADING.match(line.line.text)
    if last.zone != line.zone and stand_out:
        return False
    ended = (
        LEADER.search(last.line.text)
        or _BULLET.match(line.line.text)
        or (_ENDED.search(last.line.text) and _MARK.match(line.line.text))
    )
    return not ended and reaches(last, line) and _is_aligned(paragraph, line)


def _is_set_alike(paragraph: Paragraph, line: PlacedLine, body: Body) -> bool:
    last, size = paragraph.last.line, line.line.size
    if abs(last.size - size) > _OTHER_SIZE * size or last.red != line.line.red:
        return False
    # A paragraph may begin with a bold line, where it goes on from a bold name.
    is_change = last.bold != line.line.bold
    return not is_change or (
        len(paragraph.lines) == 1 and paragraph.last.is_full and not body.stands_out(line.line)
    )


def _is_near(paragraph: Paragraph, line: PlacedLine, body: Body) -> bool:
    size = line.line.size
    gap = line.line.base - paragraph.last.line.base
    if len(paragraph.lines) > 1 and paragraph.lines[-2].zone == line.zone:
        pitch = paragraph.last.line.base - paragraph.lines[-2].line.base
    else:
        pitch = max(body.pitch, body.pitch * size / body.size)
    return 0 < gap <= max(_WIDER_GAP * pitch, pitch + 2) and gap <= max(
        _WIDEST_GAP * size, 1.15 * body.pitch
    )


def reaches(last: PlacedLine, line: PlacedLine) -> bool:
    """Whether the first word of ``line`` would not have fitted at the end of ``last``."""
    room = last.right - last.line.box[2]
    return room <= line.line.segments[0].first_word + _ROOM * line.line.size


def _is_aligned(paragraph: Paragraph, line: PlacedLine) -> bool:
    """Whether a line begins where the next line of the paragraph is to begin."""
    size = line.line.size
    first, last = paragraph.first, paragraph.last
    start = line.line.box[0] - line.left
    if len(paragraph.lines) > 1:
        expected = last.line.box[0] - last.left
        return abs(start - expected) < _INDENTED * size
    begun = first.line.box[0] - first.left
    if _is_hanging(first, line):
        return True
    if start <= _INDENTED * size:
        return start <= begun + _INDENTED * size
    if abs(start - begun) < _ALIGNED * size:  # an indented block
        return last.is_broad and not line.is_centred
    return last.is_broad and _INDENTED <= (begun - start) / size <= _MOST_INDENTED and line.is_broad


def _is_hanging(first: PlacedLine, line: PlacedLine) -> bool:
    """Whether a line begins below the words behind the mark of a list item."""
    match = _MARK.match(first.line.text)
    if match is None:
        return False
    characters = [each for segment in first.line.segments for each in segment.starts]
    behind = len(match[0].replace(" ", ""))
    if behind >= len(characters):
        return False
    starts = (characters[behind][0] - first.left, characters[behind - 1][1] - first.left)
    start = line.line.box[0] - line.left
    return start > first.line.box[0] - first.left + 1 and any(
        abs(start - each) < _ALIGNED * line.line.size for each in starts
    )


def mark_headings(paragraphs: Iterable[Paragraph], body: Body) -> None:
    """Give each paragraph that is set as a heading its level: the largest is 1, bold in the text last."""
    found = [each for each in paragraphs if _is_heading(each, body)]
    larger = sorted(
        {round(each.size) for each in found if each.size >= LARGER * body.size}, reverse=True
    )
    for each in found:
        size = round(each.size)
        each.level = min(larger.index(size) + 1 if size in larger else len(larger) + 1, 6)


def _is_heading(paragraph: Paragraph, body: Body) -> bool:
    text = paragraph.text
    return (
        len(text) <= _LONGEST_HEADING
        and _LETTER.search(text) is not None
        and not _SENTENCE_END.search(text)
        and not paragraph.first.line.red
        and not is_front_matter(text)
        and not LEADER.search(text)
        and all(body.stands_out(placed.line) for placed in paragraph.lines)
    )
