"""Text in drawings: text boxes, shapes and WordArt, each once although written twice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from index.readers.word.package import W
from index.readers.word.styles import ANY_FILL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_A: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_V: Final = "{urn:schemas-microsoft-com:vml}"
_WP: Final = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_WPS: Final = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}"
_CONTENT: Final = f"{W}txbxContent"
_POINT: Final = 12700  # EMU
_NO_FILL: Final = {"f", "false"}


@dataclass(frozen=True, slots=True)
class Box:
    """A text box, or WordArt, of which only the ``text`` is known.

    ``behind`` is its background as in RunLook; ``unseen`` says why nobody sees it.
    """

    content: _Element | None
    text: str
    behind: str = ""
    unseen: str = ""


def chosen(alternatives: _Element) -> _Element | None:
    """The branch of an mc:AlternateContent that is read: the first that holds text, else the first."""
    branches = [each for each in alternatives if each.tag in {f"{_MC}Choice", f"{_MC}Fallback"}]
    with_text = (
        each
        for each in branches
        if next(each.iter(f"{W}t", f"{W}sym", f"{_V}textpath"), None) is not None
    )
    return next(with_text, branches[0] if branches else None)


def boxes_in(drawing: _Element) -> Iterator[Box]:
    """The text boxes in a w:drawing, w:pict or w:object in order, not those inside of others."""
    unseen = _unseen(drawing)
    waiting: list[tuple[_Element, str]] = [(drawing, "")]
    while waiting:
        element, behind = waiting.pop()
        if element.tag == f"{_MC}AlternateContent":
            branch = chosen(element)
            waiting += [] if branch is None else [(branch, behind)]
        elif element.tag == _CONTENT:
            text = "".join(each.text or "" for each in element.iter(f"{W}t"))
            yield Box(element, text, behind, unseen)
        elif element.tag == f"{_V}textpath" and element.get("string"):
            yield Box(None, element.get("string") or "", behind, unseen)
        else:
            behind = _fill(element) or behind
            waiting += [(child, behind) for child in reversed(element)]


def _unseen(drawing: _Element) -> str:
    for properties in drawing.iter(f"{_WP}docPr"):
        if properties.get("hidden") in {"1", "true"}:
            return "hidden text"
    for extent in drawing.iter(f"{_WP}extent"):
        if any(_whole(extent.get(side)) <= _POINT for side in ("cx", "cy")):
            return "zero size"
    for shape in drawing.iter(f"{_V}shape", f"{_V}rect", f"{_V}roundrect"):
        if "visibility:hidden" in (shape.get("style") or "").replace(" ", "").lower():
            return "hidden text"
    return ""


def _fill(element: _Element) -> str:
    """The background that a shape gives its text, "" where it gives none."""
    if element.tag == f"{_WPS}wsp":
        properties = element.find(f"{_WPS}spPr")
        if properties is None or properties.find(f"{_A}noFill") is not None:
            return ""
        solid = properties.find(f"{_A}solidFill/{_A}srgbClr")
        if solid is not None:
            return _colour(solid.get("val") or "")
        filled = any(
            properties.find(f"{_A}{kind}Fill") is not None
            for kind in ("solid", "grad", "blip", "patt")
        )
        return ANY_FILL if filled or element.find(f"{_WPS}style") is not None else ""
    if element.tag in {f"{_V}shape", f"{_V}rect", f"{_V}roundrect", f"{_V}oval"}:
        colour = element.get("fillcolor") or ""
        if element.get("filled") in _NO_FILL or not colour:
            return ""
        return _colour(colour.split()[0].lstrip("#"))
    return ""


def _colour(name: str) -> str:
    if name.lower() in {"ffffff", "white", "window", "fff"}:
        return ""
    is_written = len(name) == 6 and all(sign in "0123456789abcdefABCDEF" for sign in name)
    return name.upper() if is_written else ANY_FILL


def _whole(value: str | None) -> int:
    text = value or ""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 12 else _POINT + 1
