"""Recognised lines in reading order: columns told apart, what stands on one line put together."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from index.readers.ocr.page import RecognisedLine

_HALF = 0.55  # of a Chinese character: the width of a letter or digit
_FEWEST_IN_COLUMN = 5
_COLUMN_FULL = 0.5  # of a column's lines reach its right edge, else it is a list of labels
_CROSSING = 0.1  # of the lines beside one another
_LONG = 14  # characters: a line of text rather than of a list
_RAGGED = 2.3  # characters that a full line may lack
_MANY = 0.35  # of the lines of a page of paragraphs are full
_SAME_LINE = 0.5  # of the height


@dataclass(frozen=True)
class Row:
    """Lines beside one another, from left to right, in pixels of the straightened page."""

    parts: tuple[RecognisedLine, ...]

    @cached_property
    def text(self) -> str:
        """All of it, parts that stand apart with a space between."""
        return "".join(text for text, _ in self.pieces)

    @cached_property
    def pieces(self) -> list[tuple[str, RecognisedLine]]:
        """The text of each part, with the space that follows it."""
        pieces = []
        for n, part in enumerate(self.parts):
            apart = ""
            if n + 1 < len(self.parts):
                gap = self.parts[n + 1].left - part.right
                apart = " " if gap > self.em else between(part.text, self.parts[n + 1].text)
            pieces.append((part.text + apart, part))
        return pieces

    @property
    def left(self) -> float:
        """Pixels from the left edge of the page."""
        return self.parts[0].left

    @property
    def right(self) -> float:
        """Pixels from the left edge of the page to the end."""
        return max(part.right for part in self.parts)

    @property
    def top(self) -> float:
        """Pixels from the top of the page."""
        return min(part.top for part in self.parts)

    @property
    def bottom(self) -> float:
        """Pixels from the top of the page to the lower edge."""
        return max(part.bottom for part in self.parts)

    @property
    def middle(self) -> float:
        """Pixels from the top of the page to the middle."""
        return (self.top + self.bottom) / 2

    @cached_property
    def em(self) -> float:
        """The width of a Chinese character, in pixels."""
        return max(em_of(part) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Region:
    """Rows below one another between the same edges: a page, or a column of one."""

    rows: tuple[Row, ...]
    left: float
    right: float


def em_of(line: RecognisedLine) -> float:
    """How wide a Chinese character of a line is, in pixels; letters and digits count half."""
    units = sum(width_of(character) for character in line.text)
    return min((line.right - line.left) / max(units, 1.0), line.height)


def width_of(character: str) -> float:
    """How wide a character is, in Chinese characters."""
    return 1.0 if unicodedata.east_asian_width(character) in "WFA" else _HALF


def between(left: str, right: str) -> str:
    """What stands between two parts of a text that a line ended between: a space if both are Latin."""
    ends = left[-1:] + right[:1]
    # A number that is broken is one number.
    return " " if ends.isascii() and ends.isalnum() and not ends.isdigit() else ""


def regions(lines: Sequence[RecognisedLine], width: int) -> list[Region]:
    """The lines of a page ``width`` pixels wide in reading order."""
    if not lines:
        return []
    gutter = _gutter(lines)
    if gutter is None:
        return [_whole(rows_of(lines), width)]
    crossing = rows_of([line for line in lines if line.left < gutter < line.right])
    left = rows_of([line for line in lines if line.right <= gutter])
    right = rows_of([line for line in lines if line.left >= gutter])
    edges = [(_left(column), _right(column)) for column in (left, right)]
    page = (min(edges[0][0], _left(crossing)), max(edges[1][1], _right(crossing)))
    found: list[Region] = []
    for n, bar in enumerate([*crossing, None]):
        above = crossing[n - 1].middle if n else float("-inf")
        below = bar.middle if bar else float("inf")
        for column, (start, end) in zip((left, right), edges, strict=True):
            band = tuple(row for row in column if above < row.middle < below)
            if band:
                found.append(Region(band, start, end))
        if bar is not None:
            _append(found, bar, page)
    return found


def _append(found: list[Region], row: Row, page: tuple[float, float]) -> None:
    """Add a row across the page, to those right above it."""
    if found and (found[-1].left, found[-1].right) == page:
        row_and_above = (*found.pop().rows, row)
        found.append(Region(row_and_above, *page))
    else:
        found.append(Region((row,), *page))


def _whole(rows: list[Row], width: int) -> Region:
    """One column: up to where most lines end, else as far from the page's edge as it begins."""
    left = _left(rows)
    em = float(np.median([row.em for row in rows]))
    ends = np.sort([row.right for row in rows])
    within = [ends[(ends >= end - _RAGGED * em) & (ends <= end)] for end in ends]
    most = max(within, key=len)
    if len(most) >= max(_FEWEST_IN_COLUMN, _MANY * len(rows)) and most[-1] - left > _LONG * em:
        return Region(tuple(rows), left, float(most[-1]))
    return Region(tuple(rows), left, max(_right(rows), width - left - 3 * em))


def _left(rows: Sequence[Row]) -> float:
    return float(np.percentile([row.left for row in rows], 5)) if rows else float("inf")


def _right(rows: Sequence[Row]) -> float:
    return float(np.percentile([row.right for row in rows], 95)) if rows else float("-inf")


def rows_of(lines: Iterable[RecognisedLine]) -> list[Row]:
    """Lines beside one another together, from top to bottom."""
    rows: list[list[RecognisedLine]] = []
    for line in sorted(lines, key=lambda line: line.middle):
        for row in reversed(rows[-3:]):
            like = row[0]
            near = abs(like.middle - line.middle) < _SAME_LINE * min(like.height, line.height)
            beside = all(one.right <= line.left + 5 or line.right <= one.left + 5 for one in row)
            if near and beside:
                row.append(line)
                break
        else:
            rows.append([line])
    return [Row(tuple(sorted(row, key=lambda line: line.left))) for row in rows]


def _gutter(lines: Sequence[RecognisedLine]) -> float | None:
    """Where the white between two columns is; None where the page has one column."""
    start, end = min(line.left for line in lines), max(line.right for line in lines)
    best, fewest = None, float("inf")
    for at in np.linspace(start + 0.3 * (end - start), end - 0.3 * (end - start), 81):
        left = [line for line in lines if line.right <= at]
        right = [line for line in lines if line.left >= at]
        if min(len(left), len(right)) < _FEWEST_IN_COLUMN or not (_full(left) and _full(right)):
            continue
        top = max(min(line.middle for line in side) for side in (left, right))
        bottom = min(max(line.middle for line in side) for side in (left, right))
        crossing = sum(line.left < at < line.right and top < line.middle < bottom for line in lines)
        if crossing < fewest and crossing <= _CROSSING * (len(left) + len(right)):
            best, fewest = float(at), crossing
    return best


def _full(column: Sequence[RecognisedLine]) -> bool:
    """Whether most lines of a column reach its right edge, as those of paragraphs do."""
    edge = float(np.percentile([line.right for line in column], 90))
    return sum(line.right > edge - 2.5 * em_of(line) for line in column) >= _COLUMN_FULL * len(
        column
    )
