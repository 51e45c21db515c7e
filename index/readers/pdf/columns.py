"""The order in which a page is read: one column or several, and what stands across them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from statistics import median
from typing import TYPE_CHECKING

from index.readers.pdf.lines import Segment
from index.readers.pdf.tables import Table

if TYPE_CHECKING:
    from collections.abc import Sequence

Item = Segment | Table

_FEWEST_LINES = 4  # of a column beside another
_STARTS_WITHIN = 3.0  # points in which the lines of a column begin
_FILLED = 0.6  # of a column's width, by most of its lines: else it is a table
_SHORTEST = 7  # characters of such lines
_NARROWEST = 0.5  # of the size: the gap between columns
_DEEPEST = 2  # columns in columns: four at most


@dataclass(frozen=True, slots=True)
class Zone:
    """A part of a page that is read from top to bottom, and the edges of what stands in it."""

    left: float
    right: float
    items: tuple[Item, ...]
    is_column: bool = False


def zones_of(
    items: Sequence[Item], known: Sequence[float] = (), depth: int = 0, *, is_column: bool = False
) -> list[Zone]:
    """The parts of a page in reading order.

    ``known`` are the left edges of columns on other pages, which a few lines then suffice to show.
    """
    for gutter in _gutters(items, known) if depth < _DEEPEST else ():
        zones = _split(items, gutter, known, depth)
        if zones:
            return zones
    if not items:
        return []
    left = min(item.box[0] for item in items)
    right = max(item.box[2] for item in items)
    return [Zone(left, right, tuple(sorted(items, key=lambda item: item.box[1])), is_column)]


def _gutters(items: Sequence[Item], known: Sequence[float]) -> list[float]:
    """Where a column may begin: where many lines begin, the leftmost apart."""
    lines = [item for item in items if isinstance(item, Segment)]
    if not lines:
        return []
    starts = Counter(round(line.box[0] / _STARTS_WITHIN) for line in lines)
    left = min(line.box[0] for line in lines)
    size = median(line.size for line in lines)
    common = [
        (start - 0.5) * _STARTS_WITHIN
        for start, count in starts.most_common(6)
        if count + starts[start + 1] >= _FEWEST_LINES
    ]
    shown = [edge - _STARTS_WITHIN / 2 for edge in known]
    return [gutter for gutter in [*common, *shown] if gutter > left + _SHORTEST * size]


def _split(items: Sequence[Item], gutter: float, known: Sequence[float], depth: int) -> list[Zone]:
    """The zones where columns stand to both sides of ``gutter``; none where there are no columns."""
    fewest = 1 if any(abs(edge - gutter) <= _STARTS_WITHIN for edge in known) else _FEWEST_LINES
    zones: list[Zone] = []
    waiting: list[Item] = []
    found = False
    for crosses, band in groupby(
        sorted(items, key=lambda item: item.box[1]),
        key=lambda item: item.box[0] < gutter - 2 and item.box[2] > gutter,
    ):
        part = list(band)
        if crosses or not _are_columns(part, gutter, fewest):
            waiting += part
            continue
        found = True
        zones += zones_of(waiting, depth=_DEEPEST, is_column=depth > 0)
        waiting = []
        for right in (False, True):
            side = [item for item in part if (item.box[0] >= gutter - 2) == right]
            zones += zones_of(side, known, depth + 1, is_column=True)
    return zones + zones_of(waiting, depth=_DEEPEST, is_column=depth > 0) if found else []


def _are_columns(band: Sequence[Item], gutter: float, fewest: int) -> bool:
    sides: tuple[list[Segment], list[Segment]] = ([], [])
    for item in band:
        if isinstance(item, Segment):
            sides[item.box[0] >= gutter - 2].append(item)
    return all(_is_prose(side, fewest) for side in sides) and _is_gap(*sides)


def _is_gap(left: Sequence[Segment], right: Sequence[Segment]) -> bool:
    end = max(segment.box[2] for segment in left)
    size = median(line.size for line in left)
    return min(s.box[0] for s in right) - end >= _NARROWEST * size


def _is_prose(lines: Sequence[Segment], fewest: int) -> bool:
    """Whether most lines fill the width of their column, as running text does."""
    if len(lines) < fewest:
        return False
    width = max(line.box[2] for line in lines) - min(line.box[0] for line in lines)
    filled = [
        line
        for line in lines
        if line.box[2] - line.box[0] >= _FILLED * width and line.characters >= _SHORTEST
    ]
    return len(filled) >= _FILLED * len(lines)
