"""The characters of an OFD page with where they stand (GB/T 33190-2016, chapter 11)."""

from __future__ import annotations

import math
import unicodedata
from itertools import accumulate
from typing import TYPE_CHECKING, Final, NamedTuple

from index.readers.ofd.document import numbers
from index.readers.ofd.objects import Drawn, at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

_POINTS: Final = 72 / 25.4  # a millimetre
_LINE_BREAKS: Final = str.maketrans("", "", "\r\n\t")  # of indented XML
_NARROW: Final = 0.5  # of the size, where nothing says how wide a character is
_STILL_BESIDE: Final = 1.9, 1.25  # of the size: how far apart letters of a word are, wide, narrow
_SLANT: Final = 0.06  # of a quarter turn
OBLIQUE: Final = -1


class Character(NamedTuple):
    """A character at its origin, the left end of its base line; points from the page's top left."""

    text: str
    x: float
    y: float
    width: float
    size: float
    turn: int  # quarter turns clockwise, or ``OBLIQUE``
    spaced: bool  # a space is written before it
    place: int  # in which TextCode of the page, counted


def characters_of(drawn: Drawn, corner: tuple[float, float], place: int) -> Iterator[Character]:
    """Those of a text object. ``corner`` is the page's top left in its own coordinates."""
    element = drawn.element
    size = next(iter(numbers(element.get("Size"))), 0.0)
    stretch = next(iter(numbers(element.get("HScale"))), 1.0) or 1.0
    turned = next(iter(numbers(element.get("CharDirection"))), 0.0)
    a, b, c, d, _, _ = drawn.matrix
    across, down = math.hypot(a, b) * _POINTS, math.hypot(c, d) * _POINTS
    turn = _turn(math.atan2(b, a) + math.radians(turned))
    x = y = 0.0
    for code in element.findall("TextCode"):
        text = (code.text or "").translate(_LINE_BREAKS)
        x = next(iter(numbers(code.get("X"))), x)
        y = next(iter(numbers(code.get("Y"))), y)
        if not text:
            continue
        origins = list(_origins(code, text, (x, y), size * stretch))
        place += 1
        if _is_column(origins, turned):
            origins, size_across = _laid_down(origins, size), size / len(origins)
        else:
            size_across = size * stretch
        spaced = False
        for position, (character, (left, base)) in enumerate(zip(text, origins, strict=True)):
            if character.isspace():
                spaced = True
                continue
            width = _width(character, size_across)
            if position + 1 < len(origins):
                width = _until_next(width, origins[position + 1], (left, base), character, size)
            shown_x, shown_y = at(drawn.matrix, left, base)
            yield Character(
                character,
                (shown_x - corner[0]) * _POINTS,
                (shown_y - corner[1]) * _POINTS,
                width * across,
                size * down,
                turn,
                spaced,
                place,
            )
            spaced = False


def expanded(text: str | None, most: int) -> list[float]:
    """The distances in a DeltaX or DeltaY: ``g n d`` stands for ``n`` times ``d``."""
    found: list[float] = []
    words = iter((text or "").split())
    for word in words:
        if word == "g":
            times, distance = [*numbers(next(words, "")), 0.0][0], numbers(next(words, ""))
            found += distance * min(max(int(times), 0), most)
        else:
            found += numbers(word)
        if len(found) >= most:
            break
    return found[:most]


def _origins(
    code: _Element, text: str, start: tuple[float, float], size: float
) -> Iterator[tuple[float, float]]:
    """Where each character stands in the object's own coordinates."""
    most = max(len(text) - 1, 0)
    across, down = expanded(code.get("DeltaX"), most), expanded(code.get("DeltaY"), most)
    if across or not down:  # what is not said goes on by the width of the characters
        across += [_width(each, size) for each in text[len(across) : most]]
    across += [0.0] * (most - len(across))
    down += [0.0] * (most - len(down))
    yield from zip(
        accumulate(across, initial=start[0]), accumulate(down, initial=start[1]), strict=True
    )


def _is_column(origins: list[tuple[float, float]], turned: float) -> bool:
    """Whether upright characters stand one below the other."""
    if len(origins) < 2 or turned:
        return False
    (x0, y0), (x1, y1) = origins[0], origins[-1]
    return abs(x1 - x0) < 0.01 and abs(y1 - y0) > 0.01 and len({x for x, _ in origins}) == 1


def _laid_down(origins: list[tuple[float, float]], size: float) -> list[tuple[float, float]]:
    """A column as a line as wide as the column, at half its height: so it is read as one word."""
    x, step = origins[0][0], size / len(origins)
    middle = (origins[0][1] + origins[-1][1]) / 2
    return [(x + n * step, middle) for n in range(len(origins))]


def _until_next(
    width: float,
    following: tuple[float, float],
    own: tuple[float, float],
    character: str,
    size: float,
) -> float:
    """How wide a character is, by where the next one begins if that is on the same line."""
    step = following[0] - own[0]
    beside = _STILL_BESIDE[0 if _is_wide(character) else 1] * size
    return step if 0 < step <= beside and abs(following[1] - own[1]) < 0.5 * size else width


def _width(character: str, size: float) -> float:
    return size if _is_wide(character) else _NARROW * size


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WFA"


def _turn(angle: float) -> int:
    turns = angle / (math.pi / 2)
    return round(turns) % 4 if abs(turns - round(turns)) < _SLANT else OBLIQUE
