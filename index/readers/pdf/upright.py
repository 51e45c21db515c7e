"""Coordinates of a PDF page, set upright: points from the top left corner of what is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from pypdfium2 import PdfPage

Box = tuple[float, float, float, float]  # left, top, right, bottom


def placing(page: PdfPage, turns: int = 0) -> Callable[[float, float], tuple[float, float]]:
    """From the page's own coordinates to the page as shown, and ``turns`` quarter turns clockwise on."""
    left, bottom, right, top = page.get_bbox()
    width, height = right - left, top - bottom
    turns = (page.get_rotation() // 90 + turns) % 4
    if turns == 0:
        return lambda x, y: (x - left, top - y)
    if turns == 1:
        return lambda x, y: (y - bottom, x - left)
    if turns == 2:
        return lambda x, y: (width - (x - left), height - (top - y))
    return lambda x, y: (top - y, width - (x - left))


def turned_box(box: Box, width: float, height: float, turns: int) -> Box:
    """``box`` on a page of ``width`` and ``height`` after quarter ``turns`` clockwise."""
    for _ in range(turns):
        x0, y0, x1, y1 = box
        box = (height - y1, x0, height - y0, x1)
        width, height = height, width
    return box


def around(first: tuple[float, float], second: tuple[float, float]) -> Box:
    """The box with these two opposite corners."""
    (ax, ay), (bx, by) = first, second
    return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)
