"""The ruling of tables on a scanned page: straight lines by morphology, cells by which of them are drawn.

A merged cell is one whose inner lines are missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_WINDOW = 31  # pixels around a pixel that must be darker than them
_DARKER = 10  # grey values, and twice the noise
_ACROSS = 0.035  # of the page's width: the shortest horizontal line
_DOWN = 0.022  # the shortest vertical one, more than the stroke of a large character
_LEAST_WIDTH = 0.15  # of the page's width: a smaller box is a box to tick, or a stamp
_DRAWN = 0.6  # of an edge between two cells
_THICK = 5  # pixels within which a line stays along a cell
_FRAMED = 0.8  # of the upper and the lower edge: strokes of bold characters meet less well


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table in pixels of the page.

    ``across`` are the edges of its columns from left to right, ``down`` those of its rows.
    ``cells`` numbers what each place belongs to (row, column): a merged cell has several places.
    """

    across: tuple[float, ...]
    down: tuple[float, ...]
    cells: np.ndarray

    def place_of(self, x: float, y: float) -> tuple[int, int] | None:
        """The row and column at a point; None outside."""
        row = int(np.searchsorted(self.down, y)) - 1
        column = int(np.searchsorted(self.across, x)) - 1
        is_inside = 0 <= row < len(self.down) - 1 and 0 <= column < len(self.across) - 1
        return (row, column) if is_inside else None

    def box_of(self, cell: int) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of a cell."""
        rows, columns = np.nonzero(self.cells == cell)
        return (
            self.across[columns.min()],
            self.down[rows.min()],
            self.across[columns.max() + 1],
            self.down[rows.max() + 1],
        )

    def cuts(self, left: float, right: float, y: float) -> list[float]:
        """Where vertical lines that are drawn cross the stretch from ``left`` to ``right`` at ``y``."""
        if not self.down[0] < y < self.down[-1]:
            return []
        row = int(np.searchsorted(self.down, y)) - 1
        inner = range(1, len(self.across) - 1)
        drawn = [self.across[n] for n in inner if self.cells[row, n - 1] != self.cells[row, n]]
        return [x for x in (self.across[0], *drawn, self.across[-1]) if left < x < right]


def find_grids(page: np.ndarray) -> list[Grid]:
    """The ruled tables of a straight page (height, width, blue-green-red), from top to bottom."""
    grey = cv2.cvtColor(page, cv2.COLOR_BGR2GRAY)
    smooth = cv2.GaussianBlur(grey, (3, 3), 0)
    darker = _DARKER + 2 * float(cv2.absdiff(grey, smooth).mean())
    dark = cv2.adaptiveThreshold(
        smooth, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, _WINDOW, darker
    )
    width = page.shape[1]
    across = _opened(dark, (max(12, round(_ACROSS * width)), 1))
    down = _opened(dark, (1, max(12, round(_DOWN * width))))
    both = cv2.dilate(across | down, np.ones((3, 3), np.uint8))
    count, labels, found, _ = cv2.connectedComponentsWithStats(both)
    grids = []
    for n in range(1, count):
        left, top, wide, high, _ = found[n]
        if wide < _LEAST_WIDTH * width or high < _DOWN * width:
            continue
        inside = (slice(top, top + high), slice(left, left + wide))
        own = labels[inside] == n
        grid = _grid(across[inside] * own, down[inside] * own, (left, top), width)
        if grid is not None:
            grids.append(grid)
    return sorted(grids, key=lambda grid: grid.down[0])


def _opened(dark: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """What is dark over a straight stretch of this size, small gaps and slopes forgiven."""
    thick = np.ones((3, 1) if size[1] == 1 else (1, 3), np.uint8)
    gaps = np.ones((1, 5) if size[1] == 1 else (5, 1), np.uint8)
    mended = cv2.morphologyEx(cv2.dilate(dark, thick), cv2.MORPH_CLOSE, gaps)
    return cv2.morphologyEx(mended, cv2.MORPH_OPEN, np.ones(size[::-1], np.uint8))


def _grid(across: np.ndarray, down: np.ndarray, at: tuple[int, int], width: int) -> Grid | None:
    """The grid of one table; None for what has no cells beside or below one another."""
    near = max(6, round(width * 0.006))
    xs = _edges(down.sum(axis=0) / 255, _DOWN * width, near)
    ys = _edges(across.sum(axis=1) / 255, _ACROSS * width, near)
    ends = [across[_around(y, near)].any(axis=0).mean() for y in (*ys[:1], *ys[-1:])]
    if not xs or len(ys) < 2 or min(ends) < _FRAMED:
        return None
    # A table may be open at its sides.
    xs = [*([0] if xs[0] > 2 * near else []), *xs]
    xs = [*xs, *([down.shape[1] - 1] if down.shape[1] - xs[-1] > 2 * near else [])]
    rows, columns = len(ys) - 1, len(xs) - 1
    cells = np.arange(rows * columns).reshape(rows, columns)
    for row in range(rows):
        for column in range(columns):
            stretch = slice(ys[row] + near // 2, ys[row + 1] - near // 2)
            if column and not _is_drawn(down[stretch, _around(xs[column], near)], axis=1):
                cells[cells == cells[row, column]] = cells[row, column - 1]
    for row in range(1, rows):
        for column in range(columns):
            stretch = slice(xs[column] + near // 2, xs[column + 1] - near // 2)
            if not _is_drawn(across[_around(ys[row], near), stretch], axis=0):
                cells[cells == cells[row, column]] = cells[row - 1, column]
    if len(np.unique(cells)) < 2:
        return None
    return Grid(tuple(float(x + at[0]) for x in xs), tuple(float(y + at[1]) for y in ys), cells)


def _around(edge: int, near: int) -> slice:
    return slice(max(0, edge - near), edge + near + 1)


def _is_drawn(stretch: np.ndarray, axis: int, least: float = _DRAWN) -> bool:
    """Whether a line runs along a stretch: within a few pixels, else it is the strokes of characters."""
    across = stretch if axis == 0 else stretch.T
    starts = range(max(1, across.shape[0] - _THICK + 1))
    return across.size > 0 and any(
        across[start : start + _THICK].any(axis=0).mean() > least for start in starts
    )


def _edges(lengths: np.ndarray, least: float, near: int) -> list[int]:
    """Where lines lie, by how long they are at each pixel: those close together are one."""
    return [
        round(float(np.average(group, weights=lengths[group])))
        for group in _groups(np.flatnonzero(lengths >= least).tolist(), near)
    ]


def _groups(positions: Sequence[int], near: int) -> Iterator[list[int]]:
    group: list[int] = []
    for position in positions:
        if group and position - group[-1] > near:
            yield group
            group = []
        group.append(position)
    if group:
        yield group
