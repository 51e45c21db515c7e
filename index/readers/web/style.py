"""Whether a style lets its element be seen.

Not a browser: single declarations are judged, inline ones and those of the page's own style sheets,
without computing sizes or what overlaps what. Each way in which text is usually hidden has a name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_COMMENT = re.compile(r"/\*.{0,2000}?\*/", re.DOTALL)
_ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6})\s?")
_RULE = re.compile(r"([^{}@]{1,300})\{([^{}]{0,2000})\}")
_AT_BLOCK = re.compile(r"@[^{};]{0,300}\{(?:[^{}]{0,2000}\{[^{}]{0,2000}\}){0,200}[^{}]{0,2000}\}")
# What stands in a block for every screen holds as if it stood outside.
_FOR_ALL = re.compile(
    r"@media\s+(?:only\s+)?(?:all|screen)\s*\{((?:[^{}]{0,2000}\{[^{}]{0,2000}\}){0,200}\s*)\}"
)
_MOST_RULES = 200
_LENGTH = re.compile(r"(-?\d*\.?\d+)\s*(px|pt|em|rem|ex|ch|vw|vh|cm|mm|in|%)?$")
_PIXELS = {"pt": 1.33, "em": 16.0, "rem": 16.0, "ex": 8.0, "ch": 8.0, "vw": 12.8, "vh": 8.0, "cm": 37.8, "mm": 3.78, "in": 96.0}  # fmt: skip
_SMALLEST_TEXT = 2.0  # pixels
_LEAST_OPACITY = 0.05
_OFF_SCREEN = -300.0  # pixels
_NOTHING_LEFT = re.compile(
    r"rect\((?:\s*[01](?:px)?\s*,?){4}\)|inset\(\s*(?:[5-9]\d|100)(?:\.\d+)?%|circle\(\s*0"
)
_SCALED_AWAY = re.compile(r"scale[xy]?\(\s*0?(?:\.0\d*)?\s*[,)]|scale3d\(\s*0\b")
_MOVED_AWAY = re.compile(
    r"translate[xy3d]{0,2}\([^)]*-\d{4,}px|translate[xy3d]{0,2}\([^)]*-\d{3,}(?:vw|vh|%)"
)
_HEX = re.compile(r"#([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})\b")
_RGB = re.compile(r"rgba?\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})\s*(?:[,/]\s*([\d.]+%?))?")
_NAMED = {
    "white": (255, 255, 255), "black": (0, 0, 0), "red": (255, 0, 0), "blue": (0, 0, 255), "snow": (255, 250, 250),
    "ivory": (255, 255, 240), "whitesmoke": (245, 245, 245), "ghostwhite": (248, 248, 255), "floralwhite": (255, 250, 240),
    "gray": (128, 128, 128), "green": (0, 128, 0), "yellow": (255, 255, 0),
}  # fmt: skip
_LIKE = 12  # of 255, by which two colours may differ that nobody can tell apart

WHITE = (255, 255, 255)
Colour = tuple[int, int, int]


def declarations(style: str) -> dict[str, str]:
    """The properties that a style sets, in lower case; of one set twice the last counts."""
    plain = _ESCAPE.sub(
        lambda escape: chr(min(int(escape[1], 16), 0x10FFFF)), _COMMENT.sub("", style)
    )
    found: dict[str, str] = {}
    for each in plain.lower().split(";"):
        name, colon, value = each.partition(":")
        if colon:
            found[name.strip()] = value.replace("!important", "").strip()
    return found


def rules_of(sheet: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Selectors of a style sheet with what they set, those for print and small screens left out."""
    plain = _AT_BLOCK.sub("", _FOR_ALL.sub(r"\1", _COMMENT.sub("", sheet)))
    for selector, body in _RULE.findall(plain)[: _MOST_RULES * 10]:
        yield selector.strip(), declarations(body)


def hiding(style: Mapping[str, str]) -> str:
    """How a style hides its element whatever is around it; "" where it does not."""
    if style.get("display") == "none" or style.get("content-visibility") == "hidden":
        return "display:none"
    if style.get("visibility") in {"hidden", "collapse"}:
        return "visibility:hidden"
    if _number(style.get("opacity", "1")) < _LEAST_OPACITY or "opacity(0" in style.get(
        "filter", ""
    ):
        return "opacity 0"
    if _is_tiny(style):
        return "zero size"
    if _is_off_screen(style):
        return "off screen"
    return "transparent" if _is_transparent(style.get("color", "")) else ""


def colour(written: str) -> Colour | None:
    """A colour as red, green, blue of 255; None where it is none that is known here."""
    if match := _HEX.search(written):
        digits = match[1] if len(match[1]) > 4 else "".join(digit * 2 for digit in match[1])
        return int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)
    if match := _RGB.search(written):
        return int(match[1]), int(match[2]), int(match[3])
    return next((_NAMED[word] for word in re.findall(r"[a-z]+", written) if word in _NAMED), None)


def background(style: Mapping[str, str]) -> Colour | str | None:
    """What a style paints behind: a colour, "picture" for what has none, None for nothing."""
    for name in ("background-color", "background"):
        written = style.get(name, "")
        if not written or written in {"none", "transparent", "inherit", "initial", "unset"}:
            continue
        if "url(" in written or "gradient" in written:
            return "picture"
        return colour(written) or "picture"
    return "picture" if "url(" in style.get("background-image", "") else None


def is_alike(one: Colour, other: Colour) -> bool:
    """Whether text of one colour cannot be seen on the other."""
    return all(abs(a - b) <= _LIKE for a, b in zip(one, other, strict=True))


def _is_tiny(style: Mapping[str, str]) -> bool:
    if _pixels(style.get("font-size", "")) < _SMALLEST_TEXT or _SCALED_AWAY.search(
        style.get("transform", "")
    ):
        return True
    if _NOTHING_LEFT.search(style.get("clip", "") + style.get("clip-path", "")):
        return True
    clips = style.get("overflow", style.get("overflow-y", "")) in {"hidden", "clip"}
    return clips and any(
        _pixels(style.get(name, "")) <= _SMALLEST_TEXT
        for name in ("height", "max-height", "width", "max-width")
    )


def _is_off_screen(style: Mapping[str, str]) -> bool:
    if _pixels(style.get("text-indent", "")) <= _OFF_SCREEN or _MOVED_AWAY.search(
        style.get("transform", "")
    ):
        return True
    moved = style.get("position") in {"absolute", "fixed", "relative"}
    if style.get("margin-left", "").endswith("%"):  # columns are arranged so
        style = {name: value for name, value in style.items() if name != "margin-left"}
    sides = ("left", "top", "margin-left", "margin-top") if moved else ("margin-left",)
    edge = moved and any(
        _pixels(style.get(name, "")) <= 3 * _OFF_SCREEN for name in ("right", "bottom")
    )
    return edge or any(_pixels(style.get(name, "")) <= 2 * _OFF_SCREEN for name in sides)


def _is_transparent(written: str) -> bool:
    if written == "transparent":
        return True
    match = _RGB.search(written)
    return match is not None and match[4] is not None and _number(match[4]) < _LEAST_OPACITY


def _pixels(written: str) -> float:
    """A length in pixels; one that says nothing here is as large as can be."""
    match = _LENGTH.match(written)
    if match is None:
        return float("inf")
    if match[2] == "%":
        return float(match[1]) * 16
    return float(match[1]) * _PIXELS.get(match[2] or "px", 1.0)


def _number(written: str) -> float:
    try:
        return float(written.rstrip("%")) / (100 if written.endswith("%") else 1)
    except ValueError:
        return 1.0
