"""An OFD page as characters, rules and pictures, and which of its text nobody sees."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from index.readers.ofd.colour import ink_of
from index.readers.ofd.glyphs import OBLIQUE, Character, characters_of
from index.readers.ofd.objects import Drawn, objects_of
from index.readers.ofd.paths import box_of, strokes_of, unit_box
from index.readers.pdf.drawing import Drawing
from index.readers.pdf.glyphs import Glyph, PageSize, PageText

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.readers.ofd.document import PageParts, Resources
    from index.readers.pdf.upright import Box

_POINTS: Final = 72 / 25.4  # a millimetre
_SMALLEST: Final = 1.0  # points: smaller characters are dust
_CONTRAST: Final = 14  # of 255
_STRAIGHT: Final = 0.35  # millimetres by which the ends of a rule may differ
_THIN: Final = 1.0  # millimetres: a filled box that is thinner is a rule
_SHORTEST: Final = 2.0  # millimetres
_BOLD: Final = 600
_MOST_PAINTED: Final = (
    400  # boxes and pictures: more is a drawing, behind which nothing is looked for
)


@dataclass(frozen=True, slots=True)
class OfdPage:
    """A page; ``pictures`` are the numbers of images with the boxes they fill, in points."""

    text: PageText
    drawing: Drawing
    pictures: tuple[tuple[str, Box], ...]


@dataclass(slots=True)
class _Painted:
    """A box of one colour, or a picture (grey -1), drawn as the ``order``-th object."""

    box: Box
    grey: int
    order: int


@dataclass(slots=True)
class _Seen:
    """A character with what its visibility depends on."""

    character: Character
    grey: int
    red: bool
    bold: bool
    order: int


@dataclass(slots=True)
class _Found:
    texts: list[_Seen] = field(default_factory=list)
    painted: list[_Painted] = field(default_factory=list)
    pictures: list[tuple[str, Box]] = field(default_factory=list)
    across: list[tuple[float, float, float]] = field(default_factory=list)
    down: list[tuple[float, float, float]] = field(default_factory=list)
    strokes: int = 0
    hidden: Counter[str] = field(default_factory=Counter)


def read_page(parts: PageParts, resources: Resources, name: str) -> OfdPage:
    """Raises ``UnreadableFile``, naming ``name``, for a page with more objects than any page has."""
    left, top, width, height = parts.box
    found = _Found()
    objects = objects_of(parts.contents, resources.composites, name)
    for order, drawn in enumerate(objects):
        if drawn.element.tag == "TextObject":
            _add_text(found, drawn, resources, (left, top), order)
        elif drawn.visible and drawn.element.tag == "PathObject":
            _add_path(found, drawn, resources, (left, top), order)
        elif drawn.visible:
            box = _in_points(unit_box(drawn.matrix), (left, top))
            found.pictures.append((drawn.element.get("ResourceID", ""), box))
            found.painted.append(_Painted(box, -1, order))
    for annotation in parts.annotations:
        if annotation.get("Type") != "Watermark":
            written = "".join(code.text or "" for code in annotation.iter("TextCode", "Remark"))
            found.hidden["comment"] += len(written.strip())
    page_size = width * _POINTS, height * _POINTS
    text = _page_text(found, page_size)
    if text.size.turn:  # tables on a page that is turned are read by their columns
        found.across, found.down = [], []
    drawing = Drawing(found.across, found.down, [box for _, box in found.pictures], found.strokes)
    return OfdPage(text, drawing, tuple(found.pictures))


def _add_text(
    found: _Found, drawn: Drawn, resources: Resources, corner: tuple[float, float], order: int
) -> None:
    element = drawn.element
    characters = list(characters_of(drawn, corner, order))
    is_filled = element.get("Fill", "true").lower() != "false"
    is_outlined = element.get("Stroke", "false").lower() == "true"
    ink = ink_of(
        element, "FillColor" if is_filled else "StrokeColor", resources.draw_params, drawn.params
    )
    if not drawn.visible or ink.clear or not (is_filled or is_outlined):
        found.hidden["hidden text"] += len(characters)
        return
    weight = element.get("Weight", "")
    bold = element.get("Font", "") in resources.bold_fonts or (
        weight.isdecimal() and int(weight) >= _BOLD
    )
    found.texts += [_Seen(each, ink.grey, ink.red, bold, order) for each in characters]


def _add_path(
    found: _Found, drawn: Drawn, resources: Resources, corner: tuple[float, float], order: int
) -> None:
    element = drawn.element
    box = box_of(drawn)
    fill = ink_of(element, "FillColor", resources.draw_params, drawn.params)
    if element.get("Fill", "false").lower() == "true" and box is not None and not fill.clear:
        left, top, right, bottom = box
        if fill.opaque and min(right - left, bottom - top) > _THIN:
            found.painted.append(_Painted(_in_points(box, corner), fill.grey, order))
        elif bottom - top <= _THIN:
            _add_rule(found, (left, (top + bottom) / 2), (right, (top + bottom) / 2), corner)
        elif right - left <= _THIN:
            _add_rule(found, ((left + right) / 2, top), ((left + right) / 2, bottom), corner)
    stroke = ink_of(element, "StrokeColor", resources.draw_params, drawn.params)
    if element.get("Stroke", "true").lower() == "false" or stroke.clear or stroke.grey > 250:
        return
    for start, end in strokes_of(drawn):
        found.strokes += 1
        _add_rule(found, start, end, corner)


def _add_rule(
    found: _Found, start: tuple[float, float], end: tuple[float, float], corner: tuple[float, float]
) -> None:
    left, top, right, bottom = _in_points((*start, *end), corner)
    if left > right:
        left, right = right, left
    if top > bottom:
        top, bottom = bottom, top
    if bottom - top <= _STRAIGHT * _POINTS and right - left >= _SHORTEST * _POINTS:
        found.across.append(((top + bottom) / 2, left, right))
    elif right - left <= _STRAIGHT * _POINTS and bottom - top >= _SHORTEST * _POINTS:
        found.down.append(((left + right) / 2, top, bottom))


def _in_points(box: Box, corner: tuple[float, float]) -> Box:
    (left, top, right, bottom), (x, y) = box, corner
    return (
        (left - x) * _POINTS,
        (top - y) * _POINTS,
        (right - x) * _POINTS,
        (bottom - y) * _POINTS,
    )


def _page_text(found: _Found, page_size: tuple[float, float]) -> PageText:
    """The characters that are seen, set upright by the direction of most of them."""
    groups: dict[int, list[_Seen]] = {}
    for each in found.texts:
        if reason := _why_not(each, found.painted, page_size):
            found.hidden[reason] += 1
        elif each.character.turn != OBLIQUE:  # oblique text is a watermark
            groups.setdefault(each.character.turn, []).append(each)
    main = max(groups, key=lambda turn: len(groups[turn]), default=0)
    upright = {turn: tuple(_upright(seen, turn, page_size)) for turn, seen in groups.items()}
    glyphs = upright.pop(main, ())
    width, height = page_size if main % 2 == 0 else page_size[::-1]
    size = PageSize(width, height, (4 - main) % 4)
    return PageText(size, glyphs, tuple(upright.values()), found.hidden, 0)


def _why_not(seen: _Seen, painted: list[_Painted], page_size: tuple[float, float]) -> str:
    """Why nobody sees a character: of what kind ``Hidden`` is."""
    character = seen.character
    if character.size < _SMALLEST:
        return "zero size"
    x, y = _middle(character)
    if not (0 <= x <= page_size[0] and 0 <= y <= page_size[1]):
        return "off page"
    ground = 255
    for each in painted[:_MOST_PAINTED]:
        left, top, right, bottom = each.box
        if left <= x <= right and top <= y <= bottom:
            if each.order < seen.order:
                ground = each.grey
            elif each.grey >= 0:
                return "hidden text"  # painted over
    return "white on white" if ground >= 0 and abs(ground - seen.grey) < _CONTRAST else ""


def _middle(character: Character) -> tuple[float, float]:
    """About the middle of a character as shown."""
    along, up = character.width / 2, 0.36 * character.size
    x, y = character.x, character.y
    for_turn = ((along, -up), (up, along), (-along, up), (-up, -along))
    across, down = for_turn[character.turn] if character.turn != OBLIQUE else (0.0, 0.0)
    return x + across, y + down


def _upright(found: list[_Seen], turn: int, page_size: tuple[float, float]) -> Iterator[Glyph]:
    width, height = page_size
    for seen in found:
        text, x, y, advance, size, _, spaced, _ = seen.character
        if turn == 1:
            x, y = y, width - x
        elif turn == 2:
            x, y = width - x, height - y
        elif turn == 3:
            x, y = height - y, x
        yield Glyph(text, x, x + advance, y, size, seen.bold, seen.red, spaced)
