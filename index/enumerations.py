"""The signs that count points in Chinese official texts.

They are 一、 （一） 1. （1） ① 一是 and 第一，. Their order of rank is that of GB/T 9704-2012, 7.3.3: 一、 （一） 1. （1）; the others
stand below them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.numerals import chinese_number

if TYPE_CHECKING:
    from collections.abc import Iterator

_COUNT = "[一二三四五六七八九十]{1,3}"
_NOT_A_DECIMAL = r"(?![\d万亿%％])"
_YEAR = r"(?=(?:19|20)\d\d年)"  # 1.2025年度…
_NOT_A_QUANTITY = r"(?![\d万亿千百%％‰米元年月日号个名人倍度吨℃])"
_DEEPEST = 6  # lists inside lists

# Style → how it looks, in order of rank; the group holds the number.
_STYLES: dict[str, str] = {
    "一、": rf"(?P<a>{_COUNT}|[二三四五六七八九]十[一二三四五六七八九])[、．.]",
    "（一）": rf"[（(](?P<b>{_COUNT})[）)]",
    "1.": rf"(?P<c>\d{{1,2}})[、．.](?:{_NOT_A_DECIMAL}|{_YEAR})",
    "1.1": rf"(?P<d>\d{{1,2}}(?:[.．]\d{{1,2}}){{1,3}})[.．、]?{_NOT_A_QUANTITY}(?=[\s\u4e00-\u9fff])",
    "（1）": r"[（(]?(?P<e>\d{1,2})[）)]",
    "①": r"(?P<f>[①-⑳])",
    "一是": rf"(?P<g>{_COUNT})是(?![一二三四五六七八九十])",
    "一要": rf"(?P<h>{_COUNT})要(?![一二三四五六七八九十])",
    "第一，": rf"第(?P<i>{_COUNT})(?=[，,、：:])[，,、：:]",
}
RANKS = {style: rank for rank, style in enumerate(_STYLES)}
_STYLE_OF_GROUP = dict(zip("abcdefghi", _STYLES, strict=True))

_MARK = re.compile("|".join(_STYLES.values()))
_INLINE = re.compile(rf"(?<=[。；：，;:!?！？\s、])(?:{'|'.join(_STYLES.values())})")
# After a comma or 、 only these begin a point; （一）、1. and so on are then references.
_AFTER_A_COMMA = {"一是", "一要", "①"}


@dataclass(frozen=True, slots=True)
class Mark:
    """A sign that counts a point; ``number`` is its last component (1.2 → 2)."""

    style: str
    number: int
    start: int
    end: int
    prefix: str = ""

    @property
    def rank(self) -> int:
        """0 for 一、, growing downwards."""
        return RANKS[self.style]


@dataclass(frozen=True, slots=True)
class InlinePoint:
    """A point inside a line. ``parent`` is the position of its outer point in the same list."""

    label: str
    start: int
    end: int
    parent: int | None


def mark_at(text: str, start: int, end: int) -> Mark | None:
    """The mark with which ``text[start:end]`` begins, or None."""
    match = _MARK.match(text, start, end)
    return None if match is None else _read(match)


def _read(match: re.Match[str]) -> Mark | None:
    group = match.lastgroup or "a"
    style = _STYLE_OF_GROUP[group]
    written = match[group]
    prefix = ""
    if style == "①":
        number = ord(written) - ord("①") + 1
    elif style == "1.1":
        *before, last = re.split(r"[.．]", written)
        number, prefix = int(last), ".".join(before)
    else:
        number = chinese_number(written)
    return Mark(style, number, match.start(), match.end(), prefix)


def inline_points(text: str, start: int, end: int) -> list[InlinePoint]:
    """The points counted inside ``text[start:end]``, a stretch without line breaks.

    A list must begin with its first number and have at least two points; lists may
    lie inside a point of another list, also one of the same style
    (一是甲。一是子。二是丑。二是乙). Points come in order of their starts.
    """
    marks = list(_inline_marks(text, start, end))
    if len(marks) < 2:
        return []
    return _bounded(text, _nested(marks), end)


def _inline_marks(text: str, start: int, end: int) -> Iterator[Mark]:
    first = mark_at(text, start, end)
    if first is not None:
        yield first
    for match in _INLINE.finditer(text, start, end):
        mark = _read(match)
        if mark is None or (first is not None and mark.start < first.end):
            continue
        before = text[mark.start - 1]
        if mark.style not in _AFTER_A_COMMA and before in "，、":
            continue
        if mark.style in {"1.", "1.1"} and before == ":" and text[mark.start - 2].isdigit():
            continue  # 9:30.
        yield mark


@dataclass(slots=True)
class _List:
    """A list while it is read: the positions of its marks."""

    style: str
    prefix: str
    last: int
    items: list[int]
    parent: int | None


def _nested(marks: list[Mark]) -> list[tuple[Mark, int | None, int | None]]:
    """Each mark that belongs to a list, with its outer mark's and its next mark's position."""
    stack: list[_List] = []
    lists: list[_List] = []
    for position, mark in enumerate(marks):
        depth = next(
            (
                d
                for d in range(len(stack) - 1, -1, -1)
                if (stack[d].style, stack[d].prefix, stack[d].last + 1)
                == (mark.style, mark.prefix, mark.number)
            ),
            None,
        )
        if depth is not None:
            del stack[depth + 1 :]
            stack[depth].last = mark.number
            stack[depth].items.append(position)
        elif mark.number == 1 and len(stack) < _DEEPEST:
            parent = stack[-1].items[-1] if stack else None
            stack.append(_List(mark.style, mark.prefix, 1, [position], parent))
            lists.append(stack[-1])
    outer: dict[int, int | None] = {}
    following: dict[int, int | None] = {}
    dropped: dict[int, int | None] = {}
    for found in lists:
        parent = found.parent
        while parent in dropped:
            parent = dropped[parent]
        if len(found.items) < 2:
            dropped[found.items[0]] = parent
            continue
        for this, after in zip(found.items, [*found.items[1:], None], strict=True):
            outer[this], following[this] = parent, after
    kept = sorted(outer)
    place = {position: index for index, position in enumerate(kept)}
    return [
        (
            marks[p],
            None if (o := outer[p]) is None else place[o],
            None if (f := following[p]) is None else place[f],
        )
        for p in kept
    ]


def _bounded(
    text: str, points: list[tuple[Mark, int | None, int | None]], end: int
) -> list[InlinePoint]:
    """Give each point its end: the next of its list, or where the list's manner ends it."""
    result: list[InlinePoint] = []
    previous_end: dict[int, int] = {}  # the first mark of the next point → start of this one
    for position, (mark, outer, following) in enumerate(points):
        parent = outer
        while parent is not None and mark.start >= result[parent].end:
            parent = result[parent].parent
        limit = end if parent is None else result[parent].end
        if following is not None:
            stop = points[following][0].start
            previous_end[following] = mark.start
        else:
            # 一是甲；二是乙。丙: a list inside one sentence ends with that sentence.
            before = previous_end.get(position, mark.start)
            full_stop = text.find("。", mark.start, limit)
            one_sentence = "。" not in text[before : mark.start]
            stop = full_stop + 1 if one_sentence and full_stop >= 0 else limit
        stop = min(stop, limit)
        while stop > mark.end and text[stop - 1].isspace():
            stop -= 1
        result.append(InlinePoint(text[mark.start : mark.end].strip(), mark.start, stop, parent))
    return result
