"""What is drawn on a PDF page besides its text: straight rules, and where images stand."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pypdfium2.raw as pdfium

from index.readers.pdf.upright import Box, around, placing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pypdfium2 import PdfPage

_DEEPEST = 6  # forms in forms
_MOST_STROKES = 20_000  # more is a drawing, and no table
_STRAIGHT = 1.0  # points by which the ends of a rule may differ
_THIN = 3.0  # points
_JOINED = 3.0  # points between the dashes of one rule
_SHORTEST = 6.0  # points
_WHITE = 250

Point = tuple[float, float]
Matrix = tuple[float, float, float, float, float, float]
_SAME: Matrix = (1, 0, 0, 1, 0, 0)


@dataclass(slots=True)
class Drawing:
    """Rules as (where, from, to): across at a height, down at a distance from the left; in points.

    ``images`` are as shown by a viewer, where rules are on the page set upright by its text.
    ``strokes`` is how many lines and curves there are.
    """

    across: list[tuple[float, float, float]] = field(default_factory=list)
    down: list[tuple[float, float, float]] = field(default_factory=list)
    images: list[Box] = field(default_factory=list)
    strokes: int = 0


def read_images(page: PdfPage) -> Drawing:
    """The images of a page and how many strokes it has."""
    found = Drawing()
    at = placing(page)
    for handle, kind, matrix in _objects(page):
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            found.images.append(_box(_times(_own_matrix(handle), matrix), at))
        elif kind == pdfium.FPDF_PAGEOBJ_PATH:
            found.strokes += pdfium.FPDFPath_CountSegments(handle)
    return found


def read_rules(page: PdfPage, turn: int) -> Drawing:
    """The rules of a page that is turned by ``turn`` quarters from how it is shown."""
    found = Drawing()
    at = placing(page, turn)
    for handle, kind, matrix in _objects(page):
        if kind != pdfium.FPDF_PAGEOBJ_PATH:
            continue
        found.strokes += pdfium.FPDFPath_CountSegments(handle)
        if found.strokes > _MOST_STROKES:
            return Drawing(strokes=found.strokes)
        if not _is_drawn(handle):
            continue
        for start, end in _segments(handle, _times(_own_matrix(handle), matrix), at):
            _add(found, start, end)
    found.across = _joined(found.across)
    found.down = _joined(found.down)
    return found


def _objects(page: PdfPage) -> Iterator[tuple[object, int, Matrix]]:
    """The objects of the page and of its forms, with the matrix of the forms they stand in."""
    for i in range(pdfium.FPDFPage_CountObjects(page.raw)):
        yield from _within(pdfium.FPDFPage_GetObject(page.raw, i), _SAME, 0)


def _within(handle: object, matrix: Matrix, depth: int) -> Iterator[tuple[object, int, Matrix]]:
    kind = pdfium.FPDFPageObj_GetType(handle)
    if kind != pdfium.FPDF_PAGEOBJ_FORM:
        yield handle, kind, matrix
    elif depth < _DEEPEST:
        inside = _times(_own_matrix(handle), matrix)
        for i in range(pdfium.FPDFFormObj_CountObjects(handle)):
            yield from _within(pdfium.FPDFFormObj_GetObject(handle, i), inside, depth + 1)


def _own_matrix(handle: object) -> Matrix:
    raw = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(handle, raw):
        return _SAME
    return raw.a, raw.b, raw.c, raw.d, raw.e, raw.f


def _times(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return (
        a * p + b * r,
        a * q + b * s,
        c * p + d * r,
        c * q + d * s,
        e * p + f * r + t,
        e * q + f * s + u,
    )


def _placed(x: float, y: float, matrix: Matrix) -> Point:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _box(matrix: Matrix, at: Callable[[float, float], Point]) -> Box:
    """Where the unit square stands, which is what an image fills."""
    corners = [at(*_placed(x, y, matrix)) for x in (0, 1) for y in (0, 1)]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _is_drawn(handle: object) -> bool:
    """Whether a path leaves a mark: a stroke, or a filling that is not white."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(handle, fill, stroke)
    colour = [ctypes.c_uint() for _ in range(4)]
    if stroke.value:
        known = pdfium.FPDFPageObj_GetStrokeColor(handle, *colour)
    elif fill.value:
        known = pdfium.FPDFPageObj_GetFillColor(handle, *colour)
    else:
        return False
    return not known or (min(c.value for c in colour[:3]) < _WHITE and colour[3].value > 0)


def _segments(
    handle: object, matrix: Matrix, at: Callable[[float, float], Point]
) -> Iterator[tuple[Point, Point]]:
    """The straight segments of a path."""
    x, y = ctypes.c_float(), ctypes.c_float()
    first = last = (0.0, 0.0)
    for i in range(pdfium.FPDFPath_CountSegments(handle)):
        segment = pdfium.FPDFPath_GetPathSegment(handle, i)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        point = at(*_placed(x.value, y.value, matrix))
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            first = point
        elif kind == pdfium.FPDF_SEGMENT_LINETO:
            yield last, point
        last = point
        if pdfium.FPDFPathSegment_GetClose(segment):
            yield last, first
            last = first


def _add(found: Drawing, start: Point, end: Point) -> None:
    x0, y0, x1, y1 = around(start, end)
    if y1 - y0 <= _STRAIGHT < x1 - x0:
        found.across.append(((y0 + y1) / 2, x0, x1))
    elif x1 - x0 <= _STRAIGHT < y1 - y0:
        found.down.append(((x0 + x1) / 2, y0, y1))


def _joined(rules: list[tuple[float, float, float]]) -> list[tuple[float, float, float]]:
    """Dashes and the two sides of a thick rule as one; the short ones are left out."""
    rows: list[list[tuple[float, float, float]]] = []
    for rule in sorted(rules):
        if rows and rule[0] - rows[-1][-1][0] <= _THIN / 2 and rule[0] - rows[-1][0][0] <= _THIN:
            rows[-1].append(rule)
        else:
            rows.append([rule])
    found: list[tuple[float, float, float]] = []
    for row in rows:
        at = sum(rule[0] for rule in row) / len(row)
        start, end = 0.0, -1.0
        for _, first, last in sorted(row, key=lambda rule: rule[1]):
            if end >= start and first <= end + _JOINED:
                end = max(end, last)
                continue
            if end - start >= _SHORTEST:
                found.append((at, start, end))
            start, end = first, last
        if end - start >= _SHORTEST:
            found.append((at, start, end))
    return found
