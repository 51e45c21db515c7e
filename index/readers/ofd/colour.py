"""How dark a colour in an OFD page is (GB/T 33190-2016, 8.3), and whose colour holds for an object."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml.etree import _Element

_MOST_PARAMS: Final = 20  # that a DrawParam is relative to
_OPAQUE: Final = 255


class Ink(NamedTuple):
    """Brightness and redness, 0 to 255, and whether it can be seen through entirely."""

    grey: int = 0
    red: bool = False
    clear: bool = False
    opaque: bool = True


def ink_of(
    element: _Element, name: str, params: Mapping[str, _Element], around: tuple[str, ...] = ()
) -> Ink:
    """The colour ``name`` (FillColor, StrokeColor) of an object; black where nothing says one.

    ``around`` are the DrawParams of the layers that the object stands in, the innermost first.
    """
    alpha = _number(element.get("Alpha"), _OPAQUE)
    colour = element.find(name)
    for number in (element.get("DrawParam", ""), *around):
        if colour is not None:
            break
        colour = _from_param(number, name, params)
    if colour is None:
        return Ink(clear=alpha <= 0, opaque=alpha >= _OPAQUE)
    alpha = min(alpha, _number(colour.get("Alpha"), _OPAQUE))
    red, green, blue = _rgb(colour)
    return Ink(
        grey=(red * 30 + green * 59 + blue * 11) // 100,
        red=red > 150 and max(green, blue) < 100,
        clear=alpha <= 0,
        opaque=alpha >= _OPAQUE and len(colour) == 0,  # no pattern and no shading
    )


def _from_param(number: str, name: str, params: Mapping[str, _Element]) -> _Element | None:
    for _ in range(_MOST_PARAMS):
        param = params.get(number)
        if param is None:
            return None
        colour = param.find(name)
        if colour is not None:
            return colour
        number = param.get("Relative", "")
    return None


def _rgb(colour: _Element) -> tuple[int, int, int]:
    """By how many channels there are: grey, RGB or CMYK. Some producers write them as #hex."""
    values = [_channel(each) for each in (colour.get("Value") or "").replace(",", " ").split()[:4]]
    if len(values) == 1:
        return values[0], values[0], values[0]
    if len(values) == 3:
        return values[0], values[1], values[2]
    if len(values) == 4:
        light = 255 - values[3]
        cyan, magenta, yellow = (light * (255 - each) // 255 for each in values[:3])
        return cyan, magenta, yellow
    return 0, 0, 0


def _channel(text: str) -> int:
    try:
        value = int(text[1:], 16) if text.startswith("#") else int(float(text))
    except (ValueError, OverflowError):
        return 0
    return min(max(value, 0), 255)


def _number(text: str | None, otherwise: int) -> int:
    try:
        return int(float(text)) if text else otherwise
    except (ValueError, OverflowError):
        return otherwise
