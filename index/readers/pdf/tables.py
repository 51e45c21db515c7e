"""Tables on a page: those whose cells are drawn, and those whose columns only stand in line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from statistics import mean
from typing import TYPE_CHECKING

from index.readers.pdf.grid import Grid, grids_of
from index.readers.pdf.lines import Line, Segment, joined, lines_of, segments_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.readers.pdf.drawing import Drawing
    from index.readers.pdf.glyphs import Glyph
    from index.readers.pdf.upright import Box

_FEWEST_ROWS = 3  # of a table without rules
_FEWEST_OF_TWO = 4  # where it has two columns
_LONGEST_CELL = 24  # characters, on the average
_COLUMN_GAP = 0.8  # of the size of the characters
_GAP_OF_TWO = 1.5  # of the size, where there are only two
_TIGHT = 1.3  # of the size: lines so near are of one cell
_NEXT_ROW = 1.6  # of the widest distance between rows so far
_FILLED = 0.5  # of the rows have something in every column
_LEADER = re.compile(r"[.．…·]{4,}|…{2,}")
_MARK = re.compile(
    r"第[零〇一二两三四五六七八九十百千\d]{1,7}[编章节条]|[（(]?[\d一二三四五六七八九十a-zA-Z]{1,3}[)）.．、]|[•●■◆▪*·-]$"
)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: a cell that spans several columns or rows stands in each of them.

    ``ids`` tells cells apart: the same number is the same cell. ``full`` tells of each cell whether
    its last line reaches its right edge, so that it may go on overleaf.
    """

    cells: tuple[str, ...]
    box: Box
    ids: tuple[int, ...] = ()
    full: tuple[bool, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table on one page; ``xs`` is where its columns begin, and where the last one ends."""

    box: Box
    xs: tuple[float, ...]
    rows: tuple[Row, ...]
    ruled: bool
    marked: bool = False  # the first row is bold and the others are not


def ruled_tables(glyphs: Sequence[Glyph], drawing: Drawing) -> tuple[list[Table], list[Glyph]]:
    """The tables with drawn cells, and the characters outside them."""
    tables: list[Table] = []
    for grid in grids_of(drawing):
        cells: dict[int, list[Glyph]] = {}
        outside: list[Glyph] = []
        for glyph in glyphs:
            cell = grid.cell_at((glyph.x0 + glyph.x1) / 2, (glyph.top + glyph.bottom) / 2)
            if cell < 0:
                outside.append(glyph)
            else:
                cells.setdefault(cell, []).append(glyph)
        # One cell with text is a frame, or the paper of a diagram.
        if len(cells) > 1 and _has_columns(grid, set(cells)):
            tables.append(_ruled(grid, cells))
            glyphs = outside
    return tables, list(glyphs)


def _has_columns(grid: Grid, filled: set[int]) -> bool:
    return any(len(set(row) & filled) > 1 for row in grid.cells)


def _ruled(grid: Grid, glyphs: dict[int, list[Glyph]]) -> Table:
    right: dict[int, float] = {}
    for row in grid.cells:
        for column, cell in enumerate(row):
            right[cell] = max(right.get(cell, 0), grid.xs[column + 1])
    texts = {cell: _cell(found, right[cell]) for cell, found in glyphs.items()}
    rows = []
    for number, row in enumerate(grid.cells):
        found = [texts.get(cell, ("", False)) for cell in row]
        box = (grid.xs[0], grid.ys[number], grid.xs[-1], grid.ys[number + 1])
        rows.append(Row(tuple(t for t, _ in found), box, row, tuple(full for _, full in found)))
    weights = [
        [glyph.bold for cell in set(row) for glyph in glyphs.get(cell, ())] for row in grid.cells
    ]
    marked = all(weights[0]) and bool(weights[0]) and not any(any(w) for w in weights[1:])
    return Table(grid.box, grid.xs, tuple(rows), ruled=True, marked=marked)


def _cell(glyphs: Sequence[Glyph], right: float) -> tuple[str, bool]:
    """The text of a cell, and whether its last line fills it."""
    text, last = "", None
    for line in lines_of(segments_of(glyphs)):
        goes_on = last is None or right - last.box[2] <= line.segments[0].first_word + line.size
        text = joined(text, line.text) if goes_on else f"{text} {line.text}"
        last = line
    return text, last is not None and right - last.box[2] <= 2 * last.size


def with_aligned_tables(lines: Sequence[Line]) -> list[Line | Table]:
    """The lines of a column, those that stand in columns of their own as tables."""
    found: list[Line | Table] = []
    start = 0
    while start < len(lines):
        end, columns = _aligned(lines, start)
        if _is_table(lines[start:end], columns):
            found.append(_table(lines[start:end], columns))
            start = end
        else:
            found.append(lines[start])
            start += 1
    return found


def _aligned(lines: Sequence[Line], start: int) -> tuple[int, list[tuple[float, float]]]:
    """How far the lines from ``start`` on keep the same columns, and these."""
    if len(lines[start].segments) < 2:
        return start + 1, []
    columns: list[tuple[float, float]] = []
    end = start
    while end < len(lines):
        line = lines[end]
        if end > start and line.base - lines[end - 1].base > _reach(lines[start:end]):
            break
        wider = _columns(columns, line)
        if len(wider) < max(len(columns), 2):
            break
        columns, end = wider, end + 1
    while end > start + 1 and len(lines[end - 1].segments) == 1:
        end -= 1
    return end, columns


def _reach(lines: Sequence[Line]) -> float:
    """How far below these lines the next row of their table may stand."""
    if len(lines) < 2:
        return 4 * lines[0].size
    return _NEXT_ROW * max(below.base - above.base for above, below in pairwise(lines))


def _columns(columns: list[tuple[float, float]], line: Line) -> list[tuple[float, float]]:
    """The columns widened by the segments of a line; those that then touch are one."""
    spans = sorted([*columns, *((s.box[0], s.box[2]) for s in line.segments)])
    found = [spans[0]]
    for start, end in spans[1:]:
        if start - found[-1][1] < _COLUMN_GAP * line.size:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def _is_table(lines: Sequence[Line], columns: list[tuple[float, float]]) -> bool:
    several = [line for line in lines if len(line.segments) > 1]
    if len(several) < (_FEWEST_ROWS if len(columns) > 2 else _FEWEST_OF_TWO):
        return False
    if 2 * len(several) < len(lines) or any(_LEADER.search(line.text) for line in lines):
        return False
    texts = [segment.text for line in several for segment in line.segments]
    if mean(map(len, texts)) > _LONGEST_CELL:
        return False
    marked = sum(_MARK.match(line.segments[0].text) is not None for line in several)
    if len(columns) == 2:
        gap = columns[1][0] - columns[0][1]
        # Else a list with its marks apart, or text with a space.
        if 2 * marked > len(several) or gap < _GAP_OF_TWO * lines[0].size:
            return False
    return all(
        sum(any(_within(s, column) for s in line.segments) for line in several)
        >= _FILLED * len(several)
        for column in columns
    )


def _within(segment: Segment, column: tuple[float, float]) -> bool:
    return column[0] - 1 <= segment.box[0] <= column[1]


def _table(lines: Sequence[Line], columns: list[tuple[float, float]]) -> Table:
    rows: list[Row] = []
    last: Line | None = None
    for line in lines:
        cells = [
            " ".join(s.text for s in line.segments if _within(s, column)) for column in columns
        ]
        goes_on = (
            last is not None
            and not cells[0]
            and line.base - last.base < _TIGHT * line.size
            and sum(map(bool, cells)) < len(columns)
        )
        if goes_on:
            above = rows.pop()
            cells = [joined(a, b) for a, b in zip(above.cells, cells, strict=True)]
            box = (above.box[0], above.box[1], above.box[2], line.box[3])
        else:
            box = line.box
        rows.append(Row(tuple(cells), box))
        last = line
    xs = (*(start for start, _ in columns), columns[-1][1])
    box = (xs[0], lines[0].box[1], xs[-1], lines[-1].box[3])
    marked = lines[0].bold and not any(line.bold for line in lines[1:])
    return Table(box, xs, tuple(rows), ruled=False, marked=marked)
