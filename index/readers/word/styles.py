"""The styles of a DOCX file: what a paragraph or run inherits (ECMA-376 part 1, 17.7)."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Final, TypeVar

from index.readers.word.package import W

if TYPE_CHECKING:
    from lxml.etree import _Element

_LONGEST_CHAIN: Final = 50  # styles based on one another: a circle ends here
_OFF: Final = {"0", "false", "off", "none"}
_HEADING_NAME: Final = re.compile(r"(?:heading|标题|標題)\s*([1-9])")
_BODY_LEVEL: Final = 9  # w:outlineLvl of text that is no heading
_COLOUR: Final = re.compile(r"[0-9A-F]{6}")
ANY_FILL: Final = "?"  # there is a background, but which is not known
_HIGHLIGHTS: Final = {"black": "000000", "white": "FFFFFF", "none": ""}


@dataclass(frozen=True, slots=True)
class RunLook:
    """How characters look; None where nothing is said."""

    hidden: bool | None = None
    size: int | None = None  # half-points
    colour: str | None = None  # RRGGBB
    fill: str | None = None  # RRGGBB behind the characters, "" for none, ANY_FILL
    font: str | None = None

    def over(self, below: RunLook) -> RunLook:
        """A look that says what this one says, and for the rest what ``below`` does."""
        return _over(self, below)


@dataclass(frozen=True, slots=True)
class ParagraphLook:
    """What is said of a paragraph; None where nothing is."""

    outline: int | None = None  # 0 to 8, 9 for text
    num_id: str | None = None
    num_level: int | None = None
    numbered_by: str | None = None  # the style that says num_id
    aligned: str | None = None
    fill: str | None = None
    heading: int | None = None  # 1 to 9, by the name of a style

    def over(self, below: ParagraphLook) -> ParagraphLook:
        """A look that says what this one says, and for the rest what ``below`` does."""
        look = _over(self, below)
        by = below.numbered_by if self.num_id is None else self.numbered_by
        return replace(look, numbered_by=by)

    @property
    def level(self) -> int:
        """The level of a heading from 1 on, 0 for text."""
        if self.outline is not None:
            return 0 if self.outline >= _BODY_LEVEL else self.outline + 1
        return self.heading or 0


_Look = TypeVar("_Look", RunLook, ParagraphLook)


def _over(above: _Look, below: _Look) -> _Look:
    values = {}
    for field in fields(above):
        value = getattr(above, field.name)
        values[field.name] = getattr(below, field.name) if value is None else value
    return replace(above, **values)


@dataclass(frozen=True, slots=True)
class Style:
    """A style with all that it inherits."""

    name: str = ""  # in small letters: "heading 1", "title", "toc 1", "caption"
    paragraph: ParagraphLook = ParagraphLook()
    run: RunLook = RunLook()
    filled: bool = False  # a table style that gives some cells a background


class Styles:
    """The styles by their ids."""

    def __init__(self, root: _Element | None) -> None:
        self._elements: dict[str, _Element] = {}
        self._known: dict[str, Style] = {}
        self._default = ""
        self.base = RunLook()
        for each in () if root is None else root.iterchildren(f"{W}style"):
            id_ = each.get(f"{W}styleId") or ""
            self._elements[id_] = each
            if each.get(f"{W}type") == "paragraph" and is_on(each.get(f"{W}default")):
                self._default = id_
        if root is not None:
            self.base = run_look(root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr"))

    def style(self, id_: str | None) -> Style:
        """The style ``id_``; one that says nothing where there is none."""
        id_ = id_ or ""
        if id_ not in self._known:
            self._known[id_] = self._read(id_)
        return self._known[id_]

    def of_paragraph(self, properties: _Element | None) -> Style:
        """The style of a paragraph: the one it names, else the default one."""
        named = value_of(properties, "pStyle")
        return self.style(named if named in self._elements else self._default)

    def numbering_of(self, id_: str) -> str | None:
        """The w:numId of a numbering style."""
        return self.style(id_).paragraph.num_id

    def _read(self, id_: str) -> Style:
        style, followed = Style(), id_
        for _ in range(_LONGEST_CHAIN):
            element = self._elements.get(followed)
            if element is None:
                break
            properties = element.find(f"{W}pPr")
            name = (value_of(element, "name") or "").strip().lower()
            look = paragraph_look(properties)
            if look.num_id is not None:
                look = replace(look, numbered_by=followed)
            if named := _HEADING_NAME.fullmatch(name):
                look = replace(look, heading=int(named[1]))
            style = Style(
                style.name or name,
                style.paragraph.over(look),
                style.run.over(run_look(element.find(f"{W}rPr"))),
                style.filled or _has_fill(element),
            )
            followed = value_of(element, "basedOn") or ""
        return style


def paragraph_look(properties: _Element | None) -> ParagraphLook:
    """What a w:pPr itself says."""
    if properties is None:
        return ParagraphLook()
    numbering = properties.find(f"{W}numPr")
    return ParagraphLook(
        outline=_whole(value_of(properties, "outlineLvl")),
        num_id=value_of(numbering, "numId"),
        num_level=_whole(value_of(numbering, "ilvl")),
        aligned=value_of(properties, "jc"),
        fill=fill_of(properties.find(f"{W}shd")),
    )


def run_look(properties: _Element | None) -> RunLook:
    """What a w:rPr itself says."""
    if properties is None or not len(properties):
        return RunLook()
    vanish = properties.find(f"{W}vanish")
    colour = (value_of(properties, "color") or "").upper()
    fill = fill_of(properties.find(f"{W}shd"))
    if (highlight := value_of(properties, "highlight")) is not None:
        fill = _HIGHLIGHTS.get(highlight, ANY_FILL)
    fonts = properties.find(f"{W}rFonts")
    return RunLook(
        hidden=None if vanish is None else is_on(vanish.get(f"{W}val", "1")),
        size=_whole(value_of(properties, "sz")),
        colour=colour if _COLOUR.fullmatch(colour) else ("" if colour else None),
        fill=fill,
        font=None if fonts is None else fonts.get(f"{W}hAnsi") or fonts.get(f"{W}ascii"),
    )


def fill_of(shading: _Element | None) -> str | None:
    """The colour that a w:shd puts behind text: RRGGBB, "" for none, None where there is no w:shd."""
    if shading is None:
        return None
    pattern = shading.get(f"{W}val") or "clear"
    if pattern not in {"clear", "nil"}:
        return ANY_FILL
    fill = (shading.get(f"{W}fill") or "").upper()
    return fill if _COLOUR.fullmatch(fill) and fill != "FFFFFF" else ""


def value_of(parent: _Element | None, name: str) -> str | None:
    """The w:val of the child ``name``; None where there is none."""
    child = None if parent is None else parent.find(f"{W}{name}")
    return None if child is None else child.get(f"{W}val")


def is_on(value: str | None) -> bool:
    """Whether the value of an on/off property means on."""
    return value is not None and value.lower() not in _OFF


def _has_fill(style: _Element) -> bool:
    return any(fill_of(shading) for shading in style.iter(f"{W}shd"))


def _whole(value: str | None) -> int | None:
    """A whole number; decimals, which some programs write for sizes, are rounded."""
    try:
        return None if value is None else round(float(value))
    except (ValueError, OverflowError):
        return None
