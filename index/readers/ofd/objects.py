"""The objects on an OFD page in the order in which they are drawn, each with where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from index.errors import UnreadableFile
from index.readers.ofd.document import numbers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lxml.etree import _Element

_MOST: Final = 200_000  # objects of a page
_DEEPEST: Final = 8  # composites in composites
_DRAWN: Final = frozenset({"TextObject", "PathObject", "ImageObject"})
_HOLDERS: Final = frozenset({"Layer", "PageBlock", "Content"})

Matrix = tuple[float, float, float, float, float, float]
SAME: Final[Matrix] = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Drawn:
    """An object; ``matrix`` takes its own coordinates to the page (millimetres from the top left)."""

    element: _Element
    matrix: Matrix
    params: tuple[str, ...]  # DrawParams of the layers around it, the innermost first
    visible: bool


def objects_of(
    contents: tuple[_Element, ...], composites: Mapping[str, _Element], name: str
) -> Iterator[Drawn]:
    """Raises ``UnreadableFile``, naming ``name``, where there are more than any page has."""
    nothing: tuple[str, ...] = ()
    stack = [(each, SAME, nothing, True, 0) for each in reversed(contents)]
    count = 0
    while stack:
        element, matrix, params, visible, depth = stack.pop()
        count += 1
        if count > _MOST:
            raise UnreadableFile(
                f"{name}：一页上的图形和文字超过 {_MOST} 个，没有读取。请打印为 PDF 后再导入。"
            )
        visible = visible and element.get("Visible", "true").strip().lower() not in {"false", "0"}
        if element.tag in _DRAWN:
            yield Drawn(element, times(own_matrix(element), matrix), params, visible)
            continue
        if element.tag == "CompositeObject":
            unit = composites.get(element.get("ResourceID", ""))
            inner = None if unit is None else unit.find("Content")
            if inner is None or depth >= _DEEPEST:
                continue
            stack.append((inner, times(own_matrix(element), matrix), params, visible, depth + 1))
        elif element.tag in _HOLDERS:
            own = element.get("DrawParam")
            around = (own, *params) if own else params
            stack += [(each, matrix, around, visible, depth) for each in reversed(element)]


def own_matrix(element: _Element) -> Matrix:
    """From an object's own coordinates to those around it: its CTM, then the corner of its boundary."""
    left, top, *_ = [*numbers(element.get("Boundary")), 0.0, 0.0]
    given = numbers(element.get("CTM"))
    a, b, c, d, e, f = given if len(given) == 6 else SAME
    return a, b, c, d, e + left, f + top


def times(first: Matrix, second: Matrix) -> Matrix:
    """The matrix that does ``first``, then ``second``."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = second
    return (
        a * p + b * r,
        a * q + b * s,
        c * p + d * r,
        c * q + d * s,
        e * p + f * r + t,
        e * q + f * s + u,
    )


def at(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """Where a point goes."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f
