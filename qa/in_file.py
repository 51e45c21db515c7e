"""Where in its file a span stands: on which page, in which row; and how surely it was read."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.types import Document, Place


def places_of(document: Document, start: int, end: int) -> list[Place]:
    """The places at which the characters of a span stand in the file, in order; none where unknown."""
    placed = document.places
    first = bisect_right(placed, start, key=lambda each: each.end)
    found = []
    for each in placed[first:]:
        if each.start >= end:
            break
        found.append(each.place)
    return found


def in_file(document: Document, start: int, end: int) -> str:
    """The same for people: 第3页, 第3至4页, 第5行; "" where it is not known."""
    places = places_of(document, start, end)
    if not places:
        return ""
    unit, numbers = "页", [place.page for place in places if place.page]
    if not numbers:
        unit, numbers = "行", [place.row for place in places if place.row]
    if not numbers:
        return ""
    first, last = min(numbers), max(numbers)
    return f"第{first}{unit}" if first == last else f"第{first}至{last}{unit}"


def confidence_of(document: Document, start: int, end: int) -> float:
    """How sure recognition was of the least sure part of a span; 1 where nothing was recognised."""
    return min((place.confidence for place in places_of(document, start, end)), default=1.0)
