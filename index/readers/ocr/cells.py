"""Lines found on a page with tables: cut where they run over the ruling, and what was missed in a cell."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import cv2
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from index.readers.ocr.ruling import Grid

_Box: TypeAlias = tuple[float, float, float, float]
_Found: TypeAlias = tuple[_Box, np.ndarray]

_WITHIN = 0.5  # of its height: how far a line must reach over a rule to be cut
_INSIDE = 6  # pixels of a cell beside its rules
_SMALLEST = 10  # pixels: a character; less is dirt
_AROUND = 5
_DARK = 70  # grey values below the paper


def in_cells(found: Sequence[_Found], page: np.ndarray, grids: Sequence[Grid]) -> list[_Found]:
    """``found`` (boxes on the straight page, with their pictures) so that none is in two cells."""
    if not grids:
        return list(found)
    apart = [piece for each in found for piece in _cut(each, page, grids)]
    return [*apart, *_missed(apart, page, grids)]


def _cut(found: _Found, page: np.ndarray, grids: Sequence[Grid]) -> Iterator[_Found]:
    """A line in as many pieces as vertical rules make of it."""
    (left, top, right, bottom), _ = found
    margin = _WITHIN * (bottom - top)
    middle = (top + bottom) / 2
    cuts = [x for grid in grids for x in grid.cuts(left + margin, right - margin, middle)]
    if not cuts:
        yield found
        return
    ends = [left, *cuts, right]
    for n in range(len(ends) - 1):
        start = ends[n] + (_INSIDE if n else 0)
        end = ends[n + 1] - (_INSIDE if n + 2 < len(ends) else 0)
        ink = _ink((start, top, end, bottom), page)
        if ink is not None:
            yield ink, _picture(ink, page)


def _missed(found: Sequence[_Found], page: np.ndarray, grids: Sequence[Grid]) -> Iterator[_Found]:
    """What stands in cells in which no line was found: single figures are passed over at times."""
    for grid in grids:
        filled = set()
        for (left, top, right, bottom), _ in found:
            at = grid.place_of((left + right) / 2, (top + bottom) / 2)
            if at is not None:
                filled.add(int(grid.cells[at]))
        for cell in np.unique(grid.cells):
            if int(cell) not in filled:
                left, top, right, bottom = grid.box_of(int(cell))
                inner = (left + _INSIDE, top + _INSIDE, right - _INSIDE, bottom - _INSIDE)
                ink = _ink(inner, page)
                if ink is not None and ink[2] - ink[0] > 0.6 * (ink[3] - ink[1]) / 2:
                    yield ink, _picture(ink, page)


def _ink(box: _Box, page: np.ndarray) -> _Box | None:
    """The smallest box around what is printed inside ``box``; None where nothing is."""
    left, top, right, bottom = (max(0, round(edge)) for edge in box)
    inside = page[top:bottom, left:right]
    if min(inside.shape[:2]) < _SMALLEST:
        return None
    grey = cv2.GaussianBlur(cv2.cvtColor(inside, cv2.COLOR_BGR2GRAY), (3, 3), 0)
    dark = (grey < float(np.percentile(grey, 90)) - _DARK).astype(np.uint8)
    count, _, found, _ = cv2.connectedComponentsWithStats(dark)
    marks = [each for each in found[1:count] if max(each[2], each[3]) >= _SMALLEST]
    if not marks:
        return None
    x0 = min(each[0] for each in marks) - _AROUND
    y0 = min(each[1] for each in marks) - _AROUND
    x1 = max(each[0] + each[2] for each in marks) + _AROUND
    y1 = max(each[1] + each[3] for each in marks) + _AROUND
    return (
        float(max(left, left + x0)),
        float(max(top, top + y0)),
        float(min(right, left + x1)),
        float(min(bottom, top + y1)),
    )


def _picture(box: _Box, page: np.ndarray) -> np.ndarray:
    left, top, right, bottom = (round(edge) for edge in box)
    return page[top:bottom, left:right]
