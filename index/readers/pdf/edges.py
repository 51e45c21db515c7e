"""Where the lines of a column begin and end: by this it shows which of them end a paragraph."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from index.readers.pdf.lines import Line, Segment, lines_of
from index.readers.pdf.paragraphs import PlacedLine, reaches

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.readers.pdf.columns import Zone
    from index.readers.pdf.glyphs import PageSize
    from index.readers.pdf.tables import Table

_INDENTED = 1.5  # of the size: a block of its own
_FEWEST_OF_BLOCK = 4  # lines
_FILLED = 0.75  # of its lines reach its edge
_ROUGHLY = 6.0  # points between the edges of columns that are one
_MANY = 10  # lines


@dataclass(frozen=True, slots=True)
class PlacedTable:
    """A table, or the part of one, on a page (from 1)."""

    page: int
    table: Table


Entry = PlacedLine | PlacedTable


def edges_of(zones: Sequence[tuple[PageSize, Zone]]) -> list[tuple[float, float]]:
    """For each zone where its lines begin and end, learnt from all zones of its kind."""
    groups: defaultdict[tuple[int, ...], list[int]] = defaultdict(list)
    for number, (size, zone) in enumerate(zones):
        key = [round(size.width / _ROUGHLY), round(size.height / _ROUGHLY)]
        if zone.is_column:
            key.append(round(zone.left / (4 * _ROUGHLY)))
        groups[tuple(key)].append(number)
    found = [(zone.left, zone.right) for _, zone in zones]
    for numbers in groups.values():
        lines = [
            line
            for number in numbers
            for line in lines_of([s for s in zones[number][1].items if isinstance(s, Segment)])
        ]
        if lines:
            edges = _common_edges(lines)
            for number in numbers:
                found[number] = edges
    return found


def _common_edges(lines: Sequence[Line]) -> tuple[float, float]:
    """The left and right edge of running text, without the few lines that jut out."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    body = [line for line in lines if line.size == sizes.most_common(1)[0][0]]
    rank = 2 if len(body) >= _MANY else 0
    lefts = sorted(line.box[0] for line in body)
    rights = sorted((line.box[2] for line in body), reverse=True)
    return lefts[rank], rights[rank]


def with_narrow_blocks(entries: list[Entry]) -> list[Entry]:
    """The entries, with the right edge of its own for text that is indented at both sides."""
    found: list[Entry] = []
    for start, run in groupby(entries, key=_block_start):
        block = list(run)
        lines = [entry for entry in block if isinstance(entry, PlacedLine)]
        if start is not None and len(lines) >= _FEWEST_OF_BLOCK:
            edge = max(entry.line.box[2] for entry in lines)
            narrow = [replace(entry, right=edge) for entry in lines]
            filled = sum(reaches(above, below) for above, below in pairwise(narrow))
            if filled >= _FILLED * (len(narrow) - 1):
                block = list(narrow)
        found += block
    return found


def _block_start(entry: Entry) -> tuple[int, int] | None:
    """Where an indented line begins and how large it is; None for others."""
    if not isinstance(entry, PlacedLine) or entry.indent < _INDENTED:
        return None
    return round(entry.line.box[0] / 2), round(entry.line.size)
