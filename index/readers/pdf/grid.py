"""Tables whose cells are drawn: rules that touch one another make a grid."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from index.readers.pdf.drawing import Drawing
    from index.readers.pdf.upright import Box

Rule = tuple[float, float, float]

_TOUCH = 3.5  # points
_SAME = 4.0  # points between rules that are one
_MOST_RULES = 3000  # more is a drawing


@dataclass(frozen=True, slots=True)
class Grid:
    """The lines between columns and rows, and for each square between them the number of its cell."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[tuple[int, ...], ...]

    @property
    def box(self) -> Box:
        """Left, top, right, bottom."""
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]

    def cell_at(self, x: float, y: float) -> int:
        """The number of the cell there, -1 outside."""
        column, row = bisect_right(self.xs, x) - 1, bisect_right(self.ys, y) - 1
        if 0 <= row < len(self.cells) and 0 <= column < len(self.cells[0]):
            return self.cells[row][column]
        return -1


def grids_of(drawing: Drawing) -> list[Grid]:
    """The grids of a page, those inside another left out."""
    if max(len(drawing.across), len(drawing.down)) > _MOST_RULES:
        return []
    found = [
        grid for across, down in _touching(drawing) if (grid := _grid(across, down)) is not None
    ]
    return [
        grid for grid in found if not any(_inside(grid.box, g.box) for g in found if g is not grid)
    ]


def _touching(drawing: Drawing) -> Iterator[tuple[list[Rule], list[Rule]]]:
    """The rules in groups that hang together."""
    if not drawing.across or not drawing.down:
        return
    across, down = np.array(drawing.across), np.array(drawing.down)
    y, x0, x1 = (across[:, [n]] for n in range(3))
    x, y0, y1 = down.T
    meets = (x >= x0 - _TOUCH) & (x <= x1 + _TOUCH) & (y >= y0 - _TOUCH) & (y <= y1 + _TOUCH)
    left = set(range(len(across)))
    while left:
        rows, columns, new = set[int](), set[int](), {left.pop()}
        while new:
            rows |= new
            reached = set(np.flatnonzero(meets[sorted(new)].any(axis=0)).tolist()) - columns
            columns |= reached
            new = set(np.flatnonzero(meets[:, sorted(reached)].any(axis=1)).tolist()) - rows
        left -= rows
        if columns:
            yield [drawing.across[n] for n in sorted(rows)], [drawing.down[n] for n in columns]


def _grid(across: Sequence[Rule], down: Sequence[Rule]) -> Grid | None:
    left, right = min(rule[1] for rule in across), max(rule[2] for rule in across)
    top, bottom = min(rule[1] for rule in down), max(rule[2] for rule in down)
    # Many tables have no rules at their sides.
    xs = _clustered([*(rule[0] for rule in down), left, right])
    ys = _clustered([*(rule[0] for rule in across), top, bottom])
    if len(xs) < 3 or len(ys) < 2:
        return None
    columns, rows = len(xs) - 1, len(ys) - 1
    cell = np.arange(columns * rows).reshape(rows, columns)
    for row in range(rows):
        middle = (ys[row] + ys[row + 1]) / 2
        for column in range(columns):
            at = (xs[column] + xs[column + 1]) / 2
            if column and not _crosses(down, xs[column], middle):
                _merge(cell, (row, column - 1), (row, column))
            if row and not _crosses(across, ys[row], at):
                _merge(cell, (row - 1, column), (row, column))
    return Grid(tuple(xs), tuple(ys), tuple(tuple(int(n) for n in line) for line in cell))


def _crosses(rules: Sequence[Rule], where: float, at: float) -> bool:
    return any(abs(rule[0] - where) <= _SAME and rule[1] <= at <= rule[2] for rule in rules)


def _merge(cell: NDArray[np.int64], first: tuple[int, int], second: tuple[int, int]) -> None:
    if cell[first] != cell[second]:
        cell[cell == cell[second]] = cell[first]


def _clustered(values: list[float]) -> list[float]:
    groups: list[list[float]] = []
    for value in sorted(values):
        if groups and value - groups[-1][0] <= _SAME:
            groups[-1].append(value)
        else:
            groups.append([value])
    return [sum(group) / len(group) for group in groups]


def _inside(inner: Box, outer: Box) -> bool:
    return (
        outer[0] - _TOUCH <= inner[0]
        and outer[1] - _TOUCH <= inner[1]
        and inner[2] <= outer[2] + _TOUCH
        and inner[3] <= outer[3] + _TOUCH
    )
