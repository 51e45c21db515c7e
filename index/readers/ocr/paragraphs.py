"""Rows of a scanned page as paragraphs: by indents, full lines, spacing, size and centring."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from index.readers.ocr.rows import Region, Row, between
from index.types import Block, BlockKind, Place

if TYPE_CHECKING:
    from collections.abc import Sequence

_SHORT = 2.3  # characters that a full line may lack, for what must not begin the next one
_INDENT = 1.2  # characters: more is the first line of a paragraph
_DEEP = 4.0  # characters: more is a signature or date at the right
_LARGE = 1.15  # times the body's size: a heading if centred
_VERY_LARGE = 1.3  # a heading wherever it stands
_SHORTEST_HEADING = 3  # characters: the size of fewer is not known well
_OTHER_SIZE = 1.2
_LOOSE = 1.6  # times the usual distance between lines
_LOOSEST = 2.6  # times the height of a line
_CENTRED = 1.2  # characters off the middle
_MARK = re.compile(
    r"第[一二三四五六七八九十百千零〇\d]+[编章节条款]|[一二三四五六七八九十]+[、，.]"
    r"|[（(][一二三四五六七八九十\d]+[）)]|\d{1,2}[.．、](?!\d)|[①-⑳]|附件\d*[:：]|[问答][:：]"
)
_NUMBER = re.compile(r"[\u4e00-\u9fff]+[〔\[［【(（]\d{4}[〕\]］】)）]\s*第?\d+\s*号")
_SENTENCE_END = ("。", "；", "：", "！", "？", "”", ":", ";")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A block under way. ``runs_on``: its last line is full. ``may_continue``: its first is not indented."""

    block: Block
    runs_on: bool = False
    may_continue: bool = False


def paragraphs(region: Region, body: float, page: int) -> list[Paragraph]:
    """The paragraphs of a region. ``body`` is the width of a character of the page's plain text."""
    rows = region.rows
    distances = [low.middle - high.middle for high, low in pairwise(rows)]
    usual = float(np.percentile(distances, 40)) if distances else 0.0
    groups: list[list[Row]] = []
    for row in rows:
        if groups and _belongs(groups[-1], row, region, body, usual):
            groups[-1].append(row)
        else:
            groups.append([row])
    return [_paragraph(group, region, body, page) for group in groups]


def body_size(found: Sequence[Region]) -> float:
    """The width of a character of most of the text, in pixels."""
    sizes = [(row.em, len(row.text)) for region in found for row in region.rows]
    sizes.sort()
    half = sum(length for _, length in sizes) / 2
    for em, length in sizes:
        half -= length
        if half <= 0:
            return em
    return 1.0


def joined(first: Paragraph, second: Paragraph) -> Paragraph:
    """One paragraph of two, as one over two columns or pages is."""
    one, two = first.block, second.block
    head = one.text + between(one.text, two.text)
    places = tuple((at + len(head), place) for at, place in two.places)
    block = replace(one, text=head + two.text, places=(*one.places, *places))
    return Paragraph(block, second.runs_on, first.may_continue)


def belong_together(first: Paragraph, second: Paragraph) -> bool:
    """Whether a paragraph goes on at the top of the next column or page."""
    is_plain = first.block.kind == second.block.kind == BlockKind.PARAGRAPH
    return is_plain and first.runs_on and second.may_continue and not _starts(second.block.text)


def _belongs(group: list[Row], row: Row, region: Region, body: float, usual: float) -> bool:
    """Whether a row goes on with the paragraph above it."""
    above = group[-1]
    high = above.bottom - above.top
    if row.middle - above.middle > min(_LOOSE * max(usual, high), _LOOSEST * high):
        return False
    if max(row.em, above.em) > _OTHER_SIZE * min(row.em, above.em):
        return False
    where, before = _alignment(row, region, body), _alignment(above, region, body)
    is_large = min(row.em, above.em) > _LARGE * body
    beneath = abs(row.left + row.right - above.left - above.right) / 2 < _CENTRED * body
    if where == before == "centred" or (is_large and beneath):
        is_wide = above.right - above.left > 0.75 * (region.right - region.left)
        numbered = _NUMBER.match(row.text) or _NUMBER.match(above.text)
        return (is_wide or is_large) and not numbered and not _starts(row.text)
    # A first line, indented and ending early, may seem centred.
    if where != "plain" or row.left > region.left + _INDENT * body or not _is_full(above, region):
        return False
    return not (_starts(row.text) and above.text.endswith(_SENTENCE_END))


def _is_full(row: Row, region: Region) -> bool:
    return row.right > region.right - _SHORT * row.em


def _starts(text: str) -> bool:
    return _MARK.match(text) is not None


def _alignment(row: Row, region: Region, body: float) -> str:
    indent = row.left - region.left
    off = abs(row.left + row.right - region.left - region.right) / 2
    # A first line is indented by two characters, and may end two before the edge.
    least = 0.5 if row.em > _LARGE * body else 2.6
    if off < _CENTRED * body and indent > least * body:
        return "centred"
    return "right" if indent > _DEEP * body else "plain"


def _paragraph(rows: list[Row], region: Region, body: float, page: int) -> Paragraph:
    text, places = "", []
    for row in rows:
        text += between(text, row.text)
        for piece, part in row.pieces:
            place = Place(page=page, box=part.box, confidence=part.confidence)
            places.append((len(text), place))
            text += piece
    where = _alignment(rows[0], region, body)
    is_heading = (
        min(row.em for row in rows) > (_LARGE if where == "centred" else _VERY_LARGE) * body
        and len(text) >= _SHORTEST_HEADING
        and not text.endswith(_SENTENCE_END)
        and not _NUMBER.match(text)
    )
    kind, level = (BlockKind.HEADING, 1) if is_heading else (BlockKind.PARAGRAPH, 0)
    is_plain = where == "plain" or len(rows) > 1
    return Paragraph(
        Block(text, kind, level, tuple(places)),
        runs_on=is_plain and _is_full(rows[-1], region),
        may_continue=where == "plain" and rows[0].left < region.left + _INDENT * body,
    )
