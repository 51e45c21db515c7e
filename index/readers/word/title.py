"""The title of a Word document, by its style and look."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from index.metadata import is_front_matter
from index.types import BlockKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.readers.word.line import Line

_HEAD: Final = 40  # lines in which a title is looked for
_PLAIN_HEAD: Final = 10  # where only its words tell it
_LONGEST: Final = 150  # characters
_LONGEST_LINE: Final = 80
_SAME_SIZE: Final = 2  # half-points between the lines of one title
_RED_HEAD: Final = re.compile(r"[\u3400-\u9fff（）()、\s]{2,60}(?:文\s*件|令|公\s*报|简\s*报)")
_NO_TITLE: Final = re.compile(
    r"第[零〇一二三四五六七八九十百\d]{1,6}[编章节条号]|目\s*[录次]\Z|附\s*[件表录]\s*[\d一二三四五六七八九十]*\s*[:：]?\Z"
    r"|[（(][^（）()]*\d{4}年[^（）()]*[）)]\Z|[（(](?:此件|联系人|主动)|\d+\Z|№|★|(?:机密|秘密|绝密|特急|加急|急件)"
)
_SENTENCE: Final = ("。", "；", ";", "，", ",", "：", ":")
_ENDS: Final = (
    "通知", "意见", "办法", "规定", "决定", "公告", "通告", "批复", "方案", "细则", "条例", "解读", "函", "报告",
    "规划", "公报", "决议", "令", "指南", "计划", "制度", "规则", "说明",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Title:
    """A title, and the lines from ``start`` up to ``end`` that it is made of."""

    text: str
    start: int
    end: int


def find_title(lines: Sequence[Line]) -> Title | None:
    """The title among the first lines: by style, by size, else by its words. None where none is one."""
    return _by_style(lines) or _by_size(lines) or _by_words(lines)


def _by_style(lines: Sequence[Line]) -> Title | None:
    start = next((n for n, line in enumerate(lines[:_HEAD]) if line.is_title), None)
    if start is None:
        return None
    end = start
    while end < len(lines) and lines[end].is_title:
        end += 1
    return _joined(lines, start, end)


def _by_size(lines: Sequence[Line]) -> Title | None:
    """The largest centred lines of the head that are larger than the text, joined."""
    weights: Counter[int] = Counter()
    for line in lines:
        weights[line.size] += len(line.text) * (line.kind is not BlockKind.TABLE_ROW)
    usual = max(weights, key=lambda size: weights[size], default=0)
    found: list[tuple[int, Title]] = []
    position = 0
    while position < min(len(lines), _HEAD):
        end = _run_end(lines, position, usual)
        if end > position:
            title = _joined(lines, position, end)
            found += [] if title is None else [(lines[position].size, title)]
        position = max(end, position + 1)
    largest = max((size for size, _ in found), default=0)
    return next((title for size, title in found if size == largest), None)


def _run_end(lines: Sequence[Line], start: int, usual: int) -> int:
    """The end of the centred lines of one size from ``start`` on; ``start`` where none begin there."""
    end = start
    while end < len(lines) and _is_large(lines[end], usual):
        if abs(lines[end].size - lines[start].size) > _SAME_SIZE:
            break
        end += 1
    return end


def _is_large(line: Line, usual: int) -> bool:
    return (
        line.centred
        and line.size > usual
        and line.kind is not BlockKind.TABLE_ROW
        and _may_be_title(line.text)
        and not _RED_HEAD.fullmatch(line.text)
    )


def _by_words(lines: Sequence[Line]) -> Title | None:
    """The first short line that is no front matter and no sentence; one broken in two joined."""
    for position, line in enumerate(lines[:_PLAIN_HEAD]):
        text = line.text
        if line.kind is BlockKind.TABLE_ROW or not _may_be_title(text) or _RED_HEAD.fullmatch(text):
            continue
        following = lines[position + 1].text if position + 1 < len(lines) else ""
        is_broken = "关于" in text and not text.endswith(_ENDS) and following.endswith(_ENDS)
        return _joined(lines, position, position + 1 + int(is_broken and len(following) <= 40))
    return None


def _may_be_title(text: str) -> bool:
    return (
        len(text) <= _LONGEST_LINE
        and not text.endswith(_SENTENCE)
        and not _NO_TITLE.match(text)
        and not is_front_matter(text)
    )


def _joined(lines: Sequence[Line], start: int, end: int) -> Title | None:
    text = ""
    for line in lines[start:end]:
        gap = " " if text[-1:].isascii() and text and line.text[:1].isascii() else ""
        text += gap + line.text
    return Title(text, start, end) if 2 <= len(text) <= _LONGEST else None
