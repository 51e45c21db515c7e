"""How a document was read (its places, where its fields stood, what was hidden) as JSON, and back."""

from __future__ import annotations

from typing import Any

from index.types import Hidden, Place, Placed, ReadFrom

# Box edges are kept to a ten-thousandth of a page: a fortieth of a millimetre on A4.
_DIGITS = 4


def place_values(place: Place) -> list[Any]:
    """The place as a list, without the tail that says nothing."""
    box = None if place.box is None else [round(edge, _DIGITS) for edge in place.box]
    values = [place.page, box, place.sheet, place.row, round(place.confidence, _DIGITS)]
    nothing = [0, None, "", 0, 1.0]
    while values and values[-1] == nothing[len(values) - 1]:
        values.pop()
    return values


def place_from(values: list[Any]) -> Place:
    """The place that ``place_values`` wrote."""
    page, box, *others = [*values, None, None][: max(2, len(values))]
    return Place(page or 0, None if box is None else tuple(box), *others)


def placed_values(places: tuple[Placed, ...]) -> list[Any]:
    """Stretches of text with their places as lists."""
    return [[each.start, each.end, *place_values(each.place)] for each in places]


def placed_from(values: list[Any]) -> tuple[Placed, ...]:
    """The stretches that ``placed_values`` wrote."""
    return tuple(Placed(start, end, place_from(place)) for start, end, *place in values)


def read_from_values(read_from: tuple[ReadFrom, ...]) -> list[Any]:
    """Where fields were read, as lists."""
    return [[each.field, each.origin, each.quote, each.start, each.end] for each in read_from]


def read_from_from(values: list[Any]) -> tuple[ReadFrom, ...]:
    """What ``read_from_values`` wrote."""
    return tuple(ReadFrom(*each) for each in values)


def hidden_values(hidden: tuple[Hidden, ...]) -> list[Any]:
    """What was left out, as lists."""
    return [[each.kind, each.characters] for each in hidden]


def hidden_from(values: list[Any]) -> tuple[Hidden, ...]:
    """What ``hidden_values`` wrote."""
    return tuple(Hidden(*each) for each in values)
