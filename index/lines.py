"""From a reader's blocks to the shown text, and to the lines whose structure is read.

Many documents reach us with their line breaks gone. Where white space in a long line
can only have been a break, a line ends there too; the shown text is not changed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.types import Block, BlockKind, Placed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

FLATTENED = 120  # characters; a longer line is searched for lost breaks
_LONGEST_LOST_HEADING = 40
_SHORTEST_TEXT_BELOW_IT = 50

_WHITE = re.compile(r"\s+")
_ENDED = re.compile(r"[。！？；：…—!?;:][”’」』）)】》]*\Z")
_CLOSER = re.compile(r"[”’」』）)】》、，。；：！？]")
_NUMBER_OF_DOCUMENT = re.compile(r"[〔\[（(]\d{4}[〕\]）)]\d+号\Z")
_STARTS_A_LINE = re.compile(
    r"第[零〇一二两三四五六七八九十百千\d]{1,7}[编章节条][\s之]"
    r"|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]"
    r"|\d{1,2}(?:[、．]|\.(?!\d))(?![\d万亿])"
    r"|(?:问|答|問|Q|A)\d*[：:]|附件\d*[：:]"
)
# A question and its answer that share a line.
_SPEAKER = re.compile(r"(?<=[。！？?!”）)])(?=(?:问|答|問)[：:])")


@dataclass(frozen=True, slots=True)
class Line:
    """A stretch of the text that stands by itself, without white space at its ends."""

    start: int
    end: int
    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0


def shown_text(blocks: Iterable[Block], title: str = "") -> tuple[str, list[Line]]:
    """The text that ``blocks`` show, one line each, and its lines in order.

    A block with line breaks gives several lines; blank ones are left out. Where the text
    begins with ``title``, the title is a line.
    """
    parts: list[str] = []
    lines: list[Line] = []
    position = 0
    for block, _, shown in _shown_parts(blocks):
        parts.append(shown)
        named = len(title) if not lines and shown.startswith(title + " ") else 0
        lines += _pieces(shown, position, block, named)
        position += len(shown) + 1
    return "\n".join(parts), lines


def shown_places(blocks: Iterable[Block]) -> tuple[Placed, ...]:
    """Where the text that ``shown_text`` makes of ``blocks`` stands in the file, in order.

    Neighbours at the same place are one. Text whose place is not known is left out.
    """
    placed: list[Placed] = []
    position = 0
    for block, offset, shown in _shown_parts(blocks):
        ends = [*(at for at, _ in block.places[1:]), len(block.text)]
        for (at, place), until in zip(block.places, ends, strict=False):  # none: one end too many
            start, end = max(at - offset, 0), min(until - offset, len(shown))
            if start >= end:
                continue
            last = placed[-1] if placed else None
            if last and last.place == place and last.end + 1 >= position + start:
                placed[-1] = Placed(last.start, position + end, place)
            else:
                placed.append(Placed(position + start, position + end, place))
        position += len(shown) + 1
    return tuple(placed)


def _shown_parts(blocks: Iterable[Block]) -> Iterator[tuple[Block, int, str]]:
    """The lines of each block that are not blank, with their offset in the block's text."""
    for block in blocks:
        offset = 0
        for part in block.text.splitlines(keepends=True):
            if shown := part.strip():
                yield block, offset + part.index(shown), shown
            offset += len(part)


def _pieces(shown: str, offset: int, block: Block, named: int) -> Iterator[Line]:
    if block.kind in {BlockKind.HEADING, BlockKind.TABLE_ROW}:
        yield Line(offset, offset + len(shown), block.kind, block.level)
        return
    start = 0
    for cut in sorted({*_breaks(shown, named), len(shown)}):
        a, b = start, cut
        while a < b and shown[a].isspace():
            a += 1
        while b > a and shown[b - 1].isspace():
            b -= 1
        if a < b:
            yield Line(offset + a, offset + b, block.kind, block.level)
        start = cut


def _breaks(shown: str, named: int) -> Iterator[int]:
    """Where a line of text was once several; ``named`` is the length of a title before it."""
    if named:
        yield named
    for match in _SPEAKER.finditer(shown):
        yield match.start()
    if len(shown) > FLATTENED:
        yield from _lost_breaks(shown, named + 1 if named else 0)


def _lost_breaks(shown: str, start: int) -> Iterator[int]:
    gaps = list(_WHITE.finditer(shown, start))
    ends = [gap.start() for gap in gaps[1:]] + [len(shown)]
    for gap, next_gap in zip(gaps, ends, strict=False):
        if _is_break(shown, start, gap, next_gap):
            yield gap.end()
            start = gap.end()


def _is_break(shown: str, start: int, gap: re.Match[str], next_gap: int) -> bool:
    """Whether the white space ``gap`` ends the line that began at ``start``."""
    if _CLOSER.match(shown, gap.end()):
        return False
    wide = len(gap.group()) > 1 and not gap.group().isascii()
    before = shown[max(start, gap.start() - 12) : gap.start()]
    if wide or _STARTS_A_LINE.match(shown, gap.end()) or _NUMBER_OF_DOCUMENT.search(before):
        return True
    if _ENDED.search(before):
        return not shown[gap.end()].isascii() or not before[-1].isascii()
    # A short stretch without commas above a long one was a heading.
    return (
        4 <= gap.start() - start <= _LONGEST_LOST_HEADING
        and next_gap - gap.end() >= _SHORTEST_TEXT_BELOW_IT
        and not re.search(r"[，。；：,]", shown[start : gap.start()])
        and _is_closed(shown[start : gap.start()])
        and not (shown[gap.start() - 1].isascii() and shown[gap.end()].isascii())
    )


def _is_closed(stretch: str) -> bool:
    """Whether no bracket or quotation is still open at the end of ``stretch``."""
    opened = sum(stretch.count(sign) for sign in "（(《〈“【「『")
    return opened <= sum(stretch.count(sign) for sign in "）)》〉”】」』")
