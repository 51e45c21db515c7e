"""What is drawn on an OFD page besides text: straight rules, and filled boxes (9.1, 9.3 of the standard)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from index.readers.ofd.document import numbers
from index.readers.ofd.objects import Drawn, Matrix, at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.readers.pdf.upright import Box

_MOST_WORDS: Final = 5_000  # of one path: more is a drawing
_POINTS_OF: Final = {"S": 1, "M": 1, "L": 1, "Q": 2, "B": 3, "C": 0}
_ARC: Final = 7
_SPLIT: Final = re.compile(r"[SMLQBAC]|[-+.\deE]+")

Point = tuple[float, float]


def strokes_of(drawn: Drawn) -> Iterator[tuple[Point, Point]]:
    """The straight lines of a path in the coordinates of the page; closing lines too."""
    for start, end in _lines(drawn.element.findtext("AbbreviatedData") or ""):
        yield at(drawn.matrix, *start), at(drawn.matrix, *end)


def box_of(drawn: Drawn) -> Box | None:
    """The box that a path is, where its lines are the sides of one; in the coordinates of the page."""
    lines = list(strokes_of(drawn))
    if not 3 <= len(lines) <= 5 or drawn.element.find("Clips") is not None:
        return None
    xs, ys = ({round(p[axis], 2) for line in lines for p in line} for axis in (0, 1))
    is_upright = all(abs(a[0] - b[0]) < 0.02 or abs(a[1] - b[1]) < 0.02 for a, b in lines)
    if not is_upright or len(xs) != 2 or len(ys) != 2:
        return None
    return min(xs), min(ys), max(xs), max(ys)


def unit_box(matrix: Matrix) -> Box:
    """Where an image stands: the square of side 1 that its matrix stretches."""
    corners = [at(matrix, x, y) for x in (0, 1) for y in (0, 1)]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _lines(data: str) -> Iterator[tuple[Point, Point]]:
    words = _SPLIT.findall(data)
    if len(words) > _MOST_WORDS:
        return
    start = here = (0.0, 0.0)
    position = 0
    while position < len(words):
        command = words[position]
        count = _ARC if command == "A" else 2 * _POINTS_OF.get(command, 0)
        values = numbers(" ".join(words[position + 1 : position + 1 + count]))
        position += 1 + len(values)
        if len(values) < count:
            return
        if command == "C":
            if here != start:
                yield here, start
            here = start
            continue
        if command not in _POINTS_OF and command != "A":
            continue
        end = values[-2], values[-1]
        if command == "L":
            yield here, end
        elif command in "SM":
            start = end
        here = end
